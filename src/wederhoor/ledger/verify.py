# SPDX-License-Identifier: MIT OR EUPL-1.2
#
# Copyright (c) 2026 the authors of Wederhoor
#
# Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
# documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
# rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
# persons to whom the Software is furnished to do so, subject to the following conditions:
#
# The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
# Software.
#
# THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
# WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
# COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
# OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""Checks a case bundle without a network and without the rest of the program: ``python verify.py BUNDLE``.

Needs Python 3.11 and ``cryptography``. What a bundle is stands in ``docs/bundle.md``; this file was written from that
page and shares no code with the program that writes bundles, so a mistake in one does not hide in the other.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import re
import struct
import sys
import zlib
from collections.abc import Iterator, Mapping
from os import PathLike
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

INTACT, CHANGED, MISSING, UNPROVEN = "intact", "changed", "missing", "unproven"
CONTAINER = "the container"
MANIFEST, LINES, SEAL, SEAL_PROOF = "manifest.json", "lines.jsonl", "seal.json", "proofs/seal.tlog-proof"
CHECKPOINT, KEY = "checkpoint.txt", "log.vkey"

MOST_ENTRIES = 10_000
LONGEST_NAME = 200
CHUNK = 1 << 20
# How large a file of each name may be before it is read as a whole; exhibits are only ever hashed, piece by piece.
LARGEST: Mapping[str, int] = {MANIFEST: 16 << 20, LINES: 64 << 20, KEY: 1 << 10}
LARGEST_OTHER = 64 << 10
LARGEST_NUMBER = 2**53 - 1
WHOLE = "(0|[1-9][0-9]{0,18})"
NOTE = re.compile(f"((.+)\n{WHOLE}\n(.+)\n)\n— (.+) (.+)\n")
PROOF = re.compile(rf"c2sp\.org/tlog-proof@v1\nindex {WHOLE}\n((?:.+\n)*)\n((?s:.+))")

LANGUAGES = ("en", "nl", "de")
SAYS: Mapping[str, tuple[str, str, str]] = {
    "container": (
        "The container holds {n} files and not one byte that is not accounted for.",
        "De verpakking bevat {n} bestanden en geen byte die niet verklaard is.",
        "Der Behälter enthält {n} Dateien und kein Byte, das nicht erklärt ist.",
    ),
    "key": (
        "The key in the bundle is the one you gave.",
        "De sleutel in het bestand is de sleutel die u opgaf.",
        "Der Schlüssel in der Datei ist der von Ihnen angegebene.",
    ),
    "key_own": (
        "The key is the one in the bundle; compare it with the key that {origin} publishes.",
        "De sleutel komt uit het bestand zelf; vergelijk hem met de sleutel die {origin} bekendmaakt.",
        "Der Schlüssel stammt aus der Datei selbst; vergleichen Sie ihn mit dem, den {origin} bekannt gibt.",
    ),
    "checkpoint": (
        "The checkpoint of {origin} over {size} lines carries a valid signature of that key.",
        "Het controlepunt van {origin} over {size} regels draagt een geldige handtekening met die sleutel.",
        "Der Prüfpunkt von {origin} über {size} Zeilen trägt eine gültige Signatur dieses Schlüssels.",
    ),
    "contents": (
        "The list of {n} files stands in that record as line {number}; each file was compared with it byte for byte.",
        "De lijst van {n} bestanden is vastgelegd als regel {number}; elk bestand is er byte voor byte mee vergeleken.",
        "Die Liste von {n} Dateien ist als Zeile {number} festgehalten; jede Datei wurde Byte für Byte verglichen.",
    ),
    "lines": (
        "Proven to stand in the record: {n} lines, {forgotten} of them without their text, erased on request.",
        "Bewezen vastgelegd: {n} regels, waarvan {forgotten} zonder tekst, op verzoek gewist.",
        "Nachweislich festgehalten: {n} Zeilen, davon {forgotten} ohne Text, auf Antrag gelöscht.",
    ),
    "yes": ("Intact.", "Ongewijzigd.", "Unverändert."),
    "no": ("Not intact.", "Niet ongewijzigd.", "Nicht unverändert."),
    CHANGED: ("was changed", "is gewijzigd", "wurde geändert"),
    MISSING: ("is missing", "ontbreekt", "fehlt"),
    UNPROVEN: ("is proven by nothing in the bundle", "wordt door niets bewezen", "wird durch nichts bewiesen"),
}


