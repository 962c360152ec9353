"""``wederhoor operator EMAIL``: make an existing person operator of this installation, or end it."""

from __future__ import annotations

import argparse

from wederhoor.cli.answers import DONE, show
from wederhoor.cli.django import django
from wederhoor.supervisor.folder import Unusable

_SAID = {
    (True, True): "{email} is operator from now on; the desk is at /operator/.",
    (True, False): "{email} was operator already; nothing changed.",
    (False, True): "{email} is no operator any more.",
    (False, False): "{email} was no operator; nothing changed.",
}


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL", help="the address of somebody who has an account here")
    parser.add_argument("--end", action="store_true", help="end it instead")
    parser.add_argument("--data", help="data folder")


def run(asked: argparse.Namespace) -> int:
    with django(asked.data):
        changed = _marked(asked.email, operator=not asked.end)
    if asked.json:
        show({"email": asked.email, "operator": not asked.end, "changed": changed})
    else:
        print(_SAID[not asked.end, changed].format(email=asked.email))
    return DONE


def _marked(email: str, *, operator: bool) -> bool:
    """Whether anything changed; raises :class:`Unusable` when nobody has this address."""
    from wederhoor.accounts.actions import end_operator, make_operator
    from wederhoor.accounts.models import Person

    try:
        person = Person.objects.get_by_natural_key(email)
    except Person.DoesNotExist:
        raise Unusable(f"Nobody has an account with the address {email}; it must be made first.") from None
    return (make_operator if operator else end_operator)(person, by="system")
