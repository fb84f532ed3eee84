"""The shipped county as a copy that tests may change: read its records as plain trees, change them, write them back, build."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from threecards import machine
from threecards.build.pipeline import build
from threecards.build.request import Report, Request
from threecards.report import NO_PROGRESS

MISSING = machine.missing_libraries()
needs_pango = pytest.mark.skipif(bool(MISSING), reason=f"no PDFs on this machine, missing: {', '.join(MISSING)}")

ROOT = Path(__file__).parent.parent
TODAY = date(2030, 1, 1)  # the shipped county is frozen on its own day; nothing may depend on this one


def copy_county(target: Path) -> Path:
    """Copy content/, members/ and layouts/ of the repository."""
    for name in ("content", "members", "layouts"):
        shutil.copytree(ROOT / name, target / name)
    return target


def build_site(root: Path, *, workers: int = 1, pdf: bool = False, as_of: date | None = None) -> Report:
    """Build a county; the report says how it went."""
    return build(Request(root, as_of, TODAY, pdf, workers), NO_PROGRESS)


def tree(root: Path) -> dict[str, bytes]:
    """Every file below a folder by its path."""
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def load(path: Path) -> Any:
    """A YAML file as a tree of text."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


class _Quoted(yaml.SafeDumper):
    """Writes every text in quotes, so that it stays text."""


_Quoted.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def save(path: Path, record: Any) -> None:
    """Write a tree of text as YAML."""
    path.write_text(
        yaml.dump(record, Dumper=_Quoted, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8"
    )


def edit(path: Path, change: Callable[[Any], object]) -> None:
    """Change one record file in place."""
    record = load(path)
    change(record)
    save(path, record)


def members(root: Path) -> Iterator[Path]:
    """Every member's file, in order."""
    yield from sorted((root / "members").glob("t*/b*/m*.yaml"))


def books(root: Path) -> Iterator[Path]:
    """Every year book, in order."""
    yield from sorted((root / "members").glob("t*/b*/[0-9]*.yaml"))
