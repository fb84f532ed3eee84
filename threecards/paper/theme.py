"""The look of the sheets: the files of ``layouts/paper`` as one value that travels to a worker.

In: files by name. Out: ``PaperTheme`` with a digest for caches. Not here: fonts, and anything that depends on a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from threecards.layouts import drawn_in

STYLE = "paper.css"  # the design system; further *.css files of the folder follow it in the order of their names
EMBLEMS = ("emblem.svg", "emblem.png")  # the organisation's own file, none is shipped
GLYPHS = "glyphs/"
TEMPLATE = ".j2"


@dataclass(frozen=True)
class PaperTheme:
    """Templates ``*.html.j2``, ``paper.css`` and further style sheets, optional: an emblem, ``glyphs/U+20BB7.svg``.

    files: sorted by name.
    """

    files: tuple[tuple[str, bytes], ...]

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> PaperTheme:
        """Make a theme of files by their POSIX name inside the folder."""
        return cls(tuple(sorted(files.items())))

    @classmethod
    def read(cls, folder: Path) -> PaperTheme:
        """Read a folder such as ``layouts/paper``; hidden files stay out."""
        names = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
        return cls.of({path.relative_to(folder).as_posix(): path.read_bytes() for path in names})

    def only(self, template: str) -> PaperTheme:
        """What sheets of one template are made with: the template, all that it draws in, and every file that is none."""
        sources = {name: data for name, data in self.files if name.endswith(TEMPLATE)}
        wanted = drawn_in(sources, (template,))
        return PaperTheme(tuple(file for file in self.files if file[0] not in sources or file[0] in wanted))

    @cached_property
    def digest(self) -> str:
        """Hash of names and contents."""
        digest = sha256()
        for name, data in self.files:
            digest.update(f"{name}/{len(data)};".encode() + data)
        return digest.hexdigest()

    @cached_property
    def names(self) -> Mapping[str, bytes]:
        """Files by name."""
        return dict(self.files)

    @property
    def style(self) -> str:
        """All style sheets as one: ``paper.css`` first, since the others use its custom properties."""
        sheets = sorted((name for name in self.names if name.endswith(".css")), key=lambda name: (name != STYLE, name))
        return "\n".join(self.names[name].decode("utf-8") for name in sheets)

    @property
    def emblem(self) -> str:
        """Name of the organisation's emblem, empty where none was put in."""
        return next((name for name in EMBLEMS if name in self.names), "")

    @cached_property
    def glyphs(self) -> Mapping[str, str]:
        """Characters drawn by a file: character -> name of the file. ``glyphs/U+20BB7.svg`` draws U+20BB7."""
        found = {}
        for name in self.names:
            code = name.removeprefix(GLYPHS).removesuffix(".svg")
            if name.startswith(f"{GLYPHS}U+") and name.endswith(".svg"):
                found[chr(int(code.removeprefix("U+"), base=16))] = name
        return found

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every character of the templates and the stylesheet; they go into the fonts too."""
        texts = (data.decode("utf-8") for name, data in self.files if name.endswith((TEMPLATE, ".css")))
        return frozenset("".join(texts))
