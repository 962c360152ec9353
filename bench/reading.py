"""How well and how fast the invented messages are read: ``python bench/reading.py`` (``-v``: what was not)."""

from __future__ import annotations

import sys
import time
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from wederhoor.language.reading import read

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "language"
ON = date(2026, 10, 12)


FILES = (
    "messages.toml",
    "messages-more.toml",
    "messages-held.toml",
    "messages-claims.toml",
    "messages-claims-held.toml",
)


def faults(message: dict[str, Any]) -> list[str]:
    """What was read otherwise than the message says."""
    reading = read(message["t"], on=ON)
    first = next((d for d in reading.demands if str(d.remedy) != "information"), None)
    said = {
        "k": str(reading.kind),
        "r": str(first.remedy) if first else "",
        "a": str(first.amount) if first and first.amount else "",
        "g": str(reading.pressure.grade),
    }
    wrong = ((key, value) for key, value in message.items() if key in said and said[key] not in value.split("/"))
    stated = {one.name: one.value for one in reading.asserted}
    facts = ((name, value) for name, value in message.get("f", {}).items() if str(stated.get(name)) != str(value))
    return [
        *(f"{key}: {said[key]} for {value}" for key, value in wrong),
        *(f"{name}: {stated.get(name)} for {value}" for name, value in facts),
    ]


def main() -> None:
    for name in FILES:
        messages = tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))["m"]
        wrong = [(m["t"], f) for m in messages if (f := faults(m))]
        start = time.process_time()
        for message in messages:
            read(message["t"], on=ON)
        spent = (time.process_time() - start) / len(messages) * 1000
        right = len(messages) - len(wrong)
        print(f"{name}: {right} of {len(messages)} wholly right, {spent:.2f} ms a message")
        if "-v" in sys.argv:
            for text, found in wrong:
                print("  ", found, text[:110])


if __name__ == "__main__":
    main()
