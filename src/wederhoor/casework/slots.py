"""What a letter may say of this case: every slot with the exhibit that shows it, from facts, answers and clocks."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from wederhoor.casework.grounds import GRANTED, MESSAGE, Slots, ahead, denied, past, shown_by, slot_of, terms
from wederhoor.casework.shapes import Exhibit, Table
from wederhoor.drafting.shapes import Slot
from wederhoor.facts import Facts, MessageKind, Outcome, Remedy
from wederhoor.language.reading import read
from wederhoor.law.shapes import Answer

QUOTE = 6000
NEW_PARCEL_DAYS = 7
REPAIR_DAYS = 14
KEEP_DAYS = 7
LONG_WAIT = 7
ANSWER_DAYS = 4

# Facts a letter can name as they stand.
PLAIN = (
    "goods_description",
    "price_eur",
    "paid_standard_delivery_eur",
    "received_date",
    "delivered_date",
    "carrier_status_delivered_date",
    "handed_to_carrier_date",
    "goods_returned_received_date",
    "defect_appeared_date",
    "serial_number",
    "tracking_code",
    "photo_shows",
    "weight_at_pack_kg",
    "principal_eur",
    "costs_claimed_eur",
    "box_opened",
    "photos_available",
    "series_fault_known",
    "goods_custom_made_individual",
    "sealed_hygiene_goods",
    "withdrawal_info_given",
    "contract_date",
    "ordered_sku",
    "received_sku",
    "ordered_quantity",
    "delivered_quantity",
    "refund_settled_date",
    "refund_paid_eur",
    "listed_price_eur",
    "normal_price_eur",
    "notified_date",
    "reminder_received_date",
    "reminder_sent_date",
    "hearing_date",
)
# Slots that rest on a paper and say "this is so".
RESTS_ON = {
    "customer_pays_return": "return_cost_info_given",
    "return_cost_info": "return_cost_info_given",
    "payment_report": "psp_report_confirms",
    "refund_reference_available": "refund_reference_available",
    "refund_same_means": "refund_same_means",
    "order_paid": "order_paid",
    "payment_from_own_account": "payment_from_own_account",
    "strong_account_login": "strong_account_login",
    "three_d_secure": "three_d_secure",
    "sent_by_mistake": "sent_by_mistake",
}
# The customer was told before ordering where a page says so, and after it where the confirmation does.
TOLD = {"told_before": ("page",), "told_after": ("confirmation", "order")}


def slots_of(table: Table) -> dict[str, Slot]:
    """Every slot that has something to say; what nobody knows is left out, and the letter marks it."""
    found: dict[str, Slot] = {}
    for part in (_facts, _message, _dates, _money, _delivery, _withdrawal, _others, terms, denied):
        found.update({name: slot for name, slot in part(table) if slot.value not in (None, "", False)})
    return found


def _facts(table: Table) -> Slots:
    for name in PLAIN:
        yield name, slot_of(table.facts.get(name))
    for slot, name in RESTS_ON.items():
        fact = table.facts.get(name)
        if fact is not None and fact.value is True:
            yield slot, Slot(True, fact.exhibit)
    for slot, sorts in TOLD.items():
        told = (e for e in table.exhibits if e.sort in sorts and e.facts.get("exception_info_given") is True)
        yield slot, next((Slot(True, e.number) for e in told), Slot(None))


def _message(table: Table) -> Slots:
    at = table.message.at
    written = at.date() if at else table.case.on
    yield "message_at", Slot(written, MESSAGE)
    yield "statement_text", Slot(shortened(table.message.text), MESSAGE)
    yield "waited", Slot((table.case.on - written).days > LONG_WAIT)
    said = table.facts.get("withdrawal_statement_date")
    if said is not None:
        now = at is not None and said.value == at.date() and said.exhibit in (None, MESSAGE)
        yield "statement_at", Slot(at if now else said.value, shown_by(said))


def shortened(text: str, most: int = QUOTE) -> str:
    """The first words of a message, cut at a word."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[:most].rsplit(" ", 1)[0] + " …"


