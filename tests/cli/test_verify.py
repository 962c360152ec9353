"""``wederhoor verify`` as a command: three statuses, what one knows from elsewhere, three languages."""

import json
import subprocess
import sys

import pytest
from tests.ledger.written import LOG, TWO_OF_THREE, WITNESSES, Signer, bundle


def run(*words):
    command = [sys.executable, "-m", "wederhoor", "verify", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def case(tmp_path):
    path = tmp_path / "case.zip"
    path.write_bytes(bundle(cosigned=[(witness, 1_700_000_000) for witness in WITNESSES.values()]))
    return path


def test_verify_answers_in_the_language_asked_for(case):
    assert run(case).stdout.strip().endswith("Intact.")
    assert run(case, "--language", "de").stdout.strip().endswith("Unverändert.")
    assert json.loads(run(case, "--json").stdout)["intact"] is True


def test_verify_holds_the_bundle_against_a_policy_from_elsewhere(case, tmp_path):
    policy = tmp_path / "policy.txt"
    policy.write_text(f"log {LOG.vkey}\n{TWO_OF_THREE}")
    good = run(case, "--policy", policy, "--key", LOG.vkey)
    assert (good.returncode, "2023-11-14T22:13:20Z" in good.stdout) == (0, True)
    policy.write_text(f"log {Signer('other.example/log', b'o').vkey}\nquorum none\n")
    other = run(case, "--policy", policy)
    assert (other.returncode, "no log that the policy names" in other.stdout) == (1, True)


@pytest.mark.parametrize("option", ["--policy", "--authority"])
def test_verify_says_in_one_sentence_what_it_cannot_use(case, option, tmp_path):
    for path in (case, tmp_path / "none"):
        answer = run(case, option, path)
        assert answer.returncode == 2
        assert len(answer.stderr.strip().split("\n")) == 1
