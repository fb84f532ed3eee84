"""A member's card laid out by a process of its own while this one makes the pages: after a change both are there in little more than the time of
the pages.

In: members as typed; the plan of a build. Out: what a terminal shows of it. Not here: printing (``shop``, ``typeset``), pages (``pipeline``).
That process loads the press while this one loads the build. It gets sheets that are ready, so it never reads a record; and the branches they
are made from are read once for card and pages.
"""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from threecards.problems import Problem

if TYPE_CHECKING:
    from threecards.build.branch import Assessed
    from threecards.build.choice import Picked
    from threecards.build.plan import Plan
    from threecards.build.shop import Order, Result, Task
    from threecards.build.typeset import Typeset

KIND, TEMPLATE = "action-cards", "action-card.html.j2"


@dataclass(frozen=True, slots=True)
class Printed:
    """How printing went. lines: what was made and where."""

    ok: bool
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]


class Printing:
    """The action cards of some members, made beside a build.

    members: keys or names. target: folder, below the county's unless absolute. To be used as a context: a process starts when it is entered and
    ends with it. ``begin`` is for the build, ``finish`` for whoever waits for both.
    """

    def __init__(self, root: Path, members: Sequence[str], target: Path, as_of: date | None, today: date) -> None:
        self._root, self._members, self._target, self._as_of, self._today = root, tuple(members), target, as_of, today
        self._begun: tuple[Order, Plan, Picked] | None = None
        self._work: list[tuple[Task, Result, Future[Typeset] | None]] = []
        self._problems: tuple[Problem, ...] = ()

    def __enter__(self) -> Printing:
        # the PDF library's native parts survive no fork
        self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        self._pool.submit(_warm_up, str(self._root))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)
        if self._begun:
            from threecards.build.shop import staging_of

            shutil.rmtree(staging_of(self._begun[0]), ignore_errors=True)

    def begin(self, plan: Plan) -> Mapping[str, Assessed]:
        """Have the cards laid out; the branches that were read for them, by key. Raises Choice for words that name nobody."""
        from threecards.build.branch import assess
        from threecards.build.counter import Words, order_of
        from threecards.build.shop import load_printer, picked_of, ready, task_of
        from threecards.build.typeset import typeset

        words = Words((KIND,), members=self._members)
        printer, self._problems = load_printer(self._root)
        if self._problems:
            return {}
        order = order_of(self._root, words, printer, self._target, self._as_of, self._today, 1)
        picked = picked_of(order, plan)
        self._begun, plain = (order, plan, picked), task_of(order, plan)
        read = {}
        for job in picked.branches:
            read[job.key] = assess(job)
            branch = replace(job, assessed=read[job.key])
            task = replace(plain, key=job.key, branch=branch, kinds=(KIND,), members=picked.members[job.key])
            work, result = ready(task)
            self._work.append((task, result, self._pool.submit(typeset, work) if work else None))
        return read

    def finish(self, lang: str) -> Printed:
        """Wait until the cards are there, and put them where they were wanted. Raises OSError when the disk fails."""
        from threecards.build.counter import NOTHING_PRINTED, done_in_lines
        from threecards.build.shop import deliver, finished

        if not self._begun:
            return Printed(False, self._problems, (NOTHING_PRINTED[lang == "zh"],))
        results = [finished(task, laid.result(), result) if laid else result for task, result, laid in self._work]
        done = deliver(*self._begun, results)
        return Printed(done.ok, done.problems, tuple(done_in_lines(done, self._target, "office", lang)))


def _warm_up(root: str) -> None:
    from threecards.build.typeset import warm_up

    warm_up(root, TEMPLATE)
