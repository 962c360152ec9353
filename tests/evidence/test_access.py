"""A copy for somebody who asks: everything of this shop and nothing of another, without other people's data."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from tests.people import a_shop, actor_in
from tests.shops.whole import Whole, a_whole_shop

from wederhoor.evidence import access
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.forgetters import Sought
from wederhoor.evidence.kinds import Sort
from wederhoor.evidence.models import Dossier, Exhibit
from wederhoor.flow import Refused
from wederhoor.journal.models import Line
from wederhoor.shops.context import inside

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def whole(database: dict[str, str]) -> Whole:
    return a_whole_shop()


def copy_of(whole: Whole, left_out: str = "", role: str = "owner") -> zipfile.ZipFile:
    into = io.BytesIO()
    with inside(whole.shop.pk):
        found = access.find(whole.shop, Sought(email="tessa@post.example"))
        made = access.Copy(whole.shop, found, "nl", date(2026, 10, 12), left_out)
        access.export(made, into, by=actor_in(whole.shop, role))
    return zipfile.ZipFile(into)


def data_of(box: zipfile.ZipFile) -> Any:
    return json.loads(box.read("data.json"))


@pytest.mark.parametrize(
    "sought",
    [
        Sought(email="Tessa@Post.Example"),
        Sought(name="brand"),
        Sought(order="lh-2041"),
        Sought(email="niemand@post.example", order="LH-2041"),
    ],
)
def test_person_is_found_by_any_of_the_three(whole: Whole, sought: Sought) -> None:
    with inside(whole.shop.pk):
        assert [d.code for d in access.find(whole.shop, sought)] == [whole.claim.code]


@pytest.mark.parametrize("sought", [Sought(), Sought(name="e"), Sought(email="  "), Sought(name="%")])
def test_too_little_finds_nobody(whole: Whole, sought: Sought) -> None:
    with inside(whole.shop.pk):
        assert access.find(whole.shop, sought) == []


def test_copy_holds_words_documents_and_what_was_derived(whole: Whole) -> None:
    box = copy_of(whole)
    [told] = data_of(box)["dossiers"]
    assert told["complaint"]["email"] == "tessa@post.example"
    assert "tafellamp" in told["complaint"]["message"]
    assert told["assessments"][0]["result"]["assessments"]
    assert [note["text"] for note in told["notes"]] == ["Even de bezorger bellen."]
    assert {row["side"] for row in told["statements"]} == {"shop", "consumer"}
    assert told["letters"]
    for document in told["documents"]:
        assert box.read(document["file"])
    page = box.read("overzicht.html").decode()
    assert "Tessa Brand" in page
    assert "<script" not in page
    assert box.testzip() is None


def test_same_customer_in_two_shops_is_given_by_each_its_own(whole: Whole) -> None:
    other = a_whole_shop("Elders")
    for shop in (whole, other):
        [told] = data_of(copy_of(shop))["dossiers"]
        assert told["dossier"] == shop.claim.code
    with inside(whole.shop.pk):
        assert access.find(other.shop, Sought(email="tessa@post.example")) == []
        assert not Dossier.objects.filter(code=other.claim.code).exists()


def test_document_that_shows_others_is_named_and_left_out(whole: Whole) -> None:
    with inside(whole.shop.pk):
        new = NewExhibit(
            b"de buren", "gang.jpg", Sort.PHOTO, "carrier", title="Buurvrouw Geheim", others_data="de buren"
        )
        [item] = evidence.add(whole.claim.dossier, new, by=actor_in(whole.shop))
    box = copy_of(whole)
    [told] = data_of(box)["dossiers"]
    left = next(d for d in told["documents"] if d["number"] == item.label)
    assert left["withheld"] == "others"
    assert not [name for name in box.namelist() if f"/{item.label}-" in name]
    assert all("Geheim" not in box.read(name).decode("utf-8", "replace") for name in box.namelist())


def test_notes_are_left_out_for_a_reason_that_stands_in_the_copy(whole: Whole) -> None:
    box = copy_of(whole, left_out="Wij bereiden een procedure voor.")
    [told] = data_of(box)["dossiers"]
    assert "notes" not in told
    assert told["left_out"] == {"what": "notes", "why": "Wij bereiden een procedure voor.", "article": "UAVG 41"}
    assert "Wij bereiden een procedure voor." in box.read("overzicht.html").decode()


def test_copy_is_on_record_and_only_the_owners(whole: Whole) -> None:
    copy_of(whole)
    with inside(whole.shop.pk):
        line = Line.objects.get(act="access.exported")
        assert (line.subject, line.payload) == (whole.claim.code, {"dossiers": 1, "notes": True, "reason": ""})
    for role in ("agent", "reader", "consumer"):
        with pytest.raises(Refused, match=r"evidence\.access\.role"):
            copy_of(whole, role=role)


def test_nothing_to_copy_is_said(whole: Whole) -> None:
    shop = a_shop("Leeg")
    with inside(shop.pk), pytest.raises(Refused, match="nothing"):
        access.export(access.Copy(shop, [], "nl", date(2026, 10, 12)), io.BytesIO(), by=actor_in(shop))


def test_words_of_somebody_are_text_and_names_of_files_are_safe(whole: Whole) -> None:
    with inside(whole.shop.pk):
        new = NewExhibit(b"x", "<img src=x onerror=alert(1)>.txt", Sort.PAGE, "shop", title="<script>alert(1)</script>")
        evidence.add(whole.claim.dossier, new, by=actor_in(whole.shop))
        Exhibit.objects.filter(title__startswith="<script").update(name="../../etc/passwd")
    box = copy_of(whole)
    assert "<script>alert" not in box.read("overzicht.html").decode()
    assert all(".." not in name and not name.startswith("/") for name in box.namelist())


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 10, 12), date(2026, 11, 12)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2026, 12, 5), date(2027, 1, 5)),
    ],
)
def test_answer_is_due_a_month_later(received: date, due: date) -> None:
    assert access.due_on(received) == due
