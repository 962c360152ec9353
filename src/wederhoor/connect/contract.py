"""What every adapter gives: an order, a parcel, or a mail, in the shapes the rest of the house knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any


class Unreadable(ValueError):
    """The bytes could not be used; the message is one sentence for a person: what happened and what to do."""


@dataclass(frozen=True)
class Line:
    """One line of an order: ``price`` is what was paid for the line, in euro, VAT included."""

    name: str
    quantity: int
    price: Decimal
    sku: str = ""
    custom_made: bool = False


@dataclass(frozen=True)
class Order:
    """An order as the shop's own papers show it. Money in euro; times aware where the paper has a time."""

    number: str
    placed: date
    lines: tuple[Line, ...]
    goods_total: Decimal
    delivery_cost: Decimal
    total: Decimal
    placed_at: datetime | None = None
    payment_means: str = ""
    paid_at: datetime | None = None
    customer_name: str = ""
    customer_email: str = ""
    address: str = ""
    country: str = "NL"
    company: str = ""
    carrier: str = ""
    tracking_code: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ParcelEvent:
    """One scan or act of the carrier."""

    at: datetime
    code: str
    says: str
    place: str = ""


@dataclass(frozen=True)
class Parcel:
    """What the carrier shows of one parcel. ``proof`` names the kinds of evidence: scan, gps, photo, signature, code, id."""

    carrier: str
    code: str
    events: tuple[ParcelEvent, ...] = ()
    handed_over: date | None = None
    delivered_at: datetime | None = None
    proof: frozenset[str] = frozenset()
    received_by: str = ""
    status: str = ""
    weights_kg: tuple[Decimal, ...] = ()
    returned: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Attachment:
    """One attached file of a mail, as bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Mail:
    """A mail, read within limits: ``text`` is what the writer wrote now, ``quoted`` the older part underneath."""

    subject: str
    sender_name: str
    sender: str
    to: tuple[str, ...]
    date: datetime | None
    message_id: str
    references: tuple[str, ...]
    text: str
    quoted: str = ""
    attachments: tuple[Attachment, ...] = ()
    automatic: bool = False
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class PaperRead:
    """What one paper gave: an order, a parcel, a mail, plain text, and facts of the vocabulary it shows."""

    adapter: str
    order: Order | None = None
    parcel: Parcel | None = None
    mail: Mail | None = None
    text: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Adapter:
    """A name, a question ("is this yours?") and a reading. Both are pure; ``read`` raises :class:`Unreadable`."""

    name: str
    recognises: Callable[[bytes, str], bool]
    read: Callable[[bytes], PaperRead]
