"""From text to records: every file becomes its model, every fault a finding that a clerk can act on.

In: bytes of files by name; for ``list_tree`` a folder. Out: frozen models put together as in ``county``, findings
(MODEL-…; STAR-001, MEM-001, MEM-002, ORG-001, PRIV-002 where the text itself shows them). Not here: the syntax of
YAML (``yamlsource``), anything that concerns two fields (``rules``).

pydantic finds the faults, ``_Translator`` says them in the words of a clerk. A finding never carries what was written
in an internal field: suggestions from a written value are made only where the field, and everything around it, is
level W.
"""

from __future__ import annotations

import difflib
import os
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from threecards.problems import Finding, Loc, finding
from threecards.records.county import BranchFolder, Settings, TownshipFolder
from threecards.records.excerpt import key_name
from threecards.records.model import (
    Branch,
    County,
    Member,
    Model,
    PostCatalogue,
    Publication,
    Releases,
    Scheme,
    StarRules,
    Township,
    Workdays,
    YearBook,
)  # fmt: skip
from threecards.records.personal import Personal, kinds_of, may_hold
from threecards.records.words import Star
from threecards.records.yamlsource import DEFAULT_LIMITS, Limits, Tree, read

M = TypeVar("M", bound=Model)

MEMBER_FILE = re.compile(r"(m[0-9]{6})\.yaml")
BOOK_FILE = re.compile(r"((?:19|20|21)[0-9]{2})\.yaml")
TOWNSHIP_FOLDER = re.compile(r"t[0-9]{2,3}")
BRANCH_FOLDER = re.compile(r"b[0-9]{3,4}")
KEY_CODES = frozenset({"MODEL-002", "MODEL-003", "MODEL-028"})
"""Codes that point at a key and not at its value, for ``yamlsource.resolve``."""


# --- one file -------------------------------------------------------------------------------------------------------


def parse(model: type[M], data: bytes, path: str, limits: Limits = DEFAULT_LIMITS) -> tuple[M | None, list[Finding]]:
    """Read one file into its model.

    path: relative to the repository, for findings and limits. The record is None when anything about it is wrong in
    such a way that it cannot be trusted; the findings then say all of it. A key without a value counts as not
    written. Raises: nothing.
    """
    tree, findings = read(data, path, limits)
    if tree is None:
        return None, findings
    if may_hold(data):
        findings += _personal_numbers(tree, path, ())
    try:
        return model.__pydantic_validator__.validate_python(tree), findings
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
    if emptied := _without_empty(model, tree, errors):
        try:
            return model.__pydantic_validator__.validate_python(emptied), findings
        except ValidationError as error:
            tree, errors = emptied, error.errors(include_url=False, include_input=False)
    return None, findings + _Translator(model, tree, path).findings(errors)


