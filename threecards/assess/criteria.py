"""The criteria of the six stars: verified records gathered, measures taken, bounds compared; one record one star.

In: a desk, a member, the county's star rules. Out: whether a star qualifies. Not here: the way of a star through
the year (``stars``), sentences (``stars_why``).

A record counts when it is dated in the year, up to the day of assessment, and confirmed by somebody else; it
supports the star it names, or the only star its kinds can support. A record that could support several stars and
names none supports none until the branch chooses (STAR-003); ``choices`` shows what each choice would give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import NamedTuple

from msgspec import Struct

from threecards.assess.desk import Attendance, Desk
from threecards.assess.objections import Effect
from threecards.assess.points import MILLI
from threecards.assess.results import AssessStatus, Component, ComponentState
from threecards.records.model import Blocker, Criterion, Deed, Member, StarRule
from threecards.records.words import DeedKind, Star


class Bound(Struct, frozen=True):
    """One way to meet a criterion: a measure reaches number / divisor."""

    measure: str
    kind: DeedKind | None
    number: int
    divisor: int


class Test(Struct, frozen=True):
    """A criterion ready for measuring; one bound is enough. needed: required, optional: one of ``any_of``."""

    criterion: Criterion
    bounds: tuple[Bound, ...]
    needed: bool
    optional: bool


class StarPlan(Struct, frozen=True):
    """One star's rule ready for measuring. by_posts: the deeds of a post support it too."""

    star: Star
    rule: StarRule
    tests: tuple[Test, ...]
    any_count: int
    by_posts: bool


class Plan(Struct, frozen=True):
    """The star rules of the county, in the order of the six. owners: which stars a kind of deed can support."""

    stars: tuple[StarPlan, ...]
    owners: Mapping[DeedKind, tuple[Star, ...]]


def plan_of(rules: Sequence[StarRule]) -> Plan:
    """Lay the star rules out for looking up."""
    order = {star: at for at, star in enumerate(Star)}
    ordered = tuple(sorted(rules, key=lambda rule: order[rule.star]))
    owners: dict[DeedKind, list[Star]] = {}
    for rule in ordered:
        for criterion in rule.criteria:
            if criterion.kind and rule.star not in owners.setdefault(criterion.kind, []):
                owners[criterion.kind].append(rule.star)
    return Plan(tuple(map(_star_plan, ordered)), {kind: tuple(stars) for kind, stars in owners.items()})


def _star_plan(rule: StarRule) -> StarPlan:
    """Lay one rule out. A code in ``required`` or ``any_of`` that no criterion has can never be met."""
    tests = []
    for c in rule.criteria:
        bounds = [Bound(c.measure, c.kind, c.at_least.numerator, c.at_least.denominator)]
        if c.or_measure and c.or_at_least is not None:
            bounds.append(Bound(c.or_measure, c.kind, c.or_at_least.numerator, c.or_at_least.denominator))
        tests.append(Test(c, tuple(bounds), c.code in rule.required, c.code in rule.any_of))
    unknown = len(set(rule.required) - {c.code for c in rule.criteria})
    by_posts = any(c.measure == "四季履岗" for c in rule.criteria)
    return StarPlan(rule.star, rule, tuple(tests), rule.any_count if not unknown else len(tests) + 1, by_posts)


@dataclass(slots=True)
class Evidence:
    """A member's records gathered.

    sums: per star and kind [records, hours in 1/1000, households]. quarters: with a post fulfilled, as bits. used:
    records per star. undecided: records that could support several stars and name none, with those stars.
    """

    sums: dict[tuple[Star, DeedKind], list[int]] = field(default_factory=dict)
    used: dict[Star, int] = field(default_factory=dict)
    quarters: int = 0
    post_deeds: int = 0
    undecided: list[tuple[Deed, tuple[Star, ...]]] = field(default_factory=list)

    def add(self, deed: Deed, star: Star, plan: Plan) -> None:
        """Count a record for one star."""
        counted = False
        for kind in deed.kinds:
            if star not in plan.owners.get(kind, ()):
                continue
            sums = self.sums.setdefault((star, kind), [0, 0, 0])
            sums[0] += 1
            if deed.hours:
                sums[1] += int(deed.hours * MILLI)
            if deed.households:
                sums[2] += deed.households
            counted = True
        if counted:
            self.used[star] = self.used.get(star, 0) + 1


def options_of(deed: Deed, plan: Plan) -> tuple[Star, ...]:
    """List the stars a record can support: the one it names, else those its kinds belong to."""
    if deed.star is not None:
        return (deed.star,)
    if len(deed.kinds) == 1:
        return plan.owners.get(deed.kinds[0], ())
    found: dict[Star, None] = {}
    for kind in deed.kinds:
        found.update(dict.fromkeys(plan.owners.get(kind, ())))
    return tuple(sorted(found, key=tuple(Star).index)) if len(found) > 1 else tuple(found)


def is_counted(deed: Deed, key: str, year: int, until: date) -> bool:
    """True for a record of the year, up to a day, that somebody else confirmed."""
    return deed.verified_by is not None and deed.verified_by != key and deed.date.year == year and deed.date <= until


def gather(desk: Desk, key: str, plan: Plan, *, with_open: bool = False) -> Evidence:
    """Gather a member's records. with_open: also those that an open objection has put in doubt."""
    found = Evidence()
    struck = desk.objections.deeds
    for deed in desk.folder.members[key].deeds:
        if not is_counted(deed, key, desk.year, desk.assessed_on):
            continue
        if struck and deed.key:
            effect = struck.get((key, deed.key), Effect.NONE)
            if effect is Effect.UPHELD or (effect is Effect.OPEN and not with_open):
                continue
        if deed.post is not None:
            found.quarters |= 1 << (deed.date.month - 1) // 3
            found.post_deeds += 1
        if deed.kinds:
            options = options_of(deed, plan)
            if len(options) == 1:
                found.add(deed, options[0], plan)
            elif options:
                found.undecided.append((deed, options))
    return found


