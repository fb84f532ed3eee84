"""Views made by hand for tests of paper: the longest and the shortest card, a rare character, every kind of member and
of state.

All people, places and numbers are invented. Nothing here comes from ``content/`` or ``members/``.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from tests.values import replace
from threecards.paper.fonts import SANS, SERIF, FontFile
from threecards.publish.views.binder import BinderBranch, BinderMember, BinderSession, BinderTally
from threecards.publish.views.board import BoardBranch, BoardCard, BoardPost, BoardStars, BoardTownship
from threecards.publish.views.common import (
    CommitmentView,
    DutyAreaView,
    DutyItemView,
    GoalAreaView,
    GoalCardView,
    GoalProgressView,
    GoalView,
    HonourView,
    Link,
    LogView,
    PostDuty,
    ResponsibilityCardView,
    SiteView,
    StarView,
    StepView,
)

ROOT = Path(__file__).parent.parent
RARE = "𬭎"  # U+2CB4E, beyond the BMP, in the list of 8,105 standard characters
NOWHERE = "𠮷"  # U+20BB7, beyond the BMP, in no font that we ship
MOTTOS = {"office": "躬身服务帮民富", "no_office": "双带先富带好头", "floating": "带头创业哺乡邻"}
TYPES = {"office": "有职", "no_office": "无职", "floating": "流动"}
CONTACT = (("意见箱", "清泉村公开栏旁意见箱"), ("云岭镇组织办", "0900-5550112"), ("和川县委组织部", "0900-5550100"))
WORDS = {
    "planned": "未开始",
    "in_progress": "进行中",
    "done": "已完成",
    "partly": "部分完成",
    "not_done": "未完成",
    "excused": "因故豁免",
    "withdrawn": "已撤回",
}


@cache
def font_files() -> tuple[FontFile, ...]:
    """The fonts the project ships; without them the tests of paper cannot run."""
    folder = Path(os.environ.get("THREECARDS_TEST_FONTS", ROOT / "layouts" / "fonts"))
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".ttf", ".otf"):
            found.append(FontFile(SERIF if "serif" in path.name.lower() else SANS, path.read_bytes()))
    return tuple(found)


def site(**changes: object) -> SiteView:
    """The county as sheets see it."""
    return replace(
        SiteView(
            county="和川县",
            title="和川县三卡公开",
            year=2026,
            started=2026,
            as_of="2026-12-24",
            office="和川县委组织部",
            phone="0900-5550100",
            address="https://sanka.example.cn/",
            release="R2026-04",
            released="2026-12-20",
            post_until="2027-01-31",
            results="commended",
            indexed=False,
            checks_label="三会一课",
            two_reports_label="两述一评",
            report_labels=("向上级党组织述职", "向党员群众述职"),
            mottos=tuple(MOTTOS.items()),
            townships=(Link("云岭镇", "t01/index.html"),),
        ),
        **changes,
    )


def commitment(n: int, what: str, code: str = "in_progress", **changes: object) -> CommitmentView:
    """A promise; give ``baseline``, ``target``, ``unit``, ``value`` … as needed."""
    plain = CommitmentView(
        n=n,
        what=what,
        for_whom="",
        baseline="",
        target="",
        unit="",
        done_when="",
        due="2026-11-30",
        weight="50",
        verifier="支部委员会",
        status=WORDS[code],
        status_code=code,
        value="",
        percent=-1,
        late=False,
        overdue=False,
        reason="",
        steps=(),
    )
    made = replace(plain, **changes)
    if made.steps or code == "planned":
        return made
    return replace(made, steps=(StepView("2026-10-20", made.status, code, made.value, "支部委员会", made.reason),))


def stars(lit: str = "", declared: str = "") -> tuple[StarView, ...]:
    """The six stars; ``lit`` and ``declared`` hold the first characters of their names."""
    return tuple(
        StarView(name, code, name[0] in lit, "2027-01-08" if name[0] in lit else "", "", declared=name[0] in declared)
        for name, code in (
            ("学习", "learning"),
            ("创新", "innovation"),
            ("致富", "prosperity"),
            ("奉献", "dedication"),
            ("法制", "law"),
            ("道德", "morality"),
        )
    )


def post(name: str, *duties: str) -> PostDuty:
    """A post with its duties."""
    return PostDuty("p01", name, "公共事务与安全", duties, "2026-03-16", "", "每月")


def card(key: str, name: str, code: str = "no_office", **changes: object) -> BoardCard:
    """An action card; everything that is not given is empty or usual."""
    plain = BoardCard(
        key=key,
        name=name,
        disambiguation="",
        branch="清泉村党支部",
        township="云岭镇",
        village="清泉村",
        year=2026,
        type=TYPES[code],
        type_code=code,
        motto=MOTTOS[code],
        photo="",
        party_since="",
        probationary=False,
        posts=(),
        commitments=(),
        stars=stars(),
        show_unlit=True,
        honours=(),
        url=f"https://sanka.example.cn/m/{key[1:4]}/{key}.html",
        short_code="K7M2",
        contact=CONTACT,
        release="R2026-04",
        post_until="2027-01-31",
    )
    return replace(plain, **changes)


def usual() -> BoardCard:
    """What most cards are like: one post, two promises, some stars."""
    return card(
        "m000123",
        "周望野",
        posts=(post("水利管护岗", "每月巡查渠道", "发现损坏及时上报", "监督公平用水"),),
        commitments=(
            commitment(
                1,
                "带三户邻居种植中药材并教会育苗",
                baseline="0",
                target="3",
                unit="户",
                value="2",
                due="2026-10-31",
                percent=66,
                for_whom="本组种植户",
            ),
            commitment(
                2,
                "每月巡查村口水渠一次并登记",
                "done",
                baseline="4",
                target="12",
                unit="次",
                value="12",
                due="2026-12-15",
                percent=100,
            ),
        ),
        stars=stars("学致道", "学致奉道"),
    )


def office() -> BoardCard:
    """A branch secretary with honours and every state of a promise."""
    return card(
        "m000101",
        "郑云",
        "office",
        disambiguation="二组",
        party_since="2004",
        posts=(post("便民服务岗", "每周二、周五在村部代办证件", "上门帮办"),),
        commitments=(
            commitment(
                1,
                "修通二组到水坝的1.2公里砂石路",
                "done",
                target="1.2",
                unit="公里",
                value="1.2",
                due="2026-09-30",
                late=True,
            ),
            commitment(
                2,
                "为70岁以上独居老人每月上门一次",
                "partly",
                baseline="6",
                target="12",
                unit="次",
                value="9",
                due="2026-12-20",
            ),
            commitment(
                3,
                "建成村级农产品冷库",
                "excused",
                done_when="冷库验收合格并投入使用",
                reason="县里统一调整了建设年度，改到2027年实施。",
            ),
        ),
        stars=stars("学创致奉法道", ""),
        honours=(HonourView(2025, "乡镇", "优秀共产党员", "2025-07-01", "云党发〔2025〕9号"),),
    )


def longest() -> BoardCard:
    """Three posts with long names, five long promises: fits only at the smallest type."""
    promises = (
        "联系本组十二户种植户统一采购黄芪种苗，并请县农技中心来村培训两次，教会育苗和病虫害防治",
        "把自家三亩连片地拿出来做示范田，全年接待村民参观学习不少于六批，公开每一笔投入和收入",
        "每月逢五逢十巡查东西两条支渠，发现漏水当天上报，汛期每天一次并在公开栏写明结果",
    )
    return card(
        "m000131",
        "欧阳长青",
        party_since="1998",
        posts=(
            post("水利设施管护岗", "每月巡查渠道", "汛期值守"),
            post("矛盾纠纷调解岗", "参与调解", "回访"),
            post("政策法规宣传岗", "讲解政策", "发放资料"),
        ),
        commitments=(
            commitment(1, promises[0], baseline="3", target="12", unit="户", value="9", due="2026-10-31"),
            commitment(2, promises[1], baseline="0", target="6", unit="批", value="6", code="done"),
            commitment(
                3, promises[2], baseline="40", target="72", unit="次", value="65", due="2026-12-15", overdue=True
            ),
            commitment(
                4, "帮助两名外出务工青年回村就业", "not_done", target="2", unit="人", value="0", due="2026-10-31"
            ),
            commitment(5, "组织村民植树并负责浇水到成活", "planned", target="300", unit="棵", due="2026-12-31"),
        ),
        stars=stars("学", "学创致"),
    )


def shortest() -> BoardCard:
    """A floating member without post, stars, release or address."""
    return card(
        "m000140",
        "马兰",
        "floating",
        commitments=(commitment(1, "每季度向村里介绍一次务工信息", "planned", target="4", unit="次"),),
        show_unlit=False,
        url="",
        short_code="",
        release="",
        post_until="",
        contact=CONTACT[:1],
    )


def others() -> tuple[BoardCard, ...]:
    """Rare character, long minority name, no promise at all, probationary."""
    return (
        card(
            "m000150",
            f"陈{RARE}",
            posts=(post("村史讲解岗", "讲村史"),),
            commitments=(commitment(1, "整理村史资料一册", "done", target="1", unit="册", value="1"),),
        ),
        card(
            "m000151",
            "阿卜杜热合曼·艾合买提",
            "floating",
            commitments=(commitment(1, "介绍同乡就业", target="5", unit="人", value="3"),),
        ),
        card("m000152", "何静", probationary=True, commitments=()),
    )


def branch(cards: tuple[BoardCard, ...] | None = None, **changes: object) -> BoardBranch:
    """A noticeboard with one card of each kind."""
    chosen = cards if cards is not None else (usual(), office(), longest(), shortest(), *others())
    plain = BoardBranch(
        key="b001",
        name="清泉村党支部",
        township="云岭镇",
        committee="中共云岭镇委员会",
        villages=("清泉村",),
        secretary="郑云",
        phone="0900-5550131",
        cards=chosen,
        goal_card=goal_card(),
        post_list=post_list(),
        star_board=tuple(BoardStars(card.name, "", tuple(star.lit for star in card.stars)) for card in chosen),
        show_unlit=True,
        notices=(),
        roll=(("党员", 51), ("有职", 6), ("无职", 33), ("流动", 12)),
        contact=CONTACT,
        url="https://sanka.example.cn/t01/b001/index.html",
        short_code="b001",
    )
    return replace(plain, **changes)


def post_list() -> tuple[BoardPost, ...]:
    """Posts with many holders, with one, with a long name among them, with none."""
    many = ("周望野", "马兰", "欧阳长青", f"陈{RARE}", "阿卜杜热合曼·艾合买提", "何静", "郑云（二组）")
    return (
        BoardPost(post("水利管护岗", "每月巡查渠道", "发现损坏及时上报", "监督公平用水"), 8, many),
        BoardPost(post("矛盾纠纷调解岗", "参与调解，三天内两头都听一听", "一个月后回访"), 1, ("郑云",)),
        BoardPost(post("村史讲解岗", "讲村史"), 2, ()),
    )


def goal(n: int, text: str, values: tuple[str, ...] = (), **changes: object) -> GoalView:
    """A goal; ``values`` by quarter."""
    progress = tuple(GoalProgressView(q, value, "") for q, value in enumerate(values, 1))
    plain = GoalView(n, text, "", "", "", "", "2026-12-31", "", progress, -1, "", ())
    return replace(plain, **changes)


def goal_card() -> GoalCardView:
    """A goal card with the four areas, one of them empty."""
    remark = (
        GoalProgressView(1, "1", ""),
        GoalProgressView(2, "2", ""),
        GoalProgressView(3, "2", "8月防汛，推迟到9月补开"),
    )
    return GoalCardView(
        2026,
        "郑云",
        "2026-02-10",
        "2026-02-25",
        (
            GoalAreaView(
                "村级党组织建设",
                "organisation",
                (
                    goal(1, "召开支部党员大会", ("1", "2", "3"), baseline="4", target="4", unit="次", attainment=75),
                    goal(
                        2,
                        "主题党日每月一次，全年不断",
                        ("3", "6", "9"),
                        baseline="9",
                        target="12",
                        unit="次",
                        attainment=75,
                    ),
                    goal(3, "配齐支部委员", done_when="五名委员全部到岗", reached="2026-05-12", attainment=100),
                ),
            ),
            GoalAreaView(
                "党员发展与教育管理",
                "membership",
                (
                    goal(
                        4,
                        "培养入党积极分子",
                        ("1", "1", "2"),
                        baseline="1",
                        target="2",
                        unit="人",
                        attainment=100,
                        opinions=("年轻人愿意入党，但不知道找谁",),
                    ),
                    replace(
                        goal(5, "集中培训党员", baseline="2", target="4", unit="次", attainment=50), progress=remark
                    ),
                ),
            ),
            GoalAreaView(
                "党建载体活动开展",
                "campaigns",
                (
                    goal(
                        6,
                        "开展中药材种植帮带活动，受益农户达到",
                        ("8", "15", "26"),
                        baseline="0",
                        target="30",
                        unit="户",
                        attainment=86,
                    ),
                ),
            ),
            GoalAreaView("村级阵地建设", "premises", ()),
        ),
        "81.25",
        (("2026-07-15", "党员活动室每天开放，群众来得多。"),),
    )


def township() -> BoardTownship:
    """A township's hall with a log long enough for two pages."""
    kinds = (
        ("制定工作计划", "plan"),
        ("督促任务落实", "supervision"),
        ("考核评价", "assessment"),
        ("领导点评", "leader_comment"),
    )
    log = tuple(
        LogView(
            f"2026-{12 - n // 2:02d}-{20 - n % 2 * 9:02d}",
            *kinds[n % 4],
            "镇政府三楼会议室" if n % 3 else "",
            "清泉村党支部" if n % 2 else "",
            "查看三张党员卡的践诺记录，走访两户受益农户，核对水渠巡查登记簿。",
            "记录属实，提醒补记9月的两次。" if n % 2 else "",
        )
        for n in range(18)
    )
    areas = tuple(
        DutyAreaView(
            name,
            f"area{n}",
            tuple(
                DutyItemView(
                    text,
                    target,
                    unit,
                    "2026-12-20",
                    measure,
                    tuple((q, "已完成" if q < 3 else "按进度", "done" if q < 3 else "on_track", "") for q in (1, 2, 3)),
                )
                for text, target, unit, measure in items
            ),
        )
        for n, (name, items) in enumerate(
            (
                (
                    "教育管理领导责任",
                    (
                        ("每季度专题研究一次党员教育管理工作", "4", "次", "会议纪要齐全"),
                        ("为党员讲党课", "2", "次", ""),
                    ),
                ),
                ("日常教育管理", (("抽查村党支部“三会一课”记录", "18", "次", "每村至少一次"),)),
                ("党建活动开展", (("组织党员参加中药材产业观摩", "2", "场", ""),)),
                ("先进性长效机制", (("建立流动党员季度联系制度", "", "", "制度印发并执行"),)),
            )
        )
    )
    card_view = ResponsibilityCardView(
        2026,
        "林致远",
        "2023-06-01",
        "2026-01-15",
        "2026-01-28",
        (("发展党员", 9), ("培训场次", 12), ("活动场次", 20)),
        areas,
        log,
        14,
        11,
        ("清泉村党支部", "石桥村党支部"),
        (("向上级党组织述职", "2026-12-18"),),
    )
    return BoardTownship(
        "t01", "云岭镇", "中共云岭镇委员会", card_view, CONTACT[1:], "https://sanka.example.cn/t01/index.html", "t01"
    )


