"""Bundles for the tests: one made without a server, one from a log that holds other shops' lines too."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

from wederhoor.ledger.bundle import BundleLine, Case, CaseFile, assemble, lines_file, manifest, seal, seal_payload
from wederhoor.ledger.checkpoint import Checkpoint, Signer
from wederhoor.ledger.entry import Entry
from wederhoor.ledger.proof import Proof
from wederhoor.ledger.tree import Tree, inclusion_proof

AT = datetime(2026, 10, 12, 9, 30, tzinfo=UTC)
CODE = "K7QF-82MN-R"
SIGNER = Signer("shop.example/log", b"k" * 32)
MAIL = b"From: a@example.org\r\nSubject: Mijn pakket\r\n\r\nWaar blijft het?\r\n"

FILES = (
    CaseFile("case.pdf", b"%PDF-1.7 summary", "Samenvatting", "summary"),
    CaseFile("exhibits/B1-mail.eml", MAIL, "E-mail van de klant", "message", "B1", AT, "consumer"),
    CaseFile("exhibits/B2-foto.jpg", bytes(range(256)), "Foto van de doos", "photo", "B2", AT, "shop"),
    CaseFile("exhibits/B3-leeg.txt", b"", "Leeg bestand", "note", "B3", AT, "shop"),
)
ENTRIES = (
    Entry("claim.filed", AT, "consumer", CODE, {"exhibit": "B1"}),
    Entry("exhibit.added", AT, "shop", CODE, {"exhibit": "B2", "title": "Foto – één"}),
)


def counted_salts() -> Callable[[], bytes]:
    """Salts that are the same in every run, and each different."""
    drawn = iter(range(1_000))
    return lambda: hashlib.sha256(b"salt %d" % next(drawn)).digest()


def sealed(files: tuple[CaseFile, ...] = FILES) -> bytes:
    """A bundle made without a server."""
    return seal(CODE, files, ENTRIES, signer=SIGNER, at=AT, salts=counted_salts())


def from_log(forgotten: frozenset[int] = frozenset(), others: int = 9) -> bytes:
    """A bundle of two lines and a seal in a log behind ``others``; those numbered in ``forgotten`` lost their text."""
    salts = counted_salts()
    stranger = [Entry("claim.filed", AT, "consumer", f"other-{place}", {}) for place in range(others)]
    logged = [*stranger, *ENTRIES]
    lines = [BundleLine.of(number, entry, salts()) for number, entry in enumerate(logged, 1)]
    kept = [_forgetting(line) if line.number in forgotten else line for line in lines[-2:]]
    files = [*FILES, lines_file(kept)]
    listed = manifest(Case(CODE, SIGNER.origin, AT, vouched=True, vouching="Het register van de winkel."), files)
    sealing = BundleLine.of(len(lines) + 1, Entry("casefile.sealed", AT, "shop", CODE, seal_payload(listed)), salts())
    tree = Tree()
    nodes = {
        (level, index): digest for line in [*lines, sealing] for level, index, digest in tree.append(line.commitment)
    }
    note = Checkpoint(SIGNER.origin, tree.size, tree.root()).sign(SIGNER)
    proofs = {
        line.number: Proof(
            line.number - 1,
            tuple(inclusion_proof(line.number - 1, tree.size, lambda *address: nodes[address])),
            note,
        ).text
        for line in [*kept, sealing]
    }
    return assemble(listed, files, sealing, proofs, note, SIGNER.key.vkey)


def _forgetting(line: BundleLine) -> BundleLine:
    return BundleLine(line.number, line.act, line.at, line.actor, line.subject, None, None, line.commitment)
