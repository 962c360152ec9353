"""The pages of keeping and erasing: what they show, typing the reference, a refusal, holds, the address afterwards."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.messages import message, order
from tests.people import a_shop, actor_in, browser_of, customer_of

from wederhoor.claims import actions as claims
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.evidence import forgetting
from wederhoor.evidence.actions import make_link
from wederhoor.evidence.models import Dossier, Hold, RetentionChoice
from wederhoor.journal.models import Line
from wederhoor.law.periods import plus_months
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def shop() -> Shop:
    return a_shop(frozen_today=None)


@pytest.fixture
def owner(shop: Shop) -> Client:
    with inside(shop.pk):
        client = browser_of(shop.memberships.select_related("person").get().person)
    client.cookies["django_language"] = "nl"
    return client


@pytest.fixture
def claim(shop: Shop) -> Claim:
    with inside(shop.pk):
        return receive(shop, message(), channel=Channel.PASTE, papers=[order()], by=actor_in(shop)).claim


def at(shop: Shop, rest: str = "") -> str:
    return f"/shop/{shop.slug}/{rest}"


def of(claim: Claim, rest: str = "") -> str:
    return at(claim.shop, f"claims/{claim.code}/{rest}")


def settle(claim: Claim) -> None:
    with inside(claim.shop_id):
        claims.settle(claim, "Opgelost.", by=customer_of(claim.shop))


def test_empty_shop_is_told_what_will_stand_here(shop: Shop, owner: Client) -> None:
    page = owner.get(at(shop, "forgetting/")).content.decode()
    assert "Er is nog niets te bewaren" in page
    assert "52 lid 4" in page


def test_preview_shows_by_month_what_goes_with_its_reason(shop: Shop, owner: Client, claim: Claim) -> None:
    assert "1 klacht loopt nog" in owner.get(at(shop, "forgetting/")).content.decode()
    settle(claim)
    answer = owner.get(at(shop, "forgetting/"))
    [month] = answer.context["months"]
    assert month.first == plus_months(shop.today(), 24).replace(day=1)
    assert "verjaart twee jaar" in answer.content.decode()
    with inside(shop.pk):
        forgetting.hold(claim.dossier, "Rechtszaak.", by=actor_in(shop))
    answer = owner.get(at(shop, "forgetting/"))
    assert (answer.context["months"], len(answer.context["held"])) == ([], 1)


def test_what_comes_near_stands_first_with_the_day_it_can_go(
    shop: Shop, owner: Client, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(claim)
    late = plus_months(shop.today(), 40)
    monkeypatch.setattr(Shop, "today", lambda _: late)
    near = owner.get(at(shop, "forgetting/")).context["near"]
    assert [row.on for row in near.rows] == [late + timedelta(days=30)]


def test_preview_costs_the_same_however_many_there_are(shop: Shop, owner: Client) -> None:
    counts = []
    for _ in range(2):
        for _ in range(3):
            with inside(shop.pk):
                receive(shop, message(), channel=Channel.PASTE, papers=[order()], by=actor_in(shop))
        with CaptureQueriesContext(connection) as asked:
            owner.get(at(shop, "forgetting/"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_owner_types_the_reference_and_only_then_it_goes(shop: Shop, owner: Client, claim: Claim) -> None:
    page = owner.get(of(claim, "forget/")).content.decode()
    assert "Stukken: 2" in page
    assert "Brieven en concepten" in page
    wrong = owner.post(of(claim, "forget/"), {"why": "asked", "code": "K7QF-82MN-R"})
    assert wrong.status_code == 422
    assert "niet het kenmerk" in wrong.content.decode()
    done = owner.post(of(claim, "forget/"), {"why": "asked", "code": claim.code.lower()})
    assert done.headers["Location"] == of(claim)


def test_address_of_a_forgotten_case_says_so_and_no_page_breaks(shop: Shop, owner: Client, claim: Claim) -> None:
    with inside(shop.pk):
        token = make_link(claim.dossier, by=actor_in(shop))
    forgetting.forget(shop, claim.code, why="asked", by=actor_in(shop))
    answer = owner.get(of(claim))
    assert answer.status_code == 410
    assert "Gewist op" in answer.content.decode()
    assert "Tessa" not in answer.content.decode()
    paper = owner.get(of(claim, "certificate.pdf"))
    assert paper.content.startswith(b"%PDF")
    assert paper.headers["Content-Disposition"].endswith('-gewist.pdf"')
    for page in (
        "claims/",
        "claims/?only=all",
        f"claims/?q={claim.code}&only=all",
        "claims.csv",
        "forgetting/",
        "details/",
    ):
        found = owner.get(at(shop, page))
        assert found.status_code == 200, page
        assert "Tessa" not in found.content.decode()
    for gone in ("forget/", "file.pdf", "documents/B1/", "assessments/"):
        assert owner.get(of(claim, gone)).status_code == 404, gone
    assert owner.get(f"/c/{token}/").status_code == 404


def test_hold_is_set_shown_and_ended(shop: Shop, owner: Client, claim: Claim) -> None:
    assert owner.post(of(claim, "hold/"), {"reason": ""}).status_code == 422
    owner.post(of(claim, "hold/"), {"reason": "De rechter vroeg erom.", "until": "2999-01-01"})
    for page in ("", "forget/"):
        assert "De rechter vroeg erom." in owner.get(of(claim, page)).content.decode()
    refused = owner.post(of(claim, "forget/"), {"why": "asked", "code": claim.code})
    assert refused.status_code == 409
    assert "vast te houden" in refused.content.decode()
    with inside(shop.pk):
        held = Hold.objects.get()
        assert held.until == date(2999, 1, 1)
    owner.post(of(claim, f"hold/{held.pk}/end/"))
    assert "De rechter vroeg erom." not in owner.get(of(claim)).content.decode()


def test_refusal_is_recorded_and_shown_with_its_reason(shop: Shop, owner: Client, claim: Claim) -> None:
    assert owner.post(of(claim, "forget/refuse/"), {"why": "legal_claim"}).status_code == 422
    owner.post(of(claim, "forget/refuse/"), {"why": "legal_claim", "reason": "Je vraagt nog geld van ons."})
    page = owner.get(of(claim, "forget/")).content.decode()
    assert "Je vraagt nog geld van ons." in page
    with inside(shop.pk):
        assert Line.objects.filter(act="dossier.erasure_refused").count() == 1
        assert Dossier.objects.exists()


def test_period_is_chosen_within_bounds_and_longer_with_a_reason(shop: Shop, owner: Client) -> None:
    address = at(shop, "forgetting/amicable/")
    for given, said in (({"months": 5}, "buiten"), ({"months": 36}, "reden nodig"), ({"months": "x"}, "")):
        answer = owner.post(address, given)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    owner.post(address, {"months": 36, "reason": "Drie jaar garantie."})
    with inside(shop.pk):
        assert RetentionChoice.objects.get().months == 36
    assert "Drie jaar garantie." in owner.get(at(shop, "forgetting/")).content.decode()
    assert owner.get(at(shop, "forgetting/bookkeeping/")).status_code == 404
    assert owner.get(at(shop, "forgetting/unknown/")).status_code == 404


def test_copy_is_found_confirmed_and_downloaded(shop: Shop, owner: Client, claim: Claim) -> None:
    page = owner.get(at(shop, "access/"), {"email": "tessa@post.example", "received": "2026-11-30"}).content.decode()
    assert claim.code in page
    assert "30 december 2026" in page
    answer = owner.post(at(shop, "access/copy/"), {"dossier": claim.code})
    box = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert "overzicht.html" in box.namelist()
    assert "Niets gevonden" in owner.get(at(shop, "access/"), {"email": "ander@post.example"}).content.decode()


def test_case_of_another_shop_cannot_be_copied(shop: Shop, owner: Client) -> None:
    other = a_shop("Elders")
    with inside(other.pk):
        theirs = receive(other, message(), channel=Channel.PASTE, by=actor_in(other)).claim
    assert "Niets gevonden" in owner.get(at(shop, "access/"), {"email": "tessa@post.example"}).content.decode()
    assert owner.post(at(shop, "access/copy/"), {"dossier": theirs.code}).status_code == 409
