"""One order of which every department knows something: all of it in one line of time, and in the case about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from tests.messages import message, order
from tests.pages.shown import a_page, seen, told
from tests.parcels.recorded import PACKED, kept
from tests.people import actor_in, browser_of
from tests.withdrawals.counter import a_shop_with_the_function, confirmed

from wederhoor.claims.kinds import Channel
from wederhoor.evidence.happenings import NewEvent, report
from wederhoor.evidence.kinds import Happening
from wederhoor.letters.actions import receive
from wederhoor.letters.models import Letter
from wederhoor.logs.models import PaymentMoment, PaymentNotice
from wederhoor.pages.accepting import NewAcceptance
from wederhoor.pages.kinds import Teller
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop
from wederhoor.web.shop.order_sources import SOURCES
from wederhoor.withdrawals import intake

NUMBER = "LH-2041"
AT = datetime(2026, 11, 10, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("database")


def known_to_all() -> tuple[Shop, str]:
    """Terms accepted, paid, packed, delivered, withdrawn, complained about, answered; and the code of the complaint."""
    shop = a_shop_with_the_function()
    owner = actor_in(shop)
    with inside(shop.pk):
        version = seen(a_page(shop), "Veertien dagen bedenktijd.", AT - timedelta(days=1))
        accepted = NewAcceptance(NUMBER, AT, version.code, box="Ik ga akkoord", is_ticked=True)
        told(shop, accepted, teller=Teller.SHOP)
        report(shop.pk, shop.code, [NewEvent(NUMBER, Happening.DELIVERED, AT + timedelta(days=2))], by=owner)
        notice = PaymentNotice.objects.create(
            shop=shop, provider="mollie", sha256="0" * 64, raw="{}", checked="unsigned", at=AT
        )
        said = {"kind": "paid", "amount": "64.90", "currency": "EUR", "method": "ideal", "reference": "tr_7"}
        PaymentMoment.objects.create(
            shop=shop, notice=notice, order_number=NUMBER, reference="tr_7", at=AT + timedelta(minutes=1), said=said
        )
    kept(shop, owner, **PACKED)
    confirmed(shop)
    intake.take_in_all()
    with inside(shop.pk):
        given = {"channel": Channel.PASTE, "papers": [order()], "by": owner}
        claim = receive(shop, message(), **given).claim
        letter = Letter.objects.filter(claim=claim).first()
        now = timezone.now()
        Letter.objects.filter(pk=letter.pk).update(state="sent", offered_at=now, sent_at=now, response="250 OK 4F1")
    return shop, claim.code


def test_line_of_time_shows_every_source() -> None:
    shop, code = known_to_all()
    with inside(shop.pk):
        person = shop.memberships.select_related("person").get().person
    address = f"/shop/{shop.slug}/orders/{NUMBER}/"
    browser = browser_of(person)
    page = browser.get(address, headers={"Accept-Language": "nl"}).content.decode()
    for words in ("Ik ga akkoord", "tr_7", "Tafellamp messing", "Bezorgd, volgens de bezorger", "250 OK 4F1", code):
        assert words in page, words
    for source in SOURCES:
        assert f"?from={source.name}" in page, source.name
        alone = browser.get(f"{address}?from={source.name}", headers={"Accept-Language": "nl"}).content.decode()
        assert alone.count("<time") >= 1, source.name
        assert alone.count("<time") < page.count("<time"), source.name
    assert "Over de betaling weten we niets." not in page
    assert "Over het inpakken weten we niets." not in page
    assert "kan nu niet worden gelezen" not in page


def test_case_gets_what_every_department_has_on_file() -> None:
    shop, code = known_to_all()
    with inside(shop.pk):
        from wederhoor.claims.queries import claim_by_code

        claim = claim_by_code(code)
        assert claim.unfetched == []
        rows = [item.exhibit for item in claim.dossier.items.select_related("exhibit")]
    names = {row.name.split("-")[0] for row in rows if row.added_side == "system"}
    assert {"gebeurtenissen.json", "aanvaarding.json", "packing", "payments", "herroeping"} <= names, names
    assert len({row.sha256 for row in rows}) == len(rows)
