"""The score: commitments, inspections, meetings, the organisation's component, the total and its one rounding.

In: a desk and a member's records. Out: components and the total as exact fractions of points 0-100. Not here:
ballots, grades.

    F = weighted mean of commitment values        fulfilment of the card
    I = mean of the quarterly inspections held
    L = 100 x attended / (expected - excused)     meetings and study days
    O = 0.60 F + 0.30 I + 0.10 L                  shares from the scheme
    T = 0.30 M + 0.30 P + 0.40 O                  weights from the scheme
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from threecards.assess.desk import Attendance, Desk
from threecards.assess.points import SCALE, ratio
from threecards.assess.results import PENDING, CommitmentResult, Component, ComponentState
from threecards.records.model import ActionCard, Member, OrganisationScore
from threecards.records.words import OrganisationMode, Rating

COMPUTED, NOT_COMPUTABLE = ComponentState.COMPUTED, ComponentState.NOT_COMPUTABLE

DIRECT = "直接评分"
BY_MONTHS = "按各支部月数加权"
NO_CARD = "本年度没有行动卡"
NO_ITEM = "卡上各项承诺都不计分"
NO_RATING = "没有督查结果"
NO_MEETING = "没有会议学习记录"
NO_REASON = "直接评分没有写明理由"
NO_DIRECT = "本年度组织考评须直接评分并写明理由"
NO_PARTS = "六月三十日后转入，缺原支部的组织考评"
NO_HALF = "没有半年评比结果"


def round_total(total: Fraction) -> Decimal:
    """Round a total to two decimals, half up; the only place that rounds what a grade depends on.

    Example: 14999/200 = 74.995 -> Decimal("75.00"). total: 0-100, exact.
    """
    number, divisor = total.as_integer_ratio()
    return Decimal((200 * number + divisor) // (2 * divisor)).scaleb(-2)


def weighted(parts: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """Add up weight x points, with one reduction at the end."""
    number, divisor = 0, 1
    for weight, points in parts:
        (a, b), (c, d) = weight.as_integer_ratio(), points.as_integer_ratio()
        number, divisor = number * b * d + a * c * divisor, divisor * b * d
    return Fraction(number, divisor)


def _missing(desk: Desk, reason: str) -> Component:
    """Nothing to compute from: not yet before the cut-off, a gap after it."""
    state = ComponentState.PENDING if desk.as_of < desk.cutoff else NOT_COMPUTABLE
    return Component(state, reason=reason)


def fulfilment(
    desk: Desk, card: ActionCard | None, items: Sequence[CommitmentResult], value: Fraction | None
) -> Component:
    """Make the component F; value: what ``promises.fulfilment`` computed of the card."""
    if card is None:
        return _missing(desk, NO_CARD)
    counted = sum([item.points is not None for item in items])
    return Component(COMPUTED, value, counted=counted) if value is not None else _missing(desk, NO_ITEM)


def ratings_of(desk: Desk, key: str) -> tuple[Rating | None, ...]:
    """List a member's inspection results of quarters 1-4 up to the day of assessment."""
    return tuple(quarter.get(key) for quarter in desk.inspections)


def inspection(desk: Desk, key: str) -> Component:
    """Compute I, the mean of the inspections held. Example E11: 好 较好 好 一般 -> 355/4."""
    points = [desk.rules.ratings[rating] for rating in ratings_of(desk, key) if rating]
    if not points:
        return _missing(desk, NO_RATING)
    return Component(COMPUTED, ratio(sum(points), SCALE * len(points)), counted=len(points))


def life(desk: Desk, attendance: Attendance) -> Component:
    """Compute L from attendance. Example E11: 9 of 12, one with leave -> 900/11.

    Whoever was away with leave, or on a flow period, from everything that took place counts as exempt from it: L =
    100.
    """
    due = attendance.expected - attendance.excused
    if due:
        return Component(COMPUTED, ratio(100 * attendance.attended, due), counted=due)
    if desk.has_meetings:
        return Component(COMPUTED, Fraction(100), reason="全部会议学习均属请假或外出，不作缺席")
    return _missing(desk, NO_MEETING)


def direct_score(member: Member, desk: Desk) -> OrganisationScore | None:
    """Find what is recorded about the organisation's component of the year."""
    found = member.organisation
    return found if found and found.year == desk.year else None


