"""The last touches to a file of sheets: title, language, dates, how to print it; the same bytes for the same input.

In: an open PDF and an ``About``. Out: bytes. Not here: what is on the pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, String

CREATOR = "三卡"


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself.

    lang: as in HTML; day: ISO, given by the caller, never taken from a clock; may be empty.
    """

    title: str
    lang: str = "zh-CN"
    day: str = ""
    author: str = ""


def finish(pdf: Pdf, about: About, *, accessible: bool, duplex: str = "Simplex") -> bytes:
    """Set metadata and viewer preferences and write the file.

    accessible: the structure tree is whole, the file says that it follows PDF/UA-1. duplex: what the print dialog
    should choose: ``Simplex``, ``DuplexFlipLongEdge`` or ``DuplexFlipShortEdge``; a printer set to both sides would
    print cards on the backs of others.
    """
    root = pdf.Root
    root.Lang = String(about.lang)
    root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True, PrintScaling=Name("/None"), Duplex=Name("/" + duplex), PickTrayByPDFSize=True
    )
    _info(pdf, about)
    root.Metadata = Stream(pdf, _xmp(about, accessible).encode(), Type=Name.Metadata, Subtype=Name.XML)
    if "/ID" in pdf.trailer:
        del pdf.trailer["/ID"]  # a new file, and its identity follows from its content
    out = BytesIO()
    pdf.save(
        out,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.generate,
        compress_streams=True,
        fix_metadata_version=False,
    )
    return out.getvalue()


def _info(pdf: Pdf, about: About) -> None:
    """The old document information dictionary: the same facts as in XMP."""
    date = f"D:{about.day.replace('-', '')}" if about.day else ""
    facts = {"Title": about.title, "Author": about.author, "Creator": CREATOR, "CreationDate": date, "ModDate": date}
    info: dict[str, Any] = {f"/{name}": String(text) for name, text in facts.items() if text}
    pdf.trailer.Info = pdf.make_indirect(Dictionary(info))


def _xmp(about: About, accessible: bool) -> str:
    """Metadata as XMP, in a fixed order."""
    facts = f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(about.title)}</rdf:li></rdf:Alt></dc:title>'
    facts += f"<dc:language><rdf:Bag><rdf:li>{escape(about.lang)}</rdf:li></rdf:Bag></dc:language>"
    if about.author:
        facts += f"<dc:creator><rdf:Seq><rdf:li>{escape(about.author)}</rdf:li></rdf:Seq></dc:creator>"
    facts += f"<xmp:CreatorTool>{CREATOR}</xmp:CreatorTool>"
    if about.day:
        facts += f"<xmp:CreateDate>{about.day}</xmp:CreateDate><xmp:ModifyDate>{about.day}</xmp:ModifyDate>"
    if accessible:
        facts += "<pdfuaid:part>1</pdfuaid:part>"
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        f'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">{facts}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    )


def rectangle(x: float, y: float, right: float, top: float) -> Array:
    """A PDF rectangle in points, to a thousandth."""
    return Array([round(value, 3) for value in (x, y, right, top)])
