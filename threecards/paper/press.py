"""The press: jobs in, PDF bytes and findings out. The only module that runs WeasyPrint.

In: a theme (once for each worker), then job after job, with fonts and the bytes of their photos. Out: for each job the
PDF, or None and why. Not here: what stands on a sheet (``sheets`` and the templates), where the bytes go.

How it is fast: one parsed stylesheet for a worker, fonts cut beforehand to the characters of the sheet, one layout for a
few dozen cards and a second one only for those that did not fit, a user agent stylesheet of the elements in use, and
no garbage collection inside a part. How it stays small: a long booklet is laid out and written in parts, so that the
boxes of two dozen cards are the most that is ever held; the parts share their fonts (see ``join``).
"""

from __future__ import annotations

import ctypes.util
import gc
import importlib
import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from multiprocessing.util import Finalize
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from jinja2 import TemplateError, TemplateRuntimeError
from markupsafe import Markup

from threecards.paper import fit, glyphs, qr
from threecards.paper.fonts import FontFile, Fonts, cut_fonts
from threecards.paper.jobs import Imprint, Item, Owner, SheetJob, Step, Text
from threecards.paper.join import join_parts
from threecards.paper.photo import PhotoError, frame, prepare
from threecards.paper.style import resolved
from threecards.paper.templates import FOLDER, environment, template_fault
from threecards.paper.theme import STYLE, PaperTheme
from threecards.problems import Finding, finding

__all__ = [
    "FontFile",
    "Fonts",
    "Imprint",
    "Item",
    "Owner",
    "PaperTheme",
    "Press",
    "SheetJob",
    "Step",
    "cut_fonts",
    "press_for",
    "render",
]

CARD_BYTES = 20_000  # most a card, or a page of a longer sheet, may weigh in a booklet
BASE_BYTES = 60_000  # glyph outlines, shared by all cards of a booklet
NO_PHOTOS: Mapping[str, bytes] = MappingProxyType({})
_FATAL = frozenset({"PAPER-001", "PAPER-002", "PAPER-003", "PAPER-004", "PAPER-006"})
_TYPES = {"svg": "image/svg+xml", "png": "image/png", "ttf": "font/ttf"}

# The elements that our templates use. WeasyPrint's own sheet for all of HTML costs a fifth of a card's time.
_SMALL_UA = """
head, title, meta { display: none }
html, body, main, section, div, h1, h2, h3, p, ul, li, figure { display: block }
table { display: table; box-sizing: border-box; border-spacing: 0; text-indent: initial }
thead { display: table-header-group; vertical-align: top }
tbody { display: table-row-group; vertical-align: top }
tr { display: table-row; vertical-align: inherit }
th, td { display: table-cell; vertical-align: inherit; text-align: left; padding: 0 }
h1, h2, h3, b, th { font-weight: bold }
img, svg { overflow: hidden }
br::before { content: "\\A"; white-space: pre-line }
"""


