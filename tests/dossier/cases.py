"""Case files to try the dossier on: one written out in full, one empty, one with very much in it."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta, timezone
from io import BytesIO

from PIL import Image, ImageDraw

from wederhoor.dossier.model import (
    CaseFile,
    Clock,
    Exhibit,
    Moment,
    MomentKind,
    OwnDemand,
    OwnPart,
    OwnReason,
    Party,
    Sentence,
    Side,
    Statement,
    Telling,
)

SUMMER = timezone(timedelta(hours=2))
MADE = datetime(2026, 10, 12, 9, 10, tzinfo=SUMMER)
CONSUMER, SHOP, CARRIER, NEUTRAL = Side.CONSUMER, Side.SHOP, Side.CARRIER, Side.NEUTRAL

MAIL = """Goedemiddag,

Op zondag 27 september heb ik bij u een vaas besteld, bestelnummer KM-2210, voor € 61,45.
De bezorgdienst zegt dat het pakket woensdag om kwart over twee is afgegeven.
Ik was thuis en er heeft niemand aangebeld.

Bij de buren is ook niets gebracht; op de foto staat een deur die niet van mij is.
Wilt u de vaas opnieuw sturen? Kan dat niet, dan wil ik mijn geld terug.

Met vriendelijke groet,
T. Aldering"""

REPLY = """Geachte mevrouw Aldering,

Dank voor uw bericht van 6 oktober. Wij hebben de gegevens van de bezorgdienst opgevraagd (B3).
Daarop is een groene deur te zien. U schrijft dat uw deur wit is.

Wij sturen u deze week een nieuwe vaas, met handtekening voor ontvangst.

