"""The files of a bundle: safe names, raw bytes untouched, nothing withheld and nothing of the own layer among them."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace

import pytest
from tests.dossier.cases import MADE, MAIL, REPLY, case, empty, exhibit, own, photo

from wederhoor.dossier.bundle import NotTheExhibit, files_of, names_of
from wederhoor.dossier.data import data_of
from wederhoor.dossier.pdf import pdf_of

RAW = {"B1": MAIL.encode(), "B2": b"pdf", "B3": b"json", "B4": photo(), "B5": REPLY.encode()}


def made(**more):
    file = case(**more)
    return files_of(file, RAW, pdf_of(file, made_at=MADE))


def test_files_stand_in_their_order_with_readable_names():
    assert [it.name for it in made()] == [
        "README.txt",
        "case.pdf",
        "dossier.json",
        "exhibits/B1-bericht-van-mevrouw-aldering.eml",
        "exhibits/B2-bevestiging-van-de-bestelling.pdf",
        "exhibits/B3-track-trace.json",
        "exhibits/B4-foto-van-de-bezorging.jpg",
        "exhibits/B5-antwoord-van-de-winkel.eml",
    ]


def test_exhibits_go_in_byte_for_byte_with_what_the_manifest_says():
    by_number = {it.exhibit: it for it in made() if it.exhibit}
    assert {number: it.data for number, it in by_number.items()} == RAW
    assert by_number["B1"].added_by == "consumer"
    assert by_number["B1"].sort == "mail"


def test_same_case_gives_same_files():
    assert made() == made()


def test_withheld_paper_is_left_out_and_named():
    files = {it.name: it.data for it in made()}
    assert not any("B6" in name for name in files)
    assert b"B6 (hier staan naam en handtekening van iemand anders op)" in files["README.txt"]
    assert not any(b"Zwaluwstaart" in data for data in files.values())


def test_own_print_is_refused():
    file = case()
    with pytest.raises(TypeError, match="shared layer"):
        files_of(file, RAW, pdf_of(file, own=own(), made_at=MADE))  # type: ignore[arg-type] # what is tried
    with pytest.raises(TypeError):
        files_of(file, RAW, b"%PDF-")  # type: ignore[arg-type] # bytes of unknown layer are no print


def test_own_part_cannot_stand_in_the_data():
    file = replace(case(), summary=(own(),))  # type: ignore[arg-type] # what is tried
    with pytest.raises(TypeError, match="OwnPart is not of the shared layer"):
        data_of(file)


def test_bytes_that_are_not_the_exhibit_are_refused_by_name():
    file = case()
    with pytest.raises(NotTheExhibit, match="B3"):
        files_of(file, {**RAW, "B3": b"jsoN"}, pdf_of(file, made_at=MADE))
    with pytest.raises(NotTheExhibit, match="B4: the bytes are missing"):
        files_of(file, {k: v for k, v in RAW.items() if k != "B4"}, pdf_of(file, made_at=MADE))


@pytest.mark.parametrize(
    ("title", "name", "media_type", "expected"),
    [
        ("Foto's van de doos", "IMG_1.JPG", "", "exhibits/B1-fotos-van-de-doos.jpg"),
        ("../../etc/passwd", "x.sh", "", "exhibits/B1-etc-passwd.bin"),
        ("Café crème", "brief.pdf.exe", "application/pdf", "exhibits/B1-cafe-creme.pdf"),
        ("Pagina", "pagina.html", "text/html", "exhibits/B1-pagina.html.txt"),
        ("日本", "", "", "exhibits/B1-other.bin"),
        ("x" * 300, "a.eml", "", f"exhibits/B1-{'x' * 48}.eml"),
        ("C:\\con\\aux", "nul", "text/plain; charset=utf-8", "exhibits/B1-c-con-aux.txt"),
    ],
)
def test_names_are_safe_whatever_came_in(title, name, media_type, expected):
    assert names_of(case(exhibits=(exhibit("B1", title, name=name, media_type=media_type),))) == [expected]


def test_names_are_never_the_same():
    papers = (exhibit("B1", "Foto"), exhibit("B1", "FOTO"), exhibit("b1", "foto"))
    names = names_of(case(exhibits=papers))
    assert len({name.lower() for name in names}) == 3
    assert all(re.fullmatch(r"[A-Za-z0-9./_-]+", name) for name in names)


def test_readme_is_in_the_language_of_the_case_first():
    english = made(language="en")[0].data.decode()
    assert english.startswith("Case file K7QF-82MN")
    assert "wederhoor verify" in english
    assert "Dossier K7QF-82MN" in english
    assert made(language="de")[0].data.decode().startswith("Akte K7QF-82MN")


def test_data_is_whole_and_the_same_each_time():
    read = json.loads(data_of(case()))
    assert read["format"] == "wederhoor case file v1"
    assert read["exhibits"][0]["sha256"] == case().exhibits[0].sha256
    assert read["made_at"] == "2026-10-12T07:10:00.000000Z"
    assert read["exhibits"][5] | {"text": "", "name": ""} == read["exhibits"][5]
    assert data_of(case()) == data_of(case())
    assert data_of(replace(case(), title="\ud800x"))


def test_empty_case_has_files_too():
    file = empty()
    assert [it.name for it in files_of(file, {}, pdf_of(file, made_at=MADE))] == [
        "README.txt",
        "case.pdf",
        "dossier.json",
    ]


def test_files_fit_the_manifest_of_the_ledger():
    """The two rooms do not know each other; the chain lays the files of one in the bundle of the other."""
    from wederhoor.ledger.bundle import CaseFile as Kept

    kept = [Kept(**{name: value for name, value in asdict(it).items()}) for it in made()]
    assert [it.as_json()["name"] for it in kept] == [it.name for it in made()]
