"""One line of a file for a report, with a caret under the fault and with every value masked that is not public.

In: a line, the parts of it that may be shown, the column of the fault. Out: two lines of text for a terminal.
Not here: the decision what may be shown (``yamlsource`` knows which key a value belongs to).

Build logs are read by strangers, so masking is the rule and showing the exception: outside the given parts every
letter, digit and Chinese character becomes a box, one for one; punctuation and blanks stay: faults are often there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MASK = "□"
_WIDTH = 76  # columns of the excerpt; as_text indents it by four
_CUT = "..."
_KEY_NAME = re.compile(r"[A-Za-z_](?!\w*\d{7})[\w-]{0,39}", re.ASCII)


def key_name(key: str, public_keys: frozenset[str] = frozenset()) -> str:
    """Give a key as a report may show it: one known to be public or formed like the names of fields; others masked.

    What stands at a key's place by mistake may be a person's name or a phone number.
    """
    if key in public_keys or _KEY_NAME.fullmatch(key):
        return key
    return "".join(_masked(c) for c in key)


def render(line: str, column: int, clear: Iterable[tuple[int, int]]) -> str:
    """Draw a line and, below it, a caret under one of its columns.

    column: from 1, in characters; one past the end is allowed; 0: no caret. clear: half-open ranges of columns from 0
    that may be shown. Invisible characters and odd blanks appear as ``<U+200B>``. A long line is cut around the caret.
    """
    at = min(max(column - 1, 0), len(line))
    low, high = max(0, at - 2 * _WIDTH), at + 2 * _WIDTH  # no more of a very long line is even looked at
    shown = bytearray(len(line[low:high]))
    for start, end in clear:
        first, last = max(start - low, 0), min(max(end - low, 0), len(shown))
        shown[first:last] = b"\1" * (last - first)
    cells = [_visible(c) if shown[i] else _masked(c) for i, c in enumerate(line[low:high])]
    widths = [sum(map(_columns, cell)) for cell in cells]
    first, last = _window(widths, at - low, whole=low == 0 and high >= len(line))
    before = _CUT if low + first else ""
    text = before + "".join(cells[first:last]) + (_CUT if low + last < len(line) else "")
    if column < 1:
        return text.rstrip()
    return f"{text.rstrip()}\n{' ' * (len(before) + sum(widths[first : at - low]))}^"


def _window(widths: list[int], at: int, *, whole: bool) -> tuple[int, int]:
    """Choose the cells to show, half-open: as many as fit, the fault among them, a third of the room before it."""
    if whole and sum(widths) <= _WIDTH:
        return 0, len(widths)
    room = _WIDTH - 2 * len(_CUT)
    first = last = at
    used = 0
    while first and used + widths[first - 1] <= room // 3:
        first -= 1
        used += widths[first]
    while last < len(widths) and (last == at or used + widths[last] <= room):
        used += widths[last]
        last += 1
    while first and used + widths[first - 1] <= room:
        first -= 1
        used += widths[first]
    return first, last


def _visible(character: str) -> str:
    """Give a character that may be shown; one that would not be seen, or would move the cursor, by its code point."""
    if character == " " or (character.isprintable() and not _is_hidden(character)):
        return character
    return f"<U+{ord(character):04X}>"


def _masked(character: str) -> str:
    """Give a box for everything that carries meaning; punctuation, ASCII symbols and blanks stay."""
    if character.isascii() and not character.isalnum():
        return _visible(character)
    kind = unicodedata.category(character)
    if kind[0] == "P":
        return character
    if kind[0] == "Z" or kind in {"Cc", "Cf"} or _is_hidden(character):
        return _visible(character)
    return MASK


def _is_hidden(character: str) -> bool:
    return character in "\u3164\uffa0\ufffd"


def _columns(character: str) -> int:
    """Columns of a terminal that a character takes: two for East Asian wide ones, none for marks set on another."""
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in {"Mn", "Me"} else 1
