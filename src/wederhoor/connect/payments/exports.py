"""Exports (CSV) of payment providers, told apart by their column names and read row by row into one shape.

Stripe's payments and balance reports, Mollie's payments and settlements, PayPal's activity report, and Adyen's payment
and settlement reports. A row that fits nothing is given back with the reason, and never left out in silence.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wederhoor.connect.payments.shapes import PaymentMoment, kind_of, order_of

LONGEST_ROW = 64 * 1024
_ZONES = {"PST": "-08:00", "PDT": "-07:00", "CET": "+01:00", "CEST": "+02:00", "GMT": "+00:00", "BST": "+01:00"}
_FIRST_YEAR = 1995  # before it nothing was paid on the web; a year that is no year would break what reads it
_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M:%S", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M")


@dataclass(frozen=True)
class Layout:
    """The column names of a provider's export, lower case, the first that is there counts; ``signs`` tell it apart."""

    provider: str
    signs: tuple[frozenset[str], ...]
    at: tuple[str, ...]
    kind: tuple[str, ...]
    reference: tuple[str, ...]
    amount: tuple[str, ...]
    currency: tuple[str, ...]
    order: tuple[str, ...]
    method: tuple[str, ...] = ()
    last4: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    email: tuple[str, ...] = ()
    zone: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    default_zone: str = "Europe/Amsterdam"


LAYOUTS = (
    Layout(
        "stripe",
        (frozenset({"id", "created (utc)", "amount"}), frozenset({"id", "created date (utc)", "amount"})),
        at=("created (utc)", "created date (utc)"),
        kind=("type", "reporting category", "status"),
        reference=("paymentintent id", "payment_intent_id", "source", "id"),
        amount=("amount", "gross"),
        currency=("currency",),
        order=("order_number (metadata)", "order_id (metadata)", "order (metadata)", "description"),
        method=("payment method type", "payment source type", "card brand"),
        last4=("card last4", "card_last4"),
        status=("status", "type"),
        email=("customer email", "customer_email"),
        default_zone="UTC",
    ),
    Layout(
        "adyen",
        (frozenset({"psp reference", "merchant reference", "creation date"}),),
        at=("creation date", "booking date"),
        kind=("type", "record type"),
        reference=("psp reference",),
        amount=("gross credit (gc)", "captured (pc)", "main amount", "amount", "received (pc)"),
        minus=("gross debit (gc)",),
        currency=("gross currency", "main currency", "payment currency", "currency"),
        order=("merchant reference",),
        method=("payment method", "payment method variant"),
        last4=("card number", "card summary"),
        status=("type", "record type"),
        email=("shopper email",),
        zone=("timezone", "time zone", "creation date timezone"),
    ),
    Layout(
        "paypal",
        (
            frozenset({"date", "time", "transaction id", "gross"}),
            frozenset({"datum", "tijd", "transactiereferentie", "bruto"}),
        ),
        at=("date", "datum"),
        time=("time", "tijd"),
        kind=("type", "omschrijving"),
        reference=("reference txn id", "transaction id", "transactiereferentie"),
        amount=("gross", "bruto"),
        currency=("currency", "valuta"),
        order=("invoice number", "custom number", "factuurnummer"),
        status=("status",),
        email=("from email address", "van e-mailadres"),
        zone=("timezone", "time zone", "tijdzone"),
    ),
    Layout(
        "mollie",
        (
            frozenset({"date", "id", "amount", "payment method"}),
            frozenset({"datum", "id", "bedrag", "betaalmethode"}),
        ),
        at=("date", "datum"),
        kind=("status",),
        reference=("id",),
        amount=("amount", "bedrag"),
        currency=("currency", "valuta"),
        order=("description", "omschrijving"),
        method=("payment method", "betaalmethode"),
        last4=("consumer bank account", "consumentenrekening"),
        status=("status",),
    ),
)


@dataclass(frozen=True)
class Misfit:
    """A row that could not be read: its line in the file and why (``shape``, ``moment``, ``long``)."""

    number: int
    why: str
    text: str


def layout_of(header: str) -> Layout | None:
    """Whose export begins with this line; ``None`` when nobody's we know."""
    names = {name.strip().strip('"').lower() for name in re.split(r"[,;\t]", header.lstrip("\ufeff"))}
    return next((layout for layout in LAYOUTS if any(sign <= names for sign in layout.signs)), None)


