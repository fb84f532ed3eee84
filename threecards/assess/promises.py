"""Commitments: what each one is worth, twice: as the public can check it, and as the branch counts it.

In: an action card and a day. Out: ``CommitmentResult`` and the fulfilment score F. Not here: deeds, stars, the total.

Values (domain rule 5.5): done in time 100; done late within the year 90; partly done 100 x achieved / target, at
most 100 and 0 below 20 %; not done 0. Left out: excused with a public reason; due after the day and not done. A
claim nobody else verified is worth 0 to the branch until it is verified. The public value knows statuses, dates and
amounts only, so that anybody can compute it again.

An item still 进行中 when its time is over counts like a partly done one. A promise withdrawn before the card was
shown is left out, afterwards it counts as not done.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from threecards.assess.desk import Desk
from threecards.assess.points import Rules, ratio, scaled
from threecards.assess.results import CommitmentResult
from threecards.records.model import ActionCard, Commitment, Member, StatusEntry
from threecards.records.words import CommitmentStatus

_ZERO = Fraction(0)
_ONE = Decimal(1)
_UNFINISHED = (CommitmentStatus.PARTLY, CommitmentStatus.IN_PROGRESS)


def card_of(member: Member, year: int, branch: str, day: date) -> ActionCard | None:
    """Find the member's card of a year in a branch: the newest one opened by the day."""
    found = None
    for card in member.cards:
        if card.year == year and card.branch in (None, branch) and (card.opened is None or card.opened <= day):
            found = card
    return found


def entries_until(commitment: Commitment, day: date) -> Sequence[StatusEntry]:
    """List a history up to a day, oldest first; of two entries on one day the later written one is newer."""
    history, before = commitment.history, date.min
    for entry in history:
        if entry.date < before or entry.date > day:
            return sorted((e for e in history if e.date <= day), key=lambda e: e.date)
        before = entry.date
    return history


def _is_verified(entry: StatusEntry, key: str, struck: date | None) -> bool:
    """True when somebody else confirmed an entry and no objection has put it in doubt."""
    if entry.verified_by is None or entry.verified_by == key or entry.unverified:
        return False
    return struck is None or entry.date > struck


def _is_verified_run(run: Sequence[StatusEntry], key: str, struck: date | None) -> bool:
    """True when one of the entries is verified; a claim may be written first and confirmed in a later entry."""
    for entry in run:  # noqa: SIM110 - a generator costs as much as the check
        if _is_verified(entry, key, struck):
            return True
    return False


def _newest_value(entries: Sequence[StatusEntry]) -> Decimal | None:
    """Find the newest amount written down."""
    for entry in reversed(entries):
        if entry.value is not None:
            return entry.value
    return None


def _newest_run(entries: Sequence[StatusEntry], kinds: tuple[CommitmentStatus, ...]) -> Sequence[StatusEntry]:
    """Take the newest entries as long as their status is one of ``kinds``, oldest first."""
    at = len(entries)
    while at and entries[at - 1].status in kinds:
        at -= 1
    return entries[at:]


def points_of(
    commitment: Commitment,
    entries: Sequence[StatusEntry],
    day: date,
    card: ActionCard,
    rules: Rules,
    *,
    key: str | None,
    struck: date | None = None,
) -> Fraction | None:
    """Value one commitment on a day, 0-100, None when it is left out.

    key: whose promise it is, to judge who verified it; None for the public value, which asks for no verification.
    """
    in_time, late, not_done = rules.kept
    due = commitment.due or date(card.year, 12, 31)
    status = entries[-1].status if entries else CommitmentStatus.PLANNED
    if status is CommitmentStatus.DONE:  # also before it is due
        run = _newest_run(entries, (CommitmentStatus.DONE,))
        if key is None or _is_verified_run(run, key, struck):
            return in_time if run[0].date <= due else late
    if due > day or _is_left_out(status, entries, card):
        return None
    if status in _UNFINISHED:
        run = _newest_run(entries, _UNFINISHED)
        values = [e.value for e in run if e.value is not None and (key is None or _is_verified(e, key, struck))]
        return (
            share_done(values[-1], commitment.target, rules.scheme.commitment_points.partly_floor) if values else _ZERO
        )
    return _ZERO if status is CommitmentStatus.DONE else not_done


