"""Brings a database up to date as its owner: tables, queue, cache, rights, and what keeps shops apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from wederhoor.shops import rowsecurity
from wederhoor.supervisor.folder import Unusable

# Each of these adds what only it can know about its own tables: triggers, withheld rights.
SCHEMAS = ("wederhoor.journal.schema",)


def migrate(*, static: bool = False) -> int:
    """Do everything that is still to be done; returns how many statements the last part took."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    _have_house_role()
    done = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _statements(settings.APP_ROLE, settings.HOUSE_ROLE):
            cursor.execute(statement)
            done += 1
    if static:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    return done


def _statements(app: str, house: str) -> Iterator[str]:
    """Rights first and what is withheld after them, in one transaction: nobody ever sees the one without the other."""
    yield f'GRANT USAGE ON SCHEMA public TO "{app}", "{house}"'
    yield f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{app}", "{house}"'
    yield f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{app}", "{house}"'
    yield f'REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM "{app}", "{house}"'
    with connection.cursor() as cursor:
        yield from rowsecurity.statements(cursor, app, house)
    for name in SCHEMAS:
        adding: Callable[[str, str], Iterable[str]] = import_module(name).statements
        yield from adding(app, house)


def _have_house_role() -> None:
    """The role for work across shops must exist and the application must be a member; says the SQL when it cannot."""
    app, house = settings.APP_ROLE, settings.HOUSE_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolcreaterole OR rolsuper FROM pg_roles")
        roles = dict(cursor.fetchall())
        cursor.execute(
            "SELECT 1 FROM pg_auth_members WHERE roleid = to_regrole(%s) AND member = to_regrole(%s)",
            [f'"{house}"', f'"{app}"'],
        )
        if house in roles and cursor.fetchone():
            return
        wanted = [f'CREATE ROLE "{house}" NOLOGIN', f'GRANT "{house}" TO "{app}"', f'ALTER ROLE "{app}" NOINHERIT']
        if not roles.get(connection.settings_dict["USER"]) or app not in roles:
            raise Unusable(f"The owner may not make roles; let an administrator run: {'; '.join(wanted)};")
        for statement in wanted[house in roles :]:
            cursor.execute(statement)
