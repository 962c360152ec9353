"""Becoming operator and ending it: written down once, and nothing where nothing changes."""

from __future__ import annotations

import pytest
from tests.people import a_person, browser_of

from wederhoor.accounts.actions import end_operator, make_operator
from wederhoor.journal.models import Line

pytestmark = pytest.mark.usefixtures("database")


def acts() -> list[str]:
    return list(Line.objects.filter(act__startswith="person.operator").order_by("pk").values_list("act", flat=True))


def test_person_who_is_made_operator_sees_the_desk_until_it_ends() -> None:
    person = a_person()
    browser = browser_of(person)
    assert make_operator(person, by="system")
    assert browser.get("/operator/").status_code == 200
    assert end_operator(person, by="system")
    assert browser.get("/operator/").status_code == 404
    assert acts() == ["person.operator-made", "person.operator-ended"]


def test_operator_who_is_one_already_leaves_no_line() -> None:
    person = a_person()
    assert not end_operator(person, by="system")
    make_operator(person, by="system")
    assert not make_operator(person, by="system")
    assert acts() == ["person.operator-made"]
