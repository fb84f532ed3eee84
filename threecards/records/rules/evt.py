"""Rules about events: inspections, appraisals, spot checks, notices, decisions, talks, objections (EVT-001 to
EVT-013, CAL-001).

In: a branch, a township, or the facts of all branches. Out: findings. Not here: counting of ballots (``bal``). A rule
about something not yet done waits until it is late (days from the scheme), so that a branch in good order sees
nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from threecards.problems import Finding, Loc, finding
from threecards.records.calendar import MissingCalendarError, has_ended, objection_clock
from threecards.records.county import Context, TownshipFolder
from threecards.records.model import Member, YearBook
from threecards.records.rules.days import half, listed, quarter
from threecards.records.rules.desk import Desk, is_open
from threecards.records.rules.facts import BranchFacts
from threecards.records.words import BallotKind, Grade, NoticeKind

_TALKED_TO = frozenset({Grade.BASIC, Grade.UNQUALIFIED})


# --- EVT-001: nothing from tomorrow ---------------------------------------------------------------------------------


def evt_001(desk: Desk) -> Iterator[Finding]:
    """What is recorded has happened: no date lies in the future. Due dates, terms of office and notices in
    preparation may."""
    as_of = desk.as_of
    for _, member, path in desk.member_paths:
        yield from (finding("EVT-001", path, loc) for loc in _ahead(member, as_of))
    for year, book in desk.folder.books.items():
        path = desk.folder.book_path(year)
        yield from (finding("EVT-001", path, loc) for day, loc in _book_days(book) if day and day > as_of)
    for i, card in enumerate(desk.folder.branch.goal_cards):
        days: list[tuple[date | None, Loc]] = [(card.signed, ("signed",)), (card.approved, ("approved",))]
        days += [(goal.reached, ("goals", j, "reached")) for j, goal in enumerate(card.goals)]
        days += [(comment.date, ("comments", j, "date")) for j, comment in enumerate(card.comments)]
        for day, loc in days:
            if day and day > as_of:
                yield finding("EVT-001", desk.folder.path, ("goal_cards", i, *loc))


def evt_001_township(township: TownshipFolder, context: Context) -> Iterator[Finding]:
    """The log of a responsibility card, its signatures and reports are not dated in the future."""
    for i, card in enumerate(township.township.cards):
        days: list[tuple[date | None, Loc]] = [(card.signed, ("signed",)), (card.approved, ("approved",))]
        days += [(entry.date, ("log", j, "date")) for j, entry in enumerate(card.log)]
        if card.two_reports:
            days += [(card.two_reports.upward, ("two_reports", "upward"))]
            days += [(card.two_reports.downward, ("two_reports", "downward"))]
        for day, loc in days:
            if day and day > context.as_of:
                yield finding("EVT-001", township.path, ("cards", i, *loc))


def _ahead(member: Member, as_of: date) -> Iterator[Loc]:
    """Find the places in a member's file where something that has happened is dated later than a day."""
    for i, deed in enumerate(member.deeds):
        if deed.date > as_of:
            yield "deeds", i, "date"
        if deed.entered and deed.entered > as_of:
            yield "deeds", i, "entered"
    for i, card in enumerate(member.cards):
        place: Loc = ("cards", i)
        for field in ("opened", "drafted", "confirmed", "shown"):
            if (day := getattr(card, field)) and day > as_of:
                yield *place, field
        if card.approved and card.approved.date > as_of:
            yield *place, "approved", "date"
        if card.closed and card.closed.date > as_of:
            yield *place, "closed", "date"
        yield from ((*place, "reviews", j, "date") for j, r in enumerate(card.reviews) if r.date > as_of)
        for j, post in enumerate(card.posts):
            for field in ("choose", "fix", "show"):
                if (day := getattr(post, field)) and day > as_of:
                    yield *place, "posts", j, field
        for j, item in enumerate(card.commitments):
            for k, entry in enumerate(item.history):
                if entry.date > as_of:
                    yield *place, "commitments", j, "history", k, "date"
            for k, revision in enumerate(item.revisions):
                if revision.date > as_of:
                    yield *place, "commitments", j, "revisions", k, "date"
    for name in _DATED:
        for i, record in enumerate(getattr(member, name)):
            if record.date > as_of:
                yield name, i, "date"
    for i, spell in enumerate(member.floating):
        if spell.since > as_of:
            yield "floating", i, "from"
        yield from (("floating", i, "contacts", j, "date") for j, c in enumerate(spell.contacts) if c.date > as_of)
        yield from (("floating", i, "returns", j) for j, day in enumerate(spell.returns) if day > as_of)
    if member.consent:
        if member.consent.date > as_of:
            yield "consent", "date"
        if member.consent.withdrawn and member.consent.withdrawn > as_of:
            yield "consent", "withdrawn"
    if member.host:
        for field, ballot in (("mass", member.host.mass), ("member", member.host.member)):
            if ballot and ballot.date > as_of:
                yield "host", field, "date"


