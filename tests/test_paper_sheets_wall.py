"""Sheets for the wall: post list, star board, goal card, responsibility card. Sizes are those of domain rule 3.5."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests import paper_fixture as px
from tests.county_tree import TODAY, copy_county, edit
from tests.paper_pdf import (
    MAKES_PDFS,
    MM,
    codes_of,
    colours_of,
    fonts_of,
    made,
    pages_of,
    press_of,
    sizes_of,
    squeeze,
    tags_of,
    text_of,
)
from tests.values import replace
from threecards.build.branch import assess
from threecards.build.plan import read_plan
from threecards.build.sheetviews import BranchViews
from threecards.paper.jobs import A3, SheetJob, Step
from threecards.paper.press import Press, render
from threecards.paper.sheets import Source
from threecards.paper.sheets.wall import goal_card, post_list, responsibility_card, star_board
from threecards.publish.views.board import BoardBranch, BoardStars
from threecards.publish.views.common import GoalCardView, LogView, SiteView

pytestmark = MAKES_PDFS

LONG = "阿卜杜热合曼·艾合买提"
NAMES = ("丁一", "王平", "欧阳长青", "李小满（二组）", LONG)


Maker = Callable[[SiteView, str, BoardBranch], tuple[SheetJob, ...]]


def sheet(make: Maker, branch: BoardBranch, **changes: Any) -> SheetJob:
    (job,) = make(px.site(), "t01", branch)
    return replace(job, **changes)


def posts(**changes: Any) -> SheetJob:
    return sheet(post_list, px.branch(), **changes)


def stars(count: int, more: tuple[str, ...] = (), **changes: Any) -> SheetJob:
    """A star board of some members; every second star is lit."""
    pairs = [f"王{first}{second}" for second in "甲乙丙丁戊己庚辛壬癸子丑寅" for first in "平安丰年和"]
    rows = [BoardStars(pairs[n], "", tuple((n + k) % 2 == 0 for k in range(6))) for n in range(count)]
    rows += [BoardStars(name, "", (True, False) * 3) for name in more]
    return sheet(star_board, px.branch(star_board=tuple(rows)), **changes)


@pytest.fixture(scope="module")
def press() -> Press:
    jobs = (
        posts(),
        stars(60, NAMES),
        sheet(goal_card, px.branch()),
        responsibility_card(px.site(), "t01", px.township())[0],
    )
    return press_of(*jobs, more="清石桥村支部党员岗种查甲乙丙丁")  # fmt: skip


def test_a_branch_without_posts_or_cards_has_no_boards() -> None:
    empty = px.branch((), post_list=(), star_board=())
    assert post_list(px.site(), "t01", empty) == star_board(px.site(), "t01", empty) == ()


@pytest.mark.parametrize("make", [post_list, star_board])
def test_boards_are_one_a3_sheet_with_ours_fonts_tags_and_code(press: Press, make: Maker) -> None:
    data = made(press, sheet(make, px.branch()))
    (page,) = pages_of(data)
    assert page.get_size() == pytest.approx([side * MM for side in A3], abs=0.6)
    assert 2 <= len(fonts_of(data)) <= 3
    assert {"/H1", "/Table", "/TH", "/TD", "/Figure"} <= tags_of(data)
    ((address, width),) = codes_of(page, [px.branch().url, px.usual().url])
    assert address == px.branch().url
    assert width == pytest.approx(30, abs=0.3)
    found = text_of(data)
    for words in ("短码B001", "发布号R2026-04", "张贴至2027年1月31日", "sanka.example.cn", px.branch().name):
        assert words in found
    assert all(squeeze(value) in found for way in px.CONTACT for value in way)


@pytest.mark.parametrize("make", [post_list, star_board])
@pytest.mark.parametrize("level", [0, 1, 2, 3, 4])
def test_nothing_on_a_board_is_too_small_to_read(press: Press, make: Maker, level: int) -> None:
    """Names, posts and headings at least 9 mm, details at least 6 mm, at every level of type."""
    branch = px.branch()
    if level in (2, 3):  # a very long name needs one column of names
        branch = replace(branch, star_board=tuple(row for row in branch.star_board if len(row.name) < 8))
    data = made(press, sheet(make, branch, steps=(Step(level, 0),)))
    big = {squeeze(name).partition("（")[0] for row in branch.post_list for name in row.holders}
    big |= {squeeze(row.name) for row in branch.star_board} | {row.post.name for row in branch.post_list}
    seen = set()
    for page in pages_of(data):
        sizes = sizes_of(page)
        assert min(sizes.values()) >= 6
        for words, mm in sizes.items():
            if words.partition("（")[0] in big or words in ("2026年度", branch.name):
                assert mm >= 9, (words, mm)
                seen.add(words)
    assert len(seen) > 5


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_the_headings_of_a_board_stand_at_the_same_height_at_every_level(press: Press, level: int) -> None:
    """14 mm under the branch, the letters in the middle: a smaller type is for the rows alone."""
    page = pages_of(made(press, posts(steps=(Step(level, 0),))))[0]
    found = page.get_textpage().search("岗位职责").get_next()
    assert found is not None
    _, bottom, _, top = page.get_textpage().get_charbox(found[0])
    assert (page.get_height() - (bottom + top) / 2) / MM == pytest.approx(69.4, abs=0.5)


def test_names_of_four_characters_do_not_touch_the_next_one(press: Press) -> None:
    row = replace(px.branch().post_list[0], holders=("欧阳长青", "甲乙丙", "丁戊己"))
    textpage = pages_of(made(press, sheet(post_list, px.branch(post_list=(row,)))))[0].get_textpage()
    boxes = [
        textpage.get_charbox(textpage.search(name).get_next()[0] + n) for name, n in (("欧阳长青", 3), ("甲乙丙", 0))
    ]
    assert (boxes[1][0] - boxes[0][2]) / MM > 9


def test_the_post_list_says_every_post_duty_and_holder(press: Press) -> None:
    found = text_of(made(press, posts()))
    for row in px.branch().post_list:
        assert squeeze(row.post.name) in found
        assert all(squeeze(duty) in found for duty in row.post.duties)
        assert all(squeeze(name) in found for name in row.holders)
    assert "7人，名额8人" in found
    assert "暂无人任岗，名额2人" in found


def test_many_posts_run_on_and_every_page_says_whose_it_is(press: Press) -> None:
    rows = px.branch().post_list * 5
    data = made(press, sheet(post_list, px.branch(post_list=rows)))
    pages = pages_of(data)
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        words = squeeze(page.get_textpage().get_text_range())
        assert f"{number}／{len(pages)}" in words
        assert "清泉村党支部" in words
        assert "张贴至2027年1月31日" in words
        assert "任岗党员" in words


def test_the_star_board_gives_each_name_its_six_positions(press: Press) -> None:
    data = made(press, stars(0, NAMES))
    found = text_of(data)
    for n, name in enumerate(NAMES):
        assert squeeze(name) in found, name
        marks = "★亮☆★亮☆★亮☆"
        rest = found[found.rindex(squeeze(name)) + len(squeeze(name)) :]
        assert rest.startswith(marks), (n, rest[:20])
    assert "笔画" in found


@pytest.mark.parametrize("count", [14, 20, 52])
def test_no_board_is_begun_at_a_size_smaller_than_it_needs(press: Press, count: int) -> None:
    for names in (count, count + 1):
        job = stars(names)
        begun = job.items[0].start
        assert (
            begun == 0
            or render(press, replace(job, steps=job.steps[:begun], items=(replace(job.items[0], start=0),)))[0] is None
        )


def test_unlit_stars_can_be_left_out(press: Press) -> None:
    rows = tuple(BoardStars(name, "", (False,) * 5 + (True,)) for name in NAMES)
    found = text_of(made(press, sheet(star_board, px.branch(star_board=rows, show_unlit=False))))
    assert "☆" not in found
    assert "未点亮" not in found
    assert found.count("★亮") == len(NAMES) + 1  # the key


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (12, 1), (51, 1), (60, 2)])
def test_a_usual_branch_fits_on_one_star_board(press: Press, count: int, pages: int) -> None:
    assert len(pages_of(made(press, stars(count)))) == pages


def test_a_joint_branch_has_its_villages_apart(press: Press) -> None:
    rows = (BoardStars("丁一", "清村", (True,) * 6), BoardStars("王平", "石村", (False,) * 6))
    found = text_of(made(press, sheet(star_board, px.branch(villages=("清村", "石村", "桥村"), star_board=rows))))
    assert found.index("石村") > found.index("丁一★亮")
    assert "桥村" not in found
    assert "分村、按姓名笔画" in found


@pytest.mark.parametrize("make", [post_list, star_board, goal_card])
def test_black_and_white_loses_nothing_but_colour(press: Press, make: Maker) -> None:
    colour, mono = (made(press, sheet(make, px.branch(), tone=tone)) for tone in ("", "mono"))
    assert text_of(colour) == text_of(mono)
    first, second = pages_of(colour)[0], pages_of(mono)[0]
    assert colours_of(first)
    assert not colours_of(second)
    ink = [page.render(scale=0.5).to_pil().convert("L").histogram() for page in (first, second)]
    dark = [sum(counts[:128]) for counts in ink]
    assert dark[1] < dark[0] * 0.8  # the band is a frame, not a field


def test_warm_paper_is_ivory_to_the_edge(press: Press) -> None:
    (page,) = pages_of(made(press, stars(3, tone="warm")))
    picture = page.render(scale=0.5).to_pil().convert("RGB")
    assert picture.getpixel((1, 1)) == picture.getpixel((picture.width - 2, picture.height - 2)) == (0xFB, 0xF7, 0xEF)


def test_lit_and_unlit_stars_differ_in_grey(press: Press) -> None:
    """The filled star holds at least twice the ink of the outlined one, wherever the gold has gone."""
    rows = (BoardStars("丁一", "", (True, False) * 3),)
    ink = []
    for lit in ((True,) * 6, (False,) * 6):
        (page,) = pages_of(made(press, sheet(star_board, px.branch(star_board=(replace(rows[0], lit=lit),)))))
        grey = page.render(scale=1).to_pil().convert("L")
        width, height = grey.size
        row = grey.crop((round(width * 0.3), round(height * 0.22), width, round(height * 0.3)))
        ink.append(sum((255 - value) * count for value, count in enumerate(row.histogram())))
    assert ink[0] > 2 * ink[1] > 0


def test_a_post_that_does_not_fit_is_named(press: Press) -> None:
    row = replace(px.branch().post_list[0], holders=("甲乙丙丁甲乙丙丁甲乙丙丁甲乙丙丁",))
    data, found = render(press, sheet(post_list, px.branch(post_list=(row,))))
    assert data is None
    assert [(f.code, f.path, f.loc, dict(f.params)["field"]) for f in found] == [
        ("PAPER-002", "members/t01/b001/branch.yaml", ("posts",), "任岗党员姓名")
    ]


def test_a_long_log_keeps_part_one_and_two_on_pages_of_their_own_while_it_can(press: Press) -> None:
    hall = px.township()
    short = replace(hall, card=replace(hall.card, log=hall.card.log[:6]))
    pages = pages_of(made(press, responsibility_card(px.site(), "t01", short)[0]))
    assert len(pages) == 2
    assert "第二部分" not in squeeze(pages[0].get_textpage().get_text_range())
    assert "第二部分" in squeeze(pages[1].get_textpage().get_text_range())
    log: tuple[LogView, ...] = hall.card.log * 3
    many = pages_of(
        made(press, responsibility_card(px.site(), "t01", replace(hall, card=replace(hall.card, log=log)))[0])
    )
    assert len(many) > 2
    for page in many:
        words = squeeze(page.get_textpage().get_text_range())
        assert "发布号R2026-04" in words
        assert "云岭镇责任卡" in words


def test_the_goal_card_has_a_column_for_each_quarter(press: Press) -> None:
    found = text_of(made(press, sheet(goal_card, px.branch())))
    assert found.count("一季二季三季四季结果") == 1
    assert "4次4次123◐75%" in found  # last year, target, three quarters, none yet, result
    assert "●达到" in found
    sizes = sizes_of(pages_of(made(press, sheet(goal_card, px.branch())))[0])
    assert sizes["清泉村党支部"] >= 9
    assert sizes["郑云"] >= 9
    assert (
        min(
            mm
            for words, mm in sizes.items()
            if "页" not in words and "目标卡张贴" not in words and "发布号" not in words
        )
        >= 4
    )


def long_goals(number: int) -> GoalCardView:
    """A goal card of four areas with ``number`` goals each, every text long, a secretary with a long name."""
    texts: dict[str, Any] = {
        "baseline": "1200", "target": "3600", "unit": "平方米", "attainment": 86, "done_when": "五名委员全部到岗，档案有专人，制度上墙，查有记录",
        "opinions": ("年轻人愿意入党，但不知道找谁", "夜里开会太远，能不能就近开"),
    }  # fmt: skip
    what = "联系本组十二户种植户统一采购黄芪种苗并请农技中心培训两次"
    areas = tuple(
        replace(area, goals=tuple(px.goal(number * n + k + 1, what, ("100", "1200", "12.5"), **texts) for k in range(number)))
        for n, area in enumerate(px.goal_card().areas)
    )  # fmt: skip
    return replace(px.goal_card(), areas=areas, holder=LONG)


@pytest.mark.parametrize(("number", "pages"), [(0, 1), (1, 1), (2, 2), (4, 3)])
def test_a_goal_card_tells_all_its_goals_however_long_they_are(number: int, pages: int) -> None:
    """What the masses said is never left out: type and gaps get smaller first, then there is a second page."""
    job = sheet(goal_card, px.branch(goal_card=long_goals(number)))
    data = made(press_of(job), job)
    assert len(pages_of(data)) == pages
    found = text_of(data)
    assert squeeze(LONG) in found
    assert found.count("群众意见：年轻人愿意入党，但不知道找谁；夜里开会太远，能不能就近开") == 4 * number
    assert found.count("◐86%") == 4 * number


@pytest.mark.parametrize("number", [1, 2])
def test_no_goal_card_is_begun_at_a_size_smaller_than_it_needs(number: int) -> None:
    job = sheet(goal_card, px.branch(goal_card=long_goals(number)))
    begun = job.items[0].start
    larger = replace(job, steps=job.steps[:begun], items=(replace(job.items[0], start=0),))
    assert begun == 0 or render(press_of(job), larger)[0] is None


def test_the_goal_card_is_filled(press: Press) -> None:
    """Steps are close to each other: the next larger size does not leave a quarter of the page empty below a full one."""
    job = sheet(goal_card, px.branch())
    heights = []
    for step in job.steps[:-1]:
        (page,) = pages_of(made(press, replace(job, steps=(step,), items=(replace(job.items[0], start=0),))))
        textpage = page.get_textpage()
        at, _ = textpage.search("全部目标").get_next()
        heights.append(textpage.get_charbox(at)[1] / MM)
    assert all(0 < after - before < 20 for before, after in pairwise(heights))


def test_the_kinds_of_members_are_counted_in_one_order_on_every_board(tmp_path: Path) -> None:
    plan = read_plan(copy_county(tmp_path), None, TODAY)
    for job in plan.branches:
        board: BoardBranch = BranchViews(job, assess(job)).of(Source.BOARD)
        words = [word for word, _ in board.roll]
        assert words == [word for word in ("党员", "有职", "无职", "流动") if word in words]


def test_who_does_not_want_the_stars_public_is_not_on_the_board(tmp_path: Path) -> None:
    root = copy_county(tmp_path)

    def board() -> BoardBranch:
        plan = read_plan(root, None, TODAY)
        job = next(branch for branch in plan.branches if branch.key == "b001")
        found: BoardBranch = BranchViews(job, assess(job)).of(Source.BOARD)
        return found

    before = board()
    assert "周麦成" in [row.name for row in before.star_board]
    strokes = [row.name[0] for row in before.star_board]
    assert strokes.index("田") < strokes.index("苏") < strokes.index("李") < strokes.index("贺") < strokes.index("梁")

    def refuse(record: dict[str, Any]) -> None:
        record["consent"]["stars"] = "否"

    edit(root / "members" / "t01" / "b001" / "m000101.yaml", refuse)
    after = board()
    assert [row for row in before.star_board if row.name != "周麦成"] == list(after.star_board)
    assert next(card for card in after.cards if card.key == "m000101").stars == ()
    assert len(next(card for card in after.cards if card.key == "m000102").stars) == 6


def test_a_long_name_at_the_head_of_a_list_of_holders_takes_its_columns(press: Press) -> None:
    """The first row of a fixed table sets its columns: a name over two of them must not narrow the others."""
    names = (NAMES[3], NAMES[1], LONG, NAMES[0])
    branch = px.branch()
    rows = (replace(branch.post_list[0], holders=names), *branch.post_list[1:])
    data, found = render(press, sheet(post_list, replace(branch, post_list=rows)))
    assert found == []
    assert data
