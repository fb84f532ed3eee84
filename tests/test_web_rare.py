"""Rare characters of names come with a font of their own, and only they."""

from __future__ import annotations

import io
from pathlib import Path

from fontTools.ttLib import TTFont

from threecards.web.rare import rare_characters, rare_font

FONT = (Path(__file__).parent.parent / "layouts" / "fonts" / "ThreeCardsSans.ttf").read_bytes()


def test_rare_means_extension_a_and_beyond_the_first_plane() -> None:
    assert rare_characters("李𠮷、㐂和王，A1".encode()) == {"𠮷", "㐂"}
    for first, last, rare in (
        (0, 0x33FF, False),
        (0x3400, 0x4DBF, True),
        (0x4DC0, 0xD7FF, False),
        (0x20000, 0x3FFFF, True),
    ):
        for code in (*range(first, last + 1, 61), last):
            assert rare_characters(f"王{chr(code)}。".encode()) == ({chr(code)} if rare else set()), hex(code)


def test_the_font_holds_the_characters_and_little_else() -> None:
    css, font = rare_font(FONT, "𬭎𠮷")
    assert b"U+20BB7,U+2CB4E" in css.data
    assert len(font.data) < 3000
    assert set(TTFont(io.BytesIO(font.data)).getBestCmap()) == {0x20BB7, 0x2CB4E}
    assert rare_font(FONT, "𠮷𬭎") == (css, font)


def test_no_font_where_no_name_needs_one() -> None:
    (css,) = rare_font(FONT, "")
    assert b"@font-face" not in css.data
