"""What hangs in the hall of a township, from what its branches have entered.

In: what all jobs share, the sums of a township's branches. Out: sheets with their kinds; those of them that the record of postings says are due.
Not here: reading branches, any file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from threecards.build.branch import Assessed, BranchJob, Shared
from threecards.build.views import views_of
from threecards.paper.jobs import SheetJob
from threecards.paper.posting import Hung, Paper, papers_of, tasks
from threecards.paper.sheets import KINDS, Kind, Source
from threecards.publish.project.county import BranchSummary, board_township, summary_of, web_township
from threecards.publish.views.posting import BoardTask

HALL = "township"  # name of its record of postings, as that of its own record


def summed(job: BranchJob, found: Assessed) -> BranchSummary:
    """What the hall shows of a branch without faults."""
    assert found.folder is not None
    assert found.result is not None
    branch, members, _ = views_of(job, found.folder, found.result)
    return summary_of(branch, members, job.township)


def hall_sheets(
    shared: Shared, township: str, summaries: Iterable[BranchSummary], kinds: Iterable[Kind]
) -> tuple[tuple[Kind, SheetJob], ...]:
    """The sheets of some kinds for a township's hall, none without a responsibility card. summaries: of all its branches."""
    own = [one for one in summaries if one.township == township]
    view = board_township(web_township(shared.context.townships[township], own, shared.context), shared.site)
    halls = [kind for kind in kinds if kind.source is Source.HALL]
    return tuple((kind, job) for kind in halls if view for job in kind.make(shared.site, township, view))


def hall_papers(sheets: Iterable[tuple[Kind, SheetJob]]) -> tuple[Paper, ...]:
    """Those of its sheets that are made to hang."""
    return tuple(paper for kind, job in sheets if kind.hangs for paper in papers_of(kind.name, job))


def hall_tasks(
    shared: Shared, township: str, papers: Sequence[Paper], hung: Sequence[Hung]
) -> tuple[tuple[BoardTask, ...], tuple[BoardTask, ...]]:
    """What to take down and what to put up in a hall, by the record of what hangs there."""
    names = {kind.key: kind.name for kind in KINDS}
    town = shared.context.townships[township].township.name
    day = shared.context.as_of.isoformat()
    down, up, _ = tasks(papers, hung, day, lambda sheet: (names.get(sheet, sheet), town))
    return down, up
