"""Rules about the organisation: townships, branches, villages, secretaries (ORG-001 to ORG-011).

In: a branch, a township, or the facts of all branches. Out: findings. Not here: anything about single members.
ORG-001 is also found by ``load.list_tree``, which sees folders without a township.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from threecards.problems import Finding, finding
from threecards.records.county import Context, TownshipFolder
from threecards.records.model import OfficeTerm, Vacancy
from threecards.records.rules.days import add_months, year_span
from threecards.records.rules.desk import Desk
from threecards.records.rules.facts import BranchFacts
from threecards.records.standing import State, state_on
from threecards.records.words import BranchKind, Office

_ONE_DAY = timedelta(days=1)
_OF_TOWNSHIPS = frozenset({Office.TOWNSHIP_SECRETARY, Office.TOWNSHIP_DEPUTY})


def org_001(facts: Sequence[BranchFacts], context: Context) -> Iterator[Finding]:
    """Every branch belongs to exactly one existing township."""
    first: dict[str, BranchFacts] = {}
    for branch in facts:
        if known := first.get(branch.key):
            yield finding("ORG-001", branch.path, related=((known.path, ()),), branches=1)
        first.setdefault(branch.key, branch)


def org_002(desk: Desk) -> Iterator[Finding]:
    """A joint branch lists at least two villages, a branch of one village exactly one."""
    branch = desk.folder.branch
    if (branch.kind is BranchKind.JOINT) != (len(branch.villages) > 1):
        yield finding("ORG-002", desk.folder.path, ("villages",), kind=branch.kind, count=len(branch.villages))


def org_003(desk: Desk) -> Iterator[Finding]:
    """A joint branch covers no more than five villages."""
    if (count := len(desk.folder.branch.villages)) > 5:
        yield finding("ORG-003", desk.folder.path, ("villages",), count=count)


def org_004(facts: Sequence[BranchFacts], context: Context) -> Iterator[Finding]:
    """A village belongs to exactly one branch."""
    first: dict[str, tuple[str, int]] = {}
    for branch in facts:
        for index, village in enumerate(branch.villages):
            if known := first.get(village):
                related = ((known[0], ("villages", known[1], "key")),)
                yield finding("ORG-004", branch.path, ("villages", index, "key"), related=related, village=village)
            first.setdefault(village, (branch.path, index))


def org_005(desk: Desk) -> Iterator[Finding]:
    """A branch has no more than 50 members."""
    if (count := len(desk.active)) > 50:
        yield finding("ORG-005", desk.folder.path, count=count)


def org_006(desk: Desk) -> Iterator[Finding]:
    """A branch of one village has at least three full members."""
    branch = desk.folder.branch
    if branch.kind is BranchKind.SINGLE and not desk.folder.unread:
        full = sum(state_on(m, desk.folder.key, desk.day) is State.FULL for m in desk.active.values())
        if full < 3:
            yield finding("ORG-006", desk.folder.path, count=full)


def org_007(facts: Sequence[BranchFacts], context: Context) -> Iterator[Finding]:
    """The records hold as many townships, branches, members and posts as the county sheet says."""
    expected = context.settings.county.expected
    listed = sum(len(township.branches) for township in context.townships.values())
    counted = {"townships": len(context.townships), "branches": listed}
    if listed == len(facts) and not any(b.unread for b in facts):  # else the fault that hides them is said already
        counted |= {
            "joint": sum(b.kind is BranchKind.JOINT for b in facts), "members": sum(b.active for b in facts),
            "posts": sum(b.posts for b in facts), "holders": sum(b.holders for b in facts),
        }  # fmt: skip
    for name, count in counted.items():
        wanted = getattr(expected, name)
        if wanted is not None and wanted != count:
            title = type(expected).model_fields[name].title
            place = ("expected", name)
            yield finding("ORG-007", "content/county.yaml", place, title=title, field=name, wanted=wanted, count=count)


def org_008(desk: Desk) -> Iterator[Finding]:
    """On any day of the year a branch has exactly one secretary, or a vacancy on record."""
    branch = desk.folder.branch
    first = max(year_span(desk.year)[0], branch.founded or date.min)
    secretary = Office.BRANCH_SECRETARY
    yield from _secretaries(desk.folder.path, branch.officers, branch.vacancies, secretary, first, desk.day)


def org_008_township(township: TownshipFolder, context: Context) -> Iterator[Finding]:
    """On any day of the year a township has exactly one committee secretary, or a vacancy on record."""
    record = township.township
    first, last = year_span(context.settings.year)
    secretary = Office.TOWNSHIP_SECRETARY
    last = min(last, context.as_of)
    yield from _secretaries(township.path, record.officers, record.vacancies, secretary, first, last)


def _secretaries(
    path: str, officers: Sequence[OfficeTerm], vacancies: Sequence[Vacancy], office: Office, first: date, last: date
) -> Iterator[Finding]:
    """Find days from first to last with no secretary and no vacancy, and days with two secretaries."""
    terms = [(t.since, t.until or date.max, i) for i, t in enumerate(officers) if t.office is office]
    terms = sorted(t for t in terms if t[0] <= last and t[1] >= first)
    for (_, end, one), (begin, _, other) in itertools.pairwise(terms):
        if begin <= end:
            related = ((path, ("officers", one)),)
            yield finding(
                "ORG-008", path, ("officers", other), related=related, office=office, day=max(begin, first), n=2
            )
    open_from = first
    for begin, end in sorted([(b, e) for b, e, _ in terms] + [(v.since, v.until or date.max) for v in vacancies]):
        if begin > open_from and open_from <= last:
            yield finding("ORG-008", path, ("officers",), office=office, day=open_from, n=0)
        open_from = max(open_from, min(end, last) + _ONE_DAY)
    if open_from <= last:
        yield finding("ORG-008", path, ("officers",), office=office, day=open_from, n=0)


def org_009(desk: Desk) -> Iterator[Finding]:
    """A secretary of more than five years has a re-election on record."""
    yield from _old_terms(desk.folder.path, desk.folder.branch.officers, Office.BRANCH_SECRETARY, desk.as_of)


def org_009_township(township: TownshipFolder, context: Context) -> Iterator[Finding]:
    """A township secretary of more than five years has a re-election on record."""
    yield from _old_terms(township.path, township.township.officers, Office.TOWNSHIP_SECRETARY, context.as_of)


def _old_terms(path: str, officers: Sequence[OfficeTerm], office: Office, as_of: date) -> Iterator[Finding]:
    for index, term in enumerate(officers):
        if term.office is office and term.since <= as_of and (term.until is None or term.until >= as_of):
            since = max(term.since, term.re_elected or date.min)
            if add_months(since, 60) < as_of:
                yield finding("ORG-009", path, ("officers", index), office=office, since=since)


def org_010(desk: Desk) -> Iterator[Finding]:
    """A term of office names its holder once: a member of the branch or, for others, a name."""
    yield from _holders(desk.folder.path, desk.folder.branch.officers)


def org_010_township(township: TownshipFolder, context: Context) -> Iterator[Finding]:
    """A term of office in a township names its holder once."""
    yield from _holders(township.path, township.township.officers)


def _holders(path: str, officers: Sequence[OfficeTerm]) -> Iterator[Finding]:
    for index, term in enumerate(officers):
        if (term.member is None) == (term.name is None):
            yield finding("ORG-010", path, ("officers", index), office=term.office)


def org_011(desk: Desk) -> Iterator[Finding]:
    """Township offices stand in township.yaml, all others in branch.yaml."""
    for index, term in enumerate(desk.folder.branch.officers):
        if term.office in _OF_TOWNSHIPS:
            yield finding("ORG-011", desk.folder.path, ("officers", index, "office"), office=term.office)


def org_011_township(township: TownshipFolder, context: Context) -> Iterator[Finding]:
    """Only township offices stand in township.yaml."""
    for index, term in enumerate(township.township.officers):
        if term.office not in _OF_TOWNSHIPS:
            yield finding("ORG-011", township.path, ("officers", index, "office"), office=term.office)


BRANCH_RULES = (org_002, org_003, org_005, org_006, org_008, org_009, org_010, org_011)
TOWNSHIP_RULES = (org_008_township, org_009_township, org_010_township, org_011_township)
COUNTY_RULES = (org_001, org_004, org_007)
