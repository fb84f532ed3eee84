"""A member's card printed by a process of its own while this one makes the pages: after a change both are there in the time of the longer.

In: members as typed. Out: what a terminal shows of it. Not here: printing (``counter``), pages (``pipeline``). What travels back is text, so that
the process that makes pages imports nothing of paper.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from threecards.problems import Problem

KIND = "action-cards"


@dataclass(frozen=True, slots=True)
class Printed:
    """How printing went. lines: what was made and where. misnamed: why the words name nobody; then nothing was done."""

    ok: bool
    problems: tuple[Problem, ...] = ()
    lines: tuple[str, ...] = ()
    misnamed: str = ""


@contextmanager
def printing(
    root: Path, members: Sequence[str], target: Path, as_of: date | None, today: date, lang: str
) -> Iterator[Callable[[], Printed]]:
    """Print the action cards of these members beside what is done in the block; yields a function that waits for the outcome.

    members: keys or names. target: folder, below the county's unless absolute. Bugs and faults of the disk are raised by that function.
    """
    # the PDF library's native parts survive no fork
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        yield pool.submit(print_cards, root, tuple(members), target, as_of, today, lang).result


def print_cards(
    root: Path, members: tuple[str, ...], target: Path, as_of: date | None, today: date, lang: str
) -> Printed:
    """Print them here and now, see ``printing``."""
    from threecards.build import counter
    from threecards.build.choice import Choice

    words = counter.Words((KIND,), members=members)
    try:
        done = counter.take(root, words, target, as_of, today, 1, lambda stage, made, of: None)
    except Choice as error:
        return Printed(False, misnamed=str(error))
    return Printed(done.ok, done.problems, tuple(counter.done_in_lines(done, target, words.variant, lang)))
