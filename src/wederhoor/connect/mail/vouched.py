"""Which mail servers vouch for a mail, and how far: each signature judged, and aligned with the sender it shows.

A signature says that a domain's server sent these words. It does not say who typed them; that it is missing says
nothing at all, for a mail that was forwarded or saved loses it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib import resources
from typing import Any

from wederhoor.connect.contract import Said
from wederhoor.connect.mail.aligned import is_aligned, sender_domain
from wederhoor.connect.mail.canonical import Apart, TooMuch, apart
from wederhoor.connect.mail.dkim import (
    ALGORITHMS,
    FIELD,
    LEAST_BITS,
    OLD,
    Malformed,
    PublicKey,
    Signature,
    body_hash_of,
    is_signed,
    public_key,
    signature_at,
)

FORMAT = "dkim/1"
MOST_SIGNATURES = 5
# RFC 5322, 3.6 and RFC 2045: fields of which a mail has one. With two of them a reader sees the one and the signer
# signed the other.
_MIME = ("mime-version", "content-type", "content-transfer-encoding")
ONCE = ("from", "subject", "date", "to", "cc", "reply-to", "sender", "message-id", *_MIME)
# What a reader sees, or sees the mail through: with another Content-Type the same bytes show other parts.
SHOWN = ("from", "subject", "date", "to", "content-type", "content-transfer-encoding")
_TOLD = ("subject", "date", "content-type", "content-transfer-encoding")


class Verdict(StrEnum):
    """What a signature turned out to be, the best first: of several the best one speaks for the mail."""

    ALIGNED = "aligned"
    PARTIAL = "partial"
    TEST = "test"
    OTHER_DOMAIN = "other_domain"
    EXPIRED = "expired"
    DOUBLED = "doubled"
    BODY_CHANGED = "body_changed"
    HEADER_CHANGED = "header_changed"
    WEAK = "weak"
    KEY_UNREACHABLE = "key_unreachable"
    KEY_GONE = "key_gone"
    KEY_UNFIT = "key_unfit"
    MALFORMED = "malformed"
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"


_SENTENCES: Mapping[str, Mapping[str, str]] = tomllib.loads(
    resources.files("wederhoor.connect.mail").joinpath("vouched.toml").read_text(encoding="utf-8")
)
_RANK = {verdict: place for place, verdict in enumerate(Verdict)}


@dataclass(frozen=True)
class Record:
    """What a name server said of a key: ``found`` with its texts, ``none``, or ``unreachable``; from where, when."""

    state: str
    texts: tuple[str, ...] = ()
    resolver: str = ""
    at: str = ""


@dataclass(frozen=True)
class Judged:
    """One signature with its verdict; ``loose`` are fields a reader sees that it does not cover."""

    verdict: Verdict
    domain: str = ""
    selector: str = ""
    algorithm: str = ""
    bits: int = 0
    body_hash: str = ""
    unsigned_bytes: int = 0
    loose: tuple[str, ...] = ()
    why: str = ""
    key: Record | None = None

    def as_json(self) -> dict[str, Any]:
        kept = {name: value for name, value in vars(self).items() if value and name != "key"}
        key = {"key": {**vars(self.key), "texts": list(self.key.texts)}} if self.key else {}
        return {**kept, "verdict": self.verdict.value, **({"loose": list(self.loose)} if self.loose else {}), **key}


@dataclass(frozen=True)
class Vouched:
    """What is known of a whole mail: its sender's domain, its signatures, and how many more were not looked at."""

    verdict: Verdict
    sender: str = ""
    signatures: tuple[Judged, ...] = ()
    more: int = 0

    def as_json(self) -> dict[str, Any]:
        """Mappings, lists and text, with the key records, from which anybody can judge again without a network."""
        return {
            "format": FORMAT,
            "verdict": self.verdict.value,
            "sender": self.sender,
            "signatures": [one.as_json() for one in self.signatures],
            **({"more": self.more} if self.more else {}),
        }


def keys_named(raw: bytes) -> tuple[str, ...]:
    """The names under which name servers keep the keys of a mail's signatures; none for what cannot be read."""
    try:
        mail = apart(raw)
    except TooMuch:
        return ()
    found = (_read(mail, place) for place in _places(mail)[:MOST_SIGNATURES])
    return tuple(dict.fromkeys(one.key_name for one in found if isinstance(one, Signature)))


def vouched(raw: bytes, keys: Mapping[str, Record], at: datetime) -> Vouched:
    """What the signatures of a mail are worth, with these keys, for a mail that was there at ``at``."""
    try:
        mail = apart(raw)
    except TooMuch:
        return Vouched(Verdict.UNREADABLE)
    places = _places(mail)
    judged = tuple(_judged(mail, _read(mail, place), keys, at) for place in places[:MOST_SIGNATURES])
    best = min((one.verdict for one in judged), key=_RANK.__getitem__, default=Verdict.UNSIGNED)
    return Vouched(best, sender_domain(mail), judged, max(0, len(places) - MOST_SIGNATURES))


