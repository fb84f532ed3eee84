"""Printing on demand: chosen sheets of chosen branches, made for a screen, an office's printer, a print shop or the archive.

In: an ``Order``. Out: files in one folder, those for the board and the internal ones apart, and a ``Done`` that says what was made.
Nothing stale is printed: the chosen branches are read, checked and scored here and now; with one error among them nothing is written. Not
here: the standing sheets of a build (``paper``), what a sheet looks like.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from threecards.build.branch import BranchJob, assess, locate, reader
from threecards.build.choice import CALIBRATION, CALIBRATION_NAME, Choice, Picked, kinds_of, pick
from threecards.build.execute import Progress, mapper
from threecards.build.glyphs import pinpointed
from threecards.build.halls import HALL, hall_papers, hall_sheets, hall_tasks, summed
from threecards.build.places import layouts_of
from threecards.build.plan import Plan, read_plan
from threecards.build.posted import read_posted
from threecards.build.printer import Printer, read_printer
from threecards.build.prints import photos_of
from threecards.build.sheetviews import BranchViews
from threecards.build.typeset import BOARD, INTERNAL, Sheet, SheetWork, Typeset, font_files, form_of, typeset
from threecards.paper.jobs import SheetJob
from threecards.paper.posting import Hung, papers_of
from threecards.paper.sheets import KINDS, Kind, Source
from threecards.paper.sheets.slips import numbered_from
from threecards.paper.theme import PaperTheme
from threecards.paper.variants import Making
from threecards.problems import Problem, for_anyone, has_errors
from threecards.publish.project.county import BranchSummary
from threecards.records.load import KEY_CODES, public_keys
from threecards.records.yamlsource import resolve

FOLDERS = {BOARD: "张贴和发放", INTERNAL: "内部材料"}
FEW = 3  # branches up to which starting processes costs more than it gains


@dataclass(frozen=True, slots=True)
class Order:
    """What to print. kinds, townships, branches, members: words as typed, keys or names. target: folder, below the county's unless absolute.

    pack: all branches of a township in one file for each kind. changed: only what the record of postings says has to go up.
    first: number of the first slip of a pack.
    """

    root: Path
    as_of: date | None
    today: date
    workers: int
    target: Path
    making: Making
    kinds: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    pack: bool = False
    changed: bool = False
    first: int = 1


@dataclass(frozen=True, slots=True)
class Done:
    """How it went. sheets: empty where there was an error. branches: how many were read. release, post_until: what the sheets bear."""

    problems: tuple[Problem, ...]
    sheets: tuple[Sheet, ...] = ()
    branches: int = 0
    release: str = ""
    post_until: str = ""

    @property
    def ok(self) -> bool:
        """True when nothing stopped it."""
        return not has_errors(self.problems)


@dataclass(frozen=True, slots=True)
class Task:
    """The work of one branch, or of a township's hall whose sheets are ready. folder: where files are put until all are made."""

    key: str
    theme: PaperTheme
    root: str
    words: tuple[str, ...]
    making: Making
    folder: str
    kinds: tuple[str, ...]
    branch: BranchJob | None = None
    members: tuple[str, ...] = ()
    sheets: tuple[tuple[str, SheetJob], ...] = ()
    summed: bool = False
    changed: bool = False
    first: int = 1


@dataclass(frozen=True, slots=True)
class Result:
    """What a task made. summary: what the township's hall shows of a branch, where it was asked for."""

    problems: tuple[Problem, ...]
    sheets: tuple[Sheet, ...] = ()
    summary: BranchSummary | None = None


def print_order(order: Order, progress: Progress) -> Done:
    """Print what was ordered. Raises Choice for words that name nothing, OSError when the disk fails."""
    kinds = kinds_of(order.kinds)
    if order.changed:
        kinds = tuple(kind for kind in kinds if kind.hangs)
        if not kinds:
            raise Choice("这几种印件不张贴，没有“上次张贴”可比")
    plan = read_plan(order.root, order.as_of, order.today)
    if plan.shared is None or has_errors(plan.problems):
        return Done(for_anyone(plan.problems))
    picked = picked_of(order, plan)
    try:
        return deliver(order, plan, picked, _run(order, plan, picked, kinds, progress))
    finally:
        shutil.rmtree(staging_of(order), ignore_errors=True)


