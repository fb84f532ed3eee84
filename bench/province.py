"""How fast a province is built on a cluster: a scheduler and workers on this machine, fictional counties.

    .venv/bin/python -m bench.province                                  # in the project's folder, some minutes on two cores
    .venv/bin/python -m bench.province --members 9263 --branches 181 --print-members 0

Counts processor seconds, not wall time, so that other work on the machine disturbs little: of the workers, of the
processes that read and hand out the counties, of the scheduler (less what it spends while nothing happens). Prints the
figures, what they mean for a million members in a hundred counties, and the memory of the largest worker. The first
county's site is compared, byte for byte, with one built without a cluster. Needs the extra `cluster`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from threecards.build.cluster import _Batches, _Common
from threecards.build.jobs import publish_branch
from threecards.build.pipeline import build
from threecards.build.plan import read_plan
from threecards.build.province import Order, build_province, orders_of
from threecards.build.request import Request
from threecards.demo import write_county
from threecards.problems import Severity, as_text
from threecards.report import NO_PROGRESS

ROOT = Path(__file__).resolve().parents[1]
MILLION, COUNTIES = 1_000_000, 100
TODAY = date(2030, 1, 1)


@dataclass(frozen=True)
class Cost:
    """Processor seconds of one round, by who spent them, wall seconds, and what came out."""

    workers: float
    counties: float
    scheduler: float
    wall: float
    members: int
    files: int
    bytes_out: int

    def less(self, other: Cost) -> Cost:
        """What this round cost more than another one of the same members."""
        return Cost(
            self.workers - other.workers, max(0.0, self.counties - other.counties),
            max(0.0, self.scheduler - other.scheduler), self.wall - other.wall, self.members,
            self.files - other.files, self.bytes_out - other.bytes_out,
        )  # fmt: skip

    def row(self, name: str) -> str:
        """One line of the table: milliseconds, files and kilobytes for each member."""
        each = 1000 / self.members
        cells = (
            name, self.members, f"{self.workers * each:.1f}", f"{self.counties * each:.2f}", f"{self.scheduler * each:.3f}",
            f"{self.files / self.members:.2f}", f"{self.bytes_out / self.members / 1000:.1f}", f"{self.wall:.0f}",
        )  # fmt: skip
        return f"| {' | '.join(map(str, cells))} |"


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Any]:
    """A scheduler and worker processes bound to this machine; yields a client. All are ended."""
    distributed: Any = import_module("distributed")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    processes: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> None:
        with (folder / f"{len(processes)}.log").open("wb") as log:
            command = [sys.executable, "-m", "dask", words[0], "--host", "127.0.0.1", "--no-dashboard", *words[1:]]
            processes.append(
                subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
            )

    try:
        note = folder / "scheduler.json"
        start("scheduler", "--port", "0", "--scheduler-file", str(note))
        while not note.exists() or not note.read_text():
            time.sleep(0.1)
        address = json.loads(note.read_text())["address"]
        for _ in range(workers):
            start(
                "worker", address, "--nthreads", "1", "--nworkers", "1", "--no-nanny", "--local-directory", str(folder)
            )
        with distributed.Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers)
            yield client
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()


def spent(client: Any) -> tuple[float, float, float]:
    """Processor seconds so far: of the workers, of this process' finished children, of the scheduler."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    workers = sum(client.run(time.process_time).values())
    return workers, children.ru_utime + children.ru_stime, client.run_on_scheduler(time.process_time)


def idle_share(client: Any) -> float:
    """Share of a core that the scheduler spends while nothing happens."""
    before = float(client.run_on_scheduler(time.process_time))
    time.sleep(5)
    return (float(client.run_on_scheduler(time.process_time)) - before) / 5


def largest(client: Any) -> float:
    """Most memory that any worker has held so far, in megabytes."""
    return max(map(float, client.run(lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss).values())) / 1000


def measure(client: Any, idle: float, places: list[Path], out: Path, *, pdf: bool = False, side: int = 1) -> Cost:
    """Build counties side by side and count what it cost."""
    address = client.scheduler.address
    orders = orders_of([str(p) for p in places], str(out), Order("", "", address, None, TODAY, pdf, reuse=False))
    before, started = spent(client), time.perf_counter()
    reports = build_province(orders, side, NO_PROGRESS)
    wall, after = time.perf_counter() - started, spent(client)
    for report in reports:
        if not report.ok:
            errors = [as_text(p) for p in report.report.problems if p.severity is Severity.ERROR]
            sys.exit(f"{report.name} was not built: {errors[:1]} {report.bug}\ntry another --seed")
    files = [p for p in out.rglob("*") if p.is_file()]
    workers, counties, scheduler = (b - a for a, b in zip(before, after, strict=True))
    return Cost(
        workers, counties, max(0.0, scheduler - idle * wall), wall, sum(r.report.counts["members"] for r in reports),
        len(files), sum(p.stat().st_size for p in files),
    )  # fmt: skip


def parcels(place: Path) -> tuple[int, int]:
    """Bytes of a county's records, and of the parcels they travel in; they travel once for pages and once for sheets."""
    jobs = read_plan(place, None, TODAY).branches
    batches = _Batches(publish_branch, jobs, _Common(lambda key, parcel: None))
    sent = 0
    while found := batches.next(3):
        sent += len(found[0].data)
    return sum(state.size for job in jobs for state in job.files.values()), sent


