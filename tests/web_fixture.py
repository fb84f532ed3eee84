"""A small county of views made by hand: every state a page can show, and the empty ones. All people are invented."""

# ruff: noqa: E501 - a row of data reads best on one line

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.values import replace
from threecards.publish import paths
from threecards.publish.views.common import (
    CommitmentView,
    Counts,
    DeedView,
    DutyAreaView,
    DutyItemView,
    GoalAreaView,
    GoalCardView,
    GoalProgressView,
    GoalView,
    HonourView,
    Link,
    LogView,
    NoticeView,
    OfficerView,
    PastView,
    PostDuty,
    ResponsibilityCardView,
    SiteView,
    StarView,
    StepView,
)
from threecards.publish.views.web import (  # fmt: skip
    BranchLine,
    ChangeView,
    HolderView,
    MemberLine,
    PageView,
    PostTypeView,
    RulesView,
    StarRuleView,
    TownshipLine,
    WebBranch,
    WebCounty,
    WebMember,
    WebTownship,
    WebVillage,
)
from threecards.web.pages import assets, branch_pages, county_pages, township_pages
from threecards.web.render import Artifact, RenderJob, render
from threecards.web.theme import Theme, read_theme

LAYOUTS = Path(__file__).resolve().parents[1] / "layouts" / "web"

T1, T2 = Link("清溪镇", paths.township("t01")), Link("石桥乡", paths.township("t02"))
B1 = Link("柳树湾村党支部", paths.branch("t01", "b001"))
B2 = Link("上坪下坪联村党支部", paths.branch("t01", "b002"))
B3 = Link("新设村党支部", paths.branch("t02", "b003"))
V1 = Link("柳树湾村", "")
V2, V3 = Link("上坪村", paths.village("t01", "b002", "v021")), Link("下坪村", paths.village("t01", "b002", "v022"))

SITE = SiteView(
    county="云岭县", title="党员三卡公示", year=2026, started=2008, as_of="2026-12-24", office="县委组织部", phone="0900-0000012",
    address="", release="2026-4", released="2026-12-10", post_until="2027-03-31", results="commended", indexed=False,
    checks_label="三会一课", two_reports_label="两述一评", report_labels=("向上级党组织述职", "向党员群众述职"),
    mottos=(("office", "躬身服务帮民富"), ("no_office", "双带先富带好头"), ("floating", "带头创业哺乡邻")),
    townships=(T1, T2), pages=(Link("三卡是什么", paths.page("about")), Link("隐私说明", paths.page("privacy"))),
)  # fmt: skip

PUBLICITY = PostDuty(
    "p01", "政策宣传岗", "思想宣传", ("用大白话讲清新政策，入户、开会、广播都行", "收集大家的疑问，把答复带回来"), "2026-03-10",
    paths.post_type("policy_publicity"), "每月至少两次",
)  # fmt: skip
FIRE = PostDuty(
    "p02", "护林防火岗", "公共事务与安全", ("干旱季节巡山", "提醒用火的规矩"), "2026-03-10", paths.post_type("fire_forest"), "防火期每天一次",
)  # fmt: skip
LOCAL = PostDuty("p03", "老井管护岗", "自设岗位", ("每周看一次井台和井盖", "冬天给水管包保温"), "", "", "")

