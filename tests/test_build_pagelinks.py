"""Links that clerks write into pages and notices: each leads somewhere, or is told at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.county_tree import build_site, copy_county
from threecards.build.pagelinks import check_links
from threecards.publish import paths
from threecards.publish.views.web import PageView

PAGES = (
    PageView("privacy", paths.page("privacy"), "隐私", "page", "", ""),
    PageView("2026-12-10-winter", paths.page("notice-2026-12-10-winter"), "冬季", "notice", "2026-12-10", ""),
)


def told(text: str, file: str = "pages/privacy.md") -> list[tuple[str, int, int]]:
    files = {"pages/privacy.md": b"# x\n", "notices/2026-12-10-winter.md": b"# y\n"} | {file: text.encode()}
    found = check_links(PAGES, files, {"t01": ["b001"]}, ["patrol"])
    assert {(f.code, f.path) for f in found} <= {("PAGE-004", f"content/{file}")}
    return [(dict(f.params)["link"], f.at.line, f.at.column) for f in found if f.at]


@pytest.mark.parametrize(
    "link",
    [
        "/", "/index.html", "/objections.html", "/t01/index.html", "/t01/", "/t01/b001/index.html#goals", "/t01/b001/wall.html", "/posts/patrol.html",
        "/pages/privacy.html", "privacy.html", "../stars.html", "#s-一", "/m/000/m000101.html", "/t01/b001/notice-gs-1.html", "/data/members.csv",
        "https://example.cn/x.html", "tel:0000-1234500", "mailto:a@example.cn", "/pages/notice-2026-12-10-winter.html", "/search.html#q=%E6%9D%8E",
    ],
)  # fmt: skip
def test_good_links_are_quiet(link: str) -> None:
    assert told(f"# 标题\n\n看[这里]({link})。\n") == []


@pytest.mark.parametrize(
    "link",
    [
        "objections.md",
        "/objection.html",
        "/t09/index.html",
        "/t01/b009/index.html",
        "stars.html",
        "/posts/none.html",
        "/m/m000101.html",
    ],
)
def test_dead_links_are_told_at_their_place(link: str) -> None:
    assert told(f"# 标题\n\n看[这里]({link})，或[那里](/how.html)。\n") == [(link, 3, 7)]


def test_a_notice_is_read_too() -> None:
    assert told("看[这里](x.md)和[那里](y.md)\n", "notices/2026-12-10-winter.md") == [("x.md", 1, 7), ("y.md", 1, 18)]


def test_the_shipped_county_has_none_and_a_build_tells_of_one(tmp_path: Path) -> None:
    root = copy_county(tmp_path)
    assert "PAGE-004" not in {p.code for p in build_site(root).problems}
    page = root / "content" / "pages" / "privacy.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[没有](/nowhere.html)\n", encoding="utf-8")
    report = build_site(root)
    assert report.ok, "a warning"
    (problem,) = [p for p in report.problems if p.code == "PAGE-004"]
    assert (problem.path, problem.position.column) == ("content/pages/privacy.md", 6)
