"""Sheets of branches and townships: the second round of jobs, once every record is known to be right.

In: a ``PrintJob`` with the sheets of the last build. Out: PDFs in ``print/`` and ``binder/``, and what was found on the way.
Each job reads its branch again: that costs a hundredth of laying out its cards, and no view has to travel. The unit of reuse is the sheet: it is
laid out only where anything that stands on it has changed. So that nothing else can change it, its fonts are cut to its own characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from threecards.build.branch import BranchJob, Carried, assess, locate, read_input, reader
from threecards.build.glyphs import pinpointed
from threecards.build.keys import key_of
from threecards.build.marks import Marks
from threecards.build.output import TreeSink, take_over
from threecards.build.places import BINDER, PRINT
from threecards.build.sheetviews import BranchViews
from threecards.build.typeset import font_files, print_one
from threecards.paper.fonts import FontFile
from threecards.paper.jobs import SheetJob
from threecards.paper.sheets import KINDS, Source
from threecards.paper.theme import PaperTheme
from threecards.problems import Finding, Problem, as_text, is_internal
from threecards.records.load import KEY_CODES, public_keys
from threecards.records.yamlsource import resolve

WORKLIST = "待办.txt"


@dataclass(frozen=True, slots=True)
class Press:
    """What all print jobs share; travels once per batch. sinks: of ``print/`` and ``binder/``. fonts: None reads them below ``root``.

    key: of what every sheet depends on beside what it shows and the files it is made with: code, libraries, fonts, the words of the last look.
    """

    theme: PaperTheme
    sinks: tuple[TreeSink, TreeSink]
    words: tuple[str, ...]
    root: str
    key: str = ""
    fonts: tuple[FontFile, ...] | None = None


@dataclass(frozen=True, slots=True)
class MadeSheet:
    """A sheet as it was made. path: of its job, which its tree begins. key: of all that it shows and is made with, see ``_key``, empty for a
    list of work. files: below its tree. findings: what was found with it and can be told to anyone; told again whenever it is taken over.
    """

    path: str
    key: str
    files: Marks
    findings: tuple[Finding, ...] = ()

    @property
    def tree(self) -> str:
        """The tree it lies in."""
        return self.path.partition("/")[0]


@dataclass(frozen=True, slots=True)
class PrintJob:
    """Sheets to make: the standing ones of a branch, or ready ones. key: of the branch or township. files: finished ones, (path, bytes).

    last: those of the last build that lie as they were made, by path.
    """

    key: str
    press: Press
    branch: BranchJob | None = None
    sheets: tuple[SheetJob, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    last: Mapping[str, MadeSheet] = field(default_factory=dict)
    carried: Carried | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Printed:
    """What a job made or took over, and problems: glyphs, overflow, templates, numbers in finished PDFs."""

    key: str
    problems: tuple[Problem, ...]
    sheets: tuple[MadeSheet, ...]


def ready(job: PrintJob) -> PrintJob:
    """The same work with its sheets ready: the standing ones of a branch, and the list of all that needs attention there."""
    if job.branch is None:
        return job
    found = assess(job.branch)
    views = BranchViews(job.branch, found)  # the first round found no error
    wanted = [kind for kind in KINDS if kind.standing and kind.source is not Source.HALL]
    notes = locate(job.branch, found)
    place = f"{BINDER}/{job.branch.township}/{job.key}/{WORKLIST}"
    return replace(
        job,
        branch=None,
        sheets=tuple(sheet for _, sheet in views.sheets(wanted)),
        files=((place, worklist(notes)),) if notes else (),
    )


def spread(jobs: Sequence[PrintJob]) -> tuple[list[PrintJob], list[PrintJob]]:
    """The same work in other jobs: those with nothing to lay out, and one for each sheet that has to be. Makes the views at once."""
    rest: list[PrintJob] = []
    new: list[PrintJob] = []
    for job in map(ready, jobs):
        made = {sheet.path: _made(job, sheet, _key(job, sheet)) is not None for sheet in job.sheets}
        rest.append(replace(job, sheets=tuple(sheet for sheet in job.sheets if made[sheet.path])))
        new += [replace(job, sheets=(sheet,), files=()) for sheet in job.sheets if not made[sheet.path]]
    return rest, new


def print_sheets(job: PrintJob) -> Printed:
    """Lay out the sheets of one job and write their PDFs; a sheet with a fault is not written. What is made already is taken over."""
    job = ready(job)
    press = job.press
    sinks = dict(zip((PRINT, BINDER), press.sinks, strict=True))
    made: list[MadeSheet] = []
    findings: list[Finding] = []
    for sheet in job.sheets:
        key = _key(job, sheet)
        if one := _made(job, sheet, key):
            take_over(sinks[one.tree], Path(press.root) / one.tree, (mark.name for mark in one.files))
            made.append(one)
            findings += one.findings
        else:
            files, found = _print(job, sheet, sinks)
            findings += found
            if files:
                made.append(MadeSheet(sheet.path, key, files, tuple(f for f in found if not is_internal(f))))
    for place, data in job.files:
        tree, _, path = place.partition("/")
        mark = sinks[tree].write(path, data)._replace(digest="")  # of an internal text so short the sum would tell
        made.append(MadeSheet(place, "", (mark,)))

    read = reader(press.root, job.carried)
    year = job.sheets[0].imprint.year if job.sheets else 0
    problems = resolve(pinpointed(findings, read, year), read, public_keys(), key_codes=KEY_CODES)
    return Printed(job.key, problems, tuple(made))


def _print(job: PrintJob, sheet: SheetJob, sinks: Mapping[str, TreeSink]) -> tuple[Marks, list[Finding]]:
    """Make the files of a sheet: its PDF, and for an office's printer one on A4 where its own paper is another."""
    from threecards.paper.variants import Making, Variant, made_into

    press = job.press
    fonts = press.fonts or font_files(press.root)
    data, found = print_one(press.theme, fonts, sheet, photos_of((sheet,), press.root, job.carried), press.words)
    if data is None:
        return (), found
    tree, _, path = sheet.path.partition("/")
    files = [sinks[tree].write(path, data)]
    if sheet.on_a4:
        making = Making(Variant.OFFICE)
        name = path.replace(".pdf", f"{making.suffix}.pdf")
        files.append(sinks[tree].write(name, made_into(data, sheet, making, fonts[0].data)))
    return tuple(files), found


