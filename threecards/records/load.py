"""From text to records: every file becomes its model, every fault a finding that a clerk can act on.

In: bytes of files by name. Out: frozen models put together as in ``county``, findings. Not here: the syntax of YAML
(``yamlsource``), the words for faults of single values (``faults``), the folder on disk (``listing``), anything that
concerns two fields (``rules``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from threecards.problems import Finding, Loc, finding
from threecards.records.county import BranchFolder, Settings, TownshipFolder
from threecards.records.faults import KEY_CODES, Translator, real_place
from threecards.records.fields import ROOTS, fields_of, level_of, models_in, public_keys, spot_at
from threecards.records.listing import (
    BOOK_FILE,
    MEMBER_FILE,
    SCHEME_FILE,
    WORKDAYS_FILE,
    FileState,
    TownshipListing,
    TreeListing,
    list_tree,
)
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
)
from threecards.records.personal import Personal, kinds_of, may_hold
from threecards.records.yamlsource import DEFAULT_LIMITS, Limits, Tree, read

__all__ = [
    "KEY_CODES",
    "ROOTS",
    "FileState",
    "TownshipListing",
    "TreeListing",
    "fields_of",
    "level_of",
    "list_tree",
    "load_branch",
    "load_settings",
    "load_township",
    "models_in",
    "parse",
    "public_keys",
]

M = TypeVar("M", bound=Model)

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
    return None, findings + Translator(model, tree, path).findings(errors)


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
        loc, value = real_place(tree, error["loc"])
        if loc and value is None and isinstance(loc[-1], str):
            info = spot_at(model, loc).info
            if info is not None and not info.is_required():
                empty.add(loc)
    return _pruned(tree, empty, ()) if empty else None


def _pruned(tree: Tree, empty: set[Loc], loc: Loc) -> Tree:
    if isinstance(tree, dict):
        return {k: _pruned(v, empty, (*loc, k)) for k, v in tree.items() if (*loc, k) not in empty}
    if isinstance(tree, list):
        return [_pruned(v, empty, (*loc, i)) for i, v in enumerate(tree)]
    return tree


# --- settings of the county -----------------------------------------------------------------------------------------


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
    schemes = by_year(SCHEME_FILE, Scheme)
    workdays = by_year(WORKDAYS_FILE, Workdays)
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
    lost = {match[1] for name in unread if (match := MEMBER_FILE.fullmatch(name) or BOOK_FILE.fullmatch(name))}
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
            else:
                lost.add(match[1])
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
