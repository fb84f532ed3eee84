"""Views of branch committee, township and county (levels B and C): internal paper, ``binder/``."""

from __future__ import annotations

from msgspec import Struct


class BinderTally(Struct, frozen=True):
    """One ballot row: option words with counts in the order of the ballot, blank, unknown, counted, mean as text."""

    session: str
    kind: str
    design: str
    counts: tuple[tuple[str, int], ...]
    blank: int
    unknown: int
    counted: int
    mean: str
    shown: bool


class BinderMember(Struct, frozen=True):
    """One member in the decision pack. explanation: plain sentences that account for every number, cap and condition, by topic: ballots,
    work, total, decision; the state and the sheets of a session are told elsewhere in the pack.

    status: how the member takes part this year. suggested and decided are kept apart; decided is empty before the meeting.
    stars: (name, state word, lines). commendation: (eligible word, reasons).
    """

    key: str
    name: str
    type: str
    status: str
    status_reason: str
    tallies: tuple[BinderTally, ...]
    mass: str
    member: str
    organisation: str
    total: str
    band: str
    caps: tuple[str, ...]
    suggested: str
    decided: str
    halfyear: tuple[str, str]
    explanation: tuple[tuple[str, tuple[str, ...]], ...]
    stars: tuple[tuple[str, str, tuple[str, ...]], ...]
    commendation: str
    commendation_reasons: tuple[str, ...]


class BinderSession(Struct, frozen=True):
    """A ballot session with its check sums: (label, number) pairs and whether turnout sufficed."""

    key: str
    kind: str
    design: str
    date: str
    place: str
    numbers: tuple[tuple[str, int], ...]
    ok: bool
    note: str


class BinderBranch(Struct, frozen=True):
    """The decision pack of a branch: roll, sessions, suggestions with explanations, quota, vote form. todo: what is due next."""

    key: str
    name: str
    township: str
    year: int
    as_of: str
    secretary: str
    roll: tuple[BinderMember, ...]
    sessions: tuple[BinderSession, ...]
    quota: tuple[str, ...]
    should_attend: int
    todo: tuple[tuple[str, str], ...] = ()
