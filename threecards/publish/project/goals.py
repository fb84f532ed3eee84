"""The goal card and the responsibility card as views; level W, the same on web and paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from threecards.assess.results import BranchResult
from threecards.publish.project.common import amount, day, duty_areas, log_view, secretary, two_places
from threecards.publish.views.common import (
    GoalAreaView,
    GoalCardView,
    GoalProgressView,
    GoalView,
    ResponsibilityCardView,
)
from threecards.records.county import BranchFolder, Context, TownshipFolder
from threecards.records.model import Goal, GoalCard
from threecards.records.words import GoalArea, Office


def _goal(goal: Goal, share: Fraction | None, opinions: tuple[str, ...], on: date) -> GoalView:
    return GoalView(
        n=goal.n, text=goal.text, baseline=amount(goal.baseline), target=amount(goal.target), unit=goal.unit or "",
        done_when=goal.done_when or "", due=day(goal.due), weight=amount(goal.weight),
        progress=tuple(
            GoalProgressView(p.quarter, amount(p.value), p.remark or "") for p in sorted(goal.progress, key=lambda p: p.quarter)
        ),
        attainment=-1 if share is None else int(share * 100 + Fraction(1, 2)),
        reached=day(goal.reached) if goal.reached and goal.reached <= on else "",
        opinions=opinions,
    )  # fmt: skip


def goal_card_view(card: GoalCard, folder: BranchFolder, result: BranchResult, context: Context) -> GoalCardView:
    """The goal card of a branch secretary with quarterly progress and the opinions of villagers behind each goal.

    Several goals may come from one survey; its findings stand at the first of them only, in the order of the card.
    """
    on = context.as_of
    findings = {s.key: s.findings for s in folder.book(card.year).surveys if s.date <= on}
    shares = {g.n: g.attainment for g in result.goals.goals} if result.goals else {}
    told: set[str] = set()
    areas = []
    for area in GoalArea:
        goals = []
        for goal in (g for g in card.goals if g.area is area):
            opinions = tuple(text for key in goal.surveys if key not in told for text in findings.get(key, ()))
            told.update(goal.surveys)
            goals.append(_goal(goal, shares.get(goal.n), opinions, on))
        areas.append(GoalAreaView(area.value, area.name.lower(), tuple(goals)))
    attainment = result.goals.attainment if result.goals else None
    return GoalCardView(
        year=card.year, holder=secretary(folder.branch.officers, folder.members, Office.BRANCH_SECRETARY, on)[0],
        signed=day(card.signed), approved=day(card.approved), areas=tuple(areas),
        attainment=two_places(attainment * 100) if attainment is not None else "",
        praise=tuple((day(c.date), c.text) for c in card.comments if c.public and c.date <= on),
    )  # fmt: skip


def responsibility_card_view(
    folder: TownshipFolder, context: Context, branch_names: Mapping[str, str], spot_checks: Mapping[str, int],
) -> ResponsibilityCardView | None:  # fmt: skip
    """The responsibility card of the current year, None where there is none. spot_checks: held this year, by branch key."""
    settings, on = context.settings, context.as_of
    card = next((c for c in folder.township.cards if c.year == settings.year), None)
    if card is None:
        return None
    holder, since = secretary(folder.township.officers, {}, Office.TOWNSHIP_SECRETARY, on)
    labels, reports = settings.county.labels, card.two_reports
    planned = (
        ("发展党员", card.planned.recruits),
        ("培训场次", card.planned.trainings),
        ("活动场次", card.planned.activities),
    )
    dates = (
        (labels.report_upward, reports.upward if reports else None),
        (labels.report_downward, reports.downward if reports else None),
    )
    return ResponsibilityCardView(
        year=card.year, holder=holder, office_from=since, signed=day(card.signed), approved=day(card.approved),
        planned=tuple((label, number) for label, number in planned if number is not None), areas=duty_areas(card),
        log=log_view(card, branch_names, on), counted_branches=len(folder.branches), spot_checks=sum(spot_checks.values()),
        checked_branches=tuple(branch_names[key] for key in folder.branches if spot_checks.get(key) and key in branch_names),
        reports=tuple((label, day(when)) for label, when in dates if when and when <= on),
    )  # fmt: skip
