"""Rules about posts: duties, holders, the four steps (POST-001 to POST-011).

In: a branch. Out: findings. Not here: references to posts that do not exist (``ref``).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import date

from threecards.problems import Finding, finding
from threecards.records.model import Assignment, Member, Post
from threecards.records.rules.days import age_on_new_year, covers, listed, quarter
from threecards.records.rules.desk import Desk, begun
from threecards.records.standing import offices_on
from threecards.records.words import Category, Office

_SUPERVISED = frozenset({
    Office.BRANCH_SECRETARY, Office.BRANCH_DEPUTY, Office.BRANCH_COMMITTEE, Office.VILLAGE_HEAD, Office.VILLAGE_CADRE,
})  # fmt: skip
"""Offices whose work the supervision posts look at: those who decide on money, works and notices of the village."""


def _duties(desk: Desk, post: Post) -> int:
    """Count the duties of a post: its own, else those of its type."""
    known = desk.settings.posts.get(post.type or "")
    return len(post.duties) or (len(known.duties) if known else 0)


def _is_known(desk: Desk, post: Post) -> bool:
    """True for a post of the branch's own, or of a type that the county's catalogue has."""
    return post.local or post.type in desk.settings.posts


def post_001(desk: Desk) -> Iterator[Finding]:
    """A post has at least one duty."""
    for index, post in enumerate(desk.folder.branch.posts):
        if _is_known(desk, post) and not _duties(desk, post):
            yield finding("POST-001", desk.folder.path, ("posts", index))


def post_002(desk: Desk) -> Iterator[Finding]:
    """Whoever is given a post is not too old, fit and able; a volunteer may hold one all the same (POST-011)."""
    for key, card, number, post in desk.held:
        if not post.voluntary and not _is_eligible(desk, desk.folder.members[key]):
            path = desk.folder.member_path(key)
            limit = desk.scheme.eligibility.max_age
            yield finding("POST-002", path, ("cards", card, "posts", number), max_age=limit)


def post_011(desk: Desk) -> Iterator[Finding]:
    """A volunteer beyond the conditions holds a post: worth knowing, not a fault."""
    for key, card, number, post in desk.held:
        if post.voluntary and not _is_eligible(desk, desk.folder.members[key]):
            yield finding("POST-011", desk.folder.member_path(key), ("cards", card, "posts", number))


def _is_eligible(desk: Desk, member: Member) -> bool:
    """Age counts on 1 January of the year, up to and including the limit; fit and able must be put on record."""
    too_old = member.born and age_on_new_year(member.born, desk.year) > desk.scheme.eligibility.max_age
    return bool(member.fit and member.able and not too_old)


def post_003(desk: Desk) -> Iterator[Finding]:
    """A post is held only while its holder belongs to the branch."""
    for _, member, path in desk.member_paths:
        for i, card in enumerate(member.cards):
            branch = card.branch or desk.folder.key
            for j, post in enumerate(card.posts):
                for field in ("choose", "fix", "show", "until"):
                    day = getattr(post, field)
                    if day and not _belonged(member, branch, day):
                        yield finding("POST-003", path, ("cards", i, "posts", j, field))
                        break


def _belonged(member: Member, branch: str, day: date) -> bool:
    return any(
        m.branch == branch and m.since <= day and (m.until is None or day <= m.until) for m in member.memberships
    )


def post_004(desk: Desk) -> Iterator[Finding]:
    """A post has no more holders than places, and once the posts are set it has at least one."""
    holders = Counter(post.post for *_, post in desk.held)
    for index, post in enumerate(desk.folder.branch.posts):
        count = holders[post.key]
        if (post.capacity and count > post.capacity) or (desk.settled and count == 0 and not desk.folder.unread):
            places = str(post.capacity) if post.capacity else "不限"
            yield finding("POST-004", desk.folder.path, ("posts", index), post=post.key, count=count, places=places)


def post_005(desk: Desk) -> Iterator[Finding]:
    """Nobody holds more posts than the scheme allows, two by default."""
    counts = Counter(key for key, *_ in desk.held)
    most = desk.scheme.eligibility.max_posts
    for key, count in counts.items():
        if count > most:
            card = next(index for k, index, *_ in desk.held if k == key)
            yield finding("POST-005", desk.folder.member_path(key), ("cards", card, "posts"), count=count, most=most)


def post_006(desk: Desk) -> Iterator[Finding]:
    """A post held for a whole quarter has a record of what was done."""
    over = [(n, quarter(desk.year, n)) for n in desk.quarters_over(desk.scheme.deadlines.inspection_days)]
    if not over:
        return
    for key, card, number, post in desk.held:
        since = _since(post)
        if since is None:
            continue
        days = [deed.date for deed in desk.folder.members[key].deeds if deed.post == post.post]
        idle = [n for n, q in over if covers(since, post.until, q) and not any(q[0] <= d <= q[1] for d in days)]
        if idle:
            place = ("cards", card, "posts", number)
            yield finding("POST-006", desk.folder.member_path(key), place, post=post.post, quarters=listed(idle))


def _since(post: Assignment) -> date | None:
    return post.fix or post.show or post.choose


def post_007(desk: Desk) -> Iterator[Finding]:
    """Nobody supervises the matters of an office that he holds himself."""
    for key, card, number, held in desk.held:
        post = desk.posts.get(held.post)
        kind = desk.settings.posts.get((post.type if post else None) or "")
        if kind is None or kind.category is not Category.SUPERVISION:
            continue
        if _SUPERVISED.intersection(offices_on(desk.terms.get(key, ()), desk.day)):
            yield finding("POST-007", desk.folder.member_path(key), ("cards", card, "posts", number), post=held.post)


def post_008(desk: Desk) -> Iterator[Finding]:
    """A post is chosen, then fixed, then shown, then fulfilled."""
    for _, member, path in desk.member_paths:
        for i, card in enumerate(member.cards):
            for j, post in enumerate(card.posts):
                steps = [(field, day) for field in ("choose", "fix", "show") if (day := getattr(post, field))]
                for (_, before), (field, day) in itertools.pairwise(steps):
                    if day < before:
                        yield finding("POST-008", path, ("cards", i, "posts", j, field), post=post.post)
                if post.show and steps:
                    first = max(steps[0][1], begun(card) or date.min)
                    for k, deed in enumerate(member.deeds):
                        if deed.post == post.post and first <= deed.date < post.show:
                            yield finding("POST-008", path, ("deeds", k, "date"), post=post.post)
                            break


def post_009(desk: Desk) -> Iterator[Finding]:
    """A post of the branch's own has at least two duties of its own."""
    for index, post in enumerate(desk.folder.branch.posts):
        if post.local and len(post.duties) == 1:
            yield finding("POST-009", desk.folder.path, ("posts", index, "duties"))


def post_010(desk: Desk) -> Iterator[Finding]:
    """A post is of a type in the county's catalogue, or marked as the branch's own and named."""
    for index, post in enumerate(desk.folder.branch.posts):
        if not _is_known(desk, post) or (post.local and not post.name):
            yield finding("POST-010", desk.folder.path, ("posts", index))


BRANCH_RULES = (
    post_001, post_002, post_003, post_004, post_005, post_006, post_007, post_008, post_009, post_010, post_011,
)  # fmt: skip
