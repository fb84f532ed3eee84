"""Rules about what commitments say (COM-001 to COM-012).

In: a branch. Out: findings. Not here: whether a commitment was kept (that is assessment).

The tests of wording are word lists and counts, not understanding: they are meant to miss rather than to accuse.
COM-009 is an error, so it wants a clear sign that a person is named, beside a word for poverty, illness or a dispute.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from threecards.problems import Finding, Loc, finding
from threecards.records.model import Commitment, Member
from threecards.records.rules.desk import Desk, is_draft
from threecards.records.words import CommitmentStatus


def _items(desk: Desk) -> Iterator[tuple[str, str, Loc, Commitment]]:
    """Give the commitments of the year: member, path, place, commitment."""
    for key, index, card in desk.cards:
        path = desk.folder.member_path(key)
        for number, item in enumerate(card.commitments):
            yield key, path, ("cards", index, "commitments", number), item


def com_001(desk: Desk) -> Iterator[Finding]:
    """A commitment says what, until when, and who verifies it; a draft may still be incomplete."""
    for key, index, card in desk.cards:
        if is_draft(card):
            continue
        for number, item in enumerate(card.commitments):
            if item.due is None or item.verifier_role is None:
                missing = "、".join(
                    n for n, v in (("due", item.due), ("verifier_role", item.verifier_role)) if v is None
                )
                place = ("cards", index, "commitments", number)
                yield finding("COM-001", desk.folder.member_path(key), place, missing=missing)


def com_002(desk: Desk) -> Iterator[Finding]:
    """A commitment has a target in numbers, or a sentence by which anybody can tell whether it is done."""
    for _, path, loc, item in _items(desk):
        if item.target is None and item.done_when is None:
            yield finding("COM-002", path, loc)


def com_003(desk: Desk) -> Iterator[Finding]:
    """A target in numbers stands beside last year's number."""
    for _, path, loc, item in _items(desk):
        if item.target is not None and item.baseline is None:
            yield finding("COM-003", path, loc)


def com_004(desk: Desk) -> Iterator[Finding]:
    """A commitment is due within the year of its card."""
    for _, path, loc, item in _items(desk):
        if item.due and item.due.year != desk.year:
            yield finding("COM-004", path, (*loc, "due"), year=desk.year)


# --- empty words, duties of everybody -------------------------------------------------------------------------------

_VAGUE = """
    努力 积极 认真 进一步 切实 不断 加强 争取 做好 搞好 抓好 提高 提升 增强 发挥 自觉 主动 带头 参加 参与 完成
    履行 落实 遵守 坚持 尽职尽责 恪尽职守 尽力 全力 全面 大力 支持 配合 服从 安排 开展 推动 促进 保证 确保 维护
    树立 牢记 当好 干好 尽心 学习 工作 作用 任务 能力 素质 水平 思想 意识 觉悟 责任 职责 义务 先锋 模范 榜样 表率
    共产党员 党员 党组织 支部 组织 上级 各项 各种 本职 自身 自己 群众 大家 服务 发展 贡献 宗旨 政治 理论 事业 精神 活动
    政策 号召 要求 全心全意 为 的 地 得 和 与 及 并 好 做 对 在 把 向 一名 合格 优秀 我 要 更 将 会 党
    一心一意 按时 按期 足额 及时
"""
_LEGAL = """
    遵纪守法 遵守法律法规 遵守国家法律 遵守法律 遵守法规 遵守党纪国法 遵守党章 党纪国法 法律法规 不违法乱纪 不违法
    不违纪 不犯法 不犯罪 不犯错误 不参与赌博 不赌博 不吸毒 不参与黄赌毒 不酒驾 不酒后驾车 不参与邪教 不信邪教
    不参加邪教 按时足额交纳党费 按时足额缴纳党费 按时交纳党费 按时缴纳党费 按时交党费 按期交纳党费 按期缴纳党费
    交纳党费 缴纳党费 交党费 按时参加组织生活 参加组织生活 按时参加支部会议
"""
_DIGITS = re.compile(r"[0-9０-９一二三四五六七八九十百千两每]")


def _pattern(words: str) -> re.Pattern[str]:
    """Match any of the words of a text, the longest first."""
    return re.compile("|".join(sorted(map(re.escape, words.split()), key=len, reverse=True)))


_VAGUE_WORDS = _pattern(_VAGUE)
_LEGAL_WORDS = _pattern(_LEGAL)
_NOT_HAN = re.compile(r"[^\u3400-\u9fff\U00020000-\U0003ffff]+")


