# SPDX-License-Identifier: MIT OR EUPL-1.2
# Copyright (c) 2026 the authors of Wederhoor
# Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
# documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
# rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
# persons to whom the Software is furnished to do so, subject to the following conditions:
# The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
# Software.
# THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
# WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
# COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
# OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
# No blank lines between methods, so that the whole stays within ten screens:
# fmt: off
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
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding

_, INTACT, UNPROVEN, CHANGED, MISSING = STATES = ("", "intact", "unproven", "changed", "missing")  # each worse
CONTAINER, MIMETYPE, MANIFEST, POLICY = "the container", "mimetype", "manifest.json", "policy.txt"
LINES, SUMMARY, SEAL, SEAL_PROOF = "lines.jsonl", "case.pdf", "seal.json", "proofs/seal.tlog-proof"
CHECKPOINT, TABLE, SIGNATURE = "checkpoint.txt", "META-INF/ASiCManifest.xml", "META-INF/signature.p7s"
LISTED = {"README.txt", "dossier.json", "custody.json", POLICY, LINES}  # in manifest.json, beside the exhibits
NEEDED = LISTED | {MIMETYPE, MANIFEST, SUMMARY, SEAL, SEAL_PROOF, CHECKPOINT}
ORDER = [MIMETYPE, MANIFEST, "README.txt", "dossier.json", "custody.json", POLICY, "exhibits/", LINES, SUMMARY, SEAL]
ORDER += ["proofs/", CHECKPOINT, "times/", TABLE, SIGNATURE, ""]
TABLE_START = """<?xml version="1.0" encoding="UTF-8"?>
<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
<asic:SigReference URI="META-INF/signature.p7s" MimeType="application/pkcs7-signature"/>
"""
TABLE_ROW = """<asic:DataObjectReference URI="{}"><ds:DigestMethod \
Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>{}</ds:DigestValue></asic:DataObjectReference>
"""
# How large a file may be that is read as a whole; exhibits and the summary are only hashed, piece by piece.
LARGEST, LARGEST_OTHER, CHUNK = {MANIFEST: 16 << 20, LINES: 64 << 20, TABLE: 16 << 20}, 64 << 10, 1 << 20
NAME = re.compile(r"(?=.{1,200}\Z)[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
VKEY = re.compile(r"\A([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)\Z")
NOTE = re.compile("\\A(([^\0-\x1f]+)\n(0|[1-9][0-9]{0,18})\n(.+)\n)\n((?:— [^\\s+]+ [A-Za-z0-9+/=]+\n)+)\\Z")
PROOF = re.compile(r"\Ac2sp\.org/tlog-proof@v1\nindex (0|[1-9][0-9]{0,18})\n((?:[A-Za-z0-9+/]{43}=\n)*)\n((?s:.+))\Z")
# What signatures call their kinds, fields and methods: object identifiers (DER, in hex).
SIGNED_DATA, DATA, TIME_STAMP = "06092a864886f70d010702", "06092a864886f70d010701", "060b2a864886f70d0109100104"
CONTENT_TYPE, MESSAGE_DIGEST, SHA256 = "06092a864886f70d010903", "06092a864886f70d010904", "0609608648016503040201"
RSA, CERTIFICATE_HASHES = "06092a864886f70d010101", ("060b2a864886f70d010910022f", "060b2a864886f70d010910020c")
STARTS = (("06096086480165030402", 1), ("06092a864886f70d0101", 11), ("06082a8648ce3d0403", 2))  # alone, RSA, ECDSA
SHAS = (hashes.SHA256(), hashes.SHA384(), hashes.SHA512())
METHODS = {f"{start}{first + step:02x}": sha for start, first in STARTS for step, sha in enumerate(SHAS)}
NOTHING: tuple[dict[str, Any], bytes] = ({}, b"")
ASIC, FOR_TIME = b"application/vnd.etsi.asic-e+zip", x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.TIME_STAMPING])
ANYONE, ANYHOW = x509.verification.ExtensionPolicy.permit_all(), x509.verification.Criticality.AGNOSTIC
ISSUERS = ANYONE.require_present(x509.BasicConstraints, ANYHOW, lambda *it: demand(it[2].ca, ""))
ISSUERS = ISSUERS.may_be_present(x509.KeyUsage, ANYHOW, lambda *it: demand(not it[2] or it[2].key_cert_sign, ""))
SAYS = {
    "en": """Intact|is proven by nothing in the bundle|was changed|is missing|Not intact
The container holds {n} files and not one byte that is not accounted for.
Whose signatures count is what the bundle says; compare policy.txt with what {origin} publishes.
{origin} validly signed the checkpoint over {size} lines. Witnesses asked for: {quorum}.
Compared byte for byte: {n} files listed in line {number}, and case.pdf, but for the signature that case.pdf carries.
Proven to stand in the record: {n} lines, {forgotten} of them without their text, erased on request.
{by} states that this checkpoint existed on {at} ({name}).
Nobody outside states a time.
The files are signed as one with the certificate of {by}; who issued that was not looked at.""",
    "nl": """Ongewijzigd|wordt door niets bewezen|is gewijzigd|ontbreekt|Niet ongewijzigd
De verpakking bevat {n} bestanden en geen byte die niet verklaard is.
Wiens handtekening telt, zegt het bestand zelf; vergelijk policy.txt met wat {origin} bekendmaakt.
{origin} heeft het controlepunt over {size} regels geldig ondertekend. Gevraagde getuigen: {quorum}.
Byte voor byte vergeleken: {n} bestanden uit regel {number}, en case.pdf, behalve de handtekening die case.pdf draagt.
Bewezen vastgelegd: {n} regels, waarvan {forgotten} zonder tekst, op verzoek gewist.
{by} verklaart dat dit controlepunt op {at} bestond ({name}).
Niemand van buiten verklaart een tijdstip.
De bestanden zijn als geheel ondertekend met het certificaat van {by}; wie dat uitgaf, is niet bekeken.""",
    "de": """Unverändert|wird durch nichts bewiesen|wurde geändert|fehlt|Nicht unverändert
Der Behälter enthält {n} Dateien und kein Byte, das nicht erklärt ist.
Wessen Signatur zählt, sagt die Datei selbst; vergleichen Sie policy.txt mit dem, was {origin} bekannt gibt.
{origin} hat den Prüfpunkt über {size} Zeilen gültig signiert. Verlangte Zeugen: {quorum}.
Byte für Byte verglichen: {n} Dateien aus Zeile {number}, und case.pdf, bis auf die Signatur, die case.pdf trägt.
Nachweislich festgehalten: {n} Zeilen, davon {forgotten} ohne Text, auf Antrag gelöscht.
{by} bescheinigt, dass dieser Prüfpunkt am {at} bestand ({name}).
Niemand von außen bescheinigt einen Zeitpunkt.
Die Dateien sind als Ganzes mit dem Zertifikat von {by} signiert; wer es ausgab, wurde nicht geprüft.""",
}
LANGUAGES = tuple(SAYS)
SENTENCES = ("states", "container", "own", "checkpoint", "contents", "lines", "time", "no_time", "signature")

