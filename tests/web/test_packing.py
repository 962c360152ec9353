"""The table's address as a device meets it, and the desk: sealed records in, what was refused and why, the list."""

from __future__ import annotations

import json
import tomllib
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.parcels.recorded import PACKED, a_picture, kept
from tests.parcels.test_envelope import sealed, whole
from tests.people import a_person, a_shop, actor_in, browser_of

import wederhoor
from wederhoor.journal.sequencer import run_once
from wederhoor.parcels.envelope import LARGEST, public_key
from wederhoor.parcels.models import ParcelRecord
from wederhoor.parcels.queries import latest
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")
READER = Path(wederhoor.__file__).parent / "web" / "static" / "wederhoor" / "packing-reader"


class Table:
    """A device in a shop, and who is signed in on it."""

    def __init__(self) -> None:
        self.owner = a_person()
        self.shop: Shop = a_shop(owner=self.owner, frozen_today=None)
        self.browser = browser_of(self.owner)

    def url(self, rest: str) -> str:
        return f"/shop/{self.shop.slug}/{rest}"

    def post(self, said: Any, *pictures: bytes, key: str = "", browser: Client | None = None) -> HttpResponse:
        envelope = sealed(whole(said, *pictures), key or public_key(self.shop.code))
        return self.raw(envelope, browser)

    def raw(self, data: bytes, browser: Client | None = None) -> HttpResponse:
        url = self.url("packing/records/")
        answer: HttpResponse = (browser or self.browser).post(url, data, content_type="application/octet-stream")
        return answer


@pytest.fixture
def table(database: dict[str, str]) -> Table:
    return Table()


def said(**more: Any) -> dict[str, Any]:
    usual = {"way": "packed", "ref": str(uuid4()), "tracking": "3SKKAD1234567", "at": timezone.now().isoformat()}
    return {**usual, "device": "a1b2c3", "count": 4, "packer": "K7QF", **more}


def test_record_is_taken_once_however_often_it_is_sent(table: Table) -> None:
    picture = a_picture()
    record = said(pictures=[{"part": "contents", "size": len(picture)}], grams=1250)
    first, second = table.post(record, picture), table.post(record, picture)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["code"] == second.json()["code"]
    with inside(table.shop.pk):
        (parcel,) = latest()
        assert (parcel.grams, len(parcel.pictures), parcel.told["packer"]) == (1250, 1, "K7QF")
        assert (parcel.first.by, parcel.first.device, parcel.first.device_count) == (table.owner.code, "a1b2c3", 4)


def test_clock_ahead_and_picture_left_out_are_said_and_the_record_is_kept(table: Table) -> None:
    ahead = (timezone.now() + timedelta(hours=3)).isoformat()
    answer = table.post(said(at=ahead, pictures=[{"part": "closed", "size": 3}]), b"<a>")
    assert answer.status_code == 201
    assert len(answer.json()["says"]) > 40
    with inside(table.shop.pk):
        assert ParcelRecord.objects.get().clock == "ahead"


@pytest.mark.parametrize(
    "wrong",
    [
        {"ref": "none"},
        {"way": "sideways"},
        {"grams": -1},
        {"grams": 10**12},
        {"at": "2026-11-23T12:00:00"},
        {"serials": ["x"] * 51},
        {"contents": "x" * 2001},
        {"tracking": "a\nb"},
        {"complete": "perhaps"},
        {"pictures": [{"part": "contents", "size": 7}]},
    ],
)
def test_record_that_cannot_be_read_is_refused_with_a_sentence(table: Table, wrong: dict[str, Any]) -> None:
    answer = table.post(said(**wrong))
    assert answer.status_code == 422
    assert answer.json()["says"].endswith(".")
    with inside(table.shop.pk):
        assert not ParcelRecord.objects.exists()


def test_numberless_record_is_refused_by_the_rule(table: Table) -> None:
    answer = table.post(said(tracking=""))
    assert answer.status_code == 409
    assert "label" in answer.json()["says"]


def test_more_than_an_envelope_holds_is_refused_before_it_is_read(table: Table) -> None:
    assert table.raw(b"x" * (LARGEST + 1)).status_code == 413
    assert table.raw(b"x" * 500).status_code == 422


