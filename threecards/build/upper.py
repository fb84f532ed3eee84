"""What stands above the branches, made part by part; a part whose views have not changed since the last build is taken over.

In: parts (``web.extras``) and the sums of the branches' views, the parts of the last build. Out: files in the tree, marks, findings.
Not here: the branches themselves (``jobs``), the swap (``pipeline``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from threecards.build.branch import Shared
from threecards.build.cache import sum_of
from threecards.build.keys import files_key, key_of
from threecards.build.marks import Marks, State, is_intact
from threecards.build.output import TreeSink, take_over
from threecards.build.written import write_files
from threecards.problems import Finding, Problem
from threecards.publish.project.county import BranchSummary
from threecards.web.extras import USES, BranchExtras, Part
from threecards.web.pages import assets
from threecards.web.rare import rare_font
from threecards.web.render import Artifact, RenderJob
from threecards.web.theme import TEMPLATE_SUFFIX

Sums = tuple[str, ...]
"""Sums of what a branch hands up, in the order of ``USES``."""


@dataclass(frozen=True, slots=True)
class MadePart:
    """A part as it was made. rare: characters on its pages that a phone may be unable to draw. faults: of templates, or found by the scan."""

    key: str
    made: Marks
    rare: str = ""
    faults: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Upper:
    """All that is kept of what stands above the branches. key: of everything it depends on; facts: of the facts for the rules across branches,
    findings: what these rules found. shown: findings of branches that were listed, with their places.
    """

    key: str
    facts: str
    findings: tuple[Finding, ...]
    parts: Mapping[str, MadePart]
    shown: tuple[tuple[Finding, Problem], ...] = ()

    @property
    def made(self) -> Marks:
        """All its files."""
        return tuple(mark for part in self.parts.values() for mark in part.made)

    @property
    def faults(self) -> tuple[Finding, ...]:
        """All that was found on its pages."""
        return tuple(fault for part in self.parts.values() for fault in part.faults)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The last site: where it lies, the files in it, its parts by name."""

    root: Path
    states: Mapping[str, State]
    parts: Mapping[str, MadePart]


def sums_of(summary: BranchSummary, extras: BranchExtras) -> Sums:
    """Sums of what a branch hands up: equal sums, equal pages above it."""
    names = replace(extras.search, promises=0, promise_bytes=0, stars=(), states=(), letters="")
    found = {
        "summary": sum_of(summary), "names": sum_of(names), "search": sum_of(extras.search), "data": sum_of(extras.data),
        "feed": key_of(*(sum_of(e) for e in extras.entries)),
    }  # fmt: skip
    return tuple(found[use] for use in USES)


@dataclass(frozen=True, slots=True)
class PartJob:
    """A part that is to be made, for any process that can write into the sink."""

    part: Part
    key: str
    shared: Shared
    sink: TreeSink


def make_part(job: PartJob) -> MadePart:
    """Make the files of one part. Raises ValueError for a page whose template the part has not named: its key would miss it."""
    more = tuple(job.part.make())
    pages = (*job.part.jobs, *(one for one in more if isinstance(one, RenderJob)))
    if unnamed := {page.template for page in pages} - job.part.drawn_by:
        raise ValueError(f"part {job.part.name} does not name {sorted(unnamed)}")
    written = write_files(job.shared, pages, (one for one in more if isinstance(one, Artifact)), job.sink)
    return MadePart(job.key, written.made, written.rare, written.faults)


def make_parts(
    parts: Sequence[Part], sums: Iterable[tuple[str, Sums]], common: str, shared: Shared, font: bytes, rare: Iterable[str], last: Shelf,
    sink: TreeSink, run: Callable[[Sequence[PartJob]], list[MadePart]],
) -> dict[str, MadePart]:  # fmt: skip
    """Write all parts, taking over what is still good.

    sums: (township's key, sums) of every branch. common: key of settings, day, code and townships. font, rare: what draws rare characters,
    and those on the branches' pages. run: makes those that have to be made.
    """
    known = tuple(sums)
    done: dict[str, MadePart] = {}
    jobs: list[PartJob] = []
    for part in parts:
        places = [USES.index(use) for use in part.uses]
        used = (own[at] for town, own in known if part.township in ("", town) for at in places)
        key = key_of(common, part.name, part.also, shared.theme.digest_for(part.drawn_by), *used)
        if old := _taken(part.name, key, last, sink):
            done[part.name] = old
        else:
            jobs.append(PartJob(part, key, shared, sink))
    done |= zip((job.part.name for job in jobs), run(jobs), strict=True)
    every = "".join(sorted(set(rare).union(*(p.rare for p in done.values()))))
    key = key_of(
        files_key({name: data for name, data in shared.theme.files if not name.endswith(TEMPLATE_SUFFIX)}), font, every
    )
    done["assets"] = _taken("assets", key, last, sink) or MadePart(
        key, tuple(sink.write(a.path, a.data) for a in (*assets(shared.theme), *rare_font(font, every)))
    )
    return done


def _taken(name: str, key: str, last: Shelf, sink: TreeSink) -> MadePart | None:
    """The part as it lies in the last site, where it is still good."""
    old = last.parts.get(name)
    if old is None or old.key != key or not all(is_intact(last.root, mark, last.states) for mark in old.made):
        return None
    take_over(sink, last.root, (mark.name for mark in old.made))
    return old
