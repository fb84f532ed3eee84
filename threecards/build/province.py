"""One county on a cluster, or all the counties of a province, several at a time.

In: places of counties (folders, or addresses that fsspec can reach), a place for the results, the address of a scheduler.
Out: ``<out>/<county>/site``, ``print`` and ``binder``, with ``county.json`` beside them, and a report for each county. Not
here: the stages of a build (``pipeline``), where jobs run (``cluster``), where bytes go (``remote``).

Each county is built by a process of its own on this machine, which reads the records, hands out the branches, and makes the
pages above them; the workers are shared by all. One county with errors stops nothing but itself. A county of which nothing
has changed since its last build at that place is left alone.
"""

from __future__ import annotations

import json
import multiprocessing
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from threecards.build.cluster import ClusterError, cluster_mapper, fingerprint
from threecards.build.execute import Item, Mapper, Progress, Result, mapper
from threecards.build.keys import key_of
from threecards.build.marks import Mark, digest_of
from threecards.build.output import OutputError
from threecards.build.pipeline import build
from threecards.build.places import BINDER, PRINT, SITE, layouts_of
from threecards.build.plan import read_plan
from threecards.build.remote import (
    RemoteStaging,
    add_written,
    below,
    fetch_county,
    folder_of,
    forget_written,
    is_address,
    read_note,
    take_written,
    tree_state,
    write_note,
)
from threecards.build.request import Report, Request
from threecards.problems import Finding, finding
from threecards.records.load import public_keys
from threecards.records.yamlsource import resolve

NOTE = "county.json"


@dataclass(frozen=True, slots=True)
class Order:
    """One county to build.

    place: its folder or address. out: where its trees go; empty for its own folder. scheduler: empty for this machine alone,
    with as many processes as ``workers``. reuse False: built even if nothing has changed.
    """

    place: str
    out: str
    scheduler: str
    as_of: date | None
    today: date
    pdf: bool
    workers: int = 1
    reuse: bool = True

    @property
    def name(self) -> str:
        """The county's name among others: the last part of its place, without the ending of an archive."""
        last = self.place.removeprefix("zip://::").rstrip("/").rpartition("/")[2]
        return last.removesuffix(".zip")


@dataclass(frozen=True, slots=True)
class CountyReport:
    """How one county went. untouched: nothing had changed, nothing was done. bug: a traceback where our code failed."""

    name: str
    report: Report
    seconds: float
    untouched: bool = False
    bug: str = ""

    @property
    def ok(self) -> bool:
        """True when its results stand."""
        return self.report.ok and not self.bug


def build_county(order: Order, progress: Progress) -> Report:
    """Build one county on a cluster or here. Faults of data, places and cluster are in the report; only bugs are raised."""
    return _built(order, progress)[0]


def _built(order: Order, progress: Progress) -> tuple[Report, bool]:
    try:
        with ExitStack() as stack:
            if is_address(order.place):
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="threecards-")))
                fetch_county(order.place, folder)
            else:
                folder = folder_of(order.place)
            return _build(order, folder, progress)
    except ClusterError as error:
        return _stopped(error.finding), False
    except OutputError as error:
        return _stopped(finding("OUT-002", reason=str(error))), False


def _build(order: Order, folder: Path, progress: Progress) -> tuple[Report, bool]:
    request = Request(folder, order.as_of, order.today, order.pdf, order.workers)
    if is_address(order.place) and not order.out:
        return _stopped(finding("CLU-008", place=order.place)), False
    if not order.out and not order.scheduler:
        return build(request, progress), False
    out = order.out or str(folder)
    trees = (SITE, PRINT, BINDER) if order.pdf else (SITE,)
    key = _key(order, folder) if order.out else ""
    if order.reuse and key and (former := _unchanged(out, key, trees)):
        return former, True
    tree = partial(_tree, out)
    if order.scheduler:
        with cluster_mapper(order.scheduler, paper=order.pdf) as run:
            report = build(request, progress, run=run, tree=tree)
    else:
        with mapper(order.workers) as run:
            report = build(request, progress, run=_noting(run) if order.workers > 1 else run, tree=tree)
    if report.ok and key:
        states = {name: tree_state(below(out, name)) for name in trees}
        counts = {
            "files": sum(m.files for m in report.made),
            "bytes": sum(m.bytes for m in report.made),
            **report.counts,
        }
        note = {"key": key, "as_of": report.as_of, "trees": states, "counts": counts}
        write_note(below(out, NOTE), json.dumps(note, indent=2) + "\n")
    return report, False


