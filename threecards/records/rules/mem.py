"""Rules about members and their relations (MEM-001 to MEM-013).

In: a branch, or the facts of all branches. Out: findings. Not here: MEM-002, which looks at the text of a file
(``load``). MEM-001 is also found by ``load.list_tree``, which sees file names.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from threecards.problems import Finding, Loc, finding
from threecards.records.county import Context
from threecards.records.model import FlowPeriod, Member, YearBook
from threecards.records.rules.days import add_months, covers, listed, quarter
from threecards.records.rules.desk import Desk
from threecards.records.rules.facts import BranchFacts
from threecards.records.standing import in_spans, membership_on
from threecards.records.words import MembershipKind, StatusKind

_ENDINGS = frozenset({StatusKind.DECEASED, StatusKind.EXPELLED, StatusKind.REMOVED})
_EXPLAINED = _ENDINGS | {StatusKind.MOVED_OUT, StatusKind.SUSPENDED}
_PROBATION_SINCE = date(1980, 1, 1)  # before, the length of probation was different or there was none


def mem_001(desk: Desk) -> Iterator[Finding]:
    """A member's key that is no longer in use is never given again."""
    retired = {key: index for index, key in enumerate(desk.folder.branch.retired_keys)}
    for key in sorted(retired.keys() & desk.folder.members.keys()):
        related = ((desk.folder.path, ("retired_keys", retired[key])),)
        yield finding("MEM-001", desk.folder.member_path(key), related=related)


def mem_001_county(facts: Sequence[BranchFacts], context: Context) -> Iterator[Finding]:
    """A member's key is unique in the county and never repeats after removal."""
    first: dict[str, str] = {}
    for branch in facts:
        for key in branch.members:
            path = f"{branch.folder}/{key}.yaml"
            if other := first.get(key):
                yield finding("MEM-001", path, related=((other, ()),))
            first.setdefault(key, path)
    for branch in facts:
        for index, key in enumerate(branch.retired):
            known = first.get(key)
            if known and not known.startswith(f"{branch.folder}/"):
                yield finding("MEM-001", known, related=((branch.path, ("retired_keys", index)),))


def mem_003(desk: Desk) -> Iterator[Finding]:
    """A member has one relation at a time: periods do not overlap."""
    for _, member, path in desk.member_paths:
        if len(member.memberships) > 1:
            order = _by_start(member)
            for one, other in itertools.pairwise(order):
                until = member.memberships[one].until
                if until is None or until >= member.memberships[other].since:
                    yield finding("MEM-003", path, ("memberships", other), related=((path, ("memberships", one)),))


def _by_start(member: Member) -> list[int]:
    """Indices of a member's relations, by their first day."""
    return sorted(range(len(member.memberships)), key=lambda i: member.memberships[i].since)


def mem_004(desk: Desk) -> Iterator[Finding]:
    """A member becomes full after joining, never the other way round."""
    for _, member, path in desk.member_paths:
        if member.full_since and member.joined and member.full_since < member.joined:
            yield finding("MEM-004", path, ("full_since",))
        full = min((m.since for m in member.memberships if m.kind is MembershipKind.FULL), default=date.max)
        for index, relation in enumerate(member.memberships):
            if relation.kind is MembershipKind.PROBATIONARY and relation.since > full:
                yield finding("MEM-004", path, ("memberships", index, "kind"))


def mem_005(desk: Desk) -> Iterator[Finding]:
    """Nothing is dated after a death, an expulsion, a removal or the end of the last relation."""
    ends: dict[str, date] = {}
    for key, member, path in desk.member_paths:
        if (end := _end_of(member)) < date.max:
            ends[key] = end
            yield from (finding("MEM-005", path, loc) for day, loc in _dated(member) if day > end)
    for year, book in desk.folder.books.items():
        path = desk.folder.book_path(year)
        if ends:
            for key, day, loc in _about_members(book):
                if day > ends.get(key, date.max):
                    yield finding("MEM-005", path, loc)
        yield from (finding("MEM-005", path, loc) for loc in _not_here(desk, book, ends))


