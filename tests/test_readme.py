"""What the READMEs show is true: the record is a record, the commands are commands, the linked files are there."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from threecards.cli import app
from threecards.records.load import parse
from threecards.records.model import Member

ROOT = Path(__file__).parent.parent
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]


@pytest.mark.parametrize("readme", READMES, ids=lambda p: p.name)
def test_the_member_of_the_readme_is_a_member(readme: Path) -> None:
    block = re.search(r"^( *)```yaml\n(.*?)^ *```", readme.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert block
    record, findings = parse(Member, textwrap.dedent(block[2]).encode(), "members/t01/b001/m000999.yaml")
    assert findings == []
    assert record
    assert record.cards[0].commitments


@pytest.mark.parametrize("readme", READMES, ids=lambda p: p.name)
def test_the_commands_of_the_readme_exist(readme: Path) -> None:
    named = set(re.findall(r"python3 build\.py ([a-z][a-z-]+)", readme.read_text(encoding="utf-8"))) - {"test"}
    known = {c.name or (c.callback.__name__ if c.callback else "") for c in app.registered_commands}
    assert named <= known
    assert {"check", "serve", "doctor", "demo"} <= named


@pytest.mark.parametrize("readme", [*READMES, ROOT / "CONTRIBUTING.md"], ids=lambda p: p.name)
def test_linked_files_are_there(readme: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", readme.read_text(encoding="utf-8"))
    assert links or readme.name == "CONTRIBUTING.md"
    assert [link for link in links if not (ROOT / link).exists()] == []
