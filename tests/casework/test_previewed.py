"""Mails and pages are shown as words: their head, their text and what was attached, and nothing that acts."""

from __future__ import annotations

import pytest

from wederhoor.casework.previewed import MOST_CHARACTERS, preview_text

MAIL = b"""From: T. Aldering <t@aldering.example>
To: post@dekei.example
Date: Tue, 6 Oct 2026 13:05:00 +0200
Subject: pakket niet gekregen
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/html; charset=utf-8

<p>Ik kreeg <b>niets</b>.</p><script>alert(1)</script><img src="http://spy.example/x.gif">
<p style="display:none">verborgen</p>
--x
Content-Type: image/jpeg
Content-Disposition: attachment; filename="deur.jpg"
Content-Transfer-Encoding: base64

/9j/4AAQ
--x--
"""


@pytest.mark.parametrize("kind", ["message/rfc822", "application/octet-stream", "text/plain; charset=utf-8"])
def test_mail_shows_its_head_its_text_and_what_was_attached(kind):
    assert preview_text(MAIL, kind, "bericht.eml") == (
        "Van: T. Aldering <t@aldering.example>\nAan: post@dekei.example\n"
        "Datum: dinsdag 6 oktober 2026, 13.05 uur\nOnderwerp: pakket niet gekregen\nBijlagen: deur.jpg\n\n"
        "Ik kreeg niets."
    )


def test_head_is_in_the_language_of_the_reader():
    assert "Attachments: deur.jpg" in str(preview_text(MAIL, "message/rfc822", language="en"))
    assert "Anhänge: deur.jpg" in str(preview_text(MAIL, "message/rfc822", language="de"))


def test_page_becomes_the_words_a_reader_sees():
    page = b"<html><head><title>x</title></head><body onload=evil()><h1>Voorwaarden</h1><p>14 dagen</p></body></html>"
    shown = str(preview_text(page, "text/html", "voorwaarden.html"))
    assert shown.split() == ["Voorwaarden", "14", "dagen"]


def test_signs_that_turn_or_steer_are_left_out():
    shown = preview_text("regel\u202een\x1b[31m twee\nvolgende".encode(), "text/plain")
    assert shown == "regelen[31m twee\nvolgende"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"%PDF-1.7", "text/plain"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"PK\x03\x04" + bytes(99), "application/octet-stream"),
        (b"", "text/plain"),
        (bytes(500), "text/plain"),
    ],
)
def test_what_has_no_words_has_no_preview(data, kind):
    assert preview_text(data, kind) is None


def test_long_text_is_cut():
    shown = str(preview_text(b"woord " * 50_000, "text/plain"))
    assert len(shown) == MOST_CHARACTERS
    assert shown.endswith("…")
