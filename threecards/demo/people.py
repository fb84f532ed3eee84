# ruff: noqa: E501 - a row of a table stays on one line, where it can be read
"""Invented people and places of the demo county.

In: a random source. Out: names. Not here: anything else about a person. Surnames come as often as they do in a
Chinese village, given names are put together from characters, so no name is taken from anybody. Names of townships
were compared with the national list of administrative divisions when this was written: none of them exists.
"""

from __future__ import annotations

from itertools import product
from random import Random

_COMMON = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方"
    "石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂"
    "丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵"
)
_DOUBLE = ("欧阳", "上官", "司马", "诸葛", "慕容", "皇甫", "尉迟", "南宫")
_FIRST_MAN = "建国志永文德明世宗学成宏俊长兆守宝有存得少景海大天立正新兴万广福树仁义忠信耀启振继维思子一家"
_LAST_MAN = "田山川林木生根石桥平安东升华伟刚辉亮斌涛波磊鑫杰宁泰昌盛荣贵礼海河源泉野禾谷麦满仓舟帆远航"
_FIRST_WOMAN = "秀桂玉雪晓小慧美丽红金爱素淑凤彩雅静思雨梦若诗语书映月巧翠亚清清婉可依初念冬夏秋"
_LAST_WOMAN = "兰英芳梅花珍莲霞云燕娟萍玲琴菊香荣华琳琪瑶婷雯怡然薇晴岚溪禾苗朵叶棠枝露霜雪莹洁敏静颖宁"
_SINGLE = "伟磊杰涛明超斌辉飞波健平刚林娜静敏燕丽艳芳娟霞玲婷雪慧欣悦宁曦朗睿哲岳川禾麦稷穗耕犁垄陌"
_RARE = "堃淼垚犇喆旻昱昶赟𬱖翀奡燚翯𬭎𫘧𬀩𫖮𬸘𬭊"
_WITH_DOT = (
    "阿依努尔·艾山", "迪丽达·吐尔逊", "帕尔哈提·努尔", "古丽仙·安尼", "叶尔兰·哈那", "玛依拉·别克", "努尔江·巴合提", "阿孜古丽·买买提",
)  # fmt: skip

_TOWNS = (
    "榆坪 云麦 麦川 杏川 柳坞 石磨 槐坞 松坞 椒坪 椒山 荞坪 荞川 苇湾 苇塘 竹坞 粟川 粟坪 黍坪 桑坞 栗坪 雁坪 鹭湾 鹭溪 鹤坞 燕坪 云坞 雾岭 霜岭 露坪 岚坪 岚溪 溪禾 禾岭 稻坞 "
    "茶坞 蕨坪 榛岭 柿坪 柿湾 椿坪 椿湾 楸坪 楸岭 柏坞 杉坞 樟坞 枫坞 荷坞 菱湾 芦坪 葛坪 葛湾 藤岭 苔溪 砚坪 碾坪 碓坪 瓦坪 陶坪 钟坪 铃溪 笛坪 犁坪 犁湾 蓑岭 笠坪 筏湾 桨湾 "
    "帆坪 缆坪 梭坪 织坪 麻坞 麻岭 葵坪 菽坪 菽川 豆坞 瓜坞 蜜坪 蜂岭 蝉坪 蛙塘 鹂坪 鸢坪 鸢岭 鹊坞 雉岭 獐岭 鹿坞 驹坪 犊坪 羔岭 鲤湾 鲫塘 萤坪 星坞 晨坪 曦岭 霁坪 霁川 虹坞 "
    "雨坪 雪坞 泉坞 涧坪 潭坞 渠坪 渠湾 堰坞 埂坪 塬禾 垅坞 畦坪 陌川 阡川 耘川 穗岭 稔川 稔坪 禾穗 麦穗 秋禾 青穗 金稔 稷坪 "
)
_VILLAGE_FIRST = "榆柳槐桑杏梨枣栗松柏竹荷菱苇麦荞粟豆瓜茶椒麻雁鹭燕鹊鹿马牛羊云雾霜露岚石沙泉月星"
_VILLAGE_FORMS = "{}家{} {}树{} {}花{} {}子{} 上{}{} 下{}{} 东{}{} 西{}{} 南{}{} 北{}{} 大{}{} 小{}{} 新{}{}"
_VILLAGE_LAST = "湾坪沟岭庄塘坝坡桥坳寨洼埂堡渡畈塬店井圩"


class Names:
    """Names for one branch; nobody is called like somebody else."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._used: set[str] = set()

    def new(self) -> str:
        """Make a name nobody in this branch has."""
        while True:
            name = self._make()
            if name not in self._used:
                self._used.add(name)
                return name

    def _make(self) -> str:
        rng = self._rng
        roll = rng.random()
        if roll < 0.004:
            return rng.choice(_WITH_DOT)
        surname = rng.choice(_DOUBLE) if roll < 0.010 else _COMMON[int(len(_COMMON) * rng.random() ** 2)]
        kind = rng.random()
        if kind < 0.008:
            return surname + (rng.choice(_FIRST_MAN) if kind < 0.004 else "") + rng.choice(_RARE)
        if kind < 0.16:
            return surname + rng.choice(_SINGLE)
        if kind < 0.70:
            return surname + rng.choice(_FIRST_MAN) + rng.choice(_LAST_MAN)
        return surname + rng.choice(_FIRST_WOMAN) + rng.choice(_LAST_WOMAN)


def township_names(count: int, rng: Random) -> list[str]:
    """Give ``count`` different names of townships, most of them 镇 or 乡 after a name of two characters."""
    stems = _TOWNS.split()
    rng.shuffle(stems)
    while len(stems) < count:
        stems += [first + stem for first, stem in product("上下东西南北", _TOWNS.split())]
    return [stem + ("镇" if rng.random() < 0.55 else "乡") for stem in stems[:count]]


def village_names(count: int, rng: Random) -> list[str]:
    """Give ``count`` different names of villages."""
    every = [form.format(a, b) for form, a, b in product(_VILLAGE_FORMS.split(), _VILLAGE_FIRST, _VILLAGE_LAST)]
    if count > len(every):
        raise ValueError(f"no names for more than {len(every)} villages")
    return [name + "村" for name in rng.sample(every, count)]
