"""The press: jobs in, PDF bytes and findings out. The only module that runs WeasyPrint.

In: a theme and fonts (once for each worker), then job after job, with the bytes of their photos. Out: for each job the PDF, or None and why.
Not here: what stands on a sheet (``sheets`` and the templates), where the bytes go.

How it is fast: one font configuration and one parsed stylesheet for a worker, fonts cut beforehand, one layout for a whole branch, a second
one only for the cards that did not fit, a user agent stylesheet of the elements in use, and no garbage collection inside a job.
"""

from __future__ import annotations

import gc
import logging
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError

from threecards.paper import fit, glyphs, text
from threecards.paper.fonts import FontFile, Fonts, cut_fonts
from threecards.paper.jobs import Imprint, Item, Owner, SheetJob, Step
from threecards.paper.photo import PhotoError, prepare
from threecards.paper.qr import qr
from threecards.paper.theme import STYLE, PaperTheme
from threecards.problems import Finding, Position, finding

__all__ = [
    "FontFile", "Fonts", "Imprint", "Item", "Owner", "PaperTheme", "Press", "SheetJob", "Step", "cut_fonts", "press_for", "render",
]  # fmt: skip

FOLDER = "layouts/paper"  # where a theme lies in the repository, for messages
CARD_BYTES = 20_000  # most a card may weigh in a booklet
NO_PHOTOS: Mapping[str, bytes] = MappingProxyType({})

# The elements that our templates use, and nothing else: WeasyPrint's own sheet for all of HTML costs a fifth of a card's time.
_SMALL_UA = """
head, title, meta { display: none }
html, body, main, section, div, h1, h2, h3, p, ul, li, figure { display: block }
table { display: table; box-sizing: border-box; border-spacing: 0; text-indent: initial }
thead { display: table-header-group } tbody { display: table-row-group } tr { display: table-row }
th, td { display: table-cell; vertical-align: inherit; text-align: left } thead, tbody { vertical-align: top } tr { vertical-align: inherit }
h1, h2, h3, b, th { font-weight: bold }
img, svg { overflow: hidden }
br::before { content: "\\A"; white-space: pre-line }
"""


class Press:
    """WeasyPrint with everything that jobs can share, made once for a theme and fonts. Lives in one worker, never travels."""

    def __init__(self, theme: PaperTheme, fonts: Fonts, *, small_sheet: bool = True) -> None:
        """Load fonts and stylesheet. small_sheet False: WeasyPrint's full user agent stylesheet, same pages, slower."""
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        self.theme = theme
        self.fonts = fonts
        self.small_sheet = small_sheet
        self.refused: list[str] = []
        self.photos: dict[str, bytes] = {}
        self.fetcher = _fetcher(self)
        self.font_config = FontConfiguration()
        with _log() as records:
            source = fonts.css + theme.names[STYLE].decode("utf-8")
            self.style = CSS(string=source, font_config=self.font_config, url_fetcher=self.fetcher)
        self.style_findings = _log_findings(records, f"{FOLDER}/{STYLE}")
        self.jinja = _environment(theme, fonts)

    @cached_property
    def html(self) -> Any:
        """WeasyPrint's HTML, with the small user agent stylesheet unless switched off."""
        from weasyprint import CSS, HTML

        if not self.small_sheet or not hasattr(HTML, "_ua_stylesheets"):
            return HTML
        small = [CSS(string=_SMALL_UA)]

        class Sheet(HTML):  # type: ignore[misc]
            def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
                return small

        return Sheet

    def lay_out(self, sheet: SheetJob, items: Sequence[Item], level: int) -> Any:
        """Lay out some items of a job at one level of type; a WeasyPrint document. Raises jinja2.TemplateError."""
        source = self.jinja.get_template(sheet.template).render(
            **dict(sheet.values), sheet=sheet, imprint=sheet.imprint, year=sheet.imprint.year, items=items, level=level,
        )  # fmt: skip
        html = self.html(string=self._with_glyphs(source), url_fetcher=self.fetcher)
        return html.render(font_config=self.font_config, stylesheets=[self.style])

    def fetch(self, address: str) -> tuple[bytes, str]:
        """Bytes and type behind an address: ``font:0``, ``theme:name``, ``photo:path``. Raises LookupError for everything else."""
        kind, _, name = address.partition(":")
        if kind == "font" and name.isdigit() and int(name) < len(self.fonts.faces):
            return self.fonts.faces[int(name)].data, "font/ttf"
        known: Mapping[str, bytes] = {"theme": self.theme.names, "photo": self.photos}.get(kind, {})
        if name in known:
            return known[name], {"svg": "image/svg+xml", "png": "image/png"}.get(name.rpartition(".")[2], "image/jpeg")
        self.refused.append(address)
        raise LookupError(f"only files of the theme are served, not {address}")

    def _with_glyphs(self, source: str) -> str:
        """Put the theme's drawings in the place of characters that no font has; the head stays text."""
        if not any(c in source for c in self.theme.glyphs):
            return source
        head, end, body = source.partition("</head>")
        parts = body.split("<")
        for n, part in enumerate(parts):
            tag, close, content = part.partition(">") if n else ("", "", part)
            for character, name in self.theme.glyphs.items():
                content = content.replace(character, f'<img class="glyph" src="theme:{name}" alt="{character}">')
            parts[n] = tag + close + content
        return head + end + "<".join(parts)