def _end_of(member: Member) -> date:
    """The day after which nothing happens any more; ``date.max`` for a member who is still here."""
    last = max(member.memberships, key=lambda m: m.since)
    end = last.until or date.max
    for event in member.statuses:
        if event.kind is StatusKind.DECEASED or (event.kind in _ENDINGS and event.date >= last.since):
            end = min(end, event.date)
    return end


def _dated(member: Member) -> Iterator[tuple[date, Loc]]:
    """Give the dated facts of a member's file that a living member of the branch is needed for."""
    for i, card in enumerate(member.cards):
        place: Loc = ("cards", i)
        for field in ("opened", "drafted", "confirmed", "shown"):
            if day := getattr(card, field):
                yield day, (*place, field)
        if card.approved:
            yield card.approved.date, (*place, "approved", "date")
        yield from ((r.date, (*place, "reviews", j, "date")) for j, r in enumerate(card.reviews))
        for j, item in enumerate(card.commitments):
            yield from ((e.date, (*place, "commitments", j, "history", k, "date")) for k, e in enumerate(item.history))
    yield from ((d.date, ("deeds", i, "date")) for i, d in enumerate(member.deeds))
    yield from ((t.date, ("talks", i, "date")) for i, t in enumerate(member.talks))
    yield from ((r.date, ("self_reports", i, "date")) for i, r in enumerate(member.self_reports))
    yield from ((a.date, ("admonitions", i, "date")) for i, a in enumerate(member.admonitions))
    yield from ((c.date, ("commendations", i, "date")) for i, c in enumerate(member.commendations))


def _about_members(book: YearBook) -> Iterator[tuple[str, date, Loc]]:
    """Give what sittings say about single members, with the day of the sitting."""
    for i, inspection in enumerate(book.inspections):
        yield from ((k, inspection.date, ("inspections", i, "ratings", k)) for k in inspection.ratings)
    for i, check in enumerate(book.spot_checks):
        if check.member:
            yield check.member, check.date, ("spot_checks", i, "member")
    for i, halfyear in enumerate(book.halfyears):
        yield from ((k, halfyear.date, ("halfyears", i, "ratings", k)) for k in halfyear.ratings)
    for i, notice in enumerate(book.notices):
        yield from ((k, notice.posted, ("notices", i, "members", j)) for j, k in enumerate(notice.members))
        yield from ((k, notice.posted, ("notices", i, "stars", k)) for k in notice.stars)


def _not_here(desk: Desk, book: YearBook, ends: Mapping[str, date]) -> Iterator[Loc]:
    """Find rows of ballots and decisions about somebody who was not a member here on that day, or had ended."""
    sittings: list[tuple[str, int, str, date, Iterable[str]]] = []
    sittings += [("ballots", i, "rows", s.date, s.rows) for i, s in enumerate(book.ballots)]
    sittings += [("decisions", i, "grades", m.date, m.grades) for i, m in enumerate(book.decisions)]
    sittings += [("decisions", i, "stars", m.date, m.stars) for i, m in enumerate(book.decisions)]
    for name, index, field, day, rows in sittings:
        for key in rows:
            member = desk.folder.members.get(key)
            if member and (day > ends.get(key, date.max) or not in_spans(desk.spans[key], day)):
                yield name, index, field, key


def mem_006(desk: Desk) -> Iterator[Finding]:
    """A member was at least 18 years old when joining."""
    for _, member, path in desk.member_paths:
        if member.born is None:
            continue
        year, month = int(member.born[:4]), int(member.born[5:])
        if member.joined:
            if (member.joined.year - year) * 12 + member.joined.month - month < 216:
                yield finding("MEM-006", path, ("joined",))
        elif member.party_since and member.party_since - year < 18:
            yield finding("MEM-006", path, ("party_since",))


def _away(desk: Desk) -> Iterator[tuple[str, int, FlowPeriod]]:
    """Give the floating spells of active members that are open on the day: path, index, spell."""
    for key, member in desk.active.items():
        for index, spell in enumerate(member.floating):
            if spell.since <= desk.day and (spell.until is None or spell.until >= desk.day):
                yield desk.folder.member_path(key), index, spell


