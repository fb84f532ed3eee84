"""Slips of the hand in the lines of a YAML file that the parser takes for text, or stumbles over somewhere else.

In: the text of a file. Out: traps (YAML-020 to YAML-025): a full-width colon, a colon or dash without a space, a
no-break or ideographic space or a tab where the structure stands, a full-width dash or number sign.
Not here: faults the parser itself names (``yamlsource``), characters that are wrong anywhere (``text``).

Chinese text is full of full-width colons, so a line is suspected only where a key could stand: not in quotes, block
texts, comments, flow collections or the continuation of a value. Where a text could stand as well (an item of a list,
a value that begins on a line of its own) the neighbours decide, see ``_Block.traps``.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from threecards.records.text import SPACES, Lines, Trap, is_ordinary

WIDE_COLON, TIGHT_COLON, ODD_SPACE, TAB, WIDE_MARK, TIGHT_DASH = (f"YAML-{n:03d}" for n in range(20, 26))

_MARKS = {"＃": "#", "－": "-", "—": "-", "–": "-", "•": "-", "·": "-"}
_SHORT = 40  # characters of a line that is rather "key：value" than a sentence

# The first colon of a line decides: in "name: 说明：好" it is the right one.
_TIGHT_COLON = re.compile(r":(?![ \r\n])")
_TIGHT_DASH = re.compile(r"-(?<![^\n ]-)[^ \d\-\r\n]")  # inside a word, as in "t01-b002", it is none
_SUSPECT_COLON = re.compile(r"^ *[^\s:：#][^:：\n]*+(?:：|:(?=[^\s/]))", re.MULTILINE)
_SUSPECT_START = re.compile(rf"\n *(?:- +)*(?:-[^\s\-\d.]|[{''.join(_MARKS)}])")
_SPACE = re.compile(f"[{SPACES}]")

_BLANKS = re.compile(rf"[\t{SPACES}]+")
_EDGE = re.compile(rf"[ \t{SPACES}]*(?:[\r\n#:：]|\Z)")
_LEAD = re.compile(rf"[ \t{SPACES}]*")
_KEY = re.compile(r"[^#]*?(?:\S#[^#]*?)*?(:)(?=[ \t]|$)")
_SLIP = re.compile(r"([^\s:：#\"'{}\[\],。，；！？、“”]{1,24}) *([:：])")
_AFTER_QUOTES = re.compile(r"[ \t]*(?:(:)(?=[ \t]|$)|(：))")
_NAME = re.compile(r"[a-z][a-z0-9_]*")  # keys are English; a Chinese word before a colon may be the beginning of a text
_PROPERTY = re.compile(r"(?:[&!]\S*[ \t]+)+")
_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?$")
_REST_OF_QUOTES = {'"': re.compile(r'(?:[^"\\]|\\.|\\$)*"'), "'": re.compile(r"(?:[^']|'')*'(?!')")}
_OPENS_ENTRY = re.compile(r"(?:- +)*[A-Za-z_][\w-]*:(?: |$)")
_COMMENT = re.compile(rf"[ \t{SPACES}]#")


def has_suspect_lines(text: str) -> bool:
    """True when ``line_traps`` may find something; quick, so that clean files cost little."""
    if "\t" in text or (not is_ordinary(text) and any(map(_is_suspect_space, _SPACE.finditer(text)))):
        return True
    if (_TIGHT_DASH.search(text) or any(mark in text for mark in _MARKS)) and _SUSPECT_START.search("\n" + text):
        return True
    return ("：" in text or _TIGHT_COLON.search(text) is not None) and _SUSPECT_COLON.search(text) is not None


def _is_suspect_space(space: re.Match[str]) -> bool:
    """True for an odd space at an edge: after the indentation, a dash or a colon, or at the end of a value."""
    before = space.string[max(0, space.start() - 80) : space.start()].rstrip(" \t")
    return not before or before[-1] in "\r\n:：-" or _EDGE.match(space.string, space.end()) is not None


def line_traps(text: str) -> list[Trap]:
    """Find the slips in all lines, in the order of the text; works on files that the parser refuses as well."""
    scanner = _Scanner()
    lines = Lines(text)
    for number in range(1, len(lines) + 1):
        scanner.line(lines.line(number), lines.start(number))
    scanner.close(-1)
    return sorted(set(scanner.found), key=lambda trap: (trap.offset, trap.code))


# --- mending --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mended:
    """A text without its slips, and the way from its offsets back to those of the original."""

    text: str
    added: tuple[int, ...]
    """Offsets, in the mended text, of the spaces that were added."""

    def where(self, offset: int) -> int:
        """Give the offset in the original text of a character of the mended one; of an added space, the next one's."""
        return offset - bisect.bisect_left(self.added, offset)


def mend(text: str, slips: Iterable[Trap]) -> Mended:
    """Write a text as it was meant: half-width marks, a space after colon and dash, ordinary spaces for odd ones.

    Each slip is mended by itself; whether the whole is then valid, the parser will say.
    """
    parts: list[str] = []
    added: list[int] = []
    done = length = 0
    for slip in slips:
        if slip.offset < done:
            continue
        old, new = _mending(text, slip)
        kept = text[done : slip.offset]
        length += len(kept) + len(new)
        added += range(length - len(new) + len(old), length)
        parts += (kept, new)
        done = slip.offset + len(old)
    return Mended("".join([*parts, text[done:]]), tuple(added))


