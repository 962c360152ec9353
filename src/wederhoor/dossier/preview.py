"""Pictures of exhibits to look at: photos made smaller, the first pages of a PDF; hostile bytes meet a limit first."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pypdfium2 as pdfium
from PIL import Image, ImageOps

from wederhoor.pdfium import ALONE

LARGEST_FILE = 40_000_000
MOST_PIXELS = 64_000_000
MOST_PAGES = 3
WIDE = 1400
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_QUALITY = 84


class NoPreview(ValueError):
    """There is no picture to be made of these bytes; ``reason`` is too_large, too_many_pixels, locked or unreadable."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Preview:
    """A picture to show: JPEG or PNG bytes, its size in pixels, and how many pages the paper it shows has."""

    data: bytes
    media_type: str
    width: int
    height: int
    pages: int = 1


def preview_of(data: bytes, *, pages: int = MOST_PAGES, wide: int = WIDE) -> tuple[Preview, ...]:
    """Pictures of a photo or a PDF, told apart by their bytes and not by their name; raises :class:`NoPreview`.

    Mail, HTML and plain text have no picture; the caller gives their text to the exhibit instead.
    """
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return pdf_preview(data, pages=pages, wide=wide)
    return (picture_preview(data, wide=wide),)


def picture_preview(data: bytes, *, wide: int = WIDE) -> Preview:
    """A photo no larger than ``wide`` pixels either way, upright, on white, without its metadata (where it was taken).

    Size and number of pixels are looked at before a pixel is decoded. Raises :class:`NoPreview`.
    """
    image = opened_picture(data)
    try:
        image.draft("RGB", (wide, wide))
        # Made small before it is turned: turning copies, and what a telephone takes is forty megabytes of pixels.
        image.thumbnail((wide, wide), Image.Resampling.LANCZOS)
        upright = ImageOps.exif_transpose(image)
        return _saved(_on_white(upright), 1)
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, Image.DecompressionBombError):
        raise NoPreview("unreadable") from None


def pdf_preview(data: bytes, *, pages: int = MOST_PAGES, wide: int = WIDE) -> tuple[Preview, ...]:
    """The first ``pages`` pages of a PDF, each at most ``wide`` pixels either way; raises :class:`NoPreview`."""
    if len(data) > LARGEST_FILE:
        raise NoPreview("too_large")
    with ALONE:
        try:
            return tuple(_rendered(data, pages, wide))
        except pdfium.PdfiumError as error:
            raise NoPreview("locked" if "password" in str(error).lower() else "unreadable") from None


def measured(picture: bytes) -> Preview | None:
    """A JPEG or PNG as it is, with its size; ``None`` when it is neither, or larger than a preview may be."""
    try:
        image = opened_picture(picture, ("JPEG", "PNG"))
    except NoPreview:
        return None
    width, height = image.size
    return Preview(picture, f"image/{str(image.format).lower()}", width, height)


def is_whole(picture: bytes) -> bool:
    """Whether every pixel of it can be decoded."""
    try:
        opened_picture(picture, ("JPEG", "PNG")).load()
    except (NoPreview, OSError, SyntaxError, ValueError, EOFError):
        return False
    return True


def opened_picture(data: bytes, formats: tuple[str, ...] = _FORMATS) -> Image.Image:
    """The picture with only its head read; raises :class:`NoPreview`."""
    if len(data) > LARGEST_FILE:
        raise NoPreview("too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=formats)
    except Image.DecompressionBombError:
        raise NoPreview("too_many_pixels") from None
    except (OSError, SyntaxError, ValueError, EOFError, TypeError):
        raise NoPreview("unreadable") from None
    if image.width * image.height > MOST_PIXELS:
        raise NoPreview("too_many_pixels")
    if not image.width or not image.height:
        raise NoPreview("unreadable")
    return image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGB", "L"):
        return image
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    white = Image.new("RGB", clear.size, "white")
    white.paste(clear, mask=clear.getchannel("A"))
    return white


def _saved(image: Image.Image, pages: int) -> Preview:
    out = BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Preview(out.getvalue(), "image/jpeg", image.width, image.height, pages)


def _rendered(data: bytes, pages: int, wide: int) -> Iterator[Preview]:
    document = pdfium.PdfDocument(data)
    try:
        count = len(document)
        for number in range(min(count, pages)):
            page = document[number]
            scale = wide / max(1.0, *page.get_size())
            yield _saved(page.render(scale=scale).to_pil().convert("RGB"), count)
            page.close()
    finally:
        document.close()
