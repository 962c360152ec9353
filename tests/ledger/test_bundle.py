"""The bundle as bundle.md describes it: its entries in order, what its manifest and seal hold, and who signs what."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.ledger.cases import AT, CODE, EXHIBITS, FILES, SIGNER, SUMMARY, from_log, sealed

from wederhoor.ledger.bundle import CaseFile, Part, seal_payload
from wederhoor.ledger.container import CannotPack

BEFORE = ["mimetype", "manifest.json", "README.txt", "dossier.json", "custody.json", "policy.txt"]
SHOWN = ["exhibits/B1-mail.eml", "exhibits/B2-foto.jpg", "exhibits/B3-leeg.txt", "lines.jsonl", "case.pdf", "seal.json"]


def opened(bundle: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as box:
        return {name: box.read(name) for name in box.namelist()}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_entries_stand_in_the_order_of_the_page() -> None:
    stamped = opened(from_log(times=lambda note: [b"token one", b"token two"], sign=lambda data: b"signature"))
    proofs = ["proofs/10.tlog-proof", "proofs/11.tlog-proof", "proofs/seal.tlog-proof", "checkpoint.txt"]
    last = ["times/1.tst", "times/2.tst", "META-INF/ASiCManifest.xml", "META-INF/signature.p7s"]
    assert list(stamped) == [*BEFORE, *SHOWN, *proofs, *last]


def test_bundle_without_a_server_has_neither_times_nor_signature() -> None:
    proofs = ["proofs/1.tlog-proof", "proofs/2.tlog-proof", "proofs/seal.tlog-proof", "checkpoint.txt"]
    assert list(opened(sealed())) == [*BEFORE, *SHOWN, *proofs]


def test_policy_of_a_bundle_without_a_server_names_its_own_key_and_nobody_else() -> None:
    assert opened(sealed())["policy.txt"].decode() == f"log {SIGNER.key.vkey}\nquorum none\n"


def test_manifest_lists_what_does_not_prove_itself() -> None:
    files = opened(from_log(sign=lambda data: b"signature"))
    manifest = json.loads(files["manifest.json"])
    names = [file["name"] for file in manifest["files"]]
    assert names == [*BEFORE[2:], *SHOWN[:4]]
    assert manifest["format"] == "wederhoor bundle v2"
    assert all(sha256(files[file["name"]]) == file["sha256"] for file in manifest["files"])
    assert all(len(files[file["name"]]) == file["size"] for file in manifest["files"])


def test_seal_holds_manifest_and_summary_and_why() -> None:
    files = opened(from_log())
    said = json.loads(files["seal.json"])
    assert said["payload"] == {
        "manifest": sha256(files["manifest.json"]),
        "summary": sha256(SUMMARY),
        "why": "Voor de geschillencommissie",
    }
    assert "number" not in said
    assert files["case.pdf"] == SUMMARY


def test_seal_without_a_reason_says_none() -> None:
    assert set(seal_payload(b"{}", b"%PDF")) == {"manifest", "summary"}


def test_signature_is_over_every_entry_but_the_media_type_and_itself() -> None:
    signed: list[bytes] = []
    files = opened(from_log(times=lambda note: [b"token"], sign=lambda data: signed.append(data) or b"signature"))
    listed = files["META-INF/ASiCManifest.xml"].decode()
    assert signed == [listed.encode()]
    assert files["META-INF/signature.p7s"] == b"signature"
    rows = [row.split('"')[1] for row in listed.splitlines() if row.startswith("<asic:DataObjectReference")]
    assert rows == [name for name in files if name != "mimetype" and not name.startswith("META-INF/")]
    assert all(b64encode(hashlib.sha256(files[name]).digest()).decode() in listed for name in rows)


def test_bundle_nobody_can_sign_has_no_folder_for_it() -> None:
    assert not any(name.startswith("META-INF/") for name in opened(from_log(sign=lambda data: None)))


def test_cosignatures_stand_in_the_checkpoint_and_in_every_proof() -> None:
    line = "— witness.example/w1 AAAAAAAAAAAA\n"
    files = opened(from_log(cosigned=lambda note: note + line))
    assert files["checkpoint.txt"].decode().endswith(line)
    proofs = [data.decode() for name, data in files.items() if name.startswith("proofs/")]
    assert all(text.endswith(files["checkpoint.txt"].decode()) for text in proofs)


def test_same_case_gives_the_same_bytes() -> None:
    assert sealed() == sealed()
    assert from_log() == from_log()


def test_bytes_of_an_exhibit_are_read_once_and_only_when_it_is_written() -> None:
    first, read = EXHIBITS[0], []

    def once() -> Iterator[bytes]:
        read.append(first.name)
        yield b"".join(first.part.data)

    files = [replace(first, part=replace(first.part, data=once())), *EXHIBITS[1:]]
    assert sealed(files) == sealed()
    assert read == [first.name]


def test_exhibit_that_is_not_what_was_kept_ends_the_bundle() -> None:
    first = EXHIBITS[0]
    spoilt = replace(first, part=replace(first.part, data=(b"x" * first.part.size,)))
    with pytest.raises(CannotPack, match="B1"):
        sealed([spoilt, *EXHIBITS[1:]])


def test_files_say_when_and_by_whom_they_were_added() -> None:
    said = CaseFile(Part.of("exhibits/B9-a.txt", b"a"), "Een", "note", "B9", AT, "shop").as_json()
    assert (said["added_at"], said["added_by"], said["exhibit"]) == ("2026-10-12T09:30:00.000000Z", "shop", "B9")
    assert FILES[0].as_json() | {"sha256": "", "size": 0} == {
        "added_at": None,
        "added_by": None,
        "exhibit": None,
        "name": "README.txt",
        "sha256": "",
        "size": 0,
        "sort": "readme",
        "title": "README",
    }
    assert json.loads(opened(sealed())["manifest.json"])["case"] == CODE
