"""``wederhoor logs add FILE… --shop NAME``: takes files of web logs or payment exports in, however long they are."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from wederhoor.cli.answers import DONE, show
from wederhoor.cli.django import django
from wederhoor.supervisor.folder import Unusable

REFUSED = {
    "logs.format": "is no log or export that is known here; nothing was kept. Look at its first lines.",
    "logs.bomb": "unpacks to more than a log could be; nothing was kept.",
    "logs.disk": "does not fit: the disk is nearly full. Nothing was kept; make room and give it again.",
    "logs.changed": "was written into meanwhile; nothing was kept. Rotate it first, or give it again.",
}
PROBLEMS = {
    "truncated": "the file breaks off; what could be read was kept",
    "damaged": "the file is damaged from some point on; what came before was kept",
}


def options(parser: argparse.ArgumentParser) -> None:
    """add FILE… --shop NAME, and --origin for logs of more than one server."""
    parser.add_argument("what", choices=["add"], help="add: take files in")
    parser.add_argument("files", metavar="FILE", nargs="+", help="plain, .gz or .zst")
    parser.add_argument("--shop", required=True, help="the shop as it stands in its address: /shop/NAME/")
    parser.add_argument("--origin", default="", help="the server the file comes from, when there are several")
    parser.add_argument("--data", help="data folder")


def run(args: argparse.Namespace) -> int:
    """Take each file in; what was taken in stays when a later one is refused."""
    for name in args.files:
        if not Path(name).is_file():
            raise Unusable(f"{name} is not a file that can be read.")
    with django(args.data):
        taken = [_added(args, Path(name)) for name in args.files]
    if args.json:
        show(taken)
    return DONE


def _added(args: argparse.Namespace, path: Path) -> dict[str, Any]:
    from wederhoor.flow import Refused
    from wederhoor.logs.intake import take_in
    from wederhoor.logs.sources import Source
    from wederhoor.shops.kinds import Actor
    from wederhoor.shops.models import Shop

    shop = Shop.objects.filter(slug=args.shop).first()
    if shop is None:
        raise Unusable(f"There is no shop “{args.shop}” here.")
    try:
        intake, is_new = take_in(shop, Source.at(path, origin=args.origin), by=Actor("system", "system", shop.pk))
    except Refused as no:
        raise Unusable(f"{path} {REFUSED.get(no.reason, no.reason)}") from None
    except OSError as problem:
        raise Unusable(f"{path} cannot be read: {problem.strerror}.") from None
    if not args.json:
        print("\n".join(_told(path, intake, is_new)))
    names = ("code", "kind", "format", "lines", "rows", "known", "aside", "reasons", "problem", "sha256", "manifest")
    return {"file": str(path), "new": is_new, **{name: getattr(intake, name) for name in names}}


def _told(path: Path, intake: Any, is_new: bool) -> list[str]:
    if not is_new:
        return [f"{path}: was taken in before ({intake.code}); nothing changed."]
    said = [f"{path}: {intake.rows:,} lines kept of {intake.lines:,} ({intake.format}, {intake.code})."]
    if intake.known:
        said.append(f"  {intake.known:,} stood here already.")
    if intake.aside:
        reasons = ", ".join(f"{why} {count:,}" for why, count in intake.reasons.items())
        said.append(f"  {intake.aside:,} were set aside: {reasons}.")
    if intake.problem:
        said.append(f"  {PROBLEMS[intake.problem].capitalize()}.")
    return said
