"""Nothing has changed: seen in a third of a second, before anything of the build itself is imported.

After a build everything it stood on is noted by name, size and time, with the finished trees and the report. While all of it is still the
same, so is the answer. At the first difference, or where a time was too young to be trusted, nothing is concluded: the build itself decides,
by content.
In: a request, ``.cache/whole.json``. Out: the last report, or None. Standard library only. The note holds public values, sizes and sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from threecards.build.keys import PACKAGE, installed
from threecards.build.marks import RACE_NS, Marks, State, is_intact, states_below
from threecards.build.notes import marks_of, pairs, plain_problems, problems_of, read_note, write_note
from threecards.build.places import CACHE, RECORDS, SITE, layouts_of
from threecards.build.request import Made, Report, Request

FILE = "whole.json"
_LIBRARIES_CHANGED = Path("/etc/ld.so.cache")  # written whenever Linux installs a native library, Pango among them


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything a build stands on, as it was found. files: records, layouts, our own code, by name; machine: Python and its libraries."""

    files: Mapping[str, State]
    machine: tuple[str, ...]


def survey(root: Path) -> Survey:
    """Look at sources, code and libraries without opening a file: 10,000 records take a twentieth of a second."""
    files: dict[str, State] = {}
    for name, folder in (*((r, root / r) for r in RECORDS), ("layouts", layouts_of(root)), ("code", PACKAGE)):
        for path, state in states_below(folder).items():
            if "__pycache__" not in path:
                files[f"{name}/{path}"] = state
    try:
        native = _LIBRARIES_CHANGED.stat().st_mtime_ns
    except OSError:
        native = 0
    return Survey(files, (str(native), *installed()))


def branches_from_nothing(request: Request, found: Survey) -> int:
    """Number of branches whose pages are all to be made; 0 where there is a site that may serve."""
    if request.reuse and (request.root / SITE).exists():
        return 0
    return sum(name.endswith("/branch.yaml") for name in found.files)


def remember(request: Request, found: Survey, started_ns: int, trees: Mapping[str, Marks], report: Report) -> None:
    """Note a finished build. found, started_ns: from before anything was read."""
    note = {
        "machine": found.machine,
        "files": {
            name: (size, time if time < started_ns - RACE_NS else 0) for name, (size, time) in found.files.items()
        },
        "frozen": request.as_of is None and report.as_of != request.today.isoformat(),
        "trees": trees,
        "report": _as_plain(report),
    }
    write_note(request.root / CACHE / FILE, note)


def last_report(request: Request, found: Survey | None = None) -> Report | None:
    """The report of the last build, while a new one would make the very same; None when it has to be made to know.

    found: how things are now, where that is known.
    """
    note = read_note(request.root / CACHE / FILE)
    try:
        report = _from_plain(note["report"])
        if not _is_day_of(request, report.as_of, note["frozen"]):
            return None
        trees = {name: marks_of(rows) for name, rows in note["trees"].items()}
        files = {name: tuple(state) for name, state in note["files"].items()}
        machine = tuple(note["machine"])
    except (ValueError, LookupError, TypeError):
        return None  # no note, or one of another version
    wanted = tuple(made for made in report.made if request.pdf or made.tree == SITE)
    if request.pdf and len(trees) == 1:
        return None
    if (found or survey(request.root)) != Survey(files, machine):
        return None
    if not all(_is_whole(request.root / made.tree, trees[made.tree]) for made in wanted):
        return None
    return Report(report.problems, report.as_of, wanted, (), report.due, report.counts, report.hidden, report.internal)


def _is_day_of(request: Request, day: str, frozen: bool) -> bool:
    """True when the request is for that day. frozen: the settings name the day, so that today does not matter."""
    if request.as_of is not None:
        return request.as_of.isoformat() == day
    return frozen or request.today.isoformat() == day


def _is_whole(root: Path, marks: Marks) -> bool:
    states = states_below(root)
    return len(states) == len(marks) and all(is_intact(root, mark, states) for mark in marks)


# --- a report as JSON --------------------------------------------------------------------------------------------------


def _as_plain(report: Report) -> dict[str, Any]:
    return {
        "problems": plain_problems(report.problems),
        "as_of": report.as_of,
        "made": [(m.tree, m.files, m.bytes, m.what) for m in report.made],
        "due": report.due,
        "counts": report.counts,
        "hidden": report.hidden,
        "internal": report.internal,
    }


def _from_plain(plain: Mapping[str, Any]) -> Report:
    made = tuple(Made(tree, files, size, 0, what) for tree, files, size, what in plain["made"])
    counts = {str(name): int(number) for name, number in plain["counts"].items()}
    return Report(
        problems_of(plain["problems"]), plain["as_of"], made, (), pairs(plain["due"]), counts, int(plain["hidden"]), int(plain["internal"])
    )  # fmt: skip
