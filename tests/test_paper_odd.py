"""A hundred odd cards: whatever a record may hold, the press prints it whole or says what is wrong with it."""

from __future__ import annotations

from functools import cache

import pypdfium2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import paper_fixture as px
from tests.paper_pdf import MAKES_PDFS, THEME, squeeze
from tests.values import replace
from threecards.paper.fonts import cut_fonts
from threecards.paper.press import Press, render
from threecards.paper.sheets.cards import CARD_TITLE, action_cards
from threecards.publish.views.board import BoardCard
from threecards.publish.views.common import CommitmentView

pytestmark = MAKES_PDFS

HAN = f"一二三四五六七八九十修路水渠种药材老人每月户年前后第、，。（）“”《》·%—…0123456789.a-zA&<>'\"{{}}{px.RARE}"
MISSING = "\U0003134a"  # in no font at hand
words = st.text(st.sampled_from(HAN), min_size=1, max_size=60)
names = st.text(st.sampled_from("欧阳长青阿卜杜·艾合买提" + px.RARE), min_size=1, max_size=20)
numbers = st.sampled_from(["", "0", "3", "1.2", "12000", "999999999"])


@st.composite
def promises(draw: st.DrawFn, n: int) -> CommitmentView:
    code = draw(st.sampled_from(sorted(px.WORDS)))
    return px.commitment(
        n, draw(words), code, baseline=draw(numbers), target=draw(numbers), value=draw(numbers), unit=draw(st.sampled_from(["", "户", "平方米"])),
        for_whom=draw(st.one_of(st.just(""), words)), done_when=draw(st.one_of(st.just(""), words)), reason=draw(st.one_of(st.just(""), words)),
        late=draw(st.booleans()), overdue=draw(st.booleans()), due=draw(st.sampled_from(["", "2026-02-28", "2027-12-31"])),
    )  # fmt: skip


@st.composite
def odd_cards(draw: st.DrawFn) -> BoardCard:
    posts = tuple(px.post(draw(words)[:12], *draw(st.lists(words, max_size=3))) for _ in range(draw(st.integers(0, 3))))
    return px.card(
        "m000001", draw(names), draw(st.sampled_from(sorted(px.TYPES))), disambiguation=draw(st.sampled_from(["", "二组"])),
        posts=posts, commitments=tuple(draw(promises(n)) for n in range(1, draw(st.integers(0, 6)) + 1)),
        stars=px.stars(draw(st.sampled_from(["", "学", "学创致奉法道"]))), show_unlit=draw(st.booleans()),
        party_since=draw(st.sampled_from(["", "1958"])), url=draw(st.sampled_from(["", "https://sanka.example.cn/m/000/m000001.html"])),
    )  # fmt: skip


@cache
def press() -> Press:
    fixed = action_cards(px.site(), "t01", px.branch())[0].characters()
    return Press(THEME, cut_fonts(px.font_files(), fixed | THEME.characters | set(HAN)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(odd_cards(), min_size=4, max_size=4))
def test_an_odd_card_is_printed_whole_or_told(some: list[BoardCard]) -> None:
    chosen = tuple(replace(card, key=f"m{n:06d}") for n, card in enumerate(some))
    (sheet,) = action_cards(px.site(), "t01", px.branch(chosen))
    data, found = render(press(), sheet)
    told = {one.path[-12:-5] for one in found}
    assert {one.code for one in found} <= {"PAPER-002"}
    if data is None:
        assert told
        sheet = replace(sheet, items=tuple(item for item in sheet.items if item.key not in told))
        if not sheet.items:
            return
        data, found = render(press(), sheet)
        assert data is not None, "the others are in order"
    assert found == []
    pages = [squeeze(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(data)]
    leaves: list[list[str]] = []
    for page in pages:
        if squeeze(CARD_TITLE) in page:
            leaves.append([])
        leaves[-1].append(page)
    assert {len(own) for own in leaves} <= {1, 2}
    for item, own in zip(sheet.items, leaves, strict=True):
        page = "".join(own)
        assert squeeze(item.view.name) in page
        for promise in item.view.commitments:
            assert promise.status in page


def test_a_missing_character_is_told_wherever_it_stands() -> None:
    for change in (
        {"name": f"王{MISSING}"},
        {"commitments": (px.commitment(1, MISSING),)},
        {"posts": (px.post(MISSING),)},
    ):
        (sheet,) = action_cards(px.site(), "t01", px.branch((replace(px.usual(), **change),)))
        data, found = render(press(), sheet)
        assert data is None
        assert {one.code for one in found} == {"PAPER-001"}
