"""The full record of a card: what the branch may read (level B), nothing of level C, two sides, places to sign."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import paper_fixture as px
from tests.county_tree import ROOT, TODAY, copy_county, edit, members
from tests.paper_pdf import (
    MM,
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
from threecards.build.branch import assess
from threecards.build.plan import read_plan
from threecards.build.sheetviews import BranchViews
from threecards.paper.jobs import A4, SheetJob
from threecards.paper.press import Press, render
from threecards.paper.sheets import Source
from threecards.paper.sheets.record import records
from threecards.publish.views.record import (
    MemberRecord,
    RecordBranch,
    RecordComment,
    RecordDeed,
    RecordPost,
    RecordPromise,
    RecordRating,
    RecordRevision,
    RecordStep,
)
from threecards.records.load import fields_of, level_of, models_in
from threecards.records.model import Member, Model, YearBook


def promise(n: int, **changes: Any) -> RecordPromise:
    steps = (
        RecordStep("2026-06-30", "进行中", "in_progress", "2", "群众代表", "z-001", ""),
        RecordStep("2026-10-20", "已完成", "done", "3", "郑云", "", ""),
    )
    revision = RecordRevision("2026-05-02", "时限", "9月30日", "10月31日", "雨季推迟", "支部委员会")
    plain = RecordPromise(
        n, "带三户邻居种植中药材并教会育苗", "本组种植户", "0", "3", "户", "三户都能自己育苗", "2026-10-31", "50", "群众代表",
        "照片和签字", "已完成", "done", steps, (revision,),
    )  # fmt: skip
    return replace(plain, **changes)


def deed(n: int) -> RecordDeed:
    return RecordDeed(
        f"2026-{n % 12 + 1:02d}-11", f"第{n}次到渠口清淤", "西沟", "水利管护岗", "志愿服务，4小时", "郑云", f"z-{n:03d}"
    )


def usual(**changes: Any) -> MemberRecord:
    plain = MemberRecord(
        key="m000123", name="周望野", disambiguation="", village="", type="无职", motto="双带先富带好头", photo="", party_since="1998",
        skills="会嫁接", drafted="2026-02-10", reviews=(("2026-02-20", "退回", "第二项没有数量"), ("2026-03-01", "通过", "")),
        confirmed="2026-03-04", approved="2026-03-05", shown="2026-03-16",
        posts=(RecordPost("水利管护岗", ("每月巡查渠道", "发现损坏上报"), "2026-02-26", "2026-03-05", "2026-03-16", ""),),
        promises=(promise(1), promise(2, what="每月巡查村口水渠一次", steps=(), status="未开始", status_code="planned", revisions=())),
        stars=tuple((name, name == "学习", name in ("学习", "道德")) for name in ("学习", "创新", "致富", "奉献", "法制", "道德")),
        deeds=(deed(1), deed(2)),
        inspections=(RecordRating(1, "2026-03-27", "较好", "登记簿没带"), *(RecordRating(q, "", "", "") for q in (2, 3, 4))),
        halves=(RecordRating(1, "2026-07-06", "好", ""), RecordRating(2, "", "", "")),
        comments=(RecordComment("2026-05-14", "乡镇党委副书记", "看了渠口", "进度比约定的快", "2026-06-01", "2026-05-30"),),
        report_date="2026-12-03", report="今年主要做了两件事，水渠没有断过。", honours=(),
    )  # fmt: skip
    return replace(plain, **changes)


def empty() -> MemberRecord:
    """A card that is a draft and nothing else."""
    stars = tuple((name, False, False) for name in ("学习", "创新", "致富", "奉献", "法制", "道德"))
    none = {
        "party_since": "",
        "skills": "",
        "reviews": (),
        "confirmed": "",
        "approved": "",
        "shown": "",
        "posts": (),
        "promises": (),
    }
    later: dict[str, Any] = {"deeds": (), "comments": (), "report": "", "report_date": "", "drafted": ""}
    halves = tuple(RecordRating(h, "", "", "") for h in (1, 2))
    quarters = tuple(RecordRating(q, "", "", "") for q in (1, 2, 3, 4))
    return usual(key="m000140", name="马兰", stars=stars, halves=halves, inspections=quarters, **none, **later)


def fullest() -> MemberRecord:
    """More than two sides hold at any size: years of deeds, a report of two thousand characters."""
    return usual(
        key="m000131",
        name="阿卜杜热合曼·艾合买提",
        promises=tuple(promise(n) for n in range(1, 6)),
        deeds=tuple(deed(n) for n in range(40)),
        report="水渠没有断过，" * 280,
    )


def job(*chosen: MemberRecord) -> SheetJob:
    branch = RecordBranch("b001", "清泉村党支部", "云岭镇", 2026, "2026-12-24", "郑云", chosen)
    return records(px.site(), "t01", branch)[0]


@pytest.fixture(scope="module")
def press() -> Press:
    return press_of(job(usual(), empty(), fullest()))


@makes_pdf
def test_each_record_is_a_sheet_of_two_sides(press: Press) -> None:
    data = made(press, job(usual(), empty()))
    pages = pages_of(data)
    assert len(pages) == 4
    for page in pages:
        assert page.get_size() == pytest.approx([side * MM for side in A4], abs=0.6)
        assert min(sizes_of(page).values()) >= 3.6
    assert len(fonts_of(data)) <= 3
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= tags_of(data)
    for number, words in enumerate(squeeze(page.get_textpage().get_text_range()) for page in pages):
        assert ("承诺事项与进展" in words) == (number % 2 == 0)
        assert ("党员本人" in words) == (number % 2 == 1)  # signed at the end of the back
        assert "2026年党员行动卡全记录" in words


@makes_pdf
def test_a_record_says_everything_that_was_written_down(press: Press) -> None:
    one = usual()
    found = text_of(made(press, job(one)))
    wanted = [
        one.name,
        one.motto,
        one.skills,
        "1998年入党",
        "内部材料",
        "支部书记（郑云）",
        "退回：第二项没有数量",
        "3月4日",
        "3月16日",
    ]
    wanted += [duty for post in one.posts for duty in post.duties] + ["2月26日"]
    for p in one.promises:
        wanted += [p.what, p.evidence_plan, p.done_when, p.for_whom, f"目标：{p.target}{p.unit}", "权重：50"]
        wanted += [text for s in p.steps for text in (s.verifier, s.evidence, s.status)]
        wanted += [text for r in p.revisions for text in (r.before, r.after, r.reason)]
    wanted += [text for d in one.deeds for text in (d.text, d.place, d.about, d.counts, d.verifier, d.evidence)]
    wanted += [
        "登记簿没带",
        "一季度督查3月27日较好",
        "上半年评比7月6日好",
        "乡镇党委副书记：看了渠口。进度比约定的快",
        "5月30日已改",
        one.report,
    ]
    wanted += ["★学习星已点亮", "☆道德星争创中", "☆创新星未点亮"]
    for words in wanted:
        assert squeeze(words) in found, words


@makes_pdf
def test_a_draft_has_lines_to_write_on(press: Press) -> None:
    data = made(press, job(empty()))
    assert len(pages_of(data)) == 2
    found = text_of(data)
    for words in ("未设岗", "未作承诺", "未申报", "＿＿月＿＿日", "四季度督查", "随机抽查"):
        assert words in found


@makes_pdf
def test_a_very_full_record_takes_another_sheet_and_the_next_begins_on_a_front(press: Press) -> None:
    data = made(press, job(fullest(), usual()))
    pages = [squeeze(page.get_textpage().get_text_range()) for page in pages_of(data)]
    assert len(pages) % 2 == 0
    assert len(pages) >= 6
    starts = [number for number, words in enumerate(pages) if "内部材料存党支部" in words]
    assert starts == [0, len(pages) - 2]
    assert "党员本人" in "".join(pages[starts[1] - 2 : starts[1]])  # at the end, perhaps before an empty back
    assert all("党员本人" not in words for words in pages[: starts[1] - 2])
    assert "".join(pages).count("水渠没有断过") >= 279  # one or two may be torn by a page


@makes_pdf
def test_black_and_white_loses_nothing(press: Press) -> None:
    colour, mono = (made(press, replace(job(usual()), tone=tone)) for tone in ("", "mono"))
    assert text_of(colour) == text_of(mono)
    assert colours_of(pages_of(colour)[0])
    assert not any(colours_of(page) for page in pages_of(mono))


@makes_pdf
def test_a_photo_is_there_only_where_the_view_has_one(press: Press) -> None:
    from tests.test_paper import photo_file

    with_photo = job(usual(photo="members/t01/b001/m000123.jpg"))
    assert with_photo.photos == ("members/t01/b001/m000123.jpg",)
    data, found = render(press, with_photo, {with_photo.photos[0]: photo_file()})
    assert found == []
    assert data is not None
    assert job(usual()).photos == ()


def test_a_branch_without_cards_has_no_records() -> None:
    branch = RecordBranch("b001", "清泉村党支部", "云岭镇", 2026, "2026-12-24", "郑云", ())
    assert records(px.site(), "t01", branch) == ()


def test_records_lie_in_the_binder() -> None:
    assert Source.RECORD.tree == "binder"
    assert job(usual()).path == "binder/t01/b001/records.pdf"
    assert job(usual(), empty()).only("m000140").path == "binder/t01/b001/records/m000140.pdf"


# --- the projection ----------------------------------------------------------------------------------------------------


def views_in(root: Path) -> dict[str, RecordBranch]:
    """Card files of a county's branches."""
    plan = read_plan(root, None, TODAY)
    return {branch.key: BranchViews(branch, assess(branch)).of(Source.RECORD) for branch in plan.branches}


