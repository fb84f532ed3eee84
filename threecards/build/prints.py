"""Sheets of branches and townships: the second round of jobs, once every record is known to be right.

In: a ``PrintJob``. Out: PDFs in ``print/`` and ``binder/``, and what was found on the way.
Each job reads its branch again: that costs a thousandth of laying out its cards, and no view has to travel. Fonts are cut for each job to the
characters of its own sheets, so that a sheet depends on nothing outside its branch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from threecards.build.branch import BranchJob, Carried, Sink, assess, locate, read_input, reader
from threecards.build.glyphs import pinpointed
from threecards.build.marks import Mark
from threecards.build.places import BINDER, PRINT, layouts_of
from threecards.build.plan import SANS
from threecards.build.sheetviews import BranchViews
from threecards.paper.fonts import FontFile, cut_fonts
from threecards.paper.installed import installed_fonts
from threecards.paper.jobs import SheetJob
from threecards.paper.sheets import KINDS, Source
from threecards.paper.theme import PaperTheme
from threecards.problems import Finding, Problem, as_text
from threecards.publish.scan import scan_text
from threecards.records.load import KEY_CODES, public_keys
from threecards.records.yamlsource import resolve

FONTS = (("Three Cards Sans", SANS), ("Three Cards Serif", "ThreeCardsSerif.ttf"))
# Exact results in a decision pack, as in 约92.35（300697/3256）: parts of ten digits and more look like anybody's number.
_FRACTION = re.compile(r"（[0-9\s]+/[0-9\s]+）")


@dataclass(frozen=True, slots=True)
class Press:
    """What all print jobs share; travels once per batch. sinks: of ``print/`` and ``binder/``. fonts: None reads them below ``root``."""

    theme: PaperTheme
    sinks: tuple[Sink, Sink]
    words: tuple[str, ...]
    root: str
    fonts: tuple[FontFile, ...] | None = None


@dataclass(frozen=True, slots=True)
class PrintJob:
    """Sheets to make: those of one branch, or ready ones (of a township)."""

    key: str
    press: Press
    branch: BranchJob | None = None
    sheets: tuple[SheetJob, ...] = ()
    carried: Carried | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Printed:
    """What a job made: files below ``print/`` and ``binder/``, and problems: glyphs, overflow, templates, numbers in finished PDFs."""

    key: str
    problems: tuple[Problem, ...]
    paper: tuple[Mark, ...]
    binder: tuple[Mark, ...]


@cache
def font_files(root: str) -> tuple[FontFile, ...]:
    """The fonts of a county's layouts, read once per process."""
    folder = layouts_of(Path(root)) / "fonts"
    return tuple(FontFile(family, (folder / name).read_bytes()) for family, name in FONTS)


def _sheets_of(job: BranchJob) -> tuple[tuple[SheetJob, ...], tuple[Problem, ...]]:
    """Standing sheets of one branch: what hangs on its board, and the pack for its meeting; and the branch's problems for its work list."""
    found = assess(job)
    views = BranchViews(job, found)  # the first round found no error
    site = job.shared.site
    wanted = [kind for kind in KINDS if kind.standing and kind.source is not Source.HALL]
    sheets = tuple(sheet for kind in wanted for sheet in kind.make(site, job.township, views.of(kind.source)))
    return sheets, locate(job, found)


def print_sheets(job: PrintJob) -> Printed:
    """Lay out the sheets of one job and write their PDFs; a sheet with a fault is not written."""
    from threecards.paper.about import About
    from threecards.paper.stock import Stock, on_stock

    shared = job.press
    sheets, notes = _sheets_of(job.branch) if job.branch else (job.sheets, ())
    fonts = shared.fonts or font_files(shared.root)
    press = press_of(shared.theme, fonts, sheets)
    findings: list[Finding] = []
    made: dict[str, list[Mark]] = {PRINT: [], BINDER: []}
    sinks = dict(zip((PRINT, BINDER), shared.sinks, strict=True))
    for sheet in sheets:
        data, found = print_one(press, sheet, photos_of(sheet, shared.root, job.carried), shared.words)
        findings += found
        if data is not None:
            tree, _, path = sheet.path.partition("/")
            made[tree].append(sinks[tree].write(path, data))
            if sheet.on_a4:
                about = About(sheet.title, day=sheet.imprint.stamp, author=sheet.imprint.office)
                both = on_stock(data, Stock(), about, fonts[0].data, duplex=sheet.duplex)
                made[tree].append(sinks[tree].write(path.replace(".pdf", "-a4.pdf"), both))
    if job.branch and notes:
        made[BINDER].append(sinks[BINDER].write(f"{job.branch.township}/{job.key}/待办.txt", worklist(notes)))

    read = reader(shared.root, job.carried)
    year = job.branch.shared.context.settings.year if job.branch else 0
    problems = resolve(pinpointed(findings, read, year), read, public_keys(), key_codes=KEY_CODES)
    return Printed(job.key, problems, tuple(made[PRINT]), tuple(made[BINDER]))


def worklist(problems: Sequence[Problem]) -> bytes:
    """Everything that needs attention in a branch, the internal items included, as a text that opens in any editor of an office PC."""
    text = "\n\n".join(as_text(p) for p in problems) + "\n"
    return ("\ufeff" + text.replace("\n", "\r\n")).encode()


def press_of(theme: PaperTheme, fonts: Sequence[FontFile], sheets: Iterable[SheetJob]) -> Any:
    """The press of this process for some sheets: fonts cut to their characters, rare ones taken from the machine's fonts."""
    from threecards.paper.press import press_for

    own = frozenset().union(*(sheet.characters() for sheet in sheets))
    cut = cut_fonts(fonts, theme.characters | own)
    if missing := own - cut.coverage - theme.glyphs.keys():
        cut = cut_fonts(fonts, theme.characters | own, installed_fonts(missing))
    return press_for(theme, cut)


def print_one(
    press: Any, sheet: SheetJob, photos: Mapping[str, bytes], words: Sequence[str]
) -> tuple[bytes | None, list[Finding]]:
    """Make one PDF and look at it once more as its reader will."""
    from threecards.paper.press import render

    data, found = render(press, sheet, photos)
    if data is not None:
        found += _look_at(sheet.path, data, words)
    return data, found


def photos_of(sheet: SheetJob, root: str, carried: Carried | None = None) -> dict[str, bytes]:
    """Bytes of the photos that a sheet shows; one that cannot be read is left out, the press says so."""
    photos = {}
    for name in sheet.photos:
        got = read_input(root, carried, name)
        if isinstance(got, bytes):
            photos[name] = got
    return photos


def _look_at(path: str, data: bytes, words: Sequence[str]) -> list[Finding]:
    """Scan the text of a finished PDF as a reader would get it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    if path.startswith(BINDER):
        text = _FRACTION.sub("（）", text)
    return list(scan_text(path, text, words))
