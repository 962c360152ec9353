"""The certificate of erasure: the same bytes for the same facts, in three languages, archival, and complete."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pypdfium2
import pytest

from wederhoor.dossier.certificate import Certificate, certificate_of, counted, words

PAPER = Certificate(
    reference="K7QF-82MN-R",
    shop="Lampenhuis",
    erased_at=datetime(2026, 10, 12, 12, 3, tzinfo=UTC),
    role="owner",
    why="asked",
    counts={"claims.Claim": 1, "evidence.Exhibit": 4, "letters.Letter": 0, "evidence.DossierItem": 4},
    gone_by=date(2026, 10, 27),
    act="dossier.erased",
    commitment="ab" * 32,
    number=200,
    period="Samen opgelost",
)


def text_of(data: bytes) -> str:
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)).replace("\r\n", " ")


def test_certificate_says_what_when_who_why_what_stays_and_by_when() -> None:
    text = text_of(certificate_of(PAPER))
    for said in ("K7QF-82MN-R", "Lampenhuis", "12 oktober 2026, 12.03", "de eigenaar van de winkel", "artikel 17 AVG"):
        assert said in text
    for said in ("Samen opgelost", "27 oktober 2026", "AWR", "200 · dossier.erased", "ab" * 32):
        assert said in text


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_every_language_has_every_word(language: str) -> None:
    say, dutch = words(language), words("nl")
    assert set(say) == set(dutch)
    assert all(set(say[table]) == set(dutch[table]) for table in ("roles", "reasons", "tables"))
    assert "{day}" in say["backups"]
    assert certificate_of(Certificate(**{**vars(PAPER), "language": language})).startswith(b"%PDF")


def test_same_facts_give_the_same_bytes_and_an_archival_file() -> None:
    one = certificate_of(PAPER)
    assert one == certificate_of(PAPER)
    assert b"<pdfaid:part>3</pdfaid:part>" in one
    assert b"<pdfuaid:part>1</pdfuaid:part>" in one


def test_what_is_none_or_has_no_name_on_paper_is_left_out() -> None:
    assert counted(PAPER.counts, "en") == [("Complaints with name, address, subject and text", 1), ("Documents", 4)]


def test_word_of_somebody_is_set_as_text() -> None:
    assert "#panic() $x$ @y" in text_of(certificate_of(Certificate(**{**vars(PAPER), "shop": "#panic() $x$ @y"})))


def test_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        certificate_of(Certificate(**{**vars(PAPER), "erased_at": datetime(2026, 10, 12)}))  # noqa: DTZ001  the fault itself