class Press:
    """WeasyPrint with everything that jobs can share, made once for a theme; fonts can be changed between jobs.

    Lives in one worker and prints one job at a time; it never travels.
    """

    def __init__(self, theme: PaperTheme, fonts: Fonts, *, small_sheet: bool = True) -> None:
        """Load fonts and stylesheet. small_sheet False: WeasyPrint's full user agent stylesheet, same pages, slower."""
        _load_weasyprint()
        self.theme = theme
        self.small_sheet = small_sheet
        self.photos: dict[str, bytes] = {}
        self.codes: list[tuple[str, str]] = []
        self.refused: list[str] = []
        self.fetcher = _fetcher(self)
        self._styles: dict[str, Any] = {}
        self.style_findings: list[Finding] = []
        self.load(fonts)
        self.style("")
        self.jinja = environment(self)

    def load(self, fonts: Fonts) -> None:
        """Take other fonts. Parsed style sheets are kept, unless they bring fonts of their own."""
        from weasyprint import CSS

        self.fonts = fonts
        self.font_config = _font_configuration()
        if "@font-face" in self.theme.style:
            self._styles.clear()
        with _log() as records:
            self.faces = CSS(string=fonts.css, font_config=self.font_config, url_fetcher=self.fetcher)
        self._note_style(records)

    def style(self, tone: str) -> Any:
        """The parsed style sheets for a tone; each is parsed once."""
        from weasyprint import CSS

        if tone not in self._styles:
            with _log() as records:
                source = resolved(self.theme.style, tone)
                self._styles[tone] = CSS(string=source, font_config=self.font_config, url_fetcher=self.fetcher)
            self._note_style(records)
        return self._styles[tone]

    def _note_style(self, records: Sequence[logging.LogRecord]) -> None:
        found = _log_findings(records, f"{FOLDER}/{STYLE}")
        self.style_findings += [one for one in found if one not in self.style_findings]

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

    def write(self, sheet: SheetJob, items: Sequence[Item], level: int) -> str:
        """Fill the template of a job for some of its items, at one level of type. Raises jinja2.TemplateError."""
        try:
            source = self.jinja.get_template(sheet.template).render(
                **dict(sheet.values),
                sheet=sheet,
                imprint=sheet.imprint,
                year=sheet.imprint.year,
                items=items,
                level=level,
            )
        except (TypeError, ValueError, LookupError, AttributeError) as error:
            raise TemplateRuntimeError(f"{type(error).__name__}: {error}") from error
        return self._with_glyphs(source)

    def lay_out(self, sheet: SheetJob, items: Sequence[Item], level: int, first: int = 0) -> Any:
        """Lay out some items of a job at one level of type; a WeasyPrint document. first: number of pages before these, for the counter of
        pages. Raises jinja2.TemplateError.
        """
        from weasyprint import CSS

        html = self.html(string=self.write(sheet, items, level), url_fetcher=self.fetcher)
        styles = [self.faces, self.style(sheet.tone)]
        if sheet.bleed_mm:
            styles.append(CSS(string=f"@page {{ bleed: {sheet.bleed_mm}mm }}"))
        if first:
            styles.append(CSS(string=f"@page :first {{ counter-reset: page {first + 1} }}"))
        return html.render(font_config=self.font_config, stylesheets=styles)

    def try_out(self, sheet: SheetJob, items: Sequence[Item], level: int) -> Any:
        """Lay out some items only to see how they come out: a frame stands for each photo. Raises jinja2.TemplateError."""
        self.frame_photos(sheet)
        return self.lay_out(sheet, items, level)

    def frame_photos(self, sheet: SheetJob) -> None:
        """Begin a sheet that is only tried: a frame stands for each photo."""
        self.photos, self.codes, self.refused = dict.fromkeys(sheet.photos, frame()), [], []

    def blank(self, sheet: SheetJob) -> Any:
        """An empty page of a job's size."""
        from weasyprint import CSS

        width, height = sheet.size_mm
        size = CSS(string=f"@page {{ size: {width}mm {height}mm; margin: 0; bleed: {sheet.bleed_mm}mm }}")
        html = self.html(string='<html lang="zh-CN"><body></body></html>', url_fetcher=self.fetcher)
        return html.render(font_config=self.font_config, stylesheets=[size]).pages[0]

    def fetch(self, address: str) -> tuple[bytes, str]:
        """Bytes and type behind an address: ``font:0``, ``qr:0``, ``photo:path``, ``theme:name``.

        Raises LookupError for everything else: no file of the machine and no network is ever read.
        """
        kind, _, name = address.partition(":")
        number = int(name) if name.isascii() and name.isdigit() else -1
        if kind == "font" and 0 <= number < len(self.fonts.faces):
            return self.fonts.faces[number].data, _TYPES["ttf"]
        if kind == "qr" and 0 <= number < len(self.codes):
            return qr.picture(*self.codes[number]), _TYPES["png"]
        if kind == "photo" and name in self.photos:
            return self.photos[name], "image/jpeg"
        if kind == "theme" and name in self.theme.names:
            return self.theme.names[name], _TYPES.get(name.rpartition(".")[2], "image/jpeg")
        self.refused.append(address)
        raise LookupError(f"only files of the theme are served, not {address}")

    def code(self, address: str, title: str, size_mm: float, level: str = "M") -> Markup:
        """Put a QR code into a template, ``size_mm`` wide without its quiet zone; nothing for an empty address.

        title: read out instead of the picture. level: M on cards, H outdoors. Raises ValueError below 18 mm.
        """
        if not address:
            return Markup()
        width = qr.width_mm(address, size_mm, level)
        if (address, level) not in self.codes:
            self.codes.append((address, level))
        place = self.codes.index((address, level))
        return Markup('<img class="qr" src="qr:{}" alt="{}" style="width:{}mm">').format(place, title, width)

    def _with_glyphs(self, source: str) -> str:
        """Put the theme's drawings in the place of characters that no font has; the head stays text."""
        if not any(character in source for character in self.theme.glyphs):
            return source
        head, end, body = source.partition("</head>")
        parts = body.split("<")
        for n, part in enumerate(parts):
            tag, close, content = part.partition(">") if n else ("", "", part)
            for character, name in self.theme.glyphs.items():
                drawing = f'<img class="glyph" src="theme:{name}" alt="{character}">'
                content = content.replace(character, drawing)
            parts[n] = tag + close + content
        return head + end + "<".join(parts)