DONE_PROMISE = CommitmentView(
    n=1, what="带动本组 3 户农户种黄芪，统一供苗、统一卖货", for_whom="本组农户", baseline="1", target="3", unit="户", done_when="",
    due="2026-10-31", weight="40", verifier="村民小组长", status="已完成", status_code="done", value="3", percent=100, late=False,
    overdue=False, reason="",
    steps=(
        StepView("2026-03-20", "进行中", "in_progress", "1", "村民小组长", ""),
        StepView("2026-06-20", "进行中", "in_progress", "2", "督查组", ""),
        StepView("2026-10-12", "已完成", "done", "3", "村民小组长", ""),
    ),
    start=33, closed="2026-10-12",
)  # fmt: skip
GOING_PROMISE = CommitmentView(
    n=2, what="修好从河口到祠堂的 600 米机耕路边沟，雨天不再漫水", for_whom="全村", baseline="120", target="600", unit="米", done_when="",
    due="2026-12-31", weight="30", verifier="群众代表", status="进行中", status_code="in_progress", value="450", percent=75, late=False,
    overdue=False, reason="",
    steps=(
        StepView("2026-04-02", "进行中", "in_progress", "", "支部委员会", ""),
        StepView("2026-09-28", "进行中", "in_progress", "450", "群众代表", ""),
    ),
    start=20, left="150",
)  # fmt: skip
EXCUSED_PROMISE = CommitmentView(
    n=3, what="办两期果树修剪培训", for_whom="果农", baseline="0", target="2", unit="期", done_when="", due="2026-11-30", weight="20",
    verifier="支部委员会", status="因故豁免", status_code="excused", value="1", percent=50, late=False, overdue=False,
    reason="七月洪水冲毁果园道路，第二期培训没有场地，经支部大会同意不再办。",
    steps=(
        StepView("2026-05-09", "部分完成", "partly", "1", "支部委员会", ""),
        StepView("2026-08-20", "因故豁免", "excused", "1", "支部委员会", "七月洪水冲毁果园道路，第二期培训没有场地，经支部大会同意不再办。"),
    ),
)  # fmt: skip
LATE_PROMISE = CommitmentView(
    n=4, what="每月到敬老院帮厨一次，并把老人的需要带回支部", for_whom="敬老院老人", baseline="", target="", unit="",
    done_when="全年 12 次，敬老院登记为准", due="2026-11-30", weight="10", verifier="受益农户", status="已完成", status_code="done", value="",
    percent=-1, late=True, overdue=False, reason="", steps=(StepView("2026-12-05", "已完成", "done", "", "受益农户", ""),),
)  # fmt: skip
OVERDUE_PROMISE = CommitmentView(
    n=1, what="把村口路灯坏的换齐", for_whom="", baseline="", target="8", unit="盏", done_when="", due="2026-09-30", weight="50", verifier="村民小组长",
    status="进行中", status_code="in_progress", value="5", percent=62, late=False, overdue=True, reason="",
    steps=(StepView("2026-07-01", "进行中", "in_progress", "5", "村民小组长", ""),),
)  # fmt: skip
OPEN_PROMISES = (
    OVERDUE_PROMISE,
    CommitmentView(
        2, "给外出务工的乡亲发 20 条真实用工信息", "外出务工乡亲", "6", "20", "条", "", "2026-12-20", "30", "支部委员会", "部分完成", "partly", "14", 70,
        False, False, "", (StepView("2026-12-20", "部分完成", "partly", "14", "支部委员会", ""),),
    ),
    CommitmentView(
        3, "教会 5 位老人用手机看病挂号", "村里老人", "0", "5", "人", "", "2026-10-31", "10", "受益农户", "未完成", "not_done", "0", 0, False, False, "",
        (StepView("2026-11-02", "未完成", "not_done", "0", "督查组", ""),),
    ),
    CommitmentView(4, "春节前写春联送到户", "", "", "", "", "除夕前送完", "2027-02-05", "5", "村民小组长", "未开始", "planned", "", -1, False, False, "", ()),
    CommitmentView(
        5, "建一个小型烘干房", "", "", "1", "座", "", "2026-12-31", "5", "支部委员会", "已撤回", "withdrawn", "", -1, False, False, "",
        (StepView("2026-06-01", "已撤回", "withdrawn", "", "支部委员会", ""),),
    ),
)  # fmt: skip

MEANINGS = {
    "学习": ("learning", "肯学，学了能用，还教给别人"), "创新": ("innovation", "敢试新办法、新品种，试成了不藏着"),
    "致富": ("prosperity", "自己干得好，也带着乡亲一起干"), "奉献": ("dedication", "平时帮人，急时顶上"),
    "法制": ("law", "守法守约，帮人讲清道理"), "道德": ("morality", "孝老爱亲，待人诚信"),
}  # fmt: skip


