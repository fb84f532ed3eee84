"""The words a record may use: enumerations whose values are what a clerk writes and a villager reads.

A member of an enumeration has an English name (used in code, CSS classes and open data) and a Chinese value (used in YAML,
on pages and on paper). One spelling only, so that a search in the repository finds every use.
"""

from __future__ import annotations

from enum import StrEnum


class MemberType(StrEnum):
    """Three kinds of members, each with its own action card and motto."""

    OFFICE = "有职"
    NO_OFFICE = "无职"
    FLOATING = "流动"


class MembershipKind(StrEnum):
    """Kind of an organisational relation."""

    FULL = "正式"
    PROBATIONARY = "预备"


class StatusKind(StrEnum):
    """Dated events in the life of a membership; levels C and X, never published."""

    SUSPENDED = "停止党籍"
    RESUMED = "恢复党籍"
    REMOVED = "除名"
    EXPELLED = "开除"
    MOVED_OUT = "转出"
    DECEASED = "去世"
    CORRECTION = "限期改正"
    CORRECTED = "改正期满"


class Office(StrEnum):
    """Offices held as dated terms. Township offices stand in township.yaml, the others in branch.yaml."""

    TOWNSHIP_SECRETARY = "乡镇党委书记"
    TOWNSHIP_DEPUTY = "乡镇党委副书记"
    BRANCH_SECRETARY = "支部书记"
    BRANCH_DEPUTY = "支部副书记"
    BRANCH_COMMITTEE = "支部委员"
    VILLAGE_HEAD = "村委会主任"
    VILLAGE_CADRE = "村干部"
    GROUP_HEAD = "村民小组长"


class BranchKind(StrEnum):
    """A branch of one village, or a joint branch of several."""

    SINGLE = "单村"
    JOINT = "联村"


class SurveyKind(StrEnum):
    """Three ways of learning the real situation before a card is made."""

    OPINION = "征求意见"
    TALK = "谈心交流"
    VISIT = "走访调研"


class ReviewResult(StrEnum):
    """What the branch says of a drafted card."""

    PASSED = "通过"
    SENT_BACK = "退回"


class CommitmentStatus(StrEnum):
    """State of one commitment; the newest history entry holds."""

    PLANNED = "未开始"
    IN_PROGRESS = "进行中"
    DONE = "已完成"
    PARTLY = "部分完成"
    NOT_DONE = "未完成"
    EXCUSED = "因故豁免"
    WITHDRAWN = "已撤回"


class VerifierRole(StrEnum):
    """Who confirms a deed, as the public may read it: a role, never a name."""

    BRANCH_COMMITTEE = "支部委员会"
    GROUP_HEAD = "村民小组长"
    VILLAGERS = "群众代表"
    HOUSEHOLD = "受益农户"
    SUPERVISION_GROUP = "监督小组"
    INSPECTOR = "督查组"
    TOWNSHIP = "乡镇党委"
    HOST = "流入地党组织"


class Rating(StrEnum):
    """Result of an inspection or a half-year appraisal, best first."""

    GOOD = "好"
    FAIRLY_GOOD = "较好"
    FAIR = "一般"
    POOR = "差"


class Grade(StrEnum):
    """Grade of the year, best first."""

    EXCELLENT = "优秀"
    QUALIFIED = "合格"
    BASIC = "基本合格"
    UNQUALIFIED = "不合格"


class Star(StrEnum):
    """The six stars: six different titles, a set and not a level."""

    LEARNING = "学习"
    INNOVATION = "创新"
    PROSPERITY = "致富"
    DEDICATION = "奉献"
    LAW = "法制"
    MORALITY = "道德"


class DeedKind(StrEnum):
    """What a deed counts as when stars are computed; the criteria in content/stars.yaml refer to these words."""

    STUDY = "学习"
    LESSON = "传授"
    CERTIFICATE = "技能证书"
    NEW_METHOD = "新技术"
    SUGGESTION = "建议采纳"
    METHOD_SPREAD = "方法推广"
    BUSINESS = "合法经营"
    HELP_PROSPER = "带动农户"
    MARKET_TRAINING = "培训信息"
    LIVELIHOOD = "生计稳定"
    VOLUNTEER = "志愿服务"
    STEADY_HELP = "结对帮扶"
    EMERGENCY = "应急任务"
    LAW_INFORMATION = "调解普法"
    LAW_TRAINING = "法律培训"
    PUBLIC_MATTER = "支持公益"
    GOOD_DEED = "好人好事"


