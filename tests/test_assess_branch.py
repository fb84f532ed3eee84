"""The worked examples E1-E22 through the whole assessment of a branch, and what a branch is asked to settle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from re import findall
from typing import Any

import pytest

import threecards.assess
from tests.assess_factory import (
    FROZEN,
    YEAR,
    assess,
    assess_one,
    both,
    card,
    commitment,
    context,
    decision,
    entry,
    floating,
    folder,
    four,
    key,
    member,
    session,
    three,
    verdict,
)
from threecards.assess import assess_branch
from threecards.assess.results import AssessStatus, ComponentState, DecisionState, MemberResult, StatusReason
from threecards.problems import Finding, catalogue
from threecards.records.words import Grade

A, B = key(1), key(2)


def scored(value: str, **changes: Any) -> dict[str, Any]:
    """The organisation's component given directly."""
    return {"organisation": {"year": YEAR, "value": value, "reason": "按记录评定", **changes}}


def codes(findings: list[Finding]) -> list[str]:
    return [f.code for f in findings]


def check(found: MemberResult, total: str, rounded: str, suggested: Grade) -> None:
    made = found.assessment
    assert made.total == Fraction(total)
    assert made.rounded == Decimal(rounded)
    assert str(made.rounded) == rounded  # two places, also 90.00
    assert made.suggested is suggested


def test_e1_ordinary_member() -> None:
    book = {
        "ballots": [
            session("群众测评", {A: four(20, 14, 3, 0)}, 37, issued=40, present=40, returned=38, void=1),
            session("党员互评", {A: four(12, 10, 2, 0, blank=1)}, 25),
        ]
    }
    found = assess_one(member(**scored("88")), book)
    assert found.assessment.mass.value == Fraction(3400, 37)
    assert found.assessment.member.value == Fraction(2190, 24)
    check(found, "133411/1480", "90.14", Grade.EXCELLENT)


def test_e2_three_options_and_unknown() -> None:
    mass = session(
        "群众测评", {A: three(18, 9, 3, unknown=4)}, 34, design="三档", issued=36, present=36, returned=35, void=1
    )
    book = {"ballots": [mass, session("党员互评", {A: four(6, 15, 3, 0, blank=1)}, 25)]}
    found = assess_one(member(**scored("82")), book)
    assert (found.assessment.mass.value, found.assessment.member.value) == (Fraction(89), Fraction("86.875"))
    check(found, "85.5625", "85.56", Grade.QUALIFIED)


def test_e4_half_up_at_the_band_edge() -> None:
    book = {"ballots": both({A: four(10, 14, 0, 0)}, {A: four(4, 21, 0, 0)}, (24, 25))}
    check(assess_one(member(**scored("91")), book), "89.995", "90.00", Grade.EXCELLENT)


def test_e5_float_trap() -> None:
    # ten numbers with mean 72.10 and six with mean 78.55: no trimming below seven ratings
    mass = session("群众测评", {A: {"scores": ["72.1"] * 10}}, 10, design="打分")
    members = session("党员互评", {A: {"scores": ["78.55"] * 6}}, 6, design="打分")
    found = assess_one(member(**scored("74.5")), {"ballots": [mass, members]})
    assert 0.30 * 72.10 + 0.30 * 78.55 + 0.40 * 74.50 < 74.995  # what floats would make of it
    check(found, "74.995", "75.00", Grade.QUALIFIED)


def test_e6_quorum_missed() -> None:
    rows = {A: four(10, 5, 0, 0)}
    book = {
        "ballots": [
            session("群众测评", {A: four(20, 10, 0, 0)}, 30),
            session("党员互评", rows, 15, eligible=24),
        ]
    }
    result, findings = assess({A: member()}, book)
    made = result.members[A].assessment
    assert (made.status, made.reason) == (AssessStatus.DEFERRED, StatusReason.REPEAT_BALLOT)
    assert made.member.state is ComponentState.NOT_COMPUTABLE
    assert made.total is None
    assert made.suggested is None
    assert findings == []  # the turnout itself is a rule of the records
    book["ballots"][1].update(present=16, issued=16, returned=16, valid=16)
    assert assess_one(member(), book).assessment.status is AssessStatus.GRADED  # 16 of 24 is exactly two thirds


