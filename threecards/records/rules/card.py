"""Rules about the three cards (CARD-001 to CARD-010).

In: a branch, a township, or two versions of one member. Out: findings. Not here: what commitments say (``com``),
posts (``post``). CARD-007 has two halves: what the records of today contradict themselves in, and
``changed_without_record``, which compares two versions and is called by whoever knows the history.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from threecards.problems import Finding, Loc, finding
from threecards.records.county import Context, TownshipFolder
from threecards.records.model import Commitment, Member, Revision
from threecards.records.rules.desk import SETTLED_BY, Desk, begun, is_open
from threecards.records.standing import in_spans, type_on
from threecards.records.words import CommitmentStatus, DutyArea, GoalArea, MemberType

_GRACE_DAYS = 30  # for a member who has just come
_STILL_OPEN = frozenset({CommitmentStatus.PLANNED, CommitmentStatus.IN_PROGRESS})


def card_001(desk: Desk) -> Iterator[Finding]:
    """A member has at most one open action card a year, a branch one goal card."""
    for _, member, path in desk.member_paths:
        if len(member.cards) > 1:
            first: dict[int, int] = {}
            for index, card in enumerate(member.cards):
                if card.closed is None:
                    if card.year in first:
                        related = ((path, ("cards", first[card.year])),)
                        yield finding("CARD-001", path, ("cards", index), related=related, year=card.year)
                    first.setdefault(card.year, index)
    yield from _twice(desk.folder.path, "goal_cards", [card.year for card in desk.folder.branch.goal_cards])


def card_001_township(township: TownshipFolder, context: Context) -> Iterator[Finding]:
    """A township has one responsibility card a year."""
    yield from _twice(township.path, "cards", [card.year for card in township.township.cards])


def _twice(path: str, field: str, years: list[int]) -> Iterator[Finding]:
    for index, year in enumerate(years):
        if (before := years.index(year)) < index:
            yield finding("CARD-001", path, (field, index), related=((path, (field, before)),), year=year)


def card_002(desk: Desk) -> Iterator[Finding]:
    """Every active member who is not exempt has an action card."""
    if not desk.settled:
        return
    having = {key for key, _, card in desk.cards if is_open(card, desk.day) and desk.is_here(card)}
    since = desk.day - timedelta(days=_GRACE_DAYS)
    for key, member in desk.active.items():
        exempt = any(e.year == desk.year for e in member.exemptions)
        if key not in having and not exempt and in_spans(desk.spans[key], since):
            yield finding("CARD-002", desk.folder.member_path(key), ("cards",), year=desk.year)


def card_003(desk: Desk) -> Iterator[Finding]:
    """The type of an action card is the type of the member on the day it begins; offices are judged by CARD-004."""
    for path, loc, written, real in _types(desk):
        if written is not real and (written is MemberType.OFFICE) == (real is MemberType.OFFICE):
            yield finding("CARD-003", path, loc)


def card_004(desk: Desk) -> Iterator[Finding]:
    """A card for office holders needs an open term of office; any other card must not have one."""
    for path, loc, written, real in _types(desk):
        if (written is MemberType.OFFICE) != (real is MemberType.OFFICE):
            yield finding("CARD-004", path, loc)


def _types(desk: Desk) -> Iterator[tuple[str, Loc, MemberType, MemberType]]:
    """Give the type on each card of this branch and the member's type on the day the card began."""
    for key, member, path in desk.member_paths:
        for index, card in enumerate(member.cards):
            day = begun(card)
            if day and card.year == desk.year and desk.is_here(card):
                yield path, ("cards", index, "type"), card.type, type_on(member, desk.terms.get(key, ()), day)


def card_005(desk: Desk) -> Iterator[Finding]:
    """A card is confirmed by its holder, then approved by the branch, then shown."""
    for _, member, path in desk.member_paths:
        for index, card in enumerate(member.cards):
            loc: Loc = ("cards", index)
            if card.approved:
                if card.confirmed is None:
                    yield finding("CARD-005", path, (*loc, "approved"), field="confirmed", title="本人确认")
                elif card.approved.date < card.confirmed:
                    yield finding("CARD-005", path, (*loc, "approved", "date"), field="confirmed", title="本人确认")
                if card.shown and card.shown < card.approved.date:
                    yield finding("CARD-005", path, (*loc, "shown"), field="approved", title="支部审定")
            elif card.shown:
                yield finding("CARD-005", path, (*loc, "shown"), field="approved", title="支部审定")


def card_006(desk: Desk) -> Iterator[Finding]:
    """A goal card holds goals in all four areas."""
    for index, card in enumerate(desk.folder.branch.goal_cards):
        if card.year == desk.year and (missing := _missing(GoalArea, {goal.area for goal in card.goals})):
            yield finding("CARD-006", desk.folder.path, ("goal_cards", index, "goals"), areas=missing)


def card_006_township(township: TownshipFolder, context: Context) -> Iterator[Finding]:
    """A responsibility card holds items in all four areas."""
    for index, card in enumerate(township.township.cards):
        if card.year == context.settings.year and (missing := _missing(DutyArea, {area.area for area in card.areas})):
            yield finding("CARD-006", township.path, ("cards", index, "areas"), areas=missing)


def _missing(areas: type[GoalArea] | type[DutyArea], there: set[GoalArea] | set[DutyArea]) -> str:
    return "、".join(area for area in areas if area not in there)


# --- CARD-007: nothing approved changes in silence ------------------------------------------------------------------

