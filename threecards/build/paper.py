"""The paper stage: sheets of all branches and townships, made where they are not there yet.

In: branches with their keys, townships' public views, the last build's sheets. Out: staged ``print/`` and ``binder/``, what to remember.
Not here: laying out (``prints``), the swap (``pipeline``).
A unit is a branch or a township hall. A branch's sheets depend on its key and on the layouts of paper; those of a hall on what they show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from threecards.build.branch import BranchJob
from threecards.build.keys import code_key, files_key, key_of
from threecards.build.marks import Marks, State, is_intact, states_below
from threecards.build.output import Tree, take_over
from threecards.build.places import BINDER, PRINT, layouts_of
from threecards.build.prints import FONTS, Press, Printed, PrintJob
from threecards.machine import native_versions
from threecards.paper.jobs import SheetJob
from threecards.paper.sheets import Source, sheets_of, standing
from threecards.paper.theme import PaperTheme
from threecards.problems import Problem
from threecards.publish.project.county import board_township
from threecards.publish.views.common import SiteView
from threecards.publish.views.web import WebTownship

TREES = (PRINT, BINDER)


@dataclass(frozen=True, slots=True)
class Unit:
    """Sheets of one branch or hall as they were made: their key and their files by tree."""

    key: str
    made: Mapping[str, Marks]


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
        marks = [m for unit in self.sheets.units.values() for m in unit.made[tree]]
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
    common = key_of(theme.digest, fonts, code_key(), repr(native_versions()))
    keys = {job.key: key_of(common, key) for job, key in branches}
    halls: dict[str, tuple[SheetJob, ...]] = {}
    for town in townships:
        if board := board_township(town, site):
            halls[town.key] = sheets_of(standing(Source.HALL), Source.HALL, site, town.key, board)
            keys[town.key] = key_of(common, *(sheet.fingerprint() for sheet in halls[town.key]))
    units = last.units if last else {}
    states = {tree: states_below(root / tree) for tree in TREES}
    good = {name: u for name, u in units.items() if keys.get(name) == u.key and _intact(root, u, states)}
    if len(good) == len(keys) and all(states[tree].keys() == _names(good, tree) for tree in TREES):
        return Paper((), (), Sheets(good), dict.fromkeys(TREES, 0))
    stagings = {tree: tree_of(tree) for tree in TREES}
    for staging in stagings.values():
        stack.enter_context(staging)
    press = Press(theme, (stagings[PRINT].sink, stagings[BINDER].sink), words, str(root))
    jobs = [PrintJob(job.key, press, job) for job, _ in branches if job.key not in good]
    jobs += [PrintJob(name, press, sheets=sheets) for name, sheets in halls.items() if name not in good]
    printed = {one.key: one for one in run(jobs)}
    problems = tuple(p for one in printed.values() for p in one.problems)
    for tree, staging in stagings.items():
        for unit in good.values():
            take_over(staging.sink, root / tree, unit.made[tree])
    new = {name: Unit(keys[name], {PRINT: one.paper, BINDER: one.binder}) for name, one in printed.items()}
    fresh = {tree: sum(len(unit.made[tree]) for unit in new.values()) for tree in TREES}
    made = {name: good.get(name) or new[name] for name in keys}
    return Paper(problems, tuple(stagings.values()), Sheets(made), fresh)


def _intact(root: Path, unit: Unit, states: Mapping[str, Mapping[str, State]]) -> bool:
    return all(tree in unit.made for tree in TREES) and all(
        is_intact(root / tree, mark, states[tree]) for tree in TREES for mark in unit.made[tree]
    )


def _names(units: Mapping[str, Unit], tree: str) -> set[str]:
    return {mark.name for unit in units.values() for mark in unit.made[tree]}
