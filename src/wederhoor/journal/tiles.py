"""Publishes the log as static files (C2SP tlog-tiles), so that anyone can mirror it and watch it.

After a checkpoint, in this order: tiles and entry bundles it needs, each written aside, synced and renamed; then the
checkpoint, in the same way; partial tiles go when the full one is there and no checkpoint needs them. A crash leaves a
checkpoint with everything it needs, and what was written too early has its right contents already: tiles follow from
committed lines and never change.

What was published once is a promise. When the record that is here does not continue it (an old backup was put back),
nothing is published any more until a person has looked.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from wederhoor.door.durable import make_folder, replace
from wederhoor.journal import cosigning, keys, loop, nodes, proofs, rows
from wederhoor.journal.across import across_shops
from wederhoor.journal.broken import LedgerBroken
from wederhoor.journal.models import Checkpoint
from wederhoor.ledger import checkpoint as notes
from wederhoor.ledger.tiles import HEIGHT, WIDTH, Tile, bundle, tiles_between
from wederhoor.ledger.tree import peak_addresses, root_at

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between two publications
_swept: set[Path] = set()
CHECKPOINT, VKEY = "checkpoint", "vkey"
PUBLIC, PUBLIC_FOLDER = 0o644, 0o755  # anyone may serve or copy the log straight from its folder
_ENTRIES = "SELECT commitment FROM journal_line WHERE number > %s AND number <= %s ORDER BY number"
_HASHES = "SELECT hash FROM journal_node WHERE level = %s AND index >= %s AND index < %s ORDER BY index"


def run_forever(stop: Event) -> None:
    """Publish every checkpoint within a second or two, until ``stop`` is set."""

    def step() -> int:
        publish_once()
        return 0

    loop.until(stop, step, PAUSE)


def publish_once() -> bool:
    """Publish the newest checkpoint; whether anything was to do and no other process is at it.

    Raises :class:`LedgerBroken` when the record does not continue what was published.
    """
    folder = Path(settings.LOG_FOLDER)
    with _alone(folder) as mine:
        if not mine:
            return False
        _put(folder / VKEY, f"{keys.log_key().vkey}\n".encode())
        newest = proofs.latest_checkpoint()
        before = published(folder)
        if before:
            _refuse_another_past(before, newest)
        if newest is None:
            return False
        note = _note_of(newest).encode()
        put = _put_tiles(folder, before.size if before else 0, newest.size)
        changed = _put(folder / CHECKPOINT, note)
        _let_go_of_parts(folder, put)
        return changed


def refuse_older_record() -> None:
    """Raises :class:`LedgerBroken` when the record is not the one that was published: put back from an older copy."""
    before = published(Path(settings.LOG_FOLDER))
    if before:
        _refuse_another_past(before, proofs.latest_checkpoint())


def published(folder: Path) -> notes.Checkpoint | None:
    """The checkpoint that lies there; ``None`` when none does. Raises :class:`LedgerBroken` when it is not ours."""
    try:
        note = (folder / CHECKPOINT).read_text("utf-8")
    except FileNotFoundError:
        return None
    try:
        return notes.verify(note, keys.log_key())
    except notes.BadNote as bad:
        raise LedgerBroken([f"the published checkpoint does not verify with the key that is here: {bad}"]) from bad


def _refuse_another_past(before: notes.Checkpoint, newest: Checkpoint | None) -> None:
    size = newest.size if newest else 0
    if before.size > size:
        raise LedgerBroken([f"the log was published at {before.size}, and here it ends at {size}"])
    if root_at(before.size, nodes.reader(peak_addresses(before.size))) != before.root:
        raise LedgerBroken([f"the log was published at {before.size} with another root than it has here"])


def _note_of(checkpoint: Checkpoint) -> str:
    try:
        return cosigning.note_of(checkpoint)
    except ImproperlyConfigured as bad:
        # What is wrong with the policy is no reason to keep the log from those who watch it.
        log.error("%s", bad)
        return checkpoint.note


def _put_tiles(folder: Path, old: int, new: int) -> list[Tile]:
    tiles = list(tiles_between(old, new))
    for tile in tiles:
        path = folder / tile.path
        if not (path.exists() and path.stat().st_size == tile.length):
            _put(path, _contents(tile))
    return tiles


def _let_go_of_parts(folder: Path, put: Iterable[Tile]) -> None:
    """Partial tiles whose full one was put; once in a process also those that a crash left behind."""
    parts = [folder / f"{tile.path}.p" for tile in put if tile.is_full]
    if folder not in _swept:
        parts = [part for part in folder.glob("tile/**/*.p") if part.with_suffix("").exists()]
        _swept.add(folder)
    for part in parts:
        shutil.rmtree(part, ignore_errors=True)


def _contents(tile: Tile) -> bytes:
    first, after = tile.index * WIDTH, tile.index * WIDTH + tile.width
    with across_shops("tiles: publishes commitments of every shop's lines"):
        if tile.level is None:
            data = bundle(_column(_ENTRIES, (first, after)))
        else:
            data = b"".join(_column(_HASHES, (tile.level * HEIGHT, first, after)))
    if len(data) != tile.length:
        raise LedgerBroken([f"{tile.path} would have {len(data)} bytes, and not {tile.length}"])
    return data


def _column(statement: str, values: tuple[int, ...]) -> Iterator[bytes]:
    with connection.wrap_database_errors, rows.bare_cursor() as cursor:
        cursor.execute(statement, values, binary=True)
        return (value for (value,) in cursor.fetchall())


def _put(path: Path, data: bytes) -> bool:
    """Write a file whole and durably, or not at all; whether it held something else before."""
    with contextlib.suppress(FileNotFoundError):
        if path.read_bytes() == data:
            return False
    make_folder(path.parent, PUBLIC_FOLDER)
    replace(path, data, PUBLIC)
    return True


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether this process is the one that publishes into ``folder`` now; another waits for its next turn."""
    make_folder(folder, PUBLIC_FOLDER)
    with (folder / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