class Bad(ValueError):
    """Something is not as docs/bundle.md says; the message says what."""
class Unproven(Bad):
    """Nothing shows a change, and something is wanting that would prove it; the message says what."""
def demand(holds: object, otherwise: str, kind: type[Bad] = Bad) -> None:
    if not holds:
        raise kind(otherwise)

def verify_bundle(bundle: str | Path | bytes, key: str | None = None, language: str = "en",
                  policy: bytes | None = None, authority: bytes | None = None) -> dict[str, Any]:
    """Check a bundle, from its path or its bytes; the answer has the shape of ``wederhoor verify --json``.
    Known from elsewhere: the ``key`` (vkey) of the log, a ``policy``, the certificates (PEM) of an ``authority`` over
    time-stamps. Raises ``OSError`` when the file, ``ValueError`` when one of these cannot be used; nothing else."""
    expected = Key(key.strip()) if key is not None else None
    outside = Policy(policy, expected) if policy is not None else None
    roots = x509.load_pem_x509_certificates(authority) if authority is not None else []
    with io.BytesIO(bundle) if isinstance(bundle, bytes) else open(bundle, "rb") as file:
        return _Check(expected, outside, roots, language).run(file)
class Container:
    """A zip of the one form docs/bundle.md allows, in which the entries determine every other byte."""
    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digests, self.entries = file, dict[str, bytes](), dict[str, tuple[int, int, int]]()
        length, place, directory, n = file.seek(0, io.SEEK_END), 0, bytearray(), 0
        while len(header := self._at(place, 30)) == 30 and header.startswith(b"PK\x03\x04"):
            crc, size, _, letters = struct.unpack("<LLLH", header[14:28])
            # needs 2.0, no flags, stored, 1980-01-01 00:00:00, the same size twice, no extra field
            shared = struct.pack("<HHHHHLLLHH", 20, 0, 0, 0, 33, crc, size, size, letters, 0)
            name, start, n = self._at(place + 30, letters), place + 30 + letters, n + 1
            text = name.decode("ascii", "replace")
            is_sound = header[4:] == shared and NAME.fullmatch(text) and n <= 10_000
            demand(is_sound, f"the header of {text[:80]} is not of the form that is allowed, or there are too many")
            demand(text not in self.entries, f"there are two files called {text}")
            demand(start + size <= min(length, 2**32 - 1), f"{text} is said to be longer than the container")
            directory += b"PK\x01\x02\x14\x03" + shared + struct.pack("<HHHLL", 0, 0, 0, 0o100644 << 16, place) + name
            self.entries[text], place = (start, size, crc), start + size
        directory += b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, n, n, len(directory), place, 0)
        demand(self._at(place, len(directory) + 1) == directory, "this is no whole zip file, or has bytes of no file")
        places = [[name.startswith(start) for start in ORDER].index(True) for name in self.entries]
        demand(places == sorted(places), "the files do not stand in their order")
    def _at(self, place: int, length: int) -> bytes:
        self._file.seek(place)
        return self._file.read(length)
    def read(self, name: str, keep: bool = True) -> bytes:
        """Go over a file once, for check sum and SHA-256; a small one is kept, others are taken piece by piece."""
        place, left, expected = self.entries[name]
        demand(not keep or left <= LARGEST.get(name, LARGEST_OTHER), "it is too large to be what it is called")
        crc, digest, kept = 0, hashlib.sha256(), bytearray()
        self._file.seek(place)
        while left and (piece := self._file.read(min(left, CHUNK))):
            crc, left = zlib.crc32(piece, crc), left - len(piece)
            digest.update(piece)
            kept += piece if keep else b""
        self._digests[name] = digest.digest()
        demand(not left and crc == expected, "it does not fit its check sum in the container")
        return bytes(kept)
    def sha256(self, name: str) -> bytes:
        return self._digests.get(name) or (self.read(name, keep=False), self._digests[name])[1]

