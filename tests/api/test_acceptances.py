"""Acceptances over HTTP: from the shop's own system with its key, and from the checkout's script without one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.api.caller import Program
from tests.pages.shown import DAY, FIRST, a_page, seen
from tests.people import a_shop

from wederhoor.api.browsers import MOST_A_MINUTE, Busy
from wederhoor.pages.models import Acceptance, AcceptedFrom, PageVersion, SetAside
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

SITE = "https://lampenhuis.example"


@dataclass
class Scene:
    shop: Shop
    version: PageVersion

    def tell(self, body: Any, path: str = "") -> HttpResponse:
        return Program(self.shop).client.post(f"/api/v1/acceptances{path}", json.dumps(body), "application/json")

    def browse(self, said: Any, origin: str = SITE, **head: str) -> HttpResponse:
        data = said if isinstance(said, str | bytes) else json.dumps(said)
        where = f"/api/v1/acceptances/{self.shop.code}/browser"
        return Client(headers={"Origin": origin, **head}).post(where, data, "text/plain;charset=UTF-8")

    def kept(self) -> Acceptance:
        with inside(self.shop.pk):
            return Acceptance.objects.get()


@pytest.fixture
def scene(database: dict[str, str]) -> Scene:
    Busy._seen.clear()
    shop = a_shop(frozen_today=None)
    with inside(shop.pk):
        version = seen(a_page(shop, url=f"{SITE}/voorwaarden"), "Een.", FIRST)
    return Scene(shop, version)


def said(**more: Any) -> dict[str, Any]:
    return {"order": "LH-2041", "box": "Ik ga akkoord", "was_preticked": False, "is_ticked": True, **more}


def test_shop_tells_and_gets_a_receipt_for_the_mail(scene: Scene) -> None:
    at = (FIRST + DAY).isoformat()
    answer = scene.tell(said(at=at, version=scene.version.code, address="192.0.2.9"))
    assert answer.status_code == 201
    told = answer.json()
    assert (told["state"], told["version"]) == ("kept", scene.version.code)
    assert told["address"] in told["receipt"]
    assert "Algemene voorwaarden" in told["receipt"]
    assert scene.tell(said(at=at, version=scene.version.code)).status_code == 200
    page = Client().get(told["address"].removeprefix("http://localhost:8000"))
    assert page.status_code == 200
    assert b"Een." in page.content
    assert b"LH-2041" not in page.content
    assert b"192.0.2" not in page.content


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_receipt_speaks_three_languages(scene: Scene, language: str) -> None:
    at = (FIRST + DAY).isoformat()
    told = scene.tell(said(at=at, version=scene.version.code, language=language)).json()
    assert {"nl": "akkoord", "en": "agreed", "de": "zugestimmt"}[language] in told["receipt"]


def test_wrong_version_is_set_aside_and_the_others_are_kept(scene: Scene) -> None:
    at = (FIRST + DAY).isoformat()
    rows = [said(at=at, version=v, order=f"O-{n}") for n, v in enumerate(["0000-0000-0", scene.version.code, ""])]
    states = [one["state"] for one in scene.tell({"acceptances": rows}, "/batch").json()["acceptances"]]
    assert states == ["aside", "kept", "aside"]
    assert scene.tell(rows[0]).status_code == 202


def test_moment_ahead_of_us_is_refused_in_words(scene: Scene) -> None:
    answer = scene.tell(said(at=(timezone.now() + DAY).isoformat(), version=scene.version.code))
    assert answer.status_code == 409
    assert answer.json()["refused"] == "pages.accept.ahead"


def test_browser_tells_and_the_moment_is_ours(scene: Scene) -> None:
    before = timezone.now()
    answer = scene.browse(said(version=scene.version.code, button="Bestelling met betaalplicht"))
    assert answer.status_code == 201
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert "Set-Cookie" not in answer.headers
    row = scene.kept()
    assert row.teller == "browser"
    assert before <= row.at <= timezone.now()
    assert row.words["button"] == "Bestelling met betaalplicht"
    with inside(scene.shop.pk):
        assert AcceptedFrom.objects.get().address == "127.0.0.1"


@pytest.mark.parametrize("origin", ["https://elders.example", "null", "", "http://lampenhuis.example"])
def test_page_of_somebody_else_tells_nothing(scene: Scene, origin: str) -> None:
    answer = scene.browse(said(version=scene.version.code), origin)
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    with inside(scene.shop.pk):
        assert not Acceptance.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"order": ""}', b'{"order": 5}', b'{"order": "A", "box": "' + b"x" * 500 + b'"}'],
)
def test_what_the_script_would_not_send_is_refused_and_kept_nowhere(scene: Scene, sent: bytes) -> None:
    assert scene.browse(sent).status_code == 422
    with inside(scene.shop.pk):
        assert not Acceptance.objects.exists()
        assert not SetAside.objects.exists()


def test_too_large_a_body_is_not_read(scene: Scene) -> None:
    assert scene.browse(json.dumps(said(box="x" * 9_000))).status_code == 422


def test_one_address_tells_thirty_a_minute(scene: Scene) -> None:
    answers = [scene.browse(said(version=scene.version.code, order=f"O-{n}")) for n in range(MOST_A_MINUTE + 3)]
    assert {a.status_code for a in answers[:20]} == {201}
    assert answers[-1].status_code in (201, 429)  # a minute may begin anew meanwhile
    assert all(a.headers.get("Retry-After") == "60" for a in answers if a.status_code == 429)


def test_version_on_show_is_told_to_the_script(scene: Scene) -> None:
    where = f"/api/v1/acceptances/{scene.shop.code}/version"
    answer = Client(headers={"Origin": SITE}).get(where)
    assert answer.json() == {"version": scene.version.code, "sha256": scene.version.body_sha256}
    assert "max-age=60" in answer.headers["Cache-Control"]
    assert Client().get("/api/v1/acceptances/0000-0000-0/version").status_code == 404


def test_program_asks_for_a_look_after_a_deploy(scene: Scene) -> None:
    answer = scene.tell({"url": f"{SITE}/voorwaarden"}, "/changed")
    assert (answer.status_code, answer.json()) == (202, {"pages": 1})
    assert scene.tell({"url": f"{SITE}/anders"}, "/changed").json() == {"pages": 0}


def test_script_is_small_and_needs_no_cookie() -> None:
    answer = Client().get("/s/accept.js")
    assert answer.status_code == 200
    assert len(answer.content) < 2_048
    assert "Set-Cookie" not in answer.headers
    assert Client(headers={"If-None-Match": answer.headers["ETag"]}).get("/s/accept.js").status_code == 304


def test_version_is_shown_without_anything_that_runs(database: dict[str, str]) -> None:
    shop = a_shop(frozen_today=None)
    nasty = "Dag <script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>"
    with inside(shop.pk):
        version = seen(a_page(shop), nasty, FIRST)
    scene = Scene(shop, version)
    told = scene.tell(said(at=FIRST.isoformat(), version=version.code)).json()
    page = Client().get(told["address"].removeprefix("http://localhost:8000")).content.decode()
    shown = page[page.index('class="panel served') :]
    assert "Dag" in shown
    for bad in ("alert(1)", "onerror", "javascript:", "<img"):
        assert bad not in shown
    archive = Client().get(told["address"].removeprefix("http://localhost:8000") + "archive/")
    assert archive.headers["Content-Type"] == "application/octet-stream"
    assert archive.content[:2] == b"\x1f\x8b"


def test_code_that_was_guessed_shows_nothing(database: dict[str, str]) -> None:
    for code in ("A" * 16, "%00", "🙂", "x" * 200):
        assert Client().get(f"/terms/{code}/").status_code == 404
