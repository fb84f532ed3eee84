"""Which files there are: members/ and content/ scanned once, and what should not lie there.

In: the repository's folder. Out: names and states of files, findings (MODEL-04x, MEM-001, MEM-002, ORG-001,
PRIV-002). Not here: what is inside a file; no file is opened.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from threecards.problems import Finding, finding
from threecards.records.personal import Personal, kinds_of, may_hold

MEMBER_FILE = re.compile(r"(m[0-9]{6})\.yaml")
BOOK_FILE = re.compile(r"((?:19|20|21)[0-9]{2})\.yaml")
SCHEME_FILE = re.compile(r"scheme/((?:19|20|21)[0-9]{2})\.yaml")
WORKDAYS_FILE = re.compile(r"workdays/((?:19|20|21)[0-9]{2})\.yaml")
_TOWNSHIP_FOLDER = re.compile(r"t[0-9]{2,3}")
_BRANCH_FOLDER = re.compile(r"b[0-9]{3,4}")
_SETTINGS_FILES = frozenset({"county.yaml", "stars.yaml", "posts.yaml", "releases.yaml", "publication.yaml"})


class FileState(NamedTuple):
    """Size in bytes and time of the last change in nanoseconds: enough to see that a file may have changed."""

    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class TownshipListing:
    """One township folder: the state of township.yaml (None: not there), and branch key -> file name -> state."""

    file: FileState | None
    branches: Mapping[str, Mapping[str, FileState]]


@dataclass(frozen=True, slots=True)
class TreeListing:
    """What lies in members/ and content/, names in order, and what should not lie there.

    content: name below content/ -> state; YAML files the settings are read from, and every other file (pages,
    pictures).
    """

    townships: Mapping[str, TownshipListing]
    content: Mapping[str, FileState]
    findings: tuple[Finding, ...]


_PICTURES = (".jpg", ".jpeg", ".png")
_LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
_YAML_ENDINGS = (".yaml", ".yml")
_MISNAMED = re.compile(r"m[0-9]{6}(?:\.yaml|\.yml|\.txt|\.ya?ml\.txt)", re.IGNORECASE)
"""A right key with another ending: what an editor that hides endings, or capitals, make of ``m000123.yaml``."""


def list_tree(root: Path) -> TreeListing:
    """Scan members/ and content/ below the repository's folder once, without opening a file.

    Hidden files and those that editors and systems leave behind are passed over. Links are findings and not followed:
    a record must stand once, and nothing outside the repository may get in. Raises OSError when the disk fails.
    """
    found: list[Finding] = []
    townships: dict[str, TownshipListing] = {}
    for entry in _entries(root, "members", found):
        where = f"members/{entry.name}"
        if not _is_folder(entry):
            found.append(_misplaced(where))
        elif not _TOWNSHIP_FOLDER.fullmatch(entry.name):
            found.append(finding("MODEL-043", where, example="t01"))
        else:
            townships[entry.name] = _list_township(root, where, found)
    content: dict[str, FileState] = {}
    _list_content(root, "content", content, found)
    return TreeListing(townships, dict(sorted(content.items())), tuple(found))


def _list_township(root: Path, where: str, found: list[Finding]) -> TownshipListing:
    file: FileState | None = None
    branches: dict[str, Mapping[str, FileState]] = {}
    for entry in _entries(root, where, found):
        place = f"{where}/{entry.name}"
        if _is_folder(entry):
            if _BRANCH_FOLDER.fullmatch(entry.name):
                branches[entry.name] = _list_branch(root, place, found)
            else:
                found.append(finding("MODEL-043", place, example="b001"))
        elif entry.name == "township.yaml":
            file = _state(entry)
        else:
            found.append(_misplaced(place))
    if file is None:
        found.append(finding("ORG-001", f"{where}/township.yaml", branches=len(branches)))
    return TownshipListing(file, branches)


def _list_branch(root: Path, where: str, found: list[Finding]) -> Mapping[str, FileState]:
    files: dict[str, FileState] = {}
    for entry in _entries(root, where, found):
        name = entry.name
        place = f"{where}/{name}"
        if _is_folder(entry):
            if name != "photos":
                found.append(finding("MODEL-044", place))
        elif MEMBER_FILE.fullmatch(name) or name == "branch.yaml" or BOOK_FILE.fullmatch(name):
            files[name] = _state(entry)
        elif _MISNAMED.fullmatch(name):
            found.append(finding("MODEL-042", place))
        elif re.match(r"m[0-9]", name, re.IGNORECASE) and name.lower().endswith(_YAML_ENDINGS):
            found.append(finding("MEM-001", place))
        elif not name.lower().endswith(_PICTURES):
            found.append(_misplaced(place))
    return files


def _list_content(root: Path, where: str, files: dict[str, FileState], found: list[Finding]) -> None:
    for entry in _entries(root, where, found):
        place = f"{where}/{entry.name}"
        if _is_folder(entry):
            _list_content(root, place, files, found)
            continue
        name = place.removeprefix("content/")
        known = name in _SETTINGS_FILES or SCHEME_FILE.fullmatch(name) or WORKDAYS_FILE.fullmatch(name)
        if known or not name.lower().endswith(_YAML_ENDINGS):
            files[name] = _state(entry)
        else:
            found.append(finding("MODEL-042", place))


def _entries(root: Path, where: str, found: list[Finding]) -> list[os.DirEntry[str]]:
    """List a folder in the order of names, without what is hidden, linked, or named after a person's number."""
    try:
        with os.scandir(root / where) as scan:
            entries = sorted(scan, key=lambda e: e.name)
    except (FileNotFoundError, NotADirectoryError):
        found.append(finding("MODEL-040", where))
        return []
    kept: list[os.DirEntry[str]] = []
    for entry in entries:
        name = entry.name
        if MEMBER_FILE.fullmatch(name) and not entry.is_symlink():  # nearly all are
            kept.append(entry)
            continue
        if name.startswith((".", "~$")) or name.endswith("~") or name.lower() in _LEFT_BY_SYSTEMS:
            continue
        kinds = set(kinds_of(name))
        if kinds and may_hold(name.encode("utf-8", "replace")):
            code = "MEM-002" if Personal.IDENTITY in kinds else "PRIV-002"
            found.append(finding(code, where, kind="、".join(sorted(kinds))))
        elif entry.is_symlink():
            found.append(finding("MODEL-045", f"{where}/{_shown(name)}"))
        elif not name.isprintable():
            found.append(finding("MODEL-046", f"{where}/{_shown(name)}"))
        else:
            kept.append(entry)
    return kept


def _shown(name: str) -> str:
    """Give a file name without characters that no terminal or report can hold."""
    return "".join(c if c.isprintable() else "□" for c in name)


def _misplaced(place: str) -> Finding:
    """A file that nothing reads: an error where it looks like a record, else a warning."""
    return finding("MODEL-042" if place.lower().removesuffix(".txt").endswith(_YAML_ENDINGS) else "MODEL-044", place)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)


def _state(entry: os.DirEntry[str]) -> FileState:
    state = entry.stat(follow_symlinks=False)
    return FileState(state.st_size, state.st_mtime_ns)