def picked_of(order: Order, plan: Plan) -> Picked:
    """What the words of an order name. Raises Choice where they name nothing, or more than one thing."""
    assert plan.shared is not None
    return pick(order.root, plan.branches, _names(plan), order.townships, order.branches, order.members)


def staging_of(order: Order) -> Path:
    """The folder where the files of an order are put until all are made; whoever carries it out removes it."""
    return _target(order) / f".new-{os.getpid()}"


def deliver(order: Order, plan: Plan, picked: Picked, results: Sequence[Result]) -> Done:
    """Put all files where they were wanted; none of them with an error in one of the results. Raises OSError when the disk fails."""
    assert plan.shared is not None
    problems = tuple(sorted(for_anyone({p for r in results for p in r.problems}), key=lambda p: p.sort_key))
    if has_errors(problems):
        return Done(problems)
    target, staging, site = _target(order), staging_of(order), plan.shared.site
    sheets = [sheet for result in results for sheet in result.sheets]
    if order.pack:
        sheets = _packs(sheets, staging, _names(plan), site.year)
    for sheet in sheets:
        (target / sheet.path).parent.mkdir(parents=True, exist_ok=True)
        (staging / sheet.path).replace(target / sheet.path)
    return Done(problems, tuple(sheets), len(picked.branches), site.release, site.post_until)


def _target(order: Order) -> Path:
    return order.target if order.target.is_absolute() else order.root / order.target


def _names(plan: Plan) -> dict[str, str]:
    """Names of the townships by key."""
    assert plan.shared is not None
    return {key: folder.township.name for key, folder in plan.shared.context.townships.items()}


def task_of(order: Order, plan: Plan) -> Task:
    """A task of an order, with no work in it yet."""
    assert plan.shared is not None
    theme = PaperTheme.read(layouts_of(order.root) / "paper")
    words = plan.shared.context.settings.publication.words
    return Task(
        "", theme, str(order.root), words, order.making, str(staging_of(order)), (), changed=order.changed, first=order.first
    )  # fmt: skip


def _run(order: Order, plan: Plan, picked: Picked, kinds: Sequence[Kind], progress: Progress) -> list[Result]:
    """All tasks: branches first, then halls, which show what their branches have entered."""
    assert plan.shared is not None
    shared = plan.shared
    halls = [kind for kind in kinds if kind.source is Source.HALL] if picked.townships else []
    own = tuple(kind.key for kind in kinds if kind.source is not Source.HALL)
    plain = task_of(order, plan)
    wanted = {job.key for job in picked.branches}
    tasks = [
        replace(plain, key=job.key, branch=job, kinds=own if job.key in wanted else (), members=picked.members.get(job.key, ()), summed=bool(halls))
        for job in plan.branches
        if (job.key in wanted and own) or (halls and job.township in picked.townships)
    ]  # fmt: skip
    results = []
    with mapper(order.workers if len(tasks) > FEW else 1) as run:
        for result in run(print_task, tasks):
            results.append(result)
            progress("print", len(results), len(tasks))
        if halls and not any(has_errors(result.problems) for result in results):
            summaries = [result.summary for result in results if result.summary]
            for key in picked.townships:
                sheets = hall_sheets(shared, key, summaries, halls)
                if order.changed:
                    hung, unread = read_posted(order.root, key, HALL)
                    if unread:
                        results.append(Result(unread))
                        continue
                    due = {task.sheet for task in hall_tasks(shared, key, hall_papers(sheets), hung)[1]}
                    sheets = tuple(one for one in sheets if due & {paper.sheet for paper in hall_papers([one])})
                named = tuple((kind.name, job) for kind, job in sheets)
                results.append(print_task(replace(plain, key=key, sheets=named)))
    return results


def print_task(task: Task) -> Result:
    """Read, check and score a branch, lay out the sheets wanted of it, write them to the task's folder."""
    work, result = ready(task)
    return result if work is None else finished(task, typeset(work), result)


