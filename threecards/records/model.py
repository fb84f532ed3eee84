"""The internal records, one model per thing a clerk writes down.

In: the tree of text that ``yamlsource`` read. Out: frozen pydantic models with tuples inside; they give types, messages and the
JSON Schema for editors. Not here: anything that concerns more than one field (that is a rule in ``rules/``), any score.

Every field has a Chinese title and a publication level, its most public default: ``W`` everyone, ``N`` people of the village
(paper only), ``B`` the branch, ``C`` branch committee, township and county. ``ceiling`` is the most public level that the county
may choose in content/publication.yaml; without it the level itself is the ceiling (PRIV-001, PRIV-004).

Where a record lies in the repository gives its key: ``members/t01/b001/m000123.yaml`` is member ``m000123`` of branch ``b001`` in
township ``t01``. Dates are ISO days; periods include both ends; ``until`` and ``to`` left out means still open.

Annotations are not postponed here: pydantic would compile each of the 600 anew, a twentieth of the time that any command takes to start.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from threecards.records.words import (
    BallotDesign,
    BallotKind,
    BranchKind,
    Category,
    Channel,
    CommitmentStatus,
    DeedKind,
    DutyArea,
    GoalArea,
    Grade,
    HalfyearMode,
    HonourLevel,
    ItemState,
    LogKind,
    MeetingKind,
    MembershipKind,
    MemberType,
    NameMode,
    NoticeKind,
    ObjectionKind,
    Office,
    OrganisationMode,
    Outcome,
    QuotaMode,
    Rating,
    Remedy,
    Results,
    ReviewResult,
    Star,
    StatusKind,
    Suits,
    SurveyKind,
    VerifierRole,
)  # fmt: skip

# --- small types -------------------------------------------------------------------------------------------------------


def _yes_no(value: Any) -> bool:
    """Read 是 / 否; nothing else, so that no editor's idea of yes and no gets in."""
    if value == "是" or value is True:
        return True
    if value == "否" or value is False:
        return False
    raise PydanticCustomError("yes_no", "expected 是 or 否")


_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_SHARE = re.compile(r"(?:0|[1-9][0-9]*)(?:/[1-9][0-9]*|(?:\.[0-9]+)?%?)")


def _day(value: Any) -> date:
    """Read a day written as ``2026-03-09`` and in no other way: no times, no week numbers, no seconds since 1970."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and len(value) == 10 and value[4] == "-" == value[7] and "1900" <= value[:4] <= "2200":
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "expected a day such as 2026-03-09")


def _number(value: Any) -> Any:
    """Let a number through as digits with one point: no ``1e3``, ``1_000``, ``+3``, ``03``, no binary floats."""
    if isinstance(value, str):
        if (value[0:1] != "0" and value.isdecimal() and value.isascii()) or _NUMBER.fullmatch(value):
            return value
    elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return value
    raise PydanticCustomError("number", "expected digits")


def _whole(value: Any) -> Any:
    """Let a whole number through, written with digits only."""
    if "." in value if isinstance(value, str) else isinstance(value, Decimal):
        raise PydanticCustomError("number", "expected a whole number")
    return _number(value)


def _share(value: Any) -> Fraction:
    """Read an exact share: ``"1/3"``, ``"0.30"``, ``"40%"``."""
    if isinstance(value, (Fraction, int)) and not isinstance(value, bool):
        return Fraction(value)
    if not isinstance(value, str) or not _SHARE.fullmatch(value):
        raise PydanticCustomError("share", "expected a fraction such as 1/3, 0.30 or 40%")
    return Fraction(value[:-1]) / 100 if value.endswith("%") else Fraction(value)


# a field may be called "date"; its type then needs another name
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=date)]
# these stand after Field(): bounds in front of them stay in compiled code
WHOLE = BeforeValidator(_whole, json_schema_input_type=int)
NUMBER = BeforeValidator(_number, json_schema_input_type=Decimal)
YesNo = Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema({"enum": ["是", "否"]})]
Share = Annotated[
    Fraction, BeforeValidator(_share), PlainSerializer(str), WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?(/[0-9]+|%)?$"}),
]  # fmt: skip
Amount = Annotated[Decimal, Field(ge=0, le=100_000_000, max_digits=12, decimal_places=3), NUMBER]
Points = Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=4), NUMBER]
Count = Annotated[int, Field(ge=0, le=100_000), WHOLE]
Line = Annotated[str, Field(min_length=1, max_length=60)]
Sentence = Annotated[str, Field(min_length=1, max_length=200)]
Prose = Annotated[str, Field(min_length=1, max_length=2000)]
Year = Annotated[int, Field(ge=1990, le=2100), WHOLE]
JoinYear = Annotated[int, Field(ge=1921, le=2100), WHOLE]  # the oldest members joined long before any card
LanguageTag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=20)]
Month = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Quarter = Annotated[int, Field(ge=1, le=4), WHOLE]
Half = Annotated[int, Field(ge=1, le=2), WHOLE]
TownshipKey = Annotated[str, Field(pattern=r"^t[0-9]{2,3}$")]
BranchKey = Annotated[str, Field(pattern=r"^b[0-9]{3,4}$")]
VillageKey = Annotated[str, Field(pattern=r"^v[0-9]{3,4}$")]
MemberKey = Annotated[str, Field(pattern=r"^m[0-9]{6}$")]
PostKey = Annotated[str, Field(pattern=r"^p[0-9]{2,3}$")]
RecordKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
Verifier = Annotated[VerifierRole | MemberKey, Field(union_mode="left_to_right")]


class Model(BaseModel):
    """Base of all records: frozen, and unknown keys are faults, since a misspelt key would otherwise be lost in silence.

    A model is built when it is first used, or as a part of the file it stands in (``fields.ROOTS``): one validator for each file, not ninety.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True, str_strip_whitespace=True, defer_build=True
    )  # fmt: skip


def _f(title: str, level: str, default: Any = ..., *, ceiling: str = "", **extra: Any) -> Any:
    """Declare a field: Chinese title, publication level and, where the county may open it further, its ceiling."""
    return Field(default, title=title, json_schema_extra={"level": level, "ceiling": ceiling or level}, **extra)


# --- the member's file -------------------------------------------------------------------------------------------------


class Membership(Model):
    """One organisational relation with a branch; the history of a member's relations is a list of them.

    A transfer closes one and opens the next on the following day. ``moved_from`` names the old branch on the new relation.
    """

    branch: BranchKey = _f("党支部", "B")
    kind: MembershipKind = _f("类别", "C", ceiling="N")
    since: Day = _f("起", "C", alias="from")
    until: Day | None = _f("止", "C", None, alias="to")


class ContactEntry(Model):
    """One contact with a floating member; at least one a quarter (MEM-007)."""

    date: Day = _f("日期", "C")
    channel: Line = _f("方式", "C")
    note: Sentence | None = _f("内容", "C", None)


