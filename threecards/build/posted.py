"""The records of postings on disk: what hangs at which board.

In: a county's folder, the views of a branch. Out: ``posted/t01/b001.txt`` read and written. Not here: what a line means and what has to be done
(``paper.posting``), printing.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from threecards.build.sheetviews import BranchViews
from threecards.paper.posting import FOLDER, Hung, PostingError, after_posting, read_record, write_record
from threecards.problems import Finding
from threecards.records.yamlsource import read_file


def record_path(township: str, branch: str) -> str:
    """File of a board's record, relative to the repository."""
    return f"{FOLDER}/{township}/{branch}.txt"


def read_posted(root: Path, township: str, branch: str) -> tuple[tuple[Hung, ...], tuple[Finding, ...]]:
    """What hangs at a board by the record, nothing where there is none. A record that cannot be read is a finding, not an empty board."""
    path = record_path(township, branch)
    if not (root / path).exists():
        return (), ()
    got = read_file(root, path)
    if not isinstance(got, bytes):
        return (), tuple(got)
    try:
        return read_record(got), ()
    except PostingError as error:
        return (), (error.finding(path),)


def note_posting(
    root: Path, township: str, views: BranchViews, only: Collection[str] | None = None, taken: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Write down what was put up on the day of the build. only: files or sheets, ``action-cards`` or ``action-cards/m000103``; None for the
    whole list of the day, then what the list took down goes off the record too. taken: sheets taken off besides. A notice goes on record from
    its own day on.

    views: made with what the record held. Findings: a record that could not be read; then nothing is written. Raises OSError.
    """
    branch, day = views.forms.key, views.forms.as_of
    hung, found = read_posted(root, township, branch)
    if found:
        return found
    chosen = {task.sheet for task in views.posting.up} if only is None else only
    put_up = [p for p in views.papers if {p.sheet, p.sheet.partition("/")[0]} & set(chosen) and p.begins <= day]
    off = {task.sheet for task in views.posting.down} if only is None else set()
    data = write_record(after_posting(hung, put_up, day, {*off, *taken}))
    target = root / record_path(township, branch)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    fresh.write_bytes(data)
    fresh.replace(target)
    return ()
