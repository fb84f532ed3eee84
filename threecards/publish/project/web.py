"""Everyone: from a branch and its results to the public views of level W.

In: a branch folder, its result, the context. Out: ``WebBranch``, its villages and members, and the notices.
Without recorded consent a member is a code name here, whatever any other record says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from threecards.assess.results import BranchResult, MemberResult, StarStatus
from threecards.publish import paths
from threecards.publish.names import code_name, code_numbers, short_code, surname_name
from threecards.publish.project.common import (
    card_of,
    card_state,
    commitment_view,
    day,
    deeds_of,
    honours_of,
    is_approved,
    officers_of,
    officers_view,
    post_duty,
    posts_of,
    two_places,
)  # fmt: skip
from threecards.publish.project.goals import goal_card_view
from threecards.publish.strokes import stroke_key, surname_strokes
from threecards.publish.views.common import CommitmentView, Counts, Link, NoticeView, PastView, StarView
from threecards.publish.views.web import (  # fmt: skip
    ChangeView,
    HolderView,
    MemberLine,
    WebBranch,
    WebMember,
    WebVillage,
)
from threecards.records.calendar import Calendar, calendar_of
from threecards.records.county import BranchFolder, Context
from threecards.records.model import Member, Notice, YearBook
from threecards.records.standing import offices_on, terms_by_member
from threecards.records.words import (
    BranchKind,
    CommitmentStatus,
    Grade,
    MembershipKind,
    NameMode,
    NoticeKind,
    Results,
    Star,
)  # fmt: skip

CHANGES_SHOWN = 12
DUE_SHOWN = 10
LATELY = timedelta(days=92)  # a quarter: what happened before is history, not news

_OPEN = (CommitmentStatus.PLANNED.name.lower(), CommitmentStatus.IN_PROGRESS.name.lower())


def has_consent(member: Member, item: str, on: date) -> bool:
    """True when the member's form allows one item on a day: signed by then and not withdrawn. No form: no."""
    consent = member.consent
    if consent is None or consent.date > on or (consent.withdrawn is not None and consent.withdrawn <= on):
        return False
    return bool(getattr(consent, item))


def refuses(member: Member, item: str, on: date) -> bool:
    """True when a valid form says no to an item that is public without a form (commitments and stars under a code name)."""
    consent = member.consent
    return consent is not None and consent.date <= on and not getattr(consent, item)


def web_names(folder: BranchFolder, context: Context) -> Mapping[str, tuple[str, bool]]:
    """Name of every member as the web shows it, and whether it is the real one."""
    numbers = code_numbers(tuple(folder.members))
    mode = context.settings.county.name_mode
    names = {}
    for key, member in folder.members.items():
        if has_consent(member, "name", context.as_of):
            more = f"（{member.disambiguation}）" if member.disambiguation else ""
            names[key] = (member.name + more, True)
        elif mode is NameMode.SURNAME:
            names[key] = (surname_name(member.name, numbers[key]), False)
        else:
            names[key] = (code_name(numbers[key]), False)
    return names


def stars_of(
    member: Member, result: MemberResult, context: Context, explain: Callable[[Star], tuple[str, ...]] | None = None,
) -> tuple[StarView, ...]:  # fmt: skip
    """The six stars in their fixed order; lit ones with the day, the others without any hint why they are not."""
    meanings = {rule.star: rule.meaning for rule in context.settings.stars}
    hidden = refuses(member, "stars", context.as_of)
    views = []
    for star in result.stars:
        lit = star.status is StarStatus.LIT and not hidden
        why = explain(star.star) if lit and explain else ()
        views.append(
            StarView(
                star.star.value,
                star.star.name.lower(),
                lit,
                day(star.lit_on) if lit else "",
                meanings[star.star],
                why,
                star.declared,
            )
        )
    return tuple(views)


def _is_public(member: Member, result: MemberResult, context: Context, key: str) -> bool:
    return result.state.is_active and key not in context.settings.publication.withdraw


def public_members(folder: BranchFolder, result: BranchResult, context: Context) -> tuple[str, ...]:
    """Keys of the members that have a page today: active ones, unless their page is withdrawn."""
    return tuple(k for k, m in folder.members.items() if _is_public(m, result.members[k], context, k))


def _shown_commitments(
    member: Member, folder: BranchFolder, context: Context, officers: frozenset[str]
) -> tuple[CommitmentView, ...]:
    card = card_of(member, folder, context.settings.year)
    if card is None or not is_approved(card, context.as_of) or refuses(member, "commitments", context.as_of):
        return ()
    return tuple(commitment_view(c, context.as_of, officers) for c in card.commitments)


