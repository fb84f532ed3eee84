"""Nothing has changed: seen in a third of a second, before anything of the build itself is imported.

After a build everything it stood on is noted by name, size and time, with the finished trees and the report. While all of it is still the
same, so is the answer. At the first difference, or where a time was too young to be trusted, nothing is concluded: the build itself decides,
by content.
In: a request, ``.cache/whole.json``. Out: the last report, or None. Standard library only. The note holds public values, sizes and sums.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from threecards.build.keys import PACKAGE, installed
from threecards.build.marks import RACE_NS, Mark, Marks, State, digest_of, is_intact, states_below
from threecards.build.places import CACHE, RECORDS, SITE, layouts_of
from threecards.build.request import Made, Report, Request
from threecards.problems import Position, Problem

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


def remember(request: Request, found: Survey, started_ns: int, trees: Mapping[str, Marks], report: Report) -> None:
    """Note a finished build. found, started_ns: from before anything was read. A full disk only means that nothing is noted."""
    note = {
        "machine": found.machine,
        "files": {
            name: (size, time if time < started_ns - RACE_NS else 0) for name, (size, time) in found.files.items()
        },
        "frozen": request.as_of is None and report.as_of != request.today.isoformat(),
        "trees": {tree: [(m.name, m.size, m.mtime_ns, m.digest) for m in marks] for tree, marks in trees.items()},
        "report": _as_plain(report),
    }
    body = json.dumps(note, ensure_ascii=False, separators=(",", ":")).encode()
    file = request.root / CACHE / FILE
    fresh = file.with_suffix(".new")
    try:
        fresh.write_bytes(digest_of(body).encode() + b"\n" + body)
        fresh.replace(file)
    except OSError:
        fresh.unlink(missing_ok=True)


def last_report(request: Request) -> Report | None:
    """The report of the last build, while a new one would make the very same; None when it has to be made to know."""
    try:
        head, _, body = (request.root / CACHE / FILE).read_bytes().partition(b"\n")
        if head.decode() != digest_of(body):
            return None
        note = json.loads(body)
        report = _from_plain(note["report"])
        if not _is_day_of(request, report.as_of, note["frozen"]):
            return None
        trees = {name: tuple(Mark(*row) for row in rows) for name, rows in note["trees"].items()}
        files = {name: tuple(state) for name, state in note["files"].items()}
        machine = tuple(note["machine"])
    except (OSError, ValueError, LookupError, TypeError):
        return None  # no note, a damaged one, or one of another version
    wanted = tuple(made for made in report.made if request.pdf or made.tree == SITE)
    if request.pdf and len(trees) == 1:
        return None
    if survey(request.root) != Survey(files, machine):
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
    def plain(p: Problem) -> list[Any]:
        related = [(path, at.line, at.column) for path, at in p.related]
        return [p.path, p.position.line, p.position.column, p.code, p.loc, p.params, p.excerpt, related]

    return {
        "problems": [plain(p) for p in report.problems],
        "as_of": report.as_of,
        "made": [(m.tree, m.files, m.bytes, m.what) for m in report.made],
        "due": report.due,
        "counts": report.counts,
        "hidden": report.hidden,
        "internal": report.internal,
    }


def _pairs(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in rows)


def _from_plain(plain: Mapping[str, Any]) -> Report:
    problems = tuple(
        Problem(
            path, Position(line, column), code, tuple(loc), _pairs(params), excerpt,
            tuple((other, Position(*at)) for other, *at in related),
        )
        for path, line, column, code, loc, params, excerpt, related in plain["problems"]
    )  # fmt: skip
    made = tuple(Made(tree, files, size, 0, what) for tree, files, size, what in plain["made"])
    counts = {str(name): int(number) for name, number in plain["counts"].items()}
    return Report(
        problems, plain["as_of"], made, (), _pairs(plain["due"]), counts, int(plain["hidden"]), int(plain["internal"])
    )
