"""A tiny font with the rare characters of names, so that no phone shows an empty box where a person's name should stand.

In: the shipped font and the rare characters that the pages use. Out: a style sheet and a WOFF2 file of a few hundred bytes a character.
The sheet names just these characters (``unicode-range``): a page without them loads no font.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from threecards.publish.paths import RARE_FONT
from threecards.web.render import Artifact

FONT = "assets/rare.woff2"
# What fonts of cheap phones lack: extension A and all planes beyond the first. Nearly all pages have none of them, which their bytes tell four
# times as fast as their characters: searches for one first byte each run at the speed of memory.
_RARE = re.compile("[\u3400-\u4dbf\U00020000-\U0003ffff]")
_FROM_3400, _TO_4DBF = re.compile(rb"\xe3[\x90-\xbf]"), re.compile(rb"\xe4[\x80-\xb6]")
_BEYOND_FFFF = b"\xf0"


def rare_characters(page: bytes) -> frozenset[str]:
    """Characters of a finished page, UTF-8, that a phone may be unable to draw."""
    if _BEYOND_FFFF in page or _FROM_3400.search(page) or _TO_4DBF.search(page):
        return frozenset(_RARE.findall(page.decode()))
    return frozenset()


def rare_font(font: bytes, characters: Iterable[str]) -> tuple[Artifact, ...]:
    """The style sheet, and the font where any character needs it. Equal input, equal bytes."""
    wanted = sorted(set(characters))
    if not wanted:
        return (Artifact(RARE_FONT, b"/* no rare characters */\n"),)
    ranges = ",".join(f"U+{ord(c):X}" for c in wanted)
    css = f'@font-face{{font-family:"Rare";src:url(rare.woff2) format("woff2");font-display:swap;unicode-range:{ranges}}}\n'
    return Artifact(RARE_FONT, css.encode()), Artifact(FONT, _woff2(_cut(font, wanted)))


def _cut(font: bytes, characters: list[str]) -> bytes:
    """The regular weight of the font with these characters only."""
    import uharfbuzz

    face = uharfbuzz.Face(font)
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(ord(c) for c in characters)
    wanted.pin_axis_location(face, "wght", 400)
    subset = uharfbuzz.subset(face, wanted)
    return bytes(subset.blob.data)


def _woff2(data: bytes) -> bytes:
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
