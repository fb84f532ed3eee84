"""The same bytes from a cluster: a real scheduler and real workers on this machine, one of them killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests import cluster_jobs
from tests.county_tree import ROOT, TODAY, build_site, copy_county, edit, members, tree
from threecards.build import cluster
from threecards.build.branch import BranchJob, check_records
from threecards.build.cluster import ClusterError, carry, cluster_mapper
from threecards.build.jobs import publish_branch
from threecards.build.output import DirectorySink
from threecards.build.plan import read_plan
from threecards.build.province import Order, build_county, build_province, one_county, orders_of
from threecards.demo import write_county
from threecards.problems import Severity, as_text
from threecards.report import NO_PROGRESS

distributed: Any = pytest.importorskip("distributed", reason="distributed is not installed (extra: cluster)")
pytest.importorskip("fsspec", reason="fsspec is not installed (extra: cluster)")

pytestmark = pytest.mark.slow
PATIENCE = 60.0


def wait_for(what: Any) -> Any:
    """Call until it answers something."""
    end = time.monotonic() + PATIENCE
    while not (answer := what()):
        assert time.monotonic() < end, "the cluster did not get ready"
        time.sleep(0.05)
    return answer


class Machines:
    """A scheduler and workers as processes of their own, bound to this machine only; ended whatever happens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        note = folder / "scheduler.json"
        self.start(ROOT, "scheduler", "--port", "0", "--scheduler-file", str(note))
        self.address: str = wait_for(lambda: note.exists() and note.stat().st_size and json.loads(note.read_text()))[
            "address"
        ]

    def start(self, code: Path, *words: str) -> subprocess.Popen[bytes]:
        """Start a process of the cluster from a folder of code; its log lies in the folder."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(code),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
            "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False",
        }
        with (self.folder / f"{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", words[0], "--host", "127.0.0.1", "--no-dashboard", *words[1:]],
                env=environment, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def start_worker(self, *words: str, code: Path = ROOT) -> subprocess.Popen[bytes]:
        """Start one worker process."""
        process = self.start(
            code, "worker", self.address, "--no-nanny", "--nworkers", "1", "--local-directory", str(self.folder),
            *(words or ("--nthreads", "1")),
        )  # fmt: skip
        self.workers.append(process)
        return process

    def have(self, count: int) -> None:
        """See to it that so many good workers are there and no other."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        self.stop(*self.workers[count:])
        del self.workers[count:]
        while len(self.workers) < count:
            self.start_worker()
        wait_for(lambda: len(self.seen()) == count)

    def seen(self) -> dict[str, int]:
        """Workers that the scheduler knows: address and process."""
        with distributed.Client(self.address, set_as_default=False) as client:
            return {address: client.run(os.getpid, workers=[address])[address] for address in client.nthreads()}

    def stop(self, *processes: subprocess.Popen[bytes]) -> None:
        """End processes and wait until they are gone."""
        for process in processes:
            process.kill()
        for process in processes:
            process.wait(PATIENCE)

    def logs(self) -> str:
        """All that the cluster has written."""
        return "".join(path.read_text(errors="replace") for path in self.folder.glob("*.log"))


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    found = Machines.__new__(Machines)
    try:
        found.__init__(tmp_path_factory.mktemp("cluster"))  # type: ignore[misc]
        yield found
    finally:
        found.stop(*reversed(found.processes))


