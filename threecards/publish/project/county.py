"""Sums over branches: township and county pages from the small summaries that branch jobs send back.

In: ``BranchSummary`` of every branch, the context. Out: ``WebTownship``, ``WebCounty``. Everything here is public already: a summary holds
parts of public views and nothing else, so no page of the county can say more than the pages of its branches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from threecards.publish import paths
from threecards.publish.project.common import officers_view, secretary
from threecards.publish.project.goals import responsibility_card_view
from threecards.publish.project.restrict import restricted_township
from threecards.publish.project.rules_view import rules_view, star_rule_view
from threecards.publish.views.board import BoardTownship
from threecards.publish.views.common import Counts, HonourView, Link, NoticeView, SiteView
from threecards.publish.views.web import (  # fmt: skip
    BranchLine,
    MemberLine,
    PageView,
    PostTypeView,
    TownshipLine,
    WebBranch,
    WebCounty,
    WebMember,
    WebTownship,
)
from threecards.records.county import Context, Settings, TownshipFolder
from threecards.records.words import Grade, HonourLevel, Office, Results, Star


@dataclass(frozen=True, slots=True)
class BranchSummary:
    """What the pages above a branch need of it, all public: line, running or recent notices, honours, stars, posts, grades.

    posts: (name of the post type, number of holders). star_lines: members with at least one lit star. grades: only under
    ``results: all``, else empty.
    """

    key: str
    township: str
    line: BranchLine
    notices: tuple[NoticeView, ...]
    honours: tuple[tuple[Link, HonourView], ...]
    star_lines: tuple[MemberLine, ...]
    posts: tuple[tuple[str, int], ...]
    grades: tuple[tuple[str, int], ...]


def summary_of(branch: WebBranch, members: Sequence[WebMember], township: str) -> BranchSummary:
    """Take from a branch's public views what the pages above it show."""
    head = next((o.name for o in branch.officers if o.office == Office.BRANCH_SECRETARY.value), "")
    grades = [m.grade for m in members if m.grade]
    return BranchSummary(
        key=branch.key, township=township,
        line=BranchLine(branch.key, branch.path, branch.name, branch.joint, tuple(v.name for v in branch.villages), head, branch.counts),
        notices=branch.notices,
        honours=tuple((Link(m.name, m.path), h) for m in members for h in m.honours),
        star_lines=tuple(line for line in branch.members if line.lit),
        posts=tuple((h.post.name, len(h.holders)) for h in branch.posts),
        grades=tuple((g.value, grades.count(g.value)) for g in Grade) if grades else (),
    )  # fmt: skip


def add(counts: Iterable[Counts]) -> Counts:
    """Sum of counts, field by field; the sum of none is all zeros, ``inspections_due`` included."""
    rows = list(counts)
    if not rows:
        return Counts()
    sums = {f: sum(getattr(r, f) for r in rows) for f in Counts.__struct_fields__ if f != "by_star"}
    stars = tuple(sum(r.by_star[i] for r in rows) for i in range(len(Star)))
    return Counts(**sums, by_star=stars)  # type: ignore[arg-type]


def web_township(folder: TownshipFolder, summaries: Sequence[BranchSummary], context: Context) -> WebTownship:
    """A township's page from its record and the summaries of its branches, in key order."""
    folder = restricted_township(folder, context.settings.publication.levels, "W")
    town, on = folder.township, context.as_of
    names = {s.key: s.line.name for s in summaries}
    checks = {s.key: s.line.counts.spot_checks for s in summaries}
    honours = [(who, Link(s.line.name, s.line.path), h) for s in summaries for who, h in s.honours]
    honours.sort(key=lambda row: (-row[2].year, row[2].date, row[0].path))
    return WebTownship(
        key=folder.key, path=paths.township(folder.key), name=town.name, committee=town.committee or f"{town.name}党委",
        phone=town.phone or "", address=town.address or "", officers=officers_view(town.officers, {}, on),
        card=responsibility_card_view(folder, context, names, checks), branches=tuple(s.line for s in summaries),
        counts=add(s.line.counts for s in summaries),
        notices=tuple(sorted((n for s in summaries for n in s.notices), key=lambda n: (n.posted, n.path), reverse=True)),
        honours=tuple(honours),
        star_lists=tuple((Link(s.line.name, s.line.path), s.star_lines) for s in summaries if s.star_lines),
    )  # fmt: skip


