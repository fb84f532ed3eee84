"""Grades: bands, caps, the half-year gate, the quota."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assess_factory import assess_one, both, card, commitment, entry, four, key, member, session, three
from threecards.assess.grade import (
    GATE,
    GATE_BOTH,
    ORDER,
    QUOTA,
    STEP,
    VETOES,
    Candidate,
    band,
    capped,
    fill_quota,
    gate_cap,
    is_in_force,
    places_for,
    veto_caps,
)  # fmt: skip
from threecards.assess.results import Cap
from threecards.records.model import Bands, Veto
from threecards.records.words import Grade, Rating

A = key(1)
GOOD, FAIRLY, FAIR, POOR = Rating.GOOD, Rating.FAIRLY_GOOD, Rating.FAIR, Rating.POOR


@pytest.mark.parametrize(
    ("rounded", "grade"),
    [
        ("90.00", Grade.EXCELLENT),
        ("89.99", Grade.QUALIFIED),
        ("75.00", Grade.QUALIFIED),
        ("74.99", Grade.BASIC),
        ("60.00", Grade.BASIC),
        ("59.99", Grade.UNQUALIFIED),
        ("0.00", Grade.UNQUALIFIED),
    ],
)
def test_bands(rounded: str, grade: Grade) -> None:
    assert band(Decimal(rounded), Bands()) is grade


def test_the_strictest_cap_wins_and_never_lifts() -> None:
    caps = [QUOTA, Cap("V2", Grade.BASIC, ""), GATE]
    for some in permutations(caps):
        assert capped(Grade.EXCELLENT, some) is Grade.BASIC
    assert capped(Grade.UNQUALIFIED, caps) is Grade.UNQUALIFIED
    assert capped(Grade.QUALIFIED, ()) is Grade.QUALIFIED


@given(st.sampled_from(ORDER), st.lists(st.sampled_from(ORDER), max_size=4))
def test_caps_only_lower(grade: Grade, limits: list[Grade]) -> None:
    after = capped(grade, [Cap("V", limit, "") for limit in limits])
    assert STEP[after] == max([STEP[grade], *(STEP[limit] for limit in limits)])


def veto(code: str, day: str, until: str | None = None) -> dict[str, Any]:
    tree = {"code": code, "date": day, "document": "文号", "decided_by": "纪委"}
    return {**tree, "until": until} if until else tree


@pytest.mark.parametrize(
    ("code", "day", "until", "counts"),
    [
        ("V2", "2026-05-01", None, True),
        ("V2", "2025-05-01", None, False),
        ("V2", "2025-05-01", "2026-01-01", True),  # still in force on one day of the year
        ("V2", "2025-05-01", "2025-12-31", False),
        ("V2", "2026-12-25", None, False),  # not known yet
        ("V2", "2027-01-10", None, False),
        ("V5", "2027-01-10", None, True),  # the meeting about 2026
        ("V5", "2026-01-10", None, False),  # the meeting about 2025
        ("V5", "2026-12-08", None, True),
    ],
)
def test_when_a_fact_caps(code: str, day: str, until: str | None, counts: bool) -> None:
    as_of = date(2027, 1, 20) if day.startswith("2027") else date(2026, 12, 24)
    assert is_in_force(Veto.model_validate(veto(code, day, until)), 2026, as_of) is counts


@pytest.mark.parametrize(
    ("code", "limit"),
    [
        ("V1", Grade.UNQUALIFIED),
        ("V2", Grade.BASIC),
        ("V3", Grade.UNQUALIFIED),
        ("V4", Grade.BASIC),
        ("V5", Grade.QUALIFIED),
        ("V6", Grade.BASIC),
    ],
)
def test_caps_of_recorded_facts(code: str, limit: Grade) -> None:
    assert VETOES[code][0] is limit
    book = {"ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)})}
    found = assess_one(member(vetoes=[veto(code, "2026-05-01")]), book).assessment
    assert (found.band, found.suggested) == (Grade.EXCELLENT, limit)
    assert str(found.rounded) == "95.20"  # the number stays


def test_one_cap_per_code_in_order() -> None:
    found = member(vetoes=[veto("V6", "2026-03-20"), veto("V2", "2026-02-01"), veto("V2", "2026-05-01")])
    assert [c.code for c in veto_caps(found, 2026, date(2026, 12, 24))] == ["V2", "V6"]


@pytest.mark.parametrize(
    ("halves", "quarters", "cap"),
    [
        ((POOR, None), (GOOD, GOOD, FAIR, GOOD), GATE),
        ((POOR, None), (POOR, POOR, FAIRLY, FAIRLY), None),
        ((POOR, None), (GOOD, GOOD, GOOD, None), GATE),  # the fourth quarter has to be shown first
        ((POOR, GOOD), (GOOD, GOOD, GOOD, FAIR), GATE),
        ((POOR, POOR), (GOOD, GOOD, GOOD, GOOD), GATE_BOTH),
        ((FAIR, POOR), (POOR, POOR, POOR, POOR), None),
        ((None, POOR), (POOR, POOR, POOR, POOR), None),
    ],
)
def test_half_year_gate(
    halves: tuple[Rating | None, ...], quarters: tuple[Rating | None, ...], cap: Cap | None
) -> None:
    assert gate_cap(halves, quarters) == cap


@pytest.mark.parametrize(("base", "places"), [(29, 9), (30, 10), (2, 0), (3, 1), (0, 0)])
def test_places(base: int, places: int) -> None:
    assert places_for(base, Fraction(1, 3)) == places


def candidate(n: int, rounded: str = "95", mass: int = 90, half: Rating | None = GOOD, stars: int = 0) -> Candidate:
    return Candidate(key(n), Decimal(rounded), Fraction(mass), Fraction(90), half, stars)


def test_tie_breakers_in_their_order() -> None:
    found = [
        candidate(1, stars=3),
        candidate(2, half=FAIRLY, stars=6),
        candidate(3, half=None, stars=6),
        candidate(4, mass=91, half=POOR),
        candidate(5, rounded="95.01", mass=0, half=POOR),
        candidate(6, stars=4),
    ]
    assert fill_quota(found, 9, Fraction(1, 3)).ranking == tuple(key(n) for n in (5, 4, 6, 1, 2, 3))


def test_equal_at_the_last_place() -> None:
    found = [candidate(1, "99"), *(candidate(n) for n in (2, 3, 4)), candidate(5, "91")]
    quota = fill_quota(found, 9, Fraction(1, 3))
    assert (quota.places, quota.tied, quota.chosen) == (3, (key(2), key(3), key(4)), (key(1),))
    fitting = fill_quota(found, 12, Fraction(1, 3))
    assert (fitting.tied, len(fitting.chosen)) == ((), 4)


candidates = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 999999).map(key),
        st.integers(9000, 9003).map(lambda n: Decimal(n).scaleb(-2)),
        st.sampled_from([None, Fraction(90), Fraction(91)]),
        st.sampled_from([Fraction(90), Fraction(91)]),
        st.sampled_from([None, GOOD, POOR]),
        st.integers(0, 1),
    ),
    max_size=12,
    unique_by=lambda c: c.key,
)


@given(candidates, st.integers(0, 40), st.randoms(use_true_random=False))
def test_the_quota_never_exceeds_its_places(found: list[Candidate], base: int, random: Any) -> None:
    quota = fill_quota(found, base, Fraction(1, 3))
    assert len(quota.chosen) <= quota.places == base // 3
    mixed = list(found)
    random.shuffle(mixed)
    assert fill_quota(mixed, base, Fraction(1, 3)) == quota
    merits = {c.key: c.merit for c in found}
    out = set(merits) - set(quota.chosen)
    if quota.chosen and out:
        assert min(merits[k] for k in quota.chosen) > max(merits[k] for k in out)  # nobody equal is left outside


# --- self-consistency (CFG-003): one word from everybody gives the grade of that word --------------------------------


def unanimous(at: int, design: str, scheme: dict[str, Any], organisation: str) -> Grade | None:
    row = [0, 0, 0, 0]
    row[at] = 20
    tree = four(*row) if design == "四档" else three(*row[:3])
    book = {
        "ballots": [
            session("群众测评", {A: tree}, 20, design=design),
            session("党员互评", {A: tree}, 20, design=design),
        ]
    }
    given_directly = {"year": 2026, "value": organisation, "reason": "一致"}
    return assess_one(member(organisation=given_directly), book, **scheme).assessment.suggested


@pytest.mark.parametrize(
    ("design", "at", "points", "grade"),
    [
        ("四档", 0, "100", Grade.EXCELLENT),
        ("四档", 1, "85", Grade.QUALIFIED),
        ("四档", 2, "70", Grade.BASIC),
        ("四档", 3, "50", Grade.UNQUALIFIED),
        ("三档", 0, "100", Grade.EXCELLENT),
        ("三档", 1, "80", Grade.QUALIFIED),
        ("三档", 2, "50", Grade.UNQUALIFIED),
    ],
)
def test_unanimous_words_with_the_default_scheme(design: str, at: int, points: str, grade: Grade) -> None:
    assert unanimous(at, design, {}, points) is grade


@st.composite
def valid_schemes(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Points of the four options and bands that fit: a >= excellent > b >= qualified > c >= basic > d."""
    numbers = draw(st.lists(st.integers(0, 1000), min_size=7, max_size=7, unique=True).map(sorted))
    d, basic, c, qualified, b, excellent, a = (Decimal(n) / 10 for n in numbers)
    if draw(st.booleans()):  # a bound may be the very points of the option
        basic, qualified, excellent = c, b, a
    return [str(n) for n in (a, b, c, d)], [str(n) for n in (excellent, qualified, basic)]


