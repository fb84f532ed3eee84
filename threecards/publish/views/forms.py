"""Views of what is put up, filled in or torn off at a village's board (level N): notices and blank forms, ``print/``."""

from __future__ import annotations

from msgspec import Struct

from threecards.publish.views.common import PostDuty


class Clock(Struct, frozen=True):
    """Periods of the year's scheme in working days: deciding whether an objection is taken up, its answer, the township's answer to an
    appeal, objecting to a result that was told."""

    accept: int
    answer: int
    appeal: int
    feedback: int


class NoticeSheet(Struct, frozen=True):
    """A public notice as it hangs; nothing in it changes from one day to the next.

    code: posts, stars, excellent, commendation, other. text: Markdown as written. ends: last day of its ``workdays`` working days.
    people: (full name, what it is about: post or stars), in the order of the record. outcome: only when it has ended.
    """

    key: str
    kind: str
    code: str
    title: str
    text: str
    posted: str
    ends: str
    workdays: int
    people: tuple[tuple[str, str], ...]
    outcome: str
    url: str


class PostOffer(Struct, frozen=True):
    """A post that may be wished for. capacity: 0 where none is set. holders: how many have it now."""

    post: PostDuty
    capacity: int
    holders: int


class BoardForms(Struct, frozen=True):
    """Notices and blank forms of one branch.

    notices: running and coming ones; ended: over, but not yet taken down by the record; results: over, with an outcome; newest first.
    consent: (code, title) of the items of the consent form. unnamed: what the web shows instead of a name: 代号 or 姓氏.
    objections: kinds of objections. stars: names of the six. max_age: up to which, inclusive, posts are given;
    max_posts: how many one member may hold.
    """

    key: str
    name: str
    township: str
    villages: tuple[str, ...]
    year: int
    as_of: str
    notices: tuple[NoticeSheet, ...]
    ended: tuple[NoticeSheet, ...]
    results: tuple[NoticeSheet, ...]
    posts: tuple[PostOffer, ...]
    max_age: int
    max_posts: int
    clock: Clock
    objections: tuple[str, ...]
    stars: tuple[str, ...]
    consent: tuple[tuple[str, str], ...]
    unnamed: str
    contact: tuple[tuple[str, str], ...]
    phone: str
    url: str
    short_code: str
