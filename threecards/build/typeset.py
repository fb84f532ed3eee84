"""Ready sheets to finished PDFs: with fonts cut to what stands on them, in the form that was ordered, looked at once more.

In: a ``SheetWork`` of sheets that are ready, with the bytes of their photos. Out: files in one folder, and what was found. Not here: any record, and
where a finding stands in one; a process that only lays out imports nothing of either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from pikepdf import Dictionary, Pdf

from threecards.build.places import BINDER, SANS, SERIF, layouts_of
from threecards.paper.cells import Misfit
from threecards.paper.fonts import FontFile, Fonts, cut_fonts
from threecards.paper.ink import Unprintable
from threecards.paper.installed import installed_fonts
from threecards.paper.jobs import SheetJob
from threecards.paper.theme import PaperTheme
from threecards.paper.variants import Making, job_for, made_into
from threecards.problems import Finding, finding
from threecards.publish.scan import scan_text

BOARD, INTERNAL = "board", "internal"
SIMPLEX = "Simplex"
FONTS = (("Three Cards Sans", SANS), ("Three Cards Serif", SERIF))


@dataclass(frozen=True, slots=True)
class SheetWork:
    """Sheets to lay out, with the names of their kinds. words: that nothing finished may hold. making: the form ordered. folder: where files are
    put until all are made. photos: bytes of those that any of the sheets shows, by path.
    """

    root: str
    theme: PaperTheme
    words: tuple[str, ...]
    making: Making
    folder: str
    sheets: tuple[tuple[str, SheetJob], ...]
    photos: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished file. path: below the target; kind, title: what it is; pages: pages in it, papers: sheets of paper it takes."""

    path: str
    kind: str
    title: str
    pages: int
    papers: int


@dataclass(frozen=True, slots=True)
class Typeset:
    """What came of a work: the files that could be made, and what was found."""

    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...]


@cache
def font_files(root: str) -> tuple[FontFile, ...]:
    """The fonts of a county's layouts, read once per process."""
    folder = layouts_of(Path(root)) / "fonts"
    return tuple(FontFile(family, (folder / name).read_bytes()) for family, name in FONTS)


def warm_up(root: str, template: str) -> None:
    """Load what laying out needs, whatever is to be laid out: a second's work that can be done before there is any. template: of the sheets."""
    import threecards.publish.views.board  # noqa: F401 - what stands on most sheets, and travels to here
    from threecards.paper.press import press_for

    theme = PaperTheme.read(layouts_of(Path(root)) / "paper")
    press = press_for(theme, cut_fonts(font_files(root), theme.only(template).characters))
    press.jinja.get_template(template)


def typeset(work: SheetWork) -> Typeset:
    """Lay out the sheets of a work and write their files; one with a fault is not written. Raises OSError when the disk fails."""
    fonts = font_files(work.root)
    findings: list[Finding] = []
    made = []
    for kind, plain in work.sheets:
        sheet = job_for(plain, work.making)
        data, faults = print_one(work.theme, fonts, sheet, work.photos, work.words)
        findings += faults
        if data is None:
            continue
        try:
            data = made_into(data, sheet, work.making, fonts[0].data)
        except Misfit as misfit:
            findings.append(misfit.finding)
        except Unprintable as error:
            findings.append(finding("PRINT-002", f"layouts/paper/{sheet.template}", sheet=kind, what=error.what))
        else:
            made.append(_written(data, sheet, kind, work))
    return Typeset(tuple(made), tuple(findings))


def print_one(
    theme: PaperTheme, fonts: Sequence[FontFile], sheet: SheetJob, photos: Mapping[str, bytes], words: Sequence[str]
) -> tuple[bytes | None, list[Finding]]:
    """Make one PDF, with fonts cut to what stands on it, and look at it once more as its reader will."""
    from threecards.paper.press import press_for, render

    cut = cut_to(fonts, theme.only(sheet.template).characters, sheet.characters(), theme.glyphs)
    data, found = render(press_for(theme, cut), sheet, photos)
    if data is not None:
        found += _look_at(sheet.path, data, words)
    return data, found


def cut_to(fonts: Sequence[FontFile], fixed: frozenset[str], own: frozenset[str], drawn: Iterable[str]) -> Fonts:
    """Fonts cut to some characters; rare ones are taken from the machine's fonts, but for those that the theme has drawn."""
    cut = cut_fonts(fonts, fixed | own)
    if missing := own.difference(cut.coverage, drawn):
        cut = cut_fonts(fonts, fixed | own, installed_fonts(missing))
    return cut


def form_of(data: bytes) -> tuple[int, str]:
    """Pages of a file, and how the print dialog is told to turn its sheets."""
    with Pdf.open(BytesIO(data)) as pdf:
        duplex = pdf.Root.get("/ViewerPreferences", Dictionary()).get("/Duplex", f"/{SIMPLEX}")
        return len(pdf.pages), str(duplex).removeprefix("/")


def _look_at(path: str, data: bytes, words: Sequence[str]) -> list[Finding]:
    """Scan the text of a finished PDF as a reader would get it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    return list(scan_text(path, text, words))


def _written(data: bytes, sheet: SheetJob, kind: str, work: SheetWork) -> Sheet:
    """Put a file into the folder, under the name it will have."""
    tree, _, path = sheet.path.partition("/")
    place = f"{INTERNAL if tree == BINDER else BOARD}/{path.removesuffix('.pdf')}{work.making.suffix}.pdf"
    file = Path(work.folder) / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    pages, duplex = form_of(data)
    return Sheet(place, kind, sheet.title, pages, pages if duplex == SIMPLEX else -(-pages // 2))
