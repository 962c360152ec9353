"""Says an assessment in whole sentences: Dutch, English, German; to the shop or to the customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from wederhoor.facts import VOCABULARY, Outcome, value_of
from wederhoor.law import texts
from wederhoor.law.rule import CUSTOMER, SHOP
from wederhoor.law.shapes import Answer, Assessment, Change, Clock, Contradiction, FactName, Missing, Reason

_WEEKDAYS = {
    "nl": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "de": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
}
_MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}
_CENT = Decimal("0.01")


def says(reason: Reason, language: str) -> str:
    """The sentence of one step of the reasoning."""
    return _filled(texts.sentence_of(reason.rule, reason.sentence, language), reason.slots, language)


def fact_label(name: str, language: str) -> str:
    """A fact in plain words; raises ``KeyError`` for a fact without words."""
    return texts.speech("facts", language)[name]


def says_missing(missing: Missing, language: str, to: str = SHOP) -> str:
    """What is missing, for ``to`` (``shop`` or ``customer``): who shows it, by when, and what follows if it stays away.

    A customer who need not bring it is told so, without a date and without a consequence.
    """
    slots = {"label": fact_label(missing.fact, language), "by": missing.by}
    said = _say(f"missing/{_who(missing)}/{to}", slots, language)
    if missing.by is None or (to == CUSTOMER and missing.at_whose_risk != CUSTOMER):
        return said
    return f"{said} {_say(f'then/{missing.then}/{to}', {}, language)}"


def _who(missing: Missing) -> str:
    if missing.who == missing.at_whose_risk:
        return f"{missing.who}_at_{missing.at_whose_risk}"
    return "customer_helps" if missing.who == CUSTOMER else "shop_checks"


def says_change(change: Change, language: str) -> str:
    """What would change the assessment, and to what."""
    label = fact_label(change.fact, language)
    outcome = _say(f"outcome/{change.outcome}", {}, language)
    if not isinstance(change.to, bool):
        to = value_says(change.fact, change.to, language)
        return _say("change/value", {"label": label, "outcome": outcome, "to": to}, language)
    clause, there = clause_of(label, language), "yes" if change.to else "no"
    if clause:
        return _say(f"change/{there}", {"clause": clause, "outcome": outcome}, language)
    return _say(f"change/there_{there}", {"label": label, "outcome": outcome}, language)


def says_contradiction(contradiction: Contradiction, language: str) -> str:
    """Which papers say different things of one fact, each with what it says."""
    question = VOCABULARY[contradiction.fact] is bool
    told = "; ".join(f"{ex}: {value_says(contradiction.fact, value, language)}" for value, ex in contradiction.told)
    slots = {"label": fact_label(contradiction.fact, language), "told": told}
    return _say("differ/question" if question else "differ/value", slots, language)


def says_clock(clock: Clock, language: str) -> str:
    """A date that runs, and where it is not certain, that it is not."""
    key = f"clock/{clock.what}_ready" if clock.slots.get("ready") else f"clock/{clock.what}"
    said = _say(key, {**clock.slots, "due": clock.due}, language)
    if clock.verify and clock.what != "repair_reasonable_time":
        return f"{said} {_say('clock/unsure', {}, language)}"
    return said


def headline(answer: Answer, language: str, to: str = SHOP) -> str:
    """What may be asked, in a sentence or two; where the law is unsure, that stands on the first line."""
    said = _say(f"headline/{_headline_key(answer)}/{to}", _slots(answer), language)
    for event, key in (("goods_back_or_dispatch", "may_wait"), ("repair_failed_refused_or_late", "after_repair")):
        if answer.event == event and answer.outcome in {Outcome.CUSTOMER_RIGHT, Outcome.PARTLY}:
            said = f"{said} {_say(f'headline/{key}/{to}', {}, language)}"
    unsure = any(reason.verify and not reason.aside for reason in answer.reasons)
    return f"{_say('unsure', {}, language)}\n{said}" if unsure else said


def headline_of(assessment: Assessment, language: str, to: str = SHOP) -> str:
    """The headline for the whole: the one answer's own, or the outcome derived from several."""
    counted = [answer for answer in assessment.answers if not answer.demand.otherwise] or list(assessment.answers)
    if len(counted) == 1:
        return headline(counted[0], language, to)
    not_yet = assessment.outcome is Outcome.SHOP_RIGHT and all(_is_not_yet(answer) for answer in counted)
    said = headline(counted[0], language, to) if not_yet else _say(f"headline/{assessment.outcome}/{to}", {}, language)
    if not assessment.verify or not_yet:
        return said
    return f"{_say('unsure', {}, language)}\n{said}"


