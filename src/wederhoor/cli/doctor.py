"""``wederhoor doctor``: look for what is wrong on this machine and in this installation, and say what to do."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from wederhoor.cli.answers import DONE, NO, show
from wederhoor.cli.django import django
from wederhoor.supervisor import binaries
from wederhoor.supervisor.folder import DataFolder, Unusable, data_folder, given

if TYPE_CHECKING:
    from wederhoor.journal.cosigning import Standing

LEAST_FREE = 1024**3  # bytes


@dataclass(frozen=True)
class Found:
    """One thing looked at: in order or not, what was seen, and what to do."""

    what: str
    ok: bool
    says: str
    hint: str = ""

    def as_json(self) -> dict[str, object]:
        return {"check": self.what, "ok": self.ok, "says": self.says, "hint": self.hint}


def options(parser: argparse.ArgumentParser) -> None:
    """--ledger reads the whole record too, which may take a while."""
    parser.add_argument("--data", help="data folder")
    parser.add_argument("--ledger", action="store_true", help="read and compare the whole record")


def run(args: argparse.Namespace) -> int:
    """Look at everything; 1 when something is wrong."""
    folder = DataFolder(Path(args.data).absolute() if args.data else data_folder(os.environ))
    found = [*_machine(folder), *_installation(args.data, ledger=args.ledger)]
    if args.json:
        show({"ok": all(one.ok for one in found), "checks": [one.as_json() for one in found]})
    else:
        for one in found:
            print(f"{'ok   ' if one.ok else 'WRONG'} {one.what}: {one.says}{f' {one.hint}' if one.hint else ''}")
    return DONE if all(one.ok for one in found) else NO


def _machine(folder: DataFolder) -> Iterator[Found]:
    yield Found("data folder", True, str(folder.path))
    free = shutil.disk_usage(folder.made().path).free
    yield Found("disk", free > LEAST_FREE, f"{free // 1024**2} MB free.", "" if free > LEAST_FREE else "Make room.")
    if not given(os.environ, "DATABASE_URL"):
        yield _tried("database programs", lambda: f"PostgreSQL {binaries.found(os.environ, folder).major}")
    browser = shutil.which("chromium")
    yield Found("browser", True, browser or "no Chromium: pages are kept as bytes, without a picture.")


def _installation(data: str | None, *, ledger: bool) -> Iterator[Found]:
    try:
        with django(data):
            yield from _checks()
            yield from _work()
            yield from _reading()
            yield from _witnesses()
            yield from _outside_time()
            yield from _keys(whole=ledger)
            yield _tried("seal", _seal)
            if ledger:
                yield _tried("ledger", _ledger)
                yield from _recorded()
    except Unusable as problem:
        yield Found("installation", False, str(problem))


def _checks() -> Iterator[Found]:
    from wederhoor.checks import faults

    found = faults()
    for fault in found:
        yield Found(fault.id or "setting", False, str(fault.msg), fault.hint or "")
    if not found:
        yield Found("settings and database", True, "everything that must hold does.")


def _work() -> Iterator[Found]:
    """What waits, and what failed and waits for a person."""
    from django.db import DatabaseError, connection

    from wederhoor.journal.across import across_shops
    from wederhoor.journal.follow import parked

    try:
        lines = parked()
        with across_shops("doctor counts what waits"), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM journal_line WHERE number IS NULL")
            waiting = cursor.fetchone()[0]
    except DatabaseError:
        # What is wrong with the database was said already, by the checks.
        return
    yield Found("record", True, f"{waiting} lines wait for their number.")
    failed = ", ".join(sorted({line.follower for line in lines}))
    hint = f"Look at the operator's page; they are tried again by themselves ({failed})." if lines else ""
    yield Found("followers", not lines, f"{len(lines)} lines are parked.", hint)


def _reading() -> Iterator[Found]:
    """What the daily reading of the whole record found, and whether lines get their numbers."""
    from django.db import DatabaseError
    from django.utils import timezone

    from wederhoor.journal import rolling

    try:
        wrong, last, stalled = rolling.findings(), rolling.last_round(), rolling.is_stalled(timezone.now())
    except DatabaseError:
        # What is wrong with the database was said already, by the checks.
        return
    if stalled:
        says = "lines have waited for their number for minutes: no worker runs, or it refuses to sign."
        yield Found("numbering", False, says, "Its log says why; wederhoor doctor --ledger reads everything at once.")
    read = f"{last.size} lines read again on {last.ended_at:%d-%m-%Y %H:%M} UTC" if last else "not read as a whole yet"
    yield Found("daily reading of the record", True, f"{read}.")
    for sentence in wrong:
        yield Found("ALARM", False, sentence, "Seal nothing before you know why; docs/log.md says what to do.")


def _keys(*, whole: bool) -> Iterator[Found]:
    """Whether the keys that documents want are there; all of them with ``whole``, else the oldest and the newest."""
    from django.db import DatabaseError

    from wederhoor.evidence.keyed import keys_wanted

    try:
        found = keys_wanted(None) if whole else keys_wanted()
    except DatabaseError:
        # What is wrong with the database was said already, by the checks.
        return
    says = f"{found.looked - len(found.missing)} of {found.looked} that documents want are there."
    hint = f"Put them back from a copy of the folder of keys; the first is {found.missing[0]}." if found.missing else ""
    yield Found("keys of documents", not found.missing, says, hint)


def _recorded() -> Iterator[Found]:
    """Whether every document of every file was put on record by a line of its own."""
    from wederhoor.evidence.queries import unrecorded

    found = unrecorded()
    says = f"{len(found)} files hold documents that no line added: {', '.join(found[:5])}." if found else ""
    hint = "They came in behind the program's back; seal nothing of these files before you know how." if found else ""
    yield Found("documents on record", not found, says or "every document has its line.", hint)


def _seal() -> str:
    from django.core.exceptions import ImproperlyConfigured

    from wederhoor.journal.sealer import described

    try:
        return described()
    except ImproperlyConfigured as bad:
        raise Unusable(str(bad)) from None


def _witnesses() -> Iterator[Found]:
    """Which witnesses answer, which refuse, and whether the newest checkpoint has its quorum."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from wederhoor.journal import cosigning, keys, proofs

    try:
        key = keys.log_key().vkey
        policy, newest = cosigning.policy(), proofs.latest_checkpoint()
        if newest:
            cosigning.cosign_now(newest, everyone=True)
        standings, alarms = cosigning.standings(), cosigning.alarms()
        met = newest is None or cosigning.is_met(newest)
    except (DatabaseError, ImproperlyConfigured):
        # What is wrong with either was said already, by the checks.
        return
    yield Found("key of the record", True, key)
    for one in standings:
        yield Found(f"witness {one.witness}", not one.says, one.says or f"signed the record at {one.size}.", _ask(one))
    for alarm in alarms:
        says = f"{alarm.witness} refused the record at {alarm.size} on {alarm.at:%d-%m-%Y %H:%M}: {alarm.sort}."
        yield Found("ALARM", False, says, "Seal nothing before you know why; docs/witness.md says what it may mean.")
    if policy.required:
        says = f"the newest checkpoint {'has' if met else 'lacks'} the cosignatures of “{policy.quorum}”."
        yield Found("quorum", met, says, "" if met else "Look at the witnesses above.")
    else:
        yield Found("quorum", True, "no witness is needed; WEDERHOOR_POLICY can name some.")


