"""Rules about ballots and votes: counting identities, turnout, quorum (BAL-001 to BAL-012).

In: a branch. Out: findings. Not here: points and results. A session that a recount has replaced is no longer judged.

Identities (errors): returned <= issued <= present <= eligible; returned = valid + void; for each member counted +
blank + 不了解 = valid. Turnout (warnings, from the scheme): when it fails the component cannot be computed and the
session is repeated.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from threecards.problems import Finding, Loc, finding
from threecards.records.model import BallotSession, DecisionMeeting, Tally
from threecards.records.rules.desk import Desk
from threecards.records.standing import in_spans
from threecards.records.words import BallotDesign, BallotKind

_FOUR = ("excellent", "qualified", "basic", "unqualified")
_THREE = ("satisfied", "basically_satisfied", "dissatisfied")


def counted(tally: Tally) -> int:
    """Ballots that count in a row: all options of both designs and all numbers; blank rows and 不了解 do not count."""
    return (
        tally.excellent + tally.qualified + tally.basic + tally.unqualified
        + tally.satisfied + tally.basically_satisfied + tally.dissatisfied + len(tally.scores)
    )  # fmt: skip


def _sessions(desk: Desk) -> Iterator[tuple[str, int, BallotSession]]:
    """Give the ballot sessions that still hold: path, index, session."""
    for year, book in desk.folder.books.items():
        path = desk.folder.book_path(year)
        for index, session in enumerate(book.ballots):
            if session.superseded_by is None:
                yield path, index, session


def bal_001(desk: Desk) -> Iterator[Finding]:
    """No more sheets are returned than were issued, and no more issued than people were present."""
    for path, i, session in _sessions(desk):
        if session.issued > session.present:
            yield finding("BAL-001", path, ("ballots", i, "issued"), more="发出 (issued)", than="实到 (present)")
        if session.returned > session.issued:
            yield finding("BAL-001", path, ("ballots", i, "returned"), more="收回 (returned)", than="发出 (issued)")


def bal_002(desk: Desk) -> Iterator[Finding]:
    """Sheets returned are the valid and the void ones together."""
    for path, i, session in _sessions(desk):
        if session.returned != session.valid + session.void:
            yield finding("BAL-002", path, ("ballots", i, "returned"))


def bal_003(desk: Desk) -> Iterator[Finding]:
    """For each member counted, blank and 不了解 add up to the valid sheets."""
    for path, i, session in _sessions(desk):
        for key, tally in session.rows.items():
            if counted(tally) + tally.blank + tally.unknown != session.valid:
                yield finding("BAL-003", path, ("ballots", i, "rows", key))


def bal_004(desk: Desk) -> Iterator[Finding]:
    """Enough people came and enough sheets came back; otherwise the session is repeated."""
    quorum = desk.scheme.quorum
    for path, i, session in _sessions(desk):
        loc: Loc = ("ballots", i)
        may_come = session.eligible if session.kind is BallotKind.MEMBER else None
        if may_come and Fraction(session.present, may_come) < quorum.member_present:
            yield finding("BAL-004", path, (*loc, "present"), title="到会人数", share=quorum.member_present)
        if session.issued and Fraction(session.returned, session.issued) < quorum.sheets_returned:
            yield finding("BAL-004", path, (*loc, "returned"), title="收回票数", share=quorum.sheets_returned)


def bal_005(desk: Desk) -> Iterator[Finding]:
    """For each member enough ballots count; otherwise the component cannot be computed. Said once for each session."""
    quorum = desk.scheme.quorum
    for path, i, session in _sessions(desk):
        least = quorum.min_counted_mass if session.kind is BallotKind.MASS else quorum.min_counted_member
        bound = max(Fraction(least), quorum.min_counted_share * session.valid)
        few = [key for key, tally in session.rows.items() if counted(tally) < bound]
        if few:
            yield finding("BAL-005", path, ("ballots", i, "rows", few[0]), count=len(few), least=-(-bound // 1))


def bal_006(desk: Desk) -> Iterator[Finding]:
    """A member leaves his own row blank: nobody rates himself."""
    for path, i, session in _sessions(desk):
        if session.kind is not BallotKind.MEMBER:
            continue
        absent = set(session.absent)
        for key, tally in session.rows.items():
            if tally.blank or tally.unknown or key in absent or key not in desk.spans:
                continue
            if in_spans(desk.spans[key], session.date):
                yield finding("BAL-006", path, ("ballots", i, "rows", key))


def bal_007(desk: Desk) -> Iterator[Finding]:
    """A row uses the columns of its ballot's design only."""
    for path, i, session in _sessions(desk):
        for key, tally in session.rows.items():
            if wrong := _foreign_column(session.design, tally):
                yield finding("BAL-007", path, ("ballots", i, "rows", key, wrong), design=session.design)
    for _, member, path in desk.member_paths:
        if member.host:
            for field, ballot in (("mass", member.host.mass), ("member", member.host.member)):
                if ballot and (wrong := _foreign_column(ballot.design, ballot.tally)):
                    yield finding("BAL-007", path, ("host", field, "tally", wrong), design=ballot.design)


