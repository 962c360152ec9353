"""The dates that run in a Dutch case: by law, at the carrier, at the payment provider and at the trustmark."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Any

from wederhoor.law.countries.nl.withdrawal.exceptions import excepted
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.periods import days_after, statutory_months, years_after
from wederhoor.law.rule import CUSTOMER, SHOP, Case
from wederhoor.law.shapes import Clock

WINDOWS: Mapping[str, Any] = tomllib.loads(files(__package__).joinpath("windows.toml").read_text("utf-8"))
DELIVERY_DAYS = 30
REPAIR_GUIDE_DAYS = 14


def withdrawal_clocks(case: Case) -> tuple[Clock, ...]:
    """Receipt at once, refund, return; and the last day of the period itself."""
    return (*_general(case), *_withdrawal(case))


def delivery_clocks(case: Case) -> tuple[Clock, ...]:
    """The last day of delivery by law, and the shop's own claim for loss."""
    return (*_general(case), *_delivery_by_law(case), *_carrier(case, "loss"), *_still_withdrawable(case))


def damage_clocks(case: Case) -> tuple[Clock, ...]:
    """Repair or replacement, and the shop's own claim for damage."""
    return (*_general(case), *_carrier(case, "damage"), *_conformity(case))


def conformity_clocks(case: Case) -> tuple[Clock, ...]:
    """Repair or replacement, the customer's two months, the end of the presumption."""
    return (*_general(case), *_conformity(case))


def general_clocks(case: Case) -> tuple[Clock, ...]:
    """What runs in every case."""
    return tuple(_general(case))


def message_day(case: Case) -> date | None:
    """The day the customer's message is of."""
    return case.first_day("claim_date", "notified_date", "withdrawal_statement_date")


def _shop_by(event: date, days: int) -> date:
    return days_after(event, days, rolls=False).end


def _general(case: Case) -> Iterator[Clock]:
    asked = message_day(case)
    if asked:
        yield Clock("answer", SHOP, _shop_by(asked, WINDOWS["answer"]["days"]), WINDOWS["answer"]["source"])
    reported = case.day("trustmark_complaint_date")
    if reported:
        mark = WINDOWS["trustmark"]
        yield Clock("trustmark_answer", SHOP, _shop_by(reported, mark["answer_days"]), mark["source"])
    yield from _payment(case)


def _payment(case: Case) -> Iterator[Clock]:
    window = _window("payment", case.text("payment_method"))
    opened = case.day("payment_dispute_opened_date")
    if window and opened and "answer_days" in window:
        yield Clock("payment_dispute_answer", SHOP, _shop_by(opened, window["answer_days"]), window["source"])
    since = case.first_day("received_date", "delivered_date", "carrier_status_delivered_date", "contract_date")
    if window and since and "chargeback_days" in window:
        due = _shop_by(since, window["chargeback_days"])
        yield Clock("chargeback_window", CUSTOMER, due, window["source"], verify=True)


def _window(kind: str, name: str) -> Mapping[str, Any] | None:
    rows: Mapping[str, Mapping[str, Any]] = WINDOWS[kind]
    return next((row for row in rows.values() if any(word in name for word in row["names"])), None)


def _carrier(case: Case, what: str) -> Iterator[Clock]:
    """The last day the shop can claim its own money from the carrier."""
    window = _window("carrier", case.text("carrier"))
    if window is None:
        return
    sent = case.day("handed_to_carrier_date")
    arrived = case.first_day("received_date", "delivered_date", "carrier_status_delivered_date")
    event, days = (
        (sent, window["loss_days_from_sending"]) if what == "loss" else (arrived, window["damage_days_from_delivery"])
    )
    if event:
        unsure = bool(window.get("verify", False))
        slots = {"checked": window["checked"]}
        yield Clock(f"carrier_{what}_claim", SHOP, _shop_by(event, days), window["source"], slots, unsure)


def _withdrawal(case: Case) -> Iterator[Clock]:
    period = eu.period_of(case)
    none = excepted(case)
    if period.end and not none:
        yield Clock("withdrawal_end", CUSTOMER, period.end, "6:230o lid 1 BW")
    said = case.day("withdrawal_statement_date")
    if said is None:
        return
    yield Clock("withdrawal_receipt", SHOP, said, "6:230o lid 4 BW, 6:230oa lid 4 BW")
    if period.in_time(said) is not False and not none:
        back = case.day("goods_returned_received_date") is not None
        yield Clock("refund", SHOP, eu.refund_due(said), "6:230r lid 1 BW", {"ready": back})
        if not back:
            yield Clock("return_sending", CUSTOMER, eu.return_due(said), "6:230s lid 1 BW")


def _still_withdrawable(case: Case) -> Iterator[Clock]:
    period = eu.period_of(case)
    if period.end and period.end >= case.on and not excepted(case):
        yield Clock("withdrawal_end", CUSTOMER, period.end, "6:230o lid 1 BW")


def _delivery_by_law(case: Case) -> Iterator[Clock]:
    """The agreed day, or thirty days; the shop reads it cautiously: its own last day does not move on."""
    if case.yes("consumer_message_acknowledges_use"):
        return
    agreed, signed = case.day("agreed_delivery_date"), case.day("contract_date")
    if agreed:
        yield Clock("delivery", SHOP, agreed, "7:9 lid 4 BW")
    elif signed:
        yield Clock("delivery", SHOP, _shop_by(signed, DELIVERY_DAYS), "7:9 lid 4 BW")


def _conformity(case: Case) -> Iterator[Clock]:
    found = case.first_day("discovered_date", "defect_appeared_date")
    if found and case.day("notified_date") is None:
        yield Clock("complaint_two_months", CUSTOMER, statutory_months(found, 2).end, "7:23 lid 1 BW")
    arrived = case.first_day("delivered_date", "received_date")
    if arrived:
        yield Clock("presumption_end", SHOP, years_after(arrived, 1, rolls=False).end, "7:18a lid 2 BW")
    notified = case.day("notified_date")
    if notified:
        guide = _shop_by(max(notified, case.on), REPAIR_GUIDE_DAYS)
        yield Clock("repair_reasonable_time", SHOP, guide, "7:21 lid 3 BW", verify=True)
