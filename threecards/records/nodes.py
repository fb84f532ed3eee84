"""The parts of a YAML file with their places in its text: what lies where, what is wrong there, what may be shown.

In: a text. Out: nodes, composed from the events of libyaml as far as it comes; faults of structure (YAML-030 to
YAML-040 and those of characters and colons that only the parser sees); values, offsets and ranges of nodes. Not here:
lines and columns, findings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml
from yaml.events import AliasEvent, DocumentStartEvent, StreamEndEvent

from threecards.problems import Loc
from threecards.records.events import (
    CParser,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from threecards.records.excerpt import key_name
from threecards.records.personal import kinds_of
from threecards.records.syntax import Refusal
from threecards.records.text import Limits, Trap, character_traps
from threecards.records.traps import TIGHT_COLON, WIDE_COLON

Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str | None"

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""Plain values that mean: nothing stands here."""

COLON_IN_KEY = re.compile(r"(?<!\d)(?:：|:(?!/))")
"""A mistyped colon in a key without a value: to the parser, {name：value} is one key."""

_COLON_INSIDE = re.compile(r"(?<=\D)[:：]")
_YEAR = re.compile(r"[12]\d{3}")


@dataclass(slots=True, eq=False)
class Node:
    """A part of a file: a text, an absent value, a mapping or a list.

    start, end: offsets in characters, half-open; those of an absent value are the place where it would stand.
    value: the text, or None. entries: of a mapping, keys and values as written, in order, duplicates included.
    items: of a list. plain: a text without quotes, on one line or more.
    """

    start: int
    end: int
    value: str | None = None
    entries: list[tuple[Node, Node]] | None = None
    items: list[Node] | None = None
    plain: bool = False

    @property
    def is_collection(self) -> bool:
        """True for a mapping or a list."""
        return self.entries is not None or self.items is not None

    @property
    def is_absent(self) -> bool:
        """True where nothing, ``~`` or ``null`` stands."""
        return self.value is None and not self.is_collection


def tree_of(node: Node) -> Tree:
    """Give the values below a node; of duplicate keys the first counts, entries without a key are left out."""
    if node.items is not None:
        return [tree_of(item) for item in node.items]
    if node.entries is not None:
        tree: dict[str, Tree] = {}
        for key, value in node.entries:
            if key.value is not None and key.value not in tree:
                tree[key.value] = tree_of(value)
        return tree
    return node.value


def offset_of(root: Node, loc: Loc, *, key: bool = False) -> int:
    """Find where the value at loc stands, or the longest part of loc that exists.

    A text is pointed at itself; a collection, an absent value and, with ``key``, any value by its key or, in a list,
    where the item begins.
    """
    node, place = root, root.start
    for part in loc:
        step = _step(node, part)
        if step is None:
            return place
        node, place = step
    return place if key or not loc or node.value is None else node.start


def _step(node: Node, part: str | int) -> tuple[Node, int] | None:
    """Go down one part of a loc: the node there, and where its key or the item begins."""
    if node.entries is not None:
        name = str(part)
        return next(((value, key.start) for key, value in node.entries if key.value == name), None)
    if node.items is not None and isinstance(part, int) and 0 <= part < len(node.items):
        return node.items[part], node.items[part].start
    return None


def entries_of(node: Node | None) -> Iterator[tuple[Node, Node]]:
    """Give all keys with their values, at any depth, in the order of the text."""
    for key, value in (node.entries or ()) if node else ():
        yield key, value
        yield from entries_of(value)
    for item in (node.items or ()) if node else ():
        yield from entries_of(item)


def texts_of(node: Node | None) -> Iterator[Node]:
    """Give all texts, keys included, at any depth, in the order of the text."""
    if node is not None:
        if node.value is not None:
            yield node
        for item in node.items or ():
            yield from texts_of(item)
        for key, value in node.entries or ():
            yield from texts_of(key)
            yield from texts_of(value)


def field_names(root: Node | None) -> frozenset[str]:
    """Give the keys of a file that are formed like names of fields."""
    return frozenset(key.value for key, _ in entries_of(root) if key.value and key_name(key.value) == key.value)


