"""Markdown written by clerks -> HTML that is safe to publish.

In: Markdown text and the way back to the root of the site. Out: HTML inside ``Markup``, headings from ``h2`` down.
Not here: page shells; any HTML typed by hand: raw tags are shown as they were typed, never passed on.

Two nets: the parser knows no raw HTML, and what it made is cleaned again by an allow-list of elements, attributes and
link schemes. Lines that were only wrapped in the editor are joined without a space between Chinese characters.
Links to pages of the site begin with ``/`` and stay right under any sub-path: ``[六星](/stars.html)``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown import Markdown

_TAGS = {
    "a", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "id"}, "ol": {"start"}, "li": {"id"}, "sup": {"id"}, "th": {"align"}, "td": {"align"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto", "tel"}

_CJK = r"[\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
_INLINE = r"((?:</?(?:a|code|del|em|strong|sub|sup)\b[^>]*>)*)"
_WRAPPED = re.compile(f"(?<={_CJK}){_INLINE}\n{_INLINE}(?={_CJK})")
_HEADING = re.compile(r"<(/?)(h[1-6])\b")
_PRE = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)


BACK = ("回正文", "回到脚注 {} 在正文的位置")  # what a footnote's way back says, and its longer form for screen readers


@cache
def _parser(back: tuple[str, str]) -> Markdown:
    """One parser for a process and a language: making it costs some milliseconds, resetting it nothing.

    Most processes meet no Markdown, and do without its modules.
    """
    from markdown import Markdown
    from markdown.extensions.footnotes import FootnoteExtension
    from markdown.extensions.sane_lists import SaneListExtension
    from markdown.extensions.tables import TableExtension
    from markdown.extensions.toc import TocExtension

    made = Markdown(
        extensions=[
            TableExtension(use_align_attribute=True),
            SaneListExtension(),
            FootnoteExtension(BACKLINK_TEXT=back[0], BACKLINK_TITLE=back[1]),
            TocExtension(marker="", slugify=_slug),
        ],
        output_format="html",
    )
    made.preprocessors.deregister("html_block")
    made.inlinePatterns.deregister("html")
    made.inlinePatterns.deregister("image_link")
    made.inlinePatterns.deregister("image_reference")
    made.inlinePatterns.deregister("short_image_ref")
    return made


def _slug(title: str, separator: str) -> str:
    """Id of a heading, Chinese characters kept; a prefix keeps it apart from the ids of the page around it."""
    from markdown.extensions.toc import slugify_unicode

    return f"s-{slugify_unicode(title, separator)}"


def _headings(html: str) -> str:
    """Put headings below the title of the page, however the author began: the largest becomes ``h2``, without gaps."""
    used = sorted({tag for _, tag in _HEADING.findall(html)})
    ranks = {tag: f"h{min(rank, 6)}" for rank, tag in enumerate(used, start=2)}
    return _HEADING.sub(lambda m: f"<{m.group(1)}{ranks[m.group(2)]}", html)


def _address(root: str, tag: str, attribute: str, value: str) -> str | None:
    """Let a link through: ``/x`` becomes relative to the root of the site, ``//host`` is dropped."""
    if tag != "a" or attribute != "href":
        return value
    if value.startswith(("//", "/\\")):
        return None
    return root + value[1:] if value.startswith("/") else value


def html_of(text: str, root: str = "", back: tuple[str, str] = BACK) -> Markup:
    """Turn Markdown into safe HTML.

    root: way from the page to the root of the site, ``""`` or ``"../"`` repeated. back: as ``BACK``, in the language of the site.
    """
    import nh3

    parser = _parser(back)
    parser.reset()
    cleaned = nh3.clean(
        _headings(parser.convert(text)),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        allowed_classes={"div": {"footnote"}},
        attribute_filter=lambda tag, attribute, value: _address(root, tag, attribute, value),
        link_rel="noopener noreferrer",
    )
    pieces = _PRE.split(cleaned)
    joined = "".join(piece if piece.startswith("<pre>") else _WRAPPED.sub(r"\1\2", piece) for piece in pieces)
    classed = re.sub(r' align="(left|center|right)"', r' class="\1"', joined)
    return Markup(classed)  # noqa: S704 - cleaned above
