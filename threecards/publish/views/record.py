"""Views of the branch's own members (level B): the full record of each card for the card file, ``binder/``.

Nothing of level C is in them: no ballots, totals, grades, talks, reasons, and not what a card was made from.
"""

from __future__ import annotations

from msgspec import Struct

from threecards.publish.views.common import HonourView


class RecordPost(Struct, frozen=True):
    """A post with its steps as days, empty where not taken: chosen, fixed, shown, given up."""

    name: str
    duties: tuple[str, ...]
    choose: str
    fix: str
    show: str
    until: str


class RecordStep(Struct, frozen=True):
    """One entry in the history of a promise. verifier: a role, or the name of the member who confirmed it."""

    date: str
    status: str
    status_code: str
    value: str
    verifier: str
    evidence: str
    reason: str


class RecordRevision(Struct, frozen=True):
    """A change of a promise after its approval: what was changed, from what to what, why, by whose leave."""

    date: str
    field: str
    before: str
    after: str
    reason: str
    approved_by: str


class RecordPromise(Struct, frozen=True):
    """A promise with everything on record about it; amounts as text without unit, steps oldest first."""

    n: int
    what: str
    for_whom: str
    baseline: str
    target: str
    unit: str
    done_when: str
    due: str
    weight: str
    verifier: str
    evidence_plan: str
    status: str
    status_code: str
    steps: tuple[RecordStep, ...]
    revisions: tuple[RecordRevision, ...]


class RecordDeed(Struct, frozen=True):
    """A deed, reviewed or not. about: 承诺1 or the name of a post, empty for neither; counts: kinds, star and amounts in words."""

    date: str
    text: str
    place: str
    about: str
    counts: str
    verifier: str
    evidence: str


class RecordRating(Struct, frozen=True):
    """A quarterly inspection or a half-year appraisal of this card. period: 1-4 or 1-2; rating empty before it was held."""

    period: int
    date: str
    rating: str
    note: str


class RecordComment(Struct, frozen=True):
    """A comment at a spot check. by: office of the checker; follow_up: until when something has to be put right; done: when it was."""

    date: str
    by: str
    seen: str
    comment: str
    follow_up: str
    done: str


class MemberRecord(Struct, frozen=True):
    """Everything the branch may read about one card of the year.

    photo: repository-relative file, empty without consent to post it. stars: (name, lit, declared) of the six in their order.
    reviews: (day, result, remark) of the drafted card. inspections: always four, halves: always two, dates empty where none was held.
    """

    key: str
    name: str
    disambiguation: str
    village: str
    type: str
    motto: str
    photo: str
    party_since: str
    skills: str
    drafted: str
    reviews: tuple[tuple[str, str, str], ...]
    confirmed: str
    approved: str
    shown: str
    posts: tuple[RecordPost, ...]
    promises: tuple[RecordPromise, ...]
    stars: tuple[tuple[str, bool, bool], ...]
    deeds: tuple[RecordDeed, ...]
    inspections: tuple[RecordRating, ...]
    halves: tuple[RecordRating, ...]
    comments: tuple[RecordComment, ...]
    report_date: str
    report: str
    honours: tuple[HonourView, ...]


class RecordBranch(Struct, frozen=True):
    """The card file of a branch: a record for everybody who has a card of the year, in the order of the keys."""

    key: str
    name: str
    township: str
    year: int
    as_of: str
    secretary: str
    members: tuple[MemberRecord, ...]
