"""Atom feeds and the sitemap: valid, stable, complete, and silent where they have no place."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import web_fixture as small
from tests.values import replace
from threecards.publish import paths
from threecards.publish.scan import scan_text
from threecards.publish.views.common import Link, SiteView
from threecards.publish.views.web import ChangeView, WebBranch
from threecards.web import feeds
from threecards.web.feeds import (
    branch_feed_jobs,
    feed_entries,
    feed_id,
    sitemap,
    township_feed_jobs,
)
from threecards.web.render import Artifact, RenderJob, render
from threecards.web.search import search_part

SITE = replace(small.SITE, address="https://sanka.example.cn/yunling/")
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def made(job: RenderJob) -> Artifact:
    artifact = next(iter(render(small.theme(), [job])))
    assert isinstance(artifact, Artifact), artifact
    return artifact


def feed(site: SiteView, branch: WebBranch, township: str = "t01") -> ET.Element:
    (job,) = branch_feed_jobs(site, township, branch)
    return ET.fromstring(made(job).data)


def check(root: ET.Element) -> None:
    """What RFC 4287 asks of a feed and its entries, as far as we use it."""
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
            assert (element.findtext(f"{ATOM}{name}") or "").strip()
        assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", element.findtext(f"{ATOM}id") or "")
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated") or "").utcoffset() is not None
        alternates = [link for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(alternates) == 1
        assert (alternates[0].get("href") or "").startswith("https://")
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")].count("self") == 1
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    ids = [e.findtext(f"{ATOM}id") for e in (root, *root.iter(f"{ATOM}entry"))]
    assert len(ids) == len(set(ids))
    days = [e.findtext(f"{ATOM}updated") or "" for e in root.iter(f"{ATOM}entry")]
    assert days == sorted(days, reverse=True)
    assert root.findtext(f"{ATOM}updated") == (days[0] if days else f"{SITE.year}-01-01T00:00:00+08:00")
    allowed = {"id", "title", "subtitle", "updated", "author", "name", "link", "icon", "entry", "category", "summary"}
    assert {e.tag.removeprefix(ATOM) for e in root.iter()} - {"feed"} <= allowed


def test_the_feed_of_a_branch_is_atom_and_tells_changes_and_notices() -> None:
    root = feed(SITE, small.BRANCH)
    check(root)
    titles = [e.findtext(f"{ATOM}title") for e in root.iter(f"{ATOM}entry")]
    assert titles == [
        "2026 年度六星点亮公示", "2026 年度优秀党员公示", "李柏川：承诺“每月到敬老院帮厨一次”办完了", "李柏川：新增一条履岗记录",
        "周𬭎：一项承诺没有完成", "设岗定责公示",
    ]  # fmt: skip
    summaries = [e.findtext(f"{ATOM}summary") or "" for e in root.iter(f"{ATOM}entry")]
    assert "公示期 2026-12-18 至 2026-12-25，5 个工作日" in summaries[0]
    assert summaries[1].endswith("公示期内没有收到异议。")
    assert root.find(f"{ATOM}link[@rel='self']").get("href") == f"{SITE.address}t01/b001/feed.xml"  # type: ignore[union-attr]


def test_an_upcoming_notice_is_no_news_and_an_ended_one_changed_on_its_last_day() -> None:
    by_key = {e.notice.key: e for e in feed_entries(small.BRANCH) if e.notice}
    assert set(by_key) == {"stars-2026", "excellent-2026", "posts-2026"}
    assert by_key["excellent-2026"].date == "2026-12-16"
    assert by_key["stars-2026"].date == "2026-12-18"


def test_a_notice_among_the_changes_is_told_once() -> None:
    notice = small.NOTICES[0]
    branch = replace(
        small.BRANCH, changes=(ChangeView(notice.posted, Link(notice.kind, notice.path), notice.title), *small.BRANCH.changes)
    )  # fmt: skip
    assert feed_entries(branch) == feed_entries(small.BRANCH)


def test_equal_changes_are_one_entry() -> None:
    branch = replace(small.BRANCH, changes=small.BRANCH.changes[:1] * 3)
    assert len([e for e in feed_entries(branch) if not e.notice]) == 1


def test_what_travels_holds_no_text_and_no_names_of_a_notice() -> None:
    assert all(not e.notice.text and not e.notice.people for e in feed_entries(small.BRANCH) if e.notice)


def test_an_empty_branch_has_an_empty_feed() -> None:
    check(feed(SITE, small.EMPTY, "t02"))


def test_the_feed_of_a_township_holds_the_newest_of_its_branches(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [*feed_entries(small.BRANCH), *feed_entries(small.JOINT)]
    (job,) = township_feed_jobs(SITE, small.TOWNSHIP, entries)
    assert job.path == "t01/feed.xml"
    root = ET.fromstring(made(job).data)
    check(root)
    assert len(root.findall(f"{ATOM}entry")) == 6
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "中共清溪镇委员会"
    monkeypatch.setattr(feeds, "NEWEST", 2)
    (short,) = township_feed_jobs(SITE, small.TOWNSHIP, reversed(entries))
    assert [e.title for _, e in short.values["entries"]] == ["2026 年度六星点亮公示", "2026 年度优秀党员公示"]


def test_without_an_address_there_are_no_feeds() -> None:
    assert list(branch_feed_jobs(small.SITE, "t01", small.BRANCH)) == []
    assert list(township_feed_jobs(small.SITE, small.TOWNSHIP, feed_entries(small.BRANCH))) == []


def test_ids_outlive_a_new_address_and_later_entries() -> None:
    ids = {e.findtext(f"{ATOM}title"): e.findtext(f"{ATOM}id") for e in feed(SITE, small.BRANCH).iter(f"{ATOM}entry")}
    later = replace(
        small.BRANCH, changes=(ChangeView("2026-12-20", Link("李柏川", small.RICH.path), "新的"), *small.BRANCH.changes)
    )
    moved = replace(SITE, address="https://elsewhere.example.cn/")
    again = {e.findtext(f"{ATOM}title"): e.findtext(f"{ATOM}id") for e in feed(moved, later).iter(f"{ATOM}entry")}
    assert again.items() > ids.items()


def test_no_id_looks_like_a_personal_number() -> None:
    ids = [feed_id(SITE, f"m/000/m{n:06d}.html 2026-10-12 承诺") for n in range(4000)]
    assert len(set(ids)) == len(ids)
    assert not [i for i in ids if list(scan_text("feed.xml", f"<id>{i}</id>"))]
    assert not [i for i in ids if re.search("[0-9](?:-?[0-9]){9}", i)]


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_any_text_gives_well_formed_xml(name: str, text: str, title: str) -> None:
    branch = replace(
        small.BRANCH,
        name=name,
        changes=(ChangeView("2026-12-05", Link(name, small.RICH.path), text),),
        notices=(replace(small.NOTICES[2], title=title, outcome=text),),
    )
    (job,) = branch_feed_jobs(replace(SITE, title=title), "t01", branch)
    root = ET.fromstring(made(job).data)
    titles = [e.findtext(f"{ATOM}title") for e in root.iter(f"{ATOM}entry")]
    assert titles == [feeds.clean(title), f"{feeds.clean(name)}：{feeds.clean(text)}"]


# --- the sitemap -----------------------------------------------------------------------------------------------------


INDEXED = replace(SITE, indexed=True)


def listed(artifact: Artifact) -> list[str]:
    return [e.text or "" for e in ET.fromstring(artifact.data).iter(f"{MAP}loc")]


def test_the_sitemap_lists_every_page_once_in_order() -> None:
    rows = [
        search_part("t01", small.BRANCH, small.BRANCH_MEMBERS)[0],
        search_part("t01", small.JOINT, (small.HILL,))[0],
        search_part("t02", small.EMPTY, ())[0],
    ]
    pages = [
        a for a in small.site() if a.startswith(("t01/index", "t02/", "posts/", "pages/", "assets/")) or "/" not in a
    ]
    (artifact,) = sitemap(INDEXED, pages, rows, [(n.path, n.state) for n in small.NOTICES])
    found = listed(artifact)
    assert artifact.path == "sitemap.xml"
    assert found == sorted(set(found))
    told = {f.removeprefix(SITE.address) for f in found}
    assert {paths.HOME, small.B1.path, small.V2.path, small.V3.path, small.CODED.path, small.NOTICES[0].path} <= told
    assert not {paths.NOT_FOUND, paths.ROBOTS, small.NOTICES[1].path} & told
    assert all(path.endswith(".html") for path in told)
    assert {f"m/000/m{n:06d}.html" for n in (1, 2, 3, 4, 5, 17, 21)} == {p for p in told if p.startswith("m/")}


@pytest.mark.parametrize("site", [small.SITE, SITE, replace(small.SITE, indexed=True)])
def test_no_sitemap_without_an_address_or_against_the_countys_wish(site: SiteView) -> None:
    assert list(sitemap(site, [paths.HOME])) == []


def test_a_large_site_has_several_sitemaps_and_a_list_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "SITEMAP_LIMIT", 3)
    pages = [f"pages/p{n}.html" for n in range(7)]
    made = list(sitemap(INDEXED, pages))
    assert [a.path for a in made] == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    assert listed(made[0]) == [f"{SITE.address}sitemap-{n}.xml" for n in (1, 2, 3)]
    assert [u for a in made[1:] for u in listed(a)] == [SITE.address + p for p in pages]


def test_an_address_with_signs_of_xml_is_escaped() -> None:
    site = replace(INDEXED, address="https://example.cn/a&b/")
    (artifact,) = sitemap(site, [paths.HOME])
    assert listed(artifact) == ["https://example.cn/a&b/index.html"]
