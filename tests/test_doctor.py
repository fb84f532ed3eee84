"""The doctor: each check in its good and its bad state, each bad one with a cure, in both languages."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from threecards import doctor, machine
from threecards.doctor import Check, Words, coverage, diagnose, render
from threecards.paper import installed
from threecards.paper.fonts import _cut

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 6, 1)
NEEDS_GIT = pytest.mark.skipif(shutil.which("git") is None, reason="no git on this machine")


class Usage(NamedTuple):
    """The shape of what shutil.disk_usage returns."""

    total: int
    used: int
    free: int


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project in good health."""
    (tmp_path / "layouts/fonts").mkdir(parents=True)
    shutil.copy(ROOT / "layouts/fonts/ThreeCardsSerif.ttf", tmp_path / "layouts/fonts")
    shutil.copy(ROOT / "requirements.lock", tmp_path)
    (tmp_path / "content/workdays").mkdir(parents=True)
    (tmp_path / "content/workdays/2026.yaml").write_text("source: 通知\n", "utf-8")
    (tmp_path / "members/t01/b001").mkdir(parents=True)
    (tmp_path / "members/t01/b001/m000001.yaml").write_text("# 𱍊 only in a comment\nname: 𠮷某\n", "utf-8")
    if shutil.which("git"):
        subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    return tmp_path


def one(root: Path, key: str, today: date = DAY, characters: str | None = None) -> Check:
    """Diagnose and pick one check."""
    (found,) = [check for check in diagnose(root, today=today, characters=characters) if check.key == key]
    return found


@NEEDS_GIT
@pytest.mark.pdf
def test_a_healthy_project_has_nothing_to_cure(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 0, 10**12))
    keys = "python libraries yaml pango subset fonts more-fonts git encoding writing space calendar browser"
    checks = diagnose(project, today=DAY)
    assert [(check.key, check.state, check.cure) for check in checks] == [(key, "ok", None) for key in keys.split()]
    assert list(project.glob(".site-*")) == []


def test_our_own_repository_can_draw_its_records() -> None:
    assert one(ROOT, "fonts").state == "ok"


@pytest.mark.pdf
def test_versions_of_native_libraries_are_asked_for(project: Path) -> None:
    detail = one(project, "pango").detail.en
    assert "Pango 1." in detail
    assert "HarfBuzz " in detail
    assert "Fontconfig 2." in detail


def test_missing_native_libraries_fail_with_the_command(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "missing_libraries", lambda: ("libpango-1.0.so.0", "libharfbuzz-subset.so.0"))
    monkeypatch.setattr(machine, "find_manager", lambda: "apt-get")
    monkeypatch.setattr(machine, "sudo", lambda: "sudo ")
    start = "sudo apt-get install -y --no-install-recommends "
    pango, subset = one(project, "pango"), one(project, "subset")
    assert (pango.state, pango.cure) == ("fail", doctor.same(start + "libpangoft2-1.0-0"))
    assert (subset.state, subset.cure) == ("fail", doctor.same(start + "libharfbuzz-subset0"))


def test_a_library_that_is_not_as_locked_is_named(project: Path) -> None:
    lock = project / "requirements.lock"
    lock.write_text(lock.read_text("utf-8").replace("segno==", "segno==9.") + "nobody==1.0 \\\n", "utf-8")
    found = one(project, "libraries")
    assert found.state == "warn"
    assert "segno" in found.detail.zh
    assert "nobody - ≠ 1.0" in found.detail.zh
    lock.unlink()
    assert one(project, "libraries").state == "warn"


def test_the_slow_yaml_parser_is_noticed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "yaml._yaml" else find(name))
    assert one(project, "yaml").state == "warn"


def test_a_character_without_glyph_is_named_with_its_code_point(project: Path) -> None:
    """U+3134A is in no font here; U+2A6D6 is drawn by the county itself."""
    found = one(project, "fonts", characters="张𠮷\u3134a\U0003134a\U0002a6d6\u200b\n\ufeff")
    assert found.state == "warn"
    assert "U+3134A" in found.detail.zh
    assert "U+2A6D6" in found.detail.zh
    assert "U+200B" not in found.detail.zh
    (project / doctor.GLYPHS).mkdir(parents=True)
    for point in ("U+2A6D6", "U+3134A", "U+3134"):
        (project / f"{doctor.GLYPHS}/{point}.svg").touch()
    assert one(project, "fonts", characters="张𠮷\u3134a\U0003134a\U0002a6d6").state == "ok"


def test_characters_come_from_records_but_not_from_their_comments(project: Path) -> None:
    assert set("name: 𠮷某\n source通知") >= doctor.characters_of_records(project) >= set("𠮷某通知")
    (project / "content/a.md").write_text("# 说明 🙂", "utf-8")
    found = one(project, "fonts")
    assert "U+1F642" in found.detail.zh
    assert "𱍊" not in found.detail.zh


