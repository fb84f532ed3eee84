"""A branch as a piece of work: what travels to wherever it is done, and reading, checking and scoring it there.

In: a ``BranchJob``. Out: ``Assessed``; problems with their places; ``Checked`` where nothing is to be made of it.
Not here: pages (``jobs``) and sheets (``prints``): a check imports none of that.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from threecards.assess import assess_branch
from threecards.assess.results import BranchResult
from threecards.build.glyphs import unprintable
from threecards.build.marks import RACE_NS, Mark, Marks, digest_of
from threecards.problems import Finding, Problem, has_errors, is_internal, merged
from threecards.records.county import BranchFolder, Context
from threecards.records.load import KEY_CODES, FileState, load_branch, public_keys
from threecards.records.rules import BranchFacts, branch_facts, check_branch
from threecards.records.yamlsource import read_file, resolve

if TYPE_CHECKING:
    from threecards.paper.room import Room
    from threecards.publish.views.common import SiteView
    from threecards.web.theme import Theme


class Sink(Protocol):
    """Where finished bytes go; ``output.DirectorySink`` on this machine."""

    def write(self, path: str, data: bytes, /) -> Mark: ...


Carried = Mapping[str, bytes | tuple[Finding, ...]]
"""Files that travel with a job, by their path below the repository: bytes, or why they cannot be read."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What all jobs of a build have in common. It travels with every batch as the same bytes: made once, read once in each process.

    key: of what pages of a branch depend on beside its records: settings, day, code, their templates.
    font: key of the font that texts are printed in. compiled: folder of this machine that keeps compiled templates, empty for none.
    """

    context: Context
    site: SiteView
    theme: Theme
    key: str
    font: str
    compiled: str = ""

    def __reduce__(self) -> tuple[Callable[[bytes], Shared], tuple[bytes]]:
        """Pickle as finished bytes: to take the models of a county apart and build them up anew for each batch costs as much as 700 pages."""
        return _unpacked, (_packed(self),)


_PACKED: deque[tuple[Shared, bytes]] = deque(maxlen=2)


def _packed(shared: Shared) -> bytes:
    for known, data in _PACKED:
        if known is shared:
            return data
    data = pickle.dumps(tuple(getattr(shared, one.name) for one in fields(shared)), pickle.HIGHEST_PROTOCOL)
    _PACKED.append((shared, data))
    return data


@lru_cache(maxsize=2)
def _unpacked(data: bytes) -> Shared:
    return Shared(*pickle.loads(data))  # noqa: S301 - our own bytes


@dataclass(frozen=True, slots=True)
class BranchJob:
    """One branch to do. files: its files with their state; read below ``root``, unless their bytes are carried along.

    township_key: digest of the township's file. sink: where pages go; None where none are made. room: what its sheets can hold, None where
    nobody asks. assessed: what ``assess`` gives for it, where that is known already. placed: problems found before in files that are still the
    same.
    """

    shared: Shared
    township: str
    township_key: str
    key: str
    files: Mapping[str, FileState]
    root: str
    sink: Sink | None = None
    carried: Carried | None = field(default=None, repr=False)
    room: Room | None = None
    assessed: Assessed | None = field(default=None, repr=False)
    placed: tuple[Problem, ...] = ()

    @property
    def folder(self) -> str:
        """The branch's folder, relative to the repository."""
        return f"members/{self.township}/{self.key}"


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


def reader(root: str, carried: Carried | None = None) -> Callable[[str], bytes | None]:
    """What looks up places: bytes of a file by its path, None where it cannot be read or was not carried along."""

    def read(path: str) -> bytes | None:
        got = read_input(root, carried, path) if carried is None or path in carried else None
        return got if isinstance(got, bytes) else None

    return read


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
    if job.assessed:
        return job.assessed
    files, findings = read_branch(job)
    folder, more = load_branch(job.key, job.township, files, unread=[name for name in job.files if name not in files])
    findings += more
    result = None
    if job.carried is None:  # elsewhere there are no fonts; there the press tells it
        findings += unprintable(job.root, job.shared.font, job.folder, files, job.shared.context.settings.year)
    if folder is not None:
        findings += check_branch(folder, job.shared.context)
        if not has_errors(findings):
            result, more = assess_branch(folder, job.shared.context)
            findings += more
    return Assessed(folder, None if has_errors(findings) else result, tuple(findings), files)


