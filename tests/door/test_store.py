"""Stores of bytes: the same behaviour on disk and in a bucket, whole or not at all, and never taken while in use."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.door.s3 import Service, service

from wederhoor.door import bucket as buckets
from wederhoor.door.bucket import Bucket
from wederhoor.door.store import DAY, Folder, Missing, Store, Unfit, Unreachable, store_at

LARGE = 20 << 20


def address(of: bytes) -> str:
    return hashlib.sha256(of).hexdigest()


A, B = address(b"a"), address(b"b")


@pytest.fixture(scope="session")
def s3() -> Iterator[Service]:
    with service() as running:
        yield running


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return store_at(str(tmp_path / "vault"))
    s3: Service = request.getfixturevalue("s3")
    return store_at(f"{s3.bucket()}/dossiers", s3.access)


def read(store: Store, where: str) -> bytes:
    return b"".join(store.open(where))


def test_bytes_come_back_as_they_were_put(store: Store) -> None:
    store.put(A, [b"een ", b"", b"papier"])
    assert store.has(A)
    assert read(store, A) == b"een papier"


def test_empty_file_is_a_file(store: Store) -> None:
    store.put(A, [])
    assert store.has(A)
    assert read(store, A) == b""


def test_large_file_goes_in_parts_and_comes_back_in_parts(store: Store) -> None:
    data = os.urandom(LARGE)
    store.put(A, (data[at : at + 300_000] for at in range(0, LARGE, 300_000)))
    pieces = list(store.open(A))
    assert b"".join(pieces) == data
    assert max(map(len, pieces)) < LARGE / 2


def test_what_is_there_already_stays(store: Store) -> None:
    store.put(A, [b"het eerste"])
    store.put(A, [b"het tweede"])
    assert read(store, A) == b"het eerste"


def test_what_was_never_put_is_missing_at_once(store: Store) -> None:
    assert not store.has(A)
    with pytest.raises(Missing):
        store.open(A)
    store.remove(A)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 65, "a" * 62 + "/."])
def test_name_that_is_no_address_never_becomes_a_path(store: Store, name: str) -> None:
    for act in (store.open, store.has, store.remove, lambda where: store.put(where, [b"x"])):
        with pytest.raises(Missing):
            act(name)  # type: ignore[operator]  # all take a name


def test_stream_that_breaks_off_leaves_nothing(store: Store) -> None:
    def breaks_off() -> Iterator[bytes]:
        yield bytes(LARGE // 2)
        raise OSError("the reader is gone")

    with pytest.raises(OSError, match="gone"):
        store.put(A, breaks_off())
    assert not store.has(A)
    assert list(store.older_than(-60)) == []


def test_removed_file_is_missing(store: Store) -> None:
    store.put(A, [b"weg"])
    store.remove(A)
    with pytest.raises(Missing):
        store.open(A)


def test_only_what_is_older_is_listed_and_removed(store: Store) -> None:
    store.put(A, [b"a"])
    store.put(B, [b"b"])
    assert list(store.older_than(DAY)) == []
    assert not store.remove_older(A, DAY)
    assert sorted(store.older_than(-60)) == sorted([A, B])
    assert store.remove_older(A, -60)
    assert not store.remove_older(A, -60)
    assert list(store.older_than(-60)) == [B]


def test_many_who_put_the_same_at_once_leave_one_whole_file(store: Store) -> None:
    data = os.urandom(2 << 20)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: store.put(A, [data]), range(12)))
    assert read(store, A) == data


def age(store: Store, where: str, monkeypatch: pytest.MonkeyPatch, seconds: float = 2 * DAY) -> None:
    """Make what lies there look as if it was put long ago."""
    if isinstance(store, Folder):
        os.utime(store.root / where[:2] / where[2:], (time.time() - seconds,) * 2)
        return
    before = time.time()
    real = buckets._seconds

    def aged(one: dict[str, Any]) -> float:
        since = real(one)
        # Of a server's file the age cannot be set; what was put before this moment counts as older.
        return since + seconds if one["last_modified"].timestamp() <= int(before) + 0.999 else since

    monkeypatch.setattr(buckets, "_seconds", aged)


def a_second_later() -> None:
    """S3 tells whole seconds, so new and old are told apart only across one."""
    time.sleep(1.1 - time.time() % 1)


def test_old_file_that_is_put_again_is_new_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put(A, [b"a"])
    age(store, A, monkeypatch)
    assert list(store.older_than()) == [A]
    a_second_later()
    store.put(A, [b"a"])
    assert list(store.older_than()) == []
    assert not store.remove_older(A)
    assert read(store, A) == b"a"


def test_no_put_is_lost_to_a_sweep_that_runs_beside_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the order, an acknowledged put is there afterwards; one that lost says so."""
    where = [address(b"%d" % n) for n in range(24)]
    for one in where:
        store.put(one, [b"papier"])
    age(store, where[0], monkeypatch)
    if isinstance(store, Folder):
        for one in where:
            age(store, one, monkeypatch)
    a_second_later()
    with ThreadPoolExecutor(2) as pool:
        filed, swept = pool.submit(_put_all, store, where), pool.submit(lambda: [store.remove_older(x) for x in where])
        swept.result(60)
        kept = filed.result(60)
    assert kept
    assert [one for one in kept if not store.has(one)] == []


