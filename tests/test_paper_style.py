"""Custom properties are put in before the engine sees them; a pack's pages go on counting over its parts."""

from __future__ import annotations

import re

import pypdfium2
import pytest

from tests import paper_fixture as px
from tests.paper_pdf import makes_pdf
from tests.values import replace
from threecards.paper.fonts import cut_fonts
from threecards.paper.press import Press, render
from threecards.paper.sheets.pack import MEMBERS, decision_pack
from threecards.paper.style import resolved
from threecards.paper.theme import PaperTheme

CSS = """
:root { --red: #9e1b16; --band: var(--red); --own: 1mm }  /* a comment with var(--red) */
.mono { --red: #000 }
h1 { color: var(--red); background: var(--band) }
.card { --own: 2mm } .card p { margin: var(--own) } p { padding: var(--unknown, 3mm) }
"""


@pytest.mark.parametrize(("tone", "red"), [("", "#9e1b16"), ("mono", "#000"), ("warm", "#9e1b16")])
def test_properties_of_the_root_and_the_tone_are_put_in(tone: str, red: str) -> None:
    made = resolved(CSS, tone)
    assert f"h1 {{ color: {red}; background: {red} }}" in made
    assert "var(--own)" in made, "another rule sets it: that is for the engine"
    assert "--own: 1mm" in made
    assert "var(--unknown, 3mm)" in made
    assert "--red" not in made


def test_the_shipped_style_has_nothing_left_but_what_rules_set_themselves() -> None:
    css = PaperTheme.read(px.ROOT / "layouts" / "paper").style
    for tone in ("", "mono", "warm"):
        made = resolved(css, tone)
        left = set(re.findall(r"var\((--[a-z0-9-]+)", made))
        assert all(re.search(rf"{name}\s*:", made) for name in left)


@makes_pdf
def test_pages_of_a_pack_are_counted_through() -> None:
    pack = px.pack()
    roll = tuple(replace(pack.roll[n % len(pack.roll)], key=f"m{n:06d}") for n in range(2 * MEMBERS + 1))
    (sheet,) = decision_pack(px.site(), "t01", px.pack(roll=roll))
    theme = PaperTheme.read(px.ROOT / "layouts" / "paper")
    data, found = render(Press(theme, cut_fonts(px.font_files(), sheet.characters() | theme.characters)), sheet)
    assert found == []
    assert data is not None
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]
    assert len(sheet.items) == 5
    assert len(pages) > 5
    for number, text in enumerate(pages, 1):
        assert re.search(rf"第\s*{number}\s*页", text), number
    assert re.search(rf"全册到此为止，共\s*{len(pages)}\s*页", pages[-1])
