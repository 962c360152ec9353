"""The rule book, the rulings and the long explanation on pages: found by words, in three languages, neutral names."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape
from tests.messages import NOT_RECEIVED, PRAISE, WITHDRAWAL, message, order
from tests.people import a_shop, actor_in, browser_of

from wederhoor.claims.kinds import Channel
from wederhoor.facts import Facts, Outcome
from wederhoor.law import book
from wederhoor.law.book import Example
from wederhoor.law.countries import TOPICS
from wederhoor.law.precedents.rulings import rulings
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside
from wederhoor.web.public.rules import _telling, href_of, topic_says

pytestmark = pytest.mark.usefixtures("database")
CHAPTERS = [(country, topic) for country in TOPICS for topic in TOPICS[country]]
NEVER = re.compile(r"fraud|threat|extort|afpers|oplicht|chantage|betrug|erpress", re.IGNORECASE)
IDENTIFIER = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")


def get(path: str, language: str = "nl", **query: str) -> str:
    answer = Client(HTTP_ACCEPT_LANGUAGE=language).get(path, query)
    assert answer.status_code == 200, path
    return answer.content.decode()


def text_of(html: str) -> str:
    """What a page says between its tags."""
    return re.sub(r"<[^>]+>", " ", html.split("<main", 1)[1].split("</main>", 1)[0])


@pytest.mark.parametrize(("country", "topic"), CHAPTERS)
@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_page_of_a_topic_holds_its_rules_and_no_name_of_the_code(country: str, topic: str, language: str) -> None:
    with translation.override(language):
        html = get(href_of(country, topic), language)
    told = book.told(country, language)
    for entry in book.chapter(country, book.slug_of(topic), language).entries:
        home, full = told[entry.key]
        assert escape(entry.title) in html
        if home.topic == topic:
            assert f'id="{full.anchor}"' in html
            assert all(escape(said) in html for said in entry.sentences), entry.name
        else:
            assert f'/rules/{country}/{home.slug}/#{full.anchor}"' in html
    assert IDENTIFIER.findall(text_of(html)) == []
    assert NEVER.findall(text_of(html)) == []


@pytest.mark.parametrize("path", ["/rules/nl/nothing/", "/rules/xx/withdrawal/", "/rules/nl/non_delivery/"])
def test_topic_that_is_not_there_is_not_found(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_rules_are_found_by_words_and_the_finding_leads_to_the_rule() -> None:
    html = get("/rules/", q="scan bezorgd")
    assert f'href="{href_of("nl", "non_delivery", "delivery-not-shown")}"' in html
    assert "Geen regel heeft al deze woorden" in get("/rules/", q="zzzz")
    assert 'value="&lt;b&gt;"' in get("/rules/", q="<b>")


def test_every_topic_is_listed_under_its_interface_word() -> None:
    html = get("/rules/", "de")
    with translation.override("de"):
        assert all(escape(topic_says(topic)) in html for _, topic in CHAPTERS)


def test_topic_without_a_word_is_called_by_its_neutral_name() -> None:
    assert topic_says("no_such_topic") == "No such topic"
    assert not NEVER.search(book.slug_of("return_fraud").replace("-", " "))


def test_two_days_are_set_side_by_side() -> None:
    html = get("/rules/changes/", **{"from": "2026-09-26", "to": "2026-09-27"})
    assert "2024/825" in html.split("h-days")[0]
    assert "Nederlandse wet kwam pas" not in html.split("h-days")[0]
    assert "Voor zover we weten, is er niets anders." in get(
        "/rules/changes/", **{"from": "2026-09-27", "to": "2026-09-27"}
    )


def test_days_stand_in_their_fields_as_a_browser_takes_them() -> None:
    days = re.findall(r'name="(?:from|to)" value="([^"]*)"', get("/rules/changes/"))
    assert len(days) == 2
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days)


def test_rule_that_began_is_named_with_a_link() -> None:
    began = next(rule for rule in TOPICS["nl"]["withdrawal"].rules if rule.since == date(2026, 6, 19))
    html = get("/rules/changes/", **{"from": "2026-06-18", "to": "2026-06-19"})
    assert book.anchor_of(began.name) in html.split("h-days")[0]


@pytest.mark.parametrize("query", [{"from": "gisteren", "to": "2026-01-01"}, {"from": "2026-01-01"}, {"to": ""}])
def test_day_that_cannot_be_read_is_refused_with_the_days_still_listed(query: dict[str, str]) -> None:
    answer = Client(HTTP_ACCEPT_LANGUAGE="nl").get("/rules/changes/", query)
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode()
    assert "2024/825" in answer.content.decode()


def example(name: str, outcome: Outcome, *, decides: bool) -> Example:
    return Example("withdrawal", name, outcome, "", Facts(), decides)


def test_examples_that_tell_most_come_first() -> None:
    right, shop = Outcome.CUSTOMER_RIGHT, Outcome.SHOP_RIGHT
    given = [
        example("aside", right, decides=False),
        *(example(f"r{n}", right, decides=True) for n in range(6)),
        example("s0", shop, decides=True),
    ]
    assert [one.name for one in _telling(given)] == ["r0", "s0", "r1", "r2", "r3", "r4"]


def test_english_words_of_the_cases_stand_on_english_pages_only() -> None:
    assert "A teapot came" in get("/rules/nl/withdrawal/", "en")
    assert "A teapot came" not in get("/rules/nl/withdrawal/", "nl")


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_rulings_are_told_with_outcome_and_link(language: str) -> None:
    html = get("/rulings/", language)
    for one in rulings():
        assert escape(one.says[language]) in html
        assert f'href="{escape(one.link)}"' in html
    assert NEVER.findall(text_of(html)) == []
    assert IDENTIFIER.findall(text_of(html)) == []


def test_rulings_are_found_by_words_and_topic() -> None:
    html = get("/rulings/", q="laptop", topic="withdrawal")
    assert "1 van 36 uitspraken" in text_of(html)
    assert "62484" in html
    assert "36 van 36" in text_of(get("/rulings/", topic="no-such-topic"))
    assert "Geen uitspraak heeft al deze woorden" in get("/rulings/", q="zzzz")


def test_outcome_that_cannot_be_seen_is_said() -> None:
    assert "de uitkomst is niet te zien" in get("/rulings/", q="beslissing 145")


def test_front_door_explains_its_reading_and_shows_a_ruling_like_it() -> None:
    browser = Client(HTTP_ACCEPT_LANGUAGE="nl")
    html = browser.post("/reading/", {"message": NOT_RECEIVED}).content.decode()
    folded = html.split("Hoe kwamen we hierop?")[1].split("</ol></details>")[0]
    assert "De scan van de bezorging" in folded.split("waar niemand iets over zei")[1]
    assert "BW" in folded
    beside = html.split("Een uitspraak die hierop lijkt")[1].split("</details>")[0]
    assert "197035/200661" in beside
    assert "bewijst hier niets" in beside
    assert "in beide ja" in beside


def test_it_is_said_whose_word_a_fact_is() -> None:
    html = Client(HTTP_ACCEPT_LANGUAGE="nl").post("/reading/", {"message": WITHDRAWAL}).content.decode()
    folded = html.split("Hoe kwamen we hierop?")[1].split("</ol></details>")[0]
    assert "dat zegt de klant (B1)" in folded


def test_message_that_is_no_complaint_has_neither() -> None:
    html = Client(HTTP_ACCEPT_LANGUAGE="nl").post("/reading/", {"message": PRAISE}).content.decode()
    assert "Hoe kwamen we hierop?" not in html
    assert "Een uitspraak die hierop lijkt" not in html


def test_case_page_explains_its_reading_folded() -> None:
    shop = a_shop()
    with inside(shop.pk):
        owner = shop.memberships.select_related("person").get().person
        claim = receive(shop, message(NOT_RECEIVED), channel=Channel.PASTE, papers=[order()], by=actor_in(shop)).claim
    html = browser_of(owner).get(f"/shop/{shop.slug}/claims/{claim.code}/").content.decode()
    assert '<details class="drawer explained"><summary>' in html
    assert "197035/200661" in html
