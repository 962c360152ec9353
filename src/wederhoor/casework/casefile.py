"""The shared case file from what was worked: timeline, tellings, numbered exhibits; and the shop's own part apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from wederhoor.casework.shapes import Message, Work
from wederhoor.casework.words import names, phrase
from wederhoor.dossier import model
from wederhoor.drafting.shapes import ShopCard
from wederhoor.drafting.wording import euro, long_date
from wederhoor.facts import Fact, Facts, Source
from wederhoor.law.explain import (
    fact_label,
    headline,
    headline_of,
    says,
    says_change,
    says_clock,
    says_missing,
)
from wederhoor.law.shapes import Assessment, Reason

SILENCE = 7
TALE_LIMIT = 24


@dataclass(frozen=True)
class Occasion:
    """A message, letter or statement as it belongs in the timeline."""

    on: date
    side: model.Side
    what: str
    exhibit: str = ""
    text: str = ""
    subject: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class FileInput:
    """Everything the case file is drawn from. Times aware and local; ``exhibits`` in the order of their numbers."""

    reference: str
    title: str
    language: str
    made_at: datetime
    opened: date
    shop: ShopCard
    customer: model.Party
    work: Work
    exhibits: tuple[model.Exhibit, ...]
    occasions: tuple[Occasion, ...] = ()
    shop_words: tuple[str, ...] = ()
    consumer_words: tuple[str, ...] = ()
    banner: str = ""
    installation: str = ""
    extra_moments: tuple[model.Moment, ...] = field(default=())


def case_file_of(given: FileInput) -> model.CaseFile:
    """The shared layer: no assessment, note or grade can get in, for its types have no place for them."""
    language = given.language
    return model.CaseFile(
        reference=given.reference,
        title=given.title,
        language=language,
        opened=given.opened,
        made_at=given.made_at,
        parties=(_shop_party(given.shop), given.customer),
        installation=given.installation,
        banner=given.banner,
        subject=given.work.message.subject,
        summary=tuple(given.work.understood),
        asked=tuple(_asked(given.work, language)),
        moments=tuple(with_silences(sorted(_moments(given), key=lambda m: (m.on, m.at)), language)),
        tellings=(
            _telling(
                model.Side.CONSUMER, Source.CONSUMER, given.work.tellings.consumer, given.consumer_words, language
            ),
            _telling(model.Side.SHOP, Source.SHOP, given.work.tellings.shop, given.shop_words, language),
        ),
        statements=tuple(_statement(o) for o in given.occasions if o.text),
        exhibits=given.exhibits,
    )


def _shop_party(shop: ShopCard) -> model.Party:
    lines = (shop.legal_name, shop.address, f"KvK {shop.kvk}" if shop.kvk else "", shop.email)
    return model.Party(model.Side.SHOP, shop.name, tuple(line for line in lines if line))


def _asked(work: Work, language: str) -> Iterator[str]:
    for demand in work.reading.demands:
        what = phrase("remedy", str(demand.remedy), language)
        yield f"{what}, {euro(demand.amount, language)}" if demand.amount is not None else what


def _statement(occasion: Occasion) -> model.Statement:
    other = model.Side.SHOP if occasion.side is model.Side.CONSUMER else model.Side.CONSUMER
    return model.Statement(
        sender=occasion.side,
        receiver=other,
        at=occasion.at or occasion.on,
        text=occasion.text,
        subject=occasion.subject,
        exhibit=occasion.exhibit,
    )


def _moments(given: FileInput) -> Iterator[model.Moment]:
    yield from moments_of(given.work.facts, given.language)
    for occasion in given.occasions:
        at = f"{occasion.at:%H.%M}" if occasion.at else ""
        exhibits = (occasion.exhibit,) if occasion.exhibit else ()
        yield model.Moment(occasion.on, occasion.what, occasion.side, at, exhibits)
    yield from given.extra_moments


def moments_of(facts: Facts, language: str) -> Iterator[model.Moment]:
    """What happened on which day, as far as it is shown or undisputed."""
    for name in names("moment"):
        fact = facts.get(name)
        if fact is not None and isinstance(fact.value, date):
            exhibits = (fact.exhibit,) if fact.exhibit else ()
            yield model.Moment(fact.value, phrase("moment", name, language), _side_of(name), exhibits=exhibits)


def _side_of(name: str) -> model.Side:
    if name in ("handed_to_carrier_date", "refund_settled_date", "goods_returned_received_date"):
        return model.Side.SHOP
    if name == "carrier_status_delivered_date":
        return model.Side.CARRIER
    return model.Side.CONSUMER


def with_silences(moments: Sequence[model.Moment], language: str) -> Iterator[model.Moment]:
    """The moments in order, with every stretch of silence of more than a week shown as what it is."""
    before: date | None = None
    for moment in moments:
        if before is not None and (moment.on - before).days > SILENCE:
            days = (moment.on - before).days
            what = phrase("file", "silence", language, days=days)
            yield model.Moment(before, what, kind=model.MomentKind.GAP, until=moment.on)
        yield moment
        before = moment.on


def _telling(side: model.Side, source: Source, facts: Facts, words: Iterable[str], language: str) -> model.Telling:
    own = [model.Sentence(text.strip()) for text in words if text.strip()]
    said = [
        model.Sentence(fact_says(fact, language), (fact.exhibit,) if fact.exhibit else ())
        for fact in facts.values()
        if fact.source is source
    ]
    return model.Telling(side, tuple([*own, *said][:TALE_LIMIT]))


def fact_says(fact: Fact, language: str) -> str:
    """A fact as a short line: its plain name and its value."""
    return f"{fact_label(fact.name, language)}: {value_says(fact.value, language)}"


def value_says(value: object, language: str) -> str:
    """A value in the reader's language: yes and no, dates in full, amounts as they are."""
    if isinstance(value, bool):
        return phrase("file", "yes" if value else "no", language)
    if isinstance(value, date):
        return long_date(value, language)
    return str(value)