def _outside_time() -> Iterator[Found]:
    """Who states the time from outside, what waits for it, and whether our clock and theirs agree."""
    from django.conf import settings
    from django.db import DatabaseError

    from wederhoor.journal.stamps import standings

    try:
        found = standings()
    except DatabaseError:
        # What is wrong with the database was said already, by the checks.
        return
    for one in found:
        last = f"stamped the record at {one.size}, stating {one.at:%d-%m-%Y %H:%M} UTC" if one.at else "stamped nothing"
        says = f"{last}; {one.waiting} questions wait. {one.why}".strip()
        hint = "It is asked again by itself." if one.waiting else ""
        yield Found(f"authority {one.authority}", not one.waiting, says, hint)
        if one.is_clock_off and one.ahead:
            apart = f"{abs(one.ahead)} {'ahead of' if one.ahead > timedelta(0) else 'behind'} the clock of this machine"
            yield Found("clock", False, f"{one.authority} is {apart}.", "Look at this machine's first: timedatectl.")
    if not found:
        yield Found(
            "time from outside", True, "no outside time is stated yet; WEDERHOOR_AUTHORITIES can name who does."
        )
    elif not settings.AUTHORITY_ROOTS:
        yield Found("roots of authorities", True, "none are named, so who vouches for an authority is not judged.")


def _ask(standing: Standing) -> str:
    return f"It was asked at {standing.url}." if standing.says else ""


def _ledger() -> str:
    from wederhoor.journal.audit import check_ledger
    from wederhoor.journal.broken import LedgerBroken

    try:
        report = check_ledger()
    except LedgerBroken as broken:
        raise Unusable(str(broken)) from None
    return f"{report.numbered} lines, {report.checkpoints} checkpoints, all as they were written."


def _tried(what: str, ask: Callable[[], str]) -> Found:
    try:
        return Found(what, True, ask())
    except Unusable as problem:
        return Found(what, False, str(problem))
