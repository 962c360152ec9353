"""``wederhoor migrate``: tables, queue, cache, rights, row-level security; as the owner, and safe to run again."""

from __future__ import annotations

import argparse
import sys

from wederhoor.cli.answers import DONE, show
from wederhoor.cli.django import django


def options(parser: argparse.ArgumentParser) -> None:
    """--data names the data folder; --sql prints what the owner may not do."""
    parser.add_argument("--data", help="data folder")
    parser.add_argument("--static", action="store_true", help="also gather the files browsers fetch")


def run(args: argparse.Namespace) -> int:
    """Bring the database up to date."""
    with django(args.data, as_owner=True):
        from wederhoor.migrating import migrate

        done = migrate(static=args.static)
    if args.json:
        show({"statements": done})
    elif sys.stdout.isatty():
        print(f"The database is up to date ({done} statements).")
    return DONE
