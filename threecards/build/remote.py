"""Counties and output trees at addresses: anything that fsspec can reach, written by many machines at once.

In: a place such as ``/srv/out/site``, ``s3://bucket/c01/site`` or ``sftp://host/c01/site``, and bytes by path. Out: a
whole tree there, or what was there before. Not here: what is written, and where jobs run (``cluster``).

A half build is never taken for a whole one. A folder of this machine is written beside its target and swapped in, as
always (``output``). Other places have no rename that could be trusted: there every build writes into a folder of its
own, ``<place>/<build>/``, and what makes it *the* tree is one small file, written last. ``<place>/current.json`` names
the build and the sum of its list of files, ``<place>/<build>.b2``, which ``b2sum -l 128 --check`` understands. Before
either kind of commit the place itself is asked whether it holds just the files that the workers say they have written,
each with its size.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any

from threecards.build.marks import Mark, digest_of
from threecards.build.output import OutputError, Staging

COUNTY = ("content", "members", "layouts")  # the last only where a county has its own
CURRENT = "current.json"
SUMS = ".b2"
UNFINISHED = ".unfinished"
UNDERWAY = 64  # uploads of one process that may be under way: what they hold is in memory
UPLOADERS = 16
_BUILD = re.compile(r"[0-9a-f]{16}(?=$|\.)")


class RemoteError(OutputError):
    """A place cannot be read or written; the text says why and what to do, in Chinese."""


def is_address(place: str) -> bool:
    """True for ``s3://bucket/folder``, False for a folder of this machine; ``file:///folder`` is one too."""
    return "://" in place and not place.startswith("file://")


def folder_of(place: str) -> Path:
    """The folder of this machine that ``/srv/out`` or ``file:///srv/out`` means."""
    return Path(place.removeprefix("file://")).absolute()


def below(place: str, *names: str) -> str:
    """A place below a place; of ``dir://a::s3://bucket`` too, which fsspec reads from the right."""
    head, chain, rest = place.partition("::")
    head = head if head.endswith("://") else f"{head.rstrip('/')}/"
    return f"{head}{'/'.join(names)}{chain}{rest}"


def shown(place: str) -> str:
    """A place as it may stand in a message: without the name and password that an address can carry."""
    return re.sub(r"(?<=://)[^/@]*@", "", place)


@contextmanager
def _speaking(place: str, doing: str) -> Iterator[None]:
    """Turn whatever a file system raises into a RemoteError that names the place."""
    try:
        yield
    except OutputError:
        raise
    except ImportError as error:
        raise RemoteError(f"{shown(place)}：这种地址还缺一个程序包（{error}）。请在每台机器上安装后再试。") from error
    except Exception as error:  # every kind of store brings exceptions of its own
        reason = f"{type(error).__name__}: {error}"[:300]
        raise RemoteError(f"{shown(place)}：{doing}失败（{reason}）。请检查地址、网络和读写权限。") from error


def _connect(place: str) -> tuple[Any, str]:
    """The file system behind an address, and the path in it. Raises RemoteError."""
    with _speaking(place, "连接"):
        system, path = import_module("fsspec.core").url_to_fs(place)
        system.invalidate_cache()  # listings: others write there too
        return system, str(path).rstrip("/")


def _put(system: Any, path: str, data: bytes) -> None:
    """Write one file; a store that knows folders gets them when it asks."""
    try:
        system.pipe_file(path, data)
    except FileNotFoundError:
        system.makedirs(path.rpartition("/")[0], exist_ok=True)
        system.pipe_file(path, data)


# --- writing, on any machine -----------------------------------------------------------------------------------------


class _Written(threading.local):
    """What this thread has written and nobody has taken yet: marks by build, and uploads that may still fail."""

    def __init__(self) -> None:
        self.marks: dict[str, list[Mark]] = {}
        self.uploads: list[tuple[str, Future[None]]] = []


_WRITTEN = _Written()


def take_written() -> dict[str, tuple[Mark, ...]]:
    """Wait for this thread's uploads, then hand over the list of all it wrote, by build. Raises RemoteError."""
    marks, _WRITTEN.marks = _WRITTEN.marks, {}
    _finish(len(_WRITTEN.uploads))
    return {build: tuple(found) for build, found in marks.items()}