def test_e7_too_few_mass_ballots() -> None:
    mass = session("群众测评", {A: four(5, 4, 0, 0)}, 9, issued=12, present=12, returned=9)
    book = {"ballots": [mass, session("党员互评", {A: four(20, 5, 0, 0)}, 25)]}
    made = assess_one(member(), book).assessment
    assert made.status is AssessStatus.DEFERRED
    assert "少于10票" in made.mass.reason


def halves(first: str, second: str | None = None) -> list[dict[str, Any]]:
    found = [{"half": 1, "date": "2026-07-08", "ratings": {A: first}}]
    return [*found, {"half": 2, "date": "2026-12-05", "ratings": {A: second}}] if second else found


def quarters(*ratings: str) -> list[dict[str, Any]]:
    days = ("2026-03-28", "2026-06-27", "2026-09-25", "2026-12-01")
    return [
        {"quarter": q, "date": day, "inspectors": ["示例丙"], "ratings": {A: rating}}
        for q, (day, rating) in enumerate(zip(days, ratings, strict=True), 1)
    ]


def gated(third: str) -> MemberResult:
    # M 92.5 = 37/40 x 100 by numbers, P 91, O 93
    mass = session("群众测评", {A: {"scores": ["92.5"] * 10}}, 10, design="打分")
    members = session("党员互评", {A: {"scores": ["91"] * 6}}, 6, design="打分")
    book = {
        "ballots": [mass, members],
        "halfyears": halves("差"),
        "inspections": quarters("好", "好", third, "好"),
    }
    return assess_one(member(**scored("93")), book)


def test_e8_half_year_gate() -> None:
    found = gated("一般")
    check(found, "92.25", "92.25", Grade.QUALIFIED)
    assert found.assessment.band is Grade.EXCELLENT
    assert [c.code for c in found.assessment.caps] == ["V8"]


def test_e8b_gate_lifted() -> None:
    found = gated("较好")
    check(found, "92.25", "92.25", Grade.EXCELLENT)
    assert found.assessment.caps == ()


def test_e9_veto() -> None:
    mass = session("群众测评", {A: {"scores": ["92"] * 10}}, 10, design="打分")
    members = session("党员互评", {A: {"scores": ["90"] * 6}}, 6, design="打分")
    veto = {"code": "V2", "date": "2026-05-20", "document": "文号", "decided_by": "纪委"}
    found = assess_one(member(vetoes=[veto], **scored("91.5")), {"ballots": [mass, members]})
    check(found, "91.2", "91.20", Grade.BASIC)


def test_e10_floating_member_with_host_ballots() -> None:
    host = {
        "year": YEAR,
        "mass": {"date": "2026-11-20", "design": "三档", "tally": three(9, 3, 0)},
        "member": {"date": "2026-11-20", "design": "三档", "tally": three(6, 5, 0)},
    }
    found = assess_one(floating(host=host, **scored("84")), {"ballots": both({}, {})})
    assert found.assessment.status is AssessStatus.HOST
    check(found, "9831/110", "89.37", Grade.QUALIFIED)


def test_e11_computed_component() -> None:
    done = [entry("2026-09-01", "已完成")]
    items = card(
        commitment(1, 30, done),
        commitment(2, 20, [entry("2026-10-20", "部分完成", value="9")], target="12"),
        commitment(3, 20, [entry("2026-08-01", "因故豁免", public_reason="遇洪水，改作救灾")]),
        commitment(4, 20, [entry("2026-11-20", "已完成")]),
        commitment(5, 10, [entry("2026-11-20", "未完成")]),
    )
    meetings = [
        {"key": f"mt-{n}", "kind": "主题党日", "date": f"2026-{n:02d}-05", "absent": [A] if n in (3, 4) else []}
        for n in range(1, 13)
    ]
    meetings[6]["excused"] = [A]
    # M 88 and P 86
    mass = session("群众测评", {A: {"scores": ["88"] * 10}}, 10, design="打分")
    members = session("党员互评", {A: {"scores": ["86"] * 6}}, 6, design="打分")
    book = {
        "ballots": [mass, members],
        "meetings": meetings,
        "inspections": quarters("好", "较好", "好", "一般"),
    }
    found = assess_one(member(cards=[items], organisation=None), book)
    made = found.assessment
    assert made.fulfilment.value == Fraction("78.75")
    assert made.inspection.value == Fraction(355, 4)
    assert made.life.value == Fraction(900, 11)
    assert made.organisation.value == Fraction("47.25") + Fraction("26.625") + Fraction(90, 11)
    check(found, "3741/44", "85.02", Grade.QUALIFIED)
    assert found.public_fulfilment == Fraction("78.75")


