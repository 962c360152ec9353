"""What is held back before it is read: files that act by themselves or cannot be unpacked, and days still to come."""

from __future__ import annotations

from datetime import date, timedelta

from wederhoor.casework.words import phrase
from wederhoor.dossier.examined import Problem, examine
from wederhoor.drafting.wording import long_date

# Whoever wrote it may have lived a day ahead of the shop.
AHEAD = timedelta(days=1)
ARCHIVE, PROGRAM = "archive", "program"
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"BZh", b"\xfd7zXZ", b"MSCF")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
# Of these the reader of papers says itself what is the matter, and does no harm by trying.
TRIED = frozenset({ARCHIVE, PROGRAM, str(Problem.LOCKED), str(Problem.UNREADABLE)})


def quarantine_of(data: bytes, media_type: str) -> str:
    """Why this file is kept but neither opened nor shown: a problem's name, archive or program; empty when it may be.

    Archives (office papers are those too) are never unpacked, so none can swell.
    """
    if data.startswith(_ARCHIVES):
        return ARCHIVE
    if data.startswith(_PROGRAMS):
        return PROGRAM
    found = examine(data, media_type)
    return str(found[0]) if found else ""


def quarantine_says(name: str, language: str) -> str:
    """The sentence that goes with it; none for what the reader of papers has its own sentences for."""
    return Problem(name).sentence(language) if name in set(Problem) else ""


def ahead_says(day: date | None, today: date, language: str) -> str:
    """A sentence about a paper that bears a day still to come; empty for any other."""
    if day is None or day <= today + AHEAD:
        return ""
    return phrase("file", "ahead", language, day=long_date(day, language))
