"""What cannot be printed is told at its very place, and before any PDF is made."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.county_tree import TODAY, build_site, copy_county, edit
from threecards.build import glyphs, places, tryout
from threecards.build.check import check
from threecards.build.request import Request
from threecards.paper import fonts
from threecards.paper.fonts import FontFile
from threecards.problems import finding
from threecards.report import NO_PROGRESS


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped county on a machine without further fonts."""
    monkeypatch.setattr(glyphs, "_on_this_machine", lambda characters: frozenset())
    return copy_county(tmp_path / "county")


def first(root: Path) -> Path:
    return min((root / "members/t01/b001").glob("m*.yaml"))


def what(text: str) -> Any:
    def change(record: Any) -> None:
        record["cards"][-1]["commitments"][1]["what"] += text

    return change


def forget() -> None:
    """Look at fonts and drawings again, as another process would."""
    glyphs.coverage.cache_clear()
    glyphs._unknown.cache_clear()


def found(root: Path) -> list[tuple[str, str, int, int]]:
    problems = check(Request(root, None, TODAY, False, 1), NO_PROGRESS).problems
    return [(p.code, p.path, p.position.line, p.position.column) for p in problems if p.code == "PAPER-001"]


def place(path: Path, text: str) -> tuple[int, int]:
    """Line and column of the value that holds a text."""
    lines = path.read_text("utf-8").splitlines()
    number, line = next((n, one) for n, one in enumerate(lines, 1) if text in one or f"\\U{ord(text[0]):08X}" in one)
    key = line.index(": ") if ": " in line else -2
    return number, key + 3


def test_check_names_line_and_column_of_a_character_without_glyph(county: Path) -> None:
    assert found(county) == []
    path = first(county)
    edit(path, what("\U0003134a"))
    name = path.relative_to(county).as_posix()
    ((code, where, line, column),) = set(found(county))
    assert (code, where) == ("PAPER-001", name)
    assert (line, column) == place(path, "\U0003134a")


def test_comments_and_fields_that_are_not_printed_may_hold_anything(county: Path) -> None:
    path = first(county)
    path.write_text("# \U0003134a \U0001f600\n" + path.read_text("utf-8"), "utf-8")
    assert found(county) == []


def test_a_drawing_or_a_font_of_the_machine_lifts_it(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(first(county), what("\U0003134a"))
    assert found(county)
    monkeypatch.setattr(glyphs, "_on_this_machine", lambda characters: frozenset("\U0003134a"))
    assert found(county) == []
    monkeypatch.setattr(glyphs, "_on_this_machine", lambda characters: frozenset())
    folder = county / "layouts/paper/glyphs"
    folder.mkdir()
    (folder / "U+3134A.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M1 1h8v8z"/></svg>'
    )
    glyphs.coverage.cache_clear()
    assert found(county) == []
    glyphs.coverage.cache_clear()


def test_a_finding_points_at_the_promise_of_the_year_that_was_printed() -> None:
    record = (
        "name: 王平\ncards:\n"
        "  - year: 2025\n    commitments:\n      - {n: 2, what: 旧\U0003134a}\n"
        "  - year: 2026\n    commitments:\n      - {n: 1, what: 一}\n      - {n: 2, what: 新\U0003134a}\n"
    ).encode()
    missing = finding("PAPER-001", "m.yaml", ("cards",), who="", character="\U0003134a", code="U+3134A")
    surplus = finding("PAPER-002", "m.yaml", ("cards",), who="", sheet="", field="第2项承诺", mm=1, lines=1)
    (one, other) = glyphs.pinpointed([missing, surplus], lambda path: record, 2026)
    assert one.loc == other.loc == ("cards", 1, "commitments", 1, "what")
    assert glyphs.pinpointed([missing], lambda path: None, 2026) == [missing]


def test_a_font_with_fewer_characters_has_kept_branches_read_again(
    county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was kept of a branch stands only as long as the same characters can be printed."""
    monkeypatch.setattr(tryout, "measured", lambda root: None)
    assert found(county) == []
    font = county / "layouts" / "fonts" / places.SANS
    characters = fonts.characters_of([FontFile("", font.read_bytes())])
    font.write_bytes(fonts._cut(font.read_bytes(), characters - {"村"}, 400))
    forget()
    lacking = found(county)
    forget()
    assert len(lacking) > 4


def promise_with_a_drawn_character(county: Path) -> Path:
    """Let somebody's promise have a character that only a drawing of the county can print; the drawing."""
    edit(first(county), what("\U0003134a"))
    drawing = county / "layouts/paper/glyphs/U+3134A.svg"
    drawing.parent.mkdir()
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    forget()
    return drawing


def test_a_drawing_that_is_gone_has_kept_branches_read_again(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tryout, "measured", lambda root: None)
    drawing = promise_with_a_drawn_character(county)
    assert found(county) == []
    drawing.unlink()
    forget()
    assert found(county)


def test_a_build_without_pdfs_does_not_keep_what_can_no_longer_be_printed(county: Path) -> None:
    drawing = promise_with_a_drawn_character(county)
    assert build_site(county).ok
    drawing.unlink()
    forget()
    assert {p.code for p in build_site(county).problems} >= {"PAPER-001"}


def test_what_a_font_draws_is_noted_for_that_font_alone(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look with the note finds what one without finds, does not ask the font, and never takes the note of another font."""
    file = county / "layouts" / "fonts" / places.SANS
    key, note = glyphs.font_key(file.read_bytes()), county / places.CACHE / glyphs.NOTE
    note.parent.mkdir()
    forget()
    known = glyphs.coverage(str(county), key)
    assert ord("村") in known
    forget()
    with monkeypatch.context() as context:
        context.setitem(sys.modules, "uharfbuzz", None)
        assert glyphs.coverage(str(county), key) == known
        forget()
        with pytest.raises(ImportError):
            glyphs.coverage(str(county), "another font")
    note.write_bytes(b"damaged")
    forget()
    assert glyphs.coverage(str(county), key) == known
    forget()