class Bad(ValueError):
    """Something is not as docs/bundle.md says; the message says what."""


def verify_bundle(bundle: str | PathLike[str] | bytes, key: str | None = None, language: str = "en") -> dict[str, Any]:
    """Check a bundle, from its path or its bytes; the answer has the shape of ``wederhoor verify --json``.

    ``key`` is the vkey known from elsewhere; without it the one in the bundle is used, and the answer says so. Raises
    ``OSError`` when the file cannot be read, ``ValueError`` when ``key`` is not a key; nothing else.
    """
    expected = Key(key.strip()) if key is not None else None
    if isinstance(bundle, bytes):
        return _Check(io.BytesIO(bundle), expected, language).run()
    with open(bundle, "rb") as file:
        return _Check(file, expected, language).run()


def say(what: str, language: str, **values: Any) -> str:
    """One sentence, in English where the language is not known."""
    return SAYS[what][LANGUAGES.index(language) if language in LANGUAGES else 0].format(**values)


class Container:
    """A stored zip of the one form docs/bundle.md allows; ``strange`` tells where it is not of that form."""

    def __init__(self, file: BinaryIO) -> None:
        """Read the directory; raises :class:`Bad` when there is none to go by."""
        self._file = file
        self.strange: list[str] = []
        self.miscounted: list[str] = []
        self.entries: dict[str, tuple[int, int, int]] = {}
        size = file.seek(0, io.SEEK_END)
        count, start, directory = self._directory(size)
        self._read_directory(count, start, directory)

    def _directory(self, size: int) -> tuple[int, int, bytes]:
        end = self._at(max(size - 22, 0), 22)
        if len(end) != 22 or end[:4] != b"PK\x05\x06":
            raise Bad("this is not a zip file, or something stands behind its end")
        disk, first, here, count, length, start, comment = struct.unpack("<HHHHLLH", end[4:])
        if (disk, first, comment) != (0, 0, 0) or here != count or start + length + 22 != size or count > MOST_ENTRIES:
            raise Bad("the end of the zip file does not fit the rest")
        if length > count * (46 + LONGEST_NAME):
            raise Bad("the directory of the zip file is too long")
        return count, start, self._at(start, length)

    def _read_directory(self, count: int, start: int, directory: bytes) -> None:
        place = offset = 0
        for _ in range(count):
            name, crc, size = _central(directory[place:])
            shared = _headers(crc, size, len(name))
            central = b"PK\x01\x02\x14\x03" + shared + struct.pack("<HHHLL", 0, 0, 0, 0o100644 << 16, offset) + name
            local = b"PK\x03\x04" + shared + name
            text = name.decode("ascii", "replace")
            if directory[place : place + len(central)] != central or self._at(offset, len(local)) != local:
                self.strange.append(f"the headers of {text} are not as they should be")
            if not re.fullmatch(r"[A-Za-z0-9._/-]+", text) or text in self.entries or len(name) > LONGEST_NAME:
                self.strange.append(f"the name {text[:80]} is not allowed, or stands there twice")
            offset += len(local)
            if offset + size > start:
                raise Bad("the zip file promises more bytes than it has")
            self.entries[text] = (offset, size, crc)
            place, offset = place + len(central), offset + size
        if offset != start or place != len(directory):
            self.strange.append("there are bytes that belong to no file")

    def _at(self, offset: int, length: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(length)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, piece by piece; ``miscounted`` when its check sum is another."""
        offset, size, expected = self.entries[name]
        crc = 0
        while size:
            piece = self._at(offset, min(size, CHUNK))
            if not piece:
                break
            crc = zlib.crc32(piece, crc)
            offset, size = offset + len(piece), size - len(piece)
            yield piece
        if crc != expected:
            self.miscounted.append(name)

    def read(self, name: str) -> bytes:
        """A small file as a whole; raises :class:`Bad` when it is larger than such a file can be."""
        if self.entries[name][1] > LARGEST.get(name, LARGEST_OTHER):
            raise Bad(f"{name} is too large to be what it is called")
        return b"".join(self.chunks(name))

    def sha256(self, name: str) -> str:
        digest = hashlib.sha256()
        for piece in self.chunks(name):
            digest.update(piece)
        return digest.hexdigest()


def _central(header: bytes) -> tuple[bytes, int, int]:
    """Name, check sum and size from a directory entry; everything else in it is compared, not read."""
    if len(header) < 46 or header[:4] != b"PK\x01\x02":
        raise Bad("the directory of the zip file is damaged")
    crc, _, size, length = struct.unpack("<LLLH", header[16:30])
    name = header[46 : 46 + length]
    if len(name) != length or not name:
        raise Bad("the directory of the zip file is damaged")
    return name, crc, size


def _headers(crc: int, size: int, name: int) -> bytes:
    """What local and central header have in common: stored, 1980-01-01, no flags, no extra fields."""
    return struct.pack("<HHHHHLLLHH", 20, 0, 0, 0, 33, crc, size, size, name, 0)


def unb64(text: Any) -> bytes:
    data = base64.b64decode(str(text), validate=True)
    if base64.b64encode(data).decode() != text:
        raise Bad("base64 can be written in one way only")
    return data


def from_json(data: bytes) -> dict[str, Any]:
    """The object in ``data``, which must be its canonical form."""
    try:
        value = json.loads(data.decode())
        if isinstance(value, dict) and to_json(value) == data:
            return value
    except RecursionError:
        pass  # so deep that it is none of ours: refused like anything else below
    raise Bad("this is not the canonical form of a JSON object")


def to_json(value: Any) -> bytes:
    text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        order = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return {name: _ordered(value[name]) for name in order}
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > LARGEST_NUMBER):
        raise Bad("a number that is not kept exactly")
    return value


class Key:
    """A C2SP vkey: ``name+id+base64(0x01 || Ed25519 key)``."""

    def __init__(self, vkey: str) -> None:
        parts = vkey.split("+", 2)
        if len(parts) != 3 or not parts[0]:
            raise Bad("a key is a name, a number and base64")
        self.vkey, self.name = vkey, parts[0]
        kind_and_key = unb64(parts[2])
        if len(kind_and_key) != 33 or kind_and_key[0] != 1:
            raise Bad("this is not an Ed25519 key")
        self.id = hashlib.sha256(self.name.encode() + b"\n" + kind_and_key).digest()[:4]
        if self.id.hex() != parts[1]:
            raise Bad("the number of the key does not belong to the key")
        self._public = Ed25519PublicKey.from_public_bytes(kind_and_key[1:])

    def checkpoint(self, note: str) -> tuple[int, bytes]:
        """Size and root of a checkpoint that this key, and nobody else, signed; raises :class:`Bad`."""
        if not (match := NOTE.fullmatch(note)):
            raise Bad("this is not a checkpoint with one signature")
        text, origin, size, root, name, encoded = match.groups()
        signature = unb64(encoded)
        if (origin, name, signature[:4]) != (self.name, self.name, self.id):
            raise Bad("the checkpoint is of another log, or signed by another key")
        try:
            self._public.verify(signature[4:], text.encode())
        except InvalidSignature:
            raise Bad("the signature of the checkpoint does not fit") from None
        return int(size), unb64(root)


def root_from(entry: bytes, index: int, size: int, hashes: list[bytes]) -> bytes:
    """The root that ``hashes`` lead to from ``entry`` (RFC 6962, 2.1.1); raises :class:`Bad` when they do not fit."""
    if not 0 <= index < size:
        raise Bad("the proof is about a line that the checkpoint does not cover")
    turns = []  # from the root down: does the entry stand in the right half?
    while size > 1:
        half = 1 << (size - 1).bit_length() - 1
        turns.append(index >= half)
        index, size = (index - half, size - half) if index >= half else (index, half)
    if len(turns) != len(hashes) or any(len(other) != 32 for other in hashes):
        raise Bad("the proof has too few or too many hashes")
    digest = hashlib.sha256(b"\x00" + entry).digest()
    for is_right, other in zip(reversed(turns), hashes, strict=True):
        digest = hashlib.sha256(b"\x01" + (other + digest if is_right else digest + other)).digest()
    return digest


def commitment_of(line: Mapping[str, Any]) -> bytes:
    """The commitment a line states, which must be the one over its text unless that was erased."""
    stated = unb64(line.get("commitment"))
    if len(stated) != 32:
        raise Bad("a commitment has 32 bytes")
    if line.get("payload") is None and line.get("salt") is None:
        return stated
    said = {name: line.get(name) for name in ("act", "actor", "at", "payload", "subject")}
    salt = unb64(line.get("salt"))
    if len(salt) != 32 or hashlib.sha256(b"wederhoor line v1\n" + salt + to_json(said)).digest() != stated:
        raise Bad("a line is not what its commitment is over")
    return stated


class _Check:
    """One check of one bundle: first what is proven, then what that proves."""

    def __init__(self, file: BinaryIO, expected: Key | None, language: str) -> None:
        self._file, self._expected, self._language = file, expected, language
        self._states: dict[str, str] = {}
        self._why: dict[str, str] = {}
        self._checked: list[str] = []
        self._about: dict[str, Any] = {}

    def run(self) -> dict[str, Any]:
        try:
            self._box = Container(self._file)
        except Bad as bad:
            self._mark(CONTAINER, CHANGED, str(bad))
            return self._answer()
        for name in {MANIFEST, LINES, SEAL, SEAL_PROOF, CHECKPOINT, KEY} - set(self._box.entries):
            self._mark(name, MISSING)
        if key := self._try(KEY, self._key):
            self._checkpoint(key)
            self._contents(key)
        self._leftovers()
        return self._answer()

    def _key(self) -> Key:
        text = self._box.read(KEY).decode()
        if self._expected and text != f"{self._expected.vkey}\n":
            raise Bad("the bundle carries another key than the one you gave")
        key = Key(text.removesuffix("\n"))
        if not text.endswith("\n"):
            raise Bad("a key ends in a newline")
        self._about = {"origin": key.name, "key": key.vkey}
        self._say("key" if self._expected else "key_own", origin=key.name)
        return key

    def _checkpoint(self, key: Key) -> None:
        if found := self._try(CHECKPOINT, lambda: key.checkpoint(self._box.read(CHECKPOINT).decode())):
            size, root = found
            self._about |= {"size": size, "root": base64.b64encode(root).decode()}
            self._say("checkpoint", origin=key.name, size=size)

    def _contents(self, key: Key) -> None:
        """Seal, then manifest, then files, then lines: each is looked at only when what binds it is proven."""
        seal = self._try(SEAL, lambda: from_json(self._box.read(SEAL)))
        commitment = self._try(SEAL, lambda: commitment_of(seal)) if seal else None
        if not seal or not commitment:
            return
        place = self._try(SEAL_PROOF, lambda: self._proven(key, SEAL_PROOF, commitment))
        if place is None:
            self._mark(SEAL, UNPROVEN)
            return
        if manifest := self._try(MANIFEST, lambda: self._manifest(seal)):
            self._files(manifest)
            self._say("contents", n=len(manifest["files"]), number=place + 1)
            self._lines(key)

    def _manifest(self, seal: Mapping[str, Any]) -> dict[str, Any]:
        data = self._box.read(MANIFEST)
        payload = seal.get("payload")
        sealed = payload.get("manifest") if isinstance(payload, dict) else None
        if seal.get("act") != "casefile.sealed" or sealed != hashlib.sha256(data).hexdigest():
            raise Bad("the list of files is not the one that was sealed")
        manifest = from_json(data)
        if manifest.get("format") != "wederhoor bundle v1" or not isinstance(manifest.get("files"), list):
            raise Bad("this list of files is of a form this verifier does not know")
        if manifest.get("origin") != self._about["origin"]:
            raise Bad("the list of files is of another record")
        self._about |= {"vouched": manifest.get("vouched") is True, "vouching": str(manifest.get("vouching", ""))}
        return manifest

    def _files(self, manifest: Mapping[str, Any]) -> None:
        for listed in manifest["files"]:
            name = str(listed.get("name")) if isinstance(listed, dict) else "?"
            if name not in self._box.entries:
                self._mark(name, MISSING)
            elif (self._box.entries[name][1], self._box.sha256(name)) != (listed.get("size"), listed.get("sha256")):
                self._mark(name, CHANGED)
            else:
                self._mark(name, INTACT)

    def _lines(self, key: Key) -> None:
        if self._states.get(LINES) != INTACT:
            return
        rows = self._try(LINES, lambda: [from_json(row) for row in self._box.read(LINES).split(b"\n")[:-1]])
        proven = [line for line in rows or [] if self._line(key, line)]
        self._say("lines", n=len(proven), forgotten=sum(line["salt"] is None for line in proven))

    def _line(self, key: Key, line: Mapping[str, Any]) -> bool:
        commitment = self._try(LINES, lambda: commitment_of(line))
        name = f"proofs/{line.get('number')}.tlog-proof"
        if name not in self._box.entries:
            self._mark(name, MISSING)
        place = self._try(name, lambda: self._proven(key, name, commitment)) if commitment else None
        if place is not None and place + 1 != line.get("number"):
            self._mark(name, CHANGED, "the proof is about another line")
        return self._states.get(name) == INTACT

    def _proven(self, key: Key, name: str, commitment: bytes) -> int:
        """The place (from 0) that a proof shows for ``commitment``; raises :class:`Bad` when it shows none."""
        if not (match := PROOF.fullmatch(self._box.read(name).decode())):
            raise Bad("this is not a proof")
        index, hashes, note = int(match[1]), [unb64(row) for row in match[2].split("\n")[:-1]], match[3]
        size, root = key.checkpoint(note)
        if root_from(commitment, index, size, hashes) != root:
            raise Bad("the proof does not lead to the checkpoint")
        if self._states.get(CHECKPOINT) == INTACT and note.encode() != self._box.read(CHECKPOINT):
            raise Bad("the proof stands under another checkpoint than the bundle")
        return index

    def _leftovers(self) -> None:
        """Whatever nothing has spoken for; and the container last, when every byte that can be read was read."""
        for name in self._box.entries:
            if name not in self._states:
                self._mark(name, UNPROVEN)
                self._box.sha256(name)
        miscounted = [name for name in self._box.miscounted if self._states[name] == INTACT]
        strange = [*self._box.strange, *(f"the check sum of {name} does not fit it" for name in miscounted)]
        self._mark(CONTAINER, CHANGED if strange else INTACT, "; ".join(strange[:5]))
        if not strange:
            self._checked.insert(0, say("container", self._language, n=len(self._box.entries)))

    def _try(self, name: str, step: Any) -> Any:
        """Do a step on file ``name``: intact when it works, changed when it does not; ``None`` then."""
        if self._states.get(name) in (MISSING, CHANGED):
            return None
        try:
            result = step()
        except ValueError as bad:
            self._mark(name, CHANGED, str(bad) if isinstance(bad, Bad) else "this is not the text it should be")
            return None
        self._mark(name, INTACT)
        return result

    def _mark(self, name: str, state: str, why: str = "") -> None:
        if self._states.get(name) not in (MISSING, CHANGED):  # nothing said later makes it better
            self._states[name] = state
            self._why |= {name: why} if why else {}

    def _say(self, what: str, **values: Any) -> None:
        self._checked.append(say(what, self._language, **values))

    def _answer(self) -> dict[str, Any]:
        items = [{"name": name, "state": state} for name, state in self._states.items()]
        for item in items:
            if item["name"] in self._why:
                item["says"] = self._why[item["name"]]
        return {
            "intact": bool(items) and all(item["state"] == INTACT for item in items),
            "items": items,
            "checkpoint": {**self._about, "key_expected": self._expected.vkey if self._expected else None},
            "times": [],
            "signatures": [],
            "checked": self._checked,
        }


def main(arguments: list[str] | None = None) -> int:
    """The command line: prints what was checked and found; 0 intact, 1 not intact, 2 the file or key cannot be used."""
    parser = argparse.ArgumentParser(prog="verify.py", description="Check a case bundle without a network.")
    parser.add_argument("bundle")
    parser.add_argument("--key", help="the public key (vkey) that the shop or organisation publishes")
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    try:
        report = verify_bundle(given.bundle, key=given.key, language=given.language)
    except (OSError, ValueError) as problem:
        print(f"{given.bundle}: {problem}", file=sys.stderr)
        return 2
    print(json.dumps(report, ensure_ascii=False, indent=1) if given.json else as_text(report, given.language))
    return 0 if report["intact"] else 1


def as_text(report: Mapping[str, Any], language: str = "en") -> str:
    """The answer for people: what was checked, who vouches, and each item that is not intact."""
    vouching = report["checkpoint"].get("vouching")
    found = [
        f"{item['name']} {say(item['state'], language)}" + (f" ({item['says']})" if "says" in item else "")
        for item in report["items"]
        if item["state"] != INTACT
    ]
    verdict = say("yes" if report["intact"] else "no", language)
    return "\n".join([*report["checked"], *([vouching] if vouching else []), *found, verdict])


if __name__ == "__main__":
    sys.exit(main())