def press_for(theme: PaperTheme, fonts: Fonts, *, worker: bool = True) -> Press:
    """The press of this process for a theme and fonts; the last one is kept. worker: the process does nothing but print."""
    key = (theme.digest, fonts.digest)
    if key not in _KEPT:
        _KEPT.clear()
        _KEPT[key] = Press(theme, fonts)
        if worker:
            gc.collect()
            gc.freeze()  # what lives as long as the worker need not be walked at every collection
    return _KEPT[key]


_KEPT: dict[tuple[str, str], Press] = {}


def render(press: Press, sheet: SheetJob, photos: Mapping[str, bytes] = NO_PHOTOS) -> tuple[bytes | None, list[Finding]]:
    """Make the PDF of a job: bytes, or None where something does not fit, cannot be drawn, or a template is wrong.

    photos: bytes for each of ``sheet.photos``. Equal jobs give equal bytes, in any process. Findings carry the codes PAPER-001 … PAPER-007.
    """
    found = glyphs.gate(sheet, press.fonts.coverage, press.theme.glyphs)
    press.photos, press.refused = {}, []
    found += _take_photos(press, sheet, photos)
    if found:
        return None, found
    data: bytes | None = None
    with _no_collection(), _log() as records:
        try:
            document, found = _fit(press, sheet)
            if not found:
                data = document.write_pdf(
                    pdf_variant="pdf/ua-1", pdf_identifier=True, finisher=_finisher(outline=len(sheet.items) > 1)
                )
                found += _foreign_fonts(press, document, sheet)
            del document
        except TemplateError as error:
            return None, [_template_fault(error, sheet)]
    found += [finding("PAPER-003", f"{FOLDER}/{sheet.template}", address=address) for address in dict.fromkeys(press.refused)]
    found += press.style_findings + _log_findings(records, sheet.path, sheet.items)
    if any(f.code in _FATAL for f in found):
        return None, found
    if data and len(sheet.items) > 1 and len(data) > CARD_BYTES * len(sheet.items) + _BASE_BYTES:
        found.append(finding("PAPER-007", sheet.path, kb=len(data) // 1000, items=len(sheet.items)))
    return data, found


_FATAL = frozenset({"PAPER-001", "PAPER-002", "PAPER-003", "PAPER-004", "PAPER-006"})
_BASE_BYTES = 60_000  # glyph outlines, shared by all cards of a booklet


def _fit(press: Press, sheet: SheetJob) -> tuple[Any, list[Finding]]:
    """Lay out all items at once, then again, smaller, those that did not fit. Returns a document, and a finding for each misfit."""
    pages: dict[str, Sequence[Any]] = {}
    todo = sheet.items
    first, documents = None, 0
    excess: dict[str, fit.Surplus] = {}
    for step in sheet.steps:
        document = press.lay_out(sheet, todo, step.level)
        first = first or document
        documents += 1
        rest = []
        for item, share in zip(todo, fit.shares(document.pages, len(todo)), strict=True):
            if surplus := fit.surplus(share, step.pages):
                rest.append(item)
                excess[item.key] = surplus
            else:
                pages[item.key] = share
        todo = tuple(rest)
        if not todo:
            break
    if todo:
        return first, [_overflow(sheet, item, excess[item.key]) for item in todo]
    assert first is not None  # a job has at least one step
    if documents == 1:
        return first, []
    return first.copy([page for item in sheet.items for page in pages[item.key]]), []


def _overflow(sheet: SheetJob, item: Item, surplus: fit.Surplus) -> Finding:
    owner = item.owner(surplus.where.partition(".")[0])
    return finding(
        "PAPER-002", owner.path, owner.loc, who=item.name, sheet=sheet.title, field=surplus.field or "正文", mm=surplus.mm, lines=surplus.lines
    )


def _take_photos(press: Press, sheet: SheetJob, photos: Mapping[str, bytes]) -> list[Finding]:
    """Make the photos of a job ready: cropped, small, without metadata. A finding for each that is missing or cannot be read."""
    found = []
    for item in sheet.items:
        name = getattr(item.view, "photo", "")
        if not name:
            continue
        try:
            press.photos[name] = prepare(photos[name])
        except (KeyError, PhotoError):
            owner = item.owner("photo")
            found.append(finding("PAPER-006", owner.path, owner.loc, who=item.name, photo=name))
    return found


def _foreign_fonts(press: Press, document: Any, sheet: SheetJob) -> list[Finding]:
    """Fonts of the machine that slipped in: the sheet would look different elsewhere."""
    ours = {face.family for face in press.fonts.faces}
    families = {font.family.split(",")[0] for font in document.fonts.values()}
    return [finding("PAPER-005", sheet.path, text=f"font {name}") for name in sorted(families - ours)]


def _template_fault(error: TemplateError, sheet: SheetJob) -> Finding:
    """A fault in a template with its file and line."""
    if isinstance(error, TemplateSyntaxError):
        name, line = error.filename or f"{FOLDER}/{error.name or sheet.template}", error.lineno
    else:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".j2")]
        name, line = (frames[-1].filename, frames[-1].lineno or 0) if frames else (f"{FOLDER}/{sheet.template}", 0)
    return finding("PAPER-004", name, at=Position(line, 0), sheet=sheet.path, text=error.message or type(error).__name__)


