"""The front door: a pasted mail becomes an inschatting and a letter; whatever is sent, nothing is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.messages import NOT_RECEIVED, PRAISE, WITHDRAWAL
from tests.people import a_person, browser_of

from wederhoor.web.public.table import Given, Table, pack
from wederhoor.web.public.views import case_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def browser() -> Client:
    return Client(HTTP_ACCEPT_LANGUAGE="nl")


def read(browser: Client, text: str = NOT_RECEIVED) -> Any:
    return browser.post("/reading/", {"message": text})


def more(browser: Client, **given: object) -> Any:
    return browser.post("/reading/more/", {"table": read(browser).context["table"], **given})


def test_first_page_is_one_field_and_says_that_nothing_is_kept(browser: Client) -> None:
    page = browser.get("/").content.decode()
    assert "Plak de mail die je kreeg" in page
    assert "bewaren niets" in page
    assert page.count("<textarea") == 1


@pytest.mark.parametrize("text", [NOT_RECEIVED, WITHDRAWAL])
def test_pasted_mail_gives_an_inschatting_and_a_letter_for_today(browser: Client, text: str) -> None:
    answer = read(browser, text)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.context["face"].answers
    assert answer.context["letter"].body
    assert "Adem in." in page
    assert 'href="mailto:?subject=' in page.replace("tessa@post.example", "")


def test_praise_is_no_complaint_and_gets_one_sentence(browser: Client) -> None:
    answer = read(browser, PRAISE)
    assert answer.context["face"] is None
    assert answer.context["work"].sentence


def test_nothing_is_kept(browser: Client, as_owner: Any) -> None:
    more(browser, tracking="https://jouw.postnl.nl/track-and-trace/3SABCD012345678-NL-1234AB", telling="Bezorgd.")
    tables = [row[0] for row in as_owner("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    kept = {t for t in tables if as_owner(f'SELECT count(*) FROM "{t}"')[0][0]}
    assert {
        t for t in kept if t.startswith(("claims", "evidence", "letters", "journal_line", "django_session"))
    } == set()
    assert not browser.cookies.get("sessionid")


def test_result_is_never_cached(browser: Client) -> None:
    assert "no-store" in read(browser).headers["Cache-Control"]


def test_six_fields_and_lines_under_a_mail_reach_the_letter(browser: Client) -> None:
    answer = more(
        browser,
        what="tafellamp",
        amount="59,95 + 4,95 verzending",
        ordered="2026-09-21",
        paid="iDEAL",
        card="Lampenhuis De Kade\nKade 4, 1234 AB Haven\nKvK 12345678\nhallo@lampenhuis.example",
        signer="Nora",
        form="u",
    )
    facts = answer.context["work"].facts
    assert str(facts.value("contract_date")) == "2026-09-21"
    assert str(facts.value("total_paid_eur")) == "64.90"
    letter = answer.context["letter"]
    assert "KvK 12345678" in letter.body
    assert "Nora" in letter.body


def test_six_fields_give_the_facts_of_the_confirmation() -> None:
    message = Given(NOT_RECEIVED.encode(), "", "text/plain", "message", "consumer")
    order = {"what": "tafellamp", "amount": "59,95 + 4,95 verzending", "ordered": "2026-09-21", "paid": "iDEAL"}
    paper = case_of(Table(message, order=order), date(2026, 10, 12)).papers[0]
    assert {"contract_date", "price_eur", "total_paid_eur", "payment_method"} <= set(paper.facts)


@pytest.mark.parametrize(
    "given",
    [
        {"message": "  "},
        {"file": SimpleUploadedFile("leeg.eml", b"")},
        {"file": SimpleUploadedFile("x.zip", b"PK\x03\x04\x14\x00\x00\x00")},
    ],
    ids=["nothing", "empty mail", "zip"],
)
def test_what_is_no_message_gets_one_sentence_at_its_field(browser: Client, given: dict[str, Any]) -> None:
    answer = browser.post("/reading/", given)
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode()


def test_file_above_the_limit_is_refused_before_it_is_read(browser: Client) -> None:
    big = SimpleUploadedFile("groot.pdf", b"%PDF-" + b"0" * 12_000_001)
    answer = browser.post("/reading/", {"file": big})
    assert answer.status_code == 422
    assert "groter dan 12 MB" in answer.content.decode()


def test_script_in_a_message_is_shown_as_text(browser: Client) -> None:
    page = read(browser, NOT_RECEIVED + "\n<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in page


def test_foreign_table_begins_anew(browser: Client) -> None:
    assert browser.post("/reading/more/", {"table": "x"}).status_code == 302


def test_paper_can_be_taken_off_the_table(browser: Client) -> None:
    message = Given(NOT_RECEIVED.encode(), "", "text/plain", "message", "consumer")
    table = Table(message).with_papers(Given(b"Bestelling", "", "text/plain", "confirmation"))
    answer = browser.post("/reading/more/", {"table": pack(table), "remove": "0"})
    assert answer.context["given"].papers == ()


@pytest.mark.parametrize(("language", "says"), [("en", "Our reading"), ("de", "Einschätzung"), ("nl", "Inschatting")])
def test_page_speaks_the_language_of_its_reader(language: str, says: str) -> None:
    answer = Client(HTTP_ACCEPT_LANGUAGE=language).post("/reading/", {"message": NOT_RECEIVED})
    assert f"<h1>{says}" in answer.content.decode()


def test_every_answer_carries_the_content_policy(browser: Client) -> None:
    policy = browser.get("/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_what_one_keeps_becomes_the_first_case_of_the_shop() -> None:
    owner = a_person("Nora")
    browser = browser_of(owner)
    table = more(browser, what="tafellamp", amount="64,90", telling="De bezorger heeft een foto.").context["table"]
    assert browser.post("/reading/keep/", {"table": table}).headers["Location"] == "/shop/"
    assert browser.get("/shop/").headers["Location"] == "/shop/begin/"
    given = {"name": "Kade", "kvk": "12345678", "address": "Kade 4, 1234 AB Haven", "form": "u"}
    page = browser.post("/shop/begin/", given, follow=True)
    assert page.context["claim"].customer_name == "Tessa Brand"
    assert "De bezorger heeft een foto." in page.content.decode()


def test_visitor_without_account_is_sent_to_make_one(browser: Client) -> None:
    table = read(browser).context["table"]
    assert "/signup/" in browser.post("/reading/keep/", {"table": table}).headers["Location"]
