"""Branch committee: the sheets for its sittings, levels B and C. Their tree is never published.

In: a branch folder, its result, the context. Out: ``MeetingBranch``: what is known before a sitting. Not here: votes, explanations (``binder``).
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from threecards.assess.consequences import REVIEW_MONTHS
from threecards.assess.results import AssessStatus, BranchResult, MemberResult, StarStatus
from threecards.publish.names import code_name, code_numbers, surname_name
from threecards.publish.project.binder import component_number, should_attend
from threecards.publish.project.board import board_name
from threecards.publish.project.common import card_of, commitment_view, day, officers_of, post_duty, posts_of, secretary
from threecards.publish.project.county import contact
from threecards.publish.project.forms import clock_of, consent_items
from threecards.publish.project.rules_view import share_text
from threecards.publish.strokes import stroke_key
from threecards.publish.views.common import SiteView
from threecards.publish.views.forms import PostOffer
from threecards.publish.views.meeting import Ballot, MeetingBranch, MeetingMember, TalkDue, Told
from threecards.records.calendar import calendar_of
from threecards.records.county import BranchFolder, Context
from threecards.records.model import Inspection, Member
from threecards.records.words import BallotDesign, BallotKind, Channel, Grade, NameMode, Office, Rating, Star

_OPTIONS = {
    BallotDesign.FOUR: ("优秀", "合格", "基本合格", "不合格"),
    BallotDesign.THREE: ("满意", "基本满意", "不满意"),
    BallotDesign.NUMERIC: (),
}
_NO_STAR = (StarStatus.NONE, StarStatus.WITHDRAWN, StarStatus.REMOVED, StarStatus.EXPIRED)  # nothing to confirm
_ON_BALLOT = (AssessStatus.GRADED, AssessStatus.PARTICIPATES, AssessStatus.DEFERRED)
_GRADED = (AssessStatus.GRADED, AssessStatus.HOST, AssessStatus.DEFERRED)


def meeting_branch(folder: BranchFolder, result: BranchResult, context: Context, site: SiteView) -> MeetingBranch:
    """What the sheets for the sittings of one branch need. Raises MissingCalendarError."""
    settings, on, branch = context.settings, context.as_of, folder.branch
    scheme, town = settings.scheme, context.townships[folder.township].township
    rounds = sorted(
        (i for i in folder.book(settings.year).inspections if i.date <= on), key=lambda i: (i.quarter, i.date)
    )
    quarter = next((q for q in (1, 2, 3, 4) if all(i.quarter != q for i in rounds)), 0)
    active = [key for key, one in result.members.items() if one.state.is_active]
    active.sort(key=lambda k: (stroke_key(folder.members[k].name), k))
    held = [
        p.key for k in active for p in posts_of(card_of(folder.members[k], folder, settings.year), folder, settings, on)
    ]
    voters = should_attend(folder, result)
    return MeetingBranch(
        key=folder.key, name=branch.name, township=town.name, villages=tuple(v.name for v in branch.villages),
        secretary=secretary(branch.officers, folder.members, Office.BRANCH_SECRETARY, on)[0], year=settings.year, as_of=on.isoformat(),
        members=tuple(_member(key, folder, result.members[key], context, rounds) for key in active),
        ballots=tuple(_ballot(kind, context, voters) for kind in BallotKind), quarter=quarter,
        inspect_by=day(_quarter_end(settings.year, quarter) + timedelta(days=scheme.deadlines.inspection_days)) if quarter else "",
        ratings=tuple(word.value for word in Rating), follow_up=rounds[-1].follow_up or "" if rounds else "", should_attend=voters,
        clock=clock_of(settings), talk_days=scheme.deadlines.talk_days, talk_reviews=REVIEW_MONTHS,
        channels=tuple(channel.value for channel in Channel), stars=tuple(star.value for star in Star),
        grades=tuple(grade.value for grade in Grade), consent=consent_items(), unnamed=settings.county.name_mode.value,
        posts=tuple(PostOffer(post_duty(p, settings, ""), p.capacity or 0, held.count(p.key)) for p in branch.posts),
        max_posts=scheme.eligibility.max_posts, phone=branch.phone or "",
        contact=contact(site, town.name, town.phone or branch.phone or "", branch.board or ""),
    )  # fmt: skip


def _quarter_end(year: int, quarter: int) -> date:
    return date(year, quarter * 3, 30 if quarter in (2, 3) else 31)


def _member(
    key: str, folder: BranchFolder, result: MemberResult, context: Context, rounds: list[Inspection]
) -> MeetingMember:
    member, settings, on = folder.members[key], context.settings, context.as_of
    card = card_of(member, folder, settings.year)
    officers = officers_of(folder, on)
    newest = next((i for i in reversed(rounds) if key in i.ratings), None)
    made = result.assessment
    village = next((v.name for v in folder.branch.villages if v.key == member.village), "")
    consent = member.consent
    signed = consent is not None and consent.date <= on and not (consent.withdrawn and consent.withdrawn <= on)
    talk = result.talk
    return MeetingMember(
        key=key, name=board_name(member), type=result.type.value if result.type else "", probationary=result.state.name == "PROBATIONARY",
        village=village, posts=tuple(p.name for p in posts_of(card, folder, settings, on)),
        commitments=tuple(commitment_view(c, on, officers) for c in card.commitments) if card else (),
        last=(newest.ratings[key].value, newest.notes.get(key, "")) if newest else ("", ""),
        on_ballot=made.status in _ON_BALLOT, graded=made.status in _GRADED, suggested=made.suggested.value if made.suggested else "",
        stars=tuple((s.star.value, s.status.value) for s in result.stars if s.status not in _NO_STAR),
        web_name=_code(key, folder, settings.county.name_mode), consent=day(consent.date) if consent and signed else "",
        told=_told(member, result, context), talk=TalkDue(day(talk.due)) if talk and talk.held is None else None,
    )  # fmt: skip


def _code(key: str, folder: BranchFolder, mode: NameMode) -> str:
    """How the member is called on the web without consent."""
    number = code_numbers(tuple(folder.members))[key]
    return surname_name(folder.members[key].name, number) if mode is NameMode.SURNAME else code_name(number)


def _told(member: Member, result: MemberResult, context: Context) -> Told | None:
    """What a member is told of the own result once the meeting has decided; None before."""
    made, settings = result.assessment, context.settings
    if made.decided is None or made.decision is None:
        return None
    days = [f.date for f in member.feedback if f.year == settings.year and f.date <= context.as_of]
    told = max(days, default=None)
    until = calendar_of(settings.workdays).end(told, settings.scheme.deadlines.feedback_workdays) if told else None
    return Told(
        decided=made.decided.value, date=day(made.decision.date), total=str(made.rounded) if made.rounded is not None else "",
        parts=(
            ("群众评价", component_number(made.mass)), ("党员评议", component_number(made.member)),
            ("组织考评", component_number(made.organisation)),
        ),
        stars=tuple(star.value for star in result.lit), told=day(told), until=day(until),
    )  # fmt: skip


def _ballot(kind: BallotKind, context: Context, voters: int) -> Ballot:
    scheme = context.settings.scheme
    rule, own = scheme.quorum, kind is BallotKind.MEMBER
    design = scheme.ballots.member if own else scheme.ballots.mass
    return Ballot(
        code=kind.name.lower(), kind=kind.value, options=_OPTIONS[design], eligible=voters if own else 0,
        present=least(rule.member_present, voters) if own else 0, present_share=share_text(rule.member_present) if own else "",
        returned=share_text(rule.sheets_returned), counted=rule.min_counted_member if own else rule.min_counted_mass,
        counted_share=share_text(rule.min_counted_share), shown=rule.min_mass_shown,
    )  # fmt: skip


def least(share: Fraction, number: int) -> int:
    """Least whole number that is at least a share of a number. Example: 2/3 of 28 -> 19."""
    return -(-share.numerator * number // share.denominator)
