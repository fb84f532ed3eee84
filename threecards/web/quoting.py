"""Texts of the records on a page in another language: marked with the language they are written in.

In: texts as the records hold them, while a page is rendered; the finished page. Out: the page with ``lang`` on the elements that
hold such texts, so that a screen reader changes its voice and a browser its font. Not here: any translation (``phrases``).

A record speaks simplified Chinese whatever the language of the site is. While a template is rendered nobody knows whether a
value ends up in a sentence, in an attribute or in the title of the page, so a text is put between two signs that no text may
hold (Unicode noncharacters), and the finished page says where each pair stands: an element that holds nothing else takes the
attribute, a part of a sentence becomes an element, and where no markup can stand the signs go.
"""

from __future__ import annotations

import re

from markupsafe import Markup

from threecards.web.theme import SOURCE

OPEN, CLOSE = "\ufdd0", "\ufdd1"
_LANG = f' lang="{SOURCE}"'
_SIGNS = str.maketrans("", "", OPEN + CLOSE)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_TAG = re.compile(rf"<[^<>]*{OPEN}[^<>]*>")
_PLAIN = re.compile(rf"<(title|desc|text|style)\b[^<>]*>[^<]*{OPEN}[^<]*</\1>")  # the head's, and of charts
_TITLE = re.compile(rf"<title>((?:{OPEN}[^<{CLOSE}]*{CLOSE}|[^\w<])+)</title>")  # that says nothing of its own
_ALONE = re.compile(rf"(<[a-z][^<>]*)>{OPEN}([^<{OPEN}{CLOSE}]*){CLOSE}(?=</)")


class Told(str):
    """A text in the language of the site, as a catalogue gives it."""

    __slots__ = ()


def is_quoted(text: str) -> bool:
    """True for a text of the records that holds Chinese: numbers and codes are read in every language."""
    return type(text) is not Told and _HAN.search(text) is not None


def quote(text: str) -> str:
    """Put a text of the records between the signs; one that holds no Chinese stays as it is."""
    return f"{OPEN}{unquoted(text)}{CLOSE}" if _HAN.search(text) else text


def quoted_markup(markup: Markup) -> Markup:
    """The same for markup of the records."""
    return Markup(quote(str(markup)))  # noqa: S704 - it was markup before


def unquoted(text: str) -> str:
    """A text without the signs: for files in which nothing can be marked."""
    return text.translate(_SIGNS)


def marked(page: str) -> str:
    """A finished page with ``lang`` wherever a text of the records stands in its text."""
    page = _TAG.sub(lambda tag: unquoted(tag[0]), page)
    page = _TITLE.sub(rf"<title{_LANG}>\1</title>", page, count=1)
    page = _PLAIN.sub(lambda element: unquoted(element[0]), page)
    page = _ALONE.sub(lambda found: f"{found[1]}{'' if ' lang=' in found[1] else _LANG}>{found[2]}", page)
    return page.replace(OPEN, f"<bdi{_LANG}>").replace(CLOSE, "</bdi>")
