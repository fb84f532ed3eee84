"""Which sheets there are: views in, print jobs out.

``KINDS`` lists them all, in the order of a county's year. A new kind is a function in one of the modules here, a line in its ``KINDS``, and a
template in ``layouts/paper``. Paths: ``print/t01/b001/action-cards.pdf``, ``print/t01/responsibility-card.pdf``,
``binder/t01/b001/decision-pack.pdf``: tree, township, branch, key of the kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from threecards.paper.jobs import SheetJob
from threecards.paper.sheets import awards, cards, lists, meeting, notices, pack, record, slips, wall
from threecards.paper.sheets.kinds import Kind, Source
from threecards.publish.views.common import SiteView

__all__ = ["KINDS", "Kind", "Source", "sheets_of", "standing"]

KINDS: tuple[Kind, ...] = tuple(
    kind for room in (cards, wall, awards, notices, slips, meeting, lists, pack, record) for kind in room.KINDS
)


def standing(source: Source) -> tuple[Kind, ...]:
    """Kinds that every build makes from a view."""
    return tuple(kind for kind in KINDS if kind.source is source and kind.standing)


def sheets_of(kinds: Iterable[Kind], source: Source, site: SiteView, township: str, view: Any) -> tuple[SheetJob, ...]:
    """Jobs of those kinds that are made from a view. township: its key, ``t01``."""
    return tuple(job for kind in kinds if kind.source is source for job in kind.make(site, township, view))
