"""The interface in other languages: catalogues are complete, keep every gap, and leave no Chinese of ours on a page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import html5lib
import pytest

from tests import web_fixture as fixture
from tests.county_tree import ROOT, build_site, copy_county, edit, tree
from tests.values import replace
from threecards.build.plan import read_plan
from threecards.problems import Finding
from threecards.publish.project.rules_view import rules_view
from threecards.records import words
from threecards.web.languages import messages_of, read_messages, texts_of, updated
from threecards.web.phrases import phrases
from threecards.web.quoting import unquoted
from threecards.web.render import Artifact, render
from threecards.web.templates import environment
from threecards.web.theme import theme_of

LOCALE = Path(__file__).resolve().parents[1] / "layouts" / "locale"
LANGUAGES = sorted(p.stem for p in LOCALE.glob("*.po"))
CJK = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")

SHOWN = (
    words.CommitmentStatus, words.Grade, words.Star, words.GoalArea, words.DutyArea, words.LogKind, words.ItemState, words.NoticeKind,
    words.HonourLevel, words.Category, words.Suits, words.Office, words.VerifierRole,
)  # fmt: skip


def our_texts() -> set[str]:
    """Texts of all templates: pages, hall screens, search, feeds."""
    return {t.text for t in texts_of(fixture.theme())}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_translates_every_interface_text(language: str) -> None:
    messages = read_messages(LOCALE, language)
    missing = sorted(t for t in our_texts() if t not in messages and t.strip())
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_translates_every_set_word_that_pages_show(language: str) -> None:
    messages = read_messages(LOCALE, language)
    levels_without = {"支部"}  # translated as an interface text
    missing = {w.value for kind in SHOWN for w in kind if w.value not in messages} - levels_without
    assert not {w for w in missing if w not in our_texts()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_in_another_language_is_whole(language: str) -> None:
    theme = theme_of(dict(fixture.theme().files), language, read_messages(LOCALE, language))
    results = list(render(theme, fixture.site_jobs()))
    assert not [r for r in results if isinstance(r, Finding)]
    for result in results:
        if isinstance(result, Artifact) and result.path.endswith(".html"):
            page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(result.data.decode())
            assert page.get("lang") == language


def test_an_english_page_shows_no_chinese_of_ours() -> None:
    theme = theme_of(dict(fixture.theme().files), "en", read_messages(LOCALE, "en"))
    jobs = [j for j in fixture.site_jobs() if j.path == fixture.EMPTY_TOWNSHIP.path]
    for result in render(theme, jobs):
        assert isinstance(result, Artifact)
        left = result.data.decode()
        for datum in (
            fixture.SITE.county,
            fixture.SITE.title,
            fixture.SITE.office,
            fixture.T2.name,
            fixture.B3.name,
            "三卡是什么",
            "隐私说明",
        ):
            left = left.replace(datum, "")
        assert CJK.findall(left) == []


def pages_in(language: str) -> dict[str, str]:
    """Every page of the little county in a language."""
    theme = theme_of(dict(fixture.theme().files), language, read_messages(LOCALE, language))
    return {a.path: a.data.decode() for a in render(theme, fixture.site_jobs()) if isinstance(a, Artifact)}


def test_a_label_of_a_number_is_plural_and_the_card_itself_is_not() -> None:
    pages = pages_in("en")
    assert "<span>Action card</span>" in pages[fixture.RICH.path]
    for path in ("index.html", "stats.html", fixture.T1.path, fixture.B1.path):
        assert "<dt>Action cards</dt>" in pages[path], path


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_of_charts_hold_bare_numbers(language: str) -> None:
    """A unit in every cell breaks the lines of an English table on a phone; the caption tells what is counted."""
    cells = 0
    for path, page in pages_in(language).items():
        for figure in re.findall(r'<figure class="chart">.*?</figure>', page, re.DOTALL):
            for cell in re.findall(r'<td class="num">(.*?)</td>', figure):
                assert re.fullmatch(r"\d+%?|–", cell), (path, cell)
                cells += 1
    assert cells > 30


def test_what_stands_alone_begins_with_a_capital() -> None:
    """Cells, labels and lines of an English page, where a lower-case word looks like the end of something lost."""
    wrong = set()
    for path, page in pages_in("en").items():
        if not path.endswith(".html"):
            continue
        tree_ = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page)
        for element in tree_.iter():
            if element.tag in ("td", "th", "dt", "caption", "h1", "h2", "h3", "h4", "summary") or (
                element.tag in ("p", "b") and element.get("class") in ("meta", "state", "band")
            ):
                text = "".join(element.itertext()).strip()
                if text[:1].islower():
                    wrong.add((element.tag, text[:40]))
    assert wrong == set()


def test_criteria_of_stars_are_told_in_english_lists() -> None:
    phrase = told_in("en")
    assert phrase("M1、M2、M3必须做到") == "M1, M2, M3 done"
    assert phrase("R2必须做到，并在R1、R3、R4中至少做到 1 项") == "R2 done, and at least 1 of R1, R3, R4"


def test_traditional_characters_stand_in_the_interface() -> None:
    theme = theme_of(dict(fixture.theme().files), "zh-Hant", read_messages(LOCALE, "zh-Hant"))
    jobs = [j for j in fixture.site_jobs() if j.path == fixture.RICH.path]
    page = next(iter(render(theme, jobs)))
    assert isinstance(page, Artifact)
    text = page.data.decode()
    assert "首頁" in text
    assert "今年承諾" in text
    assert "李柏川" in text


def test_translations_that_lose_a_number_are_not_used() -> None:
    entries = [("还剩 %(n)s 天", "some days left"), ("好", "good"), ("空", "")]
    po = "".join(f'msgid "{text}"\nmsgstr "{translated}"\n\n' for text, translated in entries)
    po += '#, fuzzy\nmsgid "坏"\nmsgstr "bad"\n'
    assert messages_of(po.encode()) == {"好": "good"}


@pytest.mark.parametrize("po", [b"oops\n", 'msgid "好"\nmsgstr "良"'.encode("gb18030")])
def test_a_broken_catalogue_is_said_to_be_one(po: bytes) -> None:
    with pytest.raises(ValueError, match="not a gettext catalogue"):
        messages_of(po)


def test_bringing_a_catalogue_up_to_date_keeps_what_is_there(request: pytest.FixtureRequest) -> None:
    for language in LANGUAGES:
        po = (LOCALE / f"{language}.po").read_bytes()
        again = updated(po, fixture.theme(), tuple(w.value for kind in SHOWN for w in kind))
        if request.config.getoption("--update-golden"):
            (LOCALE / f"{language}.po").write_bytes(again)  # new texts stand there empty: translate them
        old, new = messages_of(po), messages_of(again)
        assert {k: v for k, v in old.items() if k in new} == new
        assert set(our_texts()) <= set(new) | {t for t in our_texts() if not t.strip()}
        assert again.split(b"\n\n")[0] == po.split(b"\n\n")[0]


def test_texts_know_where_they_stand() -> None:
    found = {t.text: t for t in texts_of(fixture.theme())}
    skip = found["跳到正文"]
    assert skip.template == "_top.html.j2"
    assert "跳到正文" in fixture.theme().file("_top.html.j2").decode().splitlines()[skip.line - 1]


# --- sentences of the data --------------------------------------------------------------------------------------------


def texts_in(value: object) -> Iterator[str]:
    """Every text inside nested tuples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts_in(part)


