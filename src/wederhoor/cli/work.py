"""``wederhoor work``: the sequencer, the followers' cursors and the queue, in one process."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Callable
from importlib import import_module
from threading import Event, Thread
from typing import Any

from wederhoor.cli.answers import DONE, NO
from wederhoor.cli.django import django, refuse_on_doubt

CONCURRENCY = 4
STOPS_WITHIN = 8  # seconds; half of it for a job that is under way
# Each runs in a thread of its own until told to stop.
LOOPS = (
    ("wederhoor.journal.sequencer", "run_forever"),
    ("wederhoor.journal.follow", "run_followers_forever"),
    ("wederhoor.journal.cosigning", "run_forever"),
    ("wederhoor.journal.tiles", "run_forever"),
    ("wederhoor.journal.rolling", "run_forever"),
    ("wederhoor.journal.stamps", "run_forever"),
    ("wederhoor.withdrawals.intake", "run_forever"),
)


def options(parser: argparse.ArgumentParser) -> None:
    """--data names the data folder."""
    parser.add_argument("--data", help="data folder")


def run(args: argparse.Namespace) -> int:
    """Work until stopped. When one part fails the whole process ends, so that whoever started it starts it again."""
    with django(args.data):
        refuse_on_doubt()
        stop, failed = Event(), Event()
        threads = [_thread(module, name, stop, failed) for module, name in LOOPS]
        for thread in threads:
            thread.start()
        try:
            _run_queue()
        finally:
            stop.set()
            for thread in threads:
                thread.join(STOPS_WITHIN)
        return NO if failed.is_set() else DONE


def _thread(module: str, name: str, stop: Event, failed: Event) -> Thread:
    forever: Callable[[Event], None] = getattr(import_module(module), name)

    def body() -> None:
        try:
            forever(stop)
        except Exception:
            # Whatever it was, a worker that numbers nothing any more must not look alive.
            logging.getLogger(__name__).exception("%s ended", name)
            failed.set()
            os.kill(os.getpid(), signal.SIGTERM)

    return Thread(target=body, name=name, daemon=True)


def _run_queue() -> None:
    from procrastinate.contrib.django import app

    connector: Any = app.connector  # Django's, which knows the worker's
    with app.replace_connector(connector.get_worker_connector()) as worker:
        asyncio.run(_until_asked(worker))


async def _until_asked(worker: Any) -> None:
    """Run the queue until a signal; a worker that waits for a database that is gone as well is not waited for."""
    loop, queue = asyncio.get_running_loop(), asyncio.ensure_future(_queue(worker))

    def stop() -> None:
        queue.cancel()
        loop.call_later(STOPS_WITHIN, os._exit, NO)

    for sort in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sort, stop)
    with contextlib.suppress(asyncio.CancelledError):
        await queue


async def _queue(worker: Any) -> None:
    async with worker.open_async():
        await worker.run_worker_async(
            concurrency=CONCURRENCY,
            shutdown_graceful_timeout=STOPS_WITHIN / 2,
            delete_jobs="successful",
            install_signal_handlers=False,
        )
