"""The interface in other languages: catalogues are complete, keep every gap, and leave no Chinese of ours on a page."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import html5lib
import pytest

from tests import web_fixture as fixture
from threecards.problems import Finding
from threecards.records import words
from threecards.web import pages
from threecards.web.languages import messages_of, read_messages, texts_of, updated
from threecards.web.render import Artifact, render
from threecards.web.theme import theme_of

LOCALE = Path(__file__).resolve().parents[1] / "layouts" / "locale"
LANGUAGES = ("en", "zh-Hant")
CJK = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")

SHOWN = (
    words.CommitmentStatus, words.Grade, words.Star, words.GoalArea, words.DutyArea, words.LogKind, words.ItemState, words.NoticeKind,
    words.HonourLevel, words.Category, words.Suits, words.Office, words.VerifierRole,
)  # fmt: skip


def our_texts() -> set[str]:
    """Texts of the templates that ``pages`` plans, and of the parts they include."""
    planned = set(re.findall(r'"([\w.]+\.j2)"', inspect.getsource(pages)))
    return {t.text for t in texts_of(fixture.theme()) if t.template in planned or t.template.startswith("_")}


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


def test_traditional_characters_stand_in_the_interface() -> None:
    theme = theme_of(dict(fixture.theme().files), "zh-Hant", read_messages(LOCALE, "zh-Hant"))
    jobs = [j for j in fixture.site_jobs() if j.path == fixture.RICH.path]
    page = next(iter(render(theme, jobs)))
    assert isinstance(page, Artifact)
    text = page.data.decode()
    assert "首頁" in text
    assert "今年的承諾" in text
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


def test_bringing_a_catalogue_up_to_date_keeps_what_is_there() -> None:
    for language in LANGUAGES:
        po = (LOCALE / f"{language}.po").read_bytes()
        again = updated(po, fixture.theme(), tuple(w.value for kind in SHOWN for w in kind))
        old, new = messages_of(po), messages_of(again)
        assert {k: v for k, v in old.items() if k in new} == new
        assert set(our_texts()) <= set(new) | {t for t in our_texts() if not t.strip()}
        assert again.split(b"\n\n")[0] == po.split(b"\n\n")[0]


def test_texts_know_where_they_stand() -> None:
    found = {t.text: t for t in texts_of(fixture.theme())}
    skip = found["跳到正文"]
    assert skip.template == "_top.html.j2"
    assert "跳到正文" in fixture.theme().file("_top.html.j2").decode().splitlines()[skip.line - 1]
