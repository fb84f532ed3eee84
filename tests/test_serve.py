"""Live preview: the last good site with the faults on top, and a rebuild for every save."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from typer.testing import CliRunner

from tests.browser import CHROMIUM
from tests.county_tree import ROOT, copy_county
from threecards import serve as serving
from threecards.cli import app
from threecards.problems import Position, Problem
from threecards.serve import PortError, Preview, SourceWatcher, signature_of, try_port

PAGE = b'<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="x"></head><body class="a"><p>ok</p></body></html>'
FAULT = Problem("members/t01/b001/2026.yaml", Position(5, 1), "EVT-001")


def site(root: Path) -> None:
    (root / "site" / "t01").mkdir(parents=True)
    (root / "site" / "index.html").write_bytes(PAGE)
    (root / "site" / "t01" / "index.html").write_bytes(PAGE)
    (root / "site" / "404.html").write_bytes(PAGE.replace(b"ok", b"lost"))
    (root / "secret.txt").write_text("secret")


def get(preview: Preview, path: str) -> tuple[str, bytes]:
    seen: dict[str, Any] = {}
    body = b"".join(
        preview({"PATH_INFO": path}, lambda status, headers: seen.update(status=status, headers=dict(headers)))
    )
    assert seen["headers"]["Cache-Control"] == "no-store"
    return seen["status"], body


def test_pages_without_the_policy_that_stops_the_reload(tmp_path: Path) -> None:
    site(tmp_path)
    preview = Preview(tmp_path, lambda: ())
    for path in ("/", "/t01/", "/t01/index.html"):
        status, body = get(preview, path)
        assert status == "200 OK"
        assert b"Content-Security-Policy" not in body
        assert b"ok" in body


def test_faults_stand_on_top_of_the_last_good_page(tmp_path: Path) -> None:
    site(tmp_path)
    preview = Preview(tmp_path, lambda: (FAULT,))
    preview.rebuild()
    _, body = get(preview, "/")
    assert body.index(b"EVT-001") < body.index(b"<p>ok")
    assert "members/t01/b001/2026.yaml:5:1" in body.decode()


def test_nothing_outside_the_site_is_served(tmp_path: Path) -> None:
    site(tmp_path)
    preview = Preview(tmp_path, lambda: ())
    for path in ("/../secret.txt", "/t01/../../secret.txt", "/nowhere"):
        status, body = get(preview, path)
        assert status == "404 Not Found"
        assert b"secret" not in body
        assert b"lost" in body


def test_a_first_build_that_fails_still_shows_its_faults(tmp_path: Path) -> None:
    preview = Preview(tmp_path, lambda: (FAULT,))
    preview.rebuild()
    status, body = get(preview, "/")
    assert status == "404 Not Found"
    assert b"EVT-001" in body


def test_every_save_rebuilds_once(tmp_path: Path) -> None:
    record = tmp_path / "members" / "a.yaml"
    record.parent.mkdir()
    record.write_text("a")
    builds: list[int] = []
    watcher = SourceWatcher(tmp_path, lambda: builds.append(1))
    assert watcher.examine() == (None, None)
    record.write_text("ab")
    assert watcher.examine() == ("__livereload__", None)
    assert watcher.examine() == (None, None)
    (tmp_path / "members" / "b.yaml").write_text("")
    assert watcher.examine()[0]
    record.unlink()
    assert watcher.examine()[0]
    assert len(builds) == 3


def test_hidden_files_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "members").mkdir()
    before = signature_of(tmp_path)
    (tmp_path / "members" / ".a.yaml.swp").write_text("x")
    assert signature_of(tmp_path) == before


def test_it_looks_again_after_a_fault_of_ours(tmp_path: Path) -> None:
    """A look that raises is told by the loop and does not end the looking."""
    looks: list[int] = []

    def callback() -> None:
        looks.append(1)
        if len(looks) == 1:
            raise ZeroDivisionError

    async def wait() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda loop, context: None)
        assert SourceWatcher(tmp_path, lambda: None).start(callback) is True
        for _ in range(100):
            await asyncio.sleep(0.02)
            if len(looks) > 2:
                return

    logging.getLogger("tornado.application").disabled = True
    thread = threading.Thread(
        target=lambda: asyncio.run(wait())
    )  # a browser test may have left a loop running in this one
    thread.start()
    thread.join()
    assert len(looks) > 2


# --- the port ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], ("已经有程序在用", "怎么办", "python3 build.py serve --port ")),
        (["--lang", "en"], ("is in use", "To do", "python3 build.py serve --port ")),
    ],
)
def test_a_taken_port_is_told_with_the_command_that_helps(
    taken: int, words: list[str], told: tuple[str, ...], tmp_path: Path
) -> None:
    done = CliRunner().invoke(app, ["serve", "--root", str(tmp_path), "--port", str(taken), *words])
    assert done.exit_code == 3
    assert all(text in done.output for text in (f"{taken}", *told)), done.output
    assert "Address already" not in done.output, "the machine's own words help no clerk"
    assert bool(re.search(r"[\u4e00-\u9fff]", done.output)) == (not words), "one language at a time"
    named = re.search(r"--port (\d+)", done.output)
    assert named
    try_port(int(named[1]))
    assert not (tmp_path / "site").exists(), "nothing is built for a preview that cannot be seen"


def test_a_port_that_is_not_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = PermissionError(errno.EACCES, "Permission denied")
    monkeypatch.setattr(serving, "_fault_of", lambda port: refused if port < 1024 else None)
    with pytest.raises(PortError) as found:
        try_port(80)
    assert "这台电脑不让用" in found.value.told("zh")
    assert found.value.free >= 1024


# --- the whole of it --------------------------------------------------------------------------------------------------


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """The shipped county under ``serve`` in a process of its own: its folder and the address."""
    root = copy_county(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = "import sys; from threecards.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "serve", "--root", str(root), "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                break
            time.sleep(0.1)
        yield root, f"http://127.0.0.1:{port}/"
        process.terminate()
        process.wait(10)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_save_shows_by_itself_and_so_do_a_fault_and_its_end(browser: Browser, preview: tuple[Path, str]) -> None:
    """Half a second on a quiet machine; the test is patient, since others may run beside it."""
    root, address = preview
    record = root / "members" / "t01" / "b001" / "m000101.yaml"
    good = record.read_text(encoding="utf-8")
    what = re.search(r"what: (.+)", good)
    assert what
    page = browser.new_context().new_page()
    page.goto(f"{address}m/000/m000101.html")
    page.wait_for_function("() => 'LiveReload' in window")
    page.wait_for_timeout(300)  # the socket is open a moment later

    record.write_text(good.replace(what[1], f"新写的{what[1]}", 1), encoding="utf-8")
    page.wait_for_function("document.body.innerText.includes('新写的')", timeout=10_000)
    page.wait_for_timeout(300)
    record.write_text(good.replace("memberships:", "membershipz:", 1), encoding="utf-8")
    page.wait_for_selector("[role=alert]", timeout=10_000)
    alert = page.locator("[role=alert]").inner_text()
    assert "members/t01/b001/m000101.yaml:" in alert
    assert "membershipz" in alert
    assert page.get_by_text(f"新写的{what[1]}").first.is_visible(), "the last good site stays below"
    page.wait_for_timeout(300)
    record.write_text(good, encoding="utf-8")
    page.wait_for_function("!document.querySelector('[role=alert]')", timeout=10_000)
    assert page.locator("text=新写的").count() == 0
    page.context.close()
