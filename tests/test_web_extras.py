"""Search, feeds and data together: what a branch job and the county stage call."""

from __future__ import annotations

import pickle
import re

import msgspec
import pytest

from tests import county_views
from tests import web_fixture as small
from tests.values import replace
from threecards.publish.views.common import SiteView
from threecards.web.extras import BranchExtras, Part, branch_extras, county_parts
from threecards.web.pages import branch_pages, county_pages, township_pages
from threecards.web.render import Artifact, RenderJob, render
from threecards.web.theme import BRANCH_TEMPLATES, theme_of

WITH_ADDRESS = replace(small.SITE, address="https://sanka.example.cn/", indexed=True)
BRANCHES = (
    ("t01", small.BRANCH, small.BRANCH_MEMBERS),
    ("t01", small.JOINT, (small.HILL,)),
    ("t02", small.EMPTY, ()),
)
WALLS = {
    "t01/b001/wall.html",
    "t01/b002/wall.html",
    "t02/b003/wall.html",
    "t01/wall.html",
    "t02/wall.html",
}  # the same again for a screen: no page to find
TOWNSHIPS = (small.TOWNSHIP, small.EMPTY_TOWNSHIP)


def made(site: SiteView) -> tuple[list[BranchExtras], dict[str, bytes]]:
    """All files beside the pages."""
    known: list[BranchExtras] = []
    artifacts: list[Artifact] = []
    jobs: list[RenderJob] = []
    for township, branch, members in BRANCHES:
        rows, own = branch_extras(site, township, branch, members)
        known.append(rows)
        artifacts += own.artifacts
        jobs += own.jobs
    own_pages = {job.path for t in TOWNSHIPS for job in township_pages(site, t)}
    own_pages |= {job.path for job in county_pages(site, small.COUNTY)}
    parts = county_parts(site, small.COUNTY, TOWNSHIPS, known, county_views.TABLE)
    for part in parts:
        more = tuple(part.make())
        pages = [*part.jobs, *(one for one in more if isinstance(one, RenderJob))]
        assert {job.template for job in pages} <= part.drawn_by
        jobs += [job for job in pages if job.path not in own_pages]
        artifacts += [one for one in more if isinstance(one, Artifact)]
    files: dict[str, bytes] = {}
    for result in (*artifacts, *render(small.theme(), jobs)):
        assert isinstance(result, Artifact), result
        assert result.path not in files, result.path
        files[result.path] = result.data
    return known, files


def test_what_a_county_without_an_address_gets() -> None:
    _, files = made(small.SITE)
    assert not set(files) & set(small.site())
    assert {p for p in files if not p.startswith(("data/", "search/"))} == {"search.html", *WALLS}
    assert {p for p in files if p.startswith("search/") and p.endswith(".js")} == {
        "search/names.js", "search/now.js", "search/t01/b001.js", "search/t01/b002.js",
    }  # fmt: skip
    assert not any(p.endswith(".xml") for p in files)


def test_an_address_adds_feeds_and_being_indexed_a_sitemap_with_every_page() -> None:
    _, files = made(WITH_ADDRESS)
    assert {p for p in files if p.endswith(".xml")} == {
        "sitemap.xml", "t01/feed.xml", "t02/feed.xml", "t01/b001/feed.xml", "t01/b002/feed.xml", "t02/b003/feed.xml",
    }  # fmt: skip
    told = set(re.findall(r"<loc>https://sanka\.example\.cn/([^<]*)</loc>", files["sitemap.xml"].decode()))
    pages = {p for p in (*small.site(), *files) if p.endswith(".html")} - {"404.html", small.NOTICES[1].path, *WALLS}
    assert told == pages


def test_any_process_can_make_a_part() -> None:
    known = [branch_extras(WITH_ADDRESS, *branch)[0] for branch in BRANCHES]
    parts = county_parts(WITH_ADDRESS, small.COUNTY, TOWNSHIPS, known, county_views.TABLE)
    travelled: tuple[Part, ...] = pickle.loads(pickle.dumps(parts))
    for part, other in zip(parts, travelled, strict=True):
        assert (other.name, other.jobs, tuple(other.make())) == (part.name, part.jobs, tuple(part.make()))


@pytest.mark.parametrize("site", [small.SITE, WITH_ADDRESS])
def test_what_a_branch_sends_back_can_be_kept_as_json(site: SiteView) -> None:
    known, _ = made(site)
    for rows in known:
        assert msgspec.json.decode(msgspec.json.encode(rows), type=BranchExtras) == rows


def test_the_same_views_give_the_same_bytes() -> None:
    assert made(WITH_ADDRESS)[1] == made(WITH_ADDRESS)[1]


def test_what_a_village_sends_back_is_a_few_kilobytes() -> None:
    village = county_views.make_county(2, 4, 204).villages[0]
    rows, _ = branch_extras(WITH_ADDRESS, village.township, village.branch, village.members)
    assert len(msgspec.json.encode(rows)) < 20_000


def test_the_templates_of_a_branch_are_all_named() -> None:
    """A page of a branch made with a template that is not listed would stay as it is when that template changes."""
    used = set()
    for township, branch, members in BRANCHES:
        _, own = branch_extras(WITH_ADDRESS, township, branch, members)
        used |= {job.template for job in (*own.jobs, *branch_pages(WITH_ADDRESS, branch, members, small.VILLAGES))}
    assert used <= set(BRANCH_TEMPLATES)
    assert set(BRANCH_TEMPLATES) <= set(small.theme().templates)


def test_what_a_template_draws_in_counts() -> None:
    files = {
        "a.html.j2": b'{% extends "b.html.j2" %}', "b.html.j2": b"{%- include 'c.j2' %}", "c.j2": b"1", "d.j2": b"2",
        "e.html.j2": b"{% include name %}", "site.css": b"",
    }  # fmt: skip
    digests = {name: theme_of(files).digest_for([name]) for name in files}
    for changed, moved in (("c.j2", "abce"), ("d.j2", "de"), ("site.css", "e"), ("a.html.j2", "ae")):
        other = theme_of({**files, changed: b"9" + files[changed]})
        now = {name[0] for name in files if name != "site.css" and other.digest_for([name]) != digests[name]}
        assert now == set(moved), changed
    translated = theme_of(files, "en", {"x": "y"})
    assert all(translated.digest_for([name]) != digests[name] for name in files)
