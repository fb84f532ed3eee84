"""Ballots: from counted sheets to a component in points, and whether a component can be computed at all.

In: sessions with totals per member. Out: ``Component``. Not here: the identities of a tally sheet (BAL rules),
weights, grades. Everything is exact; a missing component has a reason and no value (domain rule 5.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from threecards.assess.desk import Desk, Row
from threecards.assess.points import SCALE, Rules, ratio, scaled
from threecards.assess.results import PENDING, Component, ComponentState
from threecards.records.model import BallotSession, HostBallot, Tally
from threecards.records.words import BallotDesign, BallotKind

FROM_HOST = "流入地党组织测评"
NO_ROW = "测评结果中没有本人"


class Counted(NamedTuple):
    """One row counted: points = number / (SCALE * divisor). favourable: 优秀 and 合格, or 满意 and 基本满意."""

    number: int
    divisor: int
    counted: int
    favourable: int

    @property
    def points(self) -> Fraction:
        """Mean of the counted ballots, 0-100. Raises ZeroDivisionError when none was counted."""
        return ratio(self.number, SCALE * self.divisor)


def count(tally: Tally, design: BallotDesign, rules: Rules) -> Counted:
    """Count one member's row. Blank rows and 不了解 are not counted.

    Numbers (0-100): with at least ``trim_from`` ratings one highest and one lowest are dropped before the mean; a
    rating counts as favourable from the lower bound of 合格 on. Example: 20/14/3/0 -> 3400/37 points, 37 counted,
    34 favourable.
    """
    if design is BallotDesign.FOUR:
        a, b, c, d = tally.excellent, tally.qualified, tally.basic, tally.unqualified
        pa, pb, pc, pd = rules.four
        counted = a + b + c + d
        return Counted(pa * a + pb * b + pc * c + pd * d, counted, counted, a + b)
    if design is BallotDesign.THREE:
        a, b, c = tally.satisfied, tally.basically_satisfied, tally.dissatisfied
        pa, pb, pc = rules.three
        counted = a + b + c
        return Counted(pa * a + pb * b + pc * c, counted, counted, a + b)
    scores = sorted(scaled(score) for score in tally.scores)
    kept = trimmed(scores, rules.scheme.trim_from)
    line = scaled(rules.scheme.bands.qualified)
    return Counted(sum(kept), len(kept), len(scores), sum(score >= line for score in scores))


def trimmed(scores: list[int], trim_from: int) -> list[int]:
    """Drop one lowest and one highest of sorted scores when there are at least ``trim_from``."""
    return scores[1:-1] if len(scores) >= trim_from else scores


def session_fault(session: BallotSession, rules: Rules, eligible: int) -> str:
    """Say in Chinese why a whole session cannot be used; an empty text when it can.

    eligible: who may vote; only members' own sessions have a quorum of presence. Example E6: 15 of 24 present ->
    below 2/3.
    """
    quorum = rules.scheme.quorum
    need = quorum.member_present
    if session.kind is BallotKind.MEMBER and session.present * need.denominator < eligible * need.numerator:
        return f"应到{eligible}人，实到{session.present}人，不足{need}"
    need = quorum.sheets_returned
    if not session.issued or session.returned * need.denominator < session.issued * need.numerator:
        return f"发出{session.issued}张，收回{session.returned}张，不足{need}"
    return ""


def session_faults(desk: Desk) -> Mapping[str, str]:
    """Check all sessions of a branch: key -> fault. Without ``eligible`` the active members on the day are taken."""
    return {
        s.key: session_fault(s, desk.rules, desk.count_active(s.date) if s.eligible is None else s.eligible)
        for s in desk.book.ballots
        if s.date <= desk.as_of
    }


def row_fault(kind: BallotKind, counted: int, sheets: int, rules: Rules) -> str:
    """Say in Chinese why a member's row has too few counted ballots; an empty text when it has enough."""
    least, number, divisor = rules.enough[kind]
    if counted < least:
        return f"有效评价{counted}票，少于{least}票"
    if counted * divisor < sheets * number:
        return f"有效评价{counted}票，不足有效票{sheets}张的{rules.scheme.quorum.min_counted_share}"
    return ""


def component(kind: BallotKind, row: Row | None, faults: Mapping[str, str], rules: Rules, held: bool) -> Component:
    """Make the component of one kind of ballot. held: a session of this kind has taken place in the branch."""
    if row is None:
        return Component(ComponentState.NOT_COMPUTABLE, reason=NO_ROW) if held else PENDING
    session, tally = row
    if fault := faults.get(session.key, ""):
        return Component(ComponentState.NOT_COMPUTABLE, reason=fault, session=session.key)
    counted = count(tally, session.design, rules)
    if fault := row_fault(kind, counted.counted, session.valid, rules):
        return Component(ComponentState.NOT_COMPUTABLE, None, fault, session.key, counted.counted)
    return Component(
        ComponentState.COMPUTED, counted.points, "", session.key, counted.counted, counted.favourable
    )  # fmt: skip


def from_host(kind: BallotKind, ballot: HostBallot | None, home: Component, desk: Desk) -> Component:
    """Take the host's ballots where there are any, else what the home branch has."""
    return host_component(kind, ballot, desk.rules) if ballot and ballot.date <= desk.as_of else home


def host_component(kind: BallotKind, ballot: HostBallot, rules: Rules) -> Component:
    """Make the component from a host's ballots; its sheets are all rows, blank ones too."""
    counted, tally = count(ballot.tally, ballot.design, rules), ballot.tally
    if fault := row_fault(kind, counted.counted, counted.counted + tally.blank + tally.unknown, rules):
        return Component(ComponentState.NOT_COMPUTABLE, None, fault, counted=counted.counted)
    return Component(
        ComponentState.COMPUTED, counted.points, FROM_HOST, "", counted.counted, counted.favourable
    )  # fmt: skip