class FlowPeriod(Model):
    """A floating spell. Everything in it is internal: it would tell that a house is empty."""

    since: Day = _f("外出日期", "C", alias="from")
    until: Day | None = _f("返回日期", "C", None, alias="to")
    destination: Line | None = _f("流入地", "C", None)
    host: Line | None = _f("流入地党组织", "C", None)
    fixed_place: YesNo = _f("有固定地点", "C", False)
    contact: MemberKey | None = _f("联系人", "C", None)
    contacts: tuple[ContactEntry, ...] = _f("联系记录", "C", ())
    returns: tuple[Day, ...] = _f("返乡日期", "C", ())


class StatusEvent(Model):
    """A dated change of a membership (suspended, moved out, deceased …). Level C: it acts on pages, but is never shown."""

    date: Day = _f("日期", "C")
    kind: StatusKind = _f("事项", "C")
    document: Line | None = _f("文号", "C", None)
    until: Day | None = _f("至", "C", None)


class Consent(Model):
    """What a member allows, item by item, on the signed form. Without it the web shows a code name and no photo."""

    date: Day = _f("签署日期", "C")
    form: Line | None = _f("表号", "C", None)
    name: YesNo = _f("网上公开姓名", "C", False)
    photo: YesNo = _f("网上公开照片", "C", False)
    board_photo: YesNo = _f("公开栏张贴照片", "C", False)
    stars: YesNo = _f("公开所获星", "C", True)
    commitments: YesNo = _f("公开承诺", "C", True)
    probationary: YesNo = _f("注明预备党员", "C", False)
    withdrawn: Day | None = _f("撤回日期", "C", None)


class TalkRecord(Model):
    """A heart-to-heart talk before the card is made (survey kind 谈心交流); what was said stays with the committee."""

    key: RecordKey = _f("编号", "C")
    date: Day = _f("日期", "C")
    talker: MemberKey | None = _f("谈话人", "C", None)
    wishes: Sentence | None = _f("意愿", "C", None)
    strengths: Sentence | None = _f("特长", "C", None)
    difficulties: Sentence | None = _f("困难和问题", "C", None)


class StatusEntry(Model):
    """One step in the history of a commitment. The newest dated entry tells its state.

    value: amount reached so far, in the unit of the commitment. verified_by: a role, or the key of another member; a claim
    without it is worth nothing until it is verified. public_reason: one sentence, required when the status is 因故豁免.
    """

    date: Day = _f("日期", "W")
    status: CommitmentStatus = _f("状态", "W")
    value: Amount | None = _f("已达数量", "W", None)
    verified_by: Verifier | None = _f("核实人", "B", None)
    public_reason: Sentence | None = _f("公开说明", "W", None)
    evidence: RecordKey | None = _f("佐证编号", "B", None)
    unverified: YesNo = _f("经异议受理暂不认定", "C", False)


class Revision(Model):
    """A change of an approved commitment: what it said before, when and why it changed. Baselines are never overwritten."""

    date: Day = _f("日期", "B")
    field: Line = _f("修改的内容", "B")
    before: Sentence = _f("原内容", "B")
    after: Sentence | None = _f("改为", "B", None)
    reason: Sentence = _f("原因", "B")
    approved_by: Verifier = _f("批准人", "B")


class Commitment(Model):
    """One promise: what, from which baseline to which target, by when, who verifies. Weights of a card add up to 100."""

    n: Annotated[int, Field(ge=1, le=20), WHOLE] = _f("序号", "W")
    what: Sentence = _f("承诺事项", "W")
    for_whom: Line | None = _f("服务对象", "W", None)
    baseline: Amount | None = _f("上年基数", "W", None)
    target: Amount | None = _f("目标", "W", None)
    unit: Annotated[str, Field(min_length=1, max_length=8)] | None = _f("单位", "W", None)
    done_when: Sentence | None = _f("完成标准", "W", None)
    due: Day | None = _f("完成时限", "W", None)
    weight: Points | None = _f("权重", "W", None)
    verifier_role: VerifierRole | None = _f("核实方", "W", None)
    evidence_plan: Sentence | None = _f("佐证方式", "B", None)
    history: tuple[StatusEntry, ...] = _f("进展", "W", ())
    revisions: tuple[Revision, ...] = _f("修改记录", "B", ())


class Assignment(Model):
    """A post on a card with its four steps: choose, fix, show, fulfil (the last are the deeds). POST-008 keeps their order."""

    post: PostKey = _f("岗位", "W")
    choose: Day | None = _f("选岗", "W", None)
    fix: Day | None = _f("定岗", "W", None)
    show: Day | None = _f("亮岗", "W", None)
    until: Day | None = _f("离岗", "W", None)
    wish: Annotated[int, Field(ge=1, le=3), WHOLE] | None = _f("志愿", "C", None)
    voluntary: YesNo = _f("自愿任岗", "C", False)


class Review(Model):
    """The branch's look at a drafted card, before it is approved."""

    date: Day = _f("日期", "B")
    result: ReviewResult = _f("结果", "B")
    remark: Sentence | None = _f("意见", "B", None)


class Approval(Model):
    """Approval by the branch."""

    date: Day = _f("日期", "B")
    meeting: RecordKey | None = _f("会议", "B", None)


class Handover(Model):
    """Fate of one open commitment at a transfer."""

    n: Annotated[int, Field(ge=1, le=20), WHOLE] = _f("序号", "C")
    state: Annotated[str, Field(pattern="^(结转|已完成|取消)$")] = _f("处理", "C")
    reason: Sentence | None = _f("原因", "C", None)


class Closing(Model):
    """Why and when a card was closed, and what became of its open commitments (transfer rule 1)."""

    date: Day = _f("日期", "C")
    reason: Sentence = _f("原因", "C")
    handover: tuple[Handover, ...] = _f("交接", "C", ())


class ActionCard(Model):
    """The action card of one member and one year. States follow from the dates: drafted, reviewed, confirmed, approved, shown, closed."""

    year: Year = _f("年度", "W")
    type: MemberType = _f("类型", "N")
    branch: BranchKey | None = _f("党支部", "W", None)
    opened: Day | None = _f("启用日期", "B", None)
    drafted: Day | None = _f("起草日期", "B", None)
    reviews: tuple[Review, ...] = _f("支部审议", "B", ())
    confirmed: Day | None = _f("本人确认", "B", None)
    approved: Approval | None = _f("支部审定", "B", None)
    shown: Day | None = _f("公示上墙", "W", None)
    closed: Closing | None = _f("关闭", "C", None)
    surveys: tuple[RecordKey, ...] = _f("摸底依据", "C", ())
    posts: tuple[Assignment, ...] = _f("岗位", "W", ())
    stars_declared: tuple[Star, ...] = _f("争创的星", "W", ())
    commitments: tuple[Commitment, ...] = _f("承诺", "W", ())


