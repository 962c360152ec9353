"""The rules of defects: presumed within a year, shown after it, rebutted by an independent report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from wederhoor.law.countries.nl.clocks import conformity_clocks
from wederhoor.law.countries.nl.conformity.complaint import (
    BAR,
    COMPLAINT,
    KNOWN,
    NOTICE_FACTS,
    SETTLED,
    appeared,
    arrived,
)
from wederhoor.law.countries.nl.conformity.expected import (
    EXPECTED,
    PROMISE_FACTS,
    PROMISES,
    no_updates,
    not_as_said,
)
from wederhoor.law.countries.nl.conformity.guarantee import GUARANTEE
from wederhoor.law.countries.nl.conformity.remedies import LADDER, STILL_WITHDRAWABLE, turns
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER, LAW, clause_rule
from wederhoor.law.periods import months_after, years_after
from wederhoor.law.rule import Case, Finding, Rule, Test, Topic, ask, deny, from_customer, from_shop, helps, step

NEW_SALES_LAW = date(2022, 4, 27)
CONFORMITY = ("7:17 BW", "7:17 lid 1 BW", "7:17 lid 2 BW", "7:18 BW", "7:18a lid 2 BW", "150 Rv")
RECHECK = ("7:18 BW", "7:18a lid 2 BW")
INSPECTION_FACTS = (
    "inspection_report_available",
    "inspection_independent",
    "inspection_result",
    "misuse_evidence",
    "consumer_counter_evidence",
    "defect_accepted_by_shop",
    "series_fault_known",
)
_DATED = (*NOTICE_FACTS, *INSPECTION_FACTS, *PROMISE_FACTS)
_FROM_OUTSIDE = (
    "impact", "external", "misuse", "fall", "drop", "water", "liquid", "moisture", "val", "vocht", "gebruik", "abuse",
    "stoot", "user", "modif", "wear", "slijtage", "outside", "customer",
)  # fmt: skip
_FROM_INSIDE = (
    "production", "factory", "fabri", "manufactur", "material", "design", "internal", "inherent", "series",
    "productie", "materiaal", "constructie", "component", "solder", "driver",
)  # fmt: skip
_BY_NATURE = (
    "impact", "crack", "broken_screen", "shatter", "scratch", "dent", "water", "liquid", "moisture", "torn", "barst",
    "gebroken", "kras", "deuk", "vocht", "scheur", "wear", "slijtage",
)  # fmt: skip


def _says(words: tuple[str, ...], text: str) -> bool:
    return any(word in text for word in words)


def report_blames_use(case: Case) -> bool:
    """A report stands that finds a cause from outside."""
    result = case.text("inspection_result")
    blames = _says(_FROM_OUTSIDE, result) or (not result and case.yes("misuse_evidence"))
    return case.yes("inspection_report_available") and blames and not _says(_FROM_INSIDE, result)


def report_finds_fault(case: Case) -> bool:
    """A report stands that finds the fault in the thing itself."""
    return case.yes("inspection_report_available") and _says(_FROM_INSIDE, case.text("inspection_result"))


def _report(case: Case) -> Finding | None:
    """An independent report that finds misuse takes the presumption away; the shop's own does not do that alone."""
    if not report_blames_use(case) or case.yes("defect_accepted_by_shop"):
        return None
    if not case.yes("inspection_independent"):
        return ask("own_report", from_shop("inspection_independent"), helps("consumer_counter_evidence"))
    if case.yes("consumer_counter_evidence"):
        return ask("two_reports", from_shop("inspection_independent"))
    return deny("misuse")


def _accepted(case: Case) -> Finding | None:
    return step("accepted") if case.yes("defect_accepted_by_shop") else None


def _found(case: Case) -> Finding | None:
    if not report_finds_fault(case) or case.yes("defect_accepted_by_shop"):
        return None
    return step("production_fault")


def _series(case: Case) -> Finding | None:
    """The shop knows of a fault in this very series: that shows it, also after the year."""
    return step("known") if case.yes("series_fault_known") and not settled(case) else None


def settled(case: Case) -> bool:
    """The defect itself is out of the question: accepted, or found in the thing by a report."""
    return case.yes("defect_accepted_by_shop") or report_finds_fault(case)


