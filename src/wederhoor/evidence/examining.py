"""A mail's signatures are examined once it lies there: keys asked of name servers, judged, and written down for good.

Never within the act that laid it: a name server may take seconds. What it said is written down with the result, since
keys are replaced: whoever has the mail and that line can judge again, years later and without a network.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from wederhoor.connect.limits import PAPER_BYTES
from wederhoor.connect.mail.vouched import Record, keys_named, sentences, vouched
from wederhoor.door.names import TIMEOUT, State, texts_of
from wederhoor.evidence import vault
from wederhoor.evidence.kinds import Sort
from wederhoor.evidence.models import Dossier, DossierItem, Exhibit
from wederhoor.journal.models import Line
from wederhoor.journal.proofs import lines_of
from wederhoor.journal.record import record
from wederhoor.shops.context import inside

ACT = "exhibit.examined"
OWN_LETTER = "brief.eml"  # what we sent ourselves, before any server signed it
LONGEST = 400
WITHIN = 10.0  # seconds for all keys of a mail: whoever wrote it chose whose name servers are asked


class NotAnswered(Exception):
    """No name server answered for a key; the mail is examined again later."""


def is_mail(row: Exhibit) -> bool:
    """Whether an exhibit is a mail as it came in, of a size that is looked at."""
    named = row.media_type == "message/rfc822" or row.name.lower().endswith(".eml")
    return named and row.size <= PAPER_BYTES and not (row.sort == Sort.LETTER and row.name == OWN_LETTER)


def examine(shop_id: int, item_id: int, *, is_last: bool = True) -> bool:
    """Examine the mail under this number, unless that was done; whether it was done now. Not inside a transaction.

    With ``is_last`` a key nobody answered for is written down as such; else :class:`NotAnswered` is raised.
    """
    with inside(shop_id):
        item = _waiting(item_id)
        if item is None:
            return False
        raw = vault.kept(item.exhibit.sha256, item.exhibit.key)
    keys = _all_asked(keys_named(raw))
    if not is_last and any(key.state == State.UNREACHABLE for key in keys.values()):
        raise NotAnswered(", ".join(keys))
    found = vouched(raw, keys, item.exhibit.added_at).as_json()
    with inside(shop_id):
        return _written(item_id, found)


def _waiting(item_id: int) -> DossierItem | None:
    """The number, while its mail is there and was not examined."""
    items = DossierItem.objects.select_related("exhibit", "dossier", "shop")
    item: DossierItem | None = items.filter(pk=item_id).first()
    if item is None or not is_mail(item.exhibit) or item.label in examined_in(lines_of(item.dossier.code)):
        return None
    return item


def _all_asked(names: Iterable[str]) -> dict[str, Record]:
    deadline = time.monotonic() + WITHIN
    return {name: _asked(name, deadline - time.monotonic()) for name in names}


def _asked(name: str, left: float) -> Record:
    found = texts_of(name, settings.RESOLVERS, timeout=min(TIMEOUT, left))
    return Record(found.state.value, found.texts, found.resolver, timezone.now().isoformat(timespec="seconds"))


def _written(item_id: int, found: Mapping[str, Any]) -> bool:
    """The line, under the dossier's lock: two workers write one, and of a mail forgotten meanwhile there is none."""
    code = DossierItem.objects.filter(pk=item_id).values_list("dossier__code", flat=True).first()
    if code is None or Dossier.objects.select_for_update().filter(code=code).first() is None:
        return False
    item = _waiting(item_id)
    if item is None:
        return False
    why = sentences(found)[0].says(item.shop.language)[:LONGEST]
    said = {"exhibit": item.label, "side": "system", "layer": item.exhibit.layer, "why": why, "found": found}
    record("exhibit.examined", subject=code, actor="system", shop_id=item.shop_id, payload=said)
    return True


def examined_in(lines: Iterable[Line]) -> dict[str, Mapping[str, Any]]:
    """What was found of the mails of a dossier, by number; from its lines. Empty for what was forgotten."""
    said = [line.payload for line in lines if line.act == ACT and line.payload]
    return {str(payload["exhibit"]): payload["found"] for payload in said}
