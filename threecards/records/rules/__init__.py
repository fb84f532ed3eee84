"""Rules that concern more than one field: one module per family, one generator per rule, one sentence per docstring.

In: records put together (``county``). Out: findings, in the order of the lists below. Not here: reading, scores, any
text of a message.

A rule of a branch receives a ``Desk`` (the branch folder, the context, and what several rules look up); a rule across
branches receives only ``BranchFacts``, so that a whole county never lies in memory. Nothing but ``context.as_of`` is
"today".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from threecards.problems import Finding
from threecards.records.county import BranchFolder, Context, Settings, TownshipFolder
from threecards.records.rules import bal, card, cfg, com, evt, mem, org, post, priv, ref, star
from threecards.records.rules.card import changed_without_record
from threecards.records.rules.cfg import scheme_hash
from threecards.records.rules.desk import Desk
from threecards.records.rules.facts import BranchFacts, facts_of

__all__ = [
    "BRANCH_RULES",
    "COUNTY_RULES",
    "SETTINGS_RULES",
    "TOWNSHIP_RULES",
    "BranchFacts",
    "Desk",
    "branch_facts",
    "changed_without_record",
    "check_branch",
    "check_county",
    "check_settings",
    "check_township",
    "scheme_hash",
]

BRANCH_RULES: tuple[Callable[[Desk], Iterator[Finding]], ...] = (
    *org.BRANCH_RULES, *mem.BRANCH_RULES, *card.BRANCH_RULES, *post.BRANCH_RULES, *com.BRANCH_RULES, *evt.BRANCH_RULES,
    *star.BRANCH_RULES, *bal.BRANCH_RULES, *ref.BRANCH_RULES,
)  # fmt: skip
TOWNSHIP_RULES: tuple[Callable[[TownshipFolder, Context], Iterator[Finding]], ...] = (
    *org.TOWNSHIP_RULES, *card.TOWNSHIP_RULES, *evt.TOWNSHIP_RULES, *ref.TOWNSHIP_RULES,
)  # fmt: skip
SETTINGS_RULES: tuple[Callable[[Settings, date], Iterator[Finding]], ...] = (
    *star.SETTINGS_RULES, *cfg.SETTINGS_RULES, *priv.SETTINGS_RULES,
)  # fmt: skip
COUNTY_RULES: tuple[Callable[[Sequence[BranchFacts], Context], Iterator[Finding]], ...] = (
    *org.COUNTY_RULES, *mem.COUNTY_RULES, *evt.COUNTY_RULES, *ref.COUNTY_RULES,
)  # fmt: skip


def check_branch(folder: BranchFolder, context: Context) -> list[Finding]:
    """Apply every rule that needs one branch folder and nothing else. Raises: nothing."""
    desk = Desk(folder, context)
    return [found for rule in BRANCH_RULES for found in rule(desk)]


def branch_facts(folder: BranchFolder, context: Context) -> BranchFacts:
    """Extract what ``check_county`` needs to know of a branch; small enough to travel from a worker."""
    return facts_of(Desk(folder, context))


def check_township(township: TownshipFolder, context: Context) -> list[Finding]:
    """Apply every rule that needs a township's file and nothing else."""
    return [found for rule in TOWNSHIP_RULES for found in rule(township, context)]


def check_settings(settings: Settings, as_of: date) -> list[Finding]:
    """Apply every rule about the settings of the county."""
    return [found for rule in SETTINGS_RULES for found in rule(settings, as_of)]


def check_county(facts: Iterable[BranchFacts], context: Context) -> list[Finding]:
    """Apply the rules across branches. facts: one of every branch that could be read, in any order."""
    ordered = sorted(facts, key=lambda branch: (branch.township, branch.key))
    return [found for rule in COUNTY_RULES for found in rule(ordered, context)]