def _past(member: Member, context: Context) -> tuple[PastView, ...]:
    everything = context.settings.county.results is Results.ALL
    return tuple(
        PastView(
            p.year, p.grade.value if p.grade and (everything or p.grade is Grade.EXCELLENT) else "",
            tuple(s.value for s in p.stars), p.commendation or "",
        )
        for p in sorted(member.past, key=lambda p: p.year, reverse=True)
    )  # fmt: skip


def is_excellent(result: MemberResult, on: date) -> bool:
    """True when the grade excellent may be shown: decided, its notice over, no accepted objection open."""
    return (
        result.assessment.decided is Grade.EXCELLENT
        and not result.frozen
        and result.excellent_on is not None
        and result.excellent_on <= on
    )


def _member(
    key: str, folder: BranchFolder, result: MemberResult, context: Context, name: tuple[str, bool], branch: Link, township: Link,
    officers: frozenset[str], offices: str, star_reasons: Callable[[str, Star], tuple[str, ...]],
) -> WebMember:  # fmt: skip
    member, settings, on = folder.members[key], context.settings, context.as_of
    card = card_of(member, folder, settings.year)
    approved = is_approved(card, on)
    shown_name, named = name
    labels = settings.county.labels
    everything = settings.county.results is Results.ALL and not result.frozen
    village = next((v for v in folder.branch.villages if v.key == member.village), None)
    joint = folder.branch.kind is BranchKind.JOINT
    relation = next((m for m in reversed(member.memberships) if m.branch == folder.key), None)
    probationary = (
        relation is not None
        and relation.kind is MembershipKind.PROBATIONARY
        and has_consent(member, "probationary", on)
    )
    commitments = _shown_commitments(member, folder, context, officers)
    return WebMember(
        key=key, path=paths.member(key), name=shown_name, named=named, pinyin=(member.pinyin or "") if named else "", branch=branch,
        village=Link(village.name, paths.village(folder.township, folder.key, village.key)) if village and joint else None,
        township=township, office=offices if named else "",
        motto=labels.motto_office if named and offices else "",
        photo=paths.photo(key) if member.photo and has_consent(member, "photo", on) else "",
        probationary=probationary, posts=posts_of(card, folder, settings, on) if approved else (),
        card_state=card_state(card, on), card_shown=day(card.shown) if card and card.shown and card.shown <= on else "",
        commitments=commitments, score=two_places(result.public_fulfilment) if commitments else "",
        deeds=deeds_of(member, folder, settings, on),
        stars=stars_of(member, result, context, lambda star: star_reasons(key, star)),
        show_unlit=not settings.county.show_only_lit, excellent=is_excellent(result, on),
        total=str(result.assessment.rounded) if everything and result.assessment.decided and result.assessment.rounded is not None else "",
        grade=result.assessment.decided.value if everything and result.assessment.decided else "",
        honours=honours_of(member.commendations, on), past=_past(member, context), short_code=short_code(key),
    )  # fmt: skip


def line_of(view: WebMember) -> MemberLine:
    """A member's line on a list, from the member's own page: a list can never say more than the page."""
    dues = sorted(c.due for c in view.commitments if c.due and c.status_code in _OPEN)
    return MemberLine(
        key=view.key, path=view.path, name=view.name, named=view.named,
        village=view.village.name if view.village else "", office=view.office, posts=tuple(p.name for p in view.posts),
        kept=sum(c.status_code == "done" for c in view.commitments),
        promised=sum(c.counts for c in view.commitments),
        overdue=sum(c.overdue for c in view.commitments), lit=tuple(s.name for s in view.stars if s.lit),
        next_due=dues[0] if dues else "", excellent=view.excellent, strokes=surname_strokes(view.name) if view.named else 0,
    )  # fmt: skip


def notice_title(notice: Notice, branch: str, year: int) -> str:
    """Title of a notice: its own, or the kind with branch and year."""
    return notice.title or f"{branch}{year}年度{notice.kind.value}"


