"""What the database itself refuses: rows of another shop, and references across."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.people import a_person, a_shop

from wederhoor.evidence.models import Dossier, Party
from wederhoor.journal.across import across_shops
from wederhoor.shops.context import inside
from wederhoor.shops.queries import shops_of, sight_of

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.sql]


@pytest.fixture
def two():
    return a_shop("Noord"), a_shop("Zuid")


def a_dossier(shop) -> Dossier:
    from wederhoor.codes import new_code

    return Dossier.objects.create(shop=shop, code=new_code())


def test_row_of_another_shop_is_not_seen(two):
    north, south = two
    with inside(north.pk):
        a_dossier(north)
        assert Dossier.objects.count() == 1
    with inside(south.pk):
        assert Dossier.objects.count() == 0
    assert Dossier.objects.count() == 0


def test_row_of_another_shop_is_not_written(two):
    north, south = two
    with pytest.raises(DatabaseError, match="row-level security"), inside(north.pk):
        a_dossier(south)


def test_row_is_not_moved_to_another_shop(two):
    north, south = two
    with inside(north.pk):
        dossier = a_dossier(north)
    with pytest.raises(DatabaseError, match="row-level security"), inside(north.pk):
        Dossier.objects.filter(pk=dossier.pk).update(shop=south)


def test_reference_to_a_row_of_another_shop_is_refused(two):
    north, south = two
    with inside(north.pk):
        dossier = a_dossier(north)
    with pytest.raises(IntegrityError, match="same_shop"), inside(south.pk):
        Party.objects.create(shop=south, dossier_id=dossier.pk, side="consumer")


def test_house_sees_every_shop_and_only_inside(two):
    for shop in two:
        with inside(shop.pk):
            a_dossier(shop)
    with across_shops("a test"):
        assert Dossier.objects.count() == 2
    assert Dossier.objects.count() == 0


def test_sight_of_a_shop_is_for_who_works_there(two):
    north, _ = two
    owner = a_person()
    shop = a_shop("Oost", owner=owner)
    assert sight_of(shop.slug, owner.pk).role == "owner"
    assert sight_of(north.slug, owner.pk) is None
    assert [seen.slug for seen in shops_of(owner.pk)] == [shop.slug]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE evidence_dossier DISABLE ROW LEVEL SECURITY",
        "DROP POLICY rows_of_one_shop ON evidence_dossier",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
        "CREATE TABLE loose (n int)",
        "SET ROLE wederhoor_owner",
    ],
)
def test_application_changes_no_table_and_no_right(statement):
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)
