"""A tree in waiting: links to the files of the finished tree, with which the next build begins.

A fresh tree means a link for every file that is taken over, and the old tree another removal for each: at county size 11,000 of both for one
changed promise, a third of its time. So the tree that a build replaces is kept, and has only what has changed to make up for.
It holds nothing of its own: what is not the very file of the finished tree, the same inode, is removed at once. May be deleted at any moment.
In: folders, names. Out: folders. Not here: what is written, the swap (``output``). Standard library only.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Collection
from pathlib import Path


def begin(spare: Path, fresh: Path, tree: Path, wanted: Collection[str]) -> set[str]:
    """Make a spare tree the beginning of a fresh one, with nothing but the wanted files of ``tree``; the names of those that are there.

    Where there is no spare, none of it is wanted, or the disk refuses, ``fresh`` stays empty and the spare is gone.
    """
    try:
        there = _keep_only(spare, tree, wanted) if wanted and spare.is_dir() else set()
        if there:
            fresh.rmdir()
            spare.rename(fresh)
            return there
    except OSError:
        fresh.mkdir(exist_ok=True)
    shutil.rmtree(spare, ignore_errors=True)
    return set()


def retire(old: Path, spare: Path, tree: Path) -> None:
    """Make a replaced tree the spare of the one that replaces it. Where the disk refuses there is no spare, and no old tree either."""
    try:
        shutil.rmtree(spare, ignore_errors=True)
        spare.parent.mkdir(parents=True, exist_ok=True)
        old.rename(spare)
        _keep_only(spare, tree)
    except OSError:
        shutil.rmtree(old, ignore_errors=True)
        shutil.rmtree(spare, ignore_errors=True)


def _keep_only(spare: Path, tree: Path, wanted: Collection[str] | None = None) -> set[str]:
    """Remove from a spare tree what is not the very file of that name in ``tree``, or is not wanted; the names that are left."""
    inodes, own = _inodes(spare), _inodes(tree)
    names = inodes.keys() if wanted is None else inodes.keys() & wanted
    kept = {name for name in names if inodes[name] == own.get(name)}
    _drop(spare, inodes.keys() - kept)
    return kept


def _inodes(root: Path) -> dict[str, int]:
    """Inodes of all files of a tree by name; no file is looked at for that. Hidden files at its top are ours and left out."""
    found: dict[str, int] = {}
    stack = [("", str(root))]
    while stack:
        prefix, folder = stack.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    stack.append((f"{prefix}{entry.name}/", entry.path))
                elif prefix or not entry.name.startswith("."):
                    found[prefix + entry.name] = entry.inode()
    return found


def _drop(root: Path, names: Collection[str]) -> None:
    """Remove files, and the folders that are empty without them."""
    for name in names:
        (root / name).unlink()
    folders = {parent for name in names for parent in Path(name).parents if parent.name}
    for folder in sorted(folders, key=lambda f: len(f.parts), reverse=True):
        with contextlib.suppress(OSError):  # the others are not empty
            (root / folder).rmdir()
