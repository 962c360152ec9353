"""The words around a case file stand in every language, and dates read as people write them."""

from __future__ import annotations

import string
from datetime import date, datetime

import pytest
from tests.dossier.cases import SUMMER

from wederhoor.dossier.labels import LANGUAGES, labels_of

NEVER = ("onzinclaim", "fraudeur", "afpersing", "gelijk heb", "zaak", "arbiter", "loser", "erken", "alarm", "deadline")


def leaves(tree, path=""):
    if isinstance(tree, dict):
        for name, branch in tree.items():
            yield from leaves(branch, f"{path}/{name}")
    else:
        yield path, " ".join(tree) if isinstance(tree, list) else tree


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text(language):
    dutch, other = dict(leaves(labels_of("nl").texts)), dict(leaves(labels_of(language).texts))
    assert set(other) == set(dutch)
    assert all(other.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_fills_the_same_places(language):
    def places(texts):
        formatter = string.Formatter()
        return {path: {place for _, place, _, _ in formatter.parse(text) if place} for path, text in leaves(texts)}

    dutch, other = places(labels_of("nl").texts), places(labels_of(language).texts)
    assert {path: found for path, found in other.items() if found != dutch[path] and "calendar" not in path} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_that_blames_or_judges(language):
    text = " ".join(value for _, value in leaves(labels_of(language).texts)).lower()
    assert [word for word in NEVER if word in text] == []


def test_unknown_language_falls_to_dutch():
    assert labels_of("fr")["file"] == "Dossier"


@pytest.mark.parametrize(
    ("language", "long", "short", "moment"),
    [
        ("nl", "maandag 12 oktober 2026", "ma 12 okt 2026", "maandag 12 oktober 2026, 09.05 uur"),
        ("en", "Monday 12 October 2026", "Mon 12 Oct 2026", "Monday 12 October 2026, 09:05"),
        ("de", "Montag, 12. Oktober 2026", "Mo. 12. Okt. 2026", "Montag, 12. Oktober 2026, 09:05 Uhr"),
    ],
)
def test_dates_are_written_out(language, long, short, moment):
    labels = labels_of(language)
    assert labels.day(date(2026, 10, 12)) == long
    assert labels.day(date(2026, 10, 12), "short") == short
    assert labels.moment(datetime(2026, 10, 12, 9, 5, tzinfo=SUMMER)) == moment


@pytest.mark.parametrize(
    ("due", "says"),
    [
        (13, "nog 1 dag"),
        (16, "nog 4 dagen"),
        (12, "vandaag"),
        (11, "gisteren verstreken"),
        (9, "3 dagen geleden verstreken"),
    ],
)
def test_distance_to_a_date(due, says):
    assert labels_of("nl").distance(date(2026, 10, due), date(2026, 10, 12)) == says


@pytest.mark.parametrize(
    ("size", "says"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (1250, "1,2 kB"), (3_400_000, "3,4 MB"), (10**13, "10000 GB")],
)
def test_size_is_written_as_people_do(size, says):
    assert labels_of("nl").weight(size) == says
