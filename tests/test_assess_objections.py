"""Objections: they act once accepted, stop when refuted, stay when upheld."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.assess_factory import assess_one, key, member
from threecards.assess.objections import RESULT_KINDS, Effect, effect_on, is_open, read_objections
from threecards.records.model import Objection
from threecards.records.words import ObjectionKind, Star

A = key(1)
AS_OF = date(2026, 12, 24)


def objection(**changes: Any) -> dict[str, Any]:
    return {
        "key": "o1",
        "received": "2026-12-10",
        "channel": "意见箱",
        "kind": "星级不符",
        "member": A,
        "star": "创新",
        **changes,
    }


def answered(outcome: str, remedy: str = "维持", day: str = "2026-12-18") -> dict[str, Any]:
    return {"accepted": "2026-12-11", "answer": {"date": day, "outcome": outcome, "remedy": remedy}}


@pytest.mark.parametrize(
    ("changes", "effect"),
    [
        ({}, Effect.NONE),  # filing alone does nothing
        ({"refused": "2026-12-11"}, Effect.NONE),
        ({"accepted": "2026-12-25"}, Effect.NONE),
        ({"accepted": "2026-12-11"}, Effect.OPEN),
        (answered("成立"), Effect.UPHELD),
        (answered("部分成立", "更正"), Effect.UPHELD),
        (answered("部分成立"), Effect.NONE),
        (answered("不成立"), Effect.NONE),
        (answered("不成立", day="2026-12-25"), Effect.OPEN),
        ({"accepted": "2026-12-11", "closed": "2026-12-15"}, Effect.NONE),  # withdrawn without an answer
    ],
)
def test_effect(changes: dict[str, Any], effect: Effect) -> None:
    found = Objection.model_validate(objection(**changes))
    assert effect_on(found, (), AS_OF) is effect
    assert is_open(found, AS_OF) is (effect is Effect.OPEN)
    assert read_objections([found], AS_OF).star(A, Star.INNOVATION) is effect
    assert read_objections([found], AS_OF).star(A, Star.LEARNING) is Effect.NONE


def test_an_appeal_keeps_the_matter_open_and_may_turn_it_round() -> None:
    first = Objection.model_validate(objection(**answered("成立", day="2026-12-14")))

    def with_appeal(**changes: Any) -> Effect:
        appeal = Objection.model_validate(objection(key="o2", received="2026-12-15", appeal_of="o1", **changes))
        return read_objections([first, appeal], AS_OF).star(A, Star.INNOVATION)

    assert with_appeal() is Effect.UPHELD
    assert with_appeal(accepted="2026-12-16") is Effect.OPEN
    assert with_appeal(accepted="2026-12-16", answer={"date": "2026-12-20", "outcome": "不成立"}) is Effect.UPHELD
    assert with_appeal(accepted="2026-12-16", answer={"date": "2026-12-20", "outcome": "成立"}) is Effect.NONE


def test_an_objection_without_a_star_concerns_all() -> None:
    found = Objection.model_validate(objection(star=None, accepted="2026-12-11"))
    acting = read_objections([found], AS_OF)
    assert all(acting.star(A, star) is Effect.OPEN for star in Star)
    assert acting.star(key(2), Star.LAW) is Effect.NONE


@pytest.mark.parametrize("kind", list(ObjectionKind))
def test_what_freezes_a_result(kind: ObjectionKind) -> None:
    tree = objection(kind=kind.value, star=None, accepted="2026-12-11")
    assert assess_one(member(), {"objections": [tree]}).frozen is (kind in RESULT_KINDS)
    filed = objection(kind=kind.value, star=None)
    assert not assess_one(member(), {"objections": [filed]}).frozen


def test_post_privacy_and_wording_change_no_result() -> None:
    assert set(ObjectionKind) - RESULT_KINDS == {
        ObjectionKind.POST_UNFIT,
        ObjectionKind.PRIVACY,
        ObjectionKind.TEXT_WRONG,
    }


def test_a_member_who_objects_at_the_feedback_is_waited_for() -> None:
    one = member(feedback=[{"year": 2026, "date": "2026-12-09", "by": "支部委员会", "objects": "是"}])
    assert assess_one(one).frozen
    assert assess_one(one, {"objections": [objection(kind="对考评结果有异议", star=None)]}).frozen
    settled = objection(kind="对考评结果有异议", star=None, **answered("不成立"))
    assert not assess_one(one, {"objections": [settled]}).frozen
    earlier = objection(kind="数字有误", star=None, received="2026-12-01", **answered("不成立"))
    assert assess_one(one, {"objections": [earlier]}).frozen  # another matter
    content = member(feedback=[{"year": 2026, "date": "2026-12-09", "by": "支部委员会"}])
    assert not assess_one(content).frozen
