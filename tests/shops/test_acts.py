"""Opening a shop, who works there, its keys, and what only an organisation's installation may do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.people import a_person, a_shop, actor_in

from wederhoor.flow import Refused
from wederhoor.journal.models import Line
from wederhoor.shops import actions, installation
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Role
from wederhoor.shops.models import ApiKey, Membership
from wederhoor.shops.queries import shops_of, sight_of, sight_of_key


def opened(name: str) -> str:
    person = a_person()
    return actions.open_shop(name, by_person=person.pk, by_code=person.code).slug


def test_shops_of_one_name_get_addresses_of_their_own_until_it_is_too_many(database: dict[str, str]) -> None:
    assert [opened("Het Lampenhuis") for _ in range(3)] == ["het-lampenhuis", "het-lampenhuis-2", "het-lampenhuis-3"]
    with pytest.raises(Refused, match=r"shops\.open\.taken"):
        opened("Het Lampenhuis")


@pytest.mark.parametrize(
    ("name", "slug"), [("灯", "winkel"), ("  ", "winkel"), ("x" * 120, "x" * 50), ("Ä & Ö", "a-o")]
)
def test_any_name_gives_an_address(database: dict[str, str], name: str, slug: str) -> None:
    assert opened(name) == slug


def test_only_the_owner_changes_the_shop_and_who_works_there(database: dict[str, str]) -> None:
    shop = a_shop()
    person = a_person()
    for role in ("agent", "reader", "system", "consumer"):
        by = actor_in(shop, role)
        for act in (
            lambda by=by: actions.change(shop, {"kvk": "1"}, by=by),
            lambda by=by: actions.add_member(shop, person.pk, Role.OWNER, by=by),
            lambda by=by: actions.make_key(shop, "kassa", by=by),
            lambda by=by: actions.remove_member(shop, Membership.objects.get(), by=by),
        ):
            with inside(shop.pk), pytest.raises(Refused, match=r"shops\.change\.role"):
                act()
    with inside(shop.pk):
        assert Membership.objects.count() == 1
        assert not ApiKey.objects.exists()


def test_field_that_is_not_the_owners_is_not_changed_by_this_way(database: dict[str, str]) -> None:
    shop = a_shop()
    for field in ("code", "slug", "frozen_today", "created_at", "nonsense"):
        with inside(shop.pk), pytest.raises(ValueError, match="not changeable"):
            actions.change(shop, {field: "x"}, by=actor_in(shop))


def test_role_given_again_replaces_the_first(database: dict[str, str]) -> None:
    shop, person = a_shop(), a_person()
    with inside(shop.pk):
        for role in (Role.READER, Role.AGENT):
            actions.add_member(shop, person.pk, role, by=actor_in(shop))
    sight = sight_of(shop.slug, person.pk)
    assert sight is not None
    assert sight.role == "agent"


def test_last_owner_stays_and_who_left_sees_nothing(database: dict[str, str]) -> None:
    shop, person = a_shop(), a_person()
    by = actor_in(shop)
    with inside(shop.pk):
        second = actions.add_member(shop, person.pk, Role.OWNER, by=by)
        actions.remove_member(shop, second, by=by)
        with pytest.raises(Refused, match="last_owner"):
            actions.remove_member(shop, Membership.objects.get(), by=by)
    assert sight_of(shop.slug, person.pk) is None
    assert shops_of(person.pk) == []


def test_key_is_shown_once_and_kept_as_a_hash_and_ends(database: dict[str, str]) -> None:
    shop = a_shop()
    by = actor_in(shop)
    with inside(shop.pk):
        key = actions.make_key(shop, "kassa", by=by)
        row = ApiKey.objects.select_related("shop").get()
        assert key.encode() not in bytes(row.key_hash)
        assert not [line for line in Line.objects.all() if key in str(line.payload)]
    assert sight_of_key(key) is not None
    with inside(shop.pk):
        actions.end_key(row, by=by)
    assert sight_of_key(key) is None


@pytest.mark.parametrize("act", sorted(installation.ORGANISATION_ACTS))
def test_shops_installation_is_not_its_own_inspector_mediator_or_judge(act: str, settings: Any) -> None:
    settings.INSTALLATION = "shop"
    assert not installation.may(act)
    settings.INSTALLATION = "organisation"
    assert installation.may(act)


def test_organisations_key_is_made_only_where_it_may_be_used(settings: Any, tmp_path: Path) -> None:
    settings.KEYS, settings.INSTALLATION = tmp_path / "keys", "shop"
    with pytest.raises(Refused, match=r"installation\.shop"):
        installation.organisation_signer()
    assert not (tmp_path / "keys").exists()
    settings.INSTALLATION = "organisation"
    signer = installation.organisation_signer()
    assert installation.organisation_signer().key.vkey == signer.key.vkey
    [kept] = (tmp_path / "keys").iterdir()
    assert kept.stat().st_mode & 0o077 == 0


def test_act_nobody_knows_is_a_bug() -> None:
    with pytest.raises(KeyError):
        installation.may("applause")
