"""Writes case bundles (v2) for the verifier's tests, from docs/bundle.md and the standard library alone."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

MIMETYPE = b"application/vnd.etsi.asic-e+zip"
CODE = "K7QF-82MN"
AT = "2026-10-12T09:30:00.000000Z"
EXHIBITS = {
    "exhibits/B1-mail.eml": b"Subject: Mijn pakket\r\n\r\nWaar blijft het?\r\n",
    "exhibits/B2-foto.jpg": bytes(range(256)),
    "exhibits/B3-leeg.txt": b"",
}
Files = dict[str, bytes]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Signer:
    """An Ed25519 key with a name: a log's (type 1) or a witness's (type 4)."""

    def __init__(self, name: str, seed: bytes, kind: int = 1) -> None:
        self.name, self._kind, self._key = name, kind, Ed25519PrivateKey.from_private_bytes(seed * 32)
        self._raw = bytes([kind]) + self._key.public_key().public_bytes_raw()
        self._id = hashlib.sha256(name.encode() + b"\n" + self._raw).digest()[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self._id.hex()}+{b64(self._raw)}"

    def row(self, text: str, time: int = 0) -> str:
        """The signature line under ``text``."""
        stamp, said = b"", text.encode()
        if self._kind == 4:
            stamp, said = time.to_bytes(8, "big"), f"cosignature/v1\ntime {time}\n{text}".encode()
        return f"— {self.name} {b64(self._id + stamp + self._key.sign(said))}\n"


LOG = Signer("shop.example/log", b"k")
WITNESSES = {f"w{n}": Signer(f"witness{n}.example/w", bytes([n]), kind=4) for n in (1, 2, 3)}
TWO_OF_THREE = (
    "".join(f"witness {name} {key.vkey}\n" for name, key in WITNESSES.items()) + "group g 2 w1 w2 w3\nquorum g\n"
)


def leaf(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def split(size: int) -> int:
    """The largest power of two below ``size``."""
    half = 1
    while half * 2 < size:
        half *= 2
    return half


def root(entries: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, as it stands there."""
    if len(entries) == 1:
        return leaf(entries[0])
    half = split(len(entries))
    return hashlib.sha256(b"\x01" + root(entries[:half]) + root(entries[half:])).digest()


