"""What must be right before the program starts, each with a hint; on doubt it refuses."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import ERROR, CheckMessage, Error, Tags, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from wederhoor.evidence import vault
from wederhoor.evidence.keyed import keys_wanted
from wederhoor.journal import sealer
from wederhoor.journal.belonging import strange_log_key
from wederhoor.journal.cosigning import policy
from wederhoor.journal.models import LONGEST_ADDRESS
from wederhoor.journal.stamping import roots
from wederhoor.shops import rowsecurity

OURS = "wederhoor"
KINDS = ("shop", "organisation")
SHORTEST_SECRET = 32
MAIL_SCHEMES = ("smtp", "smtps")
MIGRATE = "Run “wederhoor migrate”."
OWN_LOGIN = "Give the program a login of its own in DATABASE_URL; only “wederhoor migrate” may own tables."


@register(OURS)
def check_address(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """The public address gives hosts, cookies and the passkey's site."""
    parts = urlsplit(settings.URL)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return [_wrong(1, f"WEDERHOOR_URL is “{settings.URL}”.", "Write it as https://wederhoor.example.")]
    if parts.hostname == "127.0.0.1":
        return [_wrong(2, "WEDERHOOR_URL names 127.0.0.1.", "Write localhost: passkeys refuse a bare number.")]
    return []


