"""From raw papers to what they say: the message, and each exhibit with the facts it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from wederhoor.casework.guard import TRIED, ahead_says, quarantine_of, quarantine_says
from wederhoor.casework.shapes import Exhibit, Message, Paper
from wederhoor.connect.answers import megabytes
from wederhoor.connect.contract import Mail, PaperRead, Parcel, Unreadable
from wederhoor.connect.limits import PAPER_BYTES
from wederhoor.connect.mail import looks_like_mail, parse
from wederhoor.connect.papers import facts_of, read_paper
from wederhoor.connect.pdf import is_pdf, text_of_pdf
from wederhoor.connect.sentences import unreadable
from wederhoor.facts import VOCABULARY, json_of
from wederhoor.language.reading import read
from wederhoor.language.terms import read_terms

TEXT_LIMIT = 200_000

# A customer's earlier words that work against her, or that did something in law, are shown by the paper they stand on.
# What she merely asserts there stays her telling.
SHOWN_BY_OWN_WORDS = frozenset(
    {
        "consumer_message_acknowledges_use",
        "withdrawal_statement_date",
        "withdrawal_statement_channel",
        "neighbour_designated_by_consumer",
        "consumer_authorised_safe_place",
        "consumer_later_collected",
    }
)
# What general terms can show about any order.
OF_ALL_GOODS = frozenset(
    {
        "withdrawal_info_given",
        "withdrawal_function_info_given",
        "withdrawal_function_available",
        "return_cost_info_given",
        "terms_say_neighbour_counts_as_delivery",
    }
)
PAYMENT_NAMES = ("klarna", "paypal", "chargeback", "terugboeking", "mollie", "adyen", "stripe")
_HEADER = re.compile(
    r"^\s*(onderwerp|subject|betreff|van|from|von|datum|date|sent|verzonden|gesendet)\s*:\s*(.+)$", re.I
)
_FIELD = {
    **dict.fromkeys(("onderwerp", "subject", "betreff"), "subject"),
    **dict.fromkeys(("van", "from", "von"), "from"),
    **dict.fromkeys(("datum", "date", "sent", "verzonden", "gesendet"), "date"),
}


def message_of(paper: Paper) -> tuple[Message, Mail | None]:
    """The customer's message from a mail file, a printed PDF or pasted text; raises :class:`Unreadable` for neither."""
    if is_mail(paper):
        mail = parse(paper.data)
        return _from_mail(mail, paper), mail
    text = text_of_pdf(paper.data) if is_pdf(paper.data) else text_of_bytes(paper.data)
    if not text.strip():
        raise unreadable("paper_empty")
    return _from_text(text, paper), None


def is_mail(paper: Paper) -> bool:
    """A mail file: by its name or type, or because it opens with header fields as mail has them."""
    named = paper.media_type == "message/rfc822" or paper.name.lower().endswith(".eml")
    return named or looks_like_mail(paper.data)


def text_of_bytes(data: bytes) -> str:
    """Text in whatever it was saved: UTF-8 (with or without mark), UTF-16, otherwise Windows-1252."""
    if len(data) > PAPER_BYTES:
        raise unreadable("paper_too_big", size=megabytes(len(data)), limit=megabytes(PAPER_BYTES))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")[:TEXT_LIMIT]
    if b"\x00" in data[:4096]:
        raise unreadable("paper_binary")
    try:
        return data.decode("utf-8-sig")[:TEXT_LIMIT]
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")[:TEXT_LIMIT]


def attached(mail: Mail | None, message: Paper) -> tuple[Paper, ...]:
    """The files that came with the message, as papers of their own."""
    files = mail.attachments if mail else ()
    return tuple(Paper(a.data, a.name, a.media_type, source="consumer", received=message.received) for a in files)


def _from_mail(mail: Mail, paper: Paper) -> Message:
    return Message(
        text=mail.text,
        subject=mail.subject,
        sender_name=mail.sender_name,
        sender=mail.sender,
        at=mail.date or paper.received,
        quoted=mail.quoted,
        attachments=tuple(a.name for a in mail.attachments),
        problems=mail.problems,
    )


def _from_text(text: str, paper: Paper) -> Message:
    fields, body = pasted_headers(text)
    name, address = _who(fields.get("from", ""))
    return Message(
        text=body,
        subject=fields.get("subject", ""),
        sender_name=name,
        sender=address,
        at=_when(fields.get("date", "")) or paper.received,
    )


def pasted_headers(text: str) -> tuple[Mapping[str, str], str]:
    """The lines "Onderwerp: …", "Van: …" that come along when a mail is pasted, and the text under them."""
    fields: dict[str, str] = {}
    lines = text.replace("\r\n", "\n").split("\n")
    while lines and (not lines[0].strip() or _HEADER.match(lines[0])):
        found = _HEADER.match(lines.pop(0))
        if found:
            fields.setdefault(_FIELD[found.group(1).lower()], found.group(2).strip())
    return fields, "\n".join(lines).strip()