def path(index: int, entries: Sequence[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1, as it stands there."""
    if len(entries) == 1:
        return []
    half = split(len(entries))
    if index < half:
        return [*path(index, entries[:half]), root(entries[half:])]
    return [*path(index - half, entries[half:]), root(entries[:half])]


def line(number: int, act: str = "exhibit.added", payload: Any = None, erased: bool = False) -> dict[str, Any]:
    """One line of the journal; ``number`` 0 leaves the number out."""
    said = {"act": act, "actor": "consumer", "at": AT, "payload": payload or {"n": number}, "subject": CODE}
    salt = hashlib.sha256(f"salt {number} {act}".encode()).digest()
    commitment = hashlib.sha256(b"wederhoor line v1\n" + salt + canonical(said)).digest()
    row = {**said, "commitment": b64(commitment), "salt": b64(salt)} | ({"number": number} if number else {})
    return row | {"payload": None, "salt": None} if erased else row


def commitment(row: dict[str, Any]) -> bytes:
    return base64.b64decode(row["commitment"])


def written(
    *,
    exhibits: Files = EXHIBITS,
    before: int = 3,
    lines: int = 2,
    after: int = 0,
    erased: Iterable[int] = (),
    policy: str = "quorum none\n",
    cosigned: Sequence[tuple[Signer, int]] = (),
    stamps: Sequence[Callable[[bytes], bytes]] = (),
    sealed: Callable[[bytes], bytes] | None = None,
    manifest: dict[str, Any] | None = None,
    sealing: dict[str, Any] | None = None,
) -> Files:
    """The entries of a bundle: ``lines`` of one case behind ``before`` of others, the seal, and ``after`` of others."""
    rows = [line(before + n, erased=before + n in erased) for n in range(1, lines + 1)]
    listed = {
        "README.txt": b"How to read this.\n",
        "dossier.json": b"{}",
        "custody.json": b"[]",
        "policy.txt": f"log {LOG.vkey}\n{policy}".encode(),
        **exhibits,
        "lines.jsonl": b"".join(canonical(row) + b"\n" for row in rows),
    }
    about = {
        "case": CODE,
        "files": [
            {
                "added_at": None,
                "added_by": None,
                "exhibit": None,
                "name": name,
                "sha256": hashlib.sha256(data).hexdigest(),
            }
            | {"size": len(data), "sort": "mail", "title": "Iets"}
            for name, data in listed.items()
        ],
        "format": "wederhoor bundle v2",
        "made_at": AT,
        "origin": LOG.name,
        "vouched": sealed is not None,
        "vouching": "Het register van de winkel." if sealed else "Niemand van buiten staat hiervoor in.",
    }
    files = {
        "mimetype": MIMETYPE,
        "manifest.json": canonical(about | (manifest or {})),
        **listed,
        "case.pdf": b"%PDF-1.7 x",
    }
    payload = {
        name: hashlib.sha256(files[of]).hexdigest()
        for name, of in (("manifest", "manifest.json"), ("summary", "case.pdf"))
    }
    seal = line(0, "casefile.sealed", payload | (sealing or {}))
    entries = [commitment(line(n)) for n in range(1, before + lines + 1)] + [commitment(seal)]
    entries += [hashlib.sha256(b"other %d" % n).digest() for n in range(after)]
    text = f"{LOG.name}\n{len(entries)}\n{b64(root(entries))}\n"
    signed = f"{text}\n{LOG.row(text)}"
    note = signed + "".join(witness.row(text, time) for witness, time in cosigned)
    files["seal.json"] = canonical(seal)
    for name, index in [*((str(row["number"]), row["number"] - 1) for row in rows), ("seal", before + lines)]:
        hops = "".join(b64(other) + "\n" for other in path(index, entries))
        files[f"proofs/{name}.tlog-proof"] = f"c2sp.org/tlog-proof@v1\nindex {index}\n{hops}\n{note}".encode()
    files["checkpoint.txt"] = note.encode()
    files |= {f"times/{n}.tst": stamp(signed.encode()) for n, stamp in enumerate(stamps, 1)}
    return with_table(files, sealed) if sealed else files


def with_table(files: Files, sealed: Callable[[bytes], bytes]) -> Files:
    """The files, their table for ASiC, and its signature."""
    rows = "".join(
        f'<asic:DataObjectReference URI="{name}"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<ds:DigestValue>{b64(hashlib.sha256(data).digest())}</ds:DigestValue></asic:DataObjectReference>\n"
        for name, data in files.items()
        if name != "mimetype"
    )
    table = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"'
        ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n<asic:SigReference URI="META-INF/signature.p7s"'
        f' MimeType="application/pkcs7-signature"/>\n{rows}</asic:ASiCManifest>\n'
    ).encode()
    return {**files, "META-INF/ASiCManifest.xml": table, "META-INF/signature.p7s": sealed(table)}


def pack(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of the one allowed form, by the standard library's writer."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as box:
        for name, data in files:
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            box.writestr(entry, data)
    return file.getvalue()


def bundle(**how: Any) -> bytes:
    return pack(written(**how).items())


def changed(data: bytes, change: Callable[[Files], Any]) -> bytes:
    """A bundle with its files changed and every header right again."""
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        files = {name: box.read(name) for name in box.namelist()}
    change(files)
    return pack(files.items())


def places(data: bytes) -> dict[str, range]:
    """Where the bytes of each file stand."""
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        starts = {info.filename: info.header_offset + 30 + len(info.filename) for info in box.infolist()}
        return {
            info.filename: range(starts[info.filename], starts[info.filename] + info.file_size)
            for info in box.infolist()
        }


class Authority:
    """A certificate authority with a time-stamp authority and a seal under it, and OpenSSL to sign with them."""

    def __init__(self, folder: Path, name: str = "Test") -> None:
        self.folder, self._name = folder, name
        folder.mkdir(parents=True, exist_ok=True)
        self.root = self.issue("root", ca=True)
        self.issue("tsa", usage=[ExtendedKeyUsageOID.TIME_STAMPING])
        self.issue("seal")

    def issue(
        self,
        name: str,
        *,
        by: str = "root",
        ca: bool = False,
        usage: Sequence[x509.ObjectIdentifier] = (),
        critical: bool = True,
        years: tuple[int, int] = (2020, 2040),
        key: Any = None,
    ) -> bytes:
        """Write ``name``.key and ``name``.pem; returns the certificate in PEM."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        issuer_key, issuer = key, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{self._name} {name}")])
        subject = issuer
        if name != by:
            issuer_key = serialization.load_pem_private_key((self.folder / f"{by}.key").read_bytes(), None)
            issuer = x509.load_pem_x509_certificate((self.folder / f"{by}.pem").read_bytes()).subject
        start, end = (datetime(year, 1, 1, tzinfo=UTC) for year in years)
        made = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number(), start, end)
        made = made.add_extension(x509.BasicConstraints(ca, None), critical=True)
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        if usage:
            made = made.add_extension(x509.ExtendedKeyUsage(usage), critical=critical)
        how = None if type(issuer_key).__name__.startswith("Ed25519") else hashes.SHA256()
        pem = made.sign(issuer_key, how).public_bytes(serialization.Encoding.PEM)
        encoded = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (self.folder / f"{name}.key").write_bytes(encoded)
        (self.folder / f"{name}.pem").write_bytes(pem)
        return pem

    def stamp(self, *chain: str, digest: str = "sha256") -> Callable[[bytes], bytes]:
        """A stamping function: ``openssl ts`` as the time-stamp authority, with ``chain`` in the token, as ordered."""
        (self.folder / "chain.pem").write_bytes(b"".join((self.folder / f"{name}.pem").read_bytes() for name in chain))
        (self.folder / "serial").write_text("01\n")
        (self.folder / "ts.cnf").write_text(
            "[tsa]\ndefault_tsa=a\n[a]\nserial=serial\nsigner_cert=tsa.pem\nsigner_key=tsa.key\n"
            + ("certs=chain.pem\n" if chain else "")
            + f"signer_digest={digest}\ndefault_policy=1.2.3.4\ndigests=sha256,sha384,sha512\nordering=yes\n"
        )

        def stamp(data: bytes) -> bytes:
            (self.folder / "data").write_bytes(data)
            self.openssl("ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "query")
            reply = ("-config", "ts.cnf", "-section", "a", "-queryfile", "query", "-token_out", "-out", "token")
            self.openssl("ts", "-reply", *reply)
            return (self.folder / "token").read_bytes()

        return stamp

    def state(self, imprint: bytes, at: str, name: str = "tsa", *options: str) -> bytes:
        """A token that says what it is told to, signed by certificate ``name``, as no honest authority would."""
        sha256 = der(0x30, bytes.fromhex("0609608648016503040201"), b"\x05\x00")
        info = der(
            0x30,
            *(b"\x02\x01\x01", b"\x06\x03\x2a\x03\x04", der(0x30, sha256, der(0x04, imprint)), b"\x02\x01\x07"),
            der(0x18, at.encode()),
        )
        kind = ("-econtent_type", "1.2.840.113549.1.9.16.1.4", "-nodetach", *options)
        return self.sign(info, name, *kind)

    def sign(self, data: bytes, name: str = "seal", *options: str) -> bytes:
        """A CMS signature (CAdES) over ``data``; detached unless the options say otherwise."""
        (self.folder / "data").write_bytes(data)
        how = ("-binary", "-cades", "-outform", "DER", "-in", "data", "-out", "signed", *options)
        self.openssl("cms", "-sign", "-signer", f"{name}.pem", "-inkey", f"{name}.key", *how)
        return (self.folder / "signed").read_bytes()

    def openssl(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)


def der(tag: int, *parts: bytes) -> bytes:
    """One value in DER."""
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 + len(length)]) + length + content


def moment(seconds: int) -> str:
    return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"
