"""The case file: print, bundle and check, against reading the same bytes once (SHA-256) and copying them.

Run: .venv/bin/python bench/dossier.py
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes
from statistics import median

from ground import demonstration, line, times_of

from wederhoor.casework.alone import written_file
from wederhoor.casework.chain import work
from wederhoor.casework.shapes import CaseInput
from wederhoor.ledger.bundle import CaseFile, Part, seal
from wederhoor.ledger.checkpoint import Signer
from wederhoor.ledger.entry import Entry
from wederhoor.ledger.verify import verify_bundle

AT = datetime(2026, 10, 12, 9, 30, tzinfo=UTC)
CODE = "K7QF-82MN-R"
KIB, MIB = 1024, 1024 * 1024


def main() -> int:
    print("Cases of the demonstration, print and bundle together, as `wederhoor assess` writes them:")
    for code, case in demonstration().items():
        if isinstance(case, CaseInput) and len(code) == 2:
            _drawn(code, case)
    with tempfile.TemporaryDirectory() as name:
        print("Bundles, against hashing and copying the same files:")
        _packed(Path(name), "100 files of 1 MiB", 100, MIB)
        _packed(Path(name), "2 000 files of 20 KiB", 2_000, 20 * KIB)
    return 0


def _drawn(code: str, case: CaseInput) -> None:
    import pypdfium2

    done, papers = work(case), [case.message, *case.papers]

    def write() -> tuple[bytes, bytes]:
        return written_file(done, papers, on=case.on, at=AT, language="nl", name=code)

    pdf, bundle = write()
    pages = len(pypdfium2.PdfDocument(pdf))
    drawn = times_of(write, times=5, warm=0)
    sizes = f"{pages} pages of {median(drawn) / pages:.1f} ms, {len(bundle) / KIB:.0f} KiB"
    line(f"{code}, {len(papers)} papers", drawn, note=sizes)


def _packed(folder: Path, what: str, number: int, size: int) -> None:
    """Seal and verify one large bundle; its peers read or copy the same bytes."""
    data = [hashlib.shake_128(b"%d" % place).digest(size) for place in range(number)]
    there = folder / f"{number}"
    there.mkdir()
    for place, piece in enumerate(data):
        (there / f"{place}.bin").write_bytes(piece)
    files = [
        CaseFile(Part.of(f"exhibits/B{n}-file.bin", piece), "Bestand", "photo", f"B{n}", AT, "shop")
        for n, piece in enumerate(data, 1)
    ]
    out = folder / f"{number}.zip"
    hashed = _hashed(there)
    copied = times_of(lambda: shutil.copytree(there, folder / "copy", dirs_exist_ok=True), times=3, warm=1)
    peer = ("hashing and copying", median(hashed) + median(copied))
    line(f"{what}: SHA-256 of every file", hashed)
    line(f"{what}: copied", copied)
    line(f"{what}: sealed and written", times_of(lambda: _sealed(files, out), times=3, warm=1), against=peer)
    line(f"{what}: verified", times_of(lambda: _intact(out), times=3, warm=1), against=("hashing", median(hashed)))


def _hashed(folder: Path) -> list[float]:
    def read() -> None:
        for path in folder.iterdir():
            hashlib.sha256(path.read_bytes()).digest()

    return times_of(read, times=3, warm=1)


def _sealed(files: list[CaseFile], out: Path) -> None:
    signer = Signer("bench.example/log", b"k" * 32)
    entries = [Entry("exhibit.added", AT, "shop", CODE, {"exhibit": file.exhibit}) for file in files]
    with out.open("wb") as file:
        file.writelines(seal(CODE, [], files, b"%PDF", entries, signer=signer, at=AT, salts=lambda: token_bytes(32)))


def _intact(out: Path) -> None:
    if not verify_bundle(str(out))["intact"]:
        raise SystemExit("A bundle that was just sealed is not intact.")


if __name__ == "__main__":
    sys.exit(main())
