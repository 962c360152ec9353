"""A copy of a picture or a PDF without what travels along unseen: place, device, moment, author, earlier versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pypdfium2 as pdfium
from PIL import ExifTags, Image, ImageOps

from wederhoor.dossier.examined import examine
from wederhoor.dossier.preview import LARGEST_FILE, NoPreview, opened_picture
from wederhoor.pdfium import ALONE

PLACE, DEVICE, MOMENT, AUTHOR, MORE = "place", "device", "moment", "author", "more"
_DEVICE = {ExifTags.Base.Make, ExifTags.Base.Model, ExifTags.Base.Software, ExifTags.Base.HostComputer}
_MOMENT = {ExifTags.Base.DateTime, ExifTags.Base.DateTimeOriginal, ExifTags.Base.DateTimeDigitized}
_AUTHOR = {ExifTags.Base.Artist, ExifTags.Base.Copyright, ExifTags.Base.XPAuthor}
_INSIDE_JPEG = frozenset({"exif", "xmp", "icc_profile", "photoshop", "comment", "mp", "mpoffset"})
_QUALITY = 92
_MOST_PAGES = 500


class NoCopy(ValueError):
    """No clean copy can be made of these bytes; ``reason`` is ``kind`` (not a picture or PDF) or ``held`` (hostile)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Cleaned:
    """The copy, its media type and ending, and what was left out: words of place, device, moment, author, more."""

    data: bytes
    media_type: str
    ending: str
    left_out: tuple[str, ...]


def cleaned(data: bytes, media_type: str = "") -> Cleaned:
    """What can be seen stays as it was, pixel for pixel in a PNG; raises :class:`NoCopy`."""
    if examine(data, media_type):
        raise NoCopy("held")
    return _pdf(data) if b"%PDF-" in data[:1024] else _picture(data)


def hidden_in(data: bytes) -> tuple[str, ...]:
    """What travels along unseen in a picture or PDF, in the same words; nothing for other kinds. Raises nothing."""
    try:
        if b"%PDF-" in data[:1024]:
            with ALONE:
                return _of_pdf(data)
        return tuple(dict.fromkeys(_of_picture(opened_picture(data))))
    except (NoPreview, pdfium.PdfiumError, OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError):
        return ()


def _picture(data: bytes) -> Cleaned:
    try:
        image = opened_picture(data)
        left_out = tuple(dict.fromkeys(_of_picture(image)))
        kind = image.format
        upright = ImageOps.exif_transpose(image)
    except (NoPreview, OSError, SyntaxError, ValueError, EOFError):
        raise NoCopy("kind") from None
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    if upright.mode == "P":
        bare = upright.convert("RGBA" if "transparency" in upright.info else "RGB")
        bare.info.clear()
    out = BytesIO()
    if kind == "JPEG":
        bare.convert("RGB").save(out, "JPEG", quality=_QUALITY)
        return Cleaned(out.getvalue(), "image/jpeg", ".jpg", left_out)
    bare.save(out, "PNG")
    return Cleaned(out.getvalue(), "image/png", ".png", left_out)


def _of_picture(image: Image.Image) -> Iterator[str]:
    exif = image.getexif()
    inner = {**exif, **exif.get_ifd(ExifTags.IFD.Exif)}
    if exif.get_ifd(ExifTags.IFD.GPSInfo):
        yield PLACE
    for word, tags in ((DEVICE, _DEVICE), (MOMENT, _MOMENT), (AUTHOR, _AUTHOR)):
        if any(str(inner.get(tag, "")).strip("\x00 ") for tag in tags):
            yield word
    if (image.info.keys() & _INSIDE_JPEG) - {"exif", "icc_profile"} or getattr(image, "n_frames", 1) > 1:
        yield MORE


def _pdf(data: bytes) -> Cleaned:
    """The pages and nothing else: what describes the document, rides along in it, or was written over, stays behind."""
    with ALONE:
        try:
            document, bare = pdfium.PdfDocument(data), pdfium.PdfDocument.new()
            if len(document) > _MOST_PAGES:
                raise NoCopy("held")
            left_out = _of_pdf(data)
            bare.import_pages(document)
            out = BytesIO()
            bare.save(out)
            bare.close()
            document.close()
        except pdfium.PdfiumError:
            raise NoCopy("kind") from None
    return Cleaned(out.getvalue(), "application/pdf", ".pdf", left_out)


def _of_pdf(data: bytes) -> tuple[str, ...]:
    if len(data) > LARGEST_FILE:
        return ()
    document = pdfium.PdfDocument(data)
    try:
        told = document.get_metadata_dict(skip_empty=True)
        attached = document.count_attachments()
    finally:
        document.close()
    found = {
        AUTHOR: told.keys() & {"Author", "Title", "Subject", "Keywords"},
        DEVICE: told.keys() & {"Creator", "Producer"},
        MOMENT: told.keys() & {"CreationDate", "ModDate"},
        MORE: attached or b"/Metadata" in data or data.count(b"%%EOF") > 2,
    }
    return tuple(word for word, there in found.items() if there)
