"""The glyph gate: no name leaves as an empty box.

In: a job and the characters that the fonts can draw. Out: findings that name person, file, character and code point.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from threecards.paper.jobs import Item, SheetJob, Text
from threecards.paper.text import INVISIBLE
from threecards.problems import Finding, finding


def missing_glyphs(text: str, coverage: Collection[str]) -> tuple[str, ...]:
    """Characters of a text that no font can draw, each once, in the order of the text."""
    return tuple(dict.fromkeys(c for c in text if c not in coverage and c not in INVISIBLE))


def code_point(character: str) -> str:
    """``U+20BB7``, at least four digits."""
    return f"U+{ord(character):04X}"


def gate(sheet: SheetJob, coverage: Collection[str], drawn: Iterable[str] = ()) -> list[Finding]:
    """One finding (PAPER-001) for each person and character that no font has.

    drawn: characters that the theme has a drawing for.
    """
    able = frozenset(coverage) | INVISIBLE | frozenset(drawn)
    if sheet.characters() <= able:
        return []
    seen: set[tuple[str, str]] = set()
    out = []
    for item, text in sheet.texts():
        for character in missing_glyphs(text.text, able):
            if (text.name, character) not in seen:
                seen.add((text.name, character))
                out.append(lacking(item, text, character))
    return out


def lacking(item: Item, text: Text, character: str) -> Finding:
    """The finding for one character of one person, or of a whole sheet."""
    owner = item.owner(text.field)
    path = owner.path.replace("{key}", text.key)
    return finding("PAPER-001", path, owner.loc, who=text.name, character=character, code=code_point(character))
