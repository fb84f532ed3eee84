"""Photos for paper: cropped to the box on the card, small, and without anything that the camera wrote into the file.

In: bytes of a JPEG or PNG. Out: bytes of a JPEG. Not here: whether the photo may be shown.
"""

from __future__ import annotations

import io
from functools import cache, lru_cache

WIDTH_MM, HEIGHT_MM = 25, 35
DOTS_PER_MM = 8  # about 200 dpi: an office printer shows no more of a face this small
LARGEST = 40_000_000  # pixels; what claims more is not a portrait


class PhotoError(ValueError):
    """The bytes are not a photo that can be read."""


@lru_cache(maxsize=256)
def prepare(data: bytes) -> bytes:
    """Turn upright, crop to 25 × 35 mm around the upper middle, write anew without metadata. Raises PhotoError."""
    from PIL import Image, ImageOps

    width, height = WIDTH_MM * DOTS_PER_MM, HEIGHT_MM * DOTS_PER_MM
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > LARGEST:
                raise PhotoError("too many pixels")
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, SyntaxError, ValueError) as error:
        raise PhotoError(str(error)) from error
    small = ImageOps.fit(upright, (width, height), Image.Resampling.LANCZOS, centering=(0.5, 0.35))
    clean = Image.new("RGB", (width, height))  # a copy would bring comments and colour profiles along
    clean.paste(small)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()


@cache
def frame() -> bytes:
    """A blank picture that stands for a photo where only its place matters."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (WIDTH_MM, HEIGHT_MM)).save(out, "JPEG")
    return out.getvalue()
