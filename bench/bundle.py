"""A case file of a thousand exhibits: sealed, proven, written and verified, against hashing and copying the same files.

Run: .venv/bin/python bench/bundle.py [--flips 10000] [--bagit PYTHON]

``--bagit`` takes the python of an environment that has bagit, for a peer that keeps files with their hashes too:
    python3 -m venv /tmp/bagit && /tmp/bagit/bin/pip install bagit && … --bagit /tmp/bagit/bin/python
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from ground import line, own_database, times_of, within

EXHIBITS, SIZE = 1_000, 100_000
TIMES = 5
MOST_TIMES, MOST_SUMMARY, MOST_OFFLINE = 2.0, 1_000.0, 10_000.0  # times the peer; ms; ms
APART = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]
BAGIT = """
import bagit, json, shutil, sys, time
made, valid = [], []
for _ in range(3):
    shutil.rmtree("bag", ignore_errors=True)
    begin = time.perf_counter(); shutil.copytree(sys.argv[1], "bag"); bag = bagit.make_bag("bag", checksums=["sha256"])
    made.append(time.perf_counter() - begin)
    begin = time.perf_counter(); bagit.Bag("bag").validate()
    valid.append(time.perf_counter() - begin)
print(json.dumps([[one * 1000 for one in made], [one * 1000 for one in valid]]))
"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--flips", type=int, default=0, help="turn so many single bits, each of which must be found")
    parser.add_argument("--bagit", metavar="PYTHON", default="", help="the python of an environment with bagit")
    asked = parser.parse_args()
    with own_database() as data, tempfile.TemporaryDirectory(dir=data) as name:
        return _measured(Path(name), asked)


def _measured(folder: Path, asked: argparse.Namespace) -> int:
    from wederhoor.demonstration.load import load

    shop = load()
    plain = folder / "plain"
    claim = _filled(shop, plain)
    print(f"{EXHIBITS} exhibits of {SIZE // 1000} kB, from the vault:")
    peer = _peer(plain, folder)
    out = folder / "case.zip"
    kept = _written(shop, claim, out, peer)
    kept &= _verified(out, peer)
    _bagit(asked.bagit, plain, folder)
    if asked.flips:
        kept &= _flipped(shop, asked.flips)
    return 0 if kept else 1


def _filled(shop: Any, plain: Path) -> Any:
    """A case with all these exhibits, and beside it the same files in a folder."""
    from wederhoor.evidence.actions import NewExhibit, add
    from wederhoor.evidence.kinds import Sort
    from wederhoor.shops.context import inside

    plain.mkdir()
    claim = _claim(shop)
    for begin in range(0, EXHIBITS, 100):
        new = []
        for place in range(begin, begin + 100):
            data = hashlib.shake_128(b"%d" % place).digest(SIZE)
            (plain / f"B{place}.bin").write_bytes(data)
            new.append(NewExhibit(data, f"bijlage {place}.bin", Sort.ATTACHMENT, "shop"))
        with inside(shop.pk):
            add(claim.dossier, *new, by=_by(shop))
    return claim


def _claim(shop: Any) -> Any:
    from wederhoor.casework.shapes import Paper
    from wederhoor.claims import actions
    from wederhoor.claims.kinds import Channel
    from wederhoor.shops.context import inside

    message = Paper(b"Mijn pakket is niet aangekomen. Graag mijn geld terug.", "", "text/plain", "message")
    with inside(shop.pk):
        return actions.file(shop, message, channel=Channel.PASTE, by=_by(shop)).claim


def _by(shop: Any) -> Any:
    from wederhoor.shops.kinds import Actor

    return Actor("bench", "owner", shop.pk)


def _peer(plain: Path, folder: Path) -> float:
    """One pass of SHA-256 over the files, and one copy of them."""

    def hashed() -> None:
        for path in plain.iterdir():
            with path.open("rb") as file:
                hashlib.file_digest(file, "sha256")

    def copied() -> None:
        shutil.copytree(plain, folder / "copy", dirs_exist_ok=True)

    hashing, copying = times_of(hashed, times=TIMES, warm=1), times_of(copied, times=TIMES, warm=1)
    line("SHA-256 of every file", hashing)
    line("every file copied", copying)
    return median(hashing) + median(copying)


