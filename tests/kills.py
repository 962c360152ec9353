"""Kills the whole program at random moments while claims come in, and looks whether anything acknowledged was lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.running import Up, gone
from tests.servers import BASE

WRITERS = 3
OPENS_A_SHOP = """
from wederhoor.cli.django import django
with django():
    from wederhoor.accounts.models import Person
    from wederhoor.shops.actions import make_key, open_shop
    from wederhoor.shops.context import inside
    from wederhoor.shops.kinds import Actor
    person = Person.objects.create_user("owner@kills.example", name="Eigenaar")
    shop = open_shop("Kelderwinkel", by_person=person.pk, by_code=person.code, email="winkel@kills.example")
    with inside(shop.pk):
        print(make_key(shop, "intake", by=Actor(person.code, "owner", shop.pk)))
"""
LOOKS = """
import json, sys
from wederhoor.cli.django import django
codes = json.load(sys.stdin)
with django():
    from wederhoor.claims.models import Claim
    from wederhoor.evidence.actions import bytes_of
    from wederhoor.evidence.models import Exhibit
    from wederhoor.journal.audit import check_ledger
    from wederhoor.shops.context import inside
    from wederhoor.shops.models import Shop
    with inside(Shop.objects.get().pk):
        known = set(Claim.objects.values_list("code", flat=True))
        for exhibit in Exhibit.objects.all():
            bytes_of(exhibit)
    check_ledger()
    print(json.dumps(sorted(set(codes) - known)))
"""


@dataclass
class Report:
    """What was tried and what was lost."""

    kills: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)


def prove(times: int, *, say: Callable[[str], None], seed: int | None = None) -> Report:
    """Kill ``times`` times, the database too every second time; raises when a process stays or the ledger is broken."""
    BASE.mkdir(mode=0o711, exist_ok=True)
    folder = BASE / f"run-{os.getpid()}-kills"
    shutil.rmtree(folder, ignore_errors=True)
    chance, report, acknowledged = random.Random(seed), Report(), []
    try:
        key = _first_start(folder)
        for number in range(times):
            with_database = number % 2 == 1
            before = len(acknowledged)
            _one_kill(folder, key, chance.uniform(0.05, 1.5), acknowledged, with_database=with_database)
            report.kills += 1
            say(f"kill {number + 1}: {len(acknowledged) - before} acknowledged, database too: {with_database}")
        report.acknowledged = len(acknowledged)
        report.lost = json.loads(_python(folder, LOOKS, json.dumps(acknowledged)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return report


def _first_start(folder: Path) -> str:
    with Up(folder, WEDERHOOR_DEMO="0"):
        return _python(folder, OPENS_A_SHOP).strip()


def _one_kill(folder: Path, key: str, after: float, acknowledged: list[str], *, with_database: bool) -> None:
    up = Up(folder, WEDERHOOR_DEMO="0")
    family = up.family()
    writers = [threading.Thread(target=_write, args=(up.said["url"], key, n, acknowledged)) for n in range(WRITERS)]
    before = len(acknowledged)
    for writer in writers:
        writer.start()
    _until_intake_runs(acknowledged, before)
    time.sleep(after)
    up.kill(database=with_database)
    for writer in writers:
        writer.join()
    assert gone(family), "a process outlived its supervisor"


def _until_intake_runs(acknowledged: list[str], before: int) -> None:
    """The moment is random within intake: on a busy machine nothing may have come in yet when the clock starts."""
    patience = time.monotonic() + 20
    while len(acknowledged) == before and time.monotonic() < patience:
        time.sleep(0.01)


def _write(url: str, key: str, writer: int, acknowledged: list[str]) -> None:
    """File messages until the server is gone; what it answered 201 to is acknowledged."""
    number = 0
    while True:
        number += 1
        text = f"Bestelling KK26-{writer}{time.time_ns() % 10**9} is nog steeds niet bezorgd. Ik wil mijn geld terug."
        body = {
            "message": {"text": text},
            "customer_name": "Kees",
            "customer_email": f"k{writer}.{number}@mail.example",
        }
        request = urllib.request.Request(
            f"{url}/api/v1/claims",
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                acknowledged.append(json.load(answer)["code"])
        except urllib.error.HTTPError as refused:
            # While it falls the database may be gone a moment before the server: not acknowledged, so not promised.
            if refused.code < 500:
                raise
        except (OSError, ValueError):
            # The server is gone, perhaps in the middle of its answer: nothing was acknowledged.
            return


def _python(folder: Path, code: str, given: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=given,
        capture_output=True,
        text=True,
        env={**os.environ, "WEDERHOOR_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "wederhoor.settings"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
