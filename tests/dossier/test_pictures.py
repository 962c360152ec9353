"""Inline pictures: valid, escaped, with the same as text, and without a colour of their own."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from tests.dossier.cases import CONSUMER, case

from wederhoor.dossier.model import Moment, MomentKind
from wederhoor.dossier.pictures import clock_bar_svg, strength_svg, timeline_svg

TODAY = date(2026, 10, 12)
SVG = "{http://www.w3.org/2000/svg}"
CRUEL = '"><script>alert(1)</script>&\x00\u202e]]>'


def read(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str) -> str:
    return " ".join(read(svg).itertext())


def test_timeline_tells_the_same_in_words():
    svg = timeline_svg(case().moments, "nl", today=TODAY)
    described = read(svg).findtext("desc")
    assert described is not None
    assert all(m.what in described for m in case().moments if m.kind != MomentKind.GAP)
    assert "maandag 12 oktober 2026: vandaag" in described


def test_timeline_shows_silence_sides_and_what_is_to_come():
    svg = timeline_svg(case().moments, "nl", today=TODAY)
    kinds = [it.get("class") for it in read(svg)]
    assert kinds.count("silence") >= 1
    assert kinds.count("dot consumer") == 2
    assert kinds.count("dot due") == 1
    assert "today-line" in kinds


def test_longer_silence_takes_more_room():
    def height(days: int) -> int:
        svg = timeline_svg(
            [Moment(date(2026, 9, 1), "a"), Moment(date(2026, 9, 1 + days), "b")], "nl", today=date(2026, 10, 1)
        )
        return int(read(svg).get("height", "0"))

    assert height(20) > height(1)


def test_date_that_passed_unmet_is_late():
    svg = timeline_svg([Moment(date(2026, 10, 1), "betalen", kind=MomentKind.FUTURE)], "nl", today=TODAY)
    assert 'class="dot late"' in svg


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_cruel_words_stay_words(language):
    moment = Moment(date(2026, 10, 1), CRUEL, CONSUMER, exhibits=(CRUEL,))
    for svg in (
        timeline_svg([moment], language, today=TODAY, name=CRUEL),
        clock_bar_svg(CRUEL, language, start=TODAY, due=TODAY, today=TODAY, name=CRUEL),
    ):
        assert "<script" not in svg
        assert '"><script>alert(1)</script>&' in texts(svg)


def test_empty_timeline_has_today():
    assert "vandaag" in texts(timeline_svg([], "nl", today=TODAY))


@pytest.mark.parametrize(
    ("level", "filled", "says"),
    [
        (0, 0, "zegt hier niets over"),
        (3, 3, "redelijk"),
        (9, 5, "heel sterk"),
        (-1, 0, "0 van 5"),
        (None, 0, "niet gewogen"),
    ],
)
def test_strength_is_a_picture_and_a_word(level, filled, says):
    svg = strength_svg(level, "nl")
    assert svg.count('class="bar on"') == filled
    assert says in texts(svg)


@pytest.mark.parametrize(
    ("today", "state"), [(date(2026, 10, 2), "calm"), (date(2026, 10, 10), "soon"), (date(2026, 10, 20), "late")]
)
def test_clock_bar_fills_as_the_term_runs(today, state):
    svg = clock_bar_svg("Antwoorden", "nl", start=date(2026, 10, 1), due=date(2026, 10, 16), today=today)
    assert f'class="clock-gone {state}"' in svg
    assert "uiterlijk vrijdag 16 oktober 2026" in texts(svg)


def test_no_colour_of_their_own():
    every = timeline_svg(case().moments, "nl", today=TODAY) + strength_svg(2, "nl")
    every += clock_bar_svg("x", "nl", start=TODAY, due=TODAY, today=TODAY)
    assert not re.search(r"fill=|stroke=|style=|#[0-9a-f]{3,6}\b", every)
