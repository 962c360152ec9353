"""The tables as the database has them: one shop's rows apart from another's, and references that go down only."""

import ast

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models
from tests.house.walk import SOURCE, modules, tree

from wederhoor.shops import rowsecurity

FLOORS = ("journal", "accounts", "shops", "evidence", "pages", "parcels", "logs", "claims", "letters", "withdrawals")
# Who may work across shops, and why. Everything else works inside one.
ACROSS = {
    "journal/sequencer.py",  # numbers the lines of all shops
    "journal/follow.py",  # each cursor reads all lines
    "journal/erasure.py",  # takes a person's text out wherever it stands
    "journal/cosigning.py",  # cosignatures are of the tree over all lines
    "journal/stamps.py",  # time-stamps are of the tree over all lines
    "journal/proofs.py",  # a proof needs the tree over all lines
    "journal/audit.py",  # reads the whole record
    "journal/rolling.py",  # the same, a piece at a time
    "journal/readings.py",  # who read the papers of one case, for the auditor
    "journal/tiles.py",  # publishes the tree over all lines
    "journal/ring.py",  # asks whether any shop has sealed something before a folder of keys is begun
    "evidence/keyed.py",  # which keys the documents of all shops want
    "evidence/queries.py",  # the command line asks whose case a code names
    "letters/tasks.py",  # finds the letters whose moment has come
    "logs/minimising.py",  # sweeps the store of what no shop's part points at
    "web/operator/views.py",  # the operator's desk
    "cli/doctor.py",  # counts what waits
}


def ours() -> list[type[models.Model]]:
    return [model for app in FLOORS for model in apps.get_app_config(app).get_models()]


def foreign_keys() -> list[models.ForeignKey]:
    return [f for model in ours() for f in model._meta.get_fields() if isinstance(f, models.ForeignKey)]


def name_of(field: models.ForeignKey) -> str:
    return f"{field.model._meta.label}.{field.name}"


@pytest.mark.parametrize("field", foreign_keys(), ids=name_of)
def test_reference_points_down(field):
    here, there = field.model._meta.app_label, field.related_model._meta.app_label
    assert FLOORS.index(there) <= FLOORS.index(here)
    if here != there:
        assert field.remote_field.related_name == "+"


def test_migrations_say_what_the_models_say(database):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.fixture
def catalogue(database):
    with connection.cursor() as cursor:
        yield cursor


def rows(cursor, statement: str, *values) -> set:
    cursor.execute(statement, values)
    return set(cursor.fetchall())


@pytest.mark.sql
def test_table_of_a_shop_has_row_level_security_and_both_policies(catalogue):
    tables = rowsecurity.tenant_tables(catalogue)
    guarded = rows(catalogue, "SELECT relname FROM pg_class WHERE relrowsecurity")
    policies = rows(catalogue, "SELECT tablename, policyname, roles[1]::text FROM pg_policies")
    assert tables
    for table in tables:
        assert (table,) in guarded
        assert (table, rowsecurity.SHOP_POLICY, settings.APP_ROLE) in policies
        assert (table, rowsecurity.HOUSE_POLICY, settings.HOUSE_ROLE) in policies


@pytest.mark.sql
def test_table_of_a_shop_never_lacks_its_shop(catalogue):
    nullable = rows(
        catalogue,
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'shop_id' AND is_nullable = 'YES'",
    )
    assert {table for (table,) in nullable} == set(rowsecurity.SPECIAL)


@pytest.mark.sql
def test_reference_between_rows_of_shops_holds_the_shop_too(catalogue):
    double = rows(
        catalogue,
        "SELECT t.relname, a.attname, u.relname FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid "
        "JOIN pg_class u ON u.oid = k.confrelid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[2] "
        "WHERE k.contype = 'f' AND array_length(k.conkey, 1) = 2",
    )
    for reference in rowsecurity.references(catalogue):
        assert (reference.table, reference.column, reference.target) in double


@pytest.mark.sql
def test_application_owns_nothing(catalogue):
    assert rows(catalogue, "SELECT relname FROM pg_class WHERE relowner = current_user::regrole") == set()
    assert rows(catalogue, "SELECT rolsuper, rolbypassrls, rolinherit FROM pg_roles WHERE rolname = current_user") == {
        (False, False, False)
    }


@pytest.mark.sql
def test_migrating_again_changes_nothing(catalogue, as_owner):
    fresh = list(rowsecurity.statements(catalogue, settings.APP_ROLE, settings.HOUSE_ROLE))
    assert [statement for statement in fresh if statement.startswith(("ALTER", "CREATE POLICY"))] == []


def test_work_across_shops_is_done_by_the_few_that_are_listed():
    callers = {
        path.relative_to(SOURCE).as_posix()
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "across_shops"
    }
    assert callers == ACROSS
