"""Names as an audience may read them: full name, code name or surname; pinyin that knows surnames; short codes.

In: a name and the county's choices. Out: text. Not here: who consented to what (that is ``project``).
"""

from __future__ import annotations

from functools import lru_cache

COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "太史",
        "端木",
        "上官",
        "司马",
        "东方",
        "独孤",
        "南宫",
        "万俟",
        "闻人",
        "夏侯",
        "诸葛",
        "尉迟",
        "公羊",
        "赫连",
        "澹台",
        "皇甫",
        "宗政",
        "濮阳",
        "公冶",
        "太叔",
        "申屠",
        "公孙",
        "慕容",
        "仲孙",
        "钟离",
        "长孙",
        "宇文",
        "司徒",
        "鲜于",
        "司空",
        "闾丘",
        "子车",
        "亓官",
        "司寇",
        "巫马",
        "公西",
        "颛孙",
        "壤驷",
        "公良",
        "漆雕",
        "乐正",
        "宰父",
        "谷梁",
        "拓跋",
        "夹谷",
        "轩辕",
        "令狐",
        "段干",
        "百里",
        "呼延",
        "东郭",
        "南门",
        "羊舌",
        "微生",
        "梁丘",
        "左丘",
        "东门",
        "西门",
        "第五",
    ]
)

# Surnames that are read otherwise than the same character elsewhere. Reading as listed in common surname dictionaries.
_SURNAME_READINGS = {
    "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "曾": "zeng", "盖": "ge", "任": "ren", "华": "hua", "朴": "piao",
    "纪": "ji", "召": "shao", "乐": "yue", "覃": "qin", "员": "yun", "缪": "miao", "种": "chong", "繁": "po", "秘": "bi", "牟": "mu",
    "洗": "xian", "翟": "zhai", "祭": "zhai", "黑": "he", "折": "she", "宓": "mi", "尉": "wei", "曲": "qu", "车": "che", "薄": "bo",
    "柏": "bai", "句": "gou", "隗": "wei", "乜": "nie", "冼": "xian", "瞿": "qu", "撒": "sa", "石": "shi", "相": "xiang", "宿": "su",
    "应": "ying", "谌": "chen", "都": "du", "过": "guo", "哈": "ha", "强": "qiang", "宁": "ning", "燕": "yan", "於": "yu", "訾": "zi",
    "万俟": "mo qi", "尉迟": "yu chi", "长孙": "zhang sun", "澹台": "tan tai", "鲜于": "xian yu", "令狐": "ling hu", "乐正": "yue zheng",
}  # fmt: skip


def surname(name: str) -> str:
    """The surname of a Han name; the whole part before a middle dot for names written with one."""
    if "·" in name:
        return name.split("·", 1)[0]
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]


@lru_cache(maxsize=4096)
def _given(text: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return " ".join(lazy_pinyin(text, style=Style.NORMAL, errors="ignore"))


def pinyin_of(name: str) -> str:
    """Pinyin of a name in syllables parted by spaces, surname first and read as a surname: 单雄 -> ``shan xiong``."""
    family = surname(name)
    rest = name[len(family) :].replace("·", "")
    first = _SURNAME_READINGS.get(family) or _given(family)
    return f"{first} {_given(rest)}".strip()


def code_name(number: str) -> str:
    """How a member is called without consent: 党员 017."""
    return f"党员 {number}"


def surname_name(name: str, number: str) -> str:
    """Surname only, told apart by the number: 张某（017）."""
    return f"{surname(name)}某（{number}）"


def code_numbers(keys: tuple[str, ...]) -> dict[str, str]:
    """Numbers for code names in one branch: the last three digits of the key, all six where two keys would look alike."""
    ends: dict[str, int] = {}
    for key in keys:
        ends[key[-3:]] = ends.get(key[-3:], 0) + 1
    return {key: key[-3:] if ends[key[-3:]] == 1 else key[1:] for key in keys}


_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U


def short_code(key: str) -> str:
    """Four characters to type by hand instead of scanning: the digits of a key in base 32, scattered so that neighbours differ.

    A bijection on 0 … 2^20 - 1 (multiplication by an odd number), so that no two keys share a code.
    """
    number = int(key[1:]) * 0x5A3D5 % (1 << 20)
    return "".join(_ALPHABET[number >> shift & 31] for shift in (15, 10, 5, 0))
