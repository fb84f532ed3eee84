"""The desk of an assessment: one branch's records laid out once, so that nothing has to be searched.

In: a branch folder, the context, a year. Out: a ``Desk``: days that count, ballot rows in force, inspections by
quarter, meetings, votes, notices with their ends, objections with their effects. Not here: any judgement of a member.

Days. ``as_of`` is today; later sittings do not count yet. ``day`` is as_of or 31 December, whichever comes first:
the last day of facts that the public sees. ``assessed_on`` is the day of the first decision meeting after the
cut-off, else ``day``: the organisation's component of everyone in a branch is taken on the same day and does not
move after the decision. ``roll_day`` decides who belongs to the branch: the cut-off, or as_of before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from threecards.assess.objections import Objections, read_objections
from threecards.assess.points import MILLI, Rules
from threecards.problems import Finding, finding
from threecards.records.calendar import Calendar, MissingCalendarError, calendar_of
from threecards.records.county import BranchFolder, Context, Settings
from threecards.records.model import (
    BallotSession,
    DecisionMeeting,
    Meeting,
    Notice,
    OfficeTerm,
    Scheme,
    Tally,
    Verdict,
    YearBook,
)
from threecards.records.standing import Span, active_spans, in_spans, is_expected, terms_by_member
from threecards.records.words import BallotKind, MeetingKind, NoticeKind, Rating, Star


class Attendance(NamedTuple):
    """What a member was expected at and came to. hours: study hours of the meetings attended, in 1/1000."""

    expected: int = 0
    excused: int = 0
    attended: int = 0
    study_expected: int = 0
    study_excused: int = 0
    study_attended: int = 0
    hours: int = 0


class Posted(Struct, frozen=True):
    """A notice with the last day of its period; end None: no calendar for its year, so it has not ended."""

    notice: Notice
    end: date | None


Row = tuple[BallotSession, Tally]


@dataclass(frozen=True)
class Desk:
    """See the module's docstring. spans, terms: by member key. votes, confirmed: by member key, oldest first."""

    folder: BranchFolder
    settings: Settings
    rules: Rules
    calendar: Calendar
    year: int
    as_of: date
    day: date
    assessed_on: date
    cutoff: date
    roll_day: date
    year_end: date
    book: YearBook
    spans: Mapping[str, tuple[Span, ...]]
    terms: Mapping[str, tuple[OfficeTerm, ...]]
    inspections: tuple[Mapping[str, Rating], ...]
    halves: tuple[Mapping[str, Rating], ...]
    votes: Mapping[str, list[tuple[DecisionMeeting, Verdict]]]
    confirmed: Mapping[str, list[tuple[DecisionMeeting, tuple[Star, ...]]]]
    star_notices: Mapping[tuple[str, Star], list[Posted]]
    excellent_notices: Mapping[str, list[Posted]]
    objections: Objections
    findings: tuple[Finding, ...]

    @property
    def scheme(self) -> Scheme:
        """The scheme of the year assessed."""
        return self.rules.scheme

    @cached_property
    def next_rating(self) -> bool:
        """True when the stars of the following year have been confirmed, or would have been at the latest."""
        later = (d for d in self.folder.book(self.year + 1).decisions if d.stars and d.date <= self.as_of)
        return self.as_of.year >= self.year + 2 or any(is_valid_meeting(d) for d in later)

    @property
    def is_season_over(self) -> bool:
        """True once the meeting has decided, or the year is over."""
        return self.assessed_on < self.as_of or bool(self.votes) or bool(self.confirmed)

    def active_on(self, key: str, day: date) -> bool:
        """True when a member is active in this branch on a day."""
        return in_spans(self.spans[key], day)

    def count_active(self, day: date) -> int:
        """Count the members active in this branch on a day."""
        return sum(in_spans(spans, day) for spans in self.spans.values())

    @cached_property
    def _meetings(self) -> tuple[Meeting, ...]:
        return tuple(m for m in self.book.meetings if m.date <= self.assessed_on)

    @cached_property
    def _listed(self) -> Mapping[str, list[tuple[Meeting, bool]]]:
        """Meetings at which a member is listed as away, with True where he had leave."""
        found: dict[str, list[tuple[Meeting, bool]]] = {}
        for meeting in self._meetings:
            for key in meeting.excused:
                found.setdefault(key, []).append((meeting, True))
            for key in meeting.absent:
                if key not in meeting.excused:
                    found.setdefault(key, []).append((meeting, False))
        return found

    @cached_property
    def _everyone(self) -> tuple[int, int, int]:
        """Meetings, study days and hours of those who are expected at all but the committee's meetings."""
        open_to_all = [m for m in self._meetings if m.kind is not MeetingKind.COMMITTEE]
        hours = sum(int(m.hours * MILLI) for m in open_to_all if m.hours)
        return len(open_to_all), sum(m.study for m in open_to_all), hours

    @cached_property
    def _first_meeting(self) -> date:
        return min((m.date for m in self._meetings), default=date.max)

    @property
    def has_meetings(self) -> bool:
        """True when the branch has recorded any meeting up to the day of assessment."""
        return bool(self._meetings)

    @cached_property
    def _attendances(self) -> dict[str, Attendance]:
        return {}

    def attendance(self, key: str) -> Attendance:
        """Count a member's meetings and study days up to the day of assessment."""
        known = self._attendances.get(key)
        if known is None:
            known = self._attendances[key] = self._count_attendance(key)
        return known

    def _count_attendance(self, key: str) -> Attendance:
        member, terms, spans = self.folder.members[key], self.terms.get(key, ()), self.spans[key]
        listed = self._listed.get(key, ())
        simple = not terms and not member.floating and len(spans) == 1
        if simple and spans[0][0] <= self._first_meeting and self.assessed_on <= spans[0][1]:
            expected, study, hours = self._everyone
            away = [entry for entry in listed if entry[0].kind is not MeetingKind.COMMITTEE]
        else:
            meetings = [m for m in self._meetings if is_expected(member, spans, terms, m.kind, m.date)]
            expected, study = len(meetings), sum(m.study for m in meetings)
            hours = sum(int(m.hours * MILLI) for m in meetings if m.hours)
            keys = {m.key for m in meetings}
            away = [entry for entry in listed if entry[0].key in keys]
        excused = study_excused = study_away = 0
        for meeting, leave in away:
            excused += leave
            if meeting.study:
                study_excused += leave
                study_away += 1
            if meeting.hours:
                hours -= int(meeting.hours * MILLI)
        return Attendance(
            expected, excused, expected - len(away), study, study_excused, study - study_away, hours
        )  # fmt: skip

    def sessions(self, without: frozenset[str] = frozenset()) -> tuple[BallotSession, ...]:
        """List the ballot sessions in force, oldest first. without: sessions not known yet (an earlier run)."""
        known = [s for s in self.book.ballots if s.date <= self.as_of and s.key not in without]
        keys = {s.key for s in known}
        return tuple(sorted((s for s in known if s.superseded_by not in keys), key=lambda s: s.date))

    def rows(self, faults: Mapping[str, str], without: frozenset[str]) -> Mapping[BallotKind, Mapping[str, Row]]:
        """Find each member's row per kind: the newest session holds, a faulty one never before a sound one."""
        found: dict[BallotKind, dict[str, Row]] = {BallotKind.MASS: {}, BallotKind.MEMBER: {}}
        for session in self.sessions(without):
            rows = found[session.kind]
            faulty = bool(faults.get(session.key))
            for key, tally in session.rows.items():
                if faulty and key in rows and not faults.get(rows[key][0].key):
                    continue
                rows[key] = (session, tally)
        return found

    @cached_property
    def recounts(self) -> tuple[BallotSession, ...]:
        """Sessions that replace an earlier one, oldest first."""
        known = [s for s in self.book.ballots if s.date <= self.as_of]
        replacing = {s.superseded_by for s in known if s.superseded_by}
        return tuple(sorted((s for s in known if s.key in replacing), key=lambda s: s.date))


