"""Files of the site on their way to the disk: pages rendered, everything looked at once more, written.

In: render jobs and finished files. Out: marks, rare characters, findings. Not here: which pages there are (``web.pages``, ``web.extras``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from threecards.build.branch import Shared, Sink
from threecards.build.marks import Mark, Marks
from threecards.problems import Finding
from threecards.publish.scan import scan_bytes
from threecards.web.opendata import UNREAD
from threecards.web.rare import rare_characters
from threecards.web.render import Artifact, RenderJob, render


@dataclass(frozen=True, slots=True)
class Written:
    """What was written. rare: characters on pages that a phone may be unable to draw. faults: of templates, or found by the scan."""

    made: Marks
    rare: str
    faults: tuple[Finding, ...]


def write_files(shared: Shared, jobs: Iterable[RenderJob], files: Iterable[Artifact], sink: Sink) -> Written:
    """Render and write; a page whose template fails is a fault and not written."""
    rare: frozenset[str] = frozenset()
    faults: list[Finding] = []
    made: list[Mark] = []
    for one in (*render(shared.theme, jobs, shared.compiled), *files):
        if not isinstance(one, Artifact):
            faults.append(one)
            continue
        if one.path.endswith(".html"):
            rare |= rare_characters(one.data)
        if one.path not in UNREAD:
            faults += scan_bytes(one.path, one.data, shared.context.settings.publication.words)
        made.append(sink.write(one.path, one.data))
    return Written(tuple(made), "".join(sorted(rare)), tuple(faults))
