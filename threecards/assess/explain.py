"""Why a result is what it is: plain Chinese sentences with every count, point and multiplication, to be read aloud.

In: the same records and results as the assessment. Out: ``Explanation`` for one member (level C), public reasons of
a lit star. Not here: anything that computes a result; each number comes from the modules that did, and
``stars_why`` has the stars.

Numbers are exact. A number that does not end is given as 约91.89（3400/37）. Below ``min_mass_shown`` counted
ballots no counts are told, they would show who voted what.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from threecards.assess import ballots, score
from threecards.assess.decision import is_passed
from threecards.assess.results import (
    PENDING,
    Assessment,
    AssessStatus,
    BranchResult,
    CommitmentResult,
    Component,
    ComponentState,
    DecisionState,
    Explanation,
)
from threecards.assess.stars_why import allocation_lines, met_texts, star_lines
from threecards.assess.work import Work, work_on
from threecards.records.county import BranchFolder, Context
from threecards.records.model import BallotSession, HostBallot, Tally
from threecards.records.words import BallotDesign, BallotKind, CommitmentStatus, HalfyearMode, QuotaMode, Star

ROUNDING_NOTE = "分项四舍五入，合计以总分为准。"

_QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
_FOUR = ("优秀", "合格", "基本合格", "不合格")
_THREE = ("满意", "基本满意", "不满意")


def number(value: Fraction | Decimal | int) -> str:
    """Write a number: as it is when it ends within four decimals, else 约 with two decimals and the exact fraction."""
    exact = Fraction(value)
    if 10_000 % exact.denominator == 0:
        text = f"{Decimal(exact.numerator) / exact.denominator:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"约{score.round_total(exact)}（{exact.numerator}/{exact.denominator}）"


def in_points(value: Fraction | Decimal | int) -> str:
    """Write points. Example: 92.8分, 约91.89分（3400/37）."""
    text = number(value)
    return f"{text}分" if not text.endswith("）") else text.replace("（", "分（", 1)


def percent(share: Fraction) -> str:
    """Write a share as 30%, or as 1/3 when it does not end."""
    return f"{number(share * 100)}%" if 10_000 % (share * 100).denominator == 0 else str(share)


def explain(folder: BranchFolder, context: Context, key: str, year: int | None = None) -> Explanation:
    """Explain one member's result. Raises KeyError for a key that is not in the folder."""
    work = work_on(folder, context, year)
    assessment = work.assessment(key)
    return Explanation(
        tuple(_score_lines(work, key, assessment)),
        {result.star: tuple(star_lines(work, key, result)) for result in work.stars[key]},
        tuple(allocation_lines(work, key)),
    )


def met_criteria(
    folder: BranchFolder, result: BranchResult, context: Context, key: str, star: Star
) -> tuple[str, ...]:  # fmt: skip
    """List the criteria that a lit star met, in the words of the county's rules; public."""
    return met_texts(work_on(folder, context, result.year if result.year != context.settings.year else None), key, star)


def _score_lines(work: Work, key: str, made: Assessment) -> Iterator[str]:
    reason = f"：{made.reason.value}" if made.reason.value else ""
    yield f"考评状态：{made.status.value}{reason}。"
    if made.status in (AssessStatus.NOT_ASSESSED, AssessStatus.EXEMPT):
        return
    yield from _ballot_lines(work, key, BallotKind.MASS, made.mass)
    yield from _ballot_lines(work, key, BallotKind.MEMBER, made.member)
    if made.status is AssessStatus.PARTICIPATES:
        yield "预备党员参加评议，不计总分，不评定等次。"
        return
    yield from _organisation_lines(work, key, made)
    yield from _total_lines(work, made)
    yield from _grade_lines(work, key, made)
    yield from _run_lines(made)
    yield from _decision_lines(work, key, made)


# --- ballots
# -----------------------------------------------------------------------------------------------------------


def _ballot_lines(work: Work, key: str, kind: BallotKind, component: Component) -> Iterator[str]:
    """Tell one kind of ballot: the sheets, the counts, the points, the mean."""
    desk = work.desk
    host = desk.folder.members[key].host
    ballot = (host.mass if kind is BallotKind.MASS else host.member) if host and host.year == desk.year else None
    if component.state is ComponentState.PENDING:
        yield f"{kind.value}：尚未进行。"
        return
    session = next((s for s in desk.book.ballots if s.key == component.session), None)
    if session:
        yield _sheets(session)
        yield from _count_lines(work, session.rows[key], session.design, component)
    elif ballot and component.reason == ballots.FROM_HOST:
        yield from _host_lines(work, ballot, kind, component)
    if component.state is ComponentState.NOT_COMPUTABLE:
        yield f"{kind.value}不能计算：{component.reason}。"


