"""The records of postings on disk: what hangs at which board and in which hall, and writing down what was put up.

In: a county's folder, the words of who was at the board. Out: ``posted/t01/b001.txt`` and, for the hall of a township, ``posted/t01/township.txt``
read and written, a line for each board. Not here: what a line
means and what has to be done (``paper.posting``), printing (``shop``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from threecards.build.branch import BranchJob, Shared, assess, locate
from threecards.build.choice import Choice, kinds_of, pick
from threecards.build.halls import HALL, hall_papers, hall_sheets, hall_tasks, summed
from threecards.build.plan import read_plan
from threecards.build.sheetviews import BranchViews
from threecards.paper.posting import FOLDER, Hung, Paper, PostingError, after_posting, read_record, write_record
from threecards.paper.sheets import KINDS, Source
from threecards.problems import Problem, for_anyone, has_errors
from threecards.records.load import public_keys
from threecards.records.yamlsource import read_file, resolve


@dataclass(frozen=True, slots=True)
class Noted:
    """One board after a posting, or one hall. up, down: sheets put on record and taken off it; hanging: on record now."""

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


@dataclass(frozen=True, slots=True)
class Board:
    """A board, or a hall, on a day. key: of its branch, ``township`` for a hall. papers: all that may hang there today; hung: what the record
    held; up, down: sheets that the list of the day puts up and takes off.
    """

    township: str
    key: str
    name: str
    day: str
    papers: tuple[Paper, ...]
    hung: tuple[Hung, ...]
    up: frozenset[str]
    down: frozenset[str]


def record_path(township: str, branch: str) -> str:
    """File of a board's record, relative to the repository; ``branch`` is the key of a branch or ``township``."""
    return f"{FOLDER}/{township}/{branch}.txt"


def read_posted(root: Path, township: str, branch: str) -> tuple[tuple[Hung, ...], tuple[Problem, ...]]:
    """What hangs at a board by the record, nothing where there is none. A record that cannot be read is a problem, not an empty board."""
    path = record_path(township, branch)
    if not (root / path).exists():
        return (), ()
    got = read_file(root, path)
    try:
        if isinstance(got, bytes):
            return read_record(got), ()
        faults = got
    except PostingError as error:
        faults = [error.finding(path)]
    return (), resolve(faults, lambda name: None, public_keys())


def note_posting(root: Path, board: Board, sheets: Collection[str] | None = None) -> Noted:
    """Write down what was put up at a board on the day of the build.

    sheets: names such as ``goal-card``, ``action-cards/m000103``; None for the whole list of the day, and then what the list took down goes
    off the record too. A notice goes on record from its own day on. Raises OSError.
    """
    chosen = board.up if sheets is None else sheets
    put_up = [p for p in board.papers if p.sheet in chosen and p.begins <= board.day]
    off = board.down - {p.sheet for p in put_up} if sheets is None else frozenset()
    rows = after_posting(board.hung, put_up, board.day, off)
    path = record_path(board.township, board.key)
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    fresh.write_bytes(write_record(rows))
    fresh.replace(target)
    return Noted(board.name, path, len(put_up), len(off & {h.sheet for h in board.hung}), len(rows))


def note_postings(
    root: Path,
    as_of: date | None,
    today: date,
    kinds: Sequence[str],
    townships: Sequence[str],
    branches: Sequence[str],
    members: Sequence[str],
) -> Notes:
    """Write down postings at chosen boards; where whole townships were chosen, in their halls too. Without kinds and members it is the whole
    list of the day of each board.

    Raises Choice for words that name nothing, OSError when the disk fails.
    """
    wanted = {kind.name for kind in kinds_of(kinds)} if kinds or members else set()
    plan = read_plan(root, as_of, today)
    shared = plan.shared
    if shared is None or has_errors(plan.problems):
        return Notes(for_anyone(plan.problems))
    names = {key: folder.township.name for key, folder in shared.context.townships.items()}
    picked = pick(root, plan.branches, names, townships, branches, members)
    hanging = [kind for kind in KINDS if kind.hangs and (not wanted or kind.name in wanted)]
    in_halls = [kind for kind in hanging if kind.source is Source.HALL]
    at_boards = len(hanging) > len(in_halls)
    halls = picked.townships if in_halls else ()
    if not at_boards and not halls:
        raise Choice(
            f"{'、'.join(kind.name for kind in in_halls) or '、'.join(kinds)}不贴在村公开栏；乡镇的写 -t 乡镇，不写支部和党员"
        )
    problems: list[Problem] = []
    boards: list[tuple[Board, set[str] | None]] = []
    summaries = []
    for job in picked.branches:
        found = assess(job)
        if found.result is None:
            problems += locate(job, found)
            continue
        if halls:
            summaries.append(summed(job, found))
        if not at_boards:
            continue
        hung, faults = read_posted(root, job.township, job.key)
        problems += faults
        if not faults:
            board, own = _board(job, BranchViews(job, found, hung), hung), picked.members.get(job.key, ())
            names_of = {p.sheet for p in board.papers if p.kind in wanted}
            boards.append((board, {n for n in names_of if not own or n.partition("/")[2] in own} if wanted else None))
    for key in halls if not has_errors(problems) else ():
        hung, faults = read_posted(root, key, HALL)
        problems += faults
        papers = hall_papers(hall_sheets(shared, key, summaries, in_halls))
        if not faults and (papers or hung):
            boards.append((_hall(shared, key, papers, hung), {p.sheet for p in papers} if wanted else None))
    if has_errors(problems):
        return Notes(for_anyone(problems))
    return Notes(for_anyone(problems), tuple(note_posting(root, board, sheets) for board, sheets in boards))


def _board(job: BranchJob, views: BranchViews, hung: tuple[Hung, ...]) -> Board:
    """The board of a branch. views: made with ``hung``."""
    forms, posting = views.forms, views.posting
    up, down = (frozenset(task.sheet for task in some) for some in (posting.due, posting.down))
    return Board(job.township, forms.key, forms.name, forms.as_of, views.hanging, hung, up, down)


def _hall(shared: Shared, township: str, papers: tuple[Paper, ...], hung: tuple[Hung, ...]) -> Board:
    """The hall of a township."""
    context = shared.context
    down, up = (frozenset(task.sheet for task in some) for some in hall_tasks(shared, township, papers, hung))
    name = context.townships[township].township.name
    return Board(township, HALL, name, context.as_of.isoformat(), papers, hung, up, down)
