"""How fast a province is built on a cluster: a scheduler and workers on this machine, fictional counties, processor time counted.

    python bench/province.py                      # some minutes on two cores
    python bench/province.py --counties 4 --members 9263 --branches 181 --print-members 600

Counts processor seconds, not wall time, so that other work on the machine disturbs little: of the workers, of the processes
that read and hand out the counties, of the scheduler. Prints the figures, what they mean for a million members, and how that
was reckoned. The first county's site is compared, byte for byte, with one built without a cluster. Needs the extra `cluster`.
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

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
MILLION = 1_000_000
TODAY = date(2030, 1, 1)


@dataclass(frozen=True)
class Cost:
    """Processor seconds of one round, by who spent them, wall seconds, and what came out."""

    workers: float
    counties: float
    scheduler: float
    wall: float
    members: int
    branches: int
    files: int
    bytes_out: int

    def row(self, name: str) -> str:
        """One line of the table: milliseconds for each member, files and kilobytes for each member."""
        each = 1000 / self.members
        return (
            f"| {name} | {self.members} | {self.workers * each:.1f} | {self.counties * each:.2f} | "
            f"{self.scheduler * each:.3f} | {self.files / self.members:.2f} | {self.bytes_out / self.members / 1000:.1f} | {self.wall:.0f} |"
        )


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
    return (
        sum(client.run(time.process_time).values()),
        children.ru_utime + children.ru_stime,
        client.run_on_scheduler(time.process_time),
    )


def measure(client: Any, places: list[Path], out: Path, *, pdf: bool, side: int) -> Cost:
    """Build counties side by side and count what it cost."""
    from threecards.build.province import Order, build_province, orders_of
    from threecards.report import NO_PROGRESS

    address = client.scheduler.address
    orders = orders_of([str(p) for p in places], str(out), Order("", "", address, None, TODAY, pdf, reuse=False))
    before, started = spent(client), time.perf_counter()
    reports = build_province(orders, side, NO_PROGRESS)
    wall, after = time.perf_counter() - started, spent(client)
    for report in reports:
        if not report.ok:
            from threecards.problems import Severity, as_text

            errors = [as_text(p) for p in report.report.problems if p.severity is Severity.ERROR]
            sys.exit(f"{report.name} was not built: {errors[:1]} {report.bug}")
    counts = [report.report.counts for report in reports]
    files = [p for p in out.rglob("*") if p.is_file()]
    workers, counties, scheduler = (b - a for a, b in zip(before, after, strict=True))
    return Cost(
        workers, counties, scheduler, wall, sum(c["members"] for c in counts), sum(c["branches"] for c in counts),
        len(files), sum(p.stat().st_size for p in files),
    )  # fmt: skip


def parcels(place: Path) -> tuple[int, int]:
    """Bytes of a county's records, and of the parcels they travel in (once for pages, once for sheets)."""
    from threecards.build.cluster import _Batches, _Common
    from threecards.build.jobs import publish_branch
    from threecards.build.plan import read_plan

    jobs = read_plan(place, None, TODAY).branches
    batches = _Batches(publish_branch, jobs, _Common(lambda key, parcel: None))
    sent = 0
    while found := batches.next(4):
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
    parser.add_argument(
        "--print-members", type=int, default=150, help="of the county whose sheets are printed too; 0: none"
    )
    options = parser.parse_args()
    if options.counties < 1 or options.workers < 1:
        parser.error("at least one county and one worker")
    from threecards.build.pipeline import Request, build
    from threecards.demo import write_county
    from threecards.report import NO_PROGRESS

    with tempfile.TemporaryDirectory(prefix="threecards-bench-") as name:
        folder = Path(name)
        places = [folder / "in" / f"c{n:02d}" for n in range(1, options.counties + 1)]
        for seed, place in enumerate(places):
            write_county(place, townships=3, branches=options.branches, joint=1, members=options.members, seed=seed)
        records, sent = parcels(places[0])
        with cluster(folder, options.workers) as client:
            tiny = folder / "in" / "tiny"
            write_county(tiny, townships=1, branches=1, joint=0, members=8)
            measure(client, [tiny], folder / "warm", pdf=bool(options.print_members), side=1)
            start = measure(client, [tiny], folder / "start", pdf=False, side=1).counties
            pages = measure(client, places, folder / "pages", pdf=False, side=options.side_by_side)
            processes = min(options.side_by_side, options.counties)
            pages = replace(
                pages, counties=pages.counties - processes * start
            )  # each process starts once for many counties
            sheets = None
            if options.print_members:
                small = folder / "in" / "paper"
                write_county(
                    small, townships=1, branches=max(3, options.print_members // 50), joint=0,
                    members=options.print_members, seed=99,
                )  # fmt: skip
                alone = measure(client, [small], folder / "small", pdf=False, side=1)
                both = measure(client, [small], folder / "paper", pdf=True, side=1)
                sheets = Cost(
                    both.workers - alone.workers, both.counties - alone.counties, both.scheduler - alone.scheduler,
                    both.wall - alone.wall, both.members, both.branches, both.files - alone.files, both.bytes_out - alone.bytes_out,
                )  # fmt: skip
        started = time.process_time()
        if not build(Request(places[0], None, TODAY, pdf=False, workers=1), NO_PROGRESS).ok:
            sys.exit("the county cannot be built here")
        local = time.process_time() - started
        equal = same(places[0] / "site", folder / "pages" / "c01" / "site")
    print(f"cores {os.cpu_count()}, workers {options.workers}, counties {options.counties} × {options.members} members")
    print(f"site of the first county equal to one built here: {'yes' if equal else 'NO'}")
    print(f"one process without a cluster: {1000 * local / options.members:.1f} ms a member")
    print(
        "| round | members | worker CPU ms/member | county CPU ms/member | scheduler CPU ms/member | files/member | kB/member | wall s |"
    )
    print("|---|---|---|---|---|---|---|---|")
    print(pages.row("pages"))
    if sheets:
        print(sheets.row("sheets"))
    print(f"records {records / options.members:.0f} bytes a member, {sent / options.members:.0f} as parcels\n")
    reckon(pages, sheets, records / options.members, sent / options.members)
    if not equal:
        sys.exit(1)


def reckon(pages: Cost, sheets: Cost | None, records: float, sent: float) -> None:
    """Figures for a million members: each cost per member of this run, times a million; nothing else is assumed."""
    print(f"a million members, reckoned as {MILLION:,} × the figures above:")
    rounds = [("pages", pages)] + ([("sheets", sheets)] if sheets else [])
    for name, cost in rounds:
        hours = cost.workers / cost.members * MILLION / 3600
        print(
            f"- {name}: {hours:.1f} core-hours of workers ({cost.members / cost.workers:.0f} members a core and second), "
            f"{cost.files / cost.members * MILLION / 1e6:.2f} million files, {cost.bytes_out / cost.members * MILLION / 1e9:.1f} GB; "
            f"{cost.counties / cost.members * MILLION / 3600:.2f} core-hours of the county processes, "
            f"{cost.scheduler / cost.members * MILLION / 60:.1f} minutes of the scheduler"
        )
    print(
        f"- in: {records * MILLION / 1e9:.2f} GB of records, {sent * MILLION / 1e9:.2f} GB on the network for each round"
    )
    total = sum(c.workers / c.members for _, c in rounds)
    here = sum(c.counties / c.members for _, c in rounds)
    watch = sum(c.scheduler / c.members for _, c in rounds)
    print(f"- one county process feeds {total / here:.0f} worker cores, one scheduler {total / watch:.0f}")


if __name__ == "__main__":
    main()
