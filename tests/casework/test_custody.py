"""Custody from the lines of a case: acts on exhibits in order, and nothing of exhibits the other side lacks."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wederhoor.casework.custody import Act, Held, custody_json, custody_of, forgotten_of, shown

AT = datetime(2026, 10, 12, 9, 30, tzinfo=UTC)
SHA256 = "ab" * 32


def act(number: int | None, name: str, actor: str = "owner-code", **payload: Any) -> Act:
    return Act(number, name, AT, actor, payload or None)


def test_row_tells_who_when_on_which_side_and_why() -> None:
    acts = [act(3, "exhibit.lifted", exhibit="B2", side="shop", why="Reclamefilter was te streng", sha256=SHA256)]
    assert custody_of(acts, {"B2"}) == [
        Held("B2", "exhibit.lifted", AT, "owner-code", "shop", "Reclamefilter was te streng", SHA256, 3)
    ]


def test_rows_keep_the_order_of_the_lines_and_other_acts_stay_out() -> None:
    acts = [
        act(1, "claim.filed", exhibit="B1"),
        act(2, "exhibit.added", exhibit="B1"),
        act(4, "exhibit.read", exhibit="B1"),
        act(5, "exhibit.described", exhibit="B1", shows="De doos."),
        act(7, "casefile.sealed", manifest=SHA256),
    ]
    assert [(row.number, row.exhibit) for row in custody_of(acts, {"B1"})] == [(2, "B1"), (5, "B1"), (7, None)]


def test_exhibit_the_other_side_does_not_have_is_not_told_of() -> None:
    assert custody_of([act(1, "exhibit.added", exhibit="B7")], {"B1"}) == []


def test_line_whose_text_was_forgotten_is_left_out() -> None:
    assert custody_of([act(1, "exhibit.added")], {"B1"}) == []


def test_exhibit_that_both_had_and_was_forgotten_is_told_of_and_one_sides_own_is_not() -> None:
    acts = [
        act(5, "exhibit.forgotten", "system", exhibit="B3", layer="shared"),
        act(6, "exhibit.forgotten", "system", exhibit="B4", layer="own"),
        act(7, "exhibit.forgotten", "system"),
    ]
    assert forgotten_of(acts) == {"B3"}
    [row] = shown(custody_of(acts, {"B1", *forgotten_of(acts)}), ZoneInfo("Europe/Amsterdam"))
    assert (row.exhibit, row.what, row.role) == ("B3", "forgotten", "automatic")
    assert custody_of(acts, {"B1"}) == []


def test_side_follows_from_the_actor_when_the_line_names_none() -> None:
    acts = [act(1, "exhibit.added", who, exhibit="B1") for who in ("consumer", "system", "owner-code")]
    assert [row.side for row in custody_of(acts, {"B1"})] == ["consumer", "system", "shop"]


def test_file_is_canonical_and_holds_no_words_but_the_reason() -> None:
    rows = custody_of([act(2, "exhibit.described", exhibit="B1", shows="De doos.", facts={"delivered": True})], {"B1"})
    data = custody_json(rows)
    assert json.loads(data) == {
        "acts": [
            {
                "act": "exhibit.described",
                "at": "2026-10-12T09:30:00.000000Z",
                "by": "owner-code",
                "exhibit": "B1",
                "number": 2,
                "sha256": None,
                "side": "shop",
                "why": "",
            }
        ],
        "format": "wederhoor custody v1",
    }
    assert b"De doos" not in data