def own_part_of(work: Work, language: str, notes: Iterable[str] = ()) -> model.OwnPart | None:
    """The shop's own reading, for its own print alone; ``None`` where there is no complaint to read."""
    first = work.assessment
    if first is None:
        return None
    return model.OwnPart(
        headline=headline_of(first, language, "shop"),
        demands=tuple(_own_demands(work.assessments, language)),
        reasons=tuple(_own_reasons(first.reasons, language)),
        missing=tuple(says_missing(m, language, "shop") for m in first.missing),
        would_change=tuple(says_change(c, language) for c in first.would_change),
        today=work.today,
        recourse=tuple(letter.subject for letter in work.recourse),
        clocks=tuple(
            model.Clock(says_clock(c, language), model.Side.of(_who(c.who)), c.due, c.source, c.verify)
            for c in first.clocks
        ),
        notes=tuple(notes),
    )


def _who(who: str) -> str:
    return "consumer" if who == "customer" else who


def _own_demands(assessments: Iterable[Assessment], language: str) -> Iterator[model.OwnDemand]:
    for assessment in assessments:
        for answer in assessment.answers:
            asked = phrase("remedy", str(answer.demand.remedy), language)
            if answer.demand.amount is not None:
                asked = f"{asked}, {euro(answer.demand.amount, language)}"
            yield model.OwnDemand(
                asked, headline(answer, language, "shop"), tuple(_own_reasons(answer.reasons, language))
            )


def _own_reasons(reasons: Iterable[Reason], language: str) -> Iterator[model.OwnReason]:
    for reason in reasons:
        yield model.OwnReason(says(reason, language), tuple(reason.articles), reason.verify)


def message_occasion(message: Message, on: date, language: str, exhibit: str = "B1") -> Occasion:
    """The customer's own message, as the first thing the file tells."""
    return Occasion(
        on=message.at.date() if message.at else on,
        side=model.Side.CONSUMER,
        what=phrase("file", "message", language),
        exhibit=exhibit,
        text=message.text,
        subject=message.subject,
        at=message.at,
    )
