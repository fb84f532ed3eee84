"""The search index: public views -> small scripts that a page loads by itself, also from a USB stick.

In: the views of a branch, later the rows of all branches. Out: artifacts below ``search/`` and render jobs of the
search page. Not here: the searching itself (``layouts/web/search.js``), pages by surname for readers without JavaScript
(``surnames``).

Two kinds of parts, both plain scripts with one call each, so that they load from ``file://`` without fetch, modules or
eval:

- ``search/names.js``, one for the county: who, where, which post; in columns, with pinyin
  told character by character. Made from ``SearchRows``, a few kilobytes that each branch job sends back.
- ``search/now.js``, one for the county, in the same order: which star, which states, how many promises; it changes from week to week, so that a
  change leaves the names alone.
- ``search/t01/b001.js``, one for each branch: the texts of its promises, written by the branch job itself and loaded on
  demand.

Everything comes from ``WebMember``: a member without consent is in the index under the code name and found by it, never
by the name; pinyin comes with the view and is empty for code names. Of the types of members only offices are public on
the web, since "floating" would tell that a house is empty: the filter goes by office.

Numbers are never written as rows of digits but as letters: a row of digits would look like an identity number to the
last scan.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from threecards.publish import paths
from threecards.publish.names import code_name, pinyin_of, short_code
from threecards.publish.views.common import SiteView
from threecards.publish.views.web import WebBranch, WebCounty, WebMember
from threecards.web.pages import STAR_NAMES, STATUS_ORDER
from threecards.web.render import Artifact, RenderJob
from threecards.web.spelling import column, plain_pinyin, readings_of, runs, script, sets, spelled, word_pinyin
from threecards.web.surnames import SURNAME_TEMPLATES, NamedEntry, surname_pages
from threecards.web.variants import forms_of, varied

PAGE = "search.html"
NAMES = "search/names.js"
NOW = "search/now.js"
SEARCH_TEMPLATES = ("search.html.j2", *SURNAME_TEMPLATES)
OVERDUE = len(STATUS_ORDER)  # the bit after those of the states: open after its due day

_KEY = re.compile(r"m([0-9]{6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class SearchRows:
    """What the names part needs of one branch, in columns, members in order of their keys; everything in it is public.

    branch, name: key and name. villages: (name, path of its own page, empty unless the branch is joint). keys: numbers
    of member keys. stars: bits of the lit stars, in the order of ``STAR_NAMES``. states: bits of the states of
    commitments, in the order of ``STATUS_ORDER``, then ``OVERDUE``. pinyin: where the record tells it. village: place in
    ``villages`` from 1, 0 for none. codes: (row, short code) where it is not the one that follows from the key. promises: their
    number, without those withdrawn, as everywhere. promise_bytes: size of the branch's own part, which holds the texts of all, 0 when there
    is none. letters: characters of these texts that have more than one form.
    """

    township: str
    branch: str
    name: str
    villages: tuple[tuple[str, str], ...]
    keys: tuple[int, ...]
    names: tuple[str, ...]
    named: tuple[bool, ...]
    pinyin: tuple[str, ...]
    offices: tuple[str, ...]
    posts: tuple[tuple[str, ...], ...]
    stars: tuple[int, ...]
    states: tuple[int, ...]
    village: tuple[int, ...]
    codes: tuple[tuple[int, str], ...]
    promises: int
    promise_bytes: int
    letters: str


@dataclass(frozen=True, slots=True)
class Places:
    """What the search needs of the county besides its branches. townships: (key, name, page) in their order; posts: (name, page) of the catalogue."""

    townships: tuple[tuple[str, str, str], ...]
    posts: tuple[tuple[str, str], ...]


def places_of(county: WebCounty) -> Places:
    """The places of a county."""
    return Places(
        tuple((t.key, _line(t.name), t.path) for t in county.townships),
        tuple((_line(p.name), p.path) for p in county.post_types),
    )


def promises_path(township: str, branch: str) -> str:
    """Where the promise texts of a branch lie: ``search/t01/b001.js``."""
    return f"search/{township}/{branch}.js"


def search_part(township: str, branch: WebBranch, members: Iterable[WebMember]) -> tuple[SearchRows, Artifact | None]:
    """Make the rows of one branch, and its part with the promise texts, None when nobody has promised anything yet.

    township: its key. Raises ValueError when a member's key is not ``m`` with six digits, or the page lies elsewhere.
    """
    people = sorted(members, key=lambda m: m.key)
    villages = tuple((_line(v.name), v.path if v.path != branch.path else "") for v in branch.villages)
    at = {name: place for place, (name, _) in enumerate(villages, start=1)}
    part = _promise_part(township, branch.key, people)
    return SearchRows(
        township=township,
        branch=branch.key,
        name=_line(branch.name),
        villages=villages,
        keys=tuple(_number(m) for m in people),
        names=tuple(_line(m.name) for m in people),
        named=tuple(m.named for m in people),
        pinyin=tuple(plain_pinyin(m.pinyin) for m in people),
        offices=tuple(_line(m.office) for m in people),
        posts=tuple(tuple(_line(p.name) for p in m.posts) for m in people),
        stars=tuple(_stars(m) for m in people),
        states=tuple(_states(m) for m in people),
        village=tuple(at.get(_line(m.village.name), 0) if m.village else 0 for m in people),
        codes=tuple((row, m.short_code) for row, m in enumerate(people) if m.short_code != short_code(m.key)),
        promises=sum(c.counts for m in people for c in m.commitments),
        promise_bytes=len(part.data) if part else 0,
        letters="".join(
            sorted(
                varied().intersection(chain.from_iterable(c.what + c.for_whom for m in people for c in m.commitments))
            )
        ),
    ), part


def _number(member: WebMember) -> int:
    found = _KEY.fullmatch(member.key)
    if not found or member.path != paths.member(member.key):
        raise ValueError(f"not the key and page of a member: {member.key} {member.path}")
    return int(found[1])


def _stars(member: WebMember) -> int:
    return sum(1 << STAR_NAMES.index(s.name) for s in member.stars if s.lit)


def _states(member: WebMember) -> int:
    bits = 0
    for c in member.commitments:
        bits |= 1 << STATUS_ORDER.index(c.status_code) | c.overdue << OVERDUE
    return bits


def _line(text: str) -> str:
    """A text on one line: lines of a column are parted by line breaks."""
    return " ".join(text.split())


def _promise_part(township: str, branch: str, people: Sequence[WebMember]) -> Artifact | None:
    promising = [m for m in people if m.commitments]
    if not promising:
        return None
    promises = [c for m in promising for c in m.commitments]
    data = {
        "keys": runs(_number(m) for m in promising),
        "count": column(len(m.commitments) for m in promising),
        "n": column(c.n for c in promises),
        "state": column(STATUS_ORDER.index(c.status_code) * 2 + c.overdue for c in promises),
        "text": "\n".join(_line(f"{c.what}（{c.for_whom}）" if c.for_whom else c.what) for c in promises),
    }
    return Artifact(promises_path(township, branch), script("promises", f"{township}/{branch}", data))


# --- the county -------------------------------------------------------------------------------------------------------


def _ordered(places: Places, rows: Iterable[SearchRows]) -> list[SearchRows]:
    """Branches in the order of the county's townships, then of their keys."""
    at = {key: place for place, (key, _, _) in enumerate(places.townships)}
    return sorted(rows, key=lambda r: (at[r.township], r.branch))


