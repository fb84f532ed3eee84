"""Trees at addresses: whole or not there, whoever dies in between."""

from __future__ import annotations

import contextlib
import json
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from threecards.build import remote
from threecards.build.marks import digest_of
from threecards.build.output import OutputError
from threecards.build.remote import FsspecSink, RemoteError, RemoteStaging

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed (extra: cluster)")

FILES = {"index.html": b"<p>1", "t01/b001/m000123.html": b"<p>2", "leer.txt": b""}


@pytest.fixture
def place() -> Iterator[str]:
    """An address in memory."""
    yield "memory://county/site"
    fsspec.filesystem("memory").store.clear()


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """No test leaves anything for the next one to commit."""
    yield
    remote.forget_written()


def write(place: str, files: dict[str, bytes]) -> None:
    with RemoteStaging(place) as tree:
        for path, data in files.items():
            tree.sink.write(path, data)
        tree.commit()


def below(place: str) -> dict[str, bytes]:
    """Everything at an address."""
    system, base = fsspec.core.url_to_fs(place)
    return {name.removeprefix(f"{base}/"): system.cat_file(name) for name in system.find(base)}


def current(place: str) -> dict[str, bytes]:
    """The tree that a reader takes for the current one, after looking at every sum."""
    found = below(place)
    now = json.loads(found[remote.CURRENT])
    sums = found[f"{now['build']}{remote.SUMS}"]
    assert digest_of(sums) == now["sums"]
    tree = {}
    for line in sums.decode().splitlines():
        digest, _, name = line.partition("  ")
        assert digest_of(found[name]) == digest
        tree[name.removeprefix(f"{now['build']}/")] = found[name]
    assert (len(tree), sum(map(len, tree.values()))) == (now["files"], now["bytes"])
    return tree


def builds(place: str) -> set[str]:
    """Builds of which anything is left."""
    return {name.partition("/")[0].partition(".")[0] for name in below(place)} - {"current"}


def test_a_tree_at_an_address(place: str) -> None:
    write(place, FILES)
    assert current(place) == FILES


def test_the_list_of_sums_is_read_by_b2sum(tmp_path: Path) -> None:
    place = remote.below(f"dir://::file://{tmp_path}", "site")
    write(place, FILES)
    assert current(place) == FILES
    sums = next((tmp_path / "site").glob(f"*{remote.SUMS}"))
    done = subprocess.run(["b2sum", "-l", "128", "--check", "--quiet", sums.name], cwd=sums.parent, check=False)
    assert done.returncode == 0


def test_a_build_that_fails_leaves_the_current_one(place: str) -> None:
    write(place, FILES)
    before = below(place)
    with contextlib.suppress(ZeroDivisionError), RemoteStaging(place) as tree:
        tree.sink.write("index.html", b"half")
        raise ZeroDivisionError
    assert below(place) == before


def test_without_a_commit_nothing_changes(place: str) -> None:
    write(place, FILES)
    before = below(place)
    with RemoteStaging(place) as tree:
        tree.sink.write("index.html", b"half")
        assert current(place) == FILES
    assert below(place) == before


def test_a_first_build_that_dies_is_never_taken_for_whole(place: str) -> None:
    tree = RemoteStaging(place).__enter__()  # its process is killed: no __exit__
    tree.sink.write("index.html", b"half")
    assert remote.read_current(place) == {}
    assert any(name.endswith(remote.UNFINISHED) for name in below(place))
    remote.forget_written()
    write(place, FILES)
    assert current(place) == FILES
    assert tree.sink.build not in builds(place)


def test_the_build_before_stays_readable_and_older_ones_go(place: str) -> None:
    seen = []
    for number in range(4):
        write(place, {"index.html": b"%d" % number})
        seen.append(remote.read_current(place)["build"])
    assert builds(place) == set(seen[2:])
    assert current(place) == {"index.html": b"3"}


def test_what_somebody_else_keeps_there_is_left_alone(place: str) -> None:
    system, base = fsspec.core.url_to_fs(place)
    system.pipe_file(f"{base}/thesis.doc", b"mine")
    system.pipe_file(f"{base}/letters/a.txt", b"mine too")
    write(place, FILES)
    write(place, FILES)
    found = below(place)
    assert (found["thesis.doc"], found["letters/a.txt"]) == (b"mine", b"mine too")


def test_a_file_that_got_lost_or_cut_short_stops_the_commit(place: str) -> None:
    write(place, FILES)
    system, _ = fsspec.core.url_to_fs(place)
    for harm in (system.rm_file, lambda path: system.pipe_file(path, b"<p")):
        with RemoteStaging(place) as tree:
            tree.sink.write("index.html", b"<p>new")
            tree.sink.write("a.html", b"<p>other")
            harm(f"{fsspec.core.url_to_fs(tree.sink.place)[1]}/index.html")
            with pytest.raises(RemoteError, match=r"1 个不在那里或不完整.*index\.html"):
                tree.commit()
        assert current(place) == FILES


def test_a_file_that_nobody_wrote_stops_the_commit(place: str) -> None:
    system, _ = fsspec.core.url_to_fs(place)
    with RemoteStaging(place) as tree:
        system.pipe_file(f"{fsspec.core.url_to_fs(tree.sink.place)[1]}/evil.html", b"x")
        with pytest.raises(RemoteError, match=r"1 个不是这次写的.*evil\.html"):
            tree.commit()
    assert remote.read_current(place) == {}


