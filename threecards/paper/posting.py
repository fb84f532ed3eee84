"""What hangs on a board: the record of postings, and what has to come down or go up today.

In: the record as text, the sheets as they would be printed now. Out: the record after a posting; the tasks of a day. All functions are pure;
who reads and writes the file is ``build``.

The record is one small text file for each board, ``posted/t01/b001.txt``, kept in git beside the records. A line is one sheet that hangs: day
it was put up, last day (``-`` where none), number of the release (``-``), fingerprint, sheet; parted by spaces, in the order of the sheets:

    2026-12-18 2027-01-31 R2026-03 3f2a9c51d04be870 action-cards/m000103

It holds keys and digests, no name and no text. The fingerprint covers what a reader sees, without release number, its day and the day until
which the sheet may hang: a new release alone is no reason to print fifty cards anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from threecards.paper.jobs import Item, SheetJob, names_in
from threecards.problems import Finding, Position, finding
from threecards.publish.views.forms import BoardForms
from threecards.publish.views.posting import BoardTask, PostingView

FOLDER = "posted"
NOTICE, OUTCOME = "notice", "notice-outcome"  # a notice is a sheet by itself: notice-gs-4
HEAD = "# 公开栏张贴记录，由程序写：张贴日期 张贴至 发布号 校验 纸张。取下或换下以后，由程序改。\n"
_LINE = re.compile(
    r"(\d{4}-\d\d-\d\d) (\d{4}-\d\d-\d\d|-) (R\d{4}-\d{2,3}|-) ([0-9a-f]{16}) ([a-z0-9-]+(?:/[a-z0-9-]+)?)"
)
_PERSON = re.compile(r"m[0-9]{6}")
_PASSING = frozenset(
    {"release", "released", "post_until", "stamp", "as_of"}
)  # what changes without the sheet saying anything else


class PostingError(ValueError):
    """A line of the record that cannot be read. line: its number, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} of the record of postings cannot be read")
        self.line = line

    def finding(self, path: str) -> Finding:
        """The fault as a finding in the file of that path."""
        return finding("PAPER-008", path, at=Position(self.line, 0))


@dataclass(frozen=True, slots=True)
class Paper:
    """One sheet that would hang if everything were posted today.

    sheet: file and, in a booklet, item: ``goal-card``, ``action-cards/m000103``. kind, name: as a clerk calls it, a member by name and number.
    until: last day on the wall, may be empty. begins: first day for a notice that has not begun, else empty. file: the PDF for an office's
    printer, with its tree.
    """

    sheet: str
    kind: str
    name: str
    fingerprint: str
    until: str
    begins: str
    release: str
    file: str


@dataclass(frozen=True, slots=True, order=True)
class Hung:
    """One sheet on record as hanging. until, release: may be empty."""

    sheet: str
    posted: str
    until: str
    release: str
    fingerprint: str


