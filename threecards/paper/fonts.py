"""Fonts for paper: cut to the characters in use, one file for each face and weight.

In: font files as bytes and the set of characters. Out: ``Fonts``, small enough to travel to a worker, with the same
bytes for the same input. Not here: which files there are, where they lie, and the cache (the caller keeps the result
under its digest).

Why cut: a card from a full Chinese font takes three times as long and ten times the bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources

from threecards.paper.text import INVISIBLE, NBSP

SANS = "Three Cards Sans"
SERIF = "Three Cards Serif"
EXTRA = "Three Cards Extra"  # rare characters from fonts of the machine
ON_PAPER = {SANS: "Paper Sans", SERIF: "Paper Serif", EXTRA: "Paper Extra"}
"""Names in the stylesheet, not those of the files: a copy installed on the machine would be taken for the cut one."""
WEIGHTS = (400, 700)  # instances made of a variable font
ALWAYS = frozenset(chr(code) for code in range(0x20, 0x7F)) | {NBSP}
_DROP = ("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "STAT", "VORG", "gasp", "vhea", "vmtx")


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font as shipped: TrueType or OpenType, static or with a ``wght`` axis. family: its own name, as in ``SANS``."""

    family: str
    data: bytes


@dataclass(frozen=True, slots=True)
class FontFace:
    """One weight of one family, cut. family: its name in the stylesheet; weight: 1-1000, as in CSS."""

    family: str
    weight: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Fonts:
    """The faces of one build. coverage: characters that at least one face can draw; serif: those of the serif.

    digest: of families, weights and bytes.
    """

    faces: tuple[FontFace, ...]
    coverage: frozenset[str]
    serif: frozenset[str]
    digest: str

    @property
    def css(self) -> str:
        """``@font-face`` rules; the addresses ``font:0``, ``font:1`` … follow the order of ``faces``."""
        return "".join(
            f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};src:url(font:{n})}}\n'
            for n, face in enumerate(self.faces)
        )


def cut_fonts(font_files: Sequence[FontFile], characters: Iterable[str], extra: Sequence[bytes] = ()) -> Fonts:
    """Cut fonts to the characters in use: weights 400 and 700 of a variable font, the one weight of a static one.

    characters: those of the jobs (``SheetJob.characters``) and of the theme; what filters add is added here.
    extra: fonts installed on the machine, best first; they give only what no shipped font has.
    Characters that no font has are simply not in ``coverage``: the glyph gate names whose they are.
    """
    wanted = frozenset(characters) | ALWAYS | own_characters()
    faces: list[FontFace] = []
    covered: set[str] = set(INVISIBLE)
    serif: frozenset[str] = frozenset()
    for file in font_files:
        drawn = _drawn(file.data, wanted)
        covered |= drawn
        name = ON_PAPER.get(file.family, file.family)
        serif |= drawn if file.family == SERIF else frozenset()
        faces += [FontFace(name, weight, _cut(file.data, drawn, weight)) for weight in _weights(file.data)]
    for data in extra:
        drawn = _drawn(data, wanted - covered)
        if drawn:
            covered |= drawn
            faces.append(FontFace(ON_PAPER[EXTRA], 400, _cut(data, drawn, 400)))
    digest = sha256()
    for face in faces:
        head = f"{face.family}/{face.weight}/{len(face.data)};".encode()
        digest.update(head + face.data)
    return Fonts(tuple(faces), frozenset(covered), serif | INVISIBLE, digest.hexdigest())


@cache
def own_characters() -> frozenset[str]:
    """Every character in the sources of this room: what a filter of the templates may add to a text."""
    files = (resources.files("threecards") / "paper").iterdir()
    return frozenset("".join(file.read_text(encoding="utf-8") for file in files if file.name.endswith(".py")))


def characters_of(font_files: Iterable[FontFile]) -> frozenset[str]:
    """Every character that one of the files can draw."""
    import uharfbuzz

    return frozenset(chr(code) for file in font_files for code in uharfbuzz.Face(file.data).unicodes)


def advances(font_files: Iterable[FontFile]) -> dict[str, float]:
    """The greatest width that each character has in any weight of the files, in ems."""
    import uharfbuzz

    found: dict[str, float] = {}
    for file in font_files:
        face = uharfbuzz.Face(file.data)
        for weight in _weights(file.data):
            font = uharfbuzz.Font(face)
            font.set_variations({"wght": weight})
            for code in face.unicodes:
                width = font.get_glyph_h_advance(font.get_nominal_glyph(code)) / face.upem
                found[chr(code)] = max(found.get(chr(code), 0.0), width)
    return found


def _drawn(data: bytes, characters: Iterable[str]) -> frozenset[str]:
    """Those of the characters that a font has a glyph for."""
    import uharfbuzz

    codes = uharfbuzz.Face(data).unicodes
    return frozenset(c for c in characters if ord(c) in codes)


def _weights(data: bytes) -> tuple[int, ...]:
    """Weights to make of a font: two of a variable one, otherwise its own from the table OS/2."""
    import uharfbuzz

    face = uharfbuzz.Face(data)
    if any(axis.tag == "wght" for axis in face.axis_infos):
        return WEIGHTS
    table = face.reference_table("OS/2").data
    return (int.from_bytes(table[4:6], "big") if len(table) > 6 else 400,)


def _cut(data: bytes, characters: Iterable[str], weight: int) -> bytes:
    """One static face with the glyphs of the characters and nothing else: no hinting, features, vertical metrics."""
    import uharfbuzz

    face = uharfbuzz.Face(data)
    task = uharfbuzz.SubsetInput()
    task.unicode_set.update(sorted(map(ord, characters)))
    task.drop_table_tag_set.update(_tag(name) for name in _DROP)
    task.layout_feature_tag_set.clear()
    task.flags |= uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.DESUBROUTINIZE
    if face.axis_infos:
        task.pin_all_axes_to_default(face)
        if any(axis.tag == "wght" for axis in face.axis_infos):
            task.pin_axis_location(face, "wght", weight)
    result = uharfbuzz.subset(face, task)
    return bytes(result.blob.data)


def _tag(name: str) -> int:
    """A table name as the number that HarfBuzz uses."""
    return int.from_bytes(name.encode("ascii"), "big")
