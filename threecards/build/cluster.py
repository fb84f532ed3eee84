"""Jobs on a cluster: Dask distributed, through its ``concurrent.futures`` interface; extra ``threecards[cluster]``.

In: the address of a scheduler. Out: a ``Mapper`` like those of ``execute``, in the order of the items, and problems in
words a clerk can act on. Not here: what a job does, where its bytes go (``remote``), many counties (``province``).

What travels. A job goes out with the bytes of its files, several branches to a task, so that a task is worth sending;
what jobs have in common (settings, layouts, fonts) is sent once, under its check sum, and kept by each worker. All of it
stands in the task itself, never in the memory of one worker: when a worker dies, the scheduler gives its tasks to
another one and nothing else is lost. What comes back is an outcome of a few kilobytes; pages and sheets never do.

Whose code. A worker takes part only with our very sources and the very libraries that make bytes; it compares before it
unpacks anything. Parcels are compressed and show nothing of themselves, so that no log of the cluster quotes a record.
"""

from __future__ import annotations

import io
import os
import pickle
import platform
import re
import threading
import time
import traceback
import zlib
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib import import_module, metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from threecards.build.branch import BranchJob, Shared
from threecards.build.execute import Mapper
from threecards.build.keys import key_of, sources_key
from threecards.build.prints import Press, PrintJob
from threecards.build.remote import RemoteError, add_written, forget_written, take_written
from threecards.build.typeset import font_files
from threecards.machine import native_versions
from threecards.paper.fonts import FontFile
from threecards.problems import Finding, finding
from threecards.records.yamlsource import read, read_file

if TYPE_CHECKING:
    from threecards.build.marks import Mark

Item = TypeVar("Item")
Result = TypeVar("Result")
Input = bytes | tuple[Finding, ...]
Fingerprint = tuple[tuple[str, str], ...]

TASK_SECONDS = 0.5  # how much work a task should be: a cluster's own effort is some milliseconds a task
LARGEST_BATCH = 64
PARCEL_BYTES = 4_000_000  # most that one message to the scheduler carries; it warns from 10 MB
AHEAD = 3  # tasks under way or waiting for each worker: enough that none is idle, few enough to be held in memory
RETRIES = 2  # of a task that failed, on whatever worker is free: a store in the network has bad moments
CONNECT_SECONDS = 20
WORKERLESS_SECONDS = 120  # how long to wait for a worker when there is none
POLL_SECONDS = 2.0
KEPT = 24  # values in common that a worker keeps unpacked, of several counties
_SHARED_TYPES = (Shared, Press, FontFile)
_PHOTO = re.compile(rb"[A-Za-z0-9_./-]+\.(?:jpg|jpeg|png)")


class ClusterError(Exception):
    """The cluster cannot be used, or no longer; ``finding`` says why and what to do."""

    def __init__(self, why: Finding) -> None:
        super().__init__(why)
        self.finding = why

    def __str__(self) -> str:
        """Code and params, for tracebacks."""
        return " ".join((self.finding.code, *(value for _, value in self.finding.params)))


