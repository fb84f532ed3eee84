"""Why a star is lit or not: its criteria one by one, and what each way of giving out undecided records would bring.

In: the work on a branch. Out: Chinese sentences (level C), and the public reasons of a lit star. Not here: any
judgement of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from threecards.assess.criteria import Basis, Bound, StarPlan, basis_of, choices, is_met, is_rated, measure
from threecards.assess.objections import Effect
from threecards.assess.results import StarResult, StarStatus
from threecards.assess.wording import day
from threecards.assess.work import Work
from threecards.records.words import Star

_UNITS = {"次数": "条", "小时": "小时", "户数": "户", "学时": "学时", "四季履岗": "个季度"}


def _amount(value: Fraction) -> str:
    """Write a count or a sum: whole, or with up to three decimals."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.3f}".rstrip("0").rstrip(".")


def basis_now(work: Work, key: str) -> Basis:
    """Measure what a member's criteria are judged by today; made once for all six stars."""
    return basis_of(work.desk, key, work.plan, work.now[0][key].mass)


def _measured(basis: Basis, star: Star, bound: Bound) -> str:
    """Tell what one measure came to."""
    have, divisor = measure(basis, star, bound.measure, bound.kind)
    if bound.measure == "无违反":
        return "没有认定的违反" if have else "有认定的违反"
    if bound.measure in ("到课率", "测评比例"):
        if not divisor:
            return "还没有可用的数"
        of = "学习日" if bound.measure == "到课率" else "票"
        share = Fraction(1000 * have, divisor)
        tenths = (2 * share.numerator + share.denominator) // (2 * share.denominator)
        return f"{have}÷{divisor}{of}＝{tenths // 10}.{tenths % 10}%"
    if bound.measure == "四季履岗":
        return f"{have}个季度有履岗记录"
    return f"{_amount(Fraction(have, divisor))}{_UNITS[bound.measure]}"


def star_lines(work: Work, key: str, result: StarResult, basis: Basis) -> Iterator[str]:
    """Tell one star: its state, every criterion with its measure, the rule, evidence, objections."""
    desk, star = work.desk, result.star
    plan = next((s for s in work.plan.stars if s.star is star), None)
    lit = f"，{day(result.lit_on, desk.year)}点亮" if result.lit_on else ""
    yield f"{star.value}星：{result.status.value}{lit}。"
    if plan is None or not is_rated(desk.folder.members[key], work.statuses[key][0], desk.year):
        yield "本年度不评星。"
        return
    for test in plan.tests:
        told = "，或".join(_measured(basis, star, bound) for bound in test.bounds)
        verdict = "达到" if is_met(basis, star, test) else "没有达到"
        yield f"{test.criterion.code} {test.criterion.text}：{told}，{verdict}。"
    yield _rule(plan)
    records = basis.evidence.used.get(star, 0)
    yield f"计入本星的记录{records}条，都经他人核实。" if records else "没有计入本星的经核实记录。"
    if star in basis.blocked:
        yield "本年度有认定的违反，本星不能点亮。" if not result.removal else "有新认定的违反，摘星程序进行中。"
    effect = desk.objections.star(key, star)
    if effect is Effect.OPEN or result.status is StarStatus.WAITING:
        yield "有已受理的异议正在核查，答复前不计。"
    elif effect is Effect.UPHELD:
        yield "异议成立，本星不授予。"


def _rule(plan: StarPlan) -> str:
    """Tell how many criteria the star needs."""
    parts = []
    if plan.rule.required:
        parts.append(f"{'、'.join(plan.rule.required)}都要达到")
    if plan.rule.any_of and plan.rule.any_count:
        parts.append(f"{'、'.join(plan.rule.any_of)}中至少达到{plan.rule.any_count}项")
    return f"要求：{'，并且'.join(parts)}。"


def allocation_lines(work: Work, basis: Basis) -> Iterator[str]:
    """Tell every way of giving out records that could support several stars; the branch chooses (STAR-003)."""
    undecided = basis.evidence.undecided
    for options in sorted({options for _, options in undecided}):
        count = sum(found == options for _, found in undecided)
        names = "或".join(star.value for star in options)
        yield f"有{count}条记录可计入{names}，一条记录只能支持一颗星，请支部选定并写进记录。"
    for choice, stars in choices(basis, work.plan):
        given = "，".join(
            f"{'或'.join(s.value for s in options)}的记录计入{star.value}" for options, star in choice.items()
        )
        lit = "、".join(star.value for star in stars) if stars else "无"
        yield f"如果{given}：达到标准的星为{lit}。"


def met_texts(work: Work, key: str, star: Star) -> tuple[str, ...]:
    """List the criteria of a star that are met, in the words of the rules; criteria nobody asks for are left out."""
    basis = basis_now(work, key)
    for plan in work.plan.stars:
        if plan.star is star:
            tests = (t for t in plan.tests if t.needed or t.optional)
            return tuple(t.criterion.text for t in tests if is_met(basis, star, t))
    return ()
