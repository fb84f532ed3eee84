"""The pocket card and what all cards share: sizes, ticks, codes, tones, odd records."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from tests import paper_fixture as px
from tests.paper_pdf import (
    MAKES_PDFS,
    MM,
    codes_of,
    colours_of,
    fonts_of,
    made,
    pages_of,
    press_of,
    sizes_of,
    squeeze,
    tags_of,
    text_of,
)
from tests.values import replace
from threecards.paper.jobs import A6, SheetJob
from threecards.paper.press import CARD_BYTES, Press, render
from threecards.paper.sheets.cards import action_cards, pocket_cards
from threecards.publish.views.board import BoardBranch, BoardCard
from threecards.publish.views.common import SiteView

pytestmark = MAKES_PDFS

WORDS = "带领三户邻居种植中药材并教会育苗每月巡查村口水渠一次登记逢五逢十汛期当天上报公开栏写明结果"
Maker = Callable[[SiteView, str, BoardBranch], tuple[SheetJob, ...]]


def booklet(make: Maker, *cards: BoardCard, **changes: Any) -> SheetJob:
    (job,) = make(px.site(), "t01", px.branch(cards))
    return replace(job, **changes)


def odd(seed: int) -> BoardCard:
    """A card with lengths, gaps and states that no clerk would think of; the same for a seed every time."""
    dice = random.Random(seed)

    def words(most: int) -> str:
        start = dice.randrange(len(WORDS))
        return (WORDS * 3)[start : start + dice.randint(1, most)]

    states = ["planned", "in_progress", "done", "partly", "not_done", "excused", "withdrawn"]
    promises = tuple(
        px.commitment(
            n,
            words(32),
            dice.choice(states),
            baseline=dice.choice(["", "0", "17"]),
            target=dice.choice(["", "3", "1200", "0.5"]),
            unit=dice.choice(["户", "次", "平方米"]),
            due=dice.choice(["", "2026-12-31", "2027-01-05"]),
            value=dice.choice(["", "2"]),
            late=dice.random() < 0.2,
            reason=words(20) if dice.random() < 0.1 else "",
        )
        for n in range(1, dice.randint(1, 5))
    )
    posts = tuple(
        px.post(f"{words(5)}岗", *(words(20) for _ in range(dice.randint(1, 3)))) for _ in range(dice.randint(0, 2))
    )
    name = dice.choice(["丁一", "欧阳长青", "阿卜杜热合曼·艾合买提", f"陈{px.RARE}", words(20)])
    return px.card(
        f"m{seed:06d}", name, dice.choice(["office", "no_office", "floating"]), commitments=promises, posts=posts,
        disambiguation=dice.choice(["", "", "二组"]), party_since=dice.choice(["", "1966"]), show_unlit=dice.random() < 0.7,
    )  # fmt: skip


@pytest.fixture(scope="module")
def press() -> Press:
    return press_of(booklet(pocket_cards, *px.branch().cards), more=WORDS + "岗平方米丁一日")


@pytest.fixture(scope="module")
def data(press: Press) -> bytes:
    return made(press, booklet(pocket_cards, *px.branch().cards))


def test_a_branch_without_cards_has_none() -> None:
    assert pocket_cards(px.site(), "t01", px.branch(())) == ()


def test_pocket_cards_are_a6_each_one_page_but_the_longest(press: Press, data: bytes) -> None:
    pages = pages_of(data)
    assert len(pages) == len(px.branch().cards) + 1  # the one with five long promises has a second leaf
    for page in pages:
        assert page.get_size() == pytest.approx([side * MM for side in A6], abs=0.6)
    leaves = [
        squeeze(page.get_textpage().get_text_range())
        for page in pages
        if "欧阳长青" in squeeze(page.get_textpage().get_text_range())
    ]
    assert len(leaves) == 2
    assert "欧阳长青的承诺" in leaves[1]
    assert "短码K7M2" in leaves[1]
    assert len(fonts_of(data)) <= 3
    assert {"/Sect", "/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= tags_of(data)
    assert len(data) / len(px.branch().cards) < CARD_BYTES


def test_a_pocket_card_says_what_was_promised_and_whom_to_call(press: Press) -> None:
    for card in px.branch().cards:
        found = text_of(made(press, booklet(pocket_cards, card)))
        for words in (card.name, card.branch, card.motto, "支部书记郑云", "村办公电话0900-5550131"):
            assert squeeze(words) in found, (card.key, words)
        assert all(post.name in found for post in card.posts)
        for c in card.commitments:
            assert squeeze(c.what) in found
            assert f"{c.target}{c.unit}" in found or not c.target
        assert found.count("□") == 4 * len(card.commitments)  # a box for each quarter
        assert "已完成" not in found  # ticked by hand
        assert ("短码K7M2" in found) == bool(card.short_code)
        assert ("用至2027年1月31日" in found) == bool(card.post_until)


def test_the_code_of_a_pocket_card_leads_to_its_page(press: Press) -> None:
    card = px.usual()
    (page,) = pages_of(made(press, booklet(pocket_cards, card)))
    ((address, width),) = codes_of(page, [card.url, px.branch().url])
    assert address == card.url
    assert width >= 18
    assert codes_of(pages_of(made(press, booklet(pocket_cards, px.shortest())))[0], [card.url]) == []


def test_nothing_on_a_pocket_card_is_smaller_than_four_millimetres(data: bytes) -> None:
    for page in pages_of(data):
        assert min(sizes_of(page).values()) >= 4.0


@pytest.mark.parametrize("make", [action_cards, pocket_cards])
def test_cards_in_black_and_white_say_the_same(press: Press, make: Maker) -> None:
    colour, mono = (made(press, booklet(make, px.usual(), px.office(), tone=tone)) for tone in ("", "mono"))
    assert text_of(colour) == text_of(mono)
    for first, second in zip(pages_of(colour), pages_of(mono), strict=True):
        assert colours_of(first)
        assert not colours_of(second)


def test_states_have_shapes_of_their_own(press: Press) -> None:
    """Without colour every state of a promise is told by a word and by a shape that no other state has."""
    cards = [px.card("m000160", "丁一", commitments=(px.commitment(1, "种", code),)) for code in STATES]
    shapes = set()
    for card, word in zip(cards, STATES.values(), strict=True):
        found = text_of(made(press, booklet(action_cards, card)))
        at = found.index(word)
        shapes.add(found[at - 1])
    assert len(shapes) == len(STATES)


STATES = {
    "planned": "未开始",
    "in_progress": "进行中",
    "done": "已完成",
    "partly": "部分完成",
    "not_done": "未完成",
    "excused": "因故豁免",
    "withdrawn": "已撤回",
}


@pytest.mark.parametrize("make", [action_cards, pocket_cards])
def test_a_hundred_odd_records_print_or_say_why_not(press: Press, make: Maker) -> None:
    """Odd cards either hold every word of theirs within the margins, or are refused with a field; nothing is cut off silently."""
    cards = [odd(seed) for seed in range(100, 150)]
    data, found = render(press, booklet(make, *cards))
    refused = {dict(f.params)["who"]: f for f in found}
    assert all(f.code == "PAPER-002" and dict(f.params)["field"] for f in found)
    assert len(refused) < len(cards) / 5
    kept = [card for card in cards if card.key not in refused]
    data = made(press, booklet(make, *kept))
    words = text_of(data)
    assert len(pages_of(data)) >= len(kept)
    for card in kept:
        assert squeeze(card.name) in words, card
        assert all(squeeze(c.what) in words for c in card.commitments), card
