"""A second opinion on Merkle trees: asks pymerkle, in an environment and a process of its own, over JSON lines.

pymerkle is under the GPL, so nothing of the project imports it, and this runs only in tests and benchmarks:
``.venv/oracle/bin/python tools/oracle.py`` reads a question a line and answers each with a line. Bytes are hex.

{"entries": […], "sizes": […], "inclusion": [[index, size], …], "consistency": [[old, new], …]} gives the roots at those
sizes, inclusion paths from the leaf's sibling up, consistency proofs (RFC 6962, 2.1.2, over pymerkle's roots) and for
each the two roots that pymerkle's own proof leads to. {"work": n} appends n leaves of 32 bytes and makes 1,000 proofs;
it gives the seconds of the processor for each.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from pymerkle import InmemoryTree


def tree_of(entries: list[bytes]) -> Any:
    return InmemoryTree.init_from_entries(entries, algorithm="sha256")


def answer(question: dict[str, Any]) -> dict[str, Any]:
    if "work" in question:
        return worked(question["work"])
    entries = [bytes.fromhex(entry) for entry in question["entries"]]
    tree = tree_of(entries)
    inclusion = [tree.prove_inclusion(index + 1, size).serialize()["path"][1:] for index, size in question["inclusion"]]
    own = [tree.prove_consistency(old, new) for old, new in question["consistency"]]
    return {
        "roots": [tree.get_root(size).hex() for size in question["sizes"]],
        "inclusion": inclusion,
        "consistency": [
            [root.hex() for root in subproof(old, entries[:new], whole=True)] for old, new in question["consistency"]
        ],
        "leads_to": [[proof.retrieve_prior_state().hex(), proof.compute_root().hex()] for proof in own],
    }


def subproof(old: int, entries: list[bytes], *, whole: bool) -> list[bytes]:
    """RFC 6962, 2.1.2, with pymerkle's root for MTH."""
    if old == len(entries):
        return [] if whole else [tree_of(entries).get_root()]
    half = 1 << (len(entries) - 1).bit_length() - 1
    if old <= half:
        return [*subproof(old, entries[:half], whole=whole), tree_of(entries[half:]).get_root()]
    return [*subproof(old - half, entries[half:], whole=False), tree_of(entries[:half]).get_root()]


def worked(leaves: int) -> dict[str, Any]:
    entries = [number.to_bytes(32, "big") for number in range(leaves)]
    one_by_one = InmemoryTree(algorithm="sha256")
    start = time.process_time()
    for entry in entries:
        one_by_one.append_entry(entry)
    appended = time.process_time() - start
    at_once = InmemoryTree(algorithm="sha256")
    start = time.process_time()
    at_once.append_entries(entries)
    together = time.process_time() - start
    root = at_once.get_root().hex()
    start = time.process_time()
    for turn in range(1000):
        at_once.prove_inclusion(1 + turn * 7919 % leaves)
    return {"append": appended, "append_at_once": together, "prove": time.process_time() - start, "root": root}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
