"""The parts of a YAML file with their places in its text: what lies where, and which of it may be shown.

In: nodes, as ``yamlsource`` composes them. Out: values, offsets, ranges. Not here: parsing, lines and columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from threecards.problems import Loc
from threecards.records.excerpt import key_name

Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str | None"

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


def clear_ranges(root: Node | None, text: str, public_keys: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Give the ranges of a text that may be shown: names of fields, and values whose keys, up to the root, are public.

    Only what the parser took for a key or a value counts. A text that goes on over lines is never shown: after a
    missing quote or dash it may hold the fields that follow. Neither is what follows a colon inside a value.
    """
    for key, _ in entries_of(root):
        if key.value is not None and key_name(key.value, public_keys) == key.value:
            yield key.start, key.end
    for node in _public_texts(root if root and root.entries else None, public_keys):
        raw = text[node.start : node.end]
        if "\n" not in raw and "\r" not in raw:
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
