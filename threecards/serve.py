"""Live preview: build on every save, reload the browser, keep the last good site under the list of faults.

In: a function that builds and reports. Out: a web server on this machine. Not here: building, and any public serving (bound to 127.0.0.1).
Only this module knows livereload, so that it can be replaced. Its own watcher is not used: it drops a second save within three seconds, looks
every 0.8 s and at every file through ``glob``; ours compares one scan of the sources and builds in the server's loop, between two requests.
All stays in this process, warm: after the first build nothing is imported again, and a save that touches a few branches starts no other.
"""

from __future__ import annotations

import errno
import html
import logging
import mimetypes
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from socket import SO_REUSEADDR, SOL_SOCKET, socket
from typing import Any

from livereload import Server
from livereload.watcher import Watcher
from tornado.ioloop import IOLoop

from threecards.problems import Problem, as_text

HOST = "127.0.0.1"  # this machine alone
UNPRIVILEGED = 1024  # the first port that every user may listen on
SOURCES = ("content", "members", "layouts")
SHORTEST = 0.15  # seconds between two looks at the sources
REST = 5  # times what a look took: at county size looking takes a sixth of one core at most
_CSP = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
_BODY = re.compile(rb"<body[^>]*>")

Signature = frozenset[tuple[str, int, int]]


def signature_of(root: Path) -> Signature:
    """Name, time and size of every source file: differs after any save that an editor makes."""
    found = []
    stack = [str(root / name) for name in SOURCES]
    while stack:
        try:
            with os.scandir(stack.pop()) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        stack.append(entry.path)
                    else:
                        status = entry.stat(follow_symlinks=False)
                        found.append((entry.path, status.st_mtime_ns, status.st_size))
        except FileNotFoundError:  # removed while we looked: the next look sees it
            continue
    return frozenset(found)


class SourceWatcher(Watcher):  # type: ignore[misc] # livereload is not typed
    """Tells the server when to reload: rebuilds as soon as the sources differ from those of the last build."""

    def __init__(self, root: Path, rebuild: Callable[[], None]) -> None:
        super().__init__()
        self._root, self._rebuild = root, rebuild
        self._took = 0.0  # seconds of the last look
        self._seen = signature_of(root)
        self.watch(str(root))

    def examine(self) -> tuple[str | None, None]:
        """Look once; the special name makes livereload reload at once, also right after another reload."""
        self._changes.clear()
        started = time.monotonic()
        now = signature_of(self._root)
        self._took = time.monotonic() - started
        if now == self._seen:
            return None, None
        self._seen = now
        self._rebuild()
        return "__livereload__", None

    def start(self, callback: Callable[[], None]) -> bool:
        """Look again and again from the server's loop, the more rarely the longer a look takes."""
        loop = IOLoop.current()

        def look() -> None:
            try:
                callback()
            finally:  # a fault of ours is told by the loop; the next save is looked for all the same
                loop.call_later(max(SHORTEST, REST * self._took), look)

        loop.call_later(SHORTEST, look)
        return True


def fault_panel(problems: Iterable[Problem], lang: str) -> bytes:
    """The faults as a panel for the top of a page, word for word as the terminal shows them."""
    texts = [as_text(p, lang) for p in problems]
    if not texts:
        return b""
    head = (
        f"有 {len(texts)} 处问题，下面是上一次成功生成的网站"
        if lang == "zh"
        else f"{len(texts)} problem(s); below is the last good site"
    )
    body = "\n\n".join(html.escape(t) for t in texts)
    style = (
        "all:initial;display:block;position:sticky;top:0;z-index:99999;max-height:60vh;overflow:auto;background:#fff;color:#1f1b16;"
        "border-bottom:6px solid #9e1b16;font:16px/1.6 sans-serif;padding:16px;white-space:pre-wrap"
    )
    return f'<div role="alert" style="{style}"><strong>{head}</strong>\n\n<code>{body}</code></div>'.encode()


