"""Notes that one run leaves for the next: JSON in ``.cache`` with its own check sum, and problems in that form.

A damaged, foreign or missing note is simply not there; a full disk only means that nothing is noted. Reading takes the standard library only, see
``unchanged``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from threecards.build.marks import Mark, Marks, digest_of
from threecards.problems import Position, Problem


def read_note(file: Path) -> Any:
    """What was noted, None when there is nothing that can be trusted."""
    try:
        head, _, body = file.read_bytes().partition(b"\n")
        return json.loads(body) if head.decode() == digest_of(body) else None
    except (OSError, ValueError):
        return None


def write_note(file: Path, note: object) -> None:
    """Note something, whole or not at all."""
    import msgspec  # whoever has something to note has loaded it by then; it writes in a fifth of the time

    body = msgspec.json.encode(note)
    fresh = file.with_suffix(".new")
    try:
        file.parent.mkdir(exist_ok=True)
        fresh.write_bytes(digest_of(body).encode() + b"\n" + body)
        fresh.replace(file)
    except OSError:
        fresh.unlink(missing_ok=True)


def marks_of(plain: Iterable[Any]) -> Marks:
    """Marks from JSON. Raises TypeError."""
    return tuple(Mark(*row) for row in plain)


def plain_problems(problems: Iterable[Problem]) -> list[Any]:
    """Problems as JSON."""
    return [
        (
            p.path, p.position.line, p.position.column, p.code, p.loc, p.params, p.excerpt,
            [(path, at.line, at.column) for path, at in p.related],
        )
        for p in problems
    ]  # fmt: skip


def problems_of(plain: Iterable[Any]) -> tuple[Problem, ...]:
    """Problems from JSON. Raises TypeError, ValueError."""
    return tuple(
        Problem(
            path, Position(line, column), code, tuple(loc), pairs(params), excerpt,
            tuple((other, Position(*at)) for other, *at in related),
        )
        for path, line, column, code, loc, params, excerpt, related in plain
    )  # fmt: skip


def pairs(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    """Pairs of texts from JSON. Raises ValueError."""
    return tuple((first, second) for first, second in rows)