def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
def unb64(text: str) -> bytes:
    demand(b64(base64.b64decode(text)) == text, "base64 can be written in one way only")
    return base64.b64decode(text)
def to_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()

def from_json(data: bytes) -> dict[str, Any]:
    """The object in ``data``, which must be canonical (RFC 8785, without floats): written anew, it is the same."""
    value = json.loads(
        data.decode(), object_pairs_hook=lambda pairs: dict(sorted(pairs, key=lambda it: it[0].encode("utf-16-be"))),
        parse_int=lambda digits: int(digits) if abs(int(digits)) < 2**53 else None, parse_float=str)
    demand(isinstance(value, dict) and to_json(value) == data, "this is not the canonical form of a JSON object")
    return dict(value)

class Key:
    """A C2SP vkey, ``name+id+base64(type || key)``; of the types, 1 (a log) and 4 (a witness) are known: Ed25519."""
    def __init__(self, vkey: str) -> None:
        demand(VKEY.fullmatch(vkey), "a key is a name, a number and base64, with + between them")
        self.vkey, [(self.name, number, encoded)] = vkey, VKEY.findall(vkey)
        data = unb64(encoded)
        self.kind, self.public = data[0], data[1:]
        self.id = sha256(self.name.encode() + b"\n" + data)[:4]
        is_whole = self.id.hex() == number and (self.kind not in (1, 4) or len(self.public) == 32)
        demand(is_whole, "the number of the key does not belong to the key, or the key is too long or too short")
    def verify(self, signature: bytes, text: bytes) -> datetime:
        """The time a witness states with its signature (for a log: 1970); raises when the signature does not fit."""
        time = 0
        if self.kind == 4:
            time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            text = b"cosignature/v1\ntime %d\n%b" % (time, text)
        ed25519.Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=time)

