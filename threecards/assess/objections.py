"""What objections do to a result on a given day: strike a deed or a promise, hold a star back, freeze a result.

In: the objections of a branch and a day. Out: who and what they concern, by key. Not here: deadlines
(``records.calendar``).

An objection acts from the day it is accepted, never by mere filing (domain rule 9.5). Answered "not upheld" it acts
no longer; upheld it stays. An appeal to the township (``appeal_of``) keeps the matter open; answered in favour of
the appeal it turns the first answer round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum

from msgspec import Struct

from threecards.records.model import Objection
from threecards.records.words import ObjectionKind, Outcome, Remedy, Star

RESULT_KINDS = frozenset(
    {
        ObjectionKind.NOT_KEPT,
        ObjectionKind.DID_NOT_HAPPEN,
        ObjectionKind.NUMBER_WRONG,
        ObjectionKind.STAR_NOT_DESERVED,
        ObjectionKind.COUNTING,
        ObjectionKind.RESULT,
    }
)
"""Kinds that can change a grade or a star; post, privacy and wording cannot."""


class Effect(Enum):
    """Where an objection stands on a day: not acting, being checked, or found right."""

    NONE = 0
    OPEN = 1
    UPHELD = 2


class Objections(Struct, frozen=True):
    """The objections that act, by what they concern.

    frozen: members with an open objection that could change their result. deeds: (member, deed key). commitments:
    (member, n) with the day of acceptance: later verifications count again. stars: (member, star), star None where
    every star is meant. settled: checks of a star that ended in its
    favour, as (accepted, answered). voiced: day on which the newest settled objection about a member's result had
    been received.
    """

    frozen: frozenset[str]
    deeds: Mapping[tuple[str, str], Effect]
    commitments: Mapping[tuple[str, int], date]
    stars: Mapping[tuple[str, Star | None], Effect]
    settled: Mapping[tuple[str, Star | None], list[tuple[date, date]]]
    voiced: Mapping[str, date]

    def star(self, key: str, star: Star) -> Effect:
        """The strongest effect on one star."""
        if not self.stars:
            return Effect.NONE
        one, every = self.stars.get((key, star), Effect.NONE), self.stars.get((key, None), Effect.NONE)
        return max(one, every, key=lambda e: e.value)

    def settled_for(self, key: str, star: Star) -> list[tuple[date, date]]:
        """Checks that ended in favour of a star: (accepted, answered), in order."""
        return sorted([*self.settled.get((key, star), ()), *self.settled.get((key, None), ())])


def is_accepted(objection: Objection, as_of: date) -> bool:
    """True when an objection had been accepted by a day."""
    return objection.accepted is not None and objection.accepted <= as_of


def is_open(objection: Objection, as_of: date) -> bool:
    """True when an objection had been accepted, and neither answered nor closed, by a day."""
    answered = objection.answer is not None and objection.answer.date <= as_of
    closed = objection.closed is not None and objection.closed <= as_of
    return is_accepted(objection, as_of) and not answered and not closed


def _found_right(objection: Objection) -> bool:
    """True when the answer goes the objector's way: upheld, or upheld in part with something changed."""
    answer = objection.answer
    if answer is None:
        return False
    return answer.outcome is Outcome.UPHELD or (answer.outcome is Outcome.PARTLY and answer.remedy is not Remedy.KEPT)


def effect_on(objection: Objection, appeals: Iterable[Objection], as_of: date) -> Effect:
    """Tell how an objection acts on a day, its appeals considered."""
    if not is_accepted(objection, as_of):
        return Effect.NONE
    if is_open(objection, as_of):
        return Effect.OPEN
    right = _found_right(objection)
    for appeal in appeals:
        if is_open(appeal, as_of):
            return Effect.OPEN
        if appeal.answer and appeal.answer.date <= as_of and _found_right(appeal):
            right = not right
    return Effect.UPHELD if right else Effect.NONE


def read_objections(objections: Iterable[Objection], as_of: date) -> Objections:
    """Work out what the objections of a branch do on a day."""
    every = tuple(objections)
    firsts = {o.key: o for o in every if o.appeal_of is None}
    appeals: dict[str, list[Objection]] = {}
    for appeal in sorted((o for o in every if o.appeal_of), key=lambda o: o.received):
        appeals.setdefault(appeal.appeal_of or "", []).append(appeal)
    frozen: set[str] = set()
    deeds: dict[tuple[str, str], Effect] = {}
    commitments: dict[tuple[str, int], date] = {}
    stars: dict[tuple[str, Star | None], Effect] = {}
    settled: dict[tuple[str, Star | None], list[tuple[date, date]]] = {}
    voiced: dict[str, date] = {}
    for key, objection in firsts.items():
        member = objection.member
        if member is None:
            continue
        effect = effect_on(objection, appeals.get(key, ()), as_of)
        if objection.kind in RESULT_KINDS:
            if effect is Effect.OPEN:
                frozen.add(member)
            ended = objection.refused or (objection.answer.date if objection.answer else objection.closed)
            if ended and ended <= as_of:
                voiced[member] = max(objection.received, voiced.get(member, date.min))
        if effect is not Effect.NONE and objection.kind is ObjectionKind.DID_NOT_HAPPEN:
            if objection.deed:
                deeds[member, objection.deed] = max(
                    effect, deeds.get((member, objection.deed), Effect.NONE), key=lambda e: e.value
                )
            if objection.commitment and objection.accepted:
                place = (member, objection.commitment)
                commitments[place] = max(objection.accepted, commitments.get(place, date.min))
        if objection.kind is ObjectionKind.STAR_NOT_DESERVED:
            about = (member, objection.star)
            stars[about] = max(effect, stars.get(about, Effect.NONE), key=lambda e: e.value)
            answer = objection.answer
            if effect is Effect.NONE and objection.accepted and answer and answer.date <= as_of:
                settled.setdefault(about, []).append((objection.accepted, answer.date))
    return Objections(frozenset(frozen), deeds, commitments, stars, settled, voiced)
