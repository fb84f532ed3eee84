"""What somebody wants printed: words typed on a command line, turned into kinds, branches, members, paper.

In: the words, a plan. Out: keys. Not here: reading any record as a record; names are looked up in the text of the files, since a county has
ten thousand of them and only the chosen branches are to be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from threecards.build.branch import BranchJob
from threecards.paper.cells import A3, A4, A5, Size
from threecards.paper.sheets import KINDS, Kind

CALIBRATION = "calibration"
CALIBRATION_NAME = "校准页"
PAPERS: Mapping[str, Size] = {"a3": A3, "a4": A4, "a5": A5, "8k": (270, 390), "16k": (195, 270)}
_SIZE = re.compile(r"([0-9]{2,4})[x×*]([0-9]{2,4})")
_MEMBER = re.compile(r"m[0-9]{6}")


class Choice(ValueError):  # noqa: N818 - a wrong word, told to who typed it
    """A word that names nothing, or more than one thing."""


def kinds_of(words: Sequence[str]) -> tuple[Kind, ...]:
    """Kinds by key or name, in the order of ``KINDS``; without words those that every build makes. Raises Choice."""
    if not words:
        return tuple(kind for kind in KINDS if kind.standing)
    known = {word: kind.key for kind in KINDS for word in (kind.key, kind.name)}
    wanted = set()
    for word in words:
        if word not in known:
            raise Choice(f"没有“{word}”这种印件{_perhaps(word, known)}。全部种类：python3 build.py print --list")
        wanted.add(known[word])
    return tuple(kind for kind in KINDS if kind.key in wanted)


def paper_of(word: str) -> Size:
    """Paper by name (a3, a4, a5, 8k, 16k) or as width x height in mm. Raises Choice."""
    if word.lower() in PAPERS:
        return PAPERS[word.lower()]
    if match := _SIZE.fullmatch(word.lower()):
        return float(match[1]), float(match[2])
    raise Choice(f"纸张“{word}”看不懂：写 {'、'.join(PAPERS)}，或写宽x高毫米数，如 200x140")


@dataclass(frozen=True, slots=True)
class Picked:
    """Branches to print, in the order of their keys. members: keys of the members chosen by branch, empty for all. townships: keys of the
    townships whose hall is wanted too: none where branches or members were named."""

    branches: tuple[BranchJob, ...]
    members: Mapping[str, tuple[str, ...]]
    townships: tuple[str, ...]


def pick(
    root: Path,
    jobs: Sequence[BranchJob],
    names: Mapping[str, str],
    townships: Sequence[str],
    branches: Sequence[str],
    members: Sequence[str],
) -> Picked:
    """Find what was chosen by key or name. names: of townships by key. Without any word it is the whole county. Raises Choice."""
    halls = [_one(word, names, "乡镇") for word in townships]
    chosen = [job for job in jobs if not halls or job.township in halls]
    if branches:
        found = _looked_up(root, chosen, branches)
        wanted = {_one(word, found, "党支部") for word in branches}
        chosen = [job for job in chosen if job.key in wanted]
    picked: dict[str, list[str]] = {}
    if members:
        for word in members:
            key, branch = _member(root, chosen, word)
            picked.setdefault(branch, []).append(key)
        chosen = [job for job in chosen if job.key in picked]
    own = () if members or branches else tuple(dict.fromkeys(job.township for job in chosen))
    return Picked(tuple(chosen), {branch: tuple(sorted(set(keys))) for branch, keys in picked.items()}, own)


def _looked_up(root: Path, jobs: Sequence[BranchJob], words: Sequence[str]) -> dict[str, str]:
    """Names of branches by key; files are opened only where a word is no key."""
    keys = {job.key for job in jobs}
    if keys.issuperset(words):
        return dict.fromkeys(keys, "")
    return {job.key: _name_in(root / job.folder / "branch.yaml") for job in jobs}


def _member(root: Path, jobs: Sequence[BranchJob], word: str) -> tuple[str, str]:
    """Key and branch of a member by key or full name. Raises Choice."""
    if _MEMBER.fullmatch(word):
        found = [(word, job.key) for job in jobs if f"{word}.yaml" in job.files]
    else:
        raw = word.encode()
        found = [
            (file.removesuffix(".yaml"), job.key)
            for job in jobs
            for file in job.files
            if _MEMBER.match(file)
            and _holds(root / job.folder / file, raw)
            and _name_in(root / job.folder / file) == word
        ]
    if not found:
        raise Choice(f"在所选范围里没有找到党员“{word}”")
    if len(found) > 1:
        raise Choice(f"叫“{word}”的不止一名：{'、'.join(f'{key}（{branch}）' for key, branch in found)}，请写编号")
    return found[0]


def _holds(path: Path, raw: bytes) -> bool:
    try:
        return raw in path.read_bytes()
    except OSError:
        return False


def _name_in(path: Path) -> str:
    """The first ``name`` of a record, as written; empty where there is none."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    match = re.search(r"^name:[ \t]*(.+?)[ \t]*(?:#.*)?$", text, re.MULTILINE)
    return match[1].strip("\"'") if match else ""


def _one(word: str, names: Mapping[str, str], what: str) -> str:
    """The key for a word that is a key or a name. Raises Choice where it is none, or the name of several."""
    if word in names:
        return word
    found = [key for key, name in names.items() if name == word]
    if len(found) == 1:
        return found[0]
    if found:
        raise Choice(f"叫“{word}”的{what}不止一个：{'、'.join(found)}，请写编号")
    raise Choice(f"没有找到{what}“{word}”{_perhaps(word, {**names, **{n: n for n in names.values()}})}")


def _perhaps(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, [one for one in known if one], n=1, cutoff=0.5)
    return f"，是不是“{close[0]}”" if close else ""
