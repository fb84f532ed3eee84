"""The whole build on the shipped county: complete, repeatable, and harmless when something is wrong."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests.county_tree import ROOT, build_site, copy_county, edit, members, needs_pango, tree
from tests.values import replace
from threecards.build.check import check
from threecards.build.pipeline import SHOWN_PER_CODE
from threecards.build.plan import read_plan
from threecards.build.posted import note_postings
from threecards.build.request import Request
from threecards.build.shop import Order, print_order
from threecards.paper.variants import Making
from threecards.problems import Severity, as_text, is_internal
from threecards.report import NO_PROGRESS


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return copy_county(tmp_path)


def errors(report_problems: tuple) -> list[str]:  # type: ignore[type-arg]
    return [as_text(p) for p in report_problems if p.severity is Severity.ERROR]


def test_the_shipped_county_builds_without_an_error(county: Path) -> None:
    report = build_site(county)
    assert errors(report.problems) == []
    made = {m.tree: m for m in report.made}
    site = {path for path in tree(county / "site") if path != ".threecards"}
    assert made["site"].files == len(site)
    assert {"index.html", "404.html", "robots.txt", "stats.html", "how.html", "posts/index.html"} <= site
    assert not (county / "print").exists()


def test_two_builds_are_equal_whatever_the_number_of_processes_and_the_day(county: Path, tmp_path: Path) -> None:
    build_site(county)
    first = tree(county / "site")
    build_site(county, workers=2)
    assert tree(county / "site") == first


@pytest.mark.slow
def test_nothing_depends_on_hash_seed_time_zone_language_or_folder(tmp_path: Path) -> None:
    """Two processes that differ in everything that must not matter."""
    trees = []
    for number, (seed, zone, language) in enumerate((("1", "UTC", "C.UTF-8"), ("2", "Asia/Shanghai", "C"))):
        root = copy_county(tmp_path / f"folder {number}")
        code = "import sys; from threecards.cli import main; sys.exit(main(sys.argv[1:]))"
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LC_ALL": language,
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
        }
        done = subprocess.run(
            [sys.executable, "-c", code, "build", "--no-pdf", "--root", str(root)], env=environment, cwd=tmp_path, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
        trees.append(tree(root / "site"))
    assert trees[0] == trees[1]


def test_another_day_gives_another_site(county: Path) -> None:
    build_site(county)
    first = tree(county / "site")
    assert build_site(county, as_of=date(2026, 12, 28)).ok
    assert tree(county / "site") != first


def test_one_error_and_nothing_changes(county: Path) -> None:
    build_site(county)
    before = tree(county / "site")
    victim = next(members(county))
    edit(victim, lambda m: m["memberships"][0].update({"from": "2006-02-30"}))
    report = build_site(county)
    assert not report.ok
    assert report.made == ()
    assert [p.path for p in report.problems if p.severity is Severity.ERROR] == [victim.relative_to(county).as_posix()]
    assert tree(county / "site") == before
    assert sorted(p.name for p in county.iterdir()) == [".cache", "content", "layouts", "members", "site"]


def test_check_finds_what_build_finds_and_writes_nothing(county: Path) -> None:
    edit(next(members(county)), lambda m: m.update(nmae="x"))
    found = check(Request(county, None, date(2030, 1, 1), False, 1, reuse=False), NO_PROGRESS).problems
    assert [p for p in found if p.severity is Severity.ERROR] == [
        p for p in build_site(county).problems if p.severity is Severity.ERROR
    ]
    assert not (county / "site").exists()


def test_a_second_build_at_the_same_time_says_so(county: Path) -> None:
    (county / ".cache").mkdir()
    with FileLock(county / ".cache" / "build.lock"):
        report = build_site(county)
    assert [p.code for p in report.problems] == ["OUT-001"]


def test_a_personal_number_in_a_layout_is_caught_in_the_finished_page(county: Path) -> None:
    page = next((county / "content" / "pages").glob("*.md"))
    page.write_text(page.read_text(encoding="utf-8") + "\n联系人身份证 11010519491231002X\n", encoding="utf-8")
    report = build_site(county)
    assert "PRIV-002" in {p.code for p in report.problems}
    assert not (county / "site").exists()


@pytest.mark.pdf
@needs_pango
def test_the_sheets_of_the_shipped_county(county: Path) -> None:
    report = build_site(county, pdf=True)
    assert errors(report.problems) == []
    boards = {p.parent.name for p in (county / "print").rglob("action-cards.pdf")}
    packs = {p.parent.name for p in (county / "binder").rglob("decision-pack.pdf")}
    branches = {p.name for p in (county / "members").glob("t*/b*")}
    assert boards == packs == branches
    first = tree(county / "print") | tree(county / "binder")
    build_site(county, pdf=True, workers=2)
    assert tree(county / "print") | tree(county / "binder") == first


def test_internal_findings_are_counted_and_never_told(county: Path) -> None:
    """A talk that is due, a member who is away: the build's report says how many such items there are, and nothing else."""
    first = build_site(county)
    again = build_site(county)  # from the cache
    assert first.internal == again.internal > 0
    for report in (first, again):
        assert not any(is_internal(p) for p in report.problems)
    found = check(Request(county, None, date(2030, 1, 1), False, 1, reuse=False), NO_PROGRESS).problems
    assert sum(map(is_internal, found)) == first.internal


