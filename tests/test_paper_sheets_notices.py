"""Public notices and their outcomes: what is on the wall says who, what, until when, and where to object."""

from __future__ import annotations

from typing import Any

import pytest

from tests import paper_fixture as px
from tests import paper_forms as pf
from tests.paper_pdf import (
    MM,
    codes_of,
    colours_of,
    fonts_of,
    made,
    makes_pdf,
    pages_of,
    press_of,
    sizes_of,
    squeeze,
    tags_of,
    text_of,
)
from tests.values import replace
from threecards.paper.jobs import A4, SheetJob
from threecards.paper.press import Press
from threecards.paper.prose import Block, blocks, by_parts
from threecards.paper.sheets.notices import columns, notices, outcomes, pairs
from threecards.paper.text import plain
from threecards.publish.views.forms import NoticeSheet


def sheet(notice: NoticeSheet, **changes: Any) -> SheetJob:
    (job,) = notices(px.site(), "t01", pf.forms(notices=(notice,)))
    return replace(job, **changes)


PROSE = "**经支部**研究，[看这里](x.html)。\n接上一行。\n\n1. 第一件\n2. 第二件\n- `别的`\n\n# 附\n\nABC\nDEF"
MANY = tuple((name, "") for name in pf.people(90))


@pytest.fixture(scope="module")
def press() -> Press:
    jobs = (
        sheet(pf.notice(people=tuple((n, "学习、致富") for n in pf.people(90)), text=PROSE + pf.PROMISE)),
        sheet(pf.notice(people=MANY)),
        *outcomes(px.site(), "t01", pf.forms()),
    )
    return press_of(*jobs, more="设岗优秀表彰其他水利管护调解元旦清洁日安排拟评共0123456789")


# --- words --------------------------------------------------------------------------------------------------------------


def test_prose_keeps_words_and_drops_signs() -> None:
    assert blocks(PROSE) == (
        Block("text", "经支部研究，看这里。接上一行。"),
        Block("item", "第一件", "1."),
        Block("item", "第二件", "2."),
        Block("item", "别的", "·"),
        Block("head", "附"),
        Block("text", "ABC DEF"),
    )
    assert blocks("") == ()
    assert blocks("2*3 与 __init__ 与 2026*") == (Block("text", "2*3 与 init 与 2026*"),)


def test_a_long_name_breaks_behind_its_dot_only() -> None:
    assert plain(by_parts(pf.LONG_NAME)) == pf.LONG_NAME
    assert by_parts(pf.LONG_NAME).count("\u2060") == len(pf.LONG_NAME) - 2  # everywhere but behind the dot
    assert "\u2060" not in by_parts("一二三四五六七八九")  # no column holds it: it may break anywhere


def test_names_stand_side_by_side_only_where_they_are_alone() -> None:
    assert [columns(pf.notice(people=MANY[:n])) for n in (1, 3, 4, 90)] == [1, 3, 4, 4]
    assert columns(pf.notice()) == 0
    assert pairs(pf.notice(people=tuple((n, "水利管护岗") for n in pf.people(20)))) == 2
    assert pairs(pf.notice(people=tuple((n, "水利管护岗、矛盾调解岗") for n in pf.people(20)))) == 1


# --- sheets -------------------------------------------------------------------------------------------------------------


def test_each_notice_is_a_file_that_does_not_change_from_day_to_day() -> None:
    jobs = notices(px.site(), "t01", pf.forms(notices=(pf.notice("gs-4"), pf.notice("gs-5", "other", people=()))))
    assert [job.path for job in jobs] == ["print/t01/b001/notice-gs-4.pdf", "print/t01/b001/notice-gs-5.pdf"]
    tomorrow = notices(px.site(), "t01", pf.forms(as_of="2026-12-25"))
    assert tomorrow[0].fingerprint() == notices(px.site(), "t01", pf.forms())[0].fingerprint()
    assert notices(px.site(), "t01", pf.empty_forms()) == outcomes(px.site(), "t01", pf.empty_forms()) == ()


