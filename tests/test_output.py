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


# --- the tree in waiting ------------------------------------------------------------------------------------------------


def rebuild(target: Path, spare: Path, kept: set[str], new: dict[str, bytes]) -> set[str]:
    """A build that takes some files of the last one over; the names that it had to link."""
    with output.Staging(target, spare) as staging:
        rest = staging.begin_with(kept)
        output.take_over(staging.sink, target, rest)
        for path, data in new.items():
            staging.sink.write(path, data)
        staging.commit()
    return rest


def test_the_second_change_links_only_what_the_first_one_wrote(tmp_path: Path) -> None:
    site, spare = tmp_path / "site", tmp_path / ".cache" / "spare"
    build(site, {"a.html": b"1", "t01/b.html": b"2", "t02/c.html": b"3"})
    assert rebuild(site, spare, {"a.html", "t02/c.html"}, {"t01/b.html": b"4"}) == {"a.html", "t02/c.html"}
    assert tree(spare) == {"a.html": b"1", "t02/c.html": b"3"}  # b.html as it was is nowhere any more
    assert rebuild(site, spare, {"t01/b.html", "t02/c.html"}, {"a.html": b"5"}) == {"t01/b.html"}
    assert tree(site) == {"a.html": b"5", "t01/b.html": b"4", "t02/c.html": b"3"}
    assert tree(spare) == {"t01/b.html": b"4", "t02/c.html": b"3"}
    assert sorted(p.name for p in tmp_path.iterdir()) == [".cache", "site"]


def test_a_spare_tree_holds_nothing_that_has_left_the_site(tmp_path: Path) -> None:
    site, spare = tmp_path / "site", tmp_path / ".cache" / "spare"
    build(site, {"a.html": b"1", "t01/b/c.html": b"2"})
    rebuild(site, spare, {"a.html", "t01/b/c.html"}, {"d.html": b"3"})
    rebuild(site, spare, {"a.html"}, {})
    assert tree(site) == {"a.html": b"1"}
    assert tree(spare) == {"a.html": b"1"}
    assert not (site / "t01").exists()
    assert not (spare / "t01").exists()


def test_what_somebody_did_to_a_spare_tree_never_reaches_the_site(tmp_path: Path) -> None:
    site, spare = tmp_path / "site", tmp_path / ".cache" / "spare"
    build(site, {"a.html": b"1", "t01/b.html": b"2", "z.html": b"3"})
    rebuild(site, spare, {"a.html", "t01/b.html"}, {"z.html": b"4"})
    (spare / "a.html").unlink()
    (spare / "a.html").write_bytes(b"9")
    (spare / "more.html").write_bytes(b"9")
    (spare / "t01" / "b.html").unlink()
    rebuild(site, spare, {"a.html", "t01/b.html"}, {"z.html": b"5"})
    assert tree(site) == {"a.html": b"1", "t01/b.html": b"2", "z.html": b"5"}


def test_after_a_build_from_nothing_no_spare_tree_is_left(tmp_path: Path) -> None:
    site, spare = tmp_path / "site", tmp_path / ".cache" / "spare"
    build(site, {"a.html": b"1", "b.html": b"2"})
    rebuild(site, spare, {"a.html"}, {"b.html": b"3"})
    rebuild(site, spare, set(), {"a.html": b"4", "b.html": b"5"})
    assert tree(site) == {"a.html": b"4", "b.html": b"5"}
    assert not spare.exists()


def test_a_failing_build_leaves_the_site_though_its_spare_tree_is_gone(tmp_path: Path) -> None:
    site, spare = tmp_path / "site", tmp_path / ".cache" / "spare"
    build(site, {"a.html": b"1", "b.html": b"2"})
    rebuild(site, spare, {"a.html"}, {"b.html": b"3"})
    with pytest.raises(output.OutputError, match=r"b\.html"):
        rebuild(site, spare, {"a.html", "b.html"}, {"b.html": b"4"})  # two of one name
    assert tree(site) == {"a.html": b"1", "b.html": b"3"}
    assert not spare.exists()
    assert rebuild(site, spare, {"a.html"}, {"b.html": b"5"}) == {"a.html"}


def test_a_spare_tree_on_another_disk_is_of_no_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site, spare = tmp_path / "site", tmp_path / ".cache" / "spare"
    build(site, {"a.html": b"1", "b.html": b"2"})
    rebuild(site, spare, {"a.html"}, {"b.html": b"3"})
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if spare in (self, target):
            raise OSError(18, "Invalid cross-device link")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    assert rebuild(site, spare, {"a.html"}, {"b.html": b"4"}) == {"a.html"}
    assert tree(site) == {"a.html": b"1", "b.html": b"4"}
    assert not spare.exists()
    assert (site / output.STAMP).exists()


def test_where_the_disk_refuses_a_spare_tree_there_is_none(tmp_path: Path) -> None:
    site, spare = tmp_path / "site", tmp_path / ".cache" / "spare"
    build(site, {"a.html": b"1", "b.html": b"2"})
    (tmp_path / ".cache").write_bytes(b"in the way")
    rebuild(site, spare, {"a.html"}, {"b.html": b"3"})
    assert tree(site) == {"a.html": b"1", "b.html": b"3"}
    assert sorted(p.name for p in tmp_path.iterdir()) == [".cache", "site"]
