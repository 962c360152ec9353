"""Interface words for codes, after the glossary: what may be asked, never who is right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Words = str | Promise

OUTCOME_SHORT: Mapping[str, Words] = {
    "customer_right": _("may be asked"),
    "shop_right": _("need not be done"),
    "partly": _("part of it"),
    "needs_evidence": _("too early to say"),
}
REMEDY: Mapping[str, Words] = {
    "delivery": _("Delivery after all"),
    "refund": _("The money back"),
    "partial_refund": _("Part of the money back"),
    "replacement": _("A new one"),
    "repair": _("Repair"),
    "price_reduction": _("A lower price"),
    "compensation": _("Compensation"),
    "cancellation": _("Undoing the purchase"),
    "return": _("Sending it back"),
    "information": _("An answer to a question"),
    "apology": _("An apology"),
    "return_cost": _("The cost of sending it back"),
    "interest": _("Statutory interest"),
    "collection_costs": _("Collection costs"),
    "other": _("Something else"),
}
KIND: Mapping[str, Words] = {
    "not_received": _("Parcel not received"),
    "late": _("Parcel is late"),
    "left_elsewhere": _("Parcel left elsewhere"),
    "damaged": _("Arrived damaged"),
    "defective": _("Does not work (any more)"),
    "not_as_described": _("Not as described"),
    "wrong_item": _("Wrong item"),
    "missing_item": _("Something is missing"),
    "empty_parcel": _("Parcel without contents"),
    "digital": _("Digital content"),
    "withdrawal": _("Withdrawal from the purchase"),
    "cancellation": _("Cancellation"),
    "refund_not_received": _("Refund not received"),
    "refund_incomplete": _("Refund incomplete"),
    "return_cost": _("Cost of returning"),
    "double_charge": _("Charged twice"),
    "price_dispute": _("Question about the price"),
    "undisclosed_cost": _("Cost not told before"),
    "not_ordered": _("Order not recognised"),
    "warranty": _("Legal guarantee"),
    "subscription": _("Subscription"),
    "chargeback": _("Payment taken back"),
    "collection_letter": _("Collection letter"),
    "summons": _("Summons"),
    "privacy": _("Request about personal data"),
    "not_collected": _("Parcel not collected"),
    "service": _("Service"),
    "question": _("Question"),
    "praise": _("Compliment"),
    "supplier": _("Message from a supplier"),
    "phishing": _("Suspicious message"),
    "other": _("Message"),
}
TOPIC: Mapping[str, Words] = {
    "withdrawal": KIND["withdrawal"],
    "non_delivery": KIND["not_received"],
    "late_delivery": KIND["late"],
    "delivery_to_neighbour": KIND["left_elsewhere"],
    "transit_damage": KIND["damaged"],
    "non_conformity": KIND["defective"],
    "warranty": KIND["warranty"],
    "wrong_item": KIND["wrong_item"],
    "partial_delivery": _("Delivered in part"),
    "missing_contents": KIND["missing_item"],
    "digital_content": KIND["digital"],
    "double_charge": KIND["double_charge"],
    "refund_not_received": KIND["refund_not_received"],
    "chargeback": KIND["chargeback"],
    "price_error": KIND["price_dispute"],
    "unordered_goods": _("Received without an order"),
    "identity_dispute": KIND["not_ordered"],
    "return_fraud": _("What came back"),
    "review_threat": _("Complaint with an announcement"),
    "b2b": _("Bought by a business"),
    "account_block": _("Account closed for orders"),
    "prescription": _("Longer ago"),
    "collection_costs": REMEDY["collection_costs"],
    "order_button": _("Order button"),
    "not_collected": KIND["not_collected"],
    "minor_or_gift": _("Young buyer or present"),
    "summons": KIND["summons"],
    "no_answer": _("No answer yet"),
    "subscription": KIND["subscription"],
    "privacy_request": KIND["privacy"],
}
SORT: Mapping[str, Words] = {
    "message": _("Message from the customer"),
    "attachment": _("Attachment"),
    "confirmation": _("Order confirmation"),
    "order": _("Order details"),
    "tracking": _("Track and trace"),
    "payment": _("Payment details"),
    "terms": _("Terms and conditions"),
    "page": _("Saved page"),
    "correspondence": _("Earlier message"),
    "photo": _("Photo"),
    "receipt": _("Confirmation of receipt"),
    "notice": _("Notice"),
    "note": _("Own note"),
    "letter": _("Letter that was sent"),
    "statement": _("Own words"),
    "measure": _("Serial number or weight"),
    "log": _("Extract from a system"),
    "call": _("Phone note"),
    "announced_step": _("Announced step"),
}
FROM: Mapping[str, Words] = {
    "consumer": _("from the customer"),
    "shop": _("from the shop"),
    "carrier": _("from the carrier"),
    "platform": _("from the shop system"),
    "supplier": _("from the supplier"),
    "trustmark": _("from the trustmark"),
}
STATE: Mapping[str, Words] = {
    "filed": _("waits for your answer"),
    "answered": _("answered"),
    "contested": _("customer disagrees"),
    "settled": _("settled"),
    "rested": _("at rest"),
    "set_aside": _("put aside"),
}
CLOCK: Mapping[str, Words] = {
    "answer": _("Answer the customer"),
    "withdrawal_receipt": _("Confirm the withdrawal"),
    "withdrawal_end": _("Cooling-off period ends"),
    "refund": _("Pay back"),
    "refund_ready": _("Pay back once it is returned"),
    "return_sending": _("Customer sends it back"),
    "delivery": _("Deliver"),
    "repair_reasonable_time": _("Repair or replace"),
    "complaint_two_months": _("Reporting is in time until"),
    "presumption_end": _("Defect counts as original until"),
    "carrier_loss_claim": _("Report the loss to the carrier"),
    "carrier_damage_claim": _("Report the damage to the carrier"),
    "payment_dispute_answer": _("Answer the payment provider"),
    "chargeback_window": _("Payment can be taken back until"),
    "trustmark_answer": _("Answer the trustmark"),
    "trustmark_pending": _("Customer waits with the trustmark"),
    "trustmark_filing": _("Complaint at the trustmark until"),
    "ruling_statement": _("Customer explains to the disputes committee"),
    "ruling_defence": _("Answer the disputes committee"),
    "ruling_target": _("Disputes committee hopes to decide"),
    "adr_answer": _("Answer the disputes body"),
    "payment_dispute_escalation": _("Payment dispute can be taken further until"),
    "order_receipt": _("Confirm the order"),
    "contract_confirmation": _("Send the confirmation of the purchase"),
    "dissolution_refund": _("Pay back after the purchase ended"),
    "conformity_prescription": _("Defect can be raised until"),
    "subscription_end": _("Subscription ends"),
    "privacy_answer": _("Answer the request about personal data"),
    "privacy_answer_extended": _("Answer the request about personal data, extended"),
    "privacy_court": _("Customer can ask the court about the data until"),
    "breach_report": _("Report the data breach"),
    "content_notice": _("Answer the notice about a review"),
    "hearing": _("Day in court"),
    "reminder_term": _("Customer pays without costs until"),
    "extra_time": _("Extra time to deliver until"),
    "claim_term": _("Can be claimed until"),
}
STEP: Mapping[str, Words] = {
    "review": _("a review"),
    "social_media": _("a post on social media"),
    "consumer_body": _("a consumer organisation"),
    "authority": _("a supervisory authority"),
    "court": _("the court"),
    "chargeback": _("taking back the payment"),
    "police": _("the police"),
    "collection": _("a collection agency"),
    "press": _("the press"),
}
_NBSP = "\u00a0"


def money(amount: Decimal | str | None) -> str:
    """An amount in euro as the reader's language writes it: € 133,95 · €133.95 · 133,95 €."""
    if amount is None or amount == "":
        return ""
    figures = f"{Decimal(str(amount)):,.2f}"
    language = (get_language() or "nl")[:2]
    if language == "en":
        return f"€{figures}"
    figures = figures.replace(",", "_").replace(".", ",").replace("_", ".")
    return f"{figures}{_NBSP}€" if language == "de" else f"€{_NBSP}{figures}"


def day(on: date | str | None, form: str = "D j M") -> str:
    """A date with its weekday, short: ma 12 okt."""
    if not on:
        return ""
    written = date_format(date.fromisoformat(on[:10]) if isinstance(on, str) else on, form)
    return written.lower() if get_language() == "nl" else written  # Dutch writes days and months small


def word(words: Mapping[str, Words], code: Any) -> str:
    """The interface word for a code; a code without one is shown with spaces, never as an identifier."""
    found = words.get(str(code))
    return str(found) if found is not None else str(code).replace("_", " ").capitalize()