def pack(**changes: object) -> BinderBranch:
    """A decision pack: graded, capped, exempt, probationary and deferred members."""
    mass = BinderTally(
        "b26-1",
        "群众测评",
        "四档",
        (("优秀", 20), ("合格", 14), ("基本合格", 3), ("不合格", 0)),
        0,
        0,
        37,
        "91.89",
        True,
    )
    own = BinderTally(
        "b26-2",
        "党员互评",
        "四档",
        (("优秀", 12), ("合格", 10), ("基本合格", 2), ("不合格", 0)),
        1,
        0,
        24,
        "91.25",
        True,
    )
    few = BinderTally("b26-2", "党员互评", "四档", (), 0, 0, 4, "", False)
    explanation = (
        ("群众测评", ("优秀20票×100分＋合格14票×85分＋基本合格3票×70分＝3400分。", "3400分÷37票＝约91.89分。")),
        ("党员互评", ("优秀12票×100分＋合格10票×85分＋基本合格2票×70分＝2190分。", "2190分÷24票＝91.25分。")),
        ("践诺", ("第1项承诺：按时完成，100分×权重50＝5000。", "践诺：合计5000÷计入的权重50＝100分。")),
        ("组织考评", ("组织考评：支部委员会直接评分88分。",)),
        ("总分", ("总分：各项相加约90.1426分（准确值133411/1480），四舍五入取两位小数为90.14分。",)),
        ("建议等次", ("90.14分属于优秀。", "建议等次：优秀。")),
    )
    lit = tuple(
        (
            name,
            "已点亮" if n % 2 else "条件不足",
            (f"{name}星：已点亮，12月17日点亮。", "L1 学习满32小时：40小时，达到。", "L2 讲过一课：0次，没有达到。")
            if n % 2
            else (),
        )
        for n, name in enumerate(("学习", "创新", "致富", "奉献", "法制", "道德"))
    )
    first = BinderMember(
        "m000123",
        "周望野",
        "无职",
        "参评",
        "",
        (mass, own),
        "91.89",
        "91.25",
        "88.00",
        "90.14",
        "优秀",
        (),
        "优秀",
        "",
        ("好", "较好"),
        explanation,
        lit,
        "不具备",
        ("已亮3星，少于4星。",),
    )
    roll = (
        replace(
            first,
            key="m000101",
            name="郑云",
            type="有职",
            total="91.30",
            commendation="具备",
            commendation_reasons=("等次建议优秀，已亮6星。",),
        ),
        first,
        replace(
            first,
            key="m000131",
            name="欧阳长青",
            total="92.25",
            caps=("上半年评比为“差”，三季度督查未达“较好”：最高合格（V8）。",),
            suggested="合格",
            halfyear=("差", "较好"),
        ),
        replace(
            first,
            key="m000150",
            name=f"陈{RARE}",
            status="暂缓",
            status_reason="党员互评计票4张，少于5张",
            tallies=(mass, few),
            member="",
            total="",
            band="",
            suggested="",
            explanation=(("党员互评", ("计票4张，少于5张，需重新测评。",)),),
            stars=(),
            commendation="",
            commendation_reasons=(),
        ),
        replace(
            first,
            key="m000152",
            name="何静",
            status="不定等次",
            status_reason="预备党员",
            tallies=(),
            mass="",
            member="",
            organisation="",
            total="",
            band="",
            suggested="",
            explanation=(),
            stars=(),
            commendation="",
            commendation_reasons=(),
        ),
        replace(
            first,
            key="m000153",
            name="孙福",
            status="免评",
            status_reason="支部大会决定",
            tallies=(),
            mass="",
            member="",
            organisation="",
            total="",
            band="",
            suggested="",
            explanation=(),
            stars=(),
            commendation="",
            commendation_reasons=(),
        ),
    )
    sessions = (
        BinderSession(
            "b26-1",
            "群众测评",
            "四档",
            "2026-12-02",
            "村部会议室",
            (("应到", 42), ("实到", 40), ("发出", 40), ("收回", 38), ("无效", 1), ("有效", 37)),
            True,
            "",
        ),
        BinderSession(
            "b26-2",
            "党员互评",
            "四档",
            "2026-12-04",
            "村部会议室",
            (("应到", 29), ("实到", 26), ("发出", 26), ("收回", 26), ("无效", 1), ("有效", 25)),
            True,
            "到会超过三分之二。",
        ),
    )
    plain = BinderBranch(
        "b001",
        "清泉村党支部",
        "云岭镇",
        2026,
        "2026-12-08",
        "郑云",
        roll,
        sessions,
        ("参评基数29人，优秀名额29×1/3＝9人（只舍不入）。", "建议为优秀的2人，没有超过名额。"),
        27,
        (("2026-12-12", "支部大会结果报镇党委"), ("2026-12-15", "张贴优秀公示")),
    )
    return replace(plain, **changes)
