"""What the table has for a file: exhibits with the facts the rules know, both ways compared, and nothing beyond."""

from __future__ import annotations

import pytest
from tests.parcels.recorded import PACKED, a_picture, kept
from tests.people import a_shop, actor_in

from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Sort
from wederhoor.facts import value_of
from wederhoor.parcels.gathering import MOST_PAPERS, compared, papers_of
from wederhoor.parcels.kinds import Part, Way
from wederhoor.parcels.queries import moments_of, parcels_of
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")
ORDER = "LH-2041"
BACK = {"way": Way.RETURNED, "tracking": "3SKKAD8888888", "order_number": ORDER}


@pytest.fixture
def shop(database: dict[str, str]) -> Shop:
    return a_shop(frozen_today=None)


@pytest.fixture
def by(shop: Shop) -> Actor:
    return actor_in(shop)


def papers(shop: Shop, order: str = ORDER) -> list[NewExhibit]:
    with inside(shop.pk):
        return papers_of(shop, order)


def facts(shop: Shop) -> dict[str, object]:
    return {name: value for paper in papers(shop) for name, value in paper.facts.items()}


def test_record_and_its_pictures_become_exhibits_that_say_what_they_do_not_show(shop: Shop, by: Actor) -> None:
    kept(shop, by, **PACKED)
    paper, contents, closed = papers(shop)
    assert [one.sort for one in (paper, contents, closed)] == [Sort.MEASURE, Sort.PHOTO, Sort.PHOTO]
    assert paper.facts == {
        "packing_record": True,
        "weight_at_pack_kg": "1.25",
        "serial_recorded_at_dispatch": True,
        "serial_number": "SN-0815",
        "tracking_code": "3SKKAD1234567",
    }
    assert "1,25 kg" in paper.text
    assert all("aankwam" in one.does_not_show for one in (paper, contents, closed))
    assert closed.data == a_picture("blue")
    assert len({one.data for one in papers(shop)}) == 3
    assert papers(shop) == papers(shop)  # the same rows give the same bytes


def test_facts_are_those_the_rules_know(shop: Shop, by: Actor) -> None:
    kept(shop, by, **PACKED)
    kept(shop, by, **BACK, grams=1260, serials=["SN-0815"], complete=False)
    for name, value in facts(shop).items():
        assert value_of(name, value) is not None


def test_return_of_the_same_thing_matches(shop: Shop, by: Actor) -> None:
    kept(shop, by, **PACKED)
    kept(shop, by, **BACK, grams=1200, serials=["sn-0815"])
    found = facts(shop)
    assert (found["serial_matches_return"], found["return_weight_matches_original"]) == (True, True)
    assert "goods_returned_received_date" in found


def test_return_of_another_thing_differs_and_nobody_is_accused(shop: Shop, by: Actor) -> None:
    kept(shop, by, **PACKED)
    kept(shop, by, **BACK, grams=400, serials=["SN-9999"], complete=True)
    found = facts(shop)
    assert (found["serial_matches_return"], found["return_weight_matches_original"]) == (False, False)
    with inside(shop.pk):
        said = " ".join(compared(parcels_of(ORDER)).sentences("nl"))
    assert "wijkt af" in said
    assert "fraude" not in " ".join([said, *(paper.text for paper in papers(shop))]).lower()


@pytest.mark.parametrize("complete", [None, False])
def test_lighter_return_of_which_nobody_said_it_was_whole_says_nothing(
    shop: Shop, by: Actor, complete: bool | None
) -> None:
    kept(shop, by, **PACKED)
    kept(shop, by, **BACK, grams=400, complete=complete)
    assert "return_weight_matches_original" not in facts(shop)
    assert facts(shop).get("returned_in_part") is (None if complete is None else True)


def test_order_in_two_boxes_has_no_single_weight(shop: Shop, by: Actor) -> None:
    kept(shop, by, **PACKED)
    kept(shop, by, **PACKED | {"tracking": "3SKKAD7654321", "serials": ["SN-2"]})
    found = facts(shop)
    assert "weight_at_pack_kg" not in found
    assert "serial_number" not in found
    assert found["serial_recorded_at_dispatch"] is True


def test_parcel_nobody_laid_beside_an_order_counts_by_its_tracking_number(shop: Shop, by: Actor) -> None:
    kept(shop, by, grams=900)
    with inside(shop.pk):
        assert papers_of(shop, ORDER) == []
        (paper,) = papers_of(shop, ORDER, ["3skkad1234567"])
    assert paper.facts["weight_at_pack_kg"] == "0.9"


def test_order_of_many_boxes_gives_no_more_than_goes_into_a_file(shop: Shop, by: Actor) -> None:
    for n in range(9):
        kept(shop, by, **PACKED | {"tracking": f"3SKKAD00000{n:02}"})
    assert len(papers(shop)) == MOST_PAPERS


def test_undone_record_goes_into_no_file_and_no_timeline(shop: Shop, by: Actor) -> None:
    first = kept(shop, by, **PACKED).record
    with inside(shop.pk):
        (moment,) = moments_of(shop, ORDER)
    assert (moment.what, moment.kept_at) == ("packed", first.kept_at)
    assert ("Gewicht", "1,25 kg") in moment.detail
    kept(shop, by, corrects=first.ref, tracking="", is_void=True)
    assert papers(shop) == []
    with inside(shop.pk):
        assert moments_of(shop, ORDER) == []


def test_photo_of_the_scale_is_a_measure_and_of_the_label_a_fact(shop: Shop, by: Actor) -> None:
    pictures = [(Part.SCALE, a_picture("red")), (Part.LABEL, a_picture("blue"))]
    kept(shop, by, order_number=ORDER, pictures=pictures)
    paper, scale, label = papers(shop)
    assert [one.sort for one in (paper, scale, label)] == [Sort.STATEMENT, Sort.MEASURE, Sort.PHOTO]
    assert paper.facts["photo_of_label"] is True
