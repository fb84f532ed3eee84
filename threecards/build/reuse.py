"""Which parts of the last build still hold: keys compared, finished files looked at.

In: the plan, the cache, the output folder. Out: entries by branch, kept with newer times where they have become sure. Not here: building,
writing pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from threecards.build.branch import BranchJob, input_marks, inputs_now
from threecards.build.cache import Cache, Entry
from threecards.build.keys import branch_key
from threecards.build.marks import Marks, State, is_intact


def current(jobs: Iterable[BranchJob], cache: Cache, started_ns: int) -> Mapping[str, Entry]:
    """Entries of the branches of which nothing has changed since, by branch key.

    Times of files that were too young to be trusted when they were noted (after a checkout all are) are noted anew once they are old enough;
    started_ns: from before the files were listed.
    """
    found = {}
    for job in jobs:
        entry = cache.read(job.key, Entry)
        if entry is None:
            continue
        now = tuple(inputs_now(job, entry.inputs))
        if entry.key != branch_key(job.shared.key, job.township_key, now):
            continue
        inputs = input_marks(now, job.files, started_ns)
        if inputs != entry.inputs:
            entry = replace(entry, inputs=inputs)
            cache.write(job.key, entry)
        found[job.key] = entry
    return found


def intact(entries: Mapping[str, Entry], folder: Path, states: Mapping[str, State]) -> Mapping[str, Marks]:
    """Finished pages by branch, for the branches whose pages in ``folder`` are all as they were made."""
    return {key: e.made for key, e in entries.items() if all(is_intact(folder, mark, states) for mark in e.made)}