def ready(task: Task) -> tuple[SheetWork | None, Result]:
    """The sheets of a task, ready to be laid out anywhere, and what is known without that; no work where there is none, or an error."""
    sheets, summary = task.sheets, None
    if task.branch:
        found = assess(task.branch)
        if found.result is None or found.folder is None:
            return None, Result(locate(task.branch, found))
        if task.summed:
            summary = summed(task.branch, found)
        hung: tuple[Hung, ...] = ()
        if task.changed or _needs_postings(task.kinds):
            hung, unread = read_posted(Path(task.root), task.branch.township, task.branch.key)
            if unread:
                return None, Result(unread)
        sheets = _sheets(BranchViews(task.branch, found, hung), task)
    result = Result((), (), summary)
    if not sheets:
        return None, result
    photos = photos_of((sheet for _, sheet in sheets), task.root)
    return SheetWork(task.root, task.theme, task.words, task.making, task.folder, sheets, photos), result


def finished(task: Task, made: Typeset, result: Result) -> Result:
    """What came of a task whose sheets have been laid out. result: what was known before."""
    read = reader(task.root)
    year = task.branch.shared.context.settings.year if task.branch else 0
    problems = resolve(pinpointed(made.findings, read, year), read, public_keys(), key_codes=KEY_CODES)
    return Result(problems, made.sheets, result.summary)


def _needs_postings(kinds: Sequence[str]) -> bool:
    """True when one of the kinds is made from what hangs at a board."""
    return any(kind.key in kinds for kind in KINDS if kind.source is Source.POSTING)


def _sheets(views: BranchViews, task: Task) -> tuple[tuple[str, SheetJob], ...]:
    """The wanted sheets of a branch with the names of their kinds; of chosen members only their own items, and of those that hang only
    what is due to go up."""
    found = [(kind.name, sheet) for kind, sheet in views.sheets(kind for kind in KINDS if kind.key in task.kinds)]
    if not task.members and not task.changed:
        return tuple((name, numbered_from(sheet, task.first)) for name, sheet in found)
    due = {one.sheet for one in views.posting.due} if task.changed else set()
    some = []
    for name, sheet in found:
        named = zip(sheet.items, papers_of(name, sheet), strict=True)
        items = tuple(
            item
            for item, paper in named
            if (not task.members or item.key in task.members) and (not task.changed or paper.sheet in due)
        )
        if items == sheet.items:
            some.append((name, sheet))
        elif items:
            end = f"-{items[0].key}.pdf" if len(items) == 1 else f"-{items[0].key}+{len(items) - 1}.pdf"
            some.append((name, replace(sheet, path=sheet.path.replace(".pdf", end), items=items)))
    return tuple(some)


def _packs(sheets: Sequence[Sheet], staging: Path, names: dict[str, str], year: int) -> list[Sheet]:
    """Bind the branches' files of each kind and township; what is there only once stays as it is."""
    from threecards.paper.about import About, finish
    from threecards.paper.join import bound

    groups: dict[tuple[str, str, str], list[Sheet]] = {}
    for sheet in sheets:
        audience, township, *rest = sheet.path.split("/")
        groups.setdefault((audience, township, rest[-1]), []).append(sheet)
    out = []
    for (audience, township, name), some in groups.items():
        if len(some) == 1:
            out += some
            continue
        title = f"{names[township]}{year}年{some[0].kind}"
        _, duplex = form_of((staging / some[0].path).read_bytes())
        with bound((one.title, (staging / one.path).read_bytes()) for one in some) as pdf:
            data = finish(pdf, About(title), accessible="/StructTreeRoot" in pdf.Root, duplex=duplex)
        place = f"{audience}/{township}/{name}"
        (staging / place).write_bytes(data)
        out.append(Sheet(place, some[0].kind, title, sum(s.pages for s in some), sum(s.papers for s in some)))
    return out


def print_calibration(order: Order, printer: Printer) -> Sheet:
    """The sheet on which a printer is measured; printed with the correction in use, to see whether it helps."""
    from threecards.paper.about import About
    from threecards.paper.calibrate import calibration

    fonts = font_files(str(order.root))
    about = About(f"打印机{CALIBRATION_NAME}")
    data = calibration(fonts[0].data, about, sheet=order.making.stock.size, flip=printer.flip, offset=printer.offset)
    target = _target(order)
    target.mkdir(parents=True, exist_ok=True)
    place = f"{CALIBRATION}{order.making.suffix}.pdf"
    (target / place).write_bytes(data)
    return Sheet(place, CALIBRATION_NAME, about.title, 2, 1)


def load_printer(root: Path) -> tuple[Printer, tuple[Problem, ...]]:
    """The printer of this machine, and what is wrong with its file."""
    printer, findings = read_printer(root)
    return printer, resolve(findings, lambda path: None, public_keys())
