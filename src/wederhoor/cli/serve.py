"""``wederhoor serve``: the web server, on an address of this machine."""

from __future__ import annotations

import argparse
import os
import sys

from wederhoor.cli.answers import DONE, NO
from wederhoor.cli.django import django, refuse_on_doubt
from wederhoor.supervisor.leash import heed_signals, start, wait
from wederhoor.supervisor.web import PORT, command, environment


def options(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and how many processes answer."""
    parser.add_argument("--data", help="data folder")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=PORT, help=f"port to listen on ({PORT})")
    parser.add_argument("--workers", type=int, default=1, help="processes that answer (1)")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    with django(args.data):
        refuse_on_doubt()
        heed_signals()
        server = start(command(args.host, args.port, args.workers), environ=environment(os.environ), output=sys.stderr)
        try:
            return DONE if wait(server) == 0 else NO
        except KeyboardInterrupt:
            return DONE
