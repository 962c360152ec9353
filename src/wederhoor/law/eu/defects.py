"""Defects in any country: complaint, liability, presumption, reports (art. 5 to 12 of the Sale of Goods Directive)."""

from __future__ import annotations

from datetime import date

from wederhoor.law.eu.build import SGD, article, of_country, rule
from wederhoor.law.eu.country import Country
from wederhoor.law.periods import months_after, years_after
from wederhoor.law.rule import Case, Finding, Rule, Test, ask, deny, from_customer, from_shop, helps, step

DAY_FACTS = (
    "discovered_date",
    "defect_appeared_date",
    "notified_date",
    "claim_date",
    "delivered_date",
    "received_date",
)
REPORT_FACTS = (
    "inspection_report_available",
    "inspection_independent",
    "inspection_result",
    "misuse_evidence",
    "consumer_counter_evidence",
    "defect_accepted_by_shop",
    "series_fault_known",
)
KIND_FACTS = ("goods_living_animal", "goods_with_digital_elements", "digital_continuous_supply")
RUNNING_MONTHS = 24
_FROM_OUTSIDE = (
    "impact", "external", "misuse", "fall", "drop", "water", "liquid", "moisture", "val", "vocht", "gebruik", "abuse",
    "stoot", "user", "modif", "wear", "slijtage", "outside", "customer", "sturz", "feucht", "gebrauch",
)  # fmt: skip
_FROM_INSIDE = (
    "production", "factory", "fabri", "manufactur", "material", "design", "internal", "inherent", "series", "produkti",
    "productie", "materiaal", "constructie", "component", "solder", "driver", "herstell", "konstruktion",
)  # fmt: skip
_BY_NATURE = (
    "impact", "crack", "broken_screen", "shatter", "scratch", "dent", "water", "liquid", "moisture", "torn", "barst",
    "gebroken", "kras", "deuk", "vocht", "scheur", "wear", "slijtage", "riss", "kratzer", "delle", "feucht",
)  # fmt: skip


def says(words: tuple[str, ...], text: str) -> bool:
    return any(word in text for word in words)


def arrived(case: Case) -> date | None:
    """The day the goods came."""
    return case.first_day("delivered_date", "received_date")


def appeared(case: Case) -> date | None:
    """The day the defect showed, at the latest the day it was told."""
    return case.first_day("defect_appeared_date", "discovered_date", "notified_date", "claim_date")


def notified(case: Case) -> date:
    """The day the shop was told; the day of the question when no earlier one is known."""
    return case.first_day("notified_date", "claim_date") or case.on


def _settled(case: Case) -> Finding | None:
    if not case.yes("refund_already_paid") or case.no("refund_amount_complete"):
        return None
    return deny("paid") if not case.no("refund_same_means") else None


def _known(case: Case) -> Finding | None:
    """A defect told before the purchase is no defect afterwards."""
    if not case.yes("known_defect_disclosed"):
        return None
    kept = not case.no("disclosure_on_product_page_archived")
    return deny("told") if kept else ask("not_kept", from_shop("disclosure_on_product_page_archived"))


def _complaint(country: Country, case: Case) -> Finding | None:
    """Telling in time is always enough; what being late means, the directive leaves to each country."""
    duty, told = country.complaint, notified(case)
    found = case.first_day("discovered_date", "defect_appeared_date") or arrived(case)
    if found is None:
        return None
    if told <= months_after(found, duty.months, where=country.calendar).end:
        return step("in_time", date=told)
    if duty.effect == "lapse":
        return deny("lapsed", date=told)
    return _agreed(case, told)


def _agreed(case: Case, told: date) -> Finding:
    """Late counts only where a term was agreed; without harm to the shop it is not worth asking."""
    if case.no("shop_prejudiced") or case.no("terms_given_before_contract"):
        return step("late_without_harm", date=told)
    return ask("late", from_shop("terms_given_before_contract"), helps("reason_for_delay"), date=told)


def _liability(country: Country, case: Case) -> Finding | None:
    """The shop answers for what shows within the period; for second-hand goods a shorter one may be agreed."""
    came, when, years = arrived(case), appeared(case), country.liability_years
    if years is None or came is None or when is None:
        return None
    end = years_after(came, years, rolls=False).end
    if when > end:
        return deny("over", end=end) if _kind(case) != "running" else None
    if case.yes("shop_invokes_prescription") and (case.day("claim_date") or case.on) > end:
        return ask("invoked", from_customer("interruption_date"), end=end)
    return None


def _second_hand(country: Country, case: Case) -> Finding | None:
    came, when, months = arrived(case), appeared(case), country.second_hand_months
    if months is None or came is None or when is None or not case.yes("goods_second_hand"):
        return None
    end = months_after(came, months, rolls=False).end
    if when <= end or case.no("second_hand_term_agreed"):
        return step("within" if when <= end else "not_agreed", end=end)
    if case.yes("second_hand_term_agreed"):
        return deny("over", end=end)
    return ask("unknown", from_shop("second_hand_term_agreed"), end=end)


def report_blames_use(case: Case) -> bool:
    """A report stands that finds a cause from outside."""
    result = case.text("inspection_result")
    blames = says(_FROM_OUTSIDE, result) or (not result and case.yes("misuse_evidence"))
    return case.yes("inspection_report_available") and blames and not says(_FROM_INSIDE, result)


