"""The command line: one file a command, and only the file of the command that was asked is loaded."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from wederhoor import __version__
from wederhoor.cli.answers import UNUSABLE, Parser, complain
from wederhoor.supervisor.folder import Unusable

COMMANDS = {
    "up": "everything for one machine: database, web and worker",
    "serve": "the web server alone",
    "work": "the worker alone: ledger, followers and background work",
    "migrate": "bring the database up to date, as its owner",
    "doctor": "look for what is wrong, and say what to do about it",
    "assess": "read a message and say what may be asked, what proves it and what to answer",
    "law": "assess a file of cases",
    "read": "what a message says",
    "check": "what is wrong with an outgoing text",
    "logs": "take in files of web logs or payment exports",
    "bundle": "make a case bundle",
    "verify": "check a case bundle, without a server",
    "witness": "cosign other people's logs, on a machine apart from theirs",
    "operator": "make somebody who has an account operator of this installation, or end it",
    "welcome": "load the demonstration into an empty database, and make links to sign in",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns 0 (done), 1 (the answer is no) or 2 (the input could not be used)."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in ("-h", "--help"):
        print(_help())
        return 0
    if words[0] == "--version":
        print(f"wederhoor {__version__}")
        return 0
    if words[0] not in COMMANDS:
        return complain(f"“{words[0]}” is not a command; wederhoor --help lists them.")
    return _run(words[0], words[1:])


def _run(name: str, words: list[str]) -> int:
    command = import_module(f"wederhoor.cli.{name}")
    parser = Parser(prog=f"wederhoor {name}", description=COMMANDS[name].capitalize() + ".")
    command.options(parser)
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    try:
        status: int = command.run(parser.parse_args(words))
    except Unusable as problem:
        return complain(str(problem))
    except KeyboardInterrupt:
        return complain("Stopped.")
    except BrokenPipeError:
        # The reader of a pipe went away; that is its right, and Python would complain about it once more at exit.
        sys.stderr.close()
        return UNUSABLE
    return status


def _help() -> str:
    lines = [f"  {name:<9} {what}" for name, what in COMMANDS.items()]
    return "\n".join(("wederhoor COMMAND [--json] …; wederhoor COMMAND --help says more.", "", *lines))