def _is_not_yet(answer: Answer) -> bool:
    return answer.outcome is Outcome.SHOP_RIGHT and (answer.until is not None or answer.event is not None)


def _headline_key(answer: Answer) -> str:
    if _is_not_yet(answer):
        event = answer.event or "until"
        return f"not_yet_{event}_until" if answer.event and answer.until else f"not_yet_{event}"
    with_sum = answer.amount is not None and answer.outcome in {Outcome.CUSTOMER_RIGHT, Outcome.PARTLY}
    return f"{answer.outcome}_sum" if with_sum else str(answer.outcome)


def _slots(answer: Answer) -> Mapping[str, Any]:
    return {"amount": answer.amount, "until": answer.until}


def says_date(day: date, language: str) -> str:
    """A date with its weekday, as the language writes it."""
    weekday, month = _WEEKDAYS[language][day.weekday()], _MONTHS[language].split()[day.month - 1]
    if language == "de":
        return f"{weekday}, {day.day}. {month} {day.year}"
    return f"{weekday} {day.day} {month} {day.year}"


def says_money(amount: Decimal, language: str) -> str:
    """A sum in euro, as the language writes it."""
    figure = f"{amount.quantize(_CENT):,.2f}"
    if language == "en":
        return f"€{figure}"
    swapped = figure.translate(str.maketrans(",.", ".,"))
    return f"€ {swapped}" if language == "nl" else f"{swapped} €"


def _say(key: str, slots: Mapping[str, Any], language: str) -> str:
    return _filled(texts.speech("speech", language)[key], slots, language)


def _filled(sentence: str, slots: Mapping[str, Any], language: str) -> str:
    return sentence.format(**{name: _written(value, language) for name, value in slots.items()})


def _written(value: Any, language: str) -> str:
    if isinstance(value, FactName):
        return fact_label(value, language)
    if isinstance(value, date):
        return says_date(value, language)
    if isinstance(value, Decimal):
        return says_money(value, language)
    return str(value)


_WHETHER = {"nl": "of ", "en": "whether ", "de": "ob "}
_UNITS = ("days", "hours", "months")


def clause_of(label: str, language: str) -> str:
    """“whether it was opened” as “it was opened”, to go on after “that”; empty for a label that names a thing."""
    whether = _WHETHER[language]
    return label.removeprefix(whether) if label.startswith(whether) else ""


def value_says(fact: str, raw: Any, language: str) -> str:
    """A fact's value in plain words, never bare: a day, a sum in euro, a weight in kilo, yes or no.

    ``raw`` is a value or what JSON keeps of it. Raises :class:`wederhoor.facts.UnknownFact`.
    """
    value = value_of(fact, raw)
    if isinstance(value, bool):
        return _say("value/yes" if value else "value/no", {}, language)
    if isinstance(value, Decimal):
        return says_money(value, language) if fact.endswith("_eur") else _with_unit(fact, value, language)
    return _counted(fact, value, language) if isinstance(value, int) else _written(value, language)


def says_figure(figure: Decimal, language: str) -> str:
    """A figure with the digits it has, its decimals as the language writes them."""
    return f"{figure:f}" if language == "en" else f"{figure:f}".replace(".", ",")


def _with_unit(fact: str, figure: Decimal, language: str) -> str:
    said = says_figure(figure, language)
    return f"{said} kg" if fact.endswith("_kg") else said


def _counted(fact: str, count: int, language: str) -> str:
    unit = next((unit for unit in _UNITS if fact.endswith(f"_{unit}")), "")
    if not unit:
        return str(count)
    return _say(f"value/{unit}" if count != 1 else f"value/{unit[:-1]}", {"count": str(count)}, language)
