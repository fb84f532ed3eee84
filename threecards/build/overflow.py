"""The overflow gate before any PDF is made: what printing would call too long, told by a check.

In: a branch that was read and checked, a ``Room``. Out: PAPER-002, just as printing would find it. Not here: measuring a page (``paper.fit``).
Nearly everything surely fits by the length of its texts alone, and nothing of the press is imported. What remains is laid out as for print,
and only that can make a finding: a doubt costs time, never a false alarm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from threecards.build.branch import Assessed, BranchJob, Shared, check_sheets
from threecards.build.execute import FEW, Progress, mapper, run_all
from threecards.build.glyphs import pinpointed
from threecards.build.keys import code_key, files_key, key_of
from threecards.build.notes import read_note, write_note
from threecards.build.places import CACHE, layouts_of
from threecards.machine import native_versions
from threecards.paper.jobs import names_in
from threecards.paper.room import BRANCH_KINDS, CARDS, COMMITTEE_EMS, GOALS, HALL, NOTICES, PACK, Room, is_loose
from threecards.paper.theme import PaperTheme
from threecards.problems import Finding, Problem
from threecards.publish.project.board import board_name, short_card
from threecards.publish.project.common import amount
from threecards.publish.project.county import contact
from threecards.publish.views.common import SiteView
from threecards.records.county import BranchFolder, Context, TownshipFolder
from threecards.records.model import Model

FILE = "room.json"
WALLS = tuple(key for key in BRANCH_KINDS if key not in (CARDS, PACK))
Doubts = dict[str, frozenset[str] | None]
"""Kinds of sheets that may not fit, by key: keys of the members concerned, None for the whole sheet."""


# --- what sheets have room for -----------------------------------------------------------------------------------------


def look_of_paper(root: Path) -> str:
    """Key of all that decides what fits on a sheet beside its texts: layouts, fonts, code, libraries. Raises OSError."""
    layouts = layouts_of(root)
    fonts = {path.name: path.read_bytes() for path in (layouts / "fonts").glob("*.[ot]tf")}
    return key_of(PaperTheme.read(layouts / "paper").digest, files_key(fonts), code_key(), repr(native_versions()))


def room_of(root: Path, look: str, shared: Shared) -> Room | None:
    """What the sheets have room for, measured once for each look of paper and kept in ``.cache``: it holds widths and heights, no text.

    Nothing is sure where a text of the settings, which any sheet may show, cannot be broken. None where a template is wrong: printing says
    where. Raises OSError.
    """
    file = root / CACHE / FILE
    room = _noted(file, look)
    if room is None:
        from threecards.build.tryout import measured  # loads the press, as few checks have to

        room = measured(str(root))
        write_note(file, {"look": look, "room": room.as_plain() if room else None})
    if room is None or all(is_loose(text.encode()) for text in _texts(shared.context.settings)):
        return room
    return replace(room, kinds=(), cards=(None, None))


def _noted(file: Path, look: str) -> Room | None:
    note = read_note(file)
    try:
        return Room.of(note["room"]) if note["look"] == look else None
    except (LookupError, TypeError):
        return None  # no note, or one of another form


def _texts(value: Any, name: str = "") -> Iterator[str]:
    """Texts of the settings, but for addresses and check sums."""
    if isinstance(value, str):
        if name not in ("address", "sha256", "closed_hash", "key", "code"):
            yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _texts(one, name)
    elif isinstance(value, Model):
        for field_name, one in value:
            yield from _texts(one, field_name)
    else:
        for field in names_in(value):
            yield from _texts(getattr(value, field), field)


# --- a township -------------------------------------------------------------------------------------------------------


def is_hall_sure(folder: TownshipFolder, context: Context, site: SiteView, room: Room) -> bool:
    """True when the responsibility card of a township surely fits, or there is none this year."""
    town = folder.township
    card = next((card for card in town.cards if card.year == context.settings.year), None)
    if card is None:
        return True
    numbers = ((amount(item.target), item.unit or "") for area in card.areas for item in area.items)
    return (
        HALL in room.kinds
        and all(is_loose(text.encode()) for text in _texts(town))
        and room.fits_head(site.county, town.name, "", (), contact(site, town.name, town.phone or ""), site.address)
        and room.ems(town.committee or "") <= COMMITTEE_EMS
        and all(room.fits_name(term.name) for term in town.officers if term.name)
        and room.fits_amounts(numbers)
        and all(room.fits_tight(entry.result or "") for entry in card.log)
    )


# --- a branch ---------------------------------------------------------------------------------------------------------


def tried(doubtful: Sequence[BranchJob], workers: int, progress: Progress) -> dict[str, tuple[Problem, ...]]:
    """What does not fit on the sheets of branches in doubt, by key. Few branches are done in one process: each would load the press anew."""
    with mapper(workers if len(doubtful) > FEW else 1) as run:
        found = run_all(check_sheets, doubtful, run, progress, "check")
    return {job.key: problems for job, problems in zip(doubtful, found, strict=True)}


def overflows(job: BranchJob, assessed: Assessed, room: Room) -> list[Finding]:
    """What is too long on the standing sheets of a branch without errors; nothing is laid out where all of it surely fits."""
    if assessed.folder is None or assessed.result is None:
        return []
    shared = job.shared
    doubts = doubts_of(assessed.folder, assessed.files, shared.context, shared.site, room)
    if not doubts:
        return []
    from threecards.build.tryout import try_out

    found = try_out(job, assessed, doubts)
    prefix = f"{job.folder}/"
    return pinpointed(found, lambda path: assessed.files.get(path.removeprefix(prefix)), shared.context.settings.year)


def doubts_of(folder: BranchFolder, files: Mapping[str, bytes], context: Context, site: SiteView, room: Room) -> Doubts:
    """Sheets of a branch that are not sure to fit. files: of its folder, by name."""
    town, branch = context.townships[folder.township].township, folder.branch
    villages = [village.name for village in branch.villages]
    ways = contact(site, town.name, town.phone or branch.phone or "", branch.board or "")
    if not room.fits_head(site.county, town.name, branch.name, villages, ways, site.address) or not is_loose(
        files.get("branch.yaml", b"")
    ):
        return dict.fromkeys(BRANCH_KINDS)
    found: Doubts = {kind: None for kind in BRANCH_KINDS if kind not in room.kinds}
    if not all(is_loose(data) for name, data in files.items() if not name.startswith("m")):
        found |= dict.fromkeys((GOALS, NOTICES, PACK))  # opinions of surveys, texts of notices, places of sittings
    long = {key for key in folder.members if not is_loose(files.get(f"{key}.yaml", b""))}
    named = {key for key, member in folder.members.items() if not room.fits_name(board_name(member))}
    officers = all(room.fits_name(term.name) for term in branch.officers if term.name)
    if named or not officers:
        found |= dict.fromkeys(WALLS)
    goals = (goal for card in branch.goal_cards if card.year == context.settings.year for goal in card.goals)
    numbers = (
        (n, goal.unit or "") for goal in goals for n in (goal.baseline, goal.target, *(p.value for p in goal.progress))
    )
    if not room.fits_amounts((amount(n), unit) for n, unit in numbers):
        found[GOALS] = None
    posts = (post.name or post.type or "" for post in branch.posts)
    titles = (notice.title or "" for notice in folder.book(context.settings.year).notices)
    if not all(map(room.fits_tight, (*posts, *titles))):
        found[NOTICES] = None
    cards = {key for key in folder.members if not _fits(key, folder, context, site, room)}
    if cards | long | named:
        found.setdefault(CARDS, frozenset(cards | long | named))
    if long | named or not officers:
        found.setdefault(PACK, frozenset(long | named))
    return found


def _fits(key: str, folder: BranchFolder, context: Context, site: SiteView, room: Room) -> bool:
    card = short_card(key, folder, context, site)
    return card is None or room.fits_card(card)
