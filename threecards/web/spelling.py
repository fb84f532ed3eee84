"""How the search index writes numbers and names down: columns of letters, and readings told character by character.

In: numbers, names, pinyin. Out: texts that pack well and hold no rows of digits. Not here: any view.
``layouts/web/search.js`` reads what is written here.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from threecards.publish.names import pinyin_of, surname

# What stands for the numbers of a column: a-z, A-Z, Latin letters with marks, Korean syllables. No digits: a row of them
# looks like an identity number to the last scan. Nothing Chinese: it might spell a word.
BASE, MARKED_SIZE, KOREAN_SIZE = 52, 512, 11_172
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" + "".join(
    chr(code) for code in (*range(0x100, 0x100 + MARKED_SIZE), *range(0xAC00, 0xAC00 + KOREAN_SIZE))
)

Item = TypeVar("Item", bound=Hashable)


def column(numbers: Iterable[int]) -> str:
    """Small numbers as one letter each; raises ValueError above 11,735."""
    try:
        return "".join(map(LETTERS.__getitem__, numbers))
    except IndexError:
        raise ValueError("too many different values for a column") from None


def sets(values: Sequence[Item]) -> tuple[list[Item], str]:
    """Different values, the commonest first, and a column that points at them. Ties: in the order of their text."""
    numbers = Counter(values)
    known = sorted(numbers, key=lambda v: (-numbers[v], str(v)))
    at = {value: place for place, value in enumerate(known)}
    return known, column(at[v] for v in values)


def runs(keys: Iterable[int]) -> list[int]:
    """Keys as runs: distance from the key expected next, length of the run, and so on. 5 6 7 9 -> [5, 3, 1, 1]."""
    found: list[int] = []
    expected = 0
    for key in keys:
        if key == expected and found:
            found[-1] += 1
        else:
            found += [key - expected, 1]
        expected = key + 1
    return found


def script(call: str, *values: object) -> bytes:
    """One call of a registration function, UTF-8; each column on a line of its own."""
    return f"threeCards.{call}({','.join(_json(v) for v in values)});\n".encode()


def _json(value: object) -> str:
    if isinstance(value, dict):
        return "{\n" + ",\n".join(f'"{k}":{_json_flat(v)}' for k, v in value.items()) + "\n}"
    return _json_flat(value)


def _json_flat(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# --- pinyin and names -------------------------------------------------------------------------------------------------

_MARKS = re.compile("[\u0300-\u036f]")
_NOT_PINYIN = re.compile(r"[^a-z]+")
_UE = re.compile(r"([ln])ve\b")


def plain_pinyin(text: str) -> str:
    """Pinyin as it is typed: lower case, no tones, ``ü`` as ``v``, ``üe`` as ``ue``, syllables parted by one space.

    Example: ``Lǚ Xī'ān`` -> ``lv xi an``.
    """
    folded = unicodedata.normalize("NFD", text.lower()).replace("u\u0308", "v")
    return _UE.sub(r"\1ue", " ".join(_NOT_PINYIN.sub(" ", _MARKS.sub("", folded)).split()))


@dataclass(frozen=True, slots=True)
class Readings:
    """How surnames and characters are read by most who bear them; syllables parted by spaces."""

    family: Mapping[str, str]
    given: Mapping[str, str]

    def name(self, name: str) -> str:
        """Reading of a person's name up to a remark in brackets; what is unknown is left out."""
        family, rest = split_name(name)
        return _joined((self.family.get(family, ""), self.word(rest.partition("（")[0])))

    def word(self, word: str) -> str:
        """Reading of a place or post, or of a given name."""
        return _joined(self.given.get(char, "") for char in word)


def _joined(syllables: Iterable[str]) -> str:
    return " ".join(s for s in syllables if s)


@lru_cache(maxsize=16_384)
def split_name(name: str) -> tuple[str, str]:
    """Surname and the rest. Names of several parts and written code names have no surname here: ``("", name)``.

    A text that ends with a blank is the head of a code name whose number follows from the member's key.
    """
    if name.endswith(" "):
        return name, ""
    family = surname(name)
    return (family, name[len(family) :]) if len(family) <= 2 and "·" not in name and " " not in name else ("", name)


def readings_of(names: Iterable[tuple[str, str]], words: Iterable[tuple[str, str]]) -> Readings:
    """The commonest reading of every surname and character in names and words that come with their pinyin."""
    families: list[tuple[str, str]] = []
    given: list[tuple[str, str]] = []

    def note(text: str, syllables: Sequence[str]) -> None:
        spoken = text.replace("·", "").replace(" ", "")
        if len(spoken) == len(syllables):
            given.extend(zip(spoken, syllables, strict=True))

    for name, pinyin in names:
        family, rest = split_name(name)
        syllables = pinyin.split()
        if len(syllables) >= len(family):
            families.append((family, " ".join(syllables[: len(family)])))
            note(rest.partition("（")[0], syllables[len(family) :])
    for word, pinyin in words:
        note(word, pinyin.split())
    return Readings(_commonest(families), _commonest(given))


def _commonest(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The reading that most have, of equals the first in order."""
    found: dict[str, str] = {}
    for (text, reading), _ in sorted(Counter(pairs).items(), key=lambda pair: (-pair[1], pair[0])):
        found.setdefault(text, reading)
    return found


def spelled(names: Sequence[str], readings: Readings) -> dict[str, Any]:
    """Names as columns: surname, length of the rest, and two letters for each further character.

    The place of a character in ``chars``, the commonest first, is 52 times its letter in ``high`` plus its letter in
    ``low``. So a packer sees columns of few letters: 30 instead of 43 KB for 9,263 names. ``reading`` tells for each of
    ``chars`` its place among ``syllables``; 0 for none. Characters of places and posts follow those of names.
    """
    halves = [split_name(name) for name in names]
    families, surnames = sets([family for family, _ in halves])
    counts = Counter(char for _, rest in halves for char in rest)
    chars = sorted({**counts, **dict.fromkeys(readings.given, 0)}, key=lambda c: (-counts[c], c))
    at = {char: place for place, char in enumerate(chars)}
    syllables = ["", *sorted({*readings.given.values()} - {""})]
    place = {syllable: n for n, syllable in enumerate(syllables)}
    return {
        "surnames": [[family, readings.family.get(family, "")] for family in families],
        "surname": surnames,
        "chars": "\n".join(chars),  # each alone, so that neighbours spell nothing
        "syllables": " ".join(syllables),
        "reading": column(place[readings.given.get(char, "")] for char in chars),
        "length": column(len(rest) for _, rest in halves),
        "high": column(at[char] // BASE for _, rest in halves for char in rest),
        "low": column(at[char] % BASE for _, rest in halves for char in rest),
    }


@lru_cache(maxsize=16_384)  # a preview asks for the same places again at every save
def word_pinyin(word: str) -> tuple[str, ...]:
    """Readings of a place or post: as a word, and with a surname at its head, since families gave names to villages."""
    from pypinyin import Style, lazy_pinyin  # its dictionaries are large: only whoever spells words needs them

    plain = plain_pinyin(" ".join(lazy_pinyin(word, style=Style.NORMAL, errors="ignore")))
    return tuple(dict.fromkeys((plain, plain_pinyin(pinyin_of(word)))))
