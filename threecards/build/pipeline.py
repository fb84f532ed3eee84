"""A build from the first byte to the swap, on one screen.

text -> raw tree -> records -> scores -> views -> jobs -> bytes -> site. Each branch goes all the way in one job (``jobs``); the pages above
the branches come from their summaries. With one error anywhere nothing is swapped in.
In: a ``Request``. Out: a ``Report`` and, when there is no error, the trees ``site/``, ``print/`` and ``binder/``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from threecards.build.execute import Mapper, mapper
from threecards.build.jobs import BranchOutcome, publish_branch
from threecards.build.output import DirectorySink, OutputError, Staging
from threecards.build.plan import Plan, read_plan
from threecards.build.prints import make_prints
from threecards.problems import Finding, Problem, Severity, as_text, finding, has_errors
from threecards.publish.project.county import web_county, web_township
from threecards.publish.scan import scan_text
from threecards.publish.views import WebTownship
from threecards.records.load import public_keys
from threecards.records.rules import check_county
from threecards.records.yamlsource import resolve
from threecards.web.pages import assets, county_pages, township_pages
from threecards.web.render import Artifact, render

Progress = Callable[[str, int, int], None]
FEW = 8  # branches up to which starting processes costs more than it gains
DUE_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Request:
    """What to build. as_of: the day asked for, None for the county's frozen day or ``today``. workers: processes, 1 for none."""

    root: Path
    as_of: date | None
    today: date
    pdf: bool
    workers: int


@dataclass(frozen=True, slots=True)
class Made:
    """One output tree: its name, files, bytes, and what is in it in a word."""

    tree: str
    files: int
    bytes: int
    what: str


@dataclass(frozen=True, slots=True)
class Report:
    """How a build went. timings: (stage, seconds). due: (day, what) of the nearest things to do."""

    problems: tuple[Problem, ...]
    as_of: str = ""
    made: tuple[Made, ...] = ()
    timings: tuple[tuple[str, float], ...] = ()
    due: tuple[tuple[str, str], ...] = ()
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """True when nothing stopped the build."""
        return not has_errors(self.problems)

    def as_json(self, seconds: float) -> dict[str, Any]:
        """Counts, seconds per stage and trees, for machines; no problem texts."""
        return {
            "ok": self.ok, "as_of": self.as_of, "seconds": round(seconds, 3), "stages": {k: round(v, 3) for k, v in self.timings},
            "trees": {m.tree: {"files": m.files, "bytes": m.bytes} for m in self.made}, **self.counts,
        }  # fmt: skip


