"""What hangs on a board: the record of postings, what comes down and what goes up, the list a clerk takes along."""

from __future__ import annotations

import pytest

from tests import paper_fixture as px
from tests import paper_forms as pf
from tests.paper_pdf import MM, fonts_of, made, makes_pdf, pages_of, press_of, squeeze, tags_of, text_of
from tests.values import replace
from threecards.paper.jobs import A4, SheetJob
from threecards.paper.posting import (
    HEAD,
    Hung,
    Paper,
    PostingError,
    after_posting,
    fingerprint,
    papers_of,
    posting_view,
    read_record,
    tasks,
    write_record,
)
from threecards.paper.sheets import KINDS, Source
from threecards.paper.sheets.cards import action_cards
from threecards.paper.sheets.lists import board_list
from threecards.paper.sheets.notices import notices
from threecards.paper.sheets.wall import goal_card
from threecards.problems import message

TODAY = "2026-12-24"


def cards(**changes: object) -> SheetJob:
    (job,) = action_cards(px.site(**changes), "t01", px.branch())
    return job


def paper(sheet: str, digest: str = "a" * 16, until: str = "2027-01-31", begins: str = "") -> Paper:
    return Paper(
        sheet, "行动卡", sheet, digest, until, begins, "R2026-04", f"print/t01/b001/{sheet.partition('/')[0]}.pdf"
    )


def hung(sheet: str, digest: str = "a" * 16, until: str = "2027-01-31") -> Hung:
    return Hung(sheet, "2026-03-16", until, "R2026-01", digest)


def named(sheet: str) -> tuple[str, str]:
    return "行动卡", f"已走的{sheet[-1]}"


# --- the record ------------------------------------------------------------------------------------------------------------


def test_a_record_reads_back_what_was_written() -> None:
    rows = (hung("goal-card", until=""), hung("action-cards/m000103"), replace(hung("notice-gs-4"), release=""))
    data = write_record(rows)
    assert data.decode().startswith(HEAD)
    assert data == write_record(reversed(rows))
    assert read_record(data) == tuple(sorted(rows))
    assert read_record(b"") == ()
    assert read_record("\ufeff# 说明\r\n\r\n".encode() + data.replace(b"\n", b"\r\n")) == tuple(sorted(rows))


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-16 2027-01-31 R2026-01 aaaaaaaaaaaaaaaa goal-card 多余",
        "2026-3-16 - - aaaaaaaaaaaaaaaa goal-card",
        "2026-03-16 - - short goal-card",
        "2026-03-16 - - aaaaaaaaaaaaaaaa ../goal-card",
        "2026-03-16 - - aaaaaaaaaaaaaaaa post-list",  # twice
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(PostingError) as caught:
        read_record(f"# x\n2026-03-16 - - aaaaaaaaaaaaaaaa post-list\n{line}\n".encode())
    assert caught.value.line == 3
    found = caught.value.finding("posted/t01/b001.txt")
    assert (found.code, found.path, found.at.line if found.at else 0) == ("PAPER-008", "posted/t01/b001.txt", 3)
    assert "张贴登记" in message(found, "zh")


def test_bytes_that_are_no_text_are_a_fault_and_no_empty_board() -> None:
    with pytest.raises(PostingError):
        read_record(b"\xff\xfe\x00")


# --- fingerprints ----------------------------------------------------------------------------------------------------------


def test_each_card_is_a_sheet_of_its_own() -> None:
    made_of = papers_of("行动卡", cards())
    assert [p.sheet for p in made_of] == [f"action-cards/{card.key}" for card in px.branch().cards]
    assert len({p.fingerprint for p in made_of}) == len(made_of)
    assert {(p.until, p.release, p.file) for p in made_of if p.sheet.endswith("123")} == {
        ("2027-01-31", "R2026-04", "print/t01/b001/action-cards-a4.pdf")
    }
    (goals,) = papers_of("目标卡", goal_card(px.site(), "t01", px.branch())[0])
    assert goals.sheet == "goal-card"
    (notice,) = papers_of("公示", notices(px.site(), "t01", pf.forms())[0])
    assert (notice.sheet, notice.until, notice.begins) == ("notice-gs-4", "2026-12-25", "2026-12-18")


def test_one_card_of_a_branch_is_still_named_by_its_member() -> None:
    (job,) = action_cards(px.site(), "t01", px.branch((px.usual(),)))
    assert [p.sheet for p in papers_of("行动卡", job)] == ["action-cards/m000123"]


def test_a_new_release_alone_changes_no_fingerprint() -> None:
    later = replace(px.usual(), release="R2027-01", post_until="2027-06-30")
    (old,), (new,) = (
        papers_of("行动卡", action_cards(site, "t01", px.branch((card,)))[0])
        for site, card in (
            (px.site(), px.usual()),
            (px.site(release="R2027-01", released="2027-01-20", post_until="2027-06-30", as_of="2027-02-01"), later),
        )
    )
    assert old.fingerprint == new.fingerprint
    assert (new.release, new.until) == ("R2027-01", "2027-06-30")
    goals = [
        goal_card(site, "t01", px.branch())[0]
        for site in (px.site(), px.site(post_until="2027-06-30", release="R2027-01"))
    ]
    assert len({fingerprint(job, job.items[0]) for job in goals}) == 1


