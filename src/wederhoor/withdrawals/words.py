"""The words of the function in nl, en and de: label, statement, receipt, and the texts for terms and confirmation.

They stand apart from the pages because they are evidence: what was declared and confirmed is kept as these bytes.
"""

from __future__ import annotations

import tomllib
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils import translation
from django.utils.formats import date_format

from wederhoor.withdrawals.cards import Card
from wederhoor.withdrawals.said import LANGUAGES, Said
from wederhoor.withdrawals.spool import Kept


@cache
def _texts() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def text(name: str, language: str, **values: str) -> str:
    """One text with its places filled; raises ``KeyError`` for a name there is none of."""
    said: str = _texts()[language if language in LANGUAGES else LANGUAGES[0]][name]
    for place, value in values.items():
        said = said.replace(f"{{{place}}}", value)
    return said.strip("\n")


def moment(card: Card, at: datetime, language: str) -> str:
    """A moment to the second with its zone: ``maandag 23 november 2026, 14:03:27 (Europe/Amsterdam, UTC+01:00)``."""
    there = card.local(at)
    with translation.override(language):
        day = date_format(there, "l, j. F Y" if language == "de" else "l j F Y")
    offset = f"{there:%z}"
    return f"{day}, {there:%H:%M:%S} ({card.zone}, UTC{offset[:3]}:{offset[3:5]})"


def declaration(said: Said) -> str:
    """The withdrawal in one sentence without a word of the customer's own: what is read as the message."""
    number = said.order_number
    name = "declaration_order" if number else "declaration"
    return text(name, said.language, number=number)


def statement(card: Card, said: Said) -> str:
    """The whole statement, as it was shown and confirmed."""
    language, none = said.language, text("not_given", said.language)
    head = [text("trial", language)] if said.trial else []
    lines = [
        (text("label_to", language), card.legal_name or card.name),
        (text("label_contract", language), said.contract or none),
        (text("label_goods", language), said.goods or text("all_goods", language)),
        (text("label_name", language), said.name or none),
        (text("label_email", language), said.email or none),
    ]
    body = [f"{label}: {value}" for label, value in lines]
    return "\n".join([*head, text("declaration", language), "", *body])


def receipt(card: Card, kept: Kept) -> str:
    """The receipt: content, day, time and zone, reference, and who received it (CRD 11a(4); 6:230oa lid 4 BW)."""
    said, language = kept.said, kept.said.language
    shop = [card.legal_name or card.name, card.address, f"KvK {card.kvk}" if card.kvk else "", card.email, card.phone]
    parts = [
        text("receipt_title", language),
        text("receipt_when", language, shop=card.name, moment=moment(card, kept.at, language)),
        text("receipt_code", language, code=kept.code),
        text("receipt_said", language),
        "\n".join(f"    {line}".rstrip() for line in statement(card, said).split("\n")),
        *([ask(said)] if said.missing else []),
        text("receipt_after", language),
        "\n".join(line for line in shop if line),
    ]
    return "\n\n".join([*([text("trial", language)] if said.trial else []), *parts]) + "\n"


def ask(said: Said) -> str:
    """What is still asked for; the withdrawal stands without it."""
    missing = [text(f"missing_{name}", said.language) for name in said.missing]
    return text("ask", said.language, missing=", ".join(missing))


def record(card: Card, kept: Kept, taken: datetime) -> str:
    """The function's own log of one statement: each step with its moment on our clock, and what was confirmed."""
    language = kept.said.language
    steps = [
        ("step_shown", kept.shown),
        ("step_filled", kept.filled),
        ("step_confirmed", kept.at),
        ("step_taken", taken),
    ]
    lines = [f"{text(name, language)}: {moment(card, at, language)}" for name, at in steps if at]
    where = text(f"door_{kept.channel}", language)
    return "\n".join(
        [
            *(text("record_title", language), "", *lines, where),
            *([kept.network] if kept.network else []),
            *(kept.code, "", statement(card, kept.said)),
        ]
    )


def page(language: str, card: Card) -> dict[str, str]:
    """All texts of the pages for a template, under their names without ``page_``."""
    said = _texts()[language if language in LANGUAGES else LANGUAGES[0]]
    texts = {n.removeprefix("page_"): t.replace("{shop}", card.name) for n, t in said.items() if n.startswith("page_")}
    return {**texts, "confirm": said["confirm"], "label": said["label"]}
