"""The closed list of 6:230p BW: when there is no right of withdrawal, with the facts each exception needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from wederhoor.facts import Outcome, Value
from wederhoor.law.rule import Case, Finding, Rule, ask, deny, from_shop, step

_TOLD = "exception_info_given"
_CLEANABLE = (
    "mattress", "matras", "matratze", "bed", "sofa", "bank", "couch", "clothes", "clothing", "kleding", "dress", "jurk",
    "shoe", "schoen", "jacket", "jas", "pillow", "kussen", "duvet", "dekbed", "headphone", "koptelefoon", "toy",
)  # fmt: skip


_ONLY_ABOUT_IT = re.compile(
    r"\b(dried|silk|artificial|plastic|wooden|tins?|pans?|knife|knives|boards?|bowls?|grinders?|vases?|pots?|seeds?|"
    r"books?|tanks?|aquarium|thermometers?|slicers?|frothers?|bins?|juicers?|trees?|paper|nets?|stands?|holders?|machines?|"
    r"makers?|racks?|cases?|towels?|players?|consoles?|tools?)\b"
)
"""A thing for it, of it or about it is not the thing itself."""


@dataclass(frozen=True)
class Excepted:
    """One exception: its letter, the facts that make it with the value each must have, and words a shop calls it by.

    The first fact names the kind of goods; while it is not established nothing is excepted. Where somebody looked and
    could not tell, it is asked. ``goods`` are words that name such a thing beyond doubt: they count where the customer
    was told before buying that it cannot go back.
    """

    name: str
    letter: str
    facts: tuple[tuple[str, bool], ...]
    words: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()

    @property
    def cite(self) -> str:
        return f"6:230p sub {self.letter} BW"

    def known(self, case: Case, name: str) -> Value | None:
        """The fact as told; the kind of goods also by its description, a broken seal also by the film taken off."""
        told = case.value(name)
        if told is not None or name in case.doubted:
            return told
        if name == "media_seal_broken":
            return case.value("protective_film_removed")
        return True if name == self.facts[0][0] and self.described(case) else None

    def described(self, case: Case) -> bool:
        if not self.goods or not case.yes(_TOLD):
            return False
        goods = case.text("goods_description")
        named = any(re.search(rf"\b{word}\b", goods) for word in self.goods)
        return named and not _ONLY_ABOUT_IT.search(goods)

    def met(self, case: Case) -> bool:
        return all(self.known(case, name) is wanted for name, wanted in self.facts)

    def missed(self, case: Case) -> bool:
        """Whether one of the facts is established the other way."""
        return any(self.known(case, name) is (not wanted) for name, wanted in self.facts)

    def raised(self, case: Case) -> bool:
        name, wanted = self.facts[0]
        if self.known(case, name) is wanted or (name in case.doubted and case.unknown(name)):
            return True
        defence = case.text("shop_defence")
        return bool(defence) and any(word in defence for word in self.words)

    def open_facts(self, case: Case) -> Iterator[str]:
        return (name for name, _ in self.facts if self.known(case, name) is None)


CUSTOM_MADE = Excepted(
    "custom_made",
    "f onder 1",
    (("goods_custom_made_individual", True), ("goods_prefabricated", False)),
    (
        "custom_made",
        "custom-made",
        "custom made",
        "customis",
        "customiz",
        "maatwerk",
        "made_to_measure",
        "op maat",
        "personal",
        "made_to_order",
        "op bestelling",
        "engrav",
        "gravure",
    ),
)
HYGIENE = Excepted(
    "hygiene",
    "f onder 3",
    (("sealed_hygiene_goods", True), ("protective_film_removed", True)),
    ("hygien", "health", "gezondheid"),
    (
        *("toothbrush(es)?", "toothbrush heads?", "lipsticks?", "mascara", "contact lens(es)?", "earplugs?", "razors?"),
        *("menstrual cups?", "breast pumps?", "make-?up", "cosmetics?", "tandenborstels?", "lenzen", "oordoppen"),
        *("scheermes(sen)?", "borstkolf", "zahnbürsten?", "kontaktlinsen", "ohrstöpsel"),
    ),
)
DIGITAL = Excepted(
    "digital",
    "g",
    (
        ("digital_not_on_medium", True),
        ("performance_started", True),
        ("express_prior_consent", True),
        ("waiver_acknowledged", True),
        ("confirmation_durable_medium", True),
    ),
    ("digital", "download"),
)
OTHERS: tuple[Excepted, ...] = (
    Excepted("market_price", "a", (("market_price_goods", True),)),
    Excepted("urgent_repair", "b", (("urgent_home_repair", True),)),
    Excepted("public_auction", "c", (("public_auction", True), ("online_interface", False))),
    Excepted(
        "service_done",
        "d",
        (("service_fully_performed", True), ("express_prior_consent", True), ("waiver_acknowledged", True)),
    ),
    Excepted(
        "dated_leisure",
        "e",
        (("dated_leisure_service", True),),
        goods=("hotel", "concert tickets?", "festival tickets?", "theatre tickets?", "train tickets?", "holiday home"),
    ),
    Excepted(
        "perishable",
        "f onder 2",
        (("perishable_goods", True),),
        ("perish", "bederf"),
        (
            *(
                "flowers",
                "bouquet",
                "fish",
                "oysters",
                "meat",
                "cakes?",
                "pastry",
                "fruit",
                "vegetables",
                "cheese",
                "bread",
            ),
            *(
                "milk",
                "meals?",
                "sandwich(es)?",
                "bloemen",
                "boeket",
                "vis",
                "vlees",
                "taart",
                "gebak",
                "groente",
                "kaas",
            ),
            *(
                "brood",
                "melk",
                "maaltijd(en)?",
                "blumen",
                "strauß",
                "fisch",
                "fleisch",
                "torte",
                "obst",
                "gemüse",
                "käse",
            ),
        ),
    ),
    Excepted("mixed", "f onder 4", (("irrevocably_mixed_goods", True),)),
    Excepted("alcohol", "f onder 5", (("alcohol_priced_for_later_delivery", True),)),
    Excepted(
        "sealed_media",
        "f onder 6",
        (("sealed_media_goods", True), ("media_seal_broken", True)),
        ("sealed_media", "media_seal", "seal_of_media"),
        ("dvds?", "cds?", "blu-?rays?", "software", "vinyl", "video games?", "computer games?"),
    ),
    Excepted("newspaper", "f onder 7", (("single_newspaper", True),)),
)
ALL = (CUSTOM_MADE, HYGIENE, DIGITAL, *OTHERS)
EXCEPTION_FACTS = (
    *dict.fromkeys(name for one in ALL for name, _ in one.facts),
    _TOLD,
    "goods_description",
)


def excepted(case: Case) -> bool:
    """Whether one of the exceptions is fully established."""
    return case.once("excepted", lambda known: any(one.met(known) for one in ALL))


def _facts_of(one: Excepted) -> tuple[str, ...]:
    named = ("goods_description",) if one.goods else ()
    seal = ("protective_film_removed",) if "media_seal_broken" in dict(one.facts) else ()
    return (*(name for name, _ in one.facts), *named, *seal, _TOLD, "shop_defence")


def _test(one: Excepted, case: Case) -> Finding | None:
    """Met: no right. Half known: the shop shows the rest. Contradicted: it falls away."""
    if not one.raised(case):
        return None
    if one.missed(case):
        return step("not_met", also=(one.cite,))
    if not one.met(case):
        return ask("half_shown", *(from_shop(name) for name in one.open_facts(case)), also=(one.cite,))
    return _told(one, case)


def _once(one: Excepted, case: Case) -> Finding | None:
    return case.once(f"exception {one.name}", lambda known: _test(one, known))


def _told(one: Excepted, case: Case) -> Finding:
    """The exception lies in the goods, not in the telling; that the customer was not told leaves it open."""
    cites = (one.cite, "6:230m lid 1 sub k BW")
    if case.no(_TOLD) or (case.unknown(_TOLD) and _TOLD in case.doubted):
        return ask("not_told", from_shop(_TOLD), also=cites)
    return deny("met" if case.yes(_TOLD) else "met_show_told", also=cites)


def _custom_made(case: Case) -> Finding | None:
    """A defect is another matter: made to measure takes the withdrawal away, never the legal guarantee."""
    if CUSTOM_MADE.met(case) and case.yes("defect_reported"):
        return ask("defect_apart", from_shop("defect_accepted_by_shop"), also=(CUSTOM_MADE.cite, "7:17 BW", "7:21 BW"))
    found = _test(CUSTOM_MADE, case)
    if found and found.outcome is Outcome.SHOP_RIGHT:
        return replace(found, also=(*found.also, "HvJ EU C-529/19"))
    return found


def _hygiene(case: Case) -> Finding | None:
    """Strictly read: only goods that cannot be made fit for sale again once the seal is broken."""
    film_off = case.yes("protective_film_removed")
    goods = case.text("goods_description")
    cleanable = any(word in goods for word in _CLEANABLE)
    if case.no("sealed_hygiene_goods") or (case.unknown("sealed_hygiene_goods") and cleanable):
        return step("can_be_cleaned", also=(HYGIENE.cite, "HvJ EU C-681/17")) if _hygiene_raised(case) else None
    if any(one.described(case) for one in OTHERS):
        return None
    if film_off and HYGIENE.known(case, "sealed_hygiene_goods") is None:
        return ask("half_shown", from_shop("sealed_hygiene_goods"), also=(HYGIENE.cite,))
    return _test(HYGIENE, case)


def _hygiene_raised(case: Case) -> bool:
    return case.yes("protective_film_removed") or HYGIENE.raised(case)


def _digital(case: Case) -> Finding | None:
    """Without consent, waiver and a copy of both on a durable medium the right stays, and nothing is owed."""
    if not case.yes("digital_not_on_medium"):
        return None
    cites = (DIGITAL.cite, "6:230v lid 7 sub b BW", "6:230s lid 5 sub b BW")
    if DIGITAL.missed(case):
        return step("right_stays", also=cites)
    if DIGITAL.met(case):
        return deny("met", also=cites)
    return ask("half_shown", *(from_shop(name) for name in DIGITAL.open_facts(case)), also=cites)


def _rule(one: Excepted) -> Rule:
    return Rule(f"nl.withdrawal.{one.name}", ("6:230p BW",), _facts_of(one), lambda case: _once(one, case))


def rules() -> Iterable[Rule]:
    """A rule per exception, in the order they are consulted."""
    yield Rule(
        "nl.withdrawal.custom_made",
        ("6:230p BW",),
        (*_facts_of(CUSTOM_MADE), "defect_reported", "defect_accepted_by_shop"),
        _custom_made,
    )
    yield Rule("nl.withdrawal.hygiene", ("6:230p BW",), (*_facts_of(HYGIENE), "goods_description"), _hygiene)
    yield Rule("nl.withdrawal.digital", ("6:230p BW",), _facts_of(DIGITAL), _digital, recheck=("6:230p sub g BW",))
    yield from (_rule(one) for one in OTHERS)