class Deed(Model):
    """One record of fulfilment: a dated deed, verified by somebody else, for a commitment or a post; it may count for a star.

    kinds: what it counts as; more than one is allowed, but it supports one star only, the one named in ``star`` (STAR-003).
    hours, households: amounts where the kind needs one. entered: day of entry, when not the day of the deed (EVT-009).
    reviewed: the text may go to the public, the branch has read it.
    """

    key: RecordKey | None = _f("编号", "B", None)
    date: Day = _f("日期", "W")
    text: Sentence = _f("事迹", "W")
    place: Line | None = _f("地点", "B", None)
    commitment: Annotated[int, Field(ge=1, le=20), WHOLE] | None = _f("对应承诺", "W", None)
    post: PostKey | None = _f("对应岗位", "W", None)
    kinds: tuple[DeedKind, ...] = _f("类别", "B", ())
    star: Star | None = _f("计入的星", "B", None)
    hours: Amount | None = _f("小时", "B", None)
    households: Count | None = _f("户数", "W", None)
    verified_by: Verifier | None = _f("核实人", "B", None)
    evidence: RecordKey | None = _f("佐证编号", "B", None)
    entered: Day | None = _f("登记日期", "B", None)
    reviewed: YesNo = _f("可公开", "B", False)


class SelfReport(Model):
    """The member's year-end report; a duty and an input for the meeting, it gives no points."""

    year: Year = _f("年度", "B")
    date: Day = _f("日期", "B")
    text: Prose | None = _f("述职", "B", None)


class Tally(Model):
    """Totals of one member's row in a ballot: only totals are stored, never who voted what.

    Four-option ballots use excellent … unqualified, three-option ones satisfied … dissatisfied, numeric ones ``scores`` (0-100).
    blank: rows left blank or with two ticks; unknown: 不了解. Both are not counted.
    """

    excellent: Count = _f("优秀", "C", 0)
    qualified: Count = _f("合格", "C", 0)
    basic: Count = _f("基本合格", "C", 0)
    unqualified: Count = _f("不合格", "C", 0)
    satisfied: Count = _f("满意", "C", 0)
    basically_satisfied: Count = _f("基本满意", "C", 0)
    dissatisfied: Count = _f("不满意", "C", 0)
    scores: tuple[Points, ...] = _f("分数", "C", ())
    blank: Count = _f("空白", "C", 0)
    unknown: Count = _f("不了解", "C", 0)


class HostBallot(Model):
    """Ballots taken where a floating member lives, by the host organisation."""

    date: Day = _f("日期", "C")
    design: BallotDesign = _f("票样", "C", BallotDesign.FOUR)
    tally: Tally = _f("票数", "C")


class HostAppraisal(Model):
    """Appraisal of a floating member at the host organisation (national regulation 2019, Art. 32)."""

    year: Year = _f("年度", "C")
    mass: HostBallot | None = _f("群众测评", "C", None)
    member: HostBallot | None = _f("党员评议", "C", None)


class BranchScore(Model):
    """Organisational component given by one branch for some months of the year, after a transfer (example E17)."""

    branch: BranchKey = _f("党支部", "C")
    value: Points = _f("得分", "C")
    months: Annotated[int, Field(ge=1, le=12), WHOLE] = _f("月数", "C")


class OrganisationScore(Model):
    """The organisation's component where it is not computed from the card: ``value`` with a reason, or the parts after a transfer.

    assessor: role that gave it, never the member himself; for a branch secretary the township committee.
    """

    year: Year = _f("年度", "C")
    value: Points | None = _f("得分", "C", None)
    reason: Sentence | None = _f("理由", "C", None)
    assessor: VerifierRole = _f("考评方", "C", VerifierRole.BRANCH_COMMITTEE)
    parts: tuple[BranchScore, ...] = _f("分段得分", "C", ())


class Veto(Model):
    """A fact that caps the grade of the year: code V1-V7 (domain rule 5.8), never shown, the number stays as it is."""

    code: Annotated[str, Field(pattern=r"^V[1-7]$")] = _f("代码", "C")
    date: Day = _f("日期", "C")
    document: Line = _f("依据", "C")
    decided_by: Line = _f("认定方", "C")
    until: Day | None = _f("影响期至", "C", None)


class Blocker(Model):
    """A confirmed breach that blocks a star, or takes a lit one away."""

    stars: tuple[Star, ...] = _f("涉及的星", "C", min_length=1)
    date: Day = _f("认定日期", "C")
    document: Line = _f("依据", "C")
    noticed: Day | None = _f("告知本人日期", "C", None)
    decided: Day | None = _f("支委会决定日期", "C", None)


class Exemption(Model):
    """Exempt from the appraisal for infirmity or illness, by decision of the branch meeting. No reason is stored."""

    year: Year = _f("年度", "C")
    date: Day = _f("日期", "C")
    meeting: RecordKey | None = _f("会议", "C", None)
    wants_stars: YesNo = _f("自愿参评星级", "C", False)


class Feedback(Model):
    """The result was told to the member."""

    year: Year = _f("年度", "C")
    date: Day = _f("日期", "C")
    by: Verifier = _f("反馈人", "C")
    objects: YesNo = _f("有异议", "C", False)


class Commendation(Model):
    """An honour for excellent members with enough stars. ``revoked`` takes it off the public pages; the record stays."""

    year: Year = _f("年度", "W")
    level: HonourLevel = _f("级别", "W")
    title: Line = _f("称号", "W")
    date: Day = _f("日期", "W")
    document: Line | None = _f("文号", "W", None)
    outstanding: YesNo = _f("特别突出", "B", False)
    recommendation: Sentence | None = _f("推荐理由", "B", None)
    revoked: Day | None = _f("撤销日期", "C", None)


class Admonition(Model):
    """An admonition talk. Level C: the public side cannot show that it exists."""

    year: Year = _f("年度", "C")
    date: Day = _f("日期", "C")
    place: Line | None = _f("地点", "C", None)
    talkers: tuple[Line, ...] = _f("谈话人", "C", min_length=2)
    issues: Prose = _f("存在问题", "C")
    measures: tuple[Sentence, ...] = _f("改进措施", "C", ())
    opinion: Sentence | None = _f("本人意见", "C", None)
    reviews: tuple[Day, ...] = _f("回访日期", "C", ())
    closed: Day | None = _f("办结日期", "C", None)


class Withdrawal(Model):
    """A year's stars declared and then given up by the member."""

    year: Year = _f("年度", "C")
    star: Star = _f("星", "C")
    date: Day = _f("日期", "C")


class PastYear(Model):
    """What is kept of a closed year; the full year stays reachable under its git tag. No grade: exempt, or not yet a full member."""

    year: Year = _f("年度", "W")
    grade: Grade | None = _f("等次", "C", None)
    stars: tuple[Star, ...] = _f("所获星", "W", ())
    commendation: Line | None = _f("表彰", "W", None)


