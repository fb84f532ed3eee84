"""Full build = incremental build, byte for byte, after any row of edits."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.county_tree import TODAY, build_site, copy_county, edit, members, save, tree
from tests.values import replace
from threecards.build.cache import Cache
from threecards.build.pipeline import build
from threecards.build.plan import read_plan
from threecards.build.request import Report, Request
from threecards.build.reuse import FOLDER, Entry, current
from threecards.build.unchanged import last_report
from threecards.report import NO_PROGRESS


def fresh(report: Report) -> dict[str, int]:
    """How many files of each tree were made, not taken over."""
    return {m.tree: m.fresh for m in report.made}


@pytest.fixture
def county(tmp_path: Path) -> Path:
    root = copy_county(tmp_path / "county")
    assert build_site(root).ok
    return root


def clean(root: Path, target: Path) -> dict[str, bytes]:
    """The site of the same records, built elsewhere from nothing."""
    for name in ("content", "members", "layouts"):
        shutil.copytree(root / name, target / name)
    assert build_site(target).ok
    return tree(target / "site")


def reword(member: dict[str, Any]) -> None:
    member["cards"][-1]["commitments"][0]["what"] = "把村口的水渠清理二百米，请大家验收"


def first_with_commitment(root: Path) -> Path:
    return next(p for p in members(root) if "commitments:" in p.read_text(encoding="utf-8"))


def test_nothing_changed_nothing_made(county: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in (county / "site").rglob("*")}
    report = build_site(county)
    assert fresh(report) == {"site": 0}
    assert {p: p.stat().st_mtime_ns for p in (county / "site").rglob("*")} == before


def test_times_are_trusted_once_they_are_old_enough(county: Path) -> None:
    """After a checkout all files are too young; that must not cost every build to come the reading of all of them."""
    for path in (county / "members").rglob("*.yaml"):
        os.utime(path)
    build_site(county)
    plan, cache = read_plan(county, None, TODAY), Cache(county / ".cache" / FOLDER)
    assert plan.shared is not None
    jobs = [replace(job, shared=plan.shared) for job in plan.branches]

    def trusted() -> set[bool]:
        entries = [cache.read(job.key, Entry) for job in jobs]
        return {m.mtime_ns > 0 for entry in entries if entry for m in entry.inputs if "/" not in m.name}

    assert trusted() == {False}
    known = current(jobs, cache, time.time_ns() + 10_000_000_000)
    assert len(known) == len(jobs)
    assert trusted() == {True}


def test_one_commitment_changed_one_branch_made(county: Path, tmp_path: Path) -> None:
    victim = first_with_commitment(county)
    edit(victim, reword)
    report = build_site(county)
    assert report.ok
    branch = victim.parent
    pages = len(list(branch.glob("m*.yaml")))
    assert 0 < fresh(report)["site"] < len(tree(county / "site"))
    assert fresh(report)["site"] >= pages - 5
    assert tree(county / "site") == clean(county, tmp_path / "clean")


def test_a_touched_file_is_read_and_nothing_is_made(county: Path) -> None:
    path = next(members(county))
    path.write_bytes(path.read_bytes())
    assert fresh(build_site(county)) == {"site": 0}


def test_a_damaged_page_is_made_again(county: Path) -> None:
    page = next((county / "site" / "m").rglob("*.html"))
    good = page.read_bytes()
    page.write_bytes(b"x" * len(good))
    assert build_site(county).ok
    assert page.read_bytes() == good


def test_a_removed_page_and_a_stranger_are_put_right(county: Path) -> None:
    before = tree(county / "site")
    next((county / "site" / "m").rglob("*.html")).unlink()
    (county / "site" / "t01" / "stranger.html").write_text("x")
    assert build_site(county).ok
    assert tree(county / "site") == before


@pytest.mark.parametrize("damage", ["cut", "garbage", "gone", "swapped"])
def test_a_damaged_cache_is_not_trusted(county: Path, tmp_path: Path, damage: str) -> None:
    files = sorted((county / ".cache" / "branches").glob("b*.json"))
    if damage == "gone":
        shutil.rmtree(county / ".cache")
    elif damage == "swapped":
        one, two = files[:2]
        data = one.read_bytes()
        one.write_bytes(two.read_bytes())
        two.write_bytes(data)
    else:
        for file in files:
            file.write_bytes(file.read_bytes()[:-10] if damage == "cut" else b"not json")
    edit(first_with_commitment(county), reword)
    assert build_site(county).ok
    assert tree(county / "site") == clean(county, tmp_path / "clean")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("site.css", {"assets/site.css"}),
        ("how.html.j2", {"how.html"}),
        ("township_stars.html.j2", {"t01/stars.html", "t02/stars.html"}),
    ],
)
def test_a_layout_changed_and_only_what_depends_on_it(
    county: Path, tmp_path: Path, name: str, changed: set[str]
) -> None:
    before = {p: p.stat().st_mtime_ns for p in (county / "site").rglob("*") if p.is_file()}
    append(
        county / "layouts" / "web" / name, "\n/* a word more */" if name.endswith(".css") else "<!-- a word more -->"
    )
    report = build_site(county)
    assert report.ok
    made = {p.relative_to(county / "site").as_posix() for p in before if p.stat().st_mtime_ns != before[p]}
    assert changed <= made
    assert len(made) < 60  # the group it belongs to, and no page of a branch or a member
    assert not any(p.startswith(("m/", "t01/b001/")) for p in made)
    assert tree(county / "site") == clean(county, tmp_path / "clean")


def test_a_part_of_every_page_changed_and_every_page_is_made(county: Path, tmp_path: Path) -> None:
    append(county / "layouts" / "web" / "_bottom.html.j2", "<!-- a word more -->")
    before = len(tree(county / "site"))
    made = fresh(build_site(county))["site"]
    assert made > before - 60  # search, data and pictures are not made with it
    assert tree(county / "site") == clean(county, tmp_path / "clean")


def test_what_was_found_on_finished_pages_is_told_again(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> set[tuple[str, str]]:
        report = build_site(county)
        assert report.ok
        return {(p.path, dict(p.params)["job"]) for p in report.problems if p.code == "WEB-002"}

    monkeypatch.setattr("threecards.web.render.MAX_PAGE", 15_000)
    monkeypatch.setattr("threecards.build.pipeline.SHOWN_PER_CODE", 1000)
    append(county / "layouts" / "web" / "_bottom.html.j2", "<!-- every page is made again -->")
    first = told()
    templates = {path.rpartition("/")[2] for path, _ in first}
    assert {"branch.html.j2", "township.html.j2"} <= templates, "pages of branches, and above them"
    assert told() == first
    edit(first_with_commitment(county), reword)
    assert told() == first


def test_an_error_then_its_mending(county: Path) -> None:
    before = tree(county / "site")
    path = first_with_commitment(county)
    good = path.read_bytes()
    edit(path, lambda m: m.update(nmae="x"))
    assert not build_site(county).ok
    path.write_bytes(good)
    assert build_site(county).ok
    assert tree(county / "site") == before


def test_no_internal_text_is_kept_in_the_cache(county: Path) -> None:
    """Markers in internal texts of members' files do not turn up in any byte of .cache."""
    for number, path in enumerate(members(county)):

        def mark(member: dict[str, Any], number: int = number) -> None:
            member["skills"] = f"暗标{number:04d}"
            for talk in member.get("talks", []):
                talk["wishes"] = f"暗愿{number:04d}"

        edit(path, mark)
    assert build_site(county).ok
    kept = b"".join(p.read_bytes() for p in (county / ".cache").rglob("*") if p.is_file())
    assert "暗标".encode() not in kept
    assert "暗愿".encode() not in kept


