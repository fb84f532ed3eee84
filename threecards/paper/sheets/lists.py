"""The work list for a board: what comes down today, what has to be printed anew and goes up. Internal.

In: ``PostingView`` (``paper.posting`` makes it). Out: one A4 sheet, more where there is much to do.
"""

from __future__ import annotations

from threecards.paper.jobs import A4, Item, Owner, SheetJob, Step
from threecards.paper.sheets.kinds import Kind, Source, branch_file, imprint_of
from threecards.publish.views.common import SiteView
from threecards.publish.views.posting import PostingView

STEPS = (Step(0, 1), Step(1, 1), Step(0, 0))  # a little closer before a second page


def board_list(site: SiteView, township: str, posting: PostingView) -> tuple[SheetJob, ...]:
    """What to take down and what to put up, with a box for each sheet; also when there is nothing to do, so that this can be seen."""
    item = Item(posting.key, posting.name, posting, (Owner("", branch_file(township, posting.key)),))
    path = f"{Source.POSTING.tree}/{township}/{posting.key}/board-list.pdf"
    title = f"{posting.name}公开栏张贴清单"
    return (SheetJob(path, "board-list.html.j2", title, A4, imprint_of(site), (item,), STEPS),)


KINDS = (Kind("board-list", "张贴清单", Source.POSTING, board_list),)