def shown(case: Case) -> bool:
    """The defect is shown by other means than the presumption."""
    return settled(case) or case.yes("series_fault_known") or not_as_said(case) or no_updates(case)


def _presumed(months: int) -> Test:
    """Within this many months after delivery the defect is presumed to have been there."""

    def test(case: Case) -> Finding | None:
        came, when = arrived(case), appeared(case)
        if shown(case):
            return None
        if came is None or when is None:
            need = from_shop("delivered_date") if came is None else from_customer("discovered_date")
            return ask("day_unknown", need, also=("HvJ EU C-497/13",))
        end = months_after(came, months, rolls=False).end
        return _within(case, end) if when <= end else _after(end)

    return test


def _within(case: Case, end: date) -> Finding:
    if case.yes("misuse_evidence"):
        return ask("use_alleged", from_shop("inspection_report_available"), end=end)
    nature = _says(_BY_NATURE, case.text("defect_type").replace(" ", "_"))
    if nature and not case.no("misuse_evidence"):
        return ask("nature", from_shop("inspection_report_available"), helps("photos_available"), end=end)
    return step("presumed", end=end)


def _after(end: date) -> Finding:
    return ask("over", from_customer("inspection_report_available"), helps("series_fault_known"), end=end)


def _over_but_shown(case: Case) -> Finding | None:
    came, when = arrived(case), appeared(case)
    if came is None or when is None or not shown(case):
        return None
    end = years_after(came, 1, rolls=False).end
    return step("over_but_shown", end=end) if when > end else None


def _updated_on(case: Case) -> bool:
    """A thing with digital content or a service that runs on."""
    return case.yes("goods_with_digital_elements") and case.yes("digital_continuous_supply")


def _ordinary(test: Test) -> Test:
    """Neither an animal nor a thing whose digital part is supplied all the time."""
    return lambda case: None if case.yes("goods_living_animal") or _updated_on(case) else test(case)


def _any(test: Test) -> Test:
    return test


def _an_animal(test: Test) -> Test:
    return lambda case: test(case) if case.yes("goods_living_animal") else None


def _running(test: Test) -> Test:
    return lambda case: test(case) if _updated_on(case) and not case.yes("goods_living_animal") else None


def _presumption(
    name: str, months: int, wrap: Callable[[Test], Test], *, since: date = date.min, until: date | None = None,
    verify: bool = False,
) -> Rule:  # fmt: skip
    return Rule(
        f"nl.conformity.{name}",
        CONFORMITY,
        (*_DATED, "defect_type", "goods_living_animal", "digital_continuous_supply", "photos_available"),
        wrap(_presumed(months)),
        since=since,
        until=until,
        verify=verify,
        recheck=RECHECK,
    )


EVIDENCE: tuple[Rule, ...] = (
    Rule("nl.conformity.report", CONFORMITY, INSPECTION_FACTS, _report, recheck=RECHECK),
    Rule("nl.conformity.accepted", ("7:17 BW", "7:18a lid 2 BW", "149 Rv"), ("defect_accepted_by_shop",), _accepted),
    Rule("nl.conformity.found", ("7:17 BW", "7:18a lid 2 BW", "150 Rv"), INSPECTION_FACTS, _found),
    Rule("nl.conformity.series", ("7:17 BW", "150 Rv"), INSPECTION_FACTS, _series),
    *PROMISES,
    Rule(
        "nl.conformity.after_the_year",
        CONFORMITY,
        _DATED,
        _over_but_shown,
        recheck=RECHECK,
    ),
)

RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    CONSUMER,
    SETTLED,
    BAR,
    KNOWN,
    STILL_WITHDRAWABLE,
    clause_rule("nl.conformity.clause", ("7:6 lid 1 BW",), "guarantee", "maker", "report_term"),
    COMPLAINT,
    *EVIDENCE,
    GUARANTEE,
    _presumption("presumption", 12, _ordinary, since=NEW_SALES_LAW),
    _presumption("presumption_running", 24, _running, since=NEW_SALES_LAW),
    _presumption("presumption_six_months", 6, _any, until=NEW_SALES_LAW),
    _presumption("presumption_animals", 6, _an_animal, since=NEW_SALES_LAW, verify=True),
    EXPECTED,
    *LADDER,
)

TOPIC = Topic("non_conformity", RULES, conformity_clocks, turns)
