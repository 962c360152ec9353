"""Keys are made once, read by everybody, and destroyed for good."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from wederhoor.door.keyring import Destroyed, KeyRing, NoKey, NotOurs

AT = datetime(2026, 10, 12, 9, 30, tzinfo=UTC)


def test_key_is_made_once_and_read_by_another_process(tmp_path):
    made = KeyRing(tmp_path).make("K7QF-82MN-R")
    assert len(made) == 32
    assert KeyRing(tmp_path).make("K7QF-82MN-R") == made == KeyRing(tmp_path).of("K7QF-82MN-R")


def test_two_who_make_a_key_at_once_get_the_same(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: KeyRing(tmp_path).make("K7QF"), range(40)))
    assert len(made) == 1


def test_key_files_are_readable_for_nobody_else(tmp_path):
    KeyRing(tmp_path / "keys" / "ring").make("K7QF")
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    folders = [path for path in tmp_path.rglob("*") if path.is_dir()]
    assert {oct(path.stat().st_mode & 0o777) for path in kept} == {"0o600"}
    assert {oct(path.stat().st_mode & 0o777) for path in folders} == {"0o700"}
    assert len(folders) == 3


def test_key_that_was_never_made_is_not_there(tmp_path):
    with pytest.raises(NoKey):
        KeyRing(tmp_path).of("K7QF")


def test_destroyed_key_is_gone_for_everybody_and_is_never_made_again(tmp_path):
    ring, other = KeyRing(tmp_path), KeyRing(tmp_path)
    made = ring.make("K7QF")
    assert other.of("K7QF") == made
    ring.destroy("K7QF", AT)
    for one in (ring, other, KeyRing(tmp_path)):
        with pytest.raises(Destroyed):
            one.of("K7QF")
        with pytest.raises(Destroyed):
            one.make("K7QF")
        assert one.destroyed_at("K7QF") == AT
    assert made not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_destroying_twice_keeps_the_first_moment(tmp_path):
    ring = KeyRing(tmp_path)
    ring.destroy("K7QF", AT)
    ring.destroy("K7QF", AT.replace(year=2027))
    assert ring.destroyed_at("K7QF") == AT


def test_name_that_is_no_file_name_stays_within_the_folder(tmp_path):
    ring = KeyRing(tmp_path / "ring")
    for name in ("../../x", "a/b", "é", "." * 50, "x" * 300):
        assert ring.make(name) == ring.of(name)
    assert {path.name for path in tmp_path.iterdir()} == {"ring"}


def test_damaged_key_is_said_to_be_damaged(tmp_path):
    ring = KeyRing(tmp_path)
    ring.make("K7QF")
    next(path for path in tmp_path.rglob("*.key")).write_bytes(b"short")
    with pytest.raises(NoKey, match="damaged"):
        KeyRing(tmp_path).of("K7QF")


def test_first_key_of_an_empty_folder_is_made_only_where_nothing_is_sealed_yet(tmp_path):
    asked = []

    def may_begin() -> bool:
        asked.append(1)
        return len(asked) > 1

    ring = KeyRing(tmp_path / "keys", may_begin)
    with pytest.raises(NotOurs, match="mount or put back"):
        ring.make("K7QF")
    assert not (tmp_path / "keys").exists(), "looking changes nothing"
    made = ring.make("K7QF")
    assert ring.make("82MN") != made
    assert len(asked) == 2, "a ring that was begun is not asked about again"


def test_ring_from_before_the_mark_goes_on(tmp_path):
    made = KeyRing(tmp_path).make("K7QF")
    (tmp_path / "begun").unlink()
    ring = KeyRing(tmp_path, lambda: False)
    assert ring.make("K7QF") == made
    assert ring.make("82MN")
    assert (tmp_path / "begun").exists()


def test_folder_that_disappears_under_a_running_program_gets_no_new_keys(tmp_path):
    ring = KeyRing(tmp_path / "keys", lambda: not (tmp_path / "away").exists())
    made = ring.make("K7QF")
    (tmp_path / "keys").rename(tmp_path / "away")
    for name in ("K7QF", "82MN"):
        with pytest.raises(NoKey):
            ring.make(name)
    (tmp_path / "away").rename(tmp_path / "keys")
    assert ring.make("K7QF") == made


@pytest.mark.parametrize("left", [b"", b"\x00" * 32 + b"\x00", b"\x01" * 31])
def test_key_file_that_a_crash_left_torn_is_told_and_never_replaced(tmp_path, left):
    ring = KeyRing(tmp_path)
    ring.make("K7QF")
    path = next(tmp_path.rglob("*.key"))
    path.write_bytes(left)
    for ask in (KeyRing(tmp_path).of, KeyRing(tmp_path).make):
        with pytest.raises(NoKey, match="damaged"):
            ask("K7QF")
    assert path.read_bytes() == left
