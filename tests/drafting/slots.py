"""The demonstration's eight customers as slots written by hand, and one full set that opens every condition."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from wederhoor.drafting.letters.index import LETTERS
from wederhoor.drafting.shapes import ShopCard, Slot

TODAY = date(2026, 10, 12)

SHOP = ShopCard(
    name="Kaap & Kade",
    legal_name="vof Kaap & Kade",
    kvk="00000000 (demonstratie)",
    address="Havendijk 7, Westerkade",
    email="post@kaapenkade.example",
    signer="Nynke Wiersma",
    trustmark="Keurmerk Vuurbaken (demonstratie)",
    privacy_url="kaapenkade.example/privacy",
)


def day(year: int, month: int, on: int, exhibit: str | None = None) -> Slot:
    return Slot(date(year, month, on), exhibit)


def at(month: int, on: int, hour: int, minute: int, exhibit: str | None = None) -> Slot:
    return Slot(datetime(2026, month, on, hour, minute), exhibit)  # noqa: DTZ001 letters print local time


def eur(amount: str, exhibit: str | None = None) -> Slot:
    return Slot(Decimal(amount), exhibit)


def so(exhibit: str | None = None) -> Slot:
    return Slot(True, exhibit)


@dataclass(frozen=True)
class Golden:
    letter: str
    language: str
    customer: str
    order: str
    slots: dict[str, Slot] = field(default_factory=dict)


GOLDEN = {
    "c1": Golden(
        "withdrawal_granted",
        "nl",
        "Sanne Veenstra",
        "KK26-1483",
        {
            "statement_at": at(10, 12, 8, 41, "B1"),
            "goods_description": Slot("staande lamp Duin", "B2"),
            "refund_amount": eur("133.95", "B2"),
            "delivery_included": so(),
            "refund_by": day(2026, 10, 26),
            "send_back_by": day(2026, 10, 26),
            "box_opened": so("B1"),
            "customer_pays_return": so("B4"),
            "return_label_eur": eur("7.95", "B4"),
        },
    ),
    "c1-receipt": Golden(
        "withdrawal_receipt",
        "nl",
        "Sanne Veenstra",
        "KK26-1483",
        {
            "statement_at": at(10, 12, 8, 41, "B1"),
            "goods_description": Slot("staande lamp Duin", "B2"),
            "statement_text": Slot("Ik wil hem dus terugsturen en mijn geld terug.", "B1"),
        },
    ),
    "c2": Golden(
        "redelivery",
        "nl",
        "mw. A. Kuipers-Bos",
        "KK26-1460",
        {
            "message_at": day(2026, 10, 6, "B1"),
            "goods_description": Slot("wandlampje Schelp", "B2"),
            "redelivery_by": day(2026, 10, 19),
            "carrier_status_delivered_date": at(9, 30, 14, 12, "B3"),
            "photo_shows": Slot("other_door", "B4"),
            "refund_amount": eur("80.45", "B2"),
            "withdrawal_open": so(),
        },
    ),
    "c3": Golden(
        "receipt_proven",
        "nl",
        "M. de Graaf",
        "KK26-1391",
        {
            "message_at": at(10, 9, 22, 58, "B1"),
            "goods_description": Slot("hanglamp Boei", "B2"),
            "code_at": at(9, 17, 18, 5, "B4"),
            "own_message_at": day(2026, 9, 20, "B5"),
            "own_message_words": Slot("Hanglamp hangt, mooi!", "B5"),
            "amount_asked": eur("219", "B1"),
            "compensation_asked": eur("150", "B1"),
        },
    ),
    "c4": Golden(
        "damage_replacement",
        "en",
        "Emily Carter",
        "KK26-1497",
        {
            "message_at": at(10, 11, 10, 2, "B1"),
            "goods_description": Slot("Bolder table lamp", "B2"),
            "photos_available": so("B3"),
            "redelivery_by": day(2026, 10, 16),
            "clause_set_aside": so(),
            "keep_until": day(2026, 10, 19),
        },
    ),
    "c5": Golden(
        "repair_or_replace",
        "de",
        "Jonas Brinkmann",
        "KK25-0871",
        {
            "message_at": day(2026, 10, 8, "B1"),
            "goods_description": Slot("LED-Schreibtischlampe Werf", "B2"),
            "serial_number": Slot("WF-2506-118", "B1"),
            "series_fault_known": so("B4"),
            "guarantee_expired": so(),
            "repair_by": day(2026, 10, 26),
            "refund_asked": so(),
        },
    ),
    "c6": Golden(
        "contents_looking",
        "en",
        "Oisín Byrne",
        "KK26-1436",
        {
            "waited": so(),
            "message_at": day(2026, 9, 30, "B1"),
            "missing_goods": Slot("Baken pendant", "B1"),
            "weight_at_pack_kg": Slot(Decimal("6.42"), "B3"),
            "answer_by": day(2026, 10, 16),
            "payment_provider_claim": Slot("Klarna", "B1"),
        },
    ),
    "c7": Golden(
        "withdrawal_excluded",
        "nl",
        "W. Hoekstra",
        "KK26-1402",
        {
            "statement_at": at(10, 7, 19, 40, "B4"),
            "message_at": day(2026, 10, 8, "B1"),
            "goods_description": Slot("linnen gordijnen", "B2"),
            "goods_custom_made_individual": so("B2"),
            "specification": Slot("143 × 268 cm, kleur zand", "B2"),
            "told_before": so("B3"),
            "told_after": so("B2"),
            "offer": Slot("de gordijnen tegen kostprijs laten voorzien van een lichtere voering"),
        },
    ),
    "c8": Golden(
        "withdrawal_refund_now_partly",
        "nl",
        "M. Timmer",
        "KK26-1355",
        {
            "statement_at": at(9, 18, 20, 31, "B3"),
            "message_at": day(2026, 10, 7, "B1"),
            "goods_description": Slot("vloerkleed Wad", "B2"),
            "goods_returned_received_date": day(2026, 9, 23, "B5"),
            "price_eur": eur("245", "B2"),
            "deduction_eur": eur("48.40", "B7"),
            "deduction_ground": Slot("het schoonmaken van een koffievlek van 8 cm", "B6"),
            "dropped_deduction": eur("36.75", "B8"),
            "return_cost_refused": eur("14.95", "B1"),
            "return_cost_info": so("B4"),
            "interest_eur": eur("0.22", "B2"),
            "pay_now": eur("196.82", "B7"),
            "pay_by": day(2026, 10, 12),
            "refund_due_date": day(2026, 10, 2),
        },
    ),
    "collection": Golden(
        "collection_reply",
        "nl",
        "",
        "",
        {
            "message_at": day(2026, 10, 9, "B1"),
            "their_reference": Slot("IO-2216"),
            "client_name": Slot("L. Prins", "B1"),
            "principal_eur": eur("64", "B1"),
            "pay_by": day(2026, 10, 12),
            "costs_claimed_eur": eur("40", "B1"),
            "costs_answer_by": day(2026, 10, 16),
        },
    ),
    "privacy": Golden(
        "privacy_receipt",
        "nl",
        "M. de Graaf",
        "",
        {"message_at": day(2026, 10, 10, "B1"), "answer_by": day(2026, 11, 10)},
    ),
    "not-collected": Golden(
        "not_collected_ask",
        "nl",
        "",
        "KK26-1290",
        {
            "message_at": day(2026, 10, 9, "B1"),
            "returned_to_shop_date": day(2026, 9, 14, "B3"),
            "answer_by": day(2026, 10, 16),
        },
    ),
    "late": Golden(
        "late_new_date",
        "nl",
        "Robin Baken",
        "KK26-1500",
        {
            "message_at": day(2026, 10, 11, "B1"),
            "delivery_was_due": day(2026, 10, 5, "B2"),
            "redelivery_by": day(2026, 10, 19),
            "refund_amount": eur("64.95", "B2"),
            "refund_asked": so(),
            "withdrawal_open": so(),
        },
    ),
    "wrong-item": Golden(
        "wrong_item_exchange",
        "nl",
        "Robin Baken",
        "KK26-1501",
        {
            "message_at": day(2026, 10, 11, "B1"),
            "ordered_sku": Slot("Schelp wit", "B2"),
            "received_sku": Slot("Schelp zwart", "B3"),
            "redelivery_by": day(2026, 10, 19),
        },
    ),
    "paid-back": Golden(
        "refund_already_paid",
        "nl",
        "Robin Baken",
        "KK26-1502",
        {
            "message_at": day(2026, 10, 11, "B1"),
            "refund_settled_date": day(2026, 10, 1, "B3"),
            "refund_paid_eur": eur("49.95", "B3"),
            "refund_reference_available": so("B3"),
            "refund_same_means": so("B3"),
        },
    ),
    "price": Golden(
        "price_mistake_ask",
        "nl",
        "Robin Baken",
        "KK26-1503",
        {
            "message_at": day(2026, 10, 11, "B1"),
            "listed_price_eur": eur("24", "B2"),
            "normal_price_eur": eur("319", "B3"),
            "answer_by": day(2026, 10, 14),
        },
    ),
    "denied": Golden(
        "order_shown",
        "nl",
        "Robin Baken",
        "KK26-1504",
        {
            "message_at": day(2026, 10, 11, "B1"),
            "payment_from_own_account": so("B3"),
            "code_at": at(10, 2, 18, 5, "B4"),
        },
    ),
    "returned-other": Golden(
        "other_item_returned",
        "nl",
        "Robin Baken",
        "KK26-1505",
        {
            "message_at": day(2026, 10, 11, "B1"),
            "return_differs": so("B4"),
            "serial_number": Slot("WF-2506-118", "B3"),
            "answer_by": day(2026, 10, 16),
        },
    ),
    "business": Golden(
        "business_buyer",
        "nl",
        "Robin Baken",
        "KK26-1506",
        {"message_at": day(2026, 10, 11, "B1"), "business_sign": so("B2")},
    ),
    "time": Golden(
        "time_passed",
        "nl",
        "Robin Baken",
        "KK22-0106",
        {
            "message_at": day(2026, 10, 11, "B1"),
            "notified_date": day(2023, 1, 10, "B3"),
            "time_article": Slot("7:23"),
            "time_bar_end": day(2025, 1, 10, "B3"),
        },
    ),
    "costs": Golden(
        "costs_corrected",
        "nl",
        "Robin Baken",
        "KK26-1507",
        {
            "message_at": day(2026, 10, 11, "B1"),
            "costs_claimed_eur": eur("75", "B3"),
            "costs_due_eur": eur("45", "B3"),
            "refund_by": day(2026, 10, 26),
        },
    ),
    "taken-back": Golden(
        "chargeback_explained",
        "nl",
        "Robin Baken",
        "KK26-1508",
        {
            "message_at": day(2026, 10, 11, "B1"),
            "code_at": at(9, 17, 18, 5, "B4"),
            "own_message_at": day(2026, 9, 20, "B5"),
            "own_message_words": Slot("Hanglamp hangt, mooi!", "B5"),
        },
    ),
    "provider": Golden(
        "payment_evidence",
        "nl",
        "",
        "KK26-1508",
        {
            "contract_date": day(2026, 9, 12, "B2"),
            "price_eur": eur("219", "B2"),
            "goods_description": Slot("hanglamp Boei", "B2"),
            "code_at": at(9, 17, 18, 5, "B4"),
            "three_d_secure": so("B6"),
            "reply_by": day(2026, 10, 19),
        },
    ),
}

_DATED = ("_at", "_date", "_end", "_by", "_until")


def _full(name: str) -> Slot:
    if name in ("trustmark_days",):
        return Slot(7, "B1")
    if name.endswith(_DATED) or name.endswith("_by") or "_by" in name:
        return Slot(date(2026, 10, 26), "B1" if name == "message_at" else "B4")
    if name.endswith(("_eur", "_amount", "_now", "_refused", "_asked", "_deduction")) and name != "refund_asked":
        return Slot(Decimal("12.34"), "B2")
    return Slot("Baken", "B3")


def full(names: frozenset[str]) -> dict[str, Slot]:
    """Every slot of a letter filled and shown, the shop's own left to its card."""
    own = ("shop_", "signer", "trustmark", "privacy_url", "first_contact", "order_number", "reference")
    return {name: _full(name) for name in names if not name.startswith(own)}


NAMES = [letter.name for letter in LETTERS]
VOICES = [("nl", "u"), ("nl", "je"), ("en", "u"), ("de", "u")]
