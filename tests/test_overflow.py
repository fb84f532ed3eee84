"""The overflow gate of a check: it tells what printing tells, and asks the press only where it has to."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests import paper_fixture as px
from tests.county_tree import ROOT, TODAY, build_site, copy_county, edit, members
from tests.paper_pdf import MAKES_PDFS
from tests.values import replace
from threecards.build import overflow, pipeline, prints, tryout
from threecards.build.check import check
from threecards.build.notes import read_note
from threecards.build.request import Request
from threecards.paper.press import misfits
from threecards.paper.room import BRANCH_KINDS, CARDS, STRETCH_EMS, CardRoom, Room, is_loose
from threecards.paper.sheets import KINDS, Source
from threecards.problems import Problem
from threecards.publish.views.board import BoardBranch, BoardCard, BoardStars
from threecards.publish.views.common import CommitmentView, GoalView
from threecards.report import NO_PROGRESS

pytestmark = MAKES_PDFS

HAN = "一二三四五六七八九十修路水渠种药材老人每月户年前后村里带领帮助邻居承诺"
LONG = "每月逢五逢十巡查东西两条支渠，发现漏水当天上报，汛期每天一次并在公开栏写明结果，请大家监督，落下一次补一次，全年算账"


@cache
def room() -> Room:
    found = tryout.measured(str(ROOT))
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def _measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Probes are laid out once for all tests: every county here has the shipped layouts."""
    known = room()
    monkeypatch.setattr(tryout, "measured", lambda root: known)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return copy_county(tmp_path / "county")


def told(root: Path, *, reuse: bool = True) -> list[Problem]:
    found = check(Request(root, None, TODAY, False, 1, reuse=reuse), NO_PROGRESS).problems
    return [problem for problem in found if problem.code == "PAPER-002"]


def printed(root: Path) -> list[Problem]:
    report = build_site(root, pdf=True)
    return [problem for problem in report.problems if problem.code == "PAPER-002"]


