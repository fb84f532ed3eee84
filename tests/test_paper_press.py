"""PDFs: size, fonts, text, tags, codes, sameness, and the gates. Needs Pango; everything is made from views by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import paper_fixture as px
from tests.paper_pdf import MAKES_PDFS, MM, THEME, elements, made, opened, pages_of, sizes_of, squeeze, text_of
from tests.test_paper import photo_file
from tests.values import replace
from threecards.paper import fit, qr
from threecards.paper.fonts import cut_fonts
from threecards.paper.jobs import A4, A5_LANDSCAPE, SheetJob
from threecards.paper.press import CARD_BYTES, Press, _foreign_fonts, press_for, render
from threecards.paper.sheets import KINDS, Source, sheets_of
from threecards.paper.sheets.cards import action_cards
from threecards.paper.theme import PaperTheme
from threecards.problems import Finding, message
from threecards.publish.views.board import BoardCard
from threecards.publish.views.common import CommitmentView

pytestmark = MAKES_PDFS

SOURCE = Path(__file__).read_text(encoding="utf-8").replace("㐂", "")  # texts of these tests, save one character
LONG = "联系本组十二户种植户统一采购黄芪种苗并请县农技中心来村培训两次教会育苗和病虫害防治"


@pytest.fixture(scope="module")
def press() -> Press:
    """A press with the shipped fonts, cut to what these tests print."""
    sheets = all_sheets()
    characters = frozenset("".join(sheet.characters() for sheet in map(_texts, sheets))) | set(SOURCE)
    return Press(THEME, cut_fonts(px.font_files(), characters | THEME.characters))


class _texts:  # noqa: N801  a job whose characters come as one text
    def __init__(self, sheet: SheetJob) -> None:
        self._sheet = sheet

    def characters(self) -> str:
        return "".join(sorted(self._sheet.characters()))


def all_sheets() -> tuple[SheetJob, ...]:
    """Action cards, goal card, responsibility card, decision pack; other kinds have tests of their own."""
    chosen = ("action-cards", "goal-card", "responsibility-card", "decision-pack")
    kinds = [kind for kind in KINDS if kind.key in chosen]
    return (
        *sheets_of(kinds, Source.BOARD, px.site(), "t01", px.branch()),
        *sheets_of(kinds, Source.HALL, px.site(), "t01", px.township()),
        *sheets_of(kinds, Source.PACK, px.site(), "t01", px.pack()),
    )


def cards(*chosen: BoardCard) -> SheetJob:
    """A booklet of some cards."""
    return action_cards(px.site(), "t01", px.branch(chosen))[0]


@pytest.fixture(scope="module")
def booklet(press: Press) -> bytes:
    return made(press, all_sheets()[0])


# --- what a PDF is ---------------------------------------------------------------------------------------------------


def test_every_sheet_has_its_size_and_number_of_pages(press: Press) -> None:
    for sheet, least, most in zip(all_sheets(), (7, 1, 2, 5), (7, 1, 3, 9), strict=True):
        pages = pages_of(made(press, sheet))
        assert least <= len(pages) <= most, sheet.path
        for page in pages:
            assert page.get_size() == pytest.approx([side * MM for side in sheet.size_mm], abs=0.6), sheet.path
    assert all_sheets()[0].size_mm == A5_LANDSCAPE
    assert all_sheets()[3].size_mm == A4


def test_fonts_are_embedded_and_cut_and_ours(press: Press) -> None:

    for sheet in all_sheets():
        found = {}
        with opened(made(press, sheet)) as pdf:
            for page in pdf.pages:
                for font in page.Resources.Font.values():
                    (part,) = font.DescendantFonts
                    found[str(font.BaseFont)] = part.FontDescriptor.FontFile2.read_bytes()
        assert 2 <= len(found) <= 3
        for name, data in found.items():
            assert name[7:8] == "+", name  # six letters and a plus: a subset
            assert name[8:].startswith(("Paper-Sans", "Paper-Serif")), name
            assert data[:4] == b"\x00\x01\x00\x00"
            assert len(data) < 150_000


def test_texts_of_the_views_can_be_copied(press: Press, booklet: bytes) -> None:
    found = text_of(booklet)
    for card in px.branch().cards:
        wanted = [card.name, card.branch, card.motto, *(post.name for post in card.posts)]
        wanted += [c.what for c in card.commitments] + [c.status for c in card.commitments]
        wanted += [c.reason for c in card.commitments if c.reason]
        wanted += [f"{c.target}{c.unit}" for c in card.commitments if c.target]
        for words in wanted:
            assert squeeze(words) in found, (card.key, words)
    assert "★学习星" in found
    assert "☆创新星" in found
    assert "短码K7M2" in found
    assert "张贴至2027年1月31日" in found
    assert "发布号R2026-04" in found


def test_the_goal_card_says_all(press: Press) -> None:
    card = px.goal_card()
    found = text_of(made(press, all_sheets()[1]))
    for area in card.areas:
        assert squeeze(area.name) in found
        for goal in area.goals:
            assert squeeze(goal.text) in found
            assert all(squeeze(p.remark) in found for p in goal.progress)
    assert "本类未设目标" in found
    assert "加权完成率81.25%" in found


def test_the_decision_pack_says_all(press: Press) -> None:
    pack = px.pack()
    found = text_of(made(press, all_sheets()[3]))
    for one in pack.roll:
        assert squeeze(one.name) in found
        for topic, lines in one.explanation:
            assert squeeze(topic + lines[0].removeprefix(f"{topic}：")) in found  # the topic is told once
            assert all(squeeze(line) in found for line in lines[1:])
        assert all(squeeze(cap) in found for cap in one.caps)
    assert (
        "★创新星已点亮，12月17日点亮。✓L1学习满32小时：40小时，达到。×L2讲过一课：0次，没有达到。" in found
    )  # its state is told once
    assert "☆学习星条件不足。" in found
    assert "至少14人" in found
    assert "至少14票" in found
    assert "计票过少，不显示票数" in found
    assert all(squeeze(line) in found for line in pack.quota)
    assert "内部材料" in found


def test_the_responsibility_card_keeps_its_log_and_page_numbers(press: Press) -> None:
    data = made(press, all_sheets()[2])
    found = text_of(data)
    pages = len(pages_of(data))
    assert found.count("查看三张党员卡的践诺记录") == len(px.township().card.log)
    for number in range(1, pages + 1):
        assert f"第{number}页共{pages}页" in found


def test_tags_language_title_and_author(press: Press, booklet: bytes) -> None:

    with opened(booklet) as pdf:
        root = pdf.Root
        assert root.MarkInfo.Marked
        assert root.Lang == "zh-CN"
        assert root.ViewerPreferences.PrintScaling == "/None"
        assert root.PageMode == "/UseOutlines"
        assert pdf.docinfo["/Title"] == "清泉村党支部2026年共产党员发挥先锋模范作用行动卡"
        assert pdf.docinfo["/Author"] == "和川县委组织部"
        assert pdf.docinfo["/CreationDate"] == "D:20261220"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        kinds = {str(element.S) for element in elements(root.StructTreeRoot)}
        assert {"/Sect", "/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= kinds
        alts = [e for e in elements(root.StructTreeRoot) if e.get("/S") == "/Figure"]
        assert len(alts) == 6
        assert all("二维码" in str(e.Alt) for e in alts)
        with pdf.open_outline() as outline:
            assert [entry.title for entry in outline.root] == [card.name for card in px.branch().cards]


def test_qr_codes_on_the_finished_page_lead_back_to_the_address(press: Press) -> None:
    card = px.usual()
    (page,) = pages_of(made(press, cards(card)))
    scale = 600 / 72
    picture = page.render(scale=scale).to_pil().convert("L")
    rows = qr.matrix(card.url)
    left, top, side = _square(picture)
    assert side / 600 * 25.4 >= qr.LEAST_MM
    step = side / len(rows)
    seen = [
        bytes(int(picture.getpixel((left + (x + 0.5) * step, top + (y + 0.5) * step)) < 128) for x in range(len(rows)))
        for y in range(len(rows))
    ]
    assert seen == list(rows)
    assert rows != qr.matrix(card.url.replace("123", "124"))


def _square(picture: Any) -> tuple[float, float, float]:
    """Place and size of the code: the box of all that is dark right of the seal, above the short code."""
    width, height = picture.size
    corner = (round(width * 0.84), round(height * 0.765), round(width * 0.95), round(height * 0.9))
    left, top, right, bottom = picture.crop(corner).point(lambda v: 255 if v < 128 else 0).getbbox()
    assert abs((right - left) - (bottom - top)) <= 3
    return corner[0] + left, corner[1] + top, right - left


def test_without_an_address_there_is_no_code(press: Press) -> None:

    with opened(made(press, cards(px.shortest()))) as pdf:
        assert "/XObject" not in pdf.pages[0].Resources or not pdf.pages[0].Resources.XObject


def test_a_photo_is_on_the_card_without_its_metadata(press: Press) -> None:
    card = replace(px.usual(), photo="members/t01/b001/m000123.jpg")
    sheet = cards(card)
    assert sheet.photos == (card.photo,)
    data, found = render(press, sheet, {card.photo: photo_file()})
    assert found == []
    assert data is not None
    assert b"SECRET" not in data
    images = [o for o in pages_of(data)[0].get_objects() if type(o).__name__ == "PdfImage"]
    assert max(o.get_px_size() for o in images) == (200, 280)
    data, found = render(press, sheet)
    assert data is None
    assert [(f.code, f.path, f.loc) for f in found] == [("PAPER-006", "members/t01/b001/m000123.yaml", ("photo",))]


# --- sameness and size -----------------------------------------------------------------------------------------------


def test_equal_jobs_give_equal_bytes(press: Press, booklet: bytes) -> None:
    assert render(press, all_sheets()[0])[0] == booklet
    for sheet in all_sheets()[1:]:
        assert made(press, sheet) == made(press, sheet)


def test_equal_bytes_in_another_process_and_after_other_work(press: Press) -> None:
    code = (
        "import hashlib, sys\n"
        "from tests import paper_fixture as px, test_paper_press as t\n"
        "from threecards.paper.press import press_for, render\n"
        "from threecards.paper.fonts import cut_fonts\n"
        "used = set().union(*(s.characters() for s in t.all_sheets()))\n"
        "fonts = cut_fonts(px.font_files(), t.THEME.characters | used)\n"
        "press = press_for(t.THEME, fonts)\n"
        "order = [int(n) for n in sys.argv[1]]\n"
        "for n in order: data = render(press, t.all_sheets()[n])[0]\n"
        "print(hashlib.sha256(data).hexdigest())\n"
    )
    prints = [
        subprocess.run(
            [sys.executable, "-c", code, order],
            check=True,
            capture_output=True,
            text=True,
            cwd=px.ROOT,
            env={"PYTHONHASHSEED": seed, "PATH": "", "PYTHONPATH": str(px.ROOT)},
        ).stdout
        for order, seed in (("0", "1"), ("3120", "2"))
    ]
    assert prints[0] == prints[1]


def test_a_card_is_light(press: Press) -> None:
    usual = [replace(px.usual(), key=f"m{n:06d}", name=px.usual().name) for n in range(200, 212)]
    data = made(press, cards(*usual))
    assert len(data) / len(usual) < CARD_BYTES
    single = made(press, action_cards(px.site(), "t01", px.branch())[0].only("m000123"))
    assert len(single) < 60_000


def test_the_small_sheet_changes_no_page(press: Press, booklet: bytes) -> None:
    full = Press(press.theme, press.fonts, small_sheet=False)
    for sheet in all_sheets():
        one, other = (pages_of(made(p, sheet)) for p in (press, full))
        assert [p.render(scale=1).to_pil().tobytes() for p in one] == [
            p.render(scale=1).to_pil().tobytes() for p in other
        ]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="tells memory in another way")
def test_other_fonts_for_every_sheet_take_no_more_memory() -> None:
    def megabytes() -> float:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    fonts = [cut_fonts(px.font_files(), characters) for characters in ("陈", "承")]
    press = Press(THEME, fonts[0])
    for n in range(20):
        press.load(fonts[n % 2])
    before = megabytes()
    for n in range(60):
        press.load(fonts[n % 2])
    assert megabytes() - before < 6  # it was 14


def test_a_press_is_kept_for_its_theme_and_fonts(press: Press) -> None:
    kept = press_for(press.theme, press.fonts, worker=False)
    assert press_for(press.theme, press.fonts, worker=False) is kept
    other = PaperTheme.of({**press.theme.names, "new.css": b""})
    assert press_for(other, press.fonts, worker=False) is not kept


# --- the gates -------------------------------------------------------------------------------------------------------


def test_a_character_without_glyph_stops_the_sheet(press: Press) -> None:
    data, found = render(press, cards(px.usual(), px.card("m000160", f"王{'㐂'}")))
    assert data is None
    assert [(f.code, f.path, f.loc) for f in found] == [("PAPER-001", "members/t01/b001/m000160.yaml", ("name",))]


def test_a_drawing_in_the_theme_stands_for_a_character(press: Press) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M1 1h8v8h-8z"/></svg>'
    theme = PaperTheme.of({**THEME.names, "glyphs/U+3402.svg": drawing})
    sheet = cards(px.card("m000160", "王㐂"))
    assert "王" in text_of(made(Press(theme, press.fonts), sheet))


def promises(length: int, number: int = 5) -> tuple[CommitmentView, ...]:
    """Promises of ``length`` characters each."""
    return tuple(
        px.commitment(n, (LONG * 3)[:length], baseline="1", target="9", unit="户", value="3")
        for n in range(1, number + 1)
    )


def test_what_does_not_fit_is_an_error_with_field_and_surplus(press: Press) -> None:
    data, found = render(press, cards(px.usual(), px.card("m000170", "周平", commitments=promises(300))))
    assert data is None
    (one,) = found
    assert (one.code, one.path, one.loc) == ("PAPER-002", "members/t01/b001/m000170.yaml", ("cards",))
    params = dict(one.params)
    assert "m000170" in params["who"]
    assert params["field"] == "第4项承诺"
    assert 5 <= int(params["mm"]) <= 200
    assert int(params["lines"]) >= 2
    assert "毫米" in message(one)


def test_just_fits_and_one_character_more(press: Press) -> None:
    """Find the longest text that fits; one character more gives the error, and the card never gets a third leaf."""
    fits, fails = 20, 400
    while fails - fits > 1:
        middle = (fits + fails) // 2
        data, found = render(press, cards(px.card("m000170", "周平", commitments=promises(middle))))
        if data:
            assert len(pages_of(data)) <= 2
            fits = middle
        else:
            assert [f.code for f in found] == ["PAPER-002"]
            fails = middle
    assert 60 < fits < 130
    assert int(dict(found_of(press, fails)[0].params)["mm"]) >= 1


def test_many_long_promises_take_a_second_leaf_with_the_name_and_whole_rows(press: Press) -> None:
    long = tuple(
        px.commitment(n, f"{n}" + "把全村每一户的饮水管道检查一遍并登记在册" * 3, reason="等水利站的材料")
        for n in range(1, 6)
    )
    first, second = pages_of(made(press, cards(px.card("m000170", "周平", commitments=long))))
    texts = [squeeze(page.get_textpage().get_text_range()) for page in (first, second)]
    assert all("周平的承诺事项（共两张）" in text for text in texts)
    assert "短码" in texts[0]
    assert sum(text.count("登记在册") for text in texts) == 15
    assert [text.count("登记在册") % 3 for text in texts] == [0, 0]
    assert [text.count("说明：") * 3 == text.count("登记在册") for text in texts] == [True, True]


def found_of(press: Press, length: int) -> list[Finding]:
    return render(press, cards(px.card("m000170", "周平", commitments=promises(length))))[1]


def test_smaller_type_comes_before_an_error_and_only_where_needed(press: Press) -> None:
    job = cards(px.usual(), px.longest())
    document = press.lay_out(job, job.items, 0)
    assert len(document.pages) > 2  # at the most generous size the second card runs over
    data = made(press, job)
    assert len(pages_of(data)) == 2
    first, second = (sizes_of(page).values() for page in pages_of(data))
    assert max(first) > max(second)


def test_a_wrong_guess_of_the_size_loses_nothing(press: Press) -> None:
    job = cards(px.usual(), px.longest(), px.office())
    right = text_of(made(press, job))
    for start in (0, 3):
        guessed = replace(job, items=tuple(replace(item, start=start) for item in job.items))
        found = text_of(made(press, guessed))
        assert all(squeeze(c.what) in found for card in (px.usual(), px.longest()) for c in card.commitments)
        assert start == 3 or found == right


def test_no_type_on_a_card_is_smaller_than_four_millimetres(press: Press, booklet: bytes) -> None:
    for page in pages_of(booklet):
        sizes = sizes_of(page).values()
        assert min(sizes) >= 4.0
        assert max(sizes) >= 9.0  # the name, from one and a half metres (domain rule 3.5)


def test_a_number_too_wide_for_its_column_is_an_error(press: Press) -> None:
    wide = px.commitment(1, "种树", target="123456789012", unit="棵")
    data, found = render(press, cards(px.card("m000170", "周平", commitments=(wide,))))
    assert data is None
    assert [(f.code, dict(f.params)["field"]) for f in found] == [("PAPER-002", "第1项承诺")]


def test_a_branch_name_too_long_for_its_line_is_an_error(press: Press) -> None:
    data, found = render(press, cards(px.card("m000170", "周平", branch="清泉村党支部" * 8)))
    assert data is None
    assert [(f.code, dict(f.params)["field"]) for f in found] == [("PAPER-002", "党支部名称")]


def test_texts_that_would_lie_on_each_other_are_an_error_or_move(press: Press) -> None:
    for name in ("阿卜杜热合曼阿卜杜热合曼阿", "阿卜杜热合曼·艾合买提·阿卜杜热合曼·艾"):  # as long as a record may hold
        page = pages_of(made(press, cards(px.card("m000171", name, posts=(px.post("岗", "查"),)))))[0]
        assert squeeze(name) in squeeze(page.get_textpage().get_text_range())
    data, found = render(press, cards(px.card("m000171", "周平", branch="清泉村党支部" * 5, party_since="1998")))
    assert data is None
    assert [(f.code, dict(f.params)["field"]) for f in found] == [("PAPER-002", "党支部名称")]


def test_a_wide_space_at_the_end_of_a_line_is_no_overflow(press: Press) -> None:
    for length in range(26, 36):  # at one of these lengths the space between two duties ends the line
        job = cards(px.card("m000171", "周平", posts=(px.post("岗", "种" * length, "种" * 10),)))
        assert fit.surplus(press.lay_out(job, job.items, 0).pages, 1) is None


def test_margins_stay_white(press: Press, booklet: bytes) -> None:
    edge = round(8 * 100 / 25.4) - 1
    for page in pages_of(booklet):
        picture = page.render(scale=100 / 72).to_pil().convert("L")
        width, height = picture.size
        for box in (
            (0, 0, width, edge),
            (0, height - edge, width, height),
            (0, 0, edge, height),
            (width - edge, 0, width, height),
        ):
            assert picture.crop(box).getextrema()[0] > 250


def test_numbers_keep_their_units_on_the_line(press: Press) -> None:
    for length in range(8, 20):
        words = "种" * length + "第12组30户"
        page = pages_of(made(press, cards(px.card("m000170", "周平", commitments=(px.commitment(1, words),)))))[0]
        lines = page.get_textpage().get_text_range().replace("\r", "").split("\n")
        assert any("第12组" in line for line in lines), lines
        assert any("30户" in line for line in lines), lines


# --- the fetcher and the log -----------------------------------------------------------------------------------------


def test_the_fetcher_knows_no_files_and_no_network(press: Press, tmp_path: Any) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(qr.picture("https://sanka.example.cn/"))
    for address in (
        secret.as_uri(), "http://127.0.0.1:9/x.png", "https://example.com/x.png", "data:image/png;base64,AA", "ftp://x/y",
        "theme:../../etc/passwd", "font:99", "font:-1", "photo:members/t01/b001/m000123.yaml", "qr:5",
    ):  # fmt: skip
        with pytest.raises(LookupError):
            press.fetch(address)
        template = THEME.names["action-card.html.j2"].replace(
            b'<h1 class="band"', f'<img src="{address}" alt="x"><h1 class="band"'.encode()
        )
        naughty = Press(PaperTheme.of({**THEME.names, "action-card.html.j2": template}), press.fonts)
        data, found = render(naughty, cards(px.usual()))
        assert data is None
        assert "PAPER-003" in {f.code for f in found}, address


def test_a_local_font_is_not_read_either(press: Press) -> None:
    style = (
        b'@font-face{font-family:X;src:local("DejaVu Sans"), url(file:///etc/hostname)}\n' + THEME.names["paper.css"]
    )
    naughty = Press(PaperTheme.of({**THEME.names, "paper.css": style}), press.fonts)
    assert any(address.startswith("file:") for address in naughty.refused)


def test_a_template_fault_names_file_and_line(press: Press) -> None:
    source = THEME.names["action-card.html.j2"]
    for wrong, line in ((b"{{ card.nmae }}", 1), (b"{% if %}", 1), (b'{{ qr("https://x.cn", "x", 5) }}', 1)):
        template = source.replace(b"<h1", wrong + b"<h1")
        at = template[: template.index(wrong)].count(b"\n") + line
        theme = PaperTheme.of({**THEME.names, "action-card.html.j2": template})
        data, found = render(Press(theme, press.fonts), cards(px.usual()))
        assert data is None
        (one,) = found
        assert (one.code, one.path) == ("PAPER-004", "layouts/paper/action-card.html.j2")
        assert one.at is not None
        assert one.at.line == at


def test_a_template_that_marks_no_items_is_a_fault(press: Press) -> None:
    template = THEME.names["action-card.html.j2"].replace(b"data-item", b"data-nothing")
    data, found = render(
        Press(PaperTheme.of({**THEME.names, "action-card.html.j2": template}), press.fonts), cards(px.usual())
    )
    assert data is None
    assert [f.code for f in found] == ["PAPER-004"]


def test_a_font_of_the_machine_is_told_as_such(press: Press) -> None:
    class Font:
        family = "Some Song,serif"

    (found,) = _foreign_fonts(press, {0: Font()}, cards(px.usual()))
    assert (found.code, dict(found.params)) == ("PAPER-009", {"font": "Some Song"})
    assert "样式" not in message(found)


def test_a_warning_of_the_engine_is_listed_and_does_not_stop(press: Press) -> None:
    style = THEME.names["paper.css"] + b"\n.card { colour: red }\n"
    noisy = Press(PaperTheme.of({**THEME.names, "paper.css": style}), press.fonts)
    data, found = render(noisy, cards(px.usual()))
    assert data is not None
    assert [f.code for f in found] == ["PAPER-005"]
    assert "colour" in message(found[0])


def test_an_emblem_of_the_organisation_has_its_place(press: Press) -> None:
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="#fc0"/></svg>'
    )
    with_emblem = Press(PaperTheme.of({**THEME.names, "emblem.svg": drawing}), press.fonts)
    page = pages_of(made(with_emblem, cards(px.usual())))[0]
    with_photo = replace(px.usual(), photo="a.jpg")
    assert render(with_emblem, cards(with_photo), {"a.jpg": photo_file()})[1] == []
    picture = page.render(scale=2).to_pil().convert("RGB")
    colours = {colour for _, colour in picture.crop((30, 20, 160, 110)).getcolors(10_000)}
    assert any(r > 200 and g > 150 and b < 60 for r, g, b in colours)


def test_nothing_in_a_text_is_markup(press: Press) -> None:
    card = px.card("m000170", "周平", commitments=(px.commitment(1, '<img src="file:///etc/passwd">种<b>树</b>&amp;'),))
    assert squeeze('<img src="file:///etc/passwd">种<b>树</b>&amp;') in text_of(made(press, cards(card)))
