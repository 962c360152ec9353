"""``wederhoor welcome``: on the first start load the demonstration, and make links with which to look around."""

from __future__ import annotations

import argparse
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from wederhoor.cli.answers import DONE, show
from wederhoor.cli.django import django, refuse_on_doubt

DEMONSTRATION = "wederhoor.demonstration.load"


def options(parser: argparse.ArgumentParser) -> None:
    """--data names the data folder."""
    parser.add_argument("--data", help="data folder")


def run(args: argparse.Namespace) -> int:
    """Load what is to be loaded, and say how to sign in."""
    with django(args.data):
        refuse_on_doubt()  # before anything is written: a folder of keys that is not ours would get new ones
        welcome = _welcome()
    if args.json:
        show(welcome)
    else:
        for link in welcome["sign_in"]:
            print(f"{link['name']} ({link['role']}): {link['url']}")
    return DONE


def _welcome() -> dict[str, Any]:
    from django.conf import settings

    from wederhoor.accounts import signin
    from wederhoor.accounts.models import Person

    loader = import_module(DEMONSTRATION) if find_spec(DEMONSTRATION) else None
    if loader is not None and settings.DEMO and settings.INSTALLATION == "shop" and not Person.objects.exists():
        loader.load()
    people = loader.people() if loader is not None and settings.DEMO else []
    links = [{"name": p.name, "role": role, "url": signin.address_of(signin.issue(p))} for p, role in people]
    notes = [] if settings.MAIL_URL else [f"Mail is kept in {settings.POST_FOLDER} and goes nowhere."]
    return {"sign_in": links, "notes": notes}
