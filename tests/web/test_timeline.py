"""The picture of a case: order, silence, today, and what still comes."""

from __future__ import annotations

from datetime import date

from django.utils import translation

from wederhoor.web.components.timeline import Event, drawn

TODAY = date(2026, 10, 12)
EVENTS = [
    Event(date(2026, 10, 26), "terugbetalen", "shop", due=True),
    Event(date(2026, 9, 1), "besteld", "", "B2"),
    Event(date(2026, 10, 12), "bericht", "consumer", "B1"),
    Event(date(2026, 10, 9), "antwoord", "shop", due=True),
]


def test_events_stand_from_old_to_new_with_today_among_them() -> None:
    dots = drawn(EVENTS, TODAY).dots
    assert [d.kind for d in dots] == ["plain", "late", "consumer", "today", "due"]
    assert [d.y for d in dots] == sorted(d.y for d in dots)


def test_long_silence_is_drawn_and_said() -> None:
    with translation.override("nl"):
        rails = drawn(EVENTS, TODAY).rails
    assert rails[0].kind == "silence"
    assert rails[0].says == "38 dagen stil"


def test_what_is_ahead_is_drawn_otherwise_than_what_passed() -> None:
    assert drawn(EVENTS, TODAY).rails[-1].kind == "rail" or drawn(EVENTS, TODAY).rails[-1].kind == "ahead"
    assert drawn(EVENTS, TODAY).dots[-1].kind == "due"


def test_long_words_are_cut_in_the_picture_and_whole_in_the_table() -> None:
    dot = drawn([Event(TODAY, "een heel lange omschrijving van wat er die dag gebeurde")], TODAY).dots[0]
    assert dot.says.endswith("…")
    assert dot.full.endswith("gebeurde")


def test_picture_is_as_high_as_its_events() -> None:
    timeline = drawn(EVENTS, TODAY)
    assert timeline.height > timeline.dots[-1].y
