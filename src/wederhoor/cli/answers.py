"""How commands answer: JSON or lines for people on standard output, one sentence on standard error, three statuses."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from wederhoor.supervisor.folder import Unusable

DONE, NO, UNUSABLE = 0, 1, 2
LARGEST_INPUT = 64 * 1024 * 1024  # bytes; more than any mail server takes
SHOW_PROGRESS_FROM = 200  # items; fewer are done within a second

Item = TypeVar("Item")


class Parser(argparse.ArgumentParser):
    """argparse, with one sentence where it would print a page."""

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        sys.exit(complain(f"{self.prog}: {message}."))


def complain(sentence: str) -> int:
    """Say on standard error what stands in the way; returns the status that goes with it."""
    print(sentence, file=sys.stderr)
    return UNUSABLE


def show(value: Any) -> None:
    """Print ``value`` as JSON a person can read too."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def show_line(value: Any) -> None:
    """Print ``value`` as one line of JSON Lines."""
    print(json.dumps(value, ensure_ascii=False))


def bytes_of(name: str) -> bytes:
    """The contents of a file, or of standard input for ``-``; raises :class:`Unusable` with one sentence."""
    try:
        if name == "-":
            data = sys.stdin.buffer.read(LARGEST_INPUT + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(LARGEST_INPUT + 1)
    except OSError as problem:
        raise Unusable(f"{name} cannot be read: {problem.strerror}.") from None
    if len(data) > LARGEST_INPUT:
        raise Unusable(f"{name} is larger than {LARGEST_INPUT // 1024 // 1024} MB and was not read.")
    return data


def json_of(name: str) -> Any:
    """A JSON file; raises :class:`Unusable` with the line where it breaks."""
    try:
        return json.loads(bytes_of(name).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unusable(f"{name} is not text in UTF-8.") from None
    except json.JSONDecodeError as problem:
        raise Unusable(f"{name} is not whole JSON: line {problem.lineno}, {problem.msg.lower()}.") from None
    except RecursionError:
        raise Unusable(f"{name} is nested too deeply to be read.") from None


def text_of(name: str) -> str:
    """A text file in UTF-8, or in the Western encoding of older programs where it is not."""
    data = bytes_of(name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def lines_of(names: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The objects of JSON Lines files; raises :class:`Unusable` with file and line."""
    for name in names:
        for number, line in enumerate(text_of(name).split("\n"), start=1):
            if line.strip():
                yield _object(line, f"{name}, line {number}")


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        raise Unusable(f"{where}: this is not JSON.") from None
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise Unusable(f"{where}: there is no “text” in it.")
    return value


def with_progress(items: Iterable[Item], what: str) -> Iterator[Item]:
    """The same items, with a bar on standard error when it is a terminal and there are many."""
    known = list(items)
    if not sys.stderr.isatty() or len(known) < SHOW_PROGRESS_FROM:
        yield from known
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(known, description=what, console=Console(stderr=True))
