"""Publishing the log as static files, and mirroring it from nothing else."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from tests.journal.lines import NOW, RunAsOwner, everything, unguarded, write
from tests.mirror import Tiles, mirror

from wederhoor.journal import keys, proofs, sequencer, tiles
from wederhoor.journal.across import across_shops
from wederhoor.journal.broken import LedgerBroken
from wederhoor.journal.models import Checkpoint, Cosignature
from wederhoor.ledger.checkpoint import split
from wederhoor.ledger.cosignature import Cosigner
from wederhoor.ledger.tree import verify_inclusion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    with override_settings(LOG_FOLDER=tmp_path / "log"):
        yield tmp_path / "log"


def grow(many: int) -> Checkpoint:
    """So many more lines under a checkpoint of their own."""
    write(*["line"] * many)
    sequencer.run_once(NOW)
    newest = proofs.latest_checkpoint()
    assert newest is not None
    return newest


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {".lock"}


def fetched(path: str) -> bytes:
    return (Path(settings.LOG_FOLDER) / path).read_bytes()


def vkey() -> str:
    return fetched("vkey").decode().strip()


def test_empty_log_publishes_its_key_and_no_checkpoint(folder: Path) -> None:
    assert not tiles.publish_once()
    assert files(folder) == {"vkey"}
    assert vkey() == keys.log_key().vkey


def test_log_is_mirrored_from_its_files_alone() -> None:
    for many in (1, 4, 250, 1, 300):
        checkpoint = grow(many)
        assert tiles.publish_once()
        found = mirror(fetched, vkey())
        assert (found.origin, found.size) == (settings.LEDGER_ORIGIN, checkpoint.size)
        assert found.root == bytes(checkpoint.root)
    lines = sorted(everything(), key=lambda line: line.number or 0)
    assert found.entries == [bytes(line.commitment) for line in lines]
    assert not tiles.publish_once()


def test_inclusion_proof_is_made_from_tiles_alone() -> None:
    checkpoint = grow(700)
    tiles.publish_once()
    read = Tiles(fetched, 700)
    for line in everything()[::37]:
        assert line.number is not None
        path = read.inclusion(line.number - 1)
        assert path == proofs.inclusion(line, checkpoint)
        assert verify_inclusion(bytes(line.commitment), line.number - 1, 700, path, bytes(checkpoint.root))


def test_files_hold_no_word_of_any_line(folder: Path) -> None:
    [line] = write("somebody@example.org")
    sequencer.run_once(NOW)
    tiles.publish_once()
    everything_published = b"".join((folder / name).read_bytes() for name in files(folder))
    assert b"somebody" not in everything_published
    assert base64.b64encode(b"somebody") not in everything_published
    assert bytes(line.commitment) in everything_published


def test_full_tile_is_written_once_and_partial_ones_stay_until_it_is_there(folder: Path) -> None:
    grow(5)
    tiles.publish_once()
    grow(250)
    tiles.publish_once()
    assert {"tile/0/000.p/5", "tile/0/000.p/255", "tile/entries/000.p/5"} <= files(folder)
    grow(1)
    tiles.publish_once()
    names = {"tile/0/000", "tile/entries/000", "tile/1/000.p/1", "checkpoint", "vkey"}
    assert files(folder) == names
    full = (folder / "tile/0/000").stat()
    grow(300)
    tiles.publish_once()
    after = (folder / "tile/0/000").stat()
    assert (after.st_ino, after.st_mtime_ns) == (full.st_ino, full.st_mtime_ns)


def test_crash_at_any_file_leaves_a_log_that_can_be_mirrored(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grow(200)
    tiles.publish_once()
    grow(400)
    for crash_at in range(100):
        try:
            with monkeypatch.context() as patch:
                patch.setattr(os, "replace", dies_at(crash_at))
                tiles.publish_once()
        except OSError:
            assert mirror(fetched, vkey()).size == 200
            assert not [name for name in files(folder) if "/." in name]
        else:
            break
    assert crash_at > 2
    assert mirror(fetched, vkey()).size == 600


def dies_at(place: int):  # type: ignore[no-untyped-def] # stands in for os.replace
    replace, left = os.replace, [place]

    def dies(*words: object) -> None:
        if not left[0]:
            raise OSError("no space left on this disk")
        left[0] -= 1
        replace(*words)  # type: ignore[arg-type] # whatever it was called with

    return dies


def test_file_cut_short_is_written_again(folder: Path) -> None:
    grow(300)
    path = folder / "tile/0/000"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"cut")
    tiles.publish_once()
    assert mirror(fetched, vkey()).size == 300


def test_cosignature_that_comes_later_is_published_with_the_same_checkpoint(tmp_path: Path) -> None:
    witness = Cosigner("witness.example", bytes(32))
    (tmp_path / "policy.txt").write_text(f"witness w1 {witness.key.vkey}\nquorum w1\n")
    checkpoint = grow(3)
    with override_settings(POLICY=str(tmp_path / "policy.txt")):
        tiles.publish_once()
        assert fetched("checkpoint").decode() == checkpoint.note
        line = witness.cosign(split(checkpoint.note)[0], int(NOW.timestamp()))
        with across_shops("tests: a witness answered"):
            Cosignature.objects.create(size=3, witness=witness.key.vkey, line=line, at=NOW)
        assert tiles.publish_once()
        assert fetched("checkpoint").decode() == checkpoint.note + line
        assert mirror(fetched, vkey()).size == 3


def test_policy_that_cannot_be_read_keeps_nobody_from_the_log(tmp_path: Path) -> None:
    checkpoint = grow(3)
    with override_settings(POLICY=str(tmp_path / "not there")):
        assert tiles.publish_once()
    assert fetched("checkpoint").decode() == checkpoint.note


def test_partial_tiles_that_a_crash_left_behind_go_at_the_next_start(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(200)
    tiles.publish_once()
    grow(100)
    with monkeypatch.context() as patch:
        patch.setattr(tiles, "_let_go_of_parts", interrupted)
        with pytest.raises(KeyboardInterrupt):
            tiles.publish_once()
    assert "tile/0/000.p/200" in files(folder)
    monkeypatch.setattr(tiles, "_swept", set())
    tiles.publish_once()
    assert not [name for name in files(folder) if "000.p" in name and "tile/1" not in name]
    assert mirror(fetched, vkey()).size == 300


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_record_that_is_older_than_what_was_published_publishes_nothing(as_owner: RunAsOwner) -> None:
    grow(3)
    grow(2)
    tiles.publish_once()
    seen = fetched("checkpoint")
    with unguarded(as_owner):
        as_owner("DELETE FROM journal_checkpoint WHERE size = 5")
        with pytest.raises(LedgerBroken, match="published at 5, and here it ends at 3"):
            tiles.publish_once()
    assert fetched("checkpoint") == seen


def test_record_with_another_past_publishes_nothing(as_owner: RunAsOwner) -> None:
    grow(3)
    tiles.publish_once()
    with unguarded(as_owner):
        as_owner("TRUNCATE journal_line, journal_node, journal_checkpoint")
        grow(4)
        with pytest.raises(LedgerBroken, match="with another root"):
            tiles.publish_once()
    assert mirror(fetched, vkey()).size == 3


def test_checkpoint_of_somebody_else_in_the_folder_is_not_written_over(folder: Path) -> None:
    grow(1)
    folder.mkdir()
    (folder / "checkpoint").write_text("other.example/log\n9\nAAAA\n\n— other.example/log AAAAAAAA\n")
    with pytest.raises(LedgerBroken, match="published checkpoint does not verify"):
        tiles.publish_once()


def test_second_process_leaves_publishing_to_the_first(folder: Path) -> None:
    grow(1)
    found: list[bool] = []

    def other() -> None:
        found.append(tiles.publish_once())
        connection.close()

    with tiles._alone(folder) as mine:
        assert mine
        thread = Thread(target=other)
        thread.start()
        thread.join()
    assert found == [False]
    assert tiles.publish_once()
