"""The little that rules across branches need of one branch, so that no county has to lie in memory at once.

In: a ``Desk``, in the branch's own job. Out: ``BranchFacts``, small, frozen, fit to travel. Not here: any rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
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
        tuple(_mentions(desk, known)),
        len(desk.active),
        len(branch.posts),
        len({key for key, *_ in desk.held}),
        checks,
        len(known) - len(folder.members),
    )


def _mentions(desk: Desk, known: AbstractSet[str]) -> Iterator[Mention]:
    """Give every member's key that the records of a branch name and that no member of the branch has."""
    folder = desk.folder
    for index, term in enumerate(folder.branch.officers):
        if term.member and term.member not in known:
            yield Mention(term.member, folder.path, ("officers", index, "member"), True)
    for year, book in folder.books.items():
        path = folder.book_path(year)
        for keys, loc in _in_book(book):
            yield from (Mention(key, path, (*loc, at), True) for key, at in _strangers(keys, known))
        named = [(check.member, "spot_checks", index) for index, check in enumerate(book.spot_checks)]
        named += [(objection.member, "objections", index) for index, objection in enumerate(book.objections)]
        for one, name, index in named:
            if one and one not in known:
                yield Mention(one, path, (name, index, "member"), True)
    for _, member, path in desk.member_paths:
        for key, loc in _in_member(member):
            if key not in known:
                yield Mention(key, path, loc, False)


def _strangers(keys: Iterable[str] | Mapping[str, object], known: AbstractSet[str]) -> Iterator[tuple[str, str | int]]:
    """Give the keys that are not known, each with its place: its index in a list, itself in a table."""
    if isinstance(keys, Mapping):
        return ((key, key) for key in keys if key not in known)
    return ((key, index) for index, key in enumerate(keys) if key not in known)


def _in_book(book: YearBook) -> Iterator[tuple[Iterable[str] | Mapping[str, object], Loc]]:
    """Give all lists and tables of members' keys in a year book."""
    for i, meeting in enumerate(book.meetings):
        yield meeting.absent, ("meetings", i, "absent")
        yield meeting.excused, ("meetings", i, "excused")
    for i, inspection in enumerate(book.inspections):
        yield inspection.ratings, ("inspections", i, "ratings")
        yield inspection.notes, ("inspections", i, "notes")
    for i, draw in enumerate(book.draws):
        yield draw.pool, ("draws", i, "pool")
        yield draw.drawn, ("draws", i, "drawn")
    for i, halfyear in enumerate(book.halfyears):
        yield halfyear.ratings, ("halfyears", i, "ratings")
    for i, session in enumerate(book.ballots):
        yield session.rows, ("ballots", i, "rows")
        yield session.absent, ("ballots", i, "absent")
    for i, decision in enumerate(book.decisions):
        yield decision.grades, ("decisions", i, "grades")
        yield decision.stars, ("decisions", i, "stars")
    for i, notice in enumerate(book.notices):
        yield notice.members, ("notices", i, "members")
        yield notice.stars, ("notices", i, "stars")


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
