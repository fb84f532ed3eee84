"""Commitments: values for the branch and for the public, and the fulfilment score."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assess_factory import assess_one, card, commitment, entry, key, member, settings
from threecards.assess.points import Rules
from threecards.assess.promises import card_of, fulfilment, points_of, share_done, weights_of
from threecards.assess.results import CommitmentResult, MemberResult
from threecards.records.model import ActionCard, Commitment
from threecards.records.words import CommitmentStatus

A = key(1)
RULES = Rules(settings().scheme)
DAY = date(2026, 12, 8)


def both_values(*history: dict[str, Any], day: date = DAY, **changes: Any) -> tuple[Fraction | None, Fraction | None]:
    """Value for the branch and for the public, due 31 October unless told otherwise."""
    item = Commitment.model_validate(commitment(1, 100, list(history), **changes))
    found = ActionCard.model_validate(card())
    entries = sorted((e for e in item.history if e.date <= day), key=lambda e: e.date)
    return (
        points_of(item, entries, day, found, RULES, key=A),
        points_of(item, entries, day, found, RULES, key=None),
    )


def pair(branch: int | None, public: int | None) -> tuple[Fraction | None, Fraction | None]:
    return (None if branch is None else Fraction(branch), None if public is None else Fraction(public))


@pytest.mark.parametrize(
    ("history", "changes", "value"),
    [
        ([entry("2026-10-31", "已完成")], {}, 100),  # on the last day
        ([entry("2026-11-01", "已完成")], {}, 90),
        ([entry("2026-10-01", "部分完成", value="9")], {"target": "12"}, 75),
        ([entry("2026-10-01", "部分完成", value="13")], {"target": "12"}, 100),
        ([entry("2026-10-01", "部分完成", value="2")], {"target": "10"}, 20),  # exactly one fifth
        ([entry("2026-10-01", "部分完成", value="1.9")], {"target": "10"}, 0),
        ([entry("2026-10-01", "部分完成")], {"target": "10"}, 0),
        ([entry("2026-10-01", "部分完成", value="3")], {}, 0),  # nothing to compare with
        ([entry("2026-10-01", "进行中", value="9")], {"target": "12"}, 75),  # its time is over
        ([entry("2026-11-05", "未完成")], {}, 0),
        ([], {}, 0),
        ([], {"due": "2026-12-31"}, None),  # not due yet
        ([entry("2026-10-01", "进行中", value="9")], {"target": "12", "due": "2026-12-31"}, None),
        ([entry("2026-11-01", "已完成")], {"due": "2026-12-31"}, 100),  # kept early counts at once
        ([entry("2026-08-01", "因故豁免", public_reason="遇洪水")], {}, None),
        ([entry("2026-08-01", "因故豁免")], {}, 0),  # the public was not told why
        ([entry("2026-03-16", "已撤回")], {}, None),  # before the public saw it
        ([entry("2026-03-17", "已撤回")], {}, 0),
        ([entry("2026-06-01", "已完成"), entry("2026-09-01", "进行中", value="0")], {"target": "4"}, 0),  # taken back
        ([entry("2026-12-09", "已完成")], {}, 0),  # after the day
    ],
)
def test_value(history: list[dict[str, Any]], changes: dict[str, Any], value: int | None) -> None:
    assert both_values(*history, **changes) == pair(value, value)


def test_a_claim_nobody_confirmed_counts_for_the_public_only() -> None:
    assert both_values(entry("2026-10-01", "已完成", None)) == pair(0, 100)
    assert both_values(entry("2026-10-01", "已完成", A)) == pair(0, 100)  # nobody verifies himself
    assert both_values(entry("2026-10-01", "已完成", key(2))) == pair(100, 100)
    assert both_values(entry("2026-10-01", "已完成", unverified="是")) == pair(0, 100)
    assert both_values(entry("2026-10-01", "部分完成", None, value="9"), target="12") == pair(0, 75)
    assert both_values(entry("2026-11-01", "已完成", None), due="2026-12-31") == pair(None, 100)


def test_a_claim_confirmed_later_keeps_its_day() -> None:
    history = (entry("2026-10-20", "已完成", None), entry("2026-11-20", "已完成"))
    assert both_values(*history) == pair(100, 100)  # done in time, verified afterwards


def test_the_verified_amount_counts() -> None:
    history = (entry("2026-06-01", "进行中", value="6"), entry("2026-10-01", "部分完成", None, value="9"))
    assert both_values(*history, target="12") == pair(50, 75)


def test_share_done() -> None:
    assert share_done(Decimal(9), Decimal(12), Fraction(1, 5)) == 75
    assert share_done(Decimal(1), Decimal(3), Fraction(1, 5)) == Fraction(100, 3)
    assert share_done(Decimal(1), None, Fraction(1, 5)) == 0


def judged(*commitments: dict[str, Any], **changes: Any) -> MemberResult:
    return assess_one(member(cards=[card(*commitments)], **changes))


def test_commitment_results_carry_the_public_history() -> None:
    found = judged(
        commitment(
            1, 60, [entry("2026-06-01", "进行中", value="2"), entry("2026-11-02", "已完成", value="12")], target="12"
        ),
        commitment(2, 40),
    )
    done, open_one = found.commitments
    assert (done.status, done.on, done.value, done.in_time) == (
        CommitmentStatus.DONE,
        date(2026, 11, 2),
        Decimal(12),
        False,
    )
    assert (open_one.status, open_one.on, open_one.value, open_one.in_time) == (
        CommitmentStatus.PLANNED,
        None,
        None,
        None,
    )
    assert found.public_fulfilment == 54


def test_verification_never_moves_the_public_score() -> None:
    claimed = judged(commitment(1, 100, [entry("2026-10-01", "已完成", None)]))
    verified = judged(commitment(1, 100, [entry("2026-10-01", "已完成")]))
    doubted = judged(commitment(1, 100, [entry("2026-10-01", "已完成", unverified="是")]))
    assert claimed.public_fulfilment == verified.public_fulfilment == doubted.public_fulfilment == 100
    for found, points in ((claimed, 0), (verified, 100), (doubted, 0)):
        assert found.commitments[0].points == points


def test_an_accepted_objection_sets_an_item_back_until_it_is_verified_again() -> None:
    history = [entry("2026-10-01", "已完成")]
    found = member(cards=[card(commitment(1, 100, history))])
    filed = {
        "key": "o1",
        "received": "2026-11-02",
        "channel": "意见箱",
        "kind": "事迹不实",
        "member": A,
        "commitment": 1,
    }
    accepted = {**filed, "accepted": "2026-11-04"}
    refuted = {**accepted, "answer": {"date": "2026-11-10", "outcome": "不成立"}}
    upheld = {**accepted, "answer": {"date": "2026-11-10", "outcome": "成立", "remedy": "更正"}}

    def points(objection: dict[str, Any]) -> Fraction | None:
        return assess_one(found, {"objections": [objection]}).commitments[0].points

    assert [points(o) for o in (filed, accepted, refuted, upheld)] == [Fraction(n) for n in (100, 0, 100, 0)]
    again = member(cards=[card(commitment(1, 100, [*history, entry("2026-11-20", "已完成")]))])
    result = assess_one(again, {"objections": [upheld]}).commitments[0]
    assert (result.points, result.public_points) == pair(100, 100)


def test_card_of_the_year_and_branch() -> None:
    cards = [
        card(year=2025),
        card(branch="b002", opened="2026-01-10"),
        card(branch="b001", opened="2026-08-01"),
        card(branch="b001", opened="2026-12-25"),
    ]
    found = card_of(member(cards=cards), 2026, "b001", date(2026, 12, 24))
    assert found is not None
    assert found.opened == date(2026, 8, 1)
    assert card_of(member(cards=cards), 2026, "b001", date(2026, 7, 31)) is None


def test_weights_that_are_incomplete_count_alike() -> None:
    def weights(*given: str | None) -> tuple[Decimal, ...]:
        items = [{**commitment(n, 0), "weight": w} for n, w in enumerate(given, 1)]
        return weights_of(ActionCard.model_validate(card(*items)))

    assert weights("70", "30") == (Decimal(70), Decimal(30))
    assert weights("70", None) == (Decimal(1), Decimal(1))
    assert weights("0", "0") == (Decimal(1), Decimal(1))


def item(n: int, weight: int, points: Fraction | None) -> CommitmentResult:
    return CommitmentResult(n, CommitmentStatus.DONE, None, None, None, Decimal(weight), points, points, True)


values = st.one_of(st.none(), st.fractions(0, 100, max_denominator=60))


@given(st.lists(st.tuples(st.integers(1, 100), values), max_size=8), st.integers(0, 2**32))
def test_order_does_not_matter_and_the_range_holds(items: list[tuple[int, Fraction | None]], seed: int) -> None:
    results = [item(n, w, p) for n, (w, p) in enumerate(items, 1)]
    mixed = list(results)
    Random(seed).shuffle(mixed)
    value, public = fulfilment(results)
    assert value == public == fulfilment(mixed)[0]
    counted = [(w, p) for w, p in items if p is not None]
    if counted:
        assert value == sum((w * p for w, p in counted), Fraction(0)) / sum(w for w, _ in counted)
        assert 0 <= value <= 100
    else:
        assert value is None


@given(st.lists(st.tuples(st.integers(1, 100), values), max_size=6), st.integers(1, 100))
def test_a_further_kept_commitment_never_lowers(items: list[tuple[int, Fraction | None]], weight: int) -> None:
    results = [item(n, w, p) for n, (w, p) in enumerate(items, 1)]
    before = fulfilment(results)[0]
    after = fulfilment([*results, item(99, weight, Fraction(100))])[0]
    assert after is not None
    assert before is None or after >= before
