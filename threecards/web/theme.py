"""The layouts of the web as one value that travels to workers: file names and bytes, language, translated texts.

In: the files of ``layouts/web``. Out: a ``Theme``. Not here: any rendering.
``read_theme`` is the only function of this room that touches a disk; it runs once, in the process that plans the build.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from threecards.layouts import drawn_in

TEMPLATE_SUFFIX = ".j2"
SOURCE = "zh-Hans"
SHELL = ("_head.html.j2", "_top.html.j2", "_bottom.html.j2")  # drawn into every page, see ``render``
BRANCH_TEMPLATES = (
    "branch.html.j2", "branch_cards.html.j2", "village.html.j2", "notice.html.j2", "member.html.j2", "wall.html.j2", "feed.xml.j2",
)  # fmt: skip
"""All that files of a branch are made with; they are made anew when one of these changes."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Templates, style sheet and pictures of the web. Frozen, small and picklable; equal themes have equal digests.

    files: (name, bytes) sorted by name, names relative to ``layouts/web``. language: a BCP 47 tag, for ``<html lang>``.
    messages: (Chinese text, translation) of every interface text; empty for the source language.
    digest: sha256 over all of it, hexadecimal.
    """

    files: tuple[tuple[str, bytes], ...]
    language: str = SOURCE
    messages: tuple[tuple[str, str], ...] = ()
    digest: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        hashed = hashlib.sha256()
        for part in _parts(self.files, self.language, self.messages):
            hashed.update(len(part).to_bytes(8, "big") + part)
        object.__setattr__(self, "digest", hashed.hexdigest())

    def file(self, name: str) -> bytes:
        """Bytes of one file. Raises KeyError when the theme has none of that name."""
        for found, data in self.files:
            if found == name:
                return data
        raise KeyError(name)

    def digest_for(self, names: Iterable[str]) -> str:
        """Digest of what pages made with these templates depend on: the templates with all that they draw in, language and texts.

        Where a template draws in another whose name is not written out, that is the whole theme.
        """
        known = self.templates
        wanted = drawn_in(known, (*SHELL, *names))
        if len(wanted) == len(known):
            return self.digest
        hashed = hashlib.sha256()
        for part in _parts(((n, known[n]) for n in sorted(wanted)), self.language, self.messages):
            hashed.update(len(part).to_bytes(8, "big") + part)
        return hashed.hexdigest()

    @property
    def templates(self) -> dict[str, bytes]:
        """Name -> source of every template."""
        return {name: data for name, data in self.files if name.endswith(TEMPLATE_SUFFIX)}


def _parts(files: Iterable[tuple[str, bytes]], language: str, messages: Iterable[tuple[str, str]]) -> Iterable[bytes]:
    yield language.encode()
    for name, data in files:
        yield name.encode()
        yield data
    yield b"messages"
    for source, text in messages:
        yield source.encode()
        yield text.encode()


def theme_of(files: Mapping[str, bytes], language: str = SOURCE, messages: Mapping[str, str] | None = None) -> Theme:
    """Make a theme; the order of the mappings does not matter."""
    return Theme(tuple(sorted(files.items())), language, tuple(sorted((messages or {}).items())))


def read_theme(folder: Path, language: str = SOURCE, messages: Mapping[str, str] | None = None) -> Theme:
    """Read every file directly inside a folder (``layouts/web``); hidden files and folders are left out."""
    files = {f.name: f.read_bytes() for f in sorted(folder.iterdir()) if f.is_file() and not f.name.startswith(".")}
    return theme_of(files, language, messages)