@register(OURS)
def check_installation(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """A shop's installation and an organisation's are two kinds, and nothing else is."""
    if settings.INSTALLATION in KINDS:
        return []
    return [_wrong(3, f"WEDERHOOR_INSTALLATION is “{settings.INSTALLATION}”.", f"Choose {' or '.join(KINDS)}.")]


@register(OURS)
def check_secret(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Sessions and links are signed with it."""
    if len(settings.SECRET_KEY) >= SHORTEST_SECRET:
        return []
    hint = "Leave WEDERHOOR_SECRET_KEY out to have one made in the data folder."
    return [_wrong(4, f"The secret key is shorter than {SHORTEST_SECRET} characters.", hint)]


@register(OURS)
def check_mail(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Without an address of a mail server letters are kept as files, which is not a fault."""
    if not settings.MAIL_URL or urlsplit(settings.MAIL_URL).scheme in MAIL_SCHEMES:
        return []
    return [_wrong(5, "WEDERHOOR_MAIL_URL is no address of a mail server.", "Write smtp://user:password@host:587.")]


@register(OURS)
def check_keys(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Whoever reads the keys reads every dossier and signs as this installation."""
    if not settings.KEYS.exists():
        return []
    if settings.KEYS.stat().st_mode & 0o077:
        return [_wrong(6, f"Others can look into {settings.KEYS}.", f"Run: chmod 700 {settings.KEYS}")]
    if not os.access(settings.KEYS, os.R_OK | os.W_OK | os.X_OK):
        hint = "Every dossier gets a key of its own there: give the program's login that folder, and mount it writable."
        return [_wrong(19, f"The program may not read and write in {settings.KEYS}.", hint)]
    return []


@register(OURS)
def check_policy(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """A bundle carries the policy, and its witnesses are asked: neither may fail on a typing error weeks later."""
    if not settings.POLICY:
        return []
    try:
        policy()
    except ImproperlyConfigured as bad:
        return [_wrong(7, str(bad), "docs/witness.md has examples; WEDERHOOR_POLICY names the file.")]
    return []


@register(OURS)
def check_seal(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """A case file that cannot be signed cannot be handed over; better to hear it now."""
    try:
        sealer.described()
    except ImproperlyConfigured as bad:
        hint = "WEDERHOOR_SEAL names a PKCS#12 file, WEDERHOOR_SEAL_PASSWORD its password; without them one is made."
        return [_wrong(8, str(bad), hint)]
    return []


@register(OURS)
def check_store(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """A document must be kept before anybody is told that it is; so the store is written to and read back."""
    try:
        vault.answers()
    except (OSError, ValueError, LookupError) as bad:
        hint = "WEDERHOOR_STORE names a folder or s3://bucket/folder; the login must be able to write, read and remove."
        return [_wrong(9, f"The store of documents: {bad}.", hint)]
    return []


@register(OURS)
def check_authorities(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """Whoever states the time is named by an address, and trusted by a root that can be read."""
    hint = "docs/time-stamps.md has examples; WEDERHOOR_AUTHORITIES and WEDERHOOR_AUTHORITY_ROOTS are the settings."
    wrong = [one for one in settings.AUTHORITIES if not _is_authority(one)]
    if wrong:
        return [_wrong(17, f"“{wrong[0][:100]}” is no address of a time-stamp authority.", hint)]
    try:
        roots()
    except ImproperlyConfigured as bad:
        return [_wrong(17, str(bad), hint)]
    return []


def _is_authority(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    named = parts.scheme in ("http", "https") and parts.hostname and not parts.username and not parts.password
    return bool(named) and len(address) <= LONGEST_ADDRESS


@register(OURS, Tags.database)
def check_database(app_configs: Any, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Reaches the database and asks it everything that must hold there."""
    if not databases:
        return []
    try:
        connection.ensure_connection()
    except DatabaseError as problem:
        reason = str(problem).strip().splitlines()[0]
        return [_wrong(10, f"The database does not answer: {reason}.", "Check DATABASE_URL and whether it runs.")]
    return [fault for ask in _QUESTIONS for fault in ask()]


def _is_migrated() -> Iterable[CheckMessage]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield _wrong(11, f"The database lacks {len(missing)} migrations.", MIGRATE)


def _owns_nothing() -> Iterable[CheckMessage]:
    """Row-level security does not bind the owner of a table, nor who may bypass it."""
    bypasses = _first("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    owned = _first("SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relowner = current_user::regrole")
    if bypasses:
        yield _wrong(12, "The database login may bypass row-level security.", OWN_LOGIN)
    if owned:
        yield _wrong(13, f"The database login owns {owned} tables.", OWN_LOGIN)


def _house_is_apart() -> Iterable[CheckMessage]:
    """The house's rights must be entered, never inherited: inherited they would hold in every statement."""
    member = _first(
        "SELECT count(*) FROM pg_auth_members WHERE roleid = to_regrole(%s) AND member = current_user::regrole",
        f'"{settings.HOUSE_ROLE}"',
    )
    if not member:
        yield _wrong(14, f"The login is no member of the role {settings.HOUSE_ROLE}.", MIGRATE)
    elif _first("SELECT pg_has_role(current_user, %s, 'USAGE')", settings.HOUSE_ROLE):
        yield _wrong(15, f"The login inherits from {settings.HOUSE_ROLE}.", "Run: ALTER ROLE … NOINHERIT")


def _shops_are_apart() -> Iterable[CheckMessage]:
    """Every table of shops' rows is guarded."""
    with connection.cursor() as cursor:
        tables = rowsecurity.tenant_tables(cursor)
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        guarded = {row[0] for row in cursor.fetchall()}
    open_tables = [table for table in tables if table not in guarded]
    if open_tables:
        yield _wrong(16, f"Row-level security is off on {', '.join(open_tables)}.", MIGRATE)


def _keys_belong() -> Iterable[CheckMessage]:
    """Without its keys a database is full of what nobody can read; keys made anew in a wrong folder would hide that."""
    try:
        strange, wanted = strange_log_key(), keys_wanted()
    except DatabaseError:
        return  # tables are missing, which was said already
    except OSError as bad:
        hint = "Look at its disk or mount, and whose files they are; nothing was changed."
        yield _wrong(19, f"The folder of keys cannot be read: {bad}.", hint)
        return
    if wanted.all_missing:
        strange = strange or f"none of the {wanted.looked} keys that documents want are in {settings.KEYS}"
    if strange:
        hint = (
            "Mount or put back the folder of keys that belongs to this database (WEDERHOOR_KEYS), as it was. Nothing"
            " was changed; docs/for-operators.md says more."
        )
        yield _wrong(18, f"The folder of keys is not the one of this database: {strange}.", hint)


def faults() -> list[CheckMessage]:
    """Everything of ours that is not as it must be; the framework's own checks are for tests, which see every page."""
    return [one for one in run_checks(tags=[OURS], databases=["default"]) if one.level >= ERROR]


_QUESTIONS: tuple[Callable[[], Iterable[CheckMessage]], ...] = (
    _is_migrated,
    _owns_nothing,
    _house_is_apart,
    _shops_are_apart,
    _keys_belong,
)


def _first(statement: str, *values: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def _wrong(number: int, says: str, hint: str) -> Error:
    return Error(says, hint=hint, id=f"wederhoor.E{number:03}")
