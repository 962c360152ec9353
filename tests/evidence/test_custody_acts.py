"""Every act about an exhibit stands in the custody, in words of each language, or is left out for a named reason."""

from __future__ import annotations

import pytest

from wederhoor.casework.custody import ACTS, NOT_SHOWN, SEALED
from wederhoor.dossier.labels import LANGUAGES, labels_of
from wederhoor.journal.kinds import acts


def test_every_declared_act_on_an_exhibit_or_its_file_is_shown_or_left_out_for_a_reason() -> None:
    about = {act for act in acts() if act.startswith(("exhibit.", "dossier."))}
    assert about == (ACTS - {SEALED}) | set(NOT_SHOWN)
    assert not ACTS & set(NOT_SHOWN)
    assert all(NOT_SHOWN.values())


def test_every_act_that_is_shown_is_declared() -> None:
    assert set(acts()) >= ACTS


def test_reading_is_never_shown() -> None:
    assert "exhibit.read" in NOT_SHOWN


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_that_is_shown_has_words(language: str) -> None:
    words = labels_of(language).texts["custody_of"]
    assert {act.partition(".")[2] for act in ACTS} <= set(words)
