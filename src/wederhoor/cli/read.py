"""``wederhoor read FILE…``: what a message says, with the words that show it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from wederhoor.casework.read import message_of
from wederhoor.casework.shapes import Paper
from wederhoor.cli.answers import DONE, bytes_of, lines_of, show, show_line, with_progress
from wederhoor.connect.contract import Unreadable
from wederhoor.language.reading import read
from wederhoor.language.shapes import Reading
from wederhoor.supervisor.folder import Unusable


def options(parser: argparse.ArgumentParser) -> None:
    """Mails or texts, or JSON Lines with ``text`` (and ``subject``, ``on``) in them."""
    parser.add_argument("files", metavar="FILE", nargs="+", help=".eml, .txt, or - for standard input")
    parser.add_argument("--lines", action="store_true", help="JSON Lines in, JSON Lines out")


def run(args: argparse.Namespace) -> int:
    """Print one reading a message."""
    if args.lines:
        for row in with_progress(lines_of(args.files), "Reading"):
            reading = read(row["text"], subject=str(row.get("subject", "")), on=_day(row.get("on")))
            show_line({**_kept(row), **reading.as_json()})
        return DONE
    readings = [_read(name) for name in args.files]
    if args.json:
        objects = [reading.as_json() for reading in readings]
        show(objects[0] if len(objects) == 1 else objects)
    else:
        print("\n\n".join("\n".join(_described(*pair)) for pair in zip(args.files, readings, strict=True)))
    return DONE


def _read(name: str) -> Reading:
    paper = Paper(bytes_of(name), name="" if name == "-" else Path(name).name, sort="message", source="consumer")
    try:
        message, _ = message_of(paper)
    except Unreadable as problem:
        raise Unusable(f"{name}: {problem}") from None
    written = message.at.date() if message.at else None
    return read(
        message.text,
        subject=message.subject,
        on=written,
        sender_name=message.sender_name,
        attachments=message.attachments,
    )


def _kept(row: dict[str, Any]) -> dict[str, Any]:
    """What tells the lines apart goes along: a number of their own."""
    return {name: row[name] for name in ("id", "n") if name in row}


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        raise Unusable(f"“{text}” is not a date such as 2026-10-12.") from None


def _described(name: str, reading: Reading) -> Iterator[str]:
    yield f"{name}: {reading.language}"
    for kind in reading.kinds:
        yield f"  {kind.kind} ({kind.confidence:.0%}): {' · '.join(kind.words)}"
    for demand in reading.demands:
        yield f"  asks {demand.remedy}{f' € {demand.amount}' if demand.amount else ''}: {demand.words}"
    if reading.order_numbers:
        yield f"  order {', '.join(reading.order_numbers)}"
    if reading.pressure.steps:
        yield f"  announces {', '.join(reading.pressure.steps)} ({reading.pressure.grade})"