def came_from_elsewhere_late(member: Member, desk: Desk) -> bool:
    """True when the member came from another branch after 30 June (domain rule 2.5, transfer rule 3)."""
    here = [m for m in member.memberships if m.branch == desk.folder.key and m.since <= desk.roll_day]
    if not here or here[-1].since <= desk.year_end.replace(month=6, day=30) or here[-1].since.year != desk.year:
        return False
    return any(m.branch != desk.folder.key and m.since < here[-1].since for m in member.memberships)


def organisation(desk: Desk, member: Member, f: Component, i: Component, l_: Component) -> Component:
    """Make O: given directly with a reason, computed from F, I and L, or by months over the branches of the year.

    A recorded value needs a reason and comes before the computed one. Parts after a transfer (example E17) are
    weighted by months; when this branch is not among them, its own value fills the months that are left.
    """
    recorded = direct_score(member, desk)
    own = own_value(desk, recorded, f, i, l_)
    if recorded and recorded.parts:
        parts = [(part.value, part.months) for part in recorded.parts]
        months = sum(part.months for part in recorded.parts)
        number, divisor = sum((Fraction(value) * m for value, m in parts), Fraction(0)), months
        if needs_own(recorded, desk):
            if own.value is None:
                return own
            number, divisor = number + own.value * (12 - months), 12
        return Component(COMPUTED, number / divisor, reason=BY_MONTHS)
    if own.reason != DIRECT and len(member.memberships) > 1 and came_from_elsewhere_late(member, desk):
        return _missing(desk, NO_PARTS)
    return own


def needs_own(recorded: OrganisationScore | None, desk: Desk) -> bool:
    """True when the parts after a transfer leave months to this branch's own value."""
    if recorded is None or not recorded.parts:
        return False
    here = any(part.branch == desk.folder.key for part in recorded.parts)
    return not here and sum(part.months for part in recorded.parts) < 12


def own_value(
    desk: Desk, recorded: OrganisationScore | None, f: Component, i: Component, l_: Component
) -> Component:  # fmt: skip
    """Make O of this branch alone."""
    if recorded and recorded.value is not None:
        if not recorded.reason:
            return Component(NOT_COMPUTABLE, reason=NO_REASON)
        return Component(COMPUTED, Fraction(recorded.value), reason=DIRECT)
    rule = desk.scheme.organisation
    if rule.mode is OrganisationMode.DIRECT:
        return _missing(desk, NO_DIRECT)
    if f.value is None or i.value is None or l_.value is None:
        missing = next(c for c in (f, i, l_) if c.value is None)
        return Component(missing.state, reason=missing.reason)
    parts = rule.parts
    return Component(
        COMPUTED, weighted(((parts.fulfilment, f.value), (parts.inspection, i.value), (parts.life, l_.value)))
    )  # fmt: skip


def halfyear(desk: Desk, key: str) -> Component:
    """Compute H, the mean of the half-year appraisals held; used in blend mode only."""
    points = [desk.rules.ratings[half[key]] for half in desk.halves if key in half]
    if not points:
        return _missing(desk, NO_HALF)
    return Component(COMPUTED, ratio(sum(points), SCALE * len(points)), counted=len(points))


def total(desk: Desk, mass: Component, member: Component, organisation_: Component, half: Component) -> Fraction | None:
    """Add up T, exact. None while a component is missing.

    With ``reweight`` (off by default) the weights of components that cannot be computed go to the others in
    proportion; one that has only not taken place yet is waited for. half: PENDING outside blend mode, where T = (1
    - share) T + share H.
    """
    weights = desk.scheme.weights
    parts = ((weights.mass, mass), (weights.member, member), (weights.organisation, organisation_))
    present = [(weight, c.value) for weight, c in parts if c.value is not None]
    if len(present) < 3:
        waiting = any(c.state is ComponentState.PENDING for _, c in parts)
        share = sum(weight for weight, _ in present)
        if waiting or not desk.scheme.reweight or not share:
            return None
        present = [(weight / share, value) for weight, value in present]
    result = weighted(present)
    if half is PENDING:
        return result
    if half.value is None:
        return result if desk.scheme.reweight else None
    share = desk.scheme.halfyear.share
    return (1 - share) * result + share * half.value