def _who(field: str) -> tuple[str, str]:
    found = re.match(r"\s*\"?([^\"<]*?)\"?\s*<([^<>\s]+@[^<>\s]+)>", field)
    if found:
        return found.group(1).strip(), found.group(2)
    return ("", field) if re.fullmatch(r"[^\s@]+@[^\s@]+", field) else (field, "")


def _when(field: str) -> datetime | None:
    if not field:
        return None
    try:
        return parsedate_to_datetime(field)
    except (TypeError, ValueError):
        return None


def exhibit_of(paper: Paper, number: str, *, on: date, text: str | None = None, language: str = "nl") -> Exhibit:
    """Read one paper as far as it can be read; what cannot be read is kept and says so in one sentence.

    ``text`` is given for the message itself: its words are read with the case, not as a paper.
    """
    quarantine = quarantine_of(paper.data, paper.media_type)
    if text is not None:
        read = _exhibit(paper, number, PaperRead("message", text=text), paper.facts, "")
    elif quarantine and quarantine not in TRIED:
        read = _exhibit(paper, number, PaperRead(""), {}, "")
    else:
        read = _read(paper, number, on)
    says = read.problem or quarantine_says(quarantine, language) or ahead_says(read.on, on, language)
    return replace(read, problem=says, quarantine=quarantine)


def _read(paper: Paper, number: str, on: date) -> Exhibit:
    try:
        found = read_paper(paper.data, paper.name, paper.media_type, paper.sort)
    except Unreadable as problem:
        return _exhibit(paper, number, PaperRead(""), {}, str(problem))
    facts = {**_facts(paper, found, on), **{k: json_of(v) for k, v in paper.facts.items()}}
    return _exhibit(paper, number, found, facts, "")


def _exhibit(paper: Paper, number: str, found: PaperRead, facts: Mapping[str, Any], problem: str) -> Exhibit:
    day = found.mail.date if found.mail and found.mail.date else paper.received
    return Exhibit(
        number=number,
        sort=paper.sort or _sort_of(found),
        title=paper.title or paper.name or _sort_of(found),
        source=paper.source,
        on=paper.on or (day.date() if day else None),
        adapter=found.adapter,
        facts=facts,
        text=(found.mail.text if found.mail else found.text)[:TEXT_LIMIT],
        problem=problem,
        notes=found.notes,
    )


def _sort_of(found: PaperRead) -> str:
    if found.parcel:
        return "tracking"
    if found.order:
        return "order"
    return "correspondence" if found.mail else "page"


def _returned(parcel: Parcel) -> dict[str, Any]:
    """A parcel that went the other way: sent back by the customer, and perhaps arrived at the shop."""
    sent, arrived = parcel.handed_over, parcel.delivered_at
    return {
        **({"proof_of_return_dispatch": True, "return_dispatched_date": json_of(sent)} if sent else {}),
        **({"goods_returned_received_date": json_of(arrived.date())} if arrived else {}),
    }


def _notified(found: PaperRead, paper: Paper) -> dict[str, Any]:
    """A trustmark or a payment provider says that a complaint runs there: its date starts their clock."""
    day = found.mail.date if found.mail and found.mail.date else paper.received
    if day is None:
        return {}
    if paper.source == "trustmark":
        return {"trustmark_complaint_date": json_of(day.date())}
    text = f"{paper.title} {found.mail.subject if found.mail else ''} {found.text[:400]}".lower()
    return {"payment_dispute_opened_date": json_of(day.date())} if any(n in text for n in PAYMENT_NAMES) else {}


def _facts(paper: Paper, found: PaperRead, on: date) -> dict[str, Any]:
    if paper.sort == "return" and found.parcel:
        return _returned(found.parcel)
    facts = {name: json_of(value) for name, value in facts_of(found).items() if name in VOCABULARY}
    sort = paper.sort or _sort_of(found)
    if sort in ("terms", "page", "confirmation", "receipt"):
        told = _terms_facts(found)
        # General terms say what is so for all articles; what they except is not thereby this article.
        facts = {**({n: v for n, v in told.items() if n in OF_ALL_GOODS} if sort == "terms" else told), **facts}
    if sort == "notice":
        facts = {**_notified(found, paper), **facts}
    if sort in ("correspondence", "receipt") and paper.source == "consumer":
        facts = {**_own_words(found, paper, on), **facts}
    return facts


def _terms_facts(found: PaperRead) -> dict[str, Any]:
    text = found.mail.text if found.mail else found.text
    return {name: json_of(said.value) for name, said in read_terms(text).items()}


def _own_words(found: PaperRead, paper: Paper, on: date) -> dict[str, Any]:
    """What a customer's earlier mail shows by itself: that she wrote it, and on which day."""
    mail = found.mail
    day = (mail.date if mail and mail.date else paper.received) or None
    text, subject = (mail.text, mail.subject) if mail else (found.text, "")
    asserted = read(text, subject=subject, on=day.date() if day else on).asserted
    return {a.name: json_of(a.value) for a in asserted if a.name in SHOWN_BY_OWN_WORDS}
