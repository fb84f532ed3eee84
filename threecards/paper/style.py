"""Style sheets with their custom properties put in: what ``var(--red)`` stands for is known once the tone of a sheet is.

In: the style sheets of a theme as one text, a tone. Out: a text without those ``var()``. Not here: parsing CSS (WeasyPrint does that).

Why: the layout engine resolves ``var()`` anew for every property of every element, which costs a tenth of a card. Only properties that
``:root`` and the tones define are put in; one that any other rule sets stays for the engine.
"""

from __future__ import annotations

import re

_BLOCK = re.compile(r"(?:^|(?<=[}/\n]))\s*(:root|\.[a-z]+)\s*\{([^{}]*)\}")
_PROPERTY = re.compile(r"(--[a-z0-9-]+)\s*:\s*([^;}]+)")
_VAR = re.compile(r"var\(\s*(--[a-z0-9-]+)\s*(?:,[^()]*)?\)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def resolved(css: str, tone: str) -> str:
    """Put in the custom properties of ``:root`` and of the tone, a class of the root element."""
    css = _COMMENT.sub("", css)
    values: dict[str, str] = {}
    counted: dict[str, int] = {}
    for selector in (":root", f".{tone}"):
        for name, body in _BLOCK.findall(css):
            if name == selector:
                values.update((key, value.strip()) for key, value in _PROPERTY.findall(body))
    for name, body in _BLOCK.findall(css):
        for key, _ in _PROPERTY.findall(body):
            counted[key] = counted.get(key, 0) + (name == ":root" or name in TONE_CLASSES)
    settled = {
        key: value for key, value in values.items() if len(re.findall(rf"{key}\s*:", css)) == counted.get(key, 0)
    }

    def put_in(match: re.Match[str]) -> str:
        return settled.get(match[1], match[0])

    def keep_open(match: re.Match[str]) -> str:
        return _PROPERTY.sub(lambda one: "" if one[1] in settled else one[0], match[0])

    css = _BLOCK.sub(keep_open, css)  # what every element would inherit without anybody asking for it
    for _ in range(4):  # a value may name another property
        replaced = _VAR.sub(put_in, css)
        if replaced == css:
            break
        css = replaced
    return css


TONE_CLASSES = frozenset({".mono", ".warm"})
