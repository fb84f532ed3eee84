"""Sheets for the tables of a branch through the year: talks, surveys, inspections, reports, ballots, tallies, minutes, results. Internal.

In: ``MeetingBranch``. Out: a job for a kind, for the two ballots one each; an item for each member where the sheet is a member's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import structs

from threecards.paper.jobs import A4, A4_LANDSCAPE, A5_LANDSCAPE, Item, Owner, SheetJob, Step
from threecards.paper.sheets.kinds import RUN_ON, Kind, Source, branch_file, imprint_of, member_file
from threecards.paper.sheets.pack import majority
from threecards.publish.views.common import SiteView
from threecards.publish.views.meeting import Ballot, MeetingBranch, MeetingMember

ONE_OR_MORE = (Step(0, 1), Step(1, 1), Step(0, 0))  # a little smaller before a second page
BALLOT = (Step(0, 1), Step(1, 1), Step(2, 0))  # rows as high as one page allows
TIGHT = (Step(0, 1), Step(1, 1))
BLANK = "blank"  # key of an item without a member


@dataclass(frozen=True, slots=True)
class Row:
    """A member's row on a ballot or a tally sheet: nothing more may stand there."""

    key: str
    name: str
    posts: tuple[str, ...]


def talk_sheets(site: SiteView, township: str, meeting: MeetingBranch) -> tuple[SheetJob, ...]:
    """A record of the talk with each member before the cards are set, A4."""
    return _of_members(site, township, meeting, meeting.members, "talk-sheets", "谈心谈话记录表", ONE_OR_MORE)


def survey_sheets(site: SiteView, township: str, meeting: MeetingBranch) -> tuple[SheetJob, ...]:
    """Records of opinions collected and of a visit, A4 each."""
    items = tuple(Item(part, meeting.name, meeting, _owners(township, meeting.key)) for part in ("opinions", "visit"))
    return (_job(site, township, meeting, "survey-sheets", "调查摸底记录表", items, TIGHT),)


def inspection_checklist(site: SiteView, township: str, meeting: MeetingBranch) -> tuple[SheetJob, ...]:
    """The list for the quarterly inspection, A4 across: every card with its promises, boxes for the result, room for remarks."""
    item = Item(meeting.key, meeting.name, meeting, _owners(township, meeting.key))
    title = f"{meeting.year}年{f'第{meeting.quarter}季度' if meeting.quarter else '季度'}督查表"
    return (_job(site, township, meeting, "inspection-checklist", title, (item,), RUN_ON, size=A4_LANDSCAPE),)


def self_reports(site: SiteView, township: str, meeting: MeetingBranch) -> tuple[SheetJob, ...]:
    """The year-end report of each member who is assessed, A4, with the promises of the card."""
    chosen = [one for one in meeting.members if one.graded or one.on_ballot]
    return _of_members(site, township, meeting, chosen, "self-reports", "党员述职表", ONE_OR_MORE)


def ballots(site: SiteView, township: str, meeting: MeetingBranch) -> tuple[SheetJob, ...]:
    """The ballots of the masses and of the members, A4: one sheet each, to be printed as often as there are voters. No sheet has a number."""
    return tuple(_ballot(site, township, meeting, one, "ballot") for one in meeting.ballots if _rated(meeting))


def tally_sheets(site: SiteView, township: str, meeting: MeetingBranch) -> tuple[SheetJob, ...]:
    """The sheets on which both ballots are counted, A4 across, with the sums that must agree."""
    return tuple(
        _ballot(site, township, meeting, one, "tally", A4_LANDSCAPE) for one in meeting.ballots if _rated(meeting)
    )


def _ballot(
    site: SiteView, township: str, meeting: MeetingBranch, ballot: Ballot, name: str, size: tuple[int, int] = A4
) -> SheetJob:
    item = Item(meeting.key, meeting.name, ballot, _owners(township, meeting.key))
    title = f"{meeting.year}年{ballot.kind}{'票' if name == 'ballot' else '计票表'}"
    values = (("rows", tuple(Row(one.key, one.name, one.posts) for one in _rated(meeting))),)
    steps = BALLOT if name == "ballot" else RUN_ON
    return _job(
        site, township, meeting, f"{name}-{ballot.code}", title, (item,), steps, size=size, template=name, more=values
    )


