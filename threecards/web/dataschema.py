"""What the open data look like: headings of the tables, and a JSON Schema (2020-12) of the documents.

In: nothing. Out: headings and a schema as plain values. Not here: any record.
Every field is required and no other may occur, so that a reader need never guess; what is not known is an empty text.

The documents are written down as tables, one line for each field: name, type, title. Types: ``text``, ``day`` and
``amount`` (texts that may be empty), ``count`` (0 or more), ``nth`` (1 or more), ``percent`` (0-100 or null), ``flag``;
``status`` and ``star`` (codes); ``x`` another table, ``x?`` the same or null, ``[x]`` a list of any of these.
"""

from __future__ import annotations

from typing import Any

from threecards.publish.views.common import Counts
from threecards.web.pages import STATUS_ORDER

Schema = dict[str, Any]

STAR_CODES = ("learning", "innovation", "prosperity", "dedication", "law", "morality")
KINDS = ("branch", "township", "county", "index")

MEMBER_HEADS = (
    "党员编号", "姓名或代号", "是代号", "乡镇编号", "乡镇", "支部", "村", "职务", "岗位", "行动卡", "承诺", "已完成",
    "已过时限", "履诺得分", "点亮的星", "优秀", "总分", "等次", "表彰", "网页",
)  # fmt: skip
PROMISE_HEADS = (
    "党员编号", "姓名或代号", "乡镇编号", "乡镇", "支部", "序号", "承诺", "服务对象", "去年", "目标", "单位",
    "怎样算完成", "时限", "占分", "核实人", "状态", "现在", "完成百分比", "逾期完成", "已过时限", "豁免原因",
    "最近进展",
)  # fmt: skip
BRANCH_HEADS = ("乡镇编号", "乡镇", "支部编号", "支部", "联村", "村", "支部书记")

# Numbers of ``Counts`` in the order of the table of branches
COUNT_WORDS = {
    "members": "党员",
    "cards": "已审定的行动卡",
    "posts": "设岗",
    "holders": "在岗党员",
    "commitments": "承诺（不含已撤回）",
    "kept": "已完成",
    "partly": "部分完成",
    "not_kept": "未完成",
    "excused": "因故豁免",
    "open": "未开始或进行中",
    "overdue": "其中已过时限",
    "deeds": "履岗记录",
    "lit": "点亮的星",
    "star_members": "有星的党员",
    "inspections_due": "应督查次数",
    "inspections_held": "已督查次数",
    "spot_checks": "随机抽查次数",
    "excellent": "优秀",
    "commended": "受表彰",
    "objections": "收到异议",
    "objections_upheld": "异议成立或部分成立",
    "objections_answered": "已答复",
    "objections_in_time": "按期答复",
    "goal_cards": "目标卡",
    "withdrawn": "已撤回的承诺",
}

_ABOUT = """
kind          text          哪一种文件
county        text          县
year          count         年度
as_of         day           数据截至
release       text          公布期号，预览时是空的
"""

