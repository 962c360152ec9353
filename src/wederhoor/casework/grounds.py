"""What a slot rests on: the paper behind a fact, the step that decided, and what speaks in a quarrel about either."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wederhoor.casework.shapes import Table
from wederhoor.drafting.shapes import Slot
from wederhoor.facts import Fact, MessageKind, Outcome, Remedy, Source
from wederhoor.law.shapes import Answer, Reason

Slots = Iterator[tuple[str, Slot]]

MESSAGE = "B1"
GRANTED = (Outcome.CUSTOMER_RIGHT, Outcome.PARTLY)
BUSINESS_SIGNS = ("company_name_on_invoice", "vat_id_given", "kvk_number_given", "purchase_for_office_use")


def of_an_agency(table: Table) -> bool:
    """Somebody collects for the customer; costs the shop itself asks of the customer are answered to the customer."""
    reasons = table.assessment.reasons if table.assessment else ()
    asked_by_shop = any(reason.sentence == "against_customer" for reason in reasons)
    return table.reading.kind is MessageKind.COLLECTION_LETTER and not asked_by_shop


def slot_of(fact: Fact | None) -> Slot:
    return Slot(None) if fact is None else Slot(fact.value, shown_by(fact))


def shown_by(fact: Fact) -> str | None:
    """The exhibit behind a fact; the customer's own message shows what she wrote and agrees with."""
    if fact.exhibit:
        return fact.exhibit
    return MESSAGE if fact.source is Source.CONSUMER else None


def ahead(due: date | None, on: date) -> date | None:
    return due if due is not None and due >= on else None


def past(due: date | None, on: date) -> date | None:
    return due if due is not None and due < on else None


def has_it(table: Table) -> bool:
    """Whether the goods are with the customer, as far as is shown or undisputed."""
    known = table.facts
    return known.value("delivered") is True or any(known.value(n) for n in ("delivered_date", "received_date"))


def terms(table: Table) -> Slots:
    """Dates and sums of the law that a letter names: when it was due, when it ends, what it may cost."""
    since = table.facts.get("agreed_delivery_date") or table.facts.get("contract_date")
    due = past(table.clock("delivery"), table.case.on)
    yield "delivery_was_due", Slot(due, shown_by(since) if since else None)
    answers = table.assessment.answers if table.assessment else ()
    reason = next((found for answer in answers if (found := deciding(answer))), None)
    if reason is None:
        return
    yield "in_default", Slot(any(a.startswith("7:19a") for a in reason.articles))
    if "end" in reason.slots:
        told = table.facts.get("cancellation_date") or table.facts.get("notified_date") or since
        yield "ends_on", Slot(reason.slots["end"])
        yield "time_bar_end", Slot(reason.slots["end"], shown_by(told) if told else None)
    yield "time_article", Slot(next((a.split()[0] for a in reason.articles if a[:1].isdigit()), None))
    if table.assessment is not None and table.assessment.topic == "collection_costs":
        claimed = table.facts.get("costs_claimed_eur")
        yield "costs_due_eur", Slot(reason.slots.get("total"), shown_by(claimed) if claimed else None)
        yield "letter_lacking", Slot(reason.rule.endswith(".letter"))


def deciding(answer: Answer) -> Reason | None:
    """The step that decided: the last that is neither told beside it nor about a clause."""
    steps = [r for r in answer.reasons if not r.aside and not r.rule.endswith(".clause")]
    return steps[-1] if steps else None


def denied(table: Table) -> Slots:
    """What speaks in a quarrel about who ordered, who paid and what came back."""
    facts = table.facts
    known = (fact for name in BUSINESS_SIGNS if (fact := facts.get(name)) is not None and fact.value is True)
    sign = next(known, None)
    yield "business_sign", Slot(sign is not None, shown_by(sign) if sign else None)
    serial = facts.get("serial_matches_return")
    if serial is not None and serial.value is False:
        yield "return_differs", Slot(True, serial.exhibit)
    asked, consent = table.answer(Remedy.REFUND, Remedy.PARTIAL_REFUND), facts.get("express_prior_consent")
    granted = asked is not None and asked.outcome in GRANTED and asked.amount is not None
    yield "paid_already", Slot(facts.value("order_paid") is True or granted)
    if facts.value("waiver_acknowledged") is True and consent is not None and consent.value is True:
        yield "digital_consent", Slot(True, consent.exhibit)
    yield "goods_with_customer", Slot(has_it(table) and facts.value("goods_returned_received_date") is None)
    if facts.value("consumer_in_default") is True:
        yield "principal_open_eur", slot_of(facts.get("principal_eur"))