def press_for(theme: PaperTheme, fonts: Fonts, *, worker: bool = True) -> Press:
    """The press of this process for a theme, with these fonts until the next call; that of the last theme is kept.

    worker: the process does nothing but print, so what it holds by now is taken out of the garbage collector's walks.
    """
    press = _KEPT.get(theme.digest)
    if press is None:
        if not _KEPT:
            Finalize(None, _tidy, exitpriority=0)  # what atexit is for, in a worker too
        _KEPT.clear()
        if worker:
            gc.unfreeze()  # or the press before would never be given back
        press = _KEPT[theme.digest] = Press(theme, fonts)
        if worker:
            gc.collect()
            gc.freeze()
    elif press.fonts.digest != fonts.digest:
        press.load(fonts)
    return press


_KEPT: dict[str, Press] = {}


def _tidy() -> None:
    """Remove the fonts that WeasyPrint has written to a temporary folder: a press that lives as long as its process is never taken apart."""
    for press in _KEPT.values():
        press.font_config.tidy()


def render(
    press: Press, sheet: SheetJob, photos: Mapping[str, bytes] = NO_PHOTOS
) -> tuple[bytes | None, list[Finding]]:
    """Make the PDF of a job: bytes, or None where something does not fit, cannot be drawn, or a template is wrong.

    photos: bytes for each of ``sheet.photos``. Equal jobs give equal bytes, in any process.
    Findings carry the codes PAPER-001 … PAPER-007 and PAPER-009; only PAPER-005, PAPER-007 and PAPER-009 come with a PDF.
    """
    press.photos, press.codes, press.refused = {}, [], []
    found = glyphs.gate(sheet, press.fonts.coverage, press.theme.glyphs)
    found += _take_photos(press, sheet, photos)
    if found:
        return None, found
    parts: list[bytes] = []
    with _log() as records:
        try:
            pages, found = _print_parts(press, sheet, parts)
        except TemplateError as error:
            return None, [template_fault(error, sheet)]
    template = f"{FOLDER}/{sheet.template}"
    found += [finding("PAPER-003", template, address=address) for address in dict.fromkeys(press.refused)]
    found += press.style_findings + _log_findings(records, sheet.path, sheet.items)
    if not parts or any(one.code in _FATAL for one in found):
        return None, found
    data = parts[0] if len(parts) == 1 else join_parts(parts)
    if len(sheet.items) > 1 and len(data) > BASE_BYTES + CARD_BYTES * pages:
        found.append(finding("PAPER-007", sheet.path, kb=len(data) // 1000, items=pages))
    return data, found


def misfits(press: Press, sheet: SheetJob) -> list[Finding]:
    """What ``render`` would say does not fit (PAPER-002), found without writing a PDF. A frame stands for each photo.

    Nothing where a character has no glyph, or the template is wrong: then no sheet can be made, and printing says why.
    """
    press.frame_photos(sheet)
    if glyphs.gate(sheet, press.fonts.coverage, press.theme.glyphs):
        return []
    found: list[Finding] = []
    with _log():
        try:
            for items in _parts(sheet.items, sheet.together):
                with _no_collection():
                    found += _fit(press, sheet, items, 0)[1]
        except TemplateError:
            return []
    return found


def _print_parts(press: Press, sheet: SheetJob, parts: list[bytes]) -> tuple[int, list[Finding]]:
    """Lay out and write a job part by part; the parts go into a list. Returns the number of pages. Raises jinja2.TemplateError.

    Once something does not fit nothing more is written, but all items are measured, so that one run tells of every fault.
    """
    findings: list[Finding] = []
    fonts: dict[Any, Any] = {}
    first = 0
    for n, items in enumerate(_parts(sheet.items, sheet.together)):
        with _no_collection():
            document, found = _fit(press, sheet, items, first)
            findings += found
            if not findings:
                document.fonts = fonts  # shared: the last part's subsets hold the glyphs of all
                finisher = _finisher(f"{sheet.path}#{n}", outline=len(sheet.items) > 1, duplex=sheet.duplex)
                parts.append(document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=True, finisher=finisher))
                first += len(document.pages)
            del document
    return first, findings + _foreign_fonts(press, fonts, sheet)


def _parts(items: Sequence[Item], together: int) -> list[Sequence[Item]]:
    """Items in parts of nearly equal size."""
    count = -(-len(items) // together)
    ends = [len(items) * n // count for n in range(count + 1)]
    return [items[start:end] for start, end in pairwise(ends)]


def _fit(press: Press, sheet: SheetJob, items: Sequence[Item], first: int) -> tuple[Any, list[Finding]]:
    """Lay out some items, each at the size it probably needs, and again, smaller, those that did not fit.

    first: number of pages before these. Returns the document of all of them, and a finding for each that fits at no size. Raises
    jinja2.TemplateError.
    """
    fitted: dict[str, Sequence[Any]] = {}
    excess: dict[str, fit.Surplus] = {}
    misfits: set[str] = set()
    documents: list[Any] = []
    for index, step in enumerate(sheet.steps):
        todo = [item for item in items if item.key in misfits or (item.start == index and item.key not in fitted)]
        if not todo:
            continue
        misfits.clear()
        document = press.lay_out(sheet, todo, step.level, first)
        documents.append(document)
        for item, pages in zip(todo, _shares(document, len(todo)), strict=True):
            if surplus := fit.surplus(pages, step.pages):
                misfits.add(item.key)
                excess[item.key] = surplus
            else:
                fitted[item.key] = pages
    if misfits:
        return documents[0], [_overflow(sheet, item, excess[item.key]) for item in items if item.key in misfits]
    if len(documents) == 1 and not sheet.duplex:
        return documents[0], []
    if sheet.duplex:
        fitted = {key: pages if len(pages) % 2 == 0 else [*pages, press.blank(sheet)] for key, pages in fitted.items()}
    return documents[0].copy([page for item in items for page in fitted[item.key]]), []


def _shares(document: Any, count: int) -> list[list[Any]]:
    """Pages by item; a template that marks no items is a fault of the template."""
    try:
        return fit.shares(document.pages, count)
    except ValueError as error:
        raise TemplateRuntimeError(str(error)) from error


def _overflow(sheet: SheetJob, item: Item, surplus: fit.Surplus) -> Finding:
    """The finding for an item that fits at no size."""
    owner = item.owner(surplus.where.partition(".")[0])
    return finding(
        "PAPER-002",
        owner.path,
        owner.loc,
        who=item.name,
        sheet=sheet.title,
        field=surplus.field or "正文",
        mm=surplus.mm,
        lines=surplus.lines,
    )


def _take_photos(press: Press, sheet: SheetJob, photos: Mapping[str, bytes]) -> list[Finding]:
    """Make the photos of a job ready; a finding for each that is missing or cannot be read."""
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


def _foreign_fonts(press: Press, fonts: Mapping[Any, Any], sheet: SheetJob) -> list[Finding]:
    """Fonts of the machine that slipped in: the sheet would look different elsewhere."""
    ours = {face.family for face in press.fonts.faces}
    families = {font.family.split(",")[0] for font in fonts.values()}
    return [finding("PAPER-009", sheet.path, font=name) for name in sorted(families - ours)]


def _load_weasyprint() -> None:
    """Import WeasyPrint, on Linux in half of its time.

    It tries the names that its seven libraries have on other systems first, and for each of those Python asks ldconfig, gcc and ld. The names they
    have on Linux are found without asking anybody. Raises OSError when a library is missing.
    """
    if sys.platform == "linux":
        ask = ctypes.util.find_library
        ctypes.util.find_library = lambda name: None
        try:
            importlib.import_module("weasyprint")
        finally:
            ctypes.util.find_library = ask


def _fetcher(press: Press) -> Any:
    """WeasyPrint's fetcher that knows no network and no files, only what the press holds."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(allowed_protocols=())

        def fetch(self, url: str, headers: object = None) -> Any:
            data, kind = press.fetch(unquote(url))
            return URLFetcherResponse(url, data, {"Content-Type": kind})

    return Fetcher()


def _font_configuration() -> Any:
    """WeasyPrint's font configuration, which gives its memory back.

    Pango 1.50 holds the configuration of a font map for ever, a quarter of a megabyte for each sheet, unless it is taken away.
    """
    from weasyprint.text.ffi import ffi, pangoft2
    from weasyprint.text.fonts import FontConfiguration

    class Configuration(FontConfiguration):  # type: ignore[misc]
        def __del__(self) -> None:
            pangoft2.pango_fc_font_map_set_config(ffi.cast("PangoFcFontMap *", self.font_map), ffi.NULL)
            super().__del__()

        def tidy(self) -> None:
            """Remove the files of the fonts; they have been read."""
            super().__del__()

    return Configuration()


def _finisher(part: str, *, outline: bool, duplex: bool) -> Callable[[Any, Any], None]:
    """Last touches to the PDF: print at true size, on both sides where it is made for that, show the list of members where there is one,
    give the heads of tables names that no other part has.
    """
    own = sha256(part.encode()).hexdigest()[:8]

    def finish(_document: Any, pdf: Any) -> None:
        pdf.catalog["ViewerPreferences"]["PrintScaling"] = "/None"
        if duplex:
            pdf.catalog["ViewerPreferences"]["Duplex"] = "/DuplexFlipLongEdge"
        if outline:
            pdf.catalog["PageMode"] = "/UseOutlines"
        for thing in pdf.objects:
            if isinstance(thing, dict) and "ID" in thing and thing.get("Type") == "/StructElem":
                thing["ID"].string = f"{own}-{thing['ID'].string}"  # cells refer to the very same string

    return finish


@contextmanager
def _no_collection() -> Iterator[None]:
    """Switch the cyclic garbage collector off for a job, then collect once: its walks cost more than a card."""
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
        if "notdef" in str(record.msg) and isinstance(record.args, tuple) and items:
            found.append(glyphs.lacking(items[0], Text("", "", "", items[0].name), str(record.args[0])))
        else:
            found.append(finding("PAPER-005", path, text=record.getMessage()))
    return list(dict.fromkeys(found))
