"""Branch committee, township, county: the decision pack, levels B and C. Its tree is never published.

In: a branch folder, its result, the context. Out: ``BinderBranch`` with every member's tallies, suggestion and explanation; due dates.
``due_of`` alone leaves the binder: it goes to the terminal, and says only what hangs on the board.
"""

from __future__ import annotations

from collections.abc import Iterator

from threecards.assess.ballots_why import sheets_of
from threecards.assess.explain import STATE, explain
from threecards.assess.results import AssessStatus, BranchResult, Component, ComponentState, MemberResult, StarStatus
from threecards.publish.project.board import board_name
from threecards.publish.project.common import secretary, two_places
from threecards.publish.project.web import notice_title
from threecards.publish.views.binder import BinderBranch, BinderMember, BinderSession, BinderTally
from threecards.records.calendar import calendar_of, objection_clock
from threecards.records.county import BranchFolder, Context
from threecards.records.model import BallotSession, Tally
from threecards.records.words import BallotDesign, BallotKind, MembershipKind, Office

_COLUMNS = {
    BallotDesign.FOUR: (("优秀", "excellent"), ("合格", "qualified"), ("基本合格", "basic"), ("不合格", "unqualified")),
    BallotDesign.THREE: (("满意", "satisfied"), ("基本满意", "basically_satisfied"), ("不满意", "dissatisfied")),
    BallotDesign.NUMERIC: (),
}

_ELSEWHERE = frozenset(
    {STATE, *map(sheets_of, BallotKind)}
)  # the pack has the state beside the name, the sheets once for all


def component_number(component: Component) -> str:
    """A component's points with two decimals, or the word why there is none."""
    return two_places(component.value) if component.state is ComponentState.COMPUTED else component.state.value


def _tally(session: BallotSession, tally: Tally, component: Component, least: int) -> BinderTally:
    columns = tuple((word, int(getattr(tally, name))) for word, name in _COLUMNS[session.design])
    counted = len(tally.scores) if session.design is BallotDesign.NUMERIC else sum(n for _, n in columns)
    return BinderTally(
        session=session.key, kind=session.kind.value, design=session.design.value,
        counts=columns if counted >= least else (), blank=tally.blank, unknown=tally.unknown, counted=counted,
        mean=component_number(component) if component.session == session.key else "", shown=counted >= least,
    )  # fmt: skip


def _member(key: str, folder: BranchFolder, result: MemberResult, context: Context) -> BinderMember:
    member, settings, made = folder.members[key], context.settings, result.assessment
    book, least = folder.book(settings.year), settings.scheme.quorum.min_mass_shown
    parts = {BallotKind.MASS: made.mass, BallotKind.MEMBER: made.member}
    tallies = tuple(
        _tally(s, s.rows[key], parts[s.kind], least) for s in book.ballots if key in s.rows and s.date <= context.as_of
    )
    why = explain(folder, context, key)
    halves = {h.half: h.ratings[key].value for h in book.halfyears if key in h.ratings and h.date <= context.as_of}
    advice = result.commendation
    word = "符合" if advice.eligible else "待定" if advice.waiting else "不符合"
    return BinderMember(
        key=key, name=board_name(member), type=result.type.value if result.type else "", status=made.status.value,
        status_reason=made.reason.value, tallies=tallies, mass=component_number(made.mass), member=component_number(made.member),
        organisation=component_number(made.organisation), total=f"{made.rounded}" if made.rounded is not None else "",
        band=made.band.value if made.band else "", caps=tuple(f"{c.code} {c.text}" for c in made.caps),
        suggested=made.suggested.value if made.suggested else "", decided=made.decided.value if made.decided else "",
        halfyear=(halves.get(1, ""), halves.get(2, "")), explanation=tuple((topic, lines) for topic, lines in why.topics if topic not in _ELSEWHERE),
        stars=tuple(
            (s.star.value, s.status.value, why.stars.get(s.star, ())) for s in result.stars if s.status is not StarStatus.NONE
        ),
        commendation=word + ("（特别突出）" if advice.outstanding else ""), commendation_reasons=advice.reasons,
    )  # fmt: skip


def _session(session: BallotSession, least_present: str) -> BinderSession:
    numbers = [
        ("应到", session.eligible),
        ("实到", session.present),
        ("发出", session.issued),
        ("收回", session.returned),
    ]
    numbers += [("有效", session.valid), ("无效", session.void)]
    return BinderSession(
        key=session.key, kind=session.kind.value, design=session.design.value, date=session.date.isoformat(), place=session.place or "",
        numbers=tuple((label, n) for label, n in numbers if n is not None), ok=session.superseded_by is None,
        note=f"由 {session.superseded_by} 取代" if session.superseded_by else least_present,
    )  # fmt: skip


