"""Pieces of views that are the same for every audience: amounts, commitments, goals, logs, links.

In: internal records and the day the build stands on. Out: parts of views. Not here: names of members, and anything above level W.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from threecards.assess.score import round_total
from threecards.publish import paths
from threecards.publish.views.common import (  # fmt: skip
    CommitmentView,
    DeedView,
    DutyAreaView,
    DutyItemView,
    HonourView,
    Link,
    LogView,
    OfficerView,
    PostDuty,
    SiteView,
    StepView,
)
from threecards.records.county import BranchFolder, Context, Settings
from threecards.records.model import (
    ActionCard,
    Commendation,
    Commitment,
    Deed,
    Member,
    OfficeTerm,
    Post,
    ResponsibilityCard,
    Verifier,
)  # fmt: skip
from threecards.records.words import CommitmentStatus, MemberType, Office, VerifierRole

SHIELDED_HOST = "党组织"  # a host organisation would tell that the member is away, and the house empty


def amount(value: Decimal | None) -> str:
    """An amount as it was typed; empty when there is none."""
    return "" if value is None else f"{value:f}"


def day(value: date | None) -> str:
    """A day as ISO text; empty when there is none."""
    return "" if value is None else value.isoformat()


def two_places(value: Fraction | None) -> str:
    """A score with two decimals, half up, as it is printed; empty when it cannot be computed."""
    return "" if value is None else str(round_total(value))


def code(word: CommitmentStatus | MemberType) -> str:
    """Lower-case English code of a word, for CSS classes and open data."""
    return word.name.lower()


def verifier_word(verifier: Verifier | None, officers: frozenset[str]) -> str:
    """Who confirmed something, as the public may read it: a role, never a name; empty while nobody has."""
    if verifier is None:
        return ""
    if isinstance(verifier, VerifierRole):
        return SHIELDED_HOST if verifier is VerifierRole.HOST else verifier.value
    return VerifierRole.BRANCH_COMMITTEE.value if verifier in officers else "其他党员"


def officers_of(folder: BranchFolder, on: date) -> frozenset[str]:
    """Keys of the members who hold an office of the branch on a day."""
    return frozenset(t.member for t in folder.branch.officers if t.member and is_open(t, on))


def is_open(term: OfficeTerm, on: date) -> bool:
    """True when a term of office covers a day, both ends included."""
    return term.since <= on and (term.until is None or on <= term.until)


def _percent(commitment: Commitment, status: CommitmentStatus, value: Decimal | None) -> int:
    """Reached share of the way to the target in whole percent, 0-100; -1 when there is nothing to compare."""
    if status is CommitmentStatus.DONE:
        return 100
    start, goal = commitment.baseline or Decimal(0), commitment.target
    if not goal:
        return -1
    if goal < start:  # something that shall become less
        return max(0, min(100, int((start - (start if value is None else value)) * 100 / (start - goal))))
    return max(0, min(100, int((value or 0) * 100 / goal)))


def _start(commitment: Commitment) -> int:
    """Where last year's amount stands on the way from nothing to a larger target, in whole percent; -1 when it has no place there."""
    start, goal = commitment.baseline, commitment.target
    if start is None or goal is None or not 0 < start < goal:
        return -1
    return max(1, min(99, int(start * 100 / goal)))


def _left(commitment: Commitment, value: Decimal | None) -> str:
    """What is still missing to the target, upwards or downwards; empty when nothing is, or when no amount was noted."""
    goal = commitment.target
    if goal is None or value is None:
        return ""
    missing = value - goal if goal < (commitment.baseline or 0) else goal - value
    return amount(missing) if missing > 0 else ""


