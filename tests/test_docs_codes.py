"""The list of problem codes for readers, the catalogue and the code agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from threecards.problems import FAMILIES, catalogue, reference

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "problems.md"
CODE = re.compile(r"\"([A-Z]{3,6}-\d{3})\"")
NOT_IN_THE_CODE = {"PRIV-003"}  # proved by the tests of privacy, on two whole builds


def used() -> dict[str, str]:
    """Codes in the package, with a module that names each of them."""
    return {
        code: path.name
        for path in sorted((ROOT / "threecards").rglob("*.py"))
        for code in CODE.findall(path.read_text(encoding="utf-8"))
    }


def test_page_is_written_from_the_catalogue(request: pytest.FixtureRequest) -> None:
    page = reference()
    if request.config.getoption("--update-golden"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page, "run the tests with --update-golden and read the difference"


def test_page_holds_every_code_once_in_both_languages() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for code, entry in catalogue().items():
        assert page.count(f"**{code}**") == 1, code
        assert entry.rule["zh"] in page, code
        assert entry.rule["en"] in page, code


def test_every_code_of_the_package_is_in_the_catalogue() -> None:
    assert {code: name for code, name in used().items() if code not in catalogue()} == {}


def test_every_code_of_the_catalogue_is_used() -> None:
    """Codes of YAML slips are numbered in one line of ``traps``; their cases are in ``test_yamlsource``."""
    ours = {code for code in catalogue() if not code.startswith("YAML-")}
    assert ours - used().keys() == NOT_IN_THE_CODE


def test_every_family_has_a_heading() -> None:
    assert {code.split("-")[0] for code in catalogue()} <= FAMILIES.keys()
