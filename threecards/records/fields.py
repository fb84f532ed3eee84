"""What the models say about a place in a record: title, level, what may stand there.

In: models and places. Out: facts for messages, for excerpts, for the reference and for the policy of publication. Not
here: any value.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic.fields import FieldInfo

from threecards.problems import Loc
from threecards.records.model import (
    Branch,
    County,
    Member,
    Model,
    PostCatalogue,
    Publication,
    Releases,
    Scheme,
    StarRules,
    Township,
    Workdays,
    YearBook,
)

ROOTS: Mapping[str, type[Model]] = {
    "member": Member, "branch": Branch, "book": YearBook, "township": Township, "county": County, "scheme": Scheme,
    "stars": StarRules, "posts": PostCatalogue, "workdays": Workdays, "releases": Releases, "publication": Publication,
}  # fmt: skip
"""The models of whole files, by the name used in field paths such as ``member.party_since``
(content/publication.yaml)."""

for _root in ROOTS.values():
    _root.model_rebuild()


@dataclass(frozen=True, slots=True)
class Spot:
    """What the models say about one place in a record.

    title: Chinese title of the nearest field; public: the field and all around it are level W; kinds: what may stand
    here, without Optional and Annotated; patterns: those for its text; key: kind of the keys of a mapping; info: the
    field itself, None for an entry.
    """

    title: str
    public: bool
    kinds: tuple[Any, ...]
    patterns: tuple[str, ...] = ()
    key: Any = None
    info: FieldInfo | None = None

    @property
    def words(self) -> type[StrEnum] | None:
        """The enumeration whose words may stand here."""
        return next((k for k in self.kinds if isinstance(k, type) and issubclass(k, StrEnum)), None)

    @property
    def model(self) -> type[Model] | None:
        """The model of the mapping that may stand here."""
        return next((k for k in self.kinds if isinstance(k, type) and issubclass(k, Model)), None)


@cache
def fields_of(model: type[Model]) -> Mapping[str, FieldInfo]:
    """Give the fields of a model by the key that stands in the files (``from`` for ``since``)."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def level_of(info: FieldInfo) -> str:
    """Give the publication level of a field, an empty text where none is declared (PRIV-001)."""
    extra = info.json_schema_extra
    return str(extra.get("level", "")) if isinstance(extra, dict) else ""


def ceiling_of(info: FieldInfo) -> str:
    """Give the most public level that the county may choose for a field."""
    extra = info.json_schema_extra
    return str(extra.get("ceiling", "")) if isinstance(extra, dict) else ""


def unwrap(annotation: Any) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """Split a type into what may stand there and the patterns for its text."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        inner, *extras = typing.get_args(annotation)
        kinds, patterns = unwrap(inner)
        return kinds, patterns + _patterns(extras)
    if origin in (typing.Union, types.UnionType):
        parts = [unwrap(a) for a in typing.get_args(annotation) if a is not type(None)]
        return tuple(k for kinds, _ in parts for k in kinds), tuple(p for _, ps in parts for p in ps)
    return (annotation,), ()


def _patterns(metadata: Iterable[Any]) -> tuple[str, ...]:
    found: list[str] = []
    for item in metadata:
        if isinstance(item, FieldInfo):
            found += _patterns(item.metadata)
        elif pattern := getattr(item, "pattern", None):
            found.append(str(pattern))
    return tuple(found)


def spot_of(info: FieldInfo, public: bool) -> Spot:
    kinds, patterns = unwrap(info.annotation)
    public = public and level_of(info) == "W"
    return Spot(info.title or "", public, kinds, patterns + _patterns(info.metadata), None, info)


def spot_at(model: type[Model], loc: Loc) -> Spot:
    """Find out what the models say about a place; of an unknown key, about what it stands in."""
    spot = Spot("", True, (model,))
    for step in loc:
        if spot.model is not None:
            info = fields_of(spot.model).get(str(step))
            if info is None:
                return spot
            spot = spot_of(info, spot.public)
        else:
            args = next((a for k in spot.kinds if (a := typing.get_args(k))), ())
            if len(args) != 2:
                return spot
            (kinds, patterns), key = (unwrap(args[0]), None) if args[1] is Ellipsis else (unwrap(args[1]), args[0])
            spot = Spot(spot.title, spot.public, kinds, patterns, key)
    return spot


@cache
def public_keys() -> frozenset[str]:
    """Give the keys whose values an excerpt may show: level W wherever they stand below level-W keys."""
    levels: dict[str, set[bool]] = {}

    def walk(model: type[Model], seen: tuple[type[Model], ...]) -> None:
        for key, info in fields_of(model).items():
            public = level_of(info) == "W"
            levels.setdefault(key, set()).add(public)
            if public:
                for inner in models_in(info.annotation):
                    if inner not in seen:
                        walk(inner, (*seen, inner))

    for root in ROOTS.values():
        walk(root, (root,))
    return frozenset(key for key, found in levels.items() if found == {True})


def models_in(annotation: Any) -> Iterator[type[Model]]:
    """Find the models inside a type, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for part in typing.get_args(annotation):
        yield from models_in(part)