@pytest.fixture(scope="module")
def shipped() -> dict[str, RecordBranch]:
    return views_in(ROOT)


def test_everybody_with_a_card_has_a_record(shipped: dict[str, RecordBranch]) -> None:
    assert set(shipped) == {"b001", "b002", "b003", "b004"}
    for branch in shipped.values():
        keys = [one.key for one in branch.members]
        assert keys == sorted(keys)
        assert len(keys) >= 8
        for one in branch.members:
            assert [i.period for i in one.inspections] == [1, 2, 3, 4]
            assert [h.period for h in one.halves] == [1, 2]
            assert len(one.stars) == 6


def test_a_record_holds_what_the_files_say(shipped: dict[str, RecordBranch]) -> None:
    (one,) = (m for m in shipped["b001"].members if m.key == "m000101")
    assert (one.confirmed, one.approved, one.shown) == ("2026-03-04", "2026-03-05", "2026-03-16")
    assert [s.value for s in one.promises[0].steps] == ["400", "950", "1200"]
    assert one.promises[0].steps[-1].evidence == "z-001"
    assert one.promises[0].evidence_plan == "工程验收单和群众代表签字"
    assert [d.date for d in one.deeds] == sorted(d.date for d in one.deeds)
    assert any(d.about == "承诺1" for d in one.deeds)
    assert one.report.startswith("今年主要办了四件事")
    assert one.party_since == "1998"  # level C, but this county opens it


