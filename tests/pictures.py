"""Pictures of finished sheets that a person approved: how they are made small, kept, and compared.

What a comparison must catch is a block that is gone, a band without its colour, a column elsewhere; what it must bear is a letter a little
further on, as another version of the layout engine sets it. So a place is wrong only where nothing within a pixel looks like it.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

DPI = 36  # a pixel is 0.7 mm
SHADES = 16  # of grey
SLIGHT = 20  # of 255: what rounding does to a pixel
# A square of 4 mm, and how wrong its pixels may be on average: letters half a millimetre away make 14, a lost line 20.
PATCH, TORN = 6, 16
MOST = 30_000  # bytes of a picture


def picture_of(data: bytes, page: int = 0) -> Image.Image:
    """A page of a PDF, small and in sixteen greys."""
    large = pypdfium2.PdfDocument(data)[page].render(scale=4 * DPI / 72).to_pil().convert("L")
    return small(large)


def small(large: Image.Image) -> Image.Image:
    """A picture of four times the size made small, in sixteen greys."""
    step = 255 // (SHADES - 1)
    reduced = large.resize((round(large.width / 4), round(large.height / 4)), Image.Resampling.BOX)
    return reduced.point([(value + step // 2) // step * step for value in range(256)])


def keep(picture: Image.Image, path: Path) -> None:
    """Write a picture that was approved."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(SHADES, dither=Image.Dither.NONE).save(path, optimize=True)


def kept(path: Path) -> Image.Image:
    """A picture as it was approved."""
    with Image.open(path) as picture:
        return picture.convert("L")


def wrong(expected: Image.Image, drawn: Image.Image) -> Image.Image:
    """How much darker or lighter each place is than everything within a pixel of it in the other picture."""
    out = Image.new("L", expected.size)
    for one, other in ((expected, drawn), (drawn, expected)):
        for excess in (
            ImageChops.subtract(other.filter(ImageFilter.MinFilter(3)), one, 1, -SLIGHT),
            ImageChops.subtract(one, other.filter(ImageFilter.MaxFilter(3)), 1, -SLIGHT),
        ):
            out = ImageChops.lighter(out, excess)
    return out


def torn(expected: Image.Image, drawn: Image.Image) -> str:
    """Say how two pictures differ; empty when they are as good as equal."""
    if expected.size != drawn.size:
        return f"{drawn.size} instead of {expected.size}"
    patches = wrong(expected, drawn).resize((expected.width // PATCH, expected.height // PATCH), Image.Resampling.BOX)
    values = patches.tobytes()
    worst = max(range(len(values)), key=values.__getitem__)
    if values[worst] <= TORN:
        return ""
    across, down = (round(n * PATCH * 25.4 / DPI) for n in (worst % patches.width, worst // patches.width))
    return f"differs by {values[worst]}, most of all {across} mm from the left and {down} mm from the top"
