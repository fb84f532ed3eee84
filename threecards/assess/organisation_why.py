"""How the organisation's component came about, told step by step: commitments, inspections, meetings, months.

In: the work on a branch. Out: Chinese sentences (level C), each with its topic. Not here: any computing of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from threecards.assess import score
from threecards.assess.points import SCALE
from threecards.assess.results import Assessment, CommitmentResult, Component, ComponentState
from threecards.assess.wording import in_points, number, percent
from threecards.assess.work import Work
from threecards.records.words import CommitmentStatus

_QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")


FULFILMENT, INSPECTION, LIFE, WHOLE = "践诺", "督查", "组织生活", "组织考评"


def organisation_lines(work: Work, key: str, made: Assessment) -> Iterator[tuple[str, str]]:
    """Tell how the organisation's component came about: pairs of a topic and a sentence, its three parts and the whole."""
    desk, component = work.desk, made.organisation
    member = desk.folder.members[key]
    recorded = score.direct_score(member, desk)
    if recorded and recorded.value is not None and recorded.reason:
        yield WHOLE, f"组织考评：{recorded.assessor.value}直接评分{number(recorded.value)}分，理由：{recorded.reason}。"
    elif component.reason != score.BY_MONTHS or score.needs_own(recorded, desk):
        yield from ((FULFILMENT, line) for line in _fulfilment_lines(made, work.own[key].commitments))
        yield from ((INSPECTION, line) for line in _inspection_lines(work, key, made))
        yield from ((LIFE, line) for line in _life_lines(work, key, made))
        parts, values = desk.scheme.organisation.parts, (made.fulfilment.value, made.inspection.value, made.life.value)
        own = score.own_value(desk, recorded, made.fulfilment, made.inspection, made.life)
        if own.value is not None:
            shares = (parts.fulfilment, parts.inspection, parts.life)
            terms = "＋".join(
                f"{name}{percent(share)}×{number(value)}"
                for name, share, value in zip((FULFILMENT, INSPECTION, LIFE), shares, values, strict=True)
                if value is not None
            )
            yield WHOLE, f"组织考评＝{terms}＝{in_points(own.value)}。"
    if recorded and component.reason == score.BY_MONTHS and component.value is not None:
        yield from ((WHOLE, line) for line in _month_lines(work, key, component))
    if component.value is None:
        word = "尚不能得出" if component.state is ComponentState.PENDING else "不能计算"
        yield WHOLE, f"组织考评{word}：{component.reason}。"


def _month_lines(work: Work, key: str, component: Component) -> Iterator[str]:
    """Tell the weighting by months after a transfer."""
    desk = work.desk
    member = desk.folder.members[key]
    recorded = score.direct_score(member, desk)
    if recorded is None or component.value is None:
        return
    terms = [f"{p.branch} {number(p.value)}分×{p.months}个月" for p in recorded.parts]
    months = sum(p.months for p in recorded.parts)
    own = work.own[key]
    if score.needs_own(recorded, desk):
        value = score.own_value(desk, recorded, own.fulfilment, own.inspection, own.life).value
        if value is not None:
            terms.append(f"{desk.folder.key} {number(value)}分×{12 - months}个月")
            months = 12
    yield f"年中转移组织关系，按月加权：（{'＋'.join(terms)}）÷{months}＝{in_points(component.value)}。"


def _fulfilment_lines(made: Assessment, items: tuple[CommitmentResult, ...]) -> Iterator[str]:
    """Tell each commitment and the mean."""
    number_, weights = Fraction(0), Fraction(0)
    for item in items:
        weight = Fraction(item.weight)
        if item.points is None:
            yield f"第{item.n}项承诺：{_left_out(item)}，不计入。"
            continue
        number_ += weight * item.points
        weights += weight
        product = f"{number(item.points)}分×权重{number(weight)}＝{number(item.points * weight)}"
        yield f"第{item.n}项承诺：{_how_kept(item)}，{product}。"
    if made.fulfilment.value is not None:
        yield f"践诺：合计{number(number_)}÷计入的权重{number(weights)}＝{in_points(made.fulfilment.value)}。"
    else:
        yield f"践诺没有得分：{made.fulfilment.reason}。"


def _left_out(item: CommitmentResult) -> str:
    """Say why an item does not enter the mean."""
    if item.status in (CommitmentStatus.EXCUSED, CommitmentStatus.WITHDRAWN):
        return item.status.value
    return "考评时未到期"


def _how_kept(item: CommitmentResult) -> str:
    """Say how an item ended, as far as it was counted."""
    if item.status is CommitmentStatus.DONE and item.points == 0 and not item.verified:
        return "已报完成，尚未经他人核实"
    if item.status is CommitmentStatus.DONE:
        return "按时完成" if item.in_time else "逾期完成"
    amount = f"，已达{number(item.value)}" if item.value is not None else ""
    doubt = "" if item.verified or not item.on else "，尚未经他人核实"
    return f"{item.status.value}{amount}{doubt}"


def _inspection_lines(work: Work, key: str, made: Assessment) -> Iterator[str]:
    """Tell the inspections and their mean."""
    if made.inspection.value is None:
        yield f"督查没有得分：{made.inspection.reason}。"
        return
    points = work.desk.rules.ratings
    found = [
        (quarter, rating) for quarter, rating in zip(_QUARTERS, score.ratings_of(work.desk, key), strict=True) if rating
    ]
    terms = "、".join(
        f"{quarter}{rating.value}{number(Fraction(points[rating], SCALE))}分" for quarter, rating in found
    )
    total = Fraction(sum(points[rating] for _, rating in found), SCALE)
    yield f"督查：{terms}，合计{number(total)}÷{len(found)}次＝{in_points(made.inspection.value)}。"
    least = work.desk.scheme.organisation.min_inspections
    if len(found) < least:
        yield f"全年应督查不少于{least}次，只有{len(found)}次。"


def _life_lines(work: Work, key: str, made: Assessment) -> Iterator[str]:
    """Tell attendance and its share."""
    if made.life.value is None:
        yield f"组织生活没有得分：{made.life.reason}。"
        return
    found = work.desk.attendance(key)
    due = found.expected - found.excused
    if not due:
        yield f"组织生活：{made.life.reason}，计100分。"
        return
    yield (
        f"组织生活：应到{found.expected}次，请假{found.excused}次，参加{found.attended}次，"
        f"100×{found.attended}÷{due}＝{in_points(made.life.value)}。"
    )