def stars(*lit: str, declared: tuple[str, ...] = ()) -> tuple[StarView, ...]:
    """Six stars of which some are lit."""
    return tuple(
        StarView(
            name, code, name in lit, "2026-12-17" if name in lit else "", meaning,
            ("全年学习 36 小时", "12 次集中学习到了 11 次", "教会两户嫁接") if name in lit else (), name in declared,
        )
        for name, (code, meaning) in MEANINGS.items()
    )  # fmt: skip


def member(key: str, name: str, branch: Link = B1, village: Link | None = None, **changes: object) -> WebMember:
    """A member without anything; changes fill in."""
    plain = WebMember(
        key=key, path=paths.member(key), name=name, named=not name.startswith("党员 "), pinyin="", branch=branch, village=village, township=T1,
        office="", motto="", photo="", probationary=False, posts=(), card_state="待公示", card_shown="", commitments=(), score="", deeds=(),
        stars=stars(), show_unlit=False, excellent=False, total="", grade="", honours=(), past=(), short_code="7K2M",
    )  # fmt: skip
    return replace(plain, **changes)


def line(m: WebMember) -> MemberLine:
    """The line of a member on a list."""
    promised = [c for c in m.commitments if c.status_code not in ("excused", "withdrawn")]
    return MemberLine(
        m.key, m.path, m.name, m.named, m.village.name if m.village else "", m.office, tuple(p.name for p in m.posts),
        sum(c.status_code == "done" for c in promised), len(promised), sum(c.overdue for c in promised),
        tuple(s.name for s in m.stars if s.lit), min((c.due for c in promised if c.status_code in ("planned", "in_progress")), default=""),
        m.excellent,
    )  # fmt: skip


RICH = member(
    "m000001", "李柏川", office="支部书记", motto="躬身服务帮民富", posts=(PUBLICITY, FIRE), card_state="已公示", card_shown="2026-03-12",
    commitments=(DONE_PROMISE, GOING_PROMISE, EXCUSED_PROMISE, LATE_PROMISE), score="92.50", stars=stars("学习", "致富", "奉献", "道德"),
    excellent=True,
    deeds=(
        DeedView("2026-11-20", "在村活动室讲医保缴费怎么办，来了 42 人", 0, "政策宣传岗", 0, "群众代表"),
        DeedView("2026-10-12", "第三户黄芪苗移栽完，和合作社签了收购单", 1, "", 3, "村民小组长"),
        DeedView("2026-04-05", "清明连续三天在后山路口登记火种", 0, "护林防火岗", 0, "乡镇党委"),
    ),
    honours=(
        HonourView(2026, "乡镇", "优秀共产党员", "2026-12-20", "清党〔2026〕18 号"), HonourView(2024, "县", "先进党务工作者", "2025-06-28", ""),
    ),
    past=(PastView(2025, "优秀", ("学习", "奉献", "道德"), "乡镇表彰"), PastView(2024, "", ("奉献",), "")),
)  # fmt: skip
RARE = member(
    "m000002", "周𬭎", posts=(LOCAL,), motto="双带先富带好头", card_state="已公示", card_shown="2026-03-12", commitments=OPEN_PROMISES,
    score="41.00", stars=stars(declared=("学习", "法制")), probationary=True,
)  # fmt: skip
LONG = member(
    "m000003", "阿依古丽·阿卜杜克热木·吐尔逊江", posts=(PUBLICITY,), card_state="已公示", commitments=(DONE_PROMISE,), score="100.00",
    stars=stars("法制"), show_unlit=True,
)  # fmt: skip
CODED = member("m000017", "党员 017", commitments=(replace(GOING_PROMISE, n=1),), card_state="已审定")
BARE = member("m000004", "王五一")
ALL_RESULTS = member(
    "m000005", "赵小满", commitments=(DONE_PROMISE,), score="100.00", total="85.02", grade="合格", card_state="已公示",
    stars=stars("创新"), past=(PastView(2025, "合格", (), ""),),
)  # fmt: skip
HILL = member(
    "m000021", "石上松", B2, V2, commitments=(DONE_PROMISE,), card_state="已公示", posts=(FIRE,), score="100.00"
)

