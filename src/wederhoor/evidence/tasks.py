"""What the work process does for this department; thin, the act itself is in ``orphans``."""

from __future__ import annotations

from procrastinate.contrib.django import app

from wederhoor.evidence.orphans import sweep


@app.periodic(cron="41 3 * * *")
@app.task(name="evidence.sweep_orphans", queue="house", lock="evidence.sweep_orphans")
def sweep_orphans(timestamp: int) -> None:
    """Every night: files in the store that no row points at."""
    sweep()
