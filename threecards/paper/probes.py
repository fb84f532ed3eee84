"""What the sheets have room for at their smallest size, read from probes that are really laid out.

In: a press, the files of the fonts. Out: ``Room``. Not here: what follows from it for a card (``room``).
Probes are sheets of invented filler through the same kinds and templates as those of the county: each text as long as ``room`` allows, as wide
as a character can be, and unbreakable where a text of a record might be. A changed layout so changes the answer by itself; where a probe
does not fit, nothing is sure of its kind, and every sheet of it is laid out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from jinja2 import TemplateError
from msgspec import Struct, structs

from threecards.paper import fit
from threecards.paper.fonts import FontFile, advances
from threecards.paper.jobs import SheetJob, Step
from threecards.paper.room import (
    AMOUNT_EMS,
    BRANCH_EMS,
    CARDS,
    CODE_EMS,
    COMMITTEE_EMS,
    COUNTY_EMS,
    HOST_EMS,
    MOST_POSTS,
    MOST_WAYS,
    NAME_EMS,
    PART_EMS,
    POST_EMS,
    STRETCH_EMS,
    TIGHT_EMS,
    TOWNSHIP_EMS,
    UNIT_EMS,
    VILLAGES_EMS,
    WAY_EMS,
    CardRoom,
    Room,
)
from threecards.paper.sheets import KINDS, Source
from threecards.paper.text import JOINER
from threecards.publish.views.binder import BinderBranch
from threecards.publish.views.board import BoardBranch, BoardCard, BoardPost, BoardStars, BoardTownship
from threecards.publish.views.common import (
    CommitmentView,
    DutyAreaView,
    DutyItemView,
    GoalAreaView,
    GoalCardView,
    GoalProgressView,
    GoalView,
    LogView,
    PostDuty,
    ResponsibilityCardView,
    SiteView,
    StarView,
)
from threecards.publish.views.forms import BoardForms

if TYPE_CHECKING:
    from threecards.paper.press import Press

YEAR, DAY = 2026, "2026-12-31"


def _filler(ems: int) -> str:
    return "国" * ems


def _unbreakable(ems: int) -> str:
    return JOINER.join(_filler(ems))


STRETCH = _unbreakable(STRETCH_EMS)
_LONG_NAME = f"{_filler(PART_EMS)}·{_filler(PART_EMS)}"
_NAMES = (
    *(_filler(n) for n in range(1, PART_EMS + 1)),
    _LONG_NAME,
    "国国国（国国国国）",
    "国国国国国（国国国国国）",
)
_WAYS = tuple((_filler(3), _filler(WAY_EMS - 4)) for _ in range(MOST_WAYS))
_WHO = ((8, 2), (NAME_EMS, 0))  # ems of a name in larger and in smaller type, and of what tells two of the same apart
_LONG = _filler(100)  # several lines
_HOST = "W" * (HOST_EMS * 10 // 11)  # unbreakable; no letter is wider
URL = f"https://{_HOST}/"  # the shorter, the wider is the picture of its code with the margin
CODE, AMOUNT, UNIT = _filler(CODE_EMS), "9" * int(AMOUNT_EMS / 0.6), _filler(UNIT_EMS)
_WORDS = {
    **dict.fromkeys(("as_of", "date", "posted", "ends"), DAY),
    **dict.fromkeys(("mass", "member", "organisation", "total", "mean"), "100.00"),
    **dict.fromkeys(
        ("type", "kind", "design", "status", "band", "suggested", "decided", "counts", "halfyear", "numbers"),
        _filler(4),
    ),
    "name": _filler(BRANCH_EMS),
    "township": _filler(TOWNSHIP_EMS),
    "secretary": _LONG_NAME,
    "status_reason": _filler(12),
}
"""Words of packs and notices that are not free text: days, figures, words of a rule, names."""
SITE = SiteView(
    county=_filler(COUNTY_EMS), title="国", year=YEAR, started=YEAR, as_of=DAY, office="国", phone="", address="", release="R0000-000",
    released=DAY, post_until=DAY, results="all", indexed=False, checks_label="国", two_reports_label=_filler(10), report_labels=("国", "国"),
    mottos=(), townships=(),
)  # fmt: skip


def _promise(**changes: Any) -> CommitmentView:
    plain = CommitmentView(
        n=20, what="国", for_whom="", baseline="9", target="9", unit="国", done_when="", due=DAY, weight="", verifier="", status="国",
        status_code="done", value="", percent=-1, late=False, overdue=False, reason="", steps=(),
    )  # fmt: skip
    return structs.replace(plain, **changes)


_TEXTS: Mapping[str, tuple[CommitmentView, ...]] = {
    "lines": (_promise(), _promise(what=_LONG)),
    "more": (_promise(target="", unit="", done_when=_LONG),),
    "why": (_promise(reason=_LONG),),
    "cells": (_promise(unit=_filler(12)), _promise(status=_filler(30))),
}
"""Promises of the probes that tell how wide and high a row is."""


def _card(key: str, **changes: Any) -> BoardCard:
    stars = tuple(
        StarView(_filler(2), "law", lit, "", "", (), True) for lit in (True, False, False, False, False, False)
    )
    plain = BoardCard(
        key=key, name="国国", disambiguation="", branch=_filler(3), township=_filler(2), village="国", year=YEAR, type=_filler(2),
        type_code="office", motto=_filler(2), photo="", party_since="2026", probationary=False, posts=(), commitments=(), stars=stars,
        show_unlit=True, honours=(), url=URL, short_code=CODE, contact=_WAYS, release=SITE.release,
        post_until=SITE.post_until,
    )  # fmt: skip
    return structs.replace(plain, **changes)


def _post(ems: int) -> PostDuty:
    return PostDuty("p01", _filler(ems), _filler(8), (STRETCH, STRETCH), DAY, "", STRETCH)


def _probe_cards() -> tuple[BoardCard, ...]:
    cards = []
    for photo in ("", "photo"):
        for name, promises in _TEXTS.items():
            cards.append(_card(f"{name}-{bool(photo):d}", photo=photo, commitments=promises))
        for posts in range(MOST_POSTS + 1):
            for way, (who, which) in enumerate(_WHO):
                cards.append(
                    _card(
                        f"free-{posts}-{way}-{bool(photo):d}", photo=photo, name=_filler(who), disambiguation=_filler(which),
                        posts=tuple(_post(POST_EMS) for _ in range(posts)), commitments=(_promise(),),
                    )
                )  # fmt: skip
    return tuple(cards)


def _goals() -> tuple[GoalAreaView, ...]:
    progress = tuple(GoalProgressView(q, AMOUNT, STRETCH) for q in (1, 2, 3, 4))
    goal = GoalView(30, STRETCH, AMOUNT, AMOUNT, UNIT, STRETCH, DAY, "100", progress, 100, "", (STRETCH, STRETCH))
    goals = (goal, structs.replace(goal, attainment=88), structs.replace(goal, attainment=-1))
    return tuple(GoalAreaView(_filler(9), "premises", some) for some in (goals, ()))


def _probe_branch() -> BoardBranch:
    villages = (_filler(6), _filler(VILLAGES_EMS - 7))
    goals = GoalCardView(YEAR, _LONG_NAME, DAY, DAY, _goals(), "100.00", ((DAY, STRETCH),))
    return BoardBranch(
        key="b0000", name=_filler(BRANCH_EMS), township=_filler(TOWNSHIP_EMS), committee=_filler(9), villages=villages,
        secretary=_LONG_NAME, phone="", cards=_probe_cards(), goal_card=goals,
        post_list=(BoardPost(_post(POST_EMS), 200, _NAMES), BoardPost(_post(STRETCH_EMS), 200, tuple(reversed(_NAMES))), BoardPost(_post(2), 1, ())),
        star_board=tuple(BoardStars(name, villages[n % 2], (n % 3 == 0, True, False, True, True, False)) for n, name in enumerate(_NAMES * 2)),
        show_unlit=True, notices=(), roll=tuple((_filler(2), 999) for _ in range(4)), contact=_WAYS,
        url=URL, short_code=CODE,
    )  # fmt: skip


def _probe_hall() -> BoardTownship:
    states = tuple((q, _filler(4), "done", STRETCH) for q in (1, 2, 3, 4))
    duty = DutyItemView(STRETCH, AMOUNT, UNIT, "2027-12-31", STRETCH, states)
    log = LogView("2027-12-31", _filler(6), "plan", STRETCH, STRETCH, STRETCH, "")
    full = structs.replace(log, result=_unbreakable(TIGHT_EMS))
    card = ResponsibilityCardView(
        YEAR, _LONG_NAME, DAY, DAY, DAY, tuple((_filler(4), 99999) for _ in range(3)),
        tuple(DutyAreaView(_filler(9), "plan", some) for some in ((duty, duty), ())), (log, full), 99, 999,
        tuple(_filler(BRANCH_EMS) for _ in range(9)), tuple((_filler(10), DAY) for _ in range(2)),
    )  # fmt: skip
    return BoardTownship("t000", _filler(TOWNSHIP_EMS), _filler(COMMITTEE_EMS), card, _WAYS, URL, CODE)


def _probe_pack() -> BinderBranch:
    pack: BinderBranch = _filled(BinderBranch)
    roll = (
        structs.replace(pack.roll[0], key=f"m{n:06d}", name=name) for n, name in enumerate((_LONG_NAME, _NAMES[-1]))
    )
    return structs.replace(pack, roll=tuple(roll), todo=((DAY, STRETCH),))


def _probe_forms() -> BoardForms:
    """A notice for each way in which names are set: with stars, with long and with short texts beside them, in one to four columns."""
    forms: BoardForms = _filled(BoardForms)
    tight = _unbreakable(TIGHT_EMS)
    named = [("stars", tuple((name, "国") for name in _NAMES)), ("posts", tuple((name, tight) for name in _NAMES))]
    named += [("posts", tuple((name, about) for name in _NAMES * 2)) for about in (tight, f"{tight}国国")]
    named += [("other", tuple((name, "") for name in some)) for some in (_NAMES[-1:], _NAMES[-2:], _NAMES[-3:], _NAMES)]
    plain = structs.replace(forms.notices[0], title=tight, url=URL)
    notices = tuple(
        structs.replace(plain, key=f"w{n}", code=code, people=people) for n, (code, people) in enumerate(named)
    )
    return structs.replace(forms, notices=notices, stars=(_filler(2),) * 6, contact=_WAYS, url=URL)


def _filled(kind: Any, name: str = "") -> Any:
    """A view, or a value of the type of one of its fields: every text is filler, every list has two of its kind."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        hints = get_type_hints(kind)
        return kind(**{one: _filled(hints[one], one) for one in kind.__struct_fields__})
    if get_origin(kind) is tuple:
        kinds = get_args(kind)
        return tuple(_filled(one, name) for one in (kinds[:1] * 2 if kinds[-1] is ... else kinds))
    return {str: _WORDS.get(name, STRETCH), int: 999, bool: True}[kind]


