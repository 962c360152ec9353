"""The letter for today: which one fits, what fills it, what it may be held against, and where the shop's money is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from wederhoor.casework.grounds import GRANTED, deciding, has_it, of_an_agency
from wederhoor.casework.shapes import Table
from wederhoor.casework.slots import slots_of
from wederhoor.casework.summary import understood_of
from wederhoor.drafting.choosing import choose, leading, receipt_for, unassessed
from wederhoor.drafting.letters.index import REFUSES, letter_of
from wederhoor.drafting.shapes import Draft, Slot
from wederhoor.drafting.write import write
from wederhoor.facts import Outcome, Remedy
from wederhoor.language.shapes import LetterCase
from wederhoor.law.countries import HOME
from wederhoor.law.shapes import Answer, Assessment

MARK = re.compile(r"\[… ?(?:in te vullen|na te kijken|to fill in|to check|auszufüllen|zu prüfen): ?([^\]]*?) ?…\]")


def draft_of(table: Table, language: str) -> tuple[Draft | None, LetterCase]:
    """The draft that fits, and what the checker may hold it against; no draft for what is not to be answered."""
    name = letter_name(table)
    if name is None:
        return None, LetterCase()
    understood = " ".join(understood_of(table, language))
    draft = _written(name, table, language, {"understood": Slot(understood)} if understood else {})
    return draft, letter_case(name, table, draft)


def letter_name(table: Table) -> str | None:
    """Which letter, from the table of letters; ``None`` where none fits or none should go."""
    if table.assessment is None:
        return unassessed(table.reading.kind)
    if of_an_agency(table) and table.assessment.outcome in GRANTED:
        # Whoever wrote for the customer is answered; the money itself goes to the customer.
        return choose("collection_costs", [(Remedy.COLLECTION_COSTS, table.assessment.outcome)], ("agency",))
    outcomes = [(answer.demand.remedy, answer.outcome) for answer in table.assessment.answers]
    return choose(table.assessment.topic, outcomes, situation_of(table))


def situation_of(table: Table) -> frozenset[str]:
    """How things stand, in the words of the table of letters."""
    assessment, facts = table.assessment, table.facts
    if assessment is None:
        return frozenset()
    said = {
        "both_grant": both_grant(assessment),
        "verify": assessment.verify,
        "abroad": assessment.country != HOME or any(r.rule.endswith(".gate.law") for r in assessment.reasons),
        "not_yet": any(answer.then is not None for answer in assessment.answers),
        "deduction": bool(facts.value("depreciation_documented_eur")),
        "refund_late": _is_late(table),
        "excluded": any(a.startswith("6:230p") for r in assessment.reasons for a in r.articles),
        "too_late": assessment.topic in WITHDRAWN and _came_late(table),
        "consumers_carrier": facts.value("carrier_chosen_by_consumer") is True
        and facts.value("carrier_offered_by_shop") is False,
        "independent_report": facts.value("inspection_independent") is True,
        "not_delivered": not has_it(table),
        **_decided(assessment),
    }
    return frozenset(name for name, holds in said.items() if holds)


# Topics in which a withdrawal may have come after its period.
WITHDRAWN = frozenset({"withdrawal", "return_fraud", "refund_not_received", "digital_content"})


def _decided(assessment: Assessment) -> dict[str, bool]:
    """What decided the demand that leads: who the buyer is, that it was paid, that something else came back."""
    answer = leading_answer(assessment)
    reason = deciding(answer) if answer else None
    if answer is None or reason is None:
        return {}
    *_, group, rule = reason.rule.split(".")
    refused_business = group == "business" and answer.outcome is Outcome.SHOP_RIGHT
    return {
        "paid_back": rule in ("settled", "paid_back"),
        "business": rule in ("consumer", "consumer_withdrawal", "buyer") or refused_business,
        "other_item": rule == "other_thing",
        "awaits_goods": "goods" in (answer.event or ""),
        "impossible": reason.sentence == "impossible",
    }


def leading_answer(assessment: Assessment) -> Answer | None:
    """The answer that decides which letter is written."""
    first = leading((answer.demand.remedy, answer.outcome) for answer in assessment.answers)
    return next((a for a in assessment.answers if (a.demand.remedy, a.outcome) == first), None)


def both_grant(assessment: Assessment) -> bool:
    """Whether the customer may ask it even on the shop's own telling: then nothing may refuse it."""
    return all(assessment.tellings.get(who) is Outcome.CUSTOMER_RIGHT for who in ("consumer", "shop"))


def _is_late(table: Table) -> bool:
    due = table.clock("refund")
    back = table.facts.value("goods_returned_received_date")
    return due is not None and back is not None and due < table.case.on