_FIELDS = {
    "what": "承诺事项", "for_whom": "服务对象", "baseline": "上年基数", "target": "目标", "unit": "单位",
    "done_when": "完成标准", "due": "完成时限", "weight": "权重", "verifier_role": "核实方",
}  # fmt: skip
_FIGURES = frozenset({"baseline", "target", "due", "weight"})
_NAMES = {**{name: name for name in _FIELDS}, **{title: name for name, title in _FIELDS.items()}}


def card_007(desk: Desk) -> Iterator[Finding]:
    """The figures of an approved commitment are those its last revision made of them."""
    for _, member, path in desk.member_paths:
        for i, card in enumerate(member.cards):
            for j, item in enumerate(card.commitments):
                if item.revisions:
                    for k, field in _contradictions(item):
                        place = ("cards", i, "commitments", j, "revisions", k)
                        yield finding("CARD-007", path, place, field=field, title=_FIELDS[field])


def _contradictions(item: Commitment) -> Iterator[tuple[int, str]]:
    """Find revisions of a figure whose result is neither what comes next nor what the commitment says now.

    Texts are left out: a revision may give their gist. The comparison of versions sees those.
    """
    chains: dict[str, list[tuple[int, Revision]]] = {}
    for index, revision in enumerate(item.revisions):
        if (name := _NAMES.get(revision.field.strip())) in _FIGURES:
            chains.setdefault(name, []).append((index, revision))
    for name, chain in chains.items():
        chain.sort(key=lambda link: link[1].date)
        for (index, revision), (_, following) in itertools.pairwise(chain):
            if not _same(revision.after, following.before):
                yield index, name
        if not _same(chain[-1][1].after, getattr(item, name)):
            yield chain[-1][0], name


def _same(written: object, other: object) -> bool:
    """Compare two values as people write them: ``3``, ``3.0`` and ``3 户`` are one figure, ``2026年11月5日`` and
    ``2026-11-05`` one day."""
    if written is None or other is None:
        return written is other
    return _plain(str(written)) == _plain(str(other))


def _plain(text: str) -> object:
    if match := _DAY.match(text):
        return tuple(int(part) for part in match.groups())
    if match := _FIGURE.match(text):
        return Decimal(match[1])
    return text.strip()


_DAY = re.compile(r"\s*([0-9]{4})\D([0-9]{1,2})\D([0-9]{1,2})")
_FIGURE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*\D{0,8}$")


def changed_without_record(before: Member, after: Member, path: str) -> Iterator[Finding]:
    """Compare two versions of a member's file: every change of an approved commitment has a revision that says so
    (CARD-007).

    before: the earlier version, in which the card was approved. path: file of the later version. A commitment that
    has disappeared is a change too; one that was added after approval is not.
    """
    earlier = {(card.year, card.branch): card for card in before.cards if card.approved}
    for i, card in enumerate(after.cards):
        known = earlier.get((card.year, card.branch))
        if known is None:
            continue
        now = {item.n: (j, item) for j, item in enumerate(card.commitments)}
        for item in known.commitments:
            if item.n not in now:
                yield finding(
                    "CARD-007", path, ("cards", i, "commitments"), field=f"n: {item.n}", title=f"第 {item.n} 项"
                )
                continue
            j, current = now[item.n]
            recorded = {_NAMES.get(r.field.strip()) for r in current.revisions if r not in item.revisions}
            for name, title in _FIELDS.items():
                if not _same(getattr(item, name), getattr(current, name)) and name not in recorded:
                    yield finding("CARD-007", path, ("cards", i, "commitments", j, name), field=name, title=title)


# --- beyond the coded rules -----------------------------------------------------------------------------------------


def card_008(desk: Desk) -> Iterator[Finding]:
    """Once the cards of the year are being shown, the branch has its goal card."""
    if desk.settled and not any(card.year == desk.year for card in desk.folder.branch.goal_cards):
        yield finding("CARD-008", desk.folder.path, ("goal_cards",), year=desk.year)


def card_008_township(township: TownshipFolder, context: Context) -> Iterator[Finding]:
    """Once the cards of the year are being shown, the township has its responsibility card."""
    year = context.settings.year
    if context.as_of > date(year, *SETTLED_BY) and not any(card.year == year for card in township.township.cards):
        yield finding("CARD-008", township.path, ("cards",), year=year)


def card_009(desk: Desk) -> Iterator[Finding]:
    """An approved action card promises something."""
    for key, index, card in desk.cards:
        if card.approved and not card.commitments:
            yield finding("CARD-009", desk.folder.member_path(key), ("cards", index))


def card_010(desk: Desk) -> Iterator[Finding]:
    """A transfer says of every open commitment whether it is carried over, finished or dropped, and why it is
    dropped."""
    for _, member, path in desk.member_paths:
        for index, card in enumerate(member.cards):
            if card.closed is None or sum(c.year == card.year for c in member.cards) < 2:
                continue
            said = {entry.n: entry for entry in card.closed.handover}
            for item in card.commitments:
                ended = item.history and max(item.history, key=lambda e: e.date).status not in _STILL_OPEN
                entry = said.get(item.n)
                if (entry is None and not ended) or (entry and entry.state == "取消" and entry.reason is None):
                    yield finding("CARD-010", path, ("cards", index, "closed", "handover"), n=item.n)


BRANCH_RULES = (card_001, card_002, card_003, card_004, card_005, card_006, card_007, card_008, card_009, card_010)
TOWNSHIP_RULES = (card_001_township, card_006_township, card_008_township)
