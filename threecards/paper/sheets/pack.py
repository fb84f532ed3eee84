"""The pack for the meeting that decides the grades. Internal."""

from __future__ import annotations

from threecards.paper.jobs import A4, Item, Owner, SheetJob
from threecards.paper.sheets.kinds import RUN_ON, Kind, Source, branch_file, imprint_of, member_file
from threecards.publish.views.binder import BinderBranch
from threecards.publish.views.common import SiteView

PACK_TITLE = "民主评议党员会议材料"


def decision_pack(site: SiteView, township: str, pack: BinderBranch) -> tuple[SheetJob, ...]:
    """Everything the meeting has to know of every member of a branch, A4."""
    owners = (
        Owner("roll", member_file(township, pack.key), ("name",)),
        Owner("", branch_file(township, pack.key)),
    )
    item = Item(pack.key, pack.name, pack, owners)
    title = f"{pack.name}{pack.year}年{PACK_TITLE}"
    path = f"{Source.PACK.tree}/{township}/{pack.key}/decision-pack.pdf"
    values = (("needed", majority(pack.should_attend)),)
    return (SheetJob(path, "decision-pack.html.j2", title, A4, imprint_of(site), (item,), RUN_ON, values),)


def majority(should_attend: int) -> int:
    """Least number that is more than half of those who should attend: so many must be present, and so many must say yes
    (domain rule 5.10).

    Example: 27 should attend -> 14. 0 where the number is not known.
    """
    return should_attend // 2 + 1 if should_attend else 0


KINDS = (Kind("decision-pack", "评议会议材料", Source.PACK, decision_pack, standing=True),)
