"""Live preview: the last good site with the faults on top, and a rebuild for every save."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from threecards.problems import Position, Problem
from threecards.serve import Preview, SourceWatcher, signature_of

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