def _todo(folder: BranchFolder, result: BranchResult, context: Context) -> tuple[tuple[str, str], ...]:
    """What this branch has to do next, with names: it stays in the binder."""
    found = [*due_of(folder, context), *_objections_due(folder, context)]
    for key, one in result.members.items():
        name = board_name(folder.members[key])
        if one.talk and one.talk.closed is None:
            if one.talk.held is None:
                found.append(
                    (
                        one.talk.due.isoformat(),
                        f"与{name}谈话（决定后 {context.settings.scheme.deadlines.talk_days} 天内）",
                    )
                )
            found += [(d.isoformat(), f"回访{name}") for d in one.talk.reviews_due[len(one.talk.reviews_held) :]]
    for check in folder.book(context.settings.year).spot_checks:
        if check.follow_up_due and not check.follow_up_done:
            checked = folder.members.get(check.member or "")
            who = board_name(checked) if checked else folder.branch.name
            found.append((check.follow_up_due.isoformat(), f"抽查整改：{who}"))
    return tuple(sorted(found))


def due_of(folder: BranchFolder, context: Context) -> tuple[tuple[str, str], ...]:
    """Dates ahead that anyone may read: notices that end. Raises MissingCalendarError."""
    settings, on, name = context.settings, context.as_of, folder.branch.name
    calendar, deadlines = calendar_of(settings.workdays), settings.scheme.deadlines
    found = []
    for notice in folder.book(settings.year).notices:
        ends = calendar.end(notice.posted, notice.days or deadlines.notice_workdays)
        if notice.posted <= on <= ends and notice.removed is None:
            found.append((ends.isoformat(), f"{name}：“{notice_title(notice, name, settings.year)}”公示期满"))
    return tuple(sorted(found))


def _objections_due(folder: BranchFolder, context: Context) -> Iterator[tuple[str, str]]:
    """Deadlines of this branch's objections; level C, the public sees numbers by township only."""
    settings, on = context.settings, context.as_of
    calendar, deadlines = calendar_of(settings.workdays), settings.scheme.deadlines
    for objection in folder.book(settings.year).objections:
        if objection.received <= on and objection.answer is None and objection.refused is None:
            clock = objection_clock(objection, deadlines, calendar)
            due = clock.answer_by if objection.accepted else clock.accept_by
            yield due.isoformat(), f"异议 {objection.key} 须{'答复' if objection.accepted else '决定是否受理'}"


def binder_branch(folder: BranchFolder, result: BranchResult, context: Context) -> BinderBranch:
    """The decision pack of one branch: everybody on the roll, in key order. Raises MissingCalendarError."""
    settings, on = context.settings, context.as_of
    book, quota = folder.book(settings.year), result.quota
    roll = tuple(
        _member(key, folder, one, context)
        for key, one in result.members.items()
        if one.state.is_active or one.assessment.status is not AssessStatus.NOT_ASSESSED
    )
    lines = (
        f"正式党员 {quota.base} 名，优秀名额 {quota.places} 名，达到优秀线的 {len(quota.ranking)} 名。",
        *((f"超出名额 {len(quota.ranking) - quota.places} 名，请支部大会研究。",) if quota.exceeded else ()),
        *((f"末位名次相同的有 {len(quota.tied)} 名，请支部大会选定。",) if quota.tied else ()),
    )
    return BinderBranch(
        key=folder.key, name=folder.branch.name, township=context.townships[folder.township].township.name, year=settings.year,
        as_of=on.isoformat(), secretary=secretary(folder.branch.officers, folder.members, Office.BRANCH_SECRETARY, on)[0], roll=roll,
        sessions=tuple(_session(s, "") for s in book.ballots if s.date <= on), quota=lines,
        should_attend=should_attend(folder, result),
        todo=_todo(folder, result, context),
    )  # fmt: skip


def should_attend(folder: BranchFolder, result: BranchResult) -> int:
    """Members with a vote: the full ones who are active in the branch today."""
    return sum(one.state.is_active and _is_full(folder, key) for key, one in result.members.items())


def _is_full(folder: BranchFolder, key: str) -> bool:
    relation = next((m for m in reversed(folder.members[key].memberships) if m.branch == folder.key), None)
    return relation is not None and relation.kind is MembershipKind.FULL