class BallotKind(StrEnum):
    """Who votes in a session."""

    MASS = "群众测评"
    MEMBER = "党员互评"


class BallotDesign(StrEnum):
    """How a ballot asks: four grades, three levels of satisfaction, or a number from 0 to 100."""

    FOUR = "四档"
    THREE = "三档"
    NUMERIC = "打分"


class GoalArea(StrEnum):
    """Four areas of the goal card."""

    ORGANISATION = "村级党组织建设"
    MEMBERSHIP = "党员发展与教育管理"
    CAMPAIGNS = "党建载体活动开展"
    PREMISES = "村级阵地建设"


class DutyArea(StrEnum):
    """Four areas of the responsibility card."""

    LEADERSHIP = "教育管理领导责任"
    DAILY_MANAGEMENT = "日常教育管理"
    ACTIVITIES = "党建活动开展"
    LASTING_MECHANISM = "先进性长效机制"


class LogKind(StrEnum):
    """Kinds of entries in part two of the responsibility card."""

    PLAN = "制定工作计划"
    SUPERVISION = "督促任务落实"
    ASSESSMENT = "考核评价"
    LEADER_COMMENT = "领导点评"


class ItemState(StrEnum):
    """State of an item of the responsibility card at the end of a quarter."""

    NOT_STARTED = "未开始"
    ON_TRACK = "按进度"
    BEHIND = "滞后"
    DONE = "已完成"


class MeetingKind(StrEnum):
    """Meetings and study days whose attendance counts for organisational life."""

    GENERAL = "支部大会"
    COMMITTEE = "支委会"
    GROUP = "党小组会"
    PARTY_CLASS = "党课"
    THEME_DAY = "主题党日"
    LIFE_MEETING = "组织生活会"
    STUDY_DAY = "集中学习"


class NoticeKind(StrEnum):
    """What a public notice is about."""

    POSTS = "设岗公示"
    STARS = "星级公示"
    EXCELLENT = "优秀公示"
    COMMENDATION = "表彰公示"
    OTHER = "其他公示"


class ObjectionKind(StrEnum):
    """What an objection says."""

    NOT_KEPT = "承诺未兑现"
    DID_NOT_HAPPEN = "事迹不实"
    NUMBER_WRONG = "数字有误"
    STAR_NOT_DESERVED = "星级不符"
    POST_UNFIT = "岗位不适"
    PRIVACY = "隐私投诉"
    TEXT_WRONG = "文字有误"
    COUNTING = "计票有误"
    RESULT = "对考评结果有异议"


class Channel(StrEnum):
    """How something reached the branch."""

    BOX = "意见箱"
    PHONE = "办公电话"
    FACE_TO_FACE = "当面"
    TOWNSHIP_OFFICE = "乡镇办公室"
    MEETING = "会议"
    SLIP = "意见表"


class Outcome(StrEnum):
    """Answer to an objection."""

    UPHELD = "成立"
    PARTLY = "部分成立"
    NOT_UPHELD = "不成立"


class Remedy(StrEnum):
    """What follows from an answered objection or appeal."""

    KEPT = "维持"
    RECOUNT = "重新计票"
    CORRECTED = "更正"
    NEW_MEETING = "重新开会"


class HonourLevel(StrEnum):
    """Who commends."""

    BRANCH = "支部"
    TOWNSHIP = "乡镇"
    COUNTY = "县"


class NameMode(StrEnum):
    """How a member without consent is named on the open web."""

    CODE = "代号"
    SURNAME = "姓氏"


class Results(StrEnum):
    """Which results are public: only the commended, or totals and grades of everyone; nothing in between."""

    COMMENDED = "表彰"
    ALL = "全部"


class QuotaMode(StrEnum):
    """What happens when more members qualify for excellent than there are places."""

    WARN = "提醒"
    ENFORCE = "限制"


class OrganisationMode(StrEnum):
    """How the organisation's component comes about."""

    COMPUTED = "计算"
    DIRECT = "直接评分"


class HalfyearMode(StrEnum):
    """How the half-year appraisal enters the result."""

    GATE = "门槛"
    BLEND = "计入"


class Category(StrEnum):
    """Five classes of posts."""

    THOUGHT = "思想宣传"
    ECONOMY = "经济发展"
    SUPERVISION = "民主监督"
    PUBLIC_AFFAIRS = "公共事务与安全"
    CARE = "关爱服务"


class Suits(StrEnum):
    """Whom a post suits."""

    OFFICE = "有职"
    NO_OFFICE = "无职"
    FLOATING = "流动"
    SENIOR = "年长"
