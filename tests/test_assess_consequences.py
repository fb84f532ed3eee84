"""What follows: commendation, admonition talk, publication of excellent, the township's table."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.assess_factory import (
    assess,
    assess_one,
    both,
    context,
    decision,
    floating,
    folder,
    four,
    key,
    member,
    verdict,
)  # fmt: skip
from tests.test_assess_stars import FOUR_STAR_DEEDS, FOUR_STARS, four_stars
from threecards.assess import assess_branch
from threecards.assess.consequences import UNDECIDED, add_months, result_table
from threecards.assess.results import MemberResult, TalkDuty
from threecards.records.words import Grade, Star

A, B = key(1), key(2)


def test_undecided() -> None:
    assert assess_one(member()).commendation is UNDECIDED


def test_one_star_short() -> None:
    one, book = four_stars()
    book["notices"][0]["stars"] = {A: FOUR_STARS[:3]}
    book["decisions"][0]["stars"] = {A: FOUR_STARS[:3]}
    found = assess_one(one, book)
    assert (len(found.lit), found.commendation.eligible, found.commendation.waiting) == (3, False, False)
    eased = assess_one(one, book, commendation={"min_stars": "3"})
    assert eased.commendation.eligible  # the bound is data


def test_a_star_still_in_its_notice_is_waited_for() -> None:
    found = assess_one(*four_stars(), date(2026, 12, 15))
    assert (found.commendation.eligible, found.commendation.waiting) == (False, True)


def test_an_open_objection_about_the_result_makes_it_wait() -> None:
    tree = {"key": "o1", "received": "2026-12-14", "channel": "当面", "kind": "计票有误", "member": A}
    filed = assess_one(*four_stars(objections=[tree]))
    accepted = assess_one(*four_stars(objections=[{**tree, "accepted": "2026-12-15"}]))
    assert filed.commendation.eligible
    assert (accepted.commendation.eligible, accepted.commendation.waiting, accepted.frozen) == (False, True, True)


def outstanding(stars: str, total: str, **changes: Any) -> MemberResult:
    one, book = four_stars()
    rule = {"outstanding_stars": stars, "outstanding_total": total}
    recommended = member(**changes)
    return assess_one(one.model_copy(update={"commendations": recommended.commendations}), book, commendation=rule)


def test_especially_outstanding() -> None:
    # total is 0.3 x 100 + 0.3 x 100 + 0.4 x 88 = 95.20 with four stars
    assert outstanding("4", "95.20").commendation.outstanding  # both bounds included
    assert not outstanding("5", "95").commendation.outstanding
    assert not outstanding("4", "95.21").commendation.outstanding
    recommended = {
        "commendations": [
            {
                "year": 2026,
                "level": "县",
                "title": "优秀党员",
                "date": "2027-06-20",
                "outstanding": "是",
                "recommendation": "抗洪救灾表现突出",
            }
        ]
    }
    assert outstanding("6", "100", **recommended).commendation.outstanding
    recommended["commendations"][0].pop("recommendation")
    assert not outstanding("6", "100", **recommended).commendation.outstanding  # reasons are needed


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-12-10", 3, "2027-03-10"),
        ("2026-06-15", 6, "2026-12-15"),
    ],
)
def test_add_months(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


def talk(as_of: date, grade: str = "基本合格", **admonition: Any) -> TalkDuty | None:
    told = {"year": 2026, "talkers": ["甲", "乙"], "issues": "承诺兑现少", **admonition}
    one = member(
        organisation={"year": 2026, "value": "55", "reason": "记录少"}, admonitions=[told] if admonition else []
    )
    book = {
        "ballots": both({A: four(0, 0, 9, 6)}, {A: four(0, 4, 10, 7)}, (15, 21)),
        "decisions": [decision({A: verdict(grade, reason="综合考虑")})],
    }
    return assess_one(one, book, as_of).talk


def test_a_talk_is_due_thirty_days_after_the_decision() -> None:
    due = date(2027, 1, 7)
    assert talk(date(2027, 1, 7)) == TalkDuty(due)
    assert talk(date(2027, 1, 8)) == TalkDuty(due, overdue=True)
    assert talk(date(2027, 1, 8), "不合格") == TalkDuty(due, overdue=True)
    assert talk(date(2027, 1, 8), "合格") is None
    assert talk(date(2026, 12, 7)) is None  # nothing decided yet


def test_follow_ups_after_three_and_six_months() -> None:
    found = talk(date(2027, 3, 20), date="2026-12-20")
    assert found is not None
    assert (found.held, found.reviews_due) == (date(2026, 12, 20), (date(2027, 3, 20), date(2027, 6, 20)))
    assert not found.overdue
    late = talk(date(2027, 3, 21), date="2026-12-20")
    assert late is not None
    assert late.overdue
    held = talk(date(2027, 3, 21), date="2026-12-20", reviews=["2027-03-15"])
    assert held is not None
    assert (held.overdue, held.reviews_held) == (False, (date(2027, 3, 15),))
    closed = talk(date(2027, 9, 1), date="2026-12-20", closed="2027-06-30")
    assert closed is not None
    assert not closed.overdue


def test_an_earlier_talk_is_another_one() -> None:
    found = talk(date(2027, 1, 8), date="2026-12-01")
    assert found is not None
    assert found.held is None


def notice(**changes: Any) -> dict[str, Any]:
    return {"key": "n2", "kind": "优秀公示", "posted": "2026-12-09", "members": [A], **changes}


@pytest.mark.parametrize(
    ("changes", "as_of", "public_from"),
    [
        ({}, date(2026, 12, 16), None),
        ({}, date(2026, 12, 17), date(2026, 12, 17)),
        ({"posted": "2026-12-07"}, date(2026, 12, 24), None),  # before the decision
        ({"removed": "2026-12-15"}, date(2026, 12, 24), None),
        ({"members": [B]}, date(2026, 12, 24), None),
        ({"kind": "星级公示"}, date(2026, 12, 24), None),
    ],
)
def test_excellent_is_public_after_its_notice(changes: dict[str, Any], as_of: date, public_from: date | None) -> None:
    one, book = four_stars()
    book["notices"].append(notice(**changes))
    assert assess_one(one, book, as_of).excellent_on == public_from


def test_nothing_is_public_under_an_open_objection() -> None:
    one, book = four_stars()
    book["notices"].append(notice())
    tree = {"key": "o1", "received": "2026-12-14", "channel": "当面", "kind": "数字有误", "member": A}
    book["objections"] = [{**tree, "accepted": "2026-12-15"}]
    assert assess_one(one, book).excellent_on is None


def test_the_township_table_lists_decided_results_only() -> None:
    commended = {"year": 2026, "level": "支部", "title": "优秀党员", "date": "2026-12-20"}
    revoked = {**commended, "title": "已撤销", "revoked": "2026-12-22"}
    one = member(deeds=FOUR_STAR_DEEDS, commendations=[commended, revoked, {**commended, "year": 2025}])
    _, book = four_stars()
    book["ballots"] = both({A: four(40, 0, 0, 0), B: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0), B: four(25, 0, 0, 0)})
    officers = [
        {"office": "支部书记", "member": A, "from": "2022-01-01"},
        {"office": "村干部", "member": A, "from": "2018-01-01", "to": "2021-12-31"},
    ]
    found = folder({A: one, B: member(), key(3): floating()}, book, officers=officers)
    rows = result_table(found, assess_branch(found, context())[0])
    assert [(r.key, r.offices, r.grade, r.stars, r.commendations) for r in rows] == [
        (
            A,
            ("支部书记",),
            Grade.EXCELLENT,
            (Star.LEARNING, Star.INNOVATION, Star.PROSPERITY, Star.MORALITY),
            ("优秀党员",),
        )
    ]


def test_the_result_of_a_frozen_member_is_not_in_the_table() -> None:
    one, book = four_stars()
    tree = {"key": "o1", "received": "2026-12-14", "channel": "当面", "kind": "数字有误", "member": A}
    book["objections"] = [{**tree, "accepted": "2026-12-15"}]
    result, _ = assess({A: one}, book)
    assert result_table(folder({A: one}, book), result) == ()