def _made(job: PrintJob, sheet: SheetJob, key: str) -> MadeSheet | None:
    """The sheet of the last build, where it would come out the same again."""
    last = job.last.get(sheet.path)
    return last if last and last.key == key else None


def _key(job: PrintJob, sheet: SheetJob) -> str:
    """Sum of all that a sheet shows and of all it is made with: equal sums, equal bytes.

    It is kept in ``.cache``, also for internal sheets. It tells nothing: whoever would guess one value on a sheet from it has to know every other
    name, number and word that stands there, to the letter.
    """
    photos = photos_of((sheet,), job.press.root, job.carried)
    parts = (part for name in sorted(photos) for part in (name, photos[name]))
    return key_of(job.press.key, job.press.theme.only(sheet.template).digest, sheet.fingerprint(), *parts)


def worklist(problems: Sequence[Problem]) -> bytes:
    """Everything that needs attention in a branch, the internal items included, as a text that opens in any editor of an office PC."""
    text = "\n\n".join(as_text(p) for p in problems) + "\n"
    return ("\ufeff" + text.replace("\n", "\r\n")).encode()


def photos_of(sheets: Iterable[SheetJob], root: str, carried: Carried | None = None) -> dict[str, bytes]:
    """Bytes of the photos that some sheets show, each once; one that cannot be read is left out, the press says so."""
    photos = {}
    for name in dict.fromkeys(name for sheet in sheets for name in sheet.photos):
        got = read_input(root, carried, name)
        if isinstance(got, bytes):
            photos[name] = got
    return photos