def notice_view(
    notice: Notice, folder: BranchFolder, context: Context, calendar: Calendar, names: Mapping[str, str], branch: Link, township: Link,
) -> NoticeView:  # fmt: skip
    """A notice with its clock; ``names`` holds the names in the audience's form. Raises MissingCalendar."""
    on = context.as_of
    workdays = notice.days or context.settings.scheme.deadlines.notice_workdays
    ends = calendar.end(notice.posted, workdays)
    if notice.removed and notice.removed <= on and notice.removed < ends:
        state = "removed"
    elif on < notice.posted:
        state = "upcoming"
    else:
        state = "running" if on <= ends else "ended"
    left = 0
    if state == "running":
        step = on
        while step < ends:
            step += timedelta(days=1)
            left += calendar.is_workday(step)
    people = [(names[k], "、".join(s.value for s in stars)) for k, stars in notice.stars.items() if k in names]
    people += [
        (names[k], _about(notice, folder, context, k)) for k in notice.members if k in names and k not in notice.stars
    ]
    return NoticeView(
        key=notice.key, path=paths.notice(folder.township, folder.key, notice.key), kind=notice.kind.value,
        title=notice_title(notice, folder.branch.name, context.settings.year), text=notice.text or "", branch=branch, township=township,
        posted=notice.posted.isoformat(), ends=ends.isoformat(), workdays=workdays, state=state, days_left=left,
        people=tuple(people), outcome=notice.outcome or "" if state in ("ended", "removed") else "",
    )  # fmt: skip


def _about(notice: Notice, folder: BranchFolder, context: Context, key: str) -> str:
    if notice.kind is NoticeKind.POSTS:
        card = card_of(folder.members[key], folder, context.settings.year)
        return "、".join(p.name for p in posts_of(card, folder, context.settings, context.as_of))
    return ""


def _events(members: tuple[WebMember, ...], notices: tuple[NoticeView, ...], on: date) -> list[ChangeView]:
    """What was entered last for each member and each notice, newest first, from the public views alone."""
    found: list[ChangeView] = []
    for m in members:
        who = Link(m.name, m.path)
        for c in m.commitments:
            for s in c.steps[-2:]:
                reached = f"，已达 {s.value}{c.unit}" if s.value and s.status_code != "done" else ""
                found.append(ChangeView(s.date, who, f"承诺“{c.what}”：{s.status}{reached}"))
        for day_lit in dict.fromkeys(s.lit_on for s in m.stars if s.lit):
            lit = "、".join(f"{s.name}星" for s in m.stars if s.lit_on == day_lit)
            found.append(ChangeView(day_lit, who, f"点亮{lit}"))
        found += [ChangeView(d.date, who, d.text) for d in m.deeds[:2]]
        found += [ChangeView(h.date, who, f"获{h.level}表彰：{h.title}") for h in m.honours]
    found += [ChangeView(n.posted, Link(n.kind, n.path), n.title) for n in notices if n.state != "upcoming"]
    past = [c for c in found if c.date <= on.isoformat()]
    past.sort(key=lambda c: (c.who.path, c.text))
    past.sort(key=lambda c: c.date, reverse=True)
    return past


def _due(members: tuple[WebMember, ...]) -> tuple[ChangeView, ...]:
    """Open promises by due day, the overdue first."""
    found = [
        ChangeView(c.due, Link(m.name, m.path), c.what)
        for m in members
        for c in m.commitments
        if c.due and c.status_code in _OPEN
    ]
    found.sort(key=lambda c: (c.date, c.who.path, c.text))
    return tuple(found[:DUE_SHOWN])


def _quarters_due(context: Context) -> int:
    """Inspections that should have been held by now: quarters whose end and days of grace are over."""
    year, grace = context.settings.year, timedelta(days=context.settings.scheme.deadlines.inspection_days)
    ends = (date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 12, 31))
    return sum(end + grace <= context.as_of for end in ends)


