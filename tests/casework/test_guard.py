"""A hostile paper is kept and says so in one sentence; it is neither read nor shown."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from wederhoor.casework.guard import quarantine_of
from wederhoor.casework.read import exhibit_of
from wederhoor.casework.shapes import Paper

ON = date(2026, 10, 12)


def pdf_with_a_script() -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    made.Root.OpenAction = made.make_indirect(
        pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('hallo')"))
    )
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def locked_pdf() -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    out = BytesIO()
    made.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def hundred_megapixels() -> bytes:
    out = BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    return out.getvalue()


def zip_bomb(name: str = "word/document.xml") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, bytes(50_000_000))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "media_type", "found", "words"),
    [
        (pdf_with_a_script(), "factuur.pdf", "application/pdf", "scripts", "programma"),
        (pdf_with_a_script(), "foto.jpg", "image/jpeg", "scripts", "programma"),
        (locked_pdf(), "factuur.pdf", "application/pdf", "locked", "wachtwoord"),
        (hundred_megapixels(), "foto.png", "image/png", "pixels", "te groot om te tonen"),
        (zip_bomb("a.txt"), "foto.zip", "application/zip", "archive", "zip"),
        (zip_bomb(), "brief.docx", "application/octet-stream", "archive", "zip"),
        (b"MZ" + bytes(100), "setup.exe", "application/octet-stream", "program", "programma"),
    ],
)
def test_hostile_paper_says_so_and_shows_nothing(data, name, media_type, found, words):
    read = exhibit_of(Paper(data, name, media_type), "B2", on=ON)
    assert read.quarantine == found
    assert words in read.problem
    assert (read.facts, read.text) == ({}, "")


def test_sentence_is_in_the_language_of_the_shop():
    paper = Paper(pdf_with_a_script(), "invoice.pdf", "application/pdf")
    said = {language: exhibit_of(paper, "B2", on=ON, language=language).problem for language in ("nl", "en", "de")}
    assert len(set(said.values())) == 3


@pytest.mark.parametrize("data", [b"Beste winkel,", b"<p>hallo</p>", b""])
def test_plain_words_are_held_back_by_nothing(data):
    assert quarantine_of(data, "text/plain") == ""


def a_mail(day: str) -> Paper:
    return Paper(f"From: a@b.example\nSubject: Vraag\nDate: {day}\n\nWaar is het?".encode(), "m.eml", "message/rfc822")


def test_mail_from_a_day_to_come_is_read_and_marked():
    read = exhibit_of(a_mail("Tue, 03 May 2033 10:00:00 +0200"), "B2", on=ON)
    assert "die nog moet komen: dinsdag 3 mei 2033" in read.problem
    assert "Waar is het?" in read.text


def test_mail_of_today_and_from_a_zone_ahead_is_no_problem():
    for day in ("Mon, 12 Oct 2026 10:00:00 +0200", "Tue, 13 Oct 2026 08:00:00 +1300"):
        assert exhibit_of(a_mail(day), "B2", on=ON).problem == ""


def test_day_the_giver_names_is_marked_too():
    assert (
        "nog moet komen"
        in exhibit_of(Paper(b"Gewogen: 3,1 kg", sort="measure", on=date(2027, 1, 1)), "B2", on=ON).problem
    )