def _dates(table: Table) -> Slots:
    on = table.case.on
    yield "answer_by", Slot(_answer_by(table))
    yield "costs_answer_by", Slot(_answer_by(table))
    yield "refund_by", Slot(ahead(table.clock("refund"), on) or on + timedelta(days=14))
    yield "refund_due_date", Slot(past(table.clock("refund"), on))
    yield "send_back_by", Slot(table.clock("return_sending"))
    yield "period_end", Slot(table.clock("withdrawal_end"))
    yield "pay_by", Slot(on)
    yield "redelivery_by", Slot(_new_parcel_by(table))
    yield "repair_by", Slot(table.clock("repair_reasonable_time") or on + timedelta(days=REPAIR_DAYS))
    yield "keep_until", Slot(on + timedelta(days=KEEP_DAYS))
    yield "reply_by", Slot(on + timedelta(days=NEW_PARCEL_DAYS))


def _answer_by(table: Table) -> date:
    """The day of the answer: the one that runs, or the day by which the shop has looked up what is missing."""
    on = table.case.on
    if table.reading.kind is MessageKind.PRIVACY:
        return months_after(_written_on(table), 1)
    missing = table.assessment.missing if table.assessment else ()
    found_by = max((m.by for m in missing if m.who == "shop" and m.by is not None), default=None)
    return ahead(table.clock("answer"), on) or ahead(found_by, on) or on + timedelta(days=ANSWER_DAYS)


def months_after(day: date, months: int) -> date:
    """The same day some months on, or the last day of that month where it has no such day (AVG 12 lid 3)."""
    year, month = divmod(day.month - 1 + months, 12)
    return date(day.year + year, month + 1, min(day.day, monthrange(day.year + year, month + 1)[1]))


def _new_parcel_by(table: Table) -> date:
    """A week, or the day before the customer needs it where she named a nearer day."""
    usual = table.case.on + timedelta(days=NEW_PARCEL_DAYS)
    agreed = ahead(table.clock("delivery"), table.case.on) if _is_waiting(table) else None
    usual = max(usual, agreed) if agreed else usual
    wished = [
        d.on - timedelta(days=1)
        for d in table.reading.dates
        if d.what in ("deadline", "needed") and d.on > table.case.on
    ]
    return min([usual, *wished])


def _is_waiting(table: Table) -> bool:
    """The parcel is on its way or still to be sent: the day that was agreed is the day."""
    return table.assessment is not None and table.assessment.topic in ("late_delivery", "partial_delivery")


def _money(table: Table) -> Slots:
    refund = table.answer(Remedy.REFUND, Remedy.PARTIAL_REFUND) or table.answer(Remedy.PRICE_REDUCTION)
    if refund is not None:
        yield "amount_asked", Slot(refund.demand.amount, MESSAGE if refund.demand.amount else None)
        yield "pay_now", _refund_slot(table, refund)
        yield "refund_asked", Slot(refund.outcome in (Outcome.PARTLY, Outcome.SHOP_RIGHT))
    yield "refund_amount", _total(table) if refund is None else _refund_slot(table, refund)
    extra = table.answer(Remedy.COMPENSATION)
    if extra is not None and extra.outcome is Outcome.SHOP_RIGHT:
        yield "compensation_asked", Slot(extra.demand.amount, MESSAGE)
    interest = table.answer(Remedy.INTEREST)
    if interest is not None and interest.outcome in GRANTED:
        # Interest follows from the law and from the day of the withdrawal, which is what a paper shows.
        since = table.facts.get("withdrawal_statement_date")
        yield "interest_eur", Slot(interest.amount, shown_by(since) if since else None)
    back = table.answer(Remedy.RETURN_COST)
    if back is not None and back.outcome is Outcome.SHOP_RIGHT:
        yield "return_cost_refused", Slot(back.demand.amount or table.facts.value("return_cost_paid_eur"), MESSAGE)
    yield from _deduction(table)


def _refund_slot(table: Table, refund: Answer) -> Slot:
    amount = refund.amount if refund.outcome in GRANTED else None
    paid = table.facts.get("price_eur")
    return Slot(amount, shown_by(paid) if paid else None)


def _total(table: Table) -> Slot:
    total = table.facts.get("total_paid_eur") or table.facts.get("price_eur")
    return slot_of(total)


def _deduction(table: Table) -> Slots:
    facts = table.facts
    shown = facts.get("depreciation_documented_eur")
    claimed = facts.get("depreciation_claimed_eur")
    yield "deduction_eur", slot_of(shown)
    ground = facts.get("handling_evidence")
    paper = next((e for e in table.exhibits if shown and e.number == shown.exhibit), None)
    yield (
        "deduction_ground",
        slot_of(ground) if ground else Slot(paper.title if paper else None, paper.number if paper else None),
    )
    if claimed is not None:
        rest = Decimal(str(claimed.value)) - Decimal(str(shown.value if shown else 0))
        yield "dropped_deduction", Slot(rest if rest > 0 else None, shown_by(claimed))


