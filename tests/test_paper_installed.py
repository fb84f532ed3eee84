"""Fonts of the machine: the best first, only what is missing, and files that are no fonts do no harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import paper_fixture as px
from threecards.paper import installed
from threecards.paper.fonts import SANS, FontFile, cut_fonts, own_characters


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine with one folder of fonts."""
    monkeypatch.setattr(installed, "folders", lambda: (tmp_path, tmp_path / "gone"))
    installed._files.cache_clear()
    yield tmp_path
    installed._files.cache_clear()


def font(characters: str) -> bytes:
    sans = next(file for file in px.font_files() if file.family == SANS)
    return cut_fonts((sans,), characters).faces[0].data


def rare() -> tuple[str, str]:
    """Two characters that no cut font holds unasked."""
    one, other = [c for c in "鬻彧龘" if c not in own_characters()][:2]
    return one, other


def test_the_preferred_font_comes_first_and_only_for_what_is_missing(folder: Path) -> None:
    one, other = rare()
    (folder / "aaa.ttf").write_bytes(font(one + other))
    (folder / "sub").mkdir()
    (folder / "sub" / "BabelStoneHan.ttf").write_bytes(font(one))
    found = list(installed.fonts_with({one, other}))
    assert [(path.name, drawn) for path, drawn in found] == [
        ("BabelStoneHan.ttf", frozenset(one)),
        ("aaa.ttf", frozenset(other)),
    ]
    assert [path.name for path, _ in installed.fonts_with({one})] == ["BabelStoneHan.ttf"]
    assert len(installed.installed_fonts({one, other})) == 2


def test_what_is_no_font_is_passed_over(folder: Path) -> None:
    one, _ = rare()
    (folder / "aaa.ttf").write_bytes(b"no font")
    (folder / "bbb.otf").write_bytes(b"")
    (folder / "readme.txt").write_text(one, "utf-8")
    assert list(installed.fonts_with({one})) == []
    (folder / "ccc.ttf").write_bytes(font(one))
    installed._files.cache_clear()
    assert [path.name for path, _ in installed.fonts_with({one})] == ["ccc.ttf"]


def test_a_rare_name_is_drawn_with_a_font_of_the_machine(folder: Path) -> None:
    one, other = rare()
    (folder / "HanaMinA.ttf").write_bytes(font(one))
    poor = FontFile(SANS, font("承诺"))
    cut = cut_fonts((poor,), f"承诺{one}{other}", installed.installed_fonts({one, other}))
    assert one in cut.coverage
    assert other not in cut.coverage
