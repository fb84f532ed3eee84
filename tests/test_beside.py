"""A changed member: the site made anew and this member's card printed, side by side."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests import paper_fixture as px
from tests.county_tree import copy_county, edit, needs_pango, tree
from threecards.build import beside
from threecards.build.counter import NOTHING_PRINTED
from threecards.build.printer import FILE
from threecards.cli import EXIT_DATA, EXIT_USAGE, app
from threecards.paper.sheets import KINDS

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
def test_a_name_that_nobody_has_is_a_wrong_word_and_nothing_is_made(tmp_path: Path) -> None:
    root = copy_county(tmp_path)
    done = run(root, "build", "--card", "无此人")
    assert done.exit_code == EXIT_USAGE
    assert "无此人" in done.output
    assert not (root / "site").exists()


@pytest.mark.pdf
@needs_pango
def test_where_the_site_is_as_it_should_be_the_card_is_printed(tmp_path: Path) -> None:
    root = copy_county(tmp_path)
    assert run(root, "build", "--no-pdf").exit_code == 0
    before = tree(root / "site")
    assert run(root, "build", "--card", MEMBER).exit_code == 0
    assert tree(root / "site") == before
    assert [name.rpartition("/")[2] for name in tree(root / "to-print")] == [f"action-cards-{MEMBER}-a4.pdf"]


@pytest.mark.pdf
@needs_pango
def test_an_error_in_another_branch_keeps_the_site_and_not_the_card(tmp_path: Path) -> None:
    root = copy_county(tmp_path)
    other = next(f for f in sorted(root.glob("members/t*/b*/m*.yaml")) if f.parent.name != "b001")
    edit(other, lambda record: record.update(able="也许"))
    done = run(root, "build", "--card", MEMBER)
    assert done.exit_code == EXIT_DATA
    assert done.output.count(f"{other.name}:") == 1
    assert not (root / "site").exists()
    assert len(tree(root / "to-print")) == 1


@pytest.mark.pdf
@needs_pango
def test_a_fault_in_the_settings_is_told_once_and_nothing_is_printed(tmp_path: Path) -> None:
    root = copy_county(tmp_path)
    edit(root / "content/county.yaml", lambda record: record.update(year="今年"))
    done = run(root, "build", "--card", MEMBER)
    assert done.exit_code == EXIT_DATA
    assert done.output.count("content/county.yaml:") == 1
    assert NOTHING_PRINTED[True] in done.output
    assert tree(root / "to-print") == {}


@pytest.mark.pdf
@needs_pango
def test_from_settings_that_break_a_rule_nothing_is_printed(tmp_path: Path) -> None:
    root = copy_county(tmp_path)
    (root / "content/pages/Über uns.md").write_text("# 关于\n", "utf-8")
    done = run(root, "build", "--card", MEMBER)
    assert done.exit_code == EXIT_DATA
    assert "PAGE-003" in done.output
    assert NOTHING_PRINTED[True] in done.output
    assert tree(root / "to-print") == {}


@pytest.mark.pdf
@needs_pango
def test_a_fault_in_the_printers_file_keeps_the_card_and_not_the_site(tmp_path: Path) -> None:
    root = copy_county(tmp_path)
    (root / FILE).write_text("[office]\nfront_right = 99\n", "utf-8")
    done = run(root, "build", "--card", MEMBER)
    assert done.exit_code == EXIT_DATA
    assert FILE in done.output
    assert (root / "site").exists()
    assert tree(root / "to-print") == {}


def test_what_is_made_ready_beforehand_is_for_action_cards() -> None:
    (kind,) = (kind for kind in KINDS if kind.key == beside.KIND)
    assert {sheet.template for sheet in kind.make(px.site(), "t01", px.branch())} == {beside.TEMPLATE}


def test_a_process_that_lays_out_knows_nothing_of_records() -> None:
    code = "import sys, threecards.build.beside, threecards.build.typeset; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert loaded.isdisjoint({"pydantic", "yaml", "threecards.records.model", "threecards.assess", "threecards.web"})


@pytest.mark.parametrize("more", [["--no-pdf"], ["--scheduler", "tcp://127.0.0.1:1"], ["--out", "elsewhere"]])
def test_what_cannot_go_together_is_said(tmp_path: Path, more: list[str]) -> None:
    done = run(tmp_path, "build", "--card", MEMBER, *more)
    assert done.exit_code == EXIT_USAGE
    assert "--card" in done.output
