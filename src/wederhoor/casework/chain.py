"""The chain itself: read the message and the papers, hear both tellings, assess, draft, check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from wederhoor.casework.clauses import clause_of, with_clause
from wederhoor.casework.fitting import fitted
from wederhoor.casework.grounds import BUSINESS_SIGNS, MESSAGE
from wederhoor.casework.letter import draft_of, recourse_of
from wederhoor.casework.read import attached, exhibit_of, message_of
from wederhoor.casework.shapes import CaseInput, Exhibit, Message, Table, Work
from wederhoor.casework.summary import summary_of, understood_of
from wederhoor.casework.today import today_of
from wederhoor.casework.words import names, phrase
from wederhoor.drafting.letters.index import CUSTOMER, letter_of
from wederhoor.facts import Fact, Facts, MessageKind, Outcome, Remedy, Source, value_of
from wederhoor.language.checking import check
from wederhoor.language.reading import read
from wederhoor.language.shapes import Reading
from wederhoor.law.engine import assess, doubted_in, with_null_dates
from wederhoor.law.requested import demands_of as requested
from wederhoor.law.shapes import Assessment, Demand, Reason, Tellings
from wederhoor.law.topics import TOPIC_OF, topic_of

GRAVITY = (Outcome.CUSTOMER_RIGHT, Outcome.PARTLY, Outcome.NEEDS_EVIDENCE, Outcome.SHOP_RIGHT)

# After a withdrawal these are stages of it, not claims of their own: what is owed follows from the withdrawal.
TAIL_OF_WITHDRAWAL = frozenset(
    {
        MessageKind.REFUND_NOT_RECEIVED,
        MessageKind.REFUND_INCOMPLETE,
        MessageKind.RETURN_COST,
        MessageKind.COLLECTION_LETTER,
        MessageKind.CANCELLATION,
    }
)

# What a message of this kind asks when it does not say: the first thing the law gives there.
USUAL: Mapping[str, Demand] = {
    "withdrawal": Demand(Remedy.REFUND),
    "non_delivery": Demand(Remedy.DELIVERY),
    "late_delivery": Demand(Remedy.DELIVERY),
    "delivery_to_neighbour": Demand(Remedy.DELIVERY),
    "transit_damage": Demand(Remedy.REPLACEMENT),
    "non_conformity": Demand(Remedy.REPAIR),
    "warranty": Demand(Remedy.REPAIR),
    "wrong_item": Demand(Remedy.REPLACEMENT),
    "partial_delivery": Demand(Remedy.DELIVERY),
    "missing_contents": Demand(Remedy.DELIVERY),
    "digital_content": Demand(Remedy.REPAIR),
    "not_collected": Demand(Remedy.REFUND),
    "double_charge": Demand(Remedy.REFUND),
    "refund_not_received": Demand(Remedy.REFUND),
    "chargeback": Demand(Remedy.REFUND),
    "price_error": Demand(Remedy.DELIVERY),
    "unordered_goods": Demand(Remedy.OTHER),
    "identity_dispute": Demand(Remedy.CANCELLATION),
    "order_button": Demand(Remedy.CANCELLATION),
    "subscription": Demand(Remedy.CANCELLATION),
    "minor_or_gift": Demand(Remedy.REFUND),
    "return_fraud": Demand(Remedy.REFUND),
    "review_threat": Demand(Remedy.REFUND),
    "b2b": Demand(Remedy.REFUND),
    "account_block": Demand(Remedy.OTHER),
    "prescription": Demand(Remedy.REPAIR),
    "collection_costs": Demand(Remedy.COLLECTION_COSTS),
    "summons": Demand(Remedy.INFORMATION),
    "no_answer": Demand(Remedy.INFORMATION),
    "privacy_request": Demand(Remedy.INFORMATION),
}

# What shows that a parcel reached the customer, beyond the carrier's word that it was somewhere.
SHOWS_RECEIPT = (
    "delivery_evidence_gps",
    "delivery_evidence_photo",
    "delivery_evidence_signature",
    "delivery_evidence_code",
    "consumer_message_acknowledges_use",
)

# What a court takes as given in a mail from a private person to a webshop until somebody says otherwise (149 Rv).
ASSUMED: Mapping[str, Any] = {
    "distance_contract": True,
    "online_interface": True,
    "buyer_is_consumer": True,
    "jurisdiction": "NL",
}


def work(case: CaseInput) -> Work:
    """The main job from raw papers. Raises :class:`~wederhoor.connect.contract.Unreadable` for an unusable message."""
    message, mail = message_of(case.message)
    if message.at is not None and message.at.tzinfo is not None:
        # On which day something was said is asked of the shop's own calendar, not of the sender's clock.
        message = replace(message, at=message.at.astimezone(ZoneInfo(case.zone)))
    first = exhibit_of(case.message, MESSAGE, on=case.on, text=message.text)
    papers = (*attached(mail, case.message), *case.papers)
    rest = [exhibit_of(paper, f"B{number}", on=case.on) for number, paper in enumerate(papers, 2)]
    return replace(decide(message, [first, *rest], case), mail=mail)


def decide(message: Message, exhibits: Sequence[Exhibit], case: CaseInput) -> Work:
    """The same for papers that were read before: nothing here parses bytes."""
    written = message.at.date() if message.at else case.on
    reading = read(
        message.text,
        subject=message.subject,
        on=written,
        sender_name=message.sender_name,
        attachments=message.attachments,
    )
    exhibits = [fitted(exhibit, reading, message, written, case.reader) for exhibit in exhibits]
    tellings = tellings_of(reading, exhibits, case, written)
    assessments = assess_all(reading, tellings, exhibits, case)
    first = assessments[0] if assessments else None
    return _finish(Table(message, reading, tuple(exhibits), tellings, first, case), assessments)


def _finish(table: Table, assessments: tuple[Assessment, ...]) -> Work:
    case, reading = table.case, table.reading
    language = case.language or reading.language
    draft, letter_case = draft_of(table, language)
    to_customer = draft is not None and letter_of(draft.letter).to == CUSTOMER
    findings = (
        check(draft.body, language=language, form=case.shop.form, case=letter_case) if draft and to_customer else []
    )
    return Work(
        table=table,
        assessments=assessments,
        draft=draft,
        findings=tuple(findings),
        summary=summary_of(table, case.reader),
        understood=understood_of(table, language),
        today=today_of(table),
        recourse=recourse_of(table),
        sentence="" if assessments else _no_topic(reading.kind, case.reader),
    )


def _no_topic(kind: MessageKind, language: str) -> str:
    """One sentence on why there is no assessment, and what that asks of the shop."""
    why = TOPIC_OF[kind].why
    name = str(kind) if str(kind) in names("no_topic") else str(why or "not_yet")
    return phrase("no_topic", name, language)


def tellings_of(reading: Reading, exhibits: Iterable[Exhibit], case: CaseInput, written: date) -> Tellings:
    """Who says what. What stands for all comes first, then a party's own word, then the exhibits, then what is assumed.

    What the customer writes counts as undisputed while the shop's telling is silent on it (149 Rv); what the shop
    tells counts in its own telling, and for all only once an exhibit shows it or the customer says the same.
    """
    agreed = with_null_dates(case.facts, Facts.flat(case.facts, Source.AGREED))
    # A correction to null takes back what was read: then nobody has said it.
    silenced = {name for name, value in case.facts.items() if value is None}
    consumer = Facts.flat(case.consumer_says, Source.CONSUMER).over(_asserted(reading)).without(silenced)
    shop = Facts.flat(case.shop_says, Source.SHOP).without(silenced)
    shown = Facts.of(_shown(exhibits)).without(silenced)
    assumed = Facts.flat({**ASSUMED, "claim_date": written}, Source.AGREED).without(silenced)
    if case.topic == "b2b" or any(
        said.value(sign) is True for said in (agreed, consumer, shop, shown) for sign in BUSINESS_SIGNS
    ):
        # Something speaks of a business: then it is a question, and nothing to be assumed.
        assumed = assumed.without({"buyer_is_consumer"})
    undisputed = Facts({n: f for n, f in consumer.known.items() if n not in shop or shop[n].value == f.value})
    return Tellings(
        consumer=agreed.over(consumer).over(_denied(consumer)).over(shown).over(assumed),
        shop=agreed.over(shop).over(shown).over(undisputed).over(assumed),
        exhibits=agreed.over(shown).over(undisputed).over(assumed),
    )


def _asserted(reading: Reading) -> Facts:
    return Facts.of(Fact(a.name, a.value, Source.CONSUMER, "B1", a.words) for a in reading.asserted)


def _denied(consumer: Facts) -> Facts:
    """On the telling of a customer who received nothing, nothing shows that she did: she disputes those papers."""
    if consumer.value("consumer_denies_receipt") is not True:
        return Facts()
    return Facts.flat(dict.fromkeys(SHOWS_RECEIPT, False), Source.CONSUMER)


def _shown(exhibits: Iterable[Exhibit]) -> Iterable[Fact]:
    for exhibit in exhibits:
        for name, raw in exhibit.facts.items():
            value = value_of(name, raw)
            if value is not None:
                yield Fact(name, value, Source.EXHIBIT, exhibit.number)


def assess_all(
    reading: Reading, tellings: Tellings, exhibits: Sequence[Exhibit], case: CaseInput
) -> tuple[Assessment, ...]:
    """One assessment for each complaint in the message, the gravest first; none when it is no complaint."""
    done = []
    for topic in topics_of(reading, tellings, case):
        demands = demands_of(reading, case)
        asked = demands if case.topic and demands else _asked_in(topic, demands)
        heard = _leaning(tellings, topic, exhibits)
        found = _deciding_first(assess(topic, asked, heard, on=case.on, doubted=doubted_in(case.facts)))
        done.append(_without_what_was_done(found, exhibits))
    # A court's day goes before everything else.
    return tuple(sorted(done, key=lambda a: (a.topic != "summons", GRAVITY.index(a.outcome))))


def _deciding_first(assessment: Assessment) -> Assessment:
    """The reasons in the order a person wants them: what decides first, what is merely set aside or told last."""
    answers = tuple(replace(answer, reasons=_ordered(answer.reasons)) for answer in assessment.answers)
    return replace(assessment, answers=answers, reasons=_ordered(assessment.reasons))


def _without_what_was_done(assessment: Assessment, exhibits: Sequence[Exhibit]) -> Assessment:
    """A receipt that lies in the file was given: its clock has stopped."""
    if not any(exhibit.sort == "receipt" for exhibit in exhibits):
        return assessment
    return replace(assessment, clocks=tuple(c for c in assessment.clocks if c.what != "withdrawal_receipt"))


def _ordered(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=lambda reason: reason.aside or reason.rule.endswith(".clause")))


def _leaning(tellings: Tellings, topic: str, exhibits: Sequence[Exhibit]) -> Tellings:
    """The tellings with the clause the shop's own papers hold on this topic: a right does not yield to it."""
    clause = clause_of(topic, exhibits)
    return Tellings(
        with_clause(tellings.consumer, clause),
        with_clause(tellings.shop, clause),
        with_clause(tellings.exhibits, clause),
    )


