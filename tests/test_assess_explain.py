"""The explanation: complete, exact, in sentences; the same numbers as the result."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.assess_factory import (
    YEAR,
    both,
    card,
    commitment,
    context,
    decision,
    deed,
    entry,
    floating,
    folder,
    four,
    key,
    member,
    session,
    three,
    verdict,
)  # fmt: skip
from tests.test_assess_branch import quarters, recounted
from tests.test_assess_stars import four_stars, s5
from threecards.assess import assess_branch
from threecards.assess.explain import ROUNDING_NOTE, explain, met_criteria
from threecards.assess.wording import before_rounding, day, in_points, number, percent
from threecards.records.model import Member
from threecards.records.words import Star

A = key(1)


def why(one: Member, book: dict[str, Any] | None = None, as_of: date = date(2026, 12, 24), **scheme: Any) -> str:
    """The score lines of a single member, one text."""
    topics = explain(folder({A: one}, book), context(as_of, **scheme), A).topics
    return "\n".join(line for _, lines in topics for line in lines)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(88), "88"),
        (Fraction("91.25"), "91.25"),
        (Fraction(3400, 37), "约91.89"),
        (Decimal("75.00"), "75"),
        (Fraction("74.995"), "74.995"),
        (Fraction(0), "0"),
        (Fraction(100), "100"),
        (Fraction(1, 3), "约0.33"),
    ],
)
def test_numbers(value: Fraction | Decimal, text: str) -> None:
    assert number(value) == text


def test_points_and_shares() -> None:
    assert in_points(Fraction(3400, 37)) == "约91.89分"
    assert in_points(85) == "85分"
    assert percent(Fraction(3, 10)) == "30%"
    assert percent(Fraction(1, 3)) == "1/3"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction("74.995"), "74.995分"),
        (Fraction(133411, 1480), "约90.1426分（准确值133411/1480）"),
        (Fraction(908403, 96200), "约9.4429分"),  # nobody reads such a fraction
        (Fraction(74994999, 1000000), "约74.994999分"),  # 74.9950 would have been rounded up
        (Fraction(3, 7), "约0.4286分（准确值3/7）"),
    ],
)
def test_a_number_says_enough_to_follow_its_rounding(value: Fraction, text: str) -> None:
    assert before_rounding(value) == text


def test_a_day_has_its_year_only_where_it_is_another_one() -> None:
    assert day(date(2026, 3, 5), 2026) == "3月5日"
    assert day(date(2027, 1, 15), 2026) == "2027年1月15日"


E1_BOOK = {
    "ballots": [
        session("群众测评", {A: four(20, 14, 3, 0)}, 37, issued=40, present=40, returned=38, void=1),
        session("党员互评", {A: four(12, 10, 2, 0, blank=1)}, 25),
    ]
}


def test_e1_word_by_word() -> None:
    assert why(member(), E1_BOOK).splitlines() == [
        "考评状态：评定等次。",
        "群众测评（12月2日）：应到37人，实到40人，发出40张，收回38张，无效1张，有效37张。",
        "优秀20票×100分＋合格14票×85分＋基本合格3票×70分＋不合格0票×50分＝3400分。",
        "3400分÷37票＝约91.89分。",
        "党员互评（12月3日）：应到25人，实到25人，发出25张，收回25张，无效0张，有效25张。",
        "优秀12票×100分＋合格10票×85分＋基本合格2票×70分＋不合格0票×50分＝2190分；空白1票、不了解0票不计。",
        "2190分÷24票＝91.25分。",
        "组织考评：支部委员会直接评分88分，理由：按记录评定。",
        "群众评价：30%×约91.89＝约27.57分。",
        "党员评议：30%×91.25＝约27.38分。",
        "组织考评：40%×88＝35.20分。",
        "总分：各项相加约90.1426分（准确值133411/1480），四舍五入取两位小数为90.14分。",
        "各分项相加为90.15分，与总分不同：分项四舍五入，合计以总分为准。",
        "等次线：优秀90分、合格75分、基本合格60分。90.14分属于优秀。",
        "优秀名额：正式党员1名×1/3，取整0名；达到优秀条件的1名，本人在第1名。",
        "名额只作提醒，建议等次不因此改变。",
        "建议等次：优秀。",
        "支部大会尚未决定等次。",
    ]


def test_e3_the_note_is_there_only_when_the_parts_do_not_add_up() -> None:
    assert ROUNDING_NOTE in why(member(), E1_BOOK)
    even = {"ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)})}
    assert ROUNDING_NOTE not in why(member(), even)


def test_e11_every_part_of_the_computed_component() -> None:
    done = [entry("2026-09-01", "已完成")]
    items = card(
        commitment(1, 30, done),
        commitment(2, 20, [entry("2026-10-20", "部分完成", value="9")], target="12"),
        commitment(3, 20, [entry("2026-08-01", "因故豁免", public_reason="遇洪水")]),
        commitment(4, 20, [entry("2026-11-20", "已完成")]),
        commitment(5, 5, [entry("2026-10-20", "已完成", None)]),
        commitment(6, 5, due="2026-12-31"),
    )
    meetings = [{"key": f"m{n}", "kind": "主题党日", "date": f"2026-{n:02d}-05"} for n in range(1, 12)]
    meetings[0]["excused"] = [A]  # type: ignore[assignment]
    meetings[1]["absent"] = [A]  # type: ignore[assignment]
    book = {**E1_BOOK, "inspections": quarters("好", "较好", "好", "一般"), "meetings": meetings}
    lines = why(member(cards=[items], organisation=None), book).splitlines()
    for line in (
        "第1项承诺：按时完成，100分×权重30＝3000。",
        "第2项承诺：部分完成，已达9，75分×权重20＝1500。",
        "第3项承诺：因故豁免，不计入。",
        "第4项承诺：逾期完成，90分×权重20＝1800。",
        "第5项承诺：已报完成，尚未经他人核实，0分×权重5＝0。",
        "第6项承诺：考评时未到期，不计入。",
        "践诺：合计6300÷计入的权重75＝84分。",
        "督查：第一季度好100分、第二季度较好85分、第三季度好100分、第四季度一般70分，合计355÷4次＝88.75分。",
        "组织生活：应到11次，请假1次，参加9次，100×9÷10＝90分。",
        "组织考评＝践诺60%×84＋督查30%×88.75＋组织生活10%×90＝86.025分。",
    ):
        assert line in lines


def test_too_few_inspections_are_said() -> None:
    items = card(commitment(1, 100, [entry("2026-09-01", "已完成")]))
    book = {**E1_BOOK, "inspections": quarters("好", "好", "好", "好")[:2]}
    assert "全年应督查不少于3次，只有2次。" in why(member(cards=[items], organisation=None), book)


def test_numeric_ballots_tell_what_was_dropped() -> None:
    scores = ["60", "88", "90", "90", "92", "93", "95", "96", "100"]
    text = why(member(), {"ballots": [session("党员互评", {A: {"scores": scores}}, 9, design="打分")]})
    assert "9人打分：60、88、90、90、92、93、95、96、100，达到7人，去掉一个最低分60和一个最高分100。" in text
    assert "其余合计644分÷7人＝92分。" in text


def test_few_ballots_are_not_told() -> None:
    text = why(member(), {"ballots": [session("党员互评", {A: four(2, 2, 0, 0)}, 4)]})
    assert "有效评价不足5票，不列票数。" in text
    assert "优秀2票" not in text
    assert "党员互评不能计算：有效评价4票，少于5票。" in text


def test_host_ballots() -> None:
    host = {"year": YEAR, "mass": {"date": "2026-11-20", "design": "三档", "tally": three(9, 3, 0)}}
    text = why(floating(host=host), {"ballots": both({}, {})})
    assert "群众测评采用流入地党组织的测评（11月20日）。" in text
    assert "满意9票×100分＋基本满意3票×80分＋不满意0票×50分＝1140分。" in text
    assert "党员互评不能计算：测评结果中没有本人。" in text
    assert "考评状态：暂缓：流入地测评数据未到。" in text


def test_parts_by_months() -> None:
    moved = member(
        memberships=[
            {"branch": "b002", "kind": "正式", "from": "2010-01-01", "to": "2026-07-31"},
            {"branch": "b001", "kind": "正式", "from": "2026-08-01"},
        ],
        organisation={
            "year": YEAR,
            "value": "84",
            "reason": "按记录评定",
            "parts": [{"branch": "b002", "value": "92", "months": 7}],
        },
    )
    text = why(moved, E1_BOOK)
    assert "按月加权：（b002 92分×7个月＋b001 84分×5个月）÷12＝约88.67分。" in text


def test_caps_and_quota() -> None:
    veto = {"code": "V2", "date": "2026-05-20", "document": "文号", "decided_by": "纪委"}
    text = why(member(vetoes=[veto]), E1_BOOK)
    assert "限制V2：本年度受党纪政务处分且在影响期内，最高评为基本合格，分数不变。" in text
    assert "建议等次：基本合格。" in text
    enforced = why(member(), E1_BOOK, excellent_quota={"mode": "限制"})
    assert "限制V9：优秀名额已满，最高评为合格，分数不变。" in enforced
    assert "名额只作提醒" not in enforced


def test_reweighting_and_blending_are_told() -> None:
    ballots = {"ballots": [E1_BOOK["ballots"][0], session("党员互评", {A: four(2, 2, 0, 0)}, 4)]}
    text = why(member(), ballots, reweight="是")
    assert "缺项的权重按比例分给其余各项。" in text
    assert "群众评价：3/7×约91.89＝约39.38分。" in text
    book = {**E1_BOOK, "halfyears": [{"half": 1, "date": "2026-07-08", "ratings": {A: "好"}}]}
    blended = why(member(), book, halfyear={"mode": "计入"})
    assert "群众评价：27%×约91.89＝约24.81分。" in blended
    assert "半年评比：10%×100＝10.00分。" in blended


def test_both_runs_of_a_recount() -> None:
    text = why(member(), recounted())
    assert "第1次计算（12月3日起）：" in text
    assert "第2次计算（12月12日起）：" in text
    assert "原来的计算保留。" in text


@pytest.mark.parametrize(
    ("ayes", "grade", "changes", "line"),
    [
        (14, "优秀", {}, "决定等次：优秀。"),
        (13, "优秀", {}, "决定不成立：赞成不过应到半数，未通过。"),
        (14, "合格", {"reason": "有意见"}, "与建议等次相差1档，理由：有意见。"),
        (14, "合格", {}, "决定不成立：与建议不同而未写理由。"),
    ],
)
def test_the_vote(ayes: int, grade: str, changes: dict[str, str], line: str) -> None:
    book = {**E1_BOOK, "decisions": [decision({A: verdict(grade, ayes, **changes)}, present=20)]}
    lines = why(member(), book).splitlines()
    assert line in lines
    passed = "超过" if ayes == 14 else "没有超过"
    vote = f"评为{grade}的赞成{ayes}票，{passed}应到的半数。"
    assert f"支部大会（12月8日）：应到27人，实到20人，超过半数13.5人；{vote}" in lines


def test_nothing_is_told_of_those_who_are_not_assessed() -> None:
    gone = member(memberships=[{"branch": "b001", "kind": "正式", "from": "2010-01-01", "to": "2026-10-31"}])
    assert why(gone, E1_BOOK) == "考评状态：不参评：截止日不在本支部。"
    joined = member(memberships=[{"branch": "b001", "kind": "预备", "from": "2026-01-01"}])
    assert why(joined, E1_BOOK).endswith("预备党员参加评议，不计总分，不评定等次。")


def test_before_the_ballots() -> None:
    text = why(member(), E1_BOOK, date(2026, 6, 1))
    assert "群众测评：尚未进行。" in text
    assert "总分尚不能得出，缺项不以零分或平均分代替。" in text


# --- stars ------------------------------------------------------------------------------------------------------------


def test_a_lit_star() -> None:
    one, book = four_stars()
    found = explain(folder({A: one}, book), context(), A).stars[Star.LEARNING]
    assert found == (
        "学习星：已点亮，12月17日点亮。",
        "L1 全年学习不少于32学时：33学时，达到。",
        "L2 学习日到课不少于八成：11÷11学习日＝100.0%，达到。",
        "L3 把学到的教给别人：1条，达到。",
        "L4 取得新证书或新技能：0条，没有达到。",
        "要求：L1、L2都要达到，并且L3、L4中至少达到1项。",
        "计入本星的记录1条，都经他人核实。",
    )


def test_s5_both_allocations_are_printed() -> None:
    lines = explain(folder({A: s5(None)}), context(), A).allocations
    assert lines == (
        "有2条记录可计入奉献或法制，一条记录只能支持一颗星，请支部选定并写进记录。",
        "如果奉献或法制的记录计入奉献：达到标准的星为奉献。",
        "如果奉献或法制的记录计入法制：达到标准的星为法制。",
    )
    assert explain(folder({A: s5("法制")}), context(), A).allocations == ()


def test_s6_the_share_is_exact() -> None:
    one = member(deeds=[deed("2026-04-01", "好人好事")])
    lines = explain(folder({A: one}, E1_BOOK), context(), A).stars[Star.MORALITY]
    assert "M2 群众测评八成以上肯定：34÷37票＝91.9%，达到。" in lines


def test_a_star_under_objection() -> None:
    tree = {"key": "o1", "received": "2026-12-14", "channel": "意见箱", "kind": "星级不符", "member": A, "star": "创新"}
    one, book = four_stars(objections=[{**tree, "accepted": "2026-12-15"}])
    assert (
        "有已受理的异议正在核查，答复前不计。" in explain(folder({A: one}, book), context(), A).stars[Star.INNOVATION]
    )


def test_stars_that_are_not_rated() -> None:
    exempt = member(exemptions=[{"year": 2026, "date": "2026-11-20"}])
    lines = explain(folder({A: exempt}), context(), A).stars[Star.LAW]
    assert lines == ("法制星：未争创。", "本年度不评星。")


def test_public_reasons_of_a_lit_star() -> None:
    one, book = four_stars()
    found, ctx = folder({A: one}, book), context()
    result, _ = assess_branch(found, ctx)
    assert met_criteria(found, result, ctx, A, Star.INNOVATION) == ("用上新品种新技术", "建议被采纳")
    assert met_criteria(found, result, ctx, A, Star.LEARNING) == (
        "全年学习不少于32学时",
        "学习日到课不少于八成",
        "把学到的教给别人",
    )
