"""The county's own, stricter levels: fields it keeps from an audience are emptied before anything is projected.

In: records and ``content/publication.yaml``. Out: the same records without what the audience may not read. Not here: scores, they are computed from
whole records; fields that are not public anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from threecards.records.county import BranchFolder, TownshipFolder
from threecards.records.load import fields_of, level_of
from threecards.records.model import Model

LEVELS = "WNBC"
M = TypeVar("M", bound=Model)
Tree = dict[str, Any]


def _kept_from(root: str, levels: Mapping[str, str], audience: str) -> Tree:
    """Paths below ``root`` that the county keeps from an audience, as a tree of keys."""
    tree: Tree = {}
    for path, level in levels.items():
        name, *steps = path.split(".")
        if name == root and steps and LEVELS.index(level) > LEVELS.index(audience):
            node = tree
            for step in steps[:-1]:
                node = node.setdefault(step, {})
            node[steps[-1]] = {}
    return tree


def _emptied(record: M, tree: Tree, audience: str) -> M:
    """A copy of a record without the fields at the ends of the tree, where the audience would see them otherwise."""
    names = {info.alias or name: name for name, info in type(record).model_fields.items()}
    update: dict[str, Any] = {}
    for key, below in tree.items():
        name = names[key]
        value = getattr(record, name)
        if below:
            update[name] = (
                tuple(_emptied(v, below, audience) for v in value)
                if isinstance(value, tuple)
                else _emptied(value, below, audience)
                if isinstance(value, Model)
                else value
            )
            continue
        info = fields_of(type(record))[key]
        if not info.is_required() and LEVELS.index(level_of(info)) <= LEVELS.index(audience):
            update[name] = info.get_default()
    return record.model_copy(update=update)


def restricted(folder: BranchFolder, levels: Mapping[str, str], audience: str) -> BranchFolder:
    """A branch as an audience (W or N) may read it; the folder itself when the county keeps nothing back."""
    member, branch, book = (_kept_from(root, levels, audience) for root in ("member", "branch", "book"))
    if not (member or branch or book):
        return folder
    return replace(
        folder,
        branch=_emptied(folder.branch, branch, audience),
        books={year: _emptied(b, book, audience) for year, b in folder.books.items()},
        members={key: _emptied(m, member, audience) for key, m in folder.members.items()},
    )


def restricted_township(folder: TownshipFolder, levels: Mapping[str, str], audience: str) -> TownshipFolder:
    """A township as an audience may read it."""
    tree = _kept_from("township", levels, audience)
    return replace(folder, township=_emptied(folder.township, tree, audience)) if tree else folder
