"""The counter where statements come in: a signed page between the two steps, and one receipt for one confirmation.

Nothing here asks the database anything.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from django.conf import settings
from django.core import signing

from wederhoor import codes
from wederhoor.withdrawals import spool
from wederhoor.withdrawals.cards import Card
from wederhoor.withdrawals.said import Said
from wederhoor.withdrawals.spool import Kept

_SHOWN, _FILLED, _RECEIPT, _TRIAL = (f"withdrawal {name}" for name in ("shown", "filled", "receipt", "trial"))
# From one address: more than this within the time is received like any other, and looked at before it counts.
MANY, WITHIN = 8, timedelta(minutes=10)
MOST_ADDRESSES = 20_000


@dataclass(frozen=True)
class Filled:
    """Step 1 as it came in, carried to step 2 by the page itself: what was said, when, and the name it will have."""

    said: Said
    shop: str
    nonce: str
    shown: datetime | None
    filled: datetime


def stamp_shown(card: Card, now: datetime) -> str:
    """What the form of step 1 carries: when it was sent out."""
    return signing.dumps({"shop": card.code, "at": now.isoformat()}, salt=_SHOWN)


def shown_at(token: str, card: Card) -> datetime | None:
    """When the form was sent out; ``None`` for anything we did not sign."""
    read = _loaded(token, _SHOWN, card)
    return datetime.fromisoformat(read["at"]) if read else None


def carry(filled: Filled) -> str:
    """Step 1, signed, for the form of step 2."""
    data = {
        "shop": filled.shop,
        "nonce": filled.nonce,
        "shown": filled.shown.isoformat() if filled.shown else None,
        "filled": filled.filled.isoformat(),
        **filled.said.fields(),
        "language": filled.said.language,
        "trial": filled.said.trial,
    }
    return signing.dumps(data, salt=_FILLED, compress=True)


def carried(token: str, card: Card) -> Filled | None:
    """What step 1 was; ``None`` for anything we did not sign for this shop. It does not grow old."""
    read = _loaded(token, _FILLED, card)
    if read is None:
        return None
    said = Said.of(read, read["language"], trial=read["trial"])
    shown = datetime.fromisoformat(read["shown"]) if read["shown"] else None
    return Filled(said, card.code, read["nonce"], shown, datetime.fromisoformat(read["filled"]))


def new_filled(card: Card, said: Said, shown: datetime | None, now: datetime) -> Filled:
    return Filled(said, card.code, secrets.token_urlsafe(18), shown, now)


def trial_token(card_code: str) -> str:
    """Opens the page as a trial of the shop's own."""
    return signing.dumps({"shop": card_code}, salt=_TRIAL)


def is_trial(token: str, card: Card) -> bool:
    return _loaded(token, _TRIAL, card) is not None


def receive(card: Card, filled: Filled, now: datetime, *, network: str = "", suspect: str = "") -> Kept:
    """The confirmation came in: durable when this returns, and the same one twice is one, with one moment.

    Raises ``OSError`` when the disk does not take it.
    """
    ref = ref_of(card, filled.nonce)
    kept = Kept(
        ref=ref,
        code=code_of(ref),
        shop=card.code,
        shop_id=card.shop_id,
        at=now,
        said=filled.said,
        shown=filled.shown,
        filled=filled.filled,
        suspect=suspect,
        network=network,
    )
    return spool.keep(kept, card.key)


def pass_on(card: Card, said: Said, named: str, now: datetime) -> tuple[Kept, bool]:
    """The shop's own page passes a statement on, under a name of its own; what stands, and whether it is new.

    Other words under a name that was used before are another statement: a name given twice by mistake loses nobody's.
    """
    ref = ref_of(card, f"api\n{named}\n{_hash(said)}")
    before = spool.find(card.code, ref)
    if before is not None:
        return before, False
    kept = Kept(ref, code_of(ref), card.code, card.shop_id, now, said, channel="api")
    return spool.keep(kept, card.key), True


def add(card: Card, to: Kept, said: Said, now: datetime, network: str = "") -> Kept:
    """What was missing is added to a statement that stands. The same words twice are one addition."""
    ref = ref_of(card, f"added\n{to.ref}\n{_hash(said)}")
    more = replace(to, ref=ref, at=now, said=said, shown=None, filled=None, network=network, to=to.ref)
    return spool.keep(more, card.key)


def receipt_token(kept: Kept) -> str:
    """Opens the receipt again, for whoever was shown it."""
    return signing.dumps({"shop": kept.shop, "ref": kept.ref}, salt=_RECEIPT)


def receipt_at(token: str, card: Card) -> Kept | None:
    """The confirmation whose receipt this opens; ``None`` when it was not made here or is no longer kept."""
    read = _loaded(token, _RECEIPT, card)
    return spool.find(card.code, read["ref"]) if read else None


def ref_of(card: Card, name: str) -> str:
    return hashlib.sha256(f"{card.code}\n{name}".encode()).hexdigest()


def code_of(ref: str) -> str:
    """A public code that follows from the name, so that the same confirmation shows the same one."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"withdrawal code\n" + ref.encode(), hashlib.sha256).digest()
    return codes.code_for("".join(codes.ALPHABET[byte % 32] for byte in digest[: codes.LENGTH]))


def _hash(said: Said) -> str:
    return hashlib.sha256("\n".join(said.fields().values()).encode()).hexdigest()


def network_of(address: str) -> str:
    """The address without its last part: the network it came from, and nobody's own (IPv4 /24, IPv6 /48)."""
    try:
        found = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return ""
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False))


def is_somebody(address: str) -> bool:
    """Whether it is the address of one household: behind a proxy we were not told of all share that of this machine."""
    try:
        return ipaddress.ip_address(address.strip("[]")).is_global
    except ValueError:
        return False


@dataclass
class Crowd:
    """How many statements came from an address lately; in memory only, and of each process its own."""

    seen: dict[str, deque[datetime]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def is_many(self, address: str, now: datetime) -> bool:
        """Note one more, and say whether these are more than a person sends."""
        with self.lock:
            if len(self.seen) >= MOST_ADDRESSES:
                self.seen.clear()
            times = self.seen.setdefault(address, deque(maxlen=MANY + 1))
            times.append(now)
            while now - times[0] > WITHIN:
                times.popleft()
            return len(times) > MANY


def _loaded(token: str, salt: str, card: Card) -> Mapping[str, Any] | None:
    try:
        read: Mapping[str, Any] = signing.loads(token, salt=salt)
    except (signing.BadSignature, ValueError):
        return None
    return read if read.get("shop") == card.code else None
