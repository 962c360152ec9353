"""A clean copy shows the same and carries nothing unseen along."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from PIL import Image, PngImagePlugin

from wederhoor.dossier.cleaned import NoCopy, cleaned, hidden_in


def photo(kind: str = "JPEG", turned: int = 1) -> bytes:
    image = Image.new("RGB", (60, 40), "white")
    image.paste("navy", (0, 0, 20, 40))
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Telefoonmaker", "Model 9", turned
    exif[0x0132] = "2026:10:09 14:02:11"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (52.0, 22.0, 12.5), "E", (4.0, 53.0, 42.0)
    out = BytesIO()
    image.save(out, kind, exif=exif, **({"quality": 95} if kind == "JPEG" else {}))
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_device_and_moment_are_gone_and_the_picture_stays(kind):
    before = photo(kind)
    assert set(hidden_in(before)) >= {"place", "device", "moment"}
    copy = cleaned(before)
    assert set(copy.left_out) >= {"place", "device", "moment"}
    assert hidden_in(copy.data) == ()
    assert b"Telefoonmaker" not in copy.data
    after = Image.open(BytesIO(copy.data)).convert("RGB")
    assert after.size == (60, 40)
    assert after.getpixel((50, 20))[0] > 240
    assert after.getpixel((5, 20))[0] < 40


def test_picture_that_lies_on_its_side_stands_upright():
    assert Image.open(BytesIO(cleaned(photo(turned=6)).data)).size == (40, 60)


def test_words_inside_a_png_are_gone():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "thuis bij Anna")
    out = BytesIO()
    Image.new("P", (8, 8)).save(out, "PNG", pnginfo=words)
    assert b"thuis bij Anna" in out.getvalue()
    assert b"thuis bij Anna" not in cleaned(out.getvalue()).data


def document() -> bytes:
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 300))
    made.add_blank_page(page_size=(300, 200))
    made.docinfo["/Author"] = "Anna de Vries"
    made.docinfo["/Producer"] = "Schrijfmachine 3"
    with made.open_metadata() as told:
        told["dc:creator"] = ["Anna de Vries"]
    made.attachments["aantekening.txt"] = b"niet voor de klant"
    out = BytesIO()
    made.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def test_author_and_attachments_of_a_pdf_are_gone_and_its_pages_stay():
    before = document()
    assert set(hidden_in(before)) >= {"author", "device", "more"}
    copy = cleaned(before, "application/pdf")
    for word in (b"Anna", "Anna".encode("utf-16-be"), b"niet voor de klant", b"Schrijfmachine"):
        assert word not in copy.data
    with pikepdf.open(BytesIO(copy.data)) as after:
        assert [(int(p.mediabox[2]), int(p.mediabox[3])) for p in after.pages] == [(200, 300), (300, 200)]
        assert not after.attachments


@pytest.mark.parametrize("data", [b"", b"Beste winkel,", b"From: a@b.example\n\nhallo", b"\xff\xd8\xff kapot"])
def test_of_anything_else_no_copy_is_made(data):
    with pytest.raises(NoCopy):
        cleaned(data)
    assert hidden_in(data) == ()
