"""What arrives when something goes wrong: each with the word its sentence must hold."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.message import EmailMessage

from tests.messages import NOT_RECEIVED, mail, message, order

from wederhoor.casework.shapes import Paper

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Bad:
    """A message with the papers beside it. ``says`` must stand in the sentence; a whole message still makes a claim."""

    message: Callable[[], Paper]
    papers: Callable[[], list[Paper]]
    says: str
    refused: bool = False


def nothing() -> list[Paper]:
    return []


def with_attachment(data: bytes, name: str, media_type: str = "application/octet-stream") -> Paper:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "tessa@post.example", "winkel@shop.example", "Pakket niet gekomen"
    made["Date"], made["Message-ID"] = "Fri, 09 Oct 2026 08:30:00 +0200", "<twee@post.example>"
    made.set_content(NOT_RECEIVED)
    made.add_attachment(data, *media_type.split("/"), filename=name)
    return Paper(made.as_bytes(), "bericht.eml", "message/rfc822", "message", "consumer")


def zip_bomb() -> bytes:
    """A hundred megabytes of nothing in a hundred kilobytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bestelling.json", b"0" * (100 * MEGABYTE))
    return packed.getvalue()


def paper(data: bytes, name: str, sort: str = "", media_type: str = "") -> Paper:
    return Paper(data, name, media_type, sort, "shop")


def half_an_order() -> list[Paper]:
    return [replace(order(), data=order().data[: len(order().data) // 2])]


def of_somebody_else() -> list[Paper]:
    placed = json.loads(order(number="ZX-7781").data)
    placed["billing"] |= {"first_name": "Joris", "last_name": "Kuiper", "email": "joris@elders.example"}
    placed["shipping"] |= {"first_name": "Joris", "last_name": "Kuiper"}
    return [replace(order(), data=json.dumps(placed).encode())]


NOT_A_MAIL = paper(b"Dit is gewoon een tekst, met de naam van een mail.", "bericht.eml", "message", "message/rfc822")
HUGE = 50 * MEGABYTE

BAD: dict[str, Bad] = {
    "a mail that is no mail": Bad(lambda: NOT_A_MAIL, nothing, "geen mail", refused=True),
    "a mail of 50 MB": Bad(lambda: with_attachment(b"x" * HUGE, "film.mov"), nothing, "MB", refused=True),
    "a text of 50 MB": Bad(lambda: message("Mijn pakket is er niet. " * (HUGE // 24)), nothing, "MB", refused=True),
    "a message of nothing": Bad(lambda: message(" \n\n "), nothing, "leeg", refused=True),
    "a program as message": Bad(lambda: paper(b"\x7fELF" + b"\x00" * 99, "x.bin"), nothing, "tekst", refused=True),
    "a zip bomb as message": Bad(lambda: paper(zip_bomb(), "b.zip"), nothing, "tekst", refused=True),
    "a paper of 50 MB": Bad(message, lambda: [paper(b"x" * HUGE, "film.mov")], "MB"),
    "a zip bomb beside it": Bad(message, lambda: [paper(zip_bomb(), "stukken.zip")], "ingepakt"),
    "a zip bomb attached": Bad(
        lambda: with_attachment(zip_bomb(), "stukken.zip", "application/zip"), nothing, "ingepakt"
    ),
    "half an order": Bad(message, half_an_order, "JSON"),
    "JSON of nobody": Bad(message, lambda: [paper(b'{"id": 1, "colour": "red"}', "x.json", "order")], "JSON"),
    "JSON nested without end": Bad(message, lambda: [paper(b"[" * 200_000, "x.json", "order")], "JSON"),
    "an unknown carrier": Bad(
        message, lambda: [paper(b"https://pakje.example/volg/ABC123", "volg.txt", "tracking")], "vervoerder"
    ),
    "a page without a parcel": Bad(message, lambda: [paper(b"<html><body>Even geduld", "v.html", "tracking")], ""),
    "an order of somebody else": Bad(lambda: mail(), of_somebody_else, "bestelling"),
    "a broken PDF": Bad(message, lambda: [paper(b"%PDF-1.7\nkapot", "bon.pdf", "confirmation")], "pdf"),
    "an empty paper": Bad(message, lambda: [paper(b"", "leeg.txt", "order")], "leeg"),
}

SCRIPTED = """<html><head><title>x</title><script>steal(document.cookie)</script></head><body onload="steal()">
<p>Mijn pakket <b>LH-2041</b> is niet aangekomen. <img src="https://spy.example/p.gif" onerror="steal()">
<a href="javascript:steal()">klik</a> Ik wil mijn geld terug.</p><iframe src="https://spy.example"></iframe>
<style>body{display:none}</style><form action="https://spy.example"><input name="pin"></form></body></html>"""


def scripted() -> Paper:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "tessa@post.example", "winkel@shop.example", "Pakket <script>x</script>"
    made["Date"], made["Message-ID"] = "Fri, 09 Oct 2026 08:30:00 +0200", "<drie@post.example>"
    made.set_content(SCRIPTED, subtype="html")
    return Paper(made.as_bytes(), "bericht.eml", "message/rfc822", "message", "consumer")
