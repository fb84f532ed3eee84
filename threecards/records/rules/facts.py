"""The little that rules across branches need of one branch, so that no county has to lie in memory at once.

In: a ``Desk``, in the branch's own job. Out: ``BranchFacts``, small, frozen, fit to travel. Not here: any rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from threecards.problems import Loc
from threecards.records.model import Member, YearBook
from threecards.records.rules.days import quarter
from threecards.records.rules.desk import Desk
from threecards.records.words import BranchKind, Office


@dataclass(frozen=True, slots=True)
class Mention:
    """A member's key that a record of a branch names, where no member of this branch has it.

    belongs: the place is for members of the branch (a row of a ballot, somebody absent), now or at that time;
    otherwise any member will do (who verified, who keeps contact).
    """

    member: str
    path: str
    loc: Loc
    belongs: bool


@dataclass(frozen=True, slots=True)
class BranchFacts:
    """What the rules across branches know of one branch.

    members: keys of its member files, readable or not; retired: keys no longer in use. elsewhere: relations with
    other branches in the members' histories, as (member, branch, index). mentions: see ``Mention``; usually none.
    active, joint, posts, holders: counts on the day the year is judged on. checks: quarters with a spot check by the
    township secretary, all of them where the year book has a fault. unread: members whose file has a fault; they are
    in no count.
    """

    key: str
    township: str
    kind: BranchKind
    villages: tuple[str, ...]
    members: tuple[str, ...]
    retired: tuple[str, ...]
    elsewhere: tuple[tuple[str, str, int], ...]
    mentions: tuple[Mention, ...]
    active: int
    posts: int
    holders: int
    checks: frozenset[int]
    unread: int = 0

    @property
    def folder(self) -> str:
        """Its folder, relative to the repository."""
        return f"members/{self.township}/{self.key}"

    @property
    def path(self) -> str:
        """Its ``branch.yaml``, relative to the repository."""
        return f"{self.folder}/branch.yaml"


def facts_of(desk: Desk) -> BranchFacts:
    """Extract the facts of one branch."""
    folder, branch = desk.folder, desk.folder.branch
    known = folder.members.keys() | {key for key in folder.unread if key[0] == "m"}
    mentions = tuple(m for m in _mentions(desk) if m.member not in known)
    checks = frozenset(
        number
        for number in (1, 2, 3, 4)
        for check in desk.book.spot_checks
        if check.checker is Office.TOWNSHIP_SECRETARY
        and quarter(desk.year, number)[0] <= check.date <= quarter(desk.year, number)[1]
    )
    if not desk.has_book:
        checks = frozenset((1, 2, 3, 4))
    return BranchFacts(
        folder.key,
        folder.township,
        branch.kind,
        tuple(village.key for village in branch.villages),
        tuple(sorted(known)),
        branch.retired_keys,
        tuple(
            (key, relation.branch, index)
            for key, member in folder.members.items()
            for index, relation in enumerate(member.memberships)
            if relation.branch != folder.key
        ),
        tuple({(m.member, m.path, m.loc): m for m in mentions}.values()),
        len(desk.active),
        len(branch.posts),
        len({key for key, *_ in desk.held}),
        checks,
        len(known) - len(folder.members),
    )


def _mentions(desk: Desk) -> Iterator[Mention]:
    """Give every member's key that the records of a branch name."""
    folder = desk.folder
    for index, term in enumerate(folder.branch.officers):
        if term.member:
            yield Mention(term.member, folder.path, ("officers", index, "member"), True)
    for year, book in folder.books.items():
        path = folder.book_path(year)
        for key, loc in _in_book(book):
            yield Mention(key, path, loc, True)
    for _, member, path in desk.member_paths():
        for key, loc in _in_member(member):
            yield Mention(key, path, loc, False)


def _in_book(book: YearBook) -> Iterator[tuple[str, Loc]]:
    for i, meeting in enumerate(book.meetings):
        yield from _keys(meeting.absent, ("meetings", i, "absent"))
        yield from _keys(meeting.excused, ("meetings", i, "excused"))
    for i, inspection in enumerate(book.inspections):
        yield from ((key, ("inspections", i, "ratings", key)) for key in inspection.ratings)
        yield from ((key, ("inspections", i, "notes", key)) for key in inspection.notes)
    for i, check in enumerate(book.spot_checks):
        if check.member:
            yield check.member, ("spot_checks", i, "member")
    for i, draw in enumerate(book.draws):
        yield from _keys(draw.pool, ("draws", i, "pool"))
        yield from _keys(draw.drawn, ("draws", i, "drawn"))
    for i, halfyear in enumerate(book.halfyears):
        yield from ((key, ("halfyears", i, "ratings", key)) for key in halfyear.ratings)
    for i, session in enumerate(book.ballots):
        yield from ((key, ("ballots", i, "rows", key)) for key in session.rows)
        yield from _keys(session.absent, ("ballots", i, "absent"))
    for i, meeting_ in enumerate(book.decisions):
        yield from ((key, ("decisions", i, "grades", key)) for key in meeting_.grades)
        yield from ((key, ("decisions", i, "stars", key)) for key in meeting_.stars)
    for i, notice in enumerate(book.notices):
        yield from _keys(notice.members, ("notices", i, "members"))
        yield from ((key, ("notices", i, "stars", key)) for key in notice.stars)
    for i, objection in enumerate(book.objections):
        if objection.member:
            yield objection.member, ("objections", i, "member")


def _keys(keys: Iterable[str], loc: Loc) -> Iterator[tuple[str, Loc]]:
    return ((key, (*loc, index)) for index, key in enumerate(keys))


def _in_member(member: Member) -> Iterator[tuple[str, Loc]]:
    for i, spell in enumerate(member.floating):
        if spell.contact:
            yield spell.contact, ("floating", i, "contact")
    for i, talk in enumerate(member.talks):
        if talk.talker:
            yield talk.talker, ("talks", i, "talker")
    for i, card in enumerate(member.cards):
        for j, item in enumerate(card.commitments):
            place = ("cards", i, "commitments", j)
            for k, entry in enumerate(item.history):
                if (key := entry.verified_by) and _is_key(key):
                    yield key, (*place, "history", k, "verified_by")
            for k, revision in enumerate(item.revisions):
                if _is_key(revision.approved_by):
                    yield revision.approved_by, (*place, "revisions", k, "approved_by")
    for i, deed in enumerate(member.deeds):
        if (key := deed.verified_by) and _is_key(key):
            yield key, ("deeds", i, "verified_by")
    for i, feedback in enumerate(member.feedback):
        if _is_key(feedback.by):
            yield feedback.by, ("feedback", i, "by")


def _is_key(verifier: str) -> bool:
    """True for a member's key; a role is a Chinese word."""
    return verifier[0] == "m"
