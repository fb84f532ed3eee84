"""This year's rules as anyone can read them, taken from the very settings that scores are computed with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from threecards.assess.ballots_why import sheets_of
from threecards.assess.explain import GRADE, TOTAL, explain
from threecards.assess.organisation_why import FULFILMENT, INSPECTION, LIFE, WHOLE
from threecards.publish.project.common import day
from threecards.publish.views.web import RulesView, StarRuleView
from threecards.records.county import BranchFolder, Context, Settings, TownshipFolder
from threecards.records.model import Branch, Member, Scheme, StarRule, Township, YearBook
from threecards.records.words import BallotKind, HalfyearMode, QuotaMode


def share_text(share: Fraction) -> str:
    """A share as people say it: 30%, or 三分之一 written 1/3 where no whole percentage is exact."""
    percent = share * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else f"{share.numerator}/{share.denominator}"


def points_text(points: Decimal) -> str:
    """Points without useless zeros."""
    return f"{points.normalize():f} 分"


def _condition(rule: StarRule) -> str:
    """Which criteria are needed and of which so many, by their codes; what each says stands in the list above."""
    need = f"{'、'.join(rule.required)}必须做到" if rule.required else ""
    if not rule.any_of or not rule.any_count:
        return need
    some = f"{'、'.join(rule.any_of)}中至少做到 {rule.any_count} 项"
    return f"{need}，并在{some}" if need else f"在{some}"


def star_rule_view(rule: StarRule, lit: int) -> StarRuleView:
    """One star with its meaning, criteria and condition; ``lit``: how many shine in the county."""
    return StarRuleView(
        rule.star.value,
        rule.star.name.lower(),
        rule.meaning,
        tuple((c.code, c.text) for c in rule.criteria),
        _condition(rule),
        lit,
    )


def _halfyear(scheme: Scheme) -> tuple[str, ...]:
    if scheme.halfyear.mode is HalfyearMode.BLEND:
        return (f"半年评比结果按 {share_text(scheme.halfyear.share)} 计入总分。",)
    return (
        "半年评比是门槛，不另外计分。",
        "上半年评为“差”的，建议等次最高为合格；三、四季度督查都在“较好”以上的不受此限。",
        "上下半年都评为“差”的，建议等次最高为基本合格。",
    )


def rules_view(settings: Settings) -> RulesView:
    """The scheme of the year in words and numbers."""
    scheme = settings.scheme
    four, three, parts = scheme.ballot_points.four, scheme.ballot_points.three, scheme.organisation.parts
    bands, quorum, limits = scheme.bands, scheme.quorum, scheme.deadlines
    worked = worked_score(settings)
    commend, values = scheme.commendation, scheme.commitment_points
    quota = f"评为优秀的一般不超过本支部正式党员的 {share_text(scheme.excellent_quota.share)}"
    return RulesView(
        version=scheme.version, approved=day(scheme.approved), approved_by=scheme.approved_by or "",
        weights=(
            ("群众评价", share_text(scheme.weights.mass)), ("党员评议", share_text(scheme.weights.member)),
            ("组织考评", share_text(scheme.weights.organisation)),
        ),
        ballot_points=(
            ("四档票", (
                ("优秀", points_text(four.excellent)), ("合格", points_text(four.qualified)), ("基本合格", points_text(four.basic)),
                ("不合格", points_text(four.unqualified)),
            )),
            ("三档票", (
                ("满意", points_text(three.satisfied)), ("基本满意", points_text(three.basically_satisfied)),
                ("不满意", points_text(three.dissatisfied)),
            )),
        ),
        organisation=(
            ("承诺兑现", share_text(parts.fulfilment)), ("季度督查", share_text(parts.inspection)), ("组织生活", share_text(parts.life)),
        ),
        commitment_points=(
            ("按时完成", points_text(values.in_time)), ("年内逾期完成", points_text(values.late)),
            ("部分完成", f"按完成比例计分，不足 {share_text(values.partly_floor)} 不计分"), ("未完成", points_text(values.not_done)),
            ("因故豁免", "公开说明原因后不计入"),
        ),
        bands=(
            ("优秀", f"{points_text(bands.excellent)}及以上"), ("合格", f"{points_text(bands.qualified)}及以上"),
            ("基本合格", f"{points_text(bands.basic)}及以上"), ("不合格", f"{points_text(bands.basic)}以下"),
        ),
        quorum=(
            ("党员评议到会人数", f"不少于应到的 {share_text(quorum.member_present)}"),
            ("测评票收回", f"不少于发出的 {share_text(quorum.sheets_returned)}"),
            ("群众有效评价", f"每人不少于 {quorum.min_counted_mass} 份"), ("党员有效评价", f"每人不少于 {quorum.min_counted_member} 份"),
        ),
        halfyear=_halfyear(scheme),
        quota=quota + ("，超出名额的按规定降为合格。" if scheme.excellent_quota.mode is QuotaMode.ENFORCE else "，超出时提醒支部大会。"),
        commendation=(
            f"等次为{commend.grade.value}，并且点亮 {commend.min_stars} 颗星以上（含 {commend.min_stars} 颗）的，由支部或乡镇党委表彰。",
            (
                f"其中点亮 {commend.outstanding_stars} 颗星以上、总分 {points_text(commend.outstanding_total)}以上，"
                "或由乡镇党委说明理由推荐的，报县委表彰。"
            ),
        ),
        deadlines=(
            ("公示期", f"{limits.notice_workdays} 个工作日"), ("受理异议", f"{limits.accept_workdays} 个工作日内"),
            ("答复异议", f"{limits.answer_workdays} 个工作日内"), ("答复复议", f"{limits.appeal_workdays} 个工作日内"),
            ("本人对结果提出异议", f"反馈后 {limits.feedback_workdays} 个工作日内"),
        ),
        eligibility=(
            (
                f"{settings.county.started} 年起，为 {scheme.eligibility.max_age} 岁以下（含 {scheme.eligibility.max_age} 岁）、"
                "身体健康、有一定履职能力的党员设岗。"
            ),
            "年龄更大的党员可以自愿任岗，量力而行。", f"一人任岗一般不超过 {scheme.eligibility.max_posts} 个。",
        ),
        worked=worked, promises=dict(worked)[PROMISES],
    )  # fmt: skip


PROMISES = "承诺兑现"


def worked_score(settings: Settings) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """One invented member's score with the scheme of the year, part by part, computed and told by the functions that do it for everyone.

    The case: 37 villagers and 24 members rated; three promises, one of them late and one excused; three inspections; 8 of 11 meetings.
    """
    year = settings.year
    mass, own = BallotKind.MASS, BallotKind.MEMBER
    member = Member.model_validate({
        "name": "示例", "memberships": [{"branch": "b000", "kind": "正式", "from": f"{year - 5}-01-01"}],
        "cards": [{
            "year": year, "type": "无职", "confirmed": f"{year}-03-02", "approved": {"date": f"{year}-03-06"},
            "commitments": [
                _promise(1, year, 50, "已完成", f"{year}-09-20"), _promise(2, year, 30, "已完成", f"{year}-11-20"),
                _promise(3, year, 20, "因故豁免", f"{year}-08-01"),
            ],
        }],
    })  # fmt: skip
    book = YearBook.model_validate({
        "meetings": [
            {"key": f"hy-{n:02d}", "kind": "主题党日", "date": f"{year}-{n:02d}-05"} | ({"absent": ["m000000"]} if n in (5, 6, 7) else {})
            for n in range(1, 12)
        ],
        "inspections": [
            {"quarter": n, "date": f"{year}-{n * 3:02d}-25", "inspectors": ["示例"], "ratings": {"m000000": word}}
            for n, word in ((1, "好"), (2, "较好"), (3, "好"))
        ],
        "ballots": [
            _session("qz", mass, year, 40, 38, 37, {"excellent": 20, "qualified": 14, "basic": 3}),
            _session("dy", own, year, 26, 25, 25, {"excellent": 12, "qualified": 10, "basic": 2, "blank": 1}),
        ],
    })  # fmt: skip
    branch = Branch.model_validate({"name": "示例村党支部", "villages": [{"key": "v000", "name": "示例村"}]})
    folder = BranchFolder("b000", "t00", branch, {year: book}, {"m000000": member})
    town = TownshipFolder("t00", Township(name="示例镇"), ("b000",))
    context = Context(settings, {"t00": town}, date(year, 12, 20))
    told = dict(explain(folder, context, "m000000").topics)

    def of(*topics: str) -> tuple[str, ...]:
        return tuple(line for topic in topics for line in told.get(topic, ()))

    return (
        ("群众评价", of(sheets_of(mass), mass.value)), ("党员评议", of(sheets_of(own), own.value)),
        (PROMISES, of(FULFILMENT)), ("组织考评", of(INSPECTION, LIFE, WHOLE)),
        ("总分", of(TOTAL) + of(GRADE)[:1]),  # what follows is about the branch: quota, decision
    )  # fmt: skip


def _promise(n: int, year: int, weight: int, status: str, on: str) -> dict[str, object]:
    entry = {"date": on, "status": status, "value": 3, "verified_by": "支部委员会"}
    reason = {"public_reason": "遇到洪水"} if status == "因故豁免" else {}
    return {
        "n": n, "what": f"承诺{n}", "target": 3, "unit": "户", "due": f"{year}-10-31", "weight": weight, "verifier_role": "支部委员会",
        "history": [entry | reason],
    }  # fmt: skip


def _session(
    key: str, kind: BallotKind, year: int, present: int, returned: int, valid: int, row: dict[str, int]
) -> dict[str, object]:
    return {
        "key": key, "kind": kind, "date": f"{year}-12-03", "eligible": present, "present": present, "issued": present, "returned": returned,
        "valid": valid, "void": returned - valid, "rows": {"m000000": row},
    }  # fmt: skip
