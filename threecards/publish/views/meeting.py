"""Views of the sheets that lie on a branch's tables: ballots, checklists, talks, members' forms (levels B and C), ``binder/``.

They hold what is known before a sitting, so that only what is new has to be written by hand. No vote is ever in them.
"""

from __future__ import annotations

from msgspec import Struct

from threecards.publish.views.common import CommitmentView
from threecards.publish.views.forms import Clock, PostOffer


class TalkDue(Struct, frozen=True):
    """A talk that has to be held with a member: until when. No reason: that is written in the talk."""

    due: str


class Told(Struct, frozen=True):
    """What is told to one member about the own year: grade decided, on which day and by which meeting, points, lit stars.

    parts: (title, points or the word why there are none). until: last day for objecting, counted from the day of telling, so it is empty
    while that day is not on record.
    """

    decided: str
    date: str
    total: str
    parts: tuple[tuple[str, str], ...]
    stars: tuple[str, ...]
    told: str
    until: str


class MeetingMember(Struct, frozen=True):
    """One active member as the sheets of a sitting show him.

    commitments: of this year's card, approved or not. last: (rating word, remark) of the newest inspection of the year, two empty texts
    without one. on_ballot: rated by the branch's ballots. graded: the meeting decides his grade. stars: (star, state word) of those strived
    for. web_name: how the web calls him without consent. consent: day of the form in force, empty without one. told, talk: None where there
    is nothing to tell or to hold.
    """

    key: str
    name: str
    type: str
    probationary: bool
    village: str
    posts: tuple[str, ...]
    commitments: tuple[CommitmentView, ...]
    last: tuple[str, str]
    on_ballot: bool
    graded: bool
    suggested: str
    stars: tuple[tuple[str, str], ...]
    web_name: str
    consent: str
    told: Told | None
    talk: TalkDue | None


class Ballot(Struct, frozen=True):
    """How one kind of ballot is held. code: mass, member. options: columns, empty where a number from 0 to 100 is asked.

    eligible: who may vote, 0 where the list is made by hand; present: least number of them that must come, 0 where none is set.
    returned: share of the sheets issued that must come back, as ``2/3``; counted: least number of ballots that must count for each member;
    counted_share: and least share of the valid sheets. shown: fewer ballots than that are not shown to anybody.
    """

    code: str
    kind: str
    options: tuple[str, ...]
    eligible: int
    present: int
    present_share: str
    returned: str
    counted: int
    counted_share: str
    shown: int


class MeetingBranch(Struct, frozen=True):
    """One branch before a sitting. members: active ones, by the sound of their names.

    quarter: the next one to be inspected, 0 when all four were; inspect_by: last day for it. ratings: words, best first. follow_up: what the
    last inspection asked for. should_attend: full members, those with a vote. talk_reviews: months after a talk in which it is looked at
    again. channels: how opinions reach a branch. stars: names of the six.
    """

    key: str
    name: str
    township: str
    villages: tuple[str, ...]
    secretary: str
    year: int
    as_of: str
    members: tuple[MeetingMember, ...]
    ballots: tuple[Ballot, ...]
    quarter: int
    inspect_by: str
    ratings: tuple[str, ...]
    follow_up: str
    should_attend: int
    clock: Clock
    talk_days: int
    talk_reviews: tuple[int, ...]
    channels: tuple[str, ...]
    stars: tuple[str, ...]
    grades: tuple[str, ...]
    consent: tuple[tuple[str, str], ...]
    unnamed: str
    posts: tuple[PostOffer, ...]
    max_posts: int
    phone: str
    contact: tuple[tuple[str, str], ...]
