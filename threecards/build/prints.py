"""Sheets of all branches and townships: the second round of jobs, once every record is known to be right.

In: the plan, the characters in use, the townships' public views. Out: PDFs in ``print/`` and ``binder/`` and what was found on the way.
Each job reads its branch again: that costs a thousandth of laying out its cards, and no view has to travel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from threecards.build.execute import Mapper
from threecards.build.jobs import BranchJob, Sink, assess, views_of
from threecards.build.plan import Plan
from threecards.paper.fonts import FontFile, Fonts, cut_fonts
from threecards.paper.jobs import SheetJob
from threecards.paper.theme import PaperTheme
from threecards.problems import Finding, Problem
from threecards.publish.project.binder import binder_branch
from threecards.publish.project.board import board_branch
from threecards.publish.project.county import board_township
from threecards.publish.scan import scan_text
from threecards.publish.views import SiteView, WebTownship
from threecards.records.load import KEY_CODES, public_keys
from threecards.records.yamlsource import read_file, resolve

FONTS = (("Three Cards Sans", "ThreeCardsSans.ttf"), ("Three Cards Serif", "ThreeCardsSerif.ttf"))


@dataclass(frozen=True, slots=True)
class Press:
    """What all print jobs share; travels once per batch."""

    theme: PaperTheme
    fonts: Fonts
    paper: Sink
    binder: Sink
    words: tuple[str, ...]
    root: str


@dataclass(frozen=True, slots=True)
class PrintJob:
    """Sheets to make: those of one branch, or ready ones (of a township)."""

    press: Press
    branch: BranchJob | None = None
    sheets: tuple[SheetJob, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """What was made. problems: glyphs, overflow, templates, numbers found in finished PDFs."""

    problems: tuple[Problem, ...] = ()
    sheets: int = 0
    sheet_bytes: int = 0
    packs: int = 0
    pack_bytes: int = 0


def make_prints(
    plan: Plan, root: Path, characters: Iterable[str], townships: Sequence[WebTownship], paper: Sink, binder: Sink, run: Mapper,
    progress: Callable[[str, int, int], None],
) -> Printed:  # fmt: skip
    """Make every sheet. characters: all that the records use. Raises OSError when a layout file or the disk fails."""
    from threecards.paper.sheets import township_sheets

    assert plan.shared is not None
    site = plan.shared.site
    layouts = root / "layouts"
    files = [FontFile(family, (layouts / "fonts" / name).read_bytes()) for family, name in FONTS]
    theme = PaperTheme.read(layouts / "paper")
    words = plan.shared.context.settings.publication.words
    press = Press(theme, cut_fonts(files, frozenset(characters) | theme.characters), paper, binder, words, str(root))
    halls = [sheet for t in townships if (board := board_township(t, site)) for sheet in township_sheets(site, board)]
    jobs = [PrintJob(press, sheets=(sheet,)) for sheet in halls] + [PrintJob(press, branch=job) for job in plan.branches]
    total = Printed()
    progress("print", 0, len(jobs))
    for done, one in enumerate(run(print_sheets, jobs), start=1):
        total = Printed(
            tuple(sorted({*total.problems, *one.problems}, key=lambda p: p.sort_key)), total.sheets + one.sheets,
            total.sheet_bytes + one.sheet_bytes, total.packs + one.packs, total.pack_bytes + one.pack_bytes,
        )  # fmt: skip
        progress("print", done, len(jobs))
    return total


def _sheets_of(job: BranchJob) -> tuple[SheetJob, ...]:
    """Sheets of one branch: what hangs on its board, and the pack for its meeting."""
    from threecards.paper.sheets import binder_sheets, board_sheets

    found = assess(job)
    assert found.folder is not None and found.result is not None  # the first round found no error
    site: SiteView = job.shared.site
    branch, members, _ = views_of(job, found.folder, found.result)
    board = board_branch(found.folder, found.result, job.shared.context, site, branch, members)
    pack = binder_branch(found.folder, found.result, job.shared.context)
    return (*board_sheets(site, job.township, board), *binder_sheets(site, job.township, pack))


def print_sheets(job: PrintJob) -> Printed:
    """Lay out the sheets of one job and write their PDFs; a sheet with a fault is not written."""
    from threecards.paper.press import press_for, render

    shared = job.press
    press = press_for(shared.theme, shared.fonts)
    findings: list[Finding] = []
    count = {"print": [0, 0], "binder": [0, 0]}
    for sheet in job.sheets or _sheets_of(job.branch):  # type: ignore[arg-type]
        photos = _photos(sheet, Path(shared.root))
        data, found = render(press, sheet, photos)
        findings += found
        if data is None:
            continue
        tree, _, path = sheet.path.partition("/")
        findings += _look_at(sheet.path, data, shared.words)
        (shared.paper if tree == "print" else shared.binder).write(path, data)
        count[tree][0] += 1
        count[tree][1] += len(data)

    def read(path: str) -> bytes | None:
        got = read_file(Path(shared.root), path)
        return got if isinstance(got, bytes) else None

    return Printed(resolve(findings, read, public_keys(), key_codes=KEY_CODES), *count["print"], *count["binder"])


def _photos(sheet: SheetJob, root: Path) -> dict[str, bytes]:
    photos = {}
    for name in sheet.photos:
        got = read_file(root, name)
        if isinstance(got, bytes):
            photos[name] = got
    return photos


def _look_at(path: str, data: bytes, words: Sequence[str]) -> list[Finding]:
    """Scan the text of a finished PDF as a reader would get it. The library is not safe for threads; a process is one."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    return list(scan_text(path, text, words))

