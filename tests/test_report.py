"""What the terminal says: everything a clerk needs, nothing that others must not read."""

from __future__ import annotations

import io

from rich.console import Console

from threecards.problems import Position, Problem
from threecards.report import print_problems

LATE = Problem("members/t01/b001/2026.yaml", Position(4, 1), "EVT-004", params=(("half", "1"),))
FUTURE = Problem("members/t01/b001/2026.yaml", Position(5, 1), "EVT-001")


def said(*found: Problem, **options: int) -> str:
    out = io.StringIO()
    print_problems(Console(file=out, width=200), found, "zh", **options)
    return out.getvalue()


def test_errors_come_last_where_they_are_seen() -> None:
    text = said(FUTURE, LATE)
    assert text.index("EVT-004") < text.index("EVT-001")
    assert "列出 1 处错误、1 条提醒、0 条说明" in text


def test_what_is_not_listed_is_counted() -> None:
    text = said(LATE, hidden=15, internal=3)
    assert "另有 15 条同类提醒" in text
    assert "另有 3 条内部事项" in text
    assert "另有" not in said(LATE)
