"""What libyaml says about a file it refuses, in the terms of our catalogue.

In: problem and context of its message (version 0.2), the offsets it names, the text. Out: a trap (YAML-023, YAML-024, YAML-030,
YAML-033, YAML-050 to YAML-061). Not here: the parser itself. Several slips share one message; the text around the place
tells them apart. A message of a future version becomes YAML-061, which names the place all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from threecards.records.text import Trap
from threecards.records.traps import TAB

_VALUE_BEFORE = re.compile(r":[ \t]")
_WIDE_BRACKET = re.compile(r" *(?:- +)*(?:[A-Za-z_]\w*: +)?([｛［])")
_DOCUMENT_END = re.compile(r"(?:^|\n)\.\.\.[ \t]*(?:#.*)?\r?\n\s*\Z")


@dataclass(frozen=True, slots=True)
class Refusal:
    """The parser's message: problem at one offset and, where it says so, the context that began at another."""

    problem: str
    context: str
    at: int
    begun: int


def translate(refusal: Refusal, text: str) -> Trap:
    """Choose the code and the place that help a clerk most."""
    problem, context, at, begun = refusal.problem, refusal.context, refusal.at, refusal.begun
    character = text[at : at + 1]
    before = text[text.rfind("\n", 0, at) + 1 : at]
    opening = before.strip(" -") == ""
    if "tab character" in problem or character == "\t":
        return Trap(TAB, at)
    if problem == "could not find expected ':'":
        return Trap("YAML-050", begun)
    if "directive" in context or "directive" in problem or problem == "found incompatible YAML document":
        return Trap("YAML-060", begun)
    if "anchor" in context or "alias" in context or "tag" in context or problem == "found undefined tag handle":
        return _special(begun, text)
    if problem in {"found character that cannot start any token", "mapping keys are not allowed in this context"}:
        return _special(at, text)
    if problem in {"mapping values are not allowed in this context", "found unexpected ':'"}:
        if wide := _WIDE_BRACKET.match(before):
            char = wide[1]
            return Trap(
                "YAML-024", at - len(before) + wide.start(1), (("char", char), ("wanted", "{" if char == "｛" else "["))
            )
        if _VALUE_BEFORE.search(before):
            return Trap("YAML-052", at)
        return Trap("YAML-054", at - len(before.lstrip(" ")))
    if problem == "block sequence entries are not allowed in this context":
        return Trap("YAML-054" if opening else "YAML-053", at)
    if context == "while scanning a quoted scalar":
        return Trap("YAML-055", begun)
    if context == "while parsing a quoted scalar":
        return Trap("YAML-057", at)
    if context == "while scanning a block scalar":
        return Trap("YAML-059", begun)
    if "flow" in context:
        # a missing bracket is noticed far below; a missing comma where it should stand
        return Trap("YAML-058", begun if "\n" in text[begun:at] else at)
    if problem == "did not find expected node content":
        return _special(at, text)
    if problem.startswith("did not find expected"):  # key, '-' indicator, <document start>
        if character == ":":
            return Trap("YAML-033", at)
        if character in {"]", "}", ","}:
            return Trap("YAML-058", at)
        if _DOCUMENT_END.search(text[max(0, at - 200) : at]):
            return Trap("YAML-030", at)
        return Trap("YAML-054" if opening else "YAML-056", at)
    return Trap("YAML-061", at)


def _special(at: int, text: str) -> Trap:
    """Name the punctuation mark that a value or key must not begin with; anything but punctuation is not named."""
    character = text[at : at + 1]
    if character and character in "@`%&*!|>?,]}[{":
        return Trap("YAML-051", at, (("char", character),))
    return Trap("YAML-061", at)
