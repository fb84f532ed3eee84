"""The unit of work: one branch folder, from bytes to pages.

In: a ``BranchJob`` that carries all it needs. Out: an outcome of a few kilobytes; pages go straight into the sink.
The job is a module-level function of one argument, so that the built-in ``map``, a process pool and a cluster run it alike.
Not here: the order of the stages of a whole build (``pipeline``), anything of another branch, paper (``prints``).
"""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from threecards.assess import assess_branch
from threecards.assess.explain import met_criteria
from threecards.assess.results import BranchResult
from threecards.build.marks import Mark, digest_of
from threecards.build.upper import sums_of
from threecards.paper.photo import PhotoError, prepare
from threecards.problems import Finding, Problem, finding, has_errors
from threecards.publish.project.binder import due_of
from threecards.publish.project.county import BranchSummary, summary_of
from threecards.publish.project.restrict import restricted
from threecards.publish.project.web import web_branch
from threecards.publish.scan import scan_text
from threecards.publish.views.common import SiteView
from threecards.publish.views.web import WebBranch, WebMember, WebVillage
from threecards.records.county import BranchFolder, Context
from threecards.records.load import KEY_CODES, FileState, load_branch, public_keys
from threecards.records.rules import BranchFacts, branch_facts, check_branch
from threecards.records.words import Star
from threecards.records.yamlsource import read_file, resolve
from threecards.web.extras import BranchExtras, branch_extras
from threecards.web.pages import branch_pages
from threecards.web.rare import rare_characters
from threecards.web.render import Artifact, render
from threecards.web.theme import Theme


class Sink(Protocol):
    """Where finished bytes go; ``output.DirectorySink`` on this machine."""

    def write(self, path: str, data: bytes, /) -> Mark: ...


Carried = Mapping[str, bytes | tuple[Finding, ...]]
"""Files that travel with a job, by their path below the repository: bytes, or why they cannot be read."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What all jobs of a build have in common; travels once per batch. key: digest of all of it, see ``keys``.

    compiled: folder of this machine that keeps compiled templates, empty for none.
    """

    context: Context
    site: SiteView
    theme: Theme
    key: str
    compiled: str = ""


@dataclass(frozen=True, slots=True)
class BranchJob:
    """One branch to do. files: its files with their state; read below ``root``, unless their bytes are carried along.

    township_key: digest of the township's file. sink: where pages go; None checks only. located: look up the places of all findings here,
    not only of those in a branch with errors; a build shows few of the others, and a place costs more than a page.
    """

    shared: Shared
    township: str
    township_key: str
    key: str
    files: Mapping[str, FileState]
    root: str
    sink: Sink | None = None
    located: bool = False
    carried: Carried | None = field(default=None, repr=False)

    @property
    def folder(self) -> str:
        """The branch's folder, relative to the repository."""
        return f"members/{self.township}/{self.key}"


@dataclass(frozen=True, slots=True)
class BranchOutcome:
    """What a branch job sends back: what was found, facts for rules across branches, the public summary, due dates.

    problems: findings with their places, where there was an error or the job was asked for them; else findings has them without.
    inputs: (name, digest) of every file read, photos by their path below the repository. made: pages and photos written. rare:
    characters on its pages that a phone may be unable to draw. extras: what search, feeds and data of the county need. sums: of all it
    hands up, see ``upper``.
    summary: None where there was an error, or nothing was to be made.
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


@dataclass(frozen=True, slots=True)
class Assessed:
    """A branch read, checked and scored; what pages and sheets start from. result: None where there was an error."""

    folder: BranchFolder | None
    result: BranchResult | None
    findings: tuple[Finding, ...]
    files: Mapping[str, bytes]


def read_input(root: str, carried: Carried | None, path: str) -> bytes | Sequence[Finding]:
    """Read a file of the repository for a job: below root, or from what is carried along, where each file it needs must be."""
    return read_file(Path(root), path) if carried is None else carried[path]


def read_branch(job: BranchJob) -> tuple[dict[str, bytes], list[Finding]]:
    """Bytes of a branch's files by name; unreadable ones are findings."""
    found: list[Finding] = []
    files: dict[str, bytes] = {}
    for name in job.files:
        got = read_input(job.root, job.carried, f"{job.folder}/{name}")
        if isinstance(got, bytes):
            files[name] = got
        else:
            found += got
    return files, found


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
    return Assessed(folder, None if has_errors(findings) else result, tuple(findings), files)


def locate(job: BranchJob, assessed: Assessed) -> tuple[Problem, ...]:
    """Places and excerpts of everything found in a branch."""
    prefix = f"{job.folder}/"
    files = assessed.files
    return resolve(
        assessed.findings, lambda path: files.get(path.removeprefix(prefix)), public_keys(), key_codes=KEY_CODES
    )


def views_of(
    job: BranchJob, folder: BranchFolder, result: BranchResult, audience: str = "W"
) -> tuple[WebBranch, tuple[WebMember, ...], tuple[WebVillage, ...]]:
    """The views of one branch for an audience: W on the web, N what may also hang on the village's board."""

    def reasons(key: str, star: Star) -> tuple[str, ...]:
        return met_criteria(folder, result, job.shared.context, key, star)

    readable = restricted(folder, job.shared.context.settings.publication.levels, audience)
    return web_branch(readable, result, job.shared.context, reasons)


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
    if folder is None or result is None or job.located:
        return BranchOutcome(job.key, facts, locate(job, assessed), (), tuple(inputs))
    if job.sink is None:
        return BranchOutcome(job.key, facts, (), assessed.findings, tuple(inputs))
    shared = job.shared
    branch, members, villages = views_of(job, folder, result)
    faults: list[Finding] = []
    written: list[Mark] = []
    rare: frozenset[str] = frozenset()
    extras, more = branch_extras(shared.site, job.township, branch, members)
    pages = (*branch_pages(shared.site, branch, members, villages), *more.jobs)
    for made in (*render(shared.theme, pages, shared.compiled), *more.artifacts):
        if not isinstance(made, Artifact):
            faults.append(made)
            continue
        text = made.data.decode()
        if made.path.endswith(".html"):
            rare |= rare_characters(text)
        faults += scan_text(made.path, text, shared.context.settings.publication.words)
        written.append(job.sink.write(made.path, made.data))
    for member in members:
        if member.photo:
            name, source, data = _photo(job, folder, member.key, faults)
            inputs.append((name, digest_of(source)))
            written.append(job.sink.write(member.photo, data))
    problems = resolve(faults, lambda path: None, public_keys())
    summary = summary_of(branch, members, job.township)
    return BranchOutcome(
        job.key, facts, problems, assessed.findings, tuple(inputs), summary, due_of(folder, shared.context), tuple(written),
        "".join(sorted(rare)), extras, sums_of(summary, extras),
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