NOTICE_TEXT = """经支部大会讨论，拟给下列党员点亮六星。

公示期内，**欢迎大家监督**；
有不同意见可以投意见箱。

1. 公示名单见下表
2. 详情见[六星标准](/stars.html)
"""
NOTICES = (
    NoticeView(
        "stars-2026", paths.notice("t01", "b001", "stars-2026"), "星级公示", "2026 年度六星点亮公示", NOTICE_TEXT, B1, T1, "2026-12-18", "2026-12-25", 5,
        "running", 1, (("李柏川", "学习星、致富星、奉献星、道德星"), ("阿依古丽·阿卜杜克热木·吐尔逊江", "法制星")), "",
    ),
    NoticeView(
        "honours-2026", paths.notice("t01", "b001", "honours-2026"), "表彰公示", "拟表彰党员公示", "", B1, T1, "2026-12-28", "2027-01-05", 5, "upcoming", 0,
        (("李柏川", "优秀共产党员"),), "",
    ),
    NoticeView(
        "excellent-2026", paths.notice("t01", "b001", "excellent-2026"), "优秀公示", "2026 年度优秀党员公示", "", B1, T1, "2026-12-09", "2026-12-16", 5,
        "ended", 0, (("李柏川", "优秀"),), "公示期内没有收到异议。",
    ),
    NoticeView(
        "posts-2026", paths.notice("t01", "b001", "posts-2026"), "设岗公示", "设岗定责公示", "", B1, T1, "2026-03-03", "2026-03-10", 5, "removed", 0, (),
        "已按期撤下。",
    ),
)  # fmt: skip

GOALS = GoalCardView(
    2026, "李柏川", "2026-02-10", "2026-02-20",
    (
        GoalAreaView("村级党组织建设", "organisation", (
            GoalView(
                1, "支部大会每季度至少开一次，议题会前三天贴出来", "3", "4", "次", "", "2026-12-31", "30",
                (GoalProgressView(1, "1", ""), GoalProgressView(2, "2", "六月加开一次防汛会"), GoalProgressView(3, "3", "")), 75, "", (),
            ),
        )),
        GoalAreaView("党员发展与教育管理", "membership", (
            GoalView(
                2, "培养两名入党积极分子", "1", "2", "名", "", "2026-11-30", "40", tuple(GoalProgressView(q, str(min(q, 2)), "") for q in range(1, 5)),
                100, "2026-06-20", ("年轻人太少，支部后继没人",),
            ),
        )),
        GoalAreaView("党建载体活动开展", "campaigns", (
            GoalView(3, "办好三月三乡邻互助日", "", "", "", "有三十户以上参加", "2026-04-10", "30", (GoalProgressView(1, "", "四十一户参加"),), -1, "", ()),
        )),
        GoalAreaView("村级阵地建设", "premises", ()),
    ),
    "82.50", (("2026-07-03", "镇里抽查：会议记录齐全，议题公开得早。"),),
)  # fmt: skip

COUNTS = Counts(
    branches=3, joint=1, members=7, cards=5, posts=6, holders=5, commitments=12, kept=5, partly=1, not_kept=1, excused=1, open=4, overdue=1,
    deeds=31, lit=6, star_members=3, by_star=(1, 1, 1, 1, 1, 1), inspections_due=12, inspections_held=11, spot_checks=4, excellent=1, commended=1,
    objections=3, objections_upheld=1, objections_answered=3, objections_in_time=2, goal_cards=2,
)  # fmt: skip

