"""Forgetting without breaking a proof."""

from __future__ import annotations

import pytest
from tests.journal.lines import NOW, STOOD, RunAsOwner, everything, in_shop, unguarded, write

from wederhoor.journal import keys, proofs, sequencer
from wederhoor.journal.audit import check_ledger
from wederhoor.journal.broken import LedgerBroken
from wederhoor.journal.erasure import erase
from wederhoor.ledger.proof import Proof

pytestmark = pytest.mark.django_db


def test_erased_line_loses_its_text_and_keeps_its_proof() -> None:
    write("K7QF", "other")
    sequencer.run_once(NOW)
    before = everything()[0]
    proof = Proof.parse(proofs.tlog_proof(before))

    assert erase(subject="K7QF", by="owner-1", reason="asked") == 1
    after, other, erasure = everything()
    assert (after.payload, after.salt, after.is_forgotten) == (None, None, True)
    assert bytes(after.commitment) == bytes(before.commitment)
    assert proof.verify(bytes(after.commitment), keys.log_key()).size == 2
    assert other.payload == {"about": "other"}
    assert (erasure.act, erasure.actor, erasure.payload) == (
        "record.erased",
        "owner-1",
        {"lines": 1, "reason": "asked"},
    )
    sequencer.run_once(NOW)
    assert check_ledger().forgotten == 1


def test_line_can_be_erased_before_it_is_numbered() -> None:
    write("K7QF")
    erase(subject="K7QF", by="owner-1", reason="asked")
    assert sequencer.run_once(NOW) == 2
    assert check_ledger().forgotten == 1


def test_kind_that_forgets_nothing_keeps_its_text() -> None:
    write("K7QF", act=STOOD)
    assert erase(subject="K7QF", by="owner-1", reason="asked") == 0
    assert everything()[0].payload == {"about": "K7QF"}


def test_only_lines_of_that_shop_are_erased() -> None:
    write("K7QF", shop_id=7)
    write("K7QF", shop_id=8)
    with in_shop(7):
        assert erase(subject="K7QF", by="owner-1", reason="asked", shop_id=7) == 1
    assert [line.is_forgotten for line in everything()] == [True, False, False]


def test_erasing_twice_erases_nothing_more() -> None:
    write("K7QF")
    assert [erase(subject="K7QF", by="owner-1", reason="asked") for _ in range(2)] == [1, 0]


def test_audit_finds_a_line_that_forgot_and_may_not(as_owner: RunAsOwner) -> None:
    write("K7QF", act=STOOD)
    sequencer.run_once(NOW)
    with unguarded(as_owner):
        as_owner("UPDATE journal_line SET payload = NULL, salt = NULL")
        with pytest.raises(LedgerBroken, match="may not forget"):
            check_ledger()
