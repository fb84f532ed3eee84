"""Paper without Pango: typography, jobs, the glyph gate, QR codes, the theme, photos, which sheets there are."""

from __future__ import annotations

import ast
import io
import pickle
import subprocess
import sys

import pytest

from tests import paper_fixture as px
from tests import paper_forms as pf
from tests.values import replace
from threecards.paper import glyphs, qr, text
from threecards.paper.fonts import EXTRA, ON_PAPER, SANS, FontFile, cut_fonts, own_characters
from threecards.paper.guess import first_step
from threecards.paper.photo import PhotoError, prepare
from threecards.paper.sheets import KINDS, Source, sheets_of, standing
from threecards.paper.sheets.cards import action_cards
from threecards.paper.sheets.pack import decision_pack, majority
from threecards.paper.sheets.wall import goal_card, responsibility_card
from threecards.paper.theme import PaperTheme
from threecards.problems import advice, catalogue, message

# --- typography ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("iso", "year", "said"),
    [
        ("2026-03-09", 0, "2026年3月9日"),
        ("2026-03-09", 2026, "3月9日"),
        ("2027-12-31", 2026, "2027年12月31日"),
        ("", 2026, ""),
    ],
)
def test_days_are_said_the_chinese_way(iso: str, year: int, said: str) -> None:
    assert text.plain(text.day(iso, year)) == said


def test_no_line_breaks_inside_a_day_or_between_number_and_unit() -> None:
    assert text.day("2026-03-09", 2026) == "3\u2060月\u20609\u2060日"
    assert (
        text.glue("第3组的30户、1.5公里、60%以上")
        == "第\u20603\u2060组的30\u2060户、1.5\u2060公里、60\u2060%\u2060以上"
    )
    assert text.amount("12", "次") == "12\u00a0次"
    assert text.amount("12", "平方米", narrow=True) == "12 平\u2060方\u2060米"
    assert text.amount("", "次") == ""
    assert text.amount("12", "") == "12"


def test_names_of_two_characters_take_the_room_of_three() -> None:
    assert text.padded("郑云") == "郑　云"
    assert text.padded(f"陈{px.RARE}") == f"陈　{px.RARE}"
    assert text.padded("周望野") == "周望野"
    assert text.padded("阿卜杜热合曼·艾合买提") == "阿卜杜热合曼·艾合买提"


def test_a_minority_name_stays_on_one_line() -> None:
    assert text.plain(text.whole("阿里木·买买提")) == "阿里木·买买提"
    assert text.whole("阿里木·买买提").count(text.JOINER) == 6


# --- jobs ------------------------------------------------------------------------------------------------------------


def test_sheets_of_a_branch_have_their_paths_and_items() -> None:
    (cards,) = action_cards(px.site(), "t01", px.branch())
    (goals,) = goal_card(px.site(), "t01", px.branch())
    assert cards.path == "print/t01/b001/action-cards.pdf"
    assert [item.key for item in cards.items] == [card.key for card in px.branch().cards]
    assert goals.path == "print/t01/b001/goal-card.pdf"
    (hall,) = responsibility_card(px.site(), "t01", px.township())
    assert hall.path == "print/t01/responsibility-card.pdf"
    (pack,) = decision_pack(px.site(), "t01", px.pack())
    assert pack.path == "binder/t01/b001/decision-pack.pdf"
    assert cards.only("m000123").path == "print/t01/b001/action-cards/m000123.pdf"


def test_a_branch_without_cards_or_goal_card_has_no_sheets() -> None:
    empty = px.branch((), goal_card=None)
    assert action_cards(px.site(), "t01", empty) == goal_card(px.site(), "t01", empty) == ()


def test_kinds_have_names_of_their_own_and_stay_in_their_tree() -> None:
    assert len({kind.key for kind in KINDS}) == len({kind.name for kind in KINDS}) == len(KINDS)
    views = {Source.BOARD: px.branch(), Source.HALL: px.township(), Source.PACK: px.pack()}
    views |= {Source.FORMS: pf.forms(), Source.MEETING: pf.meeting(), Source.POSTING: pf.posting()}
    for source, view in views.items():
        jobs = sheets_of(KINDS, source, px.site(), "t01", view)
        assert jobs
        assert all(job.path.startswith(f"{source.tree}/t01/") for job in jobs)
        assert set(standing(source)) <= set(KINDS)


def test_nobody_else_has_a_single_card() -> None:
    with pytest.raises(KeyError):
        action_cards(px.site(), "t01", px.branch())[0].only("m999999")


def test_jobs_travel_and_their_fingerprint_tells_them_apart() -> None:
    (job,) = action_cards(px.site(), "t01", px.branch())
    assert pickle.loads(pickle.dumps(job)) == job
    assert pickle.loads(pickle.dumps(job)).fingerprint() == job.fingerprint()
    (other,) = action_cards(px.site(), "t01", px.branch((replace(px.usual(), motto="双带"), *px.branch().cards[1:])))
    assert other.fingerprint() != job.fingerprint()


