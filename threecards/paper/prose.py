"""Running text and long names for the sheets: texts written in Markdown as paragraphs, names that may take two lines.

In: Markdown or names of a record. Out: plain text. All of Markdown that a notice needs: blank lines part paragraphs, ``-``, ``*`` and ``1.``
begin items, ``#`` a heading; emphasis, code and links keep their words: a villager reads the text, not its signs. Not here: HTML.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from threecards.paper.text import JOINER, glue, whole

LONGEST_PART = 7  # characters of a name that stay on one line
_ITEM = re.compile(r"(?:[-*+]|([0-9]{1,2})[.)、])[ \u3000]+(.+)")
_HEADING = re.compile(r"#{1,6}\s+(.+)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_STRONG = re.compile(r"(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![0-9*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![0-9*])")  # 2*3 is no emphasis


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
    return _EMPHASIS.sub(r"\1", _STRONG.sub(r"\2", _LINK.sub(r"\1", text)))


def by_parts(name: str) -> str:
    """A long name that may be broken behind a middle dot and nowhere else; a part that no column holds anywhere.

    Example: 阿里木·买买提 -> 阿里木· / 买买提.
    """
    parts = name.split("·")
    return f"{JOINER}·".join(whole(part) if len(part) <= LONGEST_PART else part for part in parts)


def together(text: str, most: int = 16) -> str:
    """A short text, such as a telephone number or a post, that is not broken; a longer one may break like any other."""
    return whole(text) if len(text) <= most else glue(text)