def _sheets(session: BallotSession) -> str:
    """Tell the sheets of a session."""
    came = f"应到{session.eligible}人，实到{session.present}人，" if session.eligible is not None else ""
    return (
        f"{session.kind.value}（{session.date}）：{came}发出{session.issued}张，收回{session.returned}张，"
        f"无效{session.void}张，有效{session.valid}张。"
    )


def _host_lines(work: Work, ballot: HostBallot, kind: BallotKind, component: Component) -> Iterator[str]:
    """Tell ballots taken at the host organisation."""
    yield f"{kind.value}采用流入地党组织的测评（{ballot.date}）。"
    yield from _count_lines(work, ballot.tally, ballot.design, component)


def _count_lines(work: Work, tally: Tally, design: BallotDesign, component: Component) -> Iterator[str]:
    """Tell counts and points of one row."""
    rules = work.desk.rules
    least = rules.scheme.quorum.min_mass_shown
    if component.counted < least:
        yield f"有效评价不足{least}票，不列票数。"
        return
    found = ballots.count(tally, design, rules)
    left_out = f"；空白{tally.blank}票、不了解{tally.unknown}票不计" if tally.blank or tally.unknown else ""
    if design is BallotDesign.NUMERIC:
        yield from _numeric_lines(tally, found, rules.scheme.trim_from)
    else:
        names, counts, points = (
            (_FOUR, (tally.excellent, tally.qualified, tally.basic, tally.unqualified), rules.four)
            if design is BallotDesign.FOUR
            else (_THREE, (tally.satisfied, tally.basically_satisfied, tally.dissatisfied), rules.three)
        )
        terms = "＋".join(
            f"{name}{n}票×{number(Fraction(p, 10_000))}分" for name, n, p in zip(names, counts, points, strict=True)
        )
        yield f"{terms}＝{number(Fraction(found.number, 10_000))}分{left_out}。"
        if found.divisor:
            yield f"{number(Fraction(found.number, 10_000))}分÷{found.divisor}票＝{in_points(found.points)}。"


def _numeric_lines(tally: Tally, found: ballots.Counted, trim_from: int) -> Iterator[str]:
    """Tell a row of numbers, what was dropped and the mean."""
    scores = sorted(tally.scores)
    trim = f"，达到{trim_from}人，去掉一个最低分{number(scores[0])}和一个最高分{number(scores[-1])}"
    yield f"{len(scores)}人打分：{'、'.join(map(number, scores))}{trim if found.divisor < len(scores) else ''}。"
    if found.divisor:
        yield f"其余合计{number(Fraction(found.number, 10_000))}分÷{found.divisor}人＝{in_points(found.points)}。"


# --- the organisation's component
# ---------------------------------------------------------------------------------------


def _organisation_lines(work: Work, key: str, made: Assessment) -> Iterator[str]:
    """Tell how the organisation's component came about."""
    desk, component = work.desk, made.organisation
    member = desk.folder.members[key]
    recorded = score.direct_score(member, desk)
    if recorded and recorded.value is not None and recorded.reason:
        yield f"组织考评：{recorded.assessor.value}直接评分{number(recorded.value)}分，理由：{recorded.reason}。"
    elif component.reason != score.BY_MONTHS or score.needs_own(recorded, desk):
        yield from _fulfilment_lines(made, work.own[key].commitments)
        yield from _inspection_lines(work, key, made)
        yield from _life_lines(work, key, made)
        parts, values = desk.scheme.organisation.parts, (made.fulfilment.value, made.inspection.value, made.life.value)
        own = score.own_value(desk, recorded, made.fulfilment, made.inspection, made.life)
        if own.value is not None:
            shares = (parts.fulfilment, parts.inspection, parts.life)
            terms = "＋".join(
                f"{name}{percent(share)}×{number(value)}"
                for name, share, value in zip(("践诺", "督查", "组织生活"), shares, values, strict=True)
                if value is not None
            )
            yield f"组织考评＝{terms}＝{in_points(own.value)}。"
    if recorded and component.reason == score.BY_MONTHS and component.value is not None:
        yield from _month_lines(work, key, component)
    if component.value is None:
        word = "尚不能得出" if component.state is ComponentState.PENDING else "不能计算"
        yield f"组织考评{word}：{component.reason}。"


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
        f"{quarter}{rating.value}{number(Fraction(points[rating], 10_000))}分" for quarter, rating in found
    )
    total = Fraction(sum(points[rating] for _, rating in found), 10_000)
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


# --- total, grade, decision
# ----------------------------------------------------------------------------------------------


