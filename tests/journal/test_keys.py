"""The log's signing key on disk."""

from __future__ import annotations

import stat
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from wederhoor.journal import keys


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.KEYS = tmp_path / "keys"
    settings.LEDGER_ORIGIN = "shop.example/log"
    keys._signer.cache_clear()
    return tmp_path / "keys"


def test_key_is_made_once_and_only_we_may_read_it(folder: Path) -> None:
    first = keys.signer()
    keys._signer.cache_clear()
    assert keys.signer().key == first.key == keys.log_key()
    assert stat.S_IMODE((folder / "log.key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["log.key"]


def test_two_processes_making_it_at_once_agree(folder: Path) -> None:
    made: list[str] = []
    threads = [
        Thread(target=lambda: made.append(keys._signer.__wrapped__(folder / "log.key", "shop.example/log").key.vkey))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1


def test_key_of_another_log_is_refused(folder: Path, settings: Any) -> None:
    keys.signer()
    settings.LEDGER_ORIGIN = "moved.example/log"
    with pytest.raises(ImproperlyConfigured, match=r"signs for shop\.example/log"):
        keys.signer()


@pytest.mark.parametrize("text", ["", "nonsense", "PRIVATE+KEY+shop.example/log+00000000+AAAA"])
def test_damaged_key_is_refused_and_never_replaced(folder: Path, text: str) -> None:
    folder.mkdir()
    (folder / "log.key").write_text(text)
    with pytest.raises(ImproperlyConfigured, match=r"cannot be read"):
        keys.signer()
    assert (folder / "log.key").read_text() == text
