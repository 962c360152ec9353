"""What recording more would have changed in this shop's own closed complaints, as advice with its basis beside it."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from wederhoor.claims.advice import FEWEST, Advice, advice_of
from wederhoor.web.components.words import TOPIC, Words, money, word
from wederhoor.web.shop.visits import Visit, in_shop

# What each measure asks of the shop, above an amount and for every order.
ASKS: Mapping[str, tuple[Words, Words]] = {
    "packing": (
        gettext_lazy("For orders above %(amount)s, record serial number and weight when you pack."),
        gettext_lazy("Record serial number and weight of every order when you pack."),
    ),
    "delivery_code": (
        gettext_lazy("For orders above %(amount)s, choose delivery with a delivery code."),
        gettext_lazy("Choose delivery with a delivery code for every order."),
    ),
    "terms": (
        gettext_lazy("For orders above %(amount)s, record which terms the customer saw."),
        gettext_lazy("Record for every order which terms the customer saw."),
    ),
    "intake": (
        gettext_lazy("For orders above %(amount)s, film the opening of a return, and weigh it."),
        gettext_lazy("Film the opening of every return, and weigh it."),
    ),
}


def asks(one: Advice, amount: str) -> str:
    """The advice as one sentence."""
    above, every = ASKS[one.measure]
    return str(above) % {"amount": amount} if one.above else str(every)


@in_shop
def advice(visit: Visit) -> HttpResponse:
    """What would have helped, by kind of complaint; what helps nothing and what is too little to say are told apart."""
    made = advice_of()
    rows = [(asks(one, money(one.above)), word(TOPIC, one.topic), one) for one in made.advice]
    page = {
        "visit": visit,
        "made": made,
        "fewest": FEWEST,
        "helping": [row for row in rows if row[2].is_enough and row[2].helps],
        "idle": [row for row in rows if row[2].is_enough and not row[2].helps],
        "few": sorted({(topic, one.count) for _, topic, one in rows if not one.is_enough}),
    }
    return render(visit.request, "shop/advice.html", page)