def _total_lines(work: Work, made: Assessment) -> Iterator[str]:
    """Tell the total: each share, the exact sum, the rounding."""
    if made.total is None or made.rounded is None:
        yield "总分尚不能得出，缺项不以零分或平均分代替。"
        return
    scheme = work.desk.scheme
    w = scheme.weights
    named = (
        ("群众评价", w.mass, made.mass),
        ("党员评议", w.member, made.member),
        ("组织考评", w.organisation, made.organisation),
    )
    parts = [(name, weight, c.value) for name, weight, c in named if c.value is not None]
    whole = sum((weight for _, weight, _ in parts), Fraction(0))
    if whole != 1:
        yield "缺项的权重按比例分给其余各项。"
        parts = [(name, weight / whole, value) for name, weight, value in parts]
    if made.halfyear is not PENDING and made.halfyear.value is not None and scheme.halfyear.mode is HalfyearMode.BLEND:
        share = scheme.halfyear.share
        parts = [(name, weight * (1 - share), value) for name, weight, value in parts]
        parts.append(("半年评比", share, made.halfyear.value))
    rounded = [score.round_total(weight * value) for _, weight, value in parts]
    for (name, weight, value), shown in zip(parts, rounded, strict=True):
        about = "" if weight * value == Fraction(shown) else "约"
        yield f"{name}：{percent(weight)}×{number(value)}＝{about}{shown}分。"
    yield f"总分：各项相加准确值{number(made.total)}，四舍五入取两位小数为{made.rounded}分。"
    if sum(rounded) != made.rounded:
        yield f"各分项相加为{sum(rounded)}分，与总分不同：{ROUNDING_NOTE}"


def _grade_lines(work: Work, key: str, made: Assessment) -> Iterator[str]:
    """Tell the band, the caps, the quota and the suggestion."""
    if made.band is None or made.suggested is None:
        return
    bands, quota = work.desk.scheme.bands, work.now[1]
    lines = f"优秀{number(bands.excellent)}分、合格{number(bands.qualified)}分、基本合格{number(bands.basic)}分"
    yield f"等次线：{lines}。{made.rounded}分属于{made.band.value}。"
    for cap in made.caps:
        yield f"限制{cap.code}：{cap.text}，最高评为{cap.limit.value}，分数不变。"
    if made.candidate and quota.exceeded:
        share = work.desk.scheme.excellent_quota.share
        yield (
            f"优秀名额：正式党员{quota.base}名×{share}，取整{quota.places}名；"
            f"达到优秀条件的{len(quota.ranking)}名，本人在第{made.rank}名。"
        )
        if key in quota.tied:
            yield f"最后一个名额有{len(quota.tied)}人条件完全相同，由大会选定。"
        if work.desk.scheme.excellent_quota.mode is QuotaMode.WARN:
            yield "名额只作提醒，建议等次不因此改变。"
    yield f"建议等次：{made.suggested.value}。"


def _run_lines(made: Assessment) -> Iterator[str]:
    """Tell the earlier computations when ballots were recounted."""
    if len(made.runs) < 2:
        return
    for at, run in enumerate(made.runs):
        result = (
            f"{run.rounded}分，建议{run.suggested.value}" if run.rounded is not None and run.suggested else "没有总分"
        )
        yield f"第{at + 1}次计算（{run.on}起）：{result}。"
    yield "更正后的计算是新的一次，原来的计算保留。"


def _decision_lines(work: Work, key: str, made: Assessment) -> Iterator[str]:
    """Tell the vote and what it is worth."""
    decision = made.decision
    if decision is None:
        if made.suggested:
            yield "支部大会尚未决定等次。"
        return
    meeting, verdict = next((m, v) for m, v in work.desk.votes[key] if m.key == decision.meeting)
    half = number(Fraction(meeting.should_attend, 2))
    quorum = "超过" if 2 * meeting.present > meeting.should_attend else "没有超过"
    passed = "超过" if is_passed(verdict, meeting) else "没有超过"
    yield (
        f"支部大会（{meeting.date}）：应到{meeting.should_attend}人，实到{meeting.present}人，{quorum}半数{half}人；"
        f"评为{decision.grade.value}的赞成{verdict.ayes}票，{passed}应到的半数。"
    )
    if decision.steps:
        reason = f"，理由：{verdict.reason}" if verdict.reason else ""
        yield f"与建议等次相差{decision.steps}档{reason}。"
    if decision.state is not DecisionState.EFFECTIVE:
        yield f"决定不成立：{decision.state.value}。"
    elif decision.outdated:
        yield "决定之后建议等次有变化，须重新表决，在此之前不公布。"
    else:
        yield f"决定等次：{decision.grade.value}。"