@lru_cache(maxsize=4096)
def _is_vague(text: str) -> bool:
    """True when no number and no thing remains of a text after vague verbs and the nouns that go with them."""
    rest = _VAGUE_WORDS.sub("", text)
    return not _DIGITS.search(rest) and len(_NOT_HAN.sub("", rest)) <= 1


@lru_cache(maxsize=4096)
def _is_duty(text: str) -> bool:
    """True when a text says only what the law or the Party constitution demands of everybody."""
    rest = _LEGAL_WORDS.sub("", text)
    return rest != text and len(_NOT_HAN.sub("", _VAGUE_WORDS.sub("", rest))) <= 1


def com_005(desk: Desk) -> Iterator[Finding]:
    """A commitment is more than vague verbs: it names a number, an object or a place."""
    for _, path, loc, item in _items(desk):
        if item.target is None and _is_vague(item.what) and not _is_duty(item.what):
            yield finding("COM-005", path, (*loc, "what"))


def com_007(desk: Desk) -> Iterator[Finding]:
    """A commitment promises more than everybody's legal duty."""
    for _, path, loc, item in _items(desk):
        if _is_duty(item.what):
            yield finding("COM-007", path, (*loc, "what"))


# --- copied texts ---------------------------------------------------------------------------------------------------

_SHARE = (4, 5)  # four fifths of the character pairs in common
_SHORT = 4  # characters up to which nobody can say who copied whom


def com_006(desk: Desk) -> Iterator[Finding]:
    """A commitment is not copied from another member's: fewer than 80 % of the character pairs are the same.

    One finding for each text that others repeat, at the first member who has it, with the others beside it. Measure:
    twice the pairs in common over all pairs (Dice). Two such texts share at least two thirds of the pairs of each, so
    a text with fewer pairs that occur elsewhere is left out, and any third of the others finds its partner. A text is
    compared with the first of each group only, so that the work grows with the number of different texts.
    """
    places: dict[str, list[tuple[str, str, Loc]]] = {}
    for key, path, loc, item in _items(desk):
        places.setdefault(_NOT_HAN.sub("", item.what), []).append((key, path, (*loc, "what")))
    texts = [text for text in places if len(text) > _SHORT]
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in texts]
    common = Counter(chain.from_iterable(pairs))
    groups: dict[int, list[int]] = {}
    index: dict[str, list[int]] = defaultdict(list)
    for number, found in enumerate(pairs):
        elsewhere = [pair for pair in found if common[pair] > 1]
        if len(elsewhere) * 3 < len(found) * 2:  # only its own repetitions can be its copies
            groups[number] = [number]
            continue
        rare = sorted(elsewhere, key=common.__getitem__)[: len(found) // 3 + 1]
        near = {leader for pair in rare for leader in index[pair]}
        leader = next((leader for leader in sorted(near) if _is_copy(found, pairs[leader])), None)
        if leader is not None:
            groups[leader].append(number)
            continue
        groups[number] = [number]
        for pair in elsewhere:
            index[pair].append(number)
    for group in groups.values():
        where = [place for number in group for place in places[texts[number]]]
        if len(where) > 1 and len(members := {key for key, _, _ in where}) > 1:
            first, path, loc = where[0]
            others = tuple((other, at) for key, other, at in where if key != first)
            yield finding("COM-006", path, loc, related=others[:20], count=len(members))


def _is_copy(one: set[str], other: set[str]) -> bool:
    return 2 * len(one & other) * _SHARE[1] >= (len(one) + len(other)) * _SHARE[0]


# --- weights, third persons, reasons --------------------------------------------------------------------------------


def com_008(desk: Desk) -> Iterator[Finding]:
    """The weights of a card add up to 100; a card without any weights weighs all its commitments alike."""
    for key, index, card in desk.cards:
        weights = [item.weight for item in card.commitments]
        if any(w is not None for w in weights):
            total = sum((w for w in weights if w is not None), Decimal(0))
            if total != 100 or None in weights:
                path = desk.folder.member_path(key)
                yield finding("COM-008", path, ("cards", index, "commitments"), total=f"{total.normalize():f}")


_SENSITIVE = _pattern(
    """
    贫困 困难户 特困 低保 五保 脱贫 监测户 孤寡 残疾 智障 精神病 患病 重病 大病 疾病 癌 瘫痪 卧床 透析 艾滋 肺结核
    糖尿病 脑梗 住院 看病 治病 医药费 离婚 纠纷 矛盾 打架 吵架 赌博 吸毒 刑满 服刑 上访 信访 欠债 债务 酗酒 家暴
    """
)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾"
    "丁魏薛叶阎潘杜戴夏钟汪任姜范姚谭廖邹熊郝孔邱秦侯邵孟龙段雷钱汤尹黎武乔贺赖龚樊兰殷施陶翟柴"
)
_TITLES = "某某|某|大爷|大伯|大叔|大妈|大娘|大婶|大嫂|婶子|婶婶|奶奶|爷爷|老汉|老太|阿婆|阿姨|师傅"
_LABELS = "贫困户|困难户|特困户|低保户|五保户|脱贫户|监测户|残疾人|孤寡老人|病人|患者|当事人|邻居|村民|党员"
_AFTER = "家|一家|户|夫妇|夫妻|等|、|，|,|。|；|和|与|治|看|脱|$"
_HAN = r"\u3400-\u9fff"
_NAMED = re.compile(
    rf"[{_SURNAMES}](?:{_TITLES})"
    rf"|(?<![{_HAN}])老[{_SURNAMES}](?:家|的|和|与|、)"
    rf"|(?:{_LABELS})[：:“\"]?[{_SURNAMES}][{_HAN}]{{1,2}}(?={_AFTER})"
)
_NO_NAME = re.compile(
    rf"(?:{_LABELS})(?:任务|任何|任职|夏季|夏粮|秦岭|武术|陈述|陈旧|施工|施肥|钟爱|汤药"
    "|杨树|林地|林木|林果|马铃薯|姜黄|兰花|柴火)"
)


