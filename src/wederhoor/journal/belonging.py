"""Whether the folder of keys belongs to this database: asked before anything starts, and without making a key."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from wederhoor.journal import keys
from wederhoor.journal.models import Checkpoint
from wederhoor.ledger.checkpoint import BadNote, verify


def strange_log_key() -> str:
    """Why the key that signs checkpoints is not the one this database was signed with; empty when it is, or none was.

    Looks without making one: a key that were made now would hide that the right one is missing.
    """
    newest = Checkpoint.objects.order_by("-size").first()
    path = Path(settings.KEYS) / keys.FILE
    if not path.exists():
        return f"{path} is missing, while the record was signed before" if newest else ""
    try:
        key = keys.log_key()  # raises for another installation's, also before anything was signed here
        if newest:
            verify(newest.note, key)
    except ImproperlyConfigured as bad:
        return str(bad).rstrip(".")
    except BadNote:
        return f"{path} is not the key the record was signed with"
    return ""