def again(raw: bytes, kept: Mapping[str, Any], at: datetime) -> Vouched:
    """The same once more from what was kept of the first time: no network, also years later."""
    keys = {}
    for one in kept.get("signatures", ()):
        if key := one.get("key"):
            record = Record(key["state"], tuple(key["texts"]), key["resolver"], key["at"])
            keys[f"{one['selector']}._domainkey.{one['domain']}".lower()] = record
    return vouched(raw, keys, at)


def _places(mail: Apart) -> list[int]:
    return [place for place, (name, _) in enumerate(mail.fields) if name == FIELD]


def _read(mail: Apart, place: int) -> Signature | str:
    try:
        return signature_at(mail, place)
    except Malformed as wrong:
        return str(wrong)


def _judged(mail: Apart, signature: Signature | str, keys: Mapping[str, Record], at: datetime) -> Judged:
    if isinstance(signature, str):
        return Judged(Verdict.MALFORMED, why=signature)
    record = keys.get(signature.key_name)
    key, verdict, why = _key(signature, record)
    verdict, loose_bytes = (verdict, 0) if key is None else _with_key(mail, signature, key, at)
    return Judged(
        verdict,
        signature.domain,
        signature.selector,
        signature.algorithm,
        key.bits if key else 0,
        signature.body_hash.hex(),
        loose_bytes,
        _loose(mail, signature),
        why,
        record,
    )


def _key(signature: Signature, record: Record | None) -> tuple[PublicKey | None, Verdict, str]:
    """The key, or what stands in its way."""
    if signature.algorithm in OLD:
        return None, Verdict.WEAK, "sha1"
    if signature.algorithm not in ALGORITHMS:
        return None, Verdict.MALFORMED, "algorithm"
    if record is None or record.state == "unreachable":
        return None, Verdict.KEY_UNREACHABLE, ""
    if not record.texts:
        return None, (Verdict.KEY_GONE if record.state == "none" else Verdict.KEY_UNFIT), ""
    if len(record.texts) > 1:
        return None, Verdict.KEY_UNFIT, "several"
    try:
        key = public_key(record.texts[0], signature)
    except Malformed as wrong:
        return None, Verdict.KEY_UNFIT, str(wrong)
    return key, Verdict.KEY_GONE, "" if key else "withdrawn"


def _with_key(mail: Apart, signature: Signature, key: PublicKey, at: datetime) -> tuple[Verdict, int]:
    counted, loose = body_hash_of(mail, signature)
    if not key.bits or (signature.algorithm.startswith("rsa") and key.bits < LEAST_BITS):
        return Verdict.WEAK, loose
    if counted != signature.body_hash:
        return Verdict.BODY_CHANGED, loose
    if not is_signed(mail, signature, key):
        return Verdict.HEADER_CHANGED, loose
    return _standing(mail, signature, key, at, loose), loose


def _standing(mail: Apart, signature: Signature, key: PublicKey, at: datetime, loose: int) -> Verdict:
    """What a signature that holds is worth for this mail."""
    names = [name for name, _ in mail.fields]
    if any(names.count(name) > 1 for name in ONCE):
        return Verdict.DOUBLED
    if signature.until is not None and signature.until < at.timestamp():
        return Verdict.EXPIRED
    if not is_aligned(signature.domain, sender_domain(mail)):
        return Verdict.OTHER_DOMAIN
    if key.is_test:
        return Verdict.TEST
    return Verdict.PARTIAL if loose else Verdict.ALIGNED


def _loose(mail: Apart, signature: Signature) -> tuple[str, ...]:
    present = {name for name, _ in mail.fields}
    return tuple(name for name in SHOWN if name in present and name not in signature.names)


def sentences(kept: Mapping[str, Any]) -> list[Said]:
    """What was found, for a person: what it says, what it leaves open; from :meth:`Vouched.as_json`."""
    verdict, found = kept.get("verdict", ""), kept.get("signatures") or [{}]
    best: Mapping[str, Any] = next((one for one in found if one.get("verdict") == verdict), found[0])
    words = {"domain": best.get("domain", ""), "sender": kept.get("sender") or "?"}
    first = _words(verdict if verdict in set(Verdict) else "malformed", **words)
    if verdict not in (Verdict.ALIGNED, Verdict.PARTIAL):
        return [first]
    loose = dict.fromkeys(name.partition("-")[0] for name in best.get("loose", ()) if name in _TOLD)
    return [first, *(_words(f"loose_{name}") for name in loose), _words("limits")]


def _words(name: str, **words: str) -> Said:
    return Said.of({language: text.format_map(words) for language, text in _SENTENCES[name].items()})
