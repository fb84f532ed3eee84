"""QR codes as SVG, drawn as one path: sharp at any size, a few hundred bytes in the PDF.

In: an address. Out: an ``<svg>`` element to put into a template. Not here: which sheets carry one.
"""

from __future__ import annotations

from functools import lru_cache

import segno
from markupsafe import Markup, escape

QUIET_ZONE = 4  # modules of white around the code, ISO/IEC 18004
LEAST_MM = 18  # smaller codes fail on cheap phones


def matrix(address: str, level: str = "M") -> tuple[bytes, ...]:
    """Modules of the code for an address, row by row, 1 is dark; without the quiet zone. level: L, M, Q, H."""
    code = segno.make_qr(address, error=level, boost_error=False)
    return tuple(bytes(1 if module else 0 for module in row) for row in code.matrix)


@lru_cache(maxsize=1024)
def qr(address: str, title: str, size_mm: float = 20, level: str = "M") -> Markup:
    """Draw the code for an address; nothing for an empty address.

    size_mm: width of the code itself, the white quiet zone of four modules comes on top. title: read out instead of the picture.
    level: M on cards, H outdoors. Raises ValueError below 18 mm.
    """
    if not address:
        return Markup()
    if size_mm < LEAST_MM:
        raise ValueError(f"a QR code of {size_mm} mm is too small, {LEAST_MM} mm is the least")
    rows = matrix(address, level)
    side = len(rows) + 2 * QUIET_ZONE
    width = f"{size_mm * side / len(rows):.2f}mm"
    path = "".join(_runs(row, y) for y, row in enumerate(rows, QUIET_ZONE))
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" width="{width}" height="{width}" viewBox="0 0 {side} {side}">'
        f'<title>{escape(title)}</title><path d="{path}"/></svg>'
    )


def _runs(row: bytes, y: int) -> str:
    """Dark runs of one row as rectangles; neighbours in a row are one shape, so that no hairline shows between them."""
    out, x = [], 0
    while (start := row.find(1, x)) >= 0:
        end = row.find(0, start)
        x = len(row) if end < 0 else end
        out.append(f"M{start + QUIET_ZONE} {y}h{x - start}v1h-{x - start}z")
    return "".join(out)