def test_whatever_a_reader_sees_changes_the_fingerprint() -> None:
    usual = px.usual()
    (job,) = action_cards(px.site(), "t01", px.branch((usual,)))
    first = fingerprint(job, job.items[0])
    progress = (replace(usual.commitments[0], value="3"), *usual.commitments[1:])
    for card in (replace(usual, motto="双带"), replace(usual, commitments=progress), replace(usual, photo="a.jpg")):
        (other,) = action_cards(px.site(), "t01", px.branch((card,)))
        assert fingerprint(other, other.items[0]) != first
    assert fingerprint(cards(county="别县"), job.items[0]) != first


# --- tasks -----------------------------------------------------------------------------------------------------------------


def test_what_has_not_changed_stays() -> None:
    assert tasks([paper("goal-card")], [hung("goal-card")], TODAY, named) == ((), (), 1)


def test_a_changed_sheet_comes_down_and_goes_up() -> None:
    down, up, kept = tasks([paper("goal-card", "b" * 16)], [hung("goal-card")], TODAY, named)
    assert [(t.sheet, t.why) for t in down] == [("goal-card", "内容有变，换新的")]
    assert [(t.sheet, t.why, t.file) for t in up] == [("goal-card", "内容有变", "print/t01/b001/goal-card.pdf")]
    assert kept == 0


def test_a_sheet_past_its_day_is_renewed_and_one_on_its_last_day_stays() -> None:
    for until, over in (("2026-12-23", True), ("2026-12-24", False), ("", False)):
        down, up, kept = tasks([paper("goal-card")], [hung("goal-card", until=until)], TODAY, named)
        assert (len(down), len(up), kept) == ((1, 1, 0) if over else (0, 0, 1))
        assert all(t.why.startswith("张贴期已过") for t in (*down, *up))


def test_what_is_no_longer_made_comes_down() -> None:
    down, up, kept = tasks([], [hung("action-cards/m000109"), hung("notice-gs-1", until="2026-12-16")], TODAY, named)
    assert [(t.name, t.why) for t in down] == [("已走的9", "不再张贴"), ("已走的1", "期满")]
    assert (up, kept) == ((), 0)


def test_a_notice_of_a_later_day_waits_for_it() -> None:
    _, (first, second), _ = tasks(
        [paper("notice-a", begins="2026-12-18"), paper("notice-b", begins="2026-12-28")], [], TODAY, named
    )
    assert (first.why, first.posted) == ("新的", "")
    assert (second.why, second.posted) == ("到日子再贴", "2026-12-28")


def test_after_a_posting_nothing_is_left_to_do() -> None:
    papers = [paper("goal-card", "b" * 16), paper("action-cards/m000101"), paper("action-cards/m000102")]
    before = (hung("goal-card"), hung("action-cards/m000102"), hung("action-cards/m000199"))
    down, up, _ = tasks(papers, before, TODAY, named)
    put_up = [p for p in papers if p.sheet in {t.sheet for t in up}]
    after = after_posting(before, put_up, TODAY, {t.sheet for t in down})
    assert tasks(papers, after, TODAY, named) == ((), (), 3)
    assert read_record(write_record(after)) == after
    assert next(h for h in after if h.sheet == "action-cards/m000102").posted == "2026-03-16"  # it was not touched


def test_a_notice_that_is_over_comes_down_once_with_or_without_a_record() -> None:
    forms = pf.forms(ended=(pf.notice("gs-1", "posts"),))
    view = posting_view(forms, [], (), named)
    assert [(t.sheet, t.why, t.name) for t in view.down] == [("notice-gs-1", "期满", "2026年度“六星”党员公示")]
    assert view.first
    view = posting_view(forms, [], (hung("notice-gs-1", until="2026-12-16"),), named)
    assert [t.sheet for t in view.down] == ["notice-gs-1"]
    assert not view.first


# --- the list --------------------------------------------------------------------------------------------------------------


def test_the_list_is_internal_and_everything_on_it_hangs() -> None:
    (kind,) = (one for one in KINDS if one.source is Source.POSTING)
    assert not kind.standing
    (job,) = board_list(px.site(), "t01", pf.posting())
    assert job.path == "binder/t01/b001/board-list.pdf"
    assert {one.key for one in KINDS if one.hangs} >= {"action-cards", "goal-card", "responsibility-card", "notices"}
    assert all(one.source in (Source.BOARD, Source.FORMS, Source.HALL) for one in KINDS if one.hangs)


@makes_pdf
def test_the_list_has_a_box_for_each_sheet() -> None:
    jobs = [
        board_list(px.site(), "t01", view)[0]
        for view in (pf.posting(), pf.posting(40, 60), pf.posting(0, 0, first=True, kept=0))
    ]
    press = press_of(*jobs)
    usual, long, empty = (made(press, job) for job in jobs)
    (page,) = pages_of(usual)
    assert page.get_size() == pytest.approx([n * MM for n in A4], abs=0.5)
    said = text_of(usual)
    assert said.count("□") == 5
    for words in (
        "一、取下2张",
        "二、打印并贴上3张",
        "周望野0（m000000）",
        "不再张贴",
        "内容有变",
        "其余7张没有变化",
        "打印文件：print/t01/b001/action-cards.pdf",
    ):
        assert squeeze(words) in said, words
    assert said.count("action-cards.pdf") == 1
    assert {"/H1", "/H2", "/Table", "/TH"} <= tags_of(usual)
    assert fonts_of(usual)
    assert text_of(long).count("□") == 100
    assert len(pages_of(long)) > 2
    nothing = text_of(empty)
    assert "没有要取下的" in nothing
    assert "没有要打印的" in nothing
    assert "□" not in nothing