@pytest.fixture
def two(machines: Machines) -> Machines:
    machines.have(2)
    return machines


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped county with its site as it is made here."""
    root = copy_county(tmp_path_factory.mktemp("county"))
    assert build_site(root).ok
    return root


def order(place: Path | str, out: Path | str, machines: Machines | None, **changes: Any) -> Order:
    return replace(Order(str(place), str(out), machines.address if machines else "", None, TODAY, pdf=False), **changes)


def texts(problems: Sequence[Any]) -> list[str]:
    return [as_text(p) for p in problems if p.severity is Severity.ERROR]


# --- equal bytes ------------------------------------------------------------------------------------------------------


def test_a_county_built_on_the_cluster_equals_one_built_here(two: Machines, county: Path, tmp_path: Path) -> None:
    report = build_county(order(county, tmp_path / "out", two), NO_PROGRESS)
    assert texts(report.problems) == []
    assert tree(tmp_path / "out" / "site") == tree(county / "site")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["county.json", "site"]


def test_it_streams_to_any_address_and_a_worker_killed_in_mid_run_costs_nothing(
    two: Machines, county: Path, tmp_path: Path
) -> None:
    """The worker is killed as soon as the first branch is back: others are in its hands then."""
    victims = two.seen()
    out = f"dir://::file://{tmp_path}"
    killed: list[int] = []

    def kill(stage: str, done: int, total: int, /) -> None:
        if stage == "read" and done == 1 and not killed:
            killed.append(next(iter(victims.values())))
            os.kill(killed[0], signal.SIGKILL)

    report = build_county(order(county, out, two), kill)
    assert texts(report.problems) == []
    assert killed
    assert killed[0] not in two.seen().values()
    current = json.loads((tmp_path / "site" / "current.json").read_text())
    made = {".threecards": b""} | tree(tmp_path / "site" / current["build"])
    assert made == tree(county / "site")


@pytest.mark.pdf
def test_sheets_printed_on_the_cluster_equal_those_printed_here(two: Machines, tmp_path: Path) -> None:
    """All three trees of a tiny county: cards, the pack for the meeting, the hall of the township, work lists."""
    root = tmp_path / "tiny"
    write_county(root, townships=1, branches=1, joint=0, members=8)
    assert texts(build_site(root, pdf=True).problems) == []
    report = build_county(order(root, tmp_path / "out", two, pdf=True), NO_PROGRESS)
    assert texts(report.problems) == []
    for name in ("site", "print", "binder"):
        assert tree(tmp_path / "out" / name) == tree(root / name)
    assert {"t01/responsibility-card.pdf", "t01/b001/action-cards.pdf"} <= tree(root / "print").keys()


def test_a_job_carries_all_it_reads(county: Path, tmp_path: Path) -> None:
    """With its files gone from the disk a carried job finds, and makes, the very same: photos and unreadable files too."""
    from PIL import Image

    root = copy_county(tmp_path / "county")
    (root / "photos").mkdir()
    Image.new("RGB", (300, 400), "red").save(root / "photos" / "a.jpg")
    with_photo = next(p for p in members(root) if "\n  photo: 是" in p.read_text(encoding="utf-8"))
    edit(with_photo, lambda m: m.update(photo="photos/a.jpg"))
    without = next(p for p in members(root) if p.parent != with_photo.parent)
    edit(without, lambda m: m.update(photo="photos/gone.jpg"))
    unreadable = max(root.glob("members/t*/b*/m*.yaml"))
    unreadable.write_bytes(b"x" * 300_000)
    plan = read_plan(root, None, TODAY)

    def publish(name: str, jobs: Sequence[BranchJob]) -> list[Any]:
        sink = DirectorySink(str(tmp_path / name))
        return [replace(publish_branch(replace(job, sink=sink)), made=()) for job in jobs]

    carried = [carry(job) for job in plan.branches]
    expected = publish("disk", plan.branches)
    shutil.rmtree(root)
    assert publish("carried", carried) == expected
    assert tree(tmp_path / "carried") == tree(tmp_path / "disk")
    assert any(path.endswith(".jpg") for path in tree(tmp_path / "disk"))
    assert any(p.code.startswith("YAML") for outcome in expected for p in outcome.problems)


def test_a_photo_with_an_escaped_name_is_carried() -> None:
    assert set(cluster._photos("m.yaml", b'name: x\nphoto: "photos/\\x61.jpg"\n')) >= {"photos/a.jpg"}


# --- how the work is cut ----------------------------------------------------------------------------------------------


def test_results_keep_the_order_and_small_jobs_travel_together(two: Machines) -> None:
    parcels = 0
    original = cluster._Batches.next

    def counted(self: Any, count: int) -> Any:
        nonlocal parcels
        found = original(self, count)
        parcels += found is not None
        return found

    with pytest.MonkeyPatch.context() as patch, cluster_mapper(two.address, paper=False) as run:
        patch.setattr(cluster._Batches, "next", counted)
        assert list(run(cluster_jobs.double, range(500))) == [2 * n for n in range(500)]
        assert list(run(cluster_jobs.double, [])) == []
    assert parcels < 50


def test_what_jobs_share_is_sent_once(two: Machines, county: Path) -> None:
    plan = read_plan(county, None, TODAY)
    sent: list[int] = []
    with cluster_mapper(two.address, paper=False) as run:
        original = run.args[2]._send  # type: ignore[attr-defined]

        def send(key: str, parcel: cluster.Parcel) -> Any:
            sent.append(len(parcel.data))
            return original(key, parcel)

        run.args[2]._send = send  # type: ignore[attr-defined]
        again = [*plan.branches, *plan.branches]
        outcomes = list(run(check_records, again))
    assert [outcome.key for outcome in outcomes] == [job.key for job in again]
    assert len(sent) == 1


def test_only_the_jobs_of_a_killed_worker_are_done_again(two: Machines, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    begun.mkdir()
    jobs = [(str(begun), number) for number in range(16)]
    killed: list[int] = []
    with cluster_mapper(two.address, paper=False) as run:
        done = []
        for number in run(cluster_jobs.note_and_wait, jobs):
            done.append(number)
            if len(done) == 4:
                working = max(begun.iterdir(), key=lambda p: int(p.name.split("-")[2]))
                killed.append(int(working.name.split("-")[1]))
                os.kill(killed[0], signal.SIGKILL)
    assert done == list(range(16))
    starts: dict[str, list[int]] = {}
    for path in begun.iterdir():
        job, process, _ = path.name.split("-")
        starts.setdefault(job, []).append(int(process))
    repeated = {job: by for job, by in starts.items() if len(by) > 1}
    assert 1 <= len(repeated) <= 3
    assert all(killed[0] in by for by in repeated.values())


# --- what goes wrong --------------------------------------------------------------------------------------------------


def test_a_job_that_kills_every_worker_is_named(machines: Machines) -> None:
    machines.have(2)
    with pytest.raises(ClusterError, match="CLU-006"), cluster_mapper(machines.address, paper=False) as run:
        list(run(cluster_jobs.die, [3]))


def test_a_cluster_without_workers_is_waited_for_only_so_long(
    two: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "WORKERLESS_SECONDS", 1)
    monkeypatch.setattr(cluster, "POLL_SECONDS", 0.2)
    with cluster_mapper(two.address, paper=False) as run:
        results = run(cluster_jobs.note_and_wait, [(str(tmp_path), number) for number in range(16)])
        assert next(results) == 0
        two.stop(*two.workers)
        with pytest.raises(
            ClusterError, match=r"CLU-00[36]"
        ):  # the scheduler may have moved a task to the second before it saw it die
            list(results)


def test_a_bug_in_a_job_is_raised_here(two: Machines) -> None:
    with pytest.raises(ZeroDivisionError), cluster_mapper(two.address, paper=False) as run:
        list(run(cluster_jobs.fail, [3]))


def test_the_logs_of_the_cluster_quote_no_record(two: Machines, county: Path) -> None:
    plan = read_plan(county, None, TODAY)
    with pytest.raises(LookupError, match="name: ") as caught, cluster_mapper(two.address, paper=False) as run:
        list(run(cluster_jobs.quote, plan.branches))
    assert "cluster_jobs.py" in "".join(caught.value.__notes__)
    logs = two.logs()
    assert str(cluster.Parcel(b"x")) == "Parcel()"
    names = [line.removeprefix("name: ") for path in members(county) for line in path.read_text(encoding="utf-8").splitlines()
             if line.startswith("name: ")]  # fmt: skip
    assert len(names) > 20
    assert not [name for name in names if name in logs]


def test_a_worker_with_other_code_is_refused(machines: Machines, tmp_path: Path) -> None:
    machines.have(1)
    shutil.copytree(ROOT / "threecards", tmp_path / "threecards", ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "threecards" / "assess" / "__init__.py").open("a", encoding="utf-8") as file:
        file.write("# another version\n")
    other = machines.start_worker(code=tmp_path)
    try:
        wait_for(lambda: len(machines.seen()) == 2)
        with pytest.raises(ClusterError, match=r"CLU-004 .*threecards [0-9a-f]+ ≠ [0-9a-f]+$"):
            cluster_mapper(machines.address, paper=False).__enter__()
    finally:
        machines.stop(other)


def test_a_worker_that_joins_later_compares_before_it_unpacks() -> None:
    mine = dict(cluster.fingerprint(paper=False))
    expected = tuple({**mine, "pydantic": "1.0", "threecards": "ffff"}.items())
    with pytest.raises(ClusterError, match=r"CLU-004 .* pydantic 1\.0 ≠ .*；threecards ffff ≠ "):
        cluster.run_batch(cluster.Parcel(b"not even a pickle"), expected, {})


def test_a_worker_with_several_threads_is_refused(machines: Machines) -> None:
    machines.have(1)
    other = machines.start_worker("--nthreads", "2")
    try:
        wait_for(lambda: len(machines.seen()) == 2)
        with pytest.raises(ClusterError, match=r"CLU-005 .* 2$"):
            cluster_mapper(machines.address, paper=False).__enter__()
    finally:
        machines.stop(other)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "tls://127.0.0.1:9", "127.0.0.1", "http://127.0.0.1:9"])
def test_no_scheduler_is_a_problem_with_a_cure(
    address: str, monkeypatch: pytest.MonkeyPatch, county: Path, tmp_path: Path
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    made = replace(order(county, tmp_path, None), scheduler=address)
    report = build_county(made, NO_PROGRESS)
    assert [p.code for p in report.problems] == ["CLU-002"]
    assert "dask scheduler" in texts(report.problems)[0]
    assert not (tmp_path / "site").exists()


def test_a_scheduler_that_dies_stops_the_build_and_leaves_the_old_tree(
    county: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path / "out"
    shutil.copytree(county / "site", out / "site")
    before = tree(out)
    own = Machines.__new__(Machines)
    try:
        own.__init__(tmp_path_factory.mktemp("short"))  # type: ignore[misc]
        own.have(1)

        def kill(stage: str, done: int, total: int, /) -> None:
            own.stop(own.processes[0])

        report = build_county(order(county, out, own), kill)
    finally:
        own.stop(*reversed(own.processes))
    assert [p.code for p in report.problems if p.severity is Severity.ERROR] == ["CLU-007"]
    assert tree(out) == before


# --- many counties ----------------------------------------------------------------------------------------------------


def test_a_province_side_by_side_one_county_with_an_error(two: Machines, county: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "c01", copy_county(tmp_path / "c02")
    copy_county(good)
    victim = next(members(bad))
    edit(victim, lambda m: m["memberships"][0].update({"from": "2006-02-30"}))
    seen: list[tuple[str, int, int]] = []
    orders = orders_of([str(good), str(bad)], str(tmp_path / "out"), order("", "", two))
    reports = build_province(orders, 2, lambda *step: seen.append(step))
    assert [(r.name, r.ok, r.bug) for r in reports] == [("c01", True, ""), ("c02", False, "")]
    assert tree(tmp_path / "out" / "c01" / "site") == tree(county / "site")
    assert [p.path for p in reports[1].report.problems if p.severity is Severity.ERROR] == [
        victim.relative_to(bad).as_posix()
    ]
    assert not (tmp_path / "out" / "c02").exists() or not any((tmp_path / "out" / "c02").iterdir())
    assert seen == [("province", n, 2) for n in range(3)]


def test_a_county_of_which_nothing_changed_is_left_alone(county: Path, tmp_path: Path) -> None:
    root = copy_county(tmp_path / "c01")
    out = str(tmp_path / "out")
    for place in (out, "memory://province"):
        made = one_county(order(root, place, None))
        assert (made.ok, made.untouched) == (True, False)
        again = one_county(order(root, place, None))
        assert (again.ok, again.untouched) == (True, True)
        assert again.report.as_of == made.report.as_of == "2026-12-24"
        assert again.report.counts["members"] == made.report.counts["members"] > 0
    assert not one_county(order(root, "memory://province", None, reuse=False)).untouched
    assert not one_county(order(root, out, None, as_of=date(2026, 12, 28))).untouched
    edit(next(members(root)), partial(dict.update, pinyin="aa bb"))
    assert not one_county(order(root, out, None)).untouched
    next((tmp_path / "out" / "site").rglob("*.html")).unlink()
    assert not one_county(order(root, out, None)).untouched
    assert one_county(order(root, out, None)).untouched


def test_several_processes_of_this_machine_write_elsewhere_too(county: Path, tmp_path: Path) -> None:
    report = build_county(order(county, tmp_path / "out", None, workers=2), NO_PROGRESS)
    assert texts(report.problems) == []
    assert tree(tmp_path / "out" / "site") == tree(county / "site")


def test_a_county_at_an_address(county: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "c07"), "zip", county)
    place = f"zip://::file://{archive}"
    [made] = orders_of([place], str(tmp_path / "out"), order("", "", None))
    assert made.name == "c07"
    assert build_county(made, NO_PROGRESS).ok
    assert tree(tmp_path / "out" / "c07" / "site") == tree(county / "site")
    lost = build_county(order(place, "", None), NO_PROGRESS)
    assert [p.code for p in lost.problems] == ["CLU-008"]


def test_lists_of_counties(tmp_path: Path) -> None:
    names = tmp_path / "counties.txt"
    names.write_text("# 名单\n/srv/c01\n\ns3://bucket/c02/\n", encoding="utf-8")
    found = orders_of([str(names), "/srv/c03"], "s3://out", order("", "", None))
    assert [(o.place, o.out) for o in found] == [
        ("/srv/c01", "s3://out/c01"),
        ("s3://bucket/c02/", "s3://out/c02"),
        ("/srv/c03", "s3://out/c03"),
    ]
    with pytest.raises(ValueError, match="c01"):
        orders_of(["/a/c01", "/b/c01"], "out", order("", "", None))
    with pytest.raises(ValueError, match="读不了"):
        orders_of([str(tmp_path / "none.txt")], "out", order("", "", None))
