"""The last touches to a file of sheets: title, language, dates, how to print it; the same bytes for the same input.

In: an open PDF and an ``About``. Out: bytes. Not here: what is on the pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from html import escape
from io import BytesIO
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, String

CREATOR = "三卡"


class Standard(StrEnum):
    """What a file promises beside being a PDF."""

    PLAIN = "PDF 1.7"
    ARCHIVE = "PDF/A-2a"  # ISO 19005-2
    X1A = "PDF/X-1a:2003"  # ISO 15930-4: printing condition by name, PDF 1.4
    X4 = "PDF/X-4"  # ISO 15930-7: printing condition as a profile in the file

    @property
    def for_press(self) -> bool:
        """Is it one for a print shop?"""
        return self in (Standard.X1A, Standard.X4)


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself.

    lang: as in HTML; day: ISO, given by the caller, never taken from a clock; may be empty.
    """

    title: str
    lang: str = "zh-CN"
    day: str = ""
    author: str = ""


def finish(
    pdf: Pdf, about: About, *, accessible: bool, duplex: str = "Simplex", standard: Standard = Standard.PLAIN
) -> bytes:
    """Set metadata and viewer preferences and write the file.

    accessible: the structure tree is whole, the file says that it follows PDF/UA-1. duplex: what the print dialog
    should choose: ``Simplex``, ``DuplexFlipLongEdge`` or ``DuplexFlipShortEdge``; a printer set to both sides would
    print cards on the backs of others. standard: the caller has done what it asks of pages, fonts and colours.
    """
    root = pdf.Root
    root.Lang = String(about.lang)
    root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True, PrintScaling=Name("/None"), Duplex=Name("/" + duplex), PickTrayByPDFSize=True
    )
    if standard.for_press:
        del root["/ViewerPreferences"]  # for a dialog that a press does not have; the keys are younger than PDF 1.4
    _info(pdf, about, standard)
    root.Metadata = Stream(pdf, _xmp(about, accessible, standard).encode(), Type=Name.Metadata, Subtype=Name.XML)
    if "/ID" in pdf.trailer:
        del pdf.trailer["/ID"]  # a new file, and its identity follows from its content
    out = BytesIO()
    if standard is Standard.X1A:
        pdf.remove_unreferenced_resources()
        pdf.save(
            out,
            force_version="1.4",
            deterministic_id=True,
            object_stream_mode=ObjectStreamMode.disable,
            fix_metadata_version=False,
        )
    else:
        version = "1.6" if standard is Standard.X4 else "1.7"
        pdf.save(
            out,
            min_version=version,
            deterministic_id=True,
            object_stream_mode=ObjectStreamMode.generate,
            compress_streams=True,
            fix_metadata_version=False,
        )
    return out.getvalue()


def _info(pdf: Pdf, about: About, standard: Standard) -> None:
    """The old document information dictionary: the same facts as in XMP."""
    date = f"D:{about.day.replace('-', '')}" if about.day else ""
    facts = {"Title": about.title, "Author": about.author, "Creator": CREATOR, "CreationDate": date, "ModDate": date}
    info: dict[str, Any] = {f"/{name}": String(text) for name, text in facts.items() if text}
    if standard.for_press:
        info["/Trapped"] = Name("/False")
        if standard is Standard.X1A:
            info["/GTS_PDFXVersion"] = String(standard.value)
    pdf.trailer.Info = pdf.make_indirect(Dictionary(info))


def _xmp(about: About, accessible: bool, standard: Standard) -> str:
    """Metadata as XMP, in a fixed order."""
    facts = f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(about.title, quote=False)}</rdf:li></rdf:Alt></dc:title>'
    facts += f"<dc:language><rdf:Bag><rdf:li>{escape(about.lang, quote=False)}</rdf:li></rdf:Bag></dc:language>"
    if about.author:
        facts += f"<dc:creator><rdf:Seq><rdf:li>{escape(about.author, quote=False)}</rdf:li></rdf:Seq></dc:creator>"
    facts += f"<xmp:CreatorTool>{CREATOR}</xmp:CreatorTool>"
    if about.day:
        facts += f"<xmp:CreateDate>{about.day}</xmp:CreateDate><xmp:ModifyDate>{about.day}</xmp:ModifyDate>"
    if accessible:
        facts += "<pdfuaid:part>1</pdfuaid:part>"
    if standard is Standard.ARCHIVE:
        facts += "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
        facts += _EXTENSION if accessible else ""
    if standard.for_press:
        facts += "<pdf:Trapped>False</pdf:Trapped>"
    if standard is Standard.X4:
        name = uuid5(NAMESPACE_OID, f"{about.title} {about.day}")
        facts += f"<pdfxid:GTS_PDFXVersion>{standard.value}</pdfxid:GTS_PDFXVersion><xmp:MetadataDate>{about.day}</xmp:MetadataDate>"
        facts += f"<xmpMM:DocumentID>uuid:{name}</xmpMM:DocumentID><xmpMM:RenditionClass>default</xmpMM:RenditionClass>"
        facts += "<xmpMM:VersionID>1</xmpMM:VersionID>"
    names = "".join(f'xmlns:{short}="{address}" ' for short, address in _NAMESPACES.items() if f"<{short}:" in facts)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {names.strip()}>{facts}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    )


_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}

# PDF/A wants every property outside its own list described in the file: here the one by which PDF/UA is claimed.
_EXTENSION = (
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>'
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas>"
)


def rectangle(x: float, y: float, right: float, top: float) -> Array:
    """A PDF rectangle in points, to a thousandth."""
    return Array([round(value, 3) for value in (x, y, right, top)])
