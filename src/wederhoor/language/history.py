"""Cutting a mail into what the writer wrote now and what was quoted or forwarded below it."""

from __future__ import annotations

import re
from typing import Final

_HEADER: Final = re.compile(
    r"^(?:van|from|von|aan|to|an|verzonden|sent|gesendet|datum|date|onderwerp|subject|betreff|cc)\s?:\s", re.IGNORECASE
)
_WROTE: Final = re.compile(
    r"^(?:op\s.{3,120}\s(?:schreef|heeft)\b.{0,100}|on\s.{3,160}\swrote\s?:|"
    r"am\s.{3,160}\sschrieb\b.{0,100}|.{0,80}@.{0,60}\b(?:schreef|wrote|schrieb)\b.{0,60}):?\s*$",
    re.IGNORECASE,
)
_DIVIDER: Final = re.compile(
    r"^\s*[-_=*]{2,}\s*(?:oorspronkelijk bericht|original message|ursprüngliche nachricht|doorgestuurd "
    r"bericht|forwarded message|"
    r"weitergeleitete nachricht|begin doorgestuurd bericht)\s*[-_=*]{0,40}\s*$|^\s*(?:begin "
    r"doorgestuurd bericht|begin forwarded message|anfang der weitergeleiteten nachricht)\s*:?\s*$|"
    r"^_{10,}\s*$",
    re.IGNORECASE,
)
_FORWARD: Final = re.compile(r"doorgestuurd|forwarded|weitergeleitet", re.IGNORECASE)
_LINE_LIMIT: Final = 400


def split_quoted(text: str) -> tuple[str, str]:
    """What the writer wrote, and what she quoted (marks taken off), for Dutch, English and German mail programs."""
    lines = text.splitlines(keepends=True)
    own: list[str] = []
    quoted: list[str] = []
    for at, line in enumerate(lines):
        if _cuts_here(lines, at):
            quoted.extend(_unmarked(rest) for rest in lines[at:])
            break
        if line.lstrip().startswith(">"):
            quoted.append(_unmarked(line))
        else:
            own.append(line)
    mine = "".join(own).strip()
    if not mine and quoted:
        # Nothing but a forward: then the forwarded text is the message.
        return "".join(quoted).strip(), ""
    return mine, "".join(quoted).strip()


def _cuts_here(lines: list[str], at: int) -> bool:
    line = lines[at][:_LINE_LIMIT].strip()
    if _DIVIDER.match(line) or _WROTE.match(line):
        return True
    if line and at + 1 < len(lines) and line[:3].lower() in ("op ", "on ", "am "):
        both = f"{line} {lines[at + 1][:_LINE_LIMIT].strip()}"
        if _WROTE.match(both):
            return True
    return at > 0 and _header_block(lines, at)


def _header_block(lines: list[str], at: int) -> bool:
    """Three header lines in a row, as Outlook puts above what it quotes."""
    if not _HEADER.match(lines[at][:_LINE_LIMIT]):
        return False
    near = [line[:_LINE_LIMIT] for line in lines[at : at + 6]]
    return sum(bool(_HEADER.match(line)) for line in near) >= 3


def _unmarked(line: str) -> str:
    return re.sub(r"^\s*(?:> ?)+", "", line[:_LINE_LIMIT] + ("\n" if len(line) > _LINE_LIMIT else ""))


def is_forward(text: str) -> bool:
    """Whether the first lines say that this is a forwarded message."""
    return bool(_FORWARD.search(text[:300]))
