"""Where jobs run: one after another in this process, or on several processes. The caller cannot tell the difference.

Anything with ``map(function, items)`` that keeps the order will do: the built-in ``map``, a process pool, a cluster's executor.
Workers never are forks of the build itself: the PDF library's native parts do not survive a fork, and a worker that starts clean gives the
same bytes on every system. On Linux they are forked from a clean process that has done nothing but import what pages need (``prepare``), so that
this is done once, and while the build still imports its own; elsewhere each one imports for itself. They are renewed after a number of tasks, as a
guard against slow leaks.
"""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.process
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

Progress = Callable[[str, int, int], None]
"""Called as work goes on: stage, done, total."""

FEW = 8  # jobs up to which starting processes costs more than it gains
BATCH = 2  # jobs that travel together: what they share is sent once, and none waits long for the others
RENEWED = 512  # jobs after which the processes are replaced: about as many branches as a large county has
LONGEST = 70  # bytes in the path of the folder for temporary files: the clean process listens at a socket in there, which has room for 107


class Mapper(Protocol):
    """Apply a function to every item; results come in the order of the items, as they are ready."""

    def __call__(self, function: Callable[[Item], Result], items: Iterable[Item], /) -> Iterator[Result]: ...


def cores() -> int:
    """Number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _start() -> str:
    """How processes are started here. Libraries of macOS do not survive a fork, and Windows has none."""
    is_short = len(os.fsencode(tempfile.gettempdir())) <= LONGEST
    return "forkserver" if sys.platform == "linux" and is_short else "spawn"


def prepare(module: str) -> None:
    """Have a module imported for the processes to come, beside whatever this one goes on with; returns at once.

    It may import nothing that does not survive a fork. Only the first module in the life of this process counts. Where there is no fork, each
    process will import for itself.
    """
    if _start() != "forkserver":
        return
    from multiprocessing import forkserver

    # Python 3.11 starts that process without our path, and with the folder that the person is in
    here = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join([here, *filter(None, [os.environ.get("PYTHONPATH")])])
    with _environment(PYTHONPATH=paths, PYTHONSAFEPATH="1"):
        forkserver.set_forkserver_preload([module])
        forkserver.ensure_running()


@contextmanager
def _environment(**wanted: str) -> Iterator[None]:
    """Have these variables in the environment of what is started in the block."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def mapper(workers: int) -> Iterator[Mapper]:
    """Yield a mapping function over ``workers`` processes that live as long as the block; with one worker it is the built-in ``map``."""
    if workers <= 1:
        yield map
        return
    processes = _Processes(workers)
    try:
        yield processes.map
    finally:
        processes.end()


class _Processes:
    """Processes that are started when they are first wanted, and replaced after so many jobs.

    The pool's own way of renewing (``max_tasks_per_child``) can wait for ever: a worker that ends while the queue is full is not replaced.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._left = 0  # jobs that the pool may still take

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Map on the processes; a fault ends them, so that none goes on with jobs whose results nobody wants."""
        jobs = iter(items)
        while part := list(islice(jobs, self._left or RENEWED)):
            pool = self._ready()
            self._left -= len(part)
            try:
                yield from pool.map(function, part, chunksize=max(1, min(BATCH, len(part) // (8 * self._workers))))
            except BaseException:
                self._pool = None
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def end(self) -> None:
        """Let the processes go."""
        if self._pool:
            self._pool.shutdown()
            self._pool = None

    def _ready(self) -> ProcessPoolExecutor:
        if not self._left:
            self.end()
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._workers, multiprocessing.get_context(_start()), _begin)
            self._left = RENEWED
        return self._pool


def _begin() -> None:
    """Set a new process up."""
    # What is imported stays: the garbage collector should not walk over all of that again and again.
    gc.freeze()
    gc.set_threshold(100_000)
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    """End when the process that gives the jobs is gone: a build that was killed would leave workers that wait for ever."""
    parent.join()
    os._exit(1)


def run_all(
    function: Callable[[Item], Result], jobs: Sequence[Item], run: Mapper, progress: Progress, stage: str
) -> list[Result]:
    """Run jobs and tell how far they are."""
    done = []
    for result in run(function, jobs):
        done.append(result)
        progress(stage, len(done), len(jobs))
    return done