def _noting(run: Mapper) -> Mapper:
    """A mapping function over processes of this machine that also notes what they write."""

    def noted(function: Callable[[Item], Result], items: Iterable[Item], /) -> Iterator[Result]:
        for result, written in run(partial(_with_written, function), items):
            add_written(written)
            yield result

    return noted


def _with_written(function: Callable[[Item], Result], item: Item) -> tuple[Result, dict[str, tuple[Mark, ...]]]:
    """Run one job in a process of its own; the result, and what it wrote."""
    forget_written()
    return function(item), take_written()


def _tree(out: str, name: str) -> RemoteStaging:
    return RemoteStaging(below(out, name))


def _key(order: Order, folder: Path) -> str:
    """Digest of all that a county's results depend on; empty where its settings cannot even be read."""
    plan = read_plan(folder, order.as_of, order.today)
    if plan.shared is None:
        return ""
    parts: list[str | bytes] = [plan.shared.key, plan.shared.context.as_of.isoformat(), str(order.pdf)]
    parts += [f"{name} {version}" for name, version in fingerprint(paper=order.pdf)]
    for top in (folder / "content", folder / "members", layouts_of(folder)):
        for path in sorted(top.rglob("*")):
            if path.is_file():
                parts += [f"{top.name}/{path.relative_to(top).as_posix()}", digest_of(path.read_bytes())]
    return key_of(*parts)


def _unchanged(out: str, key: str, trees: Sequence[str]) -> Report | None:
    """The report of the last build at a place, if it was made of the same and its trees are still as they were."""
    try:
        note = json.loads(read_note(below(out, NOTE)))
        if note["key"] == key and note["trees"] == {name: tree_state(below(out, name)) for name in trees}:
            return Report((), str(note["as_of"]), counts={str(k): int(v) for k, v in note["counts"].items()})
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    return None


def _stopped(why: Finding) -> Report:
    return Report(resolve([why], lambda path: None, public_keys()))


# --- many counties ---------------------------------------------------------------------------------------------------


def build_province(orders: Iterable[Order], side_by_side: int, progress: Progress) -> tuple[CountyReport, ...]:
    """Build counties, several at a time, each in a process of its own; reports in the order of the orders.

    orders: their names must differ, since the results go to ``<out>/<name>``; ``orders_of`` makes them so. progress is told of
    counties. Nothing is raised: a bug in one county is in its report, and the others go on.
    """
    wanted = tuple(orders)
    done: list[CountyReport | None] = [None] * len(wanted)
    progress("province", 0, len(wanted))
    with ProcessPoolExecutor(side_by_side, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting: dict[Future[CountyReport], int] = {pool.submit(one_county, o): n for n, o in enumerate(wanted)}
        while waiting:
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                number = waiting.pop(future)
                try:
                    done[number] = future.result()
                except BrokenProcessPool as error:
                    done[number] = CountyReport(
                        wanted[number].name, Report(()), 0.0, bug=f"{type(error).__name__}: {error}"
                    )
                progress("province", len(wanted) - len(waiting), len(wanted))
    return tuple(report for report in done if report)


def one_county(order: Order) -> CountyReport:
    """Build one county and say how it went, whatever happened."""
    started = time.perf_counter()
    try:
        report, untouched = _built(order, lambda stage, done, total: None)
        return CountyReport(order.name, report, time.perf_counter() - started, untouched)
    except Exception:  # noqa: BLE001 - the other counties go on; the traceback is shown at the end
        bug = traceback.format_exc()
        return CountyReport(order.name, Report(()), time.perf_counter() - started, bug=bug)


def orders_of(places: Sequence[str], out: str, template: Order) -> tuple[Order, ...]:
    """One order for each county; a place that ends in ``.txt`` is a list, one place a line.

    Raises ValueError with a text in Chinese for two counties of one name, or a list that cannot be read.
    """
    found: list[str] = []
    for place in places:
        if place.endswith(".txt"):
            try:
                lines = Path(place).read_text(encoding="utf-8-sig").splitlines()
            except (OSError, UnicodeDecodeError) as error:
                raise ValueError(f"名单 {place} 读不了：{error}") from error
            found += [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
        else:
            found.append(place)
    orders = tuple(replace(template, place=place) for place in found)
    names = [order.name for order in orders]
    for name in names:
        if names.count(name) > 1 or not name.strip("."):
            raise ValueError(f"有两个县的文件夹都叫 {name!r}，结果会混在一起，请改名。")
    return tuple(replace(order, out=below(out, order.name)) if out else order for order in orders)
