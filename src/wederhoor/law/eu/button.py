"""The button that orders (art. 8 of the Consumer Rights Directive): its words alone must say that one has to pay."""

from __future__ import annotations

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.eu.build import CRD, article, of_country, rule
from wederhoor.law.eu.clocks import no_clocks
from wederhoor.law.eu.country import Country
from wederhoor.law.eu.gates import buys_as_consumer, clause, first
from wederhoor.law.eu.paid import PAID_FACTS, up_to_what_was_paid
from wederhoor.law.eu.places import plain
from wederhoor.law.rule import Case, Finding, Rule, Topic, ask, deny, from_shop, only, step

FREE = (Remedy.REFUND, Remedy.CANCELLATION, Remedy.RETURN, Remedy.OTHER)


def _online(case: Case) -> Finding | None:
    """Only an order through a website has a button."""
    return deny("no_button") if case.no("online_interface") else None


def _words(country: Country, case: Case) -> Finding | None:
    """Words around the button do not count."""
    written = plain(case.text("order_button_text"))
    if not written:
        return ask("unknown", from_shop("order_button_text"))
    if _stands(country.button.words, written):
        return deny("clear")
    if _stands(country.button.likely, written):
        return ask("likely", from_shop("order_button_text", Outcome.SHOP_RIGHT))
    return step("unclear")


def _stands(words: tuple[str, ...], written: str) -> bool:
    return any(f" {plain(one)} " in f" {written} " for one in words)


def _effect(country: Country, case: Case) -> Finding | None:
    return up_to_what_was_paid(case, country.button.effect)


@only(*(remedy for remedy in Remedy if remedy not in FREE))
def _other(_case: Case) -> Finding | None:
    return ask("what_then", from_shop("order_button_text"))


def order_button(country: Country) -> Topic:
    """A purchase through a button that does not say so binds nobody to pay; how exactly differs by country."""
    cites = (article(CRD, "8 lid 2"), "HvJ EU C-249/21")
    rules: tuple[Rule, ...] = (
        *first(country),
        buys_as_consumer(country),
        rule(country, "button.online", cites[:1], ("online_interface",), _online),
        clause(country, CRD, "25"),
        rule(country, "button.words", cites, ("order_button_text",), of_country(_words, country)),
        rule(country, "button.effect", cites[:1], PAID_FACTS, of_country(_effect, country, *FREE)),
        rule(country, "button.other", cites[:1], ("order_button_text",), _other),
    )
    return Topic("order_button", rules, no_clocks)
