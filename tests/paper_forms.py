"""Views of notices, forms and sittings made by hand: usual ones, the longest and the emptiest. All people and places are invented."""

from __future__ import annotations

from tests import paper_fixture as px
from tests.values import replace
from threecards.publish.views.common import CommitmentView
from threecards.publish.views.forms import BoardForms, Clock, NoticeSheet, PostOffer
from threecards.publish.views.meeting import Ballot, MeetingBranch, MeetingMember, TalkDue, Told
from threecards.publish.views.posting import BoardTask, PostingView

STARS = ("学习", "创新", "致富", "奉献", "法制", "道德")
OBJECTIONS = (
    "承诺未兑现",
    "事迹不实",
    "数字有误",
    "星级不符",
    "岗位不适",
    "隐私投诉",
    "文字有误",
    "计票有误",
    "对考评结果有异议",
)
CONSENT = (
    ("name", "网上公开姓名"),
    ("photo", "网上公开照片"),
    ("board_photo", "公开栏张贴照片"),
    ("stars", "公开所获星"),
    ("commitments", "公开承诺"),
    ("probationary", "注明预备党员"),
)
CHANNELS = ("意见箱", "办公电话", "当面", "乡镇办公室", "会议", "意见表")
FOUR, THREE = ("优秀", "合格", "基本合格", "不合格"), ("满意", "基本满意", "不满意")
LONG_NAME = "阿卜杜热合曼·艾合买提"
PROMISE = "联系本组十二户种植户统一采购黄芪种苗并请县农技中心来村培训两次教会育苗和病虫害防治年底前户均增收一千元以上并公开"  # nearly 60 characters
SURNAMES, GIVEN = "周吴郑王冯陈褚卫蒋沈韩杨朱秦", "安平和顺清明远志成林海川山石云"


def people(number: int) -> tuple[str, ...]:
    """Names, all different: of two and three characters, now and then a long one."""
    return tuple(
        f"{LONG_NAME}{'甲乙丙丁戊己庚辛壬癸'[n // 17 % 10]}" if n % 17 == 3
        else f"{SURNAMES[n % 14]}{GIVEN[n // 14 % 15]}{'' if n % 3 else GIVEN[n % 15]}" + ("" if n < 210 else f"{n}")
        for n in range(number)
    )  # fmt: skip


def notice(key: str = "gs-4", code: str = "stars", **changes: object) -> NoticeSheet:
    """A notice about the stars of three members."""
    kinds = {
        "posts": "设岗公示",
        "stars": "星级公示",
        "excellent": "优秀公示",
        "commendation": "表彰公示",
        "other": "其他公示",
    }
    plain = NoticeSheet(
        key, kinds[code], code, "2026年度“六星”党员公示", "", "2026-12-18", "2026-12-25", 5,
        (("周望野", "学习、致富、道德"), ("郑云", "学习、创新、致富、奉献、法制、道德"), (LONG_NAME, "奉献")), "",
        f"https://sanka.example.cn/t01/b001/notice-{key}.html",
    )  # fmt: skip
    return replace(plain, **changes)


def offer(n: int = 1, *duties: str) -> PostOffer:
    """A post to wish for."""
    shown = duties or ("每月巡查渠道", "发现损坏及时上报", "监督公平用水")
    return PostOffer(replace(px.post(f"水利管护岗{n}", *shown), key=f"p{n:02d}"), 4 if n % 3 else 0, 2)


def forms(**changes: object) -> BoardForms:
    """The board of a branch with a running notice and one that is over."""
    plain = BoardForms(
        key="b001", name="清泉村党支部", township="云岭镇", villages=("清泉村",), year=2026, as_of="2026-12-24",
        notices=(notice(),), ended=(), results=(notice("gs-1", "posts", title="2026年度党员设岗公示", outcome="公示期内没有收到异议"),),
        posts=tuple(offer(n) for n in range(1, 5)), max_age=55, max_posts=2, clock=Clock(3, 10, 15, 5), objections=OBJECTIONS, stars=STARS,
        consent=CONSENT, unnamed="代号", contact=px.CONTACT, phone="0900-5550113", url="https://sanka.example.cn/t01/b001/index.html",
        short_code="b001",
    )  # fmt: skip
    return replace(plain, **changes)


def empty_forms() -> BoardForms:
    """A branch without notices, posts, telephone and address."""
    return forms(notices=(), results=(), posts=(), contact=px.CONTACT[:1], phone="", url="")


