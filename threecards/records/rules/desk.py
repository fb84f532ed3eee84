"""What several rules ask of one branch, looked up once: who is active when, who holds which office and post.

In: a ``BranchFolder`` and its ``Context``. Out: a ``Desk``, which every rule of a branch receives. Not here: any rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from threecards.records.calendar import Calendar, MissingCalendarError, calendar_of
from threecards.records.county import BranchFolder, Context, Settings
from threecards.records.model import ActionCard, Assignment, Member, Notice, OfficeTerm, Post, Scheme, YearBook
from threecards.records.rules.days import quarter, year_span
from threecards.records.standing import Span, active_spans, in_spans, terms_by_member

SETTLED_BY = (3, 31)
"""Month and day until which cards and posts of a year are being made (domain section 4); nothing is called missing
before."""


@dataclass(frozen=True)
class Desk:
    """One branch as the rules look at it.

    day: the day the year is judged on, the build's day or the last day of the assessment year, whichever is earlier.
    """

    folder: BranchFolder
    context: Context

    @property
    def settings(self) -> Settings:
        """Settings of the county."""
        return self.context.settings

    @property
    def as_of(self) -> date:
        """The only "today" there is."""
        return self.context.as_of

    @cached_property
    def year(self) -> int:
        """The assessment year."""
        return self.settings.year

    @cached_property
    def scheme(self) -> Scheme:
        """The scheme of the assessment year."""
        return self.settings.scheme

    @cached_property
    def day(self) -> date:
        """The build's day, at the latest the last day of the assessment year."""
        return min(self.as_of, year_span(self.year)[1])

    @cached_property
    def settled(self) -> bool:
        """True once cards and posts of the year should be there."""
        return self.as_of > date(self.year, *SETTLED_BY)

    @cached_property
    def book(self) -> YearBook:
        """Year book of the assessment year."""
        return self.folder.book(self.year)

    @cached_property
    def has_book(self) -> bool:
        """False when the year book of the assessment year has a fault or is lost: what it holds is not known then."""
        return str(self.year) not in self.folder.unread and not self.asked_of_lost_book

    @cached_property
    def asked_of_lost_book(self) -> int:
        """How many members' cards name a survey or meeting of the assessment year, when its year book has no file."""
        if self.year in self.folder.books or str(self.year) in self.folder.unread:
            return 0
        asking = set()
        for key, _, card in self.cards:
            if self.is_here(card):
                talks = {talk.key for talk in self.folder.members[key].talks}
                if (card.approved and card.approved.meeting) or set(card.surveys) - talks:
                    asking.add(key)
        return len(asking)

    @cached_property
    def book_path(self) -> str:
        """File of the year book of the assessment year."""
        return self.folder.book_path(self.year)

    @cached_property
    def calendar(self) -> Calendar:
        """Working days."""
        return calendar_of(self.settings.workdays)

    @cached_property
    def spans(self) -> Mapping[str, tuple[Span, ...]]:
        """Days on which each member is active here."""
        key = self.folder.key
        return {member: active_spans(record, key) for member, record in self.folder.members.items()}

    @cached_property
    def active(self) -> Mapping[str, Member]:
        """Members who are active on the day the year is judged on."""
        day = self.day
        return {key: member for key, member in self.folder.members.items() if in_spans(self.spans[key], day)}

    @cached_property
    def terms(self) -> Mapping[str, tuple[OfficeTerm, ...]]:
        """Office terms in this branch by the member who holds them."""
        return terms_by_member(self.folder.branch.officers)

    @cached_property
    def posts(self) -> Mapping[str, Post]:
        """Posts of the branch by key; of two with one key (REF-002) the first."""
        return {post.key: post for post in reversed(self.folder.branch.posts)}

    @cached_property
    def cards(self) -> tuple[tuple[str, int, ActionCard], ...]:
        """Action cards of the assessment year: member, index in the file, card; those closed in another branch too."""
        return tuple(
            (key, index, card)
            for key, member in self.folder.members.items()
            for index, card in enumerate(member.cards)
            if card.year == self.year
        )

    @cached_property
    def held(self) -> tuple[tuple[str, int, int, Assignment], ...]:
        """Posts held on the day the year is judged on, by active members: member, index of card and assignment,
        assignment."""
        return tuple(
            (key, index, number, post)
            for key, index, card in self.cards
            if key in self.active and self.is_here(card) and is_open(card, self.day)
            for number, post in enumerate(card.posts)
            if post.until is None or post.until >= self.day
        )

    def is_here(self, card: ActionCard) -> bool:
        """True for a card of this branch; a transferred member brings the closed one along."""
        return card.branch is None or card.branch == self.folder.key

    def quarters_over(self, grace: int) -> list[int]:
        """Quarters of the assessment year that ended more than so many calendar days ago."""
        limit = self.as_of - timedelta(days=grace)
        return [number for number in (1, 2, 3, 4) if quarter(self.year, number)[1] < limit]

    def notice_end(self, notice: Notice) -> date | None:
        """Last day of a notice's period; None where no calendar says (CAL-001)."""
        try:
            return self.calendar.end(notice.posted, notice.days or self.scheme.deadlines.notice_workdays)
        except MissingCalendarError:
            return None

    @cached_property
    def member_paths(self) -> tuple[tuple[str, Member, str], ...]:
        """Every member with the path of the file."""
        return tuple((key, member, self.folder.member_path(key)) for key, member in self.folder.members.items())


def begun(card: ActionCard) -> date | None:
    """First day a card speaks of: opened, drafted, reviewed, confirmed, approved or shown, whatever is known first."""
    reviewed = card.reviews[0].date if card.reviews else None
    approved = card.approved.date if card.approved else None
    return card.opened or card.drafted or reviewed or card.confirmed or approved or card.shown


def is_open(card: ActionCard, day: date) -> bool:
    """True when a card is not closed on a day."""
    return card.closed is None or card.closed.date >= day


def is_draft(card: ActionCard) -> bool:
    """True while a card is only being written: begun, but neither confirmed nor approved nor shown."""
    return bool(card.drafted or card.reviews) and not (card.confirmed or card.approved or card.shown)