class Member(Model):
    """One member's file: who, where, and the year with everything that is a fact about this member alone."""

    name: Annotated[str, Field(min_length=1, max_length=20)] = _f("姓名", "N", ceiling="W")
    disambiguation: Annotated[str, Field(max_length=10)] | None = _f("同名区分", "N", None, ceiling="W")
    pinyin: Annotated[str, Field(pattern=r"^[a-z ]+$", max_length=60)] | None = _f("拼音", "N", None, ceiling="W")
    born: Month | None = _f("出生年月", "C", None)
    joined: Day | None = _f("入党日期", "C", None)
    party_since: JoinYear | None = _f("入党年份", "C", None, ceiling="N")
    full_since: Day | None = _f("转正日期", "C", None)
    group: Line | None = _f("村民小组", "C", None)
    village: VillageKey | None = _f("所在村", "W", None)
    education: Line | None = _f("学历", "C", None)
    skills: Sentence | None = _f("特长", "C", None, ceiling="N")
    fit: YesNo | None = _f("身体状况适合任岗", "C", None)
    able: YesNo | None = _f("有履职能力", "C", None)
    photo: Annotated[str, Field(pattern=r"^[\w./-]+\.(jpg|jpeg|png)$", max_length=120)] | None = _f(
        "照片", "N", None, ceiling="W"
    )
    memberships: tuple[Membership, ...] = _f("组织关系", "C", min_length=1)
    floating: tuple[FlowPeriod, ...] = _f("流动情况", "C", ())
    statuses: tuple[StatusEvent, ...] = _f("党籍变动", "C", ())
    consent: Consent | None = _f("公开同意书", "C", None)
    talks: tuple[TalkRecord, ...] = _f("谈心记录", "C", ())
    cards: tuple[ActionCard, ...] = _f("行动卡", "W", ())
    deeds: tuple[Deed, ...] = _f("履岗践诺记录", "W", ())
    self_reports: tuple[SelfReport, ...] = _f("述职", "B", ())
    host: HostAppraisal | None = _f("流入地评议", "C", None)
    organisation: OrganisationScore | None = _f("组织考评", "C", None)
    vetoes: tuple[Veto, ...] = _f("限制情形", "C", ())
    blockers: tuple[Blocker, ...] = _f("星级限制", "C", ())
    exemptions: tuple[Exemption, ...] = _f("免评", "C", ())
    withdrawals: tuple[Withdrawal, ...] = _f("放弃争创", "C", ())
    feedback: tuple[Feedback, ...] = _f("结果反馈", "C", ())
    commendations: tuple[Commendation, ...] = _f("表彰", "W", ())
    admonitions: tuple[Admonition, ...] = _f("谈话提醒", "C", ())
    past: tuple[PastYear, ...] = _f("往年", "W", ())


# --- the branch --------------------------------------------------------------------------------------------------------


class OfficeTerm(Model):
    """A term of office. The holder is a member of the branch (``member``) or, for people from elsewhere, a name.

    acting: holds the office for the time being. re_elected: last re-election, when the term is older than five years (ORG-009).
    """

    office: Office = _f("职务", "W")
    member: MemberKey | None = _f("党员", "W", None)
    name: Annotated[str, Field(min_length=1, max_length=20)] | None = _f("姓名", "W", None)
    since: Day = _f("任职日期", "W", alias="from")
    until: Day | None = _f("离任日期", "W", None, alias="to")
    acting: YesNo = _f("代理", "W", False)
    re_elected: Day | None = _f("换届日期", "W", None)


class Vacancy(Model):
    """A time in which the secretary's office was vacant, put on record (ORG-008)."""

    since: Day = _f("起", "B", alias="from")
    until: Day | None = _f("止", "B", None, alias="to")
    reason: Sentence | None = _f("原因", "B", None)


class Village(Model):
    """A place; a joint branch covers several."""

    key: VillageKey = _f("编号", "W")
    name: Line = _f("村名", "W")


class Post(Model):
    """A post offered by the branch: a type of the catalogue, or a local one with at least two duties of its own."""

    key: PostKey = _f("编号", "W")
    type: Line | None = _f("岗位类型", "W", None)
    name: Line | None = _f("岗位名称", "W", None)
    local: YesNo = _f("自设岗位", "W", False)
    duties: tuple[Sentence, ...] = _f("岗位职责", "W", ())
    capacity: Annotated[int, Field(ge=1, le=200), WHOLE] | None = _f("名额", "W", None)
    frequency: Line | None = _f("频次", "W", None)
    fulfilled_when: Sentence | None = _f("履职标准", "W", None)
    contact: Line | None = _f("联系方式", "W", None)


class Progress(Model):
    """State of a goal at the end of a quarter."""

    quarter: Quarter = _f("季度", "W")
    value: Amount | None = _f("完成数", "W", None)
    remark: Sentence | None = _f("说明", "W", None)
    evidence: RecordKey | None = _f("佐证编号", "B", None)


class Goal(Model):
    """One goal of the branch for the year. Without a number, ``done_when`` says what counts as reached and ``reached`` when."""

    n: Annotated[int, Field(ge=1, le=30), WHOLE] = _f("序号", "W")
    area: GoalArea = _f("目标类别", "W")
    text: Sentence = _f("目标任务", "W")
    baseline: Amount | None = _f("上年基数", "W", None)
    target: Amount | None = _f("目标", "W", None)
    unit: Annotated[str, Field(min_length=1, max_length=8)] | None = _f("单位", "W", None)
    done_when: Sentence | None = _f("完成标准", "W", None)
    reached: Day | None = _f("完成日期", "W", None)
    due: Day | None = _f("完成时限", "W", None)
    weight: Points | None = _f("权重", "W", None)
    surveys: tuple[RecordKey, ...] = _f("摸底依据", "W", ())
    progress: tuple[Progress, ...] = _f("季度进展", "W", ())


class OfficeComment(Model):
    """A comment from above on a card; praise may be made public."""

    date: Day = _f("日期", "B")
    text: Sentence = _f("意见", "B", ceiling="W")
    public: YesNo = _f("可公开", "B", False)


class GoalCard(Model):
    """The goal card of the branch secretary for one year."""

    year: Year = _f("年度", "W")
    signed: Day | None = _f("签字日期", "W", None)
    approved: Day | None = _f("乡镇审定日期", "W", None)
    goals: tuple[Goal, ...] = _f("目标", "W", ())
    comments: tuple[OfficeComment, ...] = _f("乡镇点评", "B", ())


class Branch(Model):
    """``branch.yaml``: what stands about a branch: villages, officers, posts, goal cards."""

    name: Line = _f("党支部名称", "W")
    kind: BranchKind = _f("类型", "W", BranchKind.SINGLE)
    villages: tuple[Village, ...] = _f("村", "W", min_length=1)
    founded: Day | None = _f("成立日期", "W", None)
    phone: Line | None = _f("村办公电话", "W", None)
    board: Line | None = _f("公开栏位置", "W", None)
    officers: tuple[OfficeTerm, ...] = _f("任职", "W", ())
    vacancies: tuple[Vacancy, ...] = _f("空缺", "B", ())
    posts: tuple[Post, ...] = _f("岗位", "W", ())
    goal_cards: tuple[GoalCard, ...] = _f("目标卡", "W", ())
    retired_keys: tuple[MemberKey, ...] = _f("停用的党员编号", "C", ())


