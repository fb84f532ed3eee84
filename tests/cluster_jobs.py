"""Small jobs that workers of the tests run; workers import them by name."""

from __future__ import annotations

import os
import time
from pathlib import Path

from threecards.build.branch import BranchJob


def double(number: int) -> int:
    """A quick job."""
    return 2 * number


def note_and_wait(job: tuple[str, int]) -> int:
    """Note in a folder that a job began and in which process; take a while. job: folder, number."""
    folder, number = job
    with Path(folder, f"{number}-{os.getpid()}-{time.monotonic_ns()}").open("xb"):
        time.sleep(0.3)
    return number


def die(number: int) -> int:
    """A job that ends its worker."""
    os._exit(number)


def fail(number: int) -> int:
    """A job with a bug."""
    raise ZeroDivisionError(number)


def quote(job: BranchJob) -> int:
    """A job with a bug whose exception quotes every record."""
    raise LookupError("".join(data.decode() for data in (job.carried or {}).values() if isinstance(data, bytes)))
