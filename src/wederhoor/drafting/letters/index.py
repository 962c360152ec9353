"""The list of letters: what each is for, what it must know, and whether it grants, refuses or asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from wederhoor.drafting.template import Block, Text, read, sections

GRANTS, REFUSES, ASKS, LOOKS, RECEIPT, CLAIM = "grants", "refuses", "asks", "looks", "receipt", "claim"
CUSTOMER, AGENCY, CARRIER, SUPPLIER, PROVIDER = "customer", "agency", "carrier", "supplier", "provider"


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
    Letter("late_new_date", GRANTS, ("message_at", "redelivery_by"), ("7:19a",)),
    Letter("late_refund", GRANTS, ("message_at", "refund_amount", "refund_by"), ("7:19a", "6:230o")),
    Letter("late_arrived", LOOKS, ("message_at", "answer_by")),
    Letter("wrong_item_exchange", GRANTS, ("message_at", "redelivery_by"), ("7:17", "7:21")),
    Letter("wrong_item_ask", ASKS, ("message_at", "answer_by"), ("7:21",)),
    Letter("partial_rest", GRANTS, ("message_at", "redelivery_by"), ("7:17",)),
    Letter("digital_fix", GRANTS, ("message_at", "repair_by")),
    Letter("digital_ask", ASKS, ("message_at", "answer_by")),
    Letter("double_charge_refund", GRANTS, ("message_at", "refund_amount", "refund_by"), ("6:203",)),
    Letter("reservation_released", REFUSES, ("message_at", "payment_report"), ("6:203",)),
    Letter("payment_looking", LOOKS, ("message_at", "answer_by")),
    Letter("refund_already_paid", REFUSES, ("message_at", "refund_settled_date")),
    Letter("refund_on_its_way", GRANTS, ("message_at", "refund_by")),
    Letter("price_honoured", GRANTS, ("message_at", "redelivery_by")),
    Letter("price_mistake", REFUSES, ("message_at", "listed_price_eur", "normal_price_eur"), ("3:33", "3:35")),
    Letter("price_mistake_ask", ASKS, ("message_at", "answer_by")),
    Letter("unordered_keep", GRANTS, ("message_at",), ("7:7",)),
    Letter("order_looking", LOOKS, ("message_at", "answer_by")),
    Letter("no_debt", GRANTS, ("message_at",), ("3:33",)),
    Letter("order_shown", REFUSES, ("message_at",)),
    Letter("other_item_returned", REFUSES, ("message_at", "return_differs", "answer_by"), ("6:230r",)),
    Letter("other_item_ask", ASKS, ("message_at", "answer_by")),
    Letter("subscription_ended", GRANTS, ("message_at", "ends_on")),
    Letter("business_buyer", REFUSES, ("message_at", "business_sign"), ("6:230g",)),
    Letter("business_ask", ASKS, ("message_at", "answer_by")),
    Letter("time_passed", REFUSES, ("message_at", "time_article", "time_bar_end")),
    Letter("bill_lapsed", GRANTS, ("message_at", "time_article")),
    Letter("earlier_letter_ask", ASKS, ("message_at", "answer_by")),
    Letter("account_reason", REFUSES, ("message_at", "account_reason")),
    Letter("account_open", GRANTS, ("message_at",)),
    Letter("costs_withdrawn", GRANTS, ("message_at", "refund_by"), ("6:96",)),
    Letter("costs_corrected", GRANTS, ("message_at", "costs_due_eur", "refund_by"), ("6:96",)),
    Letter("costs_due", REFUSES, ("message_at", "costs_claimed_eur"), ("6:96",)),
    Letter("order_undone", GRANTS, ("message_at", "refund_by"), ("6:230v",)),
    Letter("cost_looking", LOOKS, ("message_at", "answer_by"), ("6:230n",)),
    Letter("minor_gift_ask", ASKS, ("message_at", "answer_by")),
    Letter("late_answer", LOOKS, ("message_at", "answer_by")),
    Letter("chargeback_accepted", GRANTS, ("message_at",)),
    Letter("chargeback_explained", REFUSES, ("message_at",), ("7:26",)),
    Letter("payment_evidence", CLAIM, ("contract_date", "price_eur", "reply_by"), to=PROVIDER),
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