def add_written(written: Mapping[str, Iterable[Mark]]) -> None:
    """Note what a job on another machine wrote; ``RemoteStaging.commit`` of that build looks for it."""
    for build, marks in written.items():
        _WRITTEN.marks.setdefault(build, []).extend(marks)


def forget_written() -> None:
    """Drop what an unfinished job of this thread left."""
    _WRITTEN.marks = {}
    uploads, _WRITTEN.uploads = _WRITTEN.uploads, []
    for _, upload in uploads:
        upload.cancel()


def _finish(count: int) -> None:
    """Wait for the oldest uploads."""
    uploads, _WRITTEN.uploads = _WRITTEN.uploads[:count], _WRITTEN.uploads[count:]
    for place, upload in uploads:
        with _speaking(place, "写入"):
            upload.result()


@cache
def _uploaders() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(UPLOADERS, "upload")


@dataclass(frozen=True, slots=True)
class FsspecSink:
    """Writes artifacts of one build below a folder or an address. Picklable; every worker writes its own results.

    place: the folder of the build. build: its name, found there too, so that a worker on a machine that does not see
    the place says so instead of writing to a disk that nobody looks at.
    """

    place: str
    build: str

    def write(self, path: str, data: bytes) -> Mark:
        """Write one file, or the same file again: a job is repeated when its worker has died.

        path: relative and POSIX. A store in the network is written to while work goes on; the file is safe after
        ``take_written``.
        Raises ValueError for a path that would leave the tree, RemoteError.
        """
        pure = PurePosixPath(path)
        if pure.is_absolute() or ".." in pure.parts or not pure.parts:
            raise ValueError(f"path leaves the output tree: {path}")
        system, base = _place(self.place, self.build)
        mark = Mark(path, len(data), 0, digest_of(data))
        if system is None:
            _replace(f"{base}/{path}", f"{base}/{_parts(self.build)}/{secrets.token_hex(8)}", data)
        elif system.async_impl:
            if len(_WRITTEN.uploads) >= UNDERWAY:
                _finish(UNDERWAY // 2)
            _WRITTEN.uploads.append((self.place, _uploaders().submit(_put, system, f"{base}/{path}", data)))
        else:
            with _speaking(self.place, "写入"):
                _put(system, f"{base}/{path}", data)
        _WRITTEN.marks.setdefault(self.build, []).append(mark)
        return mark

    def take(self, old: str, path: str) -> None:
        """Take a file over from an old tree. Here nothing is: a build at another place is made whole, or not at all."""
        raise NotImplementedError(f"{path} of {old}")


def _parts(build: str) -> str:
    return f".parts-{build}"


@lru_cache(maxsize=64)
def _place(place: str, build: str) -> tuple[Any, str]:
    """File system (None: folder of this machine) and path of a sink. Raises RemoteError where it is not to be seen."""
    if is_address(place):
        system, base = _connect(place)
        with _speaking(place, "读取"):
            seen = bool(system.exists(base + UNFINISHED))
    else:
        system, base = None, str(folder_of(place))
        seen = Path(base, _parts(build)).is_dir()
    if not seen:
        raise RemoteError(
            f"有一台工作机器看不到输出位置 {shown(place)}。请用 --out 给出每台机器都能写的地址，"
            "如 s3://… 、sftp://… ，或各机挂载在同一路径的共享文件夹。"
        )
    return system, base


def _replace(target: str, part: str, data: bytes) -> None:
    """Write a file of this machine under another name, then rename it: who is killed in between leaves nothing half."""
    written, wanted = Path(part), Path(target)
    written.write_bytes(data)
    try:
        written.replace(wanted)
    except FileNotFoundError:
        wanted.parent.mkdir(parents=True, exist_ok=True)
        written.replace(wanted)


# --- a whole tree ----------------------------------------------------------------------------------------------------


class RemoteStaging:
    """A fresh tree at a place; ``commit`` makes it the current one, leaving the block without a commit drops it.

    The same habits as ``output.Staging``, for workers on other machines. One build at a time for one place: a second
    one takes away what the first has written, which that one notices before it commits. Raises OutputError.
    """

    def __init__(self, place: str) -> None:
        self._place = place.rstrip("/")
        self._build = secrets.token_hex(8)
        self._local: Staging | None = None
        if is_address(place):
            self.sink = FsspecSink(below(self._place, self._build), self._build)
        else:
            self._local = Staging(folder_of(place))
            self.sink = FsspecSink(self._local.sink.root, self._build)

    def __enter__(self) -> RemoteStaging:
        if self._local:
            self._local.__enter__()
            Path(self.sink.place, _parts(self._build)).mkdir()
            return self
        self._system, self._base = _connect(self._place)
        with _speaking(self._place, "写入"):
            _put(self._system, f"{self._base}/{self._build}{UNFINISHED}", b"")
        return self

    def begin_with(self, names: Iterable[str]) -> set[str]:
        """See ``output.Tree``; nothing of the last build lies here."""
        return set(names)

    def commit(self) -> None:
        """Make this build the current one, if the place holds what was written and nothing else. Raises OutputError."""
        _finish(len(_WRITTEN.uploads))
        marks = _once(_WRITTEN.marks.pop(self._build, []))
        if self._local:
            shutil.rmtree(Path(self.sink.place, _parts(self._build)))
            _compare(self._place, marks, {name: size for name, (size, _) in _states(Path(self.sink.place)).items()})
            self._local.commit()
            return
        with _speaking(self._place, "核对"):
            base = f"{self._base}/{self._build}"
            self._system.invalidate_cache()
            found = self._system.find(base, detail=True) if self._system.exists(base) else {}
            sizes = {name.removeprefix(f"{base}/"): int(info["size"]) for name, info in found.items()}
        _compare(self._place, marks, sizes)
        sums = "".join(f"{marks[name].digest}  {self._build}/{name}\n" for name in sorted(marks)).encode()
        with _speaking(self._place, "写入"):
            last = read_current(self._place)
            current = {
                "build": self._build,
                "files": len(marks),
                "bytes": sum(m.size for m in marks.values()),
                "sums": digest_of(sums),
                "previous": last.get("build"),
            }
            _put(self._system, f"{self._base}/{self._build}{SUMS}", sums)
            _put(self._system, f"{self._base}/{CURRENT}", (json.dumps(current, indent=2) + "\n").encode())
            self._system.rm_file(f"{self._base}/{self._build}{UNFINISHED}")
        self._drop_others({self._build, last.get("build")})

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _WRITTEN.marks.pop(self._build, None)
        if self._local:
            self._local.__exit__(kind, error, trace)
            return
        with suppress(RemoteError):  # a place that is gone cannot be tidied; the next build there does it
            current = read_current(self._place).get("build")
            if current != self._build:
                with _speaking(self._place, "清理"):
                    self._drop(self._build)

    def _drop_others(self, keep: set[object]) -> None:
        """Remove builds that were never finished, and finished ones but for this one and the one before it, which
        somebody may still be reading. Nothing but builds is touched.
        """
        with suppress(RemoteError), _speaking(self._place, "清理"):
            entries = [str(name).rstrip("/").rpartition("/")[2] for name in self._system.ls(self._base, detail=False)]
            builds = {found.group() for name in entries if (found := _BUILD.match(name))}
            for name in sorted(builds - keep):
                self._drop(name)

    def _drop(self, build: str) -> None:
        base = f"{self._base}/{build}"
        for name in (base + UNFINISHED, base + SUMS):
            if self._system.exists(name):
                self._system.rm_file(name)
        if self._system.exists(base):
            self._system.rm(base, recursive=True)


def read_current(place: str) -> dict[str, Any]:
    """What ``current.json`` at an address says; nothing where no build was ever finished. Raises RemoteError."""
    system, base = _connect(place)
    with _speaking(place, "读取"):
        try:
            found = json.loads(system.cat_file(f"{base}/{CURRENT}"))
        except FileNotFoundError:
            return {}
        return found if isinstance(found, dict) else {}


def _once(marks: Iterable[Mark]) -> dict[str, Mark]:
    """Marks by name. Raises FileExistsError for two files of one name: two pages with one address are a bug."""
    found: dict[str, Mark] = {}
    for mark in marks:
        if mark.name in found:
            raise FileExistsError(f"written twice: {mark.name}")
        found[mark.name] = mark
    return found


def _states(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of all files below a folder by name; hidden ones at its top are ours."""
    found: dict[str, tuple[int, int]] = {}
    stack = [("", str(folder))]
    while stack:
        prefix, here = stack.pop()
        with os.scandir(here) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    stack.append((f"{prefix}{entry.name}/", entry.path))
                elif prefix or not entry.name.startswith("."):
                    state = entry.stat(follow_symlinks=False)
                    found[prefix + entry.name] = (state.st_size, state.st_mtime_ns)
    return found


def _compare(place: str, marks: Mapping[str, Mark], sizes: Mapping[str, int]) -> None:
    """Raise RemoteError unless a place holds just what was written."""
    lost = sorted(name for name, mark in marks.items() if sizes.get(name) != mark.size)
    foreign = sorted(sizes.keys() - marks.keys())
    if lost or foreign:
        raise RemoteError(
            f"{shown(place)}：写好的 {len(marks)} 个文件里有 {len(lost)} 个不在那里或不完整，"
            f"另有 {len(foreign)} 个不是这次写的（如 {(lost + foreign)[0]}），没有启用。"
            "请确认所有机器写的是同一个地方，也没有另一次生成在写这里，再运行一次。"
        )


# --- reading ---------------------------------------------------------------------------------------------------------


def write_note(place: str, text: str) -> None:
    """Write a small file beside the trees, whole or not at all. Raises RemoteError."""
    if is_address(place):
        system, base = _connect(place)
        with _speaking(place, "写入"):
            _put(system, base, text.encode())
        return
    target = folder_of(place)
    with _speaking(place, "写入"):
        _replace(str(target), f"{target.parent}/.{target.name}-{secrets.token_hex(8)}", text.encode())


def read_note(place: str) -> str:
    """What ``write_note`` wrote; empty where there is none. Raises RemoteError."""
    with _speaking(place, "读取"):
        try:
            if not is_address(place):
                return folder_of(place).read_text(encoding="utf-8")
            system, base = _connect(place)
            return bytes(system.cat_file(base)).decode()
        except FileNotFoundError:
            return ""


def tree_state(place: str) -> str:
    """A digest that changes when the tree at a place does; empty where there is none.

    Of a folder of this machine: names, sizes and times of all files. Elsewhere: of ``current.json``; nobody writes into a build
    that is finished.
    """
    if is_address(place):
        current = read_current(place)
        return digest_of(json.dumps(current, sort_keys=True).encode()) if current else ""
    folder = folder_of(place)
    if not folder.is_dir():
        return ""
    return digest_of(repr(sorted((name, *state) for name, state in _states(folder).items())).encode())


def fetch_county(place: str, target: Path) -> None:
    """Copy a county's content/, members/ and, if it has them, layouts/ from an address to a folder. Raises RemoteError."""
    system, base = _connect(place)
    with _speaking(place, "读取"):
        for name in COUNTY:
            start = f"{base}/{name}" if base else name
            found = [str(path) for path in system.find(start)]
            files = {path: _inside(path.lstrip("/").removeprefix(start.lstrip("/")), place) for path in found}
            if not files and name != "layouts":
                raise RemoteError(f"{shown(place)}：没有 {name}/ 文件夹。请给出县的文件夹，里面有 content 和 members。")
            for folder in {str(PurePosixPath(path).parent) for path in files.values()}:
                (target / name / folder).mkdir(parents=True, exist_ok=True)
            if files:
                system.get(list(files), [str(target / name / path) for path in files.values()])


def _inside(path: str, place: str) -> str:
    """A relative path that stays below its folder. Raises RemoteError: a store may hold any name."""
    pure = PurePosixPath(path.lstrip("/"))
    if not pure.parts or ".." in pure.parts or "\\" in path or "\0" in path:
        raise RemoteError(f"{shown(place)}：有一个文件名不能用（{path[:80]!r}）。")
    return pure.as_posix()
