"""Files are there whole or not at all, and whoever comes second keeps the first one's."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wederhoor.door.durable import make_folder, replace, write_once


def modes(folder: Path) -> dict[str, str]:
    return {path.name: oct(path.stat().st_mode & 0o777) for path in folder.rglob("*")}


def test_file_is_written_once_by_whoever_is_first(tmp_path):
    path = tmp_path / "key"
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: write_once(path, b"%d" % n), range(40)))
    assert sum(won) == 1
    assert path.read_bytes() == b"%d" % won.index(True)
    assert modes(tmp_path) == {"key": "0o600"}, "a draft was left behind"


def test_file_is_replaced_whole_and_leaves_no_draft_when_it_cannot_be(tmp_path):
    path = tmp_path / "key"
    replace(path, b"one", 0o644)
    replace(path, b"two", 0o644)
    assert path.read_bytes() == b"two"
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="directory"):
        replace(tmp_path / "folder", b"x")
    assert sorted(modes(tmp_path)) == ["folder", "key"]


def test_every_folder_it_makes_is_closed_and_those_that_stand_stay_as_they_are(tmp_path):
    (tmp_path / "open").mkdir(mode=0o755)
    make_folder(tmp_path / "open" / "keys" / "dossiers" / "ab")
    assert modes(tmp_path) == {"open": "0o755", "keys": "0o700", "dossiers": "0o700", "ab": "0o700"}


def test_nothing_is_written_into_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_once(tmp_path / "gone" / "key", b"x")
