"""The third reading of docs/bundle.md, ``tools/verify.sh``, held against the verifier: good bundles and spoiled."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.ledger.test_verify import damaged
from tests.ledger.written import EXHIBITS, Authority, Files, bundle, changed, written

from wederhoor.ledger.verify import verify_bundle

SCRIPT = Path(__file__).parents[2] / "tools" / "verify.sh"
TOOLS = ("bash", "openssl", "basenc", "od", "awk", "sed")
LACKING = [tool for tool in TOOLS if not shutil.which(tool)]
pytestmark = pytest.mark.skipif(bool(LACKING), reason=f"not on this machine: {LACKING}; apt install openssl coreutils")
# What the script looks at: the rest of a bundle is for the verifier alone.
LOOKED_AT = [name for name in written() if name != "mimetype"]


def shell(data: bytes, folder: Path, *more: str) -> tuple[int, str]:
    path = folder / "case.zip"
    path.write_bytes(data)
    run = subprocess.run(["bash", SCRIPT, path, *more], capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stderr
    return run.returncode, run.stdout


@pytest.mark.parametrize(("before", "lines", "after"), [(0, 0, 0), (0, 1, 0), (3, 2, 0), (6, 4, 5), (20, 3, 10)])
def test_shell_finds_good_bundles_good(tmp_path: Path, before: int, lines: int, after: int) -> None:
    data = bundle(before=before, lines=lines, after=after, erased={before + 1})
    assert verify_bundle(data)["intact"]
    status, said = shell(data, tmp_path)
    assert status == 0, said
    assert f"{lines} lines stand there" in said


@pytest.mark.parametrize("name", LOOKED_AT)
def test_shell_and_verifier_agree_on_a_changed_file(tmp_path: Path, name: str) -> None:
    dice = random.Random(name)

    def change(files: Files) -> None:
        data = bytearray(files[name] or b" ")
        data[dice.randrange(len(data))] ^= 1
        files[name] = bytes(data)

    data = changed(bundle(), change)
    assert not verify_bundle(data)["intact"]
    assert shell(data, tmp_path)[0] == 1


@pytest.mark.parametrize("name", LOOKED_AT[::4])
def test_shell_and_verifier_agree_on_a_missing_file(tmp_path: Path, name: str) -> None:
    data = changed(bundle(), lambda files: files.pop(name))
    assert name in damaged(verify_bundle(data))
    status, said = shell(data, tmp_path)
    assert (status, f"{name}: is missing" in said) == (1, True), said


def test_shell_and_verifier_agree_on_swapped_proofs_and_a_list_made_anew(tmp_path: Path) -> None:
    def swap(files: Files) -> None:
        one, two = "proofs/4.tlog-proof", "proofs/5.tlog-proof"
        files[one], files[two] = files[two], files[one]

    other = written(exhibits={**EXHIBITS, "exhibits/B1-mail.eml": b"forged"})

    def anew(files: Files) -> None:
        files |= {name: other[name] for name in ("exhibits/B1-mail.eml", "manifest.json", "seal.json")}

    for change in (swap, anew):
        data = changed(bundle(), change)
        assert not verify_bundle(data)["intact"]
        assert shell(data, tmp_path)[0] == 1


def test_shell_and_verifier_agree_on_a_damaged_container(tmp_path: Path) -> None:
    good = bundle()
    for data in (b"", b"PK", good[:1000], good[:-1], good + b"x", b"x" + good):
        assert not verify_bundle(data)["intact"]
        assert shell(data, tmp_path)[0] == 1, len(data)


def test_shell_and_verifier_agree_on_time_stamps(tmp_path: Path) -> None:
    ours, other = Authority(tmp_path / "ours"), Authority(tmp_path / "other", "Other")
    data = bundle(stamps=[ours.stamp("root")], sealed=ours.sign)
    wrong = bundle(stamps=[lambda said: ours.stamp()(said + b"x")])
    for each, authority in ((data, ours), (data, other), (wrong, ours)):
        status, said = shell(each, tmp_path, str(authority.folder / "root.pem"))
        assert (status == 0) is verify_bundle(each, authority=authority.root)["intact"], said