def rules_of_all_kinds() -> Iterator[str]:
    """Every sentence made from the settings, under both ways of the half-year and of the quota."""
    shared = read_plan(ROOT, None, date(2026, 12, 24)).shared
    assert shared is not None
    settings = shared.context.settings
    for halfyear, quota in (
        (words.HalfyearMode.GATE, words.QuotaMode.WARN),
        (words.HalfyearMode.BLEND, words.QuotaMode.ENFORCE),
    ):
        scheme = settings.scheme
        scheme = scheme.model_copy(
            update={
                "halfyear": scheme.halfyear.model_copy(update={"mode": halfyear}),
                "excellent_quota": scheme.excellent_quota.model_copy(update={"mode": quota}),
            }
        )
        made = rules_view(replace(settings, schemes={**settings.schemes, settings.year: scheme}))
        yield from texts_in((made.weights, made.ballot_points, made.organisation, made.commitment_points, made.bands))
        yield from texts_in((made.quorum, made.halfyear, made.quota, made.commendation, made.deadlines))
        yield from texts_in((made.eligibility, made.worked))


def test_every_sentence_of_the_rules_is_told_in_english() -> None:
    phrase = phrases(read_messages(LOCALE, "en"))
    left = {text: phrase(text) for text in rules_of_all_kinds() if CJK.search(phrase(text).replace("％", ""))}
    assert left == {}


def told_in(language: str) -> Callable[[str], str]:
    """What a reader sees of a sentence of the data, without the signs around texts of the records."""
    phrase = phrases(read_messages(LOCALE, language))
    return lambda text: unquoted(phrase(text))


