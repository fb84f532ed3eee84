"""The check before a commit: everything read and checked, nothing made.

In: a ``Request``. Out: all problems that anyone may read, with their places. A branch in which nothing has changed since it was last found free
of errors is not read again; what was found in it is kept in ``.cache/checked.json``: problems that anyone may read, and how many others there
were. Rules across branches run again when a branch's facts have changed; then all branches are read, since facts are internal and not kept.
Not here: the rules (``records.rules``), pages and sheets.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from threecards.build.branch import BranchJob, Checked, check_all_of, check_records, input_marks, inputs_now, reader
from threecards.build.cache import Cache
from threecards.build.execute import FEW, Progress, mapper, run_all
from threecards.build.keys import branch_key, key_of
from threecards.build.marks import Marks
from threecards.build.overflow import is_hall_sure, look_of_paper, room_of, tried
from threecards.build.places import CACHE
from threecards.build.plan import read_plan
from threecards.build.request import Request
from threecards.paper.room import Room
from threecards.problems import Finding, Problem, has_errors, is_internal, merged
from threecards.records.load import KEY_CODES, public_keys
from threecards.records.rules import check_county
from threecards.records.yamlsource import resolve

NAME = "checked"


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found. internal: how many problems are left out because not everyone may read them, see ``problems.Entry``."""

    problems: tuple[Problem, ...]
    internal: int = 0

    @classmethod
    def among(cls, problems: Iterable[Problem], left_out: int = 0) -> Found:
        """Those that anyone may read, and the number of the others. left_out: how many of these have been left out already."""
        every = tuple(problems)
        open_ = tuple(p for p in every if not is_internal(p))
        return cls(open_, left_out + len(every) - len(open_))


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found in a branch without errors. key: of all it depends on; facts: sum of its facts."""

    key: str
    found: Found
    inputs: Marks
    facts: str


@dataclass(frozen=True, slots=True)
class Across:
    """What shows across branches. key: of all it depends on. findings: those that anyone may read, internal: how many others there were.

    Their places are looked up each time: they are kept by facts, which a new line of comment does not change.
    """

    key: str
    findings: tuple[Finding, ...]
    internal: int = 0


Halls = Mapping[str, tuple[str, tuple[Problem, ...]]]
"""What was found in halls of townships, by key of the township: key of all it depends on, problems."""


@dataclass(frozen=True, slots=True)
class Last:
    """All that a check keeps for the next one. common: key of all that every branch depends on; branches: those without errors, by key."""

    common: str
    branches: Mapping[str, Kept]
    across: Across | None
    halls: Halls


def check(request: Request, progress: Progress) -> Found:
    """Check all records. ``request.reuse`` False: read every file, and tell internal problems too. Raises OSError when the disk fails."""
    started_ns = time.time_ns()
    plan = read_plan(request.root, request.as_of, request.today)
    if plan.shared is None:
        return Found.among(plan.problems) if request.reuse else Found(plan.problems)
    shared, look = plan.shared, look_of_paper(request.root)
    common = key_of(plan.site_key, look)
    cache = Cache(request.root / CACHE)
    last = (cache.read(NAME, Last) if request.reuse else None) or Last("", {}, None, {})
    kept, across = last.branches, last.across
    now = {job.key: tuple(inputs_now(job, kept[job.key].inputs)) for job in plan.branches if job.key in kept}
    # times are noted anew: one that was too young to be trusted may be old enough by now
    good = {
        job.key: replace(kept[job.key], inputs=input_marks(now[job.key], job.files, started_ns))
        for job in plan.branches
        if job.key in kept and kept[job.key].key == _key(common, job, now[job.key])
    }
    fresh: dict[str, Checked] = {}
    room = room_of(request.root, look, shared) if plan.branches else None

    look_at = check_records if request.reuse else check_all_of

    def read(jobs: Sequence[BranchJob]) -> None:
        jobs = [replace(job, room=room) for job in jobs]
        with mapper(request.workers if len(jobs) > FEW else 1) as run:
            fresh.update((one.key, one) for one in run_all(look_at, jobs, run, progress, "check"))
        doubtful = [job for job in jobs if fresh[job.key].in_doubt]
        for name, problems in tried(doubtful, request.workers, progress).items():
            fresh[name] = replace(fresh[name], problems=merged(fresh[name].problems, problems))

    changed = [job for job in plan.branches if job.key not in good]
    if last.common == common:
        changed = [
            replace(job, placed=_placed_in(job, kept[job.key], now[job.key])) if job.key in kept else job
            for job in changed
        ]
    read(changed)
    keys = {name: one.key for name, one in good.items()}
    keys |= {job.key: _key(common, job, one.inputs) for job in plan.branches if (one := fresh.get(job.key))}
    halls = _halls(
        request.root, plan.branches, room, keys, [name for name, one in fresh.items() if has_errors(one.problems)], last.halls
    )  # fmt: skip
    facts = {key: one.facts for key, one in good.items()} | {key: key_of(repr(one.facts)) for key, one in fresh.items()}
    key = key_of(plan.records_key, plan.townships_key, *(facts[job.key] for job in plan.branches))
    if across is None or across.key != key:
        read([job for job in plan.branches if job.key in good])
        across = Across(
            key, tuple(check_county([one.facts for one in fresh.values() if one.facts], plan.shared.context))
        )
    if not request.reuse:
        every = (one.problems for one in fresh.values())
        return Found(merged(plan.problems, _placed(request, across), *(one for _, one in halls.values()), *every))
    told = tuple(f for f in across.findings if not is_internal(f))
    across = Across(key, told, across.internal + len(across.findings) - len(told))
    found = [Found.among(plan.problems), Found(_placed(request, across), across.internal)]
    found += [Found(problems) for _, problems in halls.values()]
    keep = {}
    for job in plan.branches:
        if one := fresh.get(job.key):
            found.append(Found.among(one.problems, one.internal))
            if not has_errors(one.problems):
                marks = input_marks(one.inputs, job.files, started_ns)
                keep[job.key] = Kept(keys[job.key], found[-1], marks, facts[job.key])
        else:
            found.append(good[job.key].found)
            keep[job.key] = good[job.key]
    cache.write(NAME, Last(common, keep, across, halls))
    return Found(merged(*(one.problems for one in found)), sum(one.internal for one in found))


def _halls(
    root: Path,
    jobs: Sequence[BranchJob],
    room: Room | None,
    keys: Mapping[str, str],
    faulty: Collection[str],
    last: Halls,
) -> Halls:
    """What does not fit in the halls of townships whose sheets are in doubt; what was found last time, while all of it is the same.

    keys: of the branches; faulty: those with errors, without which no hall can be told of.
    """
    halls: dict[str, tuple[str, tuple[Problem, ...]]] = {}
    if room is None:
        return halls
    shared = jobs[0].shared
    for name, folder in shared.context.townships.items():
        own = [job for job in jobs if job.township == name]
        if not own or is_hall_sure(folder, shared.context, shared.site, room):
            continue
        key = key_of(*(keys[job.key] for job in own))
        if name in last and last[name][0] == key:
            halls[name] = last[name]
        elif not any(job.key in faulty for job in own):
            from threecards.build.tryout import try_hall

            found = try_hall(own, name)
            halls[name] = key, resolve(found, reader(str(root)), public_keys(), key_codes=KEY_CODES)
    return halls


def _placed(request: Request, across: Across) -> tuple[Problem, ...]:
    return resolve(across.findings, reader(str(request.root)), public_keys(), key_codes=KEY_CODES)


def _placed_in(job: BranchJob, kept: Kept, now: Iterable[tuple[str, str]]) -> tuple[Problem, ...]:
    """What was found in files of a changed branch that are still the same: nothing has to be looked up in them again. now: (name, digest)."""
    before = {mark.name: mark.digest for mark in kept.inputs}
    same = {f"{job.folder}/{name}" for name, digest in now if before.get(name) == digest}
    return tuple(problem for problem in kept.found.problems if problem.path in same)


def _key(common: str, job: BranchJob, inputs: Iterable[tuple[str, str]]) -> str:
    return branch_key(common, job.township_key, inputs)
