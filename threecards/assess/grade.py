"""Grades: bands, caps, the half-year gate, the quota. All of it limits the suggestion, never the number.

In: a rounded total, records that cap, candidates. Out: a grade, caps, the quota. Not here: the meeting's decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from threecards.assess.results import Cap, Quota
from threecards.records.model import Bands, Member, Veto
from threecards.records.words import Grade, Rating

ORDER = (Grade.EXCELLENT, Grade.QUALIFIED, Grade.BASIC, Grade.UNQUALIFIED)
"""Grades, best first."""

STEP: Mapping[Grade, int] = {grade: at for at, grade in enumerate(ORDER)}
RATING_STEP: Mapping[Rating, int] = {
    rating: at for at, rating in enumerate((Rating.GOOD, Rating.FAIRLY_GOOD, Rating.FAIR, Rating.POOR))
}

VETOES: Mapping[str, tuple[Grade, str]] = {
    "V1": (Grade.UNQUALIFIED, "承担刑事责任，或有应予除名、开除的情形"),
    "V2": (Grade.BASIC, "本年度受党纪政务处分且在影响期内"),
    "V3": (Grade.UNQUALIFIED, "连续六个月无正当理由不参加组织生活、不交党费或不做党所分配的工作"),
    "V4": (Grade.BASIC, "卡上所记事迹查实有假"),
    "V5": (Grade.QUALIFIED, "未请假缺席民主评议会"),
    "V6": (Grade.BASIC, "应作承诺而未作承诺"),
}
"""Facts that cap, as recorded (domain rule 5.8). V7 defers, V8 and V9 are computed."""

_MISSING = Fraction(-1)
GATE = Cap("V8", Grade.QUALIFIED, "上半年评比为差，且第三、第四季度督查未都达到较好")
GATE_BOTH = Cap("V8", Grade.BASIC, "上下半年评比都为差")
QUOTA = Cap("V9", Grade.QUALIFIED, "优秀名额已满")


def band(rounded: Decimal, bands: Bands) -> Grade:
    """Read the grade off the rounded total; bounds belong to the better grade (90.00 is excellent)."""
    if rounded >= bands.excellent:
        return Grade.EXCELLENT
    if rounded >= bands.qualified:
        return Grade.QUALIFIED
    return Grade.BASIC if rounded >= bands.basic else Grade.UNQUALIFIED


def capped(grade: Grade, caps: Iterable[Cap]) -> Grade:
    """Apply caps, the strictest wins."""
    return ORDER[max((STEP[grade], *(STEP[cap.limit] for cap in caps)))]


def is_in_force(veto: Veto, year: int, as_of: date) -> bool:
    """True when a recorded fact caps the grade of a year.

    With a last day: from its date to that day, as far as it touches the year. Without: in the year of its date. An
    absence from the appraisal meeting (V5) in January to March belongs to the year that was appraised there.
    """
    if veto.date > as_of:
        return False
    if veto.until is not None:
        return veto.date <= date(year, 12, 31) and veto.until >= date(year, 1, 1)
    if veto.code == "V5" and veto.date.month <= 3:
        return veto.date.year == year + 1
    return veto.date.year == year


def veto_caps(member: Member, year: int, as_of: date) -> tuple[Cap, ...]:
    """List the caps V1-V6 on record, in the order of their codes, each code once."""
    codes = {v.code for v in member.vetoes if v.code in VETOES and is_in_force(v, year, as_of)}
    return tuple(Cap(code, *VETOES[code]) for code in sorted(codes))


def gate_cap(halves: Sequence[Rating | None], quarters: Sequence[Rating | None]) -> Cap | None:
    """Apply the half-year gate V8 (domain rule 5.6): halves 1-2, inspections of quarters 1-4.

    First half poor: at best qualified, unless the third and the fourth quarter were both fairly good or better.
    Both halves poor: at best basic, whatever the quarters say.
    """
    if halves[0] is not Rating.POOR:
        return None
    if halves[1] is Rating.POOR:
        return GATE_BOTH
    good = all(rating is not None and RATING_STEP[rating] <= RATING_STEP[Rating.FAIRLY_GOOD] for rating in quarters[2:])
    return None if good else GATE


def places_for(base: int, share: Fraction) -> int:
    """Count the places for excellent: floor(base x share). Example: 29 x 1/3 -> 9."""
    return base * share.numerator // share.denominator


class Candidate(NamedTuple):
    """A member who would be excellent without the quota, with what the ranking looks at, in this order.

    half: result of the first half-year. stars: stars that are lit or whose criteria are met and not refused.
    """

    key: str
    rounded: Decimal
    mass: Fraction | None
    organisation: Fraction | None
    half: Rating | None
    stars: int

    @property
    def merit(self) -> tuple[Decimal, Fraction, Fraction, int, int]:
        """What is compared, greater is better; something missing comes last."""
        return (
            self.rounded,
            _MISSING if self.mass is None else self.mass,
            _MISSING if self.organisation is None else self.organisation,
            -RATING_STEP[self.half] if self.half else -len(RATING_STEP),
            self.stars,
        )


def fill_quota(candidates: Iterable[Candidate], base: int, share: Fraction) -> Quota:
    """Rank the candidates and find who is equal at the last place (domain rule 5.9).

    Equal members keep the order of their keys in the ranking, which decides nothing: when a group of equals reaches
    over the last place, all of it is ``tied``.
    """
    places = places_for(base, share)
    ranked = sorted(candidates, key=lambda c: c.key)
    ranked.sort(key=lambda c: c.merit, reverse=True)
    tied: tuple[str, ...] = ()
    if 0 < places < len(ranked) and ranked[places - 1].merit == ranked[places].merit:
        tied = tuple(c.key for c in ranked if c.merit == ranked[places].merit)
    return Quota(base, places, tuple(c.key for c in ranked), tied)
