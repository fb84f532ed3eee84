"""What there is to do: settings and townships read and checked, one job per branch folder.

In: the repository's folder and the day. Out: a ``Plan``. Not here: any branch's own files, those are read where the job runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from threecards.build.addresses import check_addresses
from threecards.build.branch import BranchJob, Shared
from threecards.build.glyphs import drawings, font_key
from threecards.build.keys import code_key, files_key, key_of
from threecards.build.marks import digest_of
from threecards.build.pagelinks import check_links
from threecards.build.places import SANS, layouts_of
from threecards.problems import Finding, Problem, finding
from threecards.publish import paths
from threecards.publish.project.common import site_view
from threecards.publish.views.common import Link
from threecards.publish.views.web import PageView
from threecards.records.county import Context, TownshipFolder
from threecards.records.load import KEY_CODES, TreeListing, list_tree, load_settings, load_township, public_keys
from threecards.records.rules import check_settings, check_township
from threecards.records.yamlsource import read_file, resolve
from threecards.web.theme import BRANCH_TEMPLATES, SOURCE, read_theme


@dataclass(frozen=True, slots=True)
class Plan:
    """The work of a build. shared: None when settings cannot be used; then there are no jobs and the problems say why.

    branches: jobs in key order, without a sink. pages: Markdown pages and county notices. townships_key:
    digest of all townships' files. records_key: of code, settings, day, and which characters can be printed: all that checking a branch
    depends on beside its records; site_key: what its sheets depend on, too; look_key: of layouts and fonts of the web.
    """

    problems: tuple[Problem, ...]
    shared: Shared | None = None
    branches: tuple[BranchJob, ...] = ()
    pages: tuple[PageView, ...] = ()
    townships_key: str = ""
    records_key: str = ""
    site_key: str = ""
    look_key: str = ""


_DAY = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])-[a-z0-9-]{1,20}$")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}$")


def _title(text: str, key: str) -> tuple[str, str]:
    """Title of a Markdown page (its first heading) and the rest of the text."""
    lines = text.lstrip("\ufeff").splitlines()
    for number, line in enumerate(lines):
        if line.startswith("# "):
            return line[2:].strip(), "\n".join(lines[:number] + lines[number + 1 :]).strip() + "\n"
    return key, text


def _pages(files: dict[str, bytes], findings: list[Finding]) -> tuple[PageView, ...]:
    """Markdown files of content/pages and content/notices; a notice's day is the head of its name, ``2026-12-01-title.md``."""
    pages = []
    for name, data in sorted(files.items()):
        folder, _, rest = name.rpartition("/")
        if folder not in ("pages", "notices") or not rest.endswith(".md"):
            continue
        key = rest.removesuffix(".md")
        try:
            title, text = _title(data.decode("utf-8"), key)
        except UnicodeDecodeError:
            findings.append(finding("PAGE-001", f"content/{name}"))
            continue
        day = ""
        if folder == "notices":
            if not _DAY.match(key):
                findings.append(finding("PAGE-002", f"content/{name}"))
                continue
            day = key[:10]
        elif not _NAME.match(key):
            findings.append(finding("PAGE-003", f"content/{name}"))
            continue
        pages.append(
            PageView(key, paths.page(f"notice-{key}" if day else key), title, "notice" if day else "page", day, text)
        )
    return tuple(pages)


def _messages(layouts: Path, language: str, findings: list[Finding]) -> dict[str, str]:
    """Texts of the interface in the county's language, from layouts/locale; none for the source language."""
    if language == SOURCE:
        return {}
    from threecards.web.languages import read_messages  # most counties need no catalogue, and no gettext

    folder = layouts / "locale"
    try:
        return read_messages(folder, language)
    except FileNotFoundError:
        known = ", ".join([SOURCE, *sorted(f.stem for f in folder.glob("*.po"))])
        findings.append(finding("WEB-003", "content/county.yaml", ("language",), language=language, known=known))
    except ValueError as error:
        findings.append(finding("WEB-004", f"layouts/locale/{language}.po", reason=str(error)))
    return {}


def read_plan(root: Path, as_of: date | None, today: date) -> Plan:
    """Read settings and townships, list the branches. Raises OSError when the disk fails."""
    listing: TreeListing = list_tree(root)
    findings = list(listing.findings)
    content: dict[str, bytes] = {}
    for name in listing.content:
        got = read_file(root, f"content/{name}")
        if isinstance(got, bytes):
            content[name] = got
        else:
            findings += got
    settings, found = load_settings(content)
    findings += found
    read = {f"content/{name}": data for name, data in content.items()}
    townships: dict[str, TownshipFolder] = {}
    for key, town in listing.townships.items():
        path = f"members/{key}/township.yaml"
        got = read_file(root, path) if town.file else []
        if not isinstance(got, bytes):
            findings += got
            continue
        read[path] = got
        township, found = load_township(key, got, town.branches)
        findings += found
        if township:
            townships[key] = township
    pages = _pages(content, findings)
    jobs: tuple[BranchJob, ...] = ()
    shared = None
    records_key = site_key = look_key = ""
    if settings and len(townships) == len(listing.townships):
        context = Context(settings, townships, as_of or settings.county.frozen_on or today)
        findings += check_settings(settings, context.as_of)
        findings += check_addresses(settings.posts.values(), pages)
        folders = {key: town.branches.keys() for key, town in listing.townships.items()}
        findings += check_links(pages, content, folders, (post.key for post in settings.posts.values()))
        for township in townships.values():
            findings += check_township(township, context)
        links = (*(Link(p.title, p.path) for p in pages if p.kind == "page"), Link("下载数据", paths.DATA))
        language, layouts = settings.county.language, layouts_of(root)
        site = site_view(context, links)
        theme = read_theme(layouts / "web", language, _messages(layouts, language, findings))
        font = font_key((layouts / "fonts" / SANS).read_bytes())
        records_key = key_of(code_key(), files_key(content), context.as_of.isoformat(), font, *drawings(layouts))
        site_key = key_of(records_key, repr(site))
        look_key = key_of(theme.digest, font)
        shared = Shared(context, site, theme, key_of(site_key, theme.digest_for(BRANCH_TEMPLATES)), font)
        jobs = tuple(
            BranchJob(shared, town_key, digest_of(read[f"members/{town_key}/township.yaml"]), key, files, str(root))
            for town_key, town in listing.townships.items()
            for key, files in town.branches.items()
        )
    problems = resolve(findings, read.get, public_keys(), key_codes=KEY_CODES)
    townships_key = files_key({t.path: read[t.path] for t in townships.values()})
    return Plan(problems, shared, jobs, pages, townships_key, records_key, site_key, look_key)