def report_finds_fault(case: Case) -> bool:
    """A report stands that finds the fault in the thing itself."""
    return case.yes("inspection_report_available") and says(_FROM_INSIDE, case.text("inspection_result"))


def shown(case: Case) -> bool:
    """The defect is shown by other means than the presumption."""
    return case.yes("defect_accepted_by_shop") or report_finds_fault(case) or case.yes("series_fault_known")


def _report(case: Case) -> Finding | None:
    """An independent report that finds misuse takes the presumption away; the shop's own does not do that alone."""
    if not report_blames_use(case) or case.yes("defect_accepted_by_shop"):
        return None
    if not case.yes("inspection_independent"):
        return ask("own_report", from_shop("inspection_independent"), helps("consumer_counter_evidence"))
    if case.yes("consumer_counter_evidence"):
        return ask("two_reports", from_shop("inspection_independent"))
    return deny("misuse")


def _is_shown(case: Case) -> Finding | None:
    if case.yes("defect_accepted_by_shop"):
        return step("accepted")
    if report_finds_fault(case):
        return step("production_fault")
    return step("series") if case.yes("series_fault_known") else None


def presumed(months: int) -> Test:
    """Within this many months after delivery the defect is presumed to have been there (art. 11)."""

    def test(case: Case) -> Finding | None:
        came, when = arrived(case), appeared(case)
        if shown(case):
            return None
        if came is None or when is None:
            return ask("day_unknown", from_shop("delivered_date") if came is None else from_customer("discovered_date"))
        end = months_after(came, months, rolls=False).end
        return _within(case, end) if when <= end else _after(end)

    return test


def _within(case: Case, end: date) -> Finding:
    if case.yes("misuse_evidence"):
        return ask("use_alleged", from_shop("inspection_report_available"), end=end)
    by_nature = says(_BY_NATURE, case.text("defect_type").replace(" ", "_"))
    if by_nature and not case.no("misuse_evidence"):
        return ask("nature", from_shop("inspection_report_available"), helps("photos_available"), end=end)
    return step("presumed", end=end)


def _after(end: date) -> Finding:
    return ask("over", from_customer("inspection_report_available"), helps("series_fault_known"), end=end)


def _kind(case: Case) -> str:
    """An animal, goods with a digital part that is kept running (art. 11 lid 3), or goods like any other."""
    if case.yes("goods_living_animal"):
        return "animal"
    running = case.yes("goods_with_digital_elements") and case.yes("digital_continuous_supply")
    return "running" if running else "goods"


def _for(kinds: tuple[str, ...], test: Test) -> Test:
    return lambda case: test(case) if _kind(case) in kinds else None


def before_the_defect(country: Country) -> tuple[Rule, ...]:
    """What is settled, known or agreed before the defect itself is looked at."""
    settled = ("refund_already_paid", "refund_amount_complete", "refund_same_means")
    known = ("known_defect_disclosed", "disclosure_on_product_page_archived")
    return (
        rule(country, "conformity.settled", (article(SGD, "13"),), settled, _settled, everywhere=True),
        rule(country, "conformity.known", (article(SGD, "7 lid 5"),), known, _known),
    )


def complaint(country: Country) -> tuple[Rule, ...]:
    """The duty to tell of a defect (art. 12); no rule where a country has none."""
    if country.complaint.effect == "none":
        return ()
    needs = (*DAY_FACTS, "shop_prejudiced", "reason_for_delay", "terms_given_before_contract")
    return (rule(country, "conformity.complaint", (article(SGD, "12"),), needs, of_country(_complaint, country)),)


def periods(country: Country) -> tuple[Rule, Rule]:
    """For how long the shop answers (art. 10)."""
    liable = (*DAY_FACTS, *KIND_FACTS, "shop_invokes_prescription", "interruption_date")
    used = (*DAY_FACTS, "goods_second_hand", "second_hand_term_agreed")
    return (
        rule(
            country,
            "conformity.liability",
            (article(SGD, "10 lid 1"),),
            liable,
            of_country(_liability, country),
            procedural=True,
        ),
        rule(country, "conformity.second_hand", (article(SGD, "10 lid 6"),), used, of_country(_second_hand, country)),
    )


def evidence(country: Country) -> tuple[Rule, ...]:
    """Reports and what the shop itself says, then the presumption, longer or shorter by country and kind."""
    needs = (*DAY_FACTS, *REPORT_FACTS, *KIND_FACTS, "defect_type", "photos_available")
    burden, cites = country.burden, (article(SGD, "11"),)
    goods, before = _for(("goods",), presumed(burden.goods)), _for(("goods", "running"), presumed(burden.before))
    animals = _for(("animal",), presumed(burden.animal))
    running = _for(("running",), presumed(max(burden.goods, RUNNING_MONTHS)))
    return (
        rule(country, "conformity.report", cites, REPORT_FACTS, _report),
        rule(country, "conformity.shown", cites, REPORT_FACTS, _is_shown),
        rule(country, "conformity.presumption", cites, needs, goods, since=burden.since),
        rule(country, "conformity.presumption_before", cites, needs, before, until=burden.since),
        rule(country, "conformity.presumption_animals", cites, needs, animals),
        rule(
            country, "conformity.presumption_running", (article(SGD, "11 lid 3"),), needs, running, since=burden.since
        ),
    )
