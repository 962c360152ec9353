"""The case file as a PDF: the same bytes each time, all of it readable, nothing of the shop's own in a shared print."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2 as pdfium
import pytest
from tests.dossier.cases import CONSUMER, MADE, SHOP, case, empty, exhibit, own, photo

from wederhoor.dossier.model import Moment, MomentKind, OwnPdf, Party, Sentence, SharedPdf, Statement, Telling
from wederhoor.dossier.pdf import pdf_of
from wederhoor.dossier.plain import _edges

UNIQUE_OWN_WORD = "Kwartelkoning"
NEIGHBOUR = "Zwaluwstaart"


@cache
def opened(pdf: bytes) -> pikepdf.Pdf:
    """Kept, since its objects die with it."""
    return pikepdf.open(BytesIO(pdf))


def pages_of(pdf: bytes) -> list[str]:
    document = pdfium.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


def text_of(pdf: bytes) -> str:
    """All text, as one line and without the break opportunities set into long words."""
    return " ".join(" ".join(pages_of(pdf)).replace("\u200b", "").split())


def unhyphenated(text: str) -> str:
    return re.sub(r"[\u00ad\ufffe\x02-]\s*", "", text)


@cache
def shared() -> SharedPdf:
    return pdf_of(case(), made_at=MADE, pictures={"B4": photo()})


@cache
def own_print() -> OwnPdf:
    return pdf_of(case(), own=own(), made_at=MADE, pictures={"B4": photo()})


def test_same_case_gives_same_bytes():
    assert pdf_of(case(), made_at=MADE, pictures={"B4": photo()}) == shared()


def test_only_the_moment_it_was_made_changes_the_bytes():
    assert pdf_of(case(), made_at=MADE + timedelta(minutes=1), pictures={"B4": photo()}) != shared()


def test_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        pdf_of(case(), made_at=datetime(2026, 10, 12))  # noqa: DTZ001 # the missing zone is what is tried


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_every_part_stands_in_the_text(language):
    made = case(language)
    text = unhyphenated(text_of(pdf_of(made, made_at=MADE)))
    wanted = [made.reference, made.title, made.banner, *made.summary, *made.asked]
    wanted += [it.number for it in made.exhibits] + [it.title for it in made.exhibits]
    wanted += [it.what for it in (*made.moments, *made.clocks)] + [it.name for it in made.parties]
    wanted += [s.text for it in made.tellings for s in it.sentences]
    assert [it for it in wanted if unhyphenated(it) not in text] == []


def test_hash_of_every_exhibit_can_be_read_back():
    text = text_of(shared()).replace(" ", "")
    assert all(it.sha256 in text for it in case().exhibits)


def test_shared_print_holds_nothing_of_the_own_part():
    kept = text_of(shared())
    assert UNIQUE_OWN_WORD not in kept
    assert "niet gedeeld" not in kept
    assert UNIQUE_OWN_WORD.encode() not in b"".join(streams(shared()))


def test_own_print_marks_every_page_and_says_it_is_not_shared():
    pages = pages_of(own_print())
    assert all("niet gedeeld" in page for page in pages)
    assert UNIQUE_OWN_WORD in " ".join(pages)
    assert sum("Alleen voor de winkel – niet gedeeld" in page for page in pages) == 1


def test_prints_are_told_apart_by_type():
    assert isinstance(shared(), SharedPdf)
    assert isinstance(own_print(), OwnPdf)
    assert not isinstance(own_print(), SharedPdf)


def test_withheld_paper_shows_its_reason_and_nothing_else():
    made = pdf_of(case(), made_at=MADE, pictures={"B6": photo()})
    assert "hier staan naam en handtekening van iemand anders op" in unhyphenated(text_of(made))
    assert NEIGHBOUR not in text_of(made)
    assert NEIGHBOUR.encode() not in b"".join(streams(made))
    assert images_in(made) == 0


def test_silence_is_drawn_with_its_length():
    assert "Geen antwoord van de winkel (6 dagen)" in text_of(shared())


def test_silence_that_names_its_length_is_not_told_twice():
    quiet = Moment(date(2026, 9, 30), "12 dagen stil", kind=MomentKind.GAP, until=date(2026, 10, 12))
    assert "(12 dagen)" not in text_of(pdf_of(case(moments=(quiet,)), made_at=MADE))


def test_what_is_only_told_is_said_once():
    assert text_of(shared()).count("is het tot nu toe alleen verteld") == 1


def test_letter_is_not_printed_twice():
    assert text_of(shared()).count("Wilt u de vaas opnieuw sturen?") == 1
    assert "Dit stuk staat hierboven" in text_of(shared())


def test_long_paper_is_cut_and_says_so():
    long = exhibit("B1", "Gesprek", text="\n".join(f"regel {n}" for n in range(5000)))
    text = text_of(pdf_of(case(exhibits=(long,), statements=()), made_at=MADE))
    assert "De rest van dit stuk staat niet hier" in text
    assert "regel 149" in text
    assert "regel 4999" not in text


def test_empty_case_is_a_file_too():
    made = pdf_of(empty(), made_at=MADE)
    assert "Er zijn nog geen stukken." in text_of(made)
    assert len(pages_of(made)) <= 2


def test_two_hundred_papers_are_all_there():
    many = tuple(exhibit(f"B{n}", f"Stuk nummer {n}", str(n).encode(), text=f"Inhoud {n}") for n in range(1, 201))
    text = text_of(pdf_of(case(exhibits=many), made_at=MADE))
    assert all(f"Stuk nummer {n} " in text for n in range(1, 201))


def test_number_given_twice_does_not_break_the_file():
    twice = (exhibit("B1", "Eerste"), exhibit("B1", "Tweede"))
    text = text_of(pdf_of(case(exhibits=twice), made_at=MADE))
    assert "Eerste" in text
    assert "Tweede" in text


HOSTILE = (
    "#eval(\"1\") #panic() *vet* _schuin_ = Kop $x^2$ `code` @verwijzing <label> \\ // weg /* weg */ #import \"x\": *",
    "]]}}) #read(\"/etc/passwd\") #image(\"x.png\")",
    "<script>alert(1)</script> &amp; {{ slot }} {n} %s",
    "x" * 3000,
    "a\u202eretsmok\u202c b \u2066c\u2069 d",
    "שלום עולם مرحبا بالعالم",
    "boos 😡👍🏽👩‍👩‍👧 ❤️ ☎ ★",
    "nul\x00 bel\x07 esc\x1b[31m \ufffe\uffff \ud800 \ue000 \U000f0000",
    "Z" + "\u0301" * 400 + "algo",
    "日本語の手紙 한국어 ไทย",
    "tab\there\u2028regel\u2029alinea\r\nnieuw\rregel\x0b\x0c",
    "",
    " \n \n ",
)  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_text_in_every_place(words):
    made = hostile_case(words)
    pdf = pdf_of(made, own=own(), made_at=MADE)
    assert opened(pdf).Root.Metadata is not None
    shown = pages_of(pdf)
    assert not any(mark in page for page in shown for mark in "\u202e\u2066\x00\x07\x1b")


def test_markup_is_printed_as_it_was_written():
    text = text_of(pdf_of(hostile_case(HOSTILE[0]), made_at=MADE))
    assert '#eval("1") #panic() *vet* _schuin_ = Kop $x^2$ `code`' in text
    assert "// weg /* weg */" in text


def test_letters_no_font_has_are_named():
    assert "[U+65E5 U+672C U+8A9E" in text_of(pdf_of(hostile_case(HOSTILE[9]), made_at=MADE))


def test_hebrew_arabic_and_emoji_are_drawn():
    text = text_of(pdf_of(hostile_case(HOSTILE[5] + HOSTILE[6]), made_at=MADE))
    assert "[U+" not in text
    assert "😡" in text


def test_every_character_held_drawable_is_drawn_in_every_style():
    """PDF/A refuses a file with a character no font has, so one wrong range would stop a case file."""
    firsts, lasts = _edges()
    letters = [chr(code) for first, last in zip(firsts, lasts, strict=True) for code in range(first, last + 1)]
    words = " ".join("".join(letters[at : at + 20]) for at in range(0, len(letters), 20))
    parts = [words[at : at + 1000] for at in range(0, len(words), 1000)]
    made = case(
        title=words[:150],
        subject=parts[0][:290],
        summary=tuple(parts),
        tellings=(Telling(SHOP, tuple(Sentence(part) for part in parts), words[:1100]),),
        statements=(Statement(SHOP, CONSUMER, MADE, "\n".join(parts)),),
        exhibits=(exhibit("B1", "Tekens", text=words[:8900], withheld=""), exhibit("B2", "x", withheld=words[:290])),
    )
    text = text_of(pdf_of(made, made_at=MADE))
    assert text.count("?") < 40, "letters were left out to get the file made at all"


@pytest.mark.parametrize(
    "broken", [b"", b"no picture", photo()[:3000], b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, b"<svg/>"], ids=range(5)
)
def test_picture_that_cannot_be_read_is_left_out(broken):
    made = pdf_of(case(), made_at=MADE, pictures={"B2": broken, "B4": photo()})
    assert "Bevestiging van de bestelling" in text_of(made)
    assert images_in(made) >= 1


def test_pages_of_a_picture_are_limited():
    pages = tuple(photo(str(n), (300, 400)) for n in range(9))
    assert images_in(pdf_of(case(), made_at=MADE, pictures={"B4": pages})) == 3


# ---- structure


def streams(pdf: bytes) -> list[bytes]:
    return [it.read_bytes() for it in opened(pdf).objects if isinstance(it, pikepdf.Stream) and readable(it)]


def readable(stream: pikepdf.Stream) -> bool:
    return stream.get("/Subtype") != pikepdf.Name.Image


def images_in(pdf: bytes) -> int:
    objects = opened(pdf).objects
    return sum(isinstance(it, pikepdf.Stream) and it.get("/Subtype") == pikepdf.Name.Image for it in objects)


def dictionaries(pdf: bytes):
    for it in opened(pdf).objects:
        if isinstance(it, pikepdf.Dictionary | pikepdf.Stream):
            yield it


def test_every_font_is_embedded():
    descriptors = [it for it in dictionaries(own_print()) if it.get("/Type") == pikepdf.Name.FontDescriptor]
    assert descriptors
    assert all({"/FontFile2", "/FontFile3"} & set(it.keys()) for it in descriptors)


def test_no_actions_scripts_or_outside_links():
    keys = {key for it in dictionaries(own_print()) for key in it.keys()}  # noqa: SIM118 # pikepdf's dictionaries are not iterated by key
    assert not keys & {
        "/AA",
        "/JS",
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/URI",
        "/OpenAction",
        "/GoToR",
        "/AcroForm",
    }
    actions = {str(it.S) for it in dictionaries(own_print()) if it.get("/Type") == pikepdf.Name.Action}
    assert actions <= {"/GoTo"}


def test_its_parts_can_be_reached_from_the_side_bar():
    titles = [str(it.title) for it in opened(shared()).open_outline().root]
    assert titles[:3] == ["Samenvatting", "Tijdlijn", "Volgens beide kanten"]


def hostile_case(words: str):
    """``words`` in every field that holds a text."""
    return case(
        reference=words,
        title=words,
        subject=words,
        banner=words,
        installation=words,
        summary=(words,),
        asked=(words, words),
        parties=(Party(CONSUMER, words, (words,)), Party(SHOP, words)),
        moments=(Moment(date(2026, 10, 1), words, exhibits=(words, "B1")),),
        tellings=(Telling(CONSUMER, (Sentence(words, (words,)),), words), Telling(SHOP, (Sentence(words),))),
        statements=(Statement(CONSUMER, SHOP, MADE, words, words, words),),
        exhibits=(
            exhibit(
                "B1", words, sort=words, source=words, shows=words, does_not_show=words, text=words + " ", name=words
            ),
            exhibit(words, words, withheld=words, sha256=words),
        ),
        clocks=(),
    )