class Edits(RuleBasedStateMachine):
    """Random rows of edits: members reworded, removed, copied, settings and layouts changed, builds with and without damage."""

    folder: Path

    @initialize()
    def begin(self) -> None:
        self.root = copy_county(Path(self.folder) / f"{id(self)}")
        self.count = self.edits = 0
        self.started = time.time()
        self.changed = True

    def pick(self, at: int) -> Path:
        files = [p for p in members(self.root) if "commitments:" in p.read_text(encoding="utf-8")]
        return files[at % len(files)]

    @rule(at=st.integers(0, 1000), word=st.sampled_from(["修渠", "植树", "送医", "教学"]))
    def reword(self, at: int, word: str) -> None:
        def change(member: dict[str, Any]) -> None:
            member["cards"][-1]["commitments"][0]["what"] = f"带领第二小组完成{word}三十处，月底验收"

        edit(self.pick(at), change)

    @rule(at=st.integers(0, 1000))
    def consent(self, at: int) -> None:
        def change(member: dict[str, Any]) -> None:
            if member.pop("consent", None) is None:
                member["consent"] = {"date": "2026-02-20", "name": "是"}

        edit(self.pick(at), change)

    @rule(at=st.integers(0, 1000))
    def add_member(self, at: int) -> None:
        self.count += 1
        branch = self.pick(at).parent
        village = edit_village(branch)
        record: dict[str, Any] = {
            "name": f"新来{'甲乙丙丁戊己庚辛壬癸'[self.count % 10]}", "memberships": [{"branch": branch.name, "kind": "正式", "from": "2026-12-02"}],
        }  # fmt: skip
        if village:
            record["village"] = village
        save(branch / f"m{900000 + self.count}.yaml", record)

    @rule()
    def remove_newest(self) -> None:
        added = sorted((self.root / "members").rglob("m9*.yaml"))
        if added:
            added[-1].unlink()

    @rule(title=st.sampled_from(["党员三卡公示", "三卡公开", "承诺公开栏"]))
    def settings_change(self, title: str) -> None:
        edit(self.root / "content" / "county.yaml", lambda c: c.update(title=title))

    @rule(
        name=st.sampled_from(
            ["site.css", "member.html.j2", "_macros.html.j2", "township.html.j2", "feed.xml.j2", "stars.html.j2"]
        )
    )
    def layout_change(self, name: str) -> None:
        append(self.root / "layouts" / "web" / name, "/**/" if name.endswith(".css") else "{# more #} ")

    @rule(phone=st.sampled_from(["0000-1111111", "0000-2222222"]))
    def township_change(self, phone: str) -> None:
        path = min((self.root / "members").glob("t*/township.yaml"))
        edit(path, lambda t: t.update(phone=phone))

    @rule()
    def damage(self) -> None:
        pages = sorted((self.root / "site").rglob("*.html"))
        if pages:
            pages[len(pages) // 2].unlink()

    @invariant()
    def same_as_from_nothing(self) -> None:
        self.age()
        before, said = tree(self.root / "site"), last_report(Request(self.root, None, TODAY, False, 1))
        report = build_site(self.root)
        assert report.ok, report.problems
        kept = tree(self.root / "site")
        assert said is None or kept == before
        build(Request(self.root, None, TODAY, False, 1, reuse=False), NO_PROGRESS)
        assert tree(self.root / "site") == kept

    def age(self) -> None:
        """Let every edit be an hour old, so that times are trusted; no two edits have the same time."""
        for name in ("content", "members", "layouts"):
            for path in (self.root / name).rglob("*"):
                if path.is_file() and path.stat().st_mtime > self.started:
                    self.edits += 1
                    os.utime(path, (self.started - 3600 + self.edits / 10,) * 2)

    def teardown(self) -> None:
        if hasattr(self, "root"):
            shutil.rmtree(self.root, ignore_errors=True)


def edit_village(branch: Path) -> str:
    """A village of a joint branch for a new member; none in a branch of one village."""
    from tests.county_tree import load

    villages = load(branch / "branch.yaml")["villages"]
    return str(villages[0]["key"]) if len(villages) > 1 else ""


def run_edits(edits: type[Edits], folder: Path, examples: int, steps: int) -> None:
    """Try some rows of random edits, the same ones every time."""
    edits.folder = folder
    machine = edits.TestCase
    machine.settings = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )  # fmt: skip
    machine().runTest()


@pytest.mark.slow
def test_any_row_of_edits(tmp_path: Path) -> None:
    run_edits(Edits, tmp_path, 4, 8)
