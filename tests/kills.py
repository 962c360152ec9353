"""Kills the whole program at random moments while acts come in, and looks whether anything acknowledged was lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.reporters import Sent, Shop
from tests.running import Up, gone
from tests.servers import BASE

TOP = Path(__file__).resolve().parents[1]
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


@dataclass
class Report:
    """What was tried, and a sentence for everything that was lost or came out wrong."""

    kills: int = 0
    claims: int = 0
    events: int = 0
    wrong: list[str] = field(default_factory=list)


def prove(times: int, *, say: Callable[[str], None], seed: int | None = None) -> Report:
    """Kill ``times`` times, the database too every second time; raises when a process stays or the ledger is broken."""
    BASE.mkdir(mode=0o711, exist_ok=True)
    folder = BASE / f"run-{os.getpid()}-kills"
    shutil.rmtree(folder, ignore_errors=True)
    chance, report, sent = random.Random(seed), Report(), Sent()
    try:
        shop = Shop(_first_start(folder), sent, chance)
        for number in range(times):
            with_database = number % 2 == 1
            before = sent.acknowledged
            _one_kill(folder, shop, chance.uniform(0.05, 1.5), with_database=with_database)
            report.kills += 1
            say(f"kill {number + 1}: {sent.acknowledged - before} acknowledged, database too: {with_database}")
        report.claims, report.events = len(sent.claims), sum(sent.answered.values())
        report.wrong = sent.wrong + json.loads(_python(folder, "-m", "tests.kept", given=json.dumps(asdict(sent))))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return report


def _first_start(folder: Path) -> str:
    with Up(folder, WEDERHOOR_DEMO="0"):
        return _python(folder, "-c", OPENS_A_SHOP).strip()


def _one_kill(folder: Path, shop: Shop, after: float, *, with_database: bool) -> None:
    up = Up(folder, WEDERHOOR_DEMO="0")
    family = up.family()
    programs = [threading.Thread(target=program) for program in shop.programs(up.said["url"])]
    before = len(shop.sent.claims), len(shop.sent.answered)
    for program in programs:
        program.start()
    _until_intake_runs(shop.sent, *before)
    time.sleep(after)
    up.kill(database=with_database)
    for program in programs:
        program.join()
    assert gone(family), "a process outlived its supervisor"


def _until_intake_runs(sent: Sent, claims: int, calls: int) -> None:
    """The moment is random within intake: on a busy machine nothing may have come in yet when the clock starts."""
    patience = time.monotonic() + 20
    while (len(sent.claims) == claims or len(sent.answered) == calls) and time.monotonic() < patience:
        time.sleep(0.01)


def _python(folder: Path, *words: str, given: str = "") -> str:
    done = subprocess.run(
        [sys.executable, *words],
        input=given,
        capture_output=True,
        text=True,
        cwd=TOP,
        env={**os.environ, "WEDERHOOR_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "wederhoor.settings"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