def locate(job: BranchJob, assessed: Assessed) -> tuple[Problem, ...]:
    """Places and excerpts of everything found in a branch; of what was found before at the same place of the same file they are known."""
    prefix = f"{job.folder}/"
    files = assessed.files
    known = {(p.path, p.code, p.loc, p.params): p for p in job.placed if not p.related}
    rest, old = [], []
    for one in assessed.findings:
        before = None if one.related else known.get((one.path, one.code, one.loc, one.params))
        if before:
            old.append(before)
        else:
            rest.append(one)
    return merged(
        old, resolve(rest, lambda path: files.get(path.removeprefix(prefix)), public_keys(), key_codes=KEY_CODES)
    )


# --- what it was made from ----------------------------------------------------------------------------------------------


def _digest(root: Path, path: str) -> str:
    got = read_file(root, path)
    return digest_of(got) if isinstance(got, bytes) else ""


def inputs_now(job: BranchJob, before: Marks) -> Iterator[tuple[str, str]]:
    """Digests of a branch's files as they are now, and of the photos it used before.

    A file whose size and time are those of its mark is not read again. That is the only thing a time is trusted for, and only a time that was
    two seconds old when it was noted, so that a second save in the same tick is seen.
    """
    known = {mark.name: mark for mark in before}
    root = Path(job.root)
    for name, state in job.files.items():
        mark = known.pop(name, None)
        if mark and mark.mtime_ns and (mark.size, mark.mtime_ns) == (state.size, state.mtime_ns):
            yield name, mark.digest
        else:
            yield name, _digest(root, f"{job.folder}/{name}")
    for name in known:
        if "/" in name:  # a photo, by its path; anything else has been removed
            yield name, _digest(root, name)


def input_marks(inputs: Iterable[tuple[str, str]], files: Mapping[str, FileState], now_ns: int) -> Marks:
    """Marks of the files that a job read: their digests with size and time as listed before the job."""
    marks = []
    for name, digest in inputs:
        state = files.get(name)
        trusted = state is not None and state.mtime_ns < now_ns - RACE_NS
        marks.append(Mark(name, state.size if state else 0, state.mtime_ns if state and trusted else 0, digest))
    return tuple(marks)


# --- checking alone -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checked:
    """A branch that was read and checked only. facts: for rules across branches. inputs: (name, digest) of every file read.

    problems: those that anyone may read, or all; internal: how many of the others there are. in_doubt: see ``is_in_doubt``.
    """

    key: str
    facts: BranchFacts | None
    problems: tuple[Problem, ...]
    internal: int
    inputs: tuple[tuple[str, str], ...]
    in_doubt: bool


def check_records(job: BranchJob) -> Checked:
    """Read, check and score one branch; the problems that anyone may read, with their places, and whether its sheets are sure to fit where their
    room is known."""
    found = assess(job)
    told = tuple(one for one in found.findings if not is_internal(one))
    return _checked(job, replace(found, findings=told), len(found.findings) - len(told))


def check_all_of(job: BranchJob) -> Checked:
    """The same with the problems that are internal."""
    return _checked(job, assess(job), 0)


def facts_of(job: BranchJob) -> BranchFacts | None:
    """What rules across branches need of one; None where its records cannot be read."""
    found = assess(job)
    return branch_facts(found.folder, job.shared.context) if found.folder else None


def _checked(job: BranchJob, found: Assessed, internal: int) -> Checked:
    facts = branch_facts(found.folder, job.shared.context) if found.folder else None
    inputs = tuple((name, digest_of(data)) for name, data in found.files.items())
    return Checked(job.key, facts, locate(job, found), internal, inputs, _in_doubt(job, found))


def is_in_doubt(job: BranchJob) -> bool:
    """True when some sheets of a branch without errors are not sure to fit, see ``check_sheets``; never where their room is not known."""
    return _in_doubt(job, assess(job))


def _in_doubt(job: BranchJob, found: Assessed) -> bool:
    if job.room is None or found.folder is None or found.result is None:
        return False
    from threecards.build.overflow import doubts_of

    return bool(doubts_of(found.folder, found.files, job.shared.context, job.shared.site, job.room))


def check_sheets(job: BranchJob) -> tuple[Problem, ...]:
    """What does not fit on the sheets of a branch without errors: they are laid out as far as they are in doubt."""
    from threecards.build.overflow import overflows

    found = assess(job)
    assert job.room is not None
    return locate(job, replace(found, findings=tuple(overflows(job, found, job.room))))
