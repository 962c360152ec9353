"""Proofs read from the stored tree, checked by the ledger and by the verifier that runs alone."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.journal.lines import NOW, everything, in_shop, write

from wederhoor.dossier.signed import signature_over
from wederhoor.journal import keys, proofs, sequencer
from wederhoor.journal.erasure import erase
from wederhoor.journal.models import Checkpoint
from wederhoor.journal.proofs import NotYetProven
from wederhoor.journal.sealer import sealer
from wederhoor.ledger import container
from wederhoor.ledger.bundle import (
    Case,
    CaseFile,
    Part,
    contents,
    listed,
    manifest,
    own_policy,
    proven,
    seal_payload,
)
from wederhoor.ledger.proof import Proof
from wederhoor.ledger.tree import verify_consistency, verify_inclusion
from wederhoor.ledger.verify import verify_bundle

pytestmark = pytest.mark.django_db


def grown(*batches: int) -> None:
    for number, size in enumerate(batches):
        write(*(f"{number}-{place}" for place in range(size)))
        sequencer.run_once(NOW)


def test_every_line_is_proven_under_every_checkpoint_that_covers_it() -> None:
    grown(1, 4, 2, 6)
    for checkpoint in Checkpoint.objects.all():
        for line in everything()[: checkpoint.size]:
            path = proofs.inclusion(line, checkpoint)
            assert line.number is not None
            index = line.number - 1
            assert verify_inclusion(bytes(line.commitment), index, checkpoint.size, path, bytes(checkpoint.root))


def test_tlog_proof_verifies_with_the_public_key() -> None:
    grown(3, 5)
    line = everything()[4]
    assert Proof.parse(proofs.tlog_proof(line)).verify(bytes(line.commitment), keys.log_key()).size == 8


def test_every_pair_of_checkpoints_is_consistent() -> None:
    grown(1, 2, 4, 3)
    checkpoints = list(Checkpoint.objects.order_by("size"))
    for old in checkpoints:
        for new in checkpoints[checkpoints.index(old) :]:
            proof = proofs.consistency(old.size, new.size)
            assert verify_consistency(old.size, new.size, bytes(old.root), bytes(new.root), proof)


def test_proofs_of_many_lines_take_one_read() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    grown(30)
    lines, checkpoint = everything(), proofs.latest_checkpoint()
    with CaptureQueriesContext(connection) as queries:
        assert len(proofs.tlog_proofs(lines, checkpoint)) == 30
    assert len(queries) == 1


def test_shop_proves_its_own_line_among_those_of_others() -> None:
    write("of-eight", shop_id=8)
    [mine] = write("of-seven", shop_id=7)
    write("of-nine", shop_id=9)
    sequencer.run_once(NOW)
    with in_shop(7):
        mine.refresh_from_db()
        text = proofs.tlog_proof(mine)
        assert [line.subject for line in proofs.lines_of("of-eight")] == []
    assert Proof.parse(text).verify(bytes(mine.commitment), keys.log_key()).size == 3


def test_line_that_is_not_covered_yet_has_no_proof() -> None:
    with pytest.raises(NotYetProven):
        proofs.inclusion(write("a")[0])
    sequencer.run_once(NOW)
    first = proofs.latest_checkpoint()
    [line] = write("b")
    with pytest.raises(NotYetProven):
        proofs.bundle_line(line)
    line = sequencer.number_now(line)
    with pytest.raises(NotYetProven):
        proofs.inclusion(line, first)
    assert proofs.inclusion(line)


def test_bundle_from_the_journal_is_intact_and_stays_so_after_erasure() -> None:
    write("K7QF", "other", "K7QF")
    sequencer.run_once(NOW)
    assert verify_bundle(journal_bundle("K7QF"), key=keys.log_key().vkey)["intact"]
    erase(subject="K7QF", by="system", reason="asked")
    sequencer.run_once(NOW)
    report = verify_bundle(journal_bundle("K7QF"), key=keys.log_key().vkey)
    assert report["intact"]
    assert any("without their text" in sentence for sentence in report["checked"])


def journal_bundle(code: str) -> bytes:
    """What a department does to hand a case over: list, seal in the journal, take the proofs at one checkpoint."""
    lines = proofs.lines_of(code)
    mail = CaseFile(Part.of("exhibits/B1-mail.eml", b"mail"), "E-mail", "message", "B1")
    written = [CaseFile(Part.of(name, b"{}"), name, "data") for name in ("README.txt", "dossier.json", "custody.json")]
    files = contents(written, own_policy(keys.log_key()), [mail], [proofs.bundle_line(line) for line in lines])
    about = manifest(Case(code, keys.log_key().name, NOW, vouched=True, vouching="Het register."), files)
    [sealing] = write_seal(code, about)
    checkpoint = proofs.latest_checkpoint()
    assert checkpoint is not None
    texts = proofs.tlog_proofs([*lines, sealing], checkpoint)
    before = listed(about, files, b"%PDF")
    after = proven(before, proofs.bundle_line(sealing), texts, checkpoint.note, sign=signed)
    return b"".join(container.pack([*before, *after]))


def signed(data: bytes) -> bytes:
    return signature_over(data, sealer(), at=timezone.now())


def write_seal(code: str, about: bytes) -> list:  # type: ignore[type-arg]  # lines of the journal
    from wederhoor.journal.kinds import Forgets, declare
    from wederhoor.journal.record import Entry, record_all

    act = declare("casefile.sealed", forgets=Forgets.PAYLOAD)
    with in_shop(None):
        lines = record_all([Entry(act, code, "shop", seal_payload(about, b"%PDF"))])
    return [sequencer.number_now(line) for line in lines]
