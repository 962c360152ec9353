"""Saved track-and-trace pages (HTML, text, or the text of a PDF) in Dutch, English and German."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from wederhoor.connect.carriers import links, signs
from wederhoor.connect.carriers.course import Seen, parcel_from
from wederhoor.connect.contract import PaperRead, ParcelEvent
from wederhoor.connect.figures import AMSTERDAM, carrier_of, date_span, time_in
from wederhoor.connect.limits import PARCEL_EVENTS
from wederhoor.connect.sentences import unreadable

NAME = "tracking page"
_CODE_LABEL = re.compile(
    r"(?:barcode|zendingsnummer|pakketnummer|track\s*(?:&|and|en|’n)\s*trace(?:[- ]?(?:code|nummer))?|"
    r"trackingnummer|tracking (?:number|code|id)|"
    r"zending(?:scode)?|parcel(?: number)?|shipment(?: number)?|sendungsnummer|volgcode|code)\s*[:#]?\s*"
    r"(?P<code>(?=[A-Z0-9 ]{0,12}\d{3})[A-Z0-9]{8,39})\b",
    re.I,
)
_CODE = re.compile(r"\b(?:3S[A-Z]{2,6}\d{7,12}|JVGL\d{10,26}|JJD\d{12,30}|1Z[A-Z0-9]{16})\b")
_WEIGHT = re.compile(
    r"(?:gewicht|gewogen|weight|weighed|gewogen op)\b[^\n\d]{0,40}(?P<n>\d{1,3}(?:[.,]\d{1,3})?)\s*(?P<unit>kg|"
    r"kilo|g|gram)\b",
    re.I,
)
_OFF = re.compile(
    r"(?P<n>\d{1,5})\s?(?P<unit>m|meter|metres|meters|km)\b.{0,30}(?:van|from|vom|"
    r"von)\b.{0,30}(?:adres|address|adresse)",
    re.I,
)
_PRINTED = re.compile(r"(?:opgeslagen|bewaard|afgedrukt|geprint|saved|printed|gespeichert|gedruckt)[^\n]{0,40}", re.I)
_TRACKING_WORDS = re.compile(
    r"track\s*(?:&|and|en|’n)\s*trace|volg (?:je|uw|jouw) (?:pakket|zending)|"
    r"sendungsverfolgung|track(?:ing)? (?:your )?(?:parcel|shipment|number)|"
    r"status van (?:je|uw|de) (?:zending|pakket)|bezorgstatus|zendingsgegevens|"
    r"delivery status",
    re.I,
)
_NOISE = re.compile(r"^[\W_]*$|^(?:om|at|um|op|on|am)\b\W*$", re.I)


def recognises(text: str) -> bool:
    """Whether ``text`` reads as a carrier's page: a carrier's name, its words, and at least one dated event."""
    if not carrier_of(text) or not _TRACKING_WORDS.search(text):
        return False
    return bool(_code_in(text)) and bool(_events(text))


def read_text(text: str) -> PaperRead:
    """The parcel on the page; raises :class:`Unreadable` when no carrier, or no code and no event, can be seen."""
    linked = next(iter(links.links_in(text)), None)
    code = _code_in(text) or (linked.code if linked else "")
    carrier = carrier_of(text) or (linked.carrier if linked else "") or links.carrier_of_code(code)
    events = _events(text)
    if not carrier:
        raise unreadable("carrier_unknown")
    if not code and not events:
        raise unreadable("page_no_parcel")
    lines = tuple(line.strip() for line in text[:100_000].split("\n") if line.strip())
    parcel = parcel_from(
        Seen(
            carrier,
            code,
            events,
            told=_claims(lines),
            weights_kg=_weights(text),
            extra={"postcode": linked.postcode if linked else "", "metres_off": _metres_off(text)},
        )
    )
    return PaperRead(NAME, parcel=parcel, text=text)


def _code_in(text: str) -> str:
    match = _CODE.search(text[:100_000])
    if match:
        return match[0]
    labelled = _CODE_LABEL.search(text[:100_000])
    return labelled["code"].upper() if labelled else ""


def _claims(lines: Sequence[str]) -> tuple[str, ...]:
    """Lines that tell of proof, not the page's own explanation of how it delivers."""
    return tuple(line for line in lines if len(line) < 200 and not line.endswith("?"))


def _events(text: str) -> tuple[ParcelEvent, ...]:
    """Each moment on the page with the words that belong to it: beside it, under it, or above it."""
    lines = [line.strip(" \t•·*-–|") for line in text[:100_000].split("\n")]
    lines = [line for line in lines if line and not _PRINTED.match(line)]
    near = _year_on(text)
    found: list[ParcelEvent] = []
    day: date | None = None
    for at, line in enumerate(lines):
        read = date_span(line, near)
        day = read[0] if read else day
        clock = time_in(line if read is None else _without(line, read[1]))
        if day is None or clock is None or len(found) >= PARCEL_EVENTS:
            continue
        says = _words(lines, at, read[1] if read else None)
        if says:
            found.append(ParcelEvent(datetime(day.year, day.month, day.day, *clock, tzinfo=AMSTERDAM), "", says))
    return tuple(found)


def _year_on(text: str) -> date | None:
    """A full date anywhere on the page gives the year to those that name none."""
    full = date_span(text)
    return date(full[0].year, 12, 31) if full else None


def _without(line: str, span: tuple[int, int]) -> str:
    return f"{line[: span[0]]} {line[span[1] :]}"


def _words(lines: Sequence[str], at: int, span: tuple[int, int] | None) -> str:
    """The words of one event; its own line first, then whichever neighbour tells of a parcel."""
    own = _without(lines[at], span) if span else lines[at]
    own = re.sub(r"\b\d{1,2}[:.]\d{2}(?::\d{2})?\b(?:\s*(?:uur|uhr|h|am|pm))?", " ", own)
    own = re.sub(
        r"\b(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|monday|tuesday|wednesday|"
        r"thursday|friday|saturday|sunday|"
        r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|ma|di|wo|do|vr|za|zo)\b\.?,?",
        " ",
        own,
        flags=re.I,
    )
    own = re.sub(r"\s+", " ", own).strip(" ,.|:;–-\t")
    if signs.kind_of(own) or (len(own) > 12 and not _NOISE.match(own)):
        return own[:300]
    below = lines[at + 1] if at + 1 < len(lines) else ""
    above = lines[at - 1] if at else ""
    order = (above, below) if signs.kind_of(above) and not _is_dated(above) else (below, above)
    near = next((line for line in order if line and not _is_dated(line) and signs.kind_of(line)), "")
    return (near or own)[:300]


def _is_dated(line: str) -> bool:
    return time_in(line) is not None


def _metres_off(text: str) -> int | None:
    """How far from the address the page says the scan was made; ``None`` when it does not say."""
    match = _OFF.search(text[:100_000])
    if match is None:
        return None
    return int(match["n"]) * (1000 if match["unit"].lower() == "km" else 1)


def _weights(text: str) -> tuple[Decimal, ...]:
    found = []
    for match in _WEIGHT.finditer(text[:100_000]):
        number = Decimal(match["n"].replace(",", "."))
        found.append(number / 1000 if match["unit"].lower().startswith("g") else number)
    return tuple(found)
