"""What a shop owner has at hand: a customer's mail, the confirmation as PDF, a tracking link; dated from today."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import typst
from PIL import Image
from tests.dossier import cases

MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
ORDER = "VB-3077"
CUSTOMER, HER_MAIL = "Ilse Hoogland", "ilse@post.example"
TRACKING = "https://jouw.postnl.nl/track-and-trace/3SVUUR0307712-NL-1234AB"
CARD = "Vuurbaak Wonen\nKadeplein 4, 1234 AB Westerkade\nKvK 12345678\nhallo@vuurbaak.example"


def days_ago(number: int) -> date:
    return date.today() - timedelta(days=number)  # noqa: DTZ011  the test and the program run on one machine


def said(day: date) -> str:
    """A day as people write it: 3 november 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def mail() -> str:
    """The parcel that never came, in a customer's words."""
    return f"""Onderwerp: Waar is mijn vaas?

Beste Vuurbaak,

Op {said(days_ago(12))} heb ik bij jullie de vaas Branding besteld, bestelnummer {ORDER}, voor € 64,90 met verzending.
Volgens de bezorger is het pakket op {said(days_ago(8))} afgeleverd, maar ik heb niets ontvangen. Bij de buren
is ook niets aangenomen. Ik wil graag mijn geld terug.

Groet,
{CUSTOMER}
"""


def confirmation() -> bytes:
    """The shop's confirmation as a PDF with text."""
    lines = [
        "= Bevestiging van je bestelling",
        "Vuurbaak Wonen, Kadeplein 4, 1234 AB Westerkade, KvK 12345678",
        f"Bestelnummer: {ORDER}",
        f"Besteldatum: {said(days_ago(12))}",
        "1 x Vaas Branding € 59,95",
        "Verzending: € 4,95",
        "Totaal: € 64,90 (inclusief btw)",
        "Betaald met: iDEAL",
        f"Bezorgadres: {CUSTOMER}, Duinweg 8, 1234 CD Zuiderkade",
        "Je kunt deze koop tot 14 dagen na ontvangst herroepen, zonder reden.",
    ]
    return typst.compile(b'#set text(lang: "nl")\n' + "\n\n".join(lines).encode())


def pdf(name: str = "bevestiging.pdf") -> dict[str, object]:
    """The confirmation as a browser's file field takes it."""
    return {"name": name, "mimeType": "application/pdf", "buffer": confirmation()}


def picture() -> bytes:
    """A photograph as a phone makes it: what it was taken with, when and where travel along."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0132] = "Telefoonmaker", "Model 9", "2026:10:09 14:02:11"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (52.0, 22.0, 12.5), "E", (4.0, 53.0, 42.0)
    out = BytesIO()
    Image.open(BytesIO(cases.photo())).save(out, "JPEG", exif=exif, quality=85)
    return out.getvalue()
