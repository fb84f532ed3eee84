"""The branch's own members, level B: everything on record about each card of the year. Paper for the card file, never published.

In: a branch folder from which the county's stricter levels were taken, its result. Out: ``RecordBranch``.
Left out because it is level C: talks and surveys behind a card, ballots, totals, grades, absence, reasons for closing a card.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from threecards.assess.results import BranchResult, MemberResult
from threecards.publish.project.board import is_open_to
from threecards.publish.project.common import amount, card_of, day, honours_of, post_duty, secretary
from threecards.publish.project.web import has_consent
from threecards.publish.views.record import (
    MemberRecord,
    RecordBranch,
    RecordComment,
    RecordDeed,
    RecordPost,
    RecordPromise,
    RecordRating,
    RecordRevision,
    RecordStep,
)
from threecards.records.county import BranchFolder, Context
from threecards.records.model import ActionCard, Commitment, Deed, Member, Verifier, YearBook
from threecards.records.words import BranchKind, CommitmentStatus, Office, VerifierRole


def _who(verifier: Verifier | None, members: Mapping[str, Member]) -> str:
    """Who confirmed something: a role, or a member by name."""
    if verifier is None or isinstance(verifier, VerifierRole):
        return verifier.value if verifier else ""
    return members[verifier].name if verifier in members else "其他党员"


def _posts(card: ActionCard, folder: BranchFolder, context: Context) -> tuple[RecordPost, ...]:
    known = {p.key: post_duty(p, context.settings, "") for p in folder.branch.posts}
    return tuple(
        RecordPost(known[a.post].name, known[a.post].duties, day(a.choose), day(a.fix), day(a.show), day(a.until))
        for a in card.posts
        if a.post in known
    )


def _promise(promise: Commitment, folder: BranchFolder, on: date) -> RecordPromise:
    entries = sorted((e for e in promise.history if e.date <= on), key=lambda e: e.date)
    status = entries[-1].status if entries else CommitmentStatus.PLANNED
    steps = tuple(
        RecordStep(
            day(e.date), e.status.value, e.status.name.lower(), amount(e.value), _who(e.verified_by, folder.members), e.evidence or "",
            e.public_reason or "",
        )
        for e in entries
    )  # fmt: skip
    revisions = tuple(
        RecordRevision(day(r.date), r.field, r.before, r.after or "", r.reason, _who(r.approved_by, folder.members))
        for r in sorted(promise.revisions, key=lambda r: r.date)
        if r.date <= on
    )
    return RecordPromise(
        n=promise.n, what=promise.what, for_whom=promise.for_whom or "", baseline=amount(promise.baseline), target=amount(promise.target),
        unit=promise.unit or "", done_when=promise.done_when or "", due=day(promise.due), weight=amount(promise.weight),
        verifier=promise.verifier_role.value if promise.verifier_role else "", evidence_plan=promise.evidence_plan or "",
        status=status.value, status_code=status.name.lower(), steps=steps, revisions=revisions,
    )  # fmt: skip


def _deed(deed: Deed, folder: BranchFolder, names: Mapping[str, str]) -> RecordDeed:
    about = f"承诺{deed.commitment}" if deed.commitment else names.get(deed.post or "", "")
    amounts = [f"{amount(deed.hours)}小时" if deed.hours else "", f"{deed.households}户" if deed.households else ""]
    counts = [*(kind.value for kind in deed.kinds), f"计入{deed.star.value}星" if deed.star else "", *amounts]
    return RecordDeed(
        date=day(deed.date), text=deed.text, place=deed.place or "", about=about, counts="，".join(c for c in counts if c),
        verifier=_who(deed.verified_by, folder.members), evidence=deed.evidence or "",
    )  # fmt: skip


def _inspections(key: str, book: YearBook, on: date) -> tuple[RecordRating, ...]:
    held = {i.quarter: i for i in book.inspections if i.date <= on and key in i.ratings}
    return tuple(
        RecordRating(q, day(held[q].date), held[q].ratings[key].value, held[q].notes.get(key, ""))
        if q in held
        else RecordRating(q, "", "", "")
        for q in (1, 2, 3, 4)
    )


def _halves(key: str, book: YearBook, on: date) -> tuple[RecordRating, ...]:
    held = {h.half: h for h in book.halfyears if h.date <= on and key in h.ratings}
    return tuple(
        RecordRating(h, day(held[h].date), held[h].ratings[key].value, "") if h in held else RecordRating(h, "", "", "")
        for h in (1, 2)
    )


def _comments(key: str, book: YearBook, on: date) -> tuple[RecordComment, ...]:
    checks = sorted((c for c in book.spot_checks if c.member == key and c.date <= on), key=lambda c: (c.date, c.key))
    return tuple(
        RecordComment(
            day(c.date), c.checker.value, c.seen or "", c.comment, day(c.follow_up_due), day(c.follow_up_done)
        )
        for c in checks
    )


def _record(
    key: str, card: ActionCard, folder: BranchFolder, result: MemberResult, context: Context, names: Mapping[str, str],
) -> MemberRecord:  # fmt: skip
    member, settings, on = folder.members[key], context.settings, context.as_of
    labels, book = settings.county.labels, folder.book(settings.year)
    mottos = {
        "office": labels.motto_office,
        "no_office": labels.motto_no_office,
        "floating": labels.motto_floating,
    }
    village = next((v.name for v in folder.branch.villages if v.key == member.village), "")
    report = next((r for r in member.self_reports if r.year == settings.year and r.date <= on), None)
    since = member.party_since if is_open_to(context, "member.party_since", "B", "C") else None
    skills = member.skills if is_open_to(context, "member.skills", "B", "C") else None
    deeds = [d for d in member.deeds if d.date.year == settings.year and d.date <= on]
    return MemberRecord(
        key=key, name=member.name, disambiguation=member.disambiguation or "",
        village=village if folder.branch.kind is BranchKind.JOINT else "", type=card.type.value, motto=mottos[card.type.name.lower()],
        photo=member.photo or "" if has_consent(member, "board_photo", on) else "", party_since=str(since or ""), skills=skills or "",
        drafted=day(card.drafted), reviews=tuple((day(r.date), r.result.value, r.remark or "") for r in card.reviews if r.date <= on),
        confirmed=day(card.confirmed), approved=day(card.approved.date if card.approved else None), shown=day(card.shown),
        posts=_posts(card, folder, context), promises=tuple(_promise(c, folder, on) for c in card.commitments),
        stars=tuple((s.star.value, s.star in result.lit, s.declared) for s in result.stars),
        deeds=tuple(_deed(d, folder, names) for d in sorted(deeds, key=lambda d: (d.date, d.text))),
        inspections=_inspections(key, book, on), halves=_halves(key, book, on), comments=_comments(key, book, on),
        report_date=day(report.date if report else None), report=report.text or "" if report else "",
        honours=honours_of(member.commendations, on),
    )  # fmt: skip


def record_branch(folder: BranchFolder, result: BranchResult, context: Context) -> RecordBranch:
    """The card file of one branch: active members with a card of the year, approved or still a draft."""
    settings, on = context.settings, context.as_of
    names = {p.key: post_duty(p, settings, "").name for p in folder.branch.posts}
    cards = {key: card_of(member, folder, settings.year) for key, member in folder.members.items()}
    return RecordBranch(
        key=folder.key, name=folder.branch.name, township=context.townships[folder.township].township.name, year=settings.year,
        as_of=on.isoformat(), secretary=secretary(folder.branch.officers, folder.members, Office.BRANCH_SECRETARY, on)[0],
        members=tuple(
            _record(key, card, folder, one, context, names)
            for key, one in result.members.items()
            if one.state.is_active and (card := cards.get(key)) is not None
        ),
    )  # fmt: skip
