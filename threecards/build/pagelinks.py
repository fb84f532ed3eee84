"""Links in pages and notices written in Markdown lead to pages that are there.

In: the Markdown files as they are, the keys of townships and branches, the addresses of posts and pages. Out: findings (PAGE-004), each at its
link. Not here: links that our own templates make, those are tried by the tests; addresses elsewhere, nobody asks the network.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import unquote

from threecards.problems import Finding, Position, finding
from threecards.publish import paths
from threecards.publish.views.web import PageView

_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)
_FIXED = {
    paths.HOME, paths.POSTS, paths.STARS, paths.HONOURS, paths.NOTICES, paths.OBJECTIONS, paths.HOW, paths.STATS, paths.SEARCH, paths.DATA,
}  # fmt: skip
# Made from records that are not read yet where pages are checked: members, notices of branches, villages, logs, lists of names, data.
_LATER = re.compile(
    r"m/\d{3}/m\d{6}\.html|t\d+/log(-\d+)?\.html|t\d+/b\d+/(notice-[\w-]+|v\d+)\.html|(data|search)/.+|t\d+/(b\d+/)?feed\.xml"
)


def check_links(
    pages: Iterable[PageView],
    files: Mapping[str, bytes],
    townships: Mapping[str, Collection[str]],
    posts: Iterable[str],
) -> list[Finding]:
    """PAGE-004 for every link that leads nowhere. files: by name below ``content``; townships: key -> keys of its branches; posts: their keys."""
    known = _FIXED | {paths.post_type(key) for key in posts}
    every = tuple(pages)
    known |= {page.path for page in every}
    for key, branches in townships.items():
        known |= {paths.township(key), paths.township_wall(key), paths.township_stars(key)}
        known |= {paths.township_honours(key), paths.township_notices(key)}
        known |= {address for b in branches for address in (paths.branch(key, b), paths.wall(key, b))}
    found = []
    for page in every:
        name = f"{'notices' if page.kind == 'notice' else 'pages'}/{page.key}.md"
        for number, line in enumerate(files[name].decode("utf-8").splitlines(), start=1):
            for link in _LINK.finditer(line):
                address = _address(page.path, link[1])
                if address and address not in known and not _LATER.fullmatch(address):
                    at = Position(number, link.start(1) + 1)
                    found.append(finding("PAGE-004", f"content/{name}", at=at, link=link[1]))
    return found


def _address(page: str, link: str) -> str:
    """Where a link leads, from the root of the site; empty when it stays on its page or leaves the site."""
    if _ELSEWHERE.match(link):
        return ""
    path = unquote(link.partition("#")[0])
    address = path[1:] if path.startswith("/") else posixpath.join(posixpath.dirname(page), path)
    return posixpath.normpath(address + paths.HOME if address.endswith("/") or not address else address)