class Clock:
    """Seconds per stage; lives as long as one build."""

    def __init__(self) -> None:
        self.timings: list[tuple[str, float]] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage."""
        started = time.perf_counter()
        yield
        self.timings.append((name, time.perf_counter() - started))


def build(request: Request, progress: Progress) -> Report:
    """Build everything that was asked for. Faults in data, settings, layouts and disk are in the report; only bugs are raised."""
    cache = request.root / ".cache"
    try:
        cache.mkdir(exist_ok=True)
        with FileLock(cache / "build.lock", timeout=0):
            return _build(request, progress)
    except Timeout:
        return _stopped(finding("OUT-001"))
    except OutputError as error:
        return _stopped(finding("OUT-002", reason=str(error)))
    except OSError as error:
        return _stopped(finding("OUT-002", reason=error.strerror or ""))


def _build(request: Request, progress: Progress) -> Report:
    clock = Clock()
    with clock.stage("plan"):
        plan = read_plan(request.root, request.as_of, request.today)
    if plan.shared is None:
        return Report(plan.problems, timings=tuple(clock.timings))
    with ExitStack() as stack:
        run = stack.enter_context(mapper(request.workers if len(plan.branches) > FEW else 1))
        site = stack.enter_context(Staging(request.root / "site"))
        with clock.stage("branches"):
            outcomes = _run_branches(plan, site.sink, run, progress)
        problems = _all_problems(plan, outcomes)
        with clock.stage("county"):
            made, townships, faults = _write_county(plan, outcomes, site.sink) if not has_errors(problems) else (None, [], ())
        trees = [made] if made else []
        problems = _merged(problems, faults)
        stages = [site]
        if request.pdf and not has_errors(problems):
            paper, binder = (stack.enter_context(Staging(request.root / name)) for name in ("print", "binder"))
            with clock.stage("print"):
                used = "".join(o.characters for o in outcomes) + plan.characters
                printed = make_prints(plan, request.root, used, townships, paper.sink, binder.sink, run, progress)
            problems = _merged(problems, printed.problems)
            _write_worklists(problems, binder.sink)
            trees += [Made("print", printed.sheets, printed.sheet_bytes, "公开栏张贴"), Made("binder", printed.packs, printed.pack_bytes, "内部材料")]
            stages += [paper, binder]
        if not has_errors(problems):
            with clock.stage("swap"):
                for tree in stages:
                    tree.commit()
    counts = {"branches": len(outcomes), "members": sum(len(o.facts.members) for o in outcomes if o.facts)}
    due = tuple(sorted(d for o in outcomes for d in o.due)[:DUE_SHOWN])
    day = plan.shared.context.as_of.isoformat()
    return Report(problems, day, tuple(trees) if not has_errors(problems) else (), tuple(clock.timings), due, counts)


def check(request: Request, progress: Progress) -> tuple[Problem, ...]:
    """Read and check everything, write nothing; all problems in their stable order. Raises OSError when the disk fails."""
    plan = read_plan(request.root, request.as_of, request.today)
    if plan.shared is None:
        return plan.problems
    with mapper(request.workers if len(plan.branches) > FEW else 1) as run:
        return _all_problems(plan, _run_branches(plan, None, run, progress))


def _run_branches(plan: Plan, sink: DirectorySink | None, run: Mapper, progress: Progress) -> list[BranchOutcome]:
    jobs = [replace(job, sink=sink) for job in plan.branches]
    outcomes = []
    for outcome in run(publish_branch, jobs):
        outcomes.append(outcome)
        progress("read" if sink else "check", len(outcomes), len(jobs))
    return outcomes


def _all_problems(plan: Plan, outcomes: Sequence[BranchOutcome]) -> tuple[Problem, ...]:
    """Problems of settings, of branches, and of what only shows across branches."""
    assert plan.shared is not None
    across = check_county([o.facts for o in outcomes if o.facts], plan.shared.context)
    return _merged(plan.problems, *(o.problems for o in outcomes), resolve(across, lambda path: None, public_keys()))


def _write_county(plan: Plan, outcomes: Sequence[BranchOutcome], sink: DirectorySink) -> tuple[Made, list[WebTownship], tuple[Problem, ...]]:
    """Render the pages above the branches from the summaries; returns what the whole site holds, the townships and template faults."""
    assert plan.shared is not None
    shared, context = plan.shared, plan.shared.context
    summaries = [o.summary for o in outcomes if o.summary]
    townships = [web_township(t, [s for s in summaries if s.township == t.key], context) for t in context.townships.values()]
    county = web_county(context, townships, summaries, plan.pages)
    jobs = [job for t in townships for job in township_pages(shared.site, t)] + list(county_pages(shared.site, county))
    faults: list[Finding] = []
    files, size = sum(o.pages for o in outcomes), sum(o.bytes for o in outcomes)
    for made in (*render(shared.theme, jobs), *assets(shared.theme)):
        if not isinstance(made, Artifact):
            faults.append(made)
            continue
        if made.path.endswith(".html"):
            faults += scan_text(made.path, made.data.decode(), context.settings.publication.words)
        sink.write(made.path, made.data)
        files, size = files + 1, size + len(made.data)
    return Made("site", files, size, "网站"), townships, resolve(faults, lambda path: None, public_keys())


def _write_worklists(problems: Sequence[Problem], sink: DirectorySink) -> None:
    """One text file per township with everything that needs attention, the internal items included."""
    lists: dict[str, list[str]] = {}
    for problem in problems:
        parts = problem.path.split("/")
        if parts[0] == "members" and len(parts) > 1 and problem.severity is not Severity.ERROR:
            lists.setdefault(parts[1], []).append(as_text(problem))
    for key, texts in sorted(lists.items()):
        sink.write(f"{key}/待办.txt", ("\ufeff" + "\r\n\r\n".join(t.replace("\n", "\r\n") for t in texts) + "\r\n").encode())


def _merged(*groups: Sequence[Problem]) -> tuple[Problem, ...]:
    """All problems once, in the stable order."""
    return tuple(sorted({p for group in groups for p in group}, key=lambda p: p.sort_key))


def _stopped(why: Finding) -> Report:
    return Report(resolve([why], lambda path: None, public_keys()))
