"""The two faces we ship: every character of the national table, our own names, small, licensed, and makeable again."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import uharfbuzz
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "layouts/fonts"
FACES = ("ThreeCardsSans.ttf", "ThreeCardsSerif.ttf")
TABLE = (FONTS / "tgh-8105.txt").read_text("utf-8").replace("\n", "")

# What cards, ballots and notices are known to use beside Chinese characters.
MARKS = "，。、；：？！“”‘’（）《》〈〉【】〔〕「」『』—…·～％￥°℃№㎡㎏①⑳⑴⒈㈠㈩㊀ⅠⅫ★☆●○■□▲△▼◆◇→←↑↓√×✓✔✗☐〇āǎǜ"


@pytest.fixture(scope="module", params=FACES)
def face(request: pytest.FixtureRequest) -> Any:
    return TTFont(FONTS / request.param)


def test_the_table_is_the_national_one() -> None:
    """通用规范汉字表 (2013): 8,105 characters, 3,500 of the first level, 196 beyond the BMP."""
    assert len(TABLE) == len(set(TABLE)) == 8105
    assert sum(ord(character) > 0xFFFF for character in TABLE) == 196
    assert (TABLE[0], TABLE[3499], TABLE[3500], TABLE[6499]) == ("一", "矗", "乂", "齉")


def test_every_character_of_the_table_has_an_outline(face: Any) -> None:
    glyphs, outlines = face.getBestCmap(), face["glyf"]
    assert [c for c in TABLE if ord(c) not in glyphs] == []
    assert [c for c in TABLE if outlines[glyphs[ord(c)]].numberOfContours == 0] == []


def test_rare_names_old_forms_marks_and_letters_are_there(face: Any) -> None:
    glyphs = face.getBestCmap()
    gb2312 = "".join(
        bytes([row, cell]).decode("gb2312", errors="ignore") for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF)
    )
    assert len(gb2312) == 7445
    ascii_letters = "".join(map(chr, range(0x20, 0x7F)))
    assert [c for c in "𠮷𬭎𬱖" + gb2312 + ascii_letters + MARKS if ord(c) not in glyphs] == []


@pytest.mark.parametrize("name", FACES)
def test_a_character_beyond_the_bmp_is_drawn_full_width(name: str) -> None:
    font = uharfbuzz.Font(uharfbuzz.Face((FONTS / name).read_bytes()))
    buffer = uharfbuzz.Buffer()
    buffer.add_str("𠮷𬭎")
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    assert buffer.glyph_infos is not None
    assert buffer.glyph_positions is not None
    assert all(info.codepoint > 0 for info in buffer.glyph_infos)
    assert [place.x_advance for place in buffer.glyph_positions] == [1000, 1000]


def test_weights_run_from_regular_to_black_and_borrowed_glyphs_follow() -> None:
    font = TTFont(FONTS / "ThreeCardsSans.ttf")
    (axis,) = font["fvar"].axes
    assert (axis.axisTag, axis.minValue, axis.defaultValue, axis.maxValue) == ("wght", 400, 400, 900)
    for character in "吉𠮷𬭎":
        variations = font["gvar"].variations[font.getBestCmap()[ord(character)]]
        assert any(any(point) for one in variations for point in one.coordinates if point), character


@pytest.mark.parametrize(("name", "family", "weight"), [(FACES[0], "Sans", 400), (FACES[1], "Serif", 700)])
def test_the_names_are_our_own_and_the_authors_are_kept(name: str, family: str, weight: int) -> None:
    font = TTFont(FONTS / name)
    names = font["name"]
    assert names.getBestFamilyName() == f"Three Cards {family}"
    assert font["OS/2"].usWeightClass == weight
    for number in (1, 3, 4, 6, 16, 25):
        text = (names.getDebugName(number) or "").lower()
        assert "noto" not in text
        assert "source" not in text
    assert "Adobe" in names.getDebugName(0)
    assert "SIL Open Font License, Version 1.1" in names.getDebugName(13)


def test_the_fonts_are_small_and_licensed() -> None:
    assert sum(path.stat().st_size for path in FONTS.iterdir()) <= 9_000_000
    licence = (FONTS / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "with Reserved Font Name 'Source'" in licence
    for name in FACES:
        assert not {"prep", "fpgm", "cvt ", "vmtx"} & set(TTFont(FONTS / name).keys())


# --- the script that makes them --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cut_font() -> ModuleType:
    spec = importlib.util.spec_from_file_location("cut_font", FONTS.parent.parent / "tools/cut_font.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["cut_font"] = module
    spec.loader.exec_module(module)
    return module


def test_the_script_reads_the_table_in_its_own_order(cut_font: ModuleType, tmp_path: Path) -> None:
    unihan = tmp_path / "Unihan.txt"
    unihan.write_text("# a\nU+4E59\tkTGH\t2013:2\nU+4E00\tkTGH\t2013:1\nU+4E00\tkTaiwanTelegraph\t0001\n", "utf-8")
    assert cut_font.read_unihan(unihan) == ["一", "乙"]
    assert cut_font.format_table(list(TABLE)) == (FONTS / "tgh-8105.txt").read_text("utf-8")


def test_the_shipped_faces_hold_what_the_script_asks_for(cut_font: ModuleType, face: Any) -> None:
    wanted = cut_font.wanted_characters() | {ord(c) for c in cut_font.LENT} | set(cut_font.ALIASES)
    mirrored = set(map(ord, "∋≅"))  # kept with ∈ and ≌ for text from right to left
    assert set(face.getBestCmap()) <= wanted | mirrored


def test_the_script_cuts_lends_and_renames(cut_font: ModuleType, tmp_path: Path) -> None:
    source = FONTS / "ThreeCardsSans.ttf"
    font = cut_font.cut(source, set(map(ord, "承𬭎□✓×")))
    cut_font.lend(font, cut_font.cut(source, {ord("𠮷")}), "𠮷")
    cut_font.add_aliases(font)
    cut_font.rename(font, "Three Cards Test", "Regular")
    font.save(tmp_path / "small.ttf")
    small = TTFont(tmp_path / "small.ttf")
    assert {chr(code) for code in small.getBestCmap()} == {*"承𬭎□✓×𠮷☐✔✕✖✗✘"}
    assert small["name"].getBestFamilyName() == "Three Cards Test"
    borrowed = small.getBestCmap()[ord("𠮷")]
    assert small["hmtx"][borrowed][0] == 1000
    assert small["gvar"].variations[borrowed]
    assert (tmp_path / "small.ttf").stat().st_size < 6_000