def probes() -> dict[str, tuple[SheetJob, ...]]:
    """The sheets to lay out, by the keys of the standing kinds; none for a kind that is made from a view without a probe."""
    views = {
        Source.BOARD: _probe_branch,
        Source.FORMS: _probe_forms,
        Source.HALL: _probe_hall,
        Source.PACK: _probe_pack,
    }
    made: dict[str, tuple[SheetJob, ...]] = {}
    for kind in (kind for kind in KINDS if kind.standing):
        make = views.get(kind.source)
        made[kind.key] = kind.make(SITE, "t00", make()) if make else ()
    return made


# --- measuring --------------------------------------------------------------------------------------------------------


class LayoutError(ValueError):
    """A template that cannot run."""


def measure(press: Press, fonts: Iterable[FontFile], sheets: Mapping[str, tuple[SheetJob, ...]]) -> Room:
    """Lay the probes out at their smallest size and read what they have room for. Takes some two seconds. Raises LayoutError."""
    widths = {character: width for character, width in advances(fonts).items() if width != 1}
    try:
        kinds = tuple(
            key for key, jobs in sheets.items() if key != CARDS and jobs and all(_holds(press, job) for job in jobs)
        )
        cards = _cards(press, sheets[CARDS][0]) if sheets.get(CARDS) else (None, None)
    except (TemplateError, ValueError) as error:
        raise LayoutError(str(error)) from error
    return Room((*kinds, *([CARDS] if any(cards) else [])), widths, cards)


