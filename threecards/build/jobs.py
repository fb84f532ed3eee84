"""The unit of work: one branch folder, from bytes to pages, or from bytes to sheets.

In: a ``BranchJob`` that carries all it needs. Out: an outcome of a few kilobytes; pages and sheets go straight into the sink.
Both jobs are module-level functions of one argument, so that the built-in ``map``, a process pool and a cluster run them alike.
Not here: the order of the stages of a whole build (``pipeline``), anything of another branch.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from threecards.assess import assess_branch
from threecards.assess.explain import explain, met_criteria
from threecards.assess.results import BranchResult
from threecards.paper.photo import PhotoError, prepare
from threecards.problems import Finding, Problem, finding, has_errors
from threecards.publish.project.binder import due_of
from threecards.publish.project.county import BranchSummary, summary_of
from threecards.publish.project.web import web_branch
from threecards.publish.scan import scan_text
from threecards.publish.views import SiteView, WebBranch, WebMember, WebVillage
from threecards.records.county import BranchFolder, Context
from threecards.records.load import KEY_CODES, load_branch, public_keys
from threecards.records.rules import BranchFacts, branch_facts, check_branch
from threecards.records.words import Star
from threecards.records.yamlsource import read_file, resolve
from threecards.web.pages import branch_pages
from threecards.web.render import Artifact, render
from threecards.web.theme import Theme


class Sink(Protocol):
    """Where finished bytes go; ``output.DirectorySink`` on this machine."""

    def write(self, path: str, data: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Shared:
    """What all jobs of a build have in common; travels once per batch."""

    context: Context
    site: SiteView
    theme: Theme


@dataclass(frozen=True, slots=True)
class BranchJob:
    """One branch to do. files: names in its folder, read below ``root``, unless their bytes are carried along.

    sink: where pages go; None checks only.
    """

    shared: Shared
    township: str
    key: str
    files: tuple[str, ...]
    root: str
    sink: Sink | None = None
    carried: Mapping[str, bytes] | None = field(default=None, repr=False)

    @property
    def folder(self) -> str:
        """The branch's folder, relative to the repository."""
        return f"members/{self.township}/{self.key}"


@dataclass(frozen=True, slots=True)
class BranchOutcome:
    """What a branch job sends back: problems with their places, facts for rules across branches, the public summary, due dates.

    characters: every character of the branch's files, for cutting the fonts. pages, bytes: what was written.
    """

    key: str
    problems: tuple[Problem, ...]
    facts: BranchFacts | None
    summary: BranchSummary | None = None
    due: tuple[tuple[str, str], ...] = ()
    characters: str = ""
    pages: int = 0
    bytes: int = 0


def read_branch(job: BranchJob) -> tuple[dict[str, bytes], list[Finding]]:
    """Bytes of a branch's files by name; unreadable ones are findings."""
    if job.carried is not None:
        return dict(job.carried), []
    found: list[Finding] = []
    files: dict[str, bytes] = {}
    for name in job.files:
        got = read_file(Path(job.root), f"{job.folder}/{name}")
        if isinstance(got, bytes):
            files[name] = got
        else:
            found += got
    return files, found


@dataclass(frozen=True, slots=True)
class Assessed:
    """A branch read, checked and scored; what both jobs start from."""

    folder: BranchFolder | None
    result: BranchResult | None
    problems: tuple[Problem, ...]
    files: Mapping[str, bytes]


def assess(job: BranchJob) -> Assessed:
    """Read, check and score one branch. With errors there is no result: nothing may be made from such records."""
    files, findings = read_branch(job)
    folder, more = load_branch(job.key, job.township, files, unread=[name for name in job.files if name not in files])
    findings += more
    result = None
    if folder is not None:
        findings += check_branch(folder, job.shared.context)
        if not has_errors(findings):
            result, more = assess_branch(folder, job.shared.context)
            findings += more
    prefix = f"{job.folder}/"
    problems = resolve(findings, lambda path: files.get(path.removeprefix(prefix)), public_keys(), key_codes=KEY_CODES)
    return Assessed(folder, None if has_errors(findings) else result, problems, files)


def views_of(job: BranchJob, folder: BranchFolder, result: BranchResult) -> tuple[WebBranch, tuple[WebMember, ...], tuple[WebVillage, ...]]:
    """The public views of one branch."""

    def reasons(key: str, star: Star) -> tuple[str, ...]:
        return met_criteria(folder, result, job.shared.context, key, star)

    return web_branch(folder, result, job.shared.context, reasons)


def _photo(job: BranchJob, folder: BranchFolder, key: str, faults: list[Finding]) -> bytes:
    """A member's photo for the web, drawn anew so that nothing but the picture is left; a finding and no bytes when it cannot be read."""
    name = folder.members[key].photo or ""
    try:
        got = read_file(Path(job.root), name)
        return prepare(got if isinstance(got, bytes) else b"")
    except PhotoError:
        faults.append(finding("PAPER-006", folder.member_path(key), ("photo",), who=key, photo=name))
        return b""


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
    if folder is None or result is None or job.sink is None:
        return BranchOutcome(job.key, assessed.problems, facts)
    shared = job.shared
    branch, members, villages = views_of(job, folder, result)
    faults: list[Finding] = []
    pages = size = 0
    for made in render(shared.theme, branch_pages(shared.site, branch, members, villages)):
        if not isinstance(made, Artifact):
            faults.append(made)
            continue
        faults += scan_text(made.path, made.data.decode(), shared.context.settings.publication.words)
        job.sink.write(made.path, made.data)
        pages, size = pages + 1, size + len(made.data)
    for member in members:
        if member.photo:
            data = _photo(job, folder, member.key, faults)
            job.sink.write(member.photo, data)
            pages, size = pages + 1, size + len(data)
    problems = assessed.problems + resolve(faults, lambda path: None, public_keys())
    characters = "".join(sorted(set().union(*(data.decode("utf-8", "replace") for data in assessed.files.values()))))
    return BranchOutcome(
        job.key, problems, facts, summary_of(branch, members, job.township), due_of(folder, result, shared.context), characters, pages, size
    )
