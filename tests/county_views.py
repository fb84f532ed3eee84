"""A county of public views of any size, made by arithmetic: same size, same county. Everybody in it is invented."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from tests import web_fixture as small
from tests.values import replace
from threecards.publish import paths
from threecards.publish.names import pinyin_of, short_code
from threecards.publish.views.common import CommitmentView, Counts, Link, NoticeView, OfficerView, PostDuty, StepView
from threecards.publish.views.web import (
    BranchLine,
    ChangeView,
    PostTypeView,
    TownshipLine,
    WebBranch,
    WebCounty,
    WebMember,
)
from threecards.web.pages import STAR_NAMES, STATUS_ORDER

TABLE = (small.LAYOUTS.parent / "fonts" / "tgh-8105.txt").read_text(encoding="utf-8")

# 百家姓, a children's book of the tenth century: its first 240 surnames of one character, and some compound ones.
SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦"
    "邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯"
    "纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗"
    "瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟"
)
COMPOUND = ("欧阳", "上官", "司马", "诸葛", "尉迟", "长孙", "令狐", "慕容")
GIVEN = "".join(TABLE.split())[200:1500]
POSTS = [
    "政策宣传岗",
    "矛盾调解岗",
    "科技示范岗",
    "环境卫生岗",
    "治安巡逻岗",
    "帮扶济困岗",
    "民主监督岗",
    "文体活动岗",
    "护林防火岗",
    "水利管护岗",
    "道路养护岗",
    "就业信息岗",
    "应急突击岗",
    "扶老助残岗",
    "红白理事岗",
    "财务监督岗",
    "电商服务岗",
    "防汛抗旱岗",
    "校园守护岗",
    "村史讲解岗",
]
DEEDS = (
    "带动{n}户农户种{c}，统一供苗、统一卖货",
    "修好{p}到{q}的{n}米机耕路边沟",
    "每月到敬老院帮厨{n}次",
    "教会{n}位老人用手机看病挂号",
    "把{p}的路灯坏的换齐，共{n}盏",
    "给外出务工的乡亲发{n}条真实用工信息",
    "办{n}期{c}修剪培训",
    "调解邻里纠纷{n}起，件件有回音",
    "清理{p}河道{n}米，不留垃圾",
    "帮{n}户困难家庭收{c}",
)
CROPS = ("黄芪", "苹果", "马铃薯", "花椒", "核桃", "荞麦", "中药材", "油菜", "玉米", "甘蓝")
PLACES = ("河口", "祠堂", "水井边", "小学门口", "后山", "晒谷场", "老槐树下", "村委会", "三组", "桥头")
HEADS, TAILS = "柳石清白红金马杨沙水泉山松竹梅高新老南北东西上下大", "树桥溪河湾坪塬岭庄寨堡台滩坡川营关店沟坝"


@dataclass(frozen=True, slots=True)
class Village:
    """A branch with its members."""

    township: str
    branch: WebBranch
    members: tuple[WebMember, ...]


@dataclass(frozen=True, slots=True)
class County:
    """All views of a county."""

    county: WebCounty
    villages: tuple[Village, ...]


def person_name(dice: random.Random) -> str:
    """A name with the surnames and lengths that are common."""
    if dice.random() < 0.004:
        family = dice.choice(COMPOUND)
    else:
        family = SURNAMES[min(int(dice.paretovariate(0.9) * 1.2) - 1, dice.randrange(len(SURNAMES)))]
    length = 2 if dice.random() < 0.85 else 1
    return family + "".join(GIVEN[min(int(dice.expovariate(1 / 320)), len(GIVEN) - 1)] for _ in range(length))


def _promise(dice: random.Random, n: int) -> CommitmentView:
    code = dice.choices(STATUS_ORDER, (50, 8, 25, 5, 5, 4, 3))[0]
    target = str(dice.randint(2, 60))
    text = dice.choice(DEEDS).format(n=target, c=dice.choice(CROPS), p=dice.choice(PLACES), q=dice.choice(PLACES))
    steps = (StepView("2026-10-12", "已完成", "done", target, "村民小组长", ""),) if code == "done" else ()
    return CommitmentView(
        n,
        text,
        "本组农户" if dice.random() < 0.3 else "",
        "1",
        target,
        "户",
        "",
        "2026-11-30",
        "25",
        "村民小组长",
        code,
        code,
        target if steps else "",
        100 if steps else 0,
        False,
        code in ("planned", "in_progress") and dice.random() < 0.3,
        "",
        steps,
    )


def make_county(townships: int, branches: int, members: int, coded: float = 0.0, seed: int = 1) -> County:
    """Make a county; every sixtieth branch is joint. coded: share of members without consent to their name."""
    dice = random.Random(seed)
    towns = [Link(f"{HEADS[t]}{TAILS[t]}镇", paths.township(f"t{t + 1:02d}")) for t in range(townships)]
    per_town: list[list[Village]] = [[] for _ in towns]
    number = 0
    for b in range(branches):
        t = b * townships // branches
        count = (members * (b + 1)) // branches - (members * b) // branches
        made = _village(dice, f"t{t + 1:02d}", towns[t], b, number, count, coded)
        number += count
        per_town[t].append(made)
    lines = tuple(
        TownshipLine(f"t{t + 1:02d}", link.path, link.name, "", Counts(branches=len(per_town[t])))
        for t, link in enumerate(towns)
    )
    types = tuple(
        PostTypeView(f"post_{i}", paths.post_type(f"post_{i}"), name, "民生服务", "", (), "", "", "", (), 0, 0, ())
        for i, name in enumerate(POSTS)
    )
    branch_lines = tuple(
        tuple(
            BranchLine(
                v.branch.key,
                v.branch.path,
                v.branch.name,
                v.branch.joint,
                tuple(x.name for x in v.branch.villages),
                "",
                v.branch.counts,
            )
            for v in town
        )
        for town in per_town
    )
    county = replace(
        small.COUNTY,
        townships=lines,
        branches=tuple(zip(lines, branch_lines, strict=True)),
        post_types=types,
        notices=(),
        counts=Counts(members=members, branches=branches),
    )
    return County(county, tuple(v for town in per_town for v in town))


def _village(dice: random.Random, key: str, town: Link, index: int, first: int, count: int, coded: float) -> Village:
    joint = index % 60 == 59
    name = HEADS[index % len(HEADS)] + TAILS[index // len(HEADS) % len(TAILS)]
    branch_key = f"b{index + 1:03d}"
    link = Link(f"{name}{'联村' if joint else '村'}党支部", paths.branch(key, branch_key))
    villages: tuple[Link, ...] = (Link(f"{name}村", link.path),)
    if joint:
        villages = tuple(
            Link(f"{d}{name}村", paths.village(key, branch_key, f"v{d_key}")) for d, d_key in (("上", "1"), ("下", "2"))
        )
    people = []
    for i in range(count):
        m = f"m{first + i + 1:06d}"
        named = dice.random() >= coded
        person = person_name(dice) if named else f"党员 {m[-3:]}"
        post = dice.choice(POSTS)
        i_post = POSTS.index(post)
        lit = [s for s in STAR_NAMES if dice.random() < 0.25]
        people.append(
            small.member(
                m,
                person,
                link,
                dice.choice(villages) if joint else None,
                township=town,
                pinyin=pinyin_of(person) if named else "",
                posts=(PostDuty(f"p{i_post}", post, "民生服务", (), "2026-03-10", paths.post_type(f"post_{i_post}")),)
                if dice.random() < 0.58
                else (),
                office="支部书记" if i == 0 and named else "",
                card_state="已公示",
                score="88.00",
                commitments=tuple(_promise(dice, n) for n in range(1, dice.randint(3, 5) + 1)),
                stars=small.stars(*lit),
                short_code=short_code(m),
            )
        )
    members = tuple(sorted(people, key=lambda m: (not m.named, m.pinyin, m.name, m.key)))
    notice = NoticeView(
        "stars-2026",
        paths.notice(key, branch_key, "stars-2026"),
        "星级公示",
        f"{link.name}2026年度星级公示",
        "",
        link,
        town,
        "2026-12-18",
        "2026-12-25",
        5,
        "running",
        1,
        tuple((m.name, "学习") for m in members[:3]),
        "",
    )
    changes = tuple(
        ChangeView("2026-10-12", Link(m.name, m.path), f"承诺“{c.what}”：已完成")
        for m in members[:6]
        for c in m.commitments[:2]
    )
    branch = WebBranch(
        key=branch_key,
        path=link.path,
        name=link.name,
        joint=joint,
        villages=villages,
        township=town,
        phone="",
        board="",
        officers=(OfficerView("支部书记", members[0].name, "2021-03-01", False),) if members else (),
        goal_card=small.GOALS if index == 0 else None,
        members=tuple(small.line(m) for m in members),
        posts=(),
        notices=(notice,),
        changes=changes[:12],
        due=(),
        counts=Counts(branches=1, joint=int(joint), members=len(members), cards=len(members)),
    )
    return Village(key, branch, members)


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write files below a folder."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
