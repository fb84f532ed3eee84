"""Sheets are made again one by one: only those that show something else, and then byte for byte as in a build from nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from tests.county_tree import TODAY, copy_county, edit, tree
from tests.paper_pdf import MAKES_PDFS
from tests.test_incremental import Edits, append, first_with_commitment, fresh, reword, run_edits
from threecards.build import pipeline
from threecards.build.pipeline import build
from threecards.build.request import Report, Request
from threecards.problems import Problem, has_errors
from threecards.report import NO_PROGRESS

pytestmark = MAKES_PDFS
TREES = ("print", "binder")


def printed(root: Path, workers: int = 1, *, reuse: bool = True) -> Report:
    """Build a county with its sheets."""
    report = build(Request(root, None, TODAY, True, workers, reuse=reuse), NO_PROGRESS)
    assert report.ok, report.problems
    return report


def one_branch(target: Path) -> Path:
    """The shipped county with the first of its branches alone."""
    root = copy_county(target)
    for folder in (root / "members").glob("t*"):
        for branch in folder.glob("b*"):
            if branch.name != "b001":
                shutil.rmtree(branch)
        if not any(folder.glob("b*")):
            shutil.rmtree(folder)
    return root


def sheets(root: Path) -> dict[str, bytes]:
    """Every file of both trees."""
    return {f"{name}/{path}": data for name in TREES for path, data in tree(root / name).items()}


def inodes(root: Path) -> dict[str, int]:
    """Which file is behind each name: a sheet that is taken over is a link to the old one."""
    return {
        p.relative_to(root).as_posix(): p.stat().st_ino
        for name in TREES
        for p in (root / name).rglob("*")
        if p.is_file()
    }


def made(before: dict[str, int], after: dict[str, int]) -> set[str]:
    """Names of the files that are new, without their township and branch."""
    return {name.replace("/t01/b001", "") for name in after if after[name] != before.get(name)} - {
        "print/.threecards",
        "binder/.threecards",
    }


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county of one branch, built with its sheets; only to be copied."""
    root = one_branch(tmp_path_factory.mktemp("built") / "county")
    printed(root)
    return root


