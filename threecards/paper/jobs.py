"""Print jobs: everything that one PDF needs, as values that can be pickled, compared and hashed.

In: views, put together by ``sheets``. Out: ``SheetJob`` for ``press.render``. Not here: HTML, and any file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from hashlib import sha256
from typing import Any

from threecards.problems import Loc

A4, A5_LANDSCAPE = (210, 297), (210, 148)
_UNPRINTED = frozenset({"key", "path", "photo", "url", "code", "status_code", "type_code", "kind_code"})


@dataclass(frozen=True, slots=True)
class Owner:
    """Where a part of a view was written. field: name of the view's field; path, loc: file and place in the record (see ``Finding``)."""

    field: str
    path: str
    loc: Loc = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that starts on a page of its own: a card, or a whole sheet.

    name: whose it is, as messages say it. view: what the template sees. owners: first match by field; the one with field ``""`` is for the rest.
    """

    key: str
    name: str
    view: Any
    owners: tuple[Owner, ...] = ()

    def owner(self, field: str) -> Owner:
        """Where the text of a field was written."""
        rest = Owner("", "")
        for owner in self.owners:
            if owner.field == field:
                return owner
            if not owner.field:
                rest = owner
        return rest


@dataclass(frozen=True, slots=True)
class Step:
    """One try to fit an item: ``level`` 0 is the most generous type, ``pages`` how many pages are allowed (0: any number)."""

    level: int
    pages: int


@dataclass(frozen=True, slots=True)
class Imprint:
    """What every sheet says of its origin. stamp: the day of the release, or the day the build stands on before the first."""

    county: str
    office: str
    year: int
    release: str
    stamp: str


@dataclass(frozen=True, slots=True)
class SheetJob:
    """One PDF. path: below its output root, which ``path`` begins with (print/ or binder/). size_mm: width and height of its pages.

    template: file of the theme. steps: tried in order until an item fits. values: further names for the template.
    """

    path: str
    template: str
    title: str
    size_mm: tuple[int, int]
    imprint: Imprint
    items: tuple[Item, ...]
    steps: tuple[Step, ...]
    values: tuple[tuple[str, Any], ...] = ()

    @property
    def photos(self) -> tuple[str, ...]:
        """Photos that have to be handed to ``render``, as repository-relative paths."""
        return tuple(photo for item in self.items if (photo := getattr(item.view, "photo", "")))

    def texts(self) -> Iterator[tuple[Item, str, str]]:
        """Every text that may be printed, with its item and the view's field; shared values count for the first item."""
        for item in self.items:
            for field, text in _texts(item.view, ""):
                yield item, field, text
        if self.items:
            for name, value in (*self.values, ("", self.imprint), ("", self.title)):
                for _, text in _texts(value, name):
                    yield self.items[0], name, text

    def characters(self) -> frozenset[str]:
        """Every character that may be printed."""
        return frozenset("".join(text for _, _, text in self.texts()))

    def fingerprint(self) -> str:
        """Hash of everything the sheet shows, for caches; equal jobs give equal bytes with equal theme and fonts."""
        return sha256(json.dumps(_plain(self), ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _texts(value: Any, field: str) -> Iterator[tuple[str, str]]:
    """Texts inside a value with the name of the outermost field they lie in."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one, field)
    elif is_dataclass(value):
        for one in fields(value):
            if one.name not in _UNPRINTED:
                yield from _texts(getattr(value, one.name), field or one.name)


def _plain(value: Any) -> Any:
    """A value as lists and texts; a record is a list that begins with its type, so that no two states look alike."""
    if is_dataclass(value):
        return [type(value).__name__, *(_plain(getattr(value, one.name)) for one in fields(value))]
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value
