"""The inks of a finished PDF: black alone for an office printer, or the four process inks for a print shop.

In: an open PDF in the screen's colours, as the press or imposition made it. Out: the same PDF, its colours put into other inks. Not here:
what a standard asks beside colours (``standards``).

Black text is black ink alone: four inks never meet exactly, and small characters would get coloured edges. The few colours of the design
have fixed mixtures; anything near grey becomes black ink in part; other colours, of a county's own layouts, are computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

from pikepdf import (
    Array,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Operator,
    Pdf,
    PdfImage,
    Stream,
    parse_content_stream,
    unparse_content_stream,
)

Rgb = tuple[float, float, float]
Cmyk = tuple[float, float, float, float]

MIXTURES: dict[str, Cmyk] = {
    "9e1b16": (0.20, 1.00, 1.00, 0.20),  # the red of bands and headings: 240 % of ink in all
    "8a6100": (0.30, 0.55, 1.00, 0.25),  # gold of lit stars
    "fbf7ef": (0.00, 0.02, 0.06, 0.00),  # ivory
    "e9dfcc": (0.00, 0.04, 0.13, 0.08),  # the board's tone
}
DARK = 0.2  # luminance below which a near-grey is plain black
_NEAR_GREY = 0.12  # most difference between the primaries of what is printed with black alone
_OTHER_COLOURS = frozenset({"cs", "CS", "sc", "SC", "scn", "SCN", "sh", "k", "K"})


class Unprintable(ValueError):  # noqa: N818 - a finding under way, named for what it says
    """A way to colour that cannot be put into inks: gradients, transparency, spot colours. what: its name in PDF."""

    def __init__(self, what: str) -> None:
        """Keep the name."""
        self.what = what
        super().__init__(what)


def luminance(colour: Rgb) -> float:
    """How light a colour looks, 0 to 1 (Rec. 601 weights on the screen's values)."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def grey_of(colour: Rgb) -> float:
    """The grey for a colour, 0 is black; text and its rules stay as dark as they can be."""
    light = luminance(colour)
    return 0.0 if light < DARK else round(light, 3)


def cmyk_of(colour: Rgb) -> Cmyk:
    """The mixture for a colour, parts of full ink."""
    if known := MIXTURES.get("".join(f"{round(part * 255):02x}" for part in colour)):
        return known
    if max(colour) - min(colour) < _NEAR_GREY:
        return (0.0, 0.0, 0.0, round(1 - grey_of(colour), 3))
    black = 1 - max(colour)
    cyan, magenta, yellow = (round((1 - part - black) / (1 - black), 3) for part in colour)
    return (cyan, magenta, yellow, round(black, 3))


def to_grey(pdf: Pdf) -> None:
    """Print with black alone. Raises Unprintable."""
    _recolour(pdf, {"rg": ("g", lambda c: (grey_of(c),)), "RG": ("G", lambda c: (grey_of(c),))}, _grey_image)


def to_cmyk(pdf: Pdf, profile: bytes = b"") -> None:
    """Print with the four process inks. profile: ICC of the shop's press, for photographs. Raises Unprintable."""

    def image(raw: Any) -> tuple[bytes, Name]:
        return _cmyk_image(raw, profile)

    _recolour(pdf, {"rg": ("k", cmyk_of), "RG": ("K", cmyk_of)}, image)


def _recolour(
    pdf: Pdf,
    operators: dict[str, tuple[str, Callable[[Rgb], tuple[float, ...]]]],
    image: Callable[[Any], tuple[bytes, Name]],
) -> None:
    """Rewrite the colours of all content, and the pictures, each once."""
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        page.contents_coalesce()
        page.Contents.write(_rewritten(page, operators))
        for thing in _drawn(page.Resources, seen):
            if thing.Subtype == Name.Form:
                if "/Group" in thing:
                    raise Unprintable("Group")
                thing.write(_rewritten(thing, operators))
            elif not thing.get("/ImageMask", False):
                data, space = image(_picture(thing))
                for key in ("/DecodeParms", "/Decode", "/SMask"):
                    if key in thing:
                        del thing[key]
                thing.ColorSpace, thing.BitsPerComponent = space, 8
                thing.write(data)


def _rewritten(content: Any, operators: dict[str, tuple[str, Callable[[Rgb], tuple[float, ...]]]]) -> bytes:
    """The operators of a stream with other colours."""
    out = []
    for step in parse_content_stream(content):
        name = str(step.operator)
        if name in _OTHER_COLOURS:
            raise Unprintable(name)
        if name in operators and isinstance(step, ContentStreamInstruction):
            new, mixture = operators[name]
            red, green, blue = (float(part) for part in step.operands)
            inks = [Decimal(str(ink)) for ink in mixture((red, green, blue))]
            out.append(ContentStreamInstruction(inks, Operator(new)))
        else:
            out.append(step)  # type: ignore[arg-type]
    return unparse_content_stream(out)


def _drawn(resources: Any, seen: set[tuple[int, int]]) -> Iterator[Any]:
    """Forms and pictures that a page or form may draw, each once; what would be transparent is refused."""
    for state in resources.get("/ExtGState", Dictionary()).values():
        if any(float(state.get(key, 1)) < 1 for key in ("/ca", "/CA")):
            raise Unprintable("ca")
        if str(state.get("/SMask", "/None")) != "/None":
            raise Unprintable("SMask")
    if len(resources.get("/Shading", Dictionary())) or len(resources.get("/Pattern", Dictionary())):
        raise Unprintable("Pattern")
    if "/ColorSpace" in resources:
        del resources["/ColorSpace"]  # declared by the layout engine on every page, used by none: see _OTHER_COLOURS
    for thing in resources.get("/XObject", Dictionary()).values():
        if thing.objgen in seen:
            continue
        seen.add(thing.objgen)
        yield thing
        if thing.Subtype == Name.Form and "/Resources" in thing:
            yield from _drawn(thing.Resources, seen)


def _picture(thing: Any) -> Any:
    """A picture as Pillow holds it, transparent parts on white."""
    from PIL import Image

    picture = PdfImage(thing).as_pil_image()
    if "/SMask" in thing:
        mask = PdfImage(thing.SMask).as_pil_image().convert("L")
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture.convert("RGB"), mask=mask)
        return ground
    return picture


