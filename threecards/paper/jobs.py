"""Print jobs: everything that one PDF needs, as values that can be pickled, compared and hashed.

In: views, put together by ``sheets``. Out: ``SheetJob`` for ``press.render``. Not here: HTML, and any file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from hashlib import sha256
from typing import Any, NamedTuple

from msgspec import Struct

from threecards.problems import Loc

A3, A4, A4_LANDSCAPE = (297, 420), (210, 297), (297, 210)
A5_LANDSCAPE, A6 = (210, 148), (105, 148)
TOGETHER = 16
TONES = ("", "mono", "warm")
_PERSON = re.compile(r"m[0-9]{6}")  # key of a member
_UNPRINTED = frozenset({"key", "path", "photo", "url", "code", "status_code", "type_code", "kind_code"})


@dataclass(frozen=True, slots=True)
class Owner:
    """Where a part of a view was written. field: name of the view's field; path, loc: file and place in the record.

    ``{key}`` in the path stands for the key of the person whose part it is.
    """

    field: str
    path: str
    loc: Loc = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that starts on a page of its own: a card, or a whole sheet.

    name: whose it is, as messages say it. view: what the template sees. owners: first match by field; the one with
    field ``""`` is for the rest. start: the step of the job to try first, where smaller ones than the first are likely.
    """

    key: str
    name: str
    view: Any
    owners: tuple[Owner, ...] = ()
    start: int = 0

    def owner(self, field: str) -> Owner:
        """Where the text of a field was written."""
        rest = Owner("", "")
        for owner in self.owners:
            if owner.field == field:
                return owner
            if not owner.field:
                rest = owner
        return rest


class Text(NamedTuple):
    """A text that may be printed. field: of the view; key, name: whose it is, key empty for a whole sheet."""

    text: str
    field: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """One try to fit an item: ``level`` 0 is the most generous type, ``pages`` how many are allowed (0: any number)."""

    level: int
    pages: int


@dataclass(frozen=True, slots=True)
class Imprint:
    """What every sheet says of its origin. stamp: day of the release, before the first the day the build stands on."""

    county: str
    office: str
    year: int
    release: str
    stamp: str


@dataclass(frozen=True, slots=True)
class SheetJob:
    """One PDF. path: below its output root, which ``path`` begins with (print/ or binder/). size_mm: width and height
    of its pages.

    template: file of the theme. steps: tried in order until an item fits. values: further names for the template.
    tone: how it is inked, a class of the root element: "" in colour on white paper, ``mono`` black on white and sparing ink,
    ``warm`` in colour on ivory, for a print shop.
    on_a4: made once more for an office's A4 printer, ``…-a4.pdf``: small pages several on a sheet, large ones cut into tiles.
    duplex: printed on both sides, so that each item gets an even number of pages. bleed_mm: how far pages are painted beyond their trim.
    together: how many items are laid out at a time; a card takes about a megabyte, and more of them at a time are not faster.
    """

    path: str
    template: str
    title: str
    size_mm: tuple[int, int]
    imprint: Imprint
    items: tuple[Item, ...]
    steps: tuple[Step, ...]
    values: tuple[tuple[str, Any], ...] = ()
    on_a4: bool = False
    tone: str = ""
    duplex: bool = False
    bleed_mm: int = 0
    together: int = TOGETHER

    def only(self, key: str) -> SheetJob:
        """The sheet of one item alone, ``…/action-cards/m000123.pdf``. Raises KeyError when there is no such item."""
        for item in self.items:
            if item.key == key:
                return replace(self, path=self.path.replace(".pdf", f"/{key}.pdf"), items=(item,))
        raise KeyError(key)

    @property
    def photos(self) -> tuple[str, ...]:
        """Photos that have to be handed to ``render``, as repository-relative paths."""
        return tuple(photo for item in self.items if (photo := getattr(item.view, "photo", "")))

    def texts(self) -> Iterator[tuple[Item, Text]]:
        """Every text that may be printed, with its item; values shared by all count for the first item."""
        for item in self.items:
            for text in _texts(item.view, "", ("", item.name)):
                yield item, text
        for item in self.items[:1]:
            for name, value in (*self.values, ("", self.imprint), ("", self.title)):
                for text in _texts(value, name, ("", item.name)):
                    yield item, text

    def characters(self) -> frozenset[str]:
        """Every character that may be printed."""
        return frozenset("".join(text.text for _, text in self.texts()))

    def fingerprint(self) -> str:
        """Hash of everything the sheet shows, for caches; equal jobs give equal bytes with equal theme and fonts."""
        return sha256(json.dumps(_plain(self), ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def names_in(value: object) -> tuple[str, ...]:
    """Names of the fields of a view, a job or a part of one; none for any other value."""
    if isinstance(value, Struct):
        return value.__struct_fields__
    return tuple(one.name for one in fields(value)) if is_dataclass(value) else ()


def _texts(value: Any, field: str, whose: tuple[str, str]) -> Iterator[Text]:
    """Texts inside a value. field: the outermost field they lie in; whose: key and name of the innermost person."""
    if isinstance(value, str):
        yield Text(value, field, *whose)
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one, field, whose)
    elif names := names_in(value):
        if _PERSON.fullmatch(key := str(getattr(value, "key", ""))):
            whose = (key, key)  # messages go to logs: the number tells who it is to those who may know
        for name in names:
            if name not in _UNPRINTED:
                yield from _texts(getattr(value, name), field or name, whose)


def _plain(value: Any) -> Any:
    """A value as lists and texts; a record is a list that begins with its type, so that no two states look alike."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    names = names_in(value)
    return [type(value).__name__, *(_plain(getattr(value, name)) for name in names)] if names else value
