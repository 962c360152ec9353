"""What a witness keeps on disk, and every state in which it would rather not start."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.witness.logs import Log, Process, body

from wederhoor.ledger.checkpoint import Signer
from wederhoor.witness.judging import Refused
from wederhoor.witness.state import Unready
from wederhoor.witness.witness import Witness

NAME = "witness.example/w1"


@pytest.fixture
def log() -> Log:
    return Log().grow(20)


@pytest.fixture
def folder(tmp_path: Path, log: Log) -> Path:
    """The folder of a witness that cosigned nine lines."""
    place = tmp_path / "w"
    witness = Witness(place, NAME, [log.signer.key])
    witness.add_checkpoint(log.request(0, 9))
    witness.close()
    return place


def state_of(folder: Path) -> Path:
    return next((folder / "logs").iterdir())


def test_memory_outlives_a_start(folder: Path, log: Log) -> None:
    witness = Witness(folder, NAME, [log.signer.key])
    with pytest.raises(Refused) as refusal:
        witness.add_checkpoint(log.forked_at(5).grow(4, "other").request(0))
    assert (refusal.value.status, refusal.value.says) == (409, "9\n")
    witness.add_checkpoint(log.request(9))
    witness.close()


def test_key_is_made_once_and_nobody_else_reads_the_folder(folder: Path, log: Log) -> None:
    keys = set()
    for _ in range(2):
        witness = Witness(folder, NAME, [log.signer.key])
        keys.add(witness.key)
        witness.close()
    (key,) = keys
    assert (folder / "key").read_text().startswith(f"PRIVATE+KEY+{NAME}+{key.id.hex()}+")
    assert [path.stat().st_mode & 0o077 for path in (folder, folder / "key", state_of(folder))] == [0, 0, 0]


def test_another_log_joins_and_one_that_is_not_named_is_not_forgotten(folder: Path, log: Log) -> None:
    other = Log("other.example/log", b"o" * 32).grow(3)
    witness = Witness(folder, NAME, [other.signer.key])
    witness.add_checkpoint(other.request(0))
    with pytest.raises(Refused):
        witness.add_checkpoint(log.request(9))
    witness.close()
    witness = Witness(folder, NAME, [log.signer.key, other.signer.key])
    witness.add_checkpoint(log.request(9))
    witness.close()


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-5])


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def garbled(file: Path) -> None:
    file.write_bytes(os.urandom(200))


def one_bit(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[60] ^= 1
    file.write_bytes(bytes(data))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "state cut short": lambda w: cut(state_of(w)),
    "state empty": lambda w: emptied(state_of(w)),
    "state garbled": lambda w: garbled(state_of(w)),
    "state with one bit turned": lambda w: one_bit(state_of(w)),
    "state gone": lambda w: state_of(w).unlink(),
    "state a folder": lambda w: (state_of(w).unlink(), (w / "logs" / ("0" * 64)).mkdir()),
    "list of logs gone": lambda w: (w / "known").unlink(),
    "key gone": lambda w: (w / "key").unlink(),
    "key and list gone": lambda w: ((w / "key").unlink(), (w / "known").unlink()),
    "key garbled": lambda w: garbled(w / "key"),
    "key empty": lambda w: emptied(w / "key"),
    "key of a log": lambda w: (w / "key").write_text((w / "key").read_text().replace("+B", "+A")),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_witness_with_a_damaged_memory_does_not_start(folder: Path, log: Log, damage: Callable[[Path], None]) -> None:
    damage(folder)
    with pytest.raises(Unready):
        Witness(folder, NAME, [log.signer.key])


def test_state_signed_by_a_key_that_is_no_longer_trusted_does_not_start(folder: Path, log: Log) -> None:
    with pytest.raises(Unready, match="signed with a key given here"):
        Witness(folder, NAME, [Signer(log.signer.origin, b"n" * 32).key])


def test_second_witness_in_one_folder_and_another_name_do_not_start(folder: Path, log: Log) -> None:
    first = Witness(folder, NAME, [log.signer.key])
    with pytest.raises(Unready, match="Another witness"):
        Witness(folder, NAME, [log.signer.key])
    first.close()
    with pytest.raises(Unready, match="not of"):
        Witness(folder, "witness.example/w2", [log.signer.key])


def test_checkpoint_that_cannot_be_kept_is_not_signed(folder: Path, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    witness = Witness(folder, NAME, [log.signer.key])

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            witness.add_checkpoint(log.request(9, 12))
    # What the disk holds now is unknown until it is read again, so nothing new is signed before that.
    with pytest.raises(OSError, match="before"):
        witness.add_checkpoint(log.request(9, 12))
    witness.close()
    again = Witness(folder, NAME, [log.signer.key])
    again.add_checkpoint(log.request(9, 12))
    again.close()


def test_refusal_goes_out_when_its_note_cannot_be_kept(folder: Path, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    witness = Witness(folder, NAME, [log.signer.key])
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(Refused) as refusal:
        witness.add_checkpoint(body(9, [], log.forked_at(5).grow(4, "other").note()))
    assert refusal.value.status == 409
    witness.close()


def test_command_says_in_a_sentence_why_it_does_not_start(tmp_path: Path, folder: Path, log: Log) -> None:
    def says(*words: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "wederhoor", "witness", *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        return done.returncode, done.stderr

    place = ("--data", str(folder), "--name")
    assert says(*place, "two words") == (
        2,
        "The name of a witness has no spaces and no plus; witness.example/w1 is one.\n",
    )
    assert says(*place, NAME) == (2, "This witness knows no log yet: name one with --log VKEY.\n")
    assert says(*place, NAME, "--log", "nonsense")[0] == 2
    with Process(tmp_path / "w2", [log.key]) as running:
        vkey = log.signer.key.vkey
        status, why = says(*place, NAME, "--log", vkey, "--port", str(running.port))
        assert (status, "cannot be listened on" in why) == (2, True)
        status, why = says("--data", str(tmp_path / "w2"), "--name", NAME, "--log", vkey)
        assert (status, "Another witness" in why) == (2, True)
    state_of(folder).unlink()
    status, why = says(*place, NAME, "--log", log.signer.key.vkey)
    assert (status, "second story" in why, why.count("\n")) == (2, True, 1)


def test_command_makes_a_key_and_prints_it(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "wederhoor",
        "witness",
        "--data",
        str(tmp_path / "w"),
        "--name",
        NAME,
        "--make-key",
    ]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2))
    assert first == second
    assert first.startswith(f"{NAME}+")