def rows_of(lines: Iterable[str], layout: Layout) -> Iterator[tuple[int, PaymentMoment | Misfit]]:
    """Every row with the number of its line; ``lines`` begins with the header."""
    source = iter(lines)
    header = next(source, "").lstrip("\ufeff")
    sign = max(",;\t", key=header.count)
    names = [name.strip().lower() for name in next(csv.reader([header], delimiter=sign), [])]
    for number, line in enumerate(source, 2):
        if not line.strip():
            continue
        yield number, _read(number, line, sign, names, layout)


def _read(number: int, line: str, sign: str, names: list[str], layout: Layout) -> PaymentMoment | Misfit:
    shown = line[:200]
    if len(line) > LONGEST_ROW:
        return Misfit(number, "long", shown)
    try:
        cells = next(csv.reader([line], delimiter=sign, strict=True), [])
    except csv.Error:
        return Misfit(number, "shape", shown)
    row = dict(zip(names, (cell.strip() for cell in cells), strict=False))
    at = _at(row, layout)
    reference = _first(row, layout.reference)
    if len(cells) != len(names) or not reference:
        return Misfit(number, "shape", shown)
    return _moment(row, layout, at, reference) if at else Misfit(number, "moment", shown)


def _moment(row: Mapping[str, str], layout: Layout, at: datetime, reference: str) -> PaymentMoment:
    amount = _amount(_first(row, layout.amount))
    less = _amount(_first(row, layout.minus)) if layout.minus else None
    kind = kind_of(_first(row, layout.kind))
    if layout.provider == "paypal" and kind == "paid" and amount is not None and amount < 0:
        kind = "other"  # a payment the shop made itself
    return PaymentMoment(
        provider=layout.provider,
        at=at,
        kind=kind,
        reference=reference[:80],
        amount=-less if less and not amount else amount,
        currency=_first(row, layout.currency)[:3].upper(),
        order_number=order_of(*(row.get(name, "") for name in layout.order)),
        method=_first(row, layout.method)[:30] or ("paypal" if layout.provider == "paypal" else ""),
        last4=_last4(_first(row, layout.last4)),
        status=_first(row, layout.status)[:60],
        email=_first(row, layout.email)[:254],
    )


def _first(row: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((row[name] for name in names if row.get(name)), "")


def _last4(said: str) -> str:
    """Of a card or an account no more than the last four signs are ever kept."""
    kept = "".join(sign for sign in said if sign.isalnum())[-4:]
    return kept if kept.isdigit() and len(kept) == 4 else ""


def _amount(said: str) -> Decimal | None:
    """An amount with a point or a comma before the cents."""
    plain = said.replace("\xa0", "").replace(" ", "").replace("€", "")
    if plain.rfind(",") > plain.rfind("."):
        plain = plain.replace(".", "").replace(",", ".")
    try:
        amount = Decimal(plain.replace(",", ""))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < 10**12 else None


def _at(row: Mapping[str, str], layout: Layout) -> datetime | None:
    """The moment in its own zone: as written, from a column, or the zone this provider's exports are in."""
    said = " ".join(filter(None, (_first(row, layout.at), _first(row, layout.time)))).replace("T", " ")
    if not said:
        return None
    at = _parsed(said)
    if at is None or at.year < _FIRST_YEAR:
        return None
    if at.tzinfo is not None:
        return at
    return _zoned(at, _first(row, layout.zone) or layout.default_zone)


def _parsed(said: str) -> datetime | None:
    for shape in ("", *_FORMATS):
        try:
            # Its zone, where it names none, is found by the caller.
            return datetime.strptime(said, shape) if shape else datetime.fromisoformat(said)  # noqa: DTZ007
        except ValueError:
            continue  # not in this shape; the next may fit
    return None


def _zoned(at: datetime, zone: str) -> datetime | None:
    if zone in _ZONES:
        return datetime.fromisoformat(f"{at:%Y-%m-%dT%H:%M:%S}{_ZONES[zone]}")
    try:
        return at.replace(tzinfo=UTC if zone == "UTC" else ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
