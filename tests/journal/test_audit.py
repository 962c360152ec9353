"""``check_ledger()`` notices every single thing that can be wrong, and nothing else."""

from __future__ import annotations

import pytest
from tests.journal.lines import NOW, RunAsOwner, unguarded, write

from wederhoor.journal import sequencer
from wederhoor.journal.audit import Report, check_ledger
from wederhoor.journal.broken import LedgerBroken

pytestmark = pytest.mark.django_db

EDITS = {
    "a gap": "UPDATE journal_line SET number = 99 WHERE number = 3",
    "a text": "UPDATE journal_line SET payload = '{}' WHERE number = 2",
    "an actor": "UPDATE journal_line SET actor = 'x' WHERE number = 2",
    "a commitment": "UPDATE journal_line SET commitment = sha256('x') WHERE number = 4",
    "a line gone": "DELETE FROM journal_line WHERE number = 2",
    "the last line gone": "DELETE FROM journal_line WHERE number = 5",
    "a hash": "UPDATE journal_node SET hash = sha256('x') WHERE level = 1 AND index = 0",
    "a hash gone": "DELETE FROM journal_node WHERE level = 0 AND index = 4",
    "a hash too many": "INSERT INTO journal_node (level, index, hash) VALUES (0, 5, sha256('x'))",
    "a root": "UPDATE journal_checkpoint SET root = sha256('x') WHERE size = 3",
    "a note": "UPDATE journal_checkpoint SET note = replace(note, '3', '4') WHERE size = 3",
    "another's note": "UPDATE journal_checkpoint SET note = (SELECT max(note) FROM journal_checkpoint WHERE size = 5)",
    "the newest checkpoint gone": "DELETE FROM journal_checkpoint WHERE size = 5",
    "a checkpoint beyond the tree": (
        "INSERT INTO journal_checkpoint (size, root, note, at, kept) SELECT 9, root, note, at, kept "
        "FROM journal_checkpoint WHERE size = 5"
    ),
    "a cursor beyond the end": "INSERT INTO journal_cursor (follower, number) VALUES ('x', 6)",
    "a parked line beyond the end": (
        "INSERT INTO journal_parkedline (follower, number, traceback, attempts, next_at) VALUES ('x', 6, '', 1, now())"
    ),
    "an unnumbered text": (
        "INSERT INTO journal_line (act, at, actor, subject, payload, salt, commitment) "
        "VALUES ('test.told', now(), 'x', 'x', '{}', sha256('salt'), sha256('x'))"
    ),
}


def grown() -> None:
    write("a", "b", "c")
    sequencer.run_once(NOW)
    write("d", "e")
    sequencer.run_once(NOW)


def test_empty_ledger_is_in_order() -> None:
    assert check_ledger() == Report(lines=0, numbered=0, forgotten=0, checkpoints=0)


def test_lines_waiting_for_a_number_are_in_order() -> None:
    grown()
    write("f")
    assert check_ledger() == Report(lines=6, numbered=5, forgotten=0, checkpoints=2)


@pytest.mark.parametrize("wrong", EDITS)
def test_audit_finds(wrong: str, as_owner: RunAsOwner) -> None:
    grown()
    with unguarded(as_owner):
        as_owner(EDITS[wrong])
        with pytest.raises(LedgerBroken) as found:
            check_ledger()
        assert found.value.violations