def _put_all(store: Store, where: list[str]) -> list[str]:
    """The addresses of what was acknowledged."""
    return [one for one in where if _outcome(lambda one=one: store.put(one, [b"papier"])) == "kept"]  # type: ignore[misc]  # a loop variable, bound now


def test_put_into_a_bucket_waits_for_the_mark_of_a_sweep_and_says_when_it_lost(
    s3: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worst moment: a sweep has looked at the age, the put comes in between, then the sweep removes."""
    store = store_at(s3.bucket(), s3.access)
    assert isinstance(store, Bucket)
    store.put(A, [b"a"])
    age(store, A, monkeypatch)
    a_second_later()
    put = threading.Thread(target=lambda: said.append(_outcome(lambda: store.put(A, [b"a"]))))
    said: list[str] = []
    delete = store._objects.delete

    class Slow:
        """The real calls, with the put let in before the first removal."""

        def __getattr__(self, name: str) -> Any:
            return getattr(buckets_objects, name)

        def delete(self, client: Any, path: str) -> None:
            if not path.startswith("swept/"):
                put.start()
                time.sleep(1.0)
            delete(client, path)

    buckets_objects = store._objects
    sweeping = Bucket(Slow(), store._client)
    assert sweeping.remove_older(A)
    put.join(30)
    assert said == ["Unreachable"]
    store.put(A, [b"a"])
    assert read(store, A) == b"a"


def _outcome(act: Callable[[], None]) -> str:
    try:
        act()
    except Unreachable:
        return "Unreachable"
    return "kept"


def test_marks_of_sweeps_that_died_are_dropped(s3: Service) -> None:
    store = store_at(s3.bucket(), s3.access)
    assert isinstance(store, Bucket)
    store._objects.put(store._client, f"swept/{A}", b"")
    assert list(store.older_than(-60)) == []
    assert store.drop_drafts(DAY) == 0
    assert store.drop_drafts(-60) == 1
    assert store.drop_drafts(-60) == 0


def test_drafts_of_a_process_that_died_are_dropped_after_a_day(tmp_path: Path) -> None:
    store = Folder(tmp_path)
    store.put(A, [b"a"])
    old, new = (tmp_path / A[:2] / name for name in ("tmpold", "tmpnew"))
    for draft in (old, new):
        draft.write_bytes(b"half")
    os.utime(old, (time.time() - 2 * DAY,) * 2)
    assert store.drop_drafts() == 1
    assert (old.exists(), new.exists(), store.has(A)) == (False, True, True)


def test_server_that_goes_away_acknowledges_nothing() -> None:
    with service() as running:
        bucket = running.bucket()
        store = Bucket.at(bucket, running.access, patience=timedelta(seconds=2))
        store.put(A, [b"a"])

        def gone_halfway() -> Iterator[bytes]:
            yield bytes(12 << 20)
            running.end()
            yield bytes(12 << 20)

        with pytest.raises(Unreachable):
            store.put(B, gone_halfway())
        for act in (lambda: store.has(B), lambda: store.open(A), lambda: list(store.older_than())):
            with pytest.raises(Unreachable):
                act()


def test_bucket_that_is_not_there_is_said_so(s3: Service) -> None:
    store = Bucket.at("s3://nowhere-at-all", s3.access, patience=timedelta(seconds=2))
    with pytest.raises(Unreachable):
        store.put(A, [b"a"])


def test_neither_secret_nor_address_stands_in_what_is_said(s3: Service) -> None:
    store = Bucket.at("s3://nowhere-at-all", s3.access, patience=timedelta(seconds=2))
    with pytest.raises(Unreachable) as said:
        store.put(A, [b"a"])
    assert s3.endpoint not in str(said.value)
    assert "secret" not in repr(s3.access)


@pytest.mark.parametrize("where", ["s3://", "s3:///vault"])
def test_bucket_without_a_name_is_refused(where: str) -> None:
    with pytest.raises(Unfit, match="bucket"):
        store_at(where)


def test_package_that_is_missing_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "obstore", None)
    with pytest.raises(Unfit, match=r"wederhoor\[s3\]"):
        store_at("s3://vault")


def test_ages_are_told_in_universal_time() -> None:
    assert 59 < buckets._seconds({"last_modified": datetime.now(UTC) - timedelta(seconds=60)}) < 61