def commitment_view(
    commitment: Commitment, on: date, officers: frozenset[str], *, story: bool = True
) -> CommitmentView:
    """One promise with its story so far, from level-W fields alone. story False: without its steps, for what shows only how it stands."""
    entries = sorted((e for e in commitment.history if e.date <= on), key=lambda e: e.date)
    steps = tuple(
        StepView(
            e.date.isoformat(), e.status.value, code(e.status), amount(e.value), verifier_word(e.verified_by, officers), e.public_reason or "",
        )
        for e in (entries if story else ())
    )  # fmt: skip
    entry = entries[-1] if entries else None
    status = entry.status if entry else CommitmentStatus.PLANNED
    value = next((e.value for e in reversed(entries) if e.value is not None), None)
    still_open = status in (CommitmentStatus.PLANNED, CommitmentStatus.IN_PROGRESS)
    due = commitment.due
    return CommitmentView(
        n=commitment.n, what=commitment.what, for_whom=commitment.for_whom or "", baseline=amount(commitment.baseline),
        target=amount(commitment.target), unit=commitment.unit or "", done_when=commitment.done_when or "", due=day(due),
        weight=amount(commitment.weight),
        verifier=verifier_word(commitment.verifier_role, officers), status=status.value, status_code=code(status),
        value=amount(value), percent=_percent(commitment, status, value),
        late=bool(due and entry and status is CommitmentStatus.DONE and entry.date > due),
        overdue=bool(due and still_open and due < on),
        reason=next((e.public_reason for e in reversed(entries) if e.public_reason), "") if status is CommitmentStatus.EXCUSED else "",
        steps=steps, start=_start(commitment), left=_left(commitment, value) if still_open else "",
        closed=day(entry.date) if entry and not still_open else "",
    )  # fmt: skip


def card_of(member: Member, folder: BranchFolder, year: int) -> ActionCard | None:
    """The member's card of a year in this branch: the open one, else the last closed one, None without any."""
    cards = [c for c in member.cards if c.year == year and c.branch in (None, folder.key)]
    return next((c for c in cards if c.closed is None), cards[-1] if cards else None)


def is_approved(card: ActionCard | None, on: date) -> bool:
    """True when the branch has approved the card by that day: only then may it be read by anyone outside."""
    return card is not None and card.approved is not None and card.approved.date <= on


def card_state(card: ActionCard | None, on: date) -> str:
    """State of a card in a word a villager understands."""
    if card is None or not is_approved(card, on):
        return "待公示"
    if card.closed and card.closed.date <= on:
        return "已关闭"
    return "已公示" if card.shown and card.shown <= on else "已审定"


def post_duty(post: Post, settings: Settings, since: str) -> PostDuty:
    """A post with the duties of the catalogue, or its own where the branch wrote some."""
    kind = settings.posts.get(post.type or "")
    return PostDuty(
        key=post.key, name=post.name or post.type or post.key, category=kind.category.value if kind else "自设岗位",
        duties=post.duties or (kind.duties if kind else ()), since=since, path=paths.post_type(kind.key) if kind else "",
        frequency=post.frequency or (kind.frequency if kind else ""),
    )  # fmt: skip


def posts_of(card: ActionCard | None, folder: BranchFolder, settings: Settings, on: date) -> tuple[PostDuty, ...]:
    """The posts a member holds and that have been fixed, in the order of the card."""
    if card is None:
        return ()
    known = {p.key: p for p in folder.branch.posts}
    return tuple(
        post_duty(known[a.post], settings, day(a.show))
        for a in card.posts
        if a.post in known and a.fix and a.fix <= on and (a.until is None or a.until >= on)
    )


def deeds_of(member: Member, folder: BranchFolder, settings: Settings, on: date) -> tuple[DeedView, ...]:
    """Reviewed deeds of the year, newest first."""
    officers = officers_of(folder, on)
    names = {p.key: p.name or p.type or "" for p in folder.branch.posts}
    chosen: list[Deed] = [d for d in member.deeds if d.reviewed and d.date.year == settings.year and d.date <= on]
    chosen.sort(key=lambda d: (d.date, d.text), reverse=True)
    return tuple(
        DeedView(
            d.date.isoformat(), d.text, d.commitment or 0, names.get(d.post or "", ""), d.households or 0,
            verifier_word(d.verified_by, officers),
        )
        for d in chosen
    )  # fmt: skip