def promise(n: int, what: str = PROMISE, code: str = "in_progress") -> CommitmentView:
    """A promise with its number."""
    return px.commitment(n, what, baseline="3", target="12", unit="户", value="9", due="2026-10-31", code=code)


def member(key: str, name: str, **changes: object) -> MeetingMember:
    """A member with a post and two promises who is rated, graded and told."""
    told = Told(
        "合格", "2026-12-08", "84.20", (("群众评价", "88.10"), ("党员评议", "83.00"), ("组织考评", "82.18")), ("学习", "道德"),
        "2026-12-10", "2026-12-17",
    )  # fmt: skip
    plain = MeetingMember(
        key=key, name=name, type="无职", probationary=False, village="清泉村", posts=("水利管护岗",),
        commitments=(promise(1, "带三户邻居种植中药材并教会育苗"), promise(2, "每月巡查村口水渠一次并登记", code="done")),
        last=("较好", "水渠登记簿缺八月"),
        on_ballot=True, graded=True, suggested="合格", stars=(("学习", "拟提名"), ("道德", "进展正常")), web_name=f"党员 {key[-3:]}",
        consent="2026-03-02", told=told, talk=None,
    )  # fmt: skip
    return replace(plain, **changes)


def ballot(code: str = "member", options: tuple[str, ...] = FOUR) -> Ballot:
    """A session of members or of the masses."""
    own = code == "member"
    kind = "党员互评" if own else "群众测评"
    return Ballot(
        code, kind, options, 27 if own else 0, 18 if own else 0, "2/3" if own else "", "2/3", 5 if own else 10, "50%", 5
    )


def meeting(members: tuple[MeetingMember, ...] | None = None, **changes: object) -> MeetingBranch:
    """A branch before its sittings: usual, away from home, probationary, exempt, with a talk due, without any promise."""
    if members is None:
        members = (
            member("m000101", "郑云（二组）", type="有职", told=None, talk=TalkDue("2027-01-07")),
            member("m000123", "周望野"),
            member("m000150", f"陈{px.RARE}", posts=("村史讲解岗", "矛盾调解岗"), last=("", "")),
            member("m000151", LONG_NAME, type="流动", posts=(), stars=(), consent=""),
            member("m000152", "何静", probationary=True, graded=False, told=None, commitments=(), stars=()),
            member("m000153", "孙福", on_ballot=False, graded=False, told=None, commitments=(), stars=(), posts=()),
        )
    plain = MeetingBranch(
        key="b001", name="清泉村党支部", township="云岭镇", villages=("清泉村",), secretary="郑云", year=2026, as_of="2026-12-24", members=members,
        ballots=(ballot("mass"), ballot()), quarter=4, inspect_by="2027-01-15", ratings=("好", "较好", "一般", "差"), follow_up="水渠登记簿补齐",
        should_attend=27, clock=Clock(3, 10, 15, 5), talk_days=30, talk_reviews=(3, 6), channels=CHANNELS, stars=STARS, grades=FOUR,
        consent=CONSENT, unnamed="代号", posts=(offer(),), max_posts=2, phone="0900-5550113", contact=px.CONTACT,
    )  # fmt: skip
    return replace(plain, **changes)


def large(number: int = 90) -> MeetingBranch:
    """A branch of many members with the longest promises."""
    long = tuple(promise(n) for n in range(1, 6))
    return meeting(tuple(member(f"m{n:06d}", name, commitments=long) for n, name in enumerate(people(number), 1)))


def lonely() -> MeetingBranch:
    """A branch in which nothing has happened yet."""
    one = member(
        "m000001",
        "马兰",
        posts=(),
        commitments=(),
        last=("", ""),
        stars=(),
        consent="",
        told=None,
        on_ballot=False,
        graded=False,
    )
    return meeting((one,), secretary="", quarter=1, follow_up="", should_attend=0, contact=px.CONTACT[:1], phone="")


def posting(down: int = 2, up: int = 3, **changes: object) -> PostingView:
    """The work at a board."""

    def task(n: int, name: str, why: str, until: str, file: str) -> BoardTask:
        key = f"m{n:06d}"
        return BoardTask(f"action-cards/{key}", "行动卡", f"{name}{n}（{key}）", why, "2026-03-16", until, file)

    plain = PostingView(
        "b001", "清泉村党支部", "云岭镇", "清泉村公开栏", "2026-12-24",
        tuple(task(n, "周望野", "不再张贴", "", "") for n in range(down)),
        tuple(task(n, "郑云", "内容有变", "2027-01-31", "print/t01/b001/action-cards.pdf") for n in range(up)), 7, False,
    )  # fmt: skip
    return replace(plain, **changes)
