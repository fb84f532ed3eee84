"""Chinese typography for the sheets: days, amounts, names, and the joints at which a line must not break.

In: text of a view. Out: text for a template. All functions are pure; they are the filters of the templates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

NBSP = "\u00a0"
JOINER = "\u2060"  # word joiner: no width, no glyph, forbids a line break
WIDE_SPACE = "\u3000"
INVISIBLE = frozenset({"\n", "\t", " ", NBSP, JOINER, WIDE_SPACE})

_HAN = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_NUMBER_UNIT = re.compile(rf"(?<=[0-9%％])(?=[{_HAN}%％℃])")
_ORDINAL = re.compile(r"(?<=第)(?=[0-9])")
_NAME = re.compile(rf"[{_HAN}]{{2}}")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def day(iso: str, year: int = 0) -> str:
    """Write an ISO day the Chinese way; its year is left out when it is ``year``. Empty stays empty.

    Example: 2026-03-09 -> 2026年3月9日, within the year 2026 -> 3月9日. Joined so that no line breaks inside a number
    and its unit.
    """
    if not iso:
        return ""
    y, m, d = iso.split("-")
    start = "" if int(y) == year else f"{y}{JOINER}年"
    return f"{start}{int(m)}{JOINER}月{JOINER}{int(d)}{JOINER}日"


def amount(value: str, unit: str, narrow: bool = False) -> str:
    """Join a number and its unit; nothing without a number. A unit of up to four characters is never torn apart.

    narrow: in a narrow column a line may break before the unit, elsewhere never.
    """
    if not value or not unit:
        return value
    return f"{value}{' ' if narrow else NBSP}{whole(unit) if len(unit) <= 4 else unit}"


def glue(text: str) -> str:
    """Forbid line breaks between a number and its unit, and between 第 and its number."""
    return _ORDINAL.sub(JOINER, _NUMBER_UNIT.sub(JOINER, text))


def whole(text: str) -> str:
    """Forbid every line break inside a short text, such as a name with a middle dot."""
    return JOINER.join(text.replace(" ", NBSP))


def parted(name: str) -> str:
    """Let a name break behind its middle dots and nowhere else: 阿卜杜热合曼·艾合买提 on two lines."""
    return "·".join(whole(part) + (JOINER if n < name.count("·") else "") for n, part in enumerate(name.split("·")))


def padded(name: str) -> str:
    """Spread a name of two characters over the width of three, so that names in a column end together."""
    return f"{name[0]}{WIDE_SPACE}{name[1]}" if _NAME.fullmatch(name) else name


def host(address: str) -> str:
    """The part of an address that somebody can type: no scheme, no page. ``https://sanka.example.cn/m/1.html`` -> ``sanka.example.cn``."""
    return address.partition("://")[2].partition("/")[0]


def in_columns(names: Sequence[str], columns: int, characters: float) -> list[list[tuple[str, int]]]:
    """Set names in rows of ``columns``, each with how many columns it takes; one of more than ``characters`` takes several.

    The order stays; a long name that no longer fits its row begins the next one.
    """
    rows: list[list[tuple[str, int]]] = [[]]
    for name in names:
        span = min(columns, max(1, ceil(len(name) / characters)))
        if sum(width for _, width in rows[-1]) + span > columns:
            rows.append([])
        rows[-1].append((name, span))
    return rows


def circled(number: int) -> str:
    """Number in a circle up to 20, then in brackets; the line does not break behind it."""
    return (_CIRCLED[number - 1] if 0 < number <= len(_CIRCLED) else f"({number})") + JOINER


def plain(text: str) -> str:
    """Text as it is read and compared: without joiners, every space an ordinary one."""
    return text.replace(JOINER, "").replace(NBSP, " ").replace(WIDE_SPACE, " ")
