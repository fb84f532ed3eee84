"""The design system measured on finished pages: one scale of type, a grid, Chinese line breaks, aligned names."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from tests import paper_fixture as px
from tests.paper_pdf import MM, THEME, made, makes_pdf, pages_of, press_of, sizes_of, squeeze
from threecards.paper.press import Press
from threecards.paper.sheets import KINDS, Source, sheets_of
from threecards.paper.sheets.cards import action_cards, pocket_cards
from threecards.paper.sheets.wall import goal_card, post_list, star_board
from threecards.paper.theme import PaperTheme
from threecards.publish.views.board import BoardPost, BoardStars

CLOSING, OPENING = "，。、；：？！）”』》〉…", "（“『《〈"
STYLE = THEME.names["paper.css"].decode()


def tokens(selector: str) -> dict[str, str]:
    """Custom properties of a rule of the design system."""
    rule = re.sub(r"/\*.*?\*/", "", STYLE.split(f"\n{selector} {{", 1)[1].partition("}")[0])
    return {found[1]: found[2] for found in re.finditer(r"(--[\w-]+): ([^;]+?)\s*(?:;|$)", rule)}


def test_the_scale_goes_up_by_a_fifth_from_step_to_step_and_meets_nine_millimetres() -> None:
    """Domain rule 3.5: 9 mm for what is read from one and a half metres, 6 mm on A3, 4 mm on a card at eye height."""
    sizes = {
        name: float(value.removesuffix("mm"))
        for name, value in tokens(":root").items()
        if re.fullmatch(r"--t[0-9]", name)
    }
    steps = [sizes[f"--t{n}"] for n in range(1, 10)]
    for small, large in pairwise(steps):
        assert large / small == pytest.approx(1.2, abs=0.02)
    assert sizes["--t5"] == 9
    assert sizes["--t3"] >= 6
    assert sizes["--t0"] >= 4


def test_no_colour_is_written_outside_the_design_system() -> None:
    """So that black and white, and ivory, reach every rule of cards, boards, awards and records."""
    others = [name for name in THEME.names if name.endswith((".css", ".j2")) and name != "paper.css"]
    assert len(others) > 20
    for name in others:
        assert not re.findall(r"#[0-9a-fA-F]{3,6}\b", THEME.names[name].decode()), name


def test_black_and_white_knows_no_other_colour() -> None:
    for name, value in tokens(".mono").items():
        assert re.fullmatch(r"#([0-9a-f])\1{2}|#([0-9a-f]{2})\2{2}", value), name


def test_every_property_in_use_is_declared() -> None:
    used = set(re.findall(r"var\((--[\w-]+)\)", THEME.style))
    declared = set(re.findall(r"(--[\w-]+):", THEME.style))
    assert used <= declared
    assert set(tokens(".mono")) | set(tokens(".warm")) <= set(tokens(":root"))


def test_further_style_sheets_follow_the_design_system() -> None:
    theme = PaperTheme.of({"b.css": b"two", "a.css": b"one", "paper.css": b"first", "x.html.j2": b""})
    assert theme.style == "first\none\ntwo"


# --- on pages ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def press() -> Press:
    jobs = sheets_of(KINDS, Source.BOARD, px.site(), "t01", px.branch())
    return press_of(*jobs, more="甲乙丙丁（二组）“示范”、，。；：种查户次1234567890")


def lines_of(page: Any) -> list[str]:
    """Lines of a page in the order of the content, as they are printed."""
    return [line for line in page.get_textpage().get_text_range().replace("\r", "").split("\n") if line.strip()]


@makes_pdf
@pytest.mark.parametrize("make", [action_cards, pocket_cards])
def test_no_line_begins_with_a_closing_or_ends_with_an_opening_mark(press: Press, make: Callable[..., Any]) -> None:
    text = "种，查“示范”户（二组），种；查：种。查、种（户）种，查“种”"
    for shift in range(0, 14, 2):
        promise = px.commitment(1, "甲" * shift + text * 3, target="12", unit="户")
        (job,) = make(px.site(), "t01", px.branch((px.card("m000170", "丁一", commitments=(promise,)),)))
        (page,) = pages_of(made(press, job))
        for line in lines_of(page):
            assert line.strip()[0] not in CLOSING, line
            assert line.strip()[-1] not in OPENING, line


def baselines(page: Any, wanted: set[str]) -> dict[str, tuple[float, float, float]]:
    """Left edge, right edge and baseline in mm of some texts of a page."""
    found = {}
    textpage = page.get_textpage()
    text = textpage.get_text_range()
    for words in wanted:
        for match in re.finditer(r"\s*".join(map(re.escape, words)), text):
            first, last = match.start(), match.end() - 1
            left, bottom, _, _ = textpage.get_charbox(first, loose=True)
            right = textpage.get_charbox(last, loose=True)[2]
            found[words] = (left / MM, right / MM, bottom / MM)
    return found


@makes_pdf
def test_names_of_two_and_three_characters_end_together(press: Press) -> None:
    names = ("甲丁", "甲乙丙", "乙丁", "丙丁甲")
    rows = tuple(BoardStars(name, "", (True,) * 6) for name in names)
    (board,) = star_board(px.site(), "t01", px.branch(star_board=rows))
    places = baselines(pages_of(made(press, board))[0], set(names))
    assert set(places) == set(names)
    for edge in (0, 1):
        edges = [place[edge] for place in places.values()]
        assert max(edges) - min(edges) < 0.3


@makes_pdf
def test_rows_of_a_board_stand_on_the_grid(press: Press) -> None:
    """From name to name whole millimetres, the rules between the rows included."""
    names = ("甲丁", "甲乙丙", "乙丁", "丙丁甲")
    rows = tuple(BoardStars(name, "", (True, False) * 3) for name in names)
    (board,) = star_board(px.site(), "t01", px.branch(star_board=rows))
    levels = sorted(place[2] for place in baselines(pages_of(made(press, board))[0], set(names)).values())
    for low, high in pairwise(levels):
        assert high - low == pytest.approx(round(high - low), abs=0.06)


@makes_pdf
def test_a_name_with_a_middle_dot_breaks_behind_it_or_not_at_all(press: Press) -> None:
    name = "阿卜杜热合曼·艾合买提"
    rows = (BoardStars(name, "", (True,) * 6),)
    posts = (BoardPost(px.post("水利管护岗", "种"), 0, (name,)),)
    branch = px.branch((px.card("m000151", name),), star_board=rows, post_list=posts)
    for make in (star_board, post_list, pocket_cards, action_cards):
        for page in pages_of(made(press, make(px.site(), "t01", branch)[0])):
            lines = [squeeze(line) for line in lines_of(page)]
            whole = any(name in line for line in lines)
            torn = any(line.endswith("阿卜杜热合曼·") for line in lines) and any(
                line.startswith("艾合买提") for line in lines
            )
            assert whole or torn, lines


@makes_pdf
def test_type_on_cards_and_boards_comes_from_the_scale(press: Press) -> None:
    scale = {float(v.removesuffix("mm")) for k, v in tokens(":root").items() if re.fullmatch(r"--t[0-9]|--small", k)}
    for make in (star_board, post_list, goal_card):
        (job,) = make(px.site(), "t01", px.branch())
        for page in pages_of(made(press, job)):
            for words, mm in sizes_of(page).items():
                assert min(abs(mm - step) for step in scale) < 0.02, (job.path, words, mm)
