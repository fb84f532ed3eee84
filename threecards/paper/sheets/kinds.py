"""What a kind of sheet is, and what the kinds share: steps of fitting, owners of texts, the imprint.

A kind takes exactly one view of one audience, so that the tree its PDFs lie in follows from what it was given to see.
In: frozen views. Out: ``SheetJob`` values. Not here: the look of a sheet (templates), PDF, and which files are stale (``build``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from threecards.paper.jobs import Imprint, SheetJob, Step
from threecards.publish.views.common import SiteView

PRINT, BINDER = "print", "binder"

ONE_PAGE = tuple(Step(level, 1) for level in range(7))  # a card is one page, whatever the size of its type
WALL = (Step(0, 1), Step(1, 1), Step(2, 1), Step(3, 0))  # the last level runs on, and its end follows the text
SHRINK_THEN_RUN_ON = (Step(0, 1), Step(1, 1), Step(0, 4))  # a wall sheet: smaller type before a second page
RUN_ON = (Step(0, 0),)


class Source(StrEnum):
    """The view a kind is made from: its class, its audience, and so its tree."""

    BOARD = "board"  # BoardBranch, noticeboard
    FORMS = "forms"  # BoardForms, notices and blank forms at the noticeboard
    HALL = "hall"  # BoardTownship, hall of the township
    PACK = "pack"  # BinderBranch, internal
    MEETING = "meeting"  # MeetingBranch, internal
    RECORD = "record"  # RecordBranch, internal: the branch's card file
    POSTING = "posting"  # PostingView, internal: what comes down and goes up

    @property
    def tree(self) -> str:
        """Output root of sheets made from it."""
        return PRINT if self in (Source.BOARD, Source.FORMS, Source.HALL) else BINDER


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of sheet. key: as typed after ``print``, and the name of its file; name: as clerks call it.

    make: (site, township's key, view) -> its jobs, none where the branch has nothing of the kind. standing: made by every build,
    the others only when asked for. hangs: pinned to a wall, so that its postings are on record and it has to come down again.
    """

    key: str
    name: str
    source: Source
    make: Callable[[SiteView, str, Any], tuple[SheetJob, ...]]
    standing: bool = False
    hangs: bool = False


def imprint_of(site: SiteView) -> Imprint:
    """What every sheet of a county says of its origin."""
    return Imprint(site.county, site.office, site.year, site.release, site.released or site.as_of)


def branch_file(township: str, branch: str) -> str:
    """The record of a branch, for the owner of a text."""
    return f"members/{township}/{branch}/branch.yaml"


def member_file(township: str, branch: str, member: str = "{key}") -> str:
    """The record of a member, for the owner of a text."""
    return f"members/{township}/{branch}/{member}.yaml"