def test_e12_weak_member() -> None:
    book = {"ballots": both({A: four(0, 0, 9, 6)}, {A: four(0, 4, 10, 7)}, (15, 21))}
    check(assess_one(member(**scored("55")), book), "2116/35", "60.46", Grade.BASIC)


def test_e13_popular_but_did_little() -> None:
    book = {"ballots": both({A: four(6, 20, 8, 1)}, {A: four(3, 12, 5, 0)}, (35, 20))}
    check(assess_one(member(**scored("70")), book), "10919/140", "77.99", Grade.QUALIFIED)


def recounted(**changes: Any) -> dict[str, Any]:
    """E14: five void sheets were valid; the member ballots give 91."""
    first = session(
        "群众测评", {A: four(12, 15, 3, 0)}, 30, issued=35, present=35, returned=35, void=5, superseded_by="mass-2"
    )
    second = session("群众测评", {A: four(14, 17, 4, 0)}, 35, key="mass-2", date="2026-12-12")
    members = session("党员互评", {A: four(10, 15, 0, 0)}, 25)
    return {"ballots": [first, second, members], **changes}


def test_e14_recount_keeps_both_runs() -> None:
    book = recounted()
    book["ballots"][2] = session("党员互评", {A: {"scores": ["91"] * 6}}, 6, design="打分")
    before = assess_one(member(**scored("89.75")), book, date(2026, 12, 11))
    check(before, "90.05", "90.05", Grade.EXCELLENT)
    after = assess_one(member(**scored("89.75")), book)
    check(after, "6299/70", "89.99", Grade.QUALIFIED)
    runs = after.assessment.runs
    assert [(r.mass.session, r.total, r.suggested) for r in runs] == [
        ("mass-1", Fraction("90.05"), Grade.EXCELLENT),
        ("mass-2", Fraction(6299, 70), Grade.QUALIFIED),
    ]


def test_e14_the_meeting_has_to_decide_again() -> None:
    book = recounted(decisions=[decision({A: verdict("优秀")})])
    book["ballots"][2] = session("党员互评", {A: {"scores": ["91"] * 6}}, 6, design="打分")
    one = member(**scored("89.75"))
    assert assess_one(one, book, date(2026, 12, 11)).assessment.decided is Grade.EXCELLENT
    result, findings = assess({A: one}, book)
    found = result.members[A]
    assert found.assessment.decision is not None
    assert found.assessment.decision.state is DecisionState.EFFECTIVE  # it was right when it was made
    assert found.assessment.decided is None
    assert found.frozen
    assert "ASM-004" in codes(findings)
    again = decision({A: verdict("合格")}, key="meeting-2", date="2026-12-15")
    settled = assess_one(one, {**book, "decisions": [*book["decisions"], again]})
    assert settled.assessment.decided is Grade.QUALIFIED
    assert not settled.frozen


E15 = ["96.20", "95.10", "94.75", "94.00", "93.30", "92.85", "92.00", "91.40"]


def e15(mode: str, y_organisation: str = "89", y_member: str = "91.633333") -> Any:
    """29 full and 2 probationary members, 11 candidates; X (9) and Y (10) have 90.55, both with M 91.20."""
    numbers = {key(n): (total, total, total) for n, total in enumerate(E15, 1)}
    numbers[key(9)] = ("91.2", "90.6333", "90")
    numbers[key(10)] = ("91.2", y_member, y_organisation)
    numbers[key(11)] = ("90.1", "90.1", "90.1")
    numbers |= {key(n): ("80", "80", "80") for n in range(12, 32)}
    people = {
        k: member(
            **scored(o),
            **({"memberships": [{"branch": "b001", "kind": "预备", "from": "2026-01-01"}]} if k > key(29) else {}),
        )
        for k, (_, _, o) in numbers.items()
    }
    mass = session("群众测评", {k: {"scores": [m] * 10} for k, (m, _, _) in numbers.items()}, 10, design="打分")
    members = session("党员互评", {k: {"scores": [p] * 6} for k, (_, p, _) in numbers.items()}, 6, design="打分")
    return assess(people, {"ballots": [mass, members]}, excellent_quota={"mode": mode})