Met vriendelijke groet,
Pottenbakkerij De Kei"""


def photo(words: str = "", size: tuple[int, int] = (1200, 800), colour: str = "#6f8f74") -> bytes:
    """A picture of a door, more or less."""
    image = Image.new("RGB", size, "#d8d2c6")
    pen = ImageDraw.Draw(image)
    wide, high = size
    pen.rectangle((wide * 0.35, high * 0.12, wide * 0.62, high), fill=colour)
    pen.ellipse((wide * 0.58, high * 0.55, wide * 0.6, high * 0.58), fill="#e9c46a")
    pen.text((20, 20), words, fill="black", font_size=40)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def exhibit(number: str, title: str, data: bytes = b"", **more: object) -> Exhibit:
    base: dict[str, object] = {
        "sort": "other",
        "source": "",
        "added_by": SHOP,
        "added_at": datetime(2026, 10, 6, 10, 0, tzinfo=SUMMER),
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
    }
    return Exhibit(number=number, title=title, **{**base, **more})  # type: ignore[arg-type] # the shape is checked by mypy on src


def own() -> OwnPart:
    return OwnPart(
        headline="De klant mag dit vragen. Stuur een nieuwe vaas, of betaal € 61,45 terug.",
        demands=(
            OwnDemand(
                "Opnieuw sturen",
                "De klant mag dit vragen.",
                (
                    OwnReason(
                        "De winkel moet laten zien dat het pakket is ontvangen.", ("7:9 lid 1 BW", "7:11 lid 1 BW")
                    ),
                    OwnReason("Een scan en een foto van een andere deur laten dat niet zien.", ("150 Rv",), True),
                ),
            ),
        ),
        missing=("De handtekening, als die er is: opvragen bij de bezorgdienst.",),
        would_change=("Een handtekening van de klant zelf.",),
        today=("Stuur een nieuwe vaas met handtekening voor ontvangst.",),
        recourse=("Vraag de bezorgdienst om vergoeding, uiterlijk donderdag 29 oktober.",),
        notes=("Kwartelkoning: ons interne woord voor deze route.",),
    )


def case(language: str = "nl", **more: object) -> CaseFile:
    """A parcel that never came, with a gap, both tellings, letters, five papers of which one is withheld."""
    base: dict[str, object] = {
        "reference": "K7QF-82MN",
        "title": "Pakket niet ontvangen",
        "subject": "Vaas Terschelling, besteld op zondag 27 september 2026",
        "language": language,
        "opened": date(2026, 10, 6),
        "made_at": MADE,
        "installation": "Wederhoor bij Pottenbakkerij De Kei",
        "banner": "Demonstratie: personen en gegevens zijn verzonnen",
        "parties": (
            Party(CONSUMER, "mw. T. Aldering", ("Lindelaan 14, Westerkade",)),
            Party(
                SHOP,
                "Pottenbakkerij De Kei",
                ("Havendijk 7, Westerkade", "KvK 00000000 (demonstratie)", "post@dekei.example"),
            ),
        ),
        "summary": (
            "Mevrouw Aldering kocht op 27 september een vaas voor € 61,45.",
            "De bezorgdienst meldt dat het pakket op 30 september is afgegeven. Zij kreeg niets, zegt zij.",
            "Op de foto van de bezorgdienst staat een groene deur.",
            "De winkel heeft op 12 oktober geantwoord.",
        ),
        "asked": ("De vaas opnieuw sturen.", "Kan dat niet: € 61,45 terugbetalen."),
        "moments": (
            Moment(date(2026, 9, 27), "Vaas besteld en betaald", CONSUMER, "16.40 uur", ("B2",)),
            Moment(date(2026, 9, 29), "Pakket aan de bezorgdienst gegeven", SHOP, "", ("B3",)),
            Moment(
                date(2026, 9, 30), "Volgens de bezorgdienst afgegeven, met foto", CARRIER, "14.12 uur", ("B3", "B4")
            ),
            Moment(date(2026, 10, 6), "Mevrouw Aldering schrijft dat zij niets kreeg", CONSUMER, "13.05 uur", ("B1",)),
            Moment(
                date(2026, 10, 6), "Geen antwoord van de winkel", SHOP, kind=MomentKind.GAP, until=date(2026, 10, 12)
            ),
            Moment(date(2026, 10, 12), "De winkel antwoordt", SHOP, "09.05 uur", ("B5",)),
            Moment(date(2026, 10, 27), "Uiterste dag voor de levering", SHOP, kind=MomentKind.FUTURE),
        ),
        "tellings": (
            Telling(
                CONSUMER,
                (
                    Sentence("Ik heb op 27 september een vaas besteld.", ("B2",)),
                    Sentence("Ik was op 30 september de hele middag thuis en er heeft niemand aangebeld."),
                    Sentence("Op de foto staat een deur die niet van mij is.", ("B4",)),
                ),
            ),
            Telling(
                SHOP,
                (
                    Sentence("Wij hebben het pakket op 29 september aan de bezorgdienst gegeven.", ("B3",)),
                    Sentence("De bezorgdienst zegt dat het is afgegeven.", ("B3", "B4")),
                ),
                "Mevrouw Aldering merkt op: mijn voordeur is wit.",
            ),
        ),
        "statements": (
            Statement(CONSUMER, SHOP, datetime(2026, 10, 6, 13, 5, tzinfo=SUMMER), MAIL, "pakket niet gekregen", "B1"),
            Statement(
                SHOP, CONSUMER, datetime(2026, 10, 12, 9, 5, tzinfo=SUMMER), REPLY, "Re: pakket niet gekregen", "B5"
            ),
        ),
        "exhibits": (
            exhibit(
                "B1",
                "Bericht van mevrouw Aldering",
                MAIL.encode(),
                sort="mail",
                added_by=CONSUMER,
                media_type="message/rfc822",
                name="bericht van mw. Aldering.eml",
                shows="Wat zij vraagt, en dat zij op 6 oktober schreef.",
                does_not_show="Of het pakket is aangekomen.",
                strength=3,
                text=MAIL,
            ),
            exhibit(
                "B2",
                "Bevestiging van de bestelling",
                b"pdf",
                sort="confirmation",
                media_type="application/pdf",
                name="Bevestiging KM-2210.pdf",
                shows="Wat is besteld, wanneer, en voor hoeveel.",
                strength=5,
            ),
            exhibit(
                "B3",
                "Track & trace",
                b"json",
                sort="tracking",
                source="de bezorgdienst",
                media_type="application/json",
                name="tt.json",
                shows="Dat een scan is gemaakt op 30 september om 14.12 uur.",
                does_not_show="Aan wie het pakket is gegeven.",
                strength=1,
                text='{"status": "delivered", "at": "2026-09-30T14:12:00+02:00"}',
            ),
            exhibit(
                "B4",
                "Foto van de bezorging",
                photo(),
                sort="photo",
                source="de bezorgdienst",
                media_type="image/jpeg",
                name="foto deur.jpg",
                shows="Een pakket bij een groene deur.",
                does_not_show="Welk huis dat is.",
                strength=1,
            ),
            exhibit(
                "B5",
                "Antwoord van de winkel",
                REPLY.encode(),
                sort="reply",
                media_type="message/rfc822",
                name="antwoord.eml",
                shows="Wat de winkel aanbiedt.",
                text=REPLY,
            ),
            exhibit(
                "B6",
                "Handtekening op nummer 41",
                b"naam van de buurman",
                sort="receipt",
                source="de bezorgdienst",
                name="buurman Zwaluwstaart.png",
                strength=2,
                text="Zwaluwstaart",
                withheld="hier staan naam en handtekening van iemand anders op",
            ),
        ),
        "clocks": (
            Clock("Een nieuwe vaas leveren", SHOP, date(2026, 10, 27), "7:9 lid 4 BW"),
            Clock("Antwoorden op het aanbod", CONSUMER, date(2026, 10, 16)),
        ),
    }
    return CaseFile(**{**base, **more})  # type: ignore[arg-type] # the shape is checked by mypy on src


def empty(language: str = "nl") -> CaseFile:
    return CaseFile("K0", "Bericht", language, date(2026, 10, 12), MADE)
