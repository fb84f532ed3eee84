"""The unit of work: one branch folder, from bytes to pages.

In: a ``BranchJob`` that carries all it needs. Out: an outcome of a few kilobytes; pages go straight into the sink.
The job is a module-level function of one argument, so that the built-in ``map``, a process pool and a cluster run it alike.
Not here: the order of the stages of a whole build (``pipeline``), anything of another branch, paper (``prints``).
"""

from __future__ import annotations

import gc
from dataclasses import dataclass

from threecards.build.branch import BranchJob, assess, locate, read_input
from threecards.build.marks import Mark, digest_of
from threecards.build.upper import sums_of
from threecards.build.views import views_of
from threecards.build.written import write_files
from threecards.paper.photo import PhotoError, prepare
from threecards.problems import Finding, Problem, finding
from threecards.publish.project.binder import due_of
from threecards.publish.project.county import BranchSummary, summary_of
from threecards.records.county import BranchFolder
from threecards.records.rules import BranchFacts, branch_facts
from threecards.web.extras import BranchExtras, branch_extras
from threecards.web.pages import branch_pages


@dataclass(frozen=True, slots=True)
class BranchOutcome:
    """What a branch job sends back: what was found, facts for rules across branches, the public summary, due dates.

    problems: findings with their places, where there was an error; else findings has them without.
    inputs: (name, digest) of every file read, photos by their path below the repository. made: pages and photos written. rare:
    characters on its pages that a phone may be unable to draw. extras: what search, feeds and data of the county need. sums: of all it
    hands up, see ``upper``.
    summary: None where there was an error.
    """

    key: str
    facts: BranchFacts | None
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    summary: BranchSummary | None = None
    due: tuple[tuple[str, str], ...] = ()
    made: tuple[Mark, ...] = ()
    rare: str = ""
    extras: BranchExtras | None = None
    sums: tuple[str, ...] = ()


def publish_branch(job: BranchJob) -> BranchOutcome:
    """Read, check, score, project and render one branch; write its pages when there is a sink and no error."""
    gc.disable()  # records live as long as the job; collecting them half-way costs a fifth of the time
    try:
        return _publish(job)
    finally:
        gc.enable()


def _publish(job: BranchJob) -> BranchOutcome:
    assessed = assess(job)
    folder, result = assessed.folder, assessed.result
    facts = branch_facts(folder, job.shared.context) if folder else None
    inputs = [(name, digest_of(data)) for name, data in assessed.files.items()]
    if folder is None or result is None:
        return BranchOutcome(job.key, facts, locate(job, assessed), (), tuple(inputs))
    assert job.sink is not None
    shared = job.shared
    branch, members, villages = views_of(job, folder, result)
    extras, more = branch_extras(shared.site, job.township, branch, members)
    pages = (*branch_pages(shared.site, branch, members, villages), *more.jobs)
    written = write_files(shared, pages, more.artifacts, job.sink)
    made, faults = list(written.made), list(written.faults)
    for member in members:
        if member.photo:
            name, source, data = _photo(job, folder, member.key, faults)
            inputs.append((name, digest_of(source)))
            made.append(job.sink.write(member.photo, data))
    summary = summary_of(branch, members, job.township)
    return BranchOutcome(
        job.key, facts, (), (*assessed.findings, *faults), tuple(inputs), summary, due_of(folder, shared.context), tuple(made),
        written.rare, extras, sums_of(summary, extras),
    )  # fmt: skip


def _photo(job: BranchJob, folder: BranchFolder, key: str, faults: list[Finding]) -> tuple[str, bytes, bytes]:
    """A member's photo: its path, its bytes, and the picture drawn anew so that nothing else is left of it.

    Where it cannot be read there is a finding and no picture.
    """
    name = folder.members[key].photo or ""
    got = read_input(job.root, job.carried, name)
    source = got if isinstance(got, bytes) else b""
    try:
        return name, source, prepare(source)
    except PhotoError:
        faults.append(finding("PAPER-006", folder.member_path(key), ("photo",), who=key, photo=name))
        return name, source, b""