class Basis(NamedTuple):
    """What the criteria of one member are measured by."""

    evidence: Evidence
    attendance: Attendance
    mass: Component
    blocked: frozenset[Star]


def measure(basis: Basis, star: Star, name: str, kind: DeedKind | None) -> tuple[int, int]:
    """Measure one criterion as number over divisor; divisor 0: nothing to measure yet."""
    sums = basis.evidence.sums.get((star, kind)) if kind else None
    if name == "次数":
        return (sums[0] if sums else 0), 1
    if name == "小时":
        return (sums[1] if sums else 0), MILLI
    if name == "户数":
        return (sums[2] if sums else 0), 1
    if name == "学时":
        return (sums[1] if sums else 0) + basis.attendance.hours, MILLI
    if name == "到课率":
        return basis.attendance.study_attended, basis.attendance.study_expected - basis.attendance.study_excused
    if name == "四季履岗":
        return basis.evidence.quarters.bit_count(), 4
    if name == "测评比例":
        known = basis.mass.state is ComponentState.COMPUTED
        return (basis.mass.favourable, basis.mass.counted) if known else (0, 0)
    return int(star not in basis.blocked), 1  # 无违反


def is_met(basis: Basis, star: Star, test: Test, *, halfway: bool = False) -> bool:
    """True when a criterion reaches one of its bounds. halfway: half of a bound is enough."""
    for bound in test.bounds:
        number, divisor = measure(basis, star, bound.measure, bound.kind)
        if halfway:
            number *= 2
        if divisor and number * bound.divisor >= bound.number * divisor:
            return True
    return False


def meets(basis: Basis, plan: StarPlan, *, halfway: bool = False) -> bool:
    """True when all required criteria and enough of the others are met."""
    enough = plan.any_count
    for test in plan.tests:
        if is_met(basis, plan.star, test, halfway=halfway):
            enough -= test.optional
        elif test.needed:
            return False
    return enough <= 0


def has_evidence(basis: Basis, plan: StarPlan) -> bool:
    """True when at least one verified record supports the star, or the deeds of a post fulfilled all year."""
    if basis.evidence.used.get(plan.star):
        return True
    return plan.by_posts and basis.evidence.quarters == 0b1111


def qualifies(basis: Basis, plan: StarPlan) -> bool:
    """True when criteria, evidence and blockers allow the star."""
    return plan.star not in basis.blocked and has_evidence(basis, plan) and meets(basis, plan)


def choices(basis: Basis, plan: Plan) -> list[tuple[Mapping[tuple[Star, ...], Star], tuple[Star, ...]]]:
    """Try every way of giving undecided records to one of their stars: (choice per group, stars that qualify).

    Records with the same possible stars are given away together (example S5). Empty when nothing is undecided.
    """
    groups = sorted({options for _, options in basis.evidence.undecided})
    if not groups:
        return []
    tried: list[tuple[Mapping[tuple[Star, ...], Star], tuple[Star, ...]]] = []
    for chosen in product(*groups):
        choice = dict(zip(groups, chosen, strict=True))
        trial = Evidence(
            {place: list(sums) for place, sums in basis.evidence.sums.items()},
            dict(basis.evidence.used),
            basis.evidence.quarters,
            basis.evidence.post_deeds,
        )
        for deed, options in basis.evidence.undecided:
            trial.add(deed, choice[options], plan)
        outcome = Basis(trial, basis.attendance, basis.mass, basis.blocked)
        tried.append((choice, tuple(s.star for s in plan.stars if qualifies(outcome, s))))
    return tried


def blockers_of(member: Member, desk: Desk) -> Mapping[Star, Sequence[Blocker]]:
    """Gather the confirmed breaches of the year per star."""
    found: dict[Star, list[Blocker]] = {}
    for blocker in member.blockers:
        if blocker.date.year == desk.year and blocker.date <= desk.as_of:
            for star in blocker.stars:
                found.setdefault(star, []).append(blocker)
    return found


def basis_of(desk: Desk, key: str, plan: Plan, mass: Component, *, with_open: bool = False) -> Basis:
    """Put together what a member's criteria are measured by."""
    member = desk.folder.members[key]
    blocked = frozenset(blockers_of(member, desk)) if member.blockers else frozenset()
    return Basis(gather(desk, key, plan, with_open=with_open), desk.attendance(key), mass, blocked)


def is_rated(member: Member, status: AssessStatus, year: int) -> bool:
    """True when a member's stars are rated; exempt members' only if they wish."""
    if status is AssessStatus.EXEMPT:
        return any(e.year == year and e.wants_stars for e in member.exemptions)
    return status is not AssessStatus.NOT_ASSESSED


def undecided_deeds(
    desk: Desk, key: str, plan: Plan, status: AssessStatus
) -> list[tuple[int, tuple[Star, ...]]]:  # fmt: skip
    """List a rated member's records that could support several stars and name none: (place in the file, stars)."""
    member = desk.folder.members[key]
    found = [
        (at, options_of(deed, plan))
        for at, deed in enumerate(member.deeds)
        if deed.star is None and len(deed.kinds) > 1 and is_counted(deed, key, desk.year, desk.assessed_on)
    ]
    return [(at, stars) for at, stars in found if len(stars) > 1 and is_rated(member, status, desk.year)]