def _mending(text: str, slip: Trap) -> tuple[str, str]:
    """Give what stands at a slip and what should; only spaces at the end are ever added."""
    at = slip.offset
    if slip.code == ODD_SPACE:
        run = _BLANKS.match(text, at)
        old = run[0] if run else text[at]
        return old, " " * len(old)
    if slip.code == TAB:
        run = _BLANKS.match(text, at)
        old = run[0] if run else text[at]
        return old, "  " * len(old)
    old = text[at]
    new = {WIDE_COLON: ":", WIDE_MARK: _MARKS.get(old, old)}.get(slip.code, old)
    return old, new if text[at + 1 : at + 2] in {"", " ", "\r", "\n"} else f"{new} "


# --- finding --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Candidate:
    """A line that may be a slip. sure: whatever its neighbours are; alone: also without neighbours of the same look."""

    trap: Trap
    sure: bool = False
    alone: bool = False


@dataclass(slots=True)
class _Block:
    """Lines that begin at one column under one parent: the entries of a mapping, or one item of a list."""

    column: int
    item: bool
    has_key: bool = False
    has_text: bool = False
    candidates: list[_Candidate] = field(default_factory=list)

    def traps(self) -> Iterator[Trap]:
        """Decide: beside keys and at the root no text can stand; elsewhere all lines must look like slips."""
        no_text_here = self.has_key or (self.column == 0 and not self.item)
        alike = not self.has_text and len(self.candidates) > 1
        for candidate in self.candidates:
            if candidate.sure or no_text_here or alike or (candidate.alone and not self.has_text):
                yield candidate.trap


