"""Certificates and door plates."""

from __future__ import annotations

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
from threecards.paper.jobs import A4_LANDSCAPE, SheetJob
from threecards.paper.press import Press, render
from threecards.paper.sheets.awards import PLATE_MM, certificates, door_plates, issuer_of
from threecards.paper.theme import PaperTheme
from threecards.publish.views.board import BoardCard
from threecards.publish.views.common import HonourView

pytestmark = MAKES_PDFS

HONOURS = (
    HonourView(2026, "支部", "优秀党员", "2026-12-18", ""),
    HonourView(2025, "县", "优秀共产党员", "2026-07-01", "云组发〔2026〕11号"),
    HonourView(2024, "乡镇", "优秀共产党员", "2025-06-30", ""),
)
LONG_TITLE = "践行承诺先锋模范作用突出的优秀共产党员暨生态护林带头人称号获得者标兵" * 2


def honoured(name: str = "郑云", honours: tuple[HonourView, ...] = HONOURS) -> BoardCard:
    return px.card("m000101", name, honours=honours)


def given(*cards: BoardCard, **changes: Any) -> SheetJob:
    (job,) = certificates(px.site(), "t01", px.branch(cards))
    return replace(job, **changes)


def plates(*cards: BoardCard, **changes: Any) -> SheetJob:
    (job,) = door_plates(px.site(), "t01", px.branch(cards))
    return replace(job, **changes)


@pytest.fixture(scope="module")
def press() -> Press:
    return press_of(given(honoured()), plates(*px.branch().cards), more=LONG_TITLE + "甲乙丙丁穗川西三河口")


def test_only_honours_of_the_year_get_a_certificate() -> None:
    job = given(honoured())
    assert [item.key for item in job.items] == ["m000101", "m000101-2"]  # oldest first
    assert [item.view.honour.year for item in job.items] == [2025, 2026]
    assert job.only("m000101-2").path == "print/t01/b001/certificates/m000101-2.pdf"
    assert certificates(px.site(), "t01", px.branch((honoured(honours=HONOURS[2:]),))) == ()
    assert door_plates(px.site(), "t01", px.branch(())) == ()


def test_the_seal_is_that_of_the_level() -> None:
    branch = px.branch()
    assert issuer_of("支部", "和川县", branch) == "清泉村党支部"
    assert issuer_of("乡镇", "和川县", branch) == "中共云岭镇委员会"
    assert issuer_of("县", "和川县", branch) == "中共和川县委员会"


def test_a_certificate_says_who_what_when_and_by_whom(press: Press) -> None:
    data = made(press, given(honoured()))
    pages = pages_of(data)
    assert len(pages) == 2
    for page in pages:
        assert page.get_size() == pytest.approx([side * MM for side in A4_LANDSCAPE], abs=0.6)
    first, second = (squeeze(page.get_textpage().get_text_range()) for page in pages)
    for words in (
        "表彰证书",
        "郑云同志：",
        "2025年度",
        "优秀共产党员",
        "县级",
        "云组发〔2026〕11号",
        "中共和川县委员会",
        "2026年7月1日",
    ):
        assert words in first
    for words in ("2026年度", "优秀党员", "支部级", "清泉村党支部", "2026年12月18日", "盖章处"):
        assert words in second
    assert "表彰文号" not in second
    assert len(fonts_of(data)) <= 3
    assert {"/H1", "/P", "/Table", "/TD"} <= tags_of(data)


@pytest.mark.parametrize(
    "name", ["丁一", "欧阳长青", "阿卜杜热合曼·艾合买提", "甲乙丙丁甲乙丙丁甲乙丙丁甲乙丙丁甲乙丙丁"]
)
def test_the_longest_names_and_titles_keep_to_the_frame(press: Press, name: str) -> None:
    honour = replace(HONOURS[1], title=LONG_TITLE[:60])
    data = made(press, given(honoured(name, (honour,))))
    assert squeeze(name) in text_of(data)
    assert LONG_TITLE[:60] in text_of(data)
    (page,) = pages_of(data)
    assert sizes_of(page)[squeeze(name)] >= 9
    data = made(press, plates(px.card("m000101", name)))
    assert squeeze(name) in text_of(data)


def test_the_emblem_has_its_place_on_both(press: Press) -> None:
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="#fc0"/></svg>'
    )
    signed = Press(PaperTheme.of({**press.theme.names, "emblem.svg": drawing}), press.fonts)
    for job in (given(honoured()), plates(px.usual())):
        gold = {c for c in colours_of(pages_of(made(signed, job))[0]) if c[0] > 200 and c[1] > 150 and c[2] < 60}
        assert gold
        assert not {c for c in colours_of(pages_of(made(press, job))[0]) if c[0] > 200 and c[1] > 150 and c[2] < 60}


def test_a_door_plate_tells_no_kind_of_member(press: Press) -> None:
    """A floating member's plate must not say that the house is empty: it differs from another's in the name alone."""
    one, other = (
        text_of(made(press, plates(px.card("m000140", "马兰", code, probationary=code == "floating", photo="x.jpg"))))
        for code in ("floating", "office")
    )
    assert one == other
    assert not any(word in one for word in ("流动", "有职", "预备", "创业"))
    assert one.count("☆") == 6
    assert "★" not in one


def test_a_door_plate_has_its_size_code_and_last_day(press: Press) -> None:
    data = made(press, plates(px.usual()))
    (page,) = pages_of(data)
    assert page.get_size() == pytest.approx([side * MM for side in PLATE_MM], abs=0.6)
    ((address, width),) = codes_of(page, [px.usual().url])
    assert address == px.usual().url
    assert width >= 18
    found = text_of(data)
    for words in ("共产党员户", "周望野", "发布号R2026-04", "用至2027年1月31日", "短码K7M2", "2026年度"):
        assert words in found
    assert sizes_of(page)["周望野"] >= 13
    assert sizes_of(page)["共产党员户"] >= 20


@pytest.mark.parametrize("make", [lambda: given(honoured()), lambda: plates(px.usual())])
def test_black_and_white_loses_nothing(press: Press, make: Any) -> None:
    colour, mono = (made(press, replace(make(), tone=tone)) for tone in ("", "mono"))
    assert text_of(colour) == text_of(mono)
    assert colours_of(pages_of(colour)[0])
    assert not colours_of(pages_of(mono)[0])


def test_a_branch_name_too_long_is_an_error_with_its_field(press: Press) -> None:
    data, found = render(press, plates(px.card("m000101", "丁一", branch="清泉村党支部" * 9)))
    assert data is None
    assert [(f.code, dict(f.params)["field"]) for f in found] == [("PAPER-002", "党支部名称")]
