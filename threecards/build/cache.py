"""What the last build made of each branch, so that the next one makes only what changed.

In: keys of the branches now. Out: entries to reuse, whose files still lie untouched in the output trees. Not here: any decision what a key
depends on (``keys``), any building.

An entry holds public values and check sums only: the outcome of a branch without its internal findings and without its facts, of which it keeps
a digest. It is one JSON file per branch under ``.cache/branches``, written to a temporary name and replaced, and checked by its own sum when
read: a damaged, foreign or missing file is simply not there. The folder may be deleted at any moment; it never holds more than the present
branches. The finished pages are not kept twice: they are taken from the tree itself, after a look at size and time, and at the
content where these differ.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from threecards.build.marks import Mark, Marks, digest_of
from threecards.problems import Finding
from threecards.publish.project.county import BranchSummary
from threecards.web.extras import BranchExtras

FOLDER = "branches"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of one branch.

    key: everything the outcome depends on, see ``keys``. inputs: its record files (and photos, by
    their path). made: its files in ``site/``. findings: those that may be read by anyone; internal: how many others there were. facts: digest of
    the facts for rules across branches. sums: of what it hands up, see ``upper``.
    """

    key: str
    inputs: tuple[Mark, ...]
    made: Marks
    findings: tuple[Finding, ...]
    internal: int
    facts: str
    members: int
    summary: BranchSummary
    due: tuple[tuple[str, str], ...]
    extras: BranchExtras
    sums: tuple[str, ...]
    rare: str = ""


Kept = TypeVar("Kept")
UPPER, SHEETS = "county", "sheets"  # entries beside those of the branches

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
    """The entries of one repository. Lives as long as a build."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

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
        """Drop the entries of branches that are gone."""
        files = {self._file(name).name for name in names}
        try:
            for file in self._folder.iterdir():
                if file.name not in files:
                    file.unlink(missing_ok=True)
        except OSError:
            return

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.json"
