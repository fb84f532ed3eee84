"""Output trees: whole or untouched, whatever happens in between."""

from __future__ import annotations

from pathlib import Path

import pytest

from threecards.build import output


def tree(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file() and p.name != output.STAMP}


def build(target: Path, files: dict[str, bytes]) -> None:
    with output.Staging(target) as tree:
        for path, data in files.items():
            tree.sink.write(path, data)
        tree.commit()


def test_a_second_build_replaces_the_whole_tree(tmp_path: Path) -> None:
    site = tmp_path / "site"
    build(site, {"a.html": b"1", "t01/b.html": b"2"})
    build(site, {"a.html": b"3"})
    assert tree(site) == {"a.html": b"3"}
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_failing_build_leaves_the_old_tree(tmp_path: Path) -> None:
    site = tmp_path / "site"
    build(site, {"a.html": b"1"})

    def fail() -> None:
        with output.Staging(site) as staging:
            staging.sink.write("a.html", b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert tree(site) == {"a.html": b"1"}
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_without_a_commit_nothing_changes(tmp_path: Path) -> None:
    site = tmp_path / "site"
    build(site, {"a.html": b"1"})
    with output.Staging(site) as staging:
        staging.sink.write("a.html", b"2")
    assert tree(site) == {"a.html": b"1"}


def test_a_build_killed_between_the_two_renames_is_repaired(tmp_path: Path) -> None:
    site = tmp_path / "site"
    build(site, {"a.html": b"1"})
    site.rename(tmp_path / ".site-previous")
    (tmp_path / ".site-staging").mkdir()
    output.recover(site)
    assert tree(site) == {"a.html": b"1"}
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_failing_swap_puts_the_old_tree_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    build(site, {"a.html": b"1"})
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == ".site-staging":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(output.OutputError, match="没有改动"):
        build(site, {"a.html": b"2"})
    assert tree(site) == {"a.html": b"1"}


def test_a_folder_of_somebody_else_is_never_touched(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "thesis.doc").write_bytes(b"mine")
    with pytest.raises(output.OutputError, match="不是本程序生成"):
        build(site, {"a.html": b"1"})
    assert tree(site) == {"thesis.doc": b"mine"}


@pytest.mark.parametrize("path", ["../a", "/a", "b/../../a", ""])
def test_no_path_leaves_the_tree(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="leaves the output tree"):
        output.DirectorySink(str(tmp_path)).write(path, b"")