def same(one: Path, other: Path) -> bool:
    """True when two trees hold the same files with the same bytes."""
    trees = [{p.relative_to(t).as_posix(): p.read_bytes() for p in t.rglob("*") if p.is_file()} for t in (one, other)]
    return trees[0] == trees[1]


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counties", type=int, default=2)
    parser.add_argument("--members", type=int, default=2400, help="of each county")
    parser.add_argument("--branches", type=int, default=47, help="of each county")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--side-by-side", type=int, default=2)
    parser.add_argument("--print-members", type=int, default=150, help="of the county that is printed too; 0: none")
    parser.add_argument("--seed", type=int, default=1, help="of the fictional counties")
    options = parser.parse_args()
    if options.counties < 1 or options.workers < 1:
        parser.error("at least one county and one worker")
    with tempfile.TemporaryDirectory(prefix="threecards-bench-") as name:
        run(Path(name), options)


def run(folder: Path, options: argparse.Namespace) -> None:
    """Write the counties, build them, print what it cost."""
    places = [folder / "in" / f"c{n:02d}" for n in range(1, options.counties + 1)]
    for number, place in enumerate(places):
        sizes = {"townships": 3, "branches": options.branches, "joint": 1, "members": options.members}
        write_county(place, **sizes, seed=options.seed + number)
    tiny, small = folder / "in" / "tiny", folder / "in" / "small"
    write_county(tiny, townships=1, branches=1, joint=0, members=8)
    records, sent = parcels(places[0])
    sheets = fixed = None
    with cluster(folder, options.workers) as client:
        idle = idle_share(client)
        measure(client, idle, [tiny], folder / "warm", pdf=bool(options.print_members))
        start = measure(client, idle, [tiny], folder / "start")
        pages = measure(client, idle, places, folder / "pages", side=options.side_by_side)
        memory = [largest(client)]
        started = min(options.side_by_side, options.counties)  # processes; each starts once for all its counties
        pages = replace(pages, counties=pages.counties - started * start.counties)
        if options.print_members:
            branches = max(3, options.print_members // 50)
            write_county(
                small, townships=1, branches=branches, joint=0, members=options.print_members, seed=options.seed
            )
            fixed = measure(client, idle, [tiny], folder / "fixed", pdf=True).less(start)
            alone = measure(client, idle, [small], folder / "alone")
            sheets = measure(client, idle, [small], folder / "both", pdf=True).less(alone)
            memory.append(largest(client))
            sheets = replace(sheets, counties=max(0.0, sheets.counties - fixed.counties))
    before = time.process_time()
    if not build(Request(places[0], None, TODAY, pdf=False, workers=1), NO_PROGRESS).ok:
        sys.exit("the county cannot be built here")
    local = time.process_time() - before
    equal = same(places[0] / "site", folder / "pages" / "c01" / "site")
    print(f"cores {os.cpu_count()}, workers {options.workers}, counties {options.counties} × {options.members} members")
    print(f"site of the first county equal to one built here: {'yes' if equal else 'NO'}")
    print(f"one process without a cluster: {1000 * local / options.members:.1f} ms a member")
    print("| round | members | worker CPU ms | county CPU ms | scheduler CPU ms | files | kB | wall s |")
    print("|---|---|---|---|---|---|---|---|")
    print(pages.row("pages, each member"))
    if sheets and fixed:
        print(sheets.row("sheets, each member"))
        print(f"sheets, each county besides: {fixed.counties:.2f} s of the county process")
    print(
        f"largest worker {' MB, with sheets '.join(f'{m:.0f}' for m in memory)} MB; idle scheduler {idle:.1%} of a core"
    )
    print(f"records {records / options.members:.0f} bytes a member, {sent / options.members:.0f} as parcels\n")
    reckon(pages, sheets, fixed.counties if fixed else 0.0, records / options.members, sent / options.members)
    if not equal:
        sys.exit(1)


def reckon(pages: Cost, sheets: Cost | None, fixed: float, records: float, sent: float) -> None:
    """Figures for a million members: each cost per member times a million, each cost per county times a hundred."""
    print(f"reckoned: {MILLION:,} × each member, {COUNTIES} × each county")
    rounds = [("pages", pages)] + ([("sheets", sheets)] if sheets else [])
    for name, cost in rounds:
        scale = MILLION / cost.members
        here = cost.counties * scale + (fixed * COUNTIES if name == "sheets" else 0.0)
        print(
            f"- {name}: {cost.workers * scale / 3600:.1f} core-hours of workers "
            f"({cost.members / cost.workers:.0f} members a core and second), "
            f"{cost.files * scale / 1e6:.2f} million files, {cost.bytes_out * scale / 1e9:.1f} GB, "
            f"{here / 60:.1f} minutes of county processes, {cost.scheduler * scale / 60:.1f} minutes of the scheduler; "
            f"one county process feeds {cost.workers * scale / here:.0f} worker cores"
        )
    print(
        f"- in: {records * MILLION / 1e9:.2f} GB of records, {sent * MILLION / 1e9:.2f} GB to the workers in each round"
    )


if __name__ == "__main__":
    main()
