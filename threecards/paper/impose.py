"""Two A5 pages on each sheet of A4, for printers that hold nothing else: cut along the line, done.

In: bytes of a PDF with A5 landscape pages. Out: bytes of a PDF with A4 portrait pages. Not here: the pages themselves.
The copy is for paper only: the tags for screen readers stay with the booklet it was made from.
"""

from __future__ import annotations

import io
from typing import Any

MM = 72 / 25.4
SHEET = (210 * MM, 297 * MM)
MIDDLE = SHEET[1] / 2
TICK = 6 * MM  # length of the marks where to cut, at both edges
CUT = (
    f"q 0.4 w 0.5 G 0 {MIDDLE:.3f} m {TICK:.3f} {MIDDLE:.3f} l S "
    f"{SHEET[0] - TICK:.3f} {MIDDLE:.3f} m {SHEET[0]:.3f} {MIDDLE:.3f} l S Q"
)


def two_up(booklet: bytes) -> bytes:
    """Put pages 1 and 2 on the first sheet, 3 and 4 on the second …, with ticks at both edges where to cut.

    Equal input gives equal bytes. Raises ValueError when a page is not A5 landscape (within one millimetre).
    """
    import pikepdf

    with pikepdf.Pdf.open(io.BytesIO(booklet)) as source, pikepdf.Pdf.new() as target:
        for start in range(0, len(source.pages), 2):
            target.add_blank_page(page_size=SHEET)
            forms, drawing = pikepdf.Dictionary(), [CUT]
            for name, page in zip(("/Upper", "/Lower"), source.pages[start : start + 2], strict=False):
                width, height = _size(page)
                if abs(width - 210 * MM) > MM or abs(height - 148 * MM) > MM:
                    raise ValueError(f"a page is {width / MM:.0f} × {height / MM:.0f} mm, not A5 landscape")
                forms[name] = target.copy_foreign(page.as_form_xobject())
                lift = MIDDLE if name == "/Upper" else MIDDLE - height
                drawing.append(f"q 1 0 0 1 0 {lift:.3f} cm {name} Do Q")
            sheet = target.pages[-1]
            sheet.Resources = pikepdf.Dictionary(XObject=forms)
            sheet.Contents = pikepdf.Stream(target, "\n".join(drawing).encode("ascii"))
        for key in ("/Title", "/Author", "/CreationDate", "/ModDate"):
            if key in source.docinfo:
                target.docinfo[key] = str(source.docinfo[key])
        target.Root.Lang = source.Root.get("/Lang", "zh-CN")
        target.Root.ViewerPreferences = pikepdf.Dictionary(PrintScaling=pikepdf.Name("/None"), DisplayDocTitle=True)
        out = io.BytesIO()
        target.save(
            out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True
        )
    return out.getvalue()


def _size(page: Any) -> tuple[float, float]:
    """Width and height of a page in points."""
    left, bottom, right, top = (float(value) for value in page.mediabox)
    return right - left, top - bottom
