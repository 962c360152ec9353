"""Two stories told to one witness at the same time, by many tellers: at most one of them is ever cosigned."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from tests.witness.logs import Log, Process, body

COMMON, ROUNDS, TELLERS = 6, 12, 16


def test_of_two_branches_told_at_once_one_is_cosigned(tmp_path: Path) -> None:
    dice = random.Random(20261122)
    trunk = Log().grow(COMMON)
    with Process(tmp_path / "w", [trunk.key]) as witness:
        at = 0
        for _ in range(ROUNDS):
            branches = [trunk.forked_at(trunk.size).grow(dice.randint(1, 9), story) for story in "AB"]
            signed = told_at_once(witness, branches, at)
            assert len(signed) == 1, "both branches were cosigned"
            trunk, at = branches[signed.pop()], branches[0].size
            at = trunk.size


def told_at_once(witness: Process, branches: list[Log], at: int) -> set[int]:
    """Which of the branches got a cosignature, each told by many; later ones know the size they are answered."""
    begin = Barrier(TELLERS)

    def tell(teller: int) -> set[int]:
        branch = branches[teller % 2]
        line = witness.line()
        begin.wait()
        got, old = set(), at
        for _ in range(4):
            proof = branch.proof(min(old, branch.size))
            answer = witness.ask(body(old, proof, branch.note()), line)
            if answer.status == 200:
                assert witness.signed(answer, branch.note())
                got.add(teller % 2)
            elif answer.sort == "text/x.tlog.size":
                old = int(answer.text)
            else:
                assert answer.status in (400, 409, 422)
        line.close()
        return got

    with ThreadPoolExecutor(TELLERS) as threads:
        return set().union(*threads.map(tell, range(TELLERS)))


def test_one_log_told_by_many_in_any_order_never_goes_back(tmp_path: Path) -> None:
    log = Log().grow(64)
    with Process(tmp_path / "w", [log.key]) as witness, ThreadPoolExecutor(8) as threads:

        def tell(size: int) -> int:
            answer = witness.ask(log.request(0, size))
            while answer.sort == "text/x.tlog.size" and (old := int(answer.text)) <= size:
                answer = witness.ask(log.request(old, size))
            return size if answer.status == 200 else 0

        sizes = list(range(1, 65))
        random.Random(7).shuffle(sizes)
        signed = list(threads.map(tell, sizes))
        assert max(signed) == 64
        newest = witness.ask(log.request(0, 64))
        assert (newest.status, newest.text) == (409, "64\n")
