"""A fictional county of any size, written as the clerks of a real one would write it.

In: sizes and a seed. Out: a folder with ``content/`` and ``members/`` that loads without an error. Same seed, same
bytes. Not here: reading, checking, publishing; the small county that is shipped lies in ``members/`` of the
repository and was written by hand.

    plan the county -> cast a branch -> live the year -> sittings -> assess -> decisions -> text

A branch is made from a random source of its own, so that what happens in one branch does not depend on the others.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from threecards.demo.branch import make_branch
from threecards.demo.cast import YEAR
from threecards.demo.people import township_names
from threecards.demo.plan import check_sizes, plan_county
from threecards.demo.township import make_township
from threecards.demo.yamltext import yaml_text
from threecards.records.county import Context, Settings, TownshipFolder
from threecards.records.load import load_settings
from threecards.records.model import Township

__all__ = ["Counts", "write_county"]

CONTENT = Path(__file__).resolve().parents[2] / "content"
"""Settings that every demo county starts from: those of the repository this package lies in."""

Progress = Callable[[int, int], None]
"""Told how many branches have been written, of how many."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What was written. members: active on the last day; files: member files, those who left included; holders:
    members with a post.
    """

    townships: int
    branches: int
    joint: int
    villages: int
    members: int
    files: int
    holders: int
    posts: int
    bytes: int


def write_county(
    target: Path, *, townships: int = 13, branches: int = 181, joint: int = 3, members: int = 9263,
    holders: int | None = None, posts: int | None = None, seed: int = 2026, progress: Progress | None = None,
) -> Counts:  # fmt: skip
    """Write a county into ``target``, which must be absent or empty.

    members, holders, posts: exact totals. holders and posts left out keep the proportions of the county this was made
    for: 5390 of 9263 members hold one of the 620 posts of 181 branches. Raises FileExistsError for a folder that is
    not empty, ValueError for sizes that no county can have (see ``plan.check_sizes``).
    """
    holders = round(members * 5390 / 9263) if holders is None else holders
    posts = round(branches * 620 / 181) if posts is None else posts
    check_sizes(townships, branches, joint, members, holders, posts)
    if target.exists() and any(target.iterdir()):
        raise FileExistsError(f"{target} is not empty")
    shutil.copytree(CONTENT, target / "content", dirs_exist_ok=True)
    _expect(target / "content" / "county.yaml", townships, branches, joint, members, posts, holders)
    rng = _source(seed, "county")
    plans = plan_county(townships, branches, joint, members, holders, posts, rng)
    records = {}
    for number, name in enumerate(township_names(townships, rng), start=1):
        key = f"t{number:02d}"
        records[key] = make_township(name, number, [p for p in plans if p.township == key], _source(seed, key))
    folders = {
        key: TownshipFolder(key, Township.model_validate(record), tuple(p.key for p in plans if p.township == key))
        for key, record in records.items()
    }
    context = Context(_settings(target / "content"), folders, date(YEAR, 12, 24))
    written = sum(_write(target / "members" / key / "township.yaml", record) for key, record in records.items())
    files = 0
    for done, one in enumerate(plans, start=1):
        chief = folders[one.township].township.officers[0].name or ""
        for name, record in make_branch(one, context, chief, _source(seed, one.key)).items():
            written += _write(target / "members" / one.township / one.key / name, record)
            files += name.startswith("m")
        if progress:
            progress(done, len(plans))
    return Counts(
        townships, branches, joint, sum(len(p.villages) for p in plans), members, files, holders, posts, written
    )


def _source(seed: int, name: str) -> Random:
    """Give the source of everything that happens at one place; the text of seed and place makes it repeatable."""
    return Random(f"{seed}/{name}")  # noqa: S311 - a made-up county keeps no secrets


def _expect(path: Path, townships: int, branches: int, joint: int, members: int, posts: int, holders: int) -> None:
    """Set the counts of the county sheet in the copied settings."""
    text = path.read_text(encoding="utf-8")
    numbers = {
        "townships": townships,
        "branches": branches,
        "joint": joint,
        "members": members,
        "posts": posts,
        "holders": holders,
    }
    for name, number in numbers.items():
        text, changed = re.subn(rf"(?m)^(  {name}:) [0-9]+", rf"\g<1> {number}", text)
        if changed != 1:
            raise ValueError(f"content/county.yaml: {name} should stand once under expected")
    path.write_text(text, encoding="utf-8")


def _settings(content: Path) -> Settings:
    files = {path.relative_to(content).as_posix(): path.read_bytes() for path in sorted(content.rglob("*.yaml"))}
    settings, findings = load_settings(files)
    if settings is None:
        raise ValueError(f"the settings cannot be read: {findings[0]}")
    return settings


def _write(path: Path, record: Mapping[str, object]) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = yaml_text(record).encode()
    path.write_bytes(data)
    return len(data)
