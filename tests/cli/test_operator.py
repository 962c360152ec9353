"""``wederhoor operator`` on a data folder of its own: an account is marked, the mark ends, and nobody is made up."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.running import OURS
from tests.servers import BASE

ACCOUNT = """
import sys
from wederhoor.cli.django import django
with django(sys.argv[1]):
    from wederhoor.accounts.models import Person
    Person.objects.create_user("Nora@example.test", name="Nora")
"""


def ran(*words: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, env=environ, check=False)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A data folder with a database in it, and one account."""
    BASE.mkdir(mode=0o711, exist_ok=True)
    place = BASE / f"run-{os.getpid()}-operator"
    shutil.rmtree(place, ignore_errors=True)
    for words in (("-m", "wederhoor", "migrate", "--data", str(place)), ("-c", ACCOUNT, str(place))):
        done = ran(*words)
        assert done.returncode == 0, done.stderr
    yield place
    shutil.rmtree(place, ignore_errors=True)


def operator(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return ran("-m", "wederhoor", "operator", *words, "--data", str(folder))


def test_account_becomes_operator_and_is_one_no_longer(folder: Path) -> None:
    found = [
        json.loads(operator(folder, "nora@example.test", *more, "--json").stdout)
        for more in ((), (), ("--end",), ("--end",))
    ]
    assert [(row["operator"], row["changed"]) for row in found] == [
        (True, True),
        (True, False),
        (False, True),
        (False, False),
    ]


def test_address_nobody_has_is_one_sentence_and_status_two(folder: Path) -> None:
    done = operator(folder, "niemand@example.test")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == "Nobody has an account with the address niemand@example.test; it must be made first."
