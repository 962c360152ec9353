"""Statements on disk before anything else knows of them: durable before a receipt is shown, taken in afterwards.

``waiting/<shop>/<ref>`` holds what the database has not heard of, ``taken/<shop>/<ref>`` what it has, for as long as a
receipt can be looked at again. A confirmation has one name, so the same one twice finds what the first one wrote, in
whichever folder it lies by then. Each file is sealed under a key of the shop.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error

from wederhoor.door.durable import flush, make_folder, write_once
from wederhoor.door.keyring import Destroyed, NoKey
from wederhoor.journal.ring import ring
from wederhoor.ledger.sealed import NotOpened, seal, unseal
from wederhoor.withdrawals.said import Said

log = logging.getLogger(__name__)
WAITING, TAKEN, ASIDE = "waiting", "taken", "aside"


@dataclass(frozen=True)
class Kept:
    """A confirmation as it lies on disk. ``to`` names the statement to which this one adds what was missing there.

    ``at`` is the moment it reached us; ``shown`` and ``filled`` when the page was sent and the form came in, where we
    know it. ``network`` is the address it came from without its last part.
    """

    ref: str
    code: str
    shop: str
    shop_id: int
    at: datetime
    said: Said
    shown: datetime | None = None
    filled: datetime | None = None
    channel: str = "page"
    suspect: str = ""
    network: str = ""
    to: str = ""


def keep(kept: Kept, key: str) -> Kept:
    """Write it, durable when this returns; gives what stands there: another's of the same name, if that was first.

    Raises ``OSError`` when the disk does not take it: then nothing was received.
    """
    before = find(kept.shop, kept.ref)
    if before is not None:
        return before
    make_folder(_folder(WAITING, kept.shop))
    make_folder(_folder(TAKEN, kept.shop))
    path = _folder(WAITING, kept.shop) / kept.ref
    is_ours = write_once(path, seal(_written(kept), key, _key(key)))
    # Between looking and writing the first one may have been taken in: then ours is the second and goes.
    taken = _read(_folder(TAKEN, kept.shop) / kept.ref)
    if taken is not None:
        if is_ours:
            path.unlink(missing_ok=True)
        return taken
    if is_ours:
        return kept
    other = find(kept.shop, kept.ref)
    if other is None:
        raise OSError(f"what lies under {kept.ref} cannot be read")
    return other


def find(shop: str, ref: str) -> Kept | None:
    """What was confirmed under this name, whether the database has it by now or not."""
    for folder in (WAITING, TAKEN, WAITING):  # it moves from the one to the other
        found = _read(_folder(folder, shop) / ref)
        if found is not None:
            return found
    return None


def _key(name: str) -> bytes:
    """The key to seal under. Where there is none nothing can be kept, as on a disk that takes nothing."""
    try:
        return ring().make(name)
    except (NoKey, Error) as gone:
        raise OSError(f"there is no key {name} to seal under") from gone


def _always(_: str) -> bool:
    return True


def _nothing(_: str) -> None:
    """Nobody wants to know."""


def waiting(
    most: int | None = None, is_due: Callable[[str], bool] = _always, no_key: Callable[[str], None] = _nothing
) -> list[Kept]:
    """What the database has not heard of, in the order in which it came; of what is due the ``most`` earliest.

    What is damaged is put aside. What wants a key that is not here stays where it is and ``no_key`` is told its name:
    the key folder may come back.
    """
    found = [kept for path in _earliest(most, is_due) if (kept := _opened(path, no_key)) is not None]
    return sorted(found, key=lambda kept: (kept.at, kept.ref))


def _earliest(most: int | None, is_due: Callable[[str], bool]) -> list[Path]:
    """By the clock of the disk, which knows the order without a file being opened; there may be very many."""
    dated = []
    top = Path(settings.WITHDRAWALS) / WAITING
    for folder in os.scandir(top) if top.is_dir() else ():
        for entry in os.scandir(folder.path):
            try:
                if not entry.name.startswith("."):
                    dated.append((entry.stat().st_mtime_ns, entry.path))
            except FileNotFoundError:
                continue  # another process took it in
    due = (path for _, name in sorted(dated) if is_due((path := Path(name)).name))
    return list(islice(due, most))


def _opened(path: Path, no_key: Callable[[str], None]) -> Kept | None:
    try:
        return _parsed(path.read_bytes())
    except FileNotFoundError:
        return None  # another process took it in
    except Destroyed:
        log.exception("a withdrawal was sealed under a key that was destroyed, and was put aside: %s", path)
        put_aside(path.parent.name, path.name)
    except NoKey:
        log.error("a withdrawal waits for its key; put back the key folder: %s", path)
        no_key(path.name)
    except (NotOpened, ValueError, KeyError, TypeError):
        log.exception("a withdrawal could not be read and was put aside: %s", path)
        put_aside(path.parent.name, path.name)
    return None


def is_kept(shop: str, ref: str, *folders: str) -> bool:
    """Whether a statement lies in one of these folders."""
    return any((_folder(folder, shop) / ref).exists() for folder in folders)


def count(shop: str, folder: str = WAITING) -> int:
    """How many of a shop wait, or were put aside."""
    where = _folder(folder, shop)
    return len([name for name in os.listdir(where) if not name.startswith(".")]) if where.is_dir() else 0


def settle(shop: str, ref: str) -> None:
    """The database has it; a second time finds nothing to do."""
    make_folder(_folder(TAKEN, shop))
    _move(shop, ref, TAKEN)


def put_aside(shop: str, ref: str) -> None:
    """It cannot be taken in as it is; kept for the operator to look at."""
    make_folder(_folder(ASIDE, shop))
    _move(shop, ref, ASIDE)


def forget(shop: str, ref: str) -> None:
    """Nothing of it is left here."""
    for folder in (WAITING, TAKEN, ASIDE):
        (_folder(folder, shop) / ref).unlink(missing_ok=True)


def sweep(before: datetime) -> int:
    """Take receipts away that were taken in before a moment; how many."""
    gone = 0
    for path in _files(TAKEN):
        try:
            is_old = path.stat().st_mtime < before.timestamp()
        except FileNotFoundError:
            continue
        if is_old:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _move(shop: str, ref: str, folder: str) -> None:
    old, new = _folder(WAITING, shop) / ref, _folder(folder, shop) / ref
    try:
        if new.exists():
            old.unlink()
        else:
            os.replace(old, new)
    except FileNotFoundError:
        return  # another process was first
    flush(new.parent)
    flush(old.parent)


def _files(folder: str) -> Iterator[Path]:
    top = Path(settings.WITHDRAWALS) / folder
    if top.is_dir():
        yield from (path for path in top.glob("*/*") if not path.name.startswith("."))


def _folder(folder: str, shop: str) -> Path:
    return Path(settings.WITHDRAWALS) / folder / shop


def _read(path: Path) -> Kept | None:
    try:
        return _parsed(path.read_bytes())
    except (FileNotFoundError, NotOpened, NoKey, ValueError, KeyError, TypeError):
        return None


def _written(kept: Kept) -> bytes:
    said: dict[str, Any] = {**asdict(kept), "said": asdict(kept.said)}
    for name in ("at", "shown", "filled"):
        said[name] = said[name].isoformat() if said[name] else None
    return json.dumps(said, ensure_ascii=False).encode()


def _parsed(data: bytes) -> Kept:
    read = json.loads(unseal(data, ring().of))
    moments = {name: datetime.fromisoformat(read[name]) if read[name] else None for name in ("at", "shown", "filled")}
    return replace(Kept(**{**read, **moments}), said=Said(**read["said"]))
