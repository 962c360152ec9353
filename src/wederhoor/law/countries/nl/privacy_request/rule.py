"""The rules of a request about personal data: answered within a month, never refused here."""

from __future__ import annotations

from wederhoor.facts import Outcome, Remedy
from wederhoor.law.countries.nl.clocks import privacy_clocks
from wederhoor.law.countries.nl.gates.rule import APOLOGY, LAW
from wederhoor.law.countries.nl.unsettled import unsettled
from wederhoor.law.countries.nl.windows import last_day
from wederhoor.law.rule import Case, Finding, Rule, Topic, ask, from_customer, grant, helps, only, part, step

_ASKED = ("privacy_request_date", "claim_date")
_ERASE = ("eras", "delet", "remov", "verwijder", "wis", "vergeten", "lösch")
_OBJECT = ("object", "bezwaar", "widerspr")
_CORRECT = ("rectif", "correct", "verbeter", "wijzig", "bericht")
_CARRY = ("port", "overdra", "transfer", "übertrag")
_IN_SCOPE = (Remedy.INFORMATION, Remedy.OTHER)


@only(*_IN_SCOPE)
def _who_asks(case: Case) -> Finding | None:
    """Only with a real doubt may the shop ask who it is; a copy of an identity paper is more than it needs."""
    if not case.yes("identity_doubted"):
        return None
    if case.yes("identity_confirmed"):
        return step("confirmed")
    return ask("confirm_first", from_customer("identity_confirmed", Outcome.NEEDS_EVIDENCE))


@only(*_IN_SCOPE)
def _term(case: Case) -> Finding | None:
    """One month; two more for a difficult request, if the customer hears of it within the first."""
    asked = case.first_day(*_ASKED)
    if asked is None:
        return step("no_day", needs=(helps("privacy_request_date", Outcome.NEEDS_EVIDENCE),))
    if case.day("privacy_answer_date"):
        return step("answered", date=case.day("privacy_answer_date"))
    longer = case.yes("privacy_extension_told")
    due = last_day("privacy_answer_extended" if longer else "privacy_answer", asked)
    return step("late" if case.on > due else "longer" if longer else "a_month", date=due)


@only(*_IN_SCOPE)
def _kind(case: Case) -> Finding | None:
    """What is asked: to see, to correct, to take along, to object, or to have erased what need not be kept."""
    asked = case.text("privacy_request_kind")
    if any(word in asked for word in _ERASE):
        return part("erase", also=("AVG art. 17 lid 3 sub e", "52 lid 4 AWR"))
    if any(word in asked for word in _OBJECT):
        return grant("object", also=("AVG art. 21",))
    if any(word in asked for word in _CORRECT):
        return grant("correct")
    if any(word in asked for word in _CARRY):
        return grant("carry", also=("AVG art. 20",))
    return grant("see", also=("AVG art. 15",))


def _something_else(_case: Case) -> Finding | None:
    return ask("own_question", helps("privacy_request_kind", Outcome.NEEDS_EVIDENCE))


RULES: tuple[Rule, ...] = (
    LAW,
    APOLOGY,
    unsettled("privacy_request.who_asks", ("AVG art. 12",), ("identity_doubted", "identity_confirmed"), _who_asks),
    unsettled(
        "privacy_request.term",
        ("AVG art. 12 lid 3",),
        (*_ASKED, "privacy_answer_date", "privacy_extension_told"),
        _term,
    ),
    unsettled("privacy_request.kind", ("AVG art. 12 lid 3",), ("privacy_request_kind",), _kind),
    unsettled("privacy_request.other", ("AVG art. 12",), ("privacy_request_kind",), _something_else),
)

TOPIC = Topic("privacy_request", RULES, privacy_clocks)
