"""``wederhoor work``: the sequencer, the followers' cursors and the queue, in one process."""

from __future__ import annotations

import argparse
import logging
import os
import signal
from collections.abc import Callable
from importlib import import_module
from threading import Event, Thread

from wederhoor.cli.answers import DONE, NO
from wederhoor.cli.django import django, refuse_on_doubt

CONCURRENCY = 4
STOPS_WITHIN = 10  # seconds a job may still take
# Each runs in a thread of its own until told to stop.
LOOPS = (("wederhoor.journal.sequencer", "run_forever"), ("wederhoor.journal.follow", "run_followers_forever"))


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

    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(
            concurrency=CONCURRENCY,
            shutdown_graceful_timeout=STOPS_WITHIN,
            delete_jobs="successful",
            install_signal_handlers=True,
        )
