"""Honours on paper: certificates of commendation and inserts for door plates. In: ``BoardBranch``. Out: one job for a branch."""

from __future__ import annotations

from dataclasses import dataclass, replace

from msgspec import structs

from threecards.paper.jobs import A4_LANDSCAPE, Item, Owner, SheetJob, Step
from threecards.paper.sheets.cards import card_item
from threecards.paper.sheets.kinds import Kind, Source, imprint_of, member_file
from threecards.publish.views.board import BoardBranch
from threecards.publish.views.common import HonourView, SiteView

CERTIFICATE_TITLE, PLATE_TITLE = "表彰证书", "共产党员户门牌插页"
PLATE_MM = (200, 140)
SIZES = (Step(0, 1), Step(1, 1), Step(2, 1))


@dataclass(frozen=True, slots=True)
class Certificate:
    """One commendation of one person. issuer: the organisation whose seal it bears, by the level of the honour."""

    key: str
    name: str
    branch: str
    honour: HonourView
    issuer: str


def certificates(site: SiteView, township: str, branch: BoardBranch) -> tuple[SheetJob, ...]:
    """Certificates of the commendations given for this year or in it, A4 landscape; the key of a second one ends with ``-2``."""
    items = []
    for card in branch.cards:
        given = [h for h in card.honours if site.year in (h.year, int(h.date[:4]))]
        for number, honour in enumerate(reversed(given), 1):
            record = member_file(township, branch.key, card.key)
            owners = (Owner("name", record, ("name",)), Owner("", record, ("commendations",)))
            view = Certificate(card.key, card.name, branch.name, honour, issuer_of(honour.level, site.county, branch))
            key = card.key if number == 1 else f"{card.key}-{number}"
            items.append(Item(key, card.key, view, owners))
    if not items:
        return ()
    path = f"{Source.BOARD.tree}/{township}/{branch.key}/certificates.pdf"
    title = f"{branch.name}{site.year}年{CERTIFICATE_TITLE}"
    return (SheetJob(path, "certificate.html.j2", title, A4_LANDSCAPE, imprint_of(site), tuple(items), SIZES),)


def issuer_of(level: str, county: str, branch: BoardBranch) -> str:
    """Who commends: the branch itself, the township's committee, or the county's."""
    return {"支部": branch.name, "乡镇": branch.committee}.get(level, f"中共{county}委员会")


def door_plates(site: SiteView, township: str, branch: BoardBranch) -> tuple[SheetJob, ...]:
    """Inserts for door plates, 200 × 140 mm; only for counties that still use such plates."""
    shown = (structs.replace(card, photo="") for card in branch.cards)
    items = tuple(replace(card_item(township, branch, card), start=0) for card in shown)
    if not items:
        return ()
    path = f"{Source.BOARD.tree}/{township}/{branch.key}/door-plates.pdf"
    title = f"{branch.name}{site.year}年{PLATE_TITLE}"
    return (SheetJob(path, "door-plate.html.j2", title, PLATE_MM, imprint_of(site), items, SIZES),)


KINDS = (
    Kind("certificates", "表彰证书", Source.BOARD, certificates),
    Kind("door-plates", "门牌插页", Source.BOARD, door_plates),
)
