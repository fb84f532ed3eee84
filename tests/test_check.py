"""The check alone: unchanged branches are not read again, and nothing is lost by that."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.county_tree import TODAY, copy_county, edit, members
from threecards import cli
from threecards.build import branch
from threecards.build import check as checking
from threecards.build.branch import BranchJob, Checked, check_records
from threecards.build.cache import Cache
from threecards.build.check import Found, check
from threecards.build.request import Request
from threecards.problems import Finding, Problem, is_internal
from threecards.records.yamlsource import resolve
from threecards.report import NO_PROGRESS


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return copy_county(tmp_path / "county")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keys of the branches that are read, in order."""
    found: list[str] = []

    def counted(job: BranchJob) -> Checked:
        found.append(job.key)
        return check_records(job)

    monkeypatch.setattr(checking, "check_records", counted)
    return found


def look(root: Path, *, reuse: bool = True) -> Found:
    return check(Request(root, None, TODAY, False, 1, reuse=reuse), NO_PROGRESS)


def noted(root: Path) -> checking.Last:
    """What the last check has kept."""
    last = Cache(root / ".cache").read(checking.NAME, checking.Last)
    assert last is not None
    return last


def anew(root: Path) -> Found:
    """What a check that reads everything finds."""
    return Found.among(look(root, reuse=False).problems)


def test_the_second_look_reads_nothing_and_finds_the_same(county: Path, read: list[str]) -> None:
    first = look(county)
    assert first == anew(county)
    assert first.internal
    read.clear()
    assert look(county) == first
    assert read == []


def reword(member: dict[str, Any]) -> None:
    member["cards"][-1]["commitments"][0]["what"] = "把村口的水渠清理二百米，请大家验收"


def test_a_changed_promise_has_its_branch_read(county: Path, read: list[str]) -> None:
    look(county)
    read.clear()
    victim = next(p for p in members(county) if "commitments:" in p.read_text(encoding="utf-8"))
    edit(victim, reword)
    found = look(county)
    assert read == [victim.parent.name]
    assert found == anew(county)


def test_places_are_looked_up_in_changed_files_alone(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(member: dict[str, Any]) -> None:
        member["deeds"][0] |= {"date": "2026-03-02", "entered": "2026-08-20"}

    for victim in [p for p in members(county) if p.parent.name == "b002" and "deeds:" in p.read_text("utf-8")][:3]:
        edit(victim, late)
    first = look(county)
    told = sorted({p.path for p in first.problems if "/b002/" in p.path and not p.related})
    assert len(told) > 2
    moved = county / told[0]
    moved.write_text("# 说明\n" + moved.read_text("utf-8"), "utf-8")
    asked: set[str] = set()

    def noting(findings: Iterable[Finding], *rest: Any, **more: Any) -> tuple[Problem, ...]:
        some = tuple(findings)
        asked.update(f.path for f in some if not f.related)
        return resolve(some, *rest, **more)

    with monkeypatch.context() as context:
        context.setattr(branch, "resolve", noting)
        found = look(county)
    assert asked == {told[0]}
    assert found == anew(county)
    assert found != first


def test_an_error_is_told_until_it_is_mended(county: Path) -> None:
    look(county)
    victim = next(p for p in members(county) if "commitments:" in p.read_text(encoding="utf-8"))
    good = victim.read_bytes()
    victim.write_bytes(good.replace(b"due: 2026-", b"due: 2026/", 1))
    for _ in range(2):
        found = look(county)
        assert found == anew(county)
        assert [p.path for p in found.problems if p.severity == "E"] == [victim.relative_to(county).as_posix()]
    victim.write_bytes(good)
    assert look(county) == anew(county)


def test_what_shows_across_branches_is_found_from_one_changed_file(county: Path) -> None:
    look(county)
    first = next((county / "members" / "t01" / "b001").glob("m*.yaml"))
    twin = county / "members" / "t02" / "b003" / first.name
    twin.write_bytes(first.read_bytes())
    found = look(county)
    assert found == anew(county)
    assert any(p.severity == "E" for p in found.problems)
    twin.unlink()
    assert look(county) == anew(county)


def test_what_shows_across_branches_is_shown_at_its_line(county: Path) -> None:
    victim = next((county / "members" / "t01" / "b001").glob("m*.yaml"))
    text = victim.read_text("utf-8")
    old = re.sub(
        r"(?m)^memberships:\n", "memberships:\n  - {branch: b999, kind: 正式, from: 1999-01-01, to: 1999-12-31}\n", text
    )
    for lines in (0, 2):  # comments move the line and change no fact
        victim.write_text("# 说明\n" * lines + old, "utf-8")
        (found,) = [p for p in look(county).problems if p.code == "REF-001"]
        assert old.splitlines()[found.position.line - 1 - lines].strip().startswith("- {branch: b999")
        assert "^" in found.excerpt


def test_settings_and_townships_concern_everybody(county: Path, read: list[str]) -> None:
    look(county)
    read.clear()
    edit(county / "content" / "county.yaml", lambda c: c.update(title="三卡公开"))
    assert look(county) == anew(county)
    assert len(read) >= 4
    read.clear()
    look(county)
    edit(county / "members" / "t01" / "township.yaml", lambda t: t.update(phone="0000-1111111"))
    assert look(county) == anew(county)
    assert 0 < len(set(read)) <= 4


@pytest.mark.parametrize("harm", [b"", b"x", b'{"across": 1}'])
def test_a_damaged_note_only_costs_time(county: Path, harm: bytes) -> None:
    first = look(county)
    (county / ".cache" / f"{checking.NAME}.json").write_bytes(harm)
    assert look(county) == first


def test_the_note_holds_no_internal_problem(county: Path) -> None:
    look(county)
    last = noted(county)
    assert len(last.branches) == 4
    assert last.across is not None
    assert not any(is_internal(p) for one in last.branches.values() for p in one.found.problems)
    assert not any(is_internal(f) for f in last.across.findings)
    assert any(one.found.internal for one in last.branches.values())
    os.utime(next(members(county)))
    assert look(county) == anew(county)


def test_times_are_trusted_once_they_are_old_enough(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a checkout all files are too young; that must not cost every look to come the reading of all of them."""

    def trusted() -> set[bool]:
        return {
            mark.mtime_ns > 0 for one in noted(county).branches.values() for mark in one.inputs if "/" not in mark.name
        }

    for path in (county / "members").rglob("*.yaml"):
        os.utime(path)
    first = look(county)
    assert trusted() == {False}
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 10_000_000_000)
    assert look(county) == first
    assert trusted() == {True}


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_only_who_asks_for_internal_items_gets_them(
    county: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Checking all anew finds them again, and tells them no more than before."""
    internal = {p.code for p in look(county, reuse=False).problems if is_internal(p)}
    assert internal

    def told(*more: str) -> str:
        assert cli.main(["check", "--root", str(county), "--format", form, *more]) == 0
        return capsys.readouterr().out

    for words in ((), ("--anew",)):
        text = told(*words)
        assert not any(code in text for code in internal)
        assert form != "text" or "条内部事项" in text
    assert all(code in told("--internal") for code in internal)
