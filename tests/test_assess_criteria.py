"""Criteria of the stars: which records count, for which star, and when a bound is reached."""

from __future__ import annotations

from typing import Any

import pytest

from tests.assess_factory import FROZEN, STARS, context, deed, folder, key, member
from tests.test_assess_stars import PLAN, proposed
from threecards.assess.criteria import basis_of, gather, is_counted, options_of, plan_of, qualifies
from threecards.assess.desk import open_desk
from threecards.assess.work import Work
from threecards.records.model import Deed, StarRules
from threecards.records.words import DeedKind, Star

A = key(1)


@pytest.mark.parametrize(
    ("tree", "counted"),
    [
        (deed("2026-01-01", "新技术"), True),
        (deed("2026-12-24", "新技术"), True),
        (deed("2026-12-25", "新技术"), False),
        (deed("2025-12-31", "新技术"), False),
        (deed("2026-05-01", "新技术", verified_by=None), False),
        (deed("2026-05-01", "新技术", verified_by=A), False),
        (deed("2026-05-01", "新技术", verified_by=key(2)), True),
    ],
)
def test_which_records_count(tree: dict[str, Any], counted: bool) -> None:
    assert is_counted(Deed.model_validate(tree), A, 2026, FROZEN) is counted


def test_options_of_a_record() -> None:
    def options(*kinds: str, **changes: Any) -> tuple[Star, ...]:
        return options_of(Deed.model_validate(deed("2026-05-01", *kinds, **changes)), PLAN)

    assert options("志愿服务") == (Star.DEDICATION,)
    assert options("志愿服务", "结对帮扶") == (Star.DEDICATION,)  # two kinds, one star
    assert options("调解普法", "志愿服务") == (Star.DEDICATION, Star.LAW)
    assert options("调解普法", "志愿服务", star="法制") == (Star.LAW,)
    assert options() == ()


def test_a_star_that_does_not_fit_the_kind_gains_nothing() -> None:
    one = folder({A: member(deeds=[deed("2026-05-01", "新技术", star="法制")])})
    found = gather(open_desk(one, context()), A, PLAN)
    assert (found.sums, found.used) == ({}, {})


def test_hours_or_occasions() -> None:
    emergency = deed("2026-07-20", "应急任务")
    hours = [deed("2026-05-01", "志愿服务", hours="39.5"), emergency]
    assert proposed(member(deeds=hours)) == set()
    assert proposed(member(deeds=[*hours, deed("2026-06-01", "志愿服务", hours="0.5")])) == {Star.DEDICATION}


def test_every_star_needs_a_verified_record() -> None:
    rules = [
        {
            "star": star.value,
            "meaning": "守法",
            "required": ["F1"],
            "criteria": [{"code": "F1", "text": "没有违反", "measure": "无违反"}],
        }
        for star in Star
    ]
    plan = plan_of(StarRules.model_validate({"stars": rules}).stars)
    desk = open_desk(folder({A: member()}), context())
    basis = basis_of(desk, A, plan, Work(desk).now[0][A].mass)
    assert not any(qualifies(basis, star) for star in plan.stars)


def test_an_unknown_code_is_never_met() -> None:
    tree = {"stars": [dict(rule) for rule in STARS["stars"]]}
    tree["stars"][1]["required"] = ["I9"]
    plan = plan_of(StarRules.model_validate(tree).stars)
    deeds = [deed("2026-04-01", "新技术"), deed("2026-06-01", "建议采纳")]
    desk = open_desk(folder({A: member(deeds=deeds)}), context())
    innovation = next(s for s in plan.stars if s.star is Star.INNOVATION)
    assert not qualifies(basis_of(desk, A, plan, Work(desk).now[0][A].mass), innovation)


def test_owners_of_the_kinds() -> None:
    assert PLAN.owners[DeedKind.VOLUNTEER] == (Star.DEDICATION,)
    assert [s.star for s in PLAN.stars] == list(Star)
