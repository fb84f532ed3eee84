"""This year's rules as anyone can read them, taken from the very settings that scores are computed with."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from threecards.publish.project.common import day
from threecards.publish.views import RulesView, StarRuleView
from threecards.records.county import Settings
from threecards.records.model import Scheme, StarRule
from threecards.records.words import HalfyearMode, QuotaMode


def share_text(share: Fraction) -> str:
    """A share as people say it: 30%, or 三分之一 written 1/3 where no whole percentage is exact."""
    percent = share * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else f"{share.numerator}/{share.denominator}"


def points_text(points: Decimal) -> str:
    """Points without useless zeros."""
    return f"{points.normalize():f} 分"


def _condition(rule: StarRule) -> str:
    names = {c.code: c.text for c in rule.criteria}
    parts = [f"“{names[code]}”" for code in rule.required if code in names]
    need = "、".join(parts) + "必须做到" if parts else ""
    options = [names[code] for code in rule.any_of if code in names]
    if not options or not rule.any_count:
        return need
    some = f"“{'”“'.join(options)}”中至少做到 {rule.any_count} 项"
    return f"{need}，并在{some}" if need else f"在{some}"


def star_rule_view(rule: StarRule, lit: int) -> StarRuleView:
    """One star with its meaning, criteria and condition; ``lit``: how many shine in the county."""
    return StarRuleView(
        rule.star.value, rule.star.name.lower(), rule.meaning, tuple((c.code, c.text) for c in rule.criteria), _condition(rule), lit
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
            f"其中点亮 {commend.outstanding_stars} 颗星以上、总分 {points_text(commend.outstanding_total)}以上，或由乡镇党委说明理由推荐的，报县委表彰。",
        ),
        deadlines=(
            ("公示期", f"{limits.notice_workdays} 个工作日"), ("受理异议", f"{limits.accept_workdays} 个工作日内"),
            ("答复异议", f"{limits.answer_workdays} 个工作日内"), ("答复复议", f"{limits.appeal_workdays} 个工作日内"),
            ("本人对结果提出异议", f"反馈后 {limits.feedback_workdays} 个工作日内"),
        ),
        eligibility=(
            f"{settings.county.started} 年起，为 {scheme.eligibility.max_age} 岁以下（含 {scheme.eligibility.max_age} 岁）、身体健康、有一定履职能力的党员设岗。",
            "年龄更大的党员可以自愿任岗，量力而行。", f"一人任岗一般不超过 {scheme.eligibility.max_posts} 个。",
        ),
        worked=worked_score(scheme),
    )  # fmt: skip


def worked_score(scheme: Scheme) -> tuple[str, ...]:
    """One invented member's score, computed by the functions that compute real scores, line by line."""
    return ()
