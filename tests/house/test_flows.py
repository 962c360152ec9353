"""Lifecycles as their tables say: every state, every step and every role tried, and the database holding the same."""

from __future__ import annotations

import re
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from tests.shops.whole import a_whole_shop

from wederhoor.claims.flow import FLOW as CLAIM
from wederhoor.claims.models import Claim
from wederhoor.claims.queries import ONLY
from wederhoor.flow import Flow, Refused
from wederhoor.letters.kinds import FLOW as LETTER
from wederhoor.letters.models import Letter
from wederhoor.shops.context import inside

FLOWS = {"claim": CLAIM, "letter": LETTER}
ROLES = ("owner", "agent", "reader", "consumer", "system", "operator")
BOTH = pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)

# Who may take which step, in so many words: a change of the table is a change here too.
MAY = {
    "claim": {
        "owner": {"answer", "rest", "set_aside", "reopen"},
        "agent": {"answer", "rest", "set_aside", "reopen"},
        "consumer": {"contest", "settle", "reopen"},
        "system": {"reopen"},
    },
    "letter": {
        "owner": {"send", "send_oneself", "drop", "decide_sent", "decide_unsent"},
        "agent": {"send", "send_oneself", "drop", "decide_sent", "decide_unsent"},
        "system": {"send", "take", "refuse", "lose_sight", "drop"},
    },
}


def steps(flow: Flow) -> tuple[str, ...]:
    return tuple(dict.fromkeys(step.name for step in flow.steps))


@BOTH
def test_every_state_step_and_role_gives_one_state_or_one_reason(flow: Flow) -> None:
    for state, step, role in product(flow.states, steps(flow), ROLES):
        written = {s.target for s in flow.steps if s.name == step and s.leaves(state) and s.allows(role)}
        assert len(written) <= 1, f"{flow.name}: {step} from {state} by {role} leads to {written}"
        permit = flow.may(step, state, role)
        if written:
            assert permit
            assert {flow.advance(step, state, role)} == written
            assert step in flow.open_steps(state, role)
        else:
            assert permit.reason in (f"{flow.name}.{step}.state.{state}", f"{flow.name}.{step}.role.{role}")
            assert step not in flow.open_steps(state, role)
            with pytest.raises(Refused, match=re.escape(permit.reason)):
                flow.advance(step, state, role)


@BOTH
def test_roles_take_the_steps_that_are_theirs_and_no_other(flow: Flow) -> None:
    found = {role: {s for state in flow.states for s in flow.open_steps(state, role)} for role in ROLES}
    assert {role: taken for role, taken in found.items() if taken} == MAY[flow.name]


@BOTH
def test_every_state_is_reached_from_the_start(flow: Flow) -> None:
    reached = {flow.start}
    while True:
        further = {s.target for s in flow.steps for state in reached if s.leaves(state)} - reached
        if not further:
            break
        reached |= further
    assert reached == set(flow.states)


@BOTH
def test_step_nobody_knows_is_a_bug(flow: Flow) -> None:
    with pytest.raises(KeyError):
        flow.may("escalate", flow.start, "owner")


def test_customer_comes_out_of_every_state_of_a_claim() -> None:
    """No right is given up by a click: wherever the case stands, she can answer, contest or open it again."""
    for state in CLAIM.states:
        assert CLAIM.may("reopen", state, "consumer") or state in ("filed", "contested", "answered")


def test_claim_never_rests_on_the_customers_side_or_is_settled_by_the_shop() -> None:
    assert not any(CLAIM.may("rest", state, "consumer") for state in CLAIM.states)
    assert not any(CLAIM.may("settle", state, role) for state in CLAIM.states for role in ("owner", "agent", "system"))


@pytest.mark.sql
@pytest.mark.parametrize(
    ("flow", "name"), [(CLAIM, "claim_state_known"), (LETTER, "letter_state_known")], ids=["claim", "letter"]
)
@pytest.mark.usefixtures("database")
def test_database_knows_the_states_of_the_table_and_no_other(flow: Flow, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name])
        (definition,) = cursor.fetchone()
    assert set(re.findall(r"'([a-z_]+)'", definition)) == set(flow.states)


@pytest.mark.usefixtures("database")
def test_database_refuses_a_state_outside_the_table() -> None:
    whole = a_whole_shop()
    for model in (Claim, Letter):
        with pytest.raises(IntegrityError, match="state_known"), transaction.atomic(), inside(whole.shop.pk):
            model.objects.update(state="lost")


def test_list_shows_every_state_somewhere() -> None:
    assert set(ONLY["all"]) == set(CLAIM.states)
    assert {state for name, states in ONLY.items() if name != "all" for state in states} == set(CLAIM.states)
