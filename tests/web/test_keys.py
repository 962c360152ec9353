"""The page of a shop's keys: who sees it, a key that is shown once and works, and one that is ended and does not."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.people import a_person, a_shop, actor_in, browser_of

from wederhoor.shops.actions import add_member, make_key
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Role
from wederhoor.shops.models import ApiKey, Shop
from wederhoor.shops.queries import sight_of_key

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def shop() -> Shop:
    return a_shop()


@pytest.fixture
def owner(shop: Shop) -> Client:
    with inside(shop.pk):
        return browser_of(shop.memberships.select_related("person").get().person)


def at(shop: Shop, rest: str = "") -> str:
    return f"/shop/{shop.slug}/keys/{rest}"


def test_owner_makes_a_key_that_is_shown_once_and_opens_this_shop(shop: Shop, owner: Client) -> None:
    answer = owner.post(at(shop), {"name": "Mailbox"})
    key = answer.context["made"]
    assert f'value="{key}"' in answer.content.decode()
    sight = sight_of_key(key)
    assert sight is not None
    assert sight.shop_id == shop.pk
    assert key not in owner.get(at(shop)).content.decode()


def test_key_is_named_and_dated_in_the_list(shop: Shop, owner: Client) -> None:
    owner.post(at(shop), {"name": "Mailbox van de klantenservice"})
    page = owner.get(at(shop))
    assert [row.name for row in page.context["rows"]] == ["Mailbox van de klantenservice"]


def test_key_without_a_purpose_is_not_made(shop: Shop, owner: Client) -> None:
    answer = owner.post(at(shop), {"name": "  "})
    assert answer.status_code == 422
    assert answer.context["made"] == ""
    with inside(shop.pk):
        assert not ApiKey.objects.exists()


def test_ended_key_opens_nothing_and_stays_in_the_list(shop: Shop, owner: Client) -> None:
    with inside(shop.pk):
        key = make_key(shop, "Mailbox", by=actor_in(shop))
        row = ApiKey.objects.get()
    for _ in range(2):
        page = owner.post(at(shop, f"{row.pk}/end/"), follow=True)
    assert sight_of_key(key) is None
    assert "beëindigd op" in page.content.decode()


def test_agent_sees_no_keys(shop: Shop) -> None:
    agent = a_person("Medewerker")
    with inside(shop.pk):
        make_key(shop, "Geheime kassa", by=actor_in(shop))
        add_member(shop, agent.pk, Role.AGENT, by=actor_in(shop))
    page = browser_of(agent).get(at(shop)).content.decode()
    assert "Geheime kassa" not in page
    assert "Alleen de eigenaar" in page


def test_key_of_another_shop_is_not_found(shop: Shop, owner: Client) -> None:
    other = a_shop("Elders", owner=a_person("Buiten"))
    with inside(other.pk):
        key = make_key(other, "Kassa", by=actor_in(other))
        row = ApiKey.objects.get()
    assert owner.post(at(shop, f"{row.pk}/end/")).status_code == 404
    assert sight_of_key(key) is not None


def test_empty_list_teaches(shop: Shop, owner: Client) -> None:
    assert "Nog geen sleutel" in owner.get(at(shop)).content.decode()