def test_an_error_brings_no_internal_finding_to_light(county: Path) -> None:
    """Whoever mends a slip need not learn who is away: neither a build nor a print nor a posting that stops says so."""
    counted = build_site(county).internal

    def slip(record: dict[str, Any]) -> None:
        record["cards"][0]["commitments"][0]["history"][0]["date"] = "2026-12-30"

    for folder in sorted((county / "members").glob("t*/b*")):
        edit(next(p for p in sorted(folder.glob("m*.yaml")) if "history:" in p.read_text("utf-8")), slip)
    report = build_site(county)
    day = date(2026, 12, 24)
    printed = print_order(Order(county, day, day, 1, county / "out", Making(), ("goal-card",)), NO_PROGRESS)
    posted = note_postings(county, day, day, (), (), (), ())
    for done in (report, printed, posted):
        assert not done.ok
        assert {"EVT-001"} <= {p.code for p in done.problems}
        assert not any(is_internal(p) for p in done.problems)
    assert 0 < report.internal <= counted  # what is scored after the error is not known


def test_a_backlog_of_warnings_is_sampled(county: Path) -> None:
    for path in members(county):
        edit(
            path,
            lambda m: (
                [c.pop("baseline", None) for card in m.get("cards", []) for c in card.get("commitments", [])] and None
            ),
        )
    report = build_site(county)
    assert report.ok
    assert sum(p.code == "COM-003" for p in report.problems) == SHOWN_PER_CODE
    assert report.hidden > 10
    assert all(p.position.line for p in report.problems if p.code == "COM-003")


def test_what_is_due_next_says_nothing_about_objections(county: Path) -> None:
    """Which branch has an objection open is internal; the terminal tells when notices end."""
    report = build_site(county)
    assert report.due
    assert all("公示期满" in what for _, what in report.due)


def test_what_jobs_share_is_read_once_in_a_process() -> None:
    shared = read_plan(ROOT, None, date(2026, 12, 24)).shared
    assert shared is not None
    one, other = (pickle.loads(pickle.dumps((n, shared)))[1] for n in range(2))
    assert one is other
    assert (one.context, one.site, one.theme, one.key) == (shared.context, shared.site, shared.theme, shared.key)
    moved = pickle.loads(pickle.dumps(replace(shared, compiled="elsewhere")))
    assert (moved.compiled, one.compiled) == ("elsewhere", "")