def test_envelope_of_another_shop_is_not_opened_here(table: Table) -> None:
    other = Table()
    assert table.post(said(), key=public_key(other.shop.code)).status_code == 422
    assert other.post(said(), browser=table.browser).status_code == 404


def test_signed_out_device_is_sent_to_sign_in_and_nothing_is_taken(table: Table) -> None:
    answer = table.post(said(), browser=Client())
    assert answer.status_code == 302
    with inside(table.shop.pk):
        assert not ParcelRecord.objects.exists()


def test_form_of_another_site_cannot_send_a_record(table: Table) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(table.owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert table.post(said(), browser=strict).status_code == 403


def test_desk_shows_a_parcel_with_its_proof_and_words_of_a_label_do_nothing(table: Table) -> None:
    evil = "<script>alert(1)</script>"
    record = kept(table.shop, actor_in(table.shop), **PACKED | {"contents": evil}).record
    run_once(timezone.now())
    page = table.browser.get(table.url(f"parcels/{record.code}/")).content.decode()
    assert evil not in page
    assert "&lt;script&gt;" in page
    proof = table.browser.get(table.url(f"parcels/{record.code}/proof/"))
    assert proof.content.decode().startswith("c2sp.org/tlog-proof@v1")


def test_cell_of_the_export_is_no_formula(table: Table) -> None:
    kept(table.shop, actor_in(table.shop), order_number="=1+1", contents="@x")
    text = table.browser.get(table.url("parcels.csv")).content.decode()
    assert "'=1+1" in text
    assert "'@x" in text


def test_empty_list_teaches_and_unknown_parcel_is_not_found(table: Table) -> None:
    page = table.browser.get(table.url("parcels/")).content.decode()
    assert table.url("packing/") in page
    assert table.browser.get(table.url("parcels/0000-0000-0/")).status_code == 404
    assert table.browser.get(table.url("parcels/%00/")).status_code == 404


def test_parcel_of_another_shop_is_not_found_here(table: Table) -> None:
    other = a_shop("Elders", frozen_today=None)
    record = kept(other, actor_in(other), **PACKED).record
    for rest in ("", "proof/", f"pictures/{_picture(other)}/"):
        assert table.browser.get(table.url(f"parcels/{record.code}/{rest}")).status_code == 404


def _picture(shop: Shop) -> int:
    with inside(shop.pk):
        return ParcelRecord.objects.get().pictures.first().pk


def test_correction_at_the_desk_stands_beside_the_first(table: Table) -> None:
    record = kept(table.shop, actor_in(table.shop), grams=None).record
    url = table.url(f"parcels/{record.code}/correct/")
    assert table.browser.post(url, {"weight": "een kilo"}).status_code == 422
    assert table.browser.post(url, {"weight": "1,25", "order": "LH-9", "serials": "A1\nA2"}).status_code == 302
    with inside(table.shop.pk):
        (parcel,) = latest()
        assert (parcel.first.grams, parcel.grams, parcel.order_number, parcel.serials) == (
            None,
            1250,
            "LH-9",
            ["A1", "A2"],
        )


def test_worker_keeps_its_own_pages_and_nothing_else(table: Table) -> None:
    answer = table.browser.get(table.url("packing/worker.js"))
    text = answer.content.decode()
    pages = json.loads(text.split("const PAGES = ")[1].split(";")[0])
    assert pages == [table.url("packing/"), table.url("packing/returns/")]
    assert answer.headers["Content-Type"].startswith("text/javascript")


def test_reader_of_barcodes_is_the_one_that_was_published() -> None:
    told = tomllib.loads((READER / "manifest.toml").read_text())
    assert {path.name for path in READER.iterdir()} == {"manifest.toml", *told["files"]}
    for name, about in told["files"].items():
        assert sha256((READER / name).read_bytes()).hexdigest() == about["sha256"], name
    assert "MIT License" in (READER / "LICENSE-zxing-wasm.txt").read_text()
    assert "Apache License" in (READER / "LICENSE-zxing-cpp.txt").read_text()