def _is_grey(picture: Any) -> bool:
    """Has a picture no colour at all, as a QR code."""
    if picture.mode in ("1", "L"):
        return True
    red, green, blue = picture.convert("RGB").split()
    return bool(red.tobytes() == green.tobytes() == blue.tobytes())


def _grey_image(picture: Any) -> tuple[bytes, Name]:
    return picture.convert("L").tobytes(), Name.DeviceGray


def _cmyk_image(picture: Any, profile: bytes) -> tuple[bytes, Name]:
    """A photograph in four inks: through the shop's profile, else with all grey given to the black ink."""
    from PIL import Image, ImageChops, ImageCms

    if _is_grey(picture):
        return _grey_image(picture)
    rgb = picture.convert("RGB")
    if profile:
        made = ImageCms.profileToProfile(rgb, ImageCms.createProfile("sRGB"), BytesIO(profile), outputMode="CMYK")
        assert made is not None  # only None when a picture is changed in place
        return made.tobytes(), Name.DeviceCMYK
    cyan, magenta, yellow = (ImageChops.invert(part) for part in rgb.split())
    black = ImageChops.darker(ImageChops.darker(cyan, magenta), yellow)
    inks = [ImageChops.subtract(part, black) for part in (cyan, magenta, yellow)]
    return Image.merge("CMYK", (*inks, black)).tobytes(), Name.DeviceCMYK


def drop_interaction(pdf: Pdf) -> None:
    """Take away what a press cannot print and its standards forbid: links, bookmarks, actions."""
    for page in pdf.pages:
        if "/Annots" in page:
            del page["/Annots"]
        if "/Tabs" in page:
            del page["/Tabs"]
    for key in ("/Outlines", "/PageMode", "/PageLabels", "/Names", "/OpenAction", "/AcroForm"):
        if key in pdf.Root:
            del pdf.Root[key]


def fix_for_archive(pdf: Pdf) -> None:
    """What PDF/A asks of things on a page: pictures are shown as they are, links are printed with it."""
    for thing in pdf.objects:
        if isinstance(thing, Stream) and thing.get("/Interpolate", False):
            del thing["/Interpolate"]
    for page in pdf.pages:
        for annotation in page.get("/Annots", ()):
            annotation.F = 4


def srgb() -> bytes:
    """The profile of the screen's colours, made here; without the time of its making, so that it is the same every time."""
    from PIL import ImageCms

    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[24:36] = b"".join(part.to_bytes(2, "big") for part in (2000, 1, 1, 0, 0, 0))
    made[84:100] = bytes(16)  # a digest of the whole, which may be left out
    return bytes(made)


def output_intent(pdf: Pdf, subtype: str, condition: str, *, profile: bytes = b"", inks: int = 4) -> None:
    """Say for which printing the colours are meant. condition: name in the ICC's registry; inks: components of the profile."""
    from pikepdf import String

    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name("/" + subtype),
        OutputConditionIdentifier=String(condition),
        Info=String(condition),
        RegistryName=String("http://www.color.org"),
    )
    if profile:
        intent.DestOutputProfile = pdf.make_indirect(Stream(pdf, profile, N=inks))
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