def _is_left_out(status: CommitmentStatus, entries: Sequence[StatusEntry], card: ActionCard) -> bool:
    """True for a promise excused with a public reason, or withdrawn before the public saw the card."""
    if status is CommitmentStatus.EXCUSED:
        return bool(entries[-1].public_reason)
    return status is CommitmentStatus.WITHDRAWN and (card.shown is None or entries[-1].date <= card.shown)


def share_done(value: Decimal, target: Decimal | None, floor: Fraction) -> Fraction:
    """Value a partly kept promise: 100 x value / target, at most 100, 0 below the floor. Example: 9 of 12 -> 75."""
    if not target:
        return _ZERO
    share = Fraction(value) / Fraction(target)
    return _ZERO if share < floor else min(share, Fraction(1)) * 100


def mean(items: Sequence[tuple[int, Fraction | None]]) -> Fraction | None:
    """Compute a mean by weight (SCALE); items that are left out (None) do not count. None when nothing does."""
    number, divisor, weights = 0, 1, 0
    for weight, points in items:
        if points is None:
            continue
        weights += weight
        n, d = points.as_integer_ratio()
        if d == divisor:
            number += weight * n
        else:
            number, divisor = number * d + weight * n * divisor, divisor * d
    return ratio(number, divisor * weights) if weights else None


def weights_of(card: ActionCard) -> tuple[Decimal, ...]:
    """List the weights of a card's commitments; where one is missing or all are zero, each item weighs the same."""
    weights = tuple(c.weight for c in card.commitments if c.weight is not None)
    if len(weights) < len(card.commitments) or not any(weights):
        return (_ONE,) * len(card.commitments)
    return weights


def commitments_of(desk: Desk, key: str, card: ActionCard) -> tuple[CommitmentResult, ...]:
    """Value every commitment of a card: publicly as of ``day``, for the branch as of ``assessed_on``."""
    day, assessed_on, rules = desk.day, desk.assessed_on, desk.rules
    strikes = desk.objections.commitments
    results = []
    for commitment, weight in zip(card.commitments, weights_of(card), strict=True):
        n, entries = commitment.n, entries_until(commitment, day)
        struck = strikes.get((key, n)) if strikes else None
        newest = entries[-1] if entries else None
        status = newest.status if newest else CommitmentStatus.PLANNED
        done = status is CommitmentStatus.DONE
        run = _newest_run(entries, (status,))
        verified = _is_verified_run(run, key, struck)
        in_time = (commitment.due is None or run[0].date <= commitment.due) if done else None
        if done:
            public: Fraction | None = rules.kept[0 if in_time else 1]
        else:
            public = points_of(commitment, entries, day, card, rules, key=None)
        if done and verified and run[-1].date <= assessed_on:
            points = public  # nothing left to judge
        else:
            known = entries if assessed_on == day else [e for e in entries if e.date <= assessed_on]
            points = points_of(commitment, known, assessed_on, card, rules, key=key, struck=struck)
        results.append(
            CommitmentResult(
                n,
                status,
                newest.date if newest else None,
                _newest_value(entries),
                in_time,
                weight,
                points,
                public,
                verified,
            )
        )
    return tuple(results)


def fulfilment(results: Sequence[CommitmentResult]) -> tuple[Fraction | None, Fraction | None]:
    """Compute F as the branch counts it, and F from public statuses alone.

    Example E11: weights 30 done, 20 partly 9 of 12, 20 excused, 20 done late, 10 not done -> 315/4.
    """
    weights = [scaled(r.weight) for r in results]
    public = mean([(w, r.public_points) for w, r in zip(weights, results, strict=True)])
    if all([r.points is r.public_points for r in results]):  # noqa: C419 - a list costs less than a generator
        return public, public
    return mean([(w, r.points) for w, r in zip(weights, results, strict=True)]), public
