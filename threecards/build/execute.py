"""Where jobs run: one after another in this process, or on several processes. The caller cannot tell the difference.

Anything with ``map(function, items)`` that keeps the order will do: the built-in ``map``, a process pool, a cluster's executor.
Workers are spawned, not forked: the PDF library's native parts do not survive a fork, and a worker that starts clean gives the same
bytes on every system. They are renewed after a number of tasks, as a guard against slow leaks.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import multiprocessing.process
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

Progress = Callable[[str, int, int], None]
"""Called as work goes on: stage, done, total."""

FEW = 8  # jobs up to which starting processes costs more than it gains
BATCH = 2  # jobs that travel together: what they share is sent once, and none waits long for the others
RENEWED = 512  # jobs after which the processes are replaced: about as many branches as a large county has


class Mapper(Protocol):
    """Apply a function to every item; results come in the order of the items, as they are ready."""

    def __call__(self, function: Callable[[Item], Result], items: Iterable[Item], /) -> Iterator[Result]: ...


def cores() -> int:
    """Number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def mapper(workers: int, ready: str = "") -> Iterator[Mapper]:
    """Yield a mapping function over ``workers`` processes that live as long as the block; with one worker it is the built-in ``map``.

    ready: module that the processes import at once, while this one still prepares their work; empty to start them with the first job.
    """
    if workers <= 1:
        yield map
        return
    processes = _Processes(workers)
    try:
        if ready:
            processes.start(ready)
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

    def start(self, module: str) -> None:
        """Start all processes and let them import a module."""
        pool = self._ready()
        for _ in range(self._workers):
            pool.submit(_import, module)

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
            self._pool = ProcessPoolExecutor(self._workers, multiprocessing.get_context("spawn"), _begin)
            self._left = RENEWED
        return self._pool


def _begin() -> None:
    """Set a new process up."""
    # It imports for a second: the garbage collector should not walk over all of that again and again.
    gc.set_threshold(100_000)
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _import(module: str) -> None:
    """Import a module; one that cannot be imported is a fault of the first job that needs it."""
    importlib.import_module(module)


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
