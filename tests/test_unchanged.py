"""The look before the build: it says nothing has changed only where a build would make the very same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.county_tree import TODAY, build_site, copy_county, members
from threecards.build import unchanged
from threecards.build.marks import digest_of
from threecards.build.request import Report, Request


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    root = copy_county(tmp_path_factory.mktemp("unchanged") / "county")
    return root, build_site(root)


def ask(root: Path) -> Request:
    return Request(root, None, TODAY, False, 1)


def test_the_answer_is_that_of_the_build(built: tuple[Path, Report]) -> None:
    root, report = built
    said = unchanged.last_report(ask(root))
    assert said is not None
    assert said == replace(report, timings=(), made=tuple(replace(m, fresh=0) for m in report.made))
    assert said.problems
    assert said.ok


def rewrite(path: Path) -> Callable[[], None]:
    """Write a file anew, the same bytes at another time; returns what puts the time back."""
    state, data = path.stat(), path.read_bytes()
    path.write_bytes(data)

    def back() -> None:
        path.write_bytes(data)
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))

    return back


def added(path: Path) -> Callable[[], None]:
    path.write_text("x", encoding="utf-8")
    return path.unlink


def gone(path: Path) -> Callable[[], None]:
    hidden = path.rename(path.parent.parent / f".{path.name}.away")

    def back() -> None:
        hidden.rename(path)

    return back


def test_any_other_source_or_page_is_left_to_the_build(built: tuple[Path, Report]) -> None:
    root, _ = built
    page = next((root / "site").glob("t*/b*/index.html"))
    changes: tuple[Callable[[], Callable[[], None]], ...] = (
        lambda: rewrite(next(members(root))),
        lambda: rewrite(root / "content" / "county.yaml"),
        lambda: rewrite(root / "layouts" / "web" / "site.css"),
        lambda: added(root / "members" / "t01" / "b001" / "m999999.yaml"),
        lambda: added(root / "layouts" / "web" / "more.html.j2"),
        lambda: added(root / "site" / "stray.html"),
        lambda: gone(page),
        lambda: gone(next(members(root))),
    )
    for change in changes:
        assert unchanged.last_report(ask(root)) is not None
        back = change()
        assert unchanged.last_report(ask(root)) is None
        back()
    assert unchanged.last_report(ask(root)) is not None


def test_a_page_of_the_same_size_and_other_words_is_seen_and_a_touched_one_is_read(built: tuple[Path, Report]) -> None:
    root, _ = built
    page = next((root / "site").glob("t*/b*/index.html"))
    good = page.read_bytes()
    os.utime(page)
    assert unchanged.last_report(ask(root)) is not None
    page.write_bytes(b"x" * len(good))
    assert unchanged.last_report(ask(root)) is None
    page.write_bytes(good)
    assert unchanged.last_report(ask(root)) is not None


def test_another_day_other_sheets_another_program(built: tuple[Path, Report], monkeypatch: pytest.MonkeyPatch) -> None:
    root, report = built
    day = date.fromisoformat(report.as_of)
    assert unchanged.last_report(replace(ask(root), as_of=day)) is not None
    assert (
        unchanged.last_report(replace(ask(root), today=date(2031, 5, 6))) is not None
    )  # the county is frozen on its day
    assert unchanged.last_report(replace(ask(root), as_of=date(2026, 12, 25))) is None
    assert unchanged.last_report(replace(ask(root), pdf=True)) is None
    monkeypatch.setattr(sys, "version", "4.0")
    assert unchanged.last_report(ask(root)) is None


@pytest.mark.parametrize("harm", ["gone", "cut", "foreign", "other"])
def test_a_damaged_note_is_no_note(built: tuple[Path, Report], harm: str) -> None:
    root, _ = built
    file = root / ".cache" / unchanged.FILE
    good = file.read_bytes()
    body = good.partition(b"\n")[2]
    other = json.dumps({"files": []}).encode()
    file.write_bytes({
        "gone": b"", "cut": good[: len(good) // 2], "foreign": b"0" * 32 + b"\n" + body,
        "other": digest_of(other).encode() + b"\n" + other,
    }[harm])  # fmt: skip
    assert unchanged.last_report(ask(root)) is None
    file.write_bytes(good)
    assert unchanged.last_report(ask(root)) is not None


def test_a_file_saved_while_the_build_began_is_not_trusted(tmp_path: Path) -> None:
    root = copy_county(tmp_path / "county")
    os.utime(next(members(root)))
    assert build_site(root).ok
    assert unchanged.last_report(ask(root)) is None


def test_the_look_imports_nothing_of_the_build() -> None:
    code = "import sys, threecards.cli, threecards.build.unchanged; print([m for m in ('pydantic', 'jinja2', 'yaml') if m in sys.modules])"
    made = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert made.stdout.strip() == "[]"
