"""What a witness keeps on disk: its key, the newest checkpoint it cosigned of each log, and what it refused.

A witness is worth what its memory is worth. Everything is written whole, flushed to the disk and put in place by a
rename before any answer leaves; what cannot be read stops the program, because a witness that begins again would sign a
second story. For the same reason this folder must never be put back from an older copy.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from wederhoor.ledger import checkpoint as notes
from wederhoor.ledger.checkpoint import BadNote, Checkpoint, Key, b64, key_id, unb64
from wederhoor.ledger.cosignature import COSIGNATURE_V1, Cosigner
from wederhoor.ledger.tree import EMPTY_ROOT

MOST_REFUSED = 1_000  # files a log and sort; whoever signs more stories has been found out by then
_HEADER = "wederhoor witness v1\n"
_NOTHING = "nothing cosigned yet\n"
_KEY = "PRIVATE+KEY+"
_LONGEST = 1_100_000  # bytes


class Unready(Exception):
    """The witness cannot begin; the message is a sentence or two a person can act on."""


class Folder:
    """The data folder of one witness, held by one process at a time."""

    def __init__(self, path: Path) -> None:
        """Make the folder when it is not there, and hold it; raises :class:`Unready`."""
        self.path = path
        try:
            for folder in (path, path / "logs", path / "refused"):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            flush_folder(path)
            self._lock = (path / "lock").open("w")
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unready(f"Another witness is at work in {path}.") from None
        except OSError as problem:
            raise Unready(f"{path} cannot be used: {problem.strerror}.") from None

    def close(self) -> None:
        """Let go of the folder."""
        self._lock.close()

    def cosigner(self, name: str) -> Cosigner:
        """The key of this witness, made at the first start; raises :class:`Unready`."""
        key, known = self.path / "key", self.path / "known"
        if not key.exists():
            if _lines(known) or any((self.path / "logs").iterdir()):
                raise Unready(f"{key} is gone, and logs were cosigned with it. Put the key back.")
            write(known, "")
            write(key, _private(name, secrets.token_bytes(32)))
        elif not known.exists():
            raise Unready(f"{known} is gone: it says which logs were cosigned. {_AGAIN}")
        made = _cosigner(key)
        if made.key.name != name:
            raise Unready(f"{key} is that of {made.key.name}, not of {name}.")
        return made

    def memory(self, origin: str, keys: Sequence[Key]) -> Memory:
        """What was cosigned of this log; raises :class:`Unready` when it was known once and cannot be read."""
        place = self.path / "logs" / _file_name(origin)
        known = self.path / "known"
        origins = _lines(known)
        if origin not in origins and not place.exists():
            write(place, _HEADER + _NOTHING)
        memory = Memory(self.path, place, origin, keys)
        if origin not in origins:
            write(known, "".join(f"{one}\n" for one in [*origins, origin]))
        return memory


class Memory:
    """The newest cosigned checkpoint of one log; whoever changes it holds the lock of that log."""

    def __init__(self, folder: Path, place: Path, origin: str, keys: Sequence[Key]) -> None:
        self._place, self._refused = place, folder / "refused"
        self._broken = False
        self.note = ""
        self.last = Checkpoint(origin, 0, EMPTY_ROOT)
        text = _text(place)
        if not text.startswith(_HEADER):
            raise Unready(f"{place} is not what a witness wrote. {_AGAIN}")
        if text != _HEADER + _NOTHING:
            self.note = text.removeprefix(_HEADER)
            self.last = _remembered(place, self.note, origin, keys)

    def keep(self, note: str, checkpoint: Checkpoint) -> None:
        """Remember ``checkpoint``; returns when the disk has it. Raises ``OSError``, and from then on always.

        After a failed flush nobody can know what the disk holds until it is read again, by the next start.
        """
        if self._broken:
            raise OSError("the state of this log could not be written before")
        self._broken = True
        write(self._place, _HEADER + note)
        self.note, self.last = note, checkpoint
        self._broken = False

    def keep_refused(self, note: str, checkpoint: Checkpoint, sort: str) -> Path | None:
        """Keep a note the log signed and that was refused, with the one it stands against; ``None``: enough of them."""
        folder = self._refused / self._place.name
        folder.mkdir(mode=0o700, exist_ok=True)
        place = folder / _evidence_name(sort, note, checkpoint)
        if place.exists():
            return place
        if sum(1 for _ in folder.glob(f"{sort}-*")) >= MOST_REFUSED:
            return None
        if self.note:
            against = folder / _evidence_name("cosigned", self.note, self.last)
            if not against.exists():
                write(against, self.note)
        write(place, note)
        return place


_AGAIN = "A witness that began anew could sign a second story, so it does not start. Put back the newest file."


def write(place: Path, text: str) -> None:
    """Write a file whole: after this the disk has it, and before it the disk has what was there."""
    draft = place.with_name(f".{place.name}.draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)
    flush_folder(place.parent)


def flush_folder(folder: Path) -> None:
    """Have the disk know the names in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remembered(place: Path, note: str, origin: str, keys: Sequence[Key]) -> Checkpoint:
    """The checkpoint in a state file: it must be of this log, and signed by a key that is still trusted."""
    for key in keys:
        try:
            checkpoint = Checkpoint.head(notes.split(notes.log_signed(note, key))[0])
        except BadNote:
            continue
        if checkpoint.origin == origin:
            return checkpoint
    raise Unready(f"{place} holds no checkpoint that {origin} signed with a key given here. {_AGAIN}")


def _text(place: Path) -> str:
    try:
        with place.open("rb") as file:
            return file.read(_LONGEST).decode()
    except FileNotFoundError:
        raise Unready(f"{place} is gone. {_AGAIN}") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise Unready(f"{place} cannot be read: {problem}. {_AGAIN}") from None


def _lines(known: Path) -> list[str]:
    return _text(known).splitlines() if known.exists() else []


def _file_name(origin: str) -> str:
    return hashlib.sha256(origin.encode()).hexdigest()


def _evidence_name(sort: str, note: str, checkpoint: Checkpoint) -> str:
    return f"{sort}-{checkpoint.size}-{hashlib.sha256(note.encode()).hexdigest()[:16]}.note"


def _private(name: str, seed: bytes) -> str:
    sort = bytes([COSIGNATURE_V1])
    kid = key_id(name, COSIGNATURE_V1, Cosigner(name, seed).key.public)
    return f"{_KEY}{name}+{kid.hex()}+{b64(sort + seed)}\n"


def _cosigner(place: Path) -> Cosigner:
    text = _text(place).strip()
    name, _, rest = text.removeprefix(_KEY).partition("+")
    claimed, _, encoded = rest.partition("+")
    try:
        seed = unb64(encoded)
        if not text.startswith(_KEY) or seed[:1] != bytes([COSIGNATURE_V1]) or len(seed) != 33:
            raise BadNote("this is not the key of a witness")
        made = Cosigner(name, seed[1:])
        if made.key.id.hex() != claimed:
            raise BadNote("the key's number does not belong to the key")
    except BadNote as bad:
        raise Unready(f"{place} cannot be used: {bad}. Put the key back.") from None
    return made
