"""A signature is a name: not a closing word, not goods, not the end of a sentence."""

from __future__ import annotations

import pytest

from wederhoor.language.signature import signed_by


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hallo,\n\nMijn vaas is stuk.\n\nGroet", ""),
        ("Hallo,\n\nMijn vaas is stuk.\n\nGr. Wim de Wit", "Wim de Wit"),
        ("Hallo\nvase kaputt bitte ersatz\nLG Svenja", "Svenja"),
        ("Beste\n\nstuk\n\nMvg, Toos", "Toos"),
        ("Hoi\nwaar blijft mijn pakket\nBedankt alvast", ""),
        ("Hoi,\n\nik wil mijn geld terug voor de\nLamp Steg", ""),
        ("Hello\n\nBroken.\n\nKind regards,\nMaria Lopez\nSent from my iPhone", "Maria Lopez"),
        ("Hoi,\n\nstuk.\n\nMet vriendelijke groet,\nFam. Smit\nDorpsstraat 3\n1234 AB Ergens", "Fam. Smit"),
        ("Hallo,\nstuk\n\nGraag Snel Antwoord", ""),
        ("Dag,\nde tas is stuk\ngroetjes van Riet", "Riet"),
    ],
)
def test_signature_is_a_name_or_nothing(text: str, name: str) -> None:
    assert signed_by(text) == name
