"""Stops and kills the database under the real server while customers withdraw: none lost, none doubled, receipts right.

python -m tests.withdrawals.outage 20
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
from tests.running import Up, descendants, is_database, with_signal, words_of
from tests.servers import BASE

from wederhoor.supervisor.folder import DataFolder

SLUG = "kaap-kade"
DOWN_FOR = 2.0  # seconds in which the database is killed again as often as it comes up
SETTLED_WITHIN = 120.0
_CARRIED = re.compile(r'name="carried" value="([^"]+)"')
_STAMP = re.compile(r'name="stamp" value="([^"]+)"')
_CODE = re.compile(r"Kenmerk: ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z])")
_WHEN = re.compile(r"(\d\d:\d\d:\d\d) \(Europe/Amsterdam")


@dataclass
class Customers:
    """People who withdraw one after the other, each twice over; what the receipts said, by order number."""

    url: str
    pause: float
    stop: threading.Event = field(default_factory=threading.Event)
    receipts: dict[str, tuple[str, str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    refused: int = 0

    def go(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            try:
                self._withdraw(f"KK26-{number:05}")
            except OSError:
                self.refused += 1  # the web server itself was not there; nobody was shown a receipt
            self.stop.wait(self.pause)

    def _withdraw(self, order: str) -> None:
        page = self._get(f"/withdraw/{SLUG}/?lang=nl")
        said = {"name": "Femke", "contract": order, "email": f"{order.lower()}@post.example", "lang": "nl"}
        second = self._post({**said, "stamp": _STAMP.search(page)[1]})[1]
        confirmation = {"carried": _CARRIED.search(second)[1], "lang": "nl"}
        shown = []
        for _ in range(2):  # a double click
            status, where = self._post(confirmation)
            if status != 303:
                self.wrong.append(f"{order}: answered {status}")
                return
            receipt = self._get(f"{where}receipt.txt")
            shown.append((_CODE.search(receipt)[1], _WHEN.search(receipt)[1]))
        self.receipts[order] = shown[0]
        if shown[0] != shown[1]:
            self.wrong.append(f"{order}: two receipts of one confirmation: {shown}")

    def _get(self, path: str) -> str:
        return self._ask("GET", path)[1]

    def _post(self, fields: dict[str, str]) -> tuple[int, str]:
        return self._ask("POST", f"/withdraw/{SLUG}/", urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        parts = urlsplit(self.url)
        link = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        try:
            link.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"} if body else {})
            answer = link.getresponse()
            text = answer.read().decode("utf-8", "replace")
            return answer.status, answer.headers.get("Location") or text
        except http.client.HTTPException as broken:
            raise OSError(str(broken)) from broken
        finally:
            link.close()


@dataclass
class Report:
    """What was tried, and a sentence for everything that was lost, doubled or wrong."""

    outages: int = 0
    shown: int = 0
    while_down: int = 0
    wrong: list[str] = field(default_factory=list)


def prove(times: int, *, pause: float = 0.05, say: Callable[[str], None]) -> Report:
    """``times`` outages: the database stopped, killed, and killed together with the process that takes in.

    ``pause`` lies between two customers, in seconds: what they said is taken in afterwards, and counted.
    """
    BASE.mkdir(mode=0o711, exist_ok=True)
    folder = BASE / f"run-{os.getpid()}-outage"
    shutil.rmtree(folder, ignore_errors=True)
    report = Report()
    try:
        with Up(folder) as up:
            customers = Customers(up.said["url"], pause)
            thread = threading.Thread(target=customers.go)
            thread.start()
            try:
                for number in range(times):
                    before = len(customers.receipts)
                    _outage(up.process.pid, number)
                    during = len(customers.receipts) - before
                    report.outages, report.while_down = number + 1, report.while_down + during
                    say(f"outage {number + 1}: {during} receipts shown while the database was away")
            finally:
                customers.stop.set()
                thread.join(60)
            report.shown = len(customers.receipts)
            report.wrong += [*customers.wrong, *_compared(folder, customers)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return report


def _outage(supervisor: int, number: int) -> None:
    """SIGINT, SIGKILL, or SIGKILL together with the worker, again and again for a while."""
    how = signal.SIGINT if number % 3 == 0 else signal.SIGKILL
    until = time.monotonic() + DOWN_FOR
    while time.monotonic() < until:
        for process in descendants(supervisor):
            is_worker = b"work\x00" in words_of(process) + b"\x00" and number % 3 == 2
            if is_database(process) or is_worker:
                with_signal(process, signal.SIGKILL if is_worker else how)
        time.sleep(0.1)


def _compared(folder: Path, customers: Customers) -> list[str]:
    waiting = folder / "withdrawals" / "waiting"
    rows = _settled(folder, waiting, len(customers.receipts))
    known = {order: (code, when) for order, code, when, *_ in rows}
    wrong = [
        f"{order} was shown a receipt and is not in the list" for order in customers.receipts.keys() - known.keys()
    ]
    if len(known) != len(rows):
        wrong.append(f"{len(rows)} statements of {len(known)} orders")
    for order, code, when, claims, letters in rows:
        if (claims, letters) != (1, 1):
            wrong.append(f"{order}: {claims} claims and {letters} receipts by mail")
        if order in customers.receipts and customers.receipts[order] != (code, when):
            wrong.append(f"{order}: the receipt said {customers.receipts[order]}, the list {code, when}")
    return wrong


def _settled(folder: Path, waiting: Path, least: int) -> list[tuple[str, str, str, int, int]]:
    """The rows once nothing waits any more; raises when nothing moves for a while and something still waits."""
    deadline, fewest = time.monotonic() + SETTLED_WITHIN, least + 1
    while time.monotonic() < deadline:
        try:
            left = [path for path in waiting.glob("*/*") if not path.name.startswith(".")]
            if len(left) < fewest:
                fewest, deadline = len(left), time.monotonic() + SETTLED_WITHIN
            if not left:
                return _rows(folder)
        except psycopg.OperationalError:
            left = []  # it is on its way up
        time.sleep(0.5)
    said = (folder / "logs" / "work.log").read_text(errors="replace")[-4_000:]
    raise AssertionError(
        f"{len(left)} of {least} statements still wait, and for {SETTLED_WITHIN} seconds nothing moved\n{said}"
    )


def _rows(folder: Path) -> list[tuple[str, str, str, int, int]]:
    question = """
        SELECT w.order_number, w.code, to_char(w.received_at AT TIME ZONE 'Europe/Amsterdam', 'HH24:MI:SS'),
            (SELECT count(*) FROM claims_claim c WHERE c.order_number = w.order_number AND c.channel = 'function'),
            (SELECT count(*) FROM letters_letter l WHERE l.claim_id = w.claim_id AND l.letter = 'withdrawal_receipt')
        FROM withdrawals_withdrawal w ORDER BY w.id
    """
    with psycopg.connect(DataFolder(folder).database_url("owner"), autocommit=True) as link:
        return list(link.execute(question).fetchall())


if __name__ == "__main__":
    done = prove(int(sys.argv[1]) if len(sys.argv) > 1 else 20, say=print)
    print(f"{done.outages} outages, {done.shown} receipts, {done.while_down} of them while the database was away")
    print("\n".join(done.wrong) or "none lost, none doubled, every receipt as in the list")
    sys.exit(bool(done.wrong))
