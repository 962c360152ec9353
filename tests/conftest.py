"""What every test may ask for: a database of its own, people, and the ledger looked at afterwards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.servers import BASE, Server, oldest, server, usual

HERE = Path(__file__).parent
# Rooms whose tests need no Django. They do not wait for it, and would notice if their room began to.
WITHOUT_DJANGO = {
    *("law", "language", "drafting", "ledger", "dossier", "connect", "flow", "casework"),
    *("supervisor", "cli", "browser", "door", "witness", "test_codes", "test_facts"),
}
HOUSE_WITH_DJANGO = {"test_tables", "test_flows", "test_acts", "test_access", "test_layers", "test_forgetting"}
DATA = BASE / f"data-{os.getpid()}"
os.environ["WEDERHOOR_DATA"] = str(DATA)
for _name in ("DATABASE_URL", "DATABASE_OWNER_URL", "WEDERHOOR_MAIL_URL", "WEDERHOOR_URL", "WEDERHOOR_INSTALLATION"):
    os.environ.pop(_name, None)


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Set Django up before the first module that needs it is imported."""
    if isinstance(collector, pytest.Module):
        parts = collector.path.relative_to(HERE).with_suffix("").parts
        if parts[0] not in WITHOUT_DJANGO and (parts[0] != "house" or parts[-1] in HOUSE_WITH_DJANGO):
            _set_up_django()


def _set_up_django() -> None:
    import django
    from django.apps import apps
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wederhoor.settings")
    if not apps.ready:
        # Tests fetch no gathered files, and need not gather them first.
        settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With several test processes the browser tests stay together in one, and begin first; the others spread."""
    from xdist.scheduler import LoadScopeScheduling

    class BrowserTogether(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "browser" if nodeid.startswith("tests/browser/") else nodeid

    return BrowserTogether(config, log)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests marked ``sql`` run on the oldest supported PostgreSQL too."""
    if metafunc.definition.get_closest_marker("sql") and "database" in metafunc.fixturenames:
        metafunc.parametrize("on_oldest", [False, True], ids=["usual", "oldest"], indirect=True)


def pytest_sessionfinish() -> None:
    shutil.rmtree(DATA, ignore_errors=True)


@pytest.fixture(scope="session")
def _servers() -> Iterator[dict[bool, Server]]:
    started: dict[bool, Server] = {}
    yield started
    for one in started.values():
        one.end()


@pytest.fixture
def on_oldest(request: pytest.FixtureRequest) -> bool:
    """Whether this test asks for the oldest supported PostgreSQL."""
    return bool(getattr(request, "param", False))


@pytest.fixture
def database_server(_servers: dict[bool, Server], on_oldest: bool) -> Server:
    """The server this test's database stands on."""
    if on_oldest not in _servers:
        binaries = oldest() if on_oldest else usual()
        if binaries is None:
            pytest.skip("PostgreSQL 15 is not installed on this machine")
        _servers[on_oldest] = server(binaries)
    return _servers[on_oldest]


@pytest.fixture
def database(database_server: Server, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """A fresh, migrated database for this test alone; Django talks to it as the application does: owning nothing.

    Commits are real. Afterwards, if anything was journalled, the whole ledger is checked.
    """
    from django.db import connections

    settings = connections["default"].settings_dict
    before = dict(settings)
    with database_server.copy() as link, django_db_blocker.unblock():
        settings.update(link)
        connections.close_all()
        try:
            yield link
            if settings != {**settings, **link}:
                settings.update(link)
                connections.close_all()
            _check_ledger()
        finally:
            connections.close_all()
            settings.clear()
            settings.update(before)


@pytest.fixture
def db(database: dict[str, str]) -> None:
    """pytest-django's name for it, so that its own machinery, which needs an owner's rights, stays out."""


@pytest.fixture
def transactional_db(database: dict[str, str]) -> None:
    """The same: every test commits."""


@pytest.fixture
def _django_db_helper(database: dict[str, str]) -> None:
    """The same, for ``pytest.mark.django_db``."""


@pytest.fixture
def as_owner(database_server: Server, database: dict[str, str]) -> Iterator[Callable[[str], list[Any]]]:
    """Run a statement as the owner of the tables, to look behind the application's back."""
    import psycopg

    login = database_server.login("owner")
    address = {"host": login["HOST"], "user": login["USER"], "password": login["PASSWORD"]}
    with psycopg.connect(**address, dbname=database["NAME"], autocommit=True) as link:

        def run(statement: str) -> list[Any]:
            cursor = link.execute(statement)  # type: ignore[call-overload]  # tests write their own statements
            return cursor.fetchall() if cursor.description else []

        yield run


def _check_ledger() -> None:
    from wederhoor.journal.across import across_shops
    from wederhoor.journal.models import Line

    with across_shops("tests look whether anything was journalled"):
        touched = Line.objects.exists()
    if touched:
        from wederhoor.journal.audit import check_ledger

        check_ledger()