def mem_007(desk: Desk) -> Iterator[Finding]:
    """A floating member has a contact person and an entry of contact in every quarter; a visit home counts."""
    over = [(number, quarter(desk.year, number)) for number in desk.quarters_over(0)]
    for path, index, spell in _away(desk):
        if spell.contact is None:
            yield finding("MEM-007", path, ("floating", index), missing="联系人 (contact)")
        days = [entry.date for entry in spell.contacts] + list(spell.returns)
        silent = [
            n for n, q in over if covers(spell.since, spell.until, q) and not any(q[0] <= d <= q[1] for d in days)
        ]
        if silent:
            missing = f"第 {listed(silent)} 季度的联系记录 (contacts)"
            yield finding("MEM-007", path, ("floating", index, "contacts"), missing=missing)


def mem_008(desk: Desk) -> Iterator[Finding]:
    """Whoever is away for more than six months at a fixed place transfers the relation (national regulation 2019 Art.
    25)."""
    for path, index, spell in _away(desk):
        if spell.fixed_place and add_months(spell.since, 6) < desk.day:
            yield finding("MEM-008", path, ("floating", index))


def mem_009(desk: Desk) -> Iterator[Finding]:
    """After six months without contact the branch is reminded of the procedure (national regulation 2019 Art. 24)."""
    for path, index, spell in _away(desk):
        last = max([spell.since, *(e.date for e in spell.contacts), *spell.returns])
        if add_months(last, 6) <= desk.day:
            yield finding("MEM-009", path, ("floating", index))


def mem_010(desk: Desk) -> Iterator[Finding]:
    """Active members of one branch with the same name are told apart."""
    same: dict[str, list[str]] = defaultdict(list)
    for key, member in desk.active.items():
        same[member.name].append(key)
    for keys in same.values():
        if len(keys) > 1:
            signs = [desk.active[key].disambiguation or "" for key in keys]
            for key, sign in zip(keys, signs, strict=True):
                if not sign or signs.count(sign) > 1:
                    others = tuple((desk.folder.member_path(k), ("name",)) for k in keys if k != key)
                    yield finding("MEM-010", desk.folder.member_path(key), ("name",), related=others[:5])


def mem_011(desk: Desk) -> Iterator[Finding]:
    """Probation lasts about a year, at most two (Party constitution)."""
    for _, member, path in desk.member_paths:
        joined, full = member.joined, member.full_since
        if joined is None or full is None or full < joined or joined < _PROBATION_SINCE:
            continue
        if not add_months(joined, 11) <= full <= add_months(joined, 26):
            yield finding("MEM-011", path, ("full_since",))


def mem_012(desk: Desk) -> Iterator[Finding]:
    """A relation that ended without a new one has an event that says why."""
    for _, member, path in desk.member_paths:
        last = _by_start(member)[-1]
        until = member.memberships[last].until
        if until and until < desk.day and not any(event.kind in _EXPLAINED for event in member.statuses):
            yield finding("MEM-012", path, ("memberships", last, "to"))


def mem_013(desk: Desk) -> Iterator[Finding]:
    """A member's file lies in the folder of the branch that the member belongs to, or belonged to last."""
    here = desk.folder.key
    for _, member, path in desk.member_paths:
        if len(member.memberships) == 1 and member.memberships[0].branch == here:
            continue
        now = membership_on(member, desk.day) or max(
            (m for m in member.memberships if m.since <= desk.day), key=lambda m: m.since, default=member.memberships[0]
        )
        if now.branch != here:
            yield finding("MEM-013", path, ("memberships", member.memberships.index(now), "branch"))


BRANCH_RULES = (
    mem_001, mem_003, mem_004, mem_005, mem_006, mem_007, mem_008, mem_009, mem_010, mem_011, mem_012, mem_013,
)  # fmt: skip
COUNTY_RULES = (mem_001_county,)