@makes_pdf
def test_a_notice_says_who_until_when_and_where_to_object(press: Press) -> None:
    data = made(press, sheet(pf.notice(text=PROSE)))
    (page,) = pages_of(data)
    assert page.get_size() == pytest.approx([n * MM for n in A4], abs=0.5)
    said = text_of(data)
    for words in (
        "2026年度“六星”党员公示", "经支部研究，看这里。接上一行。", "1.第一件", "周望野", "郑云", pf.LONG_NAME, "共3人，排名不分先后",
        "2026年12月18日张贴，2026年12月25日期满", "5个工作日", "意见箱：清泉村公开栏旁意见箱", "云岭镇组织办：0900-5550112", "写不写姓名都可以",
        "3个工作日内决定是否受理，10个工作日内答复", "不得打听、压制、打击报复", "（盖章处）", "清泉村党支部2026年12月18日",
        "张贴至2026年12月25日，期满取下", "发布号R2026-04",
    ):  # fmt: skip
        assert squeeze(words) in said, words
    assert said.count("★") == 3 + 6 + 1
    ((address, size_mm),) = codes_of(page, [pf.notice().url])
    assert address == pf.notice().url
    assert size_mm == pytest.approx(18.5, abs=0.2)
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L"} <= tags_of(data)
    assert fonts_of(data)


@makes_pdf
def test_a_notice_is_read_from_a_step_away(press: Press) -> None:
    (page,) = pages_of(made(press, sheet(pf.notice())))
    sizes = sizes_of(page)
    assert sizes["公示"] >= 12
    assert sizes["周望野"] >= 5
    assert min(sizes.values()) >= 3.5  # the running foot
    assert min(size for words, size in sizes.items() if "工作日" in words) >= 4.6


@makes_pdf
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("posts", "拟为下列党员设岗定责"),
        ("stars", "拟授予下列党员2026年度星级"),
        ("excellent", "拟评下列党员为2026年度优秀党员"),
        ("commendation", "拟推荐下列党员受表彰"),
        ("other", "现将有关事项公示如下"),
    ],
)
def test_a_notice_without_text_opens_with_the_words_of_its_kind(press: Press, code: str, words: str) -> None:
    assert words in text_of(made(press, sheet(pf.notice(code=code, people=()))))


@makes_pdf
def test_a_long_list_runs_on_with_its_head_repeated(press: Press) -> None:
    data = made(press, sheet(pf.notice(people=tuple((n, "学习、致富") for n in pf.people(90)))))
    pages = pages_of(data)
    assert len(pages) > 2
    said = text_of(data)
    assert all(squeeze(name) in said for name in pf.people(90))
    assert said.count("★") == 180
    with_rows = [p for p in pages if "★" in p.get_textpage().get_text_range()]
    assert all("学习星" in squeeze(p.get_textpage().get_text_range()) for p in with_rows)
    names = made(press, sheet(pf.notice(code="excellent", people=MANY[:40])))
    assert len(pages_of(names)) == 1
    assert all(squeeze(name) in text_of(names) for name, _ in MANY[:40])


@makes_pdf
def test_black_ink_keeps_every_word_and_star(press: Press) -> None:
    colour, black = made(press, sheet(pf.notice())), made(press, sheet(pf.notice(), tone="mono"))
    assert text_of(colour) == text_of(black)
    assert colours_of(pages_of(colour)[0])
    assert not colours_of(pages_of(black)[0])


@makes_pdf
def test_an_outcome_names_the_notice_and_nobody(press: Press) -> None:
    (job,) = outcomes(px.site(), "t01", pf.forms())
    said = text_of(made(press, job))
    assert squeeze("“2026年度党员设岗公示”于2026年12月18日至2026年12月25日") in said
    assert "公示期内没有收到异议。" in said
    assert "周望野" not in said
    assert job.path == "print/t01/b001/notice-outcome-gs-1.pdf"