def _environment(theme: PaperTheme, fonts: Fonts) -> Environment:
    """Templates of a theme: everything escaped, unknown names are errors, addresses for messages."""

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        data = theme.names.get(name)
        return None if data is None else (data.decode("utf-8"), f"{FOLDER}/{name}", lambda: True)

    env = Environment(autoescape=True, undefined=StrictUndefined, loader=FunctionLoader(load), trim_blocks=True, lstrip_blocks=True, auto_reload=False)
    def face(value: str) -> str:
        """``serif``, or ``sans`` where the serif lacks a character: a name is never set in two faces."""
        return "serif" if fonts.serif.issuperset(value) else "sans"

    env.filters.update(
        face=face,
        day=text.day, amount=text.amount, glue=text.glue, whole=text.whole, padded=text.padded, circled=text.circled
    )
    env.globals.update(qr=qr, emblem=theme.emblem)
    return env


def _fetcher(press: Press) -> Any:
    """WeasyPrint's fetcher that knows no network and no files, only what the press holds."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(allowed_protocols=())

        def fetch(self, url: str, headers: object = None) -> Any:
            from urllib.parse import unquote

            data, kind = press.fetch(unquote(url))
            return URLFetcherResponse(url, data, {"Content-Type": kind})

    return Fetcher()


def _finisher(*, outline: bool) -> Callable[[Any, Any], None]:
    """Last touches to the PDF: print at true size, show the list of members where there is one."""

    def finish(_document: Any, pdf: Any) -> None:
        pdf.catalog["ViewerPreferences"]["PrintScaling"] = "/None"
        if outline:
            pdf.catalog["PageMode"] = "/UseOutlines"

    return finish


@contextmanager
def _no_collection() -> Iterator[None]:
    """Switch the cyclic garbage collector off for a job, then collect once: its walks cost more than the layout of a card."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
        gc.collect()


@contextmanager
def _log() -> Iterator[list[logging.LogRecord]]:
    """Collect what WeasyPrint logs from warnings up."""
    records: list[logging.LogRecord] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    logger, handler = logging.getLogger("weasyprint"), Collect(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield records
    finally:
        logger.removeHandler(handler)


def _log_findings(records: Sequence[logging.LogRecord], path: str, items: Sequence[Item] = ()) -> list[Finding]:
    """Log lines as findings, each once. A missing glyph that slipped through the gate is an error like any other."""
    found = []
    for record in records:
        args = record.args
        if "notdef" in str(record.msg) and isinstance(args, tuple) and items:
            found.append(glyphs.lacking(items[0], "", str(args[0])))
        else:
            found.append(finding("PAPER-005", path, text=record.getMessage()))
    return list(dict.fromkeys(found))
