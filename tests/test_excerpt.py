"""Drawing a line: the caret stands under the fault in a terminal, long lines are cut, only given parts are shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threecards.records.excerpt import MASK, key_name, render


def columns(text: str) -> int:
    """Count columns of a terminal."""
    return sum(
        2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.category(c) in {"Mn", "Me"} else 1
        for c in text
    )


@pytest.mark.parametrize(
    ("line", "column", "clear", "expected"),
    [
        ("name: 张三", 7, [(0, 4)], "name: □□\n      ^"),
        ("name: 张三", 8, [(0, 8)], "name: 张三\n        ^"),
        ("name: 𠮷三", 8, [(0, 8)], "name: 𠮷三\n        ^"),
        ("e\u0301𠮷: x", 4, [(0, 4)], "e\u0301𠮷: □\n   ^"),
        ("a-1.5/b（c）「d」, [e]", 1, [], "□-□.□/□（□）「□」, [□]\n^"),
        ("①㎡℃☎한नм１", 1, [], f"{MASK * 8}\n^"),
        ("नि", 1, [], f"{MASK * 2}\n^"),
        ("a\x1b[31mb", 1, [(0, 9)], "a<U+001B>[31mb\n^"),
        ("a\x1b[31mb", 2, [], "□<U+001B>[□□□□\n ^"),
        ("\u3000\u00a0\t", 3, [], "<U+3000><U+00A0><U+0009>\n                ^"),
        ("", 1, [], "\n^"),
        ("abc", 9, [(1, 2)], "□b□\n   ^"),
        ("abc", 0, [(0, 99), (-5, 1)], "abc"),
    ],
)
def test_render(line: str, column: int, clear: list[tuple[int, int]], expected: str) -> None:
    assert render(line, column, clear) == expected


@given(st.text(alphabet="ab张𠮷，, \u200b１", max_size=300), st.integers(1, 310))
@settings(deadline=None)
def test_the_caret_stands_under_its_character_and_lines_are_not_too_long(line: str, column: int) -> None:
    text, caret = (render(line, column, [(0, len(line))]) + " ").split("\n")
    caret = caret.rstrip()
    assert caret.strip() == "^"
    assert columns(text) <= 85
    at = len(caret) - 1
    if column <= len(line) and line[column - 1] not in " \u200b":
        under = next((c for i, c in enumerate(text) if columns(text[:i]) == at), "")
        assert under == line[column - 1]
    elif column <= len(line) and line[column - 1] == "\u200b":
        assert text[next(i for i in range(len(text)) if columns(text[:i]) == at) :].startswith("<U+200B>")


def test_long_lines_are_cut_on_both_sides() -> None:
    line = "".join(f"{n:03d}," for n in range(100))
    text, caret = render(line, 201, [(0, 400)]).split("\n")
    assert text.startswith("...")
    assert text.endswith("...")
    assert text[len(caret) - 1 :].startswith("050,")
    assert 70 <= columns(text) <= 76
    assert render(line, 1, [(0, 400)]).startswith("000,001,")
    assert render(line, 400, [(0, 400)]).split("\n")[0].endswith("098,099,")


@given(st.text(min_size=1, max_size=40), st.integers(0, 41))
@settings(deadline=None)
def test_nothing_that_carries_meaning_is_shown_unless_allowed(line: str, column: int) -> None:
    text = render(line, column, [])
    for character in line:
        if unicodedata.category(character)[0] in "LNM" and character not in "U+0123456789ABCDEF\u3164\uffa0":
            assert character not in text


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("name", "name"), ("verified_by", "verified_by"), ("m000123", "m000123"), ("half-year", "half-year"),
        ("张三", "□□"), ("13800001111", "□" * 11), ("E1234567", "□" * 8), ("a b", "□ □"), ("", ""),
        ("x" * 41, "□" * 41),
        ("2026", "□□□□"), ("ключ", "□□□□"), ("name\n", "□□□□<U+000A>"), ("2026-01", "□□□□-□□"),
    ],
)  # fmt: skip
def test_key_names(key: str, expected: str) -> None:
    assert key_name(key) == expected
    assert key_name(key, frozenset({key})) == key
