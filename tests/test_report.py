"""What the terminal says: everything a clerk needs, nothing that others must not read."""

from __future__ import annotations

import errno
import io

import pytest
from rich.console import Console

from threecards import cli
from threecards.build.request import Report
from threecards.problems import Position, Problem
from threecards.report import print_problems, print_summary

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


def test_the_last_line_is_not_broken_where_nobody_sees_a_width() -> None:
    out = io.StringIO()
    print_summary(Console(file=out, width=40), Report((FUTURE,)), 1.0, "zh")
    assert out.getvalue().count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("chekc", "没有“chekc”这个命令，是不是 check。\n"),
        ("check --fomat json", "没有 --fomat 这个选项，是不是 --format。\n"),
        ("check --format xml", "选项 --format 的内容不对：'xml' is not one of 'text', 'json', 'sarif'"),
        ("print -b", "选项 -b 后面要写内容。\n"),
        ("demo", "还要写 "),
        ("build more", "“more”"),
        ("doctor more", "“more”是多写的。\n"),
        ("print -paper a3", "前面是两个短横"),
        ("build --no-pdf=1", "选项 --no-pdf 后面不写内容。\n"),
    ],
)
def test_a_slip_on_the_command_line_is_told_in_chinese(
    words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words.split()) == cli.EXIT_USAGE
    text = capsys.readouterr().err
    assert text.startswith("命令没有看懂：")
    assert said in text
    assert "python3 build.py --help" in text
    assert cli.main([*words.split(), "--lang", "en"]) == cli.EXIT_USAGE
    assert "命令没有看懂" not in capsys.readouterr().err


def test_our_own_words_about_a_command_line_stand_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["build", "--as-of", "2026-13-40"]) == cli.EXIT_USAGE
    assert capsys.readouterr().err == "没有做：日期要写成 2026-12-24 这样：2026-13-40。\n"


@pytest.mark.parametrize(
    ("number", "said"), [(errno.EACCES, "没有写权限"), (errno.ENOSPC, "磁盘满了"), (errno.EROFS, "磁盘是只读的")]
)
def test_a_disk_that_cannot_be_written_is_no_bug_of_ours(
    number: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "no", "posted")

    monkeypatch.setattr("threecards.build.posted.note_postings", refuse)
    assert cli.main(["posted"]) == cli.EXIT_BUG
    text = capsys.readouterr().err
    assert text.startswith(f"没有做完：{said}（posted）。\n")
    assert cli.main(["posted", "--lang", "en"]) == cli.EXIT_BUG
    assert capsys.readouterr().err.startswith("Not done: no (posted)")


def test_other_faults_of_the_system_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EINVAL, "bug")

    monkeypatch.setattr("threecards.build.posted.note_postings", refuse)
    with pytest.raises(OSError, match="bug"):
        cli.main(["posted"])
