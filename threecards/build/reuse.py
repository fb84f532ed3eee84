"""Which parts of the last build still hold: keys compared, finished files looked at.

In: the plan, the cache, the output folder. Out: entries by branch, kept with newer times where they have become sure. Not here: building,
writing pages.
An entry holds public values and check sums only: the outcome of a branch without its internal findings and without its facts, of which it keeps
a digest. There are never more of them than branches. The finished pages are not kept twice: they are taken from the tree itself, after a look at
size and time, and at the content where these differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from threecards.build.branch import BranchJob, input_marks, inputs_now
from threecards.build.cache import Cache
from threecards.build.keys import branch_key
from threecards.build.marks import Mark, Marks, State, is_intact
from threecards.problems import Finding
from threecards.publish.project.county import BranchSummary
from threecards.web.extras import BranchExtras

FOLDER = "branches"
UPPER, SHEETS = "county", "sheets"  # entries beside those of the branches


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of one branch.

    key: everything the outcome depends on, see ``keys``. inputs: its record files (and photos, by
    their path). made: its files in ``site/``. findings: those that may be read by anyone; internal: how many others there were. facts: digest of
    the facts for rules across branches. sums: of what it hands up, see ``upper``.
    """

    key: str
    inputs: tuple[Mark, ...]
    made: Marks
    findings: tuple[Finding, ...]
    internal: int
    facts: str
    members: int
    summary: BranchSummary
    due: tuple[tuple[str, str], ...]
    extras: BranchExtras
    sums: tuple[str, ...]
    rare: str = ""


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
