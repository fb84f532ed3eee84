"""Every message that libyaml can give for a text has a code that says what to do."""

from __future__ import annotations

import pytest
import yaml

from threecards.records.syntax import Refusal, translate

# message (problem) of libyaml 0.2.5 -> a text that provokes it, the code we give and the place, an offset from 0
MESSAGES = {
    "could not find expected ':'": ("a: 1\nb\nc: 2\n", "YAML-050", 5),
    "found character that cannot start any token": ("a: @b\n", "YAML-051", 3),
    "block sequence entries are not allowed in this context": ("a: - b\n", "YAML-053", 3),
    "mapping keys are not allowed in this context": ("a: ? b\n", "YAML-051", 3),
    "mapping values are not allowed in this context": ("a: b: c\n", "YAML-052", 4),
    "found unknown directive name": ("%x\n", "YAML-060", 0),
    "did not find expected comment or line break": ("a: |b\n", "YAML-059", 3),
    "could not find expected directive name": ("%\n", "YAML-060", 0),
    "found unexpected non-alphabetical character": ("%a: 1\n", "YAML-060", 0),
    "did not find expected digit or '.' character": ("%YAML 1\n", "YAML-060", 0),
    "found extremely long version number": ("%YAML 1.9999999999\n", "YAML-060", 0),
    "did not find expected version number": ("%YAML x\n", "YAML-060", 0),
    "did not find expected whitespace": ("%TAG !x!a b\n", "YAML-060", 0),
    "did not find expected whitespace or line break": ("a: !b，\n", "YAML-051", 3),
    "did not find expected alphabetic or numeric character": ("a: *，\n", "YAML-051", 3),
    "did not find the expected '>'": ("a: !<b\n", "YAML-051", 3),
    "did not find expected '!'": ("%TAG !x y\n", "YAML-060", 0),
    "did not find expected tag URI": ("a: !!\n", "YAML-051", 3),
    "did not find URI escaped octet": ("a: !%x b\n", "YAML-051", 3),
    "found an incorrect leading UTF-8 octet": ("a: !%ff b\n", "YAML-051", 3),
    "found an incorrect trailing UTF-8 octet": ("a: !%c3%41 b\n", "YAML-051", 3),
    "found an indentation indicator equal to 0": ("a: |0\n  b\n", "YAML-059", 3),
    "found a tab character where an indentation space is expected": ("a: |\n\tb\n", "YAML-023", 5),
    "found unexpected document indicator": ("a: 'b\n---\n'\n", "YAML-055", 3),
    "found unexpected end of stream": ("a: 'b\n", "YAML-055", 3),
    "found unknown escape character": ('a: "\\q"\n', "YAML-057", 4),
    "did not find expected hexdecimal number": ('a: "\\xz"\n', "YAML-057", 6),
    "found invalid Unicode character escape code": ('a: "\\ud800"\n', "YAML-057", 6),
    "found a tab character that violates indentation": ("a: b\n\tc\n", "YAML-023", 5),
    "did not find expected <document start>": ('"a" b\n', "YAML-056", 4),
    "did not find expected '-' indicator": ("- a\nb: 1\n", "YAML-054", 4),
    "did not find expected key": ("a: 'b' c\n", "YAML-056", 7),
    "did not find expected ',' or ']'": ("a: [b\n", "YAML-058", 3),
    "did not find expected ',' or '}'": ("a: {b: c d: e}\n", "YAML-058", 10),
    "found undefined tag handle": ("a: !x!y b\n", "YAML-051", 3),
    "did not find expected node content": ("a: ,b\n", "YAML-051", 3),
    "found duplicate %YAML directive": ("%YAML 1.1\n%YAML 1.1\n---\na: b\n", "YAML-060", 10),
    "found incompatible YAML document": ("%YAML 3.0\n---\na: b\n", "YAML-060", 0),
    "found duplicate %TAG directive": ("%TAG !x! a\n%TAG !x! a\n---\na: b\n", "YAML-060", 11),
}


@pytest.mark.parametrize(
    ("text", "at", "char", "wanted"),
    [
        ("a:\n  - ｛b: 1, c: 2}\n", 7, "｛", "{"),
        ("- - c: ｛b: 1｝\n", 7, "｛", "{"),
        ("a: ［b: 1］\n", 3, "［", "["),
    ],
)
def test_full_width_brackets_are_named(text: str, at: int, char: str, wanted: str) -> None:
    trap = translate(refused(text), text)
    assert (trap.code, trap.offset, dict(trap.params)) == ("YAML-024", at, {"char": char, "wanted": wanted})


def refused(text: str) -> Refusal:
    """Let libyaml refuse a text."""
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        list(yaml.parse(text, Loader=yaml.CSafeLoader))
    error = caught.value
    assert error.problem_mark is not None
    at = error.problem_mark.index
    return Refusal(error.problem or "", error.context or "", at, error.context_mark.index if error.context_mark else at)


@pytest.mark.parametrize("message", MESSAGES)
def test_every_message_has_its_code_and_place(message: str) -> None:
    text, code, place = MESSAGES[message]
    refusal = refused(text)
    assert refusal.problem == message
    trap = translate(refusal, text)
    assert (trap.code, trap.offset) == (code, place)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("a: b\n  c: d\n", "YAML-054", 7),
        ("- a\n  - b: c\n", "YAML-054", 6),
        ("a:\n  b: 1\n   - c\n", "YAML-061", 0),
        ("a:\n    b: 1\n  c: 2\n", "YAML-054", 14),
        ("  a: 1\nb: 2\n", "YAML-054", 7),
        ("a: 1\n}\n", "YAML-058", 5),
        (": b\n", "YAML-033", 0),
        ("a: 1\n... # end\n\nb: 2\n", "YAML-030", 16),
        ("a: [b,\n  c\nd: e\n", "YAML-058", 3),
        ("a: [b,,c]\n", "YAML-058", 6),
        ("a: [b, %c]\n", "YAML-051", 7),
        ("-\ta\n", "YAML-023", 1),
    ],
)
def test_the_text_around_tells_slips_apart(text: str, code: str, place: int) -> None:
    if code == "YAML-061":
        assert list(yaml.parse(text, Loader=yaml.CSafeLoader))  # a folded text, no fault
        return
    trap = translate(refused(text), text)
    assert (trap.code, trap.offset) == (code, place)


@pytest.mark.parametrize(("text", "char"), [("a: `b\n", "`"), ("a: &，\n", "&"), ("a: ]\n", "]"), ("%x\n", None)])
def test_only_punctuation_is_named(text: str, char: str | None) -> None:
    assert dict(translate(refused(text), text).params).get("char") == char


def test_an_unknown_message_keeps_its_place() -> None:
    trap = translate(Refusal("something new", "while dreaming", 3, 1), "a: 甲\n")
    assert (trap.code, trap.offset, trap.params) == ("YAML-061", 3, ())