_TABLES = {
    "officer 任职的人": """
office        text          职务
name          text          姓名
since         day           从哪一天起
acting        flag          代理
""",
    "step 进展": """
date          day           日期
status        status        状态
value         amount        累计
verifier      text          谁核实的（身份）
reason        text          豁免原因
""",
    "commitment 承诺": """
n             nth           序号
what          text          承诺什么
for_whom      text          服务对象
baseline      amount        去年
target        amount        目标
unit          text          单位
done_when     text          怎样算完成
due           day           时限
weight        amount        占分
verifier      text          由谁核实（身份）
status        status        状态
value         amount        现在
percent       percent       完成百分比
late          flag          过了时限才完成
overdue       flag          还没有完成，已过时限
reason        text          豁免原因
steps         [step]        进展，从早到晚
""",
    "held_post 担任的岗位": """
key           text          编号
name          text          名称
category      text          类别
since         day           亮岗日期
""",
    "deed 履岗记录": """
date          day           日期
text          text          做了什么
commitment    nth?          第几项承诺
post          text          岗位
households    count         惠及户数
verifier      text          谁核实的（身份）
""",
    "lit_star 点亮的星": """
star          star          哪一颗
name          text          名称
lit_on        day           点亮日期
why           [text]        凭什么
""",
    "honour 表彰": """
year          count         年度
level         text          级别
title         text          称号
date          day           日期
document      text          文号
""",
    "past_year 往年": """
year          count         年度
grade         text          等次
stars         [text]        点亮的星
commendation  text          表彰
""",
    "member 党员": """
key           text          编号
name          text          姓名；没有书面同意的是代号
named         flag          是真实姓名
page          text          网页
village       text          村（联村支部才有）
office        text          职务
probationary  flag          预备党员（本人同意公开的）
card_state    text          行动卡的状态
card_shown    day           行动卡公示日期
posts         [held_post]   岗位
commitments   [commitment]  承诺
score         amount        履诺得分，只凭公开的状态算
deeds         [deed]        履岗记录，从新到旧
stars         [lit_star]    点亮的星
excellent     flag          年度考评优秀，公示期满
total         amount        总分，县里决定全部公开时才有
grade         text          等次，县里决定全部公开时才有
honours       [honour]      表彰
past          [past_year]   往年
""",
    "announced 公示的人": """
name          text          姓名或代号
about         text          公示什么
""",
    "notice 公示": """
key           text          编号
page          text          网页
kind          text          种类
title         text          标题
text          text          正文（Markdown）
posted        day           贴出日期
ends          day           期满日期
workdays      count         工作日数
state         notice_state  状态
people        [announced]   公示的人
outcome       text          结果
""",
    "goal_progress 目标的季度进展": """
quarter       nth           季度
value         amount        累计
remark        text          说明
""",
    "goal 目标": """
n             nth           序号
text          text          目标
baseline      amount        去年
target        amount        目标值
unit          text          单位
done_when     text          怎样算完成
due           day           时限
weight        amount        占分
attainment    percent       达成百分比
opinions      [text]        群众原来的意见
progress      [goal_progress]  各季度
""",
    "goal_area 目标卡的一个方面": """
area          text          代码
name          text          名称
goals         [goal]        目标
""",
    "comment 点评": """
date          day           日期
text          text          内容
""",
    "goal_card 支部书记目标卡": """
holder        text          责任人
signed        day           签订日期
approved      day           审定日期
attainment    amount        目标达成百分比，两位小数
areas         [goal_area]   四个方面
praise        [comment]     点评
""",
    "branch_post 支部的岗位": """
key           text          编号
name          text          名称
category      text          类别
capacity      count         设几人，0 是没有定
holders       count         在岗人数
""",
    "township_name 乡镇": """
key           text          编号
name          text          名称
""",
    "branch 一个支部": _ABOUT
    + """
township      township_name 乡镇
key           text          编号
name          text          名称
page          text          网页
joint         flag          联村
villages      [text]        村
officers      [officer]     任职的人
goal_card     goal_card?    支部书记目标卡
posts         [branch_post] 岗位
notices       [notice]      公示
members       [member]      党员，按编号
counts        counts        数字
""",
    "item_state 事项的季度状态": """
quarter       nth           季度
state         text          状态代码
remark        text          说明
""",
    "item 责任卡的一项": """
text          text          内容
target        amount        目标
unit          text          单位
due           day           时限
measure       text          怎样衡量
states        [item_state]  各季度
""",
    "duty_area 责任卡的一个方面": """
area          text          代码
name          text          名称
items         [item]        事项
""",
    "log_entry 记载": """
date          day           日期
kind          text          种类代码
place         text          地点
branch        text          支部
done          text          做了什么
result        text          结果
""",
    "planned 计划数": """
label         text          名称
number        count         数
""",
    "report 述职": """
label         text          名称
date          day           日期
""",
    "responsibility_card 乡镇党委书记责任卡": """
holder            text         责任人
office_from       day          任职日期
signed            day          签订日期
approved          day          审定日期
planned           [planned]    计划数
areas             [duty_area]  四个方面
log               [log_entry]  全年记载，从新到旧
spot_checks       count        随机抽查次数
checked_branches  [text]       抽查过的支部
reports           [report]     述职
""",
    "branch_line 乡镇的一个支部": """
key           text          编号
name          text          名称
joint         flag          联村
villages      [text]        村
secretary     text          支部书记
data          text          数据文件
counts        counts        数字
""",
    "township 一个乡镇": _ABOUT
    + """
key           text          编号
name          text          名称
page          text          网页
committee     text          党委
officers      [officer]     任职的人
responsibility_card  responsibility_card?  乡镇党委书记责任卡
branches      [branch_line] 支部
counts        counts        数字
""",
    "township_line 全县的一个乡镇": """
key           text          编号
name          text          名称
secretary     text          乡镇党委书记
data          text          数据文件
counts        counts        数字
""",
    "post_type 岗位目录的一种": """
key           text          编号
name          text          名称
category      text          类别
purpose       text          为什么设
duties        [text]        职责
posts         count         设岗数
holders       count         在岗人数
""",
    "criterion 六星标准的一条": """
code          text          编号
text          text          内容
""",
    "star_rule 一颗星的标准": """
star          star          哪一颗
name          text          名称
meaning       text          意思
condition     text          怎样点亮
lit           count         点亮几颗
criteria      [criterion]   标准
""",
    "grade 等次": """
grade         text          等次
members       count         人数
""",
    "county 全县": _ABOUT
    + """
townships     [township_line]  乡镇
post_types    [post_type]   岗位目录
stars         [star_rule]   六星标准
grades        [grade]       各等次人数，县里决定公开时才有
counts        counts        数字
""",
    "file 文件": """
path          text          路径
bytes         count         字节数
records       count         记录数
sha256        text          校验码
""",
    "index 文件清单": _ABOUT
    + """
files         [file]        文件
""",
}

