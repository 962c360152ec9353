"""``wederhoor bundle CASE --out F``: seal a case of this installation and write its bundle."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from wederhoor import codes
from wederhoor.cli.answers import DONE, show
from wederhoor.cli.django import django
from wederhoor.supervisor.folder import Unusable


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", metavar="CASE", help="the reference, such as K7QF-82MN-R")
    parser.add_argument("--out", metavar="F", required=True, help="the file to write")
    parser.add_argument("--why", default="", help="why it is sealed; both parties read it in the bundle")
    parser.add_argument("--language", choices=("nl", "en", "de"), default="", help="language of the print")


def run(asked: argparse.Namespace) -> int:
    try:
        code = codes.code_from(asked.case)
    except codes.NotACode:
        raise Unusable(f"“{asked.case}” is not a reference; one looks like K7QF-82MN-R.") from None
    with django():
        size, pieces = _made(code, asked)
        _written(Path(asked.out), pieces)
    if asked.json:
        show({"bundle": asked.out, "bytes": size})
    else:
        print(f"{code}: {asked.out}, {size} bytes")
    return DONE


def _made(code: str, asked: argparse.Namespace) -> tuple[int, Iterator[bytes]]:
    from wederhoor.claims.actions import seal
    from wederhoor.claims.bundles import bundle_stream
    from wederhoor.evidence.queries import shop_of_dossier
    from wederhoor.shops.kinds import Actor

    shop_id = shop_of_dossier(code)
    if shop_id is None:
        raise Unusable(f"There is no case {code} in this installation.")
    by = Actor("operator", "system", shop_id)
    return bundle_stream(shop_id, seal(shop_id, code, by=by, why=asked.why, language=asked.language))


def _written(path: Path, pieces: Iterator[bytes]) -> None:
    """The whole file or none: half a bundle under its name would be found broken by whoever gets it."""
    draft = path.with_name(f"{path.name}.part")
    try:
        with draft.open("wb") as file:
            file.writelines(pieces)
        draft.replace(path)
    except OSError as problem:
        draft.unlink(missing_ok=True)
        raise Unusable(f"{path} could not be written: {problem.strerror}.") from None
