"""A build from the first byte to the swap.

text -> raw tree -> records -> scores -> views -> jobs -> bytes -> site. Each branch goes all the way in one job (``jobs``); the pages above
the branches come from their summaries. What has not changed since the last build is taken from it (``reuse``). With one error anywhere
nothing is swapped in.
In: a ``Request``. Out: a ``Report`` and, when there is no error, the trees ``site/``, ``print/`` and ``binder/``.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from threecards.build.branch import Assessed, BranchJob, Shared, facts_of, input_marks, is_in_doubt, reader
from threecards.build.cache import Cache
from threecards.build.execute import FEW, Mapper, Progress, mapper, run_all
from threecards.build.jobs import BranchOutcome, publish_branch
from threecards.build.keys import branch_key, code_key, key_of
from threecards.build.marks import Marks, State, is_intact, states_below
from threecards.build.output import OutputError, Staging, Tree, TreeSink, take_over, why
from threecards.build.places import BINDER, CACHE, PRINT, SANS, SITE, SPARE, layouts_of
from threecards.build.plan import Plan, read_plan
from threecards.build.request import Made, Report, Request
from threecards.build.reuse import FOLDER, SHEETS, UPPER, Entry, current, intact
from threecards.build.unchanged import Survey, remember, survey
from threecards.build.upper import MadePart, PartJob, Shelf, Upper, make_part, make_parts
from threecards.problems import (
    Finding,
    Problem,
    Severity,
    finding,
    for_anyone,
    has_errors,
    is_internal,
    merged,
    severity,
)
from threecards.publish.project.county import web_county, web_township
from threecards.publish.strokes import TABLE
from threecards.publish.views.web import WebTownship
from threecards.records.load import KEY_CODES, public_keys
from threecards.records.rules import BranchFacts, check_county
from threecards.records.yamlsource import resolve
from threecards.web.extras import county_parts

if TYPE_CHECKING:
    from threecards.build.paper import Sheets
    from threecards.build.prints import Printed, PrintJob

WHAT = {SITE: "网站", PRINT: "公开栏张贴", BINDER: "内部材料"}
DUE_SHOWN = 8
Beside = Callable[[Plan], Mapping[str, Assessed]]
"""Told of a plan without errors before any branch is read; gives those that it has read itself, by key."""
SHOWN_PER_CODE = 5  # of warnings and notes; errors are all shown


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


def build(
    request: Request, progress: Progress, *, run: Mapper | None = None, tree: Callable[[str], Tree] | None = None, found: Survey | None = None,
    beside: Beside | None = None,
) -> Report:  # fmt: skip
    """Build everything that was asked for. Faults in data, settings, layouts and disk are in the report; only bugs are raised.

    run: where the jobs run; None for processes of this machine, see ``execute``. tree: makes an output tree by its name where the results
    are to go, always as a whole; None for the repository's own folders, in which only what has changed is made. found: how the sources
    were a moment ago, where that is known. beside: what else is to be made of the same records; what it raises is raised.
    """
    folder = request.root / CACHE
    try:
        folder.mkdir(exist_ok=True)
        with FileLock(folder / "build.lock", timeout=0):
            return _Build(request, progress, run, tree, beside).run(found)
    except Timeout:
        return _stopped(finding("OUT-001"))
    except OutputError as error:
        return _stopped(finding("OUT-002", reason=str(error)))
    except OSError as error:
        return _stopped(finding("OUT-002", reason=why(error)))


class _Build:
    """One build. Its methods are the stages in their order; what a later stage needs of an earlier one stands in the attributes."""

    def __init__(
        self, request: Request, progress: Progress, run: Mapper | None, tree: Callable[[str], Tree] | None, beside: Beside | None
    ) -> None:  # fmt: skip
        self.request, self.progress = request if tree is None else replace(request, reuse=False), progress
        self.elsewhere, self.tree, self.is_remembered = run, tree or self._own_tree, tree is None
        self.beside: Beside = beside or (lambda plan: {})
        self.root, self.clock, self.started_ns = request.root, Clock(), time.time_ns()
        self.cache = Cache(request.root / CACHE / FOLDER)
        self.problems: tuple[Problem, ...] = ()
        self.findings: list[Finding] = []
        self.internal = 0
        self.day = ""
        self.kept: Mapping[str, Entry] = {}
        self.entries: dict[str, Entry] = {}
        self.sheets: Sheets | None = None
        self.located: dict[Finding, Problem] = {}
        self.made: dict[str, tuple[int, int, int]] = {}

    def run(self, found: Survey | None) -> Report:
        """All stages; nothing is swapped in before the last one has succeeded."""
        with ExitStack() as stack:
            with self._processes():
                found, trees = self._upto_site(found, stack)
            if self.request.pdf and not has_errors(self.problems):
                with self.clock.stage("print"):
                    trees += self._paper(stack)
            if has_errors(self.problems):
                return self._report(())
            with self.clock.stage("swap"):
                for tree in trees:
                    tree.commit()
        report = self._report(tuple(Made(tree, *numbers, WHAT[tree]) for tree, numbers in self.made.items()))
        if found:
            self._remember()
            remember(self.request, found, self.started_ns, self._finished(), report)
        return report

    def _upto_site(self, found: Survey | None, stack: ExitStack) -> tuple[Survey | None, list[Tree]]:
        """Look at the sources and make the site; what was found, and the tree to be swapped in if there is a new one."""
        with self.clock.stage("plan"):
            found = (found or survey(self.root)) if self.is_remembered else None
            plan = read_plan(self.root, self.request.as_of, self.request.today)
        self.problems = plan.problems
        if plan.shared is None:
            return found, []
        compiled = self._compiled(plan.shared) if self.is_remembered else ""
        self.plan, self.shared = plan, replace(plan.shared, compiled=compiled)
        self.day = self.shared.context.as_of.isoformat()
        assessed = {} if has_errors(plan.problems) else self.beside(plan)
        with self.clock.stage("compare"):
            self.kept = current(plan.branches, self.cache, self.started_ns) if self.request.reuse else {}
            upper = self.cache.read(UPPER, Upper) if self.request.reuse else None
            states = states_below(self.root / SITE) if self.kept else {}
            good = intact(self.kept, self.root / SITE, states)
        return found, self._site(stack, good, upper, states, assessed)

    # --- the site --------------------------------------------------------------------------------------------------

    def _site(
        self, stack: ExitStack, good: Mapping[str, Marks], upper: Upper | None, states: Mapping[str, State], assessed: Mapping[str, Assessed]
    ) -> list[Tree]:  # fmt: skip
        """Make the pages that are not there yet; no tree to swap in when the whole site is as it should be, or has errors.

        good: pages of the branches that can be taken over; states: of the files of the last site; assessed: branches that have been read already.
        """
        fresh = _largest_first(job for job in self.plan.branches if job.key not in good)
        unchanged = {finding_ for key in good for finding_ in self.kept[key].findings}
        self.located = {f: p for f, p in (upper.shown if upper else ()) if f in unchanged}
        self.entries = {key: self.kept[key] for key in good}
        facts: dict[str, BranchFacts] = {}
        key = self._upper_key() if not fresh else ""
        if upper and upper.key == key and self._is_whole([*good.values(), upper.made], states):
            self.upper = upper
            self._note((*upper.findings, *upper.faults), good)
            self._count(SITE, [*good.values(), upper.made], 0)
            return []
        staging = stack.enter_context(self.tree(SITE))
        taken = staging.begin_with(mark.name for marks in good.values() for mark in marks)
        # beside the other work, since it is all waiting for the disk
        taking = stack.enter_context(ThreadPoolExecutor(1)).submit(take_over, staging.sink, self.root / SITE, taken)
        with self.clock.stage("branches"):
            jobs = [
                replace(job, shared=self.shared, sink=staging.sink, assessed=assessed.get(job.key)) for job in fresh
            ]
            outcomes = run_all(publish_branch, jobs, self._mapper(len(jobs)), self.progress, "read")
        for job, outcome in zip(fresh, outcomes, strict=True):
            if outcome.facts:
                facts[job.key] = outcome.facts
            if outcome.summary and outcome.facts:
                self.entries[job.key] = self._entry(job, outcome, outcome.facts)
        self.entries = {job.key: self.entries[job.key] for job in self.plan.branches if job.key in self.entries}
        with self.clock.stage("across"):
            across, facts_key = self._across(good, facts, upper)
        self._note(across, good)
        for outcome in outcomes:
            self._note(outcome.findings)
        self.problems = merged(self.problems, *(o.problems for o in outcomes))
        if has_errors(self.problems):
            return []
        with self.clock.stage("county"):
            last = Shelf(self.root / SITE, states, upper.parts if upper else {})
            parts = self._county(staging.sink, last)
            self.upper = Upper(self._upper_key(), facts_key, tuple(f for f in across if not is_internal(f)), parts)
            self._note(self.upper.faults)
        with self.clock.stage("take over"):
            taking.result()
        everything = [*(e.made for e in self.entries.values()), self.upper.made]
        new = (len(part.made) for name, part in parts.items() if part is not last.parts.get(name))
        self._count(SITE, everything, sum(len(o.made) for o in outcomes) + sum(new))
        return [staging]

    def _entry(self, job: BranchJob, outcome: BranchOutcome, facts: BranchFacts) -> Entry:
        assert outcome.summary is not None
        assert outcome.extras is not None
        public = tuple(f for f in outcome.findings if not is_internal(f))
        return Entry(
            key=branch_key(self.shared.key, job.township_key, outcome.inputs),
            inputs=input_marks(outcome.inputs, job.files, self.started_ns), made=outcome.made, findings=public,
            internal=len(outcome.findings) - len(public), facts=key_of(repr(facts)), members=len(facts.members), summary=outcome.summary,
            due=outcome.due, rare=outcome.rare, extras=outcome.extras, sums=outcome.sums,
        )  # fmt: skip

    def _upper_key(self) -> str:
        plan = self.plan
        return key_of(plan.site_key, plan.look_key, plan.townships_key, *(e.key for e in self.entries.values()))

    def _across(
        self, good: Mapping[str, Marks], facts: dict[str, BranchFacts], upper: Upper | None
    ) -> tuple[tuple[Finding, ...], str]:
        """What only shows across branches. While no branch's facts have changed it is what it was the last time."""
        key = key_of(self.plan.records_key, self.plan.townships_key, *(e.facts for e in self.entries.values()))
        if good and upper and upper.facts == key:
            return upper.findings, key
        again = [job for job in self.plan.branches if job.key in good]  # their facts are not kept: they are internal
        found = run_all(facts_of, again, self._mapper(len(again)), self.progress, "check")
        facts |= {job.key: one for job, one in zip(again, found, strict=True) if one}
        return tuple(check_county(facts.values(), self.shared.context)), key

    def _townships(self) -> list[WebTownship]:
        context = self.shared.context
        summaries = [e.summary for e in self.entries.values()]
        return [
            web_township(t, [s for s in summaries if s.township == t.key], context) for t in context.townships.values()
        ]

    def _county(self, sink: TreeSink, last: Shelf) -> dict[str, MadePart]:
        """Write what stands above the branches, from what they hand up."""
        shared, entries = self.shared, list(self.entries.values())
        townships = self._townships()
        county = web_county(shared.context, townships, [e.summary for e in entries], self.plan.pages)
        sans = layouts_of(self.root) / "fonts" / SANS
        parts = county_parts(shared.site, county, townships, [e.extras for e in entries], TABLE)
        common = key_of(self.plan.site_key, self.plan.townships_key)
        return make_parts(
            parts, [(e.summary.township, e.sums) for e in entries], common, shared, sans.read_bytes(),
            (e.rare for e in entries), last, sink, self._make_parts,
        )  # fmt: skip

    def _make_parts(self, jobs: Sequence[PartJob]) -> list[MadePart]:
        """Make parts above the branches where the branches were made."""
        return list(self._mapper(len(jobs))(make_part, jobs))

    # --- paper -----------------------------------------------------------------------------------------------------

    def _paper(self, stack: ExitStack) -> list[Tree]:
        """Make the sheets that are not there yet; none when all are."""
        from threecards.build.paper import TREES, Sheets, make_paper  # pages alone need none of it

        branches = []
        for job in self.plan.branches:
            inputs = ((mark.name, mark.digest) for mark in self.entries[job.key].inputs)
            branches.append((job, branch_key(self.plan.site_key, job.township_key, inputs)))
        last = self.cache.read(SHEETS, Sheets) if self.request.reuse else None
        words = self.shared.context.settings.publication.words
        paper = make_paper(
            self.root, self.shared.site, words, branches, self._townships(), last, stack, self.tree, self._print
        )
        self.problems = merged(self.problems, paper.problems)
        self.sheets = paper.sheets
        for tree in TREES:
            self.made[tree] = paper.totals(tree)
        return list(paper.staged)

    def _print(self, jobs: Sequence[PrintJob]) -> list[Printed]:
        """Run print jobs. Those of a few branches are spread: their views are made here, so that every core has sheets to lay out."""
        from threecards.build.prints import print_sheets, spread

        done: list[Printed] = []
        if not self.elsewhere and len(jobs) <= FEW:
            rest, jobs = spread(jobs)
            done = [print_sheets(job) for job in rest]
        elif not self.elsewhere and (too_long := self._too_long(jobs)):
            return too_long
        # processes of their own: what pages leave behind in memory would come on top of what sheets need
        with self._processes():
            run = self.mapper if self.elsewhere or len(jobs) > 1 else map
            return done + run_all(print_sheets, sorted(jobs, key=_size, reverse=True), run, self.progress, "print")

    def _too_long(self, jobs: Sequence[PrintJob]) -> list[Printed]:
        """What does not fit on the sheets of many branches: told in seconds, before minutes are spent on all that does."""
        from threecards.build.overflow import look_of_paper, room_of, tried
        from threecards.build.prints import Printed

        room = room_of(self.root, look_of_paper(self.root), self.shared)
        asked = [replace(job.branch, room=room) for job in jobs if job.branch and room]
        with self._processes():
            doubts = run_all(is_in_doubt, asked, self.mapper, self.progress, "check")
        doubtful = [job for job, doubt in zip(asked, doubts, strict=True) if doubt]
        found = tried(doubtful, self.request.workers, self.progress)
        return [Printed(key, problems, ()) for key, problems in found.items() if has_errors(problems)]

    # --- common ----------------------------------------------------------------------------------------------------

    def _compiled(self, shared: Shared) -> str:
        """The folder for compiled templates of this theme and code; those of others are dropped. Compiling costs as much as 300 pages."""
        folder = self.root / CACHE / "templates"
        mine = folder / key_of(shared.theme.digest, code_key())
        mine.mkdir(parents=True, exist_ok=True)
        for other in folder.iterdir():
            if other != mine:
                shutil.rmtree(other, ignore_errors=True)
        return str(mine)

    @contextmanager
    def _processes(self) -> Iterator[None]:
        """Have processes for the stages in the block, or those of the cluster."""
        with nullcontext(self.elsewhere) if self.elsewhere else mapper(self.request.workers) as self.mapper:
            yield

    def _mapper(self, jobs: int) -> Mapper:
        return self.mapper if self.elsewhere or jobs > FEW else map

    def _own_tree(self, name: str) -> Tree:
        return Staging(self.root / name, self.root / CACHE / SPARE if name == SITE else None)

    def _is_whole(self, groups: Sequence[Marks], states: Mapping[str, State]) -> bool:
        """True when the site holds just these files; those above the branches are looked at here."""
        names = {mark.name for marks in groups for mark in marks}
        return states.keys() == names and all(is_intact(self.root / SITE, m, states) for m in groups[-1])

    def _finished(self) -> dict[str, Marks]:
        """All files of the trees as they are now in place."""
        trees = {SITE: (*(m for e in self.entries.values() for m in e.made), *self.upper.made)}
        if self.sheets:
            trees |= {
                t: tuple(m for unit in self.sheets.units.values() for m in unit.marks(t)) for t in (PRINT, BINDER)
            }
        return trees

    def _count(self, tree: str, groups: Sequence[Marks], fresh: int) -> None:
        self.made[tree] = (sum(len(g) for g in groups), sum(m.size for g in groups for m in g), fresh)

    def _remember(self) -> None:
        """Keep what was made, after it is in place."""
        for key, entry in self.entries.items():
            if self.kept.get(key) != entry:
                self.cache.write(key, entry)
        self.cache.write(UPPER, replace(self.upper, shown=tuple(self.located.items())))
        if self.sheets:
            self.cache.write(SHEETS, self.sheets)
        self.cache.keep_only([UPPER, SHEETS, *self.entries])

    def _note(self, findings: Sequence[Finding], kept: Mapping[str, Marks] = MappingProxyType({})) -> None:
        """Put findings aside: errors become problems at once, internal ones are counted, the others wait to be sampled.

        kept: branches taken over; what was found in them is in their entries.
        """
        groups = [findings, *(self.entries[key].findings for key in kept)]
        self.internal += sum(self.entries[key].internal for key in kept)
        for finding_ in (f for group in groups for f in group):
            if is_internal(finding_):
                self.internal += 1
            else:
                self.findings.append(finding_)
        errors = [f for f in self.findings if severity(f.code) is Severity.ERROR]
        if errors:
            self.problems = merged(self.problems, self._located(errors))

    def _located(self, findings: Sequence[Finding]) -> tuple[Problem, ...]:
        return resolve(findings, reader(str(self.root)), public_keys(), key_codes=KEY_CODES)

    def _report(self, made: tuple[Made, ...]) -> Report:
        seen: Counter[str] = Counter()
        shown = []
        for one in sorted(set(self.findings), key=lambda f: (f.path, tuple(map(str, f.loc)), f.code, f.params)):
            seen[one.code] += 1
            if severity(one.code) is not Severity.ERROR and seen[one.code] <= SHOWN_PER_CODE:
                shown.append(one)
        unknown = [f for f in shown if f not in self.located]  # a place costs more than a page
        places = {(p.path, p.code, p.loc, p.params): p for p in self._located(unknown)}
        self.located = {f: self.located.get(f) or places[f.path, f.code, f.loc, f.params] for f in shown}
        every = merged(self.problems, tuple(self.located.values()))
        problems = for_anyone(every)  # with an error in a branch its internal items are among them
        hidden = sum(n - SHOWN_PER_CODE for n in seen.values() if n > SHOWN_PER_CODE)
        due = tuple(sorted(d for e in self.entries.values() for d in e.due)[:DUE_SHOWN])
        internal = self.internal + len(every) - len(problems)
        counts = {"branches": len(self.entries), "members": sum(e.members for e in self.entries.values())}
        return Report(problems, self.day, made, tuple(self.clock.timings), due, counts, hidden, internal)


def _largest_first(jobs: Iterable[BranchJob]) -> list[BranchJob]:
    """Branches by their number of files: the small ones come last, so that all processes end at nearly the same time."""
    return sorted(jobs, key=lambda job: len(job.files), reverse=True)


def _size(job: PrintJob) -> int:
    """How much there is to lay out, roughly: members of a branch, or cards on sheets that are ready."""
    return len(job.branch.files) if job.branch else sum(len(sheet.items) for sheet in job.sheets)


def _stopped(why: Finding) -> Report:
    return Report(resolve([why], lambda path: None, public_keys()))
