"""Letters put straight on a sheet: labels of tiles, the words of the calibration sheet. One font, one line a call.

In: a TrueType font as bytes (static or variable) and the characters needed. Out: operators for a content stream, and
the font for its resources. Text stays text: it can be selected and searched. Not here: anything that is read by a
villager.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from threecards.paper.marks import points

MISSING = "〓"  # what Chinese typesetters put for a character they do not have
NAME = "/F0"


class Lettering:
    """A font cut to some characters. Lives as long as one file is made."""

    def __init__(self, font: bytes, characters: Iterable[str]) -> None:
        """Cut the font.

        A variable one at its regular weight. Raises ValueError for a font without TrueType outlines.
        """
        import uharfbuzz

        face = uharfbuzz.Face(font)
        if not face.reference_table("glyf").data:
            raise ValueError("lettering needs a font with TrueType outlines")
        task = uharfbuzz.SubsetInput()
        task.unicode_set.update(sorted({ord(c) for c in characters} | {ord(MISSING), ord(" ")}))
        task.layout_feature_tag_set.clear()
        task.flags |= uharfbuzz.SubsetFlags.NO_HINTING
        if face.axis_infos:
            task.pin_all_axes_to_default(face)
            if any(axis.tag == "wght" for axis in face.axis_infos):
                task.pin_axis_location(face, "wght", 400)
        self.data = bytes(uharfbuzz.subset(face, task).blob.data)
        self._face = uharfbuzz.Face(self.data)

    @cached_property
    def _glyphs(self) -> dict[str, int]:
        """Glyph of each character, in the order of code points."""
        font = self._hb_font
        return {chr(code): font.get_nominal_glyph(code) or 0 for code in sorted(self._face.unicodes)}

    @cached_property
    def _hb_font(self) -> Any:
        import uharfbuzz

        return uharfbuzz.Font(self._face)

    @cached_property
    def _advances(self) -> dict[int, float]:
        """Width of each glyph in thousandths of the type size."""
        return {
            glyph: self._hb_font.get_glyph_h_advance(glyph) * 1000 / self._face.upem
            for glyph in {0, *self._glyphs.values()}
        }

    def _run(self, text: str) -> list[int]:
        """Glyphs of a text; the geta mark for a character the font does not have."""
        instead = self._glyphs.get(MISSING, 0)
        return [self._glyphs.get(c, instead) for c in text]

    def width(self, text: str, size: float) -> float:
        """Width of a line in mm. size: height of the type in mm."""
        return sum(self._advances[glyph] for glyph in self._run(text)) * size / 1000

    def write(self, x: float, y: float, size: float, text: str, *, anchor: float = 0) -> str:
        """Write one line.

        x, y: where its base line begins, in mm; anchor: 0 begins there, 0.5 is centred, 1 ends there.
        """
        run = self._run(text)
        start = x - anchor * self.width(text, size)
        codes = "".join(f"{glyph:04x}" for glyph in run)
        return f"BT 0 g {NAME} {points(size)} Tf {points(start, y)} Td <{codes}> Tj ET\n"

    def embed(self, document: Pdf) -> Object:
        """Put the font into a file; the value for ``NAME`` in the resources of every page that has letters."""
        font, box = self._hb_font, (-1000, -300, 2000, 1100)
        extents = font.get_font_extents("ltr")
        per_mille = 1000 / self._face.upem
        base = Name("/AAAAAA+ThreeCards-Lettering")
        file = document.make_stream(self.data, Length1=len(self.data))
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=base,
            Flags=4,
            FontBBox=Array(box),
            ItalicAngle=0,
            StemV=80,
            FontFile2=file,
            Ascent=round(extents.ascender * per_mille),
            Descent=round(extents.descender * per_mille),
            CapHeight=round(extents.ascender * per_mille),
        )
        widths: list[Any] = []
        for glyph, advance in sorted(self._advances.items()):
            widths += [glyph, Array([round(advance, 2)])]
        inner = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=base,
            FontDescriptor=document.make_indirect(descriptor),
            DW=1000,
            W=Array(widths),
            CIDToGIDMap=Name.Identity,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        )
        return document.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=base,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([document.make_indirect(inner)]),
                ToUnicode=document.make_stream(self._to_unicode()),
            )
        )

    def _to_unicode(self) -> bytes:
        """The map from glyphs back to characters, in blocks of a hundred as the format wants."""
        pairs = [f"<{glyph:04x}> <{c.encode('utf-16-be').hex()}>" for c, glyph in self._glyphs.items() if glyph]
        blocks = (pairs[n : n + 100] for n in range(0, len(pairs), 100))
        body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{body}endcmap\n"
            "CMapName currentdict /CMap defineresource pop\nend\nend\n"
        ).encode("ascii")