@pytest.mark.parametrize("kind", ["memory", "folder"])
def test_a_repeated_job_writes_the_same_again_but_counts_once(kind: str, tmp_path: Path, place: str) -> None:
    where = place if kind == "memory" else str(tmp_path / "site")
    with RemoteStaging(where) as tree:
        tree.sink.write("index.html", b"<p>cut sh")  # a worker wrote this and died before it reported
        remote.forget_written()
        tree.sink.write("index.html", b"<p>whole")
        tree.commit()
    found = current(place) if kind == "memory" else {"index.html": (tmp_path / "site" / "index.html").read_bytes()}
    assert found == {"index.html": b"<p>whole"}


def test_two_pages_with_one_address_are_a_bug(place: str) -> None:
    with RemoteStaging(place) as tree:
        tree.sink.write("index.html", b"1")
        remote.add_written({tree.sink.build: remote.take_written()[tree.sink.build] * 2})
        with pytest.raises(FileExistsError, match=r"index\.html"):
            tree.commit()


def test_a_folder_of_this_machine_is_swapped_in_whole(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for address in (str(site), f"file://{site}"):
        write(address, FILES)
        assert {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()} == {
            **FILES,
            ".threecards": b"",
        }
        assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_folder_of_somebody_else_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "thesis.doc").write_bytes(b"mine")
    with pytest.raises(OutputError, match="不是本程序生成"):
        write(str(tmp_path / "site"), FILES)
    assert [p.name for p in (tmp_path / "site").iterdir()] == ["thesis.doc"]


@pytest.mark.parametrize("address", ["memory://elsewhere/site/0123456789abcdef", "/nowhere/.site-staging"])
def test_a_worker_that_does_not_see_the_place_says_so(address: str, tmp_path: Path) -> None:
    sink = FsspecSink(address if "://" in address else str(tmp_path) + address, "0123456789abcdef")
    with pytest.raises(RemoteError, match="看不到输出位置"):
        sink.write("index.html", b"x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["../a", "/a", "b/../../a", ""])
def test_no_path_leaves_the_tree(path: str, place: str) -> None:
    with RemoteStaging(place) as tree, pytest.raises(ValueError, match="leaves the output tree"):
        tree.sink.write(path, b"")


class Slow:
    """A store in the network that fails on some names."""

    async_impl = True

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def exists(self, path: str) -> bool:
        return True

    def pipe_file(self, path: str, data: bytes) -> None:
        if path.endswith("bad.html"):
            raise ConnectionResetError("reset by peer")
        self.files[path] = data


def test_uploads_go_on_beside_the_work_and_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Slow()
    monkeypatch.setattr(remote, "_connect", lambda place: (store, place))
    sink = FsspecSink("slow://host/site/aaaabbbbccccdddd", "aaaabbbbccccdddd")
    marks = [sink.write(f"{n}.html", b"%d" % n) for n in range(3 * remote.UNDERWAY)]
    assert remote.take_written() == {sink.build: tuple(marks)}
    assert len(store.files) == 3 * remote.UNDERWAY
    sink.write("bad.html", b"")
    with pytest.raises(RemoteError, match=r"写入失败.*reset by peer"):
        remote.take_written()
    remote._place.cache_clear()


def test_messages_hold_no_password(tmp_path: Path) -> None:
    with pytest.raises(RemoteError) as caught:
        remote.read_current("nosuchkind://clerk:geheim@host/site")
    assert "geheim" not in str(caught.value)
    assert "host/site" in str(caught.value)


def test_a_county_is_fetched_from_an_address_and_from_an_archive(tmp_path: Path) -> None:
    files = {"content/county.yaml": b"a", "content/scheme/2026.yaml": b"b", "members/t01/b001/m000001.yaml": b"c"}
    system = fsspec.filesystem("memory")
    with zipfile.ZipFile(tmp_path / "c01.zip", "w") as archive:
        for name, data in files.items():
            system.pipe_file(f"/source/c01/{name}", data)
            archive.writestr(name, data)
    for number, address in enumerate(("memory://source/c01", f"zip://::file://{tmp_path}/c01.zip")):
        target = tmp_path / str(number)
        remote.fetch_county(address, target)
        assert {p.relative_to(target).as_posix(): p.read_bytes() for p in target.rglob("*") if p.is_file()} == files
    system.store.clear()


def test_a_place_without_a_county_is_named(tmp_path: Path) -> None:
    with pytest.raises(RemoteError, match=r"没有 content/"):
        remote.fetch_county("memory://nothing/here", tmp_path)


def test_a_store_cannot_write_outside_the_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("content/../../../evil.txt", b"x")
    with pytest.raises(RemoteError, match="文件名不能用"):
        remote.fetch_county(f"zip://::file://{tmp_path}/c.zip", tmp_path / "in")
    assert not (tmp_path.parent / "evil.txt").exists()


def test_notes_and_states(tmp_path: Path, place: str) -> None:
    for where in (place, str(tmp_path)):
        note = f"{where}/county.json"
        assert remote.read_note(note) == ""
        remote.write_note(note, "{}")
        assert remote.read_note(note) == "{}"
    for where in (f"{place}/tree", str(tmp_path / "tree")):
        assert remote.tree_state(where) == ""
        write(where, FILES)
        state = remote.tree_state(where)
        assert state == remote.tree_state(where) != ""
        write(where, {**FILES, "new.html": b""})
        assert remote.tree_state(where) != state
    (tmp_path / "tree" / "leer.txt").unlink()
    assert remote.tree_state(str(tmp_path / "tree")) != ""
