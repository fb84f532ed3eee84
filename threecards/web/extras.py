"""What stands beside the pages: hall screens, search, feeds, open data, sitemap; one call for a branch and one for the county.

In: public views. Out: artifacts, render jobs, and for the parts above a few kilobytes of each branch.
Not here: how any of it is made (``wall``, ``search``, ``feeds``, ``opendata``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from threecards.publish import paths
from threecards.publish.views.common import SiteView
from threecards.publish.views.web import WebBranch, WebCounty, WebMember, WebTownship
from threecards.web.feeds import FeedEntry, branch_feed_jobs, feed_entries, sitemap, township_feed_jobs
from threecards.web.opendata import DataRows, branch_data, county_data, data_pages
from threecards.web.pages import county_pages, township_pages
from threecards.web.render import Artifact, RenderJob
from threecards.web.search import (
    SEARCH_TEMPLATES,
    Places,
    SearchRows,
    names_part,
    now_part,
    places_of,
    search_pages,
    search_part,
)
from threecards.web.wall import township_wall_pages, wall_pages


@dataclass(frozen=True, slots=True)
class BranchExtras:
    """What a branch job sends back for the county stage. Public, 7 KB for 51 members; can be kept as JSON."""

    search: SearchRows
    data: DataRows
    entries: tuple[FeedEntry, ...]


@dataclass(frozen=True, slots=True)
class Extras:
    """What stands beside a branch's pages: finished files, and pages still to be rendered."""

    artifacts: tuple[Artifact, ...]
    jobs: tuple[RenderJob, ...]


def branch_extras(
    site: SiteView, township: str, branch: WebBranch, members: Sequence[WebMember]
) -> tuple[BranchExtras, Extras]:
    """Make what belongs to one branch: its page for a hall, its promise texts for the search, its data, its feed. township: its key."""
    search, part = search_part(township, branch, members)
    data, files = branch_data(site, township, branch, members)
    entries = feed_entries(branch) if site.address else ()
    jobs = (*wall_pages(site, township, branch, members), *branch_feed_jobs(site, township, branch))
    return BranchExtras(search, data, entries), Extras((part, *files) if part else files, jobs)


@dataclass(frozen=True, slots=True)
class Part:
    """Files above the branches that are made together and depend on the same things. Picklable, so that any process can make it.

    uses: parts of the branches' views it is made from (``USES``), settings and townships apart; township: of its branches alone, empty for
    all. also: what else it is made from, as a text. jobs: pages to be rendered. make: gives the rest, finished files and pages of
    ``templates``, once they are wanted: it may cost.
    """

    name: str
    uses: tuple[str, ...]
    township: str = ""
    jobs: tuple[RenderJob, ...] = ()
    also: str = ""
    templates: tuple[str, ...] = ()
    make: Callable[[], Iterable[Artifact | RenderJob]] = tuple

    @property
    def drawn_by(self) -> frozenset[str]:
        """Names of the templates of all its pages."""
        return frozenset((*self.templates, *(job.template for job in self.jobs)))


# What a branch hands up: its line with counts, notices, honours, stars; names and posts for the search; the same with its promise
# texts; rows of open data; entries of feeds.
USES = ("summary", "names", "search", "data", "feed")


def county_parts(
    site: SiteView,
    county: WebCounty,
    townships: Sequence[WebTownship],
    branches: Iterable[BranchExtras],
    characters: str,
) -> tuple[Part, ...]:
    """Everything above the branches: pages of townships and county, search, feeds, data, sitemap.

    townships: all, in their order. characters: the national table of 8,105 characters in its own order (see ``surnames``), or an empty text.
    """
    known = tuple(branches)
    search, data = tuple(b.search for b in known), tuple(b.data for b in known)
    parts = []
    for t in townships:
        entries = [e for b in known if b.search.township == t.key for e in b.entries]
        jobs = (*township_pages(site, t), *township_wall_pages(site, t), *township_feed_jobs(site, t, entries))
        parts.append(Part(t.key, ("summary", "feed"), t.key, jobs))
    parts.append(Part("county", ("summary",), jobs=tuple(county_pages(site, county))))
    parts.append(Part("data pages", ("summary", "data"), jobs=tuple(data_pages(site, townships, data))))
    screens = {paths.township_wall(t.key) for t in townships}  # which show the same again
    pages = tuple(job.path for part in parts for job in part.jobs if job.path not in screens)
    notices = tuple((n.path, n.state) for t in townships for n in t.notices)
    places = places_of(county)
    return (
        # the largest first: they may be made beside each other
        Part(
            "names", ("names",), templates=SEARCH_TEMPLATES, also=repr((places, pages, notices)),
            make=partial(_names, site, places, search, characters, pages, notices),
        ),
        Part("search", ("search",), also=repr(places), make=partial(now_part, places, search)),
        Part("data", ("summary", "data"), make=partial(county_data, site, county, townships, data)),
        *reversed(parts),
    )  # fmt: skip


def _names(
    site: SiteView,
    places: Places,
    rows: Sequence[SearchRows],
    characters: str,
    pages: Sequence[str],
    notices: Sequence[tuple[str, str]],
) -> Iterator[Artifact | RenderJob]:
    """What leads to members by their names: the names part of the search, pages, the sitemap.

    pages: paths of all others above the branches. notices: their paths and states.
    """
    jobs = tuple(search_pages(site, places, rows, characters))
    yield from jobs
    yield from names_part(places, rows)
    yield from sitemap(site, (*pages, *(job.path for job in jobs)), rows, notices)