# --- what travels ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parcel:
    """Some bytes for a worker. Its text form says nothing: the cluster puts arguments into its logs."""

    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a task sends back: results in the order of its items, seconds of work, and what it wrote, by build.

    error: what a job raised, a bug of ours; it comes as a value, since the cluster puts exceptions into its logs and this
    one may quote a record.
    """

    results: tuple[Any, ...] = field(repr=False)
    seconds: float
    written: Mapping[str, tuple[Mark, ...]] = field(repr=False)
    error: Exception | None = field(default=None, repr=False)


class _Packer(pickle.Pickler):
    """Pickles a batch and leaves out what all batches have in common, but for its name."""

    def __init__(self, file: io.BytesIO, common: _Common) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self.names: list[str] = []
        self._common = common
        self._whole: object = None

    def persistent_id(self, obj: object) -> str | None:
        if not isinstance(obj, _SHARED_TYPES) or obj is self._whole:
            return None
        name, needed = self._common.name_of(obj)
        self.names += [*needed, name]
        return name

    def pack(self, obj: object) -> None:
        """Pickle an object, itself in full whatever its type."""
        self._whole = obj
        self.dump(obj)


class _Unpacker(pickle.Unpickler):
    """The other side of ``_Packer``; values in common come out as the same object every time."""

    def __init__(self, file: io.BytesIO, pieces: Mapping[str, Sequence[Parcel]]) -> None:
        super().__init__(file)
        self._pieces = pieces

    def persistent_load(self, pid: str) -> object:
        if pid in _KNOWN:
            _KNOWN.move_to_end(pid)
            return _KNOWN[pid]
        data = zlib.decompress(b"".join(piece.data for piece in self._pieces[pid]))
        _KNOWN[pid] = _Unpacker(io.BytesIO(data), self._pieces).load()
        while len(_KNOWN) > KEPT:
            _KNOWN.popitem(last=False)
        return _KNOWN[pid]


_KNOWN: OrderedDict[str, object] = OrderedDict()  # of this worker: values in common by name


class _Common:
    """What the batches of one client have in common: sent once, under the check sum of its bytes."""

    def __init__(self, send: Callable[[str, Parcel], Any]) -> None:
        self._send = send
        self._names: dict[int, tuple[object, str, tuple[str, ...]]] = {}  # the object, so that its id stays its own
        self._sent: dict[str, list[Any]] = {}

    def name_of(self, obj: object) -> tuple[str, tuple[str, ...]]:
        """Name of a value, and the names of those inside it; the value is on its way to the workers then."""
        if id(obj) not in self._names:
            file = io.BytesIO()
            packer = _Packer(file, self)
            packer.pack(obj)
            data = zlib.compress(file.getvalue(), 1)
            name = key_of(data)
            if name not in self._sent:
                cuts = range(0, len(data), PARCEL_BYTES)
                self._sent[name] = [
                    self._send(f"threecards-{name}-{at}", Parcel(data[at : at + PARCEL_BYTES])) for at in cuts
                ]
            self._names[id(obj)] = (obj, name, tuple(packer.names))
        _, name, needed = self._names[id(obj)]
        return name, needed

    def pieces(self, names: Iterable[str]) -> dict[str, list[Any]]:
        """Handles of the parcels of some values."""
        return {name: self._sent[name] for name in names}


def keep(parcel: Parcel) -> Parcel:
    """Hold a parcel on a worker; should that one die, the scheduler has it held again elsewhere. Runs on a worker."""
    return parcel


# --- a job with all it needs -----------------------------------------------------------------------------------------


def carry(item: Any) -> Any:
    """The same job with the bytes of all files it reads, for a machine without the repository. Other items stay."""
    if isinstance(item, BranchJob):
        return _carry_branch(item)
    if isinstance(item, PrintJob):
        branch = _carry_branch(item.branch) if item.branch else None
        photos = sorted({photo for sheet in item.sheets for photo in sheet.photos})
        ready = [f"members/{item.key}/township.yaml", *photos]
        inputs = branch.carried if branch else _inputs(item.press.root, ready)
        return replace(item, press=_carry_press(item.press), branch=branch, carried=inputs)
    return item


def _carry_branch(job: BranchJob) -> BranchJob:
    inputs = _inputs(job.root, [f"{job.folder}/{name}" for name in job.files])
    texts = {path: data for path, data in inputs.items() if isinstance(data, bytes)}
    inputs |= _inputs(job.root, sorted({name for path, data in texts.items() for name in _photos(path, data)}))
    return replace(job, root="", carried=inputs)


def _carry_press(press: Press) -> Press:
    """The press with its fonts, the same object each time, so that it travels once."""
    if press.fonts:
        return press
    for known, loaded in _PRESSES:
        if known is press:
            return loaded
    _PRESSES.append((press, replace(press, fonts=font_files(press.root), root="")))
    return _PRESSES[-1][1]


_PRESSES: deque[tuple[Press, Press]] = deque(maxlen=2)


def _inputs(root: str, paths: Iterable[str]) -> dict[str, Input]:
    found: dict[str, Input] = {}
    for path in paths:
        got = read_file(Path(root), path)
        found[path] = got if isinstance(got, bytes) else tuple(got)
    return found


def _photos(path: str, data: bytes) -> Iterator[str]:
    """Names that a record may give as its photo, rather one too many. A name may be written with escapes."""
    if b"photo" not in data:
        return
    if b".jp" in data or b".png" in data:
        yield from (name.decode() for name in _PHOTO.findall(data))
    if b"\\" in data:
        tree, _ = read(data, path)
        name = tree.get("photo") if isinstance(tree, dict) else None
        if isinstance(name, str):
            yield name


# --- on the worker ---------------------------------------------------------------------------------------------------

_ONE_AT_A_TIME = threading.Lock()  # the PDF library and our press belong to one thread at a time


def run_batch(parcel: Parcel, expected: Fingerprint, pieces: Mapping[str, Sequence[Parcel]]) -> Delivery:
    """Run a function on some items. Runs on a worker.

    Raises ClusterError, before it unpacks anything, where the code is not the same, and OSError and RemoteError, which the
    scheduler may try again elsewhere.
    """
    refuse_other_code(expected, fingerprint(paper=_is_with_paper(expected)), platform.node())
    with _ONE_AT_A_TIME:
        forget_written()
        started = time.perf_counter()
        function, items = _Unpacker(io.BytesIO(zlib.decompress(parcel.data)), pieces).load()
        try:
            results = tuple(function(item) for item in items)
        except (OSError, RemoteError):
            raise
        except Exception as error:  # noqa: BLE001 - raised again in ``_result``
            return Delivery((), time.perf_counter() - started, {}, _portable(error))
        written = take_written()
        return Delivery(results, time.perf_counter() - started, written)


def _portable(error: Exception) -> Exception:
    """An exception that can travel, with its traceback as a note."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes of a moment ago
    except Exception:  # noqa: BLE001 - whatever a library's exception does when it is copied
        return RuntimeError("".join(error.__notes__))
    return error


