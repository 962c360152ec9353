"""Interest, the tariff of collection costs, and how a remedy in words becomes demands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wederhoor.facts import Facts, MessageKind, Remedy
from wederhoor.law.countries import TOPICS
from wederhoor.law.countries.nl.collection_costs.tariff import tariff
from wederhoor.law.interest import interest, rate_on
from wederhoor.law.requested import demands_of
from wederhoor.law.topics import TOPIC_OF, NoTopic, topic_of


def test_ten_days_at_four_per_cent() -> None:
    assert interest(Decimal("196.60"), date(2026, 10, 3), date(2026, 10, 12)) == Decimal("0.22")


def test_a_year_of_2024_at_seven_per_cent() -> None:
    assert interest(Decimal(1000), date(2024, 1, 1), date(2024, 12, 31)) == Decimal("70.00")


def test_interest_follows_the_rate_of_each_day() -> None:
    both = interest(Decimal(36500), date(2025, 12, 31), date(2026, 1, 1))
    assert both == Decimal("6.00") + Decimal("4.00")


def test_interest_of_a_year_is_added_to_the_sum() -> None:
    assert interest(Decimal(1000), date(2026, 1, 1), date(2027, 12, 31)) == Decimal("81.60")


def test_interest_is_added_a_year_after_it_began_and_not_at_new_year() -> None:
    assert interest(Decimal(1000), date(2026, 7, 1), date(2028, 6, 30)) == Decimal("81.66")


def test_a_day_of_a_leap_year_weighs_less_from_new_year_on() -> None:
    assert interest(Decimal(36_500_000), date(2027, 12, 31), date(2028, 1, 1)) == Decimal("7989.07")


def test_rates_say_which_are_still_to_be_read() -> None:
    assert not rate_on(date(2024, 6, 1)).verify
    assert rate_on(date(2026, 6, 1)).verify


@given(st.decimals(1, 10000, places=2), st.integers(0, 400))
def test_more_days_never_bring_less_interest(principal: Decimal, days: int) -> None:
    first = date(2026, 1, 1)
    last = date.fromordinal(first.toordinal() + days)
    assert interest(principal, first, last) <= interest(principal, first, date.fromordinal(last.toordinal() + 1))


@pytest.mark.parametrize(
    ("principal", "costs"),
    [(120, "40"), (300, "45"), (745, "111.75"), (3749, "499.90"), (300_000, "3275"), (5_000_000, "6775")],
)
def test_tariff_of_collection_costs(principal: int, costs: str) -> None:
    assert tariff(Decimal(principal)) == Decimal(costs)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("full_refund", [(Remedy.REFUND, False)]),
        ("refund_or_redelivery", [(Remedy.DELIVERY, False), (Remedy.REFUND, True)]),
        ("full_refund_or_replacement", [(Remedy.REPLACEMENT, False), (Remedy.REFUND, True)]),
        ("repair_or_replacement", [(Remedy.REPAIR, False), (Remedy.REPLACEMENT, True)]),
        ("dissolution_and_refund", [(Remedy.REFUND, False)]),
        ("refund_and_return_cost", [(Remedy.REFUND, False), (Remedy.RETURN_COST, False)]),
        ("refund_with_interest", [(Remedy.REFUND, False), (Remedy.INTEREST, False)]),
        ("price_reduction", [(Remedy.PRICE_REDUCTION, False)]),
        ("refund_first_box", [(Remedy.REFUND, False)]),
        ("refund_price_and_full_express_cost", [(Remedy.REFUND, False)]),
        ("full_refund_including_standard_delivery", [(Remedy.REFUND, False)]),
        ("redelivery", [(Remedy.DELIVERY, False)]),
        ("something_nobody_foresaw", [(Remedy.REFUND, False)]),
    ],
)
def test_a_remedy_in_words_becomes_demands(words: str, expected: list[tuple[Remedy, bool]]) -> None:
    found = demands_of("withdrawal", Facts.flat({"requested_remedy": words}))
    assert [(demand.remedy, demand.otherwise) for demand in found] == expected


@pytest.mark.parametrize(
    ("topic", "words", "remedy"),
    [
        ("subscription", "cancel_subscription", Remedy.CANCELLATION),
        ("subscription", "terminate", Remedy.CANCELLATION),
        ("subscription", "refund_after_cancellation", Remedy.REFUND),
        ("withdrawal", "cancel_order", Remedy.REFUND),
        ("refund_not_received", "refund_remaining_amount", Remedy.PARTIAL_REFUND),
    ],
)
def test_the_same_words_may_ask_something_else_in_another_topic(topic: str, words: str, remedy: Remedy) -> None:
    (demand,) = demands_of(topic, Facts.flat({"requested_remedy": words}))
    assert demand.remedy is remedy


def test_now_is_read() -> None:
    (demand,) = demands_of("withdrawal", Facts.flat({"requested_remedy": "refund_now"}))
    assert demand.now


def test_without_words_the_topic_asks_what_it_usually_does() -> None:
    assert [demands_of(name, Facts())[0].remedy for name in ("non_delivery", "non_conformity", "withdrawal")] == [
        Remedy.DELIVERY,
        Remedy.REPAIR,
        Remedy.REFUND,
    ]


def test_no_kind_of_message_ends_nowhere() -> None:
    assert set(TOPIC_OF) == set(MessageKind)
    for place in TOPIC_OF.values():
        assert (place.topic is None) != (place.why is None)
        assert place.topic is None or place.topic in TOPICS["nl"]


def test_kinds_with_and_without_a_topic() -> None:
    assert topic_of(MessageKind.NOT_RECEIVED) == "non_delivery"
    assert topic_of(MessageKind.PRAISE) is None
    assert TOPIC_OF[MessageKind.SUPPLIER].why is NoTopic.NOT_A_CUSTOMER