def _counts(
    folder: BranchFolder, book: YearBook, members: tuple[WebMember, ...], result: BranchResult, context: Context,
) -> Counts:  # fmt: skip
    """Public numbers of a branch, from the public views, and process figures that name nobody."""
    on, settings = context.as_of, context.settings
    listed = [c for m in members for c in m.commitments]
    promises = [c for c in listed if c.counts]
    stars = list(Star)
    due = _quarters_due(context)
    held = {i.quarter for i in book.inspections if i.date <= on}
    figures = result.figures
    goal_cards = [g for g in folder.branch.goal_cards if g.year == settings.year]
    return Counts(
        branches=1, joint=int(folder.branch.kind is BranchKind.JOINT), members=len(members),
        cards=sum(m.card_state in ("已公示", "已审定") for m in members), posts=len(folder.branch.posts),
        holders=sum(bool(m.posts) for m in members), commitments=len(promises),
        kept=sum(c.status_code == "done" for c in promises), partly=sum(c.status_code == "partly" for c in promises),
        not_kept=sum(c.status_code == "not_done" for c in promises), excused=sum(c.status_code == "excused" for c in promises),
        open=sum(c.status_code in _OPEN for c in promises), overdue=sum(c.overdue for c in promises),
        deeds=sum(len(m.deeds) for m in members), lit=sum(s.lit for m in members for s in m.stars),
        star_members=sum(any(s.lit for s in m.stars) for m in members),
        by_star=tuple(sum(m.stars[i].lit for m in members if m.stars) for i in range(len(stars))),  # type: ignore[arg-type]
        inspections_due=due, inspections_held=len(held & set(range(1, due + 1))), spot_checks=figures.spot_checks,
        excellent=sum(m.excellent for m in members), commended=sum(any(h.year == settings.year for h in m.honours) for m in members),
        objections=figures.objections, objections_upheld=figures.objections_upheld,
        objections_answered=figures.objections_answered, objections_in_time=figures.objections_in_time,
        goal_cards=len(goal_cards), withdrawn=len(listed) - len(promises),
    )  # fmt: skip


def web_branch(
    folder: BranchFolder, result: BranchResult, context: Context, star_reasons: Callable[[str, Star], tuple[str, ...]],
) -> tuple[WebBranch, tuple[WebMember, ...], tuple[WebVillage, ...]]:  # fmt: skip
    """Everything public about one branch. star_reasons: met criteria of a lit star in words. Raises MissingCalendar."""
    settings, on = context.settings, context.as_of
    book = folder.book(settings.year)
    calendar = calendar_of(settings.workdays)
    town = context.townships[folder.township]
    township = Link(town.township.name, paths.township(town.key))
    branch = Link(folder.branch.name, paths.branch(folder.township, folder.key))
    names = web_names(folder, context)
    officers = officers_of(folder, on)
    terms = terms_by_member(folder.branch.officers, town.township.officers)
    keys = public_members(folder, result, context)
    members = tuple(
        _member(
            key, folder, result.members[key], context, names[key], branch, township, officers,
            "、".join(dict.fromkeys(o.value for o in offices_on(terms.get(key, ()), on))), star_reasons,
        )
        for key in keys
    )  # fmt: skip
    members = tuple(sorted(members, key=lambda m: (not m.named, stroke_key(m.name), m.name, m.key)))
    public_names = {m.key: m.name for m in members}
    notices = tuple(
        notice_view(n, folder, context, calendar, public_names, branch, township)
        for n in sorted(book.notices, key=lambda n: (n.posted, n.key), reverse=True)
    )
    lines = tuple(line_of(m) for m in members)
    links = {m.key: Link(m.name, m.path) for m in members}
    holders: dict[str, list[Link]] = {p.key: [] for p in folder.branch.posts}
    for m in members:
        for post in m.posts:
            holders[post.key].append(links[m.key])
    goal_card = next((g for g in folder.branch.goal_cards if g.year == settings.year), None)
    events, quarter_ago = _events(members, notices, on), (on - LATELY).isoformat()
    joint = folder.branch.kind is BranchKind.JOINT
    villages = tuple(
        Link(v.name, paths.village(folder.township, folder.key, v.key) if joint else branch.path)
        for v in folder.branch.villages
    )
    view = WebBranch(
        key=folder.key, path=branch.path, name=branch.name, joint=joint, villages=villages, township=township,
        phone=folder.branch.phone or "", board=folder.branch.board or "",
        officers=officers_view(folder.branch.officers, folder.members, on),
        goal_card=goal_card_view(goal_card, folder, result, context) if goal_card else None,
        members=lines,
        posts=tuple(
            HolderView(post_duty(p, settings, ""), p.capacity or 0, tuple(holders[p.key])) for p in folder.branch.posts
        ),
        notices=notices, changes=tuple(e for e in events[:CHANGES_SHOWN] if e.date >= quarter_ago), due=_due(members),
        counts=_counts(folder, book, members, result, context),
        updated=events[0].date if events else "", silent=bool(events and events[0].date < quarter_ago),
    )  # fmt: skip
    pages: tuple[WebVillage, ...] = ()
    if joint:
        pages = tuple(
            WebVillage(v.key, link.path, v.name, branch, township, tuple(x for x in lines if x.village == v.name))
            for v, link in zip(folder.branch.villages, villages, strict=True)
        )
    return view, members, pages
