"""Reading YAML: cases for every code, equal trees both ways, places with characters of any width, masked excerpts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from threecards.problems import Finding, Position, Problem, Severity, catalogue, finding, message, severity
from threecards.records import nodes, yamlsource
from threecards.records.text import Limits
from threecards.records.yamlsource import Source, Tree, compose, excerpt, locate, read, resolve

CASES = sorted(path for path in (Path(__file__).parent / "cases" / "yaml").iterdir() if path.is_dir())

# not one file's text: tested below and in test_text
NO_CASE = {"YAML-001", "YAML-002", "YAML-003", "YAML-004", "YAML-005", "YAML-039", "YAML-040", "YAML-061", "YAML-099"}


def shown(findings: list[Finding]) -> str:
    """Write findings as the cases expect them: place, code, params."""
    rows = []
    for item in findings:
        assert item.at is not None
        params = "".join(f" {name}={value}" for name, value in item.params)
        rows.append(f"{item.at.line}:{item.at.column} {item.code}{params}\n")
    return "".join(rows)


# --- cases


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_file_has_exactly_these_faults(case: Path) -> None:
    data = (case / "bad.yaml").read_bytes()
    tree, findings = read(data, "a.yaml")
    assert shown(findings) == (case / "expected.txt").read_text(encoding="utf-8")
    assert all(item.path == "a.yaml" for item in findings)
    if case.name.startswith("YAML"):
        assert case.name[:8] in {item.code for item in findings}
    for item in findings:
        assert message(item) != message(item, "en")
    assert tree is None or isinstance(tree, dict)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_good_file_has_none(case: Path) -> None:
    data = (case / "good.yaml").read_bytes()
    tree, findings = read(data, "a.yaml")
    assert shown(findings) == ""
    assert isinstance(tree, dict)
    assert tree == read_slowly(data)


def test_every_code_has_a_case() -> None:
    codes = {code for code in catalogue() if code.startswith("YAML-")}
    assert codes == {case.name[:8] for case in CASES if case.name.startswith("YAML-")} | NO_CASE


# --- what is kept as it was written


def test_scalars_stay_text_and_only_absent_values_are_none() -> None:
    text = """\
a: no
b: 0123
c: 12:30
d: 2024-13-40
e: 1e3
f: 13800001111
g: ~
h:
i: null
j: 'null'
k: ""
l: "~"
m: [~, '', Null, NULL, nULL, 是, on]
off: {n: , o: 甲}
yes: |
  第一行
  第二行
p: >
  第一行
  第二行
q: "a\\tb"
12:30: r
"""
    tree, findings = read(text.encode(), "a.yaml")
    assert findings == []
    assert tree == {
        "a": "no", "b": "0123", "c": "12:30", "d": "2024-13-40", "e": "1e3", "f": "13800001111",
        "g": None, "h": None, "i": None, "j": "null", "k": "", "l": "~",
        "m": [None, "", None, None, "nULL", "是", "on"], "off": {"n": None, "o": "甲"},
        "yes": "第一行\n第二行\n", "p": "第一行 第二行\n", "q": "a\tb", "12:30": "r",
    }  # fmt: skip


def test_byte_order_mark_and_crlf_change_nothing() -> None:
    plain = "name: 张三\nnote: |\n  第一行\n  第二行\n"
    other = b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode()
    assert read(other, "a.yaml") == read(plain.encode(), "a.yaml")


def test_harmless_faults_leave_a_tree_for_the_model() -> None:
    tree, findings = read("name: 甲\nname: 乙\nn: １\nz: &x 丙\n".encode(), "a.yaml")
    assert tree == {"name": "甲", "n": "１", "z": "丙"}
    assert [item.code for item in findings] == ["YAML-032", "YAML-014", "YAML-035"]


@pytest.mark.parametrize(
    "text", ["post: *x\n", "a: {name：甲}\n", "a: !x b\n", "a: b: c\n", "a: {<<: {b: c}}\n", "姓名：甲\nb: c: d\n"]
)
def test_faults_that_leave_the_meaning_open_give_no_tree(text: str) -> None:
    assert read(text.encode(), "a.yaml")[0] is None


def test_slips_hide_no_other_faults_and_leave_the_tree_that_was_meant() -> None:
    text = """\