class _Scanner:
    """Follows the structure line by line, as far as needed to tell a key's place from the inside of a text."""

    def __init__(self) -> None:
        self.found: list[Trap] = []
        self._blocks: list[_Block] = []
        self._literal: int | None = None  # inside a block text: lines deeper than this column belong to it
        self._plain: int | None = None  # after a plain value: lines deeper than this column continue it
        self._quote = ""  # inside quotes that opened on an earlier line
        self._flow = 0  # open brackets
        self._flow_column = 0

    def line(self, line: str, offset: int) -> None:
        """Take in the next line; offset: of its first character in the text."""
        lead = _LEAD.match(line)
        blanks = lead[0] if lead else ""
        spaces = len(blanks) - len(blanks.lstrip(" "))
        body = line[len(blanks) :]
        if self._quote:
            self._in_quotes(line)
            return
        if self._flow:
            if spaces > self._flow_column or not _OPENS_ENTRY.match(body):
                self._in_flow(line)
                return
            self._flow = 0
        tab = blanks[spaces : spaces + 1] == "\t"
        if self._literal is not None:
            if spaces > self._literal or not blanks + body:
                return
            if not tab and body:
                self._literal = None
        if self._plain is not None and spaces > self._plain:
            if body and self._blocks and self._blocks[-1].candidates:
                self._blocks[-1].has_text = True
            return
        if "\t" in blanks:
            self.found.append(Trap(TAB, offset + blanks.index("\t")))
        if body and not body.startswith("#"):
            self._structure(body, offset, spaces, blanks)

    def close(self, column: int) -> None:
        """End the blocks to the right of a column and judge their candidates."""
        while self._blocks and self._blocks[-1].column > column:
            self.found += self._blocks.pop().traps()

    def _structure(self, body: str, offset: int, spaces: int, blanks: str) -> None:
        """Read a line that belongs to the structure: dashes, then a key with its value, a text or a collection."""
        self._plain = None
        column, start = len(blanks) + blanks.count("\t"), offset + len(blanks)  # a tab was meant as two spaces
        if column == 0 and (body.startswith(("--- ", "... ", "%")) or body in {"---", "..."}):
            self.close(-1)
            return
        odd = len(blanks) > spaces and "\t" not in blanks
        if odd and (spaces == 0 or body[0] == "-" or _OPENS_ENTRY.match(body) or _SLIP.match(body)):
            self.found.append(self._space(offset + spaces, blanks[spaces]))
        item = False
        parent = -1
        while body[0] == "-":
            after = body[1:2]
            if after == "\t":
                self.found.append(Trap(TAB, start + 1))
                return
            if after and _SPACE.match(after):
                self._suspect(column, item, _Candidate(self._space(start + 1, after), sure=True))
                return
            if after and (after.isalpha() or after in "\"'"):
                self._suspect(column, item, _Candidate(Trap(TIGHT_DASH, start), alone=True))
                return
            if after not in {"", " "}:
                break
            rest = body[1:].lstrip(" ")
            self.close(column)
            parent, item = column, True
            column += len(body) - len(rest)
            start += len(body) - len(rest)
            body = rest
            if not body or body[0] == "#":
                return
        if match := _PROPERTY.match(body):
            column, start, body = column + match.end(), start + match.end(), body[match.end() :]
            if not body:
                return
        block = self._block(column, item)
        if not item:
            parent = self._blocks[-2].column if len(self._blocks) > 1 else -1
        self._content(body, start, block, parent)

    def _content(self, body: str, start: int, block: _Block, parent: int) -> None:
        """Read what stands at a key's place: a key, something that should be one, or a text."""
        first = body[0]
        if first in "|>" and _HEADER.match(body):
            self._literal = parent
        elif first in "[{":
            self._flow_column = parent
            self._in_flow(body)
        elif first in "\"'":
            closed = _REST_OF_QUOTES[first].match(body, 1)
            if closed is None:
                self._quote = first
                return
            after = _AFTER_QUOTES.match(body, closed.end())
            if after and after[1]:
                block.has_key = True
                self._value(body[after.end() :], start + after.end(), block.column)
            elif after:
                self.found.append(Trap(WIDE_COLON, start + after.start(2)))
        elif first in _MARKS and body[1:2] != first:
            trap = Trap(WIDE_MARK, start, (("char", first), ("wanted", _MARKS[first])))
            block.candidates.append(_Candidate(trap, alone=not block.item))
            self._plain = block.column
        elif candidate := _slip(body, start, item=block.item):
            block.candidates.append(candidate)
            self._plain = block.column
        elif key := _KEY.match(body):
            block.has_key = True
            if key.start(1) and _SPACE.match(body[key.start(1) - 1]):
                self.found.append(self._space(start + key.start(1) - 1, body[key.start(1) - 1]))
            self._value(body[key.end() :], start + key.end(), block.column)
        else:
            block.has_text = True
            self._plain = parent

    def _value(self, rest: str, start: int, column: int) -> None:
        """Read the value behind a key; column: of the key."""
        value = rest.lstrip(" \t")
        start += len(rest) - len(value)
        if value and _SPACE.match(value):
            self.found.append(self._space(start, value[0]))
            return
        if match := _PROPERTY.match(value):
            value = value[match.end() :]
        if not value or value[0] == "#":
            return
        self._plain = column
        if value[0] in "|>" and _HEADER.match(value):
            self._literal, self._plain = column, None
        elif value[0] in "[{":
            self._flow_column = column
            self._in_flow(value)
        elif value[0] in "\"'":
            if not _REST_OF_QUOTES[value[0]].match(value, 1):
                self._quote = value[0]
        else:
            comment = _COMMENT.search(value)
            shown = (value[: comment.start() + 1] if comment else value).rstrip(" \t")
            end = len(shown.rstrip())
            if end < len(shown):
                self.found.append(self._space(start + end, shown[end]))

    def _suspect(self, column: int, item: bool, candidate: _Candidate) -> None:
        self._block(column, item).candidates.append(candidate)
        self._plain = column

    def _block(self, column: int, item: bool) -> _Block:
        """Find the block a line at this column belongs to; an item of a list always begins a new one."""
        self.close(column)
        if item or not self._blocks or self._blocks[-1].column != column:
            self._blocks.append(_Block(column, item))
        return self._blocks[-1]

    def _in_quotes(self, line: str) -> None:
        """Look for the end of quotes that opened on an earlier line."""
        closed = _REST_OF_QUOTES[self._quote].match(line)
        if closed:
            self._quote = ""
            if self._flow:
                self._in_flow(line[closed.end() :])

    def _in_flow(self, text: str) -> None:
        """Count brackets up to the end of the line; brackets in quotes and comments do not count."""
        at = 0
        while at < len(text):
            character, before = text[at], text[at - 1 : at]
            if character in "\"'" and (not before or before in " \t[{,:"):
                closed = _REST_OF_QUOTES[character].match(text, at + 1)
                if closed is None:
                    self._quote = character
                    return
                at = closed.end()
                continue
            if character == "#" and before in {" ", "\t"}:
                return
            if character in "[{":
                self._flow += 1
            elif character in "]}":
                self._flow -= 1
                if self._flow <= 0:
                    self._flow = 0
                    return
            at += 1

    @staticmethod
    def _space(offset: int, character: str) -> Trap:
        return Trap(ODD_SPACE, offset, (("char", f"U+{ord(character):04X}"),))


def _slip(body: str, start: int, *, item: bool) -> _Candidate | None:
    """Judge a line that begins like ``key：value``, ``key:value`` or ``key:`` and an odd space; not ``12:30``."""
    match = _SLIP.match(body)
    if match is None or match[1].isdigit():
        return None
    name, colon, after = match[1], match[2], body[match.end() : match.end() + 1]
    is_key = _NAME.fullmatch(name) is not None
    if colon == "：":
        return _Candidate(Trap(WIDE_COLON, start + match.start(2)), is_key, not item and len(body) <= _SHORT)
    if after and _SPACE.match(after):
        return _Candidate(Trap(ODD_SPACE, start + match.end(), (("char", f"U+{ord(after):04X}"),)), is_key, alone=True)
    if after in {"", " ", "\t", "/", "\\", ":"}:
        return None
    return _Candidate(Trap(TIGHT_COLON, start + match.start(2)), is_key and after > "\x7f")
