"""Standing of a member on a day: active or not, of which type, expected at which meeting.

In: a member's memberships, status events and flow periods, and the office terms of a branch. Out: states, spans of
days, types. Not here: what follows from a standing (cards, ballots, grades); anything about another day than the
one asked for.

The organisational relation decides where a member counts: between 转出 and the end of the old relation the old
branch stays responsible (domain rule 2.5, transfer rule 2), so 转出 itself ends nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from threecards.records.model import Member, Membership, OfficeTerm
from threecards.records.words import MeetingKind, MembershipKind, MemberType, Office, StatusKind


class State(StrEnum):
    """Where a member stands in one branch on one day. FULL and PROBATIONARY are active, all others are not."""

    FULL = "正式党员"
    PROBATIONARY = "预备党员"
    SUSPENDED = "停止党籍"
    REMOVED = "除名"
    EXPELLED = "开除"
    DECEASED = "去世"
    MOVED_OUT = "转出"
    NOT_YET = "尚未转入"
    ELSEWHERE = "不在本支部"

    @property
    def is_active(self) -> bool:
        """True for members who count, have a card and a page."""
        return self is State.FULL or self is State.PROBATIONARY


Span = tuple[date, date]
"""First and last day, both included."""

_ONE_DAY = timedelta(days=1)
_ENDINGS = {StatusKind.REMOVED: State.REMOVED, StatusKind.EXPELLED: State.EXPELLED, StatusKind.DECEASED: State.DECEASED}
_COMMITTEE = (Office.BRANCH_SECRETARY, Office.BRANCH_DEPUTY, Office.BRANCH_COMMITTEE)


def membership_on(member: Member, day: date) -> Membership | None:
    """Find the relation open on a day, None when there is none; of two (MEM-003) the later one."""
    found = None
    for relation in member.memberships:
        if relation.since <= day and (relation.until is None or day <= relation.until):
            found = relation if found is None or relation.since >= found.since else found
    return found


def state_on(member: Member, branch: str, day: date) -> State:
    """Tell a member's standing in a branch on a day.

    A death counts from its day on, whatever the relations say; removal and expulsion until a relation that began
    later; a suspension until 恢复党籍. Example: suspended 1 March, resumed 1 June -> SUSPENDED on 31 May, FULL on 1
    June.
    """
    relation = membership_on(member, day)
    if member.statuses:
        begun = relation.since if relation else date.min
        held: State | None = None
        for event in sorted((e for e in member.statuses if e.date <= day), key=lambda e: e.date):
            if event.kind is StatusKind.DECEASED:
                return State.DECEASED
            if event.kind in _ENDINGS and event.date >= begun:
                held = _ENDINGS[event.kind]
            elif event.kind is StatusKind.SUSPENDED and event.date >= begun:
                held = State.SUSPENDED
            elif event.kind is StatusKind.RESUMED:
                held = None
        if held and (relation is None or relation.branch == branch):
            return held
    if relation is None:
        here = [r for r in member.memberships if r.branch == branch]
        if here and all(r.since > day for r in here):
            return State.NOT_YET
        return State.MOVED_OUT if here else State.ELSEWHERE
    if relation.branch != branch:
        here_later = any(r.branch == branch and r.since > day for r in member.memberships)
        here_before = any(r.branch == branch and r.since <= day for r in member.memberships)
        return State.MOVED_OUT if here_before else State.NOT_YET if here_later else State.ELSEWHERE
    return State.FULL if relation.kind is MembershipKind.FULL else State.PROBATIONARY


def active_spans(member: Member, branch: str) -> tuple[Span, ...]:
    """List the days on which a member is active in a branch: spans in order, open ends reach ``date.max``.

    Agrees with ``state_on`` on every day: inside a span the state is active, outside it is not.
    """
    relations = member.memberships
    if not member.statuses and len(relations) == 1:
        only = relations[0]
        return ((only.since, only.until or date.max),) if only.branch == branch else ()
    edges = {r.since for r in relations} | {r.until + _ONE_DAY for r in relations if r.until}
    edges |= {event.date for event in member.statuses}
    spans: list[Span] = []
    days = sorted(edges)
    for at, day in enumerate(days):
        if not state_on(member, branch, day).is_active:
            continue
        last = days[at + 1] - _ONE_DAY if at + 1 < len(days) else date.max
        if spans and spans[-1][1] + _ONE_DAY == day:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((day, last))
    return tuple(spans)


def in_spans(spans: Iterable[Span], day: date) -> bool:
    """True when a day lies in one of the spans."""
    for first, last in spans:  # noqa: SIM110 - asked for every member and sitting; a generator costs twice as much
        if first <= day <= last:
            return True
    return False


def is_floating(member: Member, day: date) -> bool:
    """True when a flow period is open on the day, home visits included."""
    return any(s.since <= day and (s.until is None or day <= s.until) for s in member.floating)


def is_away(member: Member, day: date) -> bool:
    """True when a flow period is open on the day and the member is not on a home visit."""
    return any(s.since <= day and (s.until is None or day <= s.until) and day not in s.returns for s in member.floating)


def is_in_correction(member: Member, day: date) -> bool:
    """True during 限期改正: until 改正期满, its own last day, or one year (national regulation 2019 Art. 30)."""
    open_until: date | None = None
    for event in sorted((e for e in member.statuses if e.date <= day), key=lambda e: e.date):
        if event.kind is StatusKind.CORRECTION:
            open_until = event.until or event.date + timedelta(days=365)
        elif event.kind is StatusKind.CORRECTED:
            open_until = None
    return open_until is not None and day <= open_until


def terms_by_member(*officers: Iterable[OfficeTerm]) -> Mapping[str, tuple[OfficeTerm, ...]]:
    """Group office terms by the member who holds them; terms of people from elsewhere are left out."""
    found: dict[str, list[OfficeTerm]] = {}
    for terms in officers:
        for term in terms:
            if term.member:
                found.setdefault(term.member, []).append(term)
    return {key: tuple(terms) for key, terms in found.items()}


def offices_on(terms: Iterable[OfficeTerm], day: date) -> tuple[Office, ...]:
    """List the offices held on a day, in the order written."""
    return tuple(t.office for t in terms if t.since <= day and (t.until is None or day <= t.until))


def type_on(member: Member, terms: Sequence[OfficeTerm], day: date) -> MemberType:
    """Tell the type of a member on a day: 有职 with an open office term, else 流动 in a flow period, else 无职.

    terms: this member's own office terms (``terms_by_member``).
    """
    if terms and offices_on(terms, day):
        return MemberType.OFFICE
    return MemberType.FLOATING if member.floating and is_floating(member, day) else MemberType.NO_OFFICE


def is_expected(
    member: Member, spans: Iterable[Span], terms: Iterable[OfficeTerm], kind: MeetingKind, day: date
) -> bool:
    """True when a member is expected at a meeting: active, not away, an officer where the committee meets.

    spans: ``active_spans``; terms: the member's own. Whoever is expected and not listed as absent or excused was
    there.
    """
    if not in_spans(spans, day) or is_away(member, day):
        return False
    return kind is not MeetingKind.COMMITTEE or any(office in _COMMITTEE for office in offices_on(terms, day))
