"""The closed list of art. 16 of the Consumer Rights Directive: when nobody may withdraw, with the facts that takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wederhoor.law.eu.build import CRD, article, rule
from wederhoor.law.eu.country import Country
from wederhoor.law.rule import Case, Finding, Rule, ask, deny, from_shop, step

_TOLD = "exception_info_given"
_CLEANABLE = (
    "mattress", "matras", "matratze", "bed", "sofa", "bank", "couch", "cloth", "kleding", "kleid", "dress", "jurk",
    "shoe", "schoen", "schuh", "jacket", "jas", "jacke", "pillow", "kussen", "kissen", "duvet", "dekbed", "headphone",
    "koptelefoon", "kopfhörer", "toy",
)  # fmt: skip


@dataclass(frozen=True)
class Excepted:
    """One exception: its letter, and the facts that make it with the value each must have, the kind of goods first."""

    letter: str
    facts: tuple[tuple[str, bool], ...]

    @property
    def cite(self) -> str:
        return article(CRD, f"16 sub {self.letter}")

    def met(self, case: Case) -> bool:
        return all(case.value(name) is wanted for name, wanted in self.facts)

    def missed(self, case: Case) -> bool:
        """Whether one of the facts is established the other way."""
        return any(case.value(name) is (not wanted) for name, wanted in self.facts)

    def raised(self, case: Case) -> bool:
        name, wanted = self.facts[0]
        return case.value(name) is wanted

    def open_facts(self, case: Case) -> Iterator[str]:
        return (name for name, _ in self.facts if case.unknown(name))


CUSTOM_MADE = Excepted("c", (("goods_custom_made_individual", True), ("goods_prefabricated", False)))
HYGIENE = Excepted("e", (("sealed_hygiene_goods", True), ("protective_film_removed", True)))
DIGITAL = Excepted(
    "m",
    (
        ("digital_not_on_medium", True),
        ("performance_started", True),
        ("express_prior_consent", True),
        ("waiver_acknowledged", True),
        ("confirmation_durable_medium", True),
    ),
)
ALL = (
    CUSTOM_MADE,
    HYGIENE,
    DIGITAL,
    Excepted("a", (("service_fully_performed", True), ("express_prior_consent", True), ("waiver_acknowledged", True))),
    Excepted("b", (("market_price_goods", True),)),
    Excepted("d", (("perishable_goods", True),)),
    Excepted("f", (("irrevocably_mixed_goods", True),)),
    Excepted("g", (("alcohol_priced_for_later_delivery", True),)),
    Excepted("h", (("urgent_home_repair", True),)),
    Excepted("i", (("sealed_media_goods", True), ("media_seal_broken", True))),
    Excepted("j", (("single_newspaper", True),)),
    Excepted("k", (("public_auction", True), ("online_interface", False))),
    Excepted("l", (("dated_leisure_service", True),)),
)
EXCEPTION_FACTS = tuple(dict.fromkeys(name for one in ALL for name, _ in one.facts))


def excepted(case: Case) -> bool:
    """Whether one of the exceptions is fully established."""
    kept: bool | None = case.memo.get("excepted in Europe")
    if kept is None:
        kept = case.memo["excepted in Europe"] = any(one.met(case) for one in ALL)
    return kept


def _test(case: Case) -> Finding | None:
    """Met: no right, if the customer was told. Half known: the shop shows the rest. Contradicted: it falls away."""
    if case.unknown("sealed_hygiene_goods") and case.yes("protective_film_removed"):
        return _film_off(case)
    raised = [one for one in ALL if one.raised(case)]
    standing = [one for one in raised if not one.missed(case)]
    if met := next((one for one in standing if one.met(case)), None):
        return _met(met, case)
    if standing:
        return ask("half_shown", *(from_shop(name) for name in standing[0].open_facts(case)), also=(standing[0].cite,))
    return step("not_met", also=(raised[0].cite,)) if raised else None


def _film_off(case: Case) -> Finding:
    """Strictly read: only goods that cannot be made fit for sale again once the seal is broken."""
    if any(word in case.text("goods_description") for word in _CLEANABLE):
        return step("can_be_cleaned", also=(HYGIENE.cite, "HvJ EU C-681/17"))
    return ask("half_shown", from_shop("sealed_hygiene_goods"), also=(HYGIENE.cite,))


def _met(one: Excepted, case: Case) -> Finding:
    if one is CUSTOM_MADE and case.yes("defect_reported"):
        return ask("defect_apart", from_shop("defect_accepted_by_shop"), also=(one.cite,))
    """The exception lies in the goods, not in the telling; that the customer was not told leaves it open."""
    if case.no(_TOLD) and one is not DIGITAL:
        return ask("not_told", from_shop(_TOLD), also=(one.cite, article(CRD, "6 lid 1 sub k")))
    told = one is DIGITAL or case.yes(_TOLD)
    cites = (one.cite, "HvJ EU C-529/19") if one is CUSTOM_MADE else (one.cite,)
    return deny("met" if told else "met_show_told", also=cites)


def exception(country: Country) -> Rule:
    """One rule for the whole list; the letter stands under its reason."""
    needs = (*EXCEPTION_FACTS, _TOLD, "goods_description", "defect_reported", "defect_accepted_by_shop")
    return rule(country, "withdrawal.exception", (article(CRD, "16"),), needs, _test)
