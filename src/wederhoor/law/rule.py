"""What a rule is: dated, cited, saying which facts it needs; and what it can find in a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from wederhoor.facts import Facts, Outcome, Remedy, Value
from wederhoor.law.shapes import Clock, Demand

ALWAYS = date.min

_GIVEN = """
buyer_is_consumer distance_contract online_interface jurisdiction contract_regular_delivery digital_not_on_medium
delivered company_name_on_invoice kvk_number_given vat_id_given purchase_for_office_use claimed_private_use
delivery_to_private_address voluntary_return_policy_for_business goods_living_animal sealed_hygiene_goods
protective_film_removed proof_of_return_dispatch market_price_goods urgent_home_repair public_auction
performance_started service_fully_performed dated_leisure_service perishable_goods irrevocably_mixed_goods
alcohol_priced_for_later_delivery sealed_media_goods media_seal_broken single_newspaper refund_already_paid
withdrawal_period_over express_prior_consent waiver_acknowledged confirmation_durable_medium
goods_second_hand goods_with_digital_elements digital_continuous_supply paid_with_personal_data repaired_elsewhere
"""
GIVEN = frozenset(_GIVEN.split())
"""What a purchase is, or what has simply happened: never tried out as "what would change this"."""

SHOP = "shop"
CUSTOMER = "customer"


_Found = TypeVar("_Found")


@dataclass(frozen=True)
class Case:
    """What a rule looks at: the facts, one demand, and the day the question is asked.

    ``doubted`` names facts a file of cases gives as *unknown* in so many words (``null``); a rule that may otherwise
    take silence as "not in question" asks for these.
    """

    facts: Facts
    demand: Demand
    on: date
    doubted: frozenset[str] = frozenset()
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What several rules work out for this demand, kept for the length of one hearing."""
    shared: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """The same for what hangs on the facts and the day alone: one for all demands heard on them."""

    def once(self, name: str, work: Callable[[Case], _Found]) -> _Found:
        """What ``work`` makes of the facts and the day, worked out once for all demands; never of the demand."""
        if name not in self.shared:
            self.shared[name] = work(self)
        found: _Found = self.shared[name]
        return found

    def value(self, name: str) -> Value | None:
        return self.facts.value(name)

    def yes(self, name: str) -> bool:
        """Established as true."""
        return self.facts.value(name) is True

    def no(self, name: str) -> bool:
        """Established as false."""
        return self.facts.value(name) is False

    def unknown(self, name: str) -> bool:
        return self.facts.value(name) is None

    def day(self, name: str) -> date | None:
        found = self.facts.value(name)
        return found if isinstance(found, date) else None

    def first_day(self, *names: str) -> date | None:
        """The first of these dates that is known, in the order given."""
        return next((found for name in names if (found := self.day(name)) is not None), None)

    def euro(self, name: str) -> Decimal | None:
        found = self.facts.value(name)
        return found if isinstance(found, Decimal) else None

    def count(self, name: str) -> int:
        """A whole number, 0 when nobody gave one."""
        found = self.facts.value(name)
        return found if isinstance(found, int) and not isinstance(found, bool) else 0

    def text(self, name: str) -> str:
        """A text in lower case, empty when nobody gave one."""
        kept: str | None = self.shared.get(name)
        if kept is None:
            found = self.facts.value(name)
            kept = self.shared[name] = found.casefold() if isinstance(found, str) else ""
        return kept


@dataclass(frozen=True)
class Need:
    """A fact that still has to be shown: by whom, at whose risk, and the outcome if it stays away."""

    fact: str
    who: str
    risk: str
    then: Outcome


@dataclass(frozen=True)
class Finding:
    """What a rule found. Without ``outcome`` it is a step and the next rule is consulted."""

    sentence: str
    outcome: Outcome | None = None
    amount: Decimal | None = None
    until: date | None = None
    event: str | None = None
    then: Outcome | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[Need, ...] = ()
    also: tuple[str, ...] = ()


def step(sentence: str, *, also: tuple[str, ...] = (), needs: tuple[Need, ...] = (), **slots: Any) -> Finding:
    """Something that counts; the next rule is consulted."""
    return Finding(sentence, also=also, needs=needs, slots=slots)