# --- the branch's year book: sittings ----------------------------------------------------------------------------------


class Survey(Model):
    """Opinions collected or a visit made before the cards were set up; findings without names may be shown on the goal card."""

    key: RecordKey = _f("编号", "W")
    kind: SurveyKind = _f("方式", "W")
    date: Day = _f("日期", "W")
    channel: Channel | None = _f("渠道", "W", None)
    village: VillageKey | None = _f("村", "W", None)
    slips: Count | None = _f("份数", "W", None)
    findings: tuple[Sentence, ...] = _f("群众反映", "W", ())
    by: Line | None = _f("走访人", "B", None)


class Meeting(Model):
    """A meeting or study day. Everybody active in the branch is expected; only the absent are listed.

    excused: absent with leave. hours: study hours it counts for. study: it is a study day (criterion L2).
    """

    key: RecordKey = _f("编号", "B")
    kind: MeetingKind = _f("类别", "B")
    date: Day = _f("日期", "B")
    topic: Sentence | None = _f("主题", "B", None)
    study: YesNo = _f("学习日", "B", False)
    hours: Amount | None = _f("学时", "B", None)
    absent: tuple[MemberKey, ...] = _f("缺席", "C", ())
    excused: tuple[MemberKey, ...] = _f("请假", "C", ())


Ratings = Mapping[MemberKey, Rating]


class Inspection(Model):
    """The quarterly inspection of all cards of a branch."""

    quarter: Quarter = _f("季度", "B")
    date: Day = _f("日期", "B")
    inspectors: tuple[Line, ...] = _f("督查人", "C", min_length=1)
    ratings: Ratings = _f("结果", "B")
    notes: Mapping[MemberKey, Sentence] = _f("意见", "B", {})
    follow_up: Sentence | None = _f("整改要求", "B", None)


class SpotCheck(Model):
    """A random check with a comment by the township secretary, a deputy, or the branch secretary."""

    key: RecordKey = _f("编号", "B")
    date: Day = _f("日期", "B")
    checker: Office = _f("抽查人", "B")
    checker_member: MemberKey | None = _f("抽查人编号", "C", None)
    member: MemberKey | None = _f("抽查对象", "B", None)
    draw: RecordKey | None = _f("抽签编号", "B", None)
    seen: Sentence | None = _f("看到的情况", "B", None)
    comment: Sentence = _f("点评", "B", ceiling="W")
    public: YesNo = _f("可公开", "B", False)
    follow_up_due: Day | None = _f("整改期限", "B", None)
    follow_up_done: Day | None = _f("整改完成", "B", None)


class Draw(Model):
    """A draw for spot checks that anyone can repeat: SHA-256 over the seed and the sorted member keys."""

    key: RecordKey = _f("编号", "B")
    date: Day = _f("日期", "B")
    seed: Line = _f("种子", "B")
    pool: tuple[MemberKey, ...] = _f("范围", "B", ())
    drawn: tuple[MemberKey, ...] = _f("抽中", "B")


class HalfyearAppraisal(Model):
    """The half-year appraisal: a result per member."""

    half: Half = _f("半年", "B")
    date: Day = _f("日期", "B")
    meeting: RecordKey | None = _f("会议", "B", None)
    ratings: Ratings = _f("结果", "B")


class BallotSession(Model):
    """One session of ballots: sheets and, per member, totals. Check sums are typed from the tally sheet, BAL rules compare them.

    eligible: who may vote; present, issued, returned, valid, void count sheets or people.
    """

    key: RecordKey = _f("编号", "C")
    kind: BallotKind = _f("类别", "C")
    design: BallotDesign = _f("票样", "C", BallotDesign.FOUR)
    date: Day = _f("日期", "B")
    place: Line | None = _f("地点", "B", None)
    eligible: Count | None = _f("应到", "C", None)
    present: Count = _f("实到", "C")
    issued: Count = _f("发出", "C")
    returned: Count = _f("收回", "C")
    valid: Count = _f("有效", "C")
    void: Count = _f("无效", "C")
    tellers: tuple[Line, ...] = _f("计票人", "C", ())
    scrutineer: Line | None = _f("监票人", "C", None)
    absent: tuple[MemberKey, ...] = _f("未到党员", "C", ())
    superseded_by: RecordKey | None = _f("由何次重新计票取代", "C", None)
    rows: Mapping[MemberKey, Tally] = _f("票数", "C")


class Verdict(Model):
    """What the meeting decided on one member. A grade one step off the suggestion needs a reason, two steps the township."""

    grade: Grade = _f("等次", "C")
    ayes: Count = _f("赞成", "C")
    noes: Count | None = _f("反对", "C", None)
    abstained: Count | None = _f("弃权", "C", None)
    reason: Sentence | None = _f("与建议不同的理由", "C", None)
    township_confirmed: Day | None = _f("乡镇确认日期", "C", None)


class DecisionMeeting(Model):
    """The branch general meeting that decides grades and confirms stars. Valid with more than half of those who should attend.

    stars: stars confirmed per member. no_ballot_reason: why a decision was possible without both ballots (EVT-002).
    """

    key: RecordKey = _f("编号", "C")
    date: Day = _f("日期", "B")
    should_attend: Count = _f("应到", "C")
    present: Count = _f("实到", "C")
    grades: Mapping[MemberKey, Verdict] = _f("等次决定", "C", {})
    stars: Mapping[MemberKey, tuple[Star, ...]] = _f("星级确认", "C", {})
    no_ballot_reason: Sentence | None = _f("未组织测评的原因", "C", None)


class Notice(Model):
    """A public notice with its period. The day of posting does not count; it ends after ``days`` working days.

    days: working days, default from the scheme. members, stars: whom it is about; level W for as long as it runs.
    """

    key: RecordKey = _f("编号", "W")
    kind: NoticeKind = _f("类别", "W")
    title: Line | None = _f("标题", "W", None)
    text: Prose | None = _f("正文", "W", None)
    posted: Day = _f("张贴日期", "W")
    days: Annotated[int, Field(ge=1, le=60), WHOLE] | None = _f("工作日数", "W", None)
    members: tuple[MemberKey, ...] = _f("党员", "W", ())
    stars: Mapping[MemberKey, tuple[Star, ...]] = _f("拟授予的星", "W", {})
    removed: Day | None = _f("撤下日期", "W", None)
    outcome: Sentence | None = _f("结果", "W", None)


class Answer(Model):
    """The answer to an objection."""

    date: Day = _f("日期", "C")
    outcome: Outcome = _f("结论", "C")
    remedy: Remedy = _f("处理", "C", Remedy.KEPT)
    text: Sentence | None = _f("答复", "C", None)


