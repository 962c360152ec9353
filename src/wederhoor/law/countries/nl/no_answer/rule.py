"""The rules of a shop that does not answer: the next step for the customer; the claim is weighed by its own rules."""

from __future__ import annotations

from datetime import date

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.clocks import message_day
from wederhoor.law.countries.nl.gates.rule import APOLOGY, CONSUMER, LAW
from wederhoor.law.countries.nl.gates.underlying import CLAIM_RULES, clocks_of, turns_of
from wederhoor.law.countries.nl.unsettled import unsettled
from wederhoor.law.countries.nl.windows import last_day
from wederhoor.law.rule import Case, Finding, Rule, Topic, ask, from_shop, grant, helps, only, step

_MESSAGE = ("claim_date", "notified_date", "withdrawal_statement_date")
_STEPS = ("shop_answered_date", "customer_reminder_date", "shop_has_trustmark", "trustmark_complaint_date")


def _waited_until(case: Case) -> date | None:
    """The last day for an answer to the message, or to the reminder after it."""
    asked = case.day("customer_reminder_date") or message_day(case)
    return last_day("answer", asked) if asked else None


def _silence(case: Case) -> Finding | None:
    """Not answering is no refusal and no consent; it only opens the next step."""
    answered = case.day("shop_answered_date")
    if answered:
        return step("answered", date=answered)
    until = _waited_until(case)
    if until is None:
        return step("no_day", needs=(helps("claim_date", Outcome.NEEDS_EVIDENCE),))
    return step("still_time" if case.on <= until else "over", date=until)


@only(Remedy.INFORMATION)
def _next(case: Case) -> Finding | None:
    """Wait, remind, complain at the trustmark, go to a disputes body, or to court: in that order."""
    until = _waited_until(case)
    if case.day("shop_answered_date"):
        return grant("disagree")
    if until is None or case.on <= until:
        return grant("wait")
    if case.day("customer_reminder_date") is None:
        return grant("remind")
    return _beyond_the_shop(case)


def _beyond_the_shop(case: Case) -> Finding:
    reported = case.day("trustmark_complaint_date")
    if reported:
        until = last_day("trustmark_answer", reported)
        return grant("mark_waits" if case.on <= until else "mediate_or_decide", date=until)
    return grant("trustmark" if case.yes("shop_has_trustmark") else "disputes_body_or_court")


def _claim_itself(_case: Case) -> Finding | None:
    return ask("what_is_it_about", helps("defect_reported"), from_shop("delivered", Outcome.NEEDS_EVIDENCE))


RULES: tuple[Rule, ...] = (
    LAW,
    APOLOGY,
    CONSUMER,
    unsettled("no_answer.silence", ("6:230m lid 1 sub g BW",), (*_MESSAGE, *_STEPS), _silence),
    unsettled(
        "no_answer.next",
        ("6:230m lid 1 sub g BW", "6:230m lid 1 sub t BW"),
        (*_MESSAGE, *_STEPS),
        _next,
    ),
    *CLAIM_RULES,
    unsettled(
        "no_answer.claim",
        ("150 Rv",),
        ("defect_reported", "delivered"),
        _claim_itself,
    ),
)

TOPIC = Topic("no_answer", RULES, clocks_of, turns_of)
