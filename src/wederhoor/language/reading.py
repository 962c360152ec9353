"""Reading an incoming message: language, kinds, demands, dates, amounts, announced steps and what the writer states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from wederhoor.facts import MessageKind
from wederhoor.language.agency import agency
from wederhoor.language.asserted import changes_account, read_asserted
from wederhoor.language.days import DayRead
from wederhoor.language.demands import read_demands
from wederhoor.language.detect import LANGUAGES, detect
from wederhoor.language.history import split_quoted
from wederhoor.language.kinds import read_kinds
from wederhoor.language.marks import Marked, Message, mark
from wederhoor.language.pressure import read_pressure
from wederhoor.language.prose import LIMIT, Span
from wederhoor.language.shapes import AmountRead, DateRead, DemandRead, KindRead, Reading
from wederhoor.language.signature import signed_by

_REPLY: Final = re.compile(r"^(?:\s*(?:re|fw|fwd|aw|wg|antw|betreft|betreff|onderwerp|subject)\s?:\s*)+", re.IGNORECASE)
_ASKS_NOTHING: Final = (MessageKind.PHISHING, MessageKind.SUPPLIER, MessageKind.PRAISE)


def read(
    text: str,
    *,
    subject: str = "",
    on: date | None = None,
    sender_name: str = "",
    attachments: Sequence[str] = (),
) -> Reading:
    """Read a message written on ``on``; quoted history is left out, and at most :data:`LIMIT` characters are read."""
    own, _ = split_quoted(text[: 4 * LIMIT])
    whole = f"{_REPLY.sub('', subject[:300]).strip()}\n\n{own[:LIMIT]}".strip()
    message, demands, kinds = _understood(whole, on)
    if kinds[0].kind in _ASKS_NOTHING:
        demands = ()
    days = _days(message)
    amounts = tuple(AmountRead(s.value, _around(message, s)) for s in message.amounts)  # type: ignore[arg-type]  # Decimals
    return Reading(
        language=message.language,
        kinds=kinds,
        demands=demands,
        order_numbers=tuple(dict.fromkeys(str(s.value) for s in message.orders)),
        dates=days,
        amounts=amounts,
        pressure=read_pressure(message, kinds, demands),
        asserted=read_asserted(message, kinds, demands, days, amounts, attachments),
        sender_name=_fuller(signed_by(own), sender_name),
        iban_change=changes_account(message),
        summary=agency(whole) if kinds[0].kind is MessageKind.COLLECTION_LETTER else {},
    )


def _fuller(signed: str, sender: str) -> str:
    """ "Mark" under a mail from "Mark de Graaf" is he; any other signature goes before the address book's name."""
    return sender if not signed or signed.lower() in sender.lower() else signed


def _understood(whole: str, on: date | None) -> tuple[Message, tuple[DemandRead, ...], tuple[KindRead, ...]]:
    """Read in the language it seems to be in; a short text that says nothing there is tried in the other two."""
    first = detect(whole)
    best = None
    for language in (first, *(other for other in LANGUAGES if other != first)):
        message = mark(whole, language, on)
        demands = read_demands(message)
        kinds = read_kinds(message, demands)
        told = kinds[0].kind is not MessageKind.OTHER or bool(demands)
        if best is None or told:
            best = (message, demands, kinds)
        if told or len(whole) > 200:
            break
    if best is None:
        raise AssertionError("there is always a first language")
    return best


def _around(message: Message, span: Span) -> str:
    start = max(message.text.rfind("\n", 0, span.start) + 1, span.start - 40)
    end = message.text.find("\n", span.end)
    piece = message.text[start : min(end if end >= 0 else len(message.text), span.end + 20)]
    return " ".join(piece.split())


def _days(message: Message) -> tuple[DateRead, ...]:
    out = []
    for span in message.days:
        day = span.value
        if isinstance(day, DayRead):
            out.append(DateRead(day.on, _what(message, span, day), message.text[span.start : span.end]))
    return tuple(out)


def _what(message: Message, span: Span, day: DayRead) -> str:
    marked = next((m for m in message.marked if m.sentence.starts[0] <= span.start < m.sentence.ends[-1]), None)
    if marked is None:
        return ""
    what = _nearest_cue(marked, span)
    if day.ahead or (message.on and day.on > message.on):
        return "deadline"
    if what in ("deadline", ""):
        return ""
    if not day.exact:
        return f"about_{what}"
    if what in ("delivered", "received") and "flags/carrier_says/any" in marked.asks:
        return "carrier_says"
    return what


def _nearest_cue(marked: Marked, span: Span) -> str:
    """What dates the day: the cue nearest to it, in its own clause before any other."""
    at = next((i for i, start in enumerate(marked.sentence.starts) if start >= span.start), 0)
    opens, closes = marked.sentence.clause(at)
    best: tuple[int, str] | None = None
    for group, hits in marked.asks.items():
        part, name, _ = group.split("/")
        if part != "dates":
            continue
        for hit in hits:
            far = min(abs(hit.first - at), abs(hit.last - 1 - at)) + (0 if opens <= hit.first < closes else 8)
            far -= 3 * (hit.last - hit.first > 1)
            if best is None or far < best[0]:
                best = (far, name)
    return best[1] if best else ""
