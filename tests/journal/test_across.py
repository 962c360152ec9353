"""Entering the role that sees every shop, and leaving it again."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection, transaction

import wederhoor
from wederhoor.journal.across import across_shops, house_role

pytestmark = pytest.mark.django_db


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        row: tuple[str] = cursor.fetchone()
    return row[0]


def test_role_is_entered_and_left() -> None:
    own = role()
    with across_shops("tests"):
        assert role() == house_role() != own
    assert role() == own


def test_role_that_was_found_is_put_back_when_nested() -> None:
    with across_shops("outer"):
        with across_shops("inner"):
            assert role() == house_role()
        assert role() == house_role()


def test_role_is_left_within_a_transaction_that_goes_on() -> None:
    own = role()
    with transaction.atomic():
        with across_shops("tests"):
            assert role() == house_role()
        assert role() == own


def test_role_is_left_after_an_exception_and_after_a_database_error() -> None:
    own = role()
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), across_shops("tests"):
            raise ZeroDivisionError
        assert role() == own
        with pytest.raises(Exception, match="division"), across_shops("tests"), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert role() == own
    assert role() == own


# Who may look across shops. A new caller is a decision about everybody's data: add it here with its reason in mind.
CALLERS = {
    "cli.doctor",
    "evidence.keyed",
    "evidence.queries",
    "journal.audit",
    "journal.cosigning",
    "journal.erasure",
    "journal.follow",
    "journal.proofs",
    "journal.readings",
    "journal.ring",
    "journal.rolling",
    "journal.sequencer",
    "journal.stamps",
    "journal.tiles",
    "letters.tasks",
    "logs.minimising",
    "web.operator.views",
}


def test_callers_are_the_listed_ones_and_no_others() -> None:
    root = Path(wederhoor.__file__).parent
    found = {
        ".".join(path.relative_to(root).with_suffix("").parts)
        for path in root.rglob("*.py")
        if path.name != "across.py" and "across_shops(" in path.read_text("utf-8")
    }
    assert found == CALLERS