@given(valid_schemes(), st.integers(0, 3), st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9)))
def test_unanimous_words_with_any_valid_scheme(
    scheme_numbers: tuple[list[str], list[str]], at: int, shares: tuple[int, int, int]
) -> None:
    points, bands = scheme_numbers
    names = ("excellent", "qualified", "basic", "unqualified")
    whole = sum(shares)
    scheme = {
        "ballot_points": {"four": dict(zip(names, points, strict=True))},
        "bands": dict(zip(names[:3], bands, strict=True)),
        "weights": {
            "mass": f"{shares[0]}/{whole}",
            "member": f"{shares[1]}/{whole}",
            "organisation": f"{shares[2]}/{whole}",
        },
    }
    assert unanimous(at, "四档", scheme, points[at]) is ORDER[at]


def test_blending_replaces_the_gate() -> None:
    book = {
        "ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)}),
        "halfyears": [{"half": 1, "date": "2026-07-08", "ratings": {A: "差"}}],
    }
    items = card(commitment(1, 100, [entry("2026-05-01", "已完成")]))
    gate = assess_one(member(cards=[items]), book).assessment
    blend = assess_one(member(cards=[items]), book, halfyear={"mode": "计入"}).assessment
    assert ([c.code for c in gate.caps], str(gate.rounded)) == (["V8"], "95.20")
    assert (blend.caps, str(blend.rounded)) == ((), "90.68")
