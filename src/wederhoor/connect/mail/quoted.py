"""Where a mail's own words end and the older mails underneath begin."""

from __future__ import annotations

import re

_WROTE = re.compile(
    r"^\s{0,3}(?:(?:On|Op|Am|Le)\s.{4,200}|.{0,80}\d{4}.{0,120}|.{0,80}\d{1,2}[:.]\d{2}.{0,120})"
    r"\b(?:wrote|schreef|geschreven|schrieb|a écrit)\b.{0,120}:\s*$",
    re.I,
)
_WROTE_START = re.compile(r"^\s{0,3}(?:On|Op|Am)\s.{4,160}$")
_LINE = re.compile(
    r"^\s{0,3}[-_*]{2,}\s*(?:Original Message|Oorspronkelijk(?:e)? bericht|Origineel bericht|Ursprüngliche Nachricht|"
    r"Originalnachricht)\s*[-_*]{2,}\s*$",
    re.I,
)
_FORWARD = re.compile(
    r"^\s{0,3}(?:[-_*]{2,}\s*(?:Forwarded message|Doorgestuurd bericht|Weitergeleitete Nachricht)\s*[-_*]{2,}"
    r"|(?:Begin forwarded message|Begin doorgestuurd bericht|Anfang der weitergeleiteten Nachricht)\s*:)\s*$",
    re.I,
)
_FROM = re.compile(r"^\s{0,3}\*?(?:From|Van|Von)\s?:\*?\s+\S.{0,300}$", re.I)
_HEADER = re.compile(
    r"^\s{0,3}\*?(?:From|Van|Von|Sent|Verzonden|Gesendet|Date|Datum|To|Aan|An|Subject|Onderwerp|Betreff|Cc|"
    r"Reply-To)\s?:\*?\s?(?P<value>.{0,400})$",
    re.I,
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")


def split_quoted(text: str) -> tuple[str, str]:
    """What was written now, and what it answers; words between quoted lines stay with the writer."""
    lines = text.split("\n")
    own: list[str] = []
    quoted: list[str] = []
    at = 0
    while at < len(lines):
        skip = _opens_quote(lines, at)
        if skip and not _is_arrowed(_next_words(lines, at + skip)):
            quoted.extend(lines[at:])
            break
        if skip:
            quoted.extend(lines[at : at + skip])
            at += skip
            continue
        (quoted if _is_arrowed(lines[at]) else own).append(lines[at])
        at += 1
    return _trimmed(own), _trimmed(quoted)


def split_forwarded(text: str) -> tuple[str, str, str]:
    """A forwarded mail: words above it, words forwarded, and the first writer's address; empty when it is none."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if _FORWARD.match(line):
            inside, address = _after_header(lines[at + 1 :])
            return _trimmed(lines[:at]), inside, address
    return "", "", ""


def forwarded_header(text: str) -> tuple[str, str]:
    """The words under a From/Date/Subject block at the top of ``text`` and its address; empty when there is none."""
    lines = [re.sub(r"^(?:>\s?)+", "", line) for line in text.split("\n")]
    for at, line in enumerate(lines[:40]):
        if _FROM.match(line) and _is_header_block(lines, at):
            return _after_header(lines[at:])
    return "", ""


def _opens_quote(lines: list[str], at: int) -> int:
    """How many lines introduce a quote here; none is 0."""
    line = lines[at]
    if _LINE.match(line) or _WROTE.match(line):
        return 1
    if _WROTE_START.match(line) and at + 1 < len(lines) and _WROTE.match(f"{line} {lines[at + 1].strip()}"):
        return 2
    return 1 if _FROM.match(line) and _is_header_block(lines, at) else 0


def _is_header_block(lines: list[str], at: int) -> bool:
    """Whether a line that says From is followed by the rest of a mail's head, as Outlook quotes."""
    return sum(bool(_HEADER.match(line)) for line in lines[at : at + 6]) >= 3


def _after_header(lines: list[str]) -> tuple[str, str]:
    address = ""
    at = 0
    while (
        at < len(lines)
        and (not lines[at].strip() or _HEADER.match(lines[at]))
        and not (address and not lines[at].strip())
    ):
        if not address and _FROM.match(lines[at]):
            found = _ADDRESS.search(lines[at])
            address = found[0].lower() if found else ""
        at += 1
    return _trimmed([re.sub(r"^> ?", "", line) for line in lines[at:]]), address


def _next_words(lines: list[str], at: int) -> str:
    return next((line for line in lines[at : at + 4] if line.strip()), "")


def _is_arrowed(line: str) -> bool:
    return line.lstrip(" ")[:1] == ">"


def _trimmed(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")