class Objection(Model):
    """An objection from a villager or a member. Content and person are level C; the public sees numbers and outcomes by township.

    Its state follows from the dates: received, accepted or refused, answered, closed. ``extended`` moves the answer's deadline once.
    """

    key: RecordKey = _f("编号", "C")
    received: Day = _f("收到日期", "C")
    channel: Channel = _f("渠道", "C")
    kind: ObjectionKind = _f("类别", "C")
    signed: YesNo = _f("实名", "C", False)
    member: MemberKey | None = _f("涉及党员", "C", None)
    star: Star | None = _f("涉及的星", "C", None)
    commitment: Annotated[int, Field(ge=1, le=20), WHOLE] | None = _f("涉及承诺", "C", None)
    deed: RecordKey | None = _f("涉及事迹", "C", None)
    notice: RecordKey | None = _f("涉及公示", "C", None)
    content: Prose | None = _f("内容", "C", None)
    accepted: Day | None = _f("受理日期", "C", None)
    refused: Day | None = _f("不受理日期", "C", None)
    refusal_reason: Sentence | None = _f("不受理原因", "C", None)
    extended: Day | None = _f("延期日期", "C", None)
    extension_reason: Sentence | None = _f("延期原因", "C", None)
    heard: Day | None = _f("听取本人意见日期", "C", None)
    answer: Answer | None = _f("答复", "C", None)
    closed: Day | None = _f("办结日期", "C", None)
    appeal_of: RecordKey | None = _f("对何件复议", "C", None)


class YearBook(Model):
    """``<year>.yaml`` in a branch's folder: the sittings of one year, each a fact that stands once."""

    surveys: tuple[Survey, ...] = _f("调查摸底", "W", ())
    meetings: tuple[Meeting, ...] = _f("会议学习", "B", ())
    inspections: tuple[Inspection, ...] = _f("季度督查", "B", ())
    spot_checks: tuple[SpotCheck, ...] = _f("随机抽查", "B", ())
    draws: tuple[Draw, ...] = _f("抽签", "B", ())
    halfyears: tuple[HalfyearAppraisal, ...] = _f("半年评比", "B", ())
    ballots: tuple[BallotSession, ...] = _f("测评", "C", ())
    decisions: tuple[DecisionMeeting, ...] = _f("支部大会决定", "C", ())
    notices: tuple[Notice, ...] = _f("公示", "W", ())
    objections: tuple[Objection, ...] = _f("异议", "C", ())


# --- the township ------------------------------------------------------------------------------------------------------


class QuarterState(Model):
    """State of an item of the responsibility card at the end of a quarter."""

    quarter: Quarter = _f("季度", "W")
    state: ItemState = _f("状态", "W")
    remark: Sentence | None = _f("说明", "W", None)


class DutyItem(Model):
    """One item of the responsibility card: what, how much, by when, how success is seen."""

    text: Sentence = _f("责任事项", "W")
    target: Amount | None = _f("目标", "W", None)
    unit: Annotated[str, Field(min_length=1, max_length=8)] | None = _f("单位", "W", None)
    due: Day | None = _f("完成时限", "W", None)
    measure: Sentence | None = _f("完成标准", "W", None)
    quarters: tuple[QuarterState, ...] = _f("季度状态", "W", ())


class DutyAreaItems(Model):
    """One of the four areas with its items."""

    area: DutyArea = _f("责任类别", "W")
    items: tuple[DutyItem, ...] = _f("事项", "W", min_length=1)


class Recorders(Model):
    """Who wrote a log entry down, on each of the two sides (recorded jointly)."""

    township: Line = _f("乡镇记载人", "B")
    branch: Line | None = _f("支部记载人", "B", None)


class LogEntry(Model):
    """One entry in part two of the responsibility card. Public after review; nobody criticised is ever named."""

    date: Day = _f("日期", "W")
    kind: LogKind = _f("类别", "W")
    place: Line | None = _f("地点", "W", None)
    branch: BranchKey | None = _f("涉及支部", "W", None)
    done: Sentence = _f("做了什么", "W")
    result: Sentence | None = _f("结果", "W", None)
    recorded_by: Recorders = _f("记载", "B")
    evidence: RecordKey | None = _f("佐证编号", "B", None)
    reviewed: YesNo = _f("可公开", "B", False)


class TwoReports(Model):
    """The year-end reports and appraisal of the secretary (两述一评); dates are public, tallies stay in the branch."""

    upward: Day | None = _f("向上级述职日期", "W", None)
    downward: Day | None = _f("向党员群众述职日期", "W", None)
    appraisal: Tally | None = _f("评议票数", "B", None)


class Planned(Model):
    """Numbers that the responsibility card plans for the year."""

    recruits: Count | None = _f("计划发展党员", "W", None)
    trainings: Count | None = _f("计划培训场次", "W", None)
    activities: Count | None = _f("计划活动场次", "W", None)


class ResponsibilityCard(Model):
    """The responsibility card of the township secretary for one year: four areas, then the log. It carries states, no score."""

    year: Year = _f("年度", "W")
    signed: Day | None = _f("签字日期", "W", None)
    approved: Day | None = _f("县审定日期", "W", None)
    planned: Planned = _f("年度计划数", "W", Planned())
    areas: tuple[DutyAreaItems, ...] = _f("教育管理责任", "W", ())
    log: tuple[LogEntry, ...] = _f("落实责任活动记载", "W", ())
    two_reports: TwoReports | None = _f("述职评议", "W", None)
    county_comment: OfficeComment | None = _f("县级点评", "B", None)


class Township(Model):
    """``township.yaml``: a township, its officers, its responsibility cards."""

    name: Line = _f("乡镇名称", "W")
    committee: Line | None = _f("党委名称", "W", None)
    phone: Line | None = _f("组织办电话", "W", None)
    address: Line | None = _f("办公地点", "W", None)
    officers: tuple[OfficeTerm, ...] = _f("任职", "W", ())
    vacancies: tuple[Vacancy, ...] = _f("空缺", "B", ())
    cards: tuple[ResponsibilityCard, ...] = _f("责任卡", "W", ())


# --- content: settings of the county and of a year ---------------------------------------------------------------------


class Expected(Model):
    """Counts of the county sheet, compared with the records (ORG-007)."""

    townships: Count | None = _f("乡镇党委", "W", None)
    branches: Count | None = _f("村党支部", "W", None)
    joint: Count | None = _f("联村党支部", "W", None)
    members: Count | None = _f("农村党员", "W", None)
    posts: Count | None = _f("岗位", "W", None)
    holders: Count | None = _f("设岗党员", "W", None)


class Labels(Model):
    """Wording that differs from county to county."""

    checks: Line = _f("督查结合的活动", "W", "三会一课")
    two_reports: Line = _f("年终述评名称", "W", "两述一评")
    report_upward: Line = _f("述职之一", "W", "向上级党组织述职")
    report_downward: Line = _f("述职之二", "W", "向党员群众述职")
    motto_office: Line = _f("有职党员主题", "W", "躬身服务帮民富")
    motto_no_office: Line = _f("无职党员主题", "W", "双带先富带好头")
    motto_floating: Line = _f("流动党员主题", "W", "带头创业哺乡邻")