def _rated(meeting: MeetingBranch) -> tuple[MeetingMember, ...]:
    return tuple(one for one in meeting.members if one.on_ballot)


def minutes(site: SiteView, township: str, meeting: MeetingBranch) -> tuple[SheetJob, ...]:
    """The minutes of the meeting that decides grades and stars, A4."""
    item = Item(meeting.key, meeting.name, meeting, _owners(township, meeting.key))
    more = (("needed", majority(meeting.should_attend)),)
    return (_job(site, township, meeting, "minutes", "民主评议党员支部大会记录", (item,), RUN_ON, more=more),)


def feedback_slips(site: SiteView, township: str, meeting: MeetingBranch) -> tuple[SheetJob, ...]:
    """What is told to each member about the own result, A5; none before the meeting has decided."""
    chosen = [one for one in meeting.members if one.told]
    return _of_members(site, township, meeting, chosen, "feedback-slips", "评议结果反馈单", TIGHT, size=A5_LANDSCAPE)


def talk_records(site: SiteView, township: str, meeting: MeetingBranch) -> tuple[SheetJob, ...]:
    """The record of a talk that is due after the decision, A4, and always a blank one at the end."""
    owners = _owners(township, meeting.key)
    chosen = [one for one in meeting.members if one.talk]
    items = (*(_member_item(one, owners) for one in chosen), Item(BLANK, meeting.name, None, owners))
    return (_job(site, township, meeting, "talk-records", "谈话提醒记录表", items, TIGHT),)


def _of_members(
    site: SiteView,
    township: str,
    meeting: MeetingBranch,
    members: Sequence[MeetingMember],
    name: str,
    title: str,
    steps: tuple[Step, ...],
    *,
    size: tuple[int, int] = A4,
) -> tuple[SheetJob, ...]:
    """A job with an item for each of some members, none without members."""
    owners = _owners(township, meeting.key)
    items = tuple(_member_item(one, owners) for one in members)
    return (_job(site, township, meeting, name, title, items, steps, size=size),) if items else ()


def _member_item(member: MeetingMember, owners: tuple[Owner, ...]) -> Item:
    return Item(member.key, member.key, member, owners)


def _owners(township: str, branch: str) -> tuple[Owner, ...]:
    record = member_file(township, branch)
    return (
        Owner("name", record, ("name",)),
        Owner("rows", record, ("name",)),
        Owner("members", record, ("name",)),
        Owner("commitments", record, ("cards",)),
        Owner("", branch_file(township, branch)),
    )


def _job(
    site: SiteView,
    township: str,
    meeting: MeetingBranch,
    name: str,
    title: str,
    items: tuple[Item, ...],
    steps: tuple[Step, ...],
    *,
    size: tuple[int, int] = A4,
    template: str = "",
    more: tuple[tuple[str, Any], ...] = (),
) -> SheetJob:
    path = f"{Source.MEETING.tree}/{township}/{meeting.key}/{name}.pdf"
    values = (("branch", meeting.name), ("township", meeting.township), ("meeting", _frame(meeting)), *more)
    title = f"{meeting.name}{title}"
    file = f"{template or name}.html.j2"
    return SheetJob(path, file, title, size, imprint_of(site), items, steps, values, on_a4=size == A5_LANDSCAPE)


def _frame(meeting: MeetingBranch) -> MeetingBranch:
    """The branch without its members: what a sheet of one member sees of it, so that it changes with that member alone."""
    return structs.replace(meeting, members=(), as_of="")


KINDS = (
    Kind("talk-sheets", "谈心谈话表", Source.MEETING, talk_sheets),
    Kind("survey-sheets", "摸底记录表", Source.MEETING, survey_sheets),
    Kind("inspection-checklist", "督查表", Source.MEETING, inspection_checklist),
    Kind("self-reports", "述职表", Source.MEETING, self_reports),
    Kind("ballots", "测评票", Source.MEETING, ballots),
    Kind("tally-sheets", "计票表", Source.MEETING, tally_sheets),
    Kind("minutes", "会议记录", Source.MEETING, minutes),
    Kind("feedback-slips", "反馈单", Source.MEETING, feedback_slips),
    Kind("talk-records", "谈话记录表", Source.MEETING, talk_records),
)
