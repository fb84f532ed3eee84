"""Which pages there are: views -> render jobs.

In: the views of a branch, a township, the county. Out: one job for each page, complete in itself, in a fixed order.
Not here: any sentence a reader sees (templates), any decision what is public (``publish.project``).
Groupings that several lines of a template need are made here, from views alone; no order of merit is ever made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from threecards.publish import paths
from threecards.publish.names import surname
from threecards.publish.views.common import CommitmentView, Link, NoticeView, SiteView
from threecards.publish.views.web import (  # fmt: skip
    ChangeView,
    MemberLine,
    PostTypeView,
    WebBranch,
    WebCounty,
    WebMember,
    WebTownship,
    WebVillage,
)
from threecards.web.render import Artifact, RenderJob
from threecards.web.theme import Theme

CARD_LIMIT = 60  # members shown as cards on one page; a larger branch has pages of cards, to stay below 50 KB
NAME_LIMIT = 250  # names with a link each on a township's star list; more than that and only branches are linked
LOG_SHOWN = 6  # entries of the log on a township's own page before the fold
LOG_LIMIT = 20  # the same with those in the fold; where there are more, all of them have pages of their own
LOG_PAGE = 80  # entries on a page of the log
BRANCH_LIMIT = 40  # branches on the home page in plain sight; more than that and each township folds its own
NOTICE_LIMIT = 60  # notices listed one by one on the county's page; more than that and it leads to the townships

STAR_NAMES = ("学习", "创新", "致富", "奉献", "法制", "道德")

STATUS_ORDER = ("done", "partly", "in_progress", "planned", "not_done", "excused", "withdrawn")

StarBoard = tuple[tuple[str, tuple[MemberLine, ...]], ...]


def star_board(members: Iterable[MemberLine]) -> StarBoard:
    """The six stars, each with those who have it lit, in the order of the list given."""
    lines = tuple(members)
    return tuple((star, tuple(m for m in lines if star in m.lit)) for star in STAR_NAMES)


def status_summary(commitments: Iterable[CommitmentView]) -> tuple[tuple[str, str, int], ...]:
    """How many commitments stand where: (status word, code, number), only those that occur, in the order of a year."""
    words: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for c in commitments:
        words[c.status_code] = c.status
        numbers[c.status_code] = numbers.get(c.status_code, 0) + 1
    return tuple((words[code], code, numbers[code]) for code in STATUS_ORDER if code in numbers)


@dataclass(frozen=True, slots=True)
class CardPage:
    """Some of the cards of a large branch: one page, or the page of a village that holds them all.

    group: village of a joint branch, else empty. first, last: strokes of the first and last surname, 0 for code names and characters that
    no table knows. surnames: each once, in order; empty when only code names stand here.
    """

    path: str
    group: str
    first: int
    last: int
    surnames: tuple[str, ...]
    lines: tuple[MemberLine, ...]


def card_groups(branch: WebBranch) -> tuple[tuple[Link, tuple[MemberLine, ...]], ...]:
    """Members village by village for a joint branch, all together for any other; those of no village at the end."""
    if not branch.joint:
        return ((Link("", ""), branch.members),) if branch.members else ()
    names = {v.name for v in branch.villages}
    groups = [(v, tuple(m for m in branch.members if m.village == v.name)) for v in branch.villages]
    groups.append((Link("", ""), tuple(m for m in branch.members if m.village not in names)))
    return tuple((village, lines) for village, lines in groups if lines)


def card_pages(branch: WebBranch) -> tuple[CardPage, ...]:
    """Where the cards of a branch stand that are too many for its page; nothing for any other branch.

    A surname stays on one page as long as it fits. A village that fits on its own page needs no other.
    """
    if len(branch.members) <= CARD_LIMIT:
        return ()
    township = branch.path.partition("/")[0]
    found: list[CardPage] = []
    made = 0
    for village, lines in card_groups(branch):
        if village.path and len(lines) <= CARD_LIMIT:
            found.append(_card_page(village.path, village.name, lines))
            continue
        for part in _by_surname(lines):
            made += 1
            found.append(_card_page(paths.cards(township, branch.key, made), village.name, part))
    return tuple(found)


def _card_page(path: str, group: str, lines: tuple[MemberLine, ...]) -> CardPage:
    surnames = tuple(dict.fromkeys(surname(m.name) for m in lines if m.named))
    return CardPage(path, group, lines[0].strokes, lines[-1].strokes, surnames, lines)


def _by_surname(lines: Iterable[MemberLine]) -> Iterator[tuple[MemberLine, ...]]:
    """Parts of at most CARD_LIMIT lines, in order; a new one where the next surname would not fit, and before the code names."""
    part: list[MemberLine] = []
    for named, family in groupby(lines, key=lambda m: surname(m.name) if m.named else ""):
        members = list(family)
        if part and (len(part) + len(members) > CARD_LIMIT or not named):
            yield tuple(part)
            part = []
        while len(members) > CARD_LIMIT:
            yield tuple(members[:CARD_LIMIT])
            members = members[CARD_LIMIT:]
        part += members
    if part:
        yield tuple(part)


def by_day(changes: Iterable[ChangeView]) -> tuple[tuple[str, tuple[ChangeView, ...]], ...]:
    """Changes day by day, in the order given."""
    return tuple((day, tuple(group)) for day, group in groupby(changes, key=lambda c: c.date))


@dataclass(frozen=True, slots=True)
class Notices:
    """Notices by state, each in the order given; removed ones count as ended."""

    running: tuple[NoticeView, ...]
    upcoming: tuple[NoticeView, ...]
    ended: tuple[NoticeView, ...]


def by_state(notices: tuple[NoticeView, ...]) -> Notices:
    """Part notices into running, upcoming and ended."""
    return Notices(
        running=tuple(n for n in notices if n.state == "running"),
        upcoming=tuple(n for n in notices if n.state == "upcoming"),
        ended=tuple(n for n in notices if n.state not in ("running", "upcoming")),
    )


def by_category(types: Iterable[PostTypeView]) -> tuple[tuple[str, tuple[PostTypeView, ...]], ...]:
    """Post types by category, categories in the order of their first type in the catalogue."""
    groups: dict[str, list[PostTypeView]] = {}
    for post in types:
        groups.setdefault(post.category, []).append(post)
    return tuple((category, tuple(posts)) for category, posts in groups.items())


def branch_pages(
    site: SiteView, branch: WebBranch, members: tuple[WebMember, ...], villages: tuple[WebVillage, ...]
) -> Iterator[RenderJob]:
    """Pages of one branch: its board, the cards of a large one, the villages of a joint one, its notices, its members."""
    index = card_pages(branch)
    yield RenderJob(
        branch.path,
        "branch.html.j2",
        {
            "site": site,
            "branch": branch,
            "groups": () if index else card_groups(branch),
            "index": index,
            "compact": len(branch.members) > CARD_LIMIT,
            "star_board": star_board(branch.members),
            "notices": by_state(branch.notices),
            "changes": by_day(branch.changes),
            "due": by_day(branch.due),
        },
    )
    homes = {village.path for village in villages}
    own = tuple(page for page in index if page.path not in homes)
    for number, page in enumerate(own):
        turn = (own[number - 1].path if number else "", own[number + 1].path if number + 1 < len(own) else "")
        values = {"site": site, "branch": branch, "page": page, "number": number + 1, "total": len(own), "turn": turn}
        yield RenderJob(page.path, "branch_cards.html.j2", values)
    for village in villages:
        values = {
            "site": site,
            "village": village,
            "index": tuple(p for p in own if p.group == village.name),
            "compact": len(village.members) > CARD_LIMIT,
            "star_board": star_board(village.members),
        }
        yield RenderJob(village.path, "village.html.j2", values)
    for notice in branch.notices:
        values = {"site": site, "notice": notice, "phone": branch.phone, "board": branch.board}
        yield RenderJob(notice.path, "notice.html.j2", values)
    for member in members:
        summary = status_summary(member.commitments)
        lit = tuple(s for s in member.stars if s.lit)
        stars = member.stars if member.show_unlit else tuple(s for s in member.stars if s.lit or s.declared)
        values = {
            "site": site, "member": member, "promised": sum(c.counts for c in member.commitments), "summary": summary,
            "lit": lit, "stars": stars, "phone": branch.phone, "board": branch.board,
        }  # fmt: skip
        yield RenderJob(member.path, "member.html.j2", values)


def township_pages(site: SiteView, township: WebTownship) -> Iterator[RenderJob]:
    """Pages of one township: its own with the responsibility card, its log where long, stars, honours, notices."""
    key, notices = township.key, by_state(township.notices)
    log = township.card.log if township.card else ()
    linked = sum(len(lines) for _, lines in township.star_lists) <= NAME_LIMIT
    boards = tuple((branch, tuple(s for s in star_board(lines) if s[1])) for branch, lines in township.star_lists)
    addresses = {
        "log_path": paths.township_log(key),
        "stars_path": paths.township_stars(key),
        "honours_path": paths.township_honours(key),
        "notices_path": paths.township_notices(key),
    }

    def job(path: str, template: str, section: str = "", **values: object) -> RenderJob:
        return RenderJob(path, template, {"site": site, "township": township, "section": section, **values})

    yield job(
        paths.township(key),
        "township.html.j2",
        log=log[:LOG_LIMIT],
        shown=LOG_SHOWN,
        more=len(log) - LOG_LIMIT,
        notices=notices,
        **addresses,
    )
    if len(log) > LOG_LIMIT:
        parts = [log[start : start + LOG_PAGE] for start in range(0, len(log), LOG_PAGE)]
        for number, part in enumerate(parts, start=1):
            before = paths.township_log(key, number - 1) if number > 1 else ""
            after = paths.township_log(key, number + 1) if number < len(parts) else ""
            path, turn = paths.township_log(key, number), (before, after)
            yield job(path, "township_log.html.j2", log=part, number=number, total=len(parts), turn=turn)
    yield job(paths.township_stars(key), "township_stars.html.j2", "stars", boards=boards, linked=linked)
    yield job(paths.township_honours(key), "township_honours.html.j2", "honours")
    yield job(paths.township_notices(key), "township_notices.html.j2", "notices", notices=notices)


def county_pages(site: SiteView, county: WebCounty) -> Iterator[RenderJob]:
    """The county's own pages: home, the entries of the navigation, post types, Markdown pages, 404, robots."""
    notices = by_state(county.notices)
    listed = len(county.notices) <= NOTICE_LIMIT
    running = Counter(n.township.path for n in notices.running)
    townships = county.townships
    star_lists = tuple((t, paths.township_stars(t.key)) for t in townships)
    honour_lists = tuple((t, paths.township_honours(t.key)) for t in townships)
    notice_lists = tuple((t, paths.township_notices(t.key), running[t.path]) for t in townships)
    grades = tuple((grade, number, "plain") for grade, number in county.grades)

    def job(path: str, template: str, section: str = "", **values: object) -> RenderJob:
        return RenderJob(path, template, {"site": site, "county": county, "section": section, **values})

    folded = sum(len(branches) for _, branches in county.branches) > BRANCH_LIMIT
    yield job(paths.HOME, "county.html.j2", "home", running=notices.running, folded=folded)
    yield job(paths.POSTS, "posts.html.j2", "posts", categories=by_category(county.post_types))
    for post in county.post_types:
        yield RenderJob(post.path, "post.html.j2", {"site": site, "post": post, "section": "posts"})
    yield job(paths.STARS, "stars.html.j2", "stars", lists=star_lists)
    yield job(paths.HONOURS, "honours.html.j2", "honours", lists=honour_lists)
    yield job(paths.NOTICES, "notices.html.j2", "notices", notices=notices, listed=listed, lists=notice_lists)
    yield job(paths.OBJECTIONS, "objections.html.j2", "objections")
    yield job(paths.HOW, "how.html.j2", "how")
    yield job(paths.STATS, "stats.html.j2", "stats", grade_rows=grades)
    for page in county.pages:
        section = "notices" if page.kind == "notice" else ""
        yield RenderJob(page.path, "page.html.j2", {"site": site, "page": page, "section": section})
    yield RenderJob(paths.NOT_FOUND, "404.html.j2", {"site": site})
    yield RenderJob(paths.ROBOTS, "robots.txt.j2", {"site": site})


def assets(theme: Theme) -> Iterator[Artifact]:
    """Files that every page shares: style sheet, icon, scripts if the theme has any; in ``assets/``, by name."""
    for name, data in theme.files:
        if not name.endswith(".j2"):
            yield Artifact(f"assets/{name}", data)