class County(Model):
    """``content/county.yaml``: the county, the year shown, and how the site and the prints present it.

    address: where the site will be read, for QR codes; without it prints carry a short code only.
    language: of the words around the records on the site, as a tag such as zh-Hans, zh-Hant, en (BCP 47); layouts/locale has its catalogue.
    frozen_on: builds as of this day whatever the date; for demonstrations, a real county leaves it out.
    show_only_lit: the web shows lit stars only, so that absence is no public blame.
    """

    name: Line = _f("县名", "W")
    started: Year = _f("制度起始年", "W", 2008)
    year: Year = _f("当前年度", "W")
    title: Line = _f("网站名称", "W", "党员三卡公示")
    address: Annotated[str, Field(pattern=r"^https?://[^\s]+/$", max_length=80)] | None = _f("网站地址", "W", None)
    office: Line = _f("主管部门", "W", "县委组织部")
    phone: Line | None = _f("监督电话", "W", None)
    results: Results = _f("公开结果", "W", Results.COMMENDED)
    name_mode: NameMode = _f("未同意者显示", "W", NameMode.CODE)
    show_only_lit: YesNo = _f("网上只显示点亮的星", "W", True)
    board_show_only_lit: YesNo = _f("公开栏只显示点亮的星", "W", False)
    indexed: YesNo = _f("允许搜索引擎收录", "W", False)
    language: LanguageTag = _f("网站界面语言", "W", "zh-Hans")
    frozen_on: Day | None = _f("固定日期（演示用）", "W", None)
    expected: Expected = _f("县情数", "W", Expected())
    labels: Labels = _f("用语", "W", Labels())


class Weights(Model):
    """Shares of the three components; they add up to exactly 1 (CFG-001)."""

    mass: Share = _f("群众评价", "W", Fraction(3, 10))
    member: Share = _f("党员评议", "W", Fraction(3, 10))
    organisation: Share = _f("组织考评", "W", Fraction(4, 10))


class FourPoints(Model):
    """Points of the four-option ballot, falling (CFG-004)."""

    excellent: Points = _f("优秀", "W", Decimal(100))
    qualified: Points = _f("合格", "W", Decimal(85))
    basic: Points = _f("基本合格", "W", Decimal(70))
    unqualified: Points = _f("不合格", "W", Decimal(50))


class ThreePoints(Model):
    """Points of the three-option ballot, falling (CFG-004)."""

    satisfied: Points = _f("满意", "W", Decimal(100))
    basically_satisfied: Points = _f("基本满意", "W", Decimal(80))
    dissatisfied: Points = _f("不满意", "W", Decimal(50))


class BallotPoints(Model):
    """Points per ballot design."""

    four: FourPoints = _f("四档", "W", FourPoints())
    three: ThreePoints = _f("三档", "W", ThreePoints())


class BallotDesigns(Model):
    """How the ballots of the year ask; a session may have used another design, its record says so."""

    mass: BallotDesign = _f("群众测评", "W", BallotDesign.FOUR)
    member: BallotDesign = _f("党员互评", "W", BallotDesign.FOUR)


class RatingPoints(Model):
    """Points of inspections and half-year results, falling."""

    good: Points = _f("好", "W", Decimal(100))
    fairly_good: Points = _f("较好", "W", Decimal(85))
    fair: Points = _f("一般", "W", Decimal(70))
    poor: Points = _f("差", "W", Decimal(50))


class CommitmentPoints(Model):
    """Value of a commitment by how it ended; ``partly_floor`` is the share below which a partly kept one is worth nothing."""

    in_time: Points = _f("按时完成", "W", Decimal(100))
    late: Points = _f("年内逾期完成", "W", Decimal(90))
    not_done: Points = _f("未完成", "W", Decimal(0))
    partly_floor: Share = _f("部分完成起算比例", "W", Fraction(1, 5))


class Bands(Model):
    """Lower bounds of the grades, falling (CFG-002); compared with the rounded total."""

    excellent: Points = _f("优秀", "W", Decimal(90))
    qualified: Points = _f("合格", "W", Decimal(75))
    basic: Points = _f("基本合格", "W", Decimal(60))


class Quorum(Model):
    """Turnout below which a component cannot be computed."""

    member_present: Share = _f("党员到会比例", "W", Fraction(2, 3))
    sheets_returned: Share = _f("测评票收回比例", "W", Fraction(2, 3))
    min_counted_mass: Count = _f("群众有效评价最少数", "W", 10)
    min_counted_member: Count = _f("党员有效评价最少数", "W", 5)
    min_counted_share: Share = _f("有效评价占有效票比例", "W", Fraction(1, 2))
    min_mass_shown: Count = _f("可显示票数的最少数", "W", 5)


class OrganisationParts(Model):
    """Shares of the computed organisational component; they add up to exactly 1 (CFG-001)."""

    fulfilment: Share = _f("践诺", "W", Fraction(6, 10))
    inspection: Share = _f("督查", "W", Fraction(3, 10))
    life: Share = _f("组织生活", "W", Fraction(1, 10))


class OrganisationRule(Model):
    """How the organisation's component is made."""

    mode: OrganisationMode = _f("方式", "W", OrganisationMode.COMPUTED)
    parts: OrganisationParts = _f("构成", "W", OrganisationParts())
    min_inspections: Quarter = _f("最少督查次数", "W", 3)


class HalfyearRule(Model):
    """How the half-year appraisal enters: a gate (default), or a share of the total."""

    mode: HalfyearMode = _f("方式", "W", HalfyearMode.GATE)
    share: Share = _f("计入比例", "W", Fraction(1, 10))


class QuotaRule(Model):
    """Share of full members who may be excellent, and whether it is enforced."""

    share: Share = _f("比例", "W", Fraction(1, 3))
    mode: QuotaMode = _f("方式", "W", QuotaMode.WARN)


class CommendationRule(Model):
    """Condition of a commendation, and the measure of especially outstanding."""

    grade: Grade = _f("等次", "W", Grade.EXCELLENT)
    min_stars: Annotated[int, Field(ge=-100, le=100), WHOLE] = _f("最少星数", "W", 4)
    outstanding_stars: Annotated[int, Field(ge=1, le=6), WHOLE] = _f("特别突出星数", "W", 5)
    outstanding_total: Points = _f("特别突出总分", "W", Decimal(95))


class Eligibility(Model):
    """Who may be given a post: aged up to and including ``max_age`` on 1 January, fit and able; volunteers are welcome."""

    max_age: Annotated[int, Field(ge=18, le=120), WHOLE] = _f("最高年龄", "W", 55)
    max_posts: Annotated[int, Field(ge=1, le=10), WHOLE] = _f("一人最多岗位", "W", 2)