def is_valid_meeting(meeting: DecisionMeeting) -> bool:
    """True when more than half of those who should attend were present (domain rule 5.10)."""
    return 2 * meeting.present > meeting.should_attend


def open_desk(folder: BranchFolder, context: Context, year: int | None = None) -> Desk:
    """Lay out a branch's records of one year, the current one unless another is named."""
    settings, as_of = context.settings, context.as_of
    year = settings.year if year is None else year
    scheme = settings.schemes[year]
    book, following = folder.book(year), folder.book(year + 1)
    calendar = calendar_of(settings.workdays)
    year_end = date(year, 12, 31)
    cutoff = scheme.cutoff or date(year, 11, 30)
    day = min(as_of, year_end)
    meetings = sorted((d for d in book.decisions if d.date <= as_of), key=lambda d: d.date)
    decided = next((d.date for d in meetings if (d.grades or d.stars) and d.date >= cutoff), None)
    assessed_on = min(decided, day) if decided else day
    votes: dict[str, list[tuple[DecisionMeeting, Verdict]]] = {}
    confirmed: dict[str, list[tuple[DecisionMeeting, tuple[Star, ...]]]] = {}
    for meeting in meetings:
        for key, verdict in meeting.grades.items():
            votes.setdefault(key, []).append((meeting, verdict))
        if is_valid_meeting(meeting):
            for key, stars in meeting.stars.items():
                confirmed.setdefault(key, []).append((meeting, stars))
    township = context.townships.get(folder.township)
    findings: list[Finding] = []
    notices = [(year, i, n) for i, n in enumerate(book.notices)]
    notices += [(year + 1, i, n) for i, n in enumerate(following.notices) if n.posted < date(year + 1, 7, 1)]
    star_notices: dict[tuple[str, Star], list[Posted]] = {}
    excellent_notices: dict[str, list[Posted]] = {}
    for written, at, notice in notices:
        if notice.posted > as_of or notice.kind not in (NoticeKind.STARS, NoticeKind.EXCELLENT):
            continue
        try:
            end = calendar.end(notice.posted, notice.days or scheme.deadlines.notice_workdays)
        except MissingCalendarError as missing:
            end = None
            place = ("notices", at, "posted")
            findings.append(finding("CAL-001", folder.book_path(written), place, year=missing.year))
        posted = Posted(notice, end)
        if notice.kind is NoticeKind.EXCELLENT:
            for key in notice.members:
                excellent_notices.setdefault(key, []).append(posted)
        else:
            for key, stars in notice.stars.items():
                for star in stars:
                    star_notices.setdefault((key, star), []).append(posted)
    return Desk(
        folder=folder,
        settings=settings,
        rules=Rules(scheme),
        calendar=calendar,
        year=year,
        as_of=as_of,
        day=day,
        assessed_on=assessed_on,
        cutoff=cutoff,
        roll_day=min(cutoff, as_of),
        year_end=year_end,
        book=book,
        spans={key: active_spans(member, folder.key) for key, member in folder.members.items()},
        terms=terms_by_member(folder.branch.officers, township.township.officers if township else ()),
        inspections=_by_period(4, ((i.quarter, i.date, i.ratings) for i in book.inspections), assessed_on),
        halves=_by_period(2, ((h.half, h.date, h.ratings) for h in book.halfyears), assessed_on),
        votes=votes,
        confirmed=confirmed,
        star_notices=star_notices,
        excellent_notices=excellent_notices,
        objections=read_objections((*book.objections, *following.objections), as_of),
        findings=tuple(findings),
    )


def _by_period(
    periods: int, sittings: Iterable[tuple[int, date, Mapping[str, Rating]]], until: date
) -> tuple[Mapping[str, Rating], ...]:
    """Gather ratings per quarter or half; of two sittings in one period the later one holds."""
    found: tuple[dict[str, Rating], ...] = tuple({} for _ in range(periods))
    for period, _, ratings in sorted((s for s in sittings if s[1] <= until), key=lambda s: s[1]):
        found[period - 1].update(ratings)
    return found