def test_fonts_of_the_machine_are_named_with_what_they_add(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "_files", lambda: ())
    assert "印不出" in one(project, "more-fonts").detail.zh
    full = ROOT / "layouts/fonts/ThreeCardsSans.ttf"
    (project / "layouts/fonts/ThreeCardsSerif.ttf").write_bytes(_cut(full.read_bytes(), "一二三", 400))
    monkeypatch.setattr(installed, "_files", lambda: (full,))
    known = coverage(full)
    chinese = sum(0x3400 <= c <= 0x9FFF or 0xF900 <= c <= 0xFAFF or 0x20000 <= c <= 0x3FFFF for c in known)
    assert f"ThreeCardsSans.ttf 另有 {chinese - 3} 字" in one(project, "more-fonts").detail.zh


def test_missing_fonts_fail(project: Path) -> None:
    shutil.rmtree(project / "layouts/fonts")
    assert one(project, "fonts").state == "fail"


@NEEDS_GIT
def test_git_may_be_missing_or_the_folder_no_repository_or_cut_short(
    project: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for text in ("one", "two"):
        subprocess.run(["git", *author, "commit", "--quiet", "--allow-empty", "-m", text], cwd=project, check=True)
    clone = tmp_path_factory.mktemp("clone")
    subprocess.run(["git", "clone", "--quiet", "--depth=1", project.as_uri(), clone], check=True)
    assert doctor.check_git(clone).cure == doctor.same("git fetch --unshallow")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    shutil.rmtree(project / ".git")
    assert doctor.check_git(project).state == "warn"
    assert "不是 git 仓库" in doctor.check_git(project).detail.zh
    monkeypatch.setenv("PATH", os.devnull)
    found = doctor.check_git(project)
    assert found.state == "warn"
    assert found.cure is not None


def test_a_folder_that_cannot_be_written_fails(project: Path) -> None:
    found = doctor.check_writing(
        project / "requirements.lock"
    )  # not a folder, so nothing can be made in it, even by root
    assert found.state == "fail"
    assert found.cure is not None


def test_free_space_has_two_limits(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    states = {}
    for free_mb in (299, 300, 1499, 1500):
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, mb=free_mb: Usage(10**12, 0, mb * 1_000_000))
        states[free_mb] = one(project, "space").state
    assert states == {299: "fail", 300: "warn", 1499: "warn", 1500: "ok"}


@pytest.mark.parametrize(
    ("today", "years", "state", "named"),
    [
        (date(2026, 10, 31), ("2026",), "ok", "2026"),
        (date(2026, 11, 1), ("2026",), "warn", "2027.yaml"),
        (date(2026, 11, 1), ("2026", "2027"), "ok", "2027"),
        (date(2027, 1, 1), ("2026",), "fail", "2027.yaml"),
        (date(2026, 5, 1), (), "fail", "2026.yaml"),
    ],
)
def test_the_calendar_of_the_year_and_in_november_of_the_next(
    project: Path, today: date, years: tuple[str, ...], state: str, named: str
) -> None:
    (project / "content/workdays/2026.yaml").unlink()
    for year in years:
        (project / f"content/workdays/{year}.yaml").touch()
    found = one(project, "calendar", today)
    assert found.state == state
    assert named in (found.cure or found.detail).zh


def test_another_encoding_is_noticed() -> None:
    code = "from threecards.doctor import check_encoding as c; f = c(); print(f.state, f.cure is None)"
    environ = {"PATH": os.environ["PATH"], "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for locale, said in (("C", "warn False"), ("C.UTF-8", "ok True")):
        done = subprocess.run(
            [sys.executable, "-X", "utf8=0", "-c", code],
            cwd=ROOT, env={**environ, "LC_ALL": locale}, capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        assert done.stdout.strip() == said, locale


def test_a_machine_without_browser_is_no_worse(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "BROWSERS", ())
    assert one(project, "browser").state == "ok"
    assert "没有" in one(project, "browser").detail.zh


def test_the_text_is_aligned_and_the_cure_stands_below() -> None:
    checks = (
        Check("a", Words("甲", "first"), "ok", Words("好", "good")),
        Check("b", Words("甲乙丙", "second"), "fail", Words("坏", "bad"), Words("修", "mend")),
    )
    assert render(checks, "zh") == "[正常] 甲      好\n[不行] 甲乙丙  坏\n       → 修"
    assert render(checks, "en") == "[ok    ] first   good\n[failed] second  bad\n         → mend"
    assert render((), "zh") == ""
