"""Writes the case bundle: what is listed, what is sealed, what is proven, in one container (docs/bundle.md)."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wederhoor.ledger import asic, container, tree
from wederhoor.ledger.checkpoint import Checkpoint, Key, Signer, b64
from wederhoor.ledger.entry import Entry, canonical, moment
from wederhoor.ledger.proof import Proof

FORMAT = "wederhoor bundle v2"
SEAL_ACT = "casefile.sealed"
MANIFEST, LINES, SUMMARY, SEAL = "manifest.json", "lines.jsonl", "case.pdf", "seal.json"

UNVOUCHED: Mapping[str, str] = {
    "nl": "Dit dossier is vastgelegd met een sleutel die alleen voor dit bestand is gemaakt. Geen controlepunt van"
    " buiten bevestigt wanneer dat is gebeurd of door wie.",
    "en": "This case file was recorded with a key made only for this file. No outside checkpoint confirms when that"
    " happened or who did it.",
    "de": "Diese Akte wurde mit einem Schlüssel festgehalten, der nur für diese Datei erzeugt wurde. Kein Prüfpunkt von"
    " außen bestätigt, wann das geschah oder durch wen.",
}


@dataclass(frozen=True)
class Part:
    """One entry of a bundle: its name and measures, and its bytes, which are read once, when the bundle is written."""

    name: str
    size: int
    crc32: int
    sha256: str
    data: Iterable[bytes] = field(default=(), repr=False, compare=False)

    @classmethod
    def of(cls, name: str, data: bytes) -> Part:
        """An entry whose bytes are at hand."""
        return cls(name, len(data), zlib.crc32(data), hashlib.sha256(data).hexdigest(), (data,))


@dataclass(frozen=True)
class CaseFile:
    """One file of the case: an entry of the bundle, and what the manifest says about it."""

    part: Part
    title: str
    sort: str
    exhibit: str | None = None
    added_at: datetime | None = None
    added_by: str | None = None

    @property
    def name(self) -> str:
        return self.part.name

    def as_json(self) -> dict[str, Any]:
        return {
            "added_at": moment(self.added_at) if self.added_at else None,
            "added_by": self.added_by,
            "exhibit": self.exhibit,
            "name": self.name,
            "sha256": self.part.sha256,
            "size": self.part.size,
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


def contents(
    written: Sequence[CaseFile], policy: str, exhibits: Sequence[CaseFile], lines: Sequence[BundleLine]
) -> list[CaseFile]:
    """What the manifest lists, in its order: what was ``written`` about the case, the policy, exhibits, lines."""
    signatures = CaseFile(Part.of("policy.txt", policy.encode()), "Signatures a checkpoint needs", "policy")
    return [*written, signatures, *exhibits, lines_file(lines)]


def lines_file(lines: Sequence[BundleLine]) -> CaseFile:
    """The journal lines of the case as one of its files."""
    data = b"".join(canonical({**line.as_json(), "number": line.number}) + b"\n" for line in lines)
    return CaseFile(Part.of(LINES, data), "What happened, line by line", "lines")


def manifest(case: Case, files: Sequence[CaseFile]) -> bytes:
    """The manifest of these files; its SHA-256 stands in the payload of the sealing line."""
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


def seal_payload(manifest_bytes: bytes, summary: bytes, why: str = "") -> dict[str, Any]:
    """The payload of the line that seals a case file, and why that was done if anybody said so."""
    digests = {"manifest": hashlib.sha256(manifest_bytes).hexdigest(), "summary": hashlib.sha256(summary).hexdigest()}
    return {**digests, "why": why} if why else digests


def listed(manifest_bytes: bytes, files: Sequence[CaseFile], summary: bytes) -> list[Part]:
    """The entries up to and with the summary: all that can be known before the sealing line is written."""
    return [
        Part.of("mimetype", asic.MIMETYPE),
        Part.of(MANIFEST, manifest_bytes),
        *(file.part for file in files),
        Part.of(SUMMARY, summary),
    ]


def proven(
    before: Sequence[Part],
    seal: BundleLine,
    proofs: Mapping[int, str],
    note: str,
    *,
    times: Sequence[bytes] = (),
    sign: Callable[[bytes], bytes | None] | None = None,
) -> list[Part]:
    """The entries behind those of ``before``: the sealing line, proofs, checkpoint, time-stamps and signature.

    ``proofs`` is a proof text per line number, the seal's too. Every one must stand under ``note``, so take proofs and
    note at one size of the log. ``times`` are DER time-stamp tokens; ``sign`` gives a detached CMS signature over the
    bytes it is given, or ``None`` when it cannot, and the bundle is then unsigned.
    """
    places = {number: "seal" if number == seal.number else str(number) for number in sorted(proofs)}
    parts = [
        Part.of(SEAL, canonical(seal.as_json())),
        *(Part.of(f"proofs/{place}.tlog-proof", proofs[number].encode()) for number, place in places.items()),
        Part.of("checkpoint.txt", note.encode()),
        *(Part.of(f"times/{place}.tst", token) for place, token in enumerate(times, 1)),
    ]
    return [*parts, *_signed([*before, *parts], sign)]


def _signed(parts: Sequence[Part], sign: Callable[[bytes], bytes | None] | None) -> list[Part]:
    objects = asic.manifest_of((part.name, part.sha256) for part in parts if part.name != "mimetype")
    signature = sign(objects) if sign else None
    return [Part.of(asic.MANIFEST, objects), Part.of(asic.SIGNATURE, signature)] if signature else []


def own_policy(key: Key) -> str:
    """The policy of a log that nobody else signs for (C2SP tlog-policy)."""
    return f"log {key.vkey}\nquorum none\n"


def seal(
    code: str,
    written: Sequence[CaseFile],
    exhibits: Sequence[CaseFile],
    summary: bytes,
    entries: Sequence[Entry],
    *,
    signer: Signer,
    at: datetime,
    salts: Callable[[], bytes],
    actor: str = "shop",
    language: str = "nl",
) -> Iterator[bytes]:
    """A whole bundle without a server: a small tree of its own, signed by ``signer``, vouched for by nobody outside.

    ``salts`` yields 32 fresh random bytes at each call; the bundle's bytes follow from the arguments alone.
    """
    lines = [BundleLine.of(place, entry, salts()) for place, entry in enumerate(entries, 1)]
    files = contents(written, own_policy(signer.key), exhibits, lines)
    about = manifest(Case(code, signer.origin, at, vouched=False, vouching=UNVOUCHED[language]), files)
    said = Entry(SEAL_ACT, at, actor, code, seal_payload(about, summary))
    sealing = BundleLine.of(len(lines) + 1, said, salts())
    proofs, note = own_tree([*lines, sealing], signer)
    before = listed(about, files, summary)
    return container.pack([*before, *proven(before, sealing, proofs, note)])


def own_tree(lines: Sequence[BundleLine], signer: Signer) -> tuple[dict[int, str], str]:
    """Proof texts by number, and the signed note, of a log that holds these lines and no others."""
    grown = tree.Tree()
    nodes = {(level, index): digest for line in lines for level, index, digest in grown.append(line.commitment)}
    note = Checkpoint(signer.origin, grown.size, grown.root()).sign(signer)

    def proof(index: int) -> str:
        hashes = tree.inclusion_proof(index, grown.size, lambda *address: nodes[address])
        return Proof(index, tuple(hashes), note).text

    return {line.number: proof(line.number - 1) for line in lines}, note
