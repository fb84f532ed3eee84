"""Rules about references between records (REF-001 to REF-005).

In: a branch, a township, or the facts of all branches. Out: findings. Not here: whether the thing referred to fits.
Old year books may be gone (they stay reachable under their tag), so references into an earlier year without a book are
left alone.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date

from threecards.problems import Finding, Loc, finding
from threecards.records.county import Context, TownshipFolder
from threecards.records.model import ActionCard, Member, OfficeTerm, Vacancy, YearBook
from threecards.records.rules.desk import Desk
from threecards.records.rules.facts import BranchFacts


def _lost(key: str | int | None, there: Container[object], path: str, loc: Loc, where: str) -> Iterator[Finding]:
    if key is not None and key not in there:
        yield finding("REF-001", path, loc, where=where)


def ref_001(desk: Desk) -> Iterator[Finding]:
    """Whatever a record refers to is on record: posts, surveys, meetings, commitments, notices."""
    for _, member, path in desk.member_paths:
        yield from _member_refs(desk, member, path)
    for year, book in desk.folder.books.items():
        yield from _book_refs(desk, book, desk.folder.book_path(year))
    for i, card in enumerate(desk.folder.branch.goal_cards):
        if book_of := desk.folder.books.get(card.year):
            there = {survey.key for survey in book_of.surveys}
            for j, goal in enumerate(card.goals):
                for k, key in enumerate(goal.surveys):
                    place = ("goal_cards", i, "goals", j, "surveys", k)
                    yield from _lost(key, there, desk.folder.path, place, f"{card.year}.yaml: surveys")


def _member_refs(desk: Desk, member: Member, path: str) -> Iterator[Finding]:
    posts = desk.posts
    numbers: dict[int, set[int]] = {}
    for i, card in enumerate(member.cards):
        numbers.setdefault(card.year, set()).update(item.n for item in card.commitments)
        if not desk.is_here(card):
            continue
        for j, post in enumerate(card.posts):
            yield from _lost(post.post, posts, path, ("cards", i, "posts", j, "post"), "branch.yaml: posts")
        if card.surveys or (card.approved and card.approved.meeting):
            yield from _card_refs(desk, member, card, path, i)
    for i, exemption in enumerate(member.exemptions):
        if exemption.meeting and (book := desk.folder.books.get(exemption.date.year)):
            yield from _lost(exemption.meeting, _sittings(book), path, ("exemptions", i, "meeting"), "meetings")
    if member.deeds:
        brought = {post.post for card in member.cards if not desk.is_here(card) for post in card.posts}
        for i, deed in enumerate(member.deeds):
            if deed.post and deed.post not in brought:
                yield from _lost(deed.post, posts, path, ("deeds", i, "post"), "branch.yaml: posts")
            if deed.commitment is not None:
                year = deed.date.year
                if deed.commitment not in numbers.get(year, numbers.get(year - 1, ())):
                    yield finding("REF-001", path, ("deeds", i, "commitment"), where=f"cards {year}: commitments")


def _card_refs(desk: Desk, member: Member, card: ActionCard, path: str, index: int) -> Iterator[Finding]:
    book = desk.folder.books.get(card.year)
    if book is None:  # REF-005 tells the one of this year
        return
    there = {survey.key for survey in book.surveys} | {talk.key for talk in member.talks}
    for j, key in enumerate(card.surveys):
        yield from _lost(key, there, path, ("cards", index, "surveys", j), f"talks, {card.year}.yaml: surveys")
    if card.approved and card.approved.meeting:
        place = ("cards", index, "approved", "meeting")
        yield from _lost(card.approved.meeting, _sittings(book), path, place, f"{card.year}.yaml: meetings")


def _sittings(book: YearBook) -> set[str]:
    return {meeting.key for meeting in book.meetings} | {meeting.key for meeting in book.decisions}


def _book_refs(desk: Desk, book: YearBook, path: str) -> Iterator[Finding]:
    draws = {draw.key for draw in book.draws}
    for i, check in enumerate(book.spot_checks):
        yield from _lost(check.draw, draws, path, ("spot_checks", i, "draw"), "draws")
    for i, halfyear in enumerate(book.halfyears):
        yield from _lost(halfyear.meeting, _sittings(book), path, ("halfyears", i, "meeting"), "meetings")
    ballots = {session.key for session in book.ballots}
    for i, session in enumerate(book.ballots):
        yield from _lost(
            session.superseded_by, ballots - {session.key}, path, ("ballots", i, "superseded_by"), "ballots"
        )
    villages = {village.key for village in desk.folder.branch.villages}
    for i, survey in enumerate(book.surveys):
        yield from _lost(survey.village, villages, path, ("surveys", i, "village"), "branch.yaml: villages")
    notices = {notice.key for notice in book.notices}
    objections = {objection.key for objection in book.objections}
    for i, objection in enumerate(book.objections):
        place: Loc = ("objections", i)
        yield from _lost(objection.notice, notices, path, (*place, "notice"), "notices")
        yield from _lost(objection.appeal_of, objections - {objection.key}, path, (*place, "appeal_of"), "objections")
        member = desk.folder.members.get(objection.member or "")
        if member and objection.deed:
            deeds = {deed.key for deed in member.deeds if deed.key}
            yield from _lost(objection.deed, deeds, path, (*place, "deed"), f"{objection.member}.yaml: deeds")
        if member and objection.commitment is not None:
            numbers = {item.n for card in member.cards for item in card.commitments}
            where = f"{objection.member}.yaml: commitments"
            yield from _lost(objection.commitment, numbers, path, (*place, "commitment"), where)


def ref_002(desk: Desk) -> Iterator[Finding]:
    """Keys and numbers are given once in their list."""
    branch = desk.folder.branch
    yield from _twice(desk.folder.path, ("posts",), "key", [post.key for post in branch.posts])
    for i, card in enumerate(branch.goal_cards):
        yield from _twice(desk.folder.path, ("goal_cards", i, "goals"), "n", [goal.n for goal in card.goals])
        for j, goal in enumerate(card.goals):
            place = ("goal_cards", i, "goals", j, "progress")
            yield from _twice(desk.folder.path, place, "quarter", [step.quarter for step in goal.progress])
    for year, book in desk.folder.books.items():
        path = desk.folder.book_path(year)
        for name in _KEYED:
            yield from _twice(path, (name,), "key", [record.key for record in getattr(book, name)])
        yield from _twice(path, ("inspections",), "quarter", [x.quarter for x in book.inspections])
        yield from _twice(path, ("halfyears",), "half", [x.half for x in book.halfyears])
    for _, member, path in desk.member_paths:
        for i, own in enumerate(member.cards):
            if own.commitments:
                yield from _twice(path, ("cards", i, "commitments"), "n", [item.n for item in own.commitments])
        if len(member.talks) > 1:
            yield from _twice(path, ("talks",), "key", [talk.key for talk in member.talks])
        if len(member.deeds) > 1:
            yield from _twice(path, ("deeds",), "key", [deed.key for deed in member.deeds])


_KEYED = ("surveys", "meetings", "spot_checks", "draws", "ballots", "decisions", "notices", "objections")


def _twice(path: str, place: Loc, field: str, keys: Sequence[str | int | None]) -> Iterator[Finding]:
    if len(set(keys)) == len(keys):
        return
    first: dict[str | int, int] = {}
    for index, key in enumerate(keys):
        if key is not None and first.setdefault(key, index) != index:
            related = ((path, (*place, first[key], field)),)
            yield finding("REF-002", path, (*place, index, field), related=related, field=field)


def ref_003(desk: Desk) -> Iterator[Finding]:
    """A period does not end before it begins."""
    branch = desk.folder.branch
    yield from _terms_backwards(desk.folder.path, branch.officers, branch.vacancies)
    for _, member, path in desk.member_paths:
        for i, relation in enumerate(member.memberships):
            yield from _backwards(relation.since, relation.until, path, ("memberships", i, "to"))
        for i, spell in enumerate(member.floating):
            yield from _backwards(spell.since, spell.until, path, ("floating", i, "to"))
        for i, event in enumerate(member.statuses):
            yield from _backwards(event.date, event.until, path, ("statuses", i, "until"))
        if member.consent:
            yield from _backwards(member.consent.date, member.consent.withdrawn, path, ("consent", "withdrawn"))
        for i, card in enumerate(member.cards):
            for j, post in enumerate(card.posts):
                start = post.choose or post.fix or post.show
                if start:
                    yield from _backwards(start, post.until, path, ("cards", i, "posts", j, "until"))


def ref_003_township(township: TownshipFolder, context: Context) -> Iterator[Finding]:
    """A term of office or a vacancy of a township does not end before it begins."""
    yield from _terms_backwards(township.path, township.township.officers, township.township.vacancies)


def _terms_backwards(path: str, officers: Iterable[OfficeTerm], vacancies: Iterable[Vacancy]) -> Iterator[Finding]:
    for i, term in enumerate(officers):
        yield from _backwards(term.since, term.until, path, ("officers", i, "to"))
    for i, vacancy in enumerate(vacancies):
        yield from _backwards(vacancy.since, vacancy.until, path, ("vacancies", i, "to"))


def _backwards(since: date, until: date | None, path: str, loc: Loc) -> Iterator[Finding]:
    if until and until < since:
        yield finding("REF-003", path, loc)


def ref_004(facts: Sequence[BranchFacts], context: Context) -> Iterator[Finding]:
    """A member's key that a record names exists; in a sitting it is a member of that branch, now or earlier.

    Left alone while a branch could not be read, since its members are not known then.
    """
    listed = {(key, branch) for key, town in context.townships.items() for branch in town.branches}
    if not listed <= {(branch.township, branch.key) for branch in facts}:
        return
    everybody = {key for branch in facts for key in branch.members} | {
        key for branch in facts for key in branch.retired
    }
    moved = {(key, old) for branch in facts for key, old, _ in branch.elsewhere}
    branches = {branch.key for branch in facts}
    for branch in facts:
        for mention in branch.mentions:
            here = mention.member in branch.retired or (mention.member, branch.key) in moved
            if not (here if mention.belongs else mention.member in everybody):
                yield finding("REF-004", mention.path, mention.loc)
        for key, old, index in branch.elsewhere:
            if old not in branches:
                path = f"{branch.folder}/{key}.yaml"
                yield finding("REF-001", path, ("memberships", index, "branch"), where="members/")
    for index, key in enumerate(context.settings.publication.withdraw):
        if key not in everybody:
            yield finding("REF-004", "content/publication.yaml", ("withdraw", index))


def ref_005(desk: Desk) -> Iterator[Finding]:
    """The year book that cards of the year refer to has a file; without it, what it should hold is not called missing."""
    if desk.asked_of_lost_book:
        yield finding("REF-005", desk.book_path, year=desk.year, count=desk.asked_of_lost_book)


BRANCH_RULES = (ref_001, ref_002, ref_003, ref_005)
TOWNSHIP_RULES = (ref_003_township,)
COUNTY_RULES = (ref_004,)