def readings_in(rows: SearchRows) -> tuple[str, ...]:
    """How the names of a branch are read, as it is typed: as the record says, else by the rules for names; nothing for code names."""
    return tuple(
        (told or plain_pinyin(pinyin_of(name.partition("（")[0]))) if named else ""
        for name, named, told in zip(rows.names, rows.named, rows.pinyin, strict=True)
    )


def names_part(places: Places, rows: Iterable[SearchRows]) -> Iterator[Artifact]:
    """Names, places and posts of the whole county; nothing for a county without branches."""
    parts = _ordered(places, rows)
    if parts:
        yield Artifact(NAMES, script("names", _names(places, parts)))


def now_part(places: Places, rows: Iterable[SearchRows]) -> Iterator[Artifact]:
    """How things stand with the members in the names part, in its order; nothing for a county without branches."""
    parts = _ordered(places, rows)
    if not parts:
        return
    lit, star = sets([bits for r in parts for bits in r.stars])
    stood, state = sets([bits for r in parts for bits in r.states])
    data = {
        "promises": [r.promises for r in parts],
        "bytes": [r.promise_bytes for r in parts],
        "lit": lit,
        "star": star,
        "stood": stood,
        "state": state,
        "forms": "\n".join(forms_of(r.letters for r in parts)),
    }
    yield Artifact(NOW, script("now", data))


