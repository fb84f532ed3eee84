"""Render jobs -> bytes of pages. Pure: no disk, no clock, no records.

In: a theme and jobs that are complete in themselves. Out: for each job, in order, an artifact or a finding.
Not here: which pages exist (``pages``), what a page may show (``publish.project``), writing (``build.output``).

A process keeps the compiled templates of the newest theme; the shell of the pages (head, navigation, footer), which is
the same for thousands of pages, is rendered once for each depth of folders.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment, TemplateError, TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from threecards.problems import Finding, Position, finding
from threecards.publish.views.common import SiteView
from threecards.web.quoting import marked, unquoted
from threecards.web.templates import PLACE, environment
from threecards.web.theme import SHELL, Theme

MAX_PAGE = 50_000  # bytes; a page must open on a cheap phone with a weak signal

_FAULTS = (
    TemplateError,
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    ArithmeticError,
)  # what a template can run into


@dataclass(frozen=True, slots=True)
class RenderJob:
    """One page to be made: its path, its template, and all that the template may see.

    values: views and plain settings by name; ``site`` (a SiteView) is always among them. ``section`` may name the entry
    of the navigation that the page belongs to. The template also sees ``root``, the way from the page to the root of
    the site (``"../../"``), so that ``{{ root }}{{ link.path }}`` is a relative link.
    """

    path: str
    template: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished file: path relative to the root of the output, POSIX form, and its bytes."""

    path: str
    data: bytes


def root_of(path: str) -> str:
    """The way from a page to the root of the site: ``t01/b001/index.html`` -> ``../../``."""
    return "../" * path.count("/")


def href(from_path: str, to_path: str) -> str:
    """A relative link between two pages: right under any sub-path and from ``file://``, since it never names the root.

    Example: from ``t01/b001/index.html`` to ``m/000/m000123.html`` -> ``../../m/000/m000123.html``; a fragment may
    follow. Templates write ``{{ root }}{{ path }}`` instead, which is longer and needs no work.
    """
    here, there = from_path.split("/")[:-1], to_path.split("/")
    common = 0
    while common < min(len(here), len(there) - 1) and here[common] == there[common]:
        common += 1
    return "../" * (len(here) - common) + "/".join(there[common:])


@dataclass(slots=True)
class _Renderer:
    """Compiled templates of one theme, and the shells of one site."""

    environment: Environment
    site: SiteView | None = None
    shells: dict[tuple[str, str], tuple[Markup, Markup, Markup]] = field(default_factory=dict)

    def shell(self, site: SiteView, root: str, section: str) -> tuple[Markup, Markup, Markup]:
        """Head, top and bottom of a page: rendered once, they depend on site, depth and part of the site only."""
        if site is not self.site and site != self.site:
            self.site = site
            self.shells.clear()
        found = self.shells.get((root, section))
        if found is None:
            head, top, bottom = (
                self.environment.get_template(part).render(site=site, root=root, section=section) for part in SHELL
            )
            found = Markup(head.strip()), Markup(top.strip()), Markup(bottom.strip())  # noqa: S704 - escaped there
            self.shells[root, section] = found
        return found

    def render(self, job: RenderJob) -> Artifact | Finding:
        site = job.values["site"]
        root = site.address if job.template == "404.html.j2" else root_of(job.path)
        try:
            head, top, bottom = self.shell(site, root, job.values.get("section", ""))
            text = self.environment.get_template(job.template).render(
                job.values, path=job.path, root=root, head=head, top=top, bottom=bottom
            )
        except _FAULTS as fault:
            place = _place(fault)
            if place is None:
                raise
            reason = f"{type(fault).__name__}: {fault}"
            return finding("WEB-001", place[0], at=Position(place[1]), job=job.path, reason=reason)
        if self.environment.globals["of_records"]:
            text = marked(text) if job.path.endswith(".html") else unquoted(text)
        return Artifact(job.path, text.rstrip("\n").encode("utf-8") + b"\n")


def _place(fault: BaseException) -> tuple[str, int] | None:
    """Template file and line where a fault arose; None when no template is involved, which makes it our own bug."""
    if isinstance(fault, TemplateSyntaxError) and fault.filename:
        return fault.filename, fault.lineno
    if isinstance(fault, TemplateNotFound) and fault.name:
        return PLACE + fault.name, 0
    for frame in reversed(traceback.extract_tb(fault.__traceback__)):
        if frame.filename.startswith(PLACE):
            return frame.filename, frame.lineno or 0
    return None


_renderers: dict[str, _Renderer] = {}


def _renderer(theme: Theme, compiled: str) -> _Renderer:
    """The renderer of a theme; a process keeps the newest only, since a preview makes a new theme with every change."""
    found = _renderers.get(theme.digest)
    if found is None:
        _renderers.clear()
        found = _renderers[theme.digest] = _Renderer(environment(theme, compiled))
    return found


def render(theme: Theme, jobs: Iterable[RenderJob], compiled: str = "") -> Iterator[Artifact | Finding]:
    """Render jobs one after another: for each an artifact, or WEB-001 with template file, line and the job's path.

    compiled: folder that keeps compiled templates for other processes, of this very theme and code; empty for none.
    A page above 50,000 bytes comes with WEB-002 after its artifact. Raises only for faults that no template caused.
    """
    renderer = _renderer(theme, compiled)
    for job in jobs:
        result = renderer.render(job)
        yield result
        if isinstance(result, Artifact) and len(result.data) > MAX_PAGE:
            yield finding("WEB-002", PLACE + job.template, job=job.path, size=len(result.data), limit=MAX_PAGE)
