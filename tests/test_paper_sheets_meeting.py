"""Sheets for a branch's tables: what is known is printed, what is new has room, and every sum that must agree is named."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests import paper_fixture as px
from tests import paper_forms as pf
from tests.paper_pdf import (
    MAKES_PDFS,
    MM,
    THEME,
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
from threecards.paper.jobs import A4, A4_LANDSCAPE, A5_LANDSCAPE, SheetJob
from threecards.paper.press import Press, render
from threecards.paper.sheets.meeting import (
    KINDS,
    ballots,
    feedback_slips,
    inspection_checklist,
    minutes,
    self_reports,
    survey_sheets,
    talk_records,
    talk_sheets,
    tally_sheets,
)
from threecards.publish.views.meeting import MeetingBranch

pytestmark = MAKES_PDFS

Make = Callable[..., tuple[SheetJob, ...]]


def sheet(make: Make, branch: MeetingBranch | None = None, at: int = 0) -> SheetJob:
    return make(px.site(), "t01", branch or pf.meeting())[at]


@pytest.fixture(scope="module")
def press() -> Press:
    branches = (
        pf.meeting(),
        pf.large(),
        pf.lonely(),
        pf.meeting(ballots=(pf.ballot("mass", pf.THREE), pf.ballot("member", ()))),
    )
    return press_of(*(job for branch in branches for kind in KINDS for job in kind.make(px.site(), "t01", branch)))


def texts(data: bytes) -> list[str]:
    """Text of each page, squeezed."""
    return [squeeze(page.get_textpage().get_text_range()) for page in pages_of(data)]


def test_everything_of_a_sitting_lies_in_the_binder_and_none_is_made_unasked() -> None:
    for kind in KINDS:
        assert not kind.standing
        assert not kind.hangs
        for job in kind.make(px.site(), "t01", pf.meeting()):
            assert job.path.startswith("binder/t01/b001/")


def test_the_classes_of_forms_are_defined_nowhere_else() -> None:
    """Style sheets follow one another by name: a class of another sheet would change a form that nobody looked at."""

    def classes(name: str) -> set[str]:
        text = re.sub(
            r"/\*.*?\*/|{[^{}]*}|@page[^{]*{(?:[^{}]|{[^{}]*})*}", " ", THEME.names[name].decode(), flags=re.DOTALL
        )
        return set(re.findall(r"\.([a-zA-Z][\w-]*)", text))

    others = [name for name in THEME.names if name.endswith(".css") and name != "forms.css"]
    assert len(classes("forms.css")) > 80
    assert len(others) >= 4
    for name in others:
        assert classes("forms.css") & classes(name) == set(), name


def test_a_sheet_of_one_member_does_not_change_with_another() -> None:
    first, second = pf.meeting().members[:2]
    changed = pf.meeting((first, replace(second, posts=("护林防火岗",))))
    for make in (talk_sheets, self_reports):
        now, then = (
            sheet(make, branch).only(first.key).fingerprint() for branch in (changed, pf.meeting((first, second)))
        )
        assert now == then


# --- ballots and tallies -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("at", "code"), [(0, "mass"), (1, "member")])
def test_a_ballot_has_a_row_for_each_rated_member_and_no_number(press: Press, at: int, code: str) -> None:
    job = sheet(ballots, at=at)
    assert job.path == f"binder/t01/b001/ballot-{code}.pdf"
    data = made(press, job)
    (page,) = pages_of(data)
    assert page.get_size() == pytest.approx([n * MM for n in A4], abs=0.5)
    said = text_of(data)
    rated = [one for one in pf.meeting().members if one.on_ballot]
    assert all(squeeze(one.name) in said for one in rated)
    assert "孙福" not in said
    assert f"共{len(rated)}人" in said
    assert all(word in said for word in (*pf.FOUR, "不了解", "不写姓名，不做记号", "画一个○"))
    assert ("自己的那一行不填，留空" in said) == (code == "member")
    assert "编号" not in said
    assert min(size for words, size in sizes_of(page).items() if words == "周望野") >= 5
    assert {"/Table", "/TH", "/TD"} <= tags_of(data)


@pytest.mark.parametrize(("options", "said"), [(pf.THREE, "满意基本满意不满意不了解"), ((), "分数（0—100）不了解")])
def test_the_columns_follow_the_design(press: Press, options: tuple[str, ...], said: str) -> None:
    branch = pf.meeting(ballots=(pf.ballot("mass", options),))
    assert said in text_of(made(press, sheet(ballots, branch)))
    counted = text_of(made(press, sheet(tally_sheets, branch)))
    assert ("逐票分数" in counted) == (not options)
    assert ("＋".join(options) + "＋不了解＋空白＝合计" if options else "票数＋不了解＋空白＝合计") in counted


def test_a_tally_names_the_sums_that_must_agree(press: Press) -> None:
    data = made(press, sheet(tally_sheets, at=1))
    (page,) = pages_of(data)
    assert page.get_size() == pytest.approx([n * MM for n in A4_LANDSCAPE], abs=0.5)
    said = text_of(data)
    for words in (
        "发出的票＝收回的票＋没有收回的票", "收回的票＝有效票＋无效票", "优秀＋合格＋基本合格＋不合格＋不了解＋空白＝合计",
        "每行的合计都等于有效票数", "应到27人，至少到18人", "收回不少于发出的2/3", "每人计入的票不少于5张",
        "计入的票不到5张的，不公布票数", "监票人签名", "不登记谁投了什么",
    ):  # fmt: skip
        assert words in said, words
    assert said.count("计票人签名") == 2
    mass = text_of(made(press, sheet(tally_sheets, at=0)))
    assert "至少到" not in mass  # nobody is bound to come
    assert "每人计入的票不少于10张" in mass


def test_ninety_members_take_further_pages_with_the_head_repeated(press: Press) -> None:
    for make, size in ((ballots, A4), (tally_sheets, A4_LANDSCAPE)):
        data = made(press, sheet(make, pf.large(), at=1))
        pages = pages_of(data)
        assert 2 < len(pages) <= 7
        assert all(page.get_size() == pytest.approx([n * MM for n in size], abs=0.5) for page in pages)
        with_rows = [said for said in texts(data) if any(squeeze(name) in said for name in pf.people(90))]
        assert all("基本合格" in said for said in with_rows)
        assert all(squeeze(name) in "".join(with_rows) for name in pf.people(90))


# --- inspections ---------------------------------------------------------------------------------------------------------


def test_the_checklist_has_a_box_for_each_promise_and_each_result(press: Press) -> None:
    data = made(press, sheet(inspection_checklist))
    said = text_of(data)
    carded = [one for one in pf.meeting().members if one.commitments]
    posted = sum(bool(one.posts) for one in carded)
    promises = sum(len(one.commitments) for one in carded)
    assert said.count("□") == promises + posted + 4 * len(carded) + 2  # two for what the last inspection asked for
    for words in (
        "2026年第4季度", "应查4张卡", "2027年1月15日", "水渠登记簿补齐", "上次：较好", "上次意见：水渠登记簿缺八月",
        "本年度没有承诺的党员：何静、孙福。", "合计＿＿＿张（应等于4张）", "（目标12户，已报9户，10月31日止，进行中）",
    ):  # fmt: skip
        assert words in said, words
    blank = text_of(made(press, sheet(inspection_checklist, pf.meeting(quarter=0, inspect_by="", follow_up=""))))
    assert "2026年第＿＿季度" in blank
    assert "上次整改" not in blank


def test_the_longest_promises_are_all_on_the_checklist(press: Press) -> None:
    few = pf.large(6)
    data = made(press, sheet(inspection_checklist, few))
    assert text_of(data).count(pf.PROMISE) == 30
    assert all("承诺、目标" in said for said in texts(data) if "□好" in said)


# --- members' own sheets -------------------------------------------------------------------------------------------------


def test_talk_sheets_and_reports_show_the_card_and_leave_room(press: Press) -> None:
    talks, reports = made(press, sheet(talk_sheets)), made(press, sheet(self_reports))
    members = pf.meeting().members
    assert len(pages_of(talks)) == len(members)
    assert len(pages_of(reports)) == sum(one.graded or one.on_ballot for one in members)
    for member, said in zip(members, texts(talks), strict=True):
        assert squeeze(member.name) in said
        assert ("现在的承诺" in said) == bool(member.commitments)
        assert "内部材料" in said
    assert "孙福" not in "".join(texts(reports))
    for data in (talks, reports):
        assert text_of(data).count("带三户邻居种植中药材并教会育苗") == 4
        assert fonts_of(data)


def test_long_promises_take_a_second_page_of_a_report(press: Press) -> None:
    pages = texts(made(press, sheet(self_reports, pf.large(2))))
    assert len(pages) == 4
    assert "".join(pages).count(pf.PROMISE) == 10
    assert "本人签名" in pages[1]


def test_survey_sheets_ask_for_things_not_for_names(press: Press) -> None:
    opinions, visit = texts(made(press, sheet(survey_sheets)))
    assert all(channel in opinions for channel in pf.CHANNELS)
    assert "不写反映人的姓名" in opinions
    assert "走访户数" in visit
    assert not any(one.name in opinions + visit for one in pf.meeting().members)


# --- decision and after --------------------------------------------------------------------------------------------------


def test_the_minutes_know_who_has_to_come_and_which_stars_are_asked_for(press: Press) -> None:
    said = text_of(made(press, sheet(minutes)))
    for words in (
        "应到27人＝实到",
        "至少14人，会议有效",
        "至少14票，表决通过",
        "合计＿＿（应是4人）",
        "拟提名",
        "监票人签名",
    ):
        assert words in said, words
    starred = [one for one in pf.meeting().members if one.stars]
    assert said.count("拟提名") == len(starred)
    empty = text_of(made(press, sheet(minutes, pf.lonely())))
    assert "至少" not in empty  # nobody with a vote: no number is made up
    assert "本年度没有党员争创星级" in empty


def test_a_result_is_told_to_the_member_alone_with_the_ways_to_object(press: Press) -> None:
    job = sheet(feedback_slips)
    told = [one for one in pf.meeting().members if one.told]
    assert [item.key for item in job.items] == [one.key for one in told]
    assert job.on_a4
    data = made(press, job)
    for member, page, said in zip(told, pages_of(data), texts(data), strict=True):
        assert page.get_size() == pytest.approx([n * MM for n in A5_LANDSCAPE], abs=0.5)
        for words in (
            member.name,
            "合格",
            "84.20",
            "群众评价88.10",
            "★学习星",
            "请在2026年12月17日以前（含当日）",
            "15个工作日内答复",
            "只交本人",
        ):
            assert squeeze(words) in said, words
        assert not any(squeeze(other.name) in said for other in told if other is not member)
    assert feedback_slips(px.site(), "t01", pf.lonely()) == ()


def test_before_the_result_was_told_its_slip_counts_from_the_day_of_telling(press: Press) -> None:
    first = pf.member("m000123", "周望野")
    assert first.told
    waiting = replace(first, told=replace(first.told, told="", until=""))
    assert "自收到之日起5个工作日内" in text_of(made(press, sheet(feedback_slips, pf.meeting((waiting,)))))


def test_a_record_of_a_talk_never_holds_a_reason(press: Press) -> None:
    named, blank = texts(made(press, sheet(talk_records)))
    assert "郑云（二组）" in named
    assert "2027年1月7日" in named
    assert "决定后30天内" in blank
    assert "谈话后3个月" in named
    assert "谈话后6个月" in named
    for word in ("基本合格", "不合格", "较好", "水渠登记簿", "84.20"):
        assert word not in named + blank
    assert (
        len(talk_records(px.site(), "t01", pf.lonely())[0].items) == 1
    )  # a blank one is always there: its number tells nothing


# --- ink, gates ----------------------------------------------------------------------------------------------------------


def test_black_ink_keeps_the_words(press: Press) -> None:
    for make in (ballots, tally_sheets, inspection_checklist, minutes):
        job = sheet(make)
        black = made(press, replace(job, tone="mono"))
        assert text_of(black) == text_of(made(press, job))
        assert not any(colours_of(page) for page in pages_of(black))


def test_the_emptiest_branch_prints(press: Press) -> None:
    made_of = [
        job for kind in KINDS for job in kind.make(px.site(release="", released="", post_until=""), "t01", pf.lonely())
    ]
    assert {job.path.rsplit("/", 1)[1] for job in made_of} == {
        "talk-sheets.pdf", "survey-sheets.pdf", "inspection-checklist.pdf", "minutes.pdf", "talk-records.pdf",
    }  # fmt: skip
    for job in made_of:
        assert made(press, job)


def test_a_hundred_odd_names_fit_their_columns(press: Press) -> None:
    """Names of every length that a record may hold, with and without dots, with what tells two of the same name apart."""
    words = pf.PROMISE[:40]
    names = [words[n % 20 : n % 20 + 1 + n // 5] for n in range(100)]
    names = [f"{name[:7]}·{name[7:]}" if n % 3 == 0 and len(name) > 8 else name for n, name in enumerate(names)]
    names = [f"{name}（{words[: 1 + n % 10]}）" if n % 4 == 1 else name for n, name in enumerate(names)]
    odd = pf.meeting(
        tuple(pf.member(f"m{n:06d}", name, posts=(words[: n % 40],) if n % 2 else ()) for n, name in enumerate(names))
    )
    for make, at in ((ballots, 1), (tally_sheets, 1), (minutes, 0)):
        said = text_of(made(press, sheet(make, odd, at=at)))
        assert all(squeeze(name) in said for name in names)


def test_a_name_without_glyph_is_named_with_its_file(press: Press) -> None:
    odd = pf.meeting((pf.member("m000160", f"王{px.NOWHERE}"),))
    for make in (ballots, talk_sheets, inspection_checklist):
        data, (found,) = render(press, sheet(make, odd))
        assert data is None
        assert found.code == "PAPER-001"
        assert found.path == "members/t01/b001/m000160.yaml"
