"""The files of a bundle: safe names, nothing withheld and nothing of the own layer among them, and how to check it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from tests.dossier.cases import MADE, case, empty, exhibit, own

from wederhoor.dossier.bundle import exhibits_of, names_of, shared, written_of
from wederhoor.dossier.data import data_of
from wederhoor.dossier.pdf import pdf_of

CUSTODY = b'{"acts":[]}'


def written(**more):
    return {it.name: it.data for it in written_of(case(**more), CUSTODY)}


def test_what_we_write_stands_in_its_order():
    assert list(written()) == ["README.txt", "dossier.json", "custody.json"]
    assert written()["custody.json"] == CUSTODY
    assert [it.sort for it in written_of(case(), CUSTODY)] == ["readme", "data", "custody"]


def test_exhibits_stand_in_their_order_with_readable_names():
    assert [it.name for it in exhibits_of(case())] == [
        "exhibits/B1-bericht-van-mevrouw-aldering.eml",
        "exhibits/B2-bevestiging-van-de-bestelling.pdf",
        "exhibits/B3-track-trace.json",
        "exhibits/B4-foto-van-de-bezorging.jpg",
        "exhibits/B5-antwoord-van-de-winkel.eml",
    ]


def test_exhibit_carries_what_the_case_says_of_it():
    first, stated = exhibits_of(case())[0], case().exhibits[0]
    assert (first.exhibit, first.added_by, first.sort) == ("B1", "consumer", "mail")
    assert (first.sha256, first.size, first.added_at) == (stated.sha256, stated.size, stated.added_at)


def test_same_case_gives_same_files():
    assert written_of(case(), CUSTODY) == written_of(case(), CUSTODY)
    assert exhibits_of(case()) == exhibits_of(case())


def test_withheld_paper_is_left_out_and_named():
    assert "B6" not in {it.exhibit for it in exhibits_of(case())}
    assert b"B6 (hier staan naam en handtekening van iemand anders op)" in written()["README.txt"]
    assert not any(b"Zwaluwstaart" in data for data in written().values())


def test_print_of_the_shared_layer_is_taken_and_no_other():
    file = case()
    pdf = pdf_of(file, made_at=MADE)
    assert shared(pdf) == bytes(pdf)
    with pytest.raises(TypeError, match="shared layer"):
        shared(pdf_of(file, own=own(), made_at=MADE))
    with pytest.raises(TypeError):
        shared(b"%PDF-")  # bytes of unknown layer are no print


def test_own_part_cannot_stand_in_the_data():
    file = replace(case(), summary=(own(),))  # type: ignore[arg-type] # what is tried
    with pytest.raises(TypeError, match="OwnPart is not of the shared layer"):
        data_of(file)


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


def test_thousand_papers_of_one_title_have_a_thousand_names():
    names = names_of(case(exhibits=tuple(exhibit("B1", "Foto") for _ in range(1_000))))
    assert len(set(names)) == 1_000
    assert names[999] == "exhibits/B1-foto-1000.bin"


def test_readme_is_in_the_language_of_the_case_first():
    english = written(language="en")["README.txt"].decode()
    assert english.startswith("Case file K7QF-82MN")
    assert "wederhoor verify" in english
    assert "Dossier K7QF-82MN" in english
    assert written(language="de")["README.txt"].decode().startswith("Akte K7QF-82MN")


def test_data_is_whole_and_the_same_each_time():
    read = json.loads(data_of(case()))
    assert read["format"] == "wederhoor case file v1"
    assert read["exhibits"][0]["sha256"] == case().exhibits[0].sha256
    assert read["made_at"] == "2026-10-12T07:10:00.000000Z"
    assert read["exhibits"][5] | {"text": "", "name": ""} == read["exhibits"][5]
    assert data_of(case()) == data_of(case())
    assert data_of(replace(case(), title="\ud800x"))


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_readme_says_how_to_check_with_nothing_of_ours(language):
    readme = written(language=language)["README.txt"].decode()
    assert "openssl cms -verify" in readme
    assert all(name in readme for name in ("policy.txt", "custody.json", "lines.jsonl", "manifest.json"))
    assert "log.vkey" not in readme


def test_empty_case_has_files_too():
    assert len(written_of(empty(), CUSTODY)) == 3
    assert exhibits_of(empty()) == []
