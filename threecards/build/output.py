"""Output trees: everything is written beside the old tree, then swapped in whole.

In: artifacts (path, bytes). Out: ``site/``, ``print/``, ``binder/`` that are complete or untouched. Not here: what is written.
A folder that is not empty cannot be replaced in one rename, so a swap is two: ``site`` -> ``.site-previous``, staging -> ``site``. When the
second fails, or the process dies between the two, ``recover`` puts the previous tree back at the next start.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

STAMP = ".threecards"  # marks a tree as ours: nothing else is ever moved away or deleted


class OutputError(Exception):
    """An output tree cannot be written or swapped; the text says why and what to do, in Chinese."""


@dataclass(frozen=True, slots=True)
class DirectorySink:
    """Writes artifacts below one folder of this machine. Picklable, so that workers write their own results."""

    root: str

    def write(self, path: str, data: bytes) -> None:
        """Write one file; ``path`` is relative and POSIX. Raises ValueError for a path that would leave the tree."""
        pure = PurePosixPath(path)
        if pure.is_absolute() or ".." in pure.parts or not pure.parts:
            raise ValueError(f"path leaves the output tree: {path}")
        target = f"{self.root}/{path}"
        try:
            file = open(target, "wb")  # noqa: SIM115 - two ways to open, one with block
        except FileNotFoundError:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            file = open(target, "wb")  # noqa: SIM115
        with file:
            file.write(data)


def _staging(target: Path) -> Path:
    return target.with_name(f".{target.name}-staging")


def _previous(target: Path) -> Path:
    return target.with_name(f".{target.name}-previous")


def recover(target: Path) -> None:
    """Repair what a killed build left: bring the previous tree back when the swap was cut in two, drop unfinished staging."""
    previous, staging = _previous(target), _staging(target)
    if previous.exists() and not target.exists():
        previous.rename(target)
    for leftover in (previous, staging):
        if leftover.exists():
            shutil.rmtree(leftover)


def _is_ours(target: Path) -> bool:
    return not target.exists() or (target / STAMP).exists() or not any(target.iterdir())


@contextmanager
def staged(target: Path) -> Iterator[DirectorySink]:
    """Give a sink for a fresh tree beside ``target``; swap it in when the block ends well, drop it when the block raises.

    Raises OutputError when ``target`` holds something that no build made, or when the disk refuses.
    """
    recover(target)
    if not _is_ours(target):
        raise OutputError(f"{target.name}/ 里有不是本程序生成的文件，为免误删没有改动。请把它们移走，或删除 {target.name}/ 后再试。")
    staging = _staging(target)
    try:
        staging.mkdir(parents=True)
        (staging / STAMP).write_bytes(b"")
        yield DirectorySink(str(staging))
        swap(staging, target)
    except OSError as error:
        shutil.rmtree(staging, ignore_errors=True)
        raise OutputError(f"写入 {target.name}/ 失败：{error.strerror or error}。原来的 {target.name}/ 没有改动；请检查磁盘空间和写权限。") from error
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def swap(staging: Path, target: Path) -> None:
    """Put the finished tree in place; on failure the old one stays. Raises OSError."""
    previous = _previous(target)
    if target.exists():
        target.rename(previous)
    try:
        staging.rename(target)
    except OSError:
        if previous.exists():
            previous.rename(target)
        raise
    shutil.rmtree(previous, ignore_errors=True)
