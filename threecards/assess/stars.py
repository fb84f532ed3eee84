"""The way of a star through the year: declared, on track, proposed, confirmed, in notice, lit, and its side exits.

In: a desk, a member, the county's star rules. Out: six ``StarResult`` per member. Not here: the criteria
(``criteria``), sentences (``stars_why``), commendations.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from threecards.assess.criteria import Basis, Plan, StarPlan, basis_of, blockers_of, is_rated, meets, qualifies
from threecards.assess.desk import Desk, Posted
from threecards.assess.objections import Effect
from threecards.assess.results import AssessStatus, Component, StarResult, StarStatus
from threecards.records.model import ActionCard, Blocker, Member
from threecards.records.words import Star

NO_STARS = tuple(StarResult(star, StarStatus.NONE) for star in Star)
_ONE_DAY = timedelta(days=1)


def is_removed(blocker: Blocker, desk: Desk) -> bool:
    """True when the procedure is complete: told to the member, his working days to reply over, then decided."""
    if blocker.noticed is None or blocker.decided is None or blocker.decided > desk.as_of:
        return False
    return blocker.decided > desk.calendar.end(blocker.noticed, desk.scheme.deadlines.feedback_workdays)


def _notice_passed(posted: Posted, desk: Desk) -> bool:
    """True when a notice hung for its whole period and the period is over."""
    if posted.end is None or desk.as_of <= posted.end:
        return False
    return posted.notice.removed is None or posted.notice.removed >= posted.end


def _notice_runs(posted: Posted, desk: Desk) -> bool:
    """True while a notice hangs."""
    taken_down = posted.notice.removed is not None and posted.notice.removed <= desk.as_of
    return posted.end is not None and desk.as_of <= posted.end and not taken_down


def stars_of(
    desk: Desk, key: str, plan: Plan, *, status: AssessStatus, mass: Component, card: ActionCard | None
) -> tuple[StarResult, ...]:  # fmt: skip
    """Tell how each of the six stars stands for a member, in the order of the six."""
    member = desk.folder.members[key]
    declared = card.stars_declared if card else ()
    if not is_rated(member, status, desk.year):
        return NO_STARS
    confirmations = desk.confirmed.get(key, ())
    if not (declared or confirmations or member.deeds):
        return NO_STARS
    basis = basis_of(desk, key, plan, mass)
    struck = desk.objections.deeds
    doubted = bool(struck) and any(k == key and e is Effect.OPEN for (k, _), e in struck.items())
    hopeful = basis_of(desk, key, plan, mass, with_open=True) if doubted else basis
    blockers = blockers_of(member, desk) if member.blockers else {}
    results = []
    for at, rule in enumerate(plan.stars):
        star = rule.star
        confirmed_on = next((meeting.date for meeting, stars in confirmations if star in stars), None)
        if star not in declared and confirmed_on is None and star not in hopeful.evidence.used:
            results.append(NO_STARS[at])
            continue
        case = _Case(rule, star in declared, confirmed_on, basis, hopeful, blockers.get(star, ()))
        results.append(_result(desk, key, member, case))
    return tuple(results)


class _Case(NamedTuple):
    """One star of one member, ready to be judged."""

    rule: StarPlan
    declared: bool
    confirmed_on: date | None
    basis: Basis
    hopeful: Basis
    blockers: Sequence[Blocker]


def _result(desk: Desk, key: str, member: Member, case: _Case) -> StarResult:
    """Walk the state machine of one star (domain rule 6.3)."""
    star = case.rule.star
    effect = desk.objections.star(key, star)
    if member.withdrawals and is_withdrawn(member, star, desk):
        return StarResult(star, StarStatus.WITHDRAWN, None, case.declared)
    lit_on, runs = _lighting(desk, key, star, case.confirmed_on)
    lit = lit_on is not None and lit_on <= desk.as_of
    removal = False
    if lit and case.blockers and all(b.date >= lit_on for b in case.blockers if lit_on):
        if any(is_removed(b, desk) for b in case.blockers):
            return StarResult(star, StarStatus.REMOVED, lit_on, case.declared)
        removal, case = True, _without_blocker(case)
    ok = qualifies(case.basis, case.rule) and effect is not Effect.UPHELD
    held = effect is Effect.OPEN
    if not ok and effect is not Effect.UPHELD and case.hopeful is not case.basis:
        ok = held = qualifies(case.hopeful, case.rule)
    if not ok:
        return StarResult(star, _unmet(desk, case), None, case.declared)
    if case.confirmed_on is None:
        if desk.as_of <= desk.cutoff:
            return StarResult(star, _under_way(desk, case), None, case.declared)
        return StarResult(star, StarStatus.WAITING if held else StarStatus.PROPOSED, None, case.declared)
    if held:
        status = StarStatus.WAITING
    elif lit:
        status = StarStatus.EXPIRED if desk.next_rating else StarStatus.LIT
    else:
        status = StarStatus.IN_NOTICE if runs else StarStatus.CONFIRMED
    return StarResult(star, status, lit_on if lit else None, case.declared, removal)


def is_withdrawn(member: Member, star: Star, desk: Desk) -> bool:
    """True when the member gave the star up this year."""
    return any(w.star is star and w.year == desk.year and w.date <= desk.as_of for w in member.withdrawals)


def _without_blocker(case: _Case) -> _Case:
    """Judge a lit star without the blocker that came later: it shines until its removal is decided."""

    def lifted(basis: Basis) -> Basis:
        return Basis(basis.evidence, basis.attendance, basis.mass, basis.blocked - {case.rule.star})

    basis = lifted(case.basis)
    hopeful = basis if case.hopeful is case.basis else lifted(case.hopeful)
    return _Case(case.rule, case.declared, case.confirmed_on, basis, hopeful, ())


def _lighting(desk: Desk, key: str, star: Star, confirmed_on: date | None) -> tuple[date | None, bool]:
    """Find the day a star is lit, and whether a notice about it hangs now.

    It is lit the day after a notice, posted on or after the day of confirmation, has ended; when a check held it
    back then, on the day the check ended in its favour.
    """
    if confirmed_on is None:
        return None, False
    notices = [p for p in desk.star_notices.get((key, star), ()) if p.notice.posted >= confirmed_on]
    ends = [p.end for p in notices if p.end and _notice_passed(p, desk)]
    lit_on = min(ends) + _ONE_DAY if ends else None
    if lit_on:
        for accepted, settled in desk.objections.settled_for(key, star):
            if accepted < lit_on < settled:
                lit_on = settled
    return lit_on, any(_notice_runs(p, desk) for p in notices)


def _unmet(desk: Desk, case: _Case) -> StarStatus:
    """Name the state of a star that does not qualify."""
    if case.confirmed_on is not None or (case.declared and (case.blockers or desk.is_season_over)):
        return StarStatus.NOT_MET
    return _under_way(desk, case) if case.declared else StarStatus.NONE


def _under_way(desk: Desk, case: _Case) -> StarStatus:
    """Name the state of a declared star during the year: from July on, half of each bound is on its way."""
    if not case.declared:
        return StarStatus.NONE
    if desk.as_of < date(desk.year, 7, 1):
        return StarStatus.DECLARED
    return StarStatus.ON_TRACK if meets(case.basis, case.rule, halfway=True) else StarStatus.AT_RISK