def laid_out(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[overflow.Doubts]:
    """What a check hands to the press from now on."""
    asked: list[overflow.Doubts] = []
    really = tryout.try_out

    def noted(job: Any, assessed: Any, doubts: overflow.Doubts) -> Any:
        asked.append(doubts)
        return really(job, assessed, doubts)

    monkeypatch.setattr(tryout, "try_out", noted)
    return asked


# --- what is measured --------------------------------------------------------------------------------------------------


def test_every_probe_fits_the_shipped_layouts() -> None:
    """Where one does not, that kind is laid out for every branch, and a check of a county takes minutes."""
    assert {kind.key for kind in KINDS if kind.standing} == set(room().kinds)
    assert all(room().cards)
    assert {kind.key for kind in KINDS if kind.standing and kind.source is not Source.HALL} == set(BRANCH_KINDS)


def test_what_was_measured_survives_the_note(county: Path) -> None:
    told(county)
    note = read_note(county / ".cache" / overflow.FILE)
    assert Room.of(note["room"]) == room()
    assert note["look"] == overflow.look_of_paper(county)


def test_a_changed_style_changes_what_is_sure(county: Path) -> None:
    """Nobody has to carry a number over from a style sheet."""
    style = county / "layouts" / "paper" / "cards.css"
    style.write_text(style.read_text("utf-8") + ".promises td { line-height: 6mm !important }\n", "utf-8")
    tryout._theme.cache_clear()
    found = MEASURED(str(county))
    assert found is not None
    before, after = room().cards[0], found.cards[0]
    assert isinstance(before, CardRoom)
    assert isinstance(after, CardRoom)
    assert after.line_mm == pytest.approx(6)
    assert after.free_mm == pytest.approx(before.free_mm)
    assert overflow.look_of_paper(county) != overflow.look_of_paper(ROOT)


MEASURED: Callable[[str], Room | None] = tryout.measured


# --- nothing that fails in print is called sure ------------------------------------------------------------------------


def failing(view: BoardBranch, *keys: str) -> set[tuple[str, str]]:
    """Kinds and owners of what does not fit on some sheets of a branch. Cards are tried at the one size that decides."""
    found = set()
    for kind in KINDS:
        if kind.key in keys:
            for sheet in kind.make(px.site(), "t01", view):
                if kind.key == CARDS:
                    steps = [step for step in sheet.steps if step.pages == 1][-1:]
                    items = tuple(replace(item, start=0) for item in sheet.items)
                    sheet = replace(sheet, steps=tuple(steps), items=items)  # noqa: PLW2901
                found |= {(kind.key, one.path[-12:-5]) for one in misfits(tryout._press(str(ROOT), (sheet,)), sheet)}
    return found


pieces = st.one_of(
    st.text(st.sampled_from(HAN), min_size=1, max_size=12),
    st.sampled_from(
        [
            "，",
            "。",
            "、",
            "（二）",
            "“水”",
            "《章程》",
            "——",
            "……",
            "12",
            "3.5%",
            "第3组",
            "2026年9月30日",
            "WeChat",
            "·",
            "W",
            "（",
        ]
    ),
)


def texts(least: int, most: int) -> st.SearchStrategy[str]:
    return st.lists(pieces, min_size=1, max_size=14).map("".join).map(lambda text: (text * most)[:most]).filter(
        lambda text: len(text) >= least
    )  # fmt: skip


@st.composite
def promises(draw: st.DrawFn, n: int, length: int) -> CommitmentView:
    code = draw(st.sampled_from(sorted(px.WORDS)))
    return px.commitment(
        n, draw(texts(1, draw(st.integers(max(1, length - 3), length + 3)))), code, target=draw(st.sampled_from(["", "3", "12000", "0.5"])),
        value=draw(st.sampled_from(["", "2", "1250.5"])), unit=draw(st.sampled_from(["", "户", "平方米"])),
        done_when=draw(st.one_of(st.just(""), texts(1, 30))), reason=draw(texts(1, 50)) if code == "excused" else "",
        late=draw(st.booleans()), due=draw(st.sampled_from(["", "2026-12-31", "2027-01-05"])),
    )  # fmt: skip


@st.composite
def cards(draw: st.DrawFn) -> BoardCard:
    length = draw(st.sampled_from([12, 22, 25, 26, 48, 50, 75]))
    return px.card(
        "m000001", draw(names), draw(st.sampled_from(sorted(px.TYPES))), photo=draw(st.sampled_from(["", "photo"])),
        commitments=tuple(draw(promises(n, length)) for n in range(1, draw(st.integers(0, 8)) + 1)),
        posts=tuple(px.post(draw(texts(1, draw(st.integers(1, 10)))), "讲") for _ in range(draw(st.integers(0, 3)))),
        disambiguation=draw(st.sampled_from(["", "二组"])), party_since=draw(st.sampled_from(["", "1958"])),
        probationary=draw(st.booleans()), branch=draw(st.sampled_from(["清泉村党支部", "国国国国国国国国国"])),
    )  # fmt: skip


names = st.one_of(
    st.text(st.sampled_from(HAN), min_size=1, max_size=6),
    st.lists(st.text(st.sampled_from(HAN), min_size=1, max_size=5), min_size=2, max_size=3).map("·".join),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(cards(), min_size=6, max_size=6))
def test_a_card_that_is_called_sure_fits(some: list[BoardCard]) -> None:
    sure = [
        card for card in some if room().fits_card(card) and all(is_loose(p.what.encode()) for p in card.commitments)
    ]
    assume(sure)
    chosen = tuple(replace(card, key=f"m{n:06d}") for n, card in enumerate(sure))
    assert failing(px.branch(chosen), CARDS) == set()


def test_cards_at_the_edge_are_called_right() -> None:
    """Character by character up to the length at which a card no longer fits: sure as long as possible, never longer."""
    sure, fitting = set(), set()
    some = {}
    for length in range(40, 60):
        promise = (px.commitment(n, (HAN * 2)[:length], target="3", unit="户") for n in range(16, 21))
        some[f"m{length:06d}"] = replace(px.card(f"m{length:06d}", "周望野"), commitments=tuple(promise))
    lost = {owner for _, owner in failing(px.branch(tuple(some.values())), CARDS)}
    for key, card in some.items():
        if room().fits_card(card):
            sure.add(key)
        if key not in lost:
            fitting.add(key)
    assert sure <= fitting
    assert len(fitting - sure) <= 1  # the first line is a little shorter than the others
    assert sure
    assert lost


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(names, min_size=12, max_size=12), st.text(st.sampled_from(HAN), min_size=1, max_size=9), texts(10, 60))
def test_a_wall_sheet_that_is_called_sure_fits(some: list[str], branch: str, words: str) -> None:
    villages = ("清泉村", "国国国国国国国国国国")
    chosen = [name for name in some if room().fits_name(name)]
    assume(chosen and is_loose(words.encode()))
    assert room().fits_head("和川县", "国国国国国", branch, villages, px.CONTACT, px.branch().url)
    lit = (True, False, True, True, False, False)
    goals = px.goal_card()
    goal = GoalView(
        30, words, "12345", "12345", "平方米", words, "", "", goals.areas[0].goals[0].progress, 100, "", (words,)
    )
    view = px.branch(
        (), name=branch, township="国国国国国", villages=villages, star_board=tuple(BoardStars(n, villages[0], lit) for n in chosen),
        post_list=tuple(replace(post, holders=tuple(chosen)) for post in px.post_list()),
        goal_card=replace(goals, holder=chosen[0], areas=(replace(goals.areas[0], goals=(goal,)), *goals.areas[1:])),
    )  # fmt: skip
    assert failing(view, *overflow.WALLS) == set()


