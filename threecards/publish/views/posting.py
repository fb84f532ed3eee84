"""View of the work at a board: what comes down today, what goes up (level C), ``binder/``."""

from __future__ import annotations

from msgspec import Struct


class BoardTask(Struct, frozen=True):
    """One sheet to take down or to put up.

    sheet: its name in the record of postings; kind, name: what it is and whose; why: reason in a few words; posted: since when it hangs, or
    when it is to be put up; until: last day on the wall, may be empty; file: the PDF to print, empty where it comes down.
    """

    sheet: str
    kind: str
    name: str
    why: str
    posted: str
    until: str
    file: str


class PostingView(Struct, frozen=True):
    """The work at one board on one day. down: to be taken off; up: to be put up; kept: number of sheets that stay.

    first: nothing is on record as posted yet, so everything is new.
    """

    key: str
    name: str
    township: str
    board: str
    as_of: str
    down: tuple[BoardTask, ...]
    up: tuple[BoardTask, ...]
    kept: int
    first: bool

    @property
    def due(self) -> tuple[BoardTask, ...]:
        """What goes up on this very day: a notice that begins later is on the list and waits for its day."""
        return tuple(task for task in self.up if task.posted <= self.as_of)