_DATED = (
    "statuses", "talks", "self_reports", "vetoes", "blockers", "exemptions", "withdrawals", "feedback", "commendations",
    "admonitions",
)  # fmt: skip
"""Lists in a member's file whose entries have a day of their own and nothing more."""


def _book_days(book: YearBook) -> Iterator[tuple[date | None, Loc]]:
    """Give the days of all sittings of a year book. The day a notice is posted may lie ahead: it is printed before."""
    for name in ("surveys", "meetings", "inspections", "spot_checks", "draws", "halfyears", "ballots", "decisions"):
        yield from ((record.date, (name, i, "date")) for i, record in enumerate(getattr(book, name)))
    for i, check in enumerate(book.spot_checks):
        yield check.follow_up_done, ("spot_checks", i, "follow_up_done")
    for i, meeting in enumerate(book.decisions):
        for key, verdict in meeting.grades.items():
            yield verdict.township_confirmed, ("decisions", i, "grades", key, "township_confirmed")
    for i, notice in enumerate(book.notices):
        yield notice.removed, ("notices", i, "removed")
    for i, objection in enumerate(book.objections):
        for field in ("received", "accepted", "refused", "extended", "heard", "closed"):
            yield getattr(objection, field), ("objections", i, field)
        if objection.answer:
            yield objection.answer.date, ("objections", i, "answer", "date")


# --- decisions ------------------------------------------------------------------------------------------------------


def evt_002(desk: Desk) -> Iterator[Finding]:
    """A decision rests on ballots of the masses and of the members, or says why not, and on every member's own
    report."""
    for year, book in desk.folder.books.items():
        path = desk.folder.book_path(year)
        for i, meeting in enumerate(book.decisions):
            if not meeting.grades:
                continue
            held = {s.key: s.date for s in book.ballots}
            voted = {  # a session recounted after the meeting was good at the meeting
                s.kind
                for s in book.ballots
                if s.date <= meeting.date
                and (s.superseded_by is None or held.get(s.superseded_by, s.date) > meeting.date)
            }
            missing = [kind for kind in BallotKind if kind not in voted]
            if missing and meeting.no_ballot_reason is None:
                yield finding("EVT-002", path, ("decisions", i), missing="、".join(missing))
            for key in meeting.grades:
                member = desk.folder.members.get(key)
                if member and not any(r.year == year and r.date <= meeting.date for r in member.self_reports):
                    yield finding("EVT-002", path, ("decisions", i, "grades", key), missing="述职 (self_reports)")


def evt_010(desk: Desk) -> Iterator[Finding]:
    """After one of the two lower grades an admonition talk follows within 30 days. The finding counts and names
    nobody."""
    for year, book in desk.folder.books.items():
        for i, meeting in enumerate(book.decisions):
            if meeting.date + timedelta(days=desk.scheme.deadlines.talk_days) >= desk.as_of:
                continue
            waiting = [
                key
                for key, verdict in meeting.grades.items()
                if verdict.grade in _TALKED_TO
                and (member := desk.active.get(key))
                and not any(a.year == year and a.date >= meeting.date for a in member.admonitions)
            ]
            if waiting:
                days = desk.scheme.deadlines.talk_days
                yield finding("EVT-010", desk.folder.book_path(year), ("decisions", i), count=len(waiting), days=days)


# --- inspections, appraisals, spot checks ---------------------------------------------------------------------------