def honours_of(commendations: Iterable[Commendation], on: date) -> tuple[HonourView, ...]:
    """Commendations in force, newest first; a revoked one is simply no longer there."""
    valid = [c for c in commendations if c.date <= on and (c.revoked is None or c.revoked > on)]
    valid.sort(key=lambda c: (c.year, c.date), reverse=True)
    return tuple(HonourView(c.year, c.level.value, c.title, c.date.isoformat(), c.document or "") for c in valid)


_OFFICE_ORDER = {office: place for place, office in enumerate(Office)}


def officers_view(terms: Iterable[OfficeTerm], members: Mapping[str, Member], on: date) -> tuple[OfficerView, ...]:
    """Who holds which office on a day, in the order of the offices. Names of office holders are office information (level W)."""
    held = sorted((t for t in terms if is_open(t, on)), key=lambda t: (_OFFICE_ORDER[t.office], t.since))
    return tuple(OfficerView(t.office.value, holder_name(t, members), t.since.isoformat(), t.acting) for t in held)


def holder_name(term: OfficeTerm, members: Mapping[str, Member]) -> str:
    """Name of who holds an office: a member's, or the one written down for people from elsewhere."""
    if term.member and term.member in members:
        return members[term.member].name
    return term.name or ""


def secretary(terms: Iterable[OfficeTerm], members: Mapping[str, Member], office: Office, on: date) -> tuple[str, str]:
    """Name and first day in office of the secretary on a day; two empty texts when the office is vacant."""
    held = [t for t in terms if t.office is office and is_open(t, on)]
    if not held:
        return "", ""
    term = min(held, key=lambda t: (t.acting, t.since))
    return holder_name(term, members), term.since.isoformat()


def duty_areas(card: ResponsibilityCard) -> tuple[DutyAreaView, ...]:
    """The four areas of a responsibility card."""
    return tuple(
        DutyAreaView(
            a.area.value, a.area.name.lower(),
            tuple(
                DutyItemView(
                    i.text, amount(i.target), i.unit or "", day(i.due), i.measure or "",
                    tuple((q.quarter, q.state.value, q.state.name.lower(), q.remark or "") for q in sorted(i.quarters, key=lambda q: q.quarter)),
                )
                for i in a.items
            ),
        )
        for a in card.areas
    )  # fmt: skip


def log_view(card: ResponsibilityCard, branch_names: Mapping[str, str], on: date) -> tuple[LogView, ...]:
    """Reviewed entries of the log, newest first."""
    entries = sorted((e for e in card.log if e.reviewed and e.date <= on), key=lambda e: (e.date, e.done), reverse=True)
    return tuple(
        LogView(
            e.date.isoformat(), e.kind.value, e.kind.name.lower(), e.place or "", branch_names.get(e.branch or "", ""), e.done, e.result or "",
        )
        for e in entries
    )  # fmt: skip


def site_view(context: Context, pages: tuple[Link, ...] = ()) -> SiteView:
    """What every page and sheet shows of the county, the year and the release."""
    county, labels, release = context.settings.county, context.settings.county.labels, context.settings.release
    return SiteView(
        county=county.name, title=county.title, year=county.year, started=county.started, as_of=context.as_of.isoformat(),
        office=county.office, phone=county.phone or "", address=county.address or "",
        release=release.key if release else "", released=day(release.date if release else None),
        post_until=day(release.post_until if release else None), results=county.results.name.lower(), indexed=county.indexed,
        checks_label=labels.checks, two_reports_label=labels.two_reports,
        report_labels=(labels.report_upward, labels.report_downward),
        mottos=(("office", labels.motto_office), ("no_office", labels.motto_no_office), ("floating", labels.motto_floating)),
        townships=tuple(Link(t.township.name, paths.township(t.key)) for t in context.townships.values()),
        pages=pages, rare_font=paths.RARE_FONT,
        search=paths.SEARCH,
    )  # fmt: skip