def marked(model: type[Model], record: Any, path: str, numbers: Iterator[int], inside: bool = False) -> list[str]:
    """Put a marker into every free text of level C below a record; returns the markers."""
    found = []
    for key, info in fields_of(model).items():
        if key not in record:
            continue
        secret = inside or level_of(info) == "C"
        inner = next(iter(models_in(info.annotation)), None)
        value = record[key]
        if inner is not None:
            parts = (
                value if isinstance(value, list) else [value] if set(value) <= set(fields_of(inner)) else value.values()
            )
            for part in parts:
                found += marked(inner, part, f"{path}.{key}", numbers, secret)
        elif secret and f"{path}.{key}" in FREE:
            marker = f"暗{next(numbers):04d}记"
            record[key] = [marker] if isinstance(value, list) else marker
            found.append(marker)
    return found


FREE = {
    "member.education", "member.skills", "member.group", "member.talks.wishes", "member.talks.strengths", "member.talks.difficulties",
    "member.floating.destination", "member.floating.host", "member.admonitions.issues", "member.admonitions.measures",
    "member.admonitions.place", "member.organisation.reason", "member.vetoes.document", "member.vetoes.decided_by", "member.blockers.document",
    "book.objections.content", "book.inspections.inspectors", "book.ballots.scrutineer", "book.ballots.tellers",
}  # fmt: skip


def test_no_text_of_level_c_gets_into_a_record(tmp_path: Path) -> None:
    root = copy_county(tmp_path)
    (root / "content" / "publication.yaml").write_text("levels: {}\n", encoding="utf-8")  # the county opens nothing
    numbers = iter(range(10_000))
    markers: list[str] = []
    for path in members(root):
        edit(path, lambda record: markers.extend(marked(Member, record, "member", numbers)))
    for path in sorted((root / "members").glob("t*/b*/2026.yaml")):
        edit(path, lambda record: markers.extend(marked(YearBook, record, "book", numbers)))
    assert len(markers) > 60
    shown = repr(views_in(root))
    assert "水利" in shown
    assert [marker for marker in markers if marker in shown] == []


def test_grades_and_ballots_are_not_in_a_record(tmp_path: Path) -> None:
    """The record of a year does not change with what the ballots said and the meeting decided."""
    before = repr(views_in(ROOT))
    root = copy_county(tmp_path)

    def other(record: dict[str, Any]) -> None:
        for meeting in record.get("decisions", []):
            for verdict in meeting.get("grades", {}).values():
                verdict["ayes"] = str(int(verdict["ayes"]) - 1) if int(verdict["ayes"]) > 20 else verdict["ayes"]
        for session in record.get("ballots", []):
            for row in session["rows"].values():
                if int(row.get("excellent", 0)) > 0:
                    row["excellent"], row["qualified"] = (
                        str(int(row["excellent"]) - 1),
                        str(int(row.get("qualified", 0)) + 1),
                    )

    for path in sorted((root / "members").glob("t*/b*/2026.yaml")):
        edit(path, other)
    after = repr(views_in(root))
    assert len(before) > 10_000
    assert after == before


def test_the_countys_stricter_levels_act_here_too(tmp_path: Path) -> None:
    root = copy_county(tmp_path)
    path = root / "content" / "publication.yaml"
    path.write_text("levels: {member.self_reports.text: C, book.inspections.notes: C}\n", encoding="utf-8")
    for branch in views_in(root).values():
        assert not any(one.report for one in branch.members)
        assert not any(i.note for one in branch.members for i in one.inspections)
