"""A command as a whole: wall clock, processors and memory of all its processes, also of those that outlive the first one for a moment.

Worker processes may be children of a helper (Python's fork server) that nobody waits for; on Linux this process adopts them, so that none is missed.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

_ADOPT = 36  # PR_SET_CHILD_SUBREAPER


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took: seconds of wall clock until its first process ended, seconds of all processors, peak MiB of the largest process."""

    wall: float
    cpu: float
    peak: int


def measured(command: Sequence[str], **env: str) -> Run:
    """Run a command without showing what it prints. env: more of its environment. Raises CalledProcessError with what it wrote as errors."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **env}
    ) as child:
        error = child.stderr.read() if child.stderr else b""
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall, usages = time.perf_counter() - started, [usage]
    while True:
        try:
            usages.append(os.wait4(-1, 0)[2])
        except ChildProcessError:
            break
    if status:
        raise subprocess.CalledProcessError(child.returncode, command, stderr=error)
    return Run(wall, sum(u.ru_utime + u.ru_stime for u in usages), max(u.ru_maxrss for u in usages) // 1024)
