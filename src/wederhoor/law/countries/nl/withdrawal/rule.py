"""The rules of withdrawal: was it said, was it in time, may the shop wait, and what comes back."""

from __future__ import annotations

from datetime import date, timedelta

from wederhoor.law.countries.nl.clocks import withdrawal_clocks
from wederhoor.law.countries.nl.gates.rule import BEYOND, CONSUMER_WITHDRAWAL, DISTANCE, LAW, clause_rule
from wederhoor.law.countries.nl.money.paid import OWED_FACTS
from wederhoor.law.countries.nl.withdrawal import exceptions, period, refund
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.rule import Case, Rule, Topic, Turns

CRD = date(2014, 6, 13)


def turns(case: Case) -> Turns:
    """Turns that may turn it: a statement on the last day, or the day after."""
    end = eu.period_of(case).end
    return {"withdrawal_statement_date": (end, end + timedelta(days=1))} if end else {}


_PERIOD = ("withdrawal_statement_date", *eu.START_FACTS, *eu.INFO_FACTS)
_INFO_LAW = ("6:230o lid 2 BW", "6:230m lid 1 sub h BW", "6:230n lid 4 BW")

RULES: tuple[Rule, ...] = (
    LAW,
    *BEYOND,
    Rule("nl.withdrawal.old_law", ("6:230g BW",), ("contract_date",), period.old_law, until=CRD, verify=True),
    CONSUMER_WITHDRAWAL,
    DISTANCE,
    *exceptions.rules(),
    clause_rule(
        "nl.withdrawal.clause",
        ("6:230i lid 1 BW",),
        "unopened",
        "not_excepted",
        "one_way",
        "approval",
        "voucher",
        "restocking",
    ),
    Rule(
        "nl.withdrawal.statement",
        ("6:230o lid 1 BW", "6:230o lid 3 BW", "6:230o lid 5 BW"),
        (
            "withdrawal_statement_date",
            "withdrawal_statement_proven",
            "withdrawal_statement_channel",
            "withdrawal_acknowledged",
        ),
        period.statement,
        since=CRD,
    ),
    Rule(
        "nl.withdrawal.in_time",
        ("6:230o lid 1 BW", "6:230o lid 2 BW", "6:230i lid 2 BW"),
        (*_PERIOD, "goods_delivered_in_lots", "withdrawal_period_over"),
        period.in_time,
        since=CRD,
    ),
    Rule(
        "nl.withdrawal.function_unknown",
        ("6:230oa BW", *_INFO_LAW),
        _PERIOD,
        period.function_unknown,
        since=eu.FUNCTION_SINCE,
    ),
    Rule("nl.withdrawal.information", _INFO_LAW, _PERIOD, period.extended, since=CRD),
    Rule(
        "nl.withdrawal.function",
        ("6:230oa BW", *_INFO_LAW),
        _PERIOD,
        period.no_function,
        since=eu.FUNCTION_SINCE,
        verify=True,
    ),
    Rule(
        "nl.withdrawal.prescription",
        ("3:307 BW", "3:317 BW"),
        (
            "withdrawal_statement_date",
            "claim_date",
            "shop_invokes_prescription",
            "interruption_date",
            "interruption_proven",
        ),
        period.prescribed,
        procedural=True,
    ),
    Rule(
        "nl.withdrawal.return_cost",
        ("6:230s lid 2 BW", "6:230n lid 3 BW", "6:230n lid 4 BW", "6:230m lid 1 sub i BW"),
        ("return_cost_info_given", "return_cost_paid_eur"),
        refund.return_cost,
    ),
    Rule(
        "nl.withdrawal.default",
        ("6:83 sub a BW", "6:119 BW", "6:230r lid 1 BW", "6:230r lid 4 BW"),
        refund.BACK_FACTS,
        refund.default,
    ),
    Rule(
        "nl.withdrawal.interest",
        ("6:119 BW",),
        (*refund.BACK_FACTS, *OWED_FACTS),
        refund.rate,
        verify=True,
    ),
    Rule("nl.withdrawal.compensation", ("6:230s lid 6 BW", "6:74 BW"), (), refund.no_ground),
    Rule("nl.withdrawal.other_remedy", ("6:230o BW", "7:21 BW"), ("defect_reported",), refund.other_remedy),
    Rule("nl.withdrawal.costs", ("6:96 lid 2 sub c BW",), ("costs_claimed_eur",), refund.costs, verify=True),
    Rule(
        "nl.withdrawal.refunded",
        ("6:230r lid 1 BW", "6:230r lid 2 BW", "150 Rv"),
        (
            "refund_already_paid",
            "refund_settled_date",
            "refund_same_means",
            "other_means_consented",
            "refund_reference_available",
            "refund_amount_complete",
            *OWED_FACTS,
        ),
        refund.refunded,
    ),
    Rule(
        "nl.withdrawal.other_thing",
        ("6:230r lid 4 BW", "6:230s lid 1 BW", "150 Rv"),
        (
            "serial_matches_return",
            "serial_recorded_at_dispatch",
            "consumer_heard",
            "consumer_counter_evidence",
            "intake_video",
            "return_weight_matches_original",
        ),
        refund.other_thing,
    ),
    Rule(
        "nl.withdrawal.lost_return",
        ("6:230r lid 4 BW", "7:10 lid 3 BW"),
        ("return_lost_in_transit", "goods_returned_received_date", "proof_of_return_dispatch"),
        refund.lost_return,
        verify=True,
    ),
    Rule(
        "nl.withdrawal.late_return",
        ("6:230s lid 1 BW", "6:230r lid 4 BW"),
        ("return_dispatched_date", "withdrawal_statement_date"),
        refund.late_return,
        aside=True,
    ),
    Rule("nl.withdrawal.wait", ("6:230r lid 4 BW", "6:230s lid 1 BW"), (*refund.BACK_FACTS, *OWED_FACTS), refund.waits),
    Rule(
        "nl.withdrawal.deduction",
        ("6:230s lid 3 BW",),
        (
            "depreciation_claimed_eur",
            "handling_evidence",
            "box_opened",
            "protective_film_removed",
            *OWED_FACTS,
        ),
        refund.deduction,
    ),
    Rule(
        "nl.withdrawal.service",
        ("6:230s lid 4 BW",),
        OWED_FACTS,
        refund.service,
    ),
    Rule("nl.withdrawal.late", ("6:83 sub a BW", "6:119 BW"), refund.BACK_FACTS, refund.late),
    Rule(
        "nl.withdrawal.in_part",
        ("6:230r lid 1 BW", "6:230o lid 1 BW"),
        ("returned_in_part", "part_returned_value_eur", *refund.BACK_FACTS, *OWED_FACTS),
        refund.in_part,
        verify=True,
    ),
    Rule(
        "nl.withdrawal.refund",
        ("6:230r lid 1 BW", "6:230r lid 2 BW"),
        (*refund.BACK_FACTS, *OWED_FACTS),
        refund.amount,
    ),
)

TOPIC = Topic("withdrawal", RULES, withdrawal_clocks, turns)
