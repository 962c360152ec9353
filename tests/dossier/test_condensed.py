"""A file with very many papers: each is listed, what the sides lean on is told at length, steps stand in groups."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2 as pdfium
import pytest
from tests.dossier.cases import CONSUMER, MADE, SHOP, case, exhibit, photo

from wederhoor.dossier.condensed import MANY, at_length, index_of, ranges
from wederhoor.dossier.keeping import MOST_PAPERS, keepings
from wederhoor.dossier.labels import labels_of
from wederhoor.dossier.model import CaseFile, Custody, Moment, Sentence, SharedPdf, Telling
from wederhoor.dossier.pdf import pdf_of

LAST = 300
LATER = (
    Custody("B9", "lifted", MADE, SHOP, "employee", "de buren vinden het goed"),
    Custody("B444", "forgotten", MADE, SHOP, "automatic"),
    Custody("", "sealed", MADE, SHOP, "employee"),
)


def large(language: str = "nl", last: int = LAST) -> CaseFile:
    """The usual case with its six papers, and as many more of both sides, of which some speak against either."""
    base = case(language)
    more = tuple(
        exhibit(
            f"B{n}",
            f"Stuk nummer {n}",
            str(n).encode(),
            added_by=CONSUMER if n % 3 else SHOP,
            strength=n % 6,
            text=f"inhoud van {n}",
            withheld="naam van de buurvrouw" if n == 50 else "",
        )
        for n in range(7, last + 1)
    )
    steps = tuple(
        Custody(f"B{n}", "added", MADE - timedelta(minutes=last - n), SHOP, "employee", f"reden {n}")
        for n in range(7, last + 1)
    )
    return replace(base, exhibits=(*base.exhibits, *more), custody=(*steps, *LATER))


@cache
def printed(language: str = "nl") -> SharedPdf:
    pictures = {"B4": photo(), "B40": photo()}
    return pdf_of(large(language), made_at=MADE, pictures=pictures, manifest=b"{}")


def text_of(pdf: bytes) -> str:
    pages = (page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf))
    return " ".join(" ".join(pages).replace("\u200b", "").split())


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_every_paper_is_listed_with_whose_it_is_and_how_strong_and_the_start_of_its_hash(language: str) -> None:
    told, labels, text = large(language), labels_of(language), text_of(printed(language))
    for it in told.exhibits[6:]:
        if not it.withheld:
            row = f"{it.number} {it.title} {labels.day(it.added_at, 'short')} {labels.of('sides', it.added_by)} "  # type: ignore[arg-type] # it has a day
            assert row + f"{labels.of('strengths', str(it.strength))} {it.sha256[:16]}" in text
    assert labels["large_every"] in text
    assert labels["large_about"].format(n=LAST)[:60] in text


def test_withheld_paper_is_listed_with_its_reason_and_its_words_stand_nowhere() -> None:
    text = text_of(printed())
    assert "Stuk nummer 50 (afgeschermd: naam van de buurvrouw)" in text
    assert "inhoud van 50" not in text


def test_what_the_sides_lean_on_is_told_and_printed_and_nothing_else_is() -> None:
    text = text_of(printed())
    assert [it.number for it in at_length(large())] == ["B1", "B2", "B3", "B4", "B5"]
    assert "Een pakket bij een groene deur." in text
    assert "inhoud van 40" not in text
    opened = pikepdf.open(BytesIO(printed()))
    images = [it for it in opened.objects if isinstance(it, pikepdf.Stream)]
    assert sum(it.get("/Subtype") == pikepdf.Name.Image for it in images) == 1


def test_everything_left_out_is_in_the_data_inside() -> None:
    opened = pikepdf.open(BytesIO(printed()))
    data = opened.attachments["dossier.json"].get_file().read_bytes().decode()
    assert "inhoud van 40" in data
    assert all(it.sha256 in data for it in large().exhibits)
    assert "reden 40" in data


def test_file_stays_short() -> None:
    assert len(pdfium.PdfDocument(printed())) <= 12


def test_tables_are_tables_to_a_screen_reader_and_links_lead_to_their_paper() -> None:
    opened = pikepdf.open(BytesIO(printed()))
    kinds = [str(it.S) for it in opened.objects if isinstance(it, pikepdf.Dictionary) and "/S" in it]
    assert kinds.count("/TR") > LAST
    assert kinds.count("/TH") == 6
    cited = replace(
        large(), moments=tuple(Moment(date(2026, 9, 1), f"M{n}", exhibits=(f"B{n}",)) for n in range(1, LAST))
    )
    goals = [row["number"] for row in index_of(cited, labels_of("nl")) if row["goal"]]
    assert len(goals) == LAST - 1 - MANY
    assert "M299" in text_of(pdf_of(cited, made_at=MADE))


def test_neither_side_pushes_the_papers_of_the_other_out() -> None:
    many = tuple(Sentence("x", (f"B{n}",)) for n in range(1, 251))
    few = tuple(Sentence("y", (f"B{n}",)) for n in range(251, 261))
    told = replace(large(), tellings=(Telling(CONSUMER, many), Telling(SHOP, few)), statements=(), moments=())
    numbers = {it.number for it in at_length(told)}
    assert len(numbers) == MANY
    assert {f"B{n}" for n in range(251, 261)} <= numbers


def test_number_given_twice_and_numbers_of_any_shape_break_nothing() -> None:
    odd = (exhibit("B7", "Nog een zeven"), exhibit("", "Zonder"), exhibit("stuk zeven", "Vrij"), exhibit("B0", "Nul"))
    told = replace(
        large(), exhibits=(*large().exhibits, *odd), moments=(Moment(date(2026, 9, 1), "M", exhibits=("B7",)),)
    )
    text = text_of(pdf_of(told, made_at=MADE))
    assert all(it.title in text for it in odd)


@pytest.mark.parametrize("many", [MANY, MANY + 1])
def test_only_a_file_beyond_so_many_is_condensed(many: int) -> None:
    told = large(last=many)
    assert bool(index_of(told, labels_of("nl"))) == (many > MANY)
    assert ("inhoud van 40" in text_of(pdf_of(told, made_at=MADE))) == (many <= MANY)


def test_what_was_added_stands_in_groups_and_each_later_step_by_itself() -> None:
    added, nine, gone, whole = keepings(large(), labels_of("nl"))
    assert [(row["who"], row["why"]) for row in added["steps"]] == [
        ("klant", "1 stuk: B1"),
        ("winkel", "5 stukken: B2–B6"),
        ("winkel, medewerker", "294 stukken: B7–B300"),
    ]
    assert added["steps"][2]["at"] == "ma 12 okt 2026, 04.17 uur tot en met ma 12 okt 2026, 09.10 uur"
    assert (nine["number"], [row["what"] for row in nine["steps"]]) == ("B9", ["afscherming opgeheven"])
    assert (gone["number"], gone["title"]) == ("B444", "Niet meer bij de stukken")
    assert [row["what"] for row in whole["steps"]] == ["vastgelegd"]


def test_very_many_papers_with_a_later_step_are_cut_and_counted() -> None:
    lifted = tuple(Custody(f"B{n}", "lifted", MADE, SHOP, "employee", "mag") for n in range(1, LAST + 1))
    told = keepings(replace(large(), custody=(*lifted, *LATER)), labels_of("nl"))
    assert len(told) == MOST_PAPERS + 2
    assert told[-2]["more"] == f"Nog {LAST + 1 - MOST_PAPERS} stappen staan alleen in dossier.json."
    assert told[-1]["title"] == "Het hele dossier"


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ([], ""),
        (["B1"], "B1"),
        (["B1", "B2", "B3", "B5", "C6", "C7", "x", "x", "B03"], "B1–B3, B5, C6–C7, x, x, B03"),
        (["B10", "B9"], "B10, B9"),
    ],
)
def test_numbers_are_drawn_together(numbers: list[str], says: str) -> None:
    assert ranges(numbers) == says