@pytest.mark.parametrize(
    "text",
    ["W" * 30, "国，" + "！" * 20, "0000-1234567/0000-7654321/00", "“水”“电”“路”“网”“医”“学”“桥”“灯”", "C:\\文件"],
)
def test_a_text_that_cannot_be_broken_is_no_loose_one(text: str) -> None:
    assert not is_loose(f"what: {text}".encode())
    assert is_loose(f"what: {text[:2]}\nother: 带三户邻居种植中药材，2026年9月30日前教会“育苗”（WeChat 也讲）".encode())


# --- the check ----------------------------------------------------------------------------------------------------------


def test_an_ordinary_county_needs_no_press(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = laid_out(county, monkeypatch)
    assert told(county) == []
    assert sum(len(keys or ()) for doubts in asked for keys in doubts.values()) <= 1
    assert {kind for doubts in asked for kind in doubts} <= {CARDS}


def promise_too_much(county: Path) -> Path:
    """Give somebody twenty long promises; the record's file."""

    def promise(record: Any) -> None:
        row = record["cards"][-1]["commitments"][0]
        record["cards"][-1]["commitments"] = [
            {**deepcopy(row), "n": str(n), "what": f"{n}号{LONG * 3}", "weight": "5"} for n in range(1, 21)
        ]

    victim = next(p for p in members(county) if "commitments:" in p.read_text("utf-8"))
    edit(victim, promise)
    return victim


def test_a_large_build_tells_before_it_prints_anything(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    promise_too_much(county)
    found = printed(county)
    monkeypatch.setattr(pipeline, "FEW", 0)
    monkeypatch.setattr(prints, "print_sheets", lambda job: pytest.fail("printed"))
    assert printed(county) == found
    assert not (county / "print").exists()


def test_check_tells_of_a_card_what_printing_tells(county: Path) -> None:
    victim = promise_too_much(county)
    found = told(county)
    assert found
    assert {p.path for p in found} == {victim.relative_to(county).as_posix()}
    assert all("what:" in p.excerpt or '"what"' in p.excerpt for p in found)
    assert found == printed(county)
    assert told(county) == found  # also from what was kept
    assert told(county, reuse=False) == found


def test_check_tells_of_the_walls_what_printing_tells(county: Path) -> None:
    victim = next(members(county))
    name = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"
    edit(victim, lambda record: record.update(name=name))
    found = told(county)
    assert found == printed(county)
    assert found
    assert not any(name in str(problem.params) for problem in found), "messages go to logs"


def test_check_tells_of_a_hall_what_printing_tells(county: Path) -> None:
    file = county / "members" / "t01" / "township.yaml"

    def report(town: Any) -> None:
        town["cards"][-1]["log"][0].update(result="W" * 40, reviewed="是")

    edit(file, report)
    found = told(county)
    assert found
    assert {p.path for p in found} == {"members/t01/township.yaml"}
    assert found == printed(county)
    assert told(county) == found  # from what was kept
    edit(file, lambda town: town["cards"][-1]["log"][0].update(result="已落实"))
    assert told(county) == []


def test_a_doubt_is_no_alarm(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long name that fits all the same is laid out, and nothing is said."""
    asked = laid_out(county, monkeypatch)
    victim = next(p for p in members(county) if "commitments:" in p.read_text("utf-8"))
    key = victim.stem

    def rename(record: Any) -> None:
        record["cards"][-1]["commitments"][0]["what"] = "在 sanka.example.org/guoyuan 网页上写明施肥日期"

    edit(victim, rename)
    assert told(county) == []
    (doubts,) = [doubts for doubts in asked if "decision-pack" in doubts]
    assert doubts["decision-pack"] == frozenset({key})
    assert key in (doubts[CARDS] or ())
    asked.clear()
    told(county)
    assert asked == []  # what was found is kept


def test_a_changed_layout_is_looked_at_anew(county: Path) -> None:
    assert told(county) == []
    style = county / "layouts" / "paper" / "cards.css"
    before = overflow.look_of_paper(county)
    style.write_text(style.read_text("utf-8") + "/* another */\n", "utf-8")
    assert overflow.look_of_paper(county) != before


def test_stretches_are_no_longer_than_the_probes() -> None:
    """The longest text that passes for loose is at most as wide as what was laid out for it."""
    worst = "W" * 40
    while not is_loose(f"国{worst}国".encode()):
        worst = worst[1:]
    assert room().ems(f"国{worst}国") <= STRETCH_EMS
