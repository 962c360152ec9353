"""Bundles for the tests: one made without a server, one from a log that holds other shops' lines too."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from wederhoor.ledger import container
from wederhoor.ledger.bundle import (
    BundleLine,
    Case,
    CaseFile,
    Part,
    contents,
    listed,
    manifest,
    own_policy,
    own_tree,
    proven,
    seal,
    seal_payload,
)
from wederhoor.ledger.checkpoint import Signer
from wederhoor.ledger.entry import Entry

AT = datetime(2026, 10, 12, 9, 30, tzinfo=UTC)
CODE = "K7QF-82MN-R"
SIGNER = Signer("shop.example/log", b"k" * 32)
MAIL = b"From: a@example.org\r\nSubject: Mijn pakket\r\n\r\nWaar blijft het?\r\n"
SUMMARY = b"%PDF-1.7 summary"


def file(name: str, data: bytes, title: str, sort: str, exhibit: str | None = None, by: str | None = None) -> CaseFile:
    """A file of the case whose bytes are at hand; with an exhibit's number it was added at :data:`AT`."""
    return CaseFile(Part.of(name, data), title, sort, exhibit, AT if exhibit else None, by)


WRITTEN = (
    file("README.txt", b"Lees mij.\n", "README", "readme"),
    file("dossier.json", b'{"format":"wederhoor case file v1"}', "Gegevens", "data"),
    file("custody.json", b'{"acts":[],"format":"wederhoor custody v1"}', "Wie wat deed", "custody"),
)
EXHIBITS = (
    file("exhibits/B1-mail.eml", MAIL, "E-mail van de klant", "message", "B1", "consumer"),
    file("exhibits/B2-foto.jpg", bytes(range(256)), "Foto van de doos", "photo", "B2", "shop"),
    file("exhibits/B3-leeg.txt", b"", "Leeg bestand", "note", "B3", "shop"),
)
FILES = (*WRITTEN, *EXHIBITS)
ENTRIES = (
    Entry("claim.filed", AT, "consumer", CODE, {"exhibit": "B1"}),
    Entry("exhibit.added", AT, "shop", CODE, {"exhibit": "B2", "title": "Foto – één"}),
)


def counted_salts() -> Callable[[], bytes]:
    """Salts that are the same in every run, and each different."""
    drawn = iter(range(10_000))
    return lambda: hashlib.sha256(b"salt %d" % next(drawn)).digest()


def sealed(exhibits: Sequence[CaseFile] = EXHIBITS) -> bytes:
    """A bundle made without a server."""
    made = seal(CODE, WRITTEN, exhibits, SUMMARY, ENTRIES, signer=SIGNER, at=AT, salts=counted_salts())
    return b"".join(made)


def from_log(
    forgotten: frozenset[int] = frozenset(),
    others: int = 9,
    *,
    policy: str | None = None,
    cosigned: Callable[[str], str] = str,
    times: Callable[[str], Sequence[bytes]] | None = None,
    sign: Callable[[bytes], bytes | None] | None = None,
) -> bytes:
    """A bundle of two lines and a seal in a log behind ``others``; those numbered in ``forgotten`` lost their text.

    ``cosigned`` may add signature lines to the log's note, ``times`` stamp it, ``sign`` sign the list of files.
    """
    salts = counted_salts()
    stranger = [Entry("claim.filed", AT, "consumer", f"other-{place}", {}) for place in range(others)]
    logged = [*stranger, *ENTRIES]
    lines = [BundleLine.of(number, entry, salts()) for number, entry in enumerate(logged, 1)]
    kept = [_forgetting(line) if line.number in forgotten else line for line in lines[-2:]]
    files = contents(WRITTEN, own_policy(SIGNER.key) if policy is None else policy, EXHIBITS, kept)
    about = manifest(Case(CODE, SIGNER.origin, AT, vouched=True, vouching="Het register van de winkel."), files)
    said = Entry("casefile.sealed", AT, "shop", CODE, seal_payload(about, SUMMARY, "Voor de geschillencommissie"))
    sealing = BundleLine.of(len(lines) + 1, said, salts())
    every, note = own_tree([*lines, sealing], SIGNER)
    whole = cosigned(note)
    proofs = {line.number: every[line.number].replace(note, whole) for line in [*kept, sealing]}
    before = listed(about, files, SUMMARY)
    after = proven(before, sealing, proofs, whole, times=times(note) if times else (), sign=sign)
    return b"".join(container.pack([*before, *after]))


def _forgetting(line: BundleLine) -> BundleLine:
    return BundleLine(line.number, line.act, line.at, line.actor, line.subject, None, None, line.commitment)
