"""Taking in: a file of logs becomes sealed parts, and then, in one transaction, a manifest and its line in the journal.

Everything is durable before the manifest is there; a crash before that leaves files nobody points at, which the sweep
takes away, and the same file can simply be given again. Memory stays the same however long the file is.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from wederhoor import codes
from wederhoor.connect.logs.masking import masked
from wederhoor.connect.logs.unpacking import SHOWN, Block, Bomb, Came, blocks
from wederhoor.evidence.plain import storable
from wederhoor.flow import Refused, require
from wederhoor.journal.record import record
from wederhoor.journal.ring import ring
from wederhoor.ledger.entry import canonical
from wederhoor.logs import policy, reading
from wederhoor.logs.engine import THREADS, engine
from wederhoor.logs.kinds import Kind
from wederhoor.logs.models import Intake, Part
from wederhoor.logs.overlap import Overlap
from wederhoor.logs.parts import Written, write_days
from wederhoor.logs.rows import batches, read_payments, read_web
from wederhoor.logs.sources import Detected, Source, detect
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

if TYPE_CHECKING:
    import duckdb

AHEAD = timedelta(minutes=5)
AT_ONCE = THREADS  # blocks; one more would be faster on a slow disk and take 20 MB
LEAST_FREE = 512 << 20  # bytes that stay free on the disk
REFUSES = 0.5  # a file of which more lines than this fit nothing was taken for something else


class Taken(NamedTuple):
    """What was taken in, and whether this did it: the same file twice is one."""

    intake: Intake
    is_new: bool


@dataclass
class _Work:
    """One intake under way."""

    shop: Shop
    kind: Kind
    secret: str
    latest: datetime
    came: Came = field(default_factory=Came)
    parts: list[Written] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    known: int = 0
    lock: Lock = field(default_factory=Lock)


def secret_of(shop_code: str) -> str:
    """The key under which a shop's sessions and e-mail addresses are hashed, so that they are found and not read."""
    return hashlib.sha256(b"wederhoor logs\n" + ring().make(f"{shop_code}.logs")).hexdigest()


def take_in(shop: Shop, source: Source, *, by: Actor) -> Taken:
    """Keep what a file of logs says; outside every transaction. Durable when this returns.

    Raises :class:`~wederhoor.flow.Refused` for what is no log we know, for a file that unpacks without end, and when
    the disk has no room; then nothing was kept.
    """
    require(policy.may_take_in(by))
    sha256 = source.sha256()
    found = detect(source)
    if found is None:
        raise Refused("logs.format")
    with inside(shop.pk):
        before = Intake.objects.filter(shop=shop, kind=found.kind, sha256=sha256).first()
        overlap = Overlap.of(shop, found.kind, source.origin)
    if before is not None:
        return Taken(before, False)
    work = _Work(shop, found.kind, secret_of(shop.code), timezone.now() + AHEAD)
    try:
        _read(work, source, found, overlap)
    except Bomb:
        raise Refused("logs.bomb") from None
    if work.came.received.hexdigest() != sha256:
        raise Refused("logs.changed")  # somebody wrote into it meanwhile
    if not work.parts and not work.known:
        raise Refused("logs.format")
    return _kept(work, source, found, by)


def _read(work: _Work, source: Source, found: Detected, overlap: Overlap) -> None:
    with engine() as link:
        overlap.begin(link)
        each = blocks(source.pieces(), work.came)
        if found.layout is not None:
            for lines in batches(each, found.layout, work.came, work.reasons, work.secret, work.latest):
                read_payments(link, lines)
                _write(work, link, overlap)
        else:
            _read_web(work, link, each, found, overlap)


