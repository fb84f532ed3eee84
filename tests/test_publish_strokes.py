"""The neutral order of names: by strokes, as the national table has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from threecards.publish.strokes import TABLE, stroke_key, strokes_of, surname_strokes

FONTS = Path(__file__).resolve().parents[1] / "layouts" / "fonts"


def test_the_table_is_the_one_the_font_was_cut_by() -> None:
    assert "".join((FONTS / "tgh-8105.txt").read_text(encoding="utf-8").split()) == TABLE
    assert len(set(TABLE)) == 8105


@pytest.mark.parametrize(
    ("name", "strokes"), [("丁一", 2), ("王小明", 4), ("欧阳秋实", 8), ("魏国", 17), ("Anna", 0), ("", 0)]
)
def test_strokes_of_a_surname(name: str, strokes: int) -> None:
    assert surname_strokes(name) == strokes


def test_names_stand_by_strokes_character_by_character() -> None:
    right = ["丁一", "王二", "王三宝", "王田", "李明", "李明亮", "张三", "阿依古丽·艾山", "欧阳秋实", "魏国", "Anna"]
    wrong = right[::-1]
    assert sorted(wrong, key=stroke_key) == right


def test_equal_strokes_follow_the_table() -> None:
    numbers = strokes_of(TABLE)
    assert numbers["李"] == numbers["张"] == 7
    assert stroke_key("李") < stroke_key("张")  # 横 before 折
