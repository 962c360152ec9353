"""Sealed bytes in a bucket that speaks S3; they are durable once the service has said so, and visible only whole.

A bucket that keeps versions keeps those of removed files too, until its own rules end them; what was sealed under a
destroyed key is forgotten there as everywhere. Give the bucket a rule that ends unfinished uploads after some days.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from wederhoor.door.store import DAY, PIECE, Access, Missing, Unfit, Unreachable, checked

AT_ONCE = 8 << 20
PART = 8 << 20
PATIENCE = timedelta(seconds=20)
# How long a sweep may take between looking at a file's age and removing it; after that its mark counts for nothing.
MARK_LIFE = 120.0
_MARKS = "swept"


class Bucket:
    """A bucket, or what lies under a prefix in it."""

    def __init__(self, objects: Any, client: Any) -> None:
        self._objects, self._client = objects, client

    @classmethod
    def at(cls, where: str, access: Access, patience: timedelta = PATIENCE) -> Bucket:
        """The bucket ``s3://bucket/prefix``; raises :class:`Unfit`."""
        parts = urlsplit(where)
        if not parts.netloc:
            raise Unfit(f"“{where}” names no bucket; write it as s3://bucket or s3://bucket/folder")
        try:
            import obstore
            from obstore.store import S3Store
        except ImportError:
            raise Unfit("A bucket needs the package obstore: install wederhoor[s3]") from None
        said: dict[str, Any] = {
            "endpoint": access.endpoint,
            "region": access.region or "us-east-1",
            "access_key_id": access.key,
            "secret_access_key": access.secret,
        }
        objects = S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            client_options={"allow_http": access.endpoint.startswith("http://"), "timeout": patience},
            retry_config={"max_retries": 4, "retry_timeout": patience},
            **{name: value for name, value in said.items() if value},
        )
        return cls(obstore, objects)

    def put(self, address: str, pieces: Iterable[bytes], size: int | None = None) -> None:
        """What was put lately is in nobody's way; what is older is put anew, so that a sweep finds it new.

        ``size`` is not looked at: a bucket has an object whole or not at all.
        """
        path = _path(address)
        age = self._age(path)
        if age is not None and age < DAY / 2:
            return
        self._written(path, pieces, mode="create" if age is None else "overwrite")
        if age is not None:
            self._outlive_sweep(path, address)

    def _written(self, path: str, pieces: Iterable[bytes], mode: str) -> None:
        from obstore.exceptions import AlreadyExistsError

        source = iter(pieces)
        first = _at_most(source, AT_ONCE)
        with _answering(), suppress(AlreadyExistsError):  # somebody put the same file this very moment
            if len(first) < AT_ONCE:
                self._objects.put(self._client, path, first, use_multipart=False, mode=mode)
            else:
                self._objects.put(self._client, path, chain([first], source), use_multipart=True, chunk_size=PART)

    def open(self, address: str) -> Iterator[bytes]:
        with _answering(address):
            return _streamed(self._objects.get(self._client, _path(address)))

    def has(self, address: str) -> bool:
        return self._age(_path(address)) is not None

    def remove(self, address: str) -> None:
        with _answering():
            self._objects.delete(self._client, _path(address))

    def older_than(self, seconds: float = DAY) -> Iterator[str]:
        with _answering():
            for page in self._objects.list(self._client):
                yield from (found for one in page if (found := _old_address(one, seconds)))

    def remove_older(self, address: str, seconds: float = DAY) -> bool:
        """A mark is set before the age is looked at, and whoever puts looks for the mark after: one sees the other."""
        path, mark = _path(address), f"{_MARKS}/{checked(address)}"
        with _answering():
            self._objects.put(self._client, mark, b"", use_multipart=False)
            began = time.monotonic()
            age = self._age(path)
            is_old = age is not None and age > seconds and time.monotonic() - began < MARK_LIFE / 2
            if is_old:
                self._objects.delete(self._client, path)
            self._objects.delete(self._client, mark)
        return is_old

    def drop_drafts(self, seconds: float = DAY) -> int:
        """Only marks of sweeps that died: unfinished uploads are nobody's to see, and end by the bucket's own rule."""
        with _answering():
            listed = (one for page in self._objects.list(self._client, _MARKS) for one in page)
            dead = [one["path"] for one in listed if _seconds(one) > seconds]
            for path in dead:
                self._objects.delete(self._client, path)
        return len(dead)

    def _age(self, path: str) -> float | None:
        try:
            with _answering(path):
                return _seconds(self._objects.head(self._client, path))
        except Missing:
            return None

    def _outlive_sweep(self, path: str, address: str) -> None:
        """Returns once no sweep can take away what was just put.

        Without a mark any sweep that looked before us has ended; then the file is either there or must be put again.
        """
        until = time.monotonic() + MARK_LIFE
        mark, waited = f"{_MARKS}/{address}", False
        while (age := self._age(mark)) is not None and age < MARK_LIFE and time.monotonic() < until:
            waited = True
            time.sleep(0.2)
        if self._age(path) is None:
            raise Unreachable(f"a sweep {'took' if waited else 'had taken'} {address} while it was put; try again")


def _path(address: str) -> str:
    return f"{checked(address)[:2]}/{address[2:]}"


def _old_address(one: Any, seconds: float) -> str:
    address = one["path"].replace("/", "")
    try:
        return checked(address) if one["path"][2:3] == "/" and _seconds(one) > seconds else ""
    except Missing:
        return ""  # a mark, or somebody else's file


def _seconds(one: Any) -> float:
    return float((datetime.now(UTC) - one["last_modified"]).total_seconds())


def _at_most(pieces: Iterator[bytes], size: int) -> bytes:
    """The first bytes of a stream: all of it when it is short, else at least ``size``."""
    kept, have = [], 0
    for piece in pieces:
        kept.append(piece)
        have += len(piece)
        if have >= size:
            break
    return b"".join(kept)


def _streamed(answer: Any) -> Iterator[bytes]:
    stream = answer.stream(min_chunk_size=PIECE)

    def pieces() -> Iterator[bytes]:
        with _answering():
            for piece in stream:
                yield bytes(piece)

    return pieces()


@contextmanager
def _answering(address: str = "") -> Iterator[None]:
    """What the service answers, in our own words; its sentences may hold addresses and keys."""
    from obstore.exceptions import BaseError, NotFoundError

    try:
        yield
    except (NotFoundError, FileNotFoundError):
        if not address:
            raise Unreachable("the bucket does not exist") from None
        raise Missing(address) from None
    except BaseError as problem:
        raise Unreachable(f"the bucket does not answer ({type(problem).__name__})") from problem
    except (TimeoutError, ConnectionError) as problem:
        raise Unreachable("the bucket does not answer") from problem