def _came_late(table: Table) -> bool:
    said, end = table.facts.value("withdrawal_statement_date"), table.clock("withdrawal_end")
    return isinstance(said, date) and end is not None and said > end


def _written(name: str, table: Table, language: str, extra: dict[str, Slot] | None = None) -> Draft:
    shop = table.case.shop
    number = str(table.facts.value("order_number") or next(iter(table.reading.order_numbers), ""))
    return write(
        name,
        language=language,
        slots={**slots_of(table), **(extra or {})},
        shop=shop,
        on=table.case.on,
        customer_name=table.message.sender_name or table.reading.sender_name,
        order_number=number,
        reference=table.case.reference,
    )


def letter_case(name: str, table: Table, draft: Draft) -> LetterCase:
    """What the letter may state: the dates, amounts and articles this case bears, and what the law grants."""
    assessment = table.assessment
    values = [*draft.slots.values(), *(fact.value for fact in table.facts.values())]
    values += [answer.amount for answer in (assessment.answers if assessment else ())]
    values += [demand.amount for demand in table.reading.demands]
    clocks = [clock.due for clock in (assessment.clocks if assessment else ())]
    cited = [article for reason in (assessment.reasons if assessment else ()) for article in reason.articles]
    return LetterCase(
        dates=frozenset({*_dates(values), *clocks, *(d.on for d in table.reading.dates), table.case.on}),
        amounts=frozenset(_amounts(values)),
        exhibits=frozenset(exhibit.number for exhibit in table.exhibits),
        granted_by_both=assessment is not None and both_grant(assessment),
        granted=assessment is not None and assessment.outcome is Outcome.CUSTOMER_RIGHT,
        articles=frozenset({*cited, *letter_of(name).articles}),
        withdrawal=assessment is not None and assessment.topic == "withdrawal",
        refuses=letter_of(name).stance == REFUSES,
    )


def letter_case_of(table: Table, name: str) -> LetterCase:
    """The same for a letter that was drafted before and is looked at again."""
    return letter_case(name, table, _written(name, table, table.case.language or table.reading.language))


def _dates(values: Iterable[object]) -> Iterator[date]:
    for value in values:
        if isinstance(value, datetime):
            yield value.date()
        elif isinstance(value, date):
            yield value


def _amounts(values: Iterable[object]) -> Iterator[Decimal]:
    for value in values:
        if isinstance(value, Decimal):
            yield value


def unfilled(body: str) -> tuple[str, ...]:
    """What is still marked to be filled in or checked in a letter, in the order of the text."""
    return tuple(match.group(1).strip() for match in MARK.finditer(body))


def receipt_of(table: Table, answer_days: int) -> Draft | None:
    """The receipt that fits the message; ``None`` where it must not be acknowledged as a complaint."""
    name = receipt_for(table.reading.kind)
    topic = table.assessment.topic if table.assessment else ""
    if name is None or (not topic and name == "complaint_receipt"):
        return None
    by = {"answer_by": Slot(table.case.on + timedelta(days=answer_days))} if name == "complaint_receipt" else {}
    return _written(name, table, table.case.language or table.reading.language, by)


def withdrawal_receipt_of(table: Table, at: datetime, words: str, exhibit: str) -> Draft:
    """The receipt of a withdrawal that was declared apart from the message: ``at`` local, ``exhibit`` its paper."""
    said = {"statement_at": Slot(at, exhibit), "statement_text": Slot(words, exhibit)}
    return _written("withdrawal_receipt", table, table.case.language or table.reading.language, said)


RECOURSE = {
    "non_delivery": "carrier_loss_claim",
    "delivery_to_neighbour": "carrier_loss_claim",
    "missing_contents": "carrier_loss_claim",
    "transit_damage": "carrier_damage_claim",
}


def recourse_of(table: Table) -> tuple[Draft, ...]:
    """The letters by which the shop gets its own money back: from the carrier, its supplier, or a payment provider."""
    if table.assessment is None:
        return ()
    topic = table.assessment.topic
    if topic == "chargeback":
        name = "payment_evidence" if table.assessment.outcome is Outcome.SHOP_RIGHT else None
    elif not pays(table):
        name = None
    elif topic in ("non_conformity", "warranty") and table.facts.value("series_fault_known"):
        name = "supplier_claim"
    else:
        name = RECOURSE.get(topic)
    return (_written(name, table, table.case.reader),) if name else ()


def pays(table: Table) -> bool:
    """Whether it may come down to the shop: only then is there something to get back elsewhere."""
    return table.assessment is not None and table.assessment.outcome is not Outcome.SHOP_RIGHT
