"""What looks for lost events after a kill finds one that is lost, doubled in the books, halved, or without its line."""

from __future__ import annotations

import pytest
from tests.api.caller import Program
from tests.kept import wrong
from tests.people import a_shop
from tests.reporters import event

from wederhoor.evidence.models import OrderEvent
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def shop() -> Shop:
    """A shop whose program reported one call of three events."""
    shop = a_shop()
    body = {"events": [event("batch7", place) for place in range(3)]}
    Program(shop).client.post("/api/v1/events/batch", body, content_type="application/json")
    return shop


def found(answered: dict[str, int], unanswered: dict[str, int] | None = None) -> str:
    return "\n".join(wrong({"claims": [], "answered": answered, "unanswered": unanswered or {}}))


def test_nothing_is_said_when_all_is_there(shop: Shop) -> None:
    assert found({"batch7": 3}) == ""
    assert found({}, {"batch7": 3, "batch8": 5}) == ""


def test_what_was_acknowledged_and_is_not_there_is_named(shop: Shop) -> None:
    assert "batch8" in found({"batch7": 3, "batch8": 5})


def test_part_of_a_batch_is_named_also_when_it_got_no_answer(shop: Shop) -> None:
    assert "of the 4 events of batch7 3 are kept" in found({}, {"batch7": 4})


def test_event_that_nobody_sent_is_named(shop: Shop) -> None:
    assert "batch7-2 was never sent" in found({"batch7": 2})


def test_line_without_its_event_and_event_without_its_line_are_named(shop: Shop) -> None:
    with inside(shop.pk):
        first, second, _ = OrderEvent.objects.order_by("id")
        OrderEvent.objects.filter(pk=second.pk).update(line=first.line)
    said = found({"batch7": 3})
    assert "event batch7-1 has no line of its own" in said
    assert "of batch7-1 has no event" in said


def test_event_that_says_something_else_is_named(shop: Shop) -> None:
    with inside(shop.pk):
        OrderEvent.objects.filter(ref="batch7-0").update(order_number="KK26-1")
    assert "event batch7-0 does not say what was sent" in found({"batch7": 3})
