"""Make the two faces in layouts/fonts again from the fonts they were cut from.

    python tools/cut_font.py list Unihan_OtherMappings.txt[.bz2]
    python tools/cut_font.py sans "NotoSansSC[wght].ttf" --lend "NotoSansJP[wght].ttf"
    python tools/cut_font.py serif NotoSerifSC_700Bold.ttf --lend NotoSerifJP_700Bold.ttf

`list` writes the table of 8,105 characters that decides what is kept; the others write one TrueType face. A lender
gives the few characters that the first font lacks. Where the sources come from stands in layouts/fonts/README.md.
Same sources, same fontTools, same bytes. Needs the environment that build.py makes (fontTools comes with WeasyPrint).
"""

from __future__ import annotations

import argparse
import bz2
import re
import sys
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.varLib import hvar, instancer

FONTS = Path(__file__).resolve().parent.parent / "layouts/fonts"
TABLE = FONTS / "tgh-8105.txt"

# Beside the table and GB2312: what prints, cards and names may need, as far as the font has it.
RANGES = (
    (0x20, 0x7E), (0xA0, 0xFF), (0x1F8, 0x1F9), (0x1E3E, 0x1E3F), (0x2010, 0x2027), (0x2030, 0x2040), (0x20AC, 0x20AC),
    (0x2103, 0x2103), (0x2109, 0x2109), (0x2116, 0x2116), (0x2121, 0x2122), (0x2153, 0x215E), (0x2160, 0x217B),
    (0x2190, 0x2199), (0x21D2, 0x21D4), (0x2264, 0x2267), (0x2460, 0x249B), (0x24EA, 0x24FF), (0x2500, 0x254B),
    (0x2581, 0x2588), (0x25A0, 0x25FF), (0x2600, 0x2606), (0x260E, 0x2611), (0x261C, 0x261F), (0x2640, 0x2642),
    (0x26A0, 0x26A0), (0x2713, 0x2718), (0x2776, 0x277F), (0x2E80, 0x2E80), (0x3000, 0x301F), (0x3021, 0x3029),
    (0x3220, 0x3229), (0x3231, 0x3233), (0x3280, 0x3289), (0x329E, 0x32A3), (0x338E, 0x338F), (0x339C, 0x339E),
    (0x33A0, 0x33A1), (0x33C4, 0x33C4), (0x33CE, 0x33CE), (0x33D1, 0x33D2), (0x33D5, 0x33D5), (0xFE30, 0xFE4F),
    (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6),
)  # fmt: skip
LENT = "𠮷"  # a common name character of the second plane that the Chinese fonts lack and the Japanese ones have
# Look-alikes for marks that people type and the fonts lack.
ALIASES = {0x2610: 0x25A1, 0x2714: 0x2713, 0x2715: 0xD7, 0x2716: 0xD7, 0x2717: 0xD7, 0x2718: 0xD7}
FEATURES = ["ccmp", "kern", "locl", "mark", "mkmk"]
DROPPED = ["BASE", "DSIG", "MATH", "STAT", "VORG", "VVAR", "gasp", "prep", "vhea", "vmtx"]  # vertical text, hinting
LIGHTEST, HEAVIEST = 400, 900
CREATED = 3_849_984_000  # seconds since 1904: 1 January 2026; a fixed date keeps the bytes the same


def main() -> int:
    """Run one of the three commands."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("list", "sans", "serif"))
    parser.add_argument("source", type=Path)
    parser.add_argument("--lend", type=Path)
    given = parser.parse_args()
    if given.what == "list":
        TABLE.write_text(format_table(read_unihan(given.source)), "utf-8")
        return 0
    font = cut(given.source, wanted_characters())
    if given.lend:
        lend(font, cut(given.lend, {ord(character) for character in LENT}), LENT)
    add_aliases(font)
    family, style = ("Three Cards Sans", "Regular") if given.what == "sans" else ("Three Cards Serif", "Bold")
    rename(font, family, style)
    target = FONTS / f"{family.replace(' ', '')}.ttf"
    font.save(target, reorderTables=True)
    print(f"{target.name}: {len(font.getBestCmap())} characters, {target.stat().st_size:,} bytes")
    return 0


def read_unihan(path: Path) -> list[str]:
    """Read the characters of 通用规范汉字表 (2013) from Unihan's field kTGH, in the order of the table."""
    data = path.read_bytes()
    text = (bz2.decompress(data) if path.suffix == ".bz2" else data).decode("utf-8")
    found = re.findall(r"^U\+([0-9A-F]+)\tkTGH\t2013:(\d+)$", text, flags=re.MULTILINE)
    return [chr(int(code, 16)) for code, _ in sorted(found, key=lambda pair: int(pair[1]))]


