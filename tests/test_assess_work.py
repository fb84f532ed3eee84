"""The whole work on a branch: order independence, monotony, repeatability, recounts."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from tests.assess_factory import (
    assess,
    assess_one,
    both,
    card,
    commitment,
    context,
    decision,
    deed,
    entry,
    folder,
    four,
    key,
    member,
    session,
    verdict,
)  # fmt: skip
from threecards.assess import assess_branch
from threecards.assess.grade import STEP
from threecards.assess.results import AssessStatus
from threecards.assess.work import work_on
from threecards.records.model import YearBook
from threecards.records.words import Grade

A = key(1)
MEETINGS = [{"key": f"mt-{n}", "kind": "主题党日", "date": f"2026-{n:02d}-05", "hours": "3"} for n in range(1, 12)]
RATINGS = {key(n): "好" for n in range(1, 6)}
QUARTERS = ((1, "2026-03-28"), (2, "2026-06-27"), (3, "2026-09-25"), (4, "2026-12-01"))
SITTINGS: dict[str, Any] = {
    "meetings": MEETINGS,
    "inspections": [{"quarter": q, "date": day, "inspectors": ["甲"], "ratings": RATINGS} for q, day in QUARTERS],
}


def promise(n: int, kept: bool) -> dict[str, Any]:
    return commitment(n, 25, [entry("2026-09-01", "已完成" if kept else "未完成")])


def test_the_order_of_records_does_not_matter() -> None:
    rows = {key(n): four(30 - n, n, 0, 0) for n in range(1, 6)}
    people = {
        key(n): member(
            organisation=None,
            cards=[card(*(promise(i, i <= n) for i in range(1, 5)), stars_declared=["创新"])],
            deeds=[deed("2026-04-01", "新技术"), deed("2026-05-01", "建议采纳")],
        )
        for n in range(1, 6)
    }
    book = {
        **SITTINGS,
        "ballots": both(rows, rows, (30, 30)),
        "decisions": [decision({k: verdict("优秀", reason="一致") for k in rows}, stars={k: ["创新"] for k in rows})],
    }
    straight, findings = assess(people, book)
    turned_book = {name: list(reversed(found)) for name, found in book.items()}
    for sitting in turned_book["ballots"]:
        sitting["rows"] = dict(reversed(sitting["rows"].items()))
    turned_people = {
        k: m.model_copy(
            update={
                "deeds": m.deeds[::-1],
                "cards": tuple(c.model_copy(update={"commitments": c.commitments[::-1]}) for c in m.cards),
            }
        )
        for k, m in reversed(people.items())
    }
    turned, more = assess(turned_people, turned_book)
    assert turned.quota == straight.quota
    for k, found in straight.members.items():
        other = turned.members[k]
        assert (other.assessment, other.stars, other.public_fulfilment) == (
            found.assessment,
            found.stars,
            found.public_fulfilment,
        )
        assert sorted(other.commitments) == sorted(found.commitments)
    assert sorted(f.code for f in more) == sorted(f.code for f in findings)


def test_the_same_input_gives_the_same_result() -> None:
    people = {key(n): member() for n in range(1, 4)}
    book = {"ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)})}
    first, second = assess(people, book)[0], assess(people, book)[0]
    assert first == second
    assert pickle.loads(pickle.dumps(first)) == first


def test_work_is_shared_for_the_same_records_only() -> None:
    one, ctx = folder({A: member()}), context()
    work = work_on(one, ctx)
    assert work_on(one, ctx) is work
    assert work_on(folder({A: member()}), ctx) is not work
    again = work_on(one, ctx)
    assert again is not work  # only the newest is kept
    assert again.now == work.now


ballot = st.tuples(*[st.integers(0, 12)] * 4).filter(lambda row: sum(row) >= 10)
kept = st.lists(st.booleans(), min_size=1, max_size=4)


@given(ballot, ballot, kept, st.integers(0, 2), st.sampled_from(["群众测评", "党员互评", "承诺"]))
@tuned(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_nothing_better_ever_lowers_the_result(
    mass: tuple[int, ...], members: tuple[int, ...], promises: list[bool], at: int, what: str
) -> None:
    def result(m: tuple[int, ...], p: tuple[int, ...], done: list[bool]) -> tuple[Any, Grade]:
        people = {A: member(organisation=None, cards=[card(*(promise(n, k) for n, k in enumerate(done, 1)))])}
        book = {
            **SITTINGS,
            "ballots": [
                session("群众测评", {A: four(*m)}, sum(m)),
                session("党员互评", {A: four(*p)}, sum(p)),
            ],
        }
        made = assess(people, book)[0].members[A].assessment
        assert made.rounded is not None
        assert made.suggested is not None
        assert 0 <= made.rounded <= 100
        return made.rounded, made.suggested

    def better(row: tuple[int, ...]) -> tuple[int, ...]:
        moved = list(row)
        step = min(1, moved[at + 1])
        moved[at], moved[at + 1] = moved[at] + step, moved[at + 1] - step
        return tuple(moved)

    before = result(mass, members, promises)
    if what == "群众测评":
        after = result(better(mass), members, promises)
    elif what == "党员互评":
        after = result(mass, better(members), promises)
    else:
        after = result(mass, members, [*promises, True])
    assert after[0] >= before[0]
    assert STEP[after[1]] <= STEP[before[1]]


def test_a_sitting_that_names_an_unknown_member_changes_nothing() -> None:
    stranger = key(99)
    book = {
        **SITTINGS,
        "ballots": both({stranger: four(40, 0, 0, 0)}, {stranger: four(25, 0, 0, 0)}),
        "decisions": [decision({stranger: verdict("优秀")}, stars={stranger: ["创新"]})],
        "notices": [{"key": "n", "kind": "星级公示", "posted": "2026-12-09", "stars": {stranger: ["创新"]}}],
    }
    result, _ = assess({A: member()}, book)
    assert list(result.members) == [A]
    assert result.quota.ranking == ()


def test_decisions_of_the_following_january_count_for_the_year() -> None:
    book = {
        "ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)}),
        "decisions": [decision({A: verdict("优秀")}, date="2027-01-12")],
    }
    result, _ = assess({A: member()}, book, date(2027, 1, 20))
    assert result.members[A].assessment.decided is Grade.EXCELLENT
    assert result.assessed_on == date(2026, 12, 31)  # facts of the year only


def test_notices_and_objections_in_the_next_year_book_count_too() -> None:
    deeds = [deed("2026-04-01", "新技术"), deed("2026-05-01", "建议采纳")]
    book = {"decisions": [decision({}, date="2026-12-28", stars={A: ["创新"]})]}
    notice = {"key": "n1", "kind": "星级公示", "posted": "2027-01-05", "stars": {A: ["创新"]}}
    objection = {"key": "o1", "received": "2027-01-06", "channel": "当面", "kind": "数字有误", "member": A}
    one = folder({A: member(deeds=deeds)}, book)
    following = YearBook.model_validate({"notices": [notice], "objections": [{**objection, "accepted": "2027-01-07"}]})
    result, _ = assess_branch(replace(one, books={**one.books, 2027: following}), context(date(2027, 1, 20)))
    found = result.members[A]
    assert found.lit == ("创新",)
    assert found.frozen


def test_another_year_can_be_asked_for() -> None:
    ctx = context(date(2026, 12, 24))
    one = folder({A: member()}, {"ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)})})
    assert assess_branch(one, ctx, 2026)[0].members[A].assessment.status is AssessStatus.GRADED


def test_only_one_step_of_a_deferred_member_is_missing() -> None:
    first = assess_one(member(), {"ballots": both({A: four(40, 0, 0, 0)}, {A: four(4, 0, 0, 0)}, (40, 25))})
    assert first.assessment.status is AssessStatus.DEFERRED
    repeated = {
        "ballots": [
            *both({A: four(40, 0, 0, 0)}, {A: four(4, 0, 0, 0)}, (40, 25)),
            session("党员互评", {A: four(25, 0, 0, 0)}, 25, key="member-2", date="2026-12-10"),
        ]
    }
    again = assess_one(member(), repeated)
    assert again.assessment.status is AssessStatus.GRADED
    assert again.assessment.member.session == "member-2"
