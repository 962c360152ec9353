"""``wederhoor bundle CASE --out F``: make the bundle of a case of this installation."""

from __future__ import annotations

import argparse
from pathlib import Path

from wederhoor import codes
from wederhoor.cli.answers import DONE, show
from wederhoor.cli.django import django
from wederhoor.supervisor.folder import Unusable


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", metavar="CASE", help="the reference, such as K7QF-82MN-R")
    parser.add_argument("--out", metavar="F", required=True, help="the file to write")
    parser.add_argument("--language", choices=("nl", "en", "de"), default="", help="language of the print")


def run(asked: argparse.Namespace) -> int:
    try:
        code = codes.code_from(asked.case)
    except codes.NotACode:
        raise Unusable(f"“{asked.case}” is not a reference; one looks like K7QF-82MN-R.") from None
    data = _made(code, asked.language)
    try:
        Path(asked.out).write_bytes(data)
    except OSError as problem:
        raise Unusable(f"{asked.out} could not be written: {problem.strerror}.") from None
    if asked.json:
        show({"bundle": asked.out, "bytes": len(data)})
    else:
        print(f"{code}: {asked.out}, {len(data)} bytes")
    return DONE


def _made(code: str, language: str) -> bytes:
    with django():
        from wederhoor.claims.casefile import bundle_for
        from wederhoor.evidence.queries import shop_of_dossier
        from wederhoor.shops.kinds import Actor

        shop_id = shop_of_dossier(code)
        if shop_id is None:
            raise Unusable(f"There is no case {code} in this installation.")
        return bundle_for(shop_id, code, by=Actor("operator", "system", shop_id), language=language)