def clear_keys(root: Node | None, public_keys: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Give the ranges of keys that may be shown: those formed like names of fields, and public ones."""
    for key, _ in entries_of(root):
        if key.value is not None and key_name(key.value, public_keys) == key.value:
            yield key.start, key.end


def clear_values(root: Node | None, text: str, public_keys: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Give the ranges of values that may be shown: those whose keys, up to the root, are public.

    Only what the parser took for a value counts. A text that goes on over lines is never shown: after a missing quote
    or dash it may hold the fields that follow. Neither is what follows a colon inside a value, nor a value that holds
    the number of a person, wherever it stands.
    """
    for node in _public_texts(root if root and root.entries else None, public_keys):
        raw = text[node.start : node.end]
        if "\n" not in raw and "\r" not in raw and not any(kinds_of(raw)):
            colon = _COLON_INSIDE.search(raw)
            yield node.start, node.start + (colon.start() if colon else len(raw))


def _public_texts(node: Node | None, public_keys: frozenset[str]) -> Iterator[Node]:
    """Give the texts under public keys; a key may be internal in one mapping and public in another, so all must be."""
    if node is None:
        return
    for item in node.items or ():
        yield from _public_texts(item, public_keys)
    for key, value in node.entries or ():
        if key.value in public_keys:
            yield from (part for part in value.items or (value,) if part.value is not None)
            yield from _public_texts(value, public_keys)
        elif key.value is not None and _YEAR.fullmatch(key.value):
            yield from _public_texts(value, public_keys)


# --- composing ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Fault:
    """A trap with its place in the tree and, for a duplicate, the place of the first."""

    trap: Trap
    loc: Loc = ()
    related: Loc | None = None


@dataclass(slots=True)
class Composed:
    """What became of a text: its root, None for an empty one; faults of structure; why the parser gave up, if it did.

    Offsets of nodes and faults are those of the file, offsets of the refusal those of the text that was parsed.
    """

    root: Node | None = None
    faults: list[Fault] = field(default_factory=list)
    refusal: Refusal | None = None


def compose_text(text: str, where: Callable[[int], int], limits: Limits) -> Composed:
    """Compose nodes from a text, as far as the parser comes or the limits allow.

    text: without characters that the reader of libyaml objects to. where: gives the offset in the file for one in the
    text, which may differ by what was mended. Raises: nothing.
    """
    composer = _Composer(text, where, limits)
    composed, following = composer.composed, composer.following
    try:
        following()  # start of the stream
        if type(following()) is StreamEndEvent:
            return composed
        first = following()
        composed.root = composer.node(first)
        composer.fill(composed.root, first, (), limits.depth)
        following()  # end of the document
        if type(after := following()) is DocumentStartEvent:
            composer.fault("YAML-030", where(_index(after.start_mark)))
    except _StopError:
        pass
    except yaml.MarkedYAMLError as error:
        at = _index(error.problem_mark)
        begun = at if error.context_mark is None else _index(error.context_mark)
        composed.refusal = Refusal(error.problem or "", error.context or "", at, begun)
    except yaml.YAMLError:  # from the reader of bytes, which has nothing to object to
        composed.refusal = Refusal("", "", 0, 0)
    return composed


class _StopError(Exception):
    """A limit is reached: nothing more is read."""


class _Composer:
    """Makes nodes from events and notes what is wrong with them."""

    def __init__(self, text: str, where: Callable[[int], int], limits: Limits) -> None:
        self.composed = Composed()
        self.following: Callable[[], Any] = CParser(text).get_event
        self._text = text
        self._where = where
        self._limits = limits
        self._count = 0

    def fault(self, code: str, offset: int, loc: Loc = (), related: Loc | None = None, **params: object) -> None:
        """Note a fault at an offset of the file."""
        trap = Trap(code, offset, tuple((name, str(value)) for name, value in params.items()))
        self.composed.faults.append(Fault(trap, loc, related))

    def node(self, event: Any) -> Node:
        """Make the node, still empty, that an event begins."""
        start, end = self._where(event.start_mark.index), self._where(event.end_mark.index)
        kind = type(event)
        if kind is MappingStartEvent:
            return Node(start, end, entries=[])
        if kind is SequenceStartEvent:
            return Node(start, end, items=[])
        if kind is ScalarEvent:
            plain = not event.style
            absent = plain and event.tag is None and event.value in NULLS
            return Node(start, end, None if absent else event.value, plain=plain)
        return Node(start, end)

    def fill(self, node: Node, event: Any, loc: Loc, depth: int) -> None:
        """Read what belongs to the node that an event began, and note what is wrong with it. depth: levels left."""
        self._count += 1
        if self._count > self._limits.nodes:
            self.fault("YAML-040", node.start, loc, limit=self._limits.nodes)
            raise _StopError
        if type(event) is AliasEvent:
            self.fault("YAML-036", node.start, loc)
            return
        if event.anchor is not None:
            self.fault("YAML-035", node.start, loc)
        if event.tag is not None:
            self.fault("YAML-038", node.start, loc)
        if node.is_collection and not depth:
            self.fault("YAML-039", node.start, loc, limit=self._limits.depth)
            raise _StopError
        if node.items is not None:
            while type(event := self.following()) is not SequenceEndEvent:
                node.items.append(item := self.node(event))
                self.fill(item, event, (*loc, len(node.items) - 1), depth - 1)
        elif node.entries is not None:
            self._fill_mapping(node.entries, loc, depth)
        elif node.value and event.style == '"' and "\\" in self._raw(event):
            for trap in character_traps(node.value):
                if trap.code != "YAML-013":  # an escape loses nothing
                    self.fault(trap.code, node.start, loc, None, **dict(trap.params))

    def _fill_mapping(self, entries: list[tuple[Node, Node]], loc: Loc, depth: int) -> None:
        seen: set[str] = set()
        while type(event := self.following()) is not MappingEndEvent:
            key, start = self.node(event), event.start_mark.index
            entries.append((key, Node(key.end, key.end)))
            name = key.value
            merge = name == "<<" and key.plain
            if key.is_collection or type(event) is AliasEvent:
                self.fault("YAML-034", key.start, loc)
            elif merge:
                self.fault("YAML-037", key.start, loc)
            elif name is None:
                self.fault("YAML-033", key.start, loc)
            elif name in seen:
                self.fault("YAML-032", key.start, (*loc, name), (*loc, name), key=key_name(name))
            if type(event) is not AliasEvent:
                self.fill(key, event, loc, depth - 1)
            seen.add(name or "")
            colon = COLON_IN_KEY.search(self._raw(event)) if name and key.plain else None
            event = self.following()
            value = self.node(event)
            entries[-1] = (key, value)
            if not (merge and type(event) is AliasEvent):
                self.fill(value, event, loc if name is None else (*loc, name), depth - 1)
            if colon and value.is_absent:
                self.fault(WIDE_COLON if colon[0] == "：" else TIGHT_COLON, self._where(start + colon.start()), loc)

    def _raw(self, event: Any) -> str:
        return self._text[event.start_mark.index : event.end_mark.index]


def _index(mark: Any) -> int:
    return int(mark.index) if mark is not None else 0
