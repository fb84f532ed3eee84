"""People of the village: what hangs on the noticeboard, level N. Full names, since the village knows its own; paper only.

In: a branch folder, its result, its public view. Out: ``BoardBranch``. Commitments, posts and stars are those of the public view, so that wall
and web never differ in what they say. Who does not want the stars to be public is not on the star board: six outlines would say none is lit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from threecards.assess.results import BranchResult
from threecards.publish.project.common import card_of, commitment_view, is_approved, posts_of
from threecards.publish.project.county import contact
from threecards.publish.project.web import has_consent, notice_view, refuses
from threecards.publish.strokes import stroke_key
from threecards.publish.views.board import BoardBranch, BoardCard, BoardPost, BoardStars
from threecards.publish.views.common import Link, NoticeView, SiteView
from threecards.publish.views.web import WebBranch, WebMember
from threecards.records.calendar import calendar_of
from threecards.records.county import BranchFolder, Context
from threecards.records.model import Member
from threecards.records.words import MembershipKind, MemberType, Office


def board_name(member: Member) -> str:
    """Name on the wall: full, with what tells two of the same name apart."""
    return f"{member.name}（{member.disambiguation}）" if member.disambiguation else member.name


def is_open_to(context: Context, field: str, audience: str, default: str) -> bool:
    """True when the county's publication levels let an audience (W, N, B, C) read a field, e.g. ``member.party_since``."""
    order = "WNBC"
    return order.index(context.settings.publication.levels.get(field, default)) <= order.index(audience)


def _card(
    key: str, view: WebMember, folder: BranchFolder, context: Context, site: SiteView, ways: tuple[tuple[str, str], ...]
) -> BoardCard:
    member, on, county = folder.members[key], context.as_of, context.settings.county
    card = card_of(member, folder, county.year)
    assert card is not None  # the caller asks for members with an approved card only
    mottos = dict(site.mottos)
    code = card.type.name.lower()
    party_since = member.party_since if is_open_to(context, "member.party_since", "N", "C") else None
    return BoardCard(
        key=key, name=member.name, disambiguation=member.disambiguation or "", branch=folder.branch.name, township=view.township.name,
        village=view.village.name if view.village else folder.branch.villages[0].name, year=county.year, type=card.type.value, type_code=code,
        motto=mottos[code], photo=member.photo or "" if has_consent(member, "board_photo", on) else "",
        party_since=str(party_since or ""), probationary=view.probationary, posts=view.posts, commitments=view.commitments,
        stars=() if refuses(member, "stars", on) else view.stars, show_unlit=not county.board_show_only_lit, honours=view.honours,
        url=site.address + view.path if site.address else "", short_code=view.short_code, contact=ways, release=site.release,
        post_until=site.post_until,
    )  # fmt: skip


def short_card(key: str, folder: BranchFolder, context: Context, site: SiteView) -> BoardCard | None:
    """An approved card with all that may need room at the smallest type, and nothing that takes long to find: no stars, no honours, no address.

    None where nothing is printed.
    """
    member, on, county = folder.members[key], context.as_of, context.settings.county
    card = card_of(member, folder, county.year)
    if card is None or not is_approved(card, on):
        return None
    code = card.type.name.lower()
    party_since = member.party_since if is_open_to(context, "member.party_since", "N", "C") else None
    relation = next((m for m in reversed(member.memberships) if m.branch == folder.key), None)
    probationary = relation is not None and relation.kind is MembershipKind.PROBATIONARY
    promises = () if refuses(member, "commitments", on) else card.commitments
    return BoardCard(
        key=key, name=member.name, disambiguation=member.disambiguation or "", branch=folder.branch.name,
        township=context.townships[folder.township].township.name, village="", year=county.year, type=card.type.value, type_code=code,
        motto=dict(site.mottos)[code], photo=member.photo or "" if has_consent(member, "board_photo", on) else "",
        party_since=str(party_since or ""), probationary=probationary and has_consent(member, "probationary", on),
        posts=posts_of(card, folder, context.settings, on),
        commitments=tuple(commitment_view(c, on, frozenset(), story=False) for c in promises), stars=(), show_unlit=False, honours=(),
        url="", short_code="", contact=(), release=site.release, post_until=site.post_until,
    )  # fmt: skip


def board_branch(
    folder: BranchFolder, result: BranchResult, context: Context, site: SiteView, branch: WebBranch, members: Sequence[WebMember],
) -> BoardBranch:  # fmt: skip
    """Everything printed for one branch's board, in the order of strokes, as on the web. Raises MissingCalendar."""
    on, year = context.as_of, context.settings.year
    town = context.townships[folder.township].township
    ways = contact(site, town.name, town.phone or folder.branch.phone or "", folder.branch.board or "")
    views = {m.key: m for m in members}
    names = {key: board_name(folder.members[key]) for key in views}
    order = sorted(views, key=lambda k: (stroke_key(names[k]), k))
    approved = [k for k in order if is_approved(card_of(folder.members[k], folder, year), on)]
    willing = [k for k in approved if not refuses(folder.members[k], "stars", on)]
    types = [card.type for k in approved if (card := card_of(folder.members[k], folder, year))]
    calendar = calendar_of(context.settings.workdays)
    notices: tuple[NoticeView, ...] = tuple(
        notice_view(n, folder, context, calendar, names, Link(branch.name, branch.path), branch.township)
        for n in sorted(folder.book(year).notices, key=lambda n: (n.posted, n.key), reverse=True)
    )
    return BoardBranch(
        key=folder.key, name=branch.name, township=branch.township.name, committee=town.committee or f"{town.name}党委",
        villages=tuple(v.name for v in branch.villages), phone=branch.phone,
        secretary=next((o.name for o in branch.officers if o.office == Office.BRANCH_SECRETARY.value), ""),
        cards=tuple(_card(k, views[k], folder, context, site, ways) for k in approved), goal_card=branch.goal_card,
        post_list=tuple(BoardPost(h.post, h.capacity, tuple(names[_key(link)] for link in h.holders)) for h in branch.posts),
        star_board=_star_board(willing, views, names, tuple(v.name for v in branch.villages)),
        show_unlit=not context.settings.county.board_show_only_lit,
        notices=notices, roll=(("党员", len(order)), *((kind.value, n) for kind in MemberType if (n := types.count(kind)))),
        contact=ways, url=site.address + branch.path if site.address else "", short_code=folder.key,
    )  # fmt: skip


def _star_board(
    keys: Sequence[str], views: Mapping[str, WebMember], names: Mapping[str, str], villages: tuple[str, ...]
) -> tuple[BoardStars, ...]:
    """Lines of the star board by strokes; those of a joint branch under their villages, in the order of the record."""
    places = {k: village.name if (village := views[k].village) else "" for k in keys}
    order = sorted(
        (k for k in keys if views[k].stars),
        key=lambda k: (villages.index(places[k]) if places[k] in villages else -1, stroke_key(names[k]), k),
    )
    return tuple(BoardStars(names[k], places[k], tuple(s.lit for s in views[k].stars)) for k in order)


def _key(link: Link) -> str:
    return link.path.rsplit("/", 1)[-1].removesuffix(".html")
