"""Torn writes: what is acknowledged is whole after any kill; what a lying disk left is told, and never taken for good.

Thirty kills here; two hundred of each: ``WEDERHOOR_LONG=1 .venv/bin/python -m pytest tests/door/test_torn.py``.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from tests.door.torn import drafts, killed, pause

from wederhoor.door.durable import make_folder, replace, write_once
from wederhoor.door.keyring import KeyRing
from wederhoor.door.store import Folder, Missing
from wederhoor.evidence import vault
from wederhoor.ledger.sealed import NotOpened, address, opened_file, sealed_file
from wederhoor.supervisor.folder import DataFolder, Unusable

KILLS = 200 if os.environ.get("WEDERHOOR_LONG") == "1" else 10
SECRET = b"k" * 32


def content(number: int) -> bytes:
    """Some 200 kB that say which they are, so that a torn one cannot pass for another."""
    return hashlib.sha256(b"%d" % number).digest() * 6_000


def where(number: int) -> str:
    return hashlib.sha256(content(number)).hexdigest()


def test_files_acknowledged_before_a_kill_are_whole(tmp_path: Path) -> None:
    chance = random.Random(27)
    for life in range(KILLS):

        def work(acknowledge: Callable[[str], None], life: int = life) -> None:
            for turn in count():
                number = life * 1_000_000 + turn
                assert write_once(tmp_path / f"once-{number}", content(number))
                replace(tmp_path / "newest", content(number))
                acknowledge(str(number))

        told = killed(work, after=pause(chance))
        assert told
        for number in map(int, told):
            assert (tmp_path / f"once-{number}").read_bytes() == content(number)
        newest = (tmp_path / "newest").read_bytes()
        assert newest in {content(int(told[-1])), content(int(told[-1]) + 1)}
    whole = {path for path in tmp_path.glob("once-*")}
    assert all(path.read_bytes() == content(int(path.name.removeprefix("once-"))) for path in whole)


def test_documents_acknowledged_before_a_kill_are_whole_and_half_ones_are_swept(tmp_path: Path) -> None:
    chance, store = random.Random(28), Folder(tmp_path / "vault")
    for life in range(KILLS):

        def work(acknowledge: Callable[[str], None], life: int = life) -> None:
            for turn in count():
                number = life * 1_000_000 + turn
                store.put(where(number), [content(number)[at : at + 4096] for at in range(0, 192_000, 4096)])
                acknowledge(str(number))

        for number in map(int, killed(work, after=pause(chance))):
            assert b"".join(store.open(where(number))) == content(number)
    for path in (tmp_path / "vault").glob("??/*"):
        if path not in drafts(tmp_path):
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.parent.name + path.name
    assert store.drop_drafts(seconds=-1) == len(drafts(tmp_path)) or not drafts(tmp_path)
    assert drafts(tmp_path) == []


def test_keys_acknowledged_before_a_kill_are_the_same_afterwards(tmp_path: Path) -> None:
    chance = random.Random(29)
    for life in range(KILLS):

        def work(acknowledge: Callable[[str], None], life: int = life) -> None:
            ring = KeyRing(tmp_path)
            for turn in count():
                acknowledge(f"D{life}-{turn} {ring.make(f'D{life}-{turn}').hex()}")

        for name, key in (said.split() for said in killed(work, after=pause(chance))):
            assert KeyRing(tmp_path).of(name).hex() == key
            assert KeyRing(tmp_path).make(name).hex() == key


# ---------------------------------------------------------------- what is left after a power cut on a disk that lied


def test_half_written_draft_changes_nothing_for_readers_and_writers(tmp_path: Path) -> None:
    replace(tmp_path / "newest", b"whole")
    (tmp_path / ".newest.4711.deadbeef").write_bytes(b"wh")
    assert (tmp_path / "newest").read_bytes() == b"whole"
    replace(tmp_path / "newest", b"next")
    assert (tmp_path / "newest").read_bytes() == b"next"


@pytest.mark.parametrize("left", [0, 1, 4_096, 100_000])
def test_document_of_which_bytes_are_lost_is_told_and_never_handed_out(tmp_path: Path, left: int) -> None:
    store, data = Folder(tmp_path), content(1)
    name = address(hashlib.sha256(data).hexdigest(), SECRET)
    store.put(name, sealed_file([data], SECRET))
    path = tmp_path / name[:2] / name[2:]
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(NotOpened):
        b"".join(opened_file(store.open(name), SECRET))


def test_document_whose_name_survived_without_its_bytes_is_kept_anew_when_it_comes_again(tmp_path: Path) -> None:
    store = Folder(tmp_path)
    store.put(where(1), [content(1)])
    path = tmp_path / where(1)[:2] / where(1)[2:]
    path.write_bytes(b"")
    store.put(where(1), [content(1)])
    assert b"".join(store.open(where(1))) == content(1)


@pytest.mark.parametrize("left", [0, 1, 100_000])
def test_document_cut_short_is_whole_again_when_it_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    monkeypatch.setattr(vault, "store", lambda: Folder(tmp_path / "store"))
    monkeypatch.setattr(vault, "ring", lambda: KeyRing(tmp_path / "keys"))
    data = content(1)
    digest = vault.keep(data, "dossier")
    [path] = (path for path in (tmp_path / "store").glob("??/*") if path.is_file())
    whole = path.read_bytes()
    path.write_bytes(whole[:left])
    assert vault.keep(data, "dossier") == digest
    assert vault.kept(digest, "dossier") == data
    healed = path.read_bytes()
    vault.keep(data, "dossier")
    assert path.read_bytes() == healed  # what is whole is left alone


def test_document_whose_name_is_lost_is_missing_and_not_empty(tmp_path: Path) -> None:
    store = Folder(tmp_path)
    store.put(where(1), [content(1)])
    (tmp_path / where(1)[:2] / where(1)[2:]).unlink()
    with pytest.raises(Missing):
        store.open(where(1))


@pytest.mark.parametrize("left", [b"", b"\0" * 44, b"\n"])
def test_secret_that_was_lost_is_said_and_not_begun_anew(tmp_path: Path, left: bytes) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.secret("secret-key")
    path = folder.secrets / "secret-key"
    path.write_bytes(left)
    with pytest.raises(Unusable, match="is empty"):
        folder.secret("secret-key")
    assert path.read_bytes() == left


def test_folder_made_before_the_crash_is_made_again_without_complaint(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert write_once(tmp_path / "a" / "b" / "c", b"x")
