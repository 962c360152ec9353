"""The database is stopped and killed under the running server; the long form: python -m tests.withdrawals.outage 20."""

from __future__ import annotations

from tests.withdrawals.outage import prove


def test_statements_that_come_in_without_a_database_are_all_there_afterwards_and_once() -> None:
    report = prove(3, pause=0.4, say=print)
    assert report.outages == 3
    assert report.while_down > 0
    assert report.wrong == []
