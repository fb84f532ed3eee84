"""Sheets laid out only to see whether they fit: as printing lays them out, and nothing is written.

In: a branch and the sheets that may not fit, see ``overflow``. Out: PAPER-002. Also the probes that tell what sheets have room for.
Not here: what is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import structs

from threecards.build.branch import Assessed, BranchJob, assess
from threecards.build.halls import hall_sheets, summed
from threecards.build.places import layouts_of
from threecards.build.sheetviews import BranchViews
from threecards.build.typeset import cut_to, font_files
from threecards.paper.fonts import Fonts, characters_of, cut_fonts
from threecards.paper.jobs import SheetJob
from threecards.paper.press import misfits, press_for
from threecards.paper.probes import LayoutError, measure, probes
from threecards.paper.room import PACK, Room
from threecards.paper.sheets import KINDS, Source, standing
from threecards.paper.theme import PaperTheme
from threecards.problems import Finding


def measured(root: str) -> Room | None:
    """What the sheets have room for with the layouts of a county; None where a template is wrong, or the native libraries are missing."""
    try:
        return measure(_press(root, ()), font_files(root), probes())
    except (LayoutError, OSError):
        return None


def try_out(job: BranchJob, assessed: Assessed, doubts: Mapping[str, frozenset[str] | None]) -> list[Finding]:
    """What is too long on the sheets in doubt, by key of their kind. Only the members named there are laid out: an item touches no other."""
    views = BranchViews(job, assessed)
    found: list[Finding] = []
    for kind in KINDS:
        if kind.key not in doubts:
            continue
        keys, view = doubts[kind.key], views.of(kind.source)
        if keys is not None and kind.key == PACK:
            view = structs.replace(view, roll=tuple(member for member in view.roll if member.key in keys))
        for sheet in kind.make(job.shared.site, job.township, view):
            part = sheet if keys is None or kind.key == PACK else _only(sheet, keys)
            if part.items:
                found += misfits(_press(job.root, (part,)), part)
    return found


def try_hall(jobs: Sequence[BranchJob], township: str) -> list[Finding]:
    """What is too long on the sheets of a township's hall. jobs: of its branches, all without errors: the sheets count what they hand up."""
    found = [(job, assess(job)) for job in jobs]
    sheets = hall_sheets(jobs[0].shared, township, [summed(*one) for one in found], standing(Source.HALL))
    return [one for _, sheet in sheets for one in misfits(_press(jobs[0].root, (sheet,)), sheet)]


def _only(sheet: SheetJob, keys: frozenset[str]) -> SheetJob:
    return replace(sheet, items=tuple(item for item in sheet.items if item.key in keys))


def _press(root: str, sheets: Iterable[SheetJob]) -> Any:
    """The press of this process with whole fonts: widths are those of fonts cut for a sheet, and no sheet needs fonts of its own."""
    theme, fonts = _theme(root), _whole_fonts(root)
    own = frozenset().union(*(sheet.characters() for sheet in sheets))
    if own.difference(fonts.coverage, theme.glyphs):
        files = font_files(root)
        fonts = cut_to(files, characters_of(files), own, theme.glyphs)
    return press_for(theme, fonts, worker=False)


@cache
def _theme(root: str) -> PaperTheme:
    return PaperTheme.read(layouts_of(Path(root)) / "paper")


@cache
def _whole_fonts(root: str) -> Fonts:
    files = font_files(root)
    return cut_fonts(files, characters_of(files))
