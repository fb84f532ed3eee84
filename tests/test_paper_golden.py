"""Sheets as pictures, against those kept in ``tests/golden/paper``: marks, tiles, the calibration sheet, a card's place on its paper.

A person looks at a picture before it is kept (``--update-golden``). The comparison forgives rounding, not a shift of a millimetre. On failure
the picture that was made lies beside the temporary files of the test.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.test_paper_impose import A5_WIDE, pages, pictures, sans, unlike
from threecards.paper.about import About
from threecards.paper.calibrate import calibration
from threecards.paper.cells import A4, A6, Duplex, Flip, Layout, Marks, PrinterOffset
from threecards.paper.impose import n_up
from threecards.paper.stock import Stock, on_stock, with_crop_marks

GOLDEN = Path(__file__).parent / "golden" / "paper"
DPI = 40
ABOUT = About("检验", day="2026-12-24")


def sheets() -> dict[str, tuple[bytes, int]]:
    """Name of the picture -> file and number of the page."""
    posters = pages(1, (297, 420), paint="plain")
    cards = pages(4, A6, paint="bleed", bleed=3)
    both = n_up(pages(4, A5_WIDE, paint="plain"), Layout(1, 2, A4, duplex=Duplex(Flip.SHORT_EDGE)), ABOUT)
    return {
        "two-up": (on_stock(pages(2, A5_WIDE, paint="plain"), Stock(), ABOUT, sans()), 0),
        "backs": (both, 1),
        "tile-1": (on_stock(posters, Stock(), ABOUT, sans()), 0),
        "tile-4": (on_stock(posters, Stock(), ABOUT, sans()), 3),
        "crop-marks": (with_crop_marks(cards, ABOUT, 3), 0),
        "four-with-bleed": (n_up(cards, Layout(2, 2, (297, 420), gutter=6, bleed=3, marks=Marks.CROPS), ABOUT), 0),
        "calibration": (calibration(sans(), ABOUT, offset=PrinterOffset(1.5, -1)), 0),
        "calibration-back": (calibration(sans(), ABOUT, offset=PrinterOffset(1.5, -1)), 1),
    }


@pytest.fixture(scope="module")
def made() -> dict[str, Image.Image]:
    return {name: pictures(data, DPI)[page] for name, (data, page) in sheets().items()}


@pytest.mark.parametrize("name", sorted(sheets()))
def test_a_sheet_looks_as_it_was_kept(
    name: str, made: dict[str, Image.Image], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    path, picture = GOLDEN / f"{name}.png", made[name]
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path, optimize=True)
    with Image.open(io.BytesIO(path.read_bytes())) as kept:
        assert path.stat().st_size < 30_000
        assert picture.size == kept.size
        if (away := unlike(picture, kept.convert("L"))) > 8:
            picture.save(tmp_path / f"{name}.png")
            pytest.fail(f"{away} pixels are elsewhere, see {tmp_path}/{name}.png")


def test_the_comparison_sees_a_millimetre(made: dict[str, Image.Image]) -> None:
    picture = made["crop-marks"]
    shifted = Image.new("L", picture.size, 255)
    shifted.paste(picture, (4, 0))
    assert unlike(picture, shifted) > 100