def _personal_numbers(tree: Tree, path: str, loc: Loc) -> Iterator[Finding]:
    """Find identity, phone and card numbers in every text of a file, keys included (MEM-002, PRIV-002)."""
    if isinstance(tree, str):
        found = set(kinds_of(tree))
        if Personal.IDENTITY in found:
            yield finding("MEM-002", path, loc)
        elif found:
            yield finding("PRIV-002", path, loc, kind="、".join(sorted(found)))
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from _personal_numbers(key, path, loc)
            yield from _personal_numbers(value, path, (*loc, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from _personal_numbers(value, path, (*loc, index))


def _without_empty(model: type[Model], tree: Tree, errors: list[ErrorDetails]) -> Tree | None:
    """Copy the tree without the optional keys that have no value, if any of the errors comes from one; else None."""
    empty: set[Loc] = set()
    for error in errors:
        loc, value = _real(tree, error["loc"])
        if loc and value is None and isinstance(loc[-1], str):
            info = _spot(model, loc).info
            if info is not None and not info.is_required():
                empty.add(loc)
    return _pruned(tree, empty, ()) if empty else None


def _pruned(tree: Tree, empty: set[Loc], loc: Loc) -> Tree:
    if isinstance(tree, dict):
        return {k: _pruned(v, empty, (*loc, k)) for k, v in tree.items() if (*loc, k) not in empty}
    if isinstance(tree, list):
        return [_pruned(v, empty, (*loc, i)) for i, v in enumerate(tree)]
    return tree


def _real(tree: Tree, loc: Iterable[str | int]) -> tuple[Loc, Tree]:
    """Follow pydantic's loc through what was written: the longest part of it that exists, and the value there.

    pydantic names the branch of a union and marks keys of mappings; those steps lead nowhere in the tree and are
    dropped.
    """
    place: list[str | int] = []
    for step in loc:
        if isinstance(tree, dict) and str(step) in tree:
            tree = tree[str(step)]
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            break
        place.append(step)
    return tuple(place), tree


# --- what the models say about a place ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Spot:
    """What the models say about one place in a record.

    title: Chinese title of the nearest field; public: the field and all around it are level W; kinds: what may stand
    here, without Optional and Annotated; patterns: those for its text; key: kind of the keys of a mapping; info: the
    field itself, None for an entry.
    """

    title: str
    public: bool
    kinds: tuple[Any, ...]
    patterns: tuple[str, ...] = ()
    key: Any = None
    info: FieldInfo | None = None

    @property
    def words(self) -> type[StrEnum] | None:
        """The enumeration whose words may stand here."""
        return next((k for k in self.kinds if isinstance(k, type) and issubclass(k, StrEnum)), None)

    @property
    def model(self) -> type[Model] | None:
        """The model of the mapping that may stand here."""
        return next((k for k in self.kinds if isinstance(k, type) and issubclass(k, Model)), None)


@cache
def fields_of(model: type[Model]) -> Mapping[str, FieldInfo]:
    """Give the fields of a model by the key that stands in the files (``from`` for ``since``)."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def level_of(info: FieldInfo) -> str:
    """Give the publication level of a field, an empty text where none is declared (PRIV-001)."""
    extra = info.json_schema_extra
    return str(extra.get("level", "")) if isinstance(extra, dict) else ""


def _unwrap(annotation: Any) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """Split a type into what may stand there and the patterns for its text."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        inner, *extras = typing.get_args(annotation)
        kinds, patterns = _unwrap(inner)
        return kinds, patterns + _patterns(extras)
    if origin in (typing.Union, types.UnionType):
        parts = [_unwrap(a) for a in typing.get_args(annotation) if a is not type(None)]
        return tuple(k for kinds, _ in parts for k in kinds), tuple(p for _, ps in parts for p in ps)
    return (annotation,), ()


def _patterns(metadata: Iterable[Any]) -> tuple[str, ...]:
    found: list[str] = []
    for item in metadata:
        if isinstance(item, FieldInfo):
            found += _patterns(item.metadata)
        elif pattern := getattr(item, "pattern", None):
            found.append(str(pattern))
    return tuple(found)


def _spot_of(info: FieldInfo, public: bool) -> _Spot:
    kinds, patterns = _unwrap(info.annotation)
    public = public and level_of(info) == "W"
    return _Spot(info.title or "", public, kinds, patterns + _patterns(info.metadata), None, info)


def _spot(model: type[Model], loc: Loc) -> _Spot:
    """Find out what the models say about a place; of an unknown key, about what it stands in."""
    spot = _Spot("", True, (model,))
    for step in loc:
        if spot.model is not None:
            info = fields_of(spot.model).get(str(step))
            if info is None:
                return spot
            spot = _spot_of(info, spot.public)
        else:
            args = next((a for k in spot.kinds if (a := typing.get_args(k))), ())
            if len(args) != 2:
                return spot
            (kinds, patterns), key = (_unwrap(args[0]), None) if args[1] is Ellipsis else (_unwrap(args[1]), args[0])
            spot = _Spot(spot.title, spot.public, kinds, patterns, key)
    return spot


@cache
def public_keys() -> frozenset[str]:
    """Give the keys whose values an excerpt may show: level W wherever they stand below level-W keys."""
    levels: dict[str, set[bool]] = {}

    def walk(model: type[Model], seen: tuple[type[Model], ...]) -> None:
        for key, info in fields_of(model).items():
            public = level_of(info) == "W"
            levels.setdefault(key, set()).add(public)
            if public:
                for inner in models_in(info.annotation):
                    if inner not in seen:
                        walk(inner, (*seen, inner))

    for root in ROOTS.values():
        walk(root, (root,))
    return frozenset(key for key, found in levels.items() if found == {True})


def models_in(annotation: Any) -> Iterator[type[Model]]:
    """Find the models inside a type, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for part in typing.get_args(annotation):
        yield from models_in(part)


ROOTS: Mapping[str, type[Model]] = {
    "member": Member, "branch": Branch, "book": YearBook, "township": Township, "county": County, "scheme": Scheme,
    "stars": StarRules, "posts": PostCatalogue, "workdays": Workdays, "releases": Releases, "publication": Publication,
}  # fmt: skip
"""The models of whole files, by the name used in field paths such as ``member.party_since``
(content/publication.yaml)."""


# --- what pydantic found, in the words of a clerk -------------------------------------------------------------------

EXAMPLES: Mapping[str, str] = {
    r"^[0-9]{4}-(0[1-9]|1[0-2])$": "1979-04",
    r"^t[0-9]{2,3}$": "t01",
    r"^b[0-9]{3,4}$": "b001",
    r"^v[0-9]{3,4}$": "v001",
    r"^m[0-9]{6}$": "m000123",
    r"^p[0-9]{2,3}$": "p01",
    r"^[a-z][a-z0-9-]{0,30}$": "hy-0306",
    r"^V[1-7]$": "V2",
    r"^[a-z ]+$": "zhang san",
    r"^[\w./-]+\.(jpg|jpeg|png)$": "photos/m000123.jpg",
    r"^https?://[^\s]+/$": "https://example.org/sanka/",
    r"^[0-9a-f]{64}$": "0123456789abcdef…",
    r"^[A-Z][0-9]$": "L1",
    r"^[a-z][a-z_]{1,30}$": "water_care",
    r"^R[0-9]{4}-[0-9]{2,3}$": "R2026-01",
}
"""What a text of each pattern looks like; a test compares it with the models."""

_CHOICE = re.compile(r"\^\(([^()]+)\)\$|\^\[([A-Z]+)\]\$")
_WRITTEN_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YEARS = range(1900, 2201)


class _Translator:
    """Turns the errors of one file into findings. Lives as long as the file is being checked."""

    def __init__(self, model: type[Model], tree: Tree, path: str) -> None:
        self.model = model
        self.tree = tree
        self.path = path

    def findings(self, errors: list[ErrorDetails]) -> list[Finding]:
        """Translate all errors, each place once, in the order pydantic gives; a misspelt key is not also a missing
        one."""
        found: dict[Loc, Finding] = {}
        slips: set[Loc] = set()
        for error in errors:
            if error["type"] == "extra_forbidden":
                item = self._unknown_key(_real(self.tree, error["loc"])[0])
                found[item.loc] = item
                if item.code == "MODEL-002":
                    slips.add((*item.loc[:-1], dict(item.params)["near"]))
        for error in errors:
            if error["type"] != "extra_forbidden":
                item = self._translate(error)
                if item.loc not in slips:
                    found.setdefault(item.loc, item)
        return list(found.values())

    def _say(self, code: str, loc: Loc, spot: _Spot, **params: object) -> Finding:
        field = next((step for step in reversed(loc) if isinstance(step, str)), "")
        said = {"field": key_name(field), "title": spot.title or "文件", **params}
        return Finding(code, self.path, loc, tuple((name, str(value)) for name, value in said.items()))

    def _unknown_key(self, loc: Loc) -> Finding:
        """A key that the record does not have: perhaps misspelt, perhaps the Chinese title, perhaps the name of our
        code."""
        spot = _spot(self.model, loc)
        owner = spot.model
        key = str(loc[-1])
        assert owner is not None
        fields = fields_of(owner)
        titles = {info.title: name for name, info in fields.items()}
        names = {name: info.alias for name, info in owner.model_fields.items() if info.alias}
        near = titles.get(key) or names.get(key)
        if near is None:
            close = difflib.get_close_matches(key.lower(), fields, n=1, cutoff=0.7)
            near = close[0] if close else None
        shown = key_name(key, frozenset(t for t in titles if t))
        if near:
            return finding("MODEL-002", self.path, loc, field=shown, near=near, title=fields[near].title or "")
        return finding("MODEL-003", self.path, loc, field=shown, keys="、".join(fields))

    def _translate(self, error: ErrorDetails) -> Finding:
        """Find the words for one error. The kind of fault decides, and what the models say about the place."""
        kind, context = error["type"], error.get("ctx", {})
        loc, value = _real(self.tree, error["loc"])
        spot = _spot(self.model, loc)
        if "[key]" in error["loc"]:
            key = _Spot(spot.title, False, *_unwrap(spot.key)) if spot.key else spot
            return self._say("MODEL-028", loc, key, example=_example(key))
        if kind == "missing":
            missing = str(error["loc"][-1])
            wanted = _spot(self.model, (*loc, missing))
            return self._say("MODEL-001", (*loc, missing), wanted)
        if value is None:
            return self._say("MODEL-020", loc, spot)
        wants_list = any(typing.get_origin(k) is tuple for k in spot.kinds)
        wants_map = spot.model is not None or any(typing.get_origin(k) not in (None, tuple) for k in spot.kinds)
        if wants_list and not isinstance(value, list):
            return self._say("MODEL-021", loc, spot)
        if wants_map and not isinstance(value, dict):
            return self._say("MODEL-022", loc, spot)
        if not wants_list and not wants_map and isinstance(value, (list, dict)):
            return self._say("MODEL-023", loc, spot)
        match kind:
            case "too_short":
                return self._say("MODEL-024", loc, spot, least=context["min_length"])
            case "too_long":
                return self._say("MODEL-025", loc, spot, most=context["max_length"])
            case "string_too_short":
                return self._say("MODEL-020", loc, spot)
            case "string_too_long":
                return self._say("MODEL-015", loc, spot, most=context["max_length"], length=len(str(value).strip()))
            case "greater_than_equal":
                return self._say("MODEL-012", loc, spot, least=context["ge"])
            case "less_than_equal":
                return self._say("MODEL-013", loc, spot, most=context["le"])
            case "decimal_max_digits" | "decimal_whole_digits" | "int_parsing_size":
                return self._say("MODEL-026", loc, spot)
            case "decimal_max_places":
                return self._say("MODEL-014", loc, spot, places=context["decimal_places"])
            case "yes_no":
                return self._say("MODEL-018", loc, spot)
            case "share":
                return self._say("MODEL-019", loc, spot)
            case "number":
                return self._say("MODEL-010" if int in spot.kinds else "MODEL-011", loc, spot)
            case "day":
                return self._day(loc, spot, str(value))
            case "enum" | "string_pattern_mismatch":
                return self._word(loc, spot, str(value))
        return self._say("MODEL-099", loc, spot, kind=kind)

    def _word(self, loc: Loc, spot: _Spot, value: str) -> Finding:
        """A word that is none of those allowed, or a text not of the form asked for."""
        words = [str(word) for word in spot.words] if spot.words else _choices(spot)
        if not words:
            return self._say("MODEL-017", loc, spot, example=_example(spot))
        code = "STAR-001" if spot.words is Star else "MODEL-004"
        if spot.patterns and spot.words:  # a role or the key of a member
            return self._say("MODEL-016", loc, spot, words="、".join(words), example=_example(spot))
        if spot.public and code == "MODEL-004":
            named = {name: str(word) for name, word in spot.words.__members__.items()} if spot.words else {}
            if word := named.get(re.sub(r"[\s-]", "_", value).upper()):
                return self._say("MODEL-006", loc, spot, word=word)
            if close := difflib.get_close_matches(value, words, n=1, cutoff=0.5):
                return self._say("MODEL-005", loc, spot, near=close[0], words="、".join(words))
        return self._say(code, loc, spot, words="、".join(words))

    def _day(self, loc: Loc, spot: _Spot, value: str) -> Finding:
        """A day that is not written plainly, or that no calendar has; which part is wrong is said of public days
        only."""
        match = _WRITTEN_DAY.fullmatch(value) if value.isascii() else None
        if match is None:
            return self._say("MODEL-007", loc, spot)
        year, month, day = (int(part) for part in match.groups())
        if not spot.public:
            return self._say("MODEL-027", loc, spot)
        if not 1 <= month <= 12:
            return self._say("MODEL-008", loc, spot, year=year, month=month)
        if not 1 <= day <= 31 or year not in _YEARS:
            return self._say("MODEL-027", loc, spot)
        return self._say("MODEL-009", loc, spot, year=year, month=month, day=day)


def _choices(spot: _Spot) -> list[str]:
    """Give the words of a pattern that is only a choice, such as ``^(结转|已完成|取消)$`` or ``^[WNBC]$``."""
    for pattern in spot.patterns:
        if match := _CHOICE.fullmatch(pattern):
            return match[1].split("|") if match[1] else list(match[2])
    return []


def _example(spot: _Spot) -> str:
    return next((EXAMPLES[p] for p in spot.patterns if p in EXAMPLES), "m000123")


# --- settings of the county -----------------------------------------------------------------------------------------

_SCHEME_FILE = re.compile(r"scheme/((?:19|20|21)[0-9]{2})\.yaml")
_WORKDAYS_FILE = re.compile(r"workdays/((?:19|20|21)[0-9]{2})\.yaml")
_SETTINGS_FILES = frozenset({"county.yaml", "stars.yaml", "posts.yaml", "releases.yaml", "publication.yaml"})


def load_settings(files: Mapping[str, bytes], limits: Limits = DEFAULT_LIMITS) -> tuple[Settings | None, list[Finding]]:
    """Read everything below content/ that records are judged by.

    files: bytes by name below content/, e.g. ``county.yaml``, ``scheme/2026.yaml``; other names are passed over.
    Without releases.yaml and publication.yaml there are none; all others must be there, and a scheme for the current
    year.
    """
    found: list[Finding] = []

    def get(name: str, model: type[M], default: M | None = None) -> M | None:
        if name not in files:
            if default is None:
                found.append(finding("MODEL-040", f"content/{name}"))
            return default
        record, findings = parse(model, files[name], f"content/{name}", limits)
        found.extend(findings)
        return record

    def by_year(pattern: re.Pattern[str], model: type[M]) -> dict[int, M]:
        years = {int(match[1]): match[0] for name in files if (match := pattern.fullmatch(name))}
        records = {year: get(years[year], model) for year in sorted(years)}
        return {year: record for year, record in records.items() if record is not None}

    county = get("county.yaml", County)
    stars = get("stars.yaml", StarRules)
    posts = get("posts.yaml", PostCatalogue)
    releases = get("releases.yaml", Releases, Releases())
    publication = get("publication.yaml", Publication, Publication())
    schemes = by_year(_SCHEME_FILE, Scheme)
    workdays = by_year(_WORKDAYS_FILE, Workdays)
    if county and (name := f"scheme/{county.year}.yaml") not in files:
        found.append(finding("MODEL-041", "content/county.yaml", ("year",), year=county.year, file=f"content/{name}"))
    if (
        county is None
        or stars is None
        or posts is None
        or releases is None
        or publication is None
        or county.year not in schemes
    ):
        return None, found
    catalogue = {post.name: post for post in posts.posts}
    settings = Settings(county, schemes, stars.stars, catalogue, workdays, releases.releases, publication)
    return settings, found


# --- townships and branches -----------------------------------------------------------------------------------------


def load_township(
    key: str, data: bytes, branches: Iterable[str], limits: Limits = DEFAULT_LIMITS
) -> tuple[TownshipFolder | None, list[Finding]]:
    """Read a township from the bytes of its file. branches: keys of the branch folders beside it."""
    township, found = parse(Township, data, f"members/{key}/township.yaml", limits)
    return (TownshipFolder(key, township, tuple(sorted(branches))) if township else None), found


def load_branch(
    key: str, township: str, files: Mapping[str, bytes], limits: Limits = DEFAULT_LIMITS, *, unread: Iterable[str] = ()
) -> tuple[BranchFolder | None, list[Finding]]:
    """Read one branch folder from bytes; the folder itself is not touched, a worker elsewhere may have no disk.

    files: bytes by file name (``branch.yaml``, ``2026.yaml``, ``m000123.yaml``); other names are passed over
    (``list_tree`` has reported them). unread: names of files that could not be read from the disk. Members whose file
    is faulty are left out of ``members`` and named in ``unread``, so that the rules do not call them missing. None
    when branch.yaml cannot be used.
    """
    folder = f"members/{township}/{key}"
    found: list[Finding] = []
    members: dict[str, Member] = {}
    books: dict[int, YearBook] = {}
    lost = {match[1] for name in unread if (match := MEMBER_FILE.fullmatch(name))}
    branch: Branch | None = None
    for name in sorted(files):
        if match := MEMBER_FILE.fullmatch(name):
            member, findings = parse(Member, files[name], f"{folder}/{name}", limits)
            if member:
                members[match[1]] = member
            else:
                lost.add(match[1])
        elif match := BOOK_FILE.fullmatch(name):
            book, findings = parse(YearBook, files[name], f"{folder}/{name}", limits)
            if book:
                books[int(match[1])] = book
        elif name == "branch.yaml":
            branch, findings = parse(Branch, files[name], f"{folder}/{name}", limits)
        else:
            continue
        found += findings
    if "branch.yaml" not in files and "branch.yaml" not in unread:
        found.append(finding("MODEL-040", f"{folder}/branch.yaml"))
    if branch is None:
        return None, found
    return BranchFolder(key, township, branch, books, members, frozenset(lost)), found


# --- the tree on disk -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileState:
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
        elif not TOWNSHIP_FOLDER.fullmatch(entry.name):
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
            if BRANCH_FOLDER.fullmatch(entry.name):
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
        place, name = f"{where}/{entry.name}", entry.name
        if _is_folder(entry):
            if name != "photos":
                found.append(finding("MODEL-044", place))
        elif name == "branch.yaml" or MEMBER_FILE.fullmatch(name) or BOOK_FILE.fullmatch(name):
            files[name] = _state(entry)
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
        known = name in _SETTINGS_FILES or _SCHEME_FILE.fullmatch(name) or _WORKDAYS_FILE.fullmatch(name)
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
        if name.startswith((".", "~$")) or name.endswith("~") or name.lower() in _LEFT_BY_SYSTEMS:
            continue
        if (kinds := set(kinds_of(name))) and may_hold(name.encode("utf-8", "replace")):
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
    return finding("MODEL-042" if place.lower().endswith(_YAML_ENDINGS) else "MODEL-044", place)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)


def _state(entry: os.DirEntry[str]) -> FileState:
    state = entry.stat(follow_symlinks=False)
    return FileState(state.st_size, state.st_mtime_ns)