class Deadlines(Model):
    """Clocks of the year: working days, or calendar days where the name says so."""

    notice_workdays: Annotated[int, Field(ge=1, le=60), WHOLE] = _f("公示工作日", "W", 5)
    accept_workdays: Annotated[int, Field(ge=1, le=60), WHOLE] = _f("受理工作日", "W", 3)
    answer_workdays: Annotated[int, Field(ge=1, le=60), WHOLE] = _f("答复工作日", "W", 10)
    appeal_workdays: Annotated[int, Field(ge=1, le=60), WHOLE] = _f("复议答复工作日", "W", 15)
    feedback_workdays: Annotated[int, Field(ge=1, le=60), WHOLE] = _f("反馈异议工作日", "W", 5)
    inspection_days: Annotated[int, Field(ge=1, le=90), WHOLE] = _f("督查宽限天数", "W", 15)
    halfyear_days: Annotated[int, Field(ge=1, le=90), WHOLE] = _f("半年评比宽限天数", "W", 20)
    talk_days: Annotated[int, Field(ge=1, le=365), WHOLE] = _f("谈话期限天数", "W", 30)
    late_entry_days: Annotated[int, Field(ge=1, le=365), WHOLE] = _f("补记天数", "W", 30)


class Scheme(Model):
    """``content/scheme/<year>.yaml``: the scoring rules of one year, approved, and immutable once the year is closed (CFG-006)."""

    version: Line = _f("版本", "W")
    approved: Day | None = _f("批准日期", "W", None)
    approved_by: Line | None = _f("批准机关", "W", None)
    closed: Day | None = _f("年度关闭日期", "W", None)
    closed_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = _f("关闭时校验值", "W", None)
    cutoff: Day | None = _f("截止日", "W", None)
    weights: Weights = _f("权重", "W", Weights())
    ballots: BallotDesigns = _f("测评票样", "W", BallotDesigns())
    ballot_points: BallotPoints = _f("测评分值", "W", BallotPoints())
    rating_points: RatingPoints = _f("督查分值", "W", RatingPoints())
    commitment_points: CommitmentPoints = _f("践诺分值", "W", CommitmentPoints())
    trim_from: Annotated[int, Field(ge=3, le=100), WHOLE] = _f("去掉最高最低分的起点人数", "W", 7)
    bands: Bands = _f("等次线", "W", Bands())
    quorum: Quorum = _f("有效条件", "W", Quorum())
    reweight: YesNo = _f("缺项时重新分配权重", "W", False)
    organisation: OrganisationRule = _f("组织考评", "W", OrganisationRule())
    halfyear: HalfyearRule = _f("半年评比", "W", HalfyearRule())
    excellent_quota: QuotaRule = _f("优秀比例", "W", QuotaRule())
    commendation: CommendationRule = _f("表彰条件", "W", CommendationRule())
    eligibility: Eligibility = _f("设岗条件", "W", Eligibility())
    deadlines: Deadlines = _f("期限", "W", Deadlines())


class Criterion(Model):
    """One criterion of a star: a count or a sum over deeds of one kind, or a computed measure.

    measure: 次数 (records), 小时 (sum of hours), 户数 (sum of households), 学时 (study hours, meetings included), 到课率 (share of study
    days attended), 四季履岗 (post fulfilled in all four quarters), 无违反 (no blocker), 测评比例 (share of favourable mass ballots).
    at_least: bound, inclusive; a share for 到课率 and 测评比例. or_measure, or_at_least: a second way to meet it.
    """

    code: Annotated[str, Field(pattern=r"^[A-Z][0-9]$")] = _f("代码", "W")
    text: Sentence = _f("标准", "W")
    measure: Annotated[str, Field(pattern="^(次数|小时|户数|学时|到课率|四季履岗|无违反|测评比例)$")] = _f("计量", "W")
    kind: DeedKind | None = _f("事迹类别", "W", None)
    at_least: Share = _f("不少于", "W", Fraction(1))
    or_measure: Annotated[str, Field(pattern="^(次数|小时|户数)$")] | None = _f("或计量", "W", None)
    or_at_least: Share | None = _f("或不少于", "W", None)


class StarRule(Model):
    """Criteria of one star and how many of them light it: all of ``required`` and ``any_count`` of ``any_of``."""

    star: Star = _f("星", "W")
    meaning: Sentence = _f("含义", "W")
    criteria: tuple[Criterion, ...] = _f("标准", "W", min_length=1)
    required: tuple[str, ...] = _f("必备", "W", ())
    any_of: tuple[str, ...] = _f("任选", "W", ())
    any_count: Annotated[int, Field(ge=0, le=10), WHOLE] = _f("任选数", "W", 0)


class StarRules(Model):
    """``content/stars.yaml``: the six stars with their criteria."""

    stars: tuple[StarRule, ...] = _f("六星", "W", min_length=6, max_length=6)


class PostType(Model):
    """A type of the county's post catalogue."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,30}$")] = _f("编号", "W")
    name: Line = _f("岗位", "W")
    category: Category = _f("类别", "W")
    purpose: Sentence = _f("设岗目的", "W")
    duties: tuple[Sentence, ...] = _f("职责", "W", min_length=2, max_length=5)
    frequency: Line = _f("频次", "W")
    fulfilled_when: Sentence = _f("履职标准", "W")
    evidence: Line = _f("佐证", "W")
    limits: Sentence = _f("不得", "W")
    suits: tuple[Suits, ...] = _f("适合", "W", min_length=1)


class PostCatalogue(Model):
    """``content/posts.yaml``: the post catalogue of the county."""

    posts: tuple[PostType, ...] = _f("岗位", "W", min_length=1)


class Workdays(Model):
    """``content/workdays/<year>.yaml``: public holidays and make-up working days of one year, from the State Council's notice."""

    source: Sentence = _f("依据", "W")
    holidays: tuple[Day, ...] = _f("放假", "W")
    workdays: tuple[Day, ...] = _f("调休上班", "W", ())


class Step(Model):
    """One of the steps before publication: who by role, when."""

    date: Day = _f("日期", "C")
    by: Line = _f("经办", "C")


class Release(Model):
    """One approved publication: proposed, reviewed, approved. The footer prints its key."""

    key: Annotated[str, Field(pattern=r"^R[0-9]{4}-[0-9]{2,3}$")] = _f("发布号", "W")
    date: Day = _f("发布日期", "W")
    proposed: Step = _f("提出", "C")
    reviewed: Step = _f("审核", "C")
    approved: Step = _f("批准", "C")
    post_until: Day | None = _f("张贴至", "W", None)
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = _f("校验值", "W", None)


class Releases(Model):
    """``content/releases.yaml``: the publications so far, oldest first."""

    releases: tuple[Release, ...] = _f("发布", "W", ())


class Publication(Model):
    """``content/publication.yaml``: levels that differ from the model's own, by field path such as ``member.party_since``.

    withdraw: pages taken down at the next build, by member key. words: a county's own sensitive words for the last scan.
    """

    levels: Mapping[str, Annotated[str, Field(pattern="^[WNBC]$")]] = _f("级别", "C", {})
    withdraw: tuple[MemberKey, ...] = _f("撤下", "C", ())
    words: tuple[Line, ...] = _f("敏感词", "C", ())
