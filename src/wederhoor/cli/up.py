"""``wederhoor up``: everything for one machine, from an empty folder to an address one can open."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from wederhoor.cli.answers import DONE, show_line
from wederhoor.supervisor import leash, web
from wederhoor.supervisor.folder import DataFolder, data_folder
from wederhoor.supervisor.installation import Installation
from wederhoor.supervisor.keeper import Keeper

ORGANISATION_PORT = 8010


def options(parser: argparse.ArgumentParser) -> None:
    """Where the data stand, on which port to answer, and what to run beside the shop."""
    parser.add_argument("--data", help="data folder")
    parser.add_argument("--port", type=int, help=f"port ({web.PORT}; 0 picks a free one)")
    parser.add_argument("--with", dest="beside", choices=["organisation"], help="a second installation beside it")


def run(args: argparse.Namespace) -> int:
    """Run until stopped, and leave no process behind."""
    leash.heed_signals()
    say = _quiet if args.json else _say
    installations = _installations(args)
    with ExitStack() as stack:
        for one in installations:
            stack.enter_context(one.data.held())
        keeper = stack.enter_context(Keeper(_warn))
        try:
            for one in installations:
                say("Starting …")
                _show(one, one.begin(keeper), as_json=args.json)
            say("Ctrl-C stops everything; the data stay.")
            keeper.watch()
        except KeyboardInterrupt:
            say("Stopping …")
    say("Stopped.")
    return DONE


def _installations(args: argparse.Namespace) -> list[Installation]:
    folder = Path(args.data).absolute() if args.data else data_folder(os.environ)
    kind = os.environ.get("WEDERHOOR_INSTALLATION", "shop")
    found = [Installation.at(folder, kind, _port(args.port, web.PORT), os.environ)]
    if args.beside:
        # Its database, keys and address are its own; only the machine is shared.
        apart = ("DATABASE_URL", "DATABASE_URL_FILE", "DATABASE_OWNER_URL", "WEDERHOOR_URL", "WEDERHOOR_KEYS")
        environ = {name: value for name, value in os.environ.items() if name not in (*apart, "WEDERHOOR_STORE")}
        second = DataFolder(folder).made().path / args.beside
        found.append(Installation.at(second, args.beside, _port(args.port and 0, ORGANISATION_PORT), environ))
    return found


def _port(asked: int | None, usual: int) -> int:
    return web.free_port(usual if asked is None else asked)


def _show(one: Installation, welcome: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_line({"url": one.url, "kind": one.kind, "data": str(one.data.path), **welcome})
        sys.stdout.flush()
        return
    _say(f"\n  Wederhoor ({one.kind}) is at {one.url}\n")
    for link in welcome.get("sign_in", ()):
        _say(f"  Sign in as {link['name']} ({link['role']}), once, within half an hour:\n    {link['url']}")
    for line in welcome.get("notes", ()):
        _say(f"  {line}")
    _say("")


def _say(line: str) -> None:
    print(line, flush=True)


def _quiet(line: str) -> None:
    """With ``--json`` only JSON goes to standard output."""


def _warn(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
