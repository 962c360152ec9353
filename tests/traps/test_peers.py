"""Traps other programs of this kind fell into, each with a test that falls when this one does."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any, NoReturn

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.api.caller import Program
from tests.claims.sealed import bundled
from tests.messages import NOT_RECEIVED, message, order
from tests.people import a_person, a_shop, actor_in, browser_of

from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.claims.queries import ONLY, PAGE, page_of
from wederhoor.ledger.verify import as_text, verify_bundle
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")


def fill(shop: Shop, many: int) -> None:
    """Rows for a long list: one claim filed as people do, and the rest like it."""
    with inside(shop.pk):
        receive(shop, message(), channel=Channel.PASTE, papers=[order()], by=actor_in(shop))
        for number in range(1, many):
            text = NOT_RECEIVED.replace("LH-2041", f"LH-{5000 + number}")
            receive(shop, message(text), channel=Channel.PASTE, by=actor_in(shop))


def statements(do: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        do()
    return [q["sql"] for q in captured]


@pytest.fixture(params=["page", "api"])
def look(request: pytest.FixtureRequest) -> tuple[Shop, Callable[[dict[str, str]], Any]]:
    """The list as a person sees it, and as a program does."""
    owner = a_person()
    shop = a_shop(owner=owner)
    if request.param == "api":
        program = Program(shop)
        return shop, lambda given: program.get(**given)
    browser: Client = browser_of(owner)
    return shop, lambda given: browser.get(f"/shop/{shop.slug}/claims/", given)


def test_list_costs_the_same_for_five_claims_and_for_sixty(look: tuple[Shop, Any]) -> None:
    """Paginate before looping: one peer asks the database once for every ticket there is."""
    shop, show = look
    fill(shop, 5)
    show({})  # what is looked up once and kept is looked up now
    few = statements(lambda: show({}))
    fill(shop, 56)
    many = statements(lambda: show({}))
    assert len(many) == len(few)


@pytest.mark.parametrize("only", ONLY)
def test_list_counts_no_cases_whatever_it_shows(look: tuple[Shop, Any], only: str) -> None:
    shop, show = look
    fill(shop, 3)
    for given in ({}, {"only": only}, {"q": "lamp", "search": "lamp"}, {"after": "2026-10-12.1"}):
        assert not [sql for sql in statements(lambda g=given: show(g)) if "count(" in sql.lower()]


@pytest.mark.parametrize("asked", [{"limit": "9999"}, {"page_size": "9999"}, {"per_page": "0"}, {"limit": "-1"}])
def test_nobody_makes_a_page_longer(look: tuple[Shop, Any], asked: dict[str, str]) -> None:
    shop, show = look
    fill(shop, PAGE + 5)
    content = show(asked).content.decode()
    with inside(shop.pk):
        codes = list(Claim.objects.values_list("code", flat=True))
    assert sum(code in content for code in codes) == PAGE


def test_every_page_of_the_list_follows_the_one_before_without_gap_or_double() -> None:
    shop = a_shop()
    fill(shop, 2 * PAGE + 3)
    with inside(shop.pk):
        seen, after = [], ""
        while True:
            page = page_of(after=after)
            assert len(page.rows) <= PAGE
            seen += [row.pk for row in page.rows]
            after = page.after
            if not after:
                break
        assert len(seen) == len(set(seen)) == 2 * PAGE + 3


def test_long_message_and_its_attachments_are_not_fetched_for_the_list() -> None:
    shop = a_shop()
    fill(shop, 2)
    with inside(shop.pk):
        asked = statements(lambda: page_of())
    assert asked
    assert not [sql for sql in asked if "message_text" in sql]


def _outside(*args: object, **kwargs: object) -> NoReturn:
    raise AssertionError("intake went to the network or drew a page")


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name is looked up, nothing is connected to but the database, no mail server is met, no page is drawn."""
    import smtplib

    import typst

    from wederhoor.door import mail

    real = socket.socket.connect

    def only_local(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX:
            _outside()
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_local)
    for place, name in (
        (socket, "getaddrinfo"), (socket, "gethostbyname"), (smtplib, "SMTP"), (smtplib, "SMTP_SSL"),
        (mail, "send"), (mail, "keep"), (typst, "compile"), (typst, "Compiler"),
    ):  # fmt: skip
        monkeypatch.setattr(place, name, _outside)


def test_intake_goes_to_no_network_and_draws_nothing(cut_off: None) -> None:
    """One peer asks DNS for the sender's server while the customer waits; another mails in line."""
    shop = a_shop(receipts_allowed=True)
    answer = Program(shop).file(NOT_RECEIVED, order(), customer_email="tessa@post.example")
    assert answer["code"]
    sent = browser_of().post(
        f"/s/{shop.slug}/claim/",
        {"text": NOT_RECEIVED, "name": "Tessa", "email": "t@post.example", "asks": "refund", "order": "LH-1"},
    )
    assert sent.status_code == 302, sent.content.decode()[-2000:]
    with inside(shop.pk):
        assert Claim.objects.count() == 2


def test_verifier_says_what_it_checked_and_what_it_did_not() -> None:
    """One peer's “valid” means that the sizes are right."""
    shop = a_shop()
    with inside(shop.pk):
        claim = receive(shop, message(), channel=Channel.PASTE, papers=[order()], by=actor_in(shop)).claim
    report = verify_bundle(bundled(shop, claim))
    assert {item["name"] for item in report["items"]} >= {"dossier.pdf"} or len(report["items"]) > 5
    for language in ("nl", "en", "de"):
        said = as_text(report, language)
        assert len(said.splitlines()) >= 4, said
    assert "compare policy.txt with what" in as_text(report, "en"), "whose key it was is for the reader to find out"


def test_verifier_notices_a_change_that_keeps_the_size() -> None:
    shop = a_shop()
    with inside(shop.pk):
        claim = receive(shop, message(), channel=Channel.PASTE, by=actor_in(shop)).claim
    bundle = bytearray(bundled(shop, claim))
    bundle[bundle.index(b"Niemand in huis")] ^= 0x20
    assert not verify_bundle(bytes(bundle))["intact"]
