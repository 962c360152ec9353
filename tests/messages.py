"""Messages, orders and parcels for tests that need one, in our own words."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from wederhoor.casework.shapes import Paper

NOT_RECEIVED = """\
Van: Tessa Brand <tessa@post.example>
Onderwerp: Pakket niet gekomen

Hallo,

Op 21 september bestelde ik bij jullie een tafellamp (bestelling LH-2041). Volgens de bezorger is hij op 24 september
afgeleverd, maar ik heb niets ontvangen. Niemand in huis heeft iets aangenomen. Graag krijg ik mijn geld terug.

Groeten,
Tessa Brand
"""

WITHDRAWAL = """\
Van: Tessa Brand <tessa@post.example>
Onderwerp: Ik wil de lamp teruggeven

Hallo,

De tafellamp van bestelling LH-2041 kwam op 5 oktober binnen. Hij is niet wat ik zocht. Ik herroep de koop en wil
€ 64,90 terug. Waar mag hij heen?

Tessa Brand
"""

PRAISE = """\
Van: Tessa Brand <tessa@post.example>
Onderwerp: Bedankt

Wat een mooie lamp en wat snel bezorgd. Heel erg bedankt, jullie zijn een topwinkel!

Tessa
"""


def message(text: str = NOT_RECEIVED, at: datetime = datetime(2026, 10, 9, 8, 30, tzinfo=UTC)) -> Paper:
    """A pasted message."""
    return Paper(text.encode(), "", "text/plain", "message", "consumer", received=at)


def mail(text: str = NOT_RECEIVED, message_id: str = "<een@post.example>") -> Paper:
    """The same as a mail file."""
    head, _, body = text.partition("\n\n")
    subject = next(line for line in head.splitlines() if line.startswith("Onderwerp: ")).removeprefix("Onderwerp: ")
    raw = (
        f"From: Tessa Brand <tessa@post.example>\r\nTo: winkel@shop.example\r\nSubject: {subject}\r\n"
        f"Date: Fri, 09 Oct 2026 08:30:00 +0200\r\nMessage-ID: {message_id}\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}"
    )
    return Paper(raw.encode(), "bericht.eml", "message/rfc822", "message", "consumer")


def order(**changes: object) -> Paper:
    """The order behind the messages, as the shop's platform gives it."""
    placed = {
        "id": 2041,
        "number": "LH-2041",
        "status": "completed",
        "currency": "EUR",
        "date_created": "2026-09-21T20:14:00",
        "date_created_gmt": "2026-09-21T18:14:00",
        "date_paid": "2026-09-21T20:15:00",
        "date_paid_gmt": "2026-09-21T18:15:00",
        "shipping_total": "4.95",
        "total": "64.90",
        "payment_method": "mollie_wc_gateway_ideal",
        "payment_method_title": "iDEAL",
        "billing": {"first_name": "Tessa", "last_name": "Brand", "company": "", "email": "tessa@post.example",
                    "address_1": "Dijk 3", "postcode": "1234 AB", "city": "Haven", "country": "NL"},
        "shipping": {"first_name": "Tessa", "last_name": "Brand", "company": "", "address_1": "Dijk 3",
                     "postcode": "1234 AB", "city": "Haven", "country": "NL"},
        "line_items": [{"id": 1, "name": "Tafellamp Kiek", "product_id": 9, "quantity": 1, "subtotal": "59.95",
                        "total": "59.95", "total_tax": "0.00", "sku": "KIEK-1", "price": 59.95, "meta_data": []}],
        "shipping_lines": [{"id": 2, "method_title": "PostNL", "total": "4.95", "total_tax": "0.00"}],
        "meta_data": [],
        **changes,
    }  # fmt: skip
    return Paper(json.dumps(placed).encode(), "order.json", "application/json", "order", "platform")