def evt_003(desk: Desk) -> Iterator[Finding]:
    """Every active card is inspected every quarter; asked for 15 days after the quarter's end."""
    days = desk.scheme.deadlines.inspection_days
    for number in desk.quarters_over(days) if desk.has_book else ():
        _first, last = quarter(desk.year, number)
        held = [(i, x) for i, x in enumerate(desk.book.inspections) if x.quarter == number]
        by = max((x.date for _, x in held), default=last)
        rated = {key for _, x in held for key in x.ratings}
        missing = {
            key
            for key, _, card in desk.cards
            if key in desk.active and desk.is_here(card) and card.approved
            and card.approved.date <= min(by, last) and is_open(card, by) and key not in rated
        }  # fmt: skip
        if missing:
            loc: Loc = ("inspections", held[-1][0], "ratings") if held else ("inspections",)
            yield finding("EVT-003", desk.book_path, loc, quarter=number, count=len(missing), members=_some(missing))


def _some(keys: set[str]) -> str:
    """Name some members by their keys, in order."""
    shown = sorted(keys)[:8]
    return "、".join(shown) + ("……" if len(keys) > len(shown) else "")


def evt_004(desk: Desk) -> Iterator[Finding]:
    """Every half-year has its appraisal; asked for 20 days after its end."""
    limit = desk.as_of - timedelta(days=desk.scheme.deadlines.halfyear_days)
    for number in (1, 2) if desk.has_book else ():
        last = half(desk.year, number)[1]
        cards = any(card.approved and card.approved.date <= last for _, _, card in desk.cards)
        if cards and last < limit and not any(h.half == number for h in desk.book.halfyears):
            yield finding("EVT-004", desk.book_path, ("halfyears",), half=number)


def evt_005(facts: Sequence[BranchFacts], context: Context) -> Iterator[Finding]:
    """A township secretary makes at least one spot check in every quarter; asked for 15 days after its end."""
    year, days = context.settings.year, context.settings.scheme.deadlines.inspection_days
    over = [n for n in (1, 2, 3, 4) if quarter(year, n)[1] < context.as_of - timedelta(days=days)]
    done: dict[str, set[int]] = defaultdict(set)
    for branch in facts:
        done[branch.township] |= branch.checks
    for key in sorted(done):
        township = context.townships.get(key)
        if township and (missing := [n for n in over if n not in done[key]]):
            yield finding("EVT-005", township.path, ("officers",), quarters=listed(missing))


def evt_006(desk: Desk) -> Iterator[Finding]:
    """Spot checks are random: they say which draw they follow, and nobody is met more than three times while others
    never are."""
    for i, check in enumerate(desk.book.spot_checks):
        if check.member and check.draw is None:
            yield finding("EVT-006", desk.book_path, ("spot_checks", i), reason="没有写抽签编号 (draw)")
    counts = Counter(check.member for check in desk.book.spot_checks if check.member)
    never = sum(key not in counts for key in desk.active)
    for key, count in counts.items():
        if key and count > 3 and never:
            index = max(i for i, check in enumerate(desk.book.spot_checks) if check.member == key)
            reason = f"{key} 已抽查 {count} 次，还有 {never} 人从未抽到"
            yield finding("EVT-006", desk.book_path, ("spot_checks", index), reason=reason)


def evt_008(desk: Desk) -> Iterator[Finding]:
    """Inspections are made through the year, not all entered for one day at its end."""
    days = {inspection.date for inspection in desk.book.inspections}
    if len(desk.book.inspections) > 1 and len(days) == 1 and min(days) >= date(desk.year, 12, 1):
        yield finding("EVT-008", desk.book_path, ("inspections",), count=len(desk.book.inspections))


def evt_009(desk: Desk) -> Iterator[Finding]:
    """A deed entered more than 30 days later is marked as a late entry; it is no fault."""
    days = desk.scheme.deadlines.late_entry_days
    for _, member, path in desk.member_paths:
        for i, deed in enumerate(member.deeds):
            if deed.entered and (late := (deed.entered - deed.date).days) > days:
                yield finding("EVT-009", path, ("deeds", i, "entered"), days=late)


# --- notices, publication, objections -------------------------------------------------------------------------------


