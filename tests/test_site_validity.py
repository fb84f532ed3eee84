"""The built site as other programs read it: valid HTML, links that lead somewhere, feeds, sitemap and data as they should be."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import posixpath
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import html5lib
import pytest
from lxml import etree  # type: ignore[import-untyped]

from tests.browser import KINDS, LANGUAGES, pages_of, pages_of_kind
from tests.county_tree import ROOT, build_site, copy_county, edit, load
from threecards.publish import paths
from threecards.web.theme import SOURCE

SCHEMAS = Path(__file__).parent / "schemas"
JAVA = shutil.which("java")
VNU = Path(os.environ.get("VNU_JAR", ROOT / ".tools" / "vnu.jar"))
ADDRESS = "https://sanka.example/"  # of the shipped county
MOVED = "m000308"  # of the shipped county, from b001 to b003 in the middle of the year
SCHEME = re.compile(r"[a-z][a-z+.-]*:", re.IGNORECASE)


# --- HTML -------------------------------------------------------------------------------------------------------------


def strict(page: str) -> None:
    """Parse a page as the standard says; raises at its first fault."""
    html5lib.HTMLParser(strict=True).parse(page)


@pytest.mark.parametrize("kind", KINDS)
def test_pages_of_every_type_are_valid_in_every_language(sites: dict[str, Path], kind: str) -> None:
    for language in LANGUAGES:
        for path in pages_of_kind(sites[language], kind)[:3]:
            page = (sites[language] / path).read_text(encoding="utf-8")
            strict(page)
            assert f'<html lang="{language}">' in page, path


@pytest.mark.parametrize(
    "fault", ["<p><div></p></div>", "<a href=x href=y>", "<p id=a&b=c", "<b><i></b></i>", "&nosuch;"]
)
def test_the_strict_parser_finds_faults(fault: str) -> None:
    with pytest.raises(html5lib.html5parser.ParseError):
        strict(f"<!doctype html><html><head><title>x</title></head><body>{fault}</body></html>")


@pytest.mark.slow
@pytest.mark.skipif(JAVA is None, reason="no Java on this machine")
@pytest.mark.skipif(not VNU.is_file(), reason="no vnu.jar; python3 tools/get_vnu.py fetches it")
def test_the_checker_of_the_w3c_finds_nothing(sites: dict[str, Path]) -> None:
    """Errors and warnings of all pages. Three warnings are no fault: it takes a page on a disk for one of another origin than its style
    sheet; a branch may well have two committee members; records stay in simplified characters on a page in traditional ones."""
    assert JAVA
    folders = [str(sites[language]) for language in LANGUAGES]
    command = [JAVA, "-Xss4m", "-jar", str(VNU), "--skip-non-html", "--format", "json", "--exit-zero-always", *folders]
    done = subprocess.run(command, capture_output=True, check=True)
    expected = re.compile(
        "Resource violates Content Security Policy|Duplicate “dt” name|The first occurrence of “dt” name"
        "|This document appears to be written in Simplified Chinese"
    )
    told = [m for m in json.loads(done.stderr)["messages"] if not expected.match(m["message"])]
    assert [(m["url"].split("/site/")[-1], m.get("lastLine"), m["message"]) for m in told] == []


# --- links ------------------------------------------------------------------------------------------------------------


@dataclass
class Links(HTMLParser):
    """What a page points at, and what may be pointed at on it."""

    to: list[str] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    fors: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, ids, and references to ids."""
        for name, value in attrs:
            if name in ("href", "src", "srcset") and value is not None:
                self.to.append(value)
            elif name == "id" and value:
                self.ids[value] += 1
            elif name in ("for", "aria-labelledby", "aria-describedby", "aria-controls") and value:
                self.fors.update(value.split())
        if tag == "img":
            assert dict(attrs).get("alt") is not None


def links_of(file: Path) -> Links:
    found = Links()
    found.feed(file.read_text(encoding="utf-8"))
    return found


