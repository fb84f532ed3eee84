"""The records of postings on disk: what hangs at which board, and writing down what was put up.

In: a county's folder, the words of who was at the board. Out: ``posted/t01/b001.txt`` read and written, a line for each board. Not here: what a line
means and what has to be done (``paper.posting``), printing (``shop``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from threecards.build.branch import BranchJob, assess, locate
from threecards.build.choice import kinds_of, pick
from threecards.build.plan import read_plan
from threecards.build.sheetviews import BranchViews
from threecards.paper.posting import FOLDER, Hung, PostingError, after_posting, read_record, write_record
from threecards.problems import Finding, Problem, for_anyone, has_errors
from threecards.records.load import KEY_CODES, public_keys
from threecards.records.yamlsource import read_file, resolve


@dataclass(frozen=True, slots=True)
class Noted:
    """One board after a posting. up, down: sheets put on record and taken off it; hanging: on record now."""

    branch: str
    path: str
    up: int
    down: int
    hanging: int


@dataclass(frozen=True, slots=True)
class Notes:
    """What was written down; nothing where there was an error."""

    problems: tuple[Problem, ...]
    boards: tuple[Noted, ...] = ()

    @property
    def ok(self) -> bool:
        """True when nothing stopped it."""
        return not has_errors(self.problems)


def record_path(township: str, branch: str) -> str:
    """File of a board's record, relative to the repository."""
    return f"{FOLDER}/{township}/{branch}.txt"


def read_posted(root: Path, township: str, branch: str) -> tuple[tuple[Hung, ...], tuple[Finding, ...]]:
    """What hangs at a board by the record, nothing where there is none. A record that cannot be read is a finding, not an empty board."""
    path = record_path(township, branch)
    if not (root / path).exists():
        return (), ()
    got = read_file(root, path)
    if not isinstance(got, bytes):
        return (), tuple(got)
    try:
        return read_record(got), ()
    except PostingError as error:
        return (), (error.finding(path),)


def note_posting(
    root: Path, township: str, views: BranchViews, hung: tuple[Hung, ...], sheets: Collection[str] | None = None
) -> Noted:
    """Write down what was put up at a board on the day of the build.

    views: made with ``hung``, what the record held. sheets: names such as ``goal-card``, ``action-cards/m000103``; None for the whole list
    of the day, and then what the list took down goes off the record too. A notice goes on record from its own day on. Raises OSError.
    """
    forms = views.forms
    whole = sheets is None
    chosen = {task.sheet for task in views.posting.due} if sheets is None else set(sheets)
    put_up = [p for p in views.hanging if p.sheet in chosen and p.begins <= forms.as_of]
    off = {task.sheet for task in views.posting.down} - {p.sheet for p in put_up} if whole else set()
    rows = after_posting(hung, put_up, forms.as_of, off)
    path = record_path(township, forms.key)
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    fresh.write_bytes(write_record(rows))
    fresh.replace(target)
    return Noted(forms.name, path, len(put_up), len(off & {h.sheet for h in hung}), len(rows))


def note_postings(
    root: Path,
    as_of: date | None,
    today: date,
    kinds: Sequence[str],
    townships: Sequence[str],
    branches: Sequence[str],
    members: Sequence[str],
) -> Notes:
    """Write down postings at chosen boards. Without kinds and members it is the whole list of the day of each board.

    Raises Choice for words that name nothing, OSError when the disk fails.
    """
    wanted = {kind.name for kind in kinds_of(kinds)} if kinds or members else set()
    plan = read_plan(root, as_of, today)
    if plan.shared is None or has_errors(plan.problems):
        return Notes(for_anyone(plan.problems))
    names = {key: folder.township.name for key, folder in plan.shared.context.townships.items()}
    picked = pick(root, plan.branches, names, townships, branches, members)
    problems: list[Problem] = []
    boards = []
    for job in picked.branches:
        made, found = _views(root, job)
        problems += found
        if made is None:
            continue
        views, hung = made
        own = picked.members.get(job.key, ())
        sheets = {p.sheet for p in views.hanging if p.kind in wanted and (not own or p.sheet.partition("/")[2] in own)}
        boards.append((job, views, hung, sheets if wanted else None))
    if has_errors(problems):
        return Notes(for_anyone(problems))
    return Notes(
        for_anyone(problems),
        tuple(note_posting(root, job.township, views, hung, sheets) for job, views, hung, sheets in boards),
    )


def _views(root: Path, job: BranchJob) -> tuple[tuple[BranchViews, tuple[Hung, ...]] | None, tuple[Problem, ...]]:
    """The views of a branch with what hangs at its board; None and why where there are errors."""
    hung, faults = read_posted(root, job.township, job.key)
    if faults:
        path = record_path(job.township, job.key)
        data = (root / path).read_bytes() if (root / path).is_file() else None
        return None, resolve(faults, lambda name: data if name == path else None, public_keys(), key_codes=KEY_CODES)
    found = assess(job)
    if found.result is None:
        return None, locate(job, found)
    return (BranchViews(job, found, hung), hung), ()
