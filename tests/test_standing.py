"""Standing of a member on a day: states, spans, types, who is expected."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assess_factory import member
from threecards.records.model import OfficeTerm
from threecards.records.standing import (
    State,
    active_spans,
    in_spans,
    is_away,
    is_expected,
    is_floating,
    is_in_correction,
    membership_on,
    offices_on,
    state_on,
    terms_by_member,
    type_on,
)
from threecards.records.words import MeetingKind, MemberType, Office

DAY = date(2026, 6, 1)


def here(since: str, until: str | None = None, kind: str = "正式", branch: str = "b001") -> dict[str, Any]:
    tree = {"branch": branch, "kind": kind, "from": since}
    return {**tree, "to": until} if until else tree


def event(day: str, kind: str, **changes: str) -> dict[str, str]:
    return {"date": day, "kind": kind, **changes}


@pytest.mark.parametrize(
    ("memberships", "statuses", "state"),
    [
        ([here("2010-01-01")], [], State.FULL),
        ([here("2026-01-01", kind="预备")], [], State.PROBATIONARY),
        ([here("2026-06-01")], [], State.FULL),  # the first day counts
        ([here("2010-01-01", "2026-06-01")], [], State.FULL),  # so does the last
        ([here("2010-01-01", "2026-05-31")], [], State.MOVED_OUT),
        ([here("2026-06-02")], [], State.NOT_YET),
        ([here("2010-01-01", branch="b002")], [], State.ELSEWHERE),
        ([here("2010-01-01", "2026-05-31"), here("2026-06-01", branch="b002")], [], State.MOVED_OUT),
        ([here("2010-01-01", "2026-08-31", branch="b002"), here("2026-09-01")], [], State.NOT_YET),
        ([here("2010-01-01")], [event("2026-05-01", "停止党籍")], State.SUSPENDED),
        ([here("2010-01-01")], [event("2026-05-01", "停止党籍"), event("2026-06-01", "恢复党籍")], State.FULL),
        ([here("2010-01-01")], [event("2026-06-01", "去世")], State.DECEASED),
        ([here("2010-01-01")], [event("2026-06-02", "去世")], State.FULL),
        ([here("2010-01-01")], [event("2026-05-01", "除名")], State.REMOVED),
        ([here("2010-01-01")], [event("2026-05-01", "开除")], State.EXPELLED),
        ([here("2010-01-01", "2020-05-01"), here("2025-01-01")], [event("2020-05-01", "除名")], State.FULL),
        (
            [here("2010-01-01")],
            [event("2026-05-01", "转出")],
            State.FULL,
        ),  # not accepted elsewhere yet
        ([here("2010-01-01", "2026-05-10")], [event("2026-05-01", "转出")], State.MOVED_OUT),
        ([here("2010-01-01")], [event("2026-05-01", "限期改正")], State.FULL),  # never shown, takes nothing away
    ],
)
def test_state(memberships: list[Any], statuses: list[Any], state: State) -> None:
    assert state_on(member(memberships=memberships, statuses=statuses), "b001", DAY) is state


def test_only_full_and_probationary_members_are_active() -> None:
    assert {s for s in State if s.is_active} == {State.FULL, State.PROBATIONARY}


def test_of_two_open_relations_the_later_one_holds() -> None:
    found = membership_on(member(memberships=[here("2010-01-01"), here("2020-01-01", branch="b002")]), DAY)
    assert found is not None
    assert found.branch == "b002"


_days = st.integers(0, 60).map(lambda n: (date(2026, 1, 1) + timedelta(days=n)).isoformat())
_kinds = st.sampled_from(["停止党籍", "恢复党籍", "除名", "开除", "去世", "转出", "限期改正"])


@given(
    st.lists(st.tuples(_days, _kinds), max_size=4),
    st.lists(st.tuples(_days, st.integers(0, 30), st.sampled_from(["b001", "b002"])), min_size=1, max_size=3),
)
def test_spans_agree_with_the_state_on_every_day(
    events: list[tuple[str, str]], periods: list[tuple[str, int, str]]
) -> None:
    relations = []
    for since, length, branch in periods:
        until = date.fromisoformat(since) + timedelta(days=length)
        relations.append(here(since, until.isoformat() if length < 30 else None, branch=branch))
    found = member(memberships=relations, statuses=[event(day, kind) for day, kind in events])
    spans = active_spans(found, "b001")
    for n in range(-1, 120):
        day = date(2026, 1, 1) + timedelta(days=n)
        assert in_spans(spans, day) == state_on(found, "b001", day).is_active
    assert all(a[1] + timedelta(days=1) < b[0] for a, b in pairwise(spans))


def test_floating_and_home_visits() -> None:
    found = member(floating=[{"from": "2026-03-01", "to": "2026-09-30", "returns": ["2026-06-01"]}])
    assert is_floating(found, DAY)
    assert not is_away(found, DAY)
    assert is_away(found, date(2026, 9, 30))
    assert not is_floating(found, date(2026, 10, 1))


@pytest.mark.parametrize(
    ("events", "day", "expected"),
    [
        ([event("2026-01-10", "限期改正", until="2026-07-10")], "2026-07-10", True),
        ([event("2026-01-10", "限期改正", until="2026-07-10")], "2026-07-11", False),
        ([event("2026-01-10", "限期改正")], "2027-01-10", True),
        ([event("2026-01-10", "限期改正")], "2027-01-11", False),
        ([event("2026-01-10", "限期改正"), event("2026-05-01", "改正期满")], "2026-06-01", False),
        ([], "2026-06-01", False),
    ],
)
def test_correction(events: list[Any], day: str, expected: bool) -> None:
    assert is_in_correction(member(statuses=events), date.fromisoformat(day)) is expected


def term(office: str, since: str, until: str | None = None, **changes: str) -> OfficeTerm:
    tree = {"office": office, "from": since, "member": "m000001", **changes}
    return OfficeTerm.model_validate({**tree, "to": until} if until else tree)


def test_type_on_a_day() -> None:
    away = member(floating=[{"from": "2026-03-01"}])
    terms = (term("村干部", "2026-01-01", "2026-05-31"),)
    assert type_on(away, terms, date(2026, 5, 31)) is MemberType.OFFICE  # an office comes before floating
    assert type_on(away, terms, DAY) is MemberType.FLOATING
    assert type_on(member(), terms, DAY) is MemberType.NO_OFFICE


def test_terms_are_grouped_by_member() -> None:
    outside = OfficeTerm.model_validate({"office": "村干部", "name": "示例乙", "from": "2026-01-01"})
    mine, other = term("支部书记", "2026-01-01"), term("支部委员", "2026-01-01", member="m000002")
    grouped = terms_by_member((mine, outside), (other,))
    assert grouped == {"m000001": (mine,), "m000002": (other,)}
    assert offices_on(grouped["m000001"], DAY) == (Office.BRANCH_SECRETARY,)


def test_who_is_expected_at_a_meeting() -> None:
    plain = member()
    spans = active_spans(plain, "b001")
    assert is_expected(plain, spans, (), MeetingKind.GENERAL, DAY)
    assert not is_expected(plain, spans, (), MeetingKind.COMMITTEE, DAY)
    assert is_expected(plain, spans, (term("支部委员", "2026-01-01"),), MeetingKind.COMMITTEE, DAY)
    assert not is_expected(plain, spans, (term("村民小组长", "2026-01-01"),), MeetingKind.COMMITTEE, DAY)
    away = member(floating=[{"from": "2026-03-01", "returns": ["2026-06-02"]}])
    assert not is_expected(away, spans, (), MeetingKind.GENERAL, DAY)
    assert is_expected(away, spans, (), MeetingKind.GENERAL, date(2026, 6, 2))
    assert not is_expected(plain, (), (), MeetingKind.GENERAL, DAY)
