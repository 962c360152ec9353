"""The witness itself: one log at a time, it looks, remembers on disk, and only then signs."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from pathlib import Path
from threading import Lock

from wederhoor.ledger.checkpoint import Key
from wederhoor.witness import judging
from wederhoor.witness.judging import Contradicted, Refused, Request
from wederhoor.witness.state import Folder, Memory

log = logging.getLogger(__name__)


class Witness:
    """Cosigns checkpoints of the logs whose keys it was given; safe to call from many threads."""

    def __init__(self, folder: Path, name: str, logs: Iterable[Key] = ()) -> None:
        """Hold ``folder``, make the key there at the first start; raises :class:`~wederhoor.witness.state.Unready`.

        Several keys of one name are keys of one log, for as long as it changes from one to the other.
        """
        self._folder = Folder(folder)
        self._cosigner = self._folder.cosigner(name)
        self.key = self._cosigner.key
        self.logs: dict[str, list[Key]] = {}
        for key in logs:
            self.logs.setdefault(key.name, []).append(key)
        self._memories = {origin: self._folder.memory(origin, keys) for origin, keys in self.logs.items()}
        self._locks = {origin: Lock() for origin in self.logs}

    def close(self) -> None:
        """Let go of the folder."""
        self._folder.close()

    def add_checkpoint(self, body: bytes) -> str:
        """The cosignature line that answers a request; raises :class:`~wederhoor.witness.judging.Refused`.

        ``OSError``: the checkpoint could not be kept, so it was not signed.
        """
        request = judging.read(body)
        origin = request.checkpoint.origin
        if origin not in self.logs:
            raise Refused(404, "This log is not known here.\n")
        note = judging.signed_by_log(request, self.logs[origin])
        # From looking to remembering nobody else changes what is known of this log: no two branches pass.
        with self._locks[origin]:
            memory = self._memories[origin]
            try:
                judging.judge(request, memory.last)
            except Contradicted as found:
                _keep_evidence(memory, note, request, found)
                raise
            if request.checkpoint != memory.last or not memory.note:
                memory.keep(note, request.checkpoint)
            return self._cosigner.cosign(request.text, int(time.time()))


def _keep_evidence(memory: Memory, note: str, request: Request, found: Contradicted) -> None:
    """A refused note may be the only trace of a second story. Without room for it the refusal still goes out."""
    sort = "split" if found.status == 409 else "unproven"
    try:
        place = memory.keep_refused(note, request.checkpoint, sort)
    except OSError as problem:
        place = None
        log.error("what %s signed could not be kept: %s", request.checkpoint.origin, problem)
    log.error("%s at %d: %s Kept: %s", request.checkpoint.origin, request.checkpoint.size, found.says.strip(), place)