BRANCH_MEMBERS = (LONG, RICH, BARE, ALL_RESULTS, RARE, CODED)
BRANCH = WebBranch(
    key="b001", path=B1.path, name=B1.name, joint=False, villages=(V1,), township=T1, phone="0900-0000021", board="村委会院内南墙",
    officers=(OfficerView("支部书记", "李柏川", "2021-03-01", False), OfficerView("支部副书记", "赵小满", "2026-01-05", True)),
    goal_card=GOALS, members=tuple(line(m) for m in BRANCH_MEMBERS),
    posts=(
        HolderView(PUBLICITY, 2, (Link(LONG.name, LONG.path), Link(RICH.name, RICH.path))), HolderView(FIRE, 1, (Link(RICH.name, RICH.path),)),
        HolderView(LOCAL, 0, ()),
    ),
    notices=NOTICES,
    changes=(
        ChangeView("2026-12-05", Link("李柏川", RICH.path), "承诺“每月到敬老院帮厨一次”办完了"),
        ChangeView("2026-11-20", Link("李柏川", RICH.path), "新增一条履岗记录"), ChangeView("2026-11-02", Link("周𬭎", RARE.path), "一项承诺没有完成"),
    ),
    due=(ChangeView("2026-12-31", Link("李柏川", RICH.path), "修好从河口到祠堂的 600 米机耕路边沟"),),
    counts=COUNTS, updated="2026-12-17",
)  # fmt: skip
JOINT = WebBranch(
    key="b002", path=B2.path, name=B2.name, joint=True, villages=(V2, V3), township=T1, phone="", board="", officers=(), goal_card=None,
    members=(line(HILL),), posts=(), notices=(), changes=(), due=(), counts=Counts(members=1, cards=1),
)  # fmt: skip
EMPTY = WebBranch(
    key="b003", path=B3.path, name=B3.name, joint=False, villages=(), township=T2, phone="", board="", officers=(), goal_card=None, members=(),
    posts=(), notices=(), changes=(), due=(), counts=Counts(),
)  # fmt: skip
VILLAGES = (
    WebVillage("v021", V2.path, V2.name, B2, T1, (line(HILL),)), WebVillage("v022", V3.path, V3.name, B2, T1, ()),
)  # fmt: skip

CARD = ResponsibilityCardView(
    2026, "陈立春", "2023-05-01", "2026-01-15", "2026-01-28", (("发展党员", 6), ("培训场次", 8), ("活动场次", 12)),
    (
        DutyAreaView("教育管理领导责任", "leadership", (
            DutyItemView("每季度专题研究一次党员教育管理", "4", "次", "2026-12-31", "有会议纪要", (
                (1, "按进度", "on_track", ""), (2, "按进度", "on_track", ""), (3, "滞后", "behind", "防汛推迟，十月初补开"), (4, "已完成", "done", ""),
            )),
        )),
        DutyAreaView("日常教育管理", "daily_management", (
            DutyItemView("党员年度学习不少于 32 小时", "32", "小时", "2026-12-31", "学习登记", ((1, "按进度", "on_track", ""),)),
            DutyItemView("流动党员每季度联系一次", "", "", "", "", ((1, "未开始", "not_started", ""),)),
        )),
        DutyAreaView("党建活动开展", "activities", ()), DutyAreaView("先进性长效机制", "lasting_mechanism", ()),
    ),
    tuple(
        LogView(
            f"2026-{12 - i // 3:02d}-{20 - i % 3 * 5:02d}", ("督促任务落实", "考核评价", "领导点评", "制定工作计划")[i % 4],
            ("supervision", "assessment", "leader_comment", "plan")[i % 4], "村活动室", B1.name if i % 2 else "",
            "到支部看公开栏，抽了三张行动卡，和两户群众核对", "公开栏更新及时，一张卡的核实人没有写全，当场补上" if i % 2 else "",
        )
        for i in range(26)
    ),
    2, 4, (B1.name,), (("向上级党组织述职", "2026-12-10"), ("向党员群众述职", "")),
)  # fmt: skip