def format_table(characters: list[str]) -> str:
    """Write the table as lines of 50 characters."""
    return "".join("".join(characters[start : start + 50]) + "\n" for start in range(0, len(characters), 50))


def wanted_characters() -> set[int]:
    """Return the code points to keep: the table, GB2312 (old names and symbols) and RANGES."""
    kept = {ord(character) for character in TABLE.read_text("utf-8") if character != "\n"}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            kept.update(map(ord, bytes([row, cell]).decode("gb2312", errors="ignore")))
    for first, last in RANGES:
        kept.update(range(first, last + 1))
    return kept


def cut(path: Path, characters: set[int]) -> Any:
    """Keep the glyphs of these characters; a variable font keeps its weights from LIGHTEST, now the default, up."""
    options = subset.Options(
        layout_features=FEATURES, name_IDs=["*"], hinting=False, glyph_names=False, notdef_outline=True,
        drop_tables=[*subset.Options().drop_tables, *DROPPED],
    )  # fmt: skip
    font = TTFont(path, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    if "fvar" in font:
        instancer.instantiateVariableFont(font, {"wght": (LIGHTEST, LIGHTEST, HEAVIEST)}, inplace=True)
    return font


def lend(font: Any, lender: Any, characters: str) -> None:
    """Copy the glyphs of some characters from another font of the same size and axes, outlines and variations."""
    if font["head"].unitsPerEm != lender["head"].unitsPerEm:
        sys.exit("the lender has another size")
    if "fvar" in font and vars(font["avar"]) != vars(lender["avar"]):
        sys.exit("the lender has other weights")
    for character in characters:
        name, own = lender.getBestCmap()[ord(character)], f"u{ord(character):X}"
        glyph = lender["glyf"][name]
        if glyph.isComposite():
            sys.exit(f"{character} is made of parts")
        font["glyf"][own] = glyph
        font["hmtx"][own] = lender["hmtx"][name]
        if "gvar" in font:
            font["gvar"].variations[own] = lender["gvar"].variations[name]
        for table in font["cmap"].tables:
            if table.format == 12:  # the one that reaches beyond the BMP; the national table needs it anyway
                table.cmap[ord(character)] = own
    font.setGlyphOrder(font["glyf"].glyphOrder)
    if "HVAR" in font:
        del font["HVAR"]
        hvar.add_HVAR(font)


def add_aliases(font: Any) -> None:
    """Let marks that the font lacks look like others that it has."""
    glyphs = font.getBestCmap()
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update({code: glyphs[like] for code, like in ALIASES.items() if code not in glyphs})


def rename(font: Any, family: str, style: str) -> None:
    """Give the face our own name, as its licence asks of a changed font; keep copyright, trademark and licence."""
    old = font["name"]
    source = f"{old.getBestFamilyName()}, {old.getDebugName(5)}"
    kept = {number: old.getDebugName(number) for number in (0, 7, 8, 9, 10, 11, 12, 13, 14)}
    # The names of the weights stay: fvar points to them.
    weights = {
        record.nameID: record.toUnicode()
        for record in old.names
        if record.nameID > 255 and (record.platformID, record.langID) == (3, 0x409)
    }
    version = "Version 1.000"
    postscript = family.replace(" ", "")
    font["name"] = new = newTable("name")
    new.names = []
    texts = {
        **kept,
        0: f"{kept[0]} Cut and renamed for Three Cards from {source}.",
        1: family,
        2: style,
        3: f"{version};{postscript}-{style}",
        4: f"{family} {style}",
        5: version,
        6: f"{postscript}-{style}",
        25: postscript if "fvar" in font else None,
        **weights,
    }
    for number, text in sorted(texts.items()):
        if text:
            new.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = LIGHTEST if "fvar" in font else 700
    font["head"].fontRevision = 1.0
    font["head"].created = font["head"].modified = CREATED


if __name__ == "__main__":
    sys.exit(main())
