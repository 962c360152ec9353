"""Bare rows of lines: the same as the lines, and what each is found to be."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from tests.journal.lines import NOW, STOOD, TOLD, everything, write

from wederhoor.door.keyring import Destroyed, NoKey
from wederhoor.journal import rows, sequencer
from wederhoor.journal.across import across_shops
from wederhoor.journal.record import Entry, record_all
from wederhoor.journal.ring import ring
from wederhoor.journal.rows import Checker, State
from wederhoor.ledger.sealed import seal

pytestmark = pytest.mark.django_db


def read() -> list[rows.Row]:
    with across_shops("tests: bare rows"):
        return [*rows.waiting(100), *rows.numbered(0, 100)]


def test_row_says_what_its_line_says() -> None:
    write("a", "b", shop_id=7)
    write("c", act=STOOD)
    sequencer.run_once(NOW)
    write("d")
    found = {row.id: row for row in read()}
    for line in everything():
        row = found[line.pk]
        assert (row.number, row.act, row.at, row.actor, row.subject) == (
            *(line.number, line.act, line.at, line.actor, line.subject),
        )
        assert row.payload == bytes(line.payload_bytes or b"")
        assert row.salt == (None if line.salt is None else bytes(line.salt))
        assert row.commitment == bytes(line.commitment)
        assert Checker().state(row) is State.HOLDS


def test_waiting_lines_come_oldest_first_behind_the_one_named() -> None:
    write("a", "b", "c")
    with across_shops("tests: bare rows"):
        first, second = rows.waiting(2)
        [third] = rows.waiting(2, after=second.id)
    assert [row.subject for row in (first, second, third)] == ["a", "b", "c"]


def test_each_thing_that_can_be_wrong_with_a_line_has_its_state() -> None:
    with transaction.atomic():
        record_all([Entry(TOLD, "states", "shop", {"a": 1}), Entry(STOOD, "states", "shop", {"a": 1})])
    sealed, in_the_open = read()
    other_key = seal(bytes(32) + b"{}", "states", bytes(32))
    found = {
        sealed._replace(payload=None, salt=None): State.FORGOTTEN,
        sealed._replace(subject="other"): State.CHANGED,
        sealed._replace(payload=other_key): State.CHANGED,
        sealed._replace(payload=(sealed.payload or b"")[:-1]): State.CHANGED,
        sealed._replace(payload=(sealed.payload or b"")[:1]): State.CHANGED,
        sealed._replace(payload=seal(b"short", "states", ring().of("states"))): State.CHANGED,
        sealed._replace(payload=seal(bytes(40), "never made", bytes(32))): State.UNREADABLE,
        in_the_open._replace(payload=b'{"a": 1}'): State.CHANGED,
        in_the_open._replace(payload=b""): State.CHANGED,
        in_the_open._replace(salt=None): State.CHANGED,
        in_the_open._replace(commitment=bytes(32)): State.CHANGED,
        in_the_open: State.HOLDS,
    }
    assert {row: Checker().state(row) for row in found} == found


def test_key_is_asked_for_once_in_a_batch_whether_it_is_there_or_not() -> None:
    write(*["one"] * 3, *["gone"] * 3, *["lost"] * 3)
    asked: list[str] = []

    def key_of(name: str) -> bytes:
        asked.append(name)
        if name == "gone":
            raise Destroyed(name)
        if name == "lost":
            raise NoKey(name)
        return ring().of(name)

    checker = Checker(key_of)
    states = [checker.state(row) for row in read()]
    assert states == [State.HOLDS] * 3 + [State.FORGOTTEN] * 3 + [State.UNREADABLE] * 3
    assert asked == ["one", "gone", "lost"]


def test_what_goes_wrong_is_an_error_of_django_as_everywhere() -> None:
    with pytest.raises(DatabaseError), connection.wrap_database_errors, rows.bare_cursor() as cursor:
        cursor.execute("SELECT 1 / %s", [0])
