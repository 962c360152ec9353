"""A dossier of gigabytes is laid, sealed, handed to both parties and verified, and no process ever holds it.

100 MB here, most of it films. Two gigabytes of photographs, of which three copies lie on the disk for some minutes:
``WEDERHOOR_LONG=1 .venv/bin/python -m pytest tests/evidence/test_large_bundle.py -s``.
"""

from __future__ import annotations

import filecmp
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from tests.evidence.large import a_photo

from wederhoor.ledger import verify

TOP = Path(__file__).parents[2]
LONG = os.environ.get("WEDERHOOR_LONG") == "1"
MEGABYTES, PHOTOS = (2_000, 10_000) if LONG else (100, 2)
MOST = 300  # megabytes of memory, whatever lies in the dossier
VERIFIES = """
import sys
from tests.evidence.large import most_of_memory
sys.path.insert(0, sys.argv[1])
import verify
status = verify.main([sys.argv[2], "--json"])
print(most_of_memory())
sys.exit(status)
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder on the disk, emptied afterwards: three runs of gigabytes would be kept otherwise."""
    yield tmp_path
    for path in sorted(tmp_path.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


@pytest.fixture
def environ(database: dict[str, str], place: Path) -> dict[str, str]:
    """The test's own database and keys, for other processes; what is laid goes to the disk, and not to memory."""
    connections.close_all()
    url = f"host={database['HOST']} user={database['USER']} password={database['PASSWORD']} dbname={database['NAME']}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "wederhoor.settings",
        "DATABASE_URL": url,
        "HOUSE_ROLE": str(settings.HOUSE_ROLE),
        "WEDERHOOR_STORE": str(place / "vault"),
        "WEDERHOOR_KEYS": str(settings.KEYS),
        "PYTHONPATH": os.pathsep.join([str(TOP), str(TOP / "src")]),
    }


def ran(environ: dict[str, str], *words: str | Path) -> tuple[str, int]:
    """What a process said, and the most it had in memory, in megabytes."""
    done = subprocess.run([sys.executable, *words], env=environ, cwd=TOP, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    said, _, most = done.stdout.strip().rpartition("\n")
    return said, int(most)


def test_no_process_ever_holds_a_dossier_of_gigabytes(environ: dict[str, str], place: Path) -> None:
    state, photo, shops, hers = (place / name for name in ("state", "photo.jpg", "shop.zip", "customer.zip"))
    photo.write_bytes(a_photo())
    step = ("-m", "tests.evidence.large")
    took = {
        "lay": ran(environ, *step, "lay", state, photo, str(MEGABYTES), str(PHOTOS))[1],
        "seal": ran(environ, *step, "seal", state)[1],
        "shop": ran(environ, *step, "shop", state, shops)[1],
        "customer": ran(environ, *step, "customer", state, hers)[1],
    }
    said, took["verify"] = ran(environ, "-c", VERIFIES, Path(verify.__file__).parent, hers)
    print(f"{shops.stat().st_size / 1e6:.0f} MB; at most, in MB: {took}")
    assert json.loads(said)["intact"]
    assert filecmp.cmp(shops, hers, shallow=False)
    assert shops.stat().st_size > MEGABYTES * 1_000_000
    assert max(took.values()) < MOST, took