def test_e15_quota_with_a_tie_in_the_total() -> None:
    # M equal; T2 90.55 for both, so the organisation's component decides
    result, _ = e15("限制", y_member="91.9666")
    x, y = result.members[key(9)].assessment, result.members[key(10)].assessment
    assert (result.quota.base, result.quota.places, len(result.quota.ranking)) == (29, 9, 11)
    assert x.rounded == y.rounded == Decimal("90.55")
    assert x.mass.value == y.mass.value
    assert x.suggested is Grade.EXCELLENT
    assert [c.code for c in y.caps] == ["V9"]
    assert y.suggested is Grade.QUALIFIED
    excellent = [k for k, m in result.members.items() if m.assessment.suggested is Grade.EXCELLENT]
    assert excellent == [key(n) for n in range(1, 10)]
    assert result.members[key(11)].assessment.suggested is Grade.QUALIFIED
    assert result.members[key(30)].assessment.status is AssessStatus.PARTICIPATES


def test_e15_only_warned() -> None:
    result, findings = e15("提醒", y_member="91.9666")
    assert sum(m.assessment.suggested is Grade.EXCELLENT for m in result.members.values()) == 11
    assert result.quota.exceeded
    assert "ASM-003" in codes(findings)


def test_e15_equal_in_everything_at_the_last_place() -> None:
    result, _ = e15("限制", y_organisation="90", y_member="90.6333")
    assert result.quota.tied == (key(9), key(10))
    for n in (9, 10):
        assert result.members[key(n)].assessment.suggested is Grade.QUALIFIED  # none of the equals, the meeting chooses
    assert result.members[key(8)].assessment.suggested is Grade.EXCELLENT


def test_e16_trimmed_numbers() -> None:
    scores = ["60", "88", "90", "90", "92", "93", "95", "96", "100"]
    book = {"ballots": [session("党员互评", {A: {"scores": scores}}, 9, design="打分")]}
    assert assess_one(member(), book).assessment.member.value == Fraction(92)
    untrimmed = assess_one(member(), book, trim_from=10)
    assert untrimmed.assessment.member.value == Fraction(804, 9)


def test_e17_transfer_during_the_year() -> None:
    moved = member(
        memberships=[
            {"branch": "b002", "kind": "正式", "from": "2010-01-01", "to": "2026-07-31"},
            {"branch": "b001", "kind": "正式", "from": "2026-08-01"},
        ],
        organisation={
            "year": YEAR,
            "parts": [
                {"branch": "b002", "value": "92", "months": 7},
                {"branch": "b001", "value": "84", "months": 5},
            ],
        },
    )
    assert assess_one(moved).assessment.organisation.value == Fraction(1064, 12)


def test_e18_branch_secretary() -> None:
    book = {"ballots": both({A: four(22, 15, 3, 0)}, {A: four(13, 11, 1, 0, blank=1)}, (40, 26))}
    found = assess_one(member(**scored("90", assessor="乡镇党委")), book)
    check(found, "91.2975", "91.30", Grade.EXCELLENT)


def test_e19_probationary_member() -> None:
    joined = [{"branch": "b001", "kind": "预备", "from": "2026-01-01"}]
    book = {
        "ballots": both({A: four(30, 10, 0, 0)}, {A: four(20, 5, 0, 0)}),
        "decisions": [decision({A: verdict("优秀")})],
    }
    result, findings = assess({A: member(memberships=joined)}, book)
    made = result.members[A].assessment
    assert made.status is AssessStatus.PARTICIPATES
    assert (made.total, made.rounded, made.suggested, made.decided) == (None, None, None, None)
    assert made.decision is not None
    assert made.decision.state is DecisionState.NOT_GRADED
    assert codes(findings) == ["ASM-007"]


