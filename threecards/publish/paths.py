"""Addresses of the public pages, relative to the root of ``site/``; shared by projection and page lists.

In: keys of records (``t01``, ``b001``, ``m000123``). Out: POSIX paths without a leading slash.
Not here: whether a page exists. This module imports nothing of ours.

A member's address holds no township and no branch: whoever moves keeps the page, and a QR code on paper stays right.
"""

from __future__ import annotations

import re

HOME = "index.html"
POSTS = "posts/index.html"
STARS = "stars.html"
HONOURS = "honours.html"
NOTICES = "notices.html"
OBJECTIONS = "objections.html"
HOW = "how.html"
STATS = "stats.html"
NOT_FOUND = "404.html"
ROBOTS = "robots.txt"
STYLE = "assets/site.css"
ICON = "assets/icon.svg"
SEARCH = "search.html"
DATA = "data/index.html"
RARE_FONT = "assets/rare.css"

_KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)


def _key(key: str) -> str:
    """Return a key that may stand in an address: ``[a-z][a-z0-9_-]*``, at most 40 long; else raise ValueError."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a key for an address: {key!r}")
    return key


def township(key: str) -> str:
    """Page of a township."""
    return f"{_key(key)}/index.html"


def township_log(key: str, number: int = 1) -> str:
    """Whole log of a township's responsibility card, page by page from 1; the township's page shows the newest entries only."""
    return f"{_key(key)}/log.html" if number == 1 else f"{_key(key)}/log-{number}.html"


def township_stars(key: str) -> str:
    """Star list of a township."""
    return f"{_key(key)}/stars.html"


def township_honours(key: str) -> str:
    """Commendations of a township."""
    return f"{_key(key)}/honours.html"


def township_notices(key: str) -> str:
    """Notices of a township."""
    return f"{_key(key)}/notices.html"


def branch(township_key: str, key: str) -> str:
    """Page of a branch: its noticeboard."""
    return f"{_key(township_key)}/{_key(key)}/index.html"


def wall(township_key: str, key: str) -> str:
    """A branch's page for the screen of a hall."""
    return f"{_key(township_key)}/{_key(key)}/wall.html"


def cards(township_key: str, branch_key: str, number: int) -> str:
    """Cards of a large branch, page by page from 1."""
    return f"{_key(township_key)}/{_key(branch_key)}/cards-{number}.html"


def township_wall(key: str) -> str:
    """A township's page for the screen of its hall."""
    return f"{_key(key)}/wall.html"


def village(township_key: str, branch_key: str, key: str) -> str:
    """Page of one village of a joint branch."""
    return f"{_key(township_key)}/{_key(branch_key)}/{_key(key)}.html"


def notice(township_key: str, branch_key: str, key: str) -> str:
    """Page of a notice of a branch."""
    return f"{_key(township_key)}/{_key(branch_key)}/notice-{_key(key)}.html"


def member(key: str) -> str:
    """Page of a member, 1,000 to a folder: ``m000123`` -> ``m/000/m000123.html``."""
    return f"m/{_key(key)[1:4]}/{key}.html"


def photo(key: str) -> str:
    """A member's photo beside the page."""
    return f"m/{key[1:4]}/{key}.jpg"


def post_type(key: str) -> str:
    """Page of a type of the post catalogue."""
    return f"posts/{_key(key)}.html"


def page(key: str) -> str:
    """Page written in Markdown."""
    return f"pages/{_key(key)}.html"
