"""A guarantee promised on top of the law (7:6a BW): while it runs, when it has ended, and when it is another's."""

from __future__ import annotations

from datetime import date

from wederhoor.facts import Remedy
from wederhoor.law.countries.nl.conformity.complaint import appeared, arrived
from wederhoor.law.periods import months_after, years_after
from wederhoor.law.rule import Case, Finding, Rule, ask, from_customer, from_shop, grant, step

_FACTS = (
    "commercial_guarantee_months",
    "guarantee_by_shop",
    "shop_defence",
    "misuse_evidence",
    "delivered_date",
    "received_date",
    "contract_date",
    "defect_appeared_date",
    "discovered_date",
    "notified_date",
    "claim_date",
)
_MAKERS = ("manufacturer", "fabrikant", "factory", "fabriek", "producer", "hersteller", "importeur", "importer")
_PROMISED = (Remedy.REPAIR, Remedy.REPLACEMENT, Remedy.OTHER)


def ends(case: Case) -> date | None:
    """The last day of the guarantee, counted from receipt, or from the contract when receipt is not known."""
    began, months = arrived(case) or case.day("contract_date"), case.count("commercial_guarantee_months")
    return months_after(began, months, rolls=False).end if began and months else None


def of_another(case: Case) -> bool:
    """Given by the maker and not by the shop."""
    pointed = any(word in case.text("shop_defence") for word in _MAKERS)
    return case.no("guarantee_by_shop") or (pointed and not case.yes("guarantee_by_shop"))


def _in_first_year(case: Case, when: date) -> bool:
    """The law itself helps as much then, and decides."""
    came = arrived(case)
    return came is not None and when <= years_after(came, 1, rolls=False).end


def _guarantee(case: Case) -> Finding | None:
    """Ended or another's: told, and the law decides. Running and the shop's own: repair or replacement is promised."""
    end, when = ends(case), appeared(case)
    if end is None or when is None:
        return step("of_maker") if case.no("guarantee_by_shop") else None
    if when > end:
        return step("ended", end=end)
    if of_another(case):
        return step("of_maker")
    if case.demand.remedy not in _PROMISED or _in_first_year(case, when):
        return step("beside", end=end)
    if "guarantee_by_shop" in case.doubted and case.unknown("guarantee_by_shop"):
        return ask("by_whom", from_customer("guarantee_by_shop"), end=end)
    if case.yes("misuse_evidence"):
        return ask("use_alleged", from_shop("inspection_report_available"), end=end)
    return grant("running", end=end)


GUARANTEE = Rule(
    "nl.guarantee.promised",
    ("7:6a BW", "7:6 lid 1 BW", "7:17 BW", "7:21 BW"),
    (*_FACTS, "inspection_report_available"),
    _guarantee,
)
