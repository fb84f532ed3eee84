"""Atom feeds of what changed, and the sitemap: public views -> render jobs and artifacts.

In: the views of a branch, later the entries of all branches of a township. Out: ``t01/b001/feed.xml``,
``t01/feed.xml``, ``sitemap.xml``. Not here: what counts as a change (that is ``publish.project``).

Feeds exist only where ``site.address`` is set: a reader fetches a feed again and again from an address, which a USB
stick has not, and readers handle relative links badly. The sitemap also needs ``site.indexed``: a site that asks search
engines to stay out does not hand them its list of pages.

Ids never hold the address, so that a site may move: they are UUIDs (version 5) made from the county's name, the page
and, for a change, its day and words; for a notice, the day it was posted. An entry keeps its id in every build; a
correction of the words is a new entry. Days count from midnight in China.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from msgspec import structs

from threecards.publish import paths
from threecards.publish.views.common import Link, NoticeView, SiteView
from threecards.publish.views.web import WebBranch, WebTownship
from threecards.web.render import Artifact, RenderJob
from threecards.web.search import SearchRows

SITEMAP = "sitemap.xml"
SITEMAP_LIMIT = 50_000  # addresses in one file, by the protocol of sitemaps.org
NEWEST = 50  # entries of a township's feed

_DIGITS = re.compile("[0-9](?:-?[0-9]){9}")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One change or notice. key: what its id is made from; date: the day it changed last.

    who: whose change, None for a notice; notice: None for a change.
    """

    key: str
    title: str
    date: str
    path: str
    branch: str
    who: str | None = None
    notice: NoticeView | None = None


def branch_feed(township: str, branch: str) -> str:
    """Address of a branch's feed, by the keys: ``t01/b001/feed.xml``."""
    return f"{township}/{branch}/feed.xml"


def township_feed(township: str) -> str:
    """Address of a township's feed: ``t01/feed.xml``."""
    return f"{township}/feed.xml"


def feed_entries(branch: WebBranch) -> tuple[FeedEntry, ...]:
    """What changed in a branch, newest first, each once. Notices that do not hang yet are left out."""
    notices = [n for n in branch.notices if n.state != "upcoming"]
    found = {}
    for n in notices:
        day = n.ends if n.state == "ended" else n.posted
        found[f"{n.path} {n.posted}"] = FeedEntry(
            f"{n.path} {n.posted}", clean(n.title), day, n.path, clean(branch.name), notice=_bare(n)
        )
    pages = {n.path for n in branch.notices}
    for c in branch.changes:
        if c.who.path not in pages:
            key = f"{c.who.path} {c.date} {c.text}"
            found[key] = FeedEntry(key, clean(c.text), c.date, c.who.path, clean(branch.name), clean(c.who.name))
    return _newest(found.values())


def _bare(notice: NoticeView) -> NoticeView:
    """A notice as far as a feed tells it: without its text and names, so that little travels."""
    return structs.replace(notice, outcome=clean(notice.outcome), text="", people=())


def _newest(entries: Iterable[FeedEntry]) -> tuple[FeedEntry, ...]:
    ordered = sorted(entries, key=lambda e: e.key)
    ordered.sort(key=lambda e: e.date, reverse=True)
    return tuple(ordered)


def clean(text: str) -> str:
    """A text on one line without characters that XML 1.0 forbids."""
    return " ".join(_NOT_XML.sub("", text).split())


def feed_id(site: SiteView, key: str) -> str:
    """Id of a feed or an entry: the same in every build, whatever the address of the site.

    A UUID with a long row of digits would look like somebody's number to the last scan; then the next one is taken.
    """
    found = uuid.uuid5(uuid.NAMESPACE_URL, f"{site.county}/{key}")
    while _DIGITS.search(str(found)):
        found = uuid.uuid5(found, key)
    return found.urn


def branch_feed_jobs(site: SiteView, township: str, branch: WebBranch) -> Iterator[RenderJob]:
    """The feed of one branch; nothing without an address."""
    page = Link(f"{branch.township.name} {branch.name}", branch.path)
    yield from _feed(site, branch_feed(township, branch.key), page, branch.name, feed_entries(branch))


def township_feed_jobs(site: SiteView, township: WebTownship, entries: Iterable[FeedEntry]) -> Iterator[RenderJob]:
    """The feed of one township from the entries of its branches, the newest only; nothing without an address."""
    page = Link(township.name, township.path)
    author = township.committee or township.name
    yield from _feed(site, township_feed(township.key), page, author, _newest(entries)[:NEWEST])


def _feed(site: SiteView, path: str, page: Link, author: str, entries: tuple[FeedEntry, ...]) -> Iterator[RenderJob]:
    if not site.address:
        return
    values = {
        "site": site,
        "id": feed_id(site, page.path),
        "page": page,
        "name": clean(page.name),
        "title": clean(site.title),
        "author": clean(author),
        "updated": entries[0].date if entries else f"{site.year}-01-01",
        "entries": tuple((feed_id(site, e.key), e) for e in entries),
    }
    yield RenderJob(path, "feed.xml.j2", values)


# --- the sitemap ------------------------------------------------------------------------------------------------------


def sitemap(
    site: SiteView,
    pages: Iterable[str],
    rows: Iterable[SearchRows] = (),
    notices: Iterable[tuple[str, str]] = (),
) -> Iterator[Artifact]:
    """Every page for search engines: given paths, pages of branches, villages and members, notices; sorted, each once.

    notices: their paths and states. pages: paths of files made for the county and its townships; what is no page, and the page for addresses that do
    not exist, is left out. Nothing unless the county has an address and wants to be found. Above 50,000 pages: several
    files and a list of them.
    """
    if not (site.address and site.indexed):
        return
    found = {path for path in pages if path.endswith(".html") and path != paths.NOT_FOUND}
    found |= {path for path, state in notices if state != "upcoming"}
    for r in rows:
        found.add(paths.branch(r.township, r.branch))
        found |= {path for _, path in r.villages if path}
        found |= {paths.member(f"m{key:06d}") for key in r.keys}
    every = sorted(found)
    groups = [every[i : i + SITEMAP_LIMIT] for i in range(0, len(every), SITEMAP_LIMIT)]
    if len(groups) <= 1:
        yield _listing(site, SITEMAP, "urlset", "url", every)
        return
    names = [f"sitemap-{n}.xml" for n in range(1, len(groups) + 1)]
    yield _listing(site, SITEMAP, "sitemapindex", "sitemap", names)
    for name, group in zip(names, groups, strict=True):
        yield _listing(site, name, "urlset", "url", group)


def _listing(site: SiteView, path: str, root: str, item: str, addresses: Iterable[str]) -> Artifact:
    lines = "".join(f"<{item}><loc>{escape(site.address + a, quote=False)}</loc></{item}>\n" for a in addresses)
    name = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="{name}">\n{lines}</{root}>\n'
    return Artifact(path, text.encode())
