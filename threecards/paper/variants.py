"""What a finished sheet is made into: for the screen, the office's printer, a print shop, the archive; in colour or in black alone.

In: a job and a way to render it, or its PDF. Out: bytes. Not here: which sheets are wanted, where the files go (``build``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from io import BytesIO

from pikepdf import Pdf

from threecards.paper import ink
from threecards.paper.about import About, Standard, finish
from threecards.paper.cells import Marks, PrinterOffset
from threecards.paper.impose import n_up
from threecards.paper.jobs import SheetJob
from threecards.paper.moved import drop_tags, is_tagged
from threecards.paper.stock import Stock, layout_on, on_stock, page_size, with_crop_marks

BLEED_MM = 3
CONDITION = (
    "JC200103"  # Japan Color 2001 coated: what layout programs in China are set to for sheet-fed offset on art paper
)


class Variant(StrEnum):
    """What a file is for."""

    SCREEN = "screen"
    OFFICE = "office"
    SHOP = "shop"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Shop:
    """What a print shop prints with. condition: its name in the ICC's registry of characterisations; profile: its own ICC file, may be empty."""

    condition: str = CONDITION
    profile: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Making:
    """How sheets are to be made. grey: black ink alone. stock: of the office's printer; for a shop only where ``imposed``: paper was named."""

    variant: Variant = Variant.SCREEN
    grey: bool = False
    stock: Stock = field(default_factory=Stock)
    imposed: bool = False
    shop: Shop = field(default_factory=Shop)

    @property
    def suffix(self) -> str:
        """What the names of such files end with, before ``.pdf``: none on the screen, ``-a4``, ``-shop``, ``-archive``, then ``-grey``."""
        sizes = {(210, 297): "a4", (297, 420): "a3"}
        short, long = sorted(self.stock.size)
        paper = sizes.get((round(short), round(long)), f"{short:g}x{long:g}")
        words = {
            Variant.OFFICE: f"-{paper}",
            Variant.SHOP: f"-shop-{paper}" if self.imposed else "-shop",
            Variant.ARCHIVE: "-archive",
        }
        return words.get(self.variant, "") + ("-grey" if self.grey else "")


def job_for(sheet: SheetJob, making: Making) -> SheetJob:
    """The job with the tone and the bleed that it needs."""
    if making.grey:
        sheet = replace(sheet, tone="mono")
    if making.variant is Variant.SHOP:
        return replace(sheet, bleed_mm=BLEED_MM, tone=sheet.tone if making.grey else "warm")
    return sheet


def made_into(data: bytes, sheet: SheetJob, making: Making, font: bytes) -> bytes:
    """The finished file. data: as the press made it of ``job_for``; font: for words beside the sheets.

    Raises Misfit for a printer's offset or paper that make no sense, Unprintable for colours that have no inks.
    """
    about = About(sheet.title, day=sheet.imprint.stamp, author=sheet.imprint.office)
    steps: dict[Variant, Callable[[], bytes]] = {
        Variant.SCREEN: lambda: _in_grey(data, about) if making.grey else data,
        Variant.OFFICE: lambda: _for_office(data, sheet, making, about, font),
        Variant.SHOP: lambda: _for_shop(data, making, about),
        Variant.ARCHIVE: lambda: _for_archive(data, making, about),
    }
    return steps[making.variant]()


def _in_grey(data: bytes, about: About) -> bytes:
    with Pdf.open(BytesIO(data)) as pdf:
        ink.to_grey(pdf)
        return finish(pdf, about, accessible=is_tagged(pdf))


def _for_office(data: bytes, sheet: SheetJob, making: Making, about: About, font: bytes) -> bytes:
    if making.grey:
        data = _in_grey(data, about)
    return on_stock(data, making.stock, about, font, duplex=sheet.duplex)


def _for_archive(data: bytes, making: Making, about: About) -> bytes:
    with Pdf.open(BytesIO(data)) as pdf:
        if making.grey:
            ink.to_grey(pdf)
        ink.fix_for_archive(pdf)
        ink.output_intent(pdf, "GTS_PDFA1", "sRGB", profile=ink.srgb(), inks=3)
        return finish(pdf, about, accessible=is_tagged(pdf), standard=Standard.ARCHIVE)


def _for_shop(data: bytes, making: Making, about: About) -> bytes:
    """Pages with bleed and crop marks, in process inks: PDF/X-4 with the shop's own profile, else PDF/X-1a with a condition by name."""
    layout = layout_on(page_size(data), making.stock, bleed=BLEED_MM) if making.imposed else None
    if layout:
        data = n_up(data, replace(layout, marks=Marks.CROPS, offset=PrinterOffset()), about)
    else:
        data = with_crop_marks(data, about, BLEED_MM)
    profile = making.shop.profile
    with Pdf.open(BytesIO(data)) as pdf:
        if making.grey:
            ink.to_grey(pdf)
        else:
            ink.to_cmyk(pdf, profile)
        drop_tags(pdf)
        ink.drop_interaction(pdf)
        for page in pdf.pages:
            del page["/ArtBox"]  # PDF/X wants one of TrimBox and ArtBox
        standard = Standard.X4 if profile else Standard.X1A
        ink.output_intent(pdf, "GTS_PDFX", making.shop.condition, profile=profile)
        return finish(pdf, about, accessible=False, standard=standard)
