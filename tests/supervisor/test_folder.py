"""The data folder: where it lies, who may look in, and secrets that are made once."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wederhoor.supervisor import folder
from wederhoor.supervisor.folder import DataFolder, Unusable, anyone_reaches, data_folder, given


def test_secret_is_made_once_and_for_its_owner_only(tmp_path):
    data = DataFolder(tmp_path / "var")
    assert data.secret("one") == data.secret("one") != data.secret("two")
    assert len(data.secret("one")) >= 32
    path = data.secrets / "one"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(data.secrets.stat().st_mode) == 0o700


def test_secret_asked_for_at_once_by_many_is_one(tmp_path):
    with ThreadPoolExecutor(8) as many:
        said = set(many.map(lambda _: DataFolder(tmp_path).secret("key"), range(8)))
    assert len(said) == 1


def test_folder_is_held_by_one(tmp_path):
    with DataFolder(tmp_path).held():
        assert DataFolder(tmp_path).is_held()
        with pytest.raises(Unusable, match="already runs"), DataFolder(tmp_path).held():
            pass
    assert not DataFolder(tmp_path).is_held()


def test_sockets_of_a_long_path_stand_elsewhere_and_are_short(tmp_path):
    short, long = DataFolder(Path("/dev/shm/x")), DataFolder(tmp_path / ("a" * 90) / "var")
    assert short.sockets == Path("/dev/shm/x/run")
    assert len(os.fsencode(long.sockets)) <= folder.LONGEST_SOCKET_FOLDER
    assert long.sockets == DataFolder(long.path).sockets
    assert long.sockets != DataFolder(tmp_path / ("b" * 90) / "var").sockets


def test_data_folder_is_the_one_that_was_named(tmp_path):
    assert data_folder({"WEDERHOOR_DATA": str(tmp_path)}) == tmp_path


def test_data_folder_of_root_behind_a_closed_folder_is_the_system_s(tmp_path, monkeypatch):
    closed = tmp_path / "closed"
    (closed / "checkout").mkdir(parents=True)
    closed.chmod(0o700)
    monkeypatch.setattr(folder, "checkout", lambda: closed / "checkout")
    assert not anyone_reaches(closed / "checkout" / "var")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert data_folder({}) == folder.SYSTEM_FOLDER
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert data_folder({}) == closed / "checkout" / "var"


def test_setting_from_a_file_is_read_and_a_missing_file_named(tmp_path):
    (tmp_path / "key").write_text("geheim\n")
    assert given({"KEY_FILE": str(tmp_path / "key")}, "KEY") == "geheim"
    assert given({"KEY": "open", "KEY_FILE": "/nergens"}, "KEY") == "open"
    assert given({}, "KEY") is None
    with pytest.raises(Unusable, match="/nergens"):
        given({"KEY_FILE": "/nergens"}, "KEY")
