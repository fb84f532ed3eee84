"""Slips in lines: nothing that is a text is taken for a slip, and the quick look never misses one."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from threecards.records.traps import has_suspect_lines, line_traps, mend


def found(text: str) -> list[tuple[str, int]]:
    """Give code and offset of the slips, and prove that the quick look would have sent the text here."""
    traps = [(trap.code, trap.offset) for trap in line_traps(text)]
    assert not traps or has_suspect_lines(text)
    return traps


@pytest.mark.parametrize(
    "text",
    [
        "note: 说明：甲\n",
        "note: 甲\n  说明：乙\n",
        "note: 甲\n  name：乙\n  a:b\n  -c\n",
        "note:\n  第一行\n  说明：第二行\n",
        "note:\n  说明：第一行，这是一段比较长的文字，写在自己的一行上，超过四十个字的长度，因此不像是键和值。\n",
        "note:\n  说明：第一行\n    第二行\n",
        "note:\n  说明：第一行\n  第二行\n",
        "note: |\n  name：甲\n\n  a:b\n # 不在块内\n",
        "note: |2-\n    name：甲\n  a:b\n",
        "- |\n  name：甲\n- >-\n  name：乙\n",
        "a:\n- b: |\n    name：甲\n  c: 乙\n",
        "note: &x |\n  name：甲\n",
        "note: !t 'a\n  name：甲'\n",
        "note: 'a''\n  name：甲'\n",
        'note: "a\\"\n  name：甲"\n',
        "'a\n  b：c': 甲\n",
        "note: 'a # b\n  name：甲'\n",
        "f: [甲：乙,\n  name：甲]\n",
        "f: {a: [甲, '}',\n  ']'], # ]\n  name：甲}\ng: 乙\n",
        "- 说明：甲\n- 备注：乙\n",
        "- 12:30\n- 12：30\n- http://a.cn\n- C:\\甲\n- a::b\n- role:inspector\n",
        "t:\n  12:30\n",
        "t:\n  12：30\n",
        "- -5\n- --x\n- -.5\n- ——甲\n",
        "t:\n  -5\n",
        "---\n'--x': 1\n...\n",
        "%YAML 1.2\n---\na: 1\n",
        "? a：b\n: c\n",
        "a#b: 甲\n",
        "a: 甲#：\n",
        "a: 张\u3000三\n",
        "a: |\n  \u3000\u3000甲\n",
        "a: 甲\n  \u3000\u3000乙\n",
        "a:\n  \u3000\u3000甲，乙。\n",
        "a: '\u3000甲\u3000'\n",
        "a: 甲 # \u3000乙\u3000\n",
        "a:\t甲\n",
        "a: 甲\n  \t乙\n",
        "a: '甲\n\t乙'\n",
        "a: [甲,\n\t乙]\n",
        "a: |\n  甲\n  \t乙\n\n",
        "a: ［甲］\nb: －5\nc: ＃1\n",
        "",
        "\n\n",
        "#\n",
    ],
)
def test_texts_are_no_slips(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "traps"),
    [
        ("a: 甲\n姓名：乙\n", [("YAML-020", 7)]),
        ("姓名：乙\na: 甲\n", [("YAML-020", 2)]),
        ("a:\n  姓名：甲\n  性别：男\n", [("YAML-020", 7), ("YAML-020", 14)]),
        ("a:\n  姓名：甲\n", [("YAML-020", 7)]),
        ("a:\n  b: 甲\n  说明：乙\n", [("YAML-020", 14)]),
        ("a:\n- 姓名：甲\n  性别：男\n", [("YAML-020", 7), ("YAML-020", 14)]),
        ("a:\n- b: 甲\n  性别：男\n", [("YAML-020", 14)]),
        ("- name：甲\n", [("YAML-020", 6)]),
        ("- name:甲\n", [("YAML-021", 6)]),
        ("- name:a\n  sex:b\n", [("YAML-021", 6), ("YAML-021", 14)]),
        ("a: |\n  甲\nname：乙\n", [("YAML-020", 13)]),
        ("a: '甲\n\n  乙'\nname：丙\n", [("YAML-020", 16)]),
        ("a: [甲\nb: 乙\nname：丙\n", [("YAML-020", 15)]),
        ("name ：甲\n", [("YAML-020", 5)]),
        ("'name' ：甲\n", [("YAML-020", 7)]),
        ("name :甲\n", [("YAML-021", 5)]),
        ("name:\u00a0甲\n", [("YAML-022", 5)]),
        ("name\u3000: 甲\n", [("YAML-022", 4)]),
        ("a: 甲\u3000 # 注\n", [("YAML-022", 4)]),
        ("a: \u3000|\n", [("YAML-022", 3)]),
        ("a: \u3000", [("YAML-022", 3)]),
        ("\u3000\n", []),
        ("a:\n\u3000甲：乙\n", [("YAML-022", 3), ("YAML-020", 5)]),
        (" \u3000b: 甲\n", [("YAML-022", 1)]),
        ("-\u00a0甲\n", [("YAML-022", 1)]),
        ("\ta: 甲\n", [("YAML-023", 0)]),
        ("a:\n  b: 甲\n  \tc: 乙\n", [("YAML-023", 12)]),
        ("a:\n  b:\n  \tc: 乙\n", [("YAML-023", 10)]),
        ("a: 甲\n\t\n", [("YAML-023", 5)]),
        ("a: |\n\t甲\n", [("YAML-023", 5)]),
        ("\t# 注\n", [("YAML-023", 0)]),
        ("-\t甲\n", [("YAML-023", 1)]),
        ("＃注\na: 甲\n", [("YAML-024", 0)]),
        ("a:\n  • 甲\n  • 乙\n", [("YAML-024", 5), ("YAML-024", 11)]),
        ("a:\n  -甲\n", [("YAML-025", 5)]),
        ("-a: 甲\n", [("YAML-025", 0)]),
        ('-"甲"\n', [("YAML-025", 0)]),
        ("a:\n- - 甲\n  -乙\n", [("YAML-025", 11)]),
    ],
)
def test_slips_are_found(text: str, traps: list[tuple[str, int]]) -> None:
    assert found(text) == traps
    assert found(text.replace("\n", "\r\n").replace("\r\n\r\n", "\n\n")) != [] or traps == []


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("姓名：甲\nsex:男\n", "姓名: 甲\nsex: 男\n"),
        ("姓名： 甲\nsex：\n", "姓名: 甲\nsex:\n"),
        ("a:\n  -甲\n  －乙\n  • 丙\n", "a:\n  - 甲\n  - 乙\n  - 丙\n"),
        ("＃注\na: 甲\n", "# 注\na: 甲\n"),
        ("a:\n\tb: 甲\n\t\tc: 乙\n", "a:\n  b: 甲\n    c: 乙\n"),
        ("a:\u3000\u00a0甲\n", "a:  甲\n"),
        ("a:\n\u3000\u3000b：甲\u3000\n", "a:\n  b: 甲\u3000\n"),
        ("a: 说明：甲\n", "a: 说明：甲\n"),
    ],
)
def test_mending_writes_what_was_meant(text: str, mended: str) -> None:
    assert mend(text, line_traps(text)).text == mended


LINES = st.lists(
    st.sampled_from([
        "name: 甲", "name：甲", "name:甲", "姓名：甲", "- 甲", "-甲", "- name: 甲", "－ 甲", "a: |", "b: 'x", "y'",
        "c: [", "]", "", "#", "# 甲：乙", "甲，乙。", "\u3000甲", "name:\u3000甲", "d: 甲\u3000", "\tx", "---", "12:30",
        "＃", "? a", ": b", "&a", "{a：b}",
    ]).flatmap(lambda body: st.sampled_from(["", "  ", "    "]).map(lambda lead: lead + body)),
    max_size=8,
).map("\n".join)  # fmt: skip


@given(LINES | st.text(alphabet="ab甲：: -\n\u3000\t\"'#[]{}|,－＃", max_size=30))
@settings(max_examples=500, deadline=None)
@example("a: \u3000")
def test_the_quick_look_misses_nothing(text: str) -> None:
    found(text)
    found(text + "\n")


@given(LINES)
@settings(max_examples=200, deadline=None)
def test_every_mended_character_knows_where_it_stood(text: str) -> None:
    result = mend(text, line_traps(text))
    added = set(result.added)
    kept = [i for i in range(len(result.text)) if i not in added]
    assert [result.where(i) for i in kept] == list(range(len(text)))
    assert all(result.text[i] == " " for i in added)
    for i in kept:
        before, after = text[result.where(i)], result.text[i]
        assert before == after or (before, after) in PAIRS
    assert result.where(len(result.text)) == len(text)


PAIRS = {("：", ":"), ("＃", "#"), ("－", "-"), ("\u3000", " "), ("\t", " ")}