@pytest.fixture
def county(shipped: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return Path(shutil.copytree(shipped, tmp_path / "county"))


def clean(root: Path, target: Path, workers: int = 1) -> dict[str, bytes]:
    """The sheets of the same records, built elsewhere from nothing."""
    for name in ("content", "members", "layouts"):
        shutil.copytree(root / name, target / name)
    printed(target, workers)
    return sheets(target)


def test_nothing_changed_nothing_made(county: Path) -> None:
    before = inodes(county)
    assert fresh(printed(county)) == {"site": 0, "print": 0, "binder": 0}
    assert inodes(county) == before


def test_one_promise_changed_and_only_sheets_that_show_it_are_made(county: Path, tmp_path: Path) -> None:
    edit(first_with_commitment(county), reword)
    before = inodes(county)
    report = printed(county)
    new = made(before, inodes(county))
    assert new == {"print/action-cards.pdf", "print/action-cards-a4.pdf", "binder/待办.txt"}
    assert (fresh(report)["print"], fresh(report)["binder"]) == (2, 1)
    assert sheets(county) == clean(county, tmp_path / "clean")


def test_many_branches_and_a_few_give_the_same_bytes(
    county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With many to do each process makes the views of its branches itself; with a few it gets single sheets."""
    monkeypatch.setattr(pipeline, "FEW", 0)
    assert sheets(county) == clean(county, tmp_path / "clean", workers=2)


def test_a_layout_of_one_kind_changed(county: Path, tmp_path: Path) -> None:
    append(county / "layouts" / "paper" / "star-board.html.j2", "{# 龘 #}")
    before = inodes(county)
    printed(county)
    assert {name for name in made(before, inodes(county)) if name.endswith(".pdf")} == {
        "print/star-board.pdf",
        "print/star-board-a4.pdf",
    }
    assert sheets(county) == clean(county, tmp_path / "clean")


def test_the_style_of_all_changed(county: Path) -> None:
    append(county / "layouts" / "paper" / "paper.css", "\n.nobody { color: red }\n")
    before = inodes(county)
    printed(county)
    assert made(before, inodes(county)) >= {name.replace("/t01/b001", "") for name in before if name.endswith(".pdf")}


def test_a_lost_and_a_damaged_sheet_are_made_again_alone(county: Path) -> None:
    good, before = sheets(county), inodes(county)
    (county / "print/t01/b001/goal-card.pdf").unlink()
    pack = county / "binder/t01/b001/decision-pack.pdf"
    pack.write_bytes(b"x" * pack.stat().st_size)
    os.utime(pack, (1, 1))
    report = printed(county)
    assert fresh(report) == {"site": 0, "print": 1, "binder": 2}  # the list of work is always written
    assert made(before, inodes(county)) == {"print/goal-card.pdf", "binder/decision-pack.pdf", "binder/待办.txt"}
    assert sheets(county) == good


def test_a_photo_changed(county: Path) -> None:
    from PIL import Image

    def show(member: dict[str, Any]) -> None:
        member["photo"] = "photos/one.jpg"
        member["consent"] = {**member.get("consent", {}), "date": "2026-02-20", "name": "是", "photo": "是"}

    path = county / "photos" / "one.jpg"
    path.parent.mkdir()
    Image.new("RGB", (250, 350), "white").save(path, quality=95)
    edit(first_with_commitment(county), show)
    printed(county)
    before = sheets(county)
    Image.new("RGB", (250, 350), "grey").save(path, quality=95)
    assert fresh(printed(county))["print"] == 2
    assert sheets(county)["print/t01/b001/action-cards.pdf"] != before["print/t01/b001/action-cards.pdf"]


def test_what_was_found_on_sheets_is_told_again(county: Path) -> None:
    def told() -> set[Problem]:
        return {p for p in printed(county).problems if p.code == "PAPER-005"}

    append(county / "layouts" / "paper" / "paper.css", "\n.nobody { no-such-thing: 1 }\n")
    first = told()
    assert first
    assert told() == first, "nothing has changed"
    edit(first_with_commitment(county), reword)
    assert told() == first, "some sheets are taken over"


def test_a_word_forbidden_later_is_found_on_a_sheet_that_has_not_changed(county: Path) -> None:
    edit(county / "content" / "publication.yaml", lambda p: p.update(words=["全册到此为止"]))
    report = build(Request(county, None, TODAY, True, 1), NO_PROGRESS)
    assert not report.ok
    assert {p.code for p in report.problems if has_errors([p])} == {"PRIV-005"}


def test_no_text_of_a_sheet_is_kept(county: Path) -> None:
    kept = b"".join(p.read_bytes() for p in (county / ".cache").rglob("sheets.json"))
    assert kept.count(b"decision-pack") >= 1
    assert kept.isascii() or "待办".encode() in kept
    for path in (county / "members").rglob("m*.yaml"):
        name = next(line[5:].strip() for line in path.read_text("utf-8").splitlines() if line.startswith("name:"))
        assert name.encode() not in kept


class PaperEdits(Edits):
    """Random rows of edits, built one on the other with all sheets; at the end compared with a build from nothing."""

    @initialize()
    def begin(self) -> None:
        super().begin()
        shutil.rmtree(self.root)
        one_branch(self.root)

    @rule(name=st.sampled_from(["action-card.html.j2", "goal-card.html.j2", "parts.html.j2", "wall.css"]))
    def layout_change(self, name: str) -> None:
        append(self.root / "layouts" / "paper" / name, "/**/" if name.endswith(".css") else "{# more #} ")

    @rule(at=st.integers(0, 100))
    def damage(self, at: int) -> None:
        files = sorted((self.root / "print").rglob("*.pdf"))
        if files:
            files[at % len(files)].unlink()

    @invariant()
    def same_as_from_nothing(self) -> None:
        self.age()
        printed(self.root)

    def teardown(self) -> None:
        try:
            if hasattr(self, "root"):
                kept = sheets(self.root)
                printed(self.root, reuse=False)
                assert sheets(self.root) == kept
        finally:
            super().teardown()


@pytest.mark.slow
def test_any_row_of_edits(tmp_path: Path) -> None:
    run_edits(PaperEdits, tmp_path, 2, 4)
