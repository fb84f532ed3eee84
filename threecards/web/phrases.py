"""Set words and sentences of the data in the language of the site: what ``{{ text|word }}`` looks up.

In: the messages of a theme. Out: a function from text to text. Not here: texts of the templates themselves, those are
translated while a template is compiled (``templates``).

The data speak Chinese: a status, an office, a sentence that the projection makes from numbers. A catalogue holds such a
word as it is, and such a sentence with gaps in braces: ``承诺“{what}”：{STATUS}``. A gap whose name begins with ``n``
stands for a number; one in capitals for something that the catalogue knows too, so that ``点亮{STARS}`` is no match for
what somebody wrote about street lamps; any other for a text, which is looked up in its turn. What no entry fits stays as
it was written, and so do names and promises, which are nobody's to translate.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from threecards.web.quoting import Told, quote

GAP = re.compile(r"\{(\w+)\}")

_JOINTS = ("；", "＋", "、")  # of lists inside a sentence: each part is looked up by itself
_NUMBER = re.compile(r"[0-9][0-9.,/%×]*")
_CODE = re.compile(r"[A-Z][0-9]{1,2}")  # of a star's criteria
_LIMIT = 20_000  # texts remembered; a site has some thousands


def _pattern(text: str) -> re.Pattern[str]:
    """A sentence with gaps as an expression for the whole of a text."""
    parts = GAP.split(text)
    found = [re.escape(parts[0])]
    for name, rest in zip(parts[1::2], parts[2::2], strict=True):
        found += [rf"(?P<{name}>{_NUMBER.pattern if name.startswith('n') else '.+?'})", re.escape(rest)]
    return re.compile("".join(found), re.DOTALL)


def _filled(sentence: str, values: Mapping[str, str]) -> str:
    """A sentence with its gaps filled."""
    return GAP.sub(lambda gap: values[gap[1]], sentence)


def _weight(text: str) -> tuple[int, str]:
    """Sentences that say more of themselves come first."""
    return -len(GAP.sub("", text)), text


def phrases(messages: Mapping[str, str]) -> Callable[[str], str]:
    """Make the function that translates set words and sentences; it remembers what it was asked.

    It gives ``Told`` for what it found, with ``quote`` around what the records say inside of it; anything else as it is.
    """
    known = {text: told for text, told in messages.items() if not GAP.search(text)}
    sentences = [(_pattern(text), messages[text]) for text in sorted(messages.keys() - known.keys(), key=_weight)]
    told: dict[str, str] = {}

    def find(text: str) -> str | None:
        if text in known:
            return Told(known[text])
        if _NUMBER.fullmatch(text) or _CODE.fullmatch(text):
            return text
        for joint in _JOINTS:
            if joint in text:
                parts = [find(part) for part in text.split(joint)]
                if None not in parts:
                    return Told(known.get(joint, joint).join(part for part in parts if part is not None))
        for pattern, translation in sentences:
            if match := pattern.fullmatch(text):
                values = {name: find(value) for name, value in match.groupdict().items()}
                if not any(value is None and name.isupper() for name, value in values.items()):
                    told_values = {name: value or quote(match[name]) for name, value in values.items()}
                    return Told(_filled(translation, told_values))
        return None

    def phrase(text: str) -> str:
        found = told.get(text)
        if found is None:
            if len(told) >= _LIMIT:
                told.clear()
            found = told[text] = find(text) or text
        return found

    return phrase
