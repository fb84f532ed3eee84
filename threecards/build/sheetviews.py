"""The views that the sheets of one branch are made from, each made when it is first asked for.

In: a branch's job with its records and scores. Out: a view by its ``Source``. Not here: which kinds are wanted, any sheet.
A view that no wanted kind needs is never computed: a build makes the standing kinds, ``print`` often a single one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from threecards.assess.results import BranchResult
from threecards.build.branch import Assessed, BranchJob
from threecards.build.views import views_of
from threecards.paper.jobs import SheetJob
from threecards.paper.posting import NOTICE, OUTCOME, Hung, Paper, papers_of, posting_view
from threecards.paper.sheets import KINDS, Kind, Source
from threecards.paper.sheets.notices import NOTICES, OUTCOMES
from threecards.publish.project.binder import binder_branch
from threecards.publish.project.board import board_branch, board_name
from threecards.publish.project.forms import board_forms
from threecards.publish.project.meeting import meeting_branch
from threecards.publish.project.record import record_branch
from threecards.publish.project.restrict import restricted
from threecards.publish.project.web import notice_title
from threecards.publish.views.binder import BinderBranch
from threecards.publish.views.board import BoardBranch
from threecards.publish.views.common import SiteView
from threecards.publish.views.forms import BoardForms
from threecards.publish.views.meeting import MeetingBranch
from threecards.publish.views.posting import PostingView
from threecards.publish.views.record import RecordBranch
from threecards.records.county import BranchFolder


class BranchViews:
    """The views of one branch without faults. Lives as long as its job."""

    def __init__(self, job: BranchJob, assessed: Assessed, hung: tuple[Hung, ...] = ()) -> None:
        """hung: what hangs on the board by the record of postings (``build.posted``); only the list of the board's work needs it.

        Raises ValueError for a branch with errors: nothing may be made from such records.
        """
        if assessed.folder is None or assessed.result is None:
            raise ValueError(f"branch {job.key} has errors")
        self._job, self._hung = job, hung
        self._folder: BranchFolder = assessed.folder
        self._result: BranchResult = assessed.result

    def of(self, source: Source) -> Any:
        """The view of a source: its value names the property. Raises MissingCalendarError; AttributeError for a source that is not of a branch."""
        return getattr(self, source.value)

    def sheets(self, kinds: Iterable[Kind]) -> Iterator[tuple[Kind, SheetJob]]:
        """The sheets of some kinds, in their order, each with its kind. Raises as ``of`` does."""
        for kind in kinds:
            for sheet in kind.make(self.site, self._job.township, self.of(kind.source)):
                yield kind, sheet

    @property
    def site(self) -> SiteView:
        """What every sheet of the county shows."""
        return self._job.shared.site

    def _named(self, sheet: str) -> tuple[str, str]:
        """Kind and name of a sheet that hangs and is no longer made; of a member also after he has left."""
        file, _, key = sheet.partition("/")
        if file.startswith(f"{NOTICE}-"):
            year, of = self.site.year, OUTCOMES if file.startswith(f"{OUTCOME}-") else NOTICES
            name = file.removeprefix(f"{OUTCOME}-").removeprefix(f"{NOTICE}-")
            notice = next((n for n in self._folder.book(year).notices if n.key == name), None)
            return of.name, notice_title(notice, self._folder.branch.name, year) if notice else file
        kind = next((one.name for one in KINDS if one.key == file), file)
        member = self._folder.members.get(key)
        return kind, f"{board_name(member)}（{key}）" if member else key or self._folder.branch.name

    @cached_property
    def board(self) -> BoardBranch:
        """Noticeboard."""
        shared = self._job.shared
        branch, members, _ = views_of(self._job, self._folder, self._result, "N")
        return board_branch(self._folder, self._result, shared.context, shared.site, branch, members)

    @cached_property
    def forms(self) -> BoardForms:
        """Notices and blank forms at the noticeboard."""
        shared = self._job.shared
        readable = restricted(self._folder, shared.context.settings.publication.levels, "N")
        return board_forms(readable, self._result, shared.context, shared.site)

    @cached_property
    def pack(self) -> BinderBranch:
        """Pack for the meeting that decides the grades; internal."""
        return binder_branch(self._folder, self._result, self._job.shared.context)

    @cached_property
    def record(self) -> RecordBranch:
        """Full records of the cards for the branch's card file; internal."""
        shared = self._job.shared
        readable = restricted(self._folder, shared.context.settings.publication.levels, "B")
        return record_branch(readable, self._result, shared.context)

    @cached_property
    def hanging(self) -> tuple[Paper, ...]:
        """Every sheet of this branch that is made to hang on a wall, as it would be printed today."""
        return tuple(
            paper
            for kind, job in self.sheets(kind for kind in KINDS if kind.hangs and kind.source is not Source.HALL)
            for paper in papers_of(kind.name, job)
        )

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """Sheets that should hang today. Kinds made on demand count only where one of theirs hangs: nobody has to put them up."""
        standing = {kind.name for kind in KINDS if kind.standing}
        known = {name for h in self._hung for name in (h.sheet, h.sheet.partition("/")[0])}
        return tuple(p for p in self.hanging if p.kind in standing or known & {p.sheet, p.sheet.partition("/")[0]})

    @cached_property
    def posting(self) -> PostingView:
        """The work at the board today, by the record of what hangs there; internal."""
        return posting_view(self.forms, self.papers, self._hung, self._named)

    @cached_property
    def meeting(self) -> MeetingBranch:
        """Sheets for the sittings of the branch; internal."""
        return meeting_branch(self._folder, self._result, self._job.shared.context, self._job.shared.site)