LINES = (
    BranchLine("b001", B1.path, B1.name, False, ("柳树湾村",), "李柏川", Counts(members=6, cards=5, commitments=12)),
    BranchLine("b002", B2.path, B2.name, True, ("上坪村", "下坪村"), "", Counts(members=1, cards=1, commitments=1)),
)  # fmt: skip
EMPTY_LINE = BranchLine("b003", B3.path, B3.name, False, ("新设村",), "", Counts())
TOWNSHIP = WebTownship(
    "t01", T1.path, "清溪镇", "中共清溪镇委员会", "0900-0000030", "清溪镇政府院内二楼", (OfficerView("乡镇党委书记", "陈立春", "2023-05-01", False),), CARD,
    LINES, COUNTS, NOTICES, ((Link(RICH.name, RICH.path), B1, RICH.honours[0]),),
    ((B1, tuple(line(m) for m in BRANCH_MEMBERS if any(s.lit for s in m.stars))), (B2, ())),
)  # fmt: skip
EMPTY_TOWNSHIP = WebTownship(
    "t02", T2.path, "石桥乡", "", "", "", (), None, (EMPTY_LINE,), Counts(branches=1), (), (), ()
)

POST_TYPES = (
    PostTypeView(
        "policy_publicity", PUBLICITY.path, "政策宣传岗", "思想宣传", "让新政策进得了家门、听得懂", PUBLICITY.duties, "每月至少两次", "全年宣讲二十次以上，问题都有回音",
        "不替人作主，不泄露别人家的事", ("无职", "年长"), 3, 2, ((T1, B1, 2),),
    ),
    PostTypeView(
        "fire_forest", FIRE.path, "护林防火岗", "公共事务与安全", "守住山林，不起火", FIRE.duties, "防火期每天一次", "防火期没有漏巡", "不罚款，不搜查", ("无职", "有职"), 2, 2,
        ((T1, B1, 1), (T1, B2, 1)),
    ),
    PostTypeView("job_info", paths.post_type("job_info"), "就业信息岗", "经济发展", "把真实的用工信息带回来", ("核实用工信息再发", "提醒假招工"), "每周一次", "全年二十条", "不收费", ("流动",), 0, 0, ()),
)  # fmt: skip
STAR_RULES = tuple(
    StarRuleView(
        name, code, meaning, (("L1", "全年学习不少于 32 小时"), ("L2", "集中学习到课八成以上"), ("L3", "把学到的教给别人，至少一次")),
        "L1、L2 都要有，L3、L4 有一条就行。", 1,
    )
    for name, (code, meaning) in MEANINGS.items()
)  # fmt: skip
RULES = RulesView(
    "2026-1", "2026-01-05", "县委组织部", (("群众评价", "30%"), ("党员评议", "30%"), ("组织考评", "40%")),
    (("四档", (("优秀", "100"), ("合格", "85"), ("基本合格", "70"), ("不合格", "50"))),), (("践诺", "60%"), ("督查", "30%"), ("组织生活", "10%")),
    (("按时完成", "100"), ("年内逾期完成", "90"), ("部分完成", "按完成比例"), ("未完成", "0")),
    (("优秀", "90 分以上"), ("合格", "75 分以上"), ("基本合格", "60 分以上"), ("不合格", "60 分以下")),
    (("党员到会", "三分之二"), ("群众有效票", "10 张")), ("上半年评为“差”的，最高评为合格。",), "优秀一般不超过正式党员的三分之一。",
    ("等次优秀，并且点亮四颗星以上。",), (("公示", "5 个工作日"), ("受理", "3 个工作日"), ("答复", "10 个工作日")), ("55 岁以下，身体能胜任；自愿的不限。",),
    (("群众评价", ("3400 ÷ 37 = 91.89",)), ("党员评议", ("2190 ÷ 24 = 91.25",)), ("总分", ("合计 90.14 分，优秀",))),
    ("第1项承诺：按时完成，100分×权重50＝5000。",),
)  # fmt: skip
ABOUT = """“三卡”是责任卡、目标卡、行动卡。

## 三张卡

| 卡 | 谁的 | 张数 |
|:---|:---|---:|
| 责任卡 | 乡镇党委书记 | 2 |
| 目标卡 | 村党支部书记 | 3 |

写承诺要实在[^1]，
写清去年多少、今年多少。

[^1]: 只写“努力”“积极”的不算承诺。

## 常问的问题

> 没有手机怎么办？看村里的公开栏。
"""
PAGES = (
    PageView("about", paths.page("about"), "三卡是什么", "page", "", ABOUT),
    PageView("privacy", paths.page("privacy"), "隐私说明", "page", "", "没有本人书面同意，这里只写代号。"),
    PageView("draw-2026", paths.page("draw-2026"), "四季度随机抽查名单怎么抽的", "notice", "2026-10-08", "种子公开，谁都可以重抽一遍。"),
)  # fmt: skip
TOWNSHIPS = (
    TownshipLine("t01", T1.path, "清溪镇", "陈立春", replace(COUNTS, branches=2)), TownshipLine("t02", T2.path, "石桥乡", "", Counts(branches=1)),
)  # fmt: skip
COUNTY = WebCounty(
    "云岭县", TOWNSHIPS, ((TOWNSHIPS[0], LINES), (TOWNSHIPS[1], (EMPTY_LINE,))), COUNTS, POST_TYPES, STAR_RULES, RULES, NOTICES, PAGES,
    (("优秀", 31), ("合格", 58), ("基本合格", 4), ("不合格", 1)), (("全县乡镇党委", 13, 2), ("村党支部", 181, 3), ("农村党员", 9263, 7)),
    ((Link(RICH.name, RICH.path), B1, RICH.honours[1]),),
)  # fmt: skip
EMPTY_RULES = RulesView("2026-1", "", "", (), (), (), (), (), (), (), "", (), (), (), ())
EMPTY_COUNTY = WebCounty("云岭县", (), (), Counts(), (), (), EMPTY_RULES, (), (), (), ())
EMPTY_SITE = replace(SITE, release="", released="", post_until="", phone="", townships=(), pages=(), indexed=True)


