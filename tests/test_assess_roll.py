"""The roll: who is assessed, who counts for the quota."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.assess_factory import (
    FROZEN,
    assess,
    assess_one,
    both,
    context,
    floating,
    folder,
    four,
    key,
    member,
    session,
)  # fmt: skip
from threecards.assess.desk import open_desk
from threecards.assess.results import AssessStatus, StatusReason
from threecards.assess.roll import quota_base, status_of

A, B = key(1), key(2)


def relation(since: str, until: str | None = None, kind: str = "正式", branch: str = "b001") -> dict[str, Any]:
    tree = {"branch": branch, "kind": kind, "from": since}
    return {**tree, "to": until} if until else tree


def event(day: str, kind: str) -> dict[str, str]:
    return {"date": day, "kind": kind}


HOST = {"year": 2026, "mass": {"date": "2026-11-20", "tally": four(12, 0, 0, 0)}}
V7 = {"code": "V7", "document": "文号", "decided_by": "纪委"}


@pytest.mark.parametrize(
    ("changes", "status", "reason", "counts"),
    [
        ({}, AssessStatus.GRADED, StatusReason.NONE, 1),
        (
            {"memberships": [relation("2026-11-30")]},
            AssessStatus.GRADED,
            StatusReason.NONE,
            1,
        ),  # cut-off
        (
            {"memberships": [relation("2026-12-01")]},
            AssessStatus.NOT_ASSESSED,
            StatusReason.NEW,
            1,
        ),  # full
        ({"memberships": [relation("2010-01-01", "2026-11-29")]}, AssessStatus.NOT_ASSESSED, StatusReason.ELSEWHERE, 0),
        ({"memberships": [relation("2010-01-01", "2026-12-10")]}, AssessStatus.GRADED, StatusReason.NONE, 1),
        (
            {"memberships": [relation("2026-01-01", kind="预备")]},
            AssessStatus.PARTICIPATES,
            StatusReason.PROBATIONARY,
            0,
        ),
        (
            {"memberships": [relation("2025-12-01", "2026-11-30", "预备"), relation("2026-12-01")]},
            AssessStatus.PARTICIPATES,
            StatusReason.PROBATIONARY,
            0,
        ),
        ({"exemptions": [{"year": 2026, "date": "2026-11-20"}]}, AssessStatus.EXEMPT, StatusReason.EXEMPTED, 1),
        ({"exemptions": [{"year": 2025, "date": "2025-11-20"}]}, AssessStatus.GRADED, StatusReason.NONE, 1),
        ({"vetoes": [{**V7, "date": "2026-10-01"}]}, AssessStatus.DEFERRED, StatusReason.INVESTIGATION, 1),
        ({"vetoes": [{**V7, "date": "2025-10-01"}]}, AssessStatus.DEFERRED, StatusReason.INVESTIGATION, 1),
        ({"vetoes": [{**V7, "date": "2026-10-01", "until": "2026-12-23"}]}, AssessStatus.GRADED, StatusReason.NONE, 1),
        ({"statuses": [event("2026-10-01", "停止党籍")]}, AssessStatus.NOT_ASSESSED, StatusReason.SUSPENDED, 0),
        ({"statuses": [event("2026-12-05", "去世")]}, AssessStatus.NOT_ASSESSED, StatusReason.DECEASED, 0),
        ({"statuses": [event("2026-12-05", "开除")]}, AssessStatus.NOT_ASSESSED, StatusReason.LEFT, 0),
        ({"statuses": [event("2026-10-01", "限期改正")]}, AssessStatus.GRADED, StatusReason.NONE, 1),
    ],
)
def test_status(changes: dict[str, Any], status: AssessStatus, reason: StatusReason, counts: int) -> None:
    result, _ = assess({A: member(**changes)})
    made = result.members[A].assessment
    assert (made.status, made.reason) == (status, reason)
    assert result.quota.base == counts


def test_host_needs_a_floating_spell_and_ballots() -> None:
    assert assess_one(floating(host=HOST)).assessment.status is AssessStatus.HOST
    assert assess_one(member(host=HOST)).assessment.status is AssessStatus.GRADED
    assert assess_one(floating(host={**HOST, "year": 2025})).assessment.status is AssessStatus.GRADED
    assert assess_one(floating(host=HOST), as_of=date(2026, 11, 19)).assessment.status is AssessStatus.GRADED


def test_half_of_the_host_data() -> None:
    rows = {A: four(25, 0, 0, 0)}
    with_home = assess_one(floating(host=HOST), {"ballots": [session("党员互评", rows, 25)]}).assessment
    assert with_home.status is AssessStatus.HOST
    assert with_home.mass.value == 100
    assert with_home.member.value == 100
    without = assess_one(floating(host=HOST), {"ballots": both({}, {})}).assessment
    assert (without.status, without.reason) == (AssessStatus.DEFERRED, StatusReason.HOST_MISSING)


def test_nobody_rated_a_floating_member() -> None:
    result, _ = assess({A: floating(), B: member()}, {"ballots": both({B: four(40, 0, 0, 0)}, {B: four(25, 0, 0, 0)})})
    found = result.members[A].assessment
    assert (found.status, found.reason) == (AssessStatus.DEFERRED, StatusReason.HOST_MISSING)
    at_home, _ = assess({A: member(), B: member()}, {"ballots": both({B: four(40, 0, 0, 0)}, {})})
    assert at_home.members[A].assessment.reason is StatusReason.REPEAT_BALLOT


def test_before_the_cut_off_today_decides() -> None:
    leaves = member(memberships=[relation("2010-01-01", "2026-10-31")])
    assert assess_one(leaves, as_of=date(2026, 10, 31)).assessment.status is AssessStatus.GRADED
    assert assess_one(leaves, as_of=date(2026, 11, 1)).assessment.status is AssessStatus.NOT_ASSESSED


def test_the_scheme_may_name_another_cut_off() -> None:
    joined = member(memberships=[relation("2026-11-20")])
    assert assess_one(joined, cutoff="2026-10-31").assessment.status is AssessStatus.NOT_ASSESSED


def test_quota_base_of_a_whole_branch() -> None:
    people = {
        key(1): member(),
        key(2): member(exemptions=[{"year": 2026, "date": "2026-11-20"}]),
        key(3): member(vetoes=[{**V7, "date": "2026-10-01"}]),
        key(4): floating(host=HOST),
        key(5): member(memberships=[relation("2026-01-01", kind="预备")]),
        key(6): member(memberships=[relation("2010-01-01", "2026-06-30")]),
    }
    desk = open_desk(folder(people), context(FROZEN))
    assert quota_base(desk, {k: status_of(desk, k) for k in people}) == 4
