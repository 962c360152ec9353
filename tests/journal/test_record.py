"""Writing acts down."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from wederhoor.facts import Outcome
from wederhoor.journal.kinds import Forgets, UnknownAct, acts, declare
from wederhoor.journal.models import Line
from wederhoor.journal.record import Entry, record, record_all
from wederhoor.ledger.entry import NotCanonical

pytestmark = pytest.mark.django_db

TOLD = declare("test.told", forgets=Forgets.PAYLOAD)
STANDS = declare("test.stood", forgets=Forgets.NOTHING)


def test_line_is_written_in_the_acts_transaction_with_one_insert() -> None:
    with (
        transaction.atomic(),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        line = record(TOLD, subject="K7QF", actor="consumer", payload={"exhibit": "B1"})
    assert len([query for query in queries if "INSERT" in query["sql"]]) == 1
    assert len(queries) <= 3
    kept = Line.objects.get(pk=line.pk)
    assert (kept.act, kept.subject, kept.actor, kept.payload) == (TOLD, "K7QF", "consumer", {"exhibit": "B1"})
    assert kept.number is None
    assert kept.commits()


def test_line_of_an_act_that_was_rolled_back_is_not_there() -> None:
    with transaction.atomic():
        record(TOLD, subject="K7QF", actor="consumer", payload={})
        transaction.set_rollback(True)
    assert not Line.objects.exists()


def test_line_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record(TOLD, subject="K7QF", actor="consumer", payload={})


def test_act_that_nobody_declared_is_refused() -> None:
    with pytest.raises(UnknownAct, match=r"test\.invented"), transaction.atomic():
        record("test.invented", subject="K7QF", actor="consumer", payload={})


def test_dates_amounts_and_words_are_kept_as_text() -> None:
    payload = {"on": date(2026, 10, 12), "amount": Decimal("133.950"), "outcome": Outcome.PARTLY, "all": {"b", "a"}}
    with transaction.atomic():
        line = record(TOLD, subject="K7QF", actor="shop", payload=payload)
    kept = Line.objects.get(pk=line.pk)
    assert kept.payload == {"on": "2026-10-12", "amount": "133.950", "outcome": "partly", "all": ["a", "b"]}
    assert kept.commits()


def test_float_is_refused() -> None:
    with pytest.raises(NotCanonical), transaction.atomic():
        record(TOLD, subject="K7QF", actor="shop", payload={"amount": 1.5})


def test_every_line_has_a_salt_of_its_own() -> None:
    at = datetime(2026, 10, 12, tzinfo=UTC)
    with transaction.atomic():
        one, two = record_all([Entry(TOLD, "K7QF", "shop", {}, at=at)] * 2)
    assert one.opened()[1] != two.opened()[1]
    assert one.commitment != two.commitment
    assert one.pk < two.pk


def test_several_lines_take_one_insert() -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        record_all([Entry(TOLD, "K7QF", "shop", {"n": n}) for n in range(50)])
    assert len([query for query in queries if "INSERT" in query["sql"]]) == 1


def test_act_is_declared_once_and_one_way() -> None:
    assert declare("test.told", forgets=Forgets.PAYLOAD) == TOLD
    with pytest.raises(ValueError, match="declared before"):
        declare("test.told", forgets=Forgets.NOTHING)
    for name in ("told", "Test.told", "test.told.again", "test."):
        with pytest.raises(ValueError, match="noun"):
            declare(name, forgets=Forgets.PAYLOAD)
    assert acts()[STANDS] is Forgets.NOTHING
