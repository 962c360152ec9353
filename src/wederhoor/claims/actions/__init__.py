"""Everything that can be done with a claim; each act asks whether it may, changes, and writes it down."""

from wederhoor.claims.actions.carriers import ask_carrier, keep_carrier
from wederhoor.claims.actions.fetching import fetch
from wederhoor.claims.actions.filing import file, new_exhibit
from wederhoor.claims.actions.lifecycle import answer, reopen, rest, set_aside
from wederhoor.claims.actions.sealing import seal
from wederhoor.claims.actions.statements import contest, correct, lay, note, reply, settle, tell, withdraw

__all__ = [
    "answer",
    "ask_carrier",
    "contest",
    "correct",
    "fetch",
    "file",
    "keep_carrier",
    "lay",
    "new_exhibit",
    "note",
    "reopen",
    "reply",
    "rest",
    "seal",
    "set_aside",
    "settle",
    "tell",
    "withdraw",
]
