"""Addresses are cut short in time, lines go with a person, parts go with their period, and exhibits stay."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.logs.lines import FIRST, combined, file, visit
from tests.logs.rows import NOTICE
from tests.people import a_shop, actor_in
from tests.shops.whole import a_whole_shop

from wederhoor.evidence.actions import bytes_of
from wederhoor.flow import Refused
from wederhoor.journal.models import Line
from wederhoor.logs.doors import end_door, make_door, report, shop_behind
from wederhoor.logs.erasing import forget_lines
from wederhoor.logs.gathering import papers_of
from wederhoor.logs.intake import take_in
from wederhoor.logs.laying import lay
from wederhoor.logs.minimising import choose, forget_due, minimise
from wederhoor.logs.models import Part, PaymentDoor
from wederhoor.logs.queries import moments_of
from wederhoor.logs.search import Wanted, search
from wederhoor.logs.store import store
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

TEST = "We hebben volledige adressen nodig om terugboekingen te weerleggen; minder volstaat niet, zo vraagt de kaart."
STRIPE = "id,Created (UTC),Amount,Currency,Status,Payment Method Type,Card Last4,order_id (metadata),Customer Email\n"
STRIPE += "ch_1,2026-10-05 09:31,89.00,eur,Paid,card,4242,LH-2041,tessa@mail.example\n"


def on(shop: Shop, day: date | None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """The shop as it is on a day, no demonstration."""
    shop.frozen_today = None
    shop.save()
    monkeypatch.setattr(Shop, "today", lambda _: day)
    return shop


def addresses(shop: Shop, **sought: str) -> list[str]:
    with inside(shop.pk):
        return [hit.row["addr"] for hit in search(shop, Wanted(**sought), by=actor_in(shop), around=False).sought]


def test_addresses_are_cut_short_after_ninety_days_and_still_found(
    database: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = on(a_shop(), FIRST.date() + timedelta(days=90), monkeypatch)
    take_in(shop, file(*visit(), combined("/", addr="2001:db8:1:2::3")), by=actor_in(shop))
    assert minimise(shop) == 0
    on(shop, FIRST.date() + timedelta(days=91), monkeypatch)
    with inside(shop.pk):
        before = Part.objects.get()
    assert (minimise(shop), minimise(shop)) == (1, 0)
    assert addresses(shop, order="LH-2041") == ["198.51.100.0/24"]
    assert len(addresses(shop, address="198.51.100.23")) == 6
    assert addresses(shop, address="2001:db8:1::9") == ["2001:db8:1::/48"]
    with inside(shop.pk):
        after = Part.objects.get()
        said = Line.objects.get(act="log.minimised").payload
    assert (after.before, said["before"], said["after"]) == (before.sha256, before.sha256, after.sha256)
    assert (store().has(before.address), store().has(after.address)) == (False, True)


def test_address_of_an_order_paid_by_card_stays_longer_with_a_written_test_alone(
    database: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = on(a_shop(), FIRST.date() + timedelta(days=100), monkeypatch)
    by = actor_in(shop)
    take_in(shop, file(*visit(), *visit("LH-9", addr="203.0.113.4", sid="s9")), by=by)
    take_in(shop, file(*STRIPE.splitlines(), name="stripe.csv"), by=by)
    with inside(shop.pk):
        with pytest.raises(Refused, match=r"logs\.choose\.test"):
            choose(shop, 90, 365, "omdat", by=by)
        choose(shop, 90, 365, TEST, by=by)
    assert minimise(shop) == 1
    assert (addresses(shop, order="LH-2041"), addresses(shop, order="LH-9")) == (["198.51.100.23"], ["203.0.113.0/24"])
    on(shop, FIRST.date() + timedelta(days=366), monkeypatch)
    assert (minimise(shop), addresses(shop, order="LH-2041")) == (1, ["198.51.100.0/24"])


def test_lines_of_a_person_go_with_the_visit_and_those_of_others_stay(database: dict[str, str]) -> None:
    shop = a_shop()
    by = actor_in(shop)
    take_in(shop, file(*visit(), *visit("LH-9", addr="203.0.113.4", sid="s9")), by=by)
    assert forget_lines(shop, Wanted(order="LH-2041"), by=by) == 6
    assert (addresses(shop, order="LH-2041"), addresses(shop, order="LH-9")) == ([], ["203.0.113.4"])
    assert forget_lines(shop, Wanted(order="LH-2041"), by=by) == 0


def test_whole_parts_go_after_their_period(database: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    shop = on(a_shop(), date(2027, 11, 5), monkeypatch)
    take_in(shop, file(*visit()), by=actor_in(shop))
    with inside(shop.pk):
        where = Part.objects.get().address
    assert forget_due(shop) == 0
    on(shop, date(2027, 11, 6), monkeypatch)
    assert (forget_due(shop), store().has(where)) == (1, False)


def test_what_was_found_becomes_one_document_that_can_be_followed(database: dict[str, str]) -> None:
    whole = a_whole_shop()
    by = actor_in(whole.shop)
    intake = take_in(whole.shop, file(*visit("LH-7")), by=by).intake
    with inside(whole.shop.pk):
        item = lay(whole.claim.dossier, search(whole.shop, Wanted(order="LH-7"), by=by), by=by)
        text = bytes_of(item.exhibit).decode()
        part = Part.objects.get(intake=intake)
        with pytest.raises(Refused, match="nothing_found"):
            lay(whole.claim.dossier, search(whole.shop, Wanted(order="LH-8"), by=by), by=by)
    assert item.exhibit.sort == "log"
    assert [one in text for one in (intake.sha256, intake.manifest, part.sha256, "niet wie er achter")] == [True] * 4
    assert text.count('"sought": true') == 1


def test_payments_of_exports_and_reports_stand_on_the_timeline_of_their_order(database: dict[str, str]) -> None:
    shop = a_shop()
    by = actor_in(shop)
    take_in(shop, file(*STRIPE.splitlines(), name="stripe.csv"), by=by)
    take_in(shop, file(*visit()), by=by)
    with inside(shop.pk):
        door = _door(shop, make_door(shop, "stripe", by=by))
        assert [report(door, NOTICE, {}).is_new for _ in range(2)] == [True, False]
        told = [(moment.what, moment.source) for moment in moments_of(shop, "LH-2041")]
        assert told == [("payment_paid", "stripe"), ("payment_paid", "stripe"), ("visit", "website")]
        assert [paper.sort for paper in papers_of(shop, "LH-2041")] == ["payment", "payment"]
        assert (moments_of(shop, "LH-1"), papers_of(shop, "")) == ([], [])


def _door(shop: Shop, token: str) -> Any:
    found = shop_behind("stripe", token)
    assert found is not None
    assert found[0] == shop.pk
    return PaymentDoor.objects.select_related("shop").get(pk=found[1])


def test_report_with_a_wrong_signature_and_at_a_closed_door_is_not_kept(database: dict[str, str]) -> None:
    shop = a_shop()
    by = actor_in(shop)
    with inside(shop.pk):
        token = make_door(shop, "stripe", "whsec_1", by=by)
        door = _door(shop, token)
        with pytest.raises(Refused, match="signature"):
            report(door, NOTICE, {"stripe-signature": "t=1,v1=00"})
        assert not Line.objects.filter(act="payment.reported").exists()
        end_door(door, by=by)
    assert shop_behind("stripe", token) is None
