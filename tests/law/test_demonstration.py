"""The eight customers of the demonstration: the outcome per demand, the sums, the dates, what would change it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from wederhoor.facts import Facts, Outcome, Remedy
from wederhoor.law.cases import articles_of, cites
from wederhoor.law.engine import assess
from wederhoor.law.shapes import Assessment, Demand, Tellings

TODAY = date(2026, 10, 12)
SHOP: dict[str, Any] = {
    "jurisdiction": "NL",
    "buyer_is_consumer": True,
    "distance_contract": True,
    "online_interface": True,
    "withdrawal_info_given": True,
    "withdrawal_function_available": True,
    "withdrawal_function_info_given": True,
    "return_cost_info_given": True,
}


def heard(topic: str, *demands: Demand, **facts: Any) -> Assessment:
    return assess(topic, demands, Tellings.established(Facts.flat({**SHOP, **facts})), on=TODAY)


def due(assessment: Assessment) -> dict[str, date]:
    return {clock.what: clock.due for clock in assessment.clocks}


def changes(assessment: Assessment) -> set[tuple[str, Any, Outcome]]:
    return {(change.fact, change.to, change.outcome) for change in assessment.would_change}


def cited(assessment: Assessment, *articles: str) -> bool:
    known = articles_of(assessment)
    return all(cites(known, article) for article in articles)


def sanne(**more: Any) -> Assessment:
    return heard(
        "withdrawal",
        Demand(Remedy.REFUND, Decimal("133.95")),
        **{
            "contract_date": "2026-10-01",
            "received_date": "2026-10-05",
            "withdrawal_statement_date": "2026-10-12",
            "withdrawal_statement_proven": True,
            "box_opened": True,
            "shop_defence": "alleen in ongeopende verpakking",
            "price_eur": "128.00",
            "paid_standard_delivery_eur": "5.95",
            **more,
        },
    )


def test_c1_may_withdraw_and_the_shop_may_wait() -> None:
    assessment = sanne()
    (answer,) = assessment.answers
    assert (answer.outcome, answer.amount, answer.event) == (
        Outcome.CUSTOMER_RIGHT,
        Decimal("133.95"),
        "goods_back_or_dispatch",
    )
    assert due(assessment)["withdrawal_end"] == date(2026, 10, 19)
    assert due(assessment)["refund"] == due(assessment)["return_sending"] == date(2026, 10, 26)
    assert due(assessment)["withdrawal_receipt"] == TODAY
    assert cited(assessment, "6:230o lid 1 sub b BW", "6:230o lid 3 BW", "6:230r lid 1 BW", "6:230r lid 2 BW")
    assert cited(assessment, "6:230r lid 4 BW", "6:230s lid 1 BW", "6:230s lid 3 BW", "6:230i BW")
    assert ("withdrawal_statement_date", "2026-10-20", Outcome.SHOP_RIGHT) in changes(assessment)


def test_c1_asks_the_postage_of_the_return_in_vain() -> None:
    facts = {"contract_date": "2026-10-01", "received_date": "2026-10-05", "withdrawal_statement_date": "2026-10-12"}
    assert heard("withdrawal", Demand(Remedy.RETURN_COST), **facts).outcome is Outcome.SHOP_RIGHT


def test_c2_may_ask_the_lamp_again_and_otherwise_the_money() -> None:
    assessment = heard(
        "non_delivery",
        Demand(Remedy.DELIVERY),
        Demand(Remedy.REFUND, otherwise=True),
        contract_date="2026-09-27",
        carrier_status_delivered_date="2026-09-30",
        delivery_evidence_scan=True,
        delivery_evidence_photo=True,
        photo_shows="groene deur, nummer 41",
        photo_matches_address=False,
        consumer_denies_receipt=True,
        total_paid_eur="80.45",
        carrier="PostNL",
        handed_to_carrier_date="2026-09-29",
        claim_date="2026-10-06",
        shop_defence="scan van de vervoerder geldt als bewijs",
    )
    assert [a.outcome for a in assessment.answers] == [Outcome.CUSTOMER_RIGHT, Outcome.CUSTOMER_RIGHT]
    assert assessment.answers[1].amount == Decimal("80.45")
    assert due(assessment)["delivery"] == date(2026, 10, 27)
    assert due(assessment)["carrier_loss_claim"] == date(2026, 10, 29)
    assert not [missing for missing in assessment.missing if missing.who == "customer"]
    assert cited(
        assessment, "7:9 lid 1 BW", "7:9 lid 2 BW", "7:11 lid 1 BW", "7:6 lid 1 BW", "150 Rv", "6:230o lid 1 BW"
    )
    assert cited(assessment, "ECLI:NL:RBMNE:2019:4491")


def test_c3_need_not_be_paid_at_all() -> None:
    assessment = heard(
        "non_delivery",
        Demand(Remedy.REFUND, Decimal(219)),
        Demand(Remedy.COMPENSATION, Decimal(150)),
        contract_date="2026-09-14",
        carrier_status_delivered_date="2026-09-17",
        delivery_evidence_code=True,
        code_sent_to_consumer_phone=True,
        consumer_message_acknowledges_use=True,
        consumer_denies_receipt=True,
        total_paid_eur="219.00",
        claim_date="2026-10-09",
        payment_method="creditcard",
    )
    assert [a.outcome for a in assessment.answers] == [Outcome.SHOP_RIGHT, Outcome.SHOP_RIGHT]
    assert assessment.answers[0].until is None
    assert assessment.outcome is Outcome.SHOP_RIGHT
    over = next(reason for reason in assessment.reasons if reason.sentence == "over")
    assert over.slots["end"] == date(2026, 10, 1)
    assert cited(
        assessment, "7:9 BW", "7:11 lid 1 BW", "7:26 lid 1 BW", "6:230o lid 1 BW", "150 Rv", "152 Rv", "6:74 BW"
    )
    assert "chargeback_window" in due(assessment)


def test_c4_may_ask_a_new_lamp() -> None:
    assessment = heard(
        "transit_damage",
        Demand(Remedy.REPLACEMENT),
        contract_date="2026-10-05",
        received_date="2026-10-09",
        defect_appeared_date="2026-10-11",
        notified_date="2026-10-11",
        photos_available=True,
        defect_type="broken",
        carrier="PostNL",
        shop_defence="schade melden binnen 24 uur",
    )
    assert assessment.outcome is Outcome.CUSTOMER_RIGHT
    assert due(assessment)["carrier_damage_claim"] == date(2026, 10, 16)
    assert cited(assessment, "7:11 lid 1 BW", "7:17 lid 1 BW", "7:17 lid 2 BW", "7:18a lid 2 BW", "7:21 lid 1 sub c BW")
    assert cited(assessment, "7:21 lid 2 BW", "7:21 lid 3 BW", "7:23 lid 1 BW", "7:6 lid 1 BW", "6:236 sub g BW")


def jonas(**more: Any) -> Assessment:
    return heard(
        "non_conformity",
        Demand(Remedy.REFUND, Decimal(189), now=True),
        **{
            "contract_date": "2025-07-29",
            "delivered_date": "2025-08-01",
            "defect_appeared_date": "2026-10-04",
            "notified_date": "2026-10-08",
            "series_fault_known": True,
            "commercial_guarantee_months": 12,
            "shop_defence": "na 12 maanden garantie betaalt de koper",
            "price_eur": "189.00",
            **more,
        },
    )


def test_c5_may_ask_repair_and_the_money_only_if_that_fails() -> None:
    assessment = jonas()
    (answer,) = assessment.answers
    assert (answer.outcome, answer.event, answer.then) == (
        Outcome.PARTLY,
        "repair_failed_refused_or_late",
        Outcome.CUSTOMER_RIGHT,
    )
    assert due(assessment)["presumption_end"] == date(2026, 8, 1)
    assert ("series_fault_known", False, Outcome.NEEDS_EVIDENCE) in changes(assessment)
    assert ("shop_refused_repair", True, Outcome.CUSTOMER_RIGHT) in changes(assessment)
    assert cited(assessment, "7:17 lid 1 BW", "7:17 lid 2 BW", "7:18 BW", "7:18a lid 2 BW", "150 Rv", "7:23 lid 1 BW")
    assert cited(
        assessment, "7:21 lid 1 BW", "7:21 lid 2 BW", "7:22 lid 1 BW", "7:22 lid 2 BW", "7:6 lid 1 BW", "7:6a BW"
    )


def test_c5_without_the_notice_is_for_him_to_show() -> None:
    assessment = jonas(series_fault_known=False)
    assert assessment.outcome is Outcome.NEEDS_EVIDENCE
    report = next(missing for missing in assessment.missing if missing.fact == "inspection_report_available")
    assert (report.who, report.at_whose_risk, report.then) == ("customer", "customer", Outcome.SHOP_RIGHT)


def oisin(**more: Any) -> Assessment:
    return heard(
        "missing_contents",
        Demand(Remedy.DELIVERY),
        Demand(Remedy.CANCELLATION, Decimal(249), otherwise=True),
        **{
            "contract_date": "2026-09-24",
            "received_date": "2026-09-29",
            "notified_date": "2026-09-30",
            "weight_at_pack_kg": "6.42",
            "carrier": "PostNL",
            "handed_to_carrier_date": "2026-09-28",
            "payment_method": "Klarna",
            "payment_dispute_opened_date": "2026-10-01",
            **more,
        },
    )


def test_c6_waits_for_what_the_shop_can_show() -> None:
    assessment = oisin()
    assert assessment.outcome is Outcome.NEEDS_EVIDENCE
    assert assessment.verify
    missing = {m.fact: (m.who, m.by, m.at_whose_risk) for m in assessment.missing}
    assert missing["weight_last_scan_kg"] == ("shop", date(2026, 10, 16), "shop")
    assert missing["packing_record"][0] == "shop"
    assert missing["consumer_unboxing_photos"] == ("customer", None, "shop")
    assert due(assessment)["payment_dispute_answer"] == date(2026, 10, 22)
    assert due(assessment)["delivery"] == date(2026, 10, 24)
    assert due(assessment)["carrier_loss_claim"] == date(2026, 10, 28)
    assert cited(assessment, "7:9 lid 1 BW", "7:11 lid 1 BW", "7:17 lid 3 BW", "7:21 lid 1 sub a BW", "150 Rv")
    assert cited(assessment, "6:230o lid 1 sub b onder 2 BW", "ECLI:NL:RBMNE:2019:4491")


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        ({"weight_last_scan_kg": "2.10"}, Outcome.CUSTOMER_RIGHT),
        ({"weight_last_scan_kg": "6.42", "packing_record": True}, Outcome.NEEDS_EVIDENCE),
        ({"carrier_investigation_done": True}, Outcome.CUSTOMER_RIGHT),
    ],
)
def test_c6_turns_on_the_weights(found: dict[str, Any], outcome: Outcome) -> None:
    assert oisin(**found).outcome is outcome


def test_c6_equal_weight_with_a_record_points_to_the_shop_but_stays_open() -> None:
    answer = oisin(weight_last_scan_kg="6.42", packing_record=True).answers[0]
    assert (answer.outcome, answer.then) == (Outcome.NEEDS_EVIDENCE, Outcome.SHOP_RIGHT)


def test_c7_cannot_withdraw_from_curtains_made_to_measure() -> None:
    assessment = heard(
        "withdrawal",
        Demand(Remedy.REFUND, Decimal(312)),
        contract_date="2026-09-21",
        received_date="2026-10-06",
        withdrawal_statement_date="2026-10-07",
        withdrawal_statement_proven=True,
        goods_custom_made_individual=True,
        goods_prefabricated=False,
        exception_info_given=True,
        price_eur="312.00",
    )
    assert assessment.outcome is Outcome.SHOP_RIGHT
    assert assessment.answers[0].then is None
    assert "refund" not in due(assessment)
    assert ("exception_info_given", False, Outcome.NEEDS_EVIDENCE) in changes(assessment)
    assert "defect_reported" in {change.fact for change in assessment.would_change}
    assert cited(assessment, "6:230p sub f onder 1 BW", "6:230m lid 1 sub k BW", "HvJ EU C-529/19")


def marloes(*demands: Demand) -> Assessment:
    return heard(
        "withdrawal",
        *demands,
        contract_date="2026-09-05",
        received_date="2026-09-09",
        withdrawal_statement_date="2026-09-18",
        withdrawal_statement_proven=True,
        goods_returned_received_date="2026-09-23",
        handling_excessive=True,
        depreciation_documented_eur="48.40",
        depreciation_claimed_eur="85.15",
        price_eur="245.00",
        return_cost_paid_eur="14.95",
        trustmark_complaint_date="2026-10-05",
        claim_date="2026-10-07",
    )


def test_c8_gets_the_price_less_what_is_shown_and_interest() -> None:
    assessment = marloes(
        Demand(Remedy.REFUND, Decimal(245)), Demand(Remedy.RETURN_COST, Decimal("14.95")), Demand(Remedy.INTEREST)
    )
    found = [(answer.outcome, answer.amount) for answer in assessment.answers]
    assert found == [
        (Outcome.PARTLY, Decimal("196.60")),
        (Outcome.SHOP_RIGHT, None),
        (Outcome.CUSTOMER_RIGHT, Decimal("0.22")),
    ]
    assert assessment.outcome is Outcome.PARTLY
    assert due(assessment)["refund"] == date(2026, 10, 2)
    assert due(assessment)["withdrawal_end"] == date(2026, 9, 23)
    assert due(assessment)["trustmark_answer"] == TODAY
    late = next(reason for reason in assessment.reasons if reason.rule == "nl.withdrawal.default")
    assert late.slots["date"] == date(2026, 10, 3)
    assert cited(
        assessment, "6:230o lid 1 BW", "6:230r lid 1 BW", "6:230r lid 4 BW", "6:230s lid 2 BW", "6:230s lid 3 BW"
    )
    assert cited(assessment, "6:83 sub a BW", "6:119 BW", "6:230m lid 1 sub i BW")


def test_collection_letter_against_the_shop_leaves_the_sum_to_its_own_topic() -> None:
    facts = {"withdrawal_statement_date": "2026-08-14", "withdrawal_statement_proven": True, "total_paid_eur": "64.00"}
    principal = heard("withdrawal", Demand(Remedy.REFUND, Decimal(64)), contract_date="2026-08-03", **facts)
    assert principal.outcome is Outcome.CUSTOMER_RIGHT
    assert due(principal)["refund"] == date(2026, 8, 28)
    costs = heard("collection_costs", Demand(Remedy.COLLECTION_COSTS, Decimal(40)), principal_eur="64.00")
    assert (costs.outcome, costs.verify, costs.answers[0].amount) == (Outcome.CUSTOMER_RIGHT, True, Decimal(40))
    assert cited(costs, "6:96 lid 2 sub c BW", "6:119 BW")


def test_parcel_not_collected_is_asked_about_not_refused() -> None:
    assessment = heard("not_collected", Demand(Remedy.REFUND), contract_date="2026-08-24", parcel_not_collected=True)
    assert assessment.outcome is Outcome.NEEDS_EVIDENCE
    assert assessment.verify
