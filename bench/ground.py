"""What the benchmarks stand on: times told as ratios, the demonstration's cases, and a database of one's own."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

OURS = ("WEDERHOOR_", "DATABASE_", "DJANGO_")


def times_of(
    act: Callable[[], object], *, times: int, warm: int = 3, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """How long ``act`` takes, in milliseconds, ``times`` over; the first ``warm`` runs are not counted.

    ``clock`` is the one on the wall; ``time.process_time`` counts what the processor worked for this process, and
    ``children_worked`` for programs it started: what else the machine does weighs less there.
    """
    for _ in range(warm):
        act()
    taken = []
    for _ in range(times):
        start = clock()
        act()
        taken.append((clock() - start) * 1000)
    return taken


def children_worked() -> float:
    """Seconds the processor worked for programs this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def p95(taken: list[float]) -> float:
    return quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]


def rate_of(act: Callable[[], object], *, seconds: float = 3.0) -> float:
    """How often ``act`` is done in a second."""
    act()
    done, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        act()
        done += 1
    return done / spent


def line(what: str, taken: list[float], *, against: tuple[str, float] | None = None, note: str = "") -> None:
    """Print the median and 95th percentile of ``taken`` (ms), and the ratio to a peer measured in the same run."""
    half = median(taken)
    ratio = f"  {half / against[1]:.1f} times {against[0]}" if against else ""
    print(f"  {what:<44} {half:9.2f} ms  p95 {p95(taken):8.2f}{ratio}  {note}".rstrip())


def speed(what: str, rate: float, unit: str, *, against: tuple[str, float] | None = None, note: str = "") -> None:
    """Print a rate and which part of the peer's it is."""
    ratio = f"  {rate / against[1]:.1%} of {against[0]}" if against else ""
    print(f"  {what:<44} {rate:9.0f} {unit}{ratio}  {note}".rstrip())


def within(what: str, value: float, limit: float, unit: str) -> bool:
    """Print whether ``value`` stays under its limit; the limit is a promise, not a hope."""
    kept = value < limit
    print(f"  {what:<44} {value:9.2f} {unit}  limit {limit:g} {unit}: {'kept' if kept else 'NOT KEPT'}")
    return kept


def demonstration() -> dict[str, object]:
    """Every case of the demonstration by its code, as the pure chain takes it."""
    from wederhoor.casework.shapes import CaseInput, Paper
    from wederhoor.demonstration.index import PaperFile, index

    def paper(file: PaperFile) -> Paper:
        names = ("data", "name", "media_type", "sort", "source", "title", "received", "facts", "shows", "strength")
        return Paper(**{name: getattr(file, name) for name in names})

    told = index()
    return {
        case.code: CaseInput(
            message=paper(case.message),
            on=told.today,
            papers=tuple(paper(file) for file in case.around),
            shop_says=case.shop_says,
            shop_telling=case.shop_tells,
        )
        for case in (*told.cases, *told.others)
    }


@contextmanager
def own_database() -> Iterator[Path]:
    """Django on an embedded database of its own, migrated and durable, in a folder that is gone afterwards."""
    for name in [name for name in os.environ if name.startswith(OURS)]:
        del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="wederhoor-bench-"))
    # As root the database runs as another user, who must be able to walk in.
    folder.chmod(0o711)
    try:
        words = [sys.executable, "-m", "wederhoor", "migrate", "--static", "--data", str(folder / "data")]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        from wederhoor.cli.django import django

        with django(str(folder / "data")):
            yield folder / "data"
            _close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _close() -> None:
    from django.db import connections

    connections.close_all()
