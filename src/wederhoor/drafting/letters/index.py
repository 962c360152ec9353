"""The list of letters: what each is for, what it must know, and whether it grants, refuses or asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from wederhoor.drafting.template import Block, Text, read, sections

GRANTS, REFUSES, ASKS, LOOKS, RECEIPT, CLAIM = "grants", "refuses", "asks", "looks", "receipt", "claim"
CUSTOMER, AGENCY, CARRIER, SUPPLIER = "customer", "agency", "carrier", "supplier"


class UnknownLetter(LookupError):
    """No letter of that name; the message names it."""


@dataclass(frozen=True)
class Letter:
    """One letter. ``stance``: grants, refuses, asks, looks, receipt, claim. ``required``: slots it cannot do without.

    ``articles``: the articles its sentences name (``7:11`` for the Dutch Civil Code, ``AVG 12``).
    """

    name: str
    stance: str
    required: tuple[str, ...]
    articles: tuple[str, ...] = ()
    to: str = CUSTOMER

    @property
    def at_once(self) -> bool:
        """Whether it goes out without a hold: a yes, a payment, a receipt or a question does; a refusal does not."""
        return self.stance != REFUSES


_RETURN = ("statement_at", "refund_amount", "return_address")

LETTERS: tuple[Letter, ...] = (
    Letter("withdrawal_receipt", RECEIPT, ("statement_at", "statement_text")),
    Letter("complaint_receipt", RECEIPT, ("message_at", "answer_by")),
    Letter("privacy_receipt", RECEIPT, ("message_at", "answer_by"), ("AVG 12",)),
    Letter("withdrawal_granted", GRANTS, (*_RETURN, "refund_by", "send_back_by"), ("6:230o",)),
    Letter("withdrawal_not_yet", GRANTS, _RETURN, ("6:230r",)),
    Letter("withdrawal_refund_now_partly", GRANTS, ("statement_at", "price_eur", "pay_now", "pay_by"), ("6:230s",)),
    Letter("withdrawal_excluded", REFUSES, ("statement_at",), ("6:230p",)),
    Letter("withdrawal_too_late", REFUSES, ("statement_at", "received_date", "period_end"), ("6:230o",)),
    Letter("withdrawal_ask", ASKS, ("message_at", "answer_by")),
    Letter("redelivery", GRANTS, ("message_at", "redelivery_by"), ("7:11",)),
    Letter("non_delivery_refund", GRANTS, ("message_at", "refund_amount", "refund_by"), ("7:11",)),
    Letter("receipt_proven", REFUSES, ("message_at",), ("7:9",)),
    Letter("non_delivery_looking", LOOKS, ("message_at", "answer_by")),
    Letter("damage_replacement", GRANTS, ("message_at", "redelivery_by"), ("7:11",)),
    Letter("damage_refund", GRANTS, ("message_at", "refund_amount", "refund_by"), ("7:11",)),
    Letter("damage_ask", ASKS, ("message_at", "answer_by")),
    Letter("repair_or_replace", GRANTS, ("message_at", "repair_by"), ("7:21", "7:22")),
    Letter("defect_refund", GRANTS, ("message_at", "refund_amount", "refund_by"), ("7:22",)),
    Letter("defect_ask", ASKS, ("message_at", "answer_by"), ("7:17",)),
    Letter("defect_not", REFUSES, ("message_at", "report_date", "report_finding"), ("7:17",)),
    Letter("contents_looking", LOOKS, ("message_at", "answer_by")),
    Letter("contents_redelivery", GRANTS, ("message_at", "redelivery_by"), ("7:9",)),
    Letter("not_collected_ask", ASKS, ("message_at", "answer_by")),
    Letter("refund_now", GRANTS, ("message_at", "refund_amount", "refund_by")),
    Letter("general_looking", LOOKS, ("message_at", "answer_by")),
    Letter(
        "collection_reply", GRANTS, ("message_at", "client_name", "principal_eur", "pay_by"), ("6:230r",), to=AGENCY
    ),
    Letter(
        "carrier_loss_claim",
        CLAIM,
        ("message_at", "tracking_code", "handed_to_carrier_date", "claim_value_eur"),
        to=CARRIER,
    ),
    Letter(
        "carrier_damage_claim",
        CLAIM,
        ("message_at", "tracking_code", "handed_to_carrier_date", "received_date", "claim_value_eur"),
        to=CARRIER,
    ),
    Letter("supplier_claim", CLAIM, ("message_at", "goods_description", "delivered_date"), ("7:25",), to=SUPPLIER),
)

_BY_NAME: Mapping[str, Letter] = {letter.name: letter for letter in LETTERS}


def letter_of(name: str) -> Letter:
    """The letter called ``name``; raises :class:`UnknownLetter`."""
    if name not in _BY_NAME:
        raise UnknownLetter(f"There is no letter called “{name}”.")
    return _BY_NAME[name]


@cache
def text_of(name: str, language: str, form: str = "u") -> Text:
    """The sentences of a letter. Dutch ones to a customer stand twice, with *u* and with *je*."""
    voice = "nl-je" if language == "nl" and form == "je" and letter_of(name).to == CUSTOMER else language
    return read(_file(f"{letter_of(name).name}.{voice}.txt"), _frame(voice))


@cache
def labels_of(language: str) -> Mapping[str, str]:
    """What each slot is called in a mark to fill in."""
    pairs = (line.partition(" = ") for line in _file(f"labels.{language}.txt").splitlines() if line)
    return {name: label for name, _, label in pairs}


@cache
def _frame(voice: str) -> Mapping[str, tuple[Block, ...]]:
    return sections(_file(f"frame.{voice}.txt"))


def _file(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")
