"""The card file: one record of two sides for each member. In: ``RecordBranch``, internal. Out: one job for a branch."""

from __future__ import annotations

from threecards.paper.jobs import A4, Item, Owner, SheetJob, Step
from threecards.paper.sheets.kinds import Kind, Source, branch_file, imprint_of, member_file
from threecards.publish.views.common import SiteView
from threecards.publish.views.record import MemberRecord, RecordBranch

TITLE = "党员行动卡全记录"
SIDES = (*(Step(level, 2) for level in range(4)), Step(4, 0))  # front and back; a very full year takes another sheet


def records(site: SiteView, township: str, branch: RecordBranch) -> tuple[SheetJob, ...]:
    """Full records of the cards of a branch, A4 on both sides, each beginning on a front; internal."""
    if not branch.members:
        return ()
    items = tuple(_item(township, branch, one) for one in branch.members)
    values = (
        ("branch", branch.name),
        ("township", branch.township),
        ("secretary", branch.secretary),
        ("as_of", branch.as_of),
    )
    title = f"{branch.name}{branch.year}年{TITLE}"
    path = f"{Source.RECORD.tree}/{township}/{branch.key}/records.pdf"
    return (SheetJob(path, "record.html.j2", title, A4, imprint_of(site), items, SIDES, values, duplex=True),)


def _item(township: str, branch: RecordBranch, one: MemberRecord) -> Item:
    record = member_file(township, branch.key, one.key)
    book = branch_file(township, branch.key).replace("branch.yaml", f"{branch.year}.yaml")
    owners = (
        Owner("name", record, ("name",)),
        Owner("photo", record, ("photo",)),
        Owner("promises", record, ("cards",)),
        Owner("deeds", record, ("deeds",)),
        Owner("report", record, ("self_reports",)),
        Owner("inspections", book, ("inspections",)),
        Owner("comments", book, ("spot_checks",)),
        Owner("posts", branch_file(township, branch.key), ("posts",)),
        Owner("", record),
    )
    return Item(one.key, one.key, one, owners)


KINDS = (Kind("records", "党员卡全记录", Source.RECORD, records),)
