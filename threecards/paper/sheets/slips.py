"""Slips and forms that villagers and members fill in: objections, opinions, wishes for a post, consent.

In: ``BoardForms`` for the blank ones at the board, ``MeetingBranch`` for those with a member's name on them. Out: a job for a kind, an item
for each sheet to be filled in. Everything that can be ticked is a word of the records, so that a slip can be typed in as it stands.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from msgspec import structs

from threecards.paper.jobs import A4, A5_LANDSCAPE, A6, Item, Owner, SheetJob
from threecards.paper.sheets.kinds import ONE_PAGE, RUN_ON, Kind, Source, branch_file, imprint_of, member_file
from threecards.publish.views.common import SiteView
from threecards.publish.views.forms import BoardForms
from threecards.publish.views.meeting import MeetingBranch

SLIPS = 20  # in a pack: five A4 sheets of four
SLIP_KIND = "objection-slips"
OPINIONS = 2  # on an A4 sheet; more are copies


def objection_slips(site: SiteView, township: str, forms: BoardForms) -> tuple[SheetJob, ...]:
    """A pack of objection slips, A6, each with a number of its own on both halves.

    The number holds the branch, the day of printing and a count, B001-261224-01: who objects without a name can ask by it. More of them are
    printed, never copied: on another day as they are, on the same day from the next number on (``numbered_from``).
    """
    day = forms.as_of[2:].replace("-", "")
    item = Item("", "", _frame(forms), _branch(township, forms.key))
    numbers = (_number(f"{forms.short_code.upper()}-{day}", n) for n in range(1, SLIPS + 1))
    items = tuple(replace(item, key=number, name=number) for number in numbers)
    title = f"{forms.name}意见（异议）单"
    return (_job(site, township, forms.key, Source.FORMS, SLIP_KIND, title, A6, items),)


def numbered_from(sheet: SheetJob, first: int) -> SheetJob:
    """A pack of objection slips that begins with another number; any other sheet as it is."""
    if first == 1 or sheet.template != f"{TEMPLATES[SLIP_KIND]}.html.j2":
        return sheet
    starts = (item.key.rpartition("-")[0] for item in sheet.items)
    numbers = (_number(start, n) for n, start in enumerate(starts, first))
    items = tuple(replace(item, key=key, name=key) for item, key in zip(sheet.items, numbers, strict=True))
    return replace(sheet, items=items)


def _number(start: str, count: int) -> str:
    return f"{start}-{count:02d}"


def opinion_slips(site: SiteView, township: str, forms: BoardForms) -> tuple[SheetJob, ...]:
    """Slips for opinions of the masses before the cards are set, A5; no name is asked for."""
    items = tuple(Item(f"{n}", forms.name, _frame(forms), _branch(township, forms.key)) for n in range(1, OPINIONS + 1))
    title = f"{forms.name}{forms.year}年征求意见表"
    return (_job(site, township, forms.key, Source.FORMS, "opinion-slips", title, A5_LANDSCAPE, items),)


def wish_slip(site: SiteView, township: str, forms: BoardForms) -> tuple[SheetJob, ...]:
    """The slip on which a member chooses a post, A4, with the posts of the branch; none where the branch offers none."""
    if not forms.posts:
        return ()
    item = Item(forms.key, forms.name, _frame(forms), _branch(township, forms.key))
    title = f"{forms.name}{forms.year}年选岗志愿表"
    return (_job(site, township, forms.key, Source.FORMS, "wish-slip", title, A4, (item,), run_on=True),)


def blank_consent(site: SiteView, township: str, forms: BoardForms) -> tuple[SheetJob, ...]:
    """The consent form without a name, A4."""
    item = Item(forms.key, forms.name, None, _branch(township, forms.key))
    title = f"{forms.name}个人信息公开同意书"
    return (_job(site, township, forms.key, Source.FORMS, "consent-form", title, A4, (item,), _consent(forms)),)


def consent_forms(site: SiteView, township: str, meeting: MeetingBranch) -> tuple[SheetJob, ...]:
    """The consent form for every member of a branch, A4, with name and form number."""
    owners = (Owner("name", member_file(township, meeting.key), ("name",)), *_branch(township, meeting.key))
    items = tuple(Item(one.key, one.key, one, owners) for one in meeting.members)
    if not items:
        return ()
    title = f"{meeting.name}个人信息公开同意书"
    return (_job(site, township, meeting.key, Source.MEETING, "consent-forms", title, A4, items, _consent(meeting)),)


def _frame(forms: BoardForms) -> BoardForms:
    """The board without its notices: a blank form names nobody."""
    return structs.replace(forms, notices=(), ended=(), results=(), as_of="")


def _consent(view: BoardForms | MeetingBranch) -> tuple[tuple[str, Any], ...]:
    return (
        ("branch", view.name),
        ("township", view.township),
        ("consent", view.consent),
        ("unnamed", view.unnamed),
        ("contact", view.contact),
        ("phone", view.phone),
    )


def _branch(township: str, branch: str) -> tuple[Owner, ...]:
    return (Owner("", branch_file(township, branch)),)


def _job(
    site: SiteView,
    township: str,
    branch: str,
    source: Source,
    name: str,
    title: str,
    size: tuple[int, int],
    items: tuple[Item, ...],
    values: tuple[tuple[str, Any], ...] = (),
    run_on: bool = False,
) -> SheetJob:
    """A job with the path of its kind; its template is named like the kind, one form for both audiences."""
    path = f"{source.tree}/{township}/{branch}/{name}.pdf"
    template = f"{TEMPLATES.get(name, name)}.html.j2"
    steps = (*ONE_PAGE[:2], *RUN_ON) if run_on else ONE_PAGE[:3]
    return SheetJob(path, template, title, size, imprint_of(site), items, steps, values, on_a4=size != A4)


TEMPLATES = {
    SLIP_KIND: "objection-slip",
    "opinion-slips": "opinion-slip",
    "consent-forms": "consent-form",
}

KINDS = (
    Kind(SLIP_KIND, "意见单", Source.FORMS, objection_slips),
    Kind("opinion-slips", "征求意见表", Source.FORMS, opinion_slips),
    Kind("wish-slip", "选岗志愿表", Source.FORMS, wish_slip),
    Kind("consent-form", "空白同意书", Source.FORMS, blank_consent),
    Kind("consent-forms", "同意书", Source.MEETING, consent_forms),
)