def read_record(data: bytes) -> tuple[Hung, ...]:
    """Read a record of postings in UTF-8; empty lines and lines that begin with ``#`` do not count. Raises PostingError."""
    found: dict[str, Hung] = {}
    for number, line in enumerate(data.decode("utf-8", "replace").lstrip("\ufeff").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None or match[5] in found:
            raise PostingError(number)
        posted, until, release, fingerprint, sheet = match.groups()
        found[sheet] = Hung(sheet, posted, until.strip("-"), release.strip("-"), fingerprint)
    return tuple(sorted(found.values()))


def write_record(hung: Iterable[Hung]) -> bytes:
    """Write a record of postings; the same sheets give the same bytes. ``read_record`` reads it back."""
    rows = (f"{h.posted} {h.until or '-'} {h.release or '-'} {h.fingerprint} {h.sheet}\n" for h in sorted(hung))
    return (HEAD + "".join(rows)).encode()


def after_posting(
    hung: Iterable[Hung], papers: Iterable[Paper], day: str, taken: Iterable[str] = ()
) -> tuple[Hung, ...]:
    """The record after a posting. papers: put up on ``day``, in place of what hung under the same name; taken: sheets taken off."""
    gone = set(taken)
    now = {h.sheet: h for h in hung if h.sheet not in gone}
    now |= {p.sheet: Hung(p.sheet, day, p.until, p.release, p.fingerprint) for p in papers}
    return tuple(sorted(now.values()))


def papers_of(kind: str, job: SheetJob) -> tuple[Paper, ...]:
    """The sheets of a job as they would hang: each item by itself. kind: name of the job's kind."""
    tree, *folders, file = job.path.removesuffix(".pdf").split("/")
    many = len(job.items) > 1 or _is_of_person(job)
    pdf = "/".join((tree, *folders, file)) + ("-a4.pdf" if job.on_a4 else ".pdf")
    return tuple(
        Paper(
            sheet=f"{file}/{item.key}" if many else file, kind=kind, name=_name(item), fingerprint=fingerprint(job, item),
            until=_until(job, item), begins=_begins(item), release=job.imprint.release, file=pdf,
        )
        for item in job.items
    )  # fmt: skip


def fingerprint(job: SheetJob, item: Item) -> str:
    """Digest of what a reader sees on the sheet of one item, 16 hexadecimal digits; see the module's docstring."""
    values = tuple((name, value) for name, value in job.values if name not in _PASSING)
    shown = (job.template, job.title, job.size_mm, job.imprint, values, item.key, item.view)
    return sha256(json.dumps(_lasting(shown), ensure_ascii=False).encode()).hexdigest()[:16]


def tasks(
    papers: Sequence[Paper], hung: Sequence[Hung], today: str, name_of: Callable[[str], tuple[str, str]]
) -> tuple[tuple[BoardTask, ...], tuple[BoardTask, ...], int]:
    """What to take down, what to put up, and how many sheets stay. today: ISO day. name_of: kind and name of a sheet that is no longer made.

    Down: no longer to be shown, its day is over, a newer one takes its place. Up: new, changed, or the same with a later last day.
    A notice that begins later goes up on its day.
    """
    present = {p.sheet: p for p in papers}
    down, up = [], []
    kept = 0
    for h in hung:
        paper = present.get(h.sheet)
        over = bool(h.until) and h.until < today
        if paper is None:
            kind, name = name_of(h.sheet)
            down.append(BoardTask(h.sheet, kind, name, "期满" if over else "不再张贴", h.posted, h.until, ""))
        elif paper.fingerprint != h.fingerprint or over:
            why = "内容有变" if paper.fingerprint != h.fingerprint else "张贴期已过"
            down.append(BoardTask(paper.sheet, paper.kind, paper.name, f"{why}，换新的", h.posted, h.until, ""))
            up.append(BoardTask(paper.sheet, paper.kind, paper.name, why, h.posted, paper.until, paper.file))
        else:
            kept += 1
    known = {h.sheet for h in hung}
    for p in papers:
        if p.sheet not in known:
            later = p.begins > today
            up.append(
                BoardTask(
                    p.sheet,
                    p.kind,
                    p.name,
                    "到日子再贴" if later else "新的",
                    p.begins if later else "",
                    p.until,
                    p.file,
                )
            )
    return tuple(down), tuple(up), kept


def posting_view(
    forms: BoardForms, papers: Sequence[Paper], hung: Sequence[Hung], name_of: Callable[[str], tuple[str, str]]
) -> PostingView:
    """A board's list of a day. Notices that are over come down also where nothing is on record as posted."""
    down, up, kept = tasks(papers, hung, forms.as_of, name_of)
    known = {h.sheet for h in hung}
    over = tuple(
        BoardTask(f"{NOTICE}-{n.key}", n.kind, n.title, "期满", n.posted, n.ends, "")
        for n in forms.ended
        if f"{NOTICE}-{n.key}" not in known
    )
    board = forms.contact[0][1] if forms.contact else ""
    return PostingView(
        forms.key, forms.name, forms.township, board, forms.as_of, (*down, *over), up, kept, first=not hung
    )


def _is_of_person(job: SheetJob) -> bool:
    return any(_PERSON.fullmatch(item.key) for item in job.items)


def _name(item: Item) -> str:
    """How somebody at the board finds the sheet: by the name on it, for a member with the number. The list is internal, messages are not."""
    who = getattr(item.view, "name", "")
    if not who or not _PERSON.fullmatch(item.key):
        return item.name
    tell = getattr(item.view, "disambiguation", "")
    return f"{who}{f'（{tell}）' if tell else ''}（{item.key}）"


def _until(job: SheetJob, item: Item) -> str:
    values: Mapping[str, Any] = dict(job.values)
    return str(values.get("post_until") or getattr(item.view, "post_until", ""))


def _begins(item: Item) -> str:
    return str(getattr(item.view, "posted", ""))


def _lasting(value: Any) -> Any:
    """A value as lists and texts, without what passes."""
    if isinstance(value, tuple):
        return [_lasting(one) for one in value]
    names = names_in(value)
    return (
        [type(value).__name__, *(_lasting(getattr(value, n)) for n in names if n not in _PASSING)] if names else value
    )
