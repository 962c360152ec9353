"""The verifier that runs alone: what it finds intact, what it names, and what hostile files do to it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.ledger.written import (
    EXHIBITS,
    LOG,
    Authority,
    Files,
    Signer,
    bundle,
    canonical,
    changed,
    line,
    pack,
    path,
    places,
    root,
    written,
)

from wederhoor.ledger import verify
from wederhoor.ledger.verify import LANGUAGES, as_text, verify_bundle

CONTAINER = "the container"
NAMES = sorted(written())


def states(report: dict[str, Any]) -> dict[str, str]:
    return {item["name"]: item["state"] for item in report["items"]}


def damaged(report: dict[str, Any]) -> set[str]:
    return {name for name, state in states(report).items() if state in ("changed", "missing")}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def full(authority: Authority) -> bytes:
    """A bundle with everything: a time-stamp, a table, a signature."""
    return bundle(stamps=[authority.stamp("root")], sealed=authority.sign)


def test_bundle_made_without_a_server_is_intact_and_says_nobody_vouches() -> None:
    report = verify_bundle(bundle())
    assert report["intact"]
    assert set(states(report)) == {*written(), CONTAINER}
    assert set(states(report).values()) == {"intact"}
    assert report["checkpoint"] == {
        **{"origin": LOG.name, "size": 6, "root": report["checkpoint"]["root"], "key": LOG.vkey, "key_expected": None},
        **{"vouched": False, "vouching": "Niemand van buiten staat hiervoor in."},
    }
    assert (report["times"], report["signatures"]) == ([], [])
    assert "Nobody outside states a time." in report["checked"]


@pytest.mark.parametrize("before", range(0, 33))
def test_every_shape_of_tree_is_walked(before: int) -> None:
    report = verify_bundle(bundle(before=before, lines=2, after=before % 4))
    assert report["intact"], as_text(report)
    assert report["checkpoint"]["size"] == before + 3 + before % 4


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 9, 33])
def test_no_other_place_size_entry_or_path_leads_to_the_root(size: int) -> None:
    entries = [hashlib.sha256(b"%d" % n).digest() for n in range(size)]
    for index in range(size):
        hops = path(index, entries)
        assert verify.root_from(entries[index], index, size, hops) == root(entries)
        assert [other for other in range(size) if leads(entries, index, other, hops)] == [index]
        for wrong in (hops[:-1], [*hops, entries[0]]):
            if wrong != hops:
                with pytest.raises(verify.Bad):
                    verify.root_from(entries[index], index, size, wrong)
        with pytest.raises(verify.Bad):
            verify.root_from(entries[index], size, size, hops)


def leads(entries: list[bytes], index: int, other: int, hops: list[bytes]) -> bool:
    """Does the path of one place lead to the root from another?"""
    try:
        return verify.root_from(entries[index], other, len(entries), hops) == root(entries)
    except verify.Bad:
        return False


def test_lines_without_their_text_are_still_proven_and_counted() -> None:
    report = verify_bundle(bundle(lines=3, erased={5}))
    assert report["intact"]
    assert any("3 lines, 1 of them without" in sentence for sentence in report["checked"])


def test_bundle_without_lines_or_exhibits_is_intact() -> None:
    assert verify_bundle(bundle(lines=0, exhibits={}))["intact"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_answer_for_people_is_in_their_language(full: bytes, language: str) -> None:
    good, wrong = verify_bundle(full, language=language), verify_bundle(full[:-1], language=language)
    end = {"en": "ntact.", "nl": "ngewijzigd.", "de": "nverändert."}[language]
    assert as_text(good, language).endswith(end)
    assert as_text(wrong, language).endswith(end)
    assert as_text(good, language) != as_text(wrong, language)
    assert len({as_text(verify_bundle(full, language=one), one) for one in LANGUAGES}) == len(LANGUAGES)


def test_answer_for_people_prints_no_sign_of_a_stranger_that_moves_the_cursor() -> None:
    text = as_text(verify_bundle(bundle(manifest={"vouching": "a\x1b[2J\nIntact."})))
    assert "\x1b" not in text
    assert "a\ufffd[2J\ufffdIntact." in text.split("\n")


def test_key_from_elsewhere_is_held_against_the_policy() -> None:
    report = verify_bundle(bundle(), key=LOG.vkey)
    assert (report["intact"], report["checkpoint"]["key_expected"]) == (True, LOG.vkey)
    other = verify_bundle(bundle(), key=Signer("shop.example/log", b"x").vkey)
    assert damaged(other) == {"policy.txt"}
    assert not other["intact"]


@pytest.mark.parametrize("key", ["not a key", "", "a+00000000+AAAA", LOG.vkey + "A", LOG.vkey.replace("+", "+0", 1)])
def test_text_that_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        verify_bundle(bundle(), key=key)


@pytest.mark.parametrize("wrong", [b"", b"no certificate"])
def test_what_is_no_authority_or_policy_is_refused(wrong: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        verify_bundle(bundle(), authority=wrong)
    with pytest.raises(ValueError, match=r"."):
        verify_bundle(bundle(), policy=wrong)


@pytest.mark.parametrize("name", NAMES)
def test_changed_file_in_a_sound_zip_is_named(name: str) -> None:
    def change(files: Files) -> None:
        files[name] = files[name] + b"x" if not files[name] else bytes([files[name][0] ^ 1]) + files[name][1:]

    report = verify_bundle(changed(bundle(), change))
    assert not report["intact"]
    assert states(report)[name] != "intact"
    assert damaged(report) <= {name}


@pytest.mark.parametrize("name", NAMES)
def test_file_that_was_taken_out_is_missing(name: str) -> None:
    report = verify_bundle(changed(bundle(), lambda files: files.pop(name)))
    assert not report["intact"]
    assert states(report)[name] == "missing"


@pytest.mark.parametrize("name", ["META-INF/ASiCManifest.xml", "META-INF/signature.p7s", "times/1.tst", "both"])
def test_what_speaks_for_a_vouched_bundle_cannot_be_taken_out(full: bytes, name: str) -> None:
    def change(files: Files) -> None:
        for each in [name] if name != "both" else ["META-INF/ASiCManifest.xml", "META-INF/signature.p7s"]:
            files.pop(each)

    report = verify_bundle(changed(full, change))
    assert not report["intact"]
    if name != "times/1.tst":  # which nothing but the table lists
        assert states(report)["META-INF/signature.p7s" if name == "both" else name] == "missing"
    else:
        assert states(report)[CONTAINER] == "changed"


@pytest.mark.parametrize("name", ["exhibits/B9-extra.txt", "times/1.tst", "proofs/99.tlog-proof", "other.txt"])
def test_file_that_was_added_is_not_intact(name: str) -> None:
    def change(files: Files) -> None:
        rest = {later: files.pop(later) for later in list(files) if rank(later) > rank(name)}
        files |= {name: b"x", **rest}

    def rank(name: str) -> int:
        return next((n for n, start in enumerate(verify.ORDER[:-1]) if name.startswith(start)), 99)

    report = verify_bundle(changed(bundle(), change))
    assert states(report)[name] in ("unproven", "changed")
    assert not report["intact"]


def test_files_out_of_their_order_are_refused() -> None:
    def change(files: Files) -> None:
        files["README.txt"] = files.pop("README.txt")

    assert damaged(verify_bundle(changed(bundle(), change))) == {CONTAINER}


def test_seal_and_list_made_anew_are_not_proven() -> None:
    other = written(exhibits={**EXHIBITS, "exhibits/B1-mail.eml": b"forged"})

    def change(files: Files) -> None:
        files |= {name: other[name] for name in ("exhibits/B1-mail.eml", "manifest.json")}

    report = verify_bundle(changed(bundle(), change))
    assert damaged(report) == {"manifest.json"}
    assert states(report)["exhibits/B1-mail.eml"] == "unproven"
    report = verify_bundle(
        changed(bundle(), lambda files: (change(files), files.update({"seal.json": other["seal.json"]})))
    )
    assert states(report)["seal.json"] == "unproven"


def test_summary_is_bound_by_the_seal() -> None:
    report = verify_bundle(changed(bundle(), lambda files: files.update({"case.pdf": b"%PDF-1.7 y"})))
    assert damaged(report) == {"case.pdf"}


@pytest.mark.parametrize(
    "manifest",
    [
        {"format": "wederhoor bundle v1"},
        {"origin": "other.example/log"},
        {"files": []},
        {"files": {}},
        {"files": [1]},
        {"files": [{"name": 1}]},
        {"files": None},
    ],
)
def test_sealed_list_of_another_form_is_refused(manifest: dict[str, Any]) -> None:
    assert damaged(verify_bundle(bundle(manifest=manifest))) == {"manifest.json"}


def test_list_that_names_a_file_twice_or_one_that_proves_itself_is_refused() -> None:
    files = json.loads(written()["manifest.json"])["files"]
    for more in ([files[0]], [files[0] | {"name": "checkpoint.txt"}]):
        assert damaged(verify_bundle(bundle(manifest={"files": [*files, *more]}))) == {"manifest.json"}
    for wrong in ({"size": None}, {"size": "5"}, {"sha256": None}, {"sha256": 5}):
        report = verify_bundle(bundle(manifest={"files": [files[0] | wrong, *files[1:]]}))
        assert damaged(report) == {"README.txt"}, wrong


@pytest.mark.parametrize("act", [{"manifest": None}, {"manifest": "00"}, {"summary": 1}])
def test_seal_of_something_else_proves_nothing(act: dict[str, Any]) -> None:
    report = verify_bundle(bundle(sealing=act))
    assert damaged(report) == {"manifest.json" if "manifest" in act else "case.pdf"}


def test_line_standing_twice_or_with_more_in_it_is_named() -> None:
    rows = written()["lines.jsonl"]
    for wrong in (rows + rows, canonical(line(4) | {"note": "more"}) + b"\n", rows[:-1], rows + b"\n", b"[]\n"):
        made = written()
        listed = json.loads(made["manifest.json"])["files"]
        entry = next(one for one in listed if one["name"] == "lines.jsonl")
        entry |= {"size": len(wrong), "sha256": hashlib.sha256(wrong).hexdigest()}
        sealed = written(manifest={"files": listed})
        report = verify_bundle(pack((sealed | {"lines.jsonl": wrong}).items()))
        assert "lines.jsonl" in damaged(report), wrong
        assert states(report)[CONTAINER] == "intact"


def test_proofs_swapped_between_lines_are_named() -> None:
    def change(files: Files) -> None:
        one, two = "proofs/4.tlog-proof", "proofs/5.tlog-proof"
        files[one], files[two] = files[two], files[one]

    assert damaged(verify_bundle(changed(bundle(), change))) == {"proofs/4.tlog-proof", "proofs/5.tlog-proof"}


def test_proof_under_another_checkpoint_of_the_same_log_is_named() -> None:
    other = written(before=9)["checkpoint.txt"]
    report = verify_bundle(changed(bundle(), lambda files: files.update({"checkpoint.txt": other})))
    assert not report["intact"]
    assert "proofs/seal.tlog-proof" in damaged(report)


def flips(data: bytes, rounds: int) -> list[int]:
    """All places when there are fewer than ``rounds``, or as many at random."""
    return list(range(len(data))) if len(data) <= rounds else random.Random(7).choices(range(len(data)), k=rounds)


def check_flips(data: bytes, rounds: int) -> None:
    spans = places(data)
    for place in flips(data, rounds):
        spoiled = bytearray(data)
        spoiled[place] ^= 1 << random.Random(place).randrange(8)
        report = verify_bundle(bytes(spoiled))
        owner = next((name for name, span in spans.items() if place in span), CONTAINER)
        assert not report["intact"], place
        assert damaged(report) == {owner}, (place, report["items"])


def test_flipped_bytes_are_found_and_their_file_named(full: bytes) -> None:
    check_flips(bundle(), 400)
    check_flips(full, 400)


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("WEDERHOOR_LONG"), reason="the long form: run with WEDERHOOR_LONG=1")
def test_ten_thousand_flipped_bytes_in_a_larger_bundle_are_found(authority: Authority) -> None:
    dice = random.Random(1)
    exhibits = {f"exhibits/B{n}-bestand.bin": dice.randbytes(dice.randrange(3_000)) for n in range(40)}
    check_flips(bundle(exhibits=exhibits, lines=30, stamps=[authority.stamp()], sealed=authority.sign), 10_000)


def test_bytes_before_behind_between_or_missing_are_found(full: bytes) -> None:
    dice = random.Random(3)
    for place in [0, len(full), *(dice.randrange(len(full)) for _ in range(60))]:
        assert not verify_bundle(full[:place] + b"x" + full[place:])["intact"], place
        assert not verify_bundle(full[:place] + full[place + 1 :])["intact"] or place == len(full)
    for length in [0, 1, 21, 22, 29, 30, 31, *(dice.randrange(len(full)) for _ in range(60)), len(full) - 1]:
        report = verify_bundle(full[:length])
        assert damaged(report) == {CONTAINER}, length
        assert "says" in report["items"][0]


@pytest.mark.parametrize(
    "junk",
    [
        b"PK",
        b"not a zip at all" * 10,
        b"PK\x03\x04" + bytes(26),
        b"PK\x03\x04" + b"\xff" * 26,
        b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0),
    ],
)
def test_what_is_no_zip_is_refused(junk: bytes) -> None:
    assert damaged(verify_bundle(junk)) == {CONTAINER}


def test_empty_zip_misses_everything() -> None:
    assert "manifest.json" in damaged(verify_bundle(b"PK\x05\x06" + bytes(18)))


def test_size_that_is_not_there_is_refused_unread() -> None:
    data = bytearray(bundle())
    data[18:26] = struct.pack("<LL", 2**32 - 1, 2**32 - 1)
    report = verify_bundle(bytes(data))
    assert damaged(report) == {CONTAINER}
    assert "longer than the container" in report["items"][0]["says"]


def test_compressed_zip_is_refused_without_unpacking_it() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as box:
        for name, data in written().items():
            box.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        box.writestr("exhibits/bomb.txt", bytes(50_000_000))
    assert damaged(verify_bundle(file.getvalue())) == {CONTAINER}


def test_two_files_of_one_name_are_refused() -> None:
    files = [*written().items()]
    data = pack([*files[:7], ("exhibits/B9-mail.eml", b"other"), *files[7:]])
    report = verify_bundle(data.replace(b"B9-mail", b"B1-mail"))
    assert damaged(report) == {CONTAINER}
    assert "two files called exhibits/B1-mail.eml" in report["items"][0]["says"]


@pytest.mark.parametrize(
    "name", ["../x", "exhibits/../../x", "/etc/passwd", "exhibits//x", "exhibits/", "a\\b", "é", "x" * 201]
)
def test_names_that_are_not_plain_are_refused(name: str) -> None:
    assert damaged(verify_bundle(pack([*written().items(), (name, b"")]))) == {CONTAINER}


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 60_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"n":' + b"9" * 5_000 + b"}",
        b'{"n":9007199254740992}',
        b'{"n":-0}',
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a":1.5}',
        b'{"a":1e2}',
        b'{"a":NaN}',
        b'{ "a":1}',
        b'{"a":"\\u00e9"}',
        b'{"a":"\\ud800"}',
        b'{"\\ud800":1}',
        b"\xff\xfe",
        b"[]",
        b"",
        b'{"salt":5,"commitment":7}',
        b'{"payload":null,"salt":null,"commitment":"AAAA"}',
    ],
)
def test_hostile_json_is_refused(text: bytes) -> None:
    report = verify_bundle(changed(bundle(), lambda files: files.update({"seal.json": text})))
    assert damaged(report) == {"seal.json"}
    with pytest.raises((ValueError, RecursionError)):
        verify.read_line(text)


def test_canonical_json_sorts_as_rfc_8785_does_and_keeps_what_it_must() -> None:
    text = '{"":"","a":-9007199254740991,"z":[1,null,true,{"é":"\u2028\\u001f\\\\\\""}],"\U00010000":1,"\uff61":2}'
    assert verify.to_json(verify.from_json(text.encode())) == text.encode()


def test_file_too_large_for_its_name_is_refused_unread() -> None:
    report = verify_bundle(changed(bundle(), lambda files: files.update({"seal.json": bytes(100_000)})))
    assert damaged(report) == {"seal.json"}
    assert "too large" in next(item["says"] for item in report["items"] if item["name"] == "seal.json")


def test_random_bytes_never_break_the_verifier(full: bytes) -> None:
    dice = random.Random(7)
    for _ in range(150):
        spoiled = bytearray(full)
        for _ in range(dice.randrange(1, 40)):
            spoiled[dice.randrange(len(spoiled))] = dice.randrange(256)
        assert not verify_bundle(bytes(spoiled))["intact"]


def test_random_bytes_in_a_sound_zip_never_break_the_verifier(full: bytes) -> None:
    dice = random.Random(8)
    for _ in range(150):

        def change(files: Files) -> None:
            name = dice.choice([name for name in files if files[name]])
            data = bytearray(files[name])
            for _ in range(dice.randrange(1, 4)):
                data[dice.randrange(len(data))] = dice.randrange(256)
            files[name] = bytes(data)

        verify_bundle(changed(full, change))


def test_verifier_runs_alone(tmp_path: Path, full: bytes, authority: Authority) -> None:
    alone = shutil.copy(Path(verify.__file__), tmp_path / "check.py")
    case = tmp_path / "case.zip"
    case.write_bytes(full)
    command = [sys.executable, "-I", str(alone), str(case)]

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *options], capture_output=True, text=True, check=False)

    good = run("--language", "nl", "--authority", str(authority.folder / "root.pem"))
    assert good.returncode == 0, good.stderr + good.stdout
    assert good.stdout.strip().endswith("Ongewijzigd.")
    (tmp_path / "policy").write_text(f"log {LOG.vkey}\nquorum none\n")
    assert run("--policy", str(tmp_path / "policy"), "--key", LOG.vkey).returncode == 0
    for wrong in (("--policy", str(case)), ("--policy", "none"), ("--authority", str(case)), ("--key", "none")):
        assert run(*wrong).returncode == 2, wrong
    case.write_bytes(full.replace(b"Waar blijft het?", b"Waar blijft hij?"))
    spoiled = run("--json")
    assert spoiled.returncode == 1
    assert damaged(json.loads(spoiled.stdout)) == {"exhibits/B1-mail.eml"}
    case.unlink()
    assert run().returncode == 2


def test_verifier_is_one_file_a_court_may_copy() -> None:
    source = Path(verify.__file__).read_text("utf-8")
    assert len(source.splitlines()) <= 500
    assert max(len(row) for row in source.splitlines()) <= 120
    assert source.startswith("# SPDX-License-Identifier: MIT OR EUPL-1.2\n")
    assert not [row for row in source.splitlines() if row.startswith(("from wederhoor", "import wederhoor"))]


def test_sentences_are_there_in_every_language_with_the_same_blanks() -> None:
    for one, *others in zip(*(verify.SAYS[language].split("\n") for language in LANGUAGES), strict=True):
        for other in others:
            assert sorted(blanks(other)) == sorted(blanks(one)), (one, other)


def blanks(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]
