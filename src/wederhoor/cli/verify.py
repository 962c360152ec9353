"""``wederhoor verify BUNDLE``: check a case bundle, without a server and without a network."""

from __future__ import annotations

import argparse
from pathlib import Path

from wederhoor.cli.answers import DONE, NO, show
from wederhoor.ledger.verify import LANGUAGES, as_text, verify_bundle
from wederhoor.supervisor.folder import Unusable


def options(parser: argparse.ArgumentParser) -> None:
    """The bundle, and what one knows from elsewhere: the log's key, a policy, an authority over time-stamps."""
    parser.add_argument("bundle", metavar="BUNDLE")
    parser.add_argument("--key", help="the public key (vkey) that the shop or organisation publishes")
    parser.add_argument("--policy", metavar="FILE", help="whose signatures you ask for (a tlog-policy)")
    parser.add_argument("--authority", metavar="CERT.pem", help="certificates under which time-stamps must stand")
    parser.add_argument("--language", choices=LANGUAGES, default="en")


def run(args: argparse.Namespace) -> int:
    """Say what was checked, and name each item that is not as it was."""
    policy, authority = _read(args.policy), _read(args.authority)
    try:
        report = verify_bundle(args.bundle, args.key, args.language, policy, authority)
    except OSError as problem:
        raise Unusable(f"{args.bundle} cannot be read: {problem.strerror}.") from None
    except ValueError as problem:
        raise Unusable(f"{args.bundle}: {problem}") from None
    if args.json:
        show(report)
    else:
        print(as_text(report, args.language))
    return DONE if report["intact"] else NO


def _read(path: str | None) -> bytes | None:
    try:
        return Path(path).read_bytes() if path is not None else None
    except OSError as problem:
        raise Unusable(f"{path} cannot be read: {problem.strerror}.") from None
