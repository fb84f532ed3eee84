"""Views of notices, forms and sittings from the records of the shipped county, and the record of postings on disk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.county_tree import ROOT, copy_county, edit
from threecards.build.branch import assess
from threecards.build.choice import Choice
from threecards.build.halls import HALL
from threecards.build.plan import read_plan
from threecards.build.posted import Noted, note_postings, read_posted, record_path
from threecards.build.sheetviews import BranchViews
from threecards.build.shop import Task, print_task
from threecards.cli import app
from threecards.paper.sheets import KINDS, Source
from threecards.paper.theme import PaperTheme
from threecards.paper.variants import Making
from threecards.publish.project.meeting import least
from threecards.records.words import ObjectionKind

DAY = date(2026, 12, 24)


def views(branch: str, root: Path = ROOT, on: date = DAY, *, recorded: bool = False) -> BranchViews:
    """The views of a branch of a county, with what is on record as posted when asked for."""
    plan = read_plan(root, on, on)
    job = next(job for job in plan.branches if job.key == branch)
    hung = read_posted(root, job.township, branch)[0] if recorded else ()
    return BranchViews(job, assess(job), hung)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return copy_county(tmp_path)


def change(root: Path, name: str, how: Callable[[Any], object]) -> None:
    edit(next((root / "members").glob(f"t*/{name}")), how)


# --- notices ---------------------------------------------------------------------------------------------------------------


def test_notices_are_sorted_by_their_clock() -> None:
    # t01/b002: two notices posted on 18 December 2026 end on the 25th, the earlier ones are over and taken down
    at = {on: views("b002", on=date(2026, 12, on)).forms for on in (24, 25, 26)}
    assert [n.key for n in at[24].notices] == [n.key for n in at[25].notices] == ["gs-6", "gs-5"]
    assert at[26].notices == ()
    assert [n.key for n in at[26].ended] == ["gs-6", "gs-5"]  # nobody has written down that they were taken off
    assert at[24].ended == ()
    assert {n.ends for n in at[24].notices} == {"2026-12-25"}
    assert all(n.outcome for n in at[24].results)
    assert all(not n.outcome for n in at[24].notices)


def test_a_notice_names_people_in_full_and_nobody_whose_page_is_withdrawn(county: Path) -> None:
    board = views("b002", county).forms
    (name, _), *_ = board.notices[0].people
    assert name == "冯子墨"  # the village knows its own people, with or without consent to the web
    key = next(
        p.stem for p in (county / "members/t01/b002").glob("m*.yaml") if "冯子墨" in p.read_text(encoding="utf-8")
    )
    edit(county / "content/publication.yaml", lambda record: record.update(withdraw=[key]))
    assert views("b002", county).forms.notices[0].people == ()


def test_periods_kinds_and_limits_come_from_the_records(county: Path) -> None:
    def scheme(record: Any) -> None:
        record["deadlines"] |= {"accept_workdays": "4", "answer_workdays": "9", "feedback_workdays": "6"}
        record["eligibility"] |= {"max_age": "60", "max_posts": "3"}

    edit(county / "content/scheme/2026.yaml", scheme)
    board = views("b001", county).forms
    assert (board.clock.accept, board.clock.answer, board.clock.feedback) == (4, 9, 6)
    assert (board.max_age, board.max_posts) == (60, 3)
    assert board.objections == tuple(ObjectionKind)
    assert [code for code, _ in board.consent] == [
        "name",
        "photo",
        "board_photo",
        "stars",
        "commitments",
        "probationary",
    ]


def test_what_the_county_keeps_from_the_village_is_on_no_notice(county: Path) -> None:
    change(county, "b002/2026.yaml", lambda book: book["notices"][0].update(outcome="甲乙丙结果"))
    assert "甲乙丙结果" in {n.outcome for n in views("b002", county, date(2026, 12, 28)).forms.results}
    edit(county / "content/publication.yaml", lambda record: record.update(levels={"book.notices.outcome": "C"}))
    assert views("b002", county, date(2026, 12, 28)).forms.results == ()


# --- sittings --------------------------------------------------------------------------------------------------------------


def test_least_whole_number() -> None:
    assert [least(Fraction(2, 3), n) for n in (0, 27, 28, 29, 30)] == [0, 18, 19, 20, 20]
    assert least(Fraction(1, 2), 11) == 6


def test_the_next_inspection_is_the_first_that_was_not_held(county: Path) -> None:
    assert views("b001", county).meeting.quarter == 0
    for quarter, last in ((3, "2026-10-15"), (1, "2026-04-15")):

        def held(book: Any, upto: int = quarter - 1) -> None:
            book["inspections"] = book["inspections"][:upto]

        change(county, "b001/2026.yaml", held)
        made = views("b001", county).meeting
        assert (made.quarter, made.inspect_by) == (quarter, last)
    assert made.follow_up == ""
    assert {one.last for one in made.members} == {("", "")}


def test_ballots_follow_the_design_of_the_year_and_leave_the_exempt_out(county: Path) -> None:
    assert {b.code: len(b.options) for b in views("b002", county).meeting.ballots} == {"mass": 4, "member": 4}
    edit(county / "content/scheme/2026.yaml", lambda scheme: scheme.update(ballots={"mass": "三档", "member": "打分"}))
    at = views("b002", county).meeting
    assert {b.code: b.options for b in at.ballots} == {"mass": ("满意", "基本满意", "不满意"), "member": ()}
    own = next(b for b in at.ballots if b.code == "member")
    assert own.eligible == at.should_attend
    assert own.present == least(Fraction(2, 3), at.should_attend)
    assert 0 < sum(one.on_ballot for one in at.members) < len(at.members)


def test_results_are_told_only_after_the_decision(county: Path) -> None:
    after = views("b001", county).meeting
    told = [one.told for one in after.members if one.told]
    assert told
    for one in told:
        assert one.decided in after.grades
        assert [title for title, _ in one.parts] == ["群众评价", "党员评议", "组织考评"]
        assert bool(one.until) == bool(one.told)

    def lost(book: Any) -> None:
        book["decisions"][-1]["grades"]["m000102"]["ayes"] = "1"  # not more than half of those who should attend

    change(county, "b001/2026.yaml", lost)
    before = {one.key: one.told is not None for one in after.members}
    now = {one.key: one.told is not None for one in views("b001", county).meeting.members}
    assert {key for key in before if before[key] != now[key]} == {"m000102"}


def test_talks_that_are_due_name_a_day_and_no_reason() -> None:
    due = [one.talk for one in views("b003").meeting.members if one.talk]
    assert due
    assert all(talk.due > "2026-12-08" for talk in due)


def test_a_view_that_no_wanted_kind_needs_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("made without need")

    monkeypatch.setattr("threecards.build.sheetviews.meeting_branch", never)
    made = views("b001")
    for kind in KINDS:
        if kind.standing and kind.source is not Source.HALL:
            kind.make(made.site, "t01", made.of(kind.source))
    with pytest.raises(AssertionError, match="without need"):
        made.of(Source.MEETING)


def test_a_blank_form_names_nobody() -> None:
    made = views("b003")
    blank = [kind for kind in KINDS if kind.source is Source.FORMS and not kind.hangs]
    assert len(blank) == 4
    said = "".join(
        text.text for kind in blank for job in kind.make(made.site, "t02", made.forms) for _, text in job.texts()
    )
    assert not any(one.name in said for one in made.meeting.members)


# --- the record of postings ------------------------------------------------------------------------------------------------


def note(county: Path, *kinds: str, on: date = DAY, branch: str = "b002", members: tuple[str, ...] = ()) -> Noted:
    done = note_postings(county, on, on, kinds, (), (branch,), members)
    assert done.ok
    (board,) = done.boards
    return board


def test_a_board_from_the_first_posting_to_a_change(county: Path) -> None:
    first = views("b002", county, recorded=True).posting
    assert first.first
    assert not first.down
    assert {t.kind for t in first.up} >= {"行动卡", "目标卡", "公示"}
    assert "赵拓（m000203）" in {t.name for t in first.up}  # whoever stands at the board looks for a name
    board = note(county)
    assert (board.up, board.down, board.hanging) == (len(first.up), 0, len(first.up))
    text = (county / record_path("t01", "b002")).read_text(encoding="utf-8")
    assert "冯子墨" not in text  # keys and digests, no names

    second = views("b002", county, recorded=True).posting
    assert (second.down, second.up, second.kept) == ((), (), len(first.up))

    change(
        county,
        "b002/m000203.yaml",
        lambda m: m["cards"][-1]["commitments"][0].update(what="改过的承诺，每月清扫村道一次"),
    )
    later = date(2026, 12, 28)
    work = views("b002", county, later, recorded=True)
    assert "action-cards/m000203" in {t.sheet for t in work.posting.up}
    over = {t.sheet for t in work.posting.down if t.sheet.startswith("notice-")}
    assert over == {"notice-gs-5", "notice-gs-6"}
    assert {t.sheet for t in work.posting.up} <= {p.sheet for p in work.papers}
    board = note(county, on=later)
    assert (board.up, board.down) == (len(work.posting.up), len(over))
    after = views("b002", county, later, recorded=True).posting
    assert after.up == ()
    assert {t.sheet for t in after.down} == over  # the notices' own records still say that they hang


def test_single_sheets_can_be_put_on_record(county: Path) -> None:
    key = next(p.sheet for p in views("b002", county).papers if p.sheet.startswith("action-cards/"))
    assert note(county, "行动卡", members=(key.partition("/")[2],)).hanging == 1
    assert note(county, "goal-card").hanging == 2
    rows, found = read_posted(county, "t01", "b002")
    assert found == ()
    assert {h.sheet for h in rows} == {key, "goal-card"}
    assert note(county, "公示结果").up == len(
        views("b002", county).forms.results
    )  # made on demand, and on record all the same
    hangs = {t.sheet for t in views("b002", county, recorded=True).posting.up}
    assert hangs
    assert not any(sheet.startswith("notice-outcome") for sheet in hangs)


def test_a_sheet_that_is_no_longer_made_keeps_its_name(county: Path) -> None:
    for kind in ("公示结果", "公示", "行动卡"):
        note(county, kind)
    edit(county / "content/publication.yaml", lambda record: record.update(withdraw=["m000203"]))
    change(county, "b002/2026.yaml", lambda book: [n.pop("outcome", None) for n in book["notices"]])
    down = {t.sheet: (t.kind, t.name) for t in views("b002", county, date(2026, 12, 28), recorded=True).posting.down}
    assert down["action-cards/m000203"][0] == "行动卡"
    assert down["action-cards/m000203"][1].endswith("（m000203）")
    assert not down["action-cards/m000203"][1].startswith("m")
    assert down["notice-gs-6"] == ("公示", "2026年度“六星”党员补充公示")
    assert down["notice-outcome-gs-1"] == ("公示结果", "2026年度党员设岗公示")


def test_the_command_says_what_was_written_down(county: Path) -> None:
    done = CliRunner().invoke(app, ["posted", "-b", "荷渠村党支部", "--as-of", DAY.isoformat(), "--root", str(county)])
    assert done.exit_code == 0, done.output
    rows, _ = read_posted(county, "t01", "b002")
    assert (
        done.output == f"荷渠村党支部：贴上 {len(rows)} 张，取下 0 张，现在张贴 {len(rows)} 张（posted/t01/b002.txt）\n"
    )
    wrong = CliRunner().invoke(app, ["posted", "没有的卡", "--root", str(county)])
    assert wrong.exit_code == 2


def test_the_print_of_the_list_reads_the_record(county: Path) -> None:
    file = county / record_path("t01", "b002")
    file.parent.mkdir(parents=True)
    file.write_text("不是登记\n", encoding="utf-8")
    job = next(job for job in read_plan(county, DAY, DAY).branches if job.key == "b002")
    task = Task("b002", PaperTheme.of({}), str(county), (), Making(), str(county / "out"), ("board-list",), job)
    assert [p.code for p in print_task(task).problems] == ["PAPER-008"]
    assert not (county / "out").exists()


def test_a_word_that_names_nothing_writes_nothing(county: Path) -> None:
    with pytest.raises(Choice):
        note_postings(county, DAY, DAY, ("没有的卡",), (), (), ())
    assert not (county / "posted").exists()


def test_a_record_that_cannot_be_read_stops_and_stays(county: Path) -> None:
    file = county / record_path("t01", "b002")
    file.parent.mkdir(parents=True)
    file.write_text("# 说明\n不是登记\n", encoding="utf-8")
    done = note_postings(county, DAY, DAY, (), (), ("b001", "b002"), ())
    assert not done.ok
    assert [(p.code, p.path, p.position.line) for p in done.problems if p.severity == "E"] == [
        ("PAPER-008", "posted/t01/b002.txt", 2)
    ]
    assert done.boards == ()
    assert file.read_text(encoding="utf-8") == "# 说明\n不是登记\n"
    assert not (county / record_path("t01", "b001")).exists()  # all boards or none


# --- the hall of a township ------------------------------------------------------------------------------------------------


def test_what_hangs_in_a_hall_is_on_record_with_its_township(county: Path) -> None:
    done = note_postings(county, DAY, DAY, (), ("t01",), (), ())
    assert done.ok
    assert [board.path for board in done.boards] == [f"posted/t01/{key}.txt" for key in ("b001", "b002", "township")]
    hall = done.boards[-1]
    assert (hall.branch, hall.up, hall.down, hall.hanging) == ("穗川镇", 1, 0, 1)
    rows, found = read_posted(county, "t01", HALL)
    assert found == ()
    assert [row.sheet for row in rows] == ["responsibility-card"]
    assert rows[0].until == "2027-01-31"
    again = note_postings(county, DAY, DAY, ("责任卡",), ("t01",), (), ())
    assert [(board.path, board.up) for board in again.boards] == [("posted/t01/township.txt", 1)]
    whole = note_postings(county, DAY, DAY, (), ("t01",), (), ())
    assert whole.boards[-1].up == 0, "it hangs and has not changed"


def test_a_hall_is_no_board_of_a_branch(county: Path) -> None:
    only = note_postings(county, DAY, DAY, (), (), ("b001",), ())
    assert [board.path for board in only.boards] == ["posted/t01/b001.txt"]
    with pytest.raises(Choice, match="责任卡不贴在村公开栏"):
        note_postings(county, DAY, DAY, ("责任卡",), (), ("b001",), ())


def test_a_card_that_is_no_longer_made_comes_off_the_record(county: Path) -> None:
    note_postings(county, DAY, DAY, ("责任卡",), ("t01",), (), ())
    edit(county / "members/t01/township.yaml", lambda record: record.pop("cards"))
    done = note_postings(county, DAY, DAY, (), ("t01",), (), ())
    assert done.ok, done.problems
    assert (done.boards[-1].down, done.boards[-1].hanging) == (1, 0)
