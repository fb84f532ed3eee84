"""Where jobs run: one after another in this process, or on several processes. The caller cannot tell the difference.

Anything with ``map(function, items)`` that keeps the order will do: the built-in ``map``, a process pool, a cluster's executor.
Workers are spawned, not forked: the PDF library's native parts do not survive a fork, and a worker that starts clean gives the same
bytes on every system. They are renewed after a number of tasks, as a guard against slow leaks.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
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
def mapper(workers: int) -> Iterator[Mapper]:
    """Yield a mapping function over ``workers`` processes; with one worker it is the built-in ``map``."""
    yield map if workers <= 1 else partial(_map, workers)


def _map(workers: int, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Map on processes, all of them new after every so many jobs.

    The pool's own way of renewing (``max_tasks_per_child``) can wait for ever: a worker that ends while the queue is full is not replaced.
    """
    jobs = iter(items)
    context = multiprocessing.get_context("spawn")
    while part := list(islice(jobs, RENEWED)):
        # A new process imports for a second: the garbage collector should not walk over all of that again and again.
        with ProcessPoolExecutor(workers, context, gc.set_threshold, (100_000,)) as pool:
            try:
                yield from pool.map(function, part, chunksize=BATCH)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def run_all(
    function: Callable[[Item], Result], jobs: Sequence[Item], run: Mapper, progress: Progress, stage: str
) -> list[Result]:
    """Run jobs and tell how far they are."""
    done = []
    for result in run(function, jobs):
        done.append(result)
        progress(stage, len(done), len(jobs))
    return done
