"""Fonts installed on this machine, for characters that no shipped font has.

In: characters. Out: bytes of font files, best first. Not here: cutting (``fonts``), and any font for what a shipped one can draw: sheets
look the same on every machine, save for the rare character that only this machine can print at all.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

PREFERRED = (
    "babelstone",
    "hanamin",
    "hanazono",
    "notosanscjksc",
    "notosanscjk",
    "sourcehansans",
    "simsunb",
    "simsun",
    "wenkai",
)
"""Parts of file names of fonts with many rare characters; others follow in the order of their names."""
_ENDINGS = {".ttf", ".otf", ".ttc"}


def folders() -> tuple[Path, ...]:
    """Where this system keeps fonts."""
    home = Path.home()
    if sys.platform == "win32":
        own = Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft" / "Windows" / "Fonts"
        return (Path(os.environ.get("WINDIR", "C:\\Windows")) / "Fonts", own)
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts")
    return (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".local" / "share" / "fonts",
        home / ".fonts",
    )


@cache
def _files() -> tuple[Path, ...]:
    """All font files of the machine, best first, looked up once per process."""
    found = [p for folder in folders() if folder.is_dir() for p in folder.rglob("*") if p.suffix.lower() in _ENDINGS]

    def rank(path: Path) -> tuple[int, str, str]:
        name = path.name.lower().replace("-", "").replace("_", "")
        best = next((n for n, part in enumerate(PREFERRED) if part in name), len(PREFERRED))
        return best, name, str(path)

    return tuple(sorted(found, key=rank))


def _known() -> Iterator[tuple[Path, Collection[int]]]:
    """The files that can be read with their code points, best first."""
    import uharfbuzz

    for path in _files():
        try:
            yield path, uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))).unicodes
        except (OSError, uharfbuzz.HarfBuzzError):
            continue


def fonts_with(characters: Iterable[str]) -> Iterator[tuple[Path, frozenset[str]]]:
    """Files that can draw some of the characters, with those that no better file can; a file that cannot be read is passed over."""
    missing = frozenset(characters)
    for path, codes in _known() if missing else ():
        if drawn := frozenset(c for c in missing if ord(c) in codes):
            missing -= drawn
            yield path, drawn
            if not missing:
                return


def installed_fonts(characters: Iterable[str]) -> tuple[bytes, ...]:
    """The files needed to draw the characters, as far as this machine can. Examines fonts one by one: to be asked only for what is missing."""
    return tuple(path.read_bytes() for path, _ in fonts_with(characters))


def chinese_fonts(known: Collection[int]) -> Iterator[tuple[Path, int]]:
    """Files with Chinese characters, best first, each with how many of them are not among the code points known."""
    for path, codes in _known():
        if 0x4E00 in codes:
            yield path, sum(_is_chinese(code) and code not in known for code in codes)


def _is_chinese(code: int) -> bool:
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF
