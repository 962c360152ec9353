"""The withdrawal page: two steps and a receipt, for anybody, in three languages, and nothing is ever sent back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.people import a_person, a_shop, actor_in, browser_of
from tests.withdrawals.counter import a_shop_with_the_function

from wederhoor.claims.models import Claim
from wederhoor.door.keyring import KeyRing, NotOurs
from wederhoor.letters.models import Letter
from wederhoor.shops.actions import change, open_shop
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop
from wederhoor.web.public import withdraw
from wederhoor.web.public.withdraw_button import SCRIPT, snippet
from wederhoor.withdrawals import cards, spool
from wederhoor.withdrawals.desk import Crowd
from wederhoor.withdrawals.intake import take_in_all
from wederhoor.withdrawals.models import Offer, Withdrawal
from wederhoor.withdrawals.said import LANGUAGES
from wederhoor.withdrawals.tasks import lay_card

pytestmark = pytest.mark.usefixtures("database")

GIVEN = {"name": "Tessa de Vries", "contract": "LH-2041", "email": "tessa@post.example", "goods": ""}
CONFIRM = {"nl": "Herroeping bevestigen", "en": "Confirm withdrawal", "de": "Widerruf bestätigen"}


@pytest.fixture(autouse=True)
def counter(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WITHDRAWALS = tmp_path / "withdrawals"
    monkeypatch.setattr(withdraw, "_CROWD", Crowd())


@pytest.fixture
def shop() -> Shop:
    return a_shop_with_the_function()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no {name} on the page"
    return found[1].replace("&#x27;", "'")


def path(shop: Shop) -> str:
    return f"/withdraw/{shop.slug}/"


def first(browser: Client, shop: Shop, language: str = "nl", **given: str) -> str:
    """Step 1 filled in: the page of step 2."""
    page = browser.get(path(shop), {"lang": language}).content.decode()
    said = {**GIVEN, **given, "lang": language, "stamp": hidden(page, "stamp")}
    answer = browser.post(path(shop), said)
    assert answer.status_code == 200
    return answer.content.decode()


def confirm(browser: Client, shop: Shop, second: str, **more: str) -> Any:
    return browser.post(path(shop), {"carried": hidden(second, "carried"), "lang": hidden(second, "lang"), **more})


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_steps_lead_to_the_receipt_without_account_reason_cookie_or_query(shop: Shop, language: str) -> None:
    browser = Client()
    with CaptureQueriesContext(connection) as asked:
        second = first(browser, shop, language)
        assert CONFIRM[language] in second
        assert spool.count(shop.code) == 0
        answer = confirm(browser, shop, second)
        assert answer.status_code == 303
        page = browser.get(answer.headers["Location"])
        kept = browser.get(answer.headers["Location"] + "receipt.txt").content.decode()
    assert list(asked) == []
    assert dict(browser.cookies) == {}
    (waiting,) = spool.waiting()
    for shown in (page.content.decode(), kept):
        assert waiting.code in shown
        assert f"{waiting.at.astimezone():%H:%M:%S}" in shown
        assert "LH-2041" in shown
        assert "Europe/Amsterdam" in shown
    assert f'lang="{language}"' in page.content.decode()
    assert "required" not in second


def test_double_click_and_reload_are_one_statement_with_one_receipt(shop: Shop) -> None:
    browser = Client()
    second = first(browser, shop)
    one, two = confirm(browser, shop, second), confirm(browser, shop, second)
    take_in_all()
    three = confirm(browser, shop, second)
    assert spool.count(shop.code) == 0
    pages = {browser.get(answer.headers["Location"] + "receipt.txt").content for answer in (one, two, three)}
    assert len(pages) == 1
    take_in_all()
    with inside(shop.pk):
        assert Claim.objects.count() == Withdrawal.objects.count() == 1
        assert Letter.objects.filter(letter="withdrawal_receipt").count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {"name": "", "contract": "", "email": "", "goods": ""},
        {"email": "geen adres"},
        {"contract": "bestaat-niet-1"},
        {"name": "x" * 5_000, "contract": "y" * 5_000, "email": "z" * 5_000, "goods": "w" * 20_000},
        {"name": "\x00\x07", "goods": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")},
        {"email": "a@b.example\r\nBcc: c@d.example"},
    ],
)
def test_no_detail_that_is_missing_or_wrong_sends_anybody_back(shop: Shop, given: dict[str, str]) -> None:
    browser = Client()
    answer = confirm(browser, shop, first(browser, shop, **given))
    assert answer.status_code == 303
    assert browser.get(answer.headers["Location"]).status_code == 200
    assert take_in_all() == 1
    with inside(shop.pk):
        claim = Claim.objects.get()
        assert claim.kind == "withdrawal"
        assert "\n" not in claim.customer_email


def test_what_is_missing_is_asked_on_the_receipt_and_can_be_added(shop: Shop) -> None:
    browser = Client()
    answer = confirm(browser, shop, first(browser, shop, contract="", email="tessa"))
    where = answer.headers["Location"]
    page = browser.get(where).content.decode()
    assert "het bestelnummer" in page
    assert 'name="contract"' in page
    assert 'name="name"' not in page
    assert browser.post(where, {"contract": "LH-2041", "email": "tessa@post.example"}).status_code == 303
    assert browser.post(where, {"contract": "LH-2041", "email": "tessa@post.example"}).status_code == 303
    take_in_all()
    with inside(shop.pk):
        claim = Claim.objects.get()
        assert (claim.order_number, claim.customer_email) == ("LH-2041", "tessa@post.example")
        assert claim.statements.count() == 1


def test_change_leads_back_to_step_one_as_it_was_filled_in(shop: Shop) -> None:
    browser = Client()
    page = confirm(browser, shop, first(browser, shop), change="1").content.decode()
    assert 'value="LH-2041"' in page
    assert 'value="Tessa de Vries"' in page
    assert spool.count(shop.code) == 0


def test_forged_or_foreign_step_two_sends_nothing(shop: Shop) -> None:
    other, browser = a_shop_with_the_function("Zuid"), Client()
    carried = hidden(first(browser, other), "carried")
    for wrong in (carried, carried[:-1], "", "x" * 9_000):
        assert browser.post(path(shop), {"carried": wrong}).status_code == 422
    assert spool.waiting() == []


def test_too_large_a_body_is_not_read_and_says_so(shop: Shop) -> None:
    answer = Client().post(path(shop), {**GIVEN, "goods": "x" * 70_000})
    assert answer.status_code == 413
    assert "niet gelezen" in answer.content.decode()


def test_machines_own_address_is_no_crowd_since_a_proxy_gives_it_to_everybody(shop: Shop) -> None:
    browser = Client()
    for _ in range(12):
        assert confirm(browser, shop, first(browser, shop)).status_code == 303
    assert {kept.suspect for kept in spool.waiting()} == {""}


def test_trap_and_crowd_are_received_with_a_receipt_and_set_aside_for_a_person(shop: Shop) -> None:
    browser = Client(REMOTE_ADDR="9.9.9.9")
    trapped = browser.post(path(shop), {**GIVEN, withdraw.TRAP: "blue"}).content.decode()
    answer = confirm(browser, shop, trapped, **{withdraw.TRAP: "1"})
    assert "langer duren dan anders" in browser.get(answer.headers["Location"]).content.decode()
    for _ in range(12):
        assert confirm(browser, shop, first(browser, shop)).status_code == 303
    take_in_all()
    with inside(shop.pk):
        states = list(Withdrawal.objects.order_by("pk").values_list("suspect", flat=True))
        assert Withdrawal.objects.earliest("pk").said["network"] == "9.9.9.0/24"
        assert states[0] == "trap"
        assert states[-1] == "many"
        assert Withdrawal.objects.count() == 13
        assert Claim.objects.count() == Withdrawal.objects.filter(state="taken").count() == 8


def test_full_disk_is_said_and_nothing_pretends_to_be_received(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> bool:
        raise OSError(28, "No space left on device")

    browser = Client()
    second = first(browser, shop)
    monkeypatch.setattr(spool, "write_once", full)
    answer = confirm(browser, shop, second)
    assert answer.status_code == 503
    assert "niet ontvangen" in answer.content.decode()
    assert "LH-2041" in answer.content.decode()
    monkeypatch.undo()


def test_key_folder_that_is_away_is_said_and_nothing_pretends_to_be_received(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> bytes:
        raise NotOurs("the key folder is not ours")

    browser = Client()
    second = first(browser, shop)
    monkeypatch.setattr(KeyRing, "make", away)
    answer = confirm(browser, shop, second)
    assert answer.status_code == 503
    assert "niet ontvangen" in answer.content.decode()
    assert spool.count(shop.code) == 0


def test_confirmation_sent_by_the_page_of_another_site_is_set_aside_for_a_person(shop: Shop) -> None:
    browser = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert confirm(browser, shop, first(browser, shop)).status_code == 303
    take_in_all()
    with inside(shop.pk):
        assert Withdrawal.objects.get().suspect == "foreign"


def test_no_site_can_lay_the_page_in_its_own(shop: Shop) -> None:
    browser = Client()
    answers = [browser.get(path(shop)), browser.post(path(shop), GIVEN)]
    for answer in answers:
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "no-store" in answer.headers["Cache-Control"]


def test_browser_that_asks_for_a_language_gets_it_and_otherwise_that_of_the_shop(shop: Shop) -> None:
    assert (
        'lang="de"' in Client(headers={"Accept-Language": "fr, de-AT;q=0.8, nl;q=0.5"}).get(path(shop)).content.decode()
    )
    assert 'lang="nl"' in Client().get(path(shop)).content.decode()
    assert 'lang="nl"' in Client().get(path(shop), {"lang": "xx"}).content.decode()


def test_shop_that_does_not_offer_it_has_no_page() -> None:
    quiet = a_shop()
    assert Client().get(path(quiet)).status_code == 404
    assert Client().get("/withdraw/nobody/").status_code == 404


def test_receipt_opens_with_its_own_address_alone(shop: Shop) -> None:
    browser = Client()
    where = confirm(browser, shop, first(browser, shop)).headers["Location"]
    assert browser.get(where[:-2] + "/").status_code == 404
    assert browser.get(where.replace(shop.slug, a_shop_with_the_function("Zuid").slug)).status_code == 404


def test_card_follows_what_the_shop_says_of_itself_and_is_gone_when_it_is_switched_off(shop: Shop) -> None:
    with inside(shop.pk):
        change(shop, {"name": "Nieuwe Naam"}, by=actor_in(shop))
        lay_card(shop.pk)
    assert "Nieuwe Naam" in Client().get(path(shop)).content.decode()
    cards.take_away(shop.slug)
    with inside(shop.pk):
        lay_card(shop.pk)
    assert Client().get(path(shop)).status_code == 200
    with inside(shop.pk):
        Offer.objects.update(is_on=False)
        lay_card(shop.pk)
    assert Client().get(path(shop)).status_code == 404


def test_snippet_is_a_plain_link_and_with_its_script_under_five_kilobytes(shop: Shop) -> None:
    for language, label in (
        ("nl", "Koop hier herroepen"),
        ("en", "Withdraw from contract here"),
        ("de", "Vertrag widerrufen"),
    ):
        said = snippet(shop.slug, language)
        assert label in said
        assert f'href="http://localhost:8000/withdraw/{shop.slug}/?lang={language}"' in said
        assert len(said.encode()) + SCRIPT.stat().st_size < 5_000
    answer = Client().get("/withdraw/button.js")
    assert answer.content == SCRIPT.read_bytes()
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_owner_switches_it_on_and_finds_snippet_texts_and_health() -> None:
    owner = a_person()
    shop = open_shop("Kraam", by_person=owner.pk, by_code=owner.code, email="kraam@winkel.example", kvk="1")
    browser, page = browser_of(owner), f"/shop/{shop.slug}/withdrawal/"
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"on": "1"}).status_code == 302
    shop.refresh_from_db()
    assert shop.withdrawal_url == f"http://localhost:8000/withdraw/{shop.slug}/"
    said = browser.get(page).content.decode()
    for words in (
        "&lt;wederhoor-withdraw&gt;",
        "Modelformulier voor herroeping",
        "Muster-Widerrufsformular",
        "Model withdrawal form",
    ):
        assert words in said
    trial = re.search(r'href="http://localhost:8000(/withdraw/[^"]+try=[^"]+)"', said)
    assert trial
    start = browser.get(trial[1].replace("&amp;", "&")).content.decode()
    second = browser.post(path(shop), {**GIVEN, "try": hidden(start, "try")}).content.decode()
    assert "PROEF VAN DE WINKEL" in second
    assert confirm(browser, shop, second).status_code == 303
    take_in_all()
    with inside(shop.pk):
        assert not Claim.objects.exists()
        assert Withdrawal.objects.get().state == "trial"
    assert browser.post(page, {"on": "0"}).status_code == 302
    assert Client().get(path(shop)).status_code == 404
