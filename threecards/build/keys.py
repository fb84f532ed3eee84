"""What an outcome depends on, as one digest: coarse on purpose, so that nothing can be stale.

In: bytes and digests. Out: keys. A key names the day, all settings, the layouts, our own code, the versions of the libraries that make bytes, the
township's file, and every file of the branch. One changed layout makes everything new; one changed record its branch.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable

LIBRARIES = (
    "Jinja2", "Markdown", "MarkupSafe", "PyYAML", "Pillow", "WeasyPrint", "nh3", "pikepdf", "pydantic", "pydyf", "pypinyin", "segno", "tinyhtml5",
    "fonttools", "uharfbuzz",
)  # fmt: skip


def key_of(*parts: str | bytes) -> str:
    """Digest of some parts; each part is preceded by its length, so that no two rows of parts look alike."""
    total = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


@cache
def code_key() -> str:
    """Digest of our own sources and catalogues, of Python and of the libraries that make bytes."""
    parts: list[str | bytes] = [platform.python_version()]
    for name in LIBRARIES:
        try:
            parts.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            parts.append(f"{name} -")
    stack: list[Traversable] = [resources.files("threecards")]
    files: dict[str, bytes] = {}
    while stack:
        for entry in stack.pop().iterdir():
            if entry.is_dir():
                stack.append(entry)
            elif entry.name.endswith((".py", ".toml", ".po")):
                files[str(entry)] = entry.read_bytes()
    root = str(resources.files("threecards"))
    for path, data in sorted(files.items()):
        parts += [path.removeprefix(root), data]
    return key_of(*parts)


def files_key(files: Mapping[str, bytes]) -> str:
    """Digest of files by name, whatever their order."""
    return key_of(*(part for name in sorted(files) for part in (name, files[name])))


def branch_key(common: str, township: str, inputs: Iterable[tuple[str, str]]) -> str:
    """Key of a branch. common: of settings, site, theme, code and day; township: of its file; inputs: (name, digest) of its files."""
    return key_of(common, township, *(part for pair in sorted(inputs) for part in pair))