def _pages(press: Press, sheet: SheetJob, step: Step) -> dict[str, list[Any]]:
    """Pages of each item at one size."""
    document = press.try_out(sheet, sheet.items, step.level)
    return dict(zip((item.key for item in sheet.items), fit.shares(document.pages, len(sheet.items)), strict=True))


def _holds(press: Press, sheet: SheetJob) -> bool:
    """True when a probe that may have any number of pages at its last size fits: nothing runs out sideways."""
    last = sheet.steps[-1]
    return not last.pages and all(fit.surplus(one, 0) is None for one in _pages(press, sheet, last).values())


def _cards(press: Press, sheet: SheetJob) -> tuple[CardRoom | None, CardRoom | None]:
    """What a card can hold at the smallest size at which it is one page: a card that fits there never needs another."""
    steps = [step for step in sheet.steps if step.pages == 1]
    pages = _pages(press, sheet, steps[-1]) if steps else {}
    return (_card_room(pages, 0), _card_room(pages, 1)) if pages else (None, None)


def _card_room(pages: Mapping[str, Sequence[Any]], photo: int) -> CardRoom | None:
    """Read the probes without or with a photo; None where one of them does not fit or is not built as expected."""
    free = []
    for posts in range(MOST_POSTS + 1):
        tried = [pages[f"free-{posts}-{way}-{photo}"] for way in range(len(_WHO))]
        if any(fit.surplus(one, 1) for one in tried):
            return None
        free.append(min(_free_mm(one[0]) for one in tried))
    try:
        short, long = _rows(pages[f"lines-{photo}"])
        (more,) = _rows(pages[f"more-{photo}"])
        _, why = _rows(pages[f"why-{photo}"])
        target, state = _rows(pages[f"cells-{photo}"])
        line_mm = (long.height - short.height) / (len(long.cells[0]) - 1)
        more_mm = (more.height - short.height) / (len(more.cells[0]) - 1)
        origin, beside = _line(pages[f"lines-{photo}"], "from"), _line(pages[f"lines-{photo}"], "side")
        return CardRoom(
            free_mm=tuple(free), row_mm=short.height - line_mm, line_mm=line_mm, more_mm=more_mm,
            why_mm=why.height - more_mm * len(why.cells[0]), line_ems=_ems(long.cells[0]), more_ems=_ems(more.cells[0][2:]),
            why_ems=_ems(why.cells[0][1:]), target_ems=_ems(target.cells[1][1:]), state_ems=_ems(state.cells[3][1:]),
            side_mm=beside.end - origin.start, from_em_mm=origin.em, side_em_mm=beside.em,
        )  # fmt: skip
    except (ValueError, ZeroDivisionError, IndexError):
        return None


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of promises as it was laid out. height: mm; cells: their lines of text."""

    height: float
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text: where it starts and ends and the height of its type, in mm."""

    start: float
    end: float
    em: float


