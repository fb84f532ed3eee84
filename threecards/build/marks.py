"""Files as they were: what tells that a file is still the one that was read or written.

In: a folder, or a mark noted earlier. Out: marks, yes or no. Not here: what depends on it. Standard library only: the look whether anything has
changed at all comes before any other import (``unchanged``).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

RACE_NS = 2_000_000_000  # a file changed this shortly before it was read may change again without a new time: its time is not kept


class Mark(NamedTuple):
    """A file as it was: name, size, time of its last change (0: do not trust it) and BLAKE2 sum of its bytes."""

    name: str
    size: int
    mtime_ns: int
    digest: str


Marks = tuple[Mark, ...]


def digest_of(data: bytes) -> str:
    """Sum of some bytes, 32 hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


State = tuple[int, int]
"""Size of a file in bytes and time of its last change in nanoseconds."""


def states_below(root: Path) -> dict[str, State]:
    """All files of a tree by name, relative and POSIX; none when there is no tree. Hidden files at its top are ours and left out."""
    found: dict[str, State] = {}
    stack = [("", str(root))]
    while stack:
        prefix, folder = stack.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        stack.append((f"{prefix}{entry.name}/", entry.path))
                    elif prefix or not entry.name.startswith("."):
                        status = entry.stat(follow_symlinks=False)
                        found[prefix + entry.name] = (status.st_size, status.st_mtime_ns)
        except OSError:
            continue
    return found


def is_intact(root: Path, mark: Mark, states: Mapping[str, State]) -> bool:
    """True when a finished file of a tree is still what was written: same size and time, or else the same bytes.

    states: of the tree at ``root``, as ``states_below`` found them.
    """
    size, changed = states.get(mark.name, (-1, 0))
    if size != mark.size:
        return False
    if mark.mtime_ns and changed == mark.mtime_ns:
        return True
    try:
        return digest_of((root / mark.name).read_bytes()) == mark.digest
    except OSError:
        return False