_SIMPLE: dict[str, Schema] = {
    "text": {"type": "string"},
    "day": {"type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"},
    "amount": {"type": "string", "pattern": r"^(-?[0-9]+(\.[0-9]+)?)?$"},
    "count": {"type": "integer", "minimum": 0},
    "nth": {"type": "integer", "minimum": 1},
    "nth?": {"type": ["integer", "null"], "minimum": 1},
    "percent": {"type": ["integer", "null"], "minimum": 0, "maximum": 100},
    "flag": {"type": "boolean"},
    "status": {"enum": list(STATUS_ORDER)},
    "star": {"enum": list(STAR_CODES)},
    "notice_state": {"enum": ["upcoming", "running", "ended", "removed"]},
}


def _type(name: str) -> Schema:
    if name.startswith("["):
        return {"type": "array", "items": _type(name[1:-1])}
    if name in _SIMPLE:
        return dict(_SIMPLE[name])
    if name.endswith("?"):
        return {"anyOf": [_type(name[:-1]), {"type": "null"}]}
    return {"$ref": f"#/$defs/{name}"}


def _object(title: str, properties: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "title": title,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _table(title: str, lines: str) -> Schema:
    rows = [line.split(maxsplit=2) for line in lines.splitlines() if line]
    return _object(title, {name: {"title": text, **_type(kind)} for name, kind, text in rows})


def _counts() -> Schema:
    words = {"branches": "支部", "joint": "其中联村支部", **COUNT_WORDS}
    numbers = {f: {"title": words[f], **_type("count")} for f in Counts.__struct_fields__ if f != "by_star"}
    stars = _object("每种星点亮几颗", {code: _type("count") for code in STAR_CODES})
    return _object("数字", {**numbers, "by_star": stars})


def schema() -> Schema:
    """The JSON Schema of all documents in ``data/``; which one a file is, is told by its ``kind``."""
    definitions = {"counts": _counts()}
    for head, lines in _TABLES.items():
        name, title = head.split(" ", 1)
        definitions[name] = _table(title, lines)
    for kind in KINDS:
        definitions[kind]["properties"]["kind"] = {"title": "哪一种文件", "const": kind}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "三卡开放数据",
        "description": "没有填的文字是空的；数按填写的样子写成文字；日期写成 2026-12-24。"
        "网页路径相对于网站的根，文件路径相对于本文件夹。",
        "oneOf": [_type(kind) for kind in KINDS],
        "$defs": definitions,
    }
