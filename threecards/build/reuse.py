"""Which parts of the last build still hold: keys compared, finished files looked at.

In: the plan, the cache, the output folder. Out: ``Kept`` entries by branch. Not here: building, writing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from threecards.build.branch import BranchJob, inputs_now
from threecards.build.cache import Cache, Entry
from threecards.build.keys import branch_key
from threecards.build.marks import Marks, State, is_intact


def current(jobs: Iterable[BranchJob], cache: Cache) -> Mapping[str, Entry]:
    """Entries of the branches of which nothing has changed since, by branch key."""
    found = {}
    for job in jobs:
        entry = cache.read(job.key, Entry)
        if entry and entry.key == branch_key(job.shared.key, job.township_key, inputs_now(job, entry.inputs)):
            found[job.key] = entry
    return found


def intact(entries: Mapping[str, Entry], folder: Path, states: Mapping[str, State]) -> Mapping[str, Marks]:
    """Finished pages by branch, for the branches whose pages in ``folder`` are all as they were made."""
    return {key: e.made for key, e in entries.items() if all(is_intact(folder, mark, states) for mark in e.made)}
