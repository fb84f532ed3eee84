"""A changed member: the site made anew and this member's card printed, side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.county_tree import copy_county, edit, needs_pango, tree
from threecards.cli import EXIT_DATA, EXIT_USAGE, app

MEMBER = "m000101"


def run(root: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--root", str(root)])


@pytest.mark.pdf
@needs_pango
def test_site_and_card_are_those_of_the_two_commands(tmp_path: Path) -> None:
    one, other = copy_county(tmp_path / "one"), copy_county(tmp_path / "other")
    done = run(one, "build", "--card", MEMBER)
    assert done.exit_code == 0, done.output
    assert run(other, "build", "--no-pdf").exit_code == run(other, "print", "action-cards", "-m", MEMBER).exit_code == 0
    assert tree(one / "site") == tree(other / "site")
    cards = tree(one / "to-print")
    assert cards == tree(other / "to-print")
    assert [name.rpartition("/")[2] for name in cards] == [f"action-cards-{MEMBER}-a4.pdf"]
    assert all(Path(name).name in done.output for name in cards)
    assert not (one / "print").exists()
    assert not (one / "binder").exists()


@pytest.mark.pdf
@needs_pango
def test_with_an_error_in_the_record_neither_is_made_and_it_is_told_once(tmp_path: Path) -> None:
    root = copy_county(tmp_path)
    edit(root / f"members/t01/b001/{MEMBER}.yaml", lambda record: record.update(able="也许"))
    done = run(root, "build", "--card", MEMBER)
    assert done.exit_code == EXIT_DATA
    assert done.output.count(f"{MEMBER}.yaml:") == 1
    assert not (root / "site").exists()
    assert tree(root / "to-print") == {}


@pytest.mark.pdf
@needs_pango
def test_a_name_that_nobody_has_is_a_wrong_word(tmp_path: Path) -> None:
    done = run(copy_county(tmp_path), "build", "--card", "无此人")
    assert done.exit_code == EXIT_USAGE
    assert "无此人" in done.output


@pytest.mark.parametrize("more", [["--no-pdf"], ["--scheduler", "tcp://127.0.0.1:1"], ["--out", "elsewhere"]])
def test_what_cannot_go_together_is_said(tmp_path: Path, more: list[str]) -> None:
    done = run(tmp_path, "build", "--card", MEMBER, *more)
    assert done.exit_code == EXIT_USAGE
    assert "--card" in done.output