def _names(places: Places, parts: Sequence[SearchRows]) -> dict[str, Any]:
    post_paths = dict(places.posts)
    local = sorted({name for r in parts for held in r.posts for name in held} - post_paths.keys())
    posts = [*post_paths.items(), *((name, "") for name in local)]
    at = {name: place for place, (name, _) in enumerate(posts)}
    offices, office = sets([o for r in parts for o in r.offices])
    held, post = sets([tuple(at[name] for name in names) for r in parts for names in r.posts])
    words = dict.fromkeys(
        chain(
            (name for _, name, _ in places.townships),
            (r.name for r in parts),
            (v for r in parts for v, _ in r.villages),
            at,
            filter(None, offices),
        )
    )
    spoken = {word: word_pinyin(word) for word in words}
    people = [(name, pinyin) for r in parts for name, pinyin in zip(r.names, readings_in(r), strict=True)]
    readings = readings_of(people, ((word, ways[0]) for word, ways in spoken.items()))
    starts = [0]
    for r in parts:
        starts.append(starts[-1] + len(r.keys))
    township = {key: place for place, (key, _, _) in enumerate(places.townships)}
    return {
        "townships": [[key, name] for key, name, _ in places.townships],
        "branches": [
            [township[r.township], r.branch, r.name, len(r.keys), *chain.from_iterable(r.villages)] for r in parts
        ],
        "posts": posts,
        "offices": offices,
        **spelled(
            [_spelled_name(name, key) for r in parts for name, key in zip(r.names, r.keys, strict=True)], readings
        ),
        "odd": [
            [row, pinyin]
            for row, (name, pinyin) in enumerate(people)
            if pinyin != (readings.name(name) if pinyin else "")
        ],
        "spoken": {word: "|".join(ways) for word, ways in spoken.items() if ways != (readings.word(word),)},
        "keys": runs(key for r in parts for key in r.keys),
        "coded": runs(row for row, named in enumerate(chain.from_iterable(r.named for r in parts)) if not named),
        "office": office,
        "posted": held,
        "post": post,
        "village": column(v for r in parts for v in r.village),
        "forms": "\n".join(forms_of((*(name for name, _ in people), *words))),
        "codes": [[starts[place] + row, code] for place, r in enumerate(parts) for row, code in r.codes],
    }


def _spelled_name(name: str, key: int) -> str:
    """A name as it is written down: of a usual code name (党员 017) the head alone, the number follows from the key."""
    number = f"{key:06d}"[-3:]
    return name.removesuffix(number) if name == code_name(number) else name


def offices_of(rows: Iterable[SearchRows]) -> tuple[str, ...]:
    """Every office that somebody holds, the commonest first, of equals by their text."""
    numbers = Counter(office for r in rows for held in r.offices for office in held.split("、") if office)
    return tuple(sorted(numbers, key=lambda office: (-numbers[office], office)))


def search_pages(site: SiteView, places: Places, rows: Iterable[SearchRows], characters: str) -> Iterator[RenderJob]:
    """The search page, and the pages by surname that lead to the same members without JavaScript.

    characters: the national table of 8,105 characters in its own order, for the order by strokes; blanks do not matter;
    empty: pinyin only.
    """
    parts = _ordered(places, rows)
    names = {key: name for key, name, _ in places.townships}
    entries = [
        NamedEntry(name, pinyin, paths.member(f"m{key:06d}"), f"{names[r.township]} {r.name}")
        for r in parts
        for key, name, named, pinyin in zip(r.keys, r.names, r.named, readings_in(r), strict=True)
        if named
    ]
    letters, strokes, jobs = surname_pages(site, entries, characters)
    promised = {name for r in parts for held in r.posts for name in held}
    yield RenderJob(
        PAGE,
        SEARCH_TEMPLATES[0],
        {
            "site": site,
            "townships": places.townships,
            "letters": letters,
            "strokes": strokes,
            "named": len(entries),
            "coded": sum(len(r.keys) for r in parts) - len(entries),
            "filled": bool(parts),
            "held": bool(promised),
            "offices": offices_of(parts),
            "stars": STAR_NAMES,
            "names_path": NAMES,
            "now_path": NOW,
            "section": "search",
        },
    )
    yield from jobs
