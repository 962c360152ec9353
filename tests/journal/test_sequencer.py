"""Numbering committed lines, growing the tree, signing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.journal.lines import NOW, STOOD, TOLD, RunAsOwner, everything, numbers, unguarded, write

from wederhoor.journal import keys, proofs, sequencer
from wederhoor.journal.across import across_shops
from wederhoor.journal.audit import check_ledger
from wederhoor.journal.broken import LedgerBroken
from wederhoor.journal.erasure import erase
from wederhoor.journal.models import Checkpoint, Line
from wederhoor.journal.record import record
from wederhoor.journal.ring import ring
from wederhoor.ledger import checkpoint as notes

pytestmark = pytest.mark.django_db


def test_committed_lines_get_numbers_in_their_order_and_a_checkpoint() -> None:
    write("a", "b")
    write("c", shop_id=7)
    assert sequencer.run_once(NOW) == 3
    assert numbers() == {"a": 1, "b": 2, "c": 3}
    checkpoint = proofs.latest_checkpoint()
    assert checkpoint is not None
    assert (checkpoint.size, checkpoint.at) == (3, NOW)
    assert notes.verify(checkpoint.note, keys.log_key()).root == bytes(checkpoint.root)


def test_nothing_to_do_signs_nothing() -> None:
    assert sequencer.run_once(NOW) == 0
    write("a")
    sequencer.run_once(NOW)
    assert sequencer.run_once(NOW) == 0
    assert Checkpoint.objects.count() == 1


def test_line_that_commits_late_is_numbered_later() -> None:
    held, go = Event(), Event()

    def slowly() -> None:
        with transaction.atomic():
            record(TOLD, subject="late", actor="shop", payload={})
            held.set()
            go.wait(10)
        connection.close()

    slow = Thread(target=slowly)
    slow.start()
    held.wait(10)
    write("quick")
    assert sequencer.run_once(NOW) == 1
    go.set()
    slow.join()
    assert sequencer.run_once(NOW) == 1
    assert [(line.subject, line.number) for line in everything()] == [("late", 2), ("quick", 1)]


def test_many_batches_grow_one_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 7)
    write(*(str(place) for place in range(45)))
    while sequencer.run_once(NOW):
        pass
    sizes = list(Checkpoint.objects.order_by("size").values_list("size", flat=True))
    assert sizes == [7, 14, 21, 28, 35, 42, 45]
    assert check_ledger().numbered == 45


def test_second_sequencer_stands_back_while_the_first_is_at_it() -> None:
    write("a")
    found: list[int] = []

    def other() -> None:
        found.append(sequencer.run_once(NOW))
        connection.close()

    with across_shops("tests: hold the election"):
        assert sequencer._elected(wait=False)
        thread = Thread(target=other)
        thread.start()
        thread.join()
    assert found == [0]
    assert sequencer.run_once(NOW) == 1


def test_writers_and_two_sequencers_at_once_leave_no_gap() -> None:
    stop = Event()

    def writing(name: int) -> None:
        for place in range(20):
            write(f"{name}-{place}")
        connection.close()

    sequencers = [Thread(target=sequencer.run_forever, args=(stop,)) for _ in range(2)]
    writers = [Thread(target=writing, args=(name,)) for name in range(4)]
    for thread in [*sequencers, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    until = monotonic() + 20
    while None in numbers().values() and monotonic() < until:
        stop.wait(0.02)
    stop.set()
    for thread in sequencers:
        thread.join()
    assert sorted(numbers().values(), key=int) == list(range(1, 81))  # type: ignore[arg-type]  # a None fails here
    assert check_ledger().numbered == 80


def test_batch_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    write("a")

    def fails(*_: object) -> str:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(notes.Checkpoint, "sign", fails)
        with pytest.raises(RuntimeError):
            sequencer.run_once(NOW)
    assert numbers() == {"a": None}
    assert sequencer.run_once(NOW) == 1


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE journal_line SET payload = '{\"about\":\"forged\"}' WHERE subject = 'b'",
        "UPDATE journal_line SET subject = 'forged' WHERE subject = 'b'",
        "UPDATE journal_line SET at = at + interval '1 second' WHERE subject = 'b'",
        "UPDATE journal_line SET commitment = sha256('x'), payload = NULL, salt = NULL WHERE subject = 'b'",
        "DELETE FROM journal_line WHERE subject = 'b'",
        "UPDATE journal_checkpoint SET root = sha256('x')",
    ],
)
def test_edit_behind_our_back_stops_the_signing(edit: str, as_owner: RunAsOwner) -> None:
    write("a", "b", "c")
    sequencer.run_once(NOW)
    with unguarded(as_owner):
        as_owner(edit)
        write("d")
        with pytest.raises(LedgerBroken):
            sequencer.run_once(NOW)
        assert numbers()["d"] is None
        with pytest.raises(LedgerBroken):
            check_ledger()


def test_line_that_was_edited_before_it_was_numbered_stops_the_signing(as_owner: RunAsOwner) -> None:
    write("a")
    with unguarded(as_owner):
        as_owner("UPDATE journal_line SET actor = 'somebody'")
        with pytest.raises(LedgerBroken, match="committed to"):
            sequencer.run_once(NOW)


def test_sealed_text_that_was_changed_stops_the_signing(as_owner: RunAsOwner) -> None:
    write("a", "b")
    with unguarded(as_owner):
        as_owner("UPDATE journal_line SET payload = payload || '\\x00' WHERE subject = 'b'")
        with pytest.raises(LedgerBroken, match="committed to"):
            sequencer.run_once(NOW)
        assert numbers() == {"a": None, "b": None}


def test_lines_signed_by_another_process_are_hashed_again(
    as_owner: RunAsOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a", "b")
    sequencer.run_once(NOW)
    monkeypatch.setattr(sequencer, "_last_signed", None)
    write("c")
    assert sequencer.run_once(NOW) == 1
    with unguarded(as_owner):
        monkeypatch.setattr(sequencer, "_last_signed", None)
        as_owner("UPDATE journal_line SET actor = 'forged' WHERE subject = 'c'")
        write("d")
        with pytest.raises(LedgerBroken, match="line 3 is not"):
            sequencer.run_once(NOW)


def test_line_forgotten_since_it_was_signed_stops_nothing() -> None:
    write("erased", "without a key any more")
    sequencer.run_once(NOW)
    erase(subject="erased", by="shop", reason="asked")
    ring().destroy("without a key any more", NOW)
    write("c")
    assert sequencer.run_once(NOW) == 2
    assert check_ledger().forgotten == 2


def test_line_whose_key_is_missing_keeps_its_place_and_is_said_loudly(caplog: pytest.LogCaptureFixture) -> None:
    write("a", "lost key", "c")
    with without_key("lost key"):
        assert sequencer.run_once(NOW) == 3
        assert numbers() == {"a": 1, "lost key": 2, "c": 3}
        assert [(one.levelname, "key" in one.message) for one in caplog.records] == [("CRITICAL", True)]
        with pytest.raises(LedgerBroken, match="line 2 cannot be checked"):
            check_ledger()
    assert check_ledger().numbered == 3


def test_another_key_signs_nothing_under_this_log(tmp_path: Path) -> None:
    write("a")
    sequencer.run_once(NOW)
    write("b", act=STOOD)
    with override_settings(KEYS=tmp_path), pytest.raises(LedgerBroken, match="does not verify with the key"):
        sequencer.run_once(NOW)
    assert numbers() == {"a": 1, "b": None}
    assert sequencer.run_once(NOW) == 1


@contextmanager
def without_key(name: str) -> Iterator[None]:
    """As when a key folder was put back in part."""
    path = ring()._path(name)
    held = path.read_bytes()
    path.unlink()
    try:
        yield
    finally:
        path.write_bytes(held)


def test_line_is_numbered_here_and_now() -> None:
    write(*(str(place) for place in range(5)))
    [line] = write("mine", shop_id=3)
    assert sequencer.number_now(line).number == 6
    assert sequencer.number_now(line).number == 6


def test_numbering_one_after_the_other_reads_the_last_batch_once() -> None:
    first, second, last = write("a", "b", "c")
    with CaptureQueriesContext(connection) as asked:
        assert sequencer.number_now(first).number == 1
    numbering = len(asked)
    with CaptureQueriesContext(connection) as asked:
        assert [sequencer.number_now(line).number for line in (second, last)] == [2, 3]
    assert len(asked) == 2 * 6, "for each the role, the line, the role back"
    assert numbering > len(asked)
    assert Checkpoint.objects.count() == 1


def test_numbering_inside_the_acts_own_transaction_is_refused() -> None:
    with transaction.atomic():
        line = record(TOLD, subject="a", actor="shop", payload={})
        with pytest.raises(transaction.TransactionManagementError):
            sequencer.number_now(line)


def test_numbering_a_line_that_was_rolled_back_says_so() -> None:
    with pytest.raises(Line.DoesNotExist):
        sequencer.number_now(Line(pk=10**9))


def test_old_checkpoints_go_except_kept_ones_and_the_newest() -> None:
    for subject in "abcd":
        write(subject)
        sequencer.run_once(NOW)
    kept = Checkpoint.objects.get(size=2)
    proofs.keep(kept)
    assert sequencer.prune(NOW + timedelta(minutes=59)) == 0
    assert sequencer.prune(NOW + timedelta(minutes=61)) == 2
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [2, 4]
    write("e")
    assert sequencer.run_once(NOW) == 1
    assert check_ledger().checkpoints == 3


def test_proof_stands_within_a_second_of_the_commit() -> None:
    stop = Event()
    thread = Thread(target=sequencer.run_forever, args=(stop,))
    thread.start()
    try:
        write("a")
        committed = timezone.now()
        while (checkpoint := proofs.latest_checkpoint()) is None:
            stop.wait(0.02)
        # Twenty times what it takes; what is shown is that nothing waits for a tick of its own.
        assert checkpoint.at - committed < timedelta(seconds=20 * sequencer.loop.PAUSE)
    finally:
        stop.set()
        thread.join()