def evt_007(desk: Desk) -> Iterator[Finding]:
    """Nothing is shown before its notice has ended, and no card before a release is on record."""
    posts: dict[str, date] = {}
    results: dict[str, date] = {}
    for notice in desk.book.notices:
        end = desk.notice_end(notice)
        kinds = {NoticeKind.POSTS: posts, NoticeKind.EXCELLENT: results, NoticeKind.COMMENDATION: results}
        if end and (ends := kinds.get(notice.kind)) is not None:
            for key in notice.members:
                ends[key] = max(end, ends.get(key, end))
    for key, index, card in desk.cards if posts else ():
        for number, post in enumerate(card.posts):
            if post.show and key in posts and not has_ended(posts[key], post.show):
                loc: Loc = ("cards", index, "posts", number, "show")
                yield finding("EVT-007", desk.folder.member_path(key), loc, reason=f"岗位公示到 {posts[key]} 才期满")
    for key in results.keys() & desk.folder.members.keys():
        for index, honour in enumerate(desk.folder.members[key].commendations):
            if honour.year == desk.year and not has_ended(results[key], honour.date):
                place = ("commendations", index, "date")
                yield finding("EVT-007", desk.folder.member_path(key), place, reason=f"公示到 {results[key]} 才期满")
    shown = [(card.shown, key, index) for key, index, card in desk.cards if card.shown and desk.is_here(card)]
    if shown:
        day, key, index = min(shown)
        if not any(release.date <= day and release.date.year == desk.year for release in desk.settings.releases):
            place = ("cards", index, "shown")
            yield finding("EVT-007", desk.folder.member_path(key), place, reason="在这一天以前没有发布记录")


def evt_011(desk: Desk) -> Iterator[Finding]:
    """An objection is accepted or refused, and answered, within its working days."""
    for i, objection in enumerate(desk.book.objections):
        if objection.closed or objection.answer or objection.refused:
            continue
        try:
            clock = objection_clock(objection, desk.scheme.deadlines, desk.calendar)
        except MissingCalendarError:
            continue
        if objection.accepted is None and desk.as_of > clock.accept_by:
            yield finding("EVT-011", desk.book_path, ("objections", i), step="受理 (accepted)", day=clock.accept_by)
        elif objection.accepted and desk.as_of > clock.answer_by:
            yield finding("EVT-011", desk.book_path, ("objections", i), step="答复 (answer)", day=clock.answer_by)


def evt_012(desk: Desk) -> Iterator[Finding]:
    """The member concerned is heard before an objection is answered."""
    for i, objection in enumerate(desk.book.objections):
        if objection.member is None or objection.answer is None or objection.refused:
            continue
        if objection.heard is None or objection.heard > objection.answer.date:
            yield finding("EVT-012", desk.book_path, ("objections", i, "answer"))


def evt_013(desk: Desk) -> Iterator[Finding]:
    """An objection that is refused, or whose answer is put off, says why."""
    for i, objection in enumerate(desk.book.objections):
        if objection.refused and objection.refusal_reason is None:
            yield finding(
                "EVT-013", desk.book_path, ("objections", i, "refused"), field="refusal_reason", title="不受理原因"
            )
        if objection.extended and objection.extension_reason is None:
            yield finding(
                "EVT-013", desk.book_path, ("objections", i, "extended"), field="extension_reason", title="延期原因"
            )


def cal_001(desk: Desk) -> Iterator[Finding]:
    """No period is counted in a year whose calendar of working days is not there; said once for each book and year."""
    for year, book in desk.folder.books.items():
        if year < desk.year - 1:
            continue
        missing: dict[int, Loc] = {}
        deadlines = desk.scheme.deadlines
        for i, notice in enumerate(book.notices):
            try:
                desk.calendar.end(notice.posted, notice.days or deadlines.notice_workdays)
            except MissingCalendarError as gap:
                missing.setdefault(gap.year, ("notices", i, "posted"))
        for i, objection in enumerate(book.objections):
            try:
                objection_clock(objection, deadlines, desk.calendar)
            except MissingCalendarError as gap:
                missing.setdefault(gap.year, ("objections", i, "received"))
        for gap_year, loc in missing.items():
            yield finding("CAL-001", desk.folder.book_path(year), loc, year=gap_year)


BRANCH_RULES = (
    evt_001, evt_002, evt_003, evt_004, evt_006, evt_007, evt_008, evt_009, evt_010, evt_011, evt_012, evt_013, cal_001,
)  # fmt: skip
TOWNSHIP_RULES = (evt_001_township,)
COUNTY_RULES = (evt_005,)
