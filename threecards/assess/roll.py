"""The roll of the year: who is assessed by this branch, and how many members the quota for excellent counts.

In: a desk. Out: status and reason per member (domain rule 5.2), the quota base (5.9). Not here: ballots and scores;
a status that changes because a component is missing is set in ``score``.
"""

from __future__ import annotations

from collections.abc import Mapping

from threecards.assess.desk import Desk
from threecards.assess.results import AssessStatus, StatusReason
from threecards.records.model import Member
from threecards.records.standing import State, is_floating, membership_on, state_on
from threecards.records.words import MembershipKind

Status = tuple[AssessStatus, StatusReason]

_ABSENT = {
    State.NOT_YET: StatusReason.NEW,
    State.MOVED_OUT: StatusReason.ELSEWHERE,
    State.ELSEWHERE: StatusReason.ELSEWHERE,
    State.SUSPENDED: StatusReason.SUSPENDED,
    State.REMOVED: StatusReason.LEFT,
    State.EXPELLED: StatusReason.LEFT,
    State.DECEASED: StatusReason.DECEASED,
}
_GONE = frozenset({State.SUSPENDED, State.REMOVED, State.EXPELLED, State.DECEASED})
_ORDINARY: Status = (AssessStatus.GRADED, StatusReason.NONE)
_PROBATIONARY: Status = (AssessStatus.PARTICIPATES, StatusReason.PROBATIONARY)


def status_of(desk: Desk, key: str) -> Status:
    """Tell whether a member is assessed here, as far as his standing, exemption, investigation and host decide it.

    The branch on the cut-off day assesses, also when the member moves on later; death, removal, expulsion and
    suspension after it end the assessment. Before the cut-off the standing of today is used.
    """
    member = desk.folder.members[key]
    if not desk.active_on(key, desk.roll_day):
        return AssessStatus.NOT_ASSESSED, _ABSENT[state_on(member, desk.folder.key, desk.roll_day)]
    if member.statuses:
        now = state_on(member, desk.folder.key, desk.as_of)
        if now in _GONE:
            return AssessStatus.NOT_ASSESSED, _ABSENT[now]
    relation = membership_on(member, desk.roll_day)
    if relation and relation.kind is MembershipKind.PROBATIONARY:
        return _PROBATIONARY
    if member.exemptions and any(e.year == desk.year and e.date <= desk.as_of for e in member.exemptions):
        return AssessStatus.EXEMPT, StatusReason.EXEMPTED
    if member.vetoes and is_investigated(member, desk):
        return AssessStatus.DEFERRED, StatusReason.INVESTIGATION
    host = member.host
    if host is None or host.year != desk.year or not is_floating(member, desk.roll_day):
        return _ORDINARY
    arrived = any(ballot and ballot.date <= desk.as_of for ballot in (host.mass, host.member))
    return (AssessStatus.HOST, StatusReason.HOST) if arrived else _ORDINARY


def is_investigated(member: Member, desk: Desk) -> bool:
    """True while an investigation (V7) runs: from its date until its last day, open ended without one."""
    return any(
        v.code == "V7" and v.date <= desk.as_of and (v.until is None or v.until >= desk.as_of) for v in member.vetoes
    )


def quota_base(desk: Desk, statuses: Mapping[str, Status]) -> int:
    """Count the full members of the branch, assessed or not.

    Graded, host, exempt and deferred members count, and others who are full members here. Probationary members
    never count (domain rule 5.9).
    """
    base = 0
    for key, (status, _) in statuses.items():
        if status is AssessStatus.NOT_ASSESSED:
            base += state_on(desk.folder.members[key], desk.folder.key, desk.assessed_on) is State.FULL
        else:
            base += status is not AssessStatus.PARTICIPATES
    return base
