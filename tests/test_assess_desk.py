"""The desk: days that count, sessions in force, attendance, votes and notices laid out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assess_factory import context, decision, floating, folder, key, member, session, verdict
from threecards.assess.ballots import session_faults
from threecards.assess.desk import Desk, open_desk
from threecards.assess.points import scaled
from threecards.records.standing import active_spans, is_expected
from threecards.records.words import BallotKind, MeetingKind

A, B = key(1), key(2)


def desk(book: dict[str, Any] | None = None, as_of: date = date(2026, 12, 24), **branch: Any) -> Desk:
    return open_desk(folder({A: member(), B: floating()}, book, **branch), context(as_of))


@pytest.mark.parametrize(
    ("as_of", "day", "assessed_on", "roll_day"),
    [
        (date(2026, 5, 1), date(2026, 5, 1), date(2026, 5, 1), date(2026, 5, 1)),
        (date(2026, 12, 7), date(2026, 12, 7), date(2026, 12, 7), date(2026, 11, 30)),
        (date(2026, 12, 8), date(2026, 12, 8), date(2026, 12, 8), date(2026, 11, 30)),
        (date(2026, 12, 24), date(2026, 12, 24), date(2026, 12, 8), date(2026, 11, 30)),
        (date(2027, 2, 1), date(2026, 12, 31), date(2026, 12, 8), date(2026, 11, 30)),
    ],
)
def test_days(as_of: date, day: date, assessed_on: date, roll_day: date) -> None:
    found = desk({"decisions": [decision({A: verdict("合格")})]}, as_of)
    assert (found.day, found.assessed_on, found.roll_day) == (day, assessed_on, roll_day)


def test_a_meeting_before_the_cut_off_does_not_fix_the_day() -> None:
    found = desk({"decisions": [decision({A: verdict("合格")}, date="2026-06-10")]})
    assert found.assessed_on == date(2026, 12, 24)


def test_points_as_whole_numbers() -> None:
    assert scaled(Decimal("72.1")) == 721_000
    assert scaled(Decimal("0.0001")) == 1


def test_sessions_in_force() -> None:
    first = session("群众测评", {A: {}}, 20, key="s1", superseded_by="s2")
    second = session("群众测评", {A: {}}, 20, key="s2", date="2026-12-20")
    book = {"ballots": [second, first]}
    assert [s.key for s in desk(book).sessions()] == ["s2"]
    assert [s.key for s in desk(book).sessions(frozenset({"s2"}))] == ["s1"]
    assert [s.key for s in desk(book, date(2026, 12, 19)).sessions()] == ["s1"]  # the recount is still to come
    assert [s.key for s in desk(book).recounts] == ["s2"]
    found = desk(book)
    rows = found.rows(session_faults(found), frozenset())
    assert rows[BallotKind.MASS][A][0].key == "s2"
    assert rows[BallotKind.MEMBER] == {}


def test_votes_and_confirmations() -> None:
    meetings = [
        decision({A: verdict("合格")}, key="late", date="2026-12-20", stars={A: ["学习"]}),
        decision({A: verdict("优秀")}, key="early", stars={A: ["创新"]}, present=13),
        decision({A: verdict("优秀")}, key="future", date="2026-12-30"),
    ]
    found = desk({"decisions": meetings})
    assert [m.key for m, _ in found.votes[A]] == ["early", "late"]
    assert [m.key for m, _ in found.confirmed[A]] == ["late"]  # the early one had no quorum


def test_periods_take_the_later_sitting() -> None:
    halves = [
        {"half": 1, "date": "2026-07-09", "ratings": {A: "好"}},
        {"half": 1, "date": "2026-07-02", "ratings": {A: "差", B: "差"}},
        {"half": 2, "date": "2026-12-28", "ratings": {A: "差"}},
    ]
    found = desk({"halfyears": halves})
    assert dict(found.halves[0]) == {A: "好", B: "差"}
    assert found.halves[1] == {}


_days = st.dates(date(2026, 1, 1), date(2026, 11, 30))
_meetings = st.lists(
    st.tuples(
        _days,
        st.sampled_from(["主题党日", "支委会", "支部大会"]),
        st.booleans(),
        st.sampled_from([None, "2", "1.5"]),
        st.sampled_from(["", "absent", "excused"]),
    ),
    max_size=6,
)
_lives: list[dict[str, Any]] = [
    {},
    {"floating": [{"from": "2026-03-01", "to": "2026-08-31", "returns": ["2026-05-01"]}]},
    {"memberships": [{"branch": "b001", "kind": "正式", "from": "2026-04-15"}]},
    {"statuses": [{"date": "2026-05-01", "kind": "停止党籍"}, {"date": "2026-07-01", "kind": "恢复党籍"}]},
]


@given(_meetings, st.sampled_from(_lives), st.booleans())
def test_attendance_is_what_counting_one_by_one_gives(
    found: list[tuple[date, str, bool, str | None, str]], life: dict[str, Any], officer: bool
) -> None:
    meetings = []
    for n, (day, kind, study, hours, away) in enumerate(found):
        tree: dict[str, Any] = {"key": f"m{n}", "kind": kind, "date": day.isoformat(), "study": "是" if study else "否"}
        tree |= {"hours": hours} if hours else {}
        meetings.append(tree | ({away: [A]} if away else {}))
    one = member(**life)
    officers = [{"office": "支部委员", "member": A, "from": "2026-02-01"}] if officer else []
    laid = open_desk(folder({A: one}, {"meetings": meetings}, officers=officers), context())
    got = laid.attendance(A)
    spans = active_spans(one, "b001")
    expected = excused = attended = study_due = study_attended = hours_sum = 0
    for day, kind, study, hours, away in found:
        if not is_expected(one, spans, laid.terms.get(A, ()), MeetingKind(kind), day):
            continue
        expected += 1
        excused += away == "excused"
        study_due += study and away != "excused"
        if not away:
            attended += 1
            study_attended += study
            hours_sum += int(Decimal(hours) * 1000) if hours else 0
    assert (got.expected, got.excused, got.attended, got.hours) == (expected, excused, attended, hours_sum)
    assert (got.study_expected - got.study_excused, got.study_attended) == (study_due, study_attended)