def grant(
    sentence: str, *, amount: Decimal | None = None, event: str | None = None, also: tuple[str, ...] = (), **slots: Any
) -> Finding:
    """The customer may ask this; ``event`` is what the shop may wait for before it acts."""
    return Finding(sentence, Outcome.CUSTOMER_RIGHT, amount=amount, event=event, also=also, slots=slots)


def deny(sentence: str, *, also: tuple[str, ...] = (), **slots: Any) -> Finding:
    """The shop need not do this."""
    return Finding(sentence, Outcome.SHOP_RIGHT, also=also, slots=slots)


def part(
    sentence: str,
    *,
    amount: Decimal | None = None,
    event: str | None = None,
    then: Outcome | None = None,
    also: tuple[str, ...] = (),
    needs: tuple[Need, ...] = (),
    **slots: Any,
) -> Finding:
    """A part of it."""
    return Finding(sentence, Outcome.PARTLY, amount=amount, event=event, then=then, also=also, needs=needs, slots=slots)


def not_yet(
    sentence: str,
    *,
    until: date | None = None,
    event: str | None = None,
    amount: Decimal | None = None,
    also: tuple[str, ...] = (),
    **slots: Any,
) -> Finding:
    """The shop need not do this yet, but from ``until`` or after ``event`` the customer may ask it."""
    return Finding(
        sentence,
        Outcome.SHOP_RIGHT,
        amount=amount,
        until=until,
        event=event,
        then=Outcome.CUSTOMER_RIGHT,
        also=also,
        slots=slots,
    )


def ask(sentence: str, *needs: Need, also: tuple[str, ...] = (), **slots: Any) -> Finding:
    """Undecided until these facts are shown; what follows if they stay away is the first one's ``then``."""
    then = needs[0].then if needs else None
    return Finding(sentence, Outcome.NEEDS_EVIDENCE, then=then, needs=needs, also=also, slots=slots)


def from_shop(fact: str, then: Outcome = Outcome.CUSTOMER_RIGHT) -> Need:
    """The shop must show it and bears it when it stays away."""
    return Need(fact, SHOP, SHOP, then)


def from_customer(fact: str, then: Outcome = Outcome.SHOP_RIGHT) -> Need:
    """The customer must show it and bears it when it stays away."""
    return Need(fact, CUSTOMER, CUSTOMER, then)


def helps(fact: str, then: Outcome = Outcome.CUSTOMER_RIGHT) -> Need:
    """The customer may bring it; it helps, it is not needed, and nothing follows when it stays away."""
    return Need(fact, CUSTOMER, SHOP, then)


Test = Callable[[Case], Finding | None]


def only(*remedies: Remedy) -> Callable[[Test], Test]:
    """The test bears on these demands alone."""

    def wrap(test: Test) -> Test:
        return lambda case: test(case) if case.demand.remedy in remedies else None

    return wrap


@dataclass(frozen=True)
class Rule:
    """One rule of law.

    ``since``/``until`` (exclusive) select it on the day of the contract, or with ``procedural`` on the day the question
    is asked. ``cites`` always stands under its reason; a finding may add. ``recheck`` names citations whose paragraph
    number is to be read again. ``verify`` means that the content itself is not certain, ``heuristic`` that it weighs
    by experience: neither ever carries a refusal. ``aside`` is told but decides nothing. ``burden`` is cited besides
    where the rule asks somebody for what he must show: the law of the country on who proves.
    """

    name: str
    cites: tuple[str, ...]
    needs: tuple[str, ...]
    test: Test
    since: date = ALWAYS
    until: date | None = None
    topic: str = ""
    procedural: bool = False
    verify: bool = False
    heuristic: bool = False
    aside: bool = False
    recheck: tuple[str, ...] = ()
    burden: str = ""

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    @property
    def may_refuse(self) -> bool:
        return not (self.verify or self.heuristic)


Turns = Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True)
class Topic:
    """A claim kind in one country: its rules in the order they are consulted, its clocks, and what may turn it.

    ``turns`` yields dates and figures worth trying for "what would change this"; yes and no need no help.
    """

    name: str
    rules: tuple[Rule, ...]
    clocks: Callable[[Case], tuple[Clock, ...]]
    turns: Callable[[Case], Turns] = lambda _case: {}