LIBRARIES = (
    "Jinja2", "Markdown", "MarkupSafe", "PyYAML", "Pillow", "WeasyPrint", "msgspec", "nh3", "pikepdf", "pydantic", "pydyf", "pypinyin", "segno",
    "tinyhtml5", "fonttools", "uharfbuzz",
)  # fmt: skip


@cache
def fingerprint(*, paper: bool) -> Fingerprint:
    """What must be equal wherever one build runs. paper: with the libraries of the system that set type."""
    rows = [("Python", platform.python_version())]
    for name in LIBRARIES:
        try:
            rows.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            rows.append((name, "-"))
    return (*rows, *(native_versions() if paper else ()), (_SOURCES, sources_key()))


_SOURCES = "threecards"
_PAPER = "Pango"


def _is_with_paper(rows: Fingerprint) -> bool:
    return any(name == _PAPER for name, _ in rows)


def refuse_other_code(expected: Fingerprint, found: Fingerprint, worker: str) -> None:
    """Raise ClusterError naming all that differs between this build and a worker."""
    if expected != found:
        here, there = dict(expected), dict(found)
        names = sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
        if len(names) > 1:
            names = [name for name in names if name != _SOURCES] + [name for name in names if name == _SOURCES]
        detail = "；".join(f"{name} {_short(here.get(name))} ≠ {_short(there.get(name))}" for name in names)
        raise ClusterError(finding("CLU-004", worker=worker, detail=detail))


def _short(version: str | None) -> str:
    return "-" if version is None else version[:12]


def introduce(*, paper: bool) -> tuple[str, Fingerprint]:
    """Name of this machine and its versions. Runs on a worker."""
    return f"{platform.node()} ({os.getpid()})", fingerprint(paper=paper)


# --- here ------------------------------------------------------------------------------------------------------------


