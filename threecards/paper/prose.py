"""Texts that were written in Markdown, as paragraphs for a sheet: what a villager reads is the text, not its signs.

In: Markdown of a record. Out: paragraphs and items in order, plain text. All of Markdown that a notice needs: blank lines part paragraphs,
``-``, ``*`` and ``1.`` begin items, ``#`` a heading; emphasis, code and links keep their words. Not here: HTML, that is the web's.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ITEM = re.compile(r"(?:[-*+]|([0-9]{1,2})[.)、])[ \u3000]+(.+)")
_HEADING = re.compile(r"#{1,6}\s+(.+)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_STRONG = re.compile(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1")


class Block(NamedTuple):
    """One paragraph. kind: ``text``, ``head`` or ``item``; mark: what stands before an item, ``·`` or ``1.``, else empty."""

    kind: str
    text: str
    mark: str = ""


def blocks(markdown: str) -> tuple[Block, ...]:
    """Paragraphs of a text. Lines of one paragraph are joined: Chinese needs no space between them, Latin words keep one."""
    found: list[Block] = []
    begun = False
    for line in (one.strip() for one in markdown.splitlines()):
        if not line:
            begun = False
        elif head := _HEADING.fullmatch(line):
            found.append(Block("head", plain_words(head[1])))
            begun = False
        elif item := _ITEM.fullmatch(line):
            found.append(Block("item", plain_words(item[2]), f"{item[1]}." if item[1] else "·"))
            begun = True
        elif begun:
            last = found[-1]
            space = " " if last.text[-1].isascii() and line[0].isascii() else ""
            found[-1] = last._replace(text=last.text + space + plain_words(line))
        else:
            found.append(Block("text", plain_words(line)))
            begun = True
    return tuple(found)


def plain_words(text: str) -> str:
    """A line without the signs of emphasis, code and links."""
    return _STRONG.sub(r"\2", _LINK.sub(r"\1", text))
