"""Rules about the settings of the county: the scheme of a year, the calendars (CFG-001 to CFG-008).

In: ``Settings``. Out: findings. Not here: star criteria (``star``), publication levels (``priv``).
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from threecards.problems import Finding, Loc, finding
from threecards.records.county import Settings
from threecards.records.model import Scheme

_NO_RULES = (
    "closed",
    "closed_hash",
    "ballots",
)  # how a printed ballot looks changes no score: each session's record says its design


def _schemes(settings: Settings) -> Iterator[tuple[str, Scheme]]:
    for year, scheme in settings.schemes.items():
        yield f"content/scheme/{year}.yaml", scheme


def cfg_001(settings: Settings, as_of: date) -> Iterator[Finding]:
    """Weights add up to exactly 1, and so do the parts of the organisation's component."""
    for path, scheme in _schemes(settings):
        weights, parts = scheme.weights, scheme.organisation.parts
        if (total := weights.mass + weights.member + weights.organisation) != 1:
            yield finding("CFG-001", path, ("weights",), total=total)
        if (total := parts.fulfilment + parts.inspection + parts.life) != 1:
            yield finding("CFG-001", path, ("organisation", "parts"), total=total)


def cfg_002(settings: Settings, as_of: date) -> Iterator[Finding]:
    """The lower bounds of the grades fall strictly, within 0 to 100."""
    for path, scheme in _schemes(settings):
        bands = scheme.bands
        if not 100 >= bands.excellent > bands.qualified > bands.basic > 0:
            yield finding("CFG-002", path, ("bands",))


def cfg_003(settings: Settings, as_of: date) -> Iterator[Finding]:
    """A member for whom everybody chooses the same option gets the grade of that name."""
    for path, scheme in _schemes(settings):
        bands, four, three = scheme.bands, scheme.ballot_points.four, scheme.ballot_points.three
        lower = {"优秀": bands.excellent, "合格": bands.qualified, "基本合格": bands.basic, "不合格": Decimal(0)}
        for design, points in (
            (
                "four",
                {"优秀": four.excellent, "合格": four.qualified, "基本合格": four.basic, "不合格": four.unqualified},
            ),
            ("three", {"优秀": three.satisfied, "合格": three.basically_satisfied, "不合格": three.dissatisfied}),
        ):
            for grade, value in points.items():
                reached = next((name for name, bound in lower.items() if value >= bound), "不合格")
                if reached != grade:
                    loc: Loc = ("ballot_points", design)
                    yield finding("CFG-003", path, loc, points=value, grade=grade, reached=reached)


def cfg_004(settings: Settings, as_of: date) -> Iterator[Finding]:
    """Points fall strictly from the best option to the worst."""
    for path, scheme in _schemes(settings):
        four, three, rating = scheme.ballot_points.four, scheme.ballot_points.three, scheme.rating_points
        rows: list[tuple[Loc, Sequence[Decimal]]] = [
            (("ballot_points", "four"), (four.excellent, four.qualified, four.basic, four.unqualified)),
            (("ballot_points", "three"), (three.satisfied, three.basically_satisfied, three.dissatisfied)),
            (("rating_points",), (rating.good, rating.fairly_good, rating.fair, rating.poor)),
        ]
        for loc, points in rows:
            if any(worse >= better for better, worse in itertools.pairwise(points)):
                yield finding("CFG-004", path, loc)


def cfg_005(settings: Settings, as_of: date) -> Iterator[Finding]:
    """The quota and every other share lie between 0 and 1."""
    for path, scheme in _schemes(settings):
        quorum = scheme.quorum
        shares: list[tuple[Loc, Fraction]] = [
            (("excellent_quota", "share"), scheme.excellent_quota.share),
            (("quorum", "member_present"), quorum.member_present),
            (("quorum", "sheets_returned"), quorum.sheets_returned),
            (("quorum", "min_counted_share"), quorum.min_counted_share),
            (("halfyear", "share"), scheme.halfyear.share),
            (("commitment_points", "partly_floor"), scheme.commitment_points.partly_floor),
        ]
        yield from (finding("CFG-005", path, loc, field=loc[-1]) for loc, share in shares if not 0 <= share <= 1)


def scheme_hash(scheme: Scheme) -> str:
    """Digest what a scheme says, as 64 hexadecimal digits; put on record when the year is closed (CFG-006).

    The date of closing and the digest itself are left out. Values count, not their spelling: 0.3 and 3/10, 85 and
    85.0 are the same.
    """

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(part) for key, part in sorted(value.items())}
        if isinstance(value, (list, tuple)):
            return [plain(part) for part in value]
        if isinstance(value, (Decimal, Fraction)):
            return str(Fraction(value))
        return value if value is None or isinstance(value, (bool, int)) else str(value)

    said = plain({name: value for name, value in scheme.model_dump().items() if name not in _NO_RULES})
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def cfg_006(settings: Settings, as_of: date) -> Iterator[Finding]:
    """The scheme of a closed year is what it was when the year was closed."""
    for path, scheme in _schemes(settings):
        if scheme.closed and scheme.closed_hash != scheme_hash(scheme):
            yield finding("CFG-006", path, ("closed_hash",) if scheme.closed_hash else ("closed",))


def cfg_007(settings: Settings, as_of: date) -> Iterator[Finding]:
    """A calendar holds days of its own year, and no day both as a holiday and as a working day."""
    for year, calendar in settings.workdays.items():
        path = f"content/workdays/{year}.yaml"
        for field in ("holidays", "workdays"):
            for index, day in enumerate(getattr(calendar, field)):
                if day.year != year or (field == "workdays" and day in calendar.holidays):
                    yield finding("CFG-007", path, (field, index), day=day)


def cfg_008(settings: Settings, as_of: date) -> Iterator[Finding]:
    """A make-up working day falls on a weekend; on another day it would be an ordinary working day."""
    for year, calendar in settings.workdays.items():
        for index, day in enumerate(calendar.workdays):
            if day.weekday() < 5:
                yield finding("CFG-008", f"content/workdays/{year}.yaml", ("workdays", index), day=day)


SETTINGS_RULES = (cfg_001, cfg_002, cfg_003, cfg_004, cfg_005, cfg_006, cfg_007, cfg_008)
