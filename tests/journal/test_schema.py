"""What the database itself refuses, to the application and to the owner's own hand."""

from __future__ import annotations

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from tests.journal.lines import NOW, RunAsOwner, in_shop, numbers, write

from wederhoor.journal import proofs, sequencer
from wederhoor.journal.across import across_shops
from wederhoor.journal.models import Line

pytestmark = pytest.mark.django_db

FORBIDDEN = [
    "DELETE FROM journal_line",
    "TRUNCATE journal_line",
    "UPDATE journal_line SET act = 'x.y'",
    "UPDATE journal_line SET at = now()",
    "UPDATE journal_line SET actor = 'x'",
    "UPDATE journal_line SET subject = 'x'",
    "UPDATE journal_line SET shop_id = 5",
    "UPDATE journal_line SET commitment = sha256('x')",
    "UPDATE journal_line SET number = 7 WHERE number = 1",
    "UPDATE journal_line SET number = NULL",
    "UPDATE journal_line SET payload = '{}'",
    "UPDATE journal_line SET salt = sha256('x')",
    "UPDATE journal_node SET hash = sha256('x')",
    "DELETE FROM journal_node",
    "TRUNCATE journal_node",
    "UPDATE journal_checkpoint SET root = sha256('x')",
    "UPDATE journal_checkpoint SET kept = false WHERE size = 1",
    "DELETE FROM journal_checkpoint WHERE size = 1",
    "DELETE FROM journal_checkpoint WHERE size = 3",
    "TRUNCATE journal_checkpoint",
]


def grown() -> None:
    """Three numbered lines under three checkpoints, of which the first is kept."""
    for subject in "abc":
        write(subject)
        sequencer.run_once(NOW)
    checkpoint = proofs.Checkpoint.objects.get(size=1)
    proofs.keep(checkpoint)


@pytest.mark.sql
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_statement_is_refused_even_to_the_owner(statement: str, database: dict[str, str], as_owner: RunAsOwner) -> None:
    grown()
    with pytest.raises(psycopg.errors.RestrictViolation):
        as_owner(statement)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_statement_is_refused_to_the_application(statement: str) -> None:
    grown()
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_application_reads_and_writes_lines_and_no_tree() -> None:
    for table, privileges in {"journal_line": "SELECT, INSERT", "journal_node": "SELECT"}.items():
        assert rights(table) == set(privileges.split(", "))
    assert rights("journal_checkpoint") == {"SELECT"}
    assert rights("journal_cursor") == rights("journal_parkedline") == set()


def rights(table: str) -> set[str]:
    every = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT acl.privilege_type FROM pg_class c, aclexplode(c.relacl) acl "
            "WHERE c.relname = %s AND acl.grantee = to_regrole(quote_ident(current_user))",
            [table],
        )
        return {row[0] for row in cursor.fetchall()} & set(every)


@pytest.mark.sql
def test_shop_sees_its_own_lines_and_those_of_no_shop(database: dict[str, str]) -> None:
    write("of-seven", shop_id=7)
    write("of-eight", shop_id=8)
    write("of-none")
    assert seen(7) == {"of-seven", "of-none"}
    assert seen(None) == {"of-none"}
    assert set(numbers()) == {"of-seven", "of-eight", "of-none"}
    assert seen(7) == {"of-seven", "of-none"}


def seen(shop_id: int | None) -> set[str]:
    with in_shop(shop_id):
        return set(Line.objects.values_list("subject", flat=True))


def test_line_of_another_shop_cannot_be_written() -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), in_shop(8):
        Line.objects.create(act="test.told", actor="x", subject="x", shop_id=7, commitment=b"x")


def test_only_the_house_sets_numbers_and_erases() -> None:
    grown()
    with across_shops("tests: what the house may"):
        assert Line.objects.filter(subject="a").update(payload_bytes=None, salt=None) == 1