class Preview:
    """The state of a preview: where the site is, and what was wrong at the last build. Lives as long as the server."""

    def __init__(self, root: Path, build: Callable[[], tuple[Problem, ...]], lang: str = "zh") -> None:
        self._site, self._build, self._lang = root / "site", build, lang
        self.problems: tuple[Problem, ...] = ()

    def rebuild(self) -> None:
        """Build; whatever goes wrong, the server stays up."""
        self.problems = self._build()

    def __call__(self, environ: Mapping[str, Any], start_response: Callable[..., object]) -> Iterator[bytes]:
        """Serve one request (WSGI): files of the site, HTML with the faults on top and without the policy that would stop the reload."""
        path = str(environ.get("PATH_INFO", "/")).encode("latin-1").decode("utf-8", "replace").lstrip("/")
        file = (self._site / path).resolve()
        if file.is_dir():
            file /= "index.html"
        status = "200 OK"
        if not file.is_relative_to(self._site.resolve()) or not file.is_file():
            status, file = "404 Not Found", self._site / "404.html"
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        data = file.read_bytes() if file.is_file() else b"<!doctype html><html><head></head><body></body></html>"
        if kind == "text/html" or not file.is_file():
            kind = "text/html"
            data = _CSP.sub(b"", data, count=1)
            panel = fault_panel(self.problems, self._lang)
            data = _BODY.sub(lambda m: m.group() + panel, data, count=1)
        start_response(status, [("Content-Type", f"{kind}; charset=utf-8"), ("Cache-Control", "no-store")])
        yield data


class PortError(OSError):
    """A port that cannot be listened on. taken: another program listens there; else this user or machine may not."""

    def __init__(self, port: int, free: int, *, taken: bool) -> None:
        super().__init__(f"port {port}")
        self.port, self.free, self.taken = port, free, taken

    def told(self, lang: str) -> str:
        """What a clerk reads: why, and the command to type next."""
        again = f"python3 build.py serve --port {self.free}"
        if lang != "zh":
            why = "is in use: a preview may be running already" if self.taken else "may not be used on this machine"
            look = f"look at http://127.0.0.1:{self.port}/ first, or take" if self.taken else "take"
            return f"Port {self.port} {why}.\n  To do: {look} another port:\n    {again} --lang {lang}"
        why = "已经有程序在用，可能预览已经开着" if self.taken else "这台电脑不让用"
        look = (
            f"先在浏览器里打开 http://127.0.0.1:{self.port}/ 看看；不是的话换一个端口" if self.taken else "换一个端口"
        )
        return f"端口 {self.port} {why}。\n  怎么办：{look}：\n    {again}"


def try_port(port: int) -> None:
    """Look whether a port can be listened on. Raises PortError, which names another that can."""
    fault = _fault_of(port)
    if fault is None:
        return
    free = next((p for p in range(max(port + 1, UNPRIVILEGED), min(port + 10, 65536)) if _fault_of(p) is None), None)
    raise PortError(port, free or _any_port(), taken=fault.errno == errno.EADDRINUSE)


def _fault_of(port: int) -> OSError | None:
    """What stands in the way of listening on a port as the server will, None when nothing does."""
    with socket() as probe:
        if os.name == "posix":  # elsewhere the option would let two programs share a port
            probe.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen()
        except OSError as error:
            return error
    return None


def _any_port() -> int:
    """A port that the machine chooses among the free ones."""
    with socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def serve(
    root: Path,
    build: Callable[[], tuple[Problem, ...]],
    *,
    port: int,
    lang: str,
    open_browser: bool,
    ready: Callable[[str], None],
) -> None:
    """Build, then serve ``site/`` on 127.0.0.1 until interrupted.

    ready: told the address before the first build. Raises PortError when the port cannot be had, before anything is built.
    """
    try_port(port)
    ready(f"http://{HOST}:{port}/")
    logging.getLogger("livereload").addFilter(lambda record: record.levelno >= logging.WARNING)  # it tells every reload
    preview = Preview(root, build, lang)
    preview.rebuild()
    server = Server(preview, SourceWatcher(root, preview.rebuild))
    server.serve(port=port, host=HOST, debug=False, open_url_delay=1 if open_browser else None)