class Policy:
    """Whose signatures a checkpoint needs: a C2SP tlog-policy, in UTF-8, which names the log of ``only`` if given."""
    def __init__(self, data: bytes, only: Key | None) -> None:
        self.logs, self.witnesses, self.quorum = list[Key](), dict[str, Key](), ""
        self._needs, self._free = dict[str, tuple[int, list[str]]](), set[str]()  # in the order of the file
        demand(re.fullmatch(rb"[\t\n\x20-\x7e\x80-\xff]*\n", data), "a policy consists of lines of text")
        for line in re.findall(r"^[ \t]*([^# \t\n][^\n]*)", data.decode(), re.M):
            self._follow(re.findall(r"[^ \t]+", line))
        for keys in (self.logs, [*self.witnesses.values()]):
            demand(self.quorum and len({key.public for key in keys}) == len(keys), "no quorum, or one key twice")
        self.logs = [key for key in self.logs if not only or key.vkey == only.vkey]
        demand(self.logs or not only, "the policy names another log than the key you gave")
    def _follow(self, words: list[str]) -> None:
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                self.logs.append(Key(vkey))
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                self._define(name, 0, [])
                self.witnesses[name] = Key(vkey)
            case ["group", name, count, *members] if members and re.fullmatch("any|all|[1-9][0-9]{0,4}", count):
                self._define(name, {"any": 1, "all": len(members)}.get(count) or int(count), members)
            case ["quorum", name] if not self.quorum and name in {"none", *self._needs}:
                self.quorum = name
            case _:
                raise Bad(f"the policy has a line that cannot be followed: {' '.join(words)[:80]}")
    def _define(self, name: str, count: int, members: list[str]) -> None:
        is_sound = name not in {"none", *self._needs} and count <= len(members) == len(self._free & {*members})
        demand(is_sound, f"the policy defines {name} twice, or by what is not there or was used before")
        self._needs[name], self._free = (count, members), self._free - {*members} | {name}
    def is_met_by(self, cosigned: dict[str, datetime]) -> bool:
        met = {"none": True}
        for name, (count, members) in self._needs.items():
            met[name] = sum(met[member] for member in members) >= count if members else name in cosigned
        return met[self.quorum]
class Checkpoint:
    """A C2SP checkpoint that a log of ``policy`` signed first, and on which every signature of a known key fits."""
    def __init__(self, note: bytes, policy: Policy) -> None:
        [(said, origin, size, root, signatures)] = NOTE.findall(note.decode())
        text, rows = said.encode(), signatures.split("\n")[:-1]
        (by, signature), *others = [(row.split(" ")[1], unb64(row.split(" ")[2])) for row in rows]
        logs = {(key.name, key.id): key for key in policy.logs if key.kind == 1 and key.name == origin}
        demand((by, signature[:4]) in logs, "no log that the policy names signed this checkpoint", Unproven)
        log = logs[by, signature[:4]]
        log.verify(signature[4:], text)
        self.note, self.log, self.size, self.root = note.decode(), log, int(size), unb64(root)
        self.signed, self.cosigned = text + f"\n{rows[0]}\n".encode(), dict[str, datetime]()
        known = {(key.name, key.id): name for name, key in policy.witnesses.items() if key.kind == 4}
        for by, signature in others:
            if (by, signature[:4]) == (log.name, log.id):
                log.verify(signature[4:], text)
            elif name := known.get((by, signature[:4])):
                self.cosigned[name] = policy.witnesses[name].verify(signature[4:], text)