def _read_web(
    work: _Work, link: duckdb.DuckDBPyConnection, each: Iterator[Block], found: Detected, overlap: Overlap
) -> None:
    """A block for each core, while the next is unpacked."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        under_way: list[Future[None]] = []
        for block in each:
            _refuse_full_disk()
            if len(under_way) >= AT_ONCE:
                under_way.pop(0).result()
            under_way.append(pool.submit(_one_block, work, link.cursor(), block, found, overlap))
        for one in under_way:
            one.result()


def _one_block(work: _Work, link: duckdb.DuckDBPyConnection, block: Block, found: Detected, overlap: Overlap) -> None:
    with link:
        read_web(link, found.web, block, work.secret, work.latest)
        counts: dict[str, int] = dict(link.execute(reading.COUNTS).fetchall())
        aside = link.execute(reading.ASIDE).fetchall() if counts else []
        shown = [(number, why, masked(line)) for number, why, line in aside]
        with work.lock:
            for why, count in counts.items():
                work.reasons[why] = work.reasons.get(why, 0) + count
            work.came.shown += shown
            work.came.shown.sort()
            del work.came.shown[SHOWN:]
        _write(work, link, overlap)


def _write(work: _Work, link: duckdb.DuckDBPyConnection, overlap: Overlap) -> None:
    known = overlap.leave_out(link)
    parts = write_days(link, work.kind, work.shop.code)
    with work.lock:
        work.known += known
        work.parts += parts


def _refuse_full_disk() -> None:
    if shutil.disk_usage(_folder(str(settings.LOGS))).free < LEAST_FREE:
        raise Refused("logs.disk")


def _folder(where: str) -> Path:
    """The nearest folder that is there; parts in a bucket take no room here."""
    path = Path(where) if "://" not in where else Path(os.sep)
    return next(one for one in (path, *path.absolute().parents) if one.exists())


# ----------------------------------------------------------------------------------------------------------- manifest


def _kept(work: _Work, source: Source, found: Detected, by: Actor) -> Taken:
    work.parts.sort(key=lambda part: (part.day, part.first_at, part.sha256))
    now = timezone.now()
    intake = _intake(work, source, found, now, by)
    manifest = manifest_of(intake, [part.as_json() for part in work.parts])
    intake.manifest = hashlib.sha256(canonical(manifest)).hexdigest()
    try:
        with inside(work.shop.pk):
            intake.line = _line(intake, len(work.parts), by)
            intake.save()
            Part.objects.bulk_create(part.row(work.shop.pk, intake.pk) for part in work.parts)
    except IntegrityError:
        # The same file at the same moment, by somebody else; theirs is whole, and ours is swept.
        with inside(work.shop.pk):
            return Taken(Intake.objects.get(shop=work.shop, kind=work.kind, sha256=intake.sha256), False)
    return Taken(intake, True)


def _intake(work: _Work, source: Source, found: Detected, now: datetime, by: Actor) -> Intake:
    came, parts = work.came, work.parts
    reasons = {**work.reasons, **({"long": came.long_lines} if came.long_lines else {})}
    return Intake(
        shop=work.shop,
        code=codes.new_code(),
        kind=work.kind.value,
        name=str(storable(source.name))[:200],
        origin=str(storable(source.origin))[:60],
        format=found.format,
        sha256=came.received.hexdigest(),
        size=came.size,
        plain_sha256=came.plain.hexdigest(),
        plain_size=came.plain_size,
        lines=came.lines,
        rows=sum(part.rows for part in parts),
        known=work.known,
        aside=sum(reasons.values()),
        reasons=reasons,
        shown=storable([list(one) for one in came.shown[:SHOWN]]),
        problem=came.problem,
        first_at=min((part.first_at for part in parts), default=None),
        last_at=max((part.last_at for part in parts), default=None),
        taken_at=now,
        taken_by=by.code,
    )


def manifest_of(intake: Intake, parts: list[dict[str, Any]]) -> dict[str, Any]:
    """The manifest as its hash is taken: canonical JSON of this."""
    return {
        "version": "wederhoor logs v1",
        "intake": intake.code,
        "shop": intake.shop.code,
        "kind": intake.kind,
        "format": intake.format,
        "origin": intake.origin,
        "file": {"sha256": intake.sha256, "size": intake.size},
        "unpacked": {"sha256": intake.plain_sha256, "size": intake.plain_size, "problem": intake.problem},
        "lines": {"came": intake.lines, "kept": intake.rows, "known": intake.known, "aside": intake.aside},
        "first": intake.first_at.isoformat() if intake.first_at else None,
        "last": intake.last_at.isoformat() if intake.last_at else None,
        "taken": {"at": intake.taken_at.isoformat(), "by": intake.taken_by},
        "parts": parts,
    }


def _line(intake: Intake, parts: int, by: Actor) -> int:
    said = {
        "intake": intake.code,
        "kind": intake.kind,
        "file": intake.sha256,
        "manifest": intake.manifest,
        "parts": parts,
        "rows": intake.rows,
        "known": intake.known,
        "aside": intake.aside,
    }
    made = record("log.taken_in", subject=intake.code, actor=by.code, shop_id=intake.shop_id, payload=said)
    return int(made.pk)