姓名：张三
post:
\tname：宣传岗
\tname: 环境岗
stars:
－ 学习星
-创新星
note:　一二
tail: &x 完
"""
    tree, findings = read(text.encode(), "a.yaml")
    assert tree == {
        "姓名": "张三", "post": {"name": "宣传岗"}, "stars": ["学习星", "创新星"], "note": "一二", "tail": "完",
    }  # fmt: skip
    assert shown(findings) == (
        "1:3 YAML-020\n3:1 YAML-023\n3:6 YAML-020\n4:1 YAML-023\n4:2 YAML-032 key=name\n6:1 YAML-024 char=－ wanted=-\n"
        "7:1 YAML-025\n8:6 YAML-022 char=U+3000\n9:7 YAML-035\n"
    )
    assert locate(text.encode(), ("note",)) == Position(8, 7)
    assert locate(text.encode(), ("stars", 1)) == Position(7, 2)
    assert locate(text.encode(), ("tail",), key=True) == Position(9, 1)


def test_a_slip_that_cannot_be_mended_hides_the_rest_only_where_it_must() -> None:
    text = "name: 甲\n\u3000sex: 男\nname: 乙\n"
    tree, findings = read(text.encode(), "a.yaml")
    assert tree is None
    assert shown(findings) == "2:1 YAML-022 char=U+3000\n3:1 YAML-032 key=name\n"


def test_faults_name_their_place_in_the_tree() -> None:
    _, findings = read(b"a:\n- b: 1\n  c: &x 2\n  b: 3\n", "a.yaml")
    assert [(item.code, item.loc, item.related) for item in findings] == [
        ("YAML-035", ("a", 0, "c"), ()),
        ("YAML-032", ("a", 0, "b"), (("a.yaml", ("a", 0, "b")),)),
    ]


# --- limits


def test_too_large() -> None:
    limits = Limits(member_bytes=40_000, file_bytes=80_000)
    data = b"a: " + b"x" * 50_000 + b"\n"
    assert read(data, "members/t01/b001/branch.yaml", limits)[1] == []
    tree, findings = read(data, "members/t01/b001/m000001.yaml", limits)
    assert tree is None
    assert findings == [finding("YAML-005", "members/t01/b001/m000001.yaml", size_kib=49, limit_kib=39)]
    assert Limits().member_bytes == 256 * 1024
    assert Limits().file_bytes == 2 * 1024 * 1024


@pytest.mark.parametrize(
    ("text", "column"),
    [("a: [[[b]]]\n", 6), ("a: {b: {c: {d: e}}}\n", 12), ("- - - - - b\n", 7), ("? [[[[]]]]\n: a\n", 5)],
)
def test_too_deep(text: str, column: int) -> None:
    _, findings = read(text.encode(), "a.yaml", Limits(depth=3))
    assert finding("YAML-039", "a.yaml", at=Position(1, column), limit=3) in [
        Finding(item.code, item.path, (), item.params, item.at) for item in findings
    ]


def test_depth_counts_collections() -> None:
    assert read(b"a:\n- b: 1\n", "a.yaml", Limits(depth=3))[1] == []
    assert shown(read(b"a:\n- b: 1\n", "a.yaml", Limits(depth=2))[1]) == "2:3 YAML-039 limit=2\n"
    assert shown(read(b"a: &x [[1]]\n", "a.yaml", Limits(depth=2))[1]) == "1:4 YAML-035\n1:8 YAML-039 limit=2\n"


def test_too_many_nodes() -> None:
    data = b"a: [" + b"1, " * 500 + b"1]\n"
    assert read(data, "a.yaml", Limits(nodes=504))[1] == []
    assert shown(read(data, "a.yaml", Limits(nodes=503))[1]) == "1:1505 YAML-040 limit=503\n"


def test_faults_of_one_kind_are_summed_up() -> None:
    _, findings = read(("a: " + "\ufffd甲" * 250 + "\n").encode(), "a.yaml")
    assert [item.code for item in findings] == ["YAML-013"] * 100 + ["YAML-099"]
    assert findings[-1].params == (("listed", "YAML-013"), ("more", "150"))
    assert severity("YAML-099") is Severity.INFO


@pytest.mark.parametrize(
    "text",
    [
        "[" * 250_000, "{a: " * 60_000, "- " * 120_000, "a: " * 80_000, "? " * 120_000, '"' * 250_000, "'" * 249_999,
        "a: " + "\u3000" * 80_000 + "x", "a: " + "#" * 250_000, "：" * 80_000, "姓名：" * 20_000,
        "姓名：张三\n" * 15_000, "\t" * 250_000, "\u200b" * 80_000, "&a " * 80_000, "a: &a [" * 30_000,
        " " * 250_000, "a: 甲 #" * 20_000,
        "-a\n" * 80_000, "a:b" * 80_000, "\n" * 250_000, "a: !" + "a" * 250_000, "a: １" * 30_000, "{a：1, " * 25_000,
    ],
    ids=lambda text: repr(text[:7]),
)  # fmt: skip
def test_no_file_of_allowed_size_takes_long(text: str) -> None:
    start = time.process_time()
    _, findings = read(text.encode()[: 256 * 1024], "members/t01/b001/m000001.yaml")
    resolve(findings, lambda path: text.encode()[: 256 * 1024], frozenset())
    assert time.process_time() - start < 10


# --- equal trees

# letters of several scripts and widths, marks that mean something in YAML, nothing that is a trap itself
LETTERS = "abcXYZ019张三柳湾𠮷é\u0301नमЖ"
MARKS = " :-#'\"[]{},|>&*!%@`?~\\\n\t.=+<：、，。"
texts = st.text(alphabet=LETTERS + MARKS, max_size=12)
trees = st.recursive(
    texts, lambda part: st.lists(part, max_size=4) | st.dictionaries(texts, part, max_size=4), max_leaves=20
)
roots = st.dictionaries(texts, trees, min_size=1, max_size=5)


def read_slowly(data: bytes) -> Tree | None:
    """Read the careful way only."""
    return Source(data.removeprefix(b"\xef\xbb\xbf").decode()).tree()


@given(roots, st.sampled_from(["'", '"']), st.booleans())
@settings(deadline=None)
def test_quoted_trees_come_back(root: dict[str, Any], style: str, flow: bool) -> None:
    written = yaml.safe_dump(root, default_style=style, allow_unicode=True, default_flow_style=flow, sort_keys=False)
    tree, findings = read(written.encode(), "a.yaml")
    assert findings == []
    assert tree == root
    assert read_slowly(written.encode()) == root


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True).filter(lambda k: k != "null"), trees, min_size=1))
@settings(deadline=None)
def test_trees_in_the_usual_style_come_back(root: dict[str, Any]) -> None:
    written = yaml.dump(root, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000)
    tree, findings = read(written.encode(), "a.yaml")
    if not findings:  # a text in the place of a key may look like a slip; then it is refused, never changed
        assert tree == root
        assert read_slowly(written.encode()) == root
    else:  # what is found in the text once the slip is mended may come on top, as in "<：!: ''"
        assert {item.code for item in findings} & {"YAML-020", "YAML-021", "YAML-025"}


SOUP = st.lists(
    st.sampled_from([
        "a", "name", "姓名", "：", ":", " ", ": ", "\n", "\n  ", "\n- ", "- ", "-", '"', "'", "[", "]", "{", "}", ",",
        "|", "|\n  ", ">", "#", " # ", "&x ", "*x", "!t ", "%", "@", "`", "?", "? ", "\t", "\u3000", "\u00a0", "\u200b",
        "\ufeff", "\ufffd", "\u2028", "\x85", "１２", "𠮷", "~", "null", "<<", "---\n", "...\n", "\\", "\\n", "\\q",
        "\r\n", "\r", "\x00", "\x1b", "12:30", "0123", "，", "＃", "－", "\u202e", "。", "name: ", "\nname: ",
        "\n  - a: ", "\n    b: ", "x\n", "'x'", '"y"',
    ]),
    max_size=14,
).map("".join)  # fmt: skip


def same(ours: Tree, theirs: Any) -> bool:
    """Compare with PyYAML's own loader, to which absent values are texts."""
    if isinstance(ours, dict):
        return isinstance(theirs, dict) and list(ours) == list(theirs) and all(same(ours[k], theirs[k]) for k in ours)
    if isinstance(ours, list):
        return isinstance(theirs, list) and len(ours) == len(theirs) and all(map(same, ours, theirs))
    return theirs in {"", "~", "null", "Null", "NULL"} if ours is None else ours == theirs


