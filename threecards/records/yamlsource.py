"""YAML files as trees of text; beside ``nodes`` and ``events`` the only module that knows PyYAML.

In: bytes of a file. Out: the tree (every scalar as the text that was written) and findings (codes YAML-...); positions
and excerpts for findings of all other stages. Not here: types of values, required keys, anything about cards.

``no``, ``0123``, ``12:30`` and dates stay text, so that the model alone decides what they mean; only an empty plain
value, ``~`` and ``null`` are None. Duplicate keys, anchors, tags and all else that reads differently than it looks are
faults. A clean file is read by libyaml's events in one pass; any oddity sends it the slow way, which keeps the place of
everything and knows the traps. Positions are wanted only for files with findings, so only those pay for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import yaml
from yaml.events import StreamEndEvent

from threecards.problems import Finding, Loc, Position, Problem, finding
from threecards.records import traps
from threecards.records.events import (
    CParser,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from threecards.records.excerpt import key_name, render
from threecards.records.nodes import (
    COLON_IN_KEY,
    NULLS,
    Composed,
    Fault,
    Node,
    Tree,
    clear_keys,
    clear_values,
    compose_text,
    field_names,
    offset_of,
    texts_of,
    tree_of,
)
from threecards.records.syntax import Refusal, translate
from threecards.records.text import (
    DEFAULT_LIMITS,
    WIDE_DIGITS,
    Limits,
    Lines,
    Trap,
    character_traps,
    decode,
    has_odd_characters,
    is_ordinary,
    read_file,
    readable,
    too_large,
)

# what the other rooms need to know of YAML files, in one place
__all__ = [
    "DEFAULT_LIMITS", "Limits", "Node", "Source", "Tree",
    "compose", "excerpt", "key_name", "locate", "read", "read_file", "resolve",
]  # fmt: skip

_NO_KEYS = NULLS | {"<<"}
_MOST = 100  # findings of one code listed for one file; a file full of one fault would fill memory and screen

# Characters that hide what the line says from the parser.
_BREAKING = frozenset({"YAML-010", "YAML-015"})

# Faults after which the tree is still what the writer meant, so that the model can look for more in the same run.
_HARMLESS = frozenset({"YAML-011", "YAML-012", "YAML-013", "YAML-014", "YAML-032", "YAML-035", "YAML-099"})


def read(data: bytes, path: str, limits: Limits = DEFAULT_LIMITS) -> tuple[Tree | None, list[Finding]]:
    """Read one file: its tree, a mapping, and everything that is wrong with its text.

    path: relative to the repository, for findings and limits. The tree is None when a fault leaves open what was meant.
    Findings are in the order of the text; more than 100 of one code are summed up by YAML-099. Raises: nothing.
    """
    limit = limits.bytes_for(path)
    if len(data) > limit:
        return None, [too_large(path, len(data), limit)]
    text = decode(data, path)
    if isinstance(text, Finding):
        return None, [text]
    if not (
        (not is_ordinary(text) and has_odd_characters(text))
        or "&" in text
        or "!" in text
        or "\\" in text
        or len(text) >= limits.nodes
        or (traps.has_suspect_lines(text) and traps.line_traps(text))
    ):
        try:
            return _read_clean(text, limits.depth), []
        except (_NotCleanError, yaml.YAMLError):
            pass
    source = Source(text, limits)
    return source.tree(), source.findings(path)


# --- the fast way: clean files --------------------------------------------------------------------------------------


class _NotCleanError(Exception):
    """Something that only the slow way can judge. Carries no message: nobody sees it."""


def _read_clean(text: str, depth: int) -> dict[str, Any]:
    """Build the tree of a file without oddities. Raises _NotCleanError or YAMLError for any other file.

    The caller has made sure that no anchor, tag or escape can occur and that the nodes cannot be too many.
    """
    event = CParser(text).get_event
    event()  # start of the stream
    event()  # start of the document
    if type(event()) is not MappingStartEvent:
        raise _NotCleanError
    tree = _mapping(event, depth)
    event()  # end of the document
    if type(event()) is not StreamEndEvent:
        raise _NotCleanError
    return tree


def _mapping(event: Callable[[], Any], depth: int) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    if not depth:
        raise _NotCleanError
    while True:
        key = event()
        if type(key) is not ScalarEvent:
            if type(key) is MappingEndEvent:
                return entries
            raise _NotCleanError
        name = key.value
        if name in entries or name in _NO_KEYS:
            raise _NotCleanError
        value = event()
        kind = type(value)
        if kind is ScalarEvent:
            text = value.value
            if text in NULLS and value.implicit[0]:
                if COLON_IN_KEY.search(name):
                    raise _NotCleanError
                text = None
            entries[name] = text
        elif kind is MappingStartEvent:
            entries[name] = _mapping(event, depth - 1)
        elif kind is SequenceStartEvent:
            entries[name] = _list(event, depth - 1)
        else:
            raise _NotCleanError


def _list(event: Callable[[], Any], depth: int) -> list[Any]:
    items: list[Any] = []
    if not depth:
        raise _NotCleanError
    while True:
        value = event()
        kind = type(value)
        if kind is ScalarEvent:
            text = value.value
            items.append(None if text in NULLS and value.implicit[0] else text)
        elif kind is MappingStartEvent:
            items.append(_mapping(event, depth - 1))
        elif kind is SequenceStartEvent:
            items.append(_list(event, depth - 1))
        elif kind is SequenceEndEvent:
            return items
        else:
            raise _NotCleanError


# --- the slow way: places and traps ---------------------------------------------------------------------------------


class Source:
    """One file with the places of everything in it; kept as long as its findings are being resolved.

    A file that the parser refuses is known as far as it came. Raises: nothing.
    """

    def __init__(self, text: str, limits: Limits = DEFAULT_LIMITS) -> None:
        """Take the text of a file, without byte order mark, as ``decode`` gives it."""
        self.text = text
        self.lines = Lines(text)
        self._limits = limits
        self._slips = traps.line_traps(text) if traps.has_suspect_lines(text) else []
        self._composed = self._compose(self._slips)
        self.root = self._composed.root
        self._shown: tuple[frozenset[str], frozenset[str], dict[int, list[tuple[int, int]]]] | None = None
        once = {(fault.trap.offset, fault.trap.code): fault for fault in self._every_fault()}
        self._all = [once[place] for place in sorted(once)]

    def tree(self) -> Tree | None:
        """Give the tree, or None when a fault leaves open what was meant. Of duplicate keys the first counts.

        Slips that could be mended leave nothing open: the file has an error, and the model finds the other ones.
        """
        if self.root is None or self._composed.refusal or (self._slips and self._where is _same):
            return None
        slips = set(self._slips)
        if any(fault.trap not in slips and fault.trap.code not in _HARMLESS for fault in self._all):
            return None
        return tree_of(self.root)

    def findings(self, path: str) -> list[Finding]:
        """Give all faults as findings of the file at this path, in the order of the text, 100 of one code at most."""
        found: list[Finding] = []
        count: dict[str, int] = {}
        for fault in self._all:
            code = fault.trap.code
            count[code] = count.get(code, 0) + 1
            if count[code] <= _MOST:
                at = self.lines.position(fault.trap.offset)
                related = () if fault.related is None else ((path, fault.related),)
                found.append(Finding(code, path, fault.loc, fault.trap.params, at, related))
        found += [finding("YAML-099", path, listed=code, more=n - _MOST) for code, n in count.items() if n > _MOST]
        return found

    def locate(self, loc: Loc, *, key: bool = False) -> Position:
        """Find the place of a value by its keys and indices, or of the longest part of loc that exists.

        A text is pointed at itself; a collection, an absent value and, with ``key``, any value is pointed at by its key
        or, in a list, where the item begins. Position() for a file of which nothing could be read.
        """
        return self.lines.position(offset_of(self.root, loc, key=key)) if self.root else Position()

    def excerpt(self, position: Position, public_keys: frozenset[str]) -> str:
        """Give the line of a position with a caret below it and all values masked that are not public."""
        if not 1 <= position.line <= len(self.lines):
            return ""
        if self._shown is None or self._shown[0] != public_keys:
            self._shown = (public_keys, public_keys | field_names(self.root), self._clear(public_keys))
        _, names, clear = self._shown
        line = self.lines.line(position.line)
        ranges = clear.get(position.line, [])
        # where the parser did not come, a word before a colon is shown if it is certain to be a name and no value
        match = _LINE_NAME.match(line)
        return render(line, position.column, [*ranges, match.span(1)] if match and match[1] in names else ranges)

    def _clear(self, public_keys: frozenset[str]) -> dict[int, list[tuple[int, int]]]:
        """Give the columns that may be shown, from 0, by line; a range that goes over lines is left out.

        Where a line had to be mended it is only likely that the value belongs to the key, so it stays masked.
        """
        columns: dict[int, list[tuple[int, int]]] = {}
        mended = {self.lines.number(slip.offset) for slip in self._slips}
        keys = [(*place, True) for place in clear_keys(self.root, public_keys)]
        values = [(*place, False) for place in clear_values(self.root, self.text, public_keys)]
        for first, end, is_key in (*keys, *values):
            number = self.lines.number(first)
            start = self.lines.start(number)
            if end - start <= len(self.lines.line(number)) and (is_key or number not in mended):
                columns.setdefault(number, []).append((first - start, end - start))
        return columns

    def _compose(self, slips: list[Trap]) -> Composed:
        """Compose the text as it was meant, or, where mending does not help, as it stands."""
        text = readable(self.text)
        self._parsed, self._where = text, _same
        if not slips:
            return compose_text(text, _same, self._limits)
        mended = traps.mend(text, slips)
        composed = compose_text(mended.text, mended.where, self._limits)
        if composed.refusal is not None:
            plain = compose_text(text, _same, self._limits)
            if plain.refusal is None or plain.refusal.at > mended.where(composed.refusal.at):
                return plain
        self._parsed, self._where = mended.text, mended.where
        return composed

    def _every_fault(self) -> Iterator[Fault]:
        """Give the faults of characters, lines and structure, without those that only follow from another one."""
        odd = [] if is_ordinary(self.text) else list(character_traps(self.text))
        for trap in (*odd, *self._slips, *self._wide_digits()):
            yield Fault(trap)
        faults, refusal = self._composed.faults, self._composed.refusal
        yield from faults
        if refusal is not None:
            trap = translate(refusal, self._parsed)
            hiding = [trap for trap in odd if trap.code in _BREAKING]
            # a colon or dash that was mended explains nothing any more; indentation may have been meant otherwise
            hiding += [
                slip for slip in self._slips if self._where is _same or slip.code in {traps.ODD_SPACE, traps.TAB}
            ]
            if not self._explained(hiding, refusal):
                yield Fault(Trap(trap.code, self._where(trap.offset), trap.params))
        elif self.root is None or (self.root.is_absent and not faults):
            yield Fault(Trap("YAML-009", 0))
        elif self.root.entries is None and not self.root.is_absent and not self._slips:
            yield Fault(Trap("YAML-031", self.root.start))

    def _explained(self, known: list[Trap], refusal: Refusal) -> bool:
        """True when a trap stands where the parser gave up, or on the line before: its message would only confuse."""
        last = self.lines.number(self._where(refusal.at))
        simple = refusal.context == "while scanning a simple key"
        first = self.lines.number(self._where(refusal.begun)) if simple else last
        return any(first - 1 <= self.lines.number(trap.offset) <= last for trap in known)

    def _wide_digits(self) -> Iterator[Trap]:
        """Find full-width digits in keys and values; in comments they do no harm."""
        if _WIDE_DIGITS.search(self.text):
            for node in texts_of(self.root):
                yield from (Trap("YAML-014", m.start()) for m in _WIDE_DIGITS.finditer(self.text, node.start, node.end))


_WIDE_DIGITS = re.compile(f"[{WIDE_DIGITS}]+")
_LINE_NAME = re.compile(r"[\s-]*[\"']?([A-Za-z_][\w-]*)(?=[\"']?\s*[:：])", re.ASCII)


def _same(offset: int) -> int:
    return offset


# --- positions and excerpts for findings ----------------------------------------------------------------------------


def compose(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Node | None:
    """Read a file into nodes with their places, as far as the parser comes; None for one that cannot be read at all."""
    source = _source(data, limits)
    return source.root if source else None


def locate(data: bytes, loc: Loc, *, key: bool = False) -> Position:
    """Find line and column of a value, or of its key, in the bytes of a file; see ``Source.locate``."""
    source = _source(data, DEFAULT_LIMITS)
    return source.locate(loc, key=key) if source else Position()


def excerpt(text: str, position: Position, public_keys: frozenset[str]) -> str:
    """Give the line of a position and, below it, a caret; every value that is not public is masked.

    A value is shown only where it, and every collection around it, stands under a key of public_keys (a year may stand
    between). So public_keys names fields and the groups they stand in. Comments, texts over several lines and all that
    follows a fault of syntax are masked; of keys, only names formed like those of fields are shown.
    """
    return Source(text).excerpt(position, public_keys)


def resolve(
    findings: Iterable[Finding],
    read_bytes: Callable[[str], bytes | None],
    public_keys: frozenset[str],
    *,
    key_codes: frozenset[str] = frozenset(),
) -> tuple[Problem, ...]:
    """Give findings their positions and excerpts: sorted by path, line, column and code, each once.

    read_bytes: bytes of a file by its path, None when it cannot be read (the position is then unknown, line 0); each
    file is read and parsed once. key_codes: codes that are about a key, such as an unknown one, and point at it.
    """
    sources: dict[str, Source | None] = {}

    def source(path: str) -> Source | None:
        if path not in sources:
            data = read_bytes(path) if path.endswith((".yaml", ".yml")) else None
            sources[path] = None if data is None else _source(data, DEFAULT_LIMITS)
        return sources[path]

    def position(path: str, loc: Loc, code: str) -> Position:
        known = source(path)
        return known.locate(loc, key=code in key_codes or code in _KEY_CODES) if known else Position()

    found: dict[Problem, None] = {}
    for item in findings:
        at = item.at or position(item.path, item.loc, item.code)
        here = source(item.path) if at.line else None
        found[
            Problem(
                item.path,
                at,
                item.code,
                item.loc,
                item.params,
                here.excerpt(at, public_keys) if here else "",
                tuple((path, position(path, loc, item.code)) for path, loc in item.related),
            )
        ] = None
    return tuple(sorted(found, key=lambda problem: problem.sort_key))


_KEY_CODES = frozenset({"YAML-032"})


def _source(data: bytes, limits: Limits) -> Source | None:
    """Take apart a file that is not too large and whose encoding is known."""
    if len(data) > limits.file_bytes:
        return None
    text = decode(data)
    return None if isinstance(text, Finding) else Source(text, limits)
