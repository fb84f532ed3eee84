"""Rules about publication levels (PRIV-001, PRIV-004, PRIV-006, PRIV-007).

In: the models and content/publication.yaml. Out: findings. Not here: PRIV-002 in texts (``load`` for records,
``publish.scan`` for finished pages), PRIV-003, which is a property of the whole build and belongs to its tests,
PRIV-005 (``publish.scan``).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from pydantic.fields import FieldInfo

from threecards.problems import Finding, finding
from threecards.records.county import Settings
from threecards.records.fields import ROOTS, ceiling_of, fields_of, level_of, models_in
from threecards.records.model import Model

LEVELS = "WNBC"
"""Publication levels, most public first."""


@cache
def field_paths() -> Mapping[str, FieldInfo]:
    """Give every field of every record by its path, such as ``member.cards.commitments.due``; lists are passed
    through."""
    found: dict[str, FieldInfo] = {}

    def walk(prefix: str, model: type[Model], seen: tuple[type[Model], ...]) -> None:
        for key, info in fields_of(model).items():
            path = f"{prefix}.{key}"
            found[path] = info
            for inner in models_in(info.annotation):
                if inner not in seen:
                    walk(path, inner, (*seen, inner))

    for name, root in ROOTS.items():
        walk(name, root, (root,))
    return MappingProxyType(found)


def unlevelled(fields: Mapping[str, FieldInfo]) -> Iterator[Finding]:
    """Find fields whose level or ceiling is not one of W, N, B, C (PRIV-001)."""
    for path, info in fields.items():
        if level_of(info) not in tuple(LEVELS) or ceiling_of(info) not in tuple(LEVELS):
            yield finding("PRIV-001", "", field=path)


def priv_001(settings: Settings, as_of: date) -> Iterator[Finding]:
    """Every field has a publication level."""
    yield from unlevelled(field_paths())


def priv_004(settings: Settings, as_of: date) -> Iterator[Finding]:
    """The county makes no field more public than its ceiling."""
    for path, level in settings.publication.levels.items():
        info = field_paths().get(path)
        if info and LEVELS.index(level) < LEVELS.index(ceiling_of(info)):
            place = ("levels", path)
            yield finding(
                "PRIV-004", "content/publication.yaml", place, field=path, level=level, ceiling=ceiling_of(info)
            )


def priv_006(settings: Settings, as_of: date) -> Iterator[Finding]:
    """The county's levels are for fields that exist."""
    for path in settings.publication.levels:
        if path not in field_paths():
            near = difflib.get_close_matches(path, field_paths(), n=1, cutoff=0.5)
            yield finding(
                "PRIV-006", "content/publication.yaml", ("levels", path), near=near[0] if near else "member.party_since"
            )


def priv_007(settings: Settings, as_of: date) -> Iterator[Finding]:
    """What every card must show is not kept back."""
    for path, level in settings.publication.levels.items():
        info = field_paths().get(path)
        if info and info.is_required() and LEVELS.index(level) > LEVELS.index(level_of(info)):
            yield finding("PRIV-007", "content/publication.yaml", ("levels", path), field=path)


SETTINGS_RULES = (priv_001, priv_004, priv_006, priv_007)
