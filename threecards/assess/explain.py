"""Why a result is what it is: plain Chinese sentences with every count, point and multiplication, to be read aloud.

In: the same records and results as the assessment. Out: ``Explanation`` for one member (level C), public reasons of
a lit star. Not here: anything that computes a result; each number comes from the modules that did, and
``stars_why`` has the stars.

Numbers are exact where they end; another one is given as 约91.89, the total also with what its rounding stands on. Below ``min_mass_shown`` counted
ballots no counts are told, they would show who voted what.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from operator import itemgetter

from threecards.assess import score
from threecards.assess.ballots_why import ballot_lines
from threecards.assess.decision import is_passed
from threecards.assess.organisation_why import organisation_lines
from threecards.assess.results import PENDING, Assessment, AssessStatus, BranchResult, DecisionState, Explanation
from threecards.assess.stars_why import allocation_lines, basis_now, met_texts, star_lines
from threecards.assess.wording import before_rounding, day, number, percent
from threecards.assess.work import Work, work_on
from threecards.records.county import BranchFolder, Context
from threecards.records.words import BallotKind, HalfyearMode, QuotaMode, Star

ROUNDING_NOTE = "分项四舍五入，合计以总分为准。"


def explain(folder: BranchFolder, context: Context, key: str, year: int | None = None) -> Explanation:
    """Explain one member's result. Raises KeyError for a key that is not in the folder."""
    work = work_on(folder, context, year)
    assessment, basis = work.assessment(key), basis_now(work, key)
    return Explanation(
        tuple(_by_topic(_score_lines(work, key, assessment))),
        {result.star: tuple(star_lines(work, key, result, basis)) for result in work.stars[key]},
        tuple(allocation_lines(work, basis)),
    )


def met_criteria(
    folder: BranchFolder, result: BranchResult, context: Context, key: str, star: Star
) -> tuple[str, ...]:  # fmt: skip
    """List the criteria that a lit star met, in the words of the county's rules; public."""
    return met_texts(work_on(folder, context, result.year), key, star)


STATE, TOTAL, GRADE, DECISION = "考评状态", "总分", "建议等次", "支部大会"
Line = tuple[str, str]
"""A topic and a sentence about it."""


def _by_topic(lines: Iterator[Line]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Sentences of one topic that follow each other, together."""
    for topic, some in groupby(lines, key=itemgetter(0)):
        yield topic, tuple(line for _, line in some)


def _about(topic: str, lines: Iterator[str]) -> Iterator[Line]:
    return ((topic, line) for line in lines)


def _score_lines(work: Work, key: str, made: Assessment) -> Iterator[Line]:
    reason = f"：{made.reason.value}" if made.reason.value else ""
    yield STATE, f"考评状态：{made.status.value}{reason}。"
    if made.status in (AssessStatus.NOT_ASSESSED, AssessStatus.EXEMPT):
        return
    for kind, component in ((BallotKind.MASS, made.mass), (BallotKind.MEMBER, made.member)):
        yield from ballot_lines(work, key, kind, component)
    if made.status is AssessStatus.PARTICIPATES:
        yield TOTAL, "预备党员参加评议，不计总分，不评定等次。"
        return
    yield from organisation_lines(work, key, made)
    yield from _about(TOTAL, _total_lines(work, made))
    yield from _about(GRADE, _grade_lines(work, key, made))
    yield from _about(GRADE, _run_lines(work, made))
    yield from _about(DECISION, _decision_lines(work, key, made))


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
    yield f"总分：各项相加{before_rounding(made.total)}，四舍五入取两位小数为{made.rounded}分。"
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


def _run_lines(work: Work, made: Assessment) -> Iterator[str]:
    """Tell the earlier computations when ballots were recounted."""
    if len(made.runs) < 2:
        return
    for at, run in enumerate(made.runs):
        result = (
            f"{run.rounded}分，建议{run.suggested.value}" if run.rounded is not None and run.suggested else "没有总分"
        )
        yield f"第{at + 1}次计算（{day(run.on, work.desk.year)}起）：{result}。"
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
        f"支部大会（{day(meeting.date, work.desk.year)}）：应到{meeting.should_attend}人，实到{meeting.present}人，{quorum}半数{half}人；"
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
