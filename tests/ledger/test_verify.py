"""The verifier that runs alone: what it finds intact, what it names, and what hostile files do to it."""

from __future__ import annotations

import io
import json
import random
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.ledger.cases import CODE, FILES, SIGNER, from_log, sealed

from wederhoor.ledger import verify
from wederhoor.ledger.bundle import exhibit_name
from wederhoor.ledger.checkpoint import Signer
from wederhoor.ledger.container import pack
from wederhoor.ledger.entry import canonical
from wederhoor.ledger.verify import verify_bundle

CONTAINER = "the container"


def states(report: dict[str, Any]) -> dict[str, str]:
    return {item["name"]: item["state"] for item in report["items"]}


def damaged(report: dict[str, Any]) -> set[str]:
    return {name for name, state in states(report).items() if state in ("changed", "missing")}


def unpacked(bundle: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as box:
        return {name: box.read(name) for name in box.namelist()}


def repacked(bundle: bytes, change: Callable[[dict[str, bytes]], Any]) -> bytes:
    """The bundle with its files changed and every zip header right again."""
    files = unpacked(bundle)
    change(files)
    return pack(list(files.items()))


def test_bundle_made_without_a_server_is_intact_and_says_nobody_vouches() -> None:
    report = verify_bundle(sealed(), language="nl")
    assert report["intact"]
    assert set(states(report)) == {*unpacked(sealed()), CONTAINER}
    assert set(states(report).values()) == {"intact"}
    assert report["checkpoint"]["vouched"] is False
    assert "Geen controlepunt van buiten" in report["checkpoint"]["vouching"]
    assert (report["checkpoint"]["size"], report["checkpoint"]["key"]) == (3, SIGNER.key.vkey)
    assert (report["times"], report["signatures"]) == ([], [])
    assert len(report["checked"]) == 5


def test_same_case_gives_the_same_bytes() -> None:
    assert sealed() == sealed()


def test_bundle_from_a_log_is_intact_and_vouched_for() -> None:
    report = verify_bundle(from_log(), key=SIGNER.key.vkey)
    assert report["intact"]
    assert report["checkpoint"]["vouched"] is True
    assert report["checkpoint"]["size"] == 12
    assert "The key in the bundle is the one you gave." in report["checked"]


def test_line_without_its_text_is_still_proven() -> None:
    report = verify_bundle(from_log(forgotten=frozenset({11})))
    assert report["intact"]
    assert any("2 lines, 1 of them without" in sentence for sentence in report["checked"])


def test_key_from_elsewhere_that_differs_is_not_intact() -> None:
    report = verify_bundle(sealed(), key=Signer("shop.example/log", b"x" * 32).key.vkey)
    assert not report["intact"]
    assert damaged(report) == {"log.vkey"}


def test_text_that_is_no_key_is_refused() -> None:
    with pytest.raises(ValueError, match="key"):
        verify_bundle(sealed(), key="not a key")


def test_every_flipped_byte_is_found_and_its_file_named() -> None:
    bundle = from_log()
    spans = content_spans(bundle)
    for place in range(len(bundle)):
        changed = bytearray(bundle)
        changed[place] ^= random.Random(place).choice((1, 2, 4, 8, 16, 32, 64, 128))
        report = verify_bundle(bytes(changed))
        assert not report["intact"], place
        owner = next((name for name, span in spans.items() if place in span), None)
        # A flip in a header may make a file unreadable under its name; then the container is named as well.
        assert owner in damaged(report) if owner else CONTAINER in damaged(report), (place, owner, report["items"])
        if owner:
            assert damaged(report) == {owner}


def content_spans(bundle: bytes) -> dict[str, range]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as box:
        starts = {info.filename: info.header_offset + 30 + len(info.filename) for info in box.infolist()}
        return {
            info.filename: range(starts[info.filename], starts[info.filename] + info.file_size)
            for info in box.infolist()
        }


@pytest.mark.parametrize("name", sorted(unpacked(sealed())))
def test_changed_file_in_a_sound_zip_is_named_alone(name: str) -> None:
    def change(files: dict[str, bytes]) -> None:
        files[name] = files[name] + b"x" if not files[name] else bytes([files[name][0] ^ 1]) + files[name][1:]

    report = verify_bundle(repacked(sealed(), change))
    assert not report["intact"]
    assert damaged(report) == {name}


@pytest.mark.parametrize("name", sorted(unpacked(sealed())))
def test_file_that_was_taken_out_is_missing(name: str) -> None:
    report = verify_bundle(repacked(sealed(), lambda files: files.pop(name)))
    assert not report["intact"]
    assert states(report)[name] == "missing"


def test_file_that_was_added_is_unproven() -> None:
    report = verify_bundle(repacked(sealed(), lambda files: files.update({"exhibits/B9-extra.txt": b"x"})))
    assert not report["intact"]
    assert states(report)["exhibits/B9-extra.txt"] == "unproven"


def test_exhibit_changed_together_with_the_list_is_found() -> None:
    def change(files: dict[str, bytes]) -> None:
        other = sealed((*FILES[:1], FILES[1].__class__(**{**vars(FILES[1]), "data": b"forged"}), *FILES[2:]))
        files |= {name: unpacked(other)[name] for name in ("exhibits/B1-mail.eml", "manifest.json")}

    report = verify_bundle(repacked(sealed(), change))
    assert damaged(report) == {"manifest.json"}
    assert states(report)["exhibits/B1-mail.eml"] == "unproven"


def test_seal_made_anew_is_not_proven() -> None:
    def change(files: dict[str, bytes]) -> None:
        other = unpacked(sealed((*FILES[:1], FILES[1].__class__(**{**vars(FILES[1]), "data": b"forged"}), *FILES[2:])))
        files |= {name: other[name] for name in ("exhibits/B1-mail.eml", "manifest.json", "seal.json")}

    report = verify_bundle(repacked(sealed(), change))
    assert not report["intact"]
    assert states(report)["seal.json"] == "unproven"
    assert states(report)["manifest.json"] == "unproven"


def test_proofs_swapped_between_lines_are_named() -> None:
    def change(files: dict[str, bytes]) -> None:
        one, two = "proofs/1.tlog-proof", "proofs/2.tlog-proof"
        files[one], files[two] = files[two], files[one]

    assert damaged(verify_bundle(repacked(sealed(), change))) == {"proofs/1.tlog-proof", "proofs/2.tlog-proof"}


def test_proof_under_another_checkpoint_of_the_same_log_is_named() -> None:
    other = unpacked(from_log(others=9))["checkpoint.txt"]
    report = verify_bundle(repacked(sealed(), lambda files: files.update({"checkpoint.txt": other})))
    assert not report["intact"]
    assert "proofs/seal.tlog-proof" in damaged(report)


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"PK",
        b"not a zip at all" * 10,
        b"PK\x05\x06" + bytes(18),
        b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0),
        b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 9_999, 9_999, 0, 0, 0),
    ],
)
def test_what_is_no_zip_is_not_intact(junk: bytes) -> None:
    report = verify_bundle(junk)
    assert not report["intact"]
    assert CONTAINER in damaged(report) or "manifest.json" in damaged(report)