def there(page: str, link: str) -> str:
    """Where a relative link of a page leads, from the root of the site."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(link)))


def lost_links(site: Path) -> list[str]:
    """Every link, anchor and reference of a site that leads nowhere."""
    pages = {path: links_of(site / path) for path in pages_of(site)}
    files = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    lost = []
    for path, links in pages.items():
        lost += [f"{path}: id {name} twice" for name, number in links.ids.items() if number > 1]
        lost += [f"{path}: no id {name}" for name in links.fors - links.ids.keys()]
        for target in links.to:
            inside = target.removeprefix(ADDRESS) if path == "404.html" else target
            if SCHEME.match(inside):
                if not inside.startswith(("tel:", "data:")):
                    lost.append(f"{path}: {target} is somewhere else")
                continue
            name, _, anchor = inside.partition("#")
            at = there(path, name) if name else path
            if at not in files:
                lost.append(f"{path}: {target}")
            elif anchor and at in pages and unquote(anchor) not in pages[at].ids:
                lost.append(f"{path}: {target}, no such place")
    for sheet in site.glob("assets/*.css"):
        for target in re.findall(r"url\(([^)]+)\)", sheet.read_text(encoding="utf-8")):
            if not (sheet.parent / target.strip("'\"")).is_file():
                lost.append(f"{sheet.name}: {target}")
    return lost


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_and_anchor_leads_somewhere(sites: dict[str, Path], language: str) -> None:
    assert lost_links(sites[language]) == []


def test_every_page_is_reached_from_the_first_one(site: Path) -> None:
    seen, coming = set(), ["index.html"]
    while coming:
        path = coming.pop()
        if path in seen or not path.endswith(".html"):
            continue
        seen.add(path)
        for target in links_of(site / path).to:
            if not SCHEME.match(target) and (name := target.partition("#")[0]):
                coming.append(there(path, name))
    assert set(pages_of(site)) - seen == {"404.html"}


def test_lost_links_are_found(site: Path, tmp_path: Path) -> None:
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    page = copy / "how.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace('href="stats.html"', 'href="stat.html"', 1), encoding="utf-8"
    )
    (copy / "stars.html").unlink()
    lost = lost_links(copy)
    assert "how.html: stat.html" in lost
    assert any(line.endswith("stars.html") for line in lost)


def test_no_page_is_heavier_than_it_may_be(sites: dict[str, Path]) -> None:
    heavy = [(p, size) for s in sites.values() for p in pages_of(s) if (size := (s / p).stat().st_size) > 50_000]
    assert heavy == []


# --- feeds and sitemap ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def feed_rules() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_feeds_of_branches_and_townships_are_atom_and_lead_to_pages(
    sites: dict[str, Path], feed_rules: etree.RelaxNG, language: str
) -> None:
    site = sites[language]
    folders = {p.parent for kind in ("branch", "township") for path in pages_of_kind(site, kind) for p in [site / path]}
    assert {p.parent for p in site.rglob("feed.xml")} == folders
    for folder in folders:
        feed = etree.parse(folder / "feed.xml")
        feed_rules.assertValid(feed)
        assert sorted(feed.xpath("/*/*/@rel")) == ["alternate", "self"]
        for target in feed.xpath("//@href"):
            assert (site / target.removeprefix(ADDRESS)).is_file(), target


@pytest.mark.parametrize(
    ("old", "new"),
    [("<id>", "<id>x"), ("<updated>2", "<updated>3. 2"), ("<entry>", "<entry><guid/>"), ('rel="self"', 'rel="me"')],
)
def test_the_rules_of_feeds_find_faults(site: Path, feed_rules: etree.RelaxNG, old: str, new: str) -> None:
    text = (site / "t01" / "b001" / "feed.xml").read_text(encoding="utf-8")
    assert old in text
    assert not feed_rules.validate(etree.fromstring(text.replace(old, new, 1).encode()))


def test_the_sitemap_is_one_and_lists_every_page(tmp_path: Path) -> None:
    root = copy_county(tmp_path)
    edit(root / "content" / "county.yaml", lambda county: county.update(indexed="是"))
    assert build_site(root).ok
    rules = etree.XMLSchema(etree.parse(SCHEMAS / "sitemap.xsd"))
    found = etree.parse(root / "site" / "sitemap.xml")
    rules.assertValid(found)
    told = {loc.text.removeprefix(ADDRESS) for loc in found.iter("{*}loc")}
    upcoming = {p for p in pages_of(root / "site") if "/notice-" in p} - told
    pages = {p for p in pages_of(root / "site") if not p.endswith("/wall.html") and p != paths.NOT_FOUND}
    assert told == pages - upcoming
    assert f"Sitemap: {ADDRESS}sitemap.xml" in (root / "site" / "robots.txt").read_text(encoding="utf-8")
    assert not rules.validate(etree.fromstring(etree.tostring(found).replace(b"<loc>https", b"<loc>ftp", 1)))


# --- data -------------------------------------------------------------------------------------------------------------


def test_the_data_are_all_listed_with_their_right_check_sums(site: Path) -> None:
    data = site / "data"
    files = {p.relative_to(data).as_posix() for p in data.rglob("*") if p.is_file() and p.suffix != ".html"}
    lines = (data / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    assert set(sums) == files - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256((data / name).read_bytes()).hexdigest() == digest, name
    listed = {f["path"]: f for f in json.loads((data / "index.json").read_text(encoding="utf-8"))["files"]}
    assert set(listed) == files - {"SHA256SUMS", "index.json"}
    for name, entry in listed.items():
        assert (entry["bytes"], entry["sha256"]) == ((data / name).stat().st_size, sums[name]), name
    readme = next(data.glob("README*")).read_text(encoding="utf-8-sig")
    for name in ("members.csv", "branches.csv", "county.json", "schema.json", "index.json", "SHA256SUMS"):
        assert name in readme
        assert (data / name).is_file()


def test_tables_documents_and_pages_tell_the_same(site: Path) -> None:
    data = site / "data"
    with (data / "members.csv").open(encoding="utf-8-sig", newline="") as lines:
        table = {row["党员编号"]: row for row in csv.DictReader(lines)}
    documents = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(data.glob("t*/b*.json"))]
    people = {m["key"]: (m, d) for d in documents for m in d["members"]}
    assert set(people) == set(table) == {Path(p).stem for p in pages_of_kind(site, "member")}
    for key, (member, branch) in people.items():
        row, page = table[key], (site / member["page"]).read_text(encoding="utf-8")
        assert (row["姓名或代号"], row["支部"]) == (member["name"], branch["name"])
        assert row["网页"] == ADDRESS + member["page"]
        assert member["score"] == row["履诺得分"]
        for promise in member["commitments"]:
            assert promise["what"] in page
    for path in sorted(data.glob("t*/b*-commitments.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        document = json.loads(
            (path.parent / path.name.replace("-commitments.csv", ".json")).read_text(encoding="utf-8")
        )
        assert [(r["党员编号"], r["承诺"]) for r in rows] == [
            (m["key"], c["what"]) for m in document["members"] for c in m["commitments"]
        ]


# --- addresses that stay ----------------------------------------------------------------------------------------------


def test_whoever_moved_to_another_branch_kept_the_address_of_the_page(site: Path) -> None:
    """Nothing needs a redirect, and no page tells where somebody was before: an address holds the member's key alone."""
    record = load(ROOT / "members" / "t02" / "b003" / f"{MOVED}.yaml")
    assert [m["branch"] for m in record["memberships"]] == ["b001", "b003"]
    page = links_of(site / "m" / MOVED[1:4] / f"{MOVED}.html")
    assert "../../t02/b003/index.html" in page.to
    assert not [target for target in page.to if "b001" in target]
    for path in pages_of(site):
        if path.startswith("t01/"):
            assert f"{MOVED}.html" not in (site / path).read_text(encoding="utf-8"), path
    assert paths.member(MOVED) == f"m/{MOVED[1:4]}/{MOVED}.html"


def test_the_source_language_is_the_default(site: Path) -> None:
    assert f'<html lang="{SOURCE}">' in (site / "index.html").read_text(encoding="utf-8")