def _delivery(table: Table) -> Slots:
    facts = table.facts
    delivered = facts.get("carrier_status_delivered_date") or facts.get("delivered_date")
    for slot, proof in (("code_at", "delivery_evidence_code"), ("signature_at", "delivery_evidence_signature")):
        fact = facts.get(proof)
        if fact is not None and fact.value is True and delivered is not None:
            yield slot, Slot(delivered.value, fact.exhibit)
    yield from _own_words(table)
    yield "claim_value_eur", slot_of(facts.get("price_eur"))
    yield "claim_until", Slot(table.clock("carrier_loss_claim") or table.clock("carrier_damage_claim"))


def _own_words(table: Table) -> Slots:
    fact = table.facts.get("consumer_message_acknowledges_use")
    if fact is None or fact.value is not True:
        return
    exhibit = next((e for e in table.exhibits if e.number == fact.exhibit), None)
    if exhibit is None or exhibit.on is None:
        return
    said = read(exhibit.text, on=exhibit.on).asserted
    words = next((a.words for a in said if a.name == "consumer_message_acknowledges_use"), "")
    yield "own_message_at", Slot(exhibit.on, exhibit.number)
    yield "own_message_words", Slot(words, exhibit.number)


def _withdrawal(table: Table) -> Slots:
    delivery = table.facts.value("paid_standard_delivery_eur")
    yield "delivery_included", Slot(bool(delivery))
    open_until = table.clock("withdrawal_end")
    was_said = table.facts.value("withdrawal_statement_date") is not None
    yield "withdrawal_open", Slot(not was_said and _is_open(table, open_until))
    yield "statement_not_found", Slot(not was_said and _says_she_withdrew(table))


def _says_she_withdrew(table: Table) -> bool:
    """An earlier withdrawal is spoken of, and no paper shows it."""
    said = table.tellings.consumer.get("withdrawal_statement_date")
    return said is not None and said.exhibit in (None, MESSAGE) and said.value != _written_on(table)


def _written_on(table: Table) -> date:
    return table.message.at.date() if table.message.at else table.case.on


def _is_open(table: Table, until: date | None) -> bool:
    arrived = table.facts.value("received_date") or table.facts.value("delivered_date")
    return until >= table.case.on if until is not None else arrived is None


def _others(table: Table) -> Slots:
    notice = _payment_notice(table.exhibits)
    if notice is not None:
        yield "payment_provider_claim", Slot(_provider(table.facts), notice.number)
    yield "guarantee_expired", Slot(_guarantee_ran_out(table))
    series = table.facts.get("series_fault_known")
    supplier = next((e for e in table.exhibits if series and e.number == series.exhibit), None)
    yield "supplier_notice_date", Slot(supplier.on if supplier else None, supplier.number if supplier else None)
    report = table.facts.get("inspection_report_available")
    paper = next((e for e in table.exhibits if report and e.number == report.exhibit), None)
    yield "report_date", Slot(paper.on if paper else None, paper.number if paper else None)
    yield "over_a_year", Slot(past(table.clock("presumption_end"), table.case.on) is not None)
    yield "client_name", Slot(table.reading.summary.get("client_name"))
    yield "their_reference", Slot(table.reading.summary.get("their_reference"))
    yield "report_finding", slot_of(table.facts.get("inspection_result"))


def _provider(facts: Facts) -> Any:
    means = str(facts.value("payment_method") or "")
    return {"klarna": "Klarna", "paypal": "PayPal"}.get(means, means or None)


def _payment_notice(exhibits: Iterable[Exhibit]) -> Exhibit | None:
    """The payment provider's own paper that a claim runs there; what a customer merely announces is not one."""
    words = ("klarna", "paypal", "chargeback", "mollie")
    return next((e for e in exhibits if e.sort == "notice" and any(w in e.title.lower() for w in words)), None)


def _guarantee_ran_out(table: Table) -> bool:
    months, since = table.facts.value("commercial_guarantee_months"), table.facts.value("delivered_date")
    if not isinstance(months, int) or not isinstance(since, date):
        return False
    return (table.case.on - since).days > months * 31
