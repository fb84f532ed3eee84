"""The cases of the problem codes: a clean base tree, changed a little, read and checked as a whole.

A case is a folder ``tests/cases/<CODE>`` or ``tests/cases/<CODE>-<what>`` with ``bad.yaml``, ``good.yaml`` and
``expected.yaml``. The first two say how ``tests/cases/base`` is changed:

    as_of: 2026-12-24                            the day of the build, this one where it is left out
    change: {path: [{old: text, new: text}]}     each old text stands exactly once in the file
    text: {path: whole text of a file}
    remove: [path]
    link: {path: target}
    repeat: {path: name with #, from: 100, count: 47, text: text with #}

``expected.yaml`` lists ``path:line:column CODE`` for every problem of the bad tree; a good tree has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from threecards.problems import Finding, Problem
from threecards.records.county import Context, TownshipFolder
from threecards.records.load import KEY_CODES, list_tree, load_branch, load_settings, load_township, public_keys
from threecards.records.rules import branch_facts, check_branch, check_county, check_settings, check_township
from threecards.records.yamlsource import resolve

CASES = Path(__file__).parent / "cases"
BASE = CASES / "base"
AS_OF = date(2026, 12, 24)


@dataclass(frozen=True)
class Case:
    """One tree made from the base: files by path, links by path, and the day of the build."""

    files: Mapping[str, bytes]
    links: Mapping[str, str]
    as_of: date

    def write(self, root: Path) -> None:
        """Put the tree on the disk."""
        for name, data in self.files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        for name, target in self.links.items():
            (root / name).symlink_to(target)


def base_files() -> dict[str, bytes]:
    """The clean tree: path -> bytes."""
    return {p.relative_to(BASE).as_posix(): p.read_bytes() for p in sorted(BASE.rglob("*.yaml"))}


def make_case(file: Path) -> Case:
    """Change the base tree as a case file says. Fails when an old text is not there exactly once."""
    raw: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader) or {}
    assert raw.keys() <= {"as_of", "change", "text", "remove", "link", "repeat"}, f"{file}: {sorted(raw)}"
    files = base_files()
    for path, edits in raw.get("change", {}).items():
        text = files[path].decode()
        for edit in edits:
            assert text.count(edit["old"]) == 1, f"{file}: {text.count(edit['old'])} times in {path}: {edit['old']!r}"
            text = text.replace(edit["old"], edit["new"])
        files[path] = text.encode()
    files |= {path: text.encode() for path, text in raw.get("text", {}).items()}
    for path in raw.get("remove", []):
        del files[path]
    if again := raw.get("repeat"):
        for number in range(int(again["from"]), int(again["from"]) + int(again["count"])):
            files[again["path"].replace("#", f"{number:06d}")] = again["text"].replace("#", str(number)).encode()
    return Case(files, raw.get("link", {}), date.fromisoformat(raw.get("as_of", AS_OF.isoformat())))


def check_tree(root: Path, as_of: date) -> tuple[Problem, ...]:
    """Read and check a whole tree on the disk, as a build does up to the scores."""

    def read(path: str) -> bytes:
        return (root / path).read_bytes()

    listing = list_tree(root)
    found: list[Finding] = list(listing.findings)
    settings, more = load_settings({name: read(f"content/{name}") for name in listing.content})
    found += more
    townships: dict[str, TownshipFolder] = {}
    for key, town in listing.townships.items():
        if town.file:
            township, more = load_township(key, read(f"members/{key}/township.yaml"), town.branches)
            found += more
            if township:
                townships[key] = township
    if settings:
        context = Context(settings, townships, as_of)
        found += check_settings(settings, as_of)
        found += [f for township in townships.values() for f in check_township(township, context)]
        facts = []
        for key, town in listing.townships.items():
            for branch, names in town.branches.items():
                folder, more = load_branch(branch, key, {n: read(f"members/{key}/{branch}/{n}") for n in names})
                found += more
                if folder:
                    found += check_branch(folder, context)
                    facts.append(branch_facts(folder, context))
        found += check_county(facts, context)
    return resolve(found, lambda p: read(p) if (root / p).is_file() else None, public_keys(), key_codes=KEY_CODES)


def line_of(problem: Problem) -> str:
    """A problem as a line of expected.yaml."""
    return f"{problem.path}:{problem.position.line}:{problem.position.column} {problem.code}"
