"""A witness killed at any moment never cosigns, after its restart, a story that contradicts one it cosigned before.

The long form: WEDERHOOR_LONG=1 .venv/bin/python -m pytest tests/witness/test_killed.py
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import time
from pathlib import Path
from threading import Event, Thread

from tests.witness.logs import Answer, Log, Process, body

KILLS = 200 if os.environ.get("WEDERHOOR_LONG") == "1" else 8
PREFIX = 3
GONE = (OSError, http.client.HTTPException)


class Teller(Thread):
    """Tells one branch as fast as it is answered, and notes which sizes of it were cosigned."""

    def __init__(self, witness: Process, branch: Log, signed: set[int], stop: Event) -> None:
        super().__init__()
        self.witness, self.branch, self.signed, self.stop = witness, branch, signed, stop

    def run(self) -> None:
        line, old, dice = self.witness.line(), 0, random.Random()
        while not self.stop.is_set():
            size = min(old + dice.randint(0, 2), self.branch.size)
            if old > self.branch.size:
                return
            try:
                answer = self.witness.ask(body(old, self.branch.proof(old, size), self.branch.note(size)), line)
            except GONE:
                return
            if answer.status == 200:
                assert self.witness.signed(answer, self.branch.note(size))
                self.signed.add(size)
            old = known_by(answer, old, size)


def known_by(answer: Answer, old: int, size: int) -> int:
    if answer.sort == "text/x.tlog.size":
        return int(answer.text)
    return size if answer.status == 200 else old


def test_killed_witness_never_cosigns_a_second_story(tmp_path: Path) -> None:
    dice = random.Random(20261122)
    trunk = Log().grow(PREFIX)
    branches = [trunk.forked_at(PREFIX).grow(4_000, story) for story in "AB"]
    signed: list[set[int]] = [set(), set()]
    witness = Process(tmp_path / "w", [trunk.key])
    for _ in range(KILLS):
        one_life(witness, branches, signed, dice.uniform(0.0, 0.25))
    beyond = [{size for size in sizes if size > PREFIX} for sizes in signed]
    assert sum(bool(sizes) for sizes in beyond) == 1, f"both stories were cosigned: {beyond}"
    assert len(beyond[0] | beyond[1]) > KILLS


def one_life(witness: Process, branches: list[Log], signed: list[set[int]], seconds: float) -> None:
    """Start it, tell both branches at once, and kill it in the middle of that."""
    witness.start()
    stop = Event()
    tellers = [Teller(witness, branch, sizes, stop) for branch, sizes in zip(branches, signed, strict=True)]
    for teller in tellers:
        teller.start()
    time.sleep(seconds)
    witness.end(signal.SIGKILL)
    stop.set()
    for teller in tellers:
        teller.join()


def test_witness_killed_after_it_kept_and_before_it_answered_keeps_its_word(tmp_path: Path) -> None:
    trunk = Log().grow(PREFIX)
    mine, other = (trunk.forked_at(PREFIX).grow(4, story) for story in "AB")
    child = os.fork()
    if not child:
        dies_before_answering(tmp_path / "w", trunk, mine)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    with Process(tmp_path / "w", [trunk.key]) as witness:
        stale = witness.ask(other.request(0))
        assert (stale.status, stale.text) == (409, f"{mine.size}\n")
        assert witness.ask(other.request(other.size)).status == 409
        assert witness.ask(body(mine.size, [], other.note())).status == 409
        assert witness.signed(witness.ask(mine.request(mine.size)), mine.note())


def dies_before_answering(folder: Path, trunk: Log, branch: Log) -> None:
    """In a process of its own: the checkpoint is kept, and the moment it would be signed the process is killed."""
    from wederhoor.ledger.cosignature import Cosigner
    from wederhoor.witness.witness import Witness

    Cosigner.cosign = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    try:
        Witness(folder, "witness.example/w1", [trunk.signer.key]).add_checkpoint(branch.request(0))
    finally:
        os._exit(1)
