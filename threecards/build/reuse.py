"""Which parts of the last build still hold: keys compared, finished files looked at.

In: the plan, the cache, the output folder. Out: ``Kept`` entries by branch. Not here: building, writing.
An input file whose size and time are those of the last build is not read again; its digest is taken from the entry. That is the only thing a
time is trusted for, and only a time that was two seconds old when it was noted, so that a second save in the same tick is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from threecards.build.cache import Cache, Entry
from threecards.build.jobs import BranchJob
from threecards.build.keys import branch_key
from threecards.build.marks import RACE_NS, Mark, Marks, State, digest_of, is_intact
from threecards.records.load import FileState
from threecards.records.yamlsource import read_file


def _digest(root: Path, path: str) -> str:
    got = read_file(root, path)
    return digest_of(got) if isinstance(got, bytes) else ""


def _inputs(job: BranchJob, entry: Entry) -> Iterable[tuple[str, str]]:
    """Digests of a branch's files as they are now, and of the photos it used."""
    known = {mark.name: mark for mark in entry.inputs}
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


def current(jobs: Iterable[BranchJob], cache: Cache) -> Mapping[str, Entry]:
    """Entries of the branches of which nothing has changed since, by branch key."""
    found = {}
    for job in jobs:
        entry = cache.read(job.key, Entry)
        if entry and entry.key == branch_key(job.shared.key, job.township_key, _inputs(job, entry)):
            found[job.key] = entry
    return found


def intact(entries: Mapping[str, Entry], folder: Path, states: Mapping[str, State]) -> Mapping[str, Marks]:
    """Finished pages by branch, for the branches whose pages in ``folder`` are all as they were made."""
    return {key: e.made for key, e in entries.items() if all(is_intact(folder, mark, states) for mark in e.made)}


def input_marks(inputs: Iterable[tuple[str, str]], files: Mapping[str, FileState], now_ns: int) -> Marks:
    """Marks of the files that a job read: their digests with size and time as listed before the job."""
    marks = []
    for name, digest in inputs:
        state = files.get(name)
        trusted = state is not None and state.mtime_ns < now_ns - RACE_NS
        marks.append(Mark(name, state.size if state else 0, state.mtime_ns if state and trusted else 0, digest))
    return tuple(marks)
