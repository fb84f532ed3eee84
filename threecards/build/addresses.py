"""One address, one page: what the county names itself must not claim an address twice.

In: the catalogue of posts and the Markdown pages. Out: findings (WEB-005). Not here: pages of townships, branches and members; the keys of
their folders and files keep those apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from threecards.problems import Finding, Loc, finding
from threecards.publish import paths
from threecards.publish.views.web import PageView
from threecards.records.model import PostType

_Claim = tuple[str, str, str, Loc]  # address, who claims it in words, file, place in the file


def _claims(posts: Iterable[PostType], pages: Iterable[PageView]) -> Iterator[_Claim]:
    yield paths.POSTS, "岗位目录", "content/posts.yaml", ()
    for number, post in enumerate(posts):
        yield paths.post_type(post.key), f"岗位“{post.name}”", "content/posts.yaml", ("posts", number, "key")
    for page in pages:
        folder, what = ("notices", "通知") if page.kind == "notice" else ("pages", "网页")
        yield page.path, f"{what}“{page.title}”", f"content/{folder}/{page.key}.md", ()


def check_addresses(posts: Iterable[PostType], pages: Iterable[PageView]) -> list[Finding]:
    """WEB-005 for everything that claims an address which something before it has; names both."""
    first: dict[str, _Claim] = {}
    found = []
    for claim in _claims(posts, pages):
        address, what, file, loc = claim
        _, other, its_file, its_loc = first.setdefault(address, claim)
        if first[address] is not claim:
            found.append(
                finding("WEB-005", file, loc, related=((its_file, its_loc),), address=address, what=what, other=other)
            )
    return found