@given(SOUP)
@settings(max_examples=600, deadline=None)
@example("：\u3000~: # ")
@example("? *x: 1\n")
def test_whatever_is_written_both_ways_agree_and_nothing_breaks(text: str) -> None:
    data = text.encode()
    tree, findings = read(data, "a.yaml")
    if [item.code for item in findings] != ["YAML-007"]:  # a zero byte beside each letter is taken for UTF-16
        source = Source(text.removeprefix("\ufeff"))
        assert source.findings("a.yaml") == findings
        assert source.tree() == tree
    assert len({(item.code, item.at) for item in findings}) == len(findings)
    problems = resolve(findings, lambda path: data, frozenset({"name"}))
    assert len(problems) == len(findings)
    if findings:
        assert all(item.code in catalogue() for item in findings)
    else:
        theirs = yaml.load(text, Loader=yaml.CBaseLoader)
        assert same(tree, theirs)


@given(SOUP)
@settings(max_examples=300, deadline=None)
def test_what_the_parser_refuses_always_has_an_error(text: str) -> None:
    try:
        list(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        assert any(severity(item.code) is Severity.ERROR for item in read(text.encode(), "a.yaml")[1])


@given(st.binary(max_size=40))
@settings(deadline=None)
def test_any_bytes_can_be_read(data: bytes) -> None:
    tree, findings = read(data, "a.yaml")
    assert tree is not None or findings
    resolve(findings, lambda path: data, frozenset())


# --- places


def leaves(tree: Any, loc: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Give all texts of a tree with their places in it."""
    if isinstance(tree, str):
        yield loc, tree
    else:
        for step, part in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from leaves(part, (*loc, step))


@given(st.lists(st.text(alphabet="张𠮷éa，", min_size=1, max_size=6), min_size=1, max_size=8, unique=True))
@settings(deadline=None)
def test_places_count_characters_of_any_width(words: list[str]) -> None:
    tree = {word: [{word: f"{i}{word}", "n": word}, f"{word}{i}"] for i, word in enumerate(words)}
    for flow in (False, True):
        written = yaml.safe_dump(tree, default_style="'", allow_unicode=True, default_flow_style=flow, width=60)
        lines = written.split("\n")
        for loc, text in leaves(tree):
            at = locate(written.encode(), loc)
            assert lines[at.line - 1][at.column - 1 :].startswith(f"'{text}'")
            key = locate(written.encode(), loc, key=True)
            expected = loc[-1] if isinstance(loc[-1], str) else text
            assert lines[key.line - 1][key.column - 1 :].startswith(f"'{expected}'")


PLACES = """\
name: 𠮷三
post:
  name: 宣传岗
  since:
stars:
- 学习星
- - 甲
2026:
  due: "2026-12-31" # 年底
name: 李四
"""


@pytest.mark.parametrize(
    ("loc", "key", "place"),
    [
        (("name",), False, (1, 7)),  # of two, the first
        (("name",), True, (1, 1)),
        (("post",), False, (2, 1)),  # a collection by its key
        (("post", "name"), False, (3, 9)),
        (("post", "name"), True, (3, 3)),
        (("post", "since"), False, (4, 3)),  # nothing there: the key
        (("post", "missing"), False, (2, 1)),  # the longest part that exists
        (("post", "missing", 3, "x"), True, (2, 1)),
        (("post", "name", "deeper"), False, (3, 3)),
        (("stars", 0), False, (6, 3)),
        (("stars", 1), False, (7, 3)),
        (("stars", 1, 0), False, (7, 5)),
        (("stars", 7), False, (5, 1)),
        (("stars", "x"), False, (5, 1)),
        (("2026", "due"), False, (9, 8)),
        ((2026, "due"), False, (9, 8)),
        ((), False, (1, 1)),
        (("missing",), False, (1, 1)),
    ],
)
def test_locate(loc: tuple[str | int, ...], key: bool, place: tuple[int, int]) -> None:
    assert locate(PLACES.encode(), loc, key=key) == Position(*place)
    assert locate(b"\xef\xbb\xbf" + PLACES.replace("\n", "\r\n").encode(), loc, key=key) == Position(*place)


def test_places_of_a_broken_file_are_known_as_far_as_the_parser_came() -> None:
    data = "name: 张三\npost:\n  name: 甲\nnote: @乙\nlast: 丙\n".encode()
    assert locate(data, ("post", "name")) == Position(3, 9)
    assert locate(data, ("last",)) == Position(1, 1)
    assert locate("张三".encode("gbk"), ("a",)) == Position()
    assert locate(b"", ("a",)) == Position()


def test_compose_gives_nodes_with_offsets() -> None:
    text = "a: 甲\nb: [乙, ~]\n"
    root = compose(text.encode())
    assert root is not None
    assert root.entries is not None
    assert [text[key.start : key.end] for key, _ in root.entries] == ["a", "b"]
    items = root.entries[1][1].items
    assert items is not None
    assert [(item.value, item.is_absent, text[item.start : item.end]) for item in items] == [
        ("乙", False, "乙"),
        (None, True, "~"),
    ]
    assert compose(b"\xff\xfe") is None


# --- excerpts

PUBLIC = frozenset({"name", "post", "posts", "stars", "what", "cards", "due"})


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("name: 张三\n", (1, 7), "name: 张三\n      ^"),
        ("born: 1979-04\n", (1, 7), "born: □□□□-□□\n      ^"),
        ("name: 张三 # 电话 138\n", (1, 7), "name: 张三 # □□ □□□\n      ^"),
        ("post: {name: 甲, phone: 138}\n", (1, 17), "post: {name: 甲, phone: □□□}\n                 ^"),
        ("talk: {name: 甲, date: 2026}\n", (1, 8), "talk: {name: □, date: □□□□}\n       ^"),
        ("talk:\n- name: 甲\n", (2, 9), "- name: □\n        ^"),
        ("cards:\n  2026:\n    what: 种树\n", (3, 11), "    what: 种树\n          ^"),
        ("rows:\n  2026:\n    what: 种树\n", (3, 11), "    what: □□\n          ^"),
        ("stars: [学习星, 𠮷]\n", (1, 14), "stars: [学习星, 𠮷]\n                ^"),
        ("stars:\n- 学习星\n", (2, 3), "- 学习星\n  ^"),
        ("what: 第一行\n  第二行\n", (2, 3), "  □□□\n  ^"),
        ("what: |\n  第一行\n", (2, 3), "  □□□\n  ^"),
        ("note: |\n  phone: 138\n", (2, 3), "  □□□□□: □□□\n  ^"),
        ("note: |\n  name: 张三\n", (2, 3), "  name: □□\n  ^"),
        ("name: 甲\nnote: |\n  name: 张三\n", (3, 3), "  name: □□\n  ^"),
        ("张三: 13800001111\n", (1, 1), "□□: □□□□□□□□□□□\n^"),
        ("姓名：张三\n", (1, 3), "□□：□□\n  ^"),
        ("phone: @138\n", (1, 8), "phone: @□□□\n       ^"),
        ('name: "张三\nphone: 138\nnote: "x"\n', (2, 1), "□□□□□: □□□\n^"),
        ("name: 张三 phone：138\n", (1, 7), "name: 张三 phone：□□□\n      ^"),
        ("name: 张三\n  phone:138\n", (2, 3), "  □□□□□:□□□\n  ^"),
        ("name: 张\u200b三\n", (1, 8), "name: 张<U+200B>三\n        ^"),
        ("name: 甲\nphone: 13\u200b8\n", (2, 10), "phone: □□<U+200B>□\n         ^"),
        ("what：张三\n", (1, 5), "what：□□\n    ^"),
        ("\twhat: 甲\n", (1, 1), "<U+0009>what: □\n^"),
        ("born:\u3000甲\n", (1, 6), "born:<U+3000>□\n     ^"),
        ("name:\u3000甲\n", (1, 6), "name:<U+3000>□\n     ^"),
        ("sex：男\n", (1, 4), "sex：□\n   ^"),
        ("name: 甲\n\nx: 1\n", (2, 1), "\n^"),
        ("name: 甲", (1, 8), "name: 甲\n        ^"),
        ("name: 甲", (1, 99), "name: 甲\n        ^"),
        ("name: 甲", (1, 0), "name: 甲"),
        ("name: 甲", (0, 0), ""),
        ("name: 甲", (9, 1), ""),
    ],
)
def test_excerpt(text: str, at: tuple[int, int], expected: str) -> None:
    assert excerpt(text, Position(*at), PUBLIC) == expected


SECRET = st.text(alphabet="甲乙丙丁戊3456789ΑΒΓ", min_size=4, max_size=8)
LAYOUTS = [
    "name: 张三\nphone: {0}\n",
    "name: 张三\nphone: '{0}'\nstars: [学习星]\n",
    "name: 张三\nphone: {0}{1}\n",
    "phone：{0}\n",
    "phone:{0}\n",
    "phone:\u3000{0}\n",
    "name: 张三 phone: {0}\n",
    "name: 张三\n  phone: {0}\n",
    "name: 张三\n  phone:{0}\n",
    "name: '张三\nphone: {0}\n",
    'name: "张三\nphone: {0}\nnote: "x"\n',
    "name: 张三\n\tphone: {0}\n",
    "name: [张三\nphone: {0}\n",
    "post: {{name: 甲, phone: {0}}}\n",
    "post: {{name: 甲, phone：{0}}}\n",
    "post: {{name: 甲 phone: {0}}}\n",
    "talk: {{name: {0}, stars: [{1}]}}\n",
    "talks:\n- name: {0}\n  what: {1}\n  x: @\n",
    "note: |\n  name: {0}\n  what: {1}\nx: @\n",
    "note: >-\n  name: {0}\nrows: [{1}\n",
    "note: {0}\n  name: {1}\n",
    "note: 甲 {{name: {0}, what: {1}}}\n",
    "note: '{0}\n\n  name: {1}\n",
    "# {0}\nname: 张三 # {1}\n",
    "name: *{0}\nphone: &{1} {1}\n",
    "phone: !{0} 甲\n",
    "{0}: {1}\n",
    "{0}: 1\n{0}: 2\n",
    "{0}\n",
    "- {0}\n- name: {1}\n",
    "? {0}\n: {1}\n",
    "? [{0}]\n: {1}\n",
    "--- {0}\n--- {1}\n",
    "rows:\n  m000001: {{good: {0}}}\n  m000001: {{good: {1}}}\n",
]


@given(
    st.sampled_from(LAYOUTS),
    SECRET,
    SECRET,
    st.sampled_from(["", "\u200b", "\ufffd", "\x07", "：", ": ", " #", "'", '"', "\t"]),
)
@settings(max_examples=500, deadline=None)
def test_no_value_under_an_internal_key_is_ever_shown(layout: str, one: str, two: str, oddity: str) -> None:
    text = layout.format(one[:2] + oddity + one[2:], two)
    data = text.encode()
    _, findings = read(data, "a.yaml")
    everywhere = [
        finding("YAML-061", "a.yaml", at=Position(line, column))
        for line, content in enumerate(text.split("\n"), 1)
        for column in (1, len(content) // 2, len(content) + 1)
    ]
    for problem in resolve([*findings, *everywhere], lambda path: data, PUBLIC):
        said = problem.excerpt + message(problem) + message(problem, "en")
        for secret in (one, two, one[:2] + oddity + one[2:], one[2:], two[:3]):
            assert not (len(secret) > 2 and secret in said), (problem, text)


def test_a_public_value_is_shown_for_the_reader() -> None:
    problem = resolve([finding("YAML-061", "a.yaml", ("name",))], lambda path: "name: 张三\n".encode(), PUBLIC)[0]
    assert problem.excerpt == "name: 张三\n      ^"


# --- resolve


def test_resolve_sorts_removes_twins_and_reads_each_file_once() -> None:
    files = {"b.yaml": b"name: x\nname: y\n", "a.yaml": "姓名：张三\n".encode(), "c.yaml": "name: 张三\n".encode("gbk")}
    asked: list[str] = []

    def read_bytes(path: str) -> bytes | None:
        asked.append(path)
        return files.get(path)

    findings = [
        *read(files["b.yaml"], "b.yaml")[1],
        *read(files["a.yaml"], "a.yaml")[1],
        *read(files["c.yaml"], "c.yaml")[1],
        finding("YAML-061", "b.yaml", ("name",)),
        finding("YAML-061", "b.yaml", ("name",)),
        finding("YAML-061", "b.yaml", ("name", 0)),
        finding("YAML-061", "c.yaml", ("name",)),
        finding("YAML-001", "missing.yaml", related=(("b.yaml", ("name",)), ("missing.yaml", ()))),
        finding("YAML-061", "page.md", at=Position(3, 4)),
        finding("YAML-001"),
    ]
    problems = resolve(findings, read_bytes, frozenset({"name"}))
    assert [(p.path, p.position.line, p.position.column, p.code) for p in problems] == [
        ("", 0, 0, "YAML-001"),
        ("a.yaml", 1, 3, "YAML-020"),
        ("b.yaml", 1, 1, "YAML-061"),
        ("b.yaml", 1, 7, "YAML-061"),
        ("b.yaml", 2, 1, "YAML-032"),
        ("c.yaml", 0, 0, "YAML-061"),
        ("c.yaml", 1, 7, "YAML-006"),
        ("missing.yaml", 0, 0, "YAML-001"),
        ("page.md", 3, 4, "YAML-061"),
    ]
    assert sorted(asked) == ["a.yaml", "b.yaml", "c.yaml", "missing.yaml"]
    by_code = {(p.path, p.code): p for p in problems}
    assert by_code["b.yaml", "YAML-032"].related == (("b.yaml", Position(1, 1)),)
    assert by_code["b.yaml", "YAML-032"].excerpt == "name: y\n^"
    assert by_code["missing.yaml", "YAML-001"].related == (("b.yaml", Position(1, 7)), ("missing.yaml", Position()))
    assert by_code["page.md", "YAML-061"].excerpt == ""
    assert by_code["c.yaml", "YAML-006"].excerpt == ""


def test_resolve_points_at_the_key_for_codes_about_keys() -> None:
    item = finding("YAML-061", "a.yaml", ("post", "nmae"))
    data = "post:\n  nmae: 甲\n".encode()

    def at(**more: frozenset[str]) -> Position:
        return resolve([item], lambda path: data, frozenset(), **more)[0].position

    assert at() == Position(2, 9)
    assert at(key_codes=frozenset({"YAML-061"})) == Position(2, 3)


def test_resolve_gives_up_on_what_is_too_large() -> None:
    data = b"a: " + b"x" * (2 * 1024 * 1024)
    findings = read(data, "a.yaml")[1]
    assert resolve(findings, lambda path: data, frozenset()) == (
        Problem("a.yaml", Position(), "YAML-005", (), (("size_kib", "2049"), ("limit_kib", "2048"))),
    )


def test_unknown_message_of_the_parser_still_names_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        def __init__(self, text: str) -> None:
            self.text = text

        def get_event(self) -> None:
            mark = yaml.Mark("", 3, 0, 3, "", 0)
            raise yaml.scanner.ScannerError(None, None, "something new", mark)

    monkeypatch.setattr(yamlsource, "CParser", Refusing)
    monkeypatch.setattr(nodes, "CParser", Refusing)
    assert shown(read(b"a: b\n", "a.yaml")[1]) == "1:4 YAML-061\n"
