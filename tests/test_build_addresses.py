"""Two things that claim one address are named, both with their places, before anything is written."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import web_fixture as fixture
from tests.county_tree import build_site, copy_county
from tests.values import replace
from threecards.build import output
from threecards.build.addresses import check_addresses
from threecards.problems import message
from threecards.publish import paths


def post(key: str, name: str) -> Any:
    """What the check reads of a post type."""
    return SimpleNamespace(key=key, name=name)


def test_what_claims_its_own_address_is_left_alone() -> None:
    assert check_addresses([post("a", "甲岗"), post("b", "乙岗")], fixture.PAGES) == []


def test_both_claimants_are_named_with_their_places() -> None:
    notice = replace(fixture.PAGES[2], key="2026-10-08-draw", path=paths.page("notice-2026-10-08-draw"))
    page = replace(fixture.PAGES[0], key="notice-2026-10-08-draw", path=notice.path)
    found = check_addresses([post("a", "甲岗"), post("index", "乙岗"), post("a", "丙岗")], (page, notice))
    assert [(f.code, f.path, f.loc, dict(f.params)["other"]) for f in found] == [
        ("WEB-005", "content/posts.yaml", ("posts", 1, "key"), "岗位目录"),
        ("WEB-005", "content/posts.yaml", ("posts", 2, "key"), "岗位“甲岗”"),
        ("WEB-005", "content/notices/2026-10-08-draw.md", (), "网页“三卡是什么”"),
    ]
    assert [f.related for f in found][1:] == [
        (("content/posts.yaml", ("posts", 0, "key")),), (("content/pages/notice-2026-10-08-draw.md", ()),),
    ]  # fmt: skip


def test_a_build_says_which_two_and_leaves_the_site(tmp_path: Path) -> None:
    root = copy_county(tmp_path)
    file = root / "content" / "posts.yaml"
    file.write_bytes(file.read_bytes().replace(b"key: law_publicity", b"key: policy_publicity"))
    report = build_site(root)
    assert not report.ok
    (problem,) = [p for p in report.problems if p.code == "WEB-005"]
    assert problem.position.line > 20
    assert problem.related[0][1].line < problem.position.line
    assert "政策宣传岗" in message(problem)
    assert "法律宣传岗" in message(problem)
    assert "policy_publicity.html" in message(problem, "en")
    assert not (root / "site").exists()


def test_a_second_file_of_one_name_is_told_by_its_name(tmp_path: Path) -> None:
    def write_twice() -> None:
        with output.Staging(tmp_path / "site") as tree:
            tree.sink.write("a/b.html", b"1")
            tree.sink.write("a/b.html", b"2")

    with pytest.raises(output.OutputError, match=r"site/ 里的同一个文件 a/b\.html"):
        write_twice()
