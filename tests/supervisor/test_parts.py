"""The parts by themselves: migrate twice, a doctor before and after, and a login that may not make roles."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from tests.servers import BASE


@pytest.fixture(scope="module")
def folder():
    BASE.mkdir(mode=0o711, exist_ok=True)
    place = BASE / f"run-{os.getpid()}-parts"
    shutil.rmtree(place, ignore_errors=True)
    yield place
    shutil.rmtree(place, ignore_errors=True)


def wederhoor(folder, *words: str):
    done = subprocess.run(
        [sys.executable, "-m", "wederhoor", *words, "--json", "--data", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def test_parts_one_after_another(folder):
    status, found, _ = wederhoor(folder, "doctor")
    assert status == 1
    assert any("wederhoor migrate" in check["hint"] for check in found["checks"] if not check["ok"])

    status, first, _ = wederhoor(folder, "migrate")
    assert status == 0
    status, second, _ = wederhoor(folder, "migrate")
    assert status == 0
    assert second["statements"] < first["statements"]

    status, found, _ = wederhoor(folder, "doctor", "--ledger")
    assert (status, found["ok"]) == (0, True)


def test_server_that_is_not_migrated_does_not_start(folder):
    status, _, complaint = wederhoor(folder.with_name(folder.name + "-bare"), "serve", "--port", "1")
    shutil.rmtree(folder.with_name(folder.name + "-bare"), ignore_errors=True)
    assert status == 2
    assert complaint.startswith("Wederhoor does not start.")
    assert "wederhoor migrate" in complaint
