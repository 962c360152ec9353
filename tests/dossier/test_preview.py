"""Pictures of exhibits: smaller, upright, without what a camera adds; hostile bytes are refused before decoding."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pikepdf
import pytest
from PIL import Image
from tests.dossier.cases import MADE, case, photo

from wederhoor.dossier import preview
from wederhoor.dossier.pdf import pdf_of
from wederhoor.dossier.preview import NoPreview, is_whole, measured, pdf_preview, picture_preview, preview_of


def saved(image: Image.Image, form: str, **more: object) -> bytes:
    out = BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_photo_becomes_a_smaller_jpeg(form):
    made = picture_preview(saved(Image.new("RGB", (3000, 1500), "#336699"), form))
    assert (made.width, made.height, made.media_type) == (1400, 700, "image/jpeg")
    assert measured(made.data) is not None


def test_photo_loses_where_it_was_taken_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    made = picture_preview(saved(Image.new("RGB", (400, 200), "red"), "JPEG", exif=exif))
    assert (made.width, made.height) == (200, 400)
    assert b"Exif" not in made.data


def test_clear_background_becomes_white():
    made = picture_preview(saved(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), "PNG"))
    assert Image.open(BytesIO(made.data)).getpixel((5, 5)) == (255, 255, 255)


def test_same_picture_gives_same_bytes():
    assert picture_preview(photo()) == picture_preview(photo())


@pytest.mark.parametrize("side", [8_100, 12_000, 30_000])
def test_bomb_is_refused_before_a_pixel_is_decoded(side):
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
    with pytest.raises(NoPreview) as no:
        picture_preview(bomb)
    assert no.value.reason == "too_many_pixels"


def test_file_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr(preview, "LARGEST_FILE", 10)
    for make in (picture_preview, pdf_preview):
        with pytest.raises(NoPreview) as no:
            make(b"%PDF-1.7 and more")
        assert no.value.reason == "too_large"


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 100, photo()[:2000], b"GIF89a", b"%PDF-1.7\n%%EOF", b"<svg/>"], ids=range(6)
)
def test_bytes_that_are_no_picture_say_so(data):
    with pytest.raises(NoPreview) as no:
        preview_of(data)
    assert no.value.reason == "unreadable"


def test_first_pages_of_a_pdf():
    made = preview_of(bytes(pdf_of(case(), made_at=MADE)), pages=2)
    assert len(made) == 2
    assert made[0].pages >= 4
    assert max(made[0].width, made[0].height) in range(1398, 1403)


def test_locked_pdf_says_so():
    out = BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(NoPreview) as no:
        pdf_preview(out.getvalue())
    assert no.value.reason == "locked"


def test_pdf_with_a_page_of_kilometres_stays_small():
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(14_000, 3))
    out = BytesIO()
    pdf.save(out)
    (made,) = pdf_preview(out.getvalue())
    assert made.width <= 1401


def test_broken_body_is_told_from_a_whole_picture():
    assert is_whole(photo())
    assert not is_whole(photo()[:4000])
    assert measured(b"no picture") is None
