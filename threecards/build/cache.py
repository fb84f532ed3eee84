"""What one run keeps for the next: values of our own classes, one JSON file for each, below ``.cache``.

In: values, names. Out: the same values. Not here: what is worth keeping, and what it depends on (``reuse``, ``check``).
A file is written to a temporary name and replaced, and checked by its own sum when read: a damaged, foreign or missing one is simply not there.
The folder may be deleted at any moment. Whoever keeps something keeps public values and check sums only.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from threecards.build.marks import digest_of

Kept = TypeVar("Kept")
# pydantic is for what people type; what we wrote ourselves is read here in a third of its time
_ENCODER = msgspec.json.Encoder()
_SUMMED = msgspec.json.Encoder(order="deterministic")
_DECODERS: dict[type, msgspec.json.Decoder[Any]] = {}


def _decoder(kind: type[Kept]) -> msgspec.json.Decoder[Kept]:
    """Reader of one kind of entry, made when first needed."""
    if kind not in _DECODERS:
        _DECODERS[kind] = msgspec.json.Decoder(kind)
    return _DECODERS[kind]


def sum_of(value: object) -> str:
    """Sum of a view: equal for equal values, however they came about."""
    return digest_of(_SUMMED.encode(value))


class Cache:
    """One folder of entries. Lives as long as a build."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def holds(self, name: str) -> bool:
        """True when there is an entry of that name, whether or not it can be trusted."""
        return self._file(name).exists()

    def read(self, name: str, kind: type[Kept]) -> Kept | None:
        """The entry of that name, None when there is none that can be trusted."""
        try:
            head, _, body = self._file(name).read_bytes().partition(b"\n")
            return _decoder(kind).decode(body) if head.decode() == digest_of(body) else None
        except (OSError, ValueError, msgspec.MsgspecError):
            return None

    def write(self, name: str, entry: object) -> None:
        """Keep an entry; a full disk only means that nothing is kept."""
        body = _ENCODER.encode(entry)
        target = self._file(name)
        fresh = target.with_suffix(".new")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(digest_of(body).encode() + b"\n" + body)
            os.replace(fresh, target)
        except OSError:
            fresh.unlink(missing_ok=True)

    def keep_only(self, names: Iterable[str]) -> None:
        """Drop all other entries."""
        files = {self._file(name).name for name in names}
        try:
            for file in self._folder.iterdir():
                if file.name not in files:
                    file.unlink(missing_ok=True)
        except OSError:
            return

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.json"
