"""What is asked of a build, and what it answers.

Values only, standard library only: they are needed before anything of the build itself is imported (``unchanged``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from threecards.problems import Problem, has_errors


@dataclass(frozen=True, slots=True)
class Request:
    """What to build. as_of: the day asked for, None for the county's frozen day or ``today``. workers: processes, 1 for none.

    reuse False: everything is made anew, whatever the last build left.
    """

    root: Path
    as_of: date | None
    today: date
    pdf: bool
    workers: int
    reuse: bool = True


@dataclass(frozen=True, slots=True)
class Made:
    """One output tree: its name, files, bytes, how many of the files are new, and what is in it in a word."""

    tree: str
    files: int
    bytes: int
    fresh: int
    what: str


@dataclass(frozen=True, slots=True)
class Report:
    """How a build went. timings: (stage, seconds). due: (day, what) of the nearest things to do.

    problems: all errors; of each other code the first few that anyone may read, so that an old backlog does not bury today's fault.
    hidden: how many more of the others there are; internal: how many that not everyone may read, see ``problems.Entry``.
    """

    problems: tuple[Problem, ...]
    as_of: str = ""
    made: tuple[Made, ...] = ()
    timings: tuple[tuple[str, float], ...] = ()
    due: tuple[tuple[str, str], ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    hidden: int = 0
    internal: int = 0

    @property
    def ok(self) -> bool:
        """True when nothing stopped the build."""
        return not has_errors(self.problems)

    def as_json(self, seconds: float) -> dict[str, Any]:
        """Counts, seconds per stage and trees, for machines; no problem texts."""
        return {
            "ok": self.ok, "as_of": self.as_of, "seconds": round(seconds, 3), "stages": {k: round(v, 3) for k, v in self.timings},
            "trees": {m.tree: {"files": m.files, "bytes": m.bytes, "fresh": m.fresh} for m in self.made}, **self.counts,
        }  # fmt: skip