@pytest.mark.parametrize(("ayes", "decided"), [(13, None), (14, Grade.EXCELLENT)])
def test_e20_decision_vote(ayes: int, decided: Grade | None) -> None:
    book = {
        "ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)}),
        "decisions": [decision({A: verdict("优秀", ayes)}, present=20)],
    }
    made = assess_one(member(**scored("95")), book).assessment
    assert made.decided is decided
    assert made.suggested is Grade.EXCELLENT  # it stays open


def test_e21_small_branch() -> None:
    book = {"ballots": both({A: four(10, 0, 0, 0)}, {A: four(1, 0, 0, 0, blank=1)}, (10, 2))}
    result, _ = assess({A: member(), B: member()}, book)
    assert (result.quota.base, result.quota.places) == (2, 0)
    assert result.members[A].assessment.status is AssessStatus.DEFERRED


def test_e22_all_items_excused() -> None:
    excused = [entry("2026-07-01", "因故豁免", public_reason="遇洪水，改作救灾")]
    items = card(commitment(1, 60, excused), commitment(2, 40, excused))
    book = {"ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)}), "inspections": quarters(*["好"] * 4)}
    undefined = assess_one(member(cards=[items], organisation=None), book)
    assert undefined.assessment.fulfilment.value is None
    assert undefined.public_fulfilment is None
    assert undefined.assessment.reason is StatusReason.NO_ORGANISATION
    direct = assess_one(member(cards=[items], **scored("90")), book)
    assert direct.assessment.suggested is Grade.EXCELLENT


def test_a_future_sitting_does_not_count_yet() -> None:
    book = {
        "ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)}),
        "decisions": [decision({A: verdict("优秀")})],
    }
    one = member(**scored("95"))
    early = assess_one(one, book, date(2026, 12, 2)).assessment
    assert early.mass.state is ComponentState.COMPUTED  # 2 December
    assert early.member.state is ComponentState.PENDING  # 3 December
    assert (early.status, early.total) == (AssessStatus.GRADED, None)
    assert assess_one(one, book, date(2026, 12, 7)).assessment.decided is None
    assert assess_one(one, book, date(2026, 12, 8)).assessment.decided is Grade.EXCELLENT


def test_the_component_does_not_move_after_the_decision() -> None:
    late = card(
        commitment(1, 100, [entry("2026-12-20", "已完成")]), commitment(2, 100, [entry("2026-05-01", "已完成")])
    )
    meeting = [{"key": "mt-1", "kind": "主题党日", "date": "2026-03-05"}]
    book = {
        "ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)}),
        "meetings": meeting,
        "inspections": quarters(*["好"] * 4),
        "decisions": [decision({A: verdict("合格", reason="承诺一项没有兑现")})],
    }
    found = assess_one(member(cards=[late], organisation=None), book)
    assert found.assessment.fulfilment.value == 50  # as on 8 December
    assert found.public_fulfilment == 95  # as anybody can see today: one in time, one late


def test_sessions_of_one_kind_complete_each_other() -> None:
    mass = [
        session("群众测评", {A: four(20, 0, 0, 0)}, 20, key="mass-a"),
        session("群众测评", {B: four(0, 20, 0, 0)}, 20, key="mass-b"),
    ]
    result, _ = assess({A: member(), B: member()}, {"ballots": mass})
    assert result.members[A].assessment.mass.value == 100
    assert result.members[B].assessment.mass.value == 85


def test_a_faulty_repetition_does_not_undo_a_sound_session() -> None:
    sound = session("群众测评", {A: four(20, 0, 0, 0)}, 20, key="mass-a")
    faulty = session("群众测评", {A: four(0, 0, 0, 12)}, 12, key="mass-b", date="2026-12-05", issued=40, present=40)
    assert assess_one(member(), {"ballots": [sound, faulty]}).assessment.mass.value == 100
    assert assess_one(member(), {"ballots": [faulty]}).assessment.mass.value is None


@pytest.mark.parametrize(
    ("grade", "changes", "state", "code"),
    [
        ("合格", {}, DecisionState.NEEDS_REASON, "ASM-005"),
        ("合格", {"reason": "有意见"}, DecisionState.EFFECTIVE, None),
        ("基本合格", {"reason": "有意见"}, DecisionState.NEEDS_TOWNSHIP, "ASM-006"),
        ("基本合格", {"reason": "有意见", "township_confirmed": "2026-12-20"}, DecisionState.EFFECTIVE, None),
        ("基本合格", {"reason": "有意见", "township_confirmed": "2026-12-25"}, DecisionState.NEEDS_TOWNSHIP, "ASM-006"),
    ],
)
def test_a_decision_off_the_suggestion(
    grade: str, changes: dict[str, Any], state: DecisionState, code: str | None
) -> None:
    book = {
        "ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)}),
        "decisions": [decision({A: verdict(grade, **changes)})],
    }
    people = {key(n): member(**scored("95")) for n in range(1, 4)}  # three members, so that one place is there
    result, findings = assess(people, book)
    made = result.members[A].assessment
    assert made.decision is not None
    assert made.decision.state is state
    assert made.decided is (Grade(grade) if state is DecisionState.EFFECTIVE else None)
    named = {"ASM-005": ["ASM-005", "ASM-011"]}  # the error names nobody, the internal item does
    assert sorted(codes(findings)) == named.get(code or "", [code] if code else [])
    assert not any("member" in dict(f.params) for f in findings if f.code == "ASM-005")


def test_a_meeting_without_quorum_decides_nothing() -> None:
    book = {
        "ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)}),
        "decisions": [decision({A: verdict("优秀", 13)}, should_attend=26, present=13)],
    }
    result, findings = assess({A: member(**scored("95"))}, book)
    assert result.members[A].assessment.decided is None
    assert codes(findings) == ["ASM-003"]  # the rules of the records speak of the quorum


def test_a_sanction_after_the_decision_asks_for_a_new_one() -> None:
    veto = {"code": "V2", "date": "2026-12-15", "document": "文号", "decided_by": "纪委"}
    book = {
        "ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)}),
        "decisions": [decision({A: verdict("优秀")})],
    }
    made = assess_one(member(vetoes=[veto], **scored("95")), book)
    assert made.assessment.decision is not None
    assert made.assessment.decision.steps == 0  # the meeting could not know
    assert made.assessment.suggested is Grade.BASIC
    assert made.frozen


def test_few_inspections_are_reported_without_numbers_of_points() -> None:
    items = card(commitment(1, 100, [entry("2026-05-01", "已完成")]))
    book = {
        "meetings": [{"key": "mt-1", "kind": "主题党日", "date": "2026-03-05"}],
        "inspections": quarters("好", "好", "好", "好")[:2],
        "ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)}),
    }
    _, findings = assess({A: member(cards=[items], organisation=None)}, book)
    few = next(f for f in findings if f.code == "ASM-002")
    assert dict(few.params) == {"least": "3", "members": A}


def test_a_secretary_is_not_judged_by_his_own_committee() -> None:

    officers = [{"office": "支部书记", "member": A, "from": "2022-01-01"}]
    for assessor, expected in (("支部委员会", ["ASM-009"]), ("乡镇党委", [])):
        one = member(**scored("90", assessor=assessor))
        _, findings = assess_branch(folder({A: one, B: member()}, {}, officers=officers), context())
        assert codes(findings) == expected


def test_a_missing_calendar_is_a_finding() -> None:
    notice = {"key": "n1", "kind": "星级公示", "posted": "2026-12-30", "stars": {A: ["学习"]}}

    ctx = context(date(2027, 1, 20))
    settings = replace(ctx.settings, workdays={2026: ctx.settings.workdays[2026]})
    _, findings = assess_branch(folder({A: member()}, {"notices": [notice]}), replace(ctx, settings=settings))
    assert [(f.code, f.loc, f.params) for f in findings] == [("CAL-001", ("notices", 0, "posted"), (("year", "2027"),))]


def test_every_code_is_in_the_catalogue() -> None:

    text = "".join(p.read_text(encoding="utf-8") for p in Path(threecards.assess.__file__).parent.glob("*.py"))
    used = set(findall(r'"((?:ASM|CAL)-\d{3})"', text))
    listed = {code for code in catalogue() if code.startswith(("ASM-", "CAL-"))}
    assert used == listed


def test_the_result_of_an_empty_branch() -> None:
    result, findings = assess({}, {})
    assert (result.members, result.quota.base, findings) == ({}, 0, [])
    assert result.as_of == FROZEN
