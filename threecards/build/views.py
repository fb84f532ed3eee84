"""The public views of one branch, which pages and sheets both start from. Imports nothing that makes pages: paper does without.

In: a branch's job with its records and scores. Out: views. Not here: views of one audience alone (``sheetviews``).
"""

from __future__ import annotations

from threecards.assess.explain import met_criteria
from threecards.assess.results import BranchResult
from threecards.build.branch import BranchJob
from threecards.publish.project.restrict import restricted
from threecards.publish.project.web import web_branch
from threecards.publish.views.web import WebBranch, WebMember, WebVillage
from threecards.records.county import BranchFolder
from threecards.records.words import Star


def views_of(
    job: BranchJob, folder: BranchFolder, result: BranchResult, audience: str = "W"
) -> tuple[WebBranch, tuple[WebMember, ...], tuple[WebVillage, ...]]:
    """The views of one branch for an audience: W on the web, N what may also hang on the village's board."""

    def reasons(key: str, star: Star) -> tuple[str, ...]:
        return met_criteria(folder, result, job.shared.context, key, star)

    readable = restricted(folder, job.shared.context.settings.publication.levels, audience)
    return web_branch(readable, result, job.shared.context, reasons)
