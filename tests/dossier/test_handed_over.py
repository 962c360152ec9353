"""A case file handed over whole: what this room lists, the ledger seals and its verifier finds intact or names."""

from __future__ import annotations

from dataclasses import asdict

from tests.dossier.cases import MADE, case
from tests.dossier.test_bundle import RAW

from wederhoor.dossier.bundle import files_of
from wederhoor.dossier.pdf import pdf_of
from wederhoor.ledger.bundle import CaseFile as Kept
from wederhoor.ledger.bundle import seal
from wederhoor.ledger.checkpoint import Signer
from wederhoor.ledger.entry import Entry
from wederhoor.ledger.verify import verify_bundle


def bundle() -> bytes:
    file = case()
    kept = [Kept(**asdict(it)) for it in files_of(file, RAW, pdf_of(file, made_at=MADE))]
    filed = Entry("claim.filed", MADE, "consumer", file.reference, {"exhibit": "B1"})
    signer = Signer("shop.example/log", bytes(32))
    return seal(file.reference, kept, [filed], signer=signer, at=MADE, salts=lambda: bytes(32))


def test_bundle_of_the_files_is_intact():
    report = verify_bundle(bundle())
    assert report["intact"], [it for it in report["items"] if it["state"] != "intact"]
    assert {"README.txt", "case.pdf", "dossier.json"} <= {it["name"] for it in report["items"]}


def test_flipped_byte_of_one_exhibit_names_it():
    data = bundle()
    place = data.index(RAW["B5"]) + 40
    report = verify_bundle(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    changed = [it["name"] for it in report["items"] if it["state"] == "changed"]
    assert not report["intact"]
    assert "exhibits/B5-antwoord-van-de-winkel.eml" in changed
