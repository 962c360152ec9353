"""Both verifiers on a machine without a network: in a namespace of their own, where not even the loopback is up."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.ledger.test_verify_shell import LACKING, SCRIPT
from tests.ledger.written import Files, bundle, changed

from wederhoor.ledger import verify

APART = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]
CONNECTS = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=5)"


def ran(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*APART, *words], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module", autouse=True)
def _can_be_apart() -> None:
    try:
        tried = ran("true")
    except FileNotFoundError:
        pytest.skip("there is no unshare on this machine: apt install util-linux")
    if tried.returncode:
        why = "sysctl kernel.unprivileged_userns_clone=1, or run as root"
        pytest.skip(f"the kernel allows no network namespace here ({tried.stderr.strip()}): {why}")


@pytest.fixture(params=["verify.py", "verify.sh"])
def verifier(request: pytest.FixtureRequest) -> list[str | Path]:
    if request.param == "verify.py":
        return [sys.executable, Path(verify.__file__)]
    if LACKING:
        pytest.skip(f"not on this machine: {LACKING}; apt install openssl coreutils")
    return ["bash", SCRIPT]


def test_nothing_can_be_reached_from_where_they_run() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = str(listening.getsockname()[1])
        assert subprocess.run([sys.executable, "-c", CONNECTS, port], check=False).returncode == 0
        assert "OSError" in ran(sys.executable, "-c", CONNECTS, port).stderr


def test_good_bundle_is_found_good_without_a_network(verifier: list[str | Path], tmp_path: Path) -> None:
    (tmp_path / "case.zip").write_bytes(bundle(before=6, lines=4, after=5))
    said = ran(*verifier, tmp_path / "case.zip")
    assert (said.returncode, said.stderr) == (0, "")


def test_changed_bundle_is_found_without_a_network(verifier: list[str | Path], tmp_path: Path) -> None:
    def change(files: Files) -> None:
        files["exhibits/B1-mail.eml"] += b"!"

    (tmp_path / "case.zip").write_bytes(changed(bundle(), change))
    said = ran(*verifier, tmp_path / "case.zip")
    assert said.returncode == 1
    assert "exhibits/B1-mail.eml" in said.stdout


def test_verifier_answers_programs_without_a_network(tmp_path: Path) -> None:
    (tmp_path / "case.zip").write_bytes(bundle())
    said = ran(sys.executable, Path(verify.__file__), tmp_path / "case.zip", "--json")
    assert json.loads(said.stdout)["intact"]
