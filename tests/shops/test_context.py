"""The transaction that sees one shop's rows."""

import pytest
from django.db import DatabaseError, connection

from wederhoor.shops.context import current_shop, inside

pytestmark = pytest.mark.usefixtures("database")


def test_shop_is_seen_inside_only():
    with inside(7):
        assert current_shop() == 7
    assert current_shop() is None


def test_shop_of_the_outer_block_is_put_back():
    with inside(7):
        with inside(8):
            assert current_shop() == 8
        assert current_shop() == 7


def test_shop_is_put_back_after_an_exception():
    with inside(7):
        with pytest.raises(ZeroDivisionError), inside(8):
            raise ZeroDivisionError
        assert current_shop() == 7


def test_shop_is_put_back_when_the_database_refused_a_statement():
    with inside(7):
        with pytest.raises(DatabaseError), inside(8):
            connection.cursor().execute("SELECT 1 / 0")
        assert current_shop() == 7


def test_nothing_is_seen_on_a_connection_that_was_used_before():
    with inside(7):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting('wederhoor.shop', true), '')::bigint")
        assert cursor.fetchone() == (None,)
