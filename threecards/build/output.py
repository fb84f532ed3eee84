"""Output trees: everything is written beside the old tree, then swapped in whole.

In: artifacts (path, bytes). Out: ``site/``, ``print/``, ``binder/`` that are complete or untouched. Not here: what is written.
A folder that is not empty cannot be replaced in one rename, so a swap is two: ``site`` -> ``.site-previous``, staging -> ``site``. When the
second fails, or the process dies between the two, ``recover`` puts the previous tree back at the next start. What a tree takes over from the
last one are links to the same files; with a spare tree (``spare``) nearly all of them are there before it begins.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol

from threecards.build import spare
from threecards.build.marks import Mark, digest_of

STAMP = ".threecards"  # marks a tree as ours: nothing else is ever moved away or deleted

_FAULTS = {
    errno.ENOSPC: "磁盘满了", errno.EDQUOT: "磁盘配额用完了", errno.EACCES: "没有写权限", errno.EPERM: "没有写权限", errno.EROFS: "磁盘是只读的"
}  # fmt: skip


class OutputError(Exception):
    """An output tree cannot be written or swapped; the text says why and what to do, in Chinese."""


class TreeSink(Protocol):
    """Where the files of a tree go: ``DirectorySink``, or ``remote.FsspecSink``."""

    def write(self, path: str, data: bytes, /) -> Mark:
        """Write one new file."""
        ...

    def take(self, old: str, path: str, /) -> None:
        """Take a file over from an old tree."""
        ...


class Tree(Protocol):
    """An output tree in the making: ``Staging``, or ``remote.RemoteStaging``. Whole after ``commit``, else untouched."""

    @property
    def sink(self) -> TreeSink:
        """Where its files go."""
        ...

    def __enter__(self) -> Tree: ...

    def begin_with(self, names: Iterable[str]) -> set[str]:
        """Before anything is written, have these files of the last tree where that costs next to nothing; names of those it has not."""
        ...

    def commit(self) -> None:
        """Put the finished tree in place."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class DirectorySink:
    """Writes artifacts below one folder of this machine. Picklable, so that workers write their own results."""

    root: str

    def write(self, path: str, data: bytes) -> Mark:
        """Write one new file; ``path`` is relative and POSIX.

        Raises ValueError for a path that would leave the tree, FileExistsError for a second file of that name: two pages with one address
        are a bug, and a file taken over from the old tree must not be written through.
        """
        if path.startswith("/") or not set(path.split("/")).isdisjoint(("", ".", "..")):
            raise ValueError(f"path leaves the output tree: {path}")
        target = f"{self.root}/{path}"
        try:
            file = open(target, "xb", buffering=0)  # noqa: SIM115 - two ways to open, one with block
        except FileNotFoundError:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            file = open(target, "xb", buffering=0)  # noqa: SIM115
        with file:
            left = memoryview(data)
            while left:
                left = left[file.write(left) :]
            changed = os.fstat(file.fileno()).st_mtime_ns
        return Mark(path, len(data), changed, digest_of(data))

    def take(self, old: str, path: str) -> None:
        """Take a file over from an old tree: linked where the disk can, else copied with its time."""
        source, target = f"{old}/{path}", f"{self.root}/{path}"
        try:
            os.link(source, target)
        except OSError:  # its folder is not there yet, or this disk knows no links
            os.makedirs(os.path.dirname(target), exist_ok=True)
            try:
                os.link(source, target)
            except OSError:
                shutil.copy2(source, target)


def take_over(sink: TreeSink, old: Path, names: Iterable[str]) -> None:
    """Take files over from an old tree."""
    for name in names:
        sink.take(str(old), name)


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


class Staging:
    """A fresh tree beside its target; ``commit`` swaps it in, leaving the block without a commit drops it.

    spare: folder on the same disk for the tree in waiting; None for none. Raises OutputError when the target holds something that no build
    made, or when the disk refuses.
    """

    def __init__(self, target: Path, spare: Path | None = None) -> None:
        self._target, self._staging, self._spare = target, _staging(target), spare
        self._is_next = False
        self.sink = DirectorySink(str(self._staging))

    def __enter__(self) -> Staging:
        recover(self._target)
        if not _is_ours(self._target):
            name = self._target.name
            raise OutputError(
                f"{name}/ 里有不是本程序生成的文件，为免误删没有改动。请把它们移走，或删除 {name}/ 后再试。"
            )
        self._staging.mkdir(parents=True)
        return self

    def begin_with(self, names: Iterable[str]) -> set[str]:
        """See ``Tree``."""
        wanted = set(names)
        if self._spare is None:
            return wanted
        self._is_next = bool(wanted)  # after a whole new tree the old one would hold nothing of it
        return wanted - spare.begin(self._spare, self._staging, self._target, wanted)

    def commit(self) -> None:
        """Swap the finished tree in."""
        (self._staging / STAMP).touch()
        previous = swap(self._staging, self._target)
        if self._spare and self._is_next and previous.exists():
            spare.retire(previous, self._spare, self._target)
        shutil.rmtree(previous, ignore_errors=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._staging, ignore_errors=True)
        if isinstance(error, FileExistsError) and error.filename:
            twice = str(error.filename).removeprefix(f"{self._staging}/")
            raise OutputError(f"有两样东西要写成 {self._target.name}/ 里的同一个文件 {twice}。") from error
        if isinstance(error, OSError):
            raise OutputError(
                f"写入 {self._target.name}/ 失败，{why(error)}；原来的 {self._target.name}/ 没有改动。"
            ) from error


def of_the_disk(error: OSError) -> bool:
    """True for a disk that is full or may not be written: the clerk's to mend, no fault of the program."""
    return error.errno in _FAULTS


def why(error: OSError) -> str:
    """Say in Chinese what the disk has against a file; of rare faults what the system says."""
    return _FAULTS.get(error.errno or 0) or error.strerror or str(error)


def swap(staging: Path, target: Path) -> Path:
    """Put the finished tree in place; on failure the old one stays. Gives where the old one now is, if there was one. Raises OSError."""
    previous = _previous(target)
    if target.exists():
        target.rename(previous)
    try:
        staging.rename(target)
    except OSError:
        if previous.exists():
            previous.rename(target)
        raise
    return previous
