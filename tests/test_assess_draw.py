"""The draw: anybody can repeat it, nobody can steer it."""

from __future__ import annotations

from hashlib import sha256
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assess_factory import key
from threecards.assess.draw import draw, is_repeatable, seed_for, tickets
from threecards.records.model import Draw

POOL = [key(n) for n in range(1, 21)]


def test_the_recipe_by_hand() -> None:
    seed = seed_for(2026, 3, "b001")
    assert seed == "2026-3-b001"
    base = sha256("\n".join([seed, *POOL]).encode()).hexdigest()
    by_hand = sorted(POOL, key=lambda k: sha256((base + k).encode()).hexdigest())
    assert draw(seed, POOL, 4) == tuple(by_hand[:4])


def test_a_drawn_list_that_never_changes() -> None:
    # fixed once and for all: whoever repeats an old draw must get the old answer
    assert draw("2026-3-b001", POOL, 3) == FIXED


FIXED = ("m000016", "m000007", "m000003")


@given(st.lists(st.integers(1, 999), max_size=30), st.text(max_size=10), st.integers(0, 40), st.randoms())
def test_order_and_doubles_do_not_matter(numbers: list[int], seed: str, count: int, random: Random) -> None:
    pool = [key(n) for n in numbers]
    mixed = pool + pool[:3]
    random.shuffle(mixed)
    drawn = draw(seed, pool, count)
    assert drawn == draw(seed, mixed, count)
    assert len(drawn) == len(set(drawn)) == min(count, len(set(pool)))
    assert set(drawn) <= set(pool)
    assert draw(seed, pool, count + 1)[:count] == drawn


def test_every_key_has_its_chance() -> None:
    drawn = {draw(seed_for(2026, q, f"b{b:03d}"), POOL, 1)[0] for q in (1, 2, 3, 4) for b in range(50)}
    assert drawn == set(POOL)


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        draw("2026-3-b001", POOL, -1)
    assert len(tickets("s", POOL)) == 20


def test_a_draw_on_record_can_be_checked() -> None:
    drawn = draw("2026-3-b001", POOL, 2)
    tree = {"key": "d1", "date": "2026-07-01", "seed": "2026-3-b001", "pool": POOL, "drawn": list(drawn)}
    assert is_repeatable(Draw.model_validate(tree))
    assert not is_repeatable(Draw.model_validate({**tree, "seed": "2026-4-b001"}))
    assert not is_repeatable(Draw.model_validate({**tree, "drawn": list(reversed(drawn))}))
