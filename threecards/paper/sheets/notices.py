"""Public notices and their outcomes. In: ``BoardForms``. Out: a job for each notice, so that each is a file and counts its own pages."""

from __future__ import annotations

from threecards.paper.jobs import A4, Item, Owner, SheetJob, Step
from threecards.paper.posting import NOTICE, OUTCOME
from threecards.paper.sheets.kinds import Kind, Source, branch_file, imprint_of
from threecards.publish.views.common import SiteView
from threecards.publish.views.forms import BoardForms, NoticeSheet

LONG_LIST, SHORT = 8, 9  # names in a list; characters beside a name that fit half a line
STEPS = (Step(0, 1), Step(1, 1), Step(2, 1), Step(1, 0))  # smaller type before a second page, but never small on many


def notices(site: SiteView, township: str, forms: BoardForms) -> tuple[SheetJob, ...]:
    """The notices that hang now or are to be put up on their day, A4."""
    return tuple(_sheet(site, township, forms, notice, NOTICE) for notice in forms.notices)


def outcomes(site: SiteView, township: str, forms: BoardForms) -> tuple[SheetJob, ...]:
    """What came of the notices that are over, A4."""
    return tuple(_sheet(site, township, forms, notice, OUTCOME) for notice in forms.results)


def _sheet(site: SiteView, township: str, forms: BoardForms, notice: NoticeSheet, name: str) -> SheetJob:
    year_book = f"members/{township}/{forms.key}/{forms.year}.yaml"
    owners = (Owner("branch", branch_file(township, forms.key), ("name",)), Owner("", year_book, ("notices",)))
    ended = name == OUTCOME
    values = (
        ("branch", forms.name),
        ("township", forms.township),
        ("villages", forms.villages),
        ("clock", forms.clock),
        ("contact", forms.contact),
        ("star_names", forms.stars),
        ("columns", columns(notice)),
        ("pairs", pairs(notice)),
        ("ended", ended),
        ("post_until", site.post_until if ended else notice.ends),
    )
    path = f"{Source.FORMS.tree}/{township}/{forms.key}/{name}-{notice.key}.pdf"
    item = Item(notice.key, notice.title, notice, owners)
    title = f"{forms.name}{'公示结果' if ended else '公示'}：{notice.title}"
    return SheetJob(path, "notice.html.j2", title, A4, imprint_of(site), (item,), STEPS, values)


def columns(notice: NoticeSheet) -> int:
    """How many names stand side by side, four at most; 0 where each name has a row of its own with what it is about."""
    return 0 if any(about for _, about in notice.people) else min(4, len(notice.people))


def pairs(notice: NoticeSheet) -> int:
    """How many names with what they are about stand side by side: two where the list is long and its texts are short."""
    return 2 if len(notice.people) > LONG_LIST and all(len(about) <= SHORT for _, about in notice.people) else 1


NOTICES = Kind("notices", "公示", Source.FORMS, notices, standing=True, hangs=True)
OUTCOMES = Kind("notice-outcomes", "公示结果", Source.FORMS, outcomes, hangs=True)
KINDS = (NOTICES, OUTCOMES)
