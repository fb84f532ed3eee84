"""Records put together: the settings of the county, a township, a branch with its members. What rules and scores
receive.

In: models from ``load``. Out: frozen dataclasses with every mapping in key order. Not here: reading, checking, any
score. A ``BranchFolder`` is the unit of work: one folder on disk, one job, one decision meeting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from threecards.records.model import (
    Branch,
    County,
    Member,
    PostType,
    Publication,
    Release,
    Scheme,
    StarRule,
    Township,
    Workdays,
    YearBook,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything from ``content/`` that records are judged by.

    schemes: year -> scheme, the current year's always among them. posts: catalogue by Chinese name. workdays: year ->
    calendar.
    """

    county: County
    schemes: Mapping[int, Scheme]
    stars: tuple[StarRule, ...]
    posts: Mapping[str, PostType]
    workdays: Mapping[int, Workdays]
    releases: tuple[Release, ...]
    publication: Publication

    @property
    def year(self) -> int:
        """The assessment year that is shown."""
        return self.county.year

    @property
    def scheme(self) -> Scheme:
        """The scheme of the current year."""
        return self.schemes[self.county.year]

    @property
    def release(self) -> Release | None:
        """The newest publication on record, None before the first."""
        return self.releases[-1] if self.releases else None


@dataclass(frozen=True, slots=True)
class TownshipFolder:
    """One township with the keys of its branches, in order."""

    key: str
    township: Township
    branches: tuple[str, ...]

    @property
    def path(self) -> str:
        """Its file, relative to the repository."""
        return f"members/{self.key}/township.yaml"


@dataclass(frozen=True, slots=True)
class BranchFolder:
    """One branch: its own file, its year books and its members by key, in key order.

    books: year -> year book; a year without a file is an empty book. members: only files that could be read; unread:
    keys of the others, and years of books that could not be read, so that nothing is called missing whose file has a
    fault.
    """

    key: str
    township: str
    branch: Branch
    books: Mapping[int, YearBook]
    members: Mapping[str, Member]
    unread: frozenset[str] = frozenset()

    def book(self, year: int) -> YearBook:
        """The year book of a year; an empty one where there is no file."""
        return self.books.get(year) or YearBook()

    @property
    def folder(self) -> str:
        """Its folder, relative to the repository."""
        return f"members/{self.township}/{self.key}"

    @property
    def path(self) -> str:
        """``branch.yaml`` of this branch, relative to the repository."""
        return f"{self.folder}/branch.yaml"

    def book_path(self, year: int) -> str:
        """File of a year book, relative to the repository."""
        return f"{self.folder}/{year}.yaml"

    def member_path(self, key: str) -> str:
        """File of a member, relative to the repository."""
        return f"{self.folder}/{key}.yaml"


@dataclass(frozen=True, slots=True)
class Context:
    """What every branch job needs besides its folder: settings, all townships, and the day the build stands on.

    as_of: the only "today" there is; no stage reads a clock.
    """

    settings: Settings
    townships: Mapping[str, TownshipFolder]
    as_of: date