@contextmanager
def cluster_mapper(address: str, *, paper: bool = True) -> Iterator[Mapper]:
    """Connect to a scheduler; yield a mapping function over its workers, however many come and go.

    address: ``tcp://host:8786`` or ``tls://host:8786`` (certificates as in Dask's own configuration). paper: PDFs too.
    Results come in the order of the items. An exception of a job is raised here. Raises ClusterError: no such
    scheduler, no workers, workers with other code or several threads, a job that kills its workers, a cluster that went
    away.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise ClusterError(finding("CLU-001")) from None
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False, name="threecards")
    except (OSError, ValueError, TypeError, AssertionError) as error:  # the last two: no certificate, no port
        raise ClusterError(
            finding("CLU-002", address=address, reason=str(error)[:200] or type(error).__name__)
        ) from error
    try:
        mine = fingerprint(paper=paper)
        _examine(client, mine)
        executor = client.get_executor(pure=False, retries=RETRIES)
        common = _Common(lambda key, parcel: client.submit(keep, parcel, key=key, pure=True))
        yield partial(_run, client, executor, common, mine)
    finally:
        client.close()


def _examine(client: Any, mine: Fingerprint) -> None:
    """Look at every worker once, before any work is sent."""
    try:
        client.wait_for_workers(1, timeout=WORKERLESS_SECONDS)
    except (TimeoutError, futures.TimeoutError):
        raise ClusterError(finding("CLU-003", seconds=WORKERLESS_SECONDS)) from None
    threads = client.nthreads()
    for worker, count in sorted(threads.items()):
        if count != 1:
            raise ClusterError(finding("CLU-005", worker=worker, threads=count))
    answers = client.run(introduce, paper=_is_with_paper(mine), on_error="return")
    for worker, answer in sorted(answers.items()):
        if isinstance(answer, (ImportError, AttributeError)):
            raise ClusterError(finding("CLU-004", worker=worker, detail=f"{type(answer).__name__}: {answer}"[:200]))
        if isinstance(answer, BaseException):
            raise answer
        name, theirs = answer
        refuse_other_code(mine, theirs, f"{worker}, {name}")


@dataclass(slots=True)
class _Pace:
    """How large batches should be: learned from the seconds that tasks took. Lives as long as one row of items."""

    seconds_per_item: float = 0.0

    def learn(self, seconds: float, count: int) -> None:
        """Take one delivery into account; the last ones count most."""
        one = seconds / count
        self.seconds_per_item = one if not self.seconds_per_item else 0.8 * self.seconds_per_item + 0.2 * one

    def size(self) -> int:
        """Items for the next batch; one while nothing is known."""
        if not self.seconds_per_item:
            return 1
        return max(1, min(LARGEST_BATCH, round(TASK_SECONDS / self.seconds_per_item)))


@dataclass(frozen=True, slots=True)
class _Sent:
    future: futures.Future[Delivery]
    names: tuple[str, ...]
    count: int


class _Batches:
    """Cuts a row of items into batches and packs them, only as fast as they are asked for."""

    def __init__(self, function: Callable[[Any], Any], items: Iterable[Any], common: _Common) -> None:
        self._function, self._items, self._common = function, iter(items), common
        self._left: deque[Any] = deque()

    def next(self, count: int) -> tuple[Parcel, tuple[str, ...], list[str]] | None:
        """A parcel of up to so many items, their names for messages, the names of what they share; None at the end.

        A parcel that would be too large for one message holds fewer; a single large item stays as it is.
        """
        while len(self._left) < count:
            try:
                self._left.append(carry(next(self._items)))
            except StopIteration:
                break
        if not self._left:
            return None
        while True:
            batch = [self._left[n] for n in range(min(count, len(self._left)))]
            file = io.BytesIO()
            packer = _Packer(file, self._common)
            packer.dump((self._function, batch))
            data = zlib.compress(file.getbuffer(), 1)
            if len(data) <= PARCEL_BYTES or len(batch) == 1:
                break
            count = len(batch) // 2
        for _ in batch:
            self._left.popleft()
        return Parcel(data), tuple(str(getattr(item, "key", "?")) for item in batch), list(dict.fromkeys(packer.names))


def _run(
    client: Any,
    executor: futures.Executor,
    common: _Common,
    mine: Fingerprint,
    function: Callable[[Item], Result],
    items: Iterable[Item],
    /,
) -> Iterator[Result]:
    """Map over the cluster: see ``cluster_mapper``."""
    pace, batches = _Pace(), _Batches(function, items, common)
    sent: deque[_Sent] = deque()
    crew = _Crew(client)
    more = True
    try:
        while True:
            while more and sum(not one.future.done() for one in sent) < crew.size() * (
                AHEAD if pace.seconds_per_item else 1
            ):
                packed = batches.next(pace.size())
                if packed is None:
                    more = False
                    break
                parcel, names, needed = packed
                future = executor.submit(run_batch, parcel, mine, common.pieces(needed))
                sent.append(_Sent(future, names, len(names)))
            if not sent:
                return
            waiting = [one.future for one in sent if not one.future.done()]
            if not sent[0].future.done():
                futures.wait(waiting, timeout=POLL_SECONDS, return_when=futures.FIRST_COMPLETED)
                crew.look()
                continue
            head = sent.popleft()
            delivery = _result(head, client)
            pace.learn(delivery.seconds, head.count)
            add_written(delivery.written)
            yield from delivery.results
    finally:
        for one in sent:
            one.future.cancel()


def _result(sent: _Sent, client: Any) -> Delivery:
    """The delivery of a task. Raises what the job raised, or ClusterError."""
    killed: Any = import_module("distributed").KilledWorker
    try:
        delivery = sent.future.result()
    except killed as error:
        names = "、".join(sent.names)
        raise ClusterError(finding("CLU-006", names=names, worker=getattr(error.last_worker, "address", "?"))) from None
    except futures.CancelledError:
        raise ClusterError(finding("CLU-007", reason=f"scheduler: {client.status}")) from None
    except (ImportError, AttributeError) as error:
        raise ClusterError(finding("CLU-004", worker="?", detail=f"{type(error).__name__}: {error}"[:200])) from error
    if delivery.error:
        raise delivery.error
    return delivery


class _Crew:
    """How many workers there are, asked for now and then."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._asked, self._seen = 0.0, time.monotonic()
        self._size = 1
        self.look()

    def size(self) -> int:
        """Number of workers when last looked."""
        return self._size

    def look(self) -> None:
        """Ask again if it is time. Raises ClusterError when the scheduler is gone, or has had no worker for too long."""
        now = time.monotonic()
        if now - self._asked < POLL_SECONDS:
            return
        try:
            count = len(self._client.nthreads())
        except (OSError, ValueError) as error:
            raise ClusterError(finding("CLU-007", reason=f"{type(error).__name__}: {error}"[:200])) from error
        self._asked = now
        if count:
            self._seen, self._size = now, count
        elif now - self._seen > WORKERLESS_SECONDS:
            raise ClusterError(finding("CLU-003", seconds=WORKERLESS_SECONDS))
