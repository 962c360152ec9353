"""What every adapter gives: an order, a parcel, or a mail, in the shapes the rest of the house knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any


class Said(str):
    """A sentence for a person in Dutch, that knows itself in English and German too."""

    __slots__ = ("in_languages",)
    in_languages: Mapping[str, str]

    @classmethod
    def of(cls, in_languages: Mapping[str, str]) -> Said:
        said = cls(in_languages["nl"])
        said.in_languages = in_languages
        return said

    def says(self, language: str) -> str:
        """The sentence in ``language`` (nl, en, de); Dutch when that one is not there."""
        return self.in_languages.get(language, str(self))


class Unreadable(ValueError):
    """The bytes could not be used; the message is one sentence for a person: what happened and what to do."""

    def says(self, language: str) -> str:
        """The sentence in ``language`` (nl, en, de), where the adapter gave it in more than one."""
        said = self.args[0] if self.args else ""
        return said.says(language) if isinstance(said, Said) else str(said)


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
    paid: bool | None = None
    currency: str = "EUR"
    vat_id: str = ""
    delivery_option: str = ""
    delivery_named: bool = True
    web: bool = True


@dataclass(frozen=True)
class Payment:
    """What a payment provider shows of one payment: means (ideal, card, klarna …), euro, and whether it was paid."""

    provider: str
    reference: str
    means: str
    amount: Decimal
    paid: bool
    paid_at: datetime | None = None
    order_number: str = ""
    refunded: Decimal = Decimal(0)
    charged_back: Decimal = Decimal(0)
    three_d_secure: bool | None = None


@dataclass(frozen=True)
class ParcelEvent:
    """One scan or act of the carrier."""

    at: datetime
    code: str
    says: str
    place: str = ""


@dataclass(frozen=True)
class Parcel:
    """What the carrier shows of one parcel. ``proof`` names what shows it: scan, gps, photo, signature, code, id."""

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
    """A mail, read within limits: ``text`` is what the writer wrote now, ``quoted`` the older part underneath.

    ``sent_by`` is person, auto_reply, bounce or bulk; ``forwarded_from`` the first writer's address where it was
    forwarded; ``html`` the HTML part after cleaning, safe to show.
    """

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
    sent_by: str = "person"
    forwarded_from: str = ""
    html: str = ""


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
    payment: Payment | None = None


@dataclass(frozen=True)
class Adapter:
    """A name, a question ("is this yours?") and a reading. Both are pure; ``read`` raises :class:`Unreadable`."""

    name: str
    recognises: Callable[[bytes, str], bool]
    read: Callable[[bytes], PaperRead]