def root_from(entry: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root of ``size`` entries that ``path`` leads to from ``entry`` (RFC 6962, 2.1.1); raises :class:`Bad`."""
    demand(index < size and bool(path) == (size > 1), "the proof is of a line not covered, or too long or too short")
    if size == 1:
        return sha256(b"\x00" + entry)
    (*below, beside), half = path, 1 << (size - 1).bit_length() - 1
    if index < half:
        return sha256(b"\x01" + root_from(entry, index, half, below) + beside)
    return sha256(b"\x01" + beside + root_from(entry, index - half, size - half, below))
def read_line(row: bytes, *numbered: str) -> tuple[dict[str, Any], bytes]:
    """A line and its commitment, which must be the one over its text unless that was erased."""
    line, said = from_json(row), ("act", "actor", "at", "payload", "subject")
    demand(line.keys() == {*said, "commitment", "salt", *numbered}, "a line has other fields than a line has")
    stated = unb64(line["commitment"])
    demand(len(stated) == 32, "a commitment has 32 bytes")
    if (line["payload"], line["salt"]) != (None, None):
        salt, text = unb64(line["salt"]), to_json({name: line[name] for name in said})
        is_over = len(salt) == 32 and sha256(b"wederhoor line v1\n" + salt + text) == stated
        demand(is_over, "a line is not what its commitment is over")
    return line, stated

def parts(value: bytes) -> list[bytes]:
    """The values inside a value in DER (X.690), which must fill it, each length in its shortest form."""
    data, place, found = content(value), 0, list[bytes]()
    while place < len(data):
        more = max(data[place + 1] - 128, 0)
        length = int.from_bytes(data[place + 2 : place + 2 + more], "big") if more else data[place + 1]
        end = place + 2 + more + length
        is_shortest = length >> 8 * (more - 1) and length > 127 if more else length < 128
        demand(is_shortest and end <= len(data) and data[place] & 31 < 31, "this is not DER")
        found.append(data[place:end])
        place = end
    return found
def content(value: bytes) -> bytes:
    return value[2 + max(value[1] - 128, 0) :]
def method(algorithm: bytes) -> hashes.HashAlgorithm:
    demand(parts(algorithm)[0].hex() in METHODS, "this verifier does not know the way in which it was signed", Unproven)
    return METHODS[parts(algorithm)[0].hex()]

class Signed:
    """A CMS signature (RFC 5652) of one signer that fits: over its own content, of ``kind``, or one of ``detached``."""
    def __init__(self, data: bytes, kind: str, *detached: bytes) -> None:
        outer, body = parts(data)
        _version, _digests, enclosed, *bags, signers = parts(parts(body)[0])
        [signer] = parts(signers)
        _version, who, digest, attributes, algorithm, signature, *_ = parts(signer)
        own = [content(parts(each)[0]) for each in parts(enclosed)[1:]]
        said = {parts(row)[0].hex(): parts(parts(row)[1])[0] for row in parts(attributes)}
        is_kind = (outer.hex(), parts(enclosed)[0].hex(), attributes[0], not own)
        demand(is_kind == (SIGNED_DATA, kind, 0xA0, bool(detached)), "this is a signature of another kind")
        hashed = content(said[MESSAGE_DIGEST])
        fits = [each for each in detached or own if hashlib.new(method(digest).name, each).digest() == hashed]
        is_over = fits and said[CONTENT_TYPE].hex() == kind and len(said) == len(parts(attributes))
        demand(is_over, "the signature is over something else")
        given = [each for bag in bags if bag[0] == 0xA0 for each in parts(bag)]
        # Whose it is: by issuer and number, or by the id of the key; and by the hash that the signer signed.
        called = [content(who)] if who[0] == 0x80 else parts(who)
        named = parts(parts(parts(next(said[each] for each in CERTIFICATE_HASHES if each in said))[0])[0])
        hashed = next(content(part) for part in named if part[0] == 4)
        way = {20: "sha1", 32: "sha256", 48: "sha384", 64: "sha512"}[len(hashed)]
        mine = [each for each in given if hashlib.new(way, each).digest() == hashed and all(p in each for p in called)]
        demand(mine, "the certificate of the signer is not there, or is another than the signer says")
        self.certificate, *self._others = (x509.load_der_x509_certificate(each) for each in [mine[0], *given])
        self.over, self.sha256, self.by = fits[0], sha256(mine[0]).hex(), self.certificate.subject.rfc4514_string()
        self._verify(algorithm, method(digest), content(signature), b"\x31" + attributes[1:])
    def _verify(self, algorithm: bytes, way: hashes.HashAlgorithm, signature: bytes, data: bytes) -> None:
        key: Any = self.certificate.public_key()
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, data)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(method(algorithm)))
        else:
            way = way if parts(algorithm)[0].hex() == RSA else method(algorithm)
            key.verify(signature, data, padding.PKCS1v15(), way)
    def may_state(self, at: datetime, roots: list[x509.Certificate]) -> None:
        """Raises unless the signer may state the time ``at`` (RFC 3161, 2.3), under one of ``roots``, if any."""
        own = self.certificate
        uses = [(each.critical, each.value) for each in own.extensions if isinstance(each.value, x509.ExtendedKeyUsage)]
        may = uses == [(True, FOR_TIME)] and own.not_valid_before_utc <= at <= own.not_valid_after_utc
        demand(may, "the certificate was not valid then, or is not for time-stamping and nothing else", Unproven)
        if roots:
            chain = x509.verification.PolicyBuilder().store(x509.verification.Store(roots)).time(at)
            chain = chain.extension_policies(ca_policy=ISSUERS, ee_policy=ANYONE)
            try:
                chain.build_client_verifier().verify(own, self._others)
            except x509.verification.VerificationError:
                raise Unproven("the certificate was not issued under the one you gave") from None

class _Check:
    """One check of one bundle: first what is proven, then what that proves."""
    def __init__(self, key: Key | None, outside: Policy | None, roots: list[x509.Certificate], language: str) -> None:
        self._key, self._outside, self._roots = key, outside, roots
        self._says = dict(zip(SENTENCES, SAYS.get(language, SAYS["en"]).split("\n"), strict=True))
        self._states, self._why, self._checked = dict[str, str](), dict[str, str](), list[str]()
        self._times, self._signatures, self._about = list[Any](), list[Any](), dict[str, Any]()
    def run(self, file: BinaryIO) -> dict[str, Any]:
        if box := self._try(CONTAINER, Container, file):
            self._box: Container = box
            self._say("container", n=len(box.entries))
            self._try(MIMETYPE, lambda: demand(box.read(MIMETYPE) == ASIC, "it is another type"))
            policy = self._outside or self._try(POLICY, lambda: Policy(box.read(POLICY), self._key))
            if self._states.get(POLICY) == INTACT:
                del self._states[POLICY]  # it can be followed; what speaks for it comes later
            if policy and (checkpoint := self._try(CHECKPOINT, lambda: Checkpoint(box.read(CHECKPOINT), policy))):
                self._checkpoint(policy, checkpoint)
                self._contents(checkpoint)
            for name in sorted({*NEEDED, *box.entries} - {TABLE, SIGNATURE, *self._states}):
                self._try(name, box.sha256, name)
                self._mark(name, UNPROVEN)
            self._table([name for name in box.entries if name != MIMETYPE and not name.startswith("META-INF/")])
        says = {name: {"says": why} for name, why in self._why.items() if why}
        return {
            "intact": set(self._states.values()) == {INTACT},
            "items": [{"name": name, "state": state, **says.get(name, {})} for name, state in self._states.items()],
            "checkpoint": {**self._about, "key_expected": self._key.vkey if self._key else None},
            "times": self._times, "signatures": self._signatures, "checked": self._checked,
        }
    def _checkpoint(self, policy: Policy, checkpoint: Checkpoint) -> None:
        log = checkpoint.log
        self._about = {"origin": log.name, "size": checkpoint.size, "root": b64(checkpoint.root), "key": log.vkey}
        if not self._key and not self._outside:
            self._say("own", **self._about)
        self._say("checkpoint", quorum=policy.quorum, **self._about)
        if not policy.is_met_by(checkpoint.cosigned):
            self._mark(CHECKPOINT, UNPROVEN, "fewer witnesses cosigned it than the policy asks for")
        for number in range(1, 1 + sum(name.startswith("times/") for name in self._box.entries)):
            self._try(f"times/{number}.tst", self._token, f"times/{number}.tst", checkpoint)
        for name, at in checkpoint.cosigned.items():
            self._time(name, at, policy.witnesses[name].name, None)
        if not self._times:
            self._say("no_time")
    def _time(self, name: str, at: datetime, by: str, certificate: str | None) -> None:
        self._times.append({"name": name, "at": f"{at:%Y-%m-%dT%H:%M:%SZ}", "by": by, "certificate": certificate})
        self._say("time", **self._times[-1])
    def _token(self, name: str, checkpoint: Checkpoint) -> None:
        token = Signed(self._box.read(name), TIME_STAMP)
        _version, _policy, imprint, _serial, time, *_ = parts(token.over)
        [algorithm, digest], stated = parts(imprint), content(time)
        is_over = parts(algorithm)[0].hex() == SHA256 and content(digest) == sha256(checkpoint.signed)
        demand(is_over, "the time-stamp is over something else than this checkpoint")
        demand(re.fullmatch(rb"[0-9]{14}(\.[0-9]+)?Z", stated), "the time-stamp states no time")
        at = datetime.strptime(stated[:14].decode() + "Z", "%Y%m%d%H%M%S%z")
        token.may_state(at, self._roots)
        self._time(name, at, token.by, token.sha256)
    def _contents(self, checkpoint: Checkpoint) -> None:
        """Seal, then what it seals, then files, then lines: each is looked at only when what binds it is proven."""
        seal, commitment = self._try(SEAL, lambda: read_line(self._box.read(SEAL))) or NOTHING
        place = self._try(SEAL_PROOF, self._proven, SEAL_PROOF, checkpoint, commitment) if commitment else None
        if place is None:
            self._mark(SEAL, UNPROVEN)
        else:
            sealed: Any = seal["payload"] if seal["act"] == "casefile.sealed" else None
            self._try(SUMMARY, lambda: self._is(SUMMARY, sealed["summary"]))
            self._try(MANIFEST, lambda: self._is(MANIFEST, sealed["manifest"]))
            for listed in (files := self._try(MANIFEST, self._manifest) or []):
                self._try(listed["name"], self._is, listed["name"], listed.get("sha256"), listed.get("size"))
            self._say("contents", n=len(files), number=place + 1)
            self._lines(checkpoint)
    def _is(self, name: str, digest: object, *size: object) -> None:
        found = (self._box.sha256(name).hex(), self._box.entries[name][1])
        demand((digest, *size) == found[: 1 + len(size)], "it is not the file that was recorded")
    def _manifest(self) -> list[dict[str, Any]]:
        manifest = from_json(self._box.read(MANIFEST))
        demand(manifest["format"] == "wederhoor bundle v2", "this verifier does not know a list of this form")
        demand(manifest["origin"] == self._about["origin"], "the list of files is of another record")
        files, names = list(manifest["files"]), {listed["name"] for listed in manifest["files"]}
        is_whole = len(names) == len(files) and all(name.startswith("exhibits/") for name in names - LISTED)
        demand(is_whole and names >= LISTED, "the list of files does not name each file that belongs in it, and once")
        self._about |= {"vouched": manifest["vouched"] is True, "vouching": str(manifest["vouching"])}
        return files
    def _lines(self, checkpoint: Checkpoint) -> None:
        texts = list[bool]()
        for row in io.BytesIO(self._try(LINES, self._box.read, LINES) or b""):
            line, commitment = self._try(LINES, read_line, row[:-1], "number") or NOTHING
            name = f"proofs/{line.get('number')}.tlog-proof"
            if line and name in self._states:
                self._mark(LINES, CHANGED, "a line stands there twice")
            elif line and self._try(name, self._proven, name, checkpoint, commitment, line["number"]) is not None:
                texts.append(line["salt"] is not None)
        self._say("lines", n=len(texts), forgotten=texts.count(False))
    def _proven(self, name: str, checkpoint: Checkpoint, commitment: bytes, number: int | None = None) -> int:
        """The place (from 0) that a proof shows for ``commitment``; raises :class:`Bad` when it shows none."""
        [(index, path, note)] = PROOF.findall(self._box.read(name).decode())
        demand(note == checkpoint.note, "the proof stands under another checkpoint than the bundle")
        place, hops = int(index), [unb64(row) for row in path.split("\n")[:-1]]
        leads = root_from(commitment, place, checkpoint.size, hops) == checkpoint.root and number in (None, place + 1)
        demand(leads, "the proof does not lead to the checkpoint, or is about another line")
        return place
    def _table(self, names: list[str]) -> None:
        if not {TABLE, SIGNATURE} & self._box.entries.keys() and not self._about.get("vouched"):
            return
        rows = self._try(CONTAINER, lambda: [TABLE_ROW.format(name, b64(self._box.sha256(name))) for name in names])
        made = (TABLE_START + "".join(rows or ()) + "</asic:ASiCManifest>\n").encode()
        stands = self._try(TABLE, self._box.read, TABLE) or b""
        if signed := self._try(SIGNATURE, lambda: Signed(self._box.read(SIGNATURE), DATA, stands, made)):
            self._signatures.append({"name": SIGNATURE, "by": signed.by, "certificate": signed.sha256})
            self._say("signature", by=signed.by)
        self._mark(TABLE, UNPROVEN if not signed else INTACT if signed.over == stands else CHANGED)
        if stands != made and set(self._states.values()) == {INTACT}:
            self._mark(CONTAINER, CHANGED, "it does not hold the files that were signed as one")
    def _try(self, name: str, step: Any, *arguments: Any) -> Any:
        """Take a step about a file: intact when it succeeds; ``None``, and changed or unproven, when it does not."""
        if name != CONTAINER and name not in self._box.entries:
            self._mark(name, MISSING)
        if self._states.get(name) in (MISSING, CHANGED):
            return None
        try:
            found = step(*arguments)
        except OSError:
            raise
        except Exception as problem:  # foreign bytes fail in many ways; none of them is a proof
            why = str(problem) if isinstance(problem, Bad) else f"not what it should be: {type(problem).__name__}"
            self._mark(name, UNPROVEN if isinstance(problem, Unproven) else CHANGED, why)
            return None
        self._mark(name, INTACT)
        return found
    def _mark(self, name: str, state: str, why: str = "") -> None:
        if STATES.index(state) > STATES.index(self._states.get(name, "")):  # nothing said later makes it better
            self._states[name], self._why[name] = state, why
    def _say(self, what: str, **values: Any) -> None:
        self._checked.append(self._says[what].format(**values))
def as_text(report: dict[str, Any], language: str = "en") -> str:
    """The answer for people: what was checked, who vouches, and each item that is not intact."""
    said = dict(zip((*STATES[1:], "no"), SAYS.get(language, SAYS["en"]).split("\n")[0].split("|"), strict=True))
    wrong = [item for item in report["items"] if item["state"] != INTACT]
    found = [f"{item['name']} {said[item['state']]}" + f" ({item.get('says')})" * ("says" in item) for item in wrong]
    lines = [*report["checked"], report["checkpoint"].get("vouching"), *found, said["no" if wrong else INTACT] + "."]
    return "\n".join("".join(sign if sign.isprintable() else "\ufffd" for sign in line) for line in lines if line)

def main(arguments: list[str] | None = None) -> int:
    """The command line: prints what was checked and found; 0 intact, 1 not intact, 2 a file or key cannot be used."""
    parser = argparse.ArgumentParser(prog="verify.py", description="Check a case bundle without a network.")
    parser.add_argument("bundle")
    parser.add_argument("--key", help="the public key (vkey) that the shop or organisation publishes")
    parser.add_argument("--policy", type=Path, help="a file: whose signatures you ask for (tlog-policy)")
    parser.add_argument("--authority", type=Path, help="a file: certificates (PEM) under which time-stamps must stand")
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    try:
        policy, authority = (file and file.read_bytes() for file in (given.policy, given.authority))
        report = verify_bundle(given.bundle, given.key, given.language, policy, authority)
    except (OSError, ValueError) as problem:
        print(f"{given.bundle}: {problem}", file=sys.stderr)
        return 2
    print(json.dumps(report, ensure_ascii=False, indent=1) if given.json else as_text(report, given.language))
    return 0 if report["intact"] else 1
if __name__ == "__main__":
    sys.exit(main())
