"""What an outcome depends on, as one digest: coarse on purpose, so that nothing can be stale.

In: bytes and digests. Out: keys. A key names the day, all settings, the layouts, our own code, the installed packages, the
township's file, and every file of the branch. One changed layout makes everything new; one changed record its branch.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def key_of(*parts: str | bytes) -> str:
    """Digest of some parts; each part is preceded by its length, so that no two rows of parts look alike."""
    total = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def installed() -> tuple[str, ...]:
    """Python and every package it can import, with versions: any of them may make bytes."""
    places = (Path(place) for place in sys.path if place.endswith("-packages"))
    packages = {entry.name for place in places if place.is_dir() for entry in place.glob("*.dist-info")}
    return (sys.version, *sorted(packages))


def code_key() -> str:
    """Digest of our own sources, of Python and of the installed packages."""
    return key_of(*installed(), sources_key())


@cache
def sources_key() -> str:
    """Digest of our own sources and catalogues."""
    files = {
        path.relative_to(PACKAGE).as_posix(): path.read_bytes()
        for path in PACKAGE.rglob("*")
        if path.suffix in (".py", ".toml", ".po")
    }
    return files_key(files)


def files_key(files: Mapping[str, bytes]) -> str:
    """Digest of files by name, whatever their order."""
    return key_of(*(part for name in sorted(files) for part in (name, files[name])))


def branch_key(common: str, township: str, inputs: Iterable[tuple[str, str]]) -> str:
    """Key of a branch. common: of settings, site, theme, code and day; township: of its file; inputs: (name, digest) of its files."""
    return key_of(common, township, *(part for pair in sorted(inputs) for part in pair))
