"""Write records as YAML the way a careful person would: block style, short records of a table on one line each.

In: plain dicts, lists and scalars in the order in which they are to stand. Out: text.
Not here: reading YAML, and what the records mean.

Why not PyYAML's writer: it is ten times slower here, knows no lines of a table inside a block, and quotes dates.
A ``Row`` goes on one line while it fits; other records of a list are parted by an empty line. A key that starts with
``#`` is a comment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

_WIDTH = 110  # columns; a Chinese character takes two
_SAFE_START = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]")
_UNSAFE = re.compile(r": |:$| #|[\t\n]|^\s|\s$")
_UNSAFE_IN_ROW = re.compile(r"[,\[\]{}]")
_SENTENCE = re.compile("[，。；：、]|.{17}")


class Row(dict[str, Any]):
    """A short record that is written as ``{key: value, …}``, or as a block when it would not fit on a line."""


@lru_cache(maxsize=200_000)
def scalar(text: str, in_row: bool = False) -> str:
    """A scalar as YAML: plain where it reads back as the same text, in double quotes otherwise."""
    plain = _SAFE_START.match(text) and not _UNSAFE.search(text) and not (in_row and _UNSAFE_IN_ROW.search(text))
    if plain:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _width(text: str) -> int:
    return (len(text) + len(text.encode())) // 2  # three bytes a Chinese character: two columns


def _one_line(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {_one_line(v)}" for k, v in value.items() if k[0] != "#") + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_one_line, value)) + "]"
    return scalar(str(value), True)


def _short_list(value: Sequence[Any], room: int) -> str:
    """Write a list of keys, words or numbers on one line; an empty text for anything longer, and for sentences."""
    if any(not isinstance(v, str) or _SENTENCE.search(v) for v in value):
        return ""
    text = _one_line(value)
    return text if _width(text) <= room else ""


def _lines(value: Mapping[str, Any] | Sequence[Any], indent: int, out: list[str]) -> None:
    pad = " " * indent
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key[0] == "#":
                out.append(f"{pad}# {item}" if item else "")
            elif isinstance(item, Row) and _width(line := f"{pad}{key}: {_one_line(item)}") <= _WIDTH:
                out.append(line)
            elif isinstance(item, (Mapping, list, tuple)):
                if not item:
                    out.append(f"{pad}{key}: " + ("{}" if isinstance(item, Mapping) else "[]"))
                elif isinstance(item, (list, tuple)) and (text := _short_list(item, _WIDTH - indent - len(key) - 2)):
                    out.append(f"{pad}{key}: {text}")
                else:
                    out.append(f"{pad}{key}:")
                    _lines(item, indent + 2, out)
            elif "\n" in (text := str(item)):
                out.append(f"{pad}{key}: |-")
                out += [f"{pad}  {line}" if line else "" for line in text.split("\n")]
            else:
                out.append(f"{pad}{key}: {scalar(text)}")
        return
    for item in value:
        if isinstance(item, Row) and _width(line := f"{pad}- {_one_line(item)}") <= _WIDTH:
            out.append(line)
        elif isinstance(item, Mapping):
            if item is not value[0] and not isinstance(item, Row):
                out.append("")
            first = len(out)
            _lines(item, indent + 2, out)
            while out[first].lstrip().startswith("#"):
                out[first] = f"{pad}{out[first].lstrip()}"  # a comment stays above the dash
                first += 1
            out[first] = f"{pad}- {out[first].lstrip()}"
        else:
            out.append(f"{pad}- {scalar(str(item))}")


def yaml_text(record: Mapping[str, Any], heading: Sequence[str] = ()) -> str:
    """Write one file: comment lines of the heading, then the record; an empty line before each part that takes
    several lines.
    """
    out = [f"# {line}" if line else "" for line in heading]
    if out:
        out.append("")
    after_block = False
    held: list[str] = []  # comments that belong to the next key
    for key, item in record.items():
        if key[0] == "#":
            held.append(f"# {item}")
            continue
        part: list[str] = []
        _lines({key: item}, 0, part)
        if (len(part) > 1 or after_block) and out and out[-1]:
            out.append("")
        out += held
        held = []
        out += part
        after_block = len(part) > 1
    return "\n".join(out) + "\n"