def _rows(pages: Sequence[Any]) -> tuple[_Row, ...]:
    """Rows of promises on the only page of a probe. Raises ValueError where it has several."""
    (page,) = pages
    return tuple(_Row(box.height * fit.MM, _cells(box)) for box in _promise_rows(page))


def _cells(row: Any) -> tuple[tuple[str, ...], ...]:
    """Lines of the cells of a row: promise, target, due day, state; or of the only cell of a reason. Raises ValueError for another table."""
    if len(row.children) not in (1, 4):
        raise ValueError(f"{len(row.children)} columns")
    return tuple(_cell(cell) for cell in row.children)


def _promise_rows(page: Any) -> list[Any]:
    return [
        b for b in fit.walk(page._page_box) if type(b).__name__ == "TableRowBox" and "data-field" in b.element.attrib
    ]


def _cell(cell: Any) -> tuple[str, ...]:
    lines = (box for box in fit.walk(cell) if type(box).__name__ == "LineBox")
    return tuple("".join(getattr(box, "text", "") for box in fit.walk(line)) for line in lines)


def _free_mm(page: Any) -> float:
    """Height from the first row of promises to the lower margin."""
    box = page._page_box
    return float((box.content_box_y() + box.height - _promise_rows(page)[0].position_y) * fit.MM)


def _ems(lines: Sequence[str]) -> float:
    """Least that a line of filler holds, the last one aside. Raises ValueError where there is no other."""
    return float(min(line.count(_filler(1)) for line in lines[:-1]))


def _line(pages: Sequence[Any], name: str) -> _Line:
    """The last line of text of a class. Raises ValueError where its letters are spaced, IndexError where there is none."""
    (page,) = pages
    box = [
        box
        for box in fit.walk(page._page_box)
        if getattr(box, "text", "").strip() and box.element is not None and name in box.element.get("class", "").split()
    ][-1]
    if box.style["letter_spacing"] not in ("normal", 0):
        raise ValueError(f"{name} is spaced")
    em = box.style["font_size"] * fit.MM
    return _Line(box.position_x * fit.MM, (box.position_x + box.width) * fit.MM, em)
