"""The key that signs checkpoints: made once in the key folder, readable by this installation alone.

Kept in the form Go's ``note`` tools write: ``PRIVATE+KEY+name+key id+base64(0x01 || seed)``, so that they can read it.
"""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from wederhoor.door.durable import make_folder, write_once
from wederhoor.ledger.checkpoint import BadNote, Key, Signer, b64, unb64

FILE = "log.key"
_PREFIX = "PRIVATE+KEY+"
_ED25519 = b"\x01"


def signer() -> Signer:
    """The log's signing key for ``settings.LEDGER_ORIGIN``, made when the key folder has none yet.

    A key of another origin raises ``ImproperlyConfigured``: under a new name a log would seem to have lost its past.
    """
    return _signer(Path(settings.KEYS) / FILE, str(settings.LEDGER_ORIGIN))


def log_key() -> Key:
    """The public key of the log; its ``vkey`` is what the installation publishes."""
    return signer().key


@cache
def _signer(path: Path, origin: str) -> Signer:
    if not path.exists():
        _make(path, origin)
    try:
        made = _read(path.read_text("utf-8").strip())
    except (BadNote, UnicodeDecodeError) as bad:
        raise ImproperlyConfigured(f"{path} cannot be read as the log's key: {bad}. Put back the right file.") from bad
    if made.origin != origin:
        raise ImproperlyConfigured(
            f"{path} signs for {made.origin}, and this installation calls its log {origin}. Put the address back as it"
            " was, or begin a new log in an empty data folder."
        )
    return made


def _read(text: str) -> Signer:
    name, _, rest = text.removeprefix(_PREFIX).partition("+")
    claimed, _, encoded = rest.partition("+")
    seed = unb64(encoded)
    if not text.startswith(_PREFIX) or seed[:1] != _ED25519 or len(seed) != 33:
        raise BadNote("this is not a signing key")
    made = Signer(name, seed[1:])
    if made.key.id.hex() != claimed:
        raise BadNote("the key's number does not belong to the key")
    return made


def _make(path: Path, origin: str) -> None:
    """Write a fresh key, durable before its first use: a signature whose key is lost could never be checked again."""
    seed = secrets.token_bytes(32)
    text = f"{_PREFIX}{origin}+{Signer(origin, seed).key.id.hex()}+{b64(_ED25519 + seed)}\n"
    make_folder(path.parent)
    write_once(path, text.encode())
