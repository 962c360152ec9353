"""Every answer of add-checkpoint as the page tlog-witness has it, from the witness itself and from its process."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.witness.logs import Log, Process, body

from wederhoor.ledger.checkpoint import Checkpoint, Signer, signature_line
from wederhoor.ledger.cosignature import cosigned
from wederhoor.ledger.tree import EMPTY_ROOT
from wederhoor.witness.judging import Refused
from wederhoor.witness.witness import Witness


@pytest.fixture
def log() -> Log:
    return Log().grow(20)


@pytest.fixture
def witness(tmp_path: Path, log: Log):
    made = Witness(tmp_path / "w", "witness.example/w1", [log.signer.key])
    yield made
    made.close()


def refused(witness: Witness, data: bytes) -> tuple[int, str, str]:
    with pytest.raises(Refused) as refusal:
        witness.add_checkpoint(data)
    return refusal.value.status, refusal.value.content_type, refusal.value.says


def test_checkpoints_that_continue_one_another_are_cosigned(witness: Witness, log: Log) -> None:
    old = 0
    for size in (1, 2, 3, 7, 8, 16, 20):
        line = witness.add_checkpoint(log.request(old, size))
        assert witness.key in cosigned(log.note(size) + line, [witness.key])
        old = size


def test_same_checkpoint_is_cosigned_again(witness: Witness, log: Log) -> None:
    witness.add_checkpoint(log.request(0, 7))
    again = witness.add_checkpoint(log.request(7, 7))
    assert witness.key in cosigned(log.note(7) + again, [witness.key])


def test_empty_log_is_cosigned_and_goes_on(witness: Witness, log: Log) -> None:
    note = Checkpoint(log.signer.origin, 0, EMPTY_ROOT).sign(log.signer)
    line = witness.add_checkpoint(body(0, [], note))
    assert witness.key in cosigned(note + line, [witness.key])
    witness.add_checkpoint(log.request(0, 5))
    assert refused(witness, body(0, [], note))[:2] == (409, "text/x.tlog.size")


def test_unknown_log_is_not_found(witness: Witness) -> None:
    assert refused(witness, Log("other.example/log").grow(3).request(0))[0] == 404


def test_checkpoint_the_log_did_not_sign_is_forbidden(witness: Witness, log: Log) -> None:
    note = log.note(5)
    text = note.partition("\n\n")[0] + "\n"
    thief = Signer(log.signer.origin, b"t" * 32)
    unsigned = f"{text}\n{signature_line('somebody.example', bytes(80))}"
    spoilt = note + signature_line(log.signer.origin, log.signer.key.id + bytes(64))
    for bad in (thief.sign(text), unsigned, spoilt):
        assert refused(witness, body(0, [], bad))[0] == 403
    witness.add_checkpoint(body(0, [], note + thief.sign(text).rpartition("\n\n")[2]))


def test_old_size_beyond_the_checkpoint_is_a_bad_request(witness: Witness, log: Log) -> None:
    witness.add_checkpoint(log.request(0, 9))
    assert refused(witness, body(9, [], log.note(8)))[0] == 400


def test_old_size_that_is_not_the_newest_is_answered_with_the_newest(witness: Witness, log: Log) -> None:
    assert refused(witness, log.request(3, 9)) == (409, "text/x.tlog.size", "0\n")
    witness.add_checkpoint(log.request(0, 9))
    assert refused(witness, log.request(0, 12)) == (409, "text/x.tlog.size", "9\n")
    assert refused(witness, log.request(0, 4)) == (409, "text/x.tlog.size", "9\n")


def test_proof_that_does_not_lead_there_is_unprocessable(witness: Witness, log: Log) -> None:
    assert refused(witness, body(0, [bytes(32)], log.note(9)))[0] == 422
    witness.add_checkpoint(log.request(0, 9))
    honest = log.proof(9)
    for proof in ([], honest[:-1], [*honest, honest[-1]], [bytes(32), *honest[1:]], honest[::-1]):
        assert refused(witness, body(9, proof, log.note()))[0] == 422
    assert refused(witness, body(9, [bytes(32)], log.note(9)))[0] == 422


def test_another_tree_of_the_same_size_is_a_conflict_without_a_size(witness: Witness, log: Log) -> None:
    fork = log.forked_at(5).grow(4, "another story ")
    witness.add_checkpoint(log.request(0, 9))
    status, sort, _ = refused(witness, fork.request(9, 9))
    assert (status, sort) == (409, "text/plain; charset=utf-8")


def test_fork_is_refused_whichever_way_it_is_told_and_kept(witness: Witness, log: Log, tmp_path: Path) -> None:
    fork = log.forked_at(5).grow(10, "another story ")
    witness.add_checkpoint(log.request(0, 9))
    assert refused(witness, body(9, fork.proof(9), fork.note()))[0] == 422
    assert refused(witness, body(9, [], fork.note(9)))[0] == 409
    assert refused(witness, fork.request(5))[0] == 409
    kept = {file.name.split("-")[0]: file.read_text() for file in (tmp_path / "w" / "refused").rglob("*.note")}
    assert kept == {"unproven": fork.note(), "split": fork.note(9), "cosigned": log.note(9)}
    witness.add_checkpoint(log.request(9))


def test_refused_notes_are_kept_once_and_not_without_end(
    witness: Witness, log: Log, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr("wederhoor.witness.state.MOST_REFUSED", 3)
    witness.add_checkpoint(log.request(0, 9))
    for size in [10, 10, 11, 12, 13, 14]:
        assert refused(witness, body(9, [bytes(32)], log.note(size)))[0] == 422
    assert len(list((tmp_path / "w" / "refused").rglob("unproven-*"))) == 3
    fork = log.forked_at(5).grow(4, "another story ")
    assert refused(witness, fork.request(9))[0] == 409
    assert len(list((tmp_path / "w" / "refused").rglob("split-*"))) == 1


def test_lines_after_the_third_are_signed_along(witness: Witness, log: Log) -> None:
    note = log.signer.sign(log.checkpoint(5).text + "an extension\n")
    line = witness.add_checkpoint(body(0, [], note))
    assert witness.key in cosigned(note + line, [witness.key])
    with pytest.raises(Refused):
        witness.add_checkpoint(log.request(0, 5))


def test_other_signatures_on_the_checkpoint_are_left_alone(witness: Witness, log: Log) -> None:
    extra = "".join(signature_line(f"w{n}.example", bytes(2432)) for n in range(16))
    note = log.note(5) + extra
    line = witness.add_checkpoint(body(0, [], note))
    assert witness.key in cosigned(note + line, [witness.key])


def test_two_keys_of_one_log_are_both_trusted_while_it_changes(tmp_path: Path, log: Log) -> None:
    fresh = log.forked_at(9)
    fresh.signer = Signer(log.signer.origin, b"n" * 32)
    keys = [log.signer.key, fresh.signer.key]
    witness = Witness(tmp_path / "two", "witness.example/w1", keys)
    witness.add_checkpoint(log.request(0, 4))
    witness.add_checkpoint(fresh.request(4))
    witness.close()
    Witness(tmp_path / "two", "witness.example/w1", keys[1:]).close()


MALFORMED = {
    "nothing": b"",
    "no old": b"\n\nx",
    "old without a number": b"old \n\n",
    "old with a zero before it": b"old 00\n\nnote",
    "negative": b"old -1\n\nnote",
    "no empty line": b"old 0\nnote\n",
    "not text": b"old 0\n\n\xff\xfe\x00",
    "hash that is short": b"old 0\nAAAA\n\nnote",
    "not base64": b"old 0\n!!!!\n\nnote",
    "64 hashes": body(1, [bytes(32)] * 64, Log().grow(3).note()),
    "no note": b"old 0\n\n",
    "note without signatures": b"old 0\n\nshop.example/log\n1\nAAAA\n",
    "size too large": body(0, [], Log().signer.sign(f"shop.example/log\n{'9' * 30}\n\n")),
    "two lines": body(0, [], Log().signer.sign("shop.example/log\n1\n")),
    "carriage returns": Log().grow(3).request(0).replace(b"\n", b"\r\n"),
    "control characters": Log().grow(3).request(0).replace(b"old", b"\x07old"),
    "end cut off": Log().grow(3).request(0)[:-1],
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
def test_request_that_is_none_is_refused(witness: Witness, data: bytes) -> None:
    assert refused(witness, data)[0] == 400


def test_every_changed_byte_of_a_request_is_refused_or_changes_nothing(witness: Witness, log: Log) -> None:
    witness.add_checkpoint(log.request(0, 9))
    honest = log.request(9, 14)
    for place in range(len(honest)):
        changed = bytearray(honest)
        changed[place] ^= 0x01
        assert refused(witness, bytes(changed))[0] in (400, 403, 404, 409, 422)
    witness.add_checkpoint(honest)


def test_process_answers_over_one_line_and_says_what_it_is(tmp_path: Path, log: Log) -> None:
    with Process(tmp_path / "w", [log.key]) as witness:
        line = witness.line()
        assert witness.signed(witness.ask(log.request(0, 5), line), log.note(5))
        stale = witness.ask(log.request(0, 9), line)
        assert (stale.status, stale.sort, stale.text) == (409, "text/x.tlog.size", "5\n")
        assert witness.signed(witness.ask(log.request(5, 9), line), log.note(9))
        line.request("GET", "/")
        said = line.getresponse().read().decode()
        assert said == f"witness {witness.key.vkey}\nlog shop.example/log\n"
        line.close()
        assert witness.end() == 0