def _asked_in(topic: str, demands: Sequence[Demand]) -> Sequence[Demand]:
    """Of what is asked, what belongs to this topic: an agency's own costs are judged apart from what it collects."""
    costs = [d for d in demands if d.remedy is Remedy.COLLECTION_COSTS]
    rest = [d for d in demands if d.remedy is not Remedy.COLLECTION_COSTS]
    return (costs if topic == "collection_costs" else rest) or (USUAL[topic],)


def topics_of(reading: Reading, tellings: Tellings, case: CaseInput) -> tuple[str, ...]:
    """The law topics the message raises. The gate comes first: is it, in any words, a withdrawal?"""
    if case.topic:
        return (case.topic,)
    withdrew = tellings.consumer.value("withdrawal_statement_date") is not None
    known = tellings.exhibits.over(tellings.shop)
    # Withdrawn on her own page: whatever else the message was about, it is now that too.
    topics: list[str | None] = ["withdrawal"] if case.consumer_says.get("withdrawal_statement_date") else []
    for kind in (k.kind for k in reading.kinds):
        named = topic_of(kind, known)
        undone = withdrew and kind in TAIL_OF_WITHDRAWAL and named != "minor_or_gift"
        topics.append("withdrawal" if undone else named)
        if kind is MessageKind.COLLECTION_LETTER:
            topics.append(topic_of(kind))
    return _claims(reading.kind, tuple(dict.fromkeys(t for t in topics if t)))


def _claims(first: MessageKind, topics: tuple[str, ...]) -> tuple[str, ...]:
    """Without what only says how a claim came: the silence before it, or a payment taken back on account of it."""
    beside = {"no_answer"} if first is MessageKind.CHARGEBACK else {"no_answer", "chargeback"}
    return tuple(t for t in topics if t not in beside) or topics


def demands_of(reading: Reading, case: CaseInput) -> tuple[Demand, ...]:
    """What is asked, as the customer worded it; wishes for information or an apology are answered, not assessed."""
    if case.demands is not None:
        return case.demands
    if case.topic and "requested_remedy" in case.facts:
        return requested(case.topic, Facts.flat(case.facts))
    quiet = {Remedy.INFORMATION, Remedy.APOLOGY, Remedy.OTHER, Remedy.RETURN}
    asked = (d for d in reading.demands if d.remedy not in quiet)
    return tuple(Demand(d.remedy, d.amount, d.words, otherwise=d.alternative) for d in asked)
