"""The last look at finished bytes before they are published: personal numbers stop the build.

In: finished pages, the text of PDFs, file names. Out: findings with the page and the kind of number, never the number
itself. Not here: how such numbers look (``records.personal``), any decision what to publish (``project``). This scan is
a net under the projection, not the boundary.

Personal numbers: PRIV-002; sensitive words of the county's own list: PRIV-005. Photos are drawn anew before they are
published, so that nothing but the picture is left of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from threecards.problems import Finding, finding
from threecards.records.personal import kinds_of, may_hold


def scan_text(path: str, text: str, words: Sequence[str] = ()) -> Iterator[Finding]:
    """Look at one finished text (text of a PDF, file name); ``path`` is its place in the output tree."""
    yield from scan_bytes(path, text.encode("utf-8", "replace"), words)


def scan_bytes(path: str, data: bytes, words: Sequence[str] = ()) -> Iterator[Finding]:
    """Look at one finished file of text, UTF-8, such as a page."""
    if may_hold(data):
        for kind in sorted(set(kinds_of(data.decode("utf-8")))):
            yield finding("PRIV-002", path, kind=kind)
    for number, word in enumerate(words, start=1):
        if word.encode("utf-8") in data:
            yield finding("PRIV-005", path, number=number)