def _names_somebody(text: str, others: frozenset[str]) -> bool:
    """True when a text speaks of poverty, illness or a dispute and names a person.

    others: full names of other members of the branch, of three characters or more; shorter ones are often words.
    """
    if not _SENSITIVE.search(text):
        return False
    return bool(_NAMED.search(_NO_NAME.sub("", text))) or any(name in text for name in others)


def com_009(desk: Desk) -> Iterator[Finding]:
    """No public text names a third person together with poverty, illness or a dispute."""
    names = {key: member.name for key, member in desk.folder.members.items() if len(member.name) > 2}
    for key, member, path in desk.member_paths:
        for loc, text in _public_texts(desk, member):
            if _SENSITIVE.search(text):
                others = frozenset(name for k, name in names.items() if k != key and name != member.name)
                if _names_somebody(text, others):
                    yield finding("COM-009", path, loc)


def _public_texts(desk: Desk, member: Member) -> Iterator[tuple[Loc, str]]:
    """Give the texts of a member's file that are level W."""
    for i, card in enumerate(member.cards):
        for j, item in enumerate(card.commitments):
            place = ("cards", i, "commitments", j)
            yield (*place, "what"), item.what
            if item.for_whom:
                yield (*place, "for_whom"), item.for_whom
            if item.done_when:
                yield (*place, "done_when"), item.done_when
            for k, entry in enumerate(item.history):
                if entry.public_reason:
                    yield (*place, "history", k, "public_reason"), entry.public_reason
    for i, deed in enumerate(member.deeds):
        yield ("deeds", i, "text"), deed.text


def com_010(desk: Desk) -> Iterator[Finding]:
    """A commitment that is excused says why, in one sentence for the public."""
    for _, path, loc, item in _items(desk):
        for index, entry in enumerate(item.history):
            if entry.status is CommitmentStatus.EXCUSED and entry.public_reason is None:
                yield finding("COM-010", path, (*loc, "history", index))


def com_011(desk: Desk) -> Iterator[Finding]:
    """A target in numbers has a unit."""
    for _, path, loc, item in _items(desk):
        if item.target is not None and item.unit is None:
            yield finding("COM-011", path, (*loc, "target"))


def com_012(desk: Desk) -> Iterator[Finding]:
    """A commitment called done has reached its target, as far as amounts were noted.

    Of what is to become less than last year, the target is reached from above. Without any amount the word counts alone.
    """
    for _, path, loc, item in _items(desk):
        if item.target is None or not item.history:
            continue
        order = sorted(range(len(item.history)), key=lambda at: item.history[at].date)
        entries = [(at, item.history[at]) for at in order if item.history[at].date <= desk.as_of]
        if not entries or entries[-1][1].status is not CommitmentStatus.DONE:
            continue
        value = next((entry.value for _, entry in reversed(entries) if entry.value is not None), None)
        falling = item.baseline is not None and item.target < item.baseline
        if value is not None and (value > item.target if falling else value < item.target):
            noted, target = _number(value, item.unit), _number(item.target, item.unit)
            yield finding("COM-012", path, (*loc, "history", entries[-1][0], "status"), value=noted, target=target)


def _number(value: Decimal, unit: str | None) -> str:
    """An amount as a clerk writes it: 12 户."""
    return f"{value.normalize():f} {unit or ''}".rstrip()


BRANCH_RULES = (
    com_001, com_002, com_003, com_004, com_005, com_006, com_007, com_008, com_009, com_010, com_011, com_012,
)  # fmt: skip
