"""The installation's key ring: the keys of dossiers, shops and people, in the key folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from wederhoor.door.keyring import KeyRing

FOLDER = "dossiers"


def ring() -> KeyRing:
    """The ring in ``settings.KEYS``."""
    return _ring(settings.KEYS)


@cache
def _ring(keys: Path | str) -> KeyRing:
    return KeyRing(Path(keys) / FOLDER)
