"""The glyph gate before any PDF is made, and the exact places of what does not print.

In: files of records as bytes, findings of the press. Out: findings that point at the very text. Not here: what a font draws (``paper.fonts``).

The press knows whose card a text is on, not where in a record it was typed; here it is looked up in the record, and only when there is
something to tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from threecards.build.keys import code_key, key_of
from threecards.build.marks import digest_of
from threecards.build.notes import read_note, write_note
from threecards.build.places import CACHE, SANS, layouts_of
from threecards.paper.installed import fonts_with
from threecards.problems import Finding, Loc, finding
from threecards.records.yamlsource import read

NOTE = "glyphs.json"
_INVISIBLE = frozenset({0x09, 0x0A, 0x0D, 0x2060, 0x3000, 0xFEFF})
PRINTED = frozenset(
    {"name", "disambiguation", "cards", "commendations", "villages", "posts", "goal_cards", "notices", "honours"}
)
"""Top-level fields of records whose texts come on paper for the board."""
_ESCAPE = re.compile(rb"\\[uUx]")  # a character written by its number
_NUMBERED = re.compile(r"第([0-9]+)项")


def drawings(layouts: Path) -> tuple[str, ...]:
    """Names of the characters that a county has drawings for, such as ``U+20BB7``, in order."""
    return tuple(sorted(path.stem for path in (layouts / "paper" / "glyphs").glob("U+*.svg")))


def font_key(font: bytes) -> str:
    """Key of what a font draws, see ``coverage``."""
    return key_of(code_key(), digest_of(font))


@cache
def coverage(root: str, font: str) -> frozenset[int]:
    """Code points that the shipped font draws, and those that the county has drawings for. What it depends on is in ``Plan.records_key``.

    font: key of the font. What it draws is noted in ``.cache``: to ask the font loads a library that a check needs for nothing else.
    """
    layouts = layouts_of(Path(root))
    drawn = {int(name.removeprefix("U+"), base=16) for name in drawings(layouts)}
    return frozenset(map(ord, _drawn_by(layouts, Path(root) / CACHE / NOTE, font))) | drawn | _INVISIBLE


def _drawn_by(layouts: Path, file: Path, font: str) -> str:
    """Characters that the shipped font draws, by the note if it is of that font."""
    note = read_note(file)
    if isinstance(note, dict) and note.get("font") == font:
        return str(note["characters"])
    import uharfbuzz

    data = (layouts / "fonts" / SANS).read_bytes()
    characters = "".join(map(chr, sorted(uharfbuzz.Face(data).unicodes)))
    write_note(file, {"font": font_key(data), "characters": characters})
    return characters


@cache
def _unknown(root: str, font: str) -> Callable[[str], re.Match[str] | None]:
    """Search for a character outside of the coverage: a text of a record takes a thirtieth of a millisecond."""
    known = "".join(map(chr, sorted(coverage(root, font))))
    return re.compile(f"[^{re.escape(known)}]").search


def unprintable(root: str, font: str, folder: str, files: Mapping[str, bytes], year: int) -> Iterator[Finding]:
    """PAPER-001 for each printed text of a branch's files with a character that neither our fonts nor the machine's can draw.

    font: key of the shipped font, see ``coverage``. year: of the cards that are printed. What stands in comments is nobody's business.
    """
    known, search = coverage(root, font), _unknown(root, font)
    for name, data in files.items():
        if not search(data.decode("utf-8", "replace")) and not _ESCAPE.search(data):
            continue
        path = f"{folder}/{name}"
        tree, _ = read(data, path)
        if not isinstance(tree, dict):
            continue
        # no names in messages: they go to logs
        who = Path(name).stem if name.startswith("m") else folder.rpartition("/")[2]
        for loc, text in _scalars(tree, ()):
            rare = {c for c in text if ord(c) not in known} if loc[0] in PRINTED and _is_of(tree, loc, year) else set()
            for character in sorted(rare - _on_this_machine(frozenset(rare)) if rare else ()):
                yield finding("PAPER-001", path, loc, who=who, character=character, code=f"U+{ord(character):04X}")


@cache
def _on_this_machine(characters: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*(drawn for _, drawn in fonts_with(characters)))


def _scalars(tree: object, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Every text of a record with its place."""
    if isinstance(tree, str):
        yield loc, tree
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from _scalars(value, (*loc, str(key)))
    elif isinstance(tree, list):
        for n, value in enumerate(tree):
            yield from _scalars(value, (*loc, n))


def pinpointed(findings: Sequence[Finding], read_file: Callable[[str], bytes | None], year: int) -> list[Finding]:
    """The same findings; those of missing glyphs and of texts that do not fit point at the very text where it can be found.

    read_file: bytes of a record, None where there is none. year: of the cards that were printed.
    """
    return [
        replace(one, loc=_deeper(one, read_file, year)) if one.code in ("PAPER-001", "PAPER-002") else one
        for one in findings
    ]


def _deeper(one: Finding, read_file: Callable[[str], bytes | None], year: int) -> Loc:
    data = read_file(one.path)
    tree, _ = read(data, one.path) if data is not None else (None, [])
    if not isinstance(tree, dict):
        return one.loc
    facts = dict(one.params)
    places = [
        (loc, text) for loc, text in _scalars(tree, ()) if loc[: len(one.loc)] == one.loc and _is_of(tree, loc, year)
    ]
    if one.code == "PAPER-001":
        return next((loc for loc, text in places if facts["character"] in text), one.loc)
    if match := _NUMBERED.search(facts.get("field", "")):
        items = {loc[:-1] for loc, text in places if loc[-1] == "n" and text == match[1]}
        return next((loc for loc, _ in places if loc[:-1] in items and loc[-1] in ("what", "text")), one.loc)
    return one.loc


def _is_of(tree: Mapping[str, object], loc: Loc, year: int) -> bool:
    """Is a place outside of the cards of other years?"""
    if len(loc) < 2 or loc[0] not in ("cards", "goal_cards") or not isinstance(loc[1], int):
        return True
    cards = tree[loc[0]]
    card = cards[loc[1]] if isinstance(cards, list) else None
    return not isinstance(card, dict) or card.get("year") in (None, str(year))
