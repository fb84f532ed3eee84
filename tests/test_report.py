"""What the terminal says: everything a clerk needs, nothing that others must not read."""

from __future__ import annotations

import io

from rich.console import Console

from threecards.problems import Position, Problem
from threecards.report import SHOWN_PER_CODE, print_problems

TALK = Problem("members/t01/b001/2026.yaml", Position(3, 1), "EVT-010", params=(("count", "1"), ("days", "30")))
LATE = Problem("members/t01/b001/2026.yaml", Position(4, 1), "EVT-004", params=(("half", "1"),))
FUTURE = Problem("members/t01/b001/2026.yaml", Position(5, 1), "EVT-001")


def said(*found: Problem, **options: bool) -> str:
    out = io.StringIO()
    print_problems(Console(file=out, width=200), found, "zh", **options)
    return out.getvalue()


def test_internal_items_are_counted_not_told() -> None:
    text = said(TALK, LATE)
    assert "EVT-010" not in text
    assert "谈话" not in text
    assert "EVT-004" in text
    assert "另有 1 条内部事项" in text


def test_internal_items_are_told_when_asked_for() -> None:
    assert "EVT-010" in said(TALK, internal=True)


def test_many_warnings_of_one_kind_are_cut_and_errors_never() -> None:
    many = [Problem(f"members/t01/b{n:03d}/2026.yaml", Position(1, 1), "EVT-004", params=(("half", "1"),)) for n in range(20)]
    faults = [Problem(f"members/t01/b{n:03d}/2026.yaml", Position(1, 1), "EVT-001") for n in range(20)]
    text = said(*many, *faults)
    assert text.count("EVT-004") == SHOWN_PER_CODE
    assert text.count("EVT-001") == 20
    assert "另有 15 条同类提醒" in text
    assert said(*many, all_of_them=True).count("EVT-004") == 20
