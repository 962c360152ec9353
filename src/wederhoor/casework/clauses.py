"""Clauses of the shop's own terms and pages that it might lean on, so that the law can say what they are worth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from wederhoor.casework.shapes import Exhibit
from wederhoor.facts import Fact, Facts, Source

LONGEST = 300
_SENTENCE = re.compile(r"[^.!?\n]{8,600}[.!?\n]?")
_LEANT_ON: Mapping[str, re.Pattern[str]] = {
    topic: re.compile("|".join(patterns), re.I)
    for topic, patterns in {
        "withdrawal": (
            r"ongeopend|onverbroken|unopened|ungeöffnet",
            r"original(?:e|er)? ?(?:verpakking|packaging|verpackung)",
            r"tegoedbon|store credit|gutschein",
        ),
        "non_delivery": (
            r"bewijs van (?:af)?levering|geldt als (?:af)?gelever|risico van de (?:koper|klant)",
            r"proof of delivery|deemed (?:to be )?delivered",
            r"zustellnachweis|gilt als zugestellt",
        ),
        "transit_damage": (
            r"(?:24|48|36|72) ?(?:uur|hours?|stunden)",
            r"binnen (?:twee|drie|\d) (?:werk)?dagen .{0,80}vervalt",
        ),
        "non_conformity": (
            r"\d+ ?(?:maanden|months?|monate) (?:garantie|guarantee|warranty)",
            r"garantie (?:vervalt|verlopen)",
        ),
    }.items()
}


def clause_of(topic: str, exhibits: Iterable[Exhibit]) -> Fact | None:
    """The first sentence of the shop's terms or pages that speaks to this topic, as the defence it might be."""
    pattern = _LEANT_ON.get(topic)
    if pattern is None:
        return None
    for exhibit in exhibits:
        if exhibit.sort not in ("terms", "page") or exhibit.source == "consumer":
            continue
        for found in _SENTENCE.finditer(exhibit.text):
            if pattern.search(found.group()):
                return Fact("shop_defence", found.group().strip()[:LONGEST], Source.SHOP, exhibit.number)
    return None


def with_clause(facts: Facts, clause: Fact | None) -> Facts:
    """These facts, and the clause where nobody named a defence."""
    return facts if clause is None else facts.over(Facts({clause.name: clause}))