def board_township(view: WebTownship, site: SiteView) -> BoardTownship | None:
    """What hangs in the township hall, None without a responsibility card. It says what the web says."""
    if view.card is None:
        return None
    return BoardTownship(
        key=view.key, name=view.name, committee=view.committee, card=view.card, contact=contact(site, view.name, view.phone),
        url=site.address + view.path if site.address else "", short_code=view.key,
    )  # fmt: skip


def contact(site: SiteView, township: str, township_phone: str, board: str = "") -> tuple[tuple[str, str], ...]:
    """Ways to object, nearest first: the box at the board, the township's office, the county's."""
    ways = [("意见箱", board or "村公开栏旁意见箱")]
    if township_phone:
        ways.append((f"{township}组织办", township_phone))
    if site.phone:
        ways.append((site.office, site.phone))
    return tuple(ways)


def _post_types(
    settings: Settings, townships: Mapping[str, Link], summaries: Sequence[BranchSummary]
) -> tuple[PostTypeView, ...]:
    offered: dict[str, list[tuple[Link, Link, int]]] = {name: [] for name in settings.posts}
    for s in summaries:
        for name, holders in s.posts:
            if name in offered:
                offered[name].append((townships[s.township], Link(s.line.name, s.line.path), holders))
    return tuple(
        PostTypeView(
            key=p.key, path=paths.post_type(p.key), name=p.name, category=p.category.value, purpose=p.purpose, duties=p.duties,
            frequency=p.frequency, fulfilled_when=p.fulfilled_when, limits=p.limits, suits=tuple(s.value for s in p.suits),
            posts=len(offered[name]), holders=sum(row[2] for row in offered[name]), offered=tuple(offered[name]),
        )
        for name, p in settings.posts.items()
    )  # fmt: skip


def web_county(
    context: Context, townships: Sequence[WebTownship], summaries: Sequence[BranchSummary], pages: tuple[PageView, ...],
) -> WebCounty:  # fmt: skip
    """The county's own pages from the townships and all summaries, in key order."""
    settings, on = context.settings, context.as_of
    lines = tuple(
        TownshipLine(
            t.key, t.path, t.name,
            secretary(context.townships[t.key].township.officers, {}, Office.TOWNSHIP_SECRETARY, on)[0], t.counts,
        )
        for t in townships
    )  # fmt: skip
    links = {t.key: Link(t.name, t.path) for t in townships}
    total = add(t.counts for t in townships)
    grades: list[tuple[str, int]] = []
    if settings.county.results is Results.ALL:
        grades = [(g.value, sum(dict(s.grades).get(g.value, 0) for s in summaries)) for g in Grade]
    expected = settings.county.expected
    figures = (
        ("全县乡镇党委", expected.townships, len(townships)), ("村党支部", expected.branches, total.branches),
        ("联村党支部", expected.joint, total.joint), ("农村党员", expected.members, total.members),
        ("岗位", expected.posts, total.posts), ("设岗党员", expected.holders, total.holders),
    )  # fmt: skip
    return WebCounty(
        name=settings.county.name, townships=lines,
        branches=tuple((line, t.branches) for line, t in zip(lines, townships, strict=True)), counts=total,
        post_types=_post_types(settings, links, summaries),
        stars=tuple(star_rule_view(rule, total.by_star[list(Star).index(rule.star)]) for rule in settings.stars),
        rules=rules_view(settings), pages=pages, grades=tuple(grades),
        notices=tuple(
            sorted((n for t in townships for n in t.notices if n.state in ("running", "upcoming")), key=lambda n: (n.ends, n.path))
        ),
        expected=tuple((label, wanted, seen) for label, wanted, seen in figures if wanted is not None),
        honours=tuple(row for t in townships for row in t.honours if row[2].level == HonourLevel.COUNTY.value),
    )  # fmt: skip
