"""Markdown written by clerks becomes HTML that cannot harm, and reads as Chinese should."""

from __future__ import annotations

import re

import html5lib
import pytest

from threecards.web.markdown import html_of


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "前<script src=//x.example/a.js></script>后",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)" onclick="alert(1)">点</a>',
        "[点](javascript:alert(1))",
        "[点](JaVaScRiPt:alert(1))",
        "[点](&#106;avascript:alert(1))",
        "[点](data:text/html;base64,PHNjcmlwdD4=)",
        "[点](vbscript:x)",
        "<iframe src='https://x.example'></iframe>",
        "<style>body{display:none}</style>",
        "<svg onload=alert(1)>",
        '[点](/a "x\\" onclick=\\"alert(1)")',
        "<div>\n\n**中**\n\n</div>",
        "![图](https://x.example/a.png)",
        "[甲]: javascript:alert(1)\n\n[点][甲]",
        "<javascript:alert(1)>",
        '| a |\n|---|\n| <b onmouseover="x">1</b> |',
        "# <script>x</script>",
        "正文[^1]\n\n[^1]: <script>alert(1)</script>",
    ],
)
def test_nothing_typed_by_hand_becomes_markup_that_acts(text: str) -> None:
    html = str(html_of(text))
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in {"script", "img", "iframe", "style", "svg", "object", "form", "input", "link", "meta"}
        assert not any(name.startswith("on") or name in {"style", "src", "srcset"} for name in element.attrib)
        address = element.attrib.get("href", "")
        assert re.match(r"(https?:|mailto:|tel:|#|[^:]*$)", address), address


def test_raw_html_is_shown_as_it_was_typed() -> None:
    assert str(html_of("甲<b>乙</b>")) == "<p>甲&lt;b&gt;乙&lt;/b&gt;</p>"


def test_markdown_itself_works() -> None:
    html = str(html_of("## 标题\n\n**粗**，*斜*\n\n1. 一\n2. 二\n\n| 甲 | 乙 |\n|:--|--:|\n| 1 | 2 |\n"))
    assert '<h2 id="s-标题">标题</h2>' in html
    assert "<strong>粗</strong>，<em>斜</em>" in html
    assert "<li>一</li>" in html
    assert '<td class="right">2</td>' in html
    assert "align=" not in html


def test_emphasis_next_to_chinese_punctuation() -> None:
    assert str(html_of("**真，**她来了")) == "<p><strong>真，</strong>她来了</p>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一行\n第二行", "<p>第一行第二行</p>"),
        ("逗号，\n第二行", "<p>逗号，第二行</p>"),
        ("**粗**\n后文", "<p><strong>粗</strong>后文</p>"),
        ("前文\n**粗**", "<p>前文<strong>粗</strong></p>"),
        ("a line\nof English", "<p>a line\nof English</p>"),
        ("中文\nEnglish", "<p>中文\nEnglish</p>"),
        ("𬭎\n𬱖", "<p>𬭎𬱖</p>"),
    ],
)
def test_wrapped_lines_are_joined_between_chinese_characters_only(text: str, expected: str) -> None:
    assert str(html_of(text)) == expected


def test_lines_of_code_stay_apart() -> None:
    assert "甲\n乙" in str(html_of("    甲\n    乙"))


def test_links_to_the_site_are_relative_to_its_root() -> None:
    assert 'href="../../stars.html"' in html_of("[六星](/stars.html)", "../../")
    assert 'href="stars.html"' in html_of("[六星](/stars.html)", "")
    assert "href" not in html_of("[外](//x.example/a)", "../")
    outside = html_of("[外](https://x.example/)")
    assert 'href="https://x.example/"' in outside
    assert 'rel="noopener noreferrer"' in outside


def test_headings_of_one_page_never_share_an_id_and_a_second_text_starts_afresh() -> None:
    ids = re.findall(r'id="([^"]+)"', html_of("# 甲\n\n# 甲\n\n## 乙"))
    assert len(ids) == len(set(ids)) == 3
    assert re.findall(r'id="([^"]+)"', html_of("# 甲")) == ["s-甲"]


def test_footnotes_lead_there_and_back() -> None:
    html = str(html_of("正文[^1]\n\n[^1]: 注"))
    targets = set(re.findall(r'id="([^"]+)"', html))
    links = set(re.findall(r'href="#([^"]+)"', html))
    assert links
    assert links <= targets
    assert "回正文" in html


def test_an_empty_text_is_empty() -> None:
    assert str(html_of("")) == ""


@pytest.mark.parametrize(
    ("text", "levels"),
    [("# 甲\n\n## 乙\n\n# 丙", "232"), ("## 甲\n\n### 乙", "23"), ("### 甲", "2"), ("# 甲\n\n#### 乙", "23"), ("", "")],
)
def test_headings_start_below_the_title_and_leave_no_gap(text: str, levels: str) -> None:
    assert "".join(re.findall(r"<h(\d)", html_of(text))) == levels
