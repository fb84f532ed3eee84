"""Finding a person without JavaScript: pages by the first letter of a surname, and surnames by their strokes.

In: named members with pinyin and page. Out: render jobs below ``search/``, none above the limit of a page.
Not here: members under a code name (they are found on the page of their branch), any searching.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from threecards.publish.names import surname
from threecards.publish.strokes import strokes_of
from threecards.publish.views.common import SiteView
from threecards.web.render import RenderJob

STROKES = "search/strokes"
SURNAME_TEMPLATES = ("search_letter.html.j2", "search_strokes.html.j2")
LIMIT = 40_000  # bytes of entries on one page; head, navigation and footer need the rest of 50,000
ENTRY = 74  # bytes of an entry besides its texts
HEADING = 60  # bytes of a heading besides its texts
OTHER = "other"  # for surnames without pinyin


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """A member with a public name: name, pinyin (may be empty), page, where in words."""

    name: str
    pinyin: str
    path: str
    place: str


@dataclass(frozen=True, slots=True)
class Family:
    """Members of one surname on one page. anchor: its place there, empty where the surname began on an earlier page."""

    name: str
    anchor: str
    entries: tuple[NamedEntry, ...]


@dataclass(frozen=True, slots=True)
class FamilyLink:
    """A surname, how many bear it, and where its members begin."""

    name: str
    path: str
    members: int


def family_of(name: str) -> str:
    """The surname as people look it up: 欧阳 for 欧阳修, the first character of a name written with a dot."""
    return name[:1] if "·" in name else surname(name.partition("（")[0])


def surname_pages(
    site: SiteView, entries: Iterable[NamedEntry], characters: str
) -> tuple[tuple[tuple[str, str, int], ...], str, Iterator[RenderJob]]:
    """Pages by initial and by strokes: (letter, path, members) of each, first page by strokes or none, jobs.

    Order: pinyin, name, place; never merit.
    """
    letters: dict[str, list[NamedEntry]] = {}
    for entry in sorted(entries, key=lambda e: (e.pinyin, e.name, e.place, e.path)):
        initial = entry.pinyin[:1]
        letters.setdefault(initial if "a" <= initial <= "z" else OTHER, []).append(entry)
    known = sorted(letters)
    where = tuple((_shown(letter), _page(f"search/{letter}", 1), len(letters[letter])) for letter in known)
    parts = {letter: _packed(_families(letters[letter])) for letter in known}
    links = {letter: tuple(_links(letter, parts[letter])) for letter in known}
    strokes = strokes_of(characters)
    by_strokes = _by_strokes([link for letter in known for link in links[letter]], strokes) if strokes and known else []

    def jobs() -> Iterator[RenderJob]:
        for letter in known:
            yield from _letter_jobs(site, letter, parts[letter], links[letter], where)
        total = len(by_strokes)
        for number, groups in enumerate(by_strokes, start=1):
            yield RenderJob(
                _page(STROKES, number),
                SURNAME_TEMPLATES[1],
                {
                    "site": site,
                    "groups": groups,
                    "pages": _pages(STROKES, total),
                    "number": number,
                    "letters": where,
                    "section": "search",
                },
            )

    return where, _page(STROKES, 1) if by_strokes else "", jobs()


def _shown(letter: str) -> str:
    return letter.upper() if letter != OTHER else ""


def _page(stem: str, number: int) -> str:
    return f"{stem}.html" if number == 1 else f"{stem}-{number}.html"


def _pages(stem: str, total: int) -> tuple[str, ...]:
    return tuple(_page(stem, n) for n in range(1, total + 1)) if total > 1 else ()


def _families(entries: Sequence[NamedEntry]) -> list[Family]:
    """Members by surname, surnames in order of pinyin (of the members' own syllables), one group for each."""
    groups: dict[str, list[NamedEntry]] = {}
    for entry in entries:
        groups.setdefault(family_of(entry.name), []).append(entry)
    taken: dict[str, int] = {}
    found = []
    for name, members in groups.items():
        syllable = members[0].pinyin.partition(" ")[0] or OTHER
        taken[syllable] = taken.get(syllable, 0) + 1
        anchor = syllable if taken[syllable] == 1 else f"{syllable}-{taken[syllable]}"
        found.append(Family(name, anchor, tuple(members)))
    return found


def _packed(families: Iterable[Family]) -> list[list[Family]]:
    """Families on pages of at most ``LIMIT`` bytes; a large one goes on overleaf."""
    groups = list(families)
    pages: list[list[Family]] = [[]]
    room = LIMIT - len(groups) * (ENTRY + 20)  # the first page lists the surnames as well
    for family in groups:
        start = 0
        cost = HEADING + 2 * len(family.name.encode())
        for place, entry in enumerate(family.entries):
            size = ENTRY + len(f"{entry.name}{entry.path}{entry.place}".encode())
            if room < cost + size and (pages[-1] or place > start):
                if place > start:
                    pages[-1].append(Family(family.name, "" if start else family.anchor, family.entries[start:place]))
                    start = place
                pages.append([])
                room, cost = LIMIT, HEADING + 2 * len(family.name.encode())
            room -= cost + size
            cost = 0
        pages[-1].append(Family(family.name, "" if start else family.anchor, family.entries[start:]))
    return pages


def _links(letter: str, parts: Sequence[Sequence[Family]]) -> Iterator[FamilyLink]:
    members: dict[str, int] = {}
    for families in parts:
        for family in families:
            members[family.name] = members.get(family.name, 0) + len(family.entries)
    for number, families in enumerate(parts, start=1):
        for family in families:
            if family.anchor:
                yield FamilyLink(
                    family.name, f"{_page(f'search/{letter}', number)}#{family.anchor}", members[family.name]
                )


def _letter_jobs(
    site: SiteView,
    letter: str,
    parts: Sequence[Sequence[Family]],
    links: tuple[FamilyLink, ...],
    letters: tuple[tuple[str, str, int], ...],
) -> Iterator[RenderJob]:
    for number, families in enumerate(parts, start=1):
        values = {
            "site": site,
            "letter": _shown(letter),
            "families": tuple(families),
            "links": links if number == 1 else (),
            "pages": _pages(f"search/{letter}", len(parts)),
            "number": number,
            "letters": letters,
            "section": "search",
        }
        yield RenderJob(_page(f"search/{letter}", number), SURNAME_TEMPLATES[0], values)


def _by_strokes(
    links: Iterable[FamilyLink], strokes: Mapping[str, int]
) -> list[list[tuple[int, tuple[FamilyLink, ...]]]]:
    """Surnames by strokes of their first character, on pages; 0: not in the table. Equal ones in order of the table."""
    order = {char: place for place, char in enumerate(strokes)}
    groups: dict[int, list[FamilyLink]] = {}
    for link in sorted(links, key=lambda link: (order.get(link.name[:1], len(order)), link.path)):
        groups.setdefault(strokes.get(link.name[:1], 0), []).append(link)
    pages: list[list[tuple[int, tuple[FamilyLink, ...]]]] = [[]]
    room = LIMIT
    for number in sorted(groups, key=lambda n: (n == 0, n)):
        rest = groups[number]
        while rest:
            fits = 0
            room -= HEADING
            while fits < len(rest) and room > 0:
                room -= ENTRY + len(f"{rest[fits].name}{rest[fits].path}".encode())
                fits += 1
            if fits:
                pages[-1].append((number, tuple(rest[:fits])))
                rest = rest[fits:]
            if rest:
                pages.append([])
                room = LIMIT
    return pages
