"""The score: rounding, the organisation's component, the total."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assess_factory import (
    YEAR,
    assess_one,
    both,
    card,
    commitment,
    context,
    entry,
    floating,
    folder,
    four,
    key,
    member,
)  # fmt: skip
from threecards.assess.desk import Desk, open_desk
from threecards.assess.grade import band
from threecards.assess.results import PENDING, AssessStatus, Component, ComponentState, StatusReason
from threecards.assess.score import NO_PARTS, NO_REASON, round_total, total, weighted
from threecards.records.model import Bands, Member
from threecards.records.words import Grade

A = key(1)
DESK = open_desk(folder({}), context())


def desk(**scheme: Any) -> Desk:
    return open_desk(folder({}), context(**scheme))


def made(value: str | Fraction) -> Component:
    return Component(ComponentState.COMPUTED, Fraction(value))


GAP = Component(ComponentState.NOT_COMPUTABLE)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("74.995", "75.00"),
        ("74.9949999999", "74.99"),
        ("89.995", "90.00"),
        ("133411/1480", "90.14"),
        ("3741/44", "85.02"),
        ("100", "100.00"),
        ("0", "0.00"),
        ("0.005", "0.01"),
    ],
)
def test_round_half_up(exact: str, rounded: str) -> None:
    assert str(round_total(Fraction(exact))) == rounded


@given(st.fractions(0, 100))
def test_the_printed_number_and_the_grade_never_contradict(exact: Fraction) -> None:
    rounded = round_total(exact)
    assert abs(Fraction(rounded) - exact) <= Fraction(1, 200)
    assert rounded == rounded.quantize(Decimal("0.01"))
    printed = Decimal(str(rounded))  # what stands on paper
    bands = Bands()
    grade = band(rounded, bands)
    assert (grade is Grade.EXCELLENT) == (printed >= bands.excellent)
    assert (grade is Grade.UNQUALIFIED) == (printed < bands.basic)


def test_total_by_weights() -> None:
    assert total(DESK, made("721/10"), made("1571/20"), made("149/2"), PENDING) == Fraction("74.995")


def test_a_missing_component_is_never_a_zero() -> None:
    for parts in ((GAP, made("90"), made("90")), (made("90"), PENDING, made("90")), (made("90"), made("90"), GAP)):
        assert total(DESK, *parts, PENDING) is None


def test_reweighting_is_off_and_waits_for_sittings_to_come() -> None:
    on = desk(reweight="是")
    assert total(on, GAP, made("80"), made("90"), PENDING) == (3 * Fraction(80) + 4 * Fraction(90)) / 7
    assert total(on, PENDING, made("80"), made("90"), PENDING) is None
    assert total(on, GAP, GAP, GAP, PENDING) is None
    assert total(DESK, GAP, made("80"), made("90"), PENDING) is None


def test_blending_the_half_year_in() -> None:
    blend = desk(halfyear={"mode": "计入"})
    parts = (made("90"), made("90"), made("90"))
    assert total(blend, *parts, made("70")) == Fraction("88")
    assert total(blend, *parts, GAP) is None
    ballots = {"ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)})}
    unrated = assess_one(member(), ballots, halfyear={"mode": "计入"}).assessment
    assert (unrated.status, unrated.reason) == (AssessStatus.DEFERRED, StatusReason.NO_HALFYEAR)
    book = {"halfyears": [{"half": 1, "date": "2026-07-08", "ratings": {A: "差"}}]}
    found = assess_one(member(), book, halfyear={"mode": "计入"}).assessment
    assert found.halfyear.value == 50
    assert assess_one(member(), book).assessment.halfyear is PENDING  # a gate, not a share


points = st.fractions(0, 100, max_denominator=500)


@given(points, points, points, points)
def test_range_and_monotony_of_the_total(m: Fraction, p: Fraction, o: Fraction, more: Fraction) -> None:
    before = total(DESK, made(m), made(p), made(o), PENDING)
    assert before is not None
    assert before == Fraction(3, 10) * m + Fraction(3, 10) * p + Fraction(4, 10) * o
    assert 0 <= before <= 100
    after = total(DESK, made(max(m, more)), made(p), made(o), PENDING)
    assert after is not None
    assert after >= before


@given(st.lists(st.tuples(points, points), max_size=5))
def test_weighted_is_a_plain_sum(parts: list[tuple[Fraction, Fraction]]) -> None:
    assert weighted(parts) == sum((w * p for w, p in parts), Fraction(0))


def transferred(since: str, **organisation: Any) -> Member:
    day = date.fromisoformat(since)
    return member(
        memberships=[
            {"branch": "b002", "kind": "正式", "from": "2010-01-01", "to": replace_day(day)},
            {"branch": "b001", "kind": "正式", "from": since},
        ],
        organisation={"year": YEAR, **organisation} if organisation else None,
    )


def replace_day(day: date) -> str:
    return date.fromordinal(day.toordinal() - 1).isoformat()


def test_transfer_after_june_needs_the_old_branch() -> None:
    late = assess_one(transferred("2026-07-01")).assessment.organisation
    assert (late.state, late.reason) == (ComponentState.NOT_COMPUTABLE, NO_PARTS)
    early = assess_one(transferred("2026-06-30")).assessment.organisation
    assert early.reason != NO_PARTS


def test_own_value_fills_the_months_left() -> None:
    parts = [{"branch": "b002", "value": "92", "months": 7}]
    found = assess_one(transferred("2026-08-01", parts=parts, value="84", reason="按记录评定")).assessment
    assert found.organisation.value == Fraction(1064, 12)


def test_a_direct_value_needs_a_reason() -> None:
    found = assess_one(member(organisation={"year": YEAR, "value": "90"})).assessment.organisation
    assert (found.value, found.reason) == (None, NO_REASON)
    other = assess_one(member(organisation={"year": 2025, "value": "90", "reason": "上年"})).assessment.organisation
    assert other.value is None


def test_direct_mode_does_not_compute() -> None:
    items = card(commitment(1, 100, [entry("2026-05-01", "已完成")]))
    book = {
        "meetings": [{"key": "mt-1", "kind": "主题党日", "date": "2026-03-05"}],
        "inspections": [{"quarter": 1, "date": "2026-03-28", "inspectors": ["甲"], "ratings": {A: "好"}}],
    }
    one = member(cards=[items], organisation=None)
    assert assess_one(one, book).assessment.organisation.value == 100
    assert assess_one(one, book, organisation={"mode": "直接评分"}).assessment.organisation.value is None


def meetings(*days: str, **changes: Any) -> list[dict[str, Any]]:
    return [{"key": f"mt-{day}", "kind": "主题党日", "date": f"2026-{day}", **changes} for day in days]


def life(one: Member, *found: dict[str, Any], as_of: date = date(2026, 12, 24)) -> Component:
    return assess_one(one, {"meetings": list(found)}, as_of).assessment.life


def test_attendance() -> None:
    assert life(member(), *meetings("01-05", "02-05"), *meetings("03-05", absent=[A])).value == Fraction(200, 3)
    assert life(member(), *meetings("01-05", excused=[A]), *meetings("02-05")).value == 100
    assert life(member()).state is ComponentState.NOT_COMPUTABLE
    assert life(member(), as_of=date(2026, 6, 1)).state is ComponentState.PENDING


def test_away_from_everything_is_exempt() -> None:
    assert life(floating(), *meetings("01-05", "02-05")).value == 100
    assert life(member(), *meetings("01-05", excused=[A])).value == 100


def test_only_meetings_a_member_is_expected_at_count() -> None:
    joined = member(memberships=[{"branch": "b001", "kind": "正式", "from": "2026-02-01"}])
    missed = life(joined, *meetings("01-05", absent=[A]), *meetings("02-05", "03-05"), *meetings("04-05", absent=[A]))
    assert missed.value == Fraction(200, 3)
    committee = {"key": "mc-1", "kind": "支委会", "date": "2026-05-05", "absent": [A]}
    assert life(member(), *meetings("02-05"), committee).value == 100  # not an officer
    home = member(floating=[{"from": "2024-03-01", "returns": ["2026-02-05"]}])
    assert life(home, *meetings("02-05", absent=[A]), *meetings("03-05")).value == 0


def test_absent_and_excused_is_excused() -> None:
    assert life(member(), *meetings("01-05", absent=[A], excused=[A]), *meetings("02-05")).value == 100


def test_the_later_inspection_of_a_quarter_holds() -> None:
    rounds = [
        {"quarter": 1, "date": "2026-03-30", "inspectors": ["甲"], "ratings": {A: "好"}},
        {"quarter": 1, "date": "2026-03-20", "inspectors": ["甲"], "ratings": {A: "差"}},
    ]
    found = assess_one(member(), {"inspections": rounds}).assessment.inspection
    assert found.value == 100
    assert found.counted == 1


def test_components_before_the_cut_off_are_not_missing_yet() -> None:
    early = assess_one(member(organisation=None), as_of=date(2026, 6, 1)).assessment
    assert early.organisation.state is ComponentState.PENDING
    late = assess_one(member(organisation=None)).assessment
    assert late.organisation.state is ComponentState.NOT_COMPUTABLE


def test_weights_come_from_the_scheme() -> None:
    weights = {"mass": "1/5", "member": "1/5", "organisation": "3/5"}
    assert total(desk(weights=weights), made("0"), made("0"), made("90"), PENDING) == 54


def test_settings_of_another_year_are_not_mixed_in() -> None:
    ctx = context()
    schemes = {**ctx.settings.schemes, 2027: ctx.settings.scheme}
    changed = replace(ctx, settings=replace(ctx.settings, schemes=schemes))
    assert open_desk(folder({}), changed, 2027).year_end == date(2027, 12, 31)
    with pytest.raises(KeyError):
        open_desk(folder({}), changed, 2020)
