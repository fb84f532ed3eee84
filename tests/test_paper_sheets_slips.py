"""Slips at the board and forms with a name on them: objections, opinions, wishes, consent."""

from __future__ import annotations

import pytest

from tests import paper_fixture as px
from tests import paper_forms as pf
from tests.paper_pdf import (
    MAKES_PDFS,
    MM,
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
from threecards.paper.jobs import A4, A5_LANDSCAPE, A6, SheetJob
from threecards.paper.press import Press
from threecards.paper.sheets.slips import (
    SLIPS,
    blank_consent,
    consent_forms,
    numbered_from,
    objection_slips,
    opinion_slips,
    wish_slip,
)

pytestmark = MAKES_PDFS

DUTY = "每周两次巡查东西两条支渠，发现漏水当天上报，写明结果"


def objections() -> SheetJob:
    (job,) = objection_slips(px.site(), "t01", pf.forms())
    return job


def wishes(posts: int = 4) -> SheetJob:
    offers = tuple(pf.offer(n, *([DUTY] * 5 if posts > 4 else [])) for n in range(1, posts + 1))
    (job,) = wish_slip(px.site(), "t01", pf.forms(posts=offers))
    return job


def consents(branch: object = None) -> SheetJob:
    (job,) = consent_forms(px.site(), "t01", branch or pf.meeting())  # type: ignore[arg-type]
    return job


@pytest.fixture(scope="module")
def press() -> Press:
    two = pf.forms(villages=("上清泉村", "下清泉村"))
    jobs = (
        objections(), wishes(12), consents(), consents(pf.lonely()), *opinion_slips(px.site(), "t01", two),
        *blank_consent(px.site(), "t01", pf.forms()),
    )  # fmt: skip
    return press_of(*jobs, more=f"姓氏转{pf.PROMISE}")


def test_what_is_for_villagers_lies_in_print_and_what_bears_a_name_in_the_binder() -> None:
    for job in (
        objections(),
        wishes(),
        *opinion_slips(px.site(), "t01", pf.forms()),
        *blank_consent(px.site(), "t01", pf.forms()),
    ):
        assert job.path.startswith("print/t01/b001/")
        assert "周望野" not in "".join(text.text for _, text in job.texts())
    assert consents().path == "binder/t01/b001/consent-forms.pdf"


def test_an_objection_slip_has_its_number_on_both_halves(press: Press) -> None:
    job = objections()
    assert len({item.key for item in job.items}) == SLIPS
    assert job.on_a4
    data = made(press, job)
    pages = pages_of(data)
    assert len(pages) == SLIPS
    for item, page in zip(job.items, pages, strict=True):
        assert page.get_size() == pytest.approx([n * MM for n in A6], abs=0.5)
        said = squeeze(page.get_textpage().get_text_range())
        assert said.count(item.key) == 2
        assert all(kind in said for kind in pf.OBJECTIONS)
        for words in (
            "自愿，不写也受理",
            "3个工作日内决定是否受理，10个工作日内答复",
            "云岭镇组织办0900-5550112",
            "不得打听、打击报复",
        ):
            assert words in said, words
    assert min(sizes_of(pages[0]).values()) >= 3.1
    assert {"/H1", "/Table", "/TD"} <= tags_of(data)
    assert fonts_of(data)


def test_slips_of_another_day_have_other_numbers() -> None:
    (later,) = objection_slips(px.site(), "t01", pf.forms(as_of="2026-12-25"))
    assert not {item.key for item in later.items} & {item.key for item in objections().items}
    (next_year,) = objection_slips(px.site(), "t01", pf.forms(as_of="2027-12-24"))
    assert not {item.key for item in next_year.items} & {item.key for item in objections().items}


def test_a_second_pack_of_a_day_goes_on_counting(press: Press) -> None:
    first = objections()
    second = numbered_from(first, SLIPS + 1)
    assert first.items[0].key == "B001-261224-01"
    assert [second.items[0].key, second.items[-1].key] == ["B001-261224-21", "B001-261224-40"]
    assert not {item.key for item in second.items} & {item.key for item in first.items}
    assert text_of(made(press, second)).count("B001-261224-40") == 2  # the slip and its stub
    (consent,) = blank_consent(px.site(), "t01", pf.forms())
    assert numbered_from(consent, SLIPS + 1) is consent


def test_an_opinion_slip_asks_for_no_name(press: Press) -> None:
    (job,) = opinion_slips(px.site(), "t01", pf.forms(villages=("上清泉村", "下清泉村")))
    pages = pages_of(made(press, job))
    assert len(pages) == 2
    said = squeeze(pages[0].get_textpage().get_text_range())
    assert pages[0].get_size() == pytest.approx([n * MM for n in A5_LANDSCAPE], abs=0.5)
    assert "不用写姓名" in said
    assert "姓名：" not in said
    assert "您住在□上清泉村□下清泉村" in said


def test_a_wish_slip_lists_the_posts_with_their_duties(press: Press) -> None:
    data = made(press, wishes())
    (page,) = pages_of(data)
    said = text_of(data)
    assert page.get_size() == pytest.approx([n * MM for n in A4], abs=0.5)
    for n in range(1, 5):
        assert f"水利管护岗{n}" in said
    for words in ("①每月巡查渠道", "第一志愿", "第二志愿", "4人", "不限", "55岁以下（含55岁）", "一般不超过2个"):
        assert words in said, words
    assert wish_slip(px.site(), "t01", pf.empty_forms()) == ()


def test_many_posts_run_on_and_keep_the_wishes_together(press: Press) -> None:
    pages = pages_of(made(press, wishes(12)))
    texts = [squeeze(page.get_textpage().get_text_range()) for page in pages]
    assert len(pages) > 1
    assert all(f"水利管护岗{n}" in "".join(texts) for n in range(1, 13))
    last = texts[-1]
    assert "第一志愿" in last
    assert "本人签名" in last


def test_a_consent_form_asks_item_by_item_and_promises_no_harm(press: Press) -> None:
    data = made(press, consents())
    pages = pages_of(data)
    assert len(pages) == len(pf.meeting().members)
    for member, page in zip(pf.meeting().members, pages, strict=True):
        said = squeeze(page.get_textpage().get_text_range())
        assert squeeze(member.name) in said
        assert squeeze(f"网页上称为“{member.web_name}”") in said
        assert all(title in said for _, title in pf.CONSENT)
        assert (
            said.count("□") == 2 * len(pf.CONSENT) + len(pf.CONSENT) + 1
        )  # yes and no for each, then the part for withdrawing
        for words in ("同意不同意，都不影响考评、评星和表彰", "随时可以撤回", "撤回日期", "没有选的项，按不同意办理"):
            assert words in said, words
    assert {"/Table", "/TH"} <= tags_of(data)


def test_a_blank_consent_form_bears_no_name(press: Press) -> None:
    (job,) = blank_consent(px.site(), "t01", pf.forms(unnamed="姓氏"))
    said = text_of(made(press, job))
    assert "网页上只写姓氏和编号" in said
    assert "网页上称为" not in said


def test_black_ink_keeps_the_words(press: Press) -> None:
    job = objections()
    few = replace(job, items=job.items[:1])
    black = made(press, replace(few, tone="mono"))
    assert text_of(black) == text_of(made(press, few))
    assert not colours_of(pages_of(black)[0])


def test_long_names_of_branch_and_places_take_further_lines(press: Press) -> None:
    places = (("意见箱", pf.PROMISE[:30]), ("云岭镇组织办", "0900-5550112转8012"))
    at = pf.forms(name=pf.PROMISE[:24], villages=(pf.PROMISE[:16], pf.PROMISE[:12]), contact=places)
    for make in (objection_slips, opinion_slips, wish_slip, blank_consent):
        (job,) = make(px.site(), "t01", at)
        few = replace(job, items=job.items[:1])
        data = made(press, few)
        assert pf.PROMISE[:24] in text_of(data)
        if make is not wish_slip:
            assert len(pages_of(data)) == 1
            assert "0900-5550112转8012" in text_of(data) or make is opinion_slips
