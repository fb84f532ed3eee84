"""The paper stage: sheets of all branches and townships, made where they are not there yet.

In: branches with their keys, townships' public views, the last build's sheets. Out: staged ``print/`` and ``binder/``, what to remember.
Not here: laying out (``prints``), the swap (``pipeline``).
A unit is a branch or a township hall. While its key stands nothing of it is looked at but its files; else its views are made again, and of its
sheets those that have changed (``prints``). The key of a branch is that of its records, that of a hall is what its sheets show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from threecards.build.branch import BranchJob
from threecards.build.keys import code_key, files_key, key_of
from threecards.build.marks import Marks, State, is_intact, states_below
from threecards.build.output import Tree, take_over
from threecards.build.places import BINDER, PRINT, layouts_of
from threecards.build.prints import MadeSheet, Press, Printed, PrintJob
from threecards.build.typeset import FONTS
from threecards.machine import native_versions
from threecards.paper.jobs import SheetJob
from threecards.paper.sheets import Source, sheets_of, standing
from threecards.paper.theme import PaperTheme
from threecards.problems import Problem, merged
from threecards.publish.project.county import board_township
from threecards.publish.views.common import SiteView
from threecards.publish.views.web import WebTownship
from threecards.records.load import public_keys
from threecards.records.yamlsource import resolve

TREES = (PRINT, BINDER)


@dataclass(frozen=True, slots=True)
class Unit:
    """One branch or hall: its key, and its sheets as they were made."""

    key: str
    sheets: tuple[MadeSheet, ...]

    def marks(self, tree: str) -> Marks:
        """Its files in a tree."""
        return tuple(mark for sheet in self.sheets if sheet.tree == tree for mark in sheet.files)


@dataclass(frozen=True, slots=True)
class Sheets:
    """All units of a build, by the key of the branch or township."""

    units: Mapping[str, Unit]


@dataclass(frozen=True, slots=True)
class Paper:
    """What the stage made. staged: trees to be swapped in, none when both were whole. fresh: new files by tree."""

    problems: tuple[Problem, ...]
    staged: tuple[Tree, ...]
    sheets: Sheets
    fresh: Mapping[str, int]

    def totals(self, tree: str) -> tuple[int, int, int]:
        """Files, bytes and new files of a tree."""
        marks = [m for unit in self.sheets.units.values() for m in unit.marks(tree)]
        return len(marks), sum(m.size for m in marks), self.fresh[tree]


def make_paper(
    root: Path,
    site: SiteView,
    words: tuple[str, ...],
    branches: Sequence[tuple[BranchJob, str]],
    townships: Sequence[WebTownship],
    last: Sheets | None,
    stack: ExitStack,
    tree_of: Callable[[str], Tree],
    run: Callable[[Sequence[PrintJob]], list[Printed]],
) -> Paper:
    """Make the sheets that are missing or out of date, take the others over. branches: jobs with their keys. tree_of: makes an output tree by
    its name.

    Raises OSError when a layout file or the disk fails.
    """
    layouts = layouts_of(root)
    theme = PaperTheme.read(layouts / "paper")
    fonts = files_key({name: (layouts / "fonts" / name).read_bytes() for _, name in FONTS})
    common = key_of(fonts, code_key(), repr(native_versions()), *words)
    keys = {job.key: key_of(common, theme.digest, key) for job, key in branches}
    halls: dict[str, tuple[SheetJob, ...]] = {}
    for town in townships:
        if board := board_township(town, site):
            halls[town.key] = sheets_of(standing(Source.HALL), Source.HALL, site, town.key, board)
            keys[town.key] = key_of(common, theme.digest, *(sheet.fingerprint() for sheet in halls[town.key]))
    states = {tree: states_below(root / tree) for tree in TREES}
    units = {name: _intact(root, unit, states) for name, unit in (last.units if last else {}).items() if name in keys}
    good = {name: unit for name, unit in units.items() if last and unit == last.units[name] and unit.key == keys[name]}
    findings = [f for unit in good.values() for sheet in unit.sheets for f in sheet.findings]
    problems = resolve(findings, lambda path: None, public_keys())
    if len(good) == len(keys) and all(states[tree].keys() == _names(good, tree) for tree in TREES):
        return Paper(problems, (), Sheets(good), dict.fromkeys(TREES, 0))
    stagings = {tree: tree_of(tree) for tree in TREES}
    for staging in stagings.values():
        stack.enter_context(staging)
    press = Press(theme, (stagings[PRINT].sink, stagings[BINDER].sink), words, str(root), common)
    before = {name: {sheet.path: sheet for sheet in unit.sheets} for name, unit in units.items()}
    jobs = [PrintJob(job.key, press, job, last=before.get(job.key, {})) for job, _ in branches if job.key not in good]
    jobs += [
        PrintJob(name, press, sheets=sheets, last=before.get(name, {}))
        for name, sheets in halls.items()
        if name not in good
    ]
    printed = run(jobs)
    for tree, staging in stagings.items():
        for unit in good.values():
            take_over(staging.sink, root / tree, (mark.name for mark in unit.marks(tree)))
    made = {job.key: Unit(keys[job.key], ()) for job in jobs}
    for one in printed:
        made[one.key] = replace(made[one.key], sheets=(*made[one.key].sheets, *one.sheets))
    taken = {sheet for unit in units.values() for sheet in unit.sheets}
    new = [sheet for unit in made.values() for sheet in unit.sheets if sheet not in taken]
    fresh = {tree: sum(len(sheet.files) for sheet in new if sheet.tree == tree) for tree in TREES}
    problems = merged(problems, *(one.problems for one in printed))
    return Paper(problems, tuple(stagings.values()), Sheets({n: good.get(n) or made[n] for n in keys}), fresh)


def _intact(root: Path, unit: Unit, states: Mapping[str, Mapping[str, State]]) -> Unit:
    """A unit with those of its sheets whose files all lie as they were made."""
    return replace(
        unit,
        sheets=tuple(
            sheet
            for sheet in unit.sheets
            if all(is_intact(root / sheet.tree, mark, states[sheet.tree]) for mark in sheet.files)
        ),
    )


def _names(units: Mapping[str, Unit], tree: str) -> set[str]:
    return {mark.name for unit in units.values() for mark in unit.marks(tree)}