def test_sentences_keep_their_numbers_and_the_words_of_records() -> None:
    english = told_in("en")
    assert english("承诺“修好三条水渠”：进行中，已达 2 条") == "Commitment “修好三条水渠”: Under way, 2 条 so far"
    assert english("点亮学习星、奉献星") == "Lit: Learning, Dedication"
    for own in ("修好三条水渠", "点亮村口路灯", "2026年度拟评优秀党员公示", "获市级表彰：好", "任务，已达 5 户"):
        assert english(own) == own
    assert english("榆埂村党支部2026年度星级公示") == "榆埂村党支部 2026: Stars"
    traditional = told_in("zh-Hant")
    assert traditional("承诺“修好三条水渠”：已完成") == "承諾「修好三条水渠」：已完成"
    assert traditional("不少于应到的 2/3") == "不少於應到的 2/3"


def test_footnotes_lead_back_in_the_language_of_the_site() -> None:
    theme = theme_of({"x.j2": b"{{ text|markdown }}"}, "en", read_messages(LOCALE, "en"))
    made = environment(theme).get_template("x.j2").render(text="一[^1]\n\n[^1]: 二\n")
    assert "back to the text" in made
    assert "回到脚注" not in made


def test_no_catalogue_no_work() -> None:
    assert phrases({})("进行中") == "进行中"


@pytest.mark.parametrize("odd", ["{", "{what}", "“”：", "＋", "、、", "1" * 5000, "承诺“：“”：”：已完成"])
def test_odd_texts_stay_texts(odd: str) -> None:
    assert isinstance(phrases(read_messages(LOCALE, "en"))(odd), str)


# --- the county's setting ---------------------------------------------------------------------------------------------


def set_language(root: Path, language: str) -> Path:
    edit(root / "content" / "county.yaml", lambda county: county.update(language=language))
    return root


def written_by_people(root: Path) -> str:
    return "".join(
        p.read_text(encoding="utf-8") for part in ("content", "members") for p in (root / part).rglob("*.[ym]*")
    )


def test_the_countys_setting_makes_the_whole_interface_english(tmp_path: Path) -> None:
    root = set_language(copy_county(tmp_path), "en")
    assert build_site(root).ok
    people, left = written_by_people(root), {}
    for path, data in tree(root / "site").items():
        if path.endswith(".html"):
            text = data.decode()
            assert '<html lang="en">' in text, path
            for piece in re.split("<[^>]+>", text):
                ours = [c for c in re.findall("[\u4e00-\u9fff]+", html.unescape(piece)) if c not in people]
                if ours:
                    left[piece.strip()] = path
    assert left == {}


def test_a_language_without_a_catalogue_is_told_at_the_setting_with_those_there_are(tmp_path: Path) -> None:
    root = set_language(copy_county(tmp_path), "bo")
    (problem,) = [p for p in build_site(root).problems if p.code == "WEB-003"]
    assert problem.path == "content/county.yaml"
    assert problem.position.line > 1
    assert dict(problem.params)["known"] == "zh-Hans, en, zh-Hant"
    assert not (root / "site").exists()


def test_a_broken_catalogue_stops_the_build(tmp_path: Path) -> None:
    root = set_language(copy_county(tmp_path), "en")
    (root / "layouts/locale/en.po").write_text("oops\n", encoding="utf-8")
    assert [p.path for p in build_site(root).problems if p.code == "WEB-004"] == ["layouts/locale/en.po"]


def test_a_new_translation_makes_the_pages_anew(tmp_path: Path) -> None:
    root = set_language(copy_county(tmp_path), "en")
    build_site(root)
    po = root / "layouts/locale/en.po"
    po.write_text(po.read_text(encoding="utf-8").replace('"Large type"', '"Big letters"'), encoding="utf-8")
    build_site(root)
    assert "Big letters" in (root / "site/index.html").read_text(encoding="utf-8")


def test_traditional_texts_are_traditional_throughout() -> None:
    """A character that is written otherwise in one text is written so in all, but for words that differ (程序, 程式)."""
    messages = read_messages(LOCALE, "zh-Hant")
    pairs = [
        (old, new)
        for text, told in messages.items()
        if len(text) == len(told)
        for old, new in zip(text, told, strict=True)
    ]
    kept = {old for old, new in pairs if old == new}
    changed = {old for old, new in pairs if old != new} - kept
    assert {text: told for text, told in messages.items() if changed & set(told)} == {}
    assert not [told for told in messages.values() if set("羣衆纔裏覈佈”“") & set(told)], (
        "one form of a character for the whole site"
    )
