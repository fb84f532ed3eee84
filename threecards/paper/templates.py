"""Templates of the sheets: Jinja2 with everything escaped, our typography as filters, faults as findings.

In: the files of a theme. Out: an environment for one press, and a finding for a template that cannot run.
Not here: WeasyPrint.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError

from threecards.paper import prose, text
from threecards.paper.jobs import SheetJob
from threecards.problems import Finding, Position, finding

if TYPE_CHECKING:
    from threecards.paper.press import Press

FOLDER = "layouts/paper"  # where a theme lies in the repository, for messages


def template_fault(error: TemplateError, sheet: SheetJob) -> Finding:
    """A fault in a template with its file and line."""
    if isinstance(error, TemplateSyntaxError):
        name, line = error.filename or f"{FOLDER}/{error.name or sheet.template}", error.lineno
    else:
        frames = [
            f for f in traceback.extract_tb((error.__cause__ or error).__traceback__) if f.filename.endswith(".j2")
        ]
        name, line = (frames[-1].filename, frames[-1].lineno or 0) if frames else (f"{FOLDER}/{sheet.template}", 0)
    return finding(
        "PAPER-004", name, at=Position(line, 0), sheet=sheet.path, text=error.message or type(error).__name__
    )


def environment(press: Press) -> Environment:
    """Templates of a theme: everything escaped, unknown names are errors, addresses for messages."""

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        data = press.theme.names.get(name)
        return None if data is None else (data.decode("utf-8"), f"{FOLDER}/{name}", lambda: True)

    env = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FunctionLoader(load),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )

    def face(value: str) -> str:
        """``serif``, or ``sans`` where the serif lacks a character: a name is never set in two faces."""
        return "serif" if press.fonts.serif.issuperset(value) else "sans"

    env.filters.update(
        face=face,
        day=text.day,
        amount=text.amount,
        glue=text.glue,
        whole=text.whole,
        padded=text.padded,
        parted=text.parted,
        circled=text.circled,
        host=text.host,
        in_columns=text.in_columns,
        blocks=prose.blocks,
        by_parts=prose.by_parts,
        together=prose.together,
    )
    env.globals.update(qr=press.code, emblem=press.theme.emblem)
    return env
