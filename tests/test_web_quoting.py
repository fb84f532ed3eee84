"""Texts of the records on pages of another language bear their own: no sentence of a villager is read out in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from markupsafe import Markup

from tests import web_fixture as fixture
from threecards.web.languages import read_messages
from threecards.web.phrases import phrases
from threecards.web.quoting import CLOSE, OPEN, Told, marked, quote, unquoted
from threecards.web.render import Artifact, RenderJob, render
from threecards.web.theme import SHELL, theme_of

LOCALE = Path(__file__).resolve().parents[1] / "layouts" / "locale"
HAN = re.compile(r"[\u3400-\u9fff]")


def pages(language: str) -> dict[str, bytes]:
    """Every page of the little county in a language."""
    messages = read_messages(LOCALE, language) if language != "zh-Hans" else {}
    theme = theme_of(dict(fixture.theme().files), language, messages)
    return {a.path: a.data for a in render(theme, fixture.site_jobs()) if isinstance(a, Artifact)}


def texts(page: bytes) -> Iterator[tuple[str, str, str]]:
    """Every text of a page: language of the element it stands in, name of the element, text."""

    def walk(element: Element, language: str) -> Iterator[tuple[str, str, str]]:
        own = element.get("lang", language)
        if str(element.tag) not in ("script", "style"):
            yield own, element.tag, element.text or ""
            for child in element:
                yield from walk(child, own)
                yield own, element.tag, child.tail or ""

    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return walk(parser.parse(page.decode()), "")


def test_on_an_english_page_every_chinese_text_is_marked() -> None:
    seen = 0
    for path, data in pages("en").items():
        if not path.endswith(".html"):
            continue
        for language, tag, text in texts(data):
            if HAN.search(text) and tag != "title":  # a title of two languages cannot be marked by halves
                assert language == "zh-Hans", (path, tag, text)
                seen += 1
    assert seen > 300


def test_on_a_traditional_page_the_records_alone_are_marked() -> None:
    messages = read_messages(LOCALE, "zh-Hant")
    ours = {text for source, text in messages.items() if text != source and HAN.search(text)}
    found: dict[str, set[str]] = {"zh-Hans": set(), "zh-Hant": set()}
    for path, data in pages("zh-Hant").items():
        if path.endswith(".html"):
            for language, tag, text in texts(data):
                if tag != "title":
                    found[language].add(text.strip())
    assert ours & found["zh-Hant"], "words of the interface"
    assert not ours & found["zh-Hans"]
    for text in (fixture.RICH.name, fixture.DONE_PROMISE.what, fixture.B1.name, fixture.RICH.posts[0].name):
        assert text in found["zh-Hans"]
        assert text not in found["zh-Hant"]


def test_a_page_in_the_language_of_the_records_is_left_alone() -> None:
    for path, data in pages("zh-Hans").items():
        assert b"<bdi" not in data, path
        assert data.count(b" lang=") <= 1, path


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_no_sign_stays_in_any_file(language: str) -> None:
    for path, data in pages(language).items():
        assert OPEN.encode() not in data, path
        assert CLOSE.encode() not in data, path


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (f"<p>{OPEN}李{CLOSE}</p>", '<p lang="zh-Hans">李</p>'),
        (f'<p class="a">by {OPEN}李{CLOSE}</p>', '<p class="a">by <bdi lang="zh-Hans">李</bdi></p>'),
        (f'<img alt="of {OPEN}李{CLOSE}">', '<img alt="of 李">'),
        (f"<title>Home · {OPEN}县{CLOSE}</title>", "<title>Home · 县</title>"),
        (f"<title>{OPEN}村{CLOSE} · {OPEN}县{CLOSE}</title>", '<title lang="zh-Hans">村 · 县</title>'),
        (f"<svg><text>{OPEN}村{CLOSE} 3</text></svg>", "<svg><text>村 3</text></svg>"),
        (f'<p lang="zh-Hans">{OPEN}李{CLOSE}</p>', '<p lang="zh-Hans">李</p>'),
        (f"<b>{OPEN}<i>甲·</i><i>乙</i>{CLOSE}</b>", '<b><bdi lang="zh-Hans"><i>甲·</i><i>乙</i></bdi></b>'),
    ],
)
def test_where_a_text_stands_says_how_it_is_marked(page: str, expected: str) -> None:
    assert marked(page) == expected


def test_a_text_without_chinese_needs_no_mark() -> None:
    assert quote("R2026-03") == "R2026-03"
    assert quote("李") == f"{OPEN}李{CLOSE}"
    assert unquoted(quote(f"李{OPEN}")) == "李"


def test_a_sentence_of_the_catalogue_quotes_what_was_promised() -> None:
    phrase = phrases({"承诺“{what}”：{STATE}": "promise “{what}”: {STATE}", "已完成": "done"})
    told = phrase("承诺“修路”：已完成")
    assert isinstance(told, Told)
    assert told == f"promise “{OPEN}修路{CLOSE}”: done"
    assert not isinstance(phrase("修路"), Told), "what no entry knows stays a text of the records"


def test_markup_is_not_taken_for_a_record() -> None:
    files = {"x.html.j2": b"{{ a }}{{ b }}", **dict.fromkeys(SHELL, b"")}
    theme = theme_of(files, "en")
    job = RenderJob("x.html", "x.html.j2", {"site": fixture.SITE, "a": Markup("<b>x</b>"), "b": "<李>"})
    (made,) = render(theme, [job])
    assert isinstance(made, Artifact)
    assert made.data.decode().strip() == '<b>x</b><bdi lang="zh-Hans">&lt;李&gt;</bdi>'