def test_a_released_sheet_does_not_change_from_day_to_day() -> None:
    today, tomorrow = (action_cards(px.site(as_of=day), "t01", px.branch())[0] for day in ("2026-12-24", "2026-12-25"))
    assert today.fingerprint() == tomorrow.fingerprint()


def test_more_than_half_of_those_who_should_attend() -> None:
    # domain rule 5.10 and example E20: 27 should attend, 13 ayes do not pass, 14 do
    assert [majority(n) for n in (0, 1, 2, 26, 27, 28)] == [0, 1, 2, 14, 14, 15]


# --- the glyph gate --------------------------------------------------------------------------------------------------


def test_missing_glyphs_come_once_in_order() -> None:
    assert glyphs.missing_glyphs(f"陈{px.NOWHERE}㐂{px.NOWHERE} \u2060\u3000", {"陈"}) == (px.NOWHERE, "㐂")
    assert glyphs.code_point(px.NOWHERE) == "U+20BB7"
    assert glyphs.code_point("·") == "U+00B7"


def test_a_name_without_glyph_names_person_file_and_way_out() -> None:
    branch = px.branch((px.card("m000160", f"王{px.NOWHERE}"),))
    (job,) = action_cards(px.site(), "t01", branch)
    (found,) = glyphs.gate(job, job.characters() - {px.NOWHERE})
    assert (found.code, found.path, found.loc) == ("PAPER-001", "members/t01/b001/m000160.yaml", ("name",))
    said = message(found, "zh")
    assert px.NOWHERE in said
    assert "U+20BB7" in said
    assert "m000160" in said
    assert "layouts/paper/glyphs/U+20BB7.svg" in advice(found, "zh")
    assert glyphs.gate(job, job.characters()) == []
    assert glyphs.gate(job, job.characters() - {px.NOWHERE}, drawn={px.NOWHERE}) == []


def test_the_gate_tells_posts_from_promises() -> None:
    card = px.card("m000160", "王平", posts=(px.post("㐂岗", "查"),), commitments=(px.commitment(1, "种㐃"),))
    (job,) = action_cards(px.site(), "t01", px.branch((card,)))
    found = glyphs.gate(job, job.characters() - {"㐂", "㐃"})
    assert {(f.path, f.loc, dict(f.params)["character"]) for f in found} == {
        ("members/t01/b001/branch.yaml", ("posts",), "㐂"),
        ("members/t01/b001/m000160.yaml", ("cards",), "㐃"),
    }


def test_the_binder_names_the_member_and_not_the_branch() -> None:
    roll = (replace(px.pack().roll[0], name=f"王{px.NOWHERE}"), *px.pack().roll[1:])
    (job,) = decision_pack(px.site(), "t01", px.pack(roll=roll))
    (found,) = glyphs.gate(job, job.characters() - {px.NOWHERE})
    assert found.path == "members/t01/b001/m000101.yaml"
    assert "m000101" in dict(found.params)["who"]


# --- fonts -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fonts() -> tuple[FontFile, ...]:
    found = px.font_files()
    assert {file.family for file in found} == {SANS, "Three Cards Serif"}
    return found


def test_cut_fonts_hold_what_was_asked_and_are_the_same_every_time(fonts: tuple[FontFile, ...]) -> None:
    import uharfbuzz

    cut = cut_fonts(fonts, f"陈{px.RARE}承诺★☆")
    assert [(face.family, face.weight) for face in cut.faces] == [
        ("Paper Sans", 400), ("Paper Sans", 700), ("Paper Serif", 700),
    ]  # fmt: skip
    assert cut.coverage >= set(f"陈{px.RARE}承诺★☆0aA")
    for face in cut.faces:
        made = uharfbuzz.Face(face.data)
        assert not made.axis_infos
        assert ord(px.RARE) in made.unicodes
        assert len(face.data) < 1_000_000
    again = cut_fonts(fonts, f"☆★诺承{px.RARE}陈")
    assert again.digest == cut.digest
    assert again == cut
    assert pickle.loads(pickle.dumps(cut)) == cut
    assert cut_fonts(fonts, f"陈{px.RARE}承诺★☆鬻").digest != cut.digest


def test_what_the_filters_of_the_templates_add_is_always_cut(fonts: tuple[FontFile, ...]) -> None:
    added = text.day("2026-03-09") + text.circled(20) + text.circled(21) + text.padded("郑云")[1] + text.glue("第3户")
    assert cut_fonts(fonts, "户第").coverage >= set(added)