def _written(shop: Any, claim: Any, out: Path, peer: float) -> bool:
    """Sealed, proven and written, with what the print took apart."""
    from wederhoor.claims import actions
    from wederhoor.claims.actions import sealing
    from wederhoor.claims.bundles import bundle_stream

    rest, summary, busy, download = [], [], [], []
    for _ in range(TIMES + 1):
        # What a person reads is drawn from the case by the rules; that is of the print, and the rest is of the bundle.
        with _timed(sealing, "draw", "pdf_of", "_signed") as spent:
            begin = time.perf_counter()
            sealed = actions.seal(shop.pk, claim.code, by=_by(shop))
            middle = time.perf_counter()
            _to(out, bundle_stream(shop.pk, sealed)[1])
        end = time.perf_counter()
        summary.append(sum(wall for wall, _ in spent) * 1000)
        busy.append(sum(processor for _, processor in spent) * 1000)
        rest.append((end - begin) * 1000 - summary[-1])
        download.append((end - middle) * 1000)
    line("sealed, proven and written, without the print", rest[1:], against=("hashing and copying", peer))
    line("  of it: written from the vault", download[1:], against=("hashing and copying", peer))
    line("the print, drawn and signed", summary[1:], note=f"{out.stat().st_size / 1e6:.0f} MB in all")
    line("  of it: the processor's time", busy[1:])
    kept = within("written, against hashing and copying", median(rest[1:]) / peer, MOST_TIMES, "times")
    return within("the signed print on top", median(summary[1:]), MOST_SUMMARY, "ms") and kept


def _to(out: Path, pieces: Iterator[bytes]) -> None:
    with out.open("wb") as file:
        file.writelines(pieces)


@contextmanager
def _timed(module: Any, *names: str) -> Iterator[list[tuple[float, float]]]:
    """Seconds spent in these functions of a module while this block runs: on the wall, and of the processor."""
    spent: list[tuple[float, float]] = []
    before = {name: getattr(module, name) for name in names}

    def clocked(act: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **more: Any) -> Any:
            begin, busy = time.perf_counter(), time.process_time()
            try:
                return act(*given, **more)
            finally:
                spent.append((time.perf_counter() - begin, time.process_time() - busy))

        return run

    for name, act in before.items():
        setattr(module, name, clocked(act))
    try:
        yield spent
    finally:
        for name, act in before.items():
            setattr(module, name, act)


def _verified(out: Path, peer: float) -> bool:
    """The single file that runs alone, as its own process, less what an interpreter takes to start."""
    from wederhoor.ledger import verify

    def run(*words: str) -> None:
        subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)

    imports = (
        "import hashlib, json, zlib, argparse, cryptography.hazmat.primitives.asymmetric.ed25519, cryptography.x509"
    )
    start = times_of(lambda: run("-c", imports), times=TIMES, warm=1)
    whole = times_of(lambda: run(str(verify.__file__), str(out)), times=TIMES, warm=1)
    line("an interpreter that starts", start)
    line("verified, as a process of its own", whole, against=("hashing and copying", peer))
    took = (median(whole) - median(start)) / peer
    kept = within("verified less the start, against the same", took, MOST_TIMES, "times")
    return _offline(out) and kept


def _offline(out: Path) -> bool:
    """The same in a namespace without a network, not even the loopback."""
    from wederhoor.ledger import verify

    words = [*APART, sys.executable, str(verify.__file__), str(out)]
    if not shutil.which("unshare") or subprocess.run([*APART, "true"], check=False).returncode:
        print("  not measured with the network off: the kernel, or this user, may make no namespace (run as root)")
        return True
    taken = times_of(lambda: subprocess.run(words, check=True, stdout=subprocess.DEVNULL), times=3, warm=0)
    size = f"{EXHIBITS} exhibits, {out.stat().st_size / 1e6:.0f} MB"
    return within(f"verified with the network off, {size}", median(taken), MOST_OFFLINE, "ms")


def _bagit(python: str, plain: Path, folder: Path) -> None:
    if not python:
        print("  bagit was not compared: python3 -m venv V && V/bin/pip install bagit, then --bagit V/bin/python")
        return
    done = subprocess.run([python, "-c", BAGIT, str(plain)], check=True, capture_output=True, cwd=folder)
    made, valid = json.loads(done.stdout)
    line("bagit: copied and made a bag", made)
    line("bagit: validated", valid)


def _flipped(shop: Any, flips: int) -> bool:
    """Single bits turned at random in a whole bundle; every one must be found."""
    from wederhoor.claims import actions
    from wederhoor.claims.bundles import bundle_stream
    from wederhoor.ledger.verify import verify_bundle

    sealed = actions.seal(shop.pk, _claim(shop).code, by=_by(shop))
    data = bytearray(b"".join(bundle_stream(shop.pk, sealed)[1]))
    if not verify_bundle(bytes(data))["intact"]:
        raise SystemExit("A bundle that was just sealed is not intact.")
    drawn, missed = random.Random(2026), []
    for _ in range(flips):
        place = drawn.randrange(len(data) * 8)
        data[place // 8] ^= 1 << place % 8
        if verify_bundle(bytes(data))["intact"]:
            missed.append(place)
        data[place // 8] ^= 1 << place % 8
    print(
        f"  {flips} single bits turned in {len(data)} bytes: {flips - len(missed)} found; missed at {missed or 'none'}"
    )
    return not missed


if __name__ == "__main__":
    sys.exit(main())