def _foreign_column(design: BallotDesign, tally: Tally) -> str:
    """Name the first column that holds ballots but belongs to another design."""
    own = {BallotDesign.FOUR: _FOUR, BallotDesign.THREE: _THREE, BallotDesign.NUMERIC: ("scores",)}[design]
    return next((name for name in (*_FOUR, *_THREE, "scores") if name not in own and getattr(tally, name)), "")


def bal_008(desk: Desk) -> Iterator[Finding]:
    """No more people are present than may vote."""
    for path, i, session in _sessions(desk):
        if session.eligible is not None and session.present > session.eligible:
            yield finding("BAL-008", path, ("ballots", i, "present"))


def bal_009(desk: Desk) -> Iterator[Finding]:
    """A session of members says how many may vote, so that its turnout can be judged."""
    for path, i, session in _sessions(desk):
        if session.kind is BallotKind.MEMBER and session.eligible is None:
            yield finding("BAL-009", path, ("ballots", i))


def _meetings(desk: Desk) -> Iterator[tuple[str, int, DecisionMeeting]]:
    for year, book in desk.folder.books.items():
        path = desk.folder.book_path(year)
        for index, meeting in enumerate(book.decisions):
            yield path, index, meeting


def bal_010(desk: Desk) -> Iterator[Finding]:
    """At a meeting no more are present than should attend, and no more votes are cast than people are present."""
    for path, i, meeting in _meetings(desk):
        if meeting.present > meeting.should_attend:
            yield finding(
                "BAL-010", path, ("decisions", i, "present"), more="实到 (present)", than="应到 (should_attend)"
            )
        for key, verdict in meeting.grades.items():
            if verdict.ayes + (verdict.noes or 0) + (verdict.abstained or 0) > meeting.present:
                place = ("decisions", i, "grades", key)
                yield finding("BAL-010", path, place, more="赞成、反对、弃权之和", than="实到 (present)")


def bal_011(desk: Desk) -> Iterator[Finding]:
    """A meeting decides only when more than half of those who should attend are present (branch regulation Art. 11)."""
    for path, i, meeting in _meetings(desk):
        if (meeting.grades or meeting.stars) and meeting.present * 2 <= meeting.should_attend:
            yield finding("BAL-011", path, ("decisions", i, "present"))


def bal_012(desk: Desk) -> Iterator[Finding]:
    """A vote is passed when the ayes are more than half of those who should attend. The finding counts and names
    nobody."""
    for path, i, meeting in _meetings(desk):
        lost = [key for key, verdict in meeting.grades.items() if verdict.ayes * 2 <= meeting.should_attend]
        if lost and meeting.present * 2 > meeting.should_attend:
            yield finding("BAL-012", path, ("decisions", i, "grades"), count=len(lost))


BRANCH_RULES = (
    bal_001, bal_002, bal_003, bal_004, bal_005, bal_006, bal_007, bal_008, bal_009, bal_010, bal_011, bal_012,
)  # fmt: skip