def test_a_font_of_the_machine_gives_only_what_no_shipped_font_has(fonts: tuple[FontFile, ...]) -> None:
    sans = next(file for file in fonts if file.family == SANS)
    rare = next(c for c in "鬻彧" if c not in own_characters())
    poor = FontFile(SANS, cut_fonts((sans,), "承诺").faces[0].data)
    assert rare not in cut_fonts((poor,), f"承诺{rare}").coverage
    rich = cut_fonts((poor,), f"承诺{rare}", extra=(sans.data,))
    assert rare in rich.coverage
    assert rich.faces[-1].family == ON_PAPER[EXTRA]
    assert len(rich.faces[-1].data) < 5_000


# --- QR --------------------------------------------------------------------------------------------------------------


def test_a_qr_picture_holds_the_modules_and_the_quiet_zone() -> None:
    from PIL import Image

    address = "https://sanka.example.cn/m/000/m000123.html"
    rows = qr.matrix(address)
    with Image.open(io.BytesIO(qr.picture(address))) as picture:
        assert picture.mode == "1"
        assert picture.size == (len(rows) + 8, len(rows) + 8)
        dark = [[picture.getpixel((x, y)) == 0 for x in range(picture.width)] for y in range(picture.height)]
    assert [bytes(row[4:-4]) for row in dark[4:-4]] == list(rows)
    assert not any(any(row) for row in (*dark[:4], *dark[-4:]))
    assert not any(any((*row[:4], *row[-4:])) for row in dark)


def test_a_qr_code_too_small_for_a_phone_is_refused() -> None:
    assert qr.width_mm("https://sanka.example.cn/", 18) > 18
    with pytest.raises(ValueError, match="18"):
        qr.width_mm("https://sanka.example.cn/", 17.9)


def test_outdoor_codes_bear_more_damage() -> None:
    address = "https://sanka.example.cn/m/000/m000123.html"
    assert len(qr.matrix(address, "H")) > len(qr.matrix(address, "M"))


# --- photos, theme, catalogue ----------------------------------------------------------------------------------------


def photo_file(width: int = 600, height: int = 800) -> bytes:
    """A JPEG whose metadata hold a place and a name."""
    from PIL import Image

    image = Image.new("RGB", (width, height), (180, 170, 160))
    exif = image.getexif()
    exif[0x010E] = "SECRET-NAME"
    exif[0x0112] = 1
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"SECRET-PLACE")
    return out.getvalue()


def test_a_photo_is_cropped_small_and_without_metadata() -> None:
    from PIL import Image

    assert b"SECRET" in photo_file()
    made = prepare(photo_file())
    assert b"SECRET" not in made
    with Image.open(io.BytesIO(made)) as image:
        assert image.size == (200, 280)
        assert not image.getexif()
    assert len(made) < 15_000
    assert prepare(photo_file(601)) == prepare(photo_file(601))


@pytest.mark.parametrize("data", [b"", b"no photo", b"GIF89a" + bytes(40), photo_file()[:200]])
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    with pytest.raises(PhotoError):
        prepare(data)


def test_the_theme_knows_its_files() -> None:
    theme = PaperTheme.read(px.ROOT / "layouts" / "paper")
    assert set("共产党员行动卡★☆◐") <= theme.characters
    assert theme.emblem == ""  # none is shipped
    assert pickle.loads(pickle.dumps(theme)).digest == theme.digest
    more = PaperTheme.of({**theme.names, "emblem.svg": b"<svg/>", "glyphs/U+20BB7.svg": b"<svg/>"})
    assert more.emblem == "emblem.svg"
    assert more.glyphs == {px.NOWHERE: "glyphs/U+20BB7.svg"}
    assert more.digest != theme.digest


def test_every_code_of_paper_is_in_the_catalogue_and_used() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in (px.ROOT / "threecards" / "paper").glob("*.py"))
    codes = {code for code in catalogue() if code.startswith("PAPER-")}
    assert codes == {f"PAPER-00{n}" for n in range(1, 10)}
    assert all(f'"{code}"' in source for code in codes)


def test_only_the_press_imports_weasyprint_and_only_inside_functions() -> None:
    for file in (px.ROOT / "threecards").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = {
            name
            for node in ast.walk(tree)
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
        }
        if any(name.split(".")[0] == "weasyprint" for name in names):
            assert file.name == "press.py", file
    code = "import sys, threecards.paper.press, threecards.paper.sheets; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=px.ROOT).returncode == 0


def test_the_first_size_is_guessed_from_the_lengths_of_the_texts() -> None:
    assert first_step(px.shortest()) == 0
    assert first_step(px.usual()) == 1
    assert first_step(px.longest()) == 5
    more = replace(px.usual(), commitments=px.usual().commitments * 3)
    assert 0 < first_step(more) <= first_step(replace(more, photo="a.jpg")) <= 5
