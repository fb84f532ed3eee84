"""What stands beside the pages: hall screens, search, feeds, open data, sitemap; one call for a branch and one for the county.

In: public views. Out: artifacts, render jobs, and for the county stage a few kilobytes of each branch.
Not here: how any of it is made (``wall``, ``search``, ``feeds``, ``opendata``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from threecards.publish.views.common import SiteView
from threecards.publish.views.web import WebBranch, WebCounty, WebMember, WebTownship
from threecards.web.feeds import FeedEntry, branch_feed_jobs, feed_entries, sitemap, township_feed_jobs
from threecards.web.opendata import DataRows, branch_data, county_data, data_pages
from threecards.web.render import Artifact, RenderJob
from threecards.web.search import SearchRows, search_assets, search_pages, search_part
from threecards.web.wall import wall_pages


@dataclass(frozen=True, slots=True)
class BranchExtras:
    """What a branch job sends back for the county stage. Public, 7 KB for 51 members; can be kept as JSON."""

    search: SearchRows
    data: DataRows
    entries: tuple[FeedEntry, ...]


@dataclass(frozen=True, slots=True)
class Extras:
    """Finished files, and pages still to be rendered."""

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


def county_extras(
    site: SiteView,
    county: WebCounty,
    townships: Sequence[WebTownship],
    branches: Iterable[BranchExtras],
    pages: Iterable[str],
    characters: str,
) -> Extras:
    """Make what needs all branches: names for the search, pages by surname, feeds of townships, data, sitemap.

    townships: all, in their order. pages: paths of the other pages of townships and county, for the sitemap.
    characters: the national table of 8,105 characters in its own order (see ``surnames``), or an empty text.
    """
    known = tuple(branches)
    search, data = [b.search for b in known], [b.data for b in known]
    jobs = [*search_pages(site, county, search, characters), *data_pages(site, townships, data)]
    addresses = [*pages, *(job.path for job in jobs)]
    for t in townships:
        jobs += township_feed_jobs(site, t, [e for b in known if b.search.township == t.key for e in b.entries])
    notices = [n for t in townships for n in t.notices]
    artifacts = (
        *search_assets(county, search),
        *county_data(site, county, townships, data),
        *sitemap(site, addresses, search, notices),
    )
    return Extras(artifacts, tuple(jobs))
