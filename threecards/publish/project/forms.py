"""Notices and blank forms for a village's board, level N.

In: a branch as the village may read it, its result, the context. Out: ``BoardForms``. Names are full ones, and only of members who have a
page today; everything else is settings of the year and the branch's own office information.
"""

from __future__ import annotations

from threecards.assess.results import BranchResult
from threecards.publish import paths
from threecards.publish.project.board import board_name
from threecards.publish.project.common import card_of, post_duty, posts_of
from threecards.publish.project.county import contact
from threecards.publish.project.web import notice_view, public_members
from threecards.publish.views.common import Link, NoticeView, SiteView
from threecards.publish.views.forms import BoardForms, Clock, NoticeSheet, PostOffer
from threecards.records.calendar import calendar_of
from threecards.records.county import BranchFolder, Context, Settings
from threecards.records.load import fields_of
from threecards.records.model import Consent, Notice
from threecards.records.words import ObjectionKind, Star

CONSENT = ("name", "photo", "board_photo", "stars", "commitments", "probationary")
"""Items of the consent form, in the order in which they are asked."""


def clock_of(settings: Settings) -> Clock:
    """Periods of objections by the scheme of the year."""
    d = settings.scheme.deadlines
    return Clock(d.accept_workdays, d.answer_workdays, d.appeal_workdays, d.feedback_workdays)


def consent_items() -> tuple[tuple[str, str], ...]:
    """Code and title of each item that a member may allow."""
    titles = fields_of(Consent)
    return tuple((code, titles[code].title or code) for code in CONSENT)


def board_forms(folder: BranchFolder, result: BranchResult, context: Context, site: SiteView) -> BoardForms:
    """Everything to be put up or laid out at one branch's board besides its cards. Raises MissingCalendarError."""
    settings, on, branch = context.settings, context.as_of, folder.branch
    town = context.townships[folder.township].township
    names = {key: board_name(folder.members[key]) for key in public_members(folder, result, context)}
    links = (
        Link(branch.name, paths.branch(folder.township, folder.key)),
        Link(town.name, paths.township(folder.township)),
    )
    calendar = calendar_of(settings.workdays)
    made = [
        (n, notice_view(n, folder, context, calendar, names, *links))
        for n in sorted(folder.book(settings.year).notices, key=lambda n: (n.posted, n.key), reverse=True)
    ]
    hangs = [(n, view) for n, view in made if n.removed is None or n.removed > on]
    held = [
        p.key for k in names for p in posts_of(card_of(folder.members[k], folder, settings.year), folder, settings, on)
    ]
    scheme = settings.scheme
    return BoardForms(
        key=folder.key, name=branch.name, township=town.name, villages=tuple(v.name for v in branch.villages), year=settings.year,
        as_of=on.isoformat(),
        notices=tuple(_sheet(n, v, site) for n, v in hangs if v.state in ("running", "upcoming")),
        ended=tuple(_sheet(n, v, site) for n, v in hangs if v.state == "ended"),
        results=tuple(_sheet(n, v, site) for n, v in made if v.state in ("ended", "removed") and v.outcome),
        posts=tuple(PostOffer(post_duty(p, settings, ""), p.capacity or 0, held.count(p.key)) for p in branch.posts),
        max_age=scheme.eligibility.max_age, max_posts=scheme.eligibility.max_posts, clock=clock_of(settings),
        objections=tuple(kind.value for kind in ObjectionKind), stars=tuple(star.value for star in Star),
        consent=consent_items(), unnamed=settings.county.name_mode.value,
        contact=contact(site, town.name, town.phone or branch.phone or "", branch.board or ""), phone=branch.phone or "",
        url=site.address + links[0].path if site.address else "", short_code=folder.key,
    )  # fmt: skip


def _sheet(notice: Notice, view: NoticeView, site: SiteView) -> NoticeSheet:
    return NoticeSheet(
        key=notice.key, kind=view.kind, code=notice.kind.name.lower(), title=view.title, text=view.text, posted=view.posted, ends=view.ends,
        workdays=view.workdays, people=view.people, outcome=view.outcome, url=site.address + view.path if site.address else "",
    )  # fmt: skip
