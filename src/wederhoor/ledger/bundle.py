"""Writes the case bundle: manifest, lines, seal, proofs and checkpoint in one container (docs/bundle.md)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wederhoor.ledger import tree
from wederhoor.ledger.checkpoint import Checkpoint, Signer, b64
from wederhoor.ledger.container import pack
from wederhoor.ledger.entry import Entry, canonical, moment
from wederhoor.ledger.proof import Proof

FORMAT = "wederhoor bundle v1"
SEAL_ACT = "casefile.sealed"

UNVOUCHED: Mapping[str, str] = {
    "nl": "Dit dossier is vastgelegd met een sleutel die alleen voor dit bestand is gemaakt. Geen controlepunt van"
    " buiten bevestigt wanneer dat is gebeurd of door wie.",
    "en": "This case file was recorded with a key made only for this file. No outside checkpoint confirms when that"
    " happened or who did it.",
    "de": "Diese Akte wurde mit einem Schlüssel festgehalten, der nur für diese Datei erzeugt wurde. Kein Prüfpunkt von"
    " außen bestätigt, wann das geschah oder durch wen.",
}


@dataclass(frozen=True)
class CaseFile:
    """One file of the case: its name in the bundle, its raw bytes, and what the manifest says about it."""

    name: str
    data: bytes
    title: str
    sort: str
    exhibit: str | None = None
    added_at: datetime | None = None
    added_by: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "added_at": moment(self.added_at) if self.added_at else None,
            "added_by": self.added_by,
            "exhibit": self.exhibit,
            "name": self.name,
            "sha256": hashlib.sha256(self.data).hexdigest(),
            "size": len(self.data),
            "sort": self.sort,
            "title": self.title,
        }


@dataclass(frozen=True)
class BundleLine:
    """A numbered journal line as a bundle carries it; a forgotten one has neither payload nor salt."""

    number: int
    act: str
    at: datetime
    actor: str
    subject: str
    payload: Mapping[str, Any] | None
    salt: bytes | None
    commitment: bytes

    @classmethod
    def of(cls, number: int, entry: Entry, salt: bytes) -> BundleLine:
        """``entry`` at its place ``number`` (from 1)."""
        said = (entry.act, entry.at, entry.actor, entry.subject, entry.payload)
        return cls(number, *said, salt, entry.commitment(salt))

    def as_json(self) -> dict[str, Any]:
        return {
            "act": self.act,
            "actor": self.actor,
            "at": moment(self.at),
            "commitment": b64(self.commitment),
            "payload": self.payload,
            "salt": None if self.salt is None else b64(self.salt),
            "subject": self.subject,
        }


@dataclass(frozen=True)
class Case:
    """What the manifest says about the whole: the case's public code, the log it stands in, who vouches for it."""

    code: str
    origin: str
    made_at: datetime
    vouched: bool
    vouching: str


def exhibit_name(number: str, title: str, suffix: str = "") -> str:
    """A name in the bundle: ``("B1", "Foto's van de doos", ".jpg")`` gives ``exhibits/B1-Foto-s-van-de-doos.jpg``."""
    short = re.sub(r"[^A-Za-z0-9]+", "-", title)[:60].strip("-") or "exhibit"
    ending = suffix if re.fullmatch(r"\.[A-Za-z0-9]{1,8}", suffix) else ".bin"
    return f"exhibits/{number}-{short}{ending.lower()}"


def lines_file(lines: Sequence[BundleLine]) -> CaseFile:
    """The journal lines of the case as one of its files."""
    data = b"".join(canonical({**line.as_json(), "number": line.number}) + b"\n" for line in lines)
    return CaseFile("lines.jsonl", data, "What happened, line by line", "lines")


def manifest(case: Case, files: Sequence[CaseFile]) -> bytes:
    """The manifest of these files; its SHA-256 is what the sealing line's payload holds."""
    return canonical(
        {
            "case": case.code,
            "files": [file.as_json() for file in files],
            "format": FORMAT,
            "made_at": moment(case.made_at),
            "origin": case.origin,
            "vouched": case.vouched,
            "vouching": case.vouching,
        }
    )


def seal_payload(manifest_bytes: bytes) -> dict[str, Any]:
    """The payload of the line that seals a case file."""
    return {"manifest": hashlib.sha256(manifest_bytes).hexdigest()}


def assemble(
    manifest_bytes: bytes, files: Sequence[CaseFile], seal: BundleLine, proofs: Mapping[int, str], note: str, vkey: str
) -> bytes:
    """The bundle: ``files`` as the manifest lists them, the sealing line, a proof text per line number (the seal's
    too), the signed note and the log's public key.

    Every proof must stand under ``note``, so take proofs and note at one size of the log.
    """
    places = {number: "seal" if number == seal.number else str(number) for number in sorted(proofs)}
    proven = [(f"proofs/{place}.tlog-proof", proofs[number].encode()) for number, place in places.items()]
    return pack(
        [
            ("manifest.json", manifest_bytes),
            *((file.name, file.data) for file in files),
            ("seal.json", canonical(seal.as_json())),
            *proven,
            ("checkpoint.txt", note.encode()),
            ("log.vkey", f"{vkey}\n".encode()),
        ]
    )


def seal(
    code: str,
    files: Sequence[CaseFile],
    entries: Sequence[Entry],
    *,
    signer: Signer,
    at: datetime,
    salts: Callable[[], bytes],
    actor: str = "shop",
    language: str = "nl",
) -> bytes:
    """A whole bundle without a server: a small tree of its own, signed by ``signer``, vouched for by nobody outside.

    ``salts`` yields 32 fresh random bytes at each call; the bundle's bytes follow from the arguments alone.
    """
    lines = [BundleLine.of(place, entry, salts()) for place, entry in enumerate(entries, 1)]
    case = Case(code, signer.origin, at, vouched=False, vouching=UNVOUCHED[language])
    kept = [*files, lines_file(lines)]
    listed = manifest(case, kept)
    sealing = BundleLine.of(len(lines) + 1, Entry(SEAL_ACT, at, actor, code, seal_payload(listed)), salts())
    proofs, note = _own_tree([*lines, sealing], signer)
    return assemble(listed, kept, sealing, proofs, note, signer.key.vkey)


def _own_tree(lines: Sequence[BundleLine], signer: Signer) -> tuple[dict[int, str], str]:
    grown = tree.Tree()
    nodes = {(level, index): digest for line in lines for level, index, digest in grown.append(line.commitment)}
    note = Checkpoint(signer.origin, grown.size, grown.root()).sign(signer)

    def proof(index: int) -> str:
        hashes = tree.inclusion_proof(index, grown.size, lambda *address: nodes[address])
        return Proof(index, tuple(hashes), note).text

    return {line.number: proof(line.number - 1) for line in lines}, note