def test_bytes_before_behind_and_between_are_found() -> None:
    bundle = sealed()
    central = bundle.index(b"PK\x01\x02")
    for spoiled in (b"x" + bundle, bundle + b"x", bundle[:central] + b"x" + bundle[central:]):
        report = verify_bundle(spoiled)
        assert not report["intact"]
        assert CONTAINER in damaged(report)


def test_compressed_zip_is_refused_without_unpacking_it() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as box:
        for name, data in unpacked(sealed()).items():
            box.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        box.writestr("exhibits/bomb.txt", bytes(50_000_000))
    report = verify_bundle(file.getvalue())
    assert not report["intact"]
    assert CONTAINER in damaged(report)


def test_name_standing_twice_is_found() -> None:
    bundle = pack([*unpacked(sealed()).items(), ("exhibits/B9-mail.eml", b"other")])
    report = verify_bundle(bundle.replace(b"B9-mail", b"B1-mail"))
    assert not report["intact"]
    assert CONTAINER in damaged(report)


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"n":' + b"9" * 5_000 + b"}",
        b'{"a":1,"a":2}',
        b'{"a":1.5}',
        b'{"a":NaN}',
        b'{ "a":1}',
        b"\xff\xfe",
        b"[]",
        b'{"salt":5,"commitment":7}',
        b'{"payload":null,"salt":null,"commitment":"AAAA"}',
    ],
)
def test_hostile_json_is_refused(text: bytes) -> None:
    report = verify_bundle(repacked(sealed(), lambda files: files.update({"seal.json": text})))
    assert damaged(report) == {"seal.json"}


def test_file_too_large_for_its_name_is_refused_unread() -> None:
    report = verify_bundle(repacked(sealed(), lambda files: files.update({"seal.json": bytes(100_000)})))
    assert damaged(report) == {"seal.json"}


def test_random_bytes_never_break_the_verifier() -> None:
    bundle = sealed()
    dice = random.Random(7)
    for _ in range(300):
        changed = bytearray(bundle)
        for _ in range(dice.randrange(1, 40)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        cut = dice.randrange(len(changed))
        assert not verify_bundle(bytes(changed))["intact"]
        assert not verify_bundle(bytes(changed[:cut]))["intact"]


def test_verifier_runs_alone(tmp_path: Path) -> None:
    alone = shutil.copy(Path(verify.__file__), tmp_path / "check.py")
    (tmp_path / "case.zip").write_bytes(sealed())
    command = [sys.executable, "-I", str(alone), str(tmp_path / "case.zip")]
    run = subprocess.run([*command, "--language", "nl"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip().endswith("Ongewijzigd.")
    (tmp_path / "case.zip").write_bytes(sealed().replace(b"Waar blijft het?", b"Waar blijft hij?"))
    spoiled = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False)
    assert spoiled.returncode == 1
    assert damaged(json.loads(spoiled.stdout)) == {"exhibits/B1-mail.eml"}
    gone = subprocess.run([*command[:-1], str(tmp_path / "none.zip")], capture_output=True, text=True, check=False)
    assert gone.returncode == 2


def test_verifier_is_one_file_a_court_may_copy() -> None:
    source = Path(verify.__file__).read_text("utf-8")
    assert len(source.splitlines()) <= 500
    assert source.startswith("# SPDX-License-Identifier: MIT OR EUPL-1.2\n")
    assert not [line for line in source.splitlines() if line.startswith(("from wederhoor", "import wederhoor"))]


def test_verifier_and_writer_agree_on_canonical_json() -> None:
    value = {"z": [1, None, True, {"é": '\u2028\x1f\\"'}], "a\uff61": -1, "a\U00010000": 2**53 - 1, "": ""}
    assert verify.to_json(value) == canonical(value)


def test_exhibit_names_are_plain() -> None:
    assert exhibit_name("B1", "Foto's van de doos", ".JPG") == "exhibits/B1-Foto-s-van-de-doos.jpg"
    assert exhibit_name("B2", "../../etc", ".tar/gz") == "exhibits/B2-etc.bin"
    assert exhibit_name("B3", "日本", "") == "exhibits/B3-exhibit.bin"


def test_case_code_stands_in_the_manifest() -> None:
    assert json.loads(unpacked(sealed())["manifest.json"])["case"] == CODE