def site_jobs() -> list[RenderJob]:
    """Jobs of the whole small county."""
    jobs = list(branch_pages(SITE, BRANCH, BRANCH_MEMBERS, ()))
    jobs += branch_pages(SITE, JOINT, (HILL,), VILLAGES)
    jobs += branch_pages(SITE, EMPTY, (), ())
    jobs += township_pages(SITE, TOWNSHIP)
    jobs += township_pages(SITE, EMPTY_TOWNSHIP)
    jobs += county_pages(SITE, COUNTY)
    return jobs


def big_branch(size: int) -> tuple[WebBranch, tuple[WebMember, ...]]:
    """A branch of many members, all with posts, promises and stars."""
    people = tuple(
        member(
            f"m{i:06d}", f"{'赵钱孙李周吴郑王'[i % 8]}{'春夏秋冬山川田禾'[i // 8 % 8]}{'明亮平安生长成林'[i // 64 % 8]}",
            commitments=(DONE_PROMISE, GOING_PROMISE), posts=(PUBLICITY,) if i % 2 else (), card_state="已公示",
            stars=stars(*list(MEANINGS)[: i % 3]),
        )
        for i in range(1, size + 1)
    )  # fmt: skip
    holders = tuple(Link(m.name, m.path) for m in people if m.posts)
    changes = tuple(
        ChangeView("2026-12-05", Link(m.name, m.path), "承诺“带动本组 3 户农户种黄芪，统一供苗、统一卖货”办完了")
        for m in people[:20]
    )
    return replace(
        BRANCH, members=tuple(line(m) for m in people), posts=(HolderView(PUBLICITY, size, holders),), changes=changes, due=changes,
    ), people  # fmt: skip


@cache
def theme() -> Theme:
    """The shipped layouts."""
    return read_theme(LAYOUTS)


@cache
def site() -> dict[str, bytes]:
    """The whole small site: path -> bytes. Fails on the first finding."""
    files = {a.path: a.data for a in assets(theme())}
    for result in render(theme(), site_jobs()):
        assert isinstance(result, Artifact), result
        assert result.path not in files, result.path
        files[result.path] = result.data
    return files


def write_site(folder: Path, files: dict[str, bytes] | None = None) -> None:
    """Write the small site, or the given files, below a folder."""
    for path, data in (files or site()).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
