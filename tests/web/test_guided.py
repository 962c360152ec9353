"""“Hoe sta ik ervoor?”: every kind in every language ends; answers travel in the form and nothing is kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from tests.messages import message, order
from tests.people import a_person, a_shop, actor_in, browser_of

from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim, Statement
from wederhoor.facts import VOCABULARY
from wederhoor.law.countries import TOPICS
from wederhoor.law.questions import MOST_SCREENS, kinds_for, remedies_of
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside
from wederhoor.web.public.guided_state import SALT, Asked, pack, unpack

pytestmark = pytest.mark.usefixtures("database")
ANSWER = "/who-is-right/answer/"
SIDES = ("customer", "shop")
ORDINARY = {
    **{"buyer_is_consumer": "yes", "jurisdiction": "nl", "distance_contract": "yes", "delivered": "yes"},
    **{"contract_date": "2026-10-20", "received_date": "2026-10-24", "withdrawal_statement_date": "2026-10-28"},
    **{"total_paid_eur": "133,95", "refund_already_paid": "no", "defect_appeared_date": "2026-11-10"},
}


@pytest.fixture
def browser() -> Client:
    return Client(HTTP_ACCEPT_LANGUAGE="nl")


def begun(browser: Client, kind: str = "withdrawal", side: str = "customer") -> Any:
    return browser.post(ANSWER, {"kind": kind, "side": side})


def after(browser: Client, page: Any, **fields: object) -> Any:
    wish = {"remedy": page.context["asked"].remedy} if page.context.get("wish") else {}
    return browser.post(ANSWER, {"asked": page.context["packed"], **wish, **fields})


def to_the_end(browser: Client, page: Any, **always: object) -> tuple[Any, int]:
    """The outcome, and how many screens it took; what is not in ``always`` is left open."""
    screens = 0
    while "most" in page.context:
        screens += 1
        page = after(browser, page, **always)
    return page, screens


def test_front_door_and_start_page_lead_in(browser: Client) -> None:
    assert 'href="/who-is-right/"' in browser.get("/").content.decode()
    page = browser.get("/who-is-right/").content.decode()
    assert "Hoe sta ik ervoor?" in page
    assert "Mijn pakket kwam niet" in page
    assert "De klant zegt: mijn pakket kwam niet" in browser.get("/who-is-right/?side=shop").content.decode()


@pytest.mark.parametrize(("language", "side"), [("de", "customer"), ("nl", "shop")])
def test_every_kind_ends_in_a_reading_without_a_code_on_the_page(language: str, side: str) -> None:
    browser = Client(HTTP_ACCEPT_LANGUAGE=language)
    for kind in (kind for kinds in kinds_for(side).values() for kind in kinds):
        page, screens = to_the_end(browser, begun(browser, kind, side))
        assert screens <= MOST_SCREENS, kind
        said = re.sub(r"<[^>]*>", " ", page.content.decode())
        assert page.context["face"].answers
        assert not [topic for topic in TOPICS["nl"] if "_" in topic and topic in said]
        assert not re.search(r"\b[a-z]+_(?:[a-z]+_)*[a-z]+\b", said), kind
        assert ("letter" in page.context) == (side == "customer" and kind != "summons")


@pytest.mark.parametrize(("language", "side"), [("nl", "customer"), ("en", "shop")])
def test_every_kind_ends_on_ordinary_answers(language: str, side: str) -> None:
    browser = Client(HTTP_ACCEPT_LANGUAGE=language)
    for kind in (kind for kinds in kinds_for(side).values() for kind in kinds):
        page, screens = to_the_end(browser, begun(browser, kind, side), **ORDINARY)
        assert screens <= MOST_SCREENS, kind
        assert page.context["face"].answers


def test_customer_gets_a_letter_with_the_rule_and_links_to_copy_and_mail(browser: Client) -> None:
    page, _ = to_the_end(browser, begun(browser, "non_delivery"), buyer_is_consumer="yes", jurisdiction="nl")
    said = page.content.decode()
    assert "Het pakket heb ik niet gekregen." in page.context["letter"].body
    assert "artikel" in page.context["letter"].body
    assert 'href="mailto:?subject=' in said
    assert 'data-copy="letter-text"' in said


def test_letter_asks_the_shop_nothing_about_the_customer_himself(browser: Client) -> None:
    page, _ = to_the_end(browser, begun(browser, "review_threat"))
    missing = {one.fact for one in page.context["face"].missing}
    assert {"demand_exceeds_entitlement", "defect_reported"} <= missing
    body = page.context["letter"].body
    assert "meer wordt gevraagd" not in body
    assert "gebrek is gemeld" not in body


@pytest.mark.parametrize("kind", ["minor_or_gift", "review_threat", "non_conformity", "transit_damage"])
def test_nobody_encloses_a_question_to_himself(browser: Client, kind: str) -> None:
    page, _ = to_the_end(browser, begun(browser, kind))
    _, found, enclosed = page.context["letter"].body.partition("Zelf stuur ik u dit mee")
    assert "\n- of " not in enclosed, found


def test_customer_reads_no_promise_of_a_shop_and_a_shop_reads_its_own(browser: Client) -> None:
    said = {}
    for side in SIDES:
        page, _ = to_the_end(browser, begun(browser, "withdrawal", side), **ORDINARY)
        assert page.context["face"].clocks
        said[side] = page.content.decode()
    assert "Eigen afspraak" in said["shop"]
    assert "Eigen afspraak" not in said["customer"]


@pytest.mark.parametrize("side", SIDES)
def test_a_minor_or_a_gift_is_asked_on_the_first_screen(browser: Client, side: str) -> None:
    asked = begun(browser, "minor_or_gift", side).context["form"].screen.facts
    assert {"buyer_is_minor", "claimant_is_gift_recipient"} <= set(asked)


def test_what_is_answered_counts_and_shows_until_now(browser: Client) -> None:
    page = after(browser, begun(browser), buyer_is_consumer="no")
    assert page.context["asked"].said["buyer_is_consumer"] is False
    assert page.context["so_far"] or page.context["face"]
    assert "Kocht u dit privé" in page.content.decode()


def test_wish_is_asked_first_and_changes_what_is_looked_at(browser: Client) -> None:
    first = begun(browser, "non_delivery")
    assert [str(r) for r in remedies_of("non_delivery")] == ["delivery", "refund"]
    assert after(browser, first, remedy="refund").context["asked"].remedy == "refund"
    assert browser.post(ANSWER, {"asked": first.context["packed"], "remedy": "apology"}).status_code == 422


def test_earlier_answer_is_changed_and_later_ones_stay_where_they_still_matter(browser: Client) -> None:
    first = after(browser, begun(browser), buyer_is_consumer="yes", distance_contract="yes", jurisdiction="nl")
    second = after(browser, first, received_date="2026-11-02", delivered="yes")
    back = after(browser, second, change="0")
    assert back.context["asked"].at == 0
    assert back.context["form"]["buyer_is_consumer"].initial == "yes"
    again = after(browser, back, buyer_is_consumer="yes", distance_contract="yes", jurisdiction="nl")
    assert again.context["asked"].said["received_date"] == "2026-11-02"
    assert again.context["asked"].at == 2
    turned = after(browser, back, buyer_is_consumer="no", distance_contract="yes", jurisdiction="nl")
    assert "received_date" not in turned.context["asked"].said or turned.context["asked"].at >= 1


def test_back_goes_one_screen_and_from_the_first_to_the_kinds(browser: Client) -> None:
    first = begun(browser)
    second = after(browser, first, buyer_is_consumer="yes")
    assert after(browser, second, back="1").context["asked"].at == 0
    assert after(browser, first, back="1")["Location"] == "/who-is-right/?side=customer"


def test_enough_is_enough(browser: Client) -> None:
    assert after(browser, after(browser, begun(browser)), enough="1").context["face"].answers


@pytest.mark.parametrize("value", ["veel", "-3", "geen idee"])
def test_sum_that_cannot_be_read_is_said_at_its_field(browser: Client, value: str) -> None:
    page = begun(browser, "collection_costs")
    while "principal_eur" not in page.context["form"].fields:
        page = after(browser, page, buyer_is_consumer="yes", jurisdiction="nl", consumer_in_default="yes")
    refused = after(browser, page, principal_eur=value)
    assert refused.status_code == 422
    assert "Schrijf een bedrag" in refused.content.decode()
    assert after(browser, page, principal_eur="€ 1.250,50").context["asked"].said["principal_eur"] == "1250.50"


def test_unknown_date_and_nonsense_date_are_told_apart(browser: Client) -> None:
    first = after(browser, begun(browser), buyer_is_consumer="yes")
    assert after(browser, first, received_date="gisteren").status_code == 422
    assert after(browser, first, received_date="0202-11-02").status_code == 422
    asked = after(browser, first, received_date_unknown="on").context["asked"]
    assert "received_date" in asked.unknown


def test_list_of_goods_is_ticked_or_left_or_not_known(browser: Client) -> None:
    page = begun(browser)
    while not page.context["form"].screen.ticked:
        page = after(browser, page, buyer_is_consumer="yes", distance_contract="yes", jurisdiction="nl")
    goods = page.context["form"].screen.facts
    assert len(goods) > 4
    some = after(browser, page, ticked=[goods[1]]).context["asked"]
    assert [name for name in goods if some.said.get(name)] == [goods[1]]
    assert all(after(browser, page).context["asked"].said[name] is False for name in goods)
    assert set(goods) <= after(browser, page, ticked_unknown="on").context["asked"].unknown
    assert after(browser, page, ticked=["message_text"]).status_code == 422


@pytest.mark.parametrize("given", [{}, {"asked": "x"}, {"kind": "nonsense", "side": "shop"}, {"kind": "b2b"}])
def test_what_is_not_ours_leads_back_to_the_start(browser: Client, given: dict[str, str]) -> None:
    assert browser.post(ANSWER, given)["Location"].startswith("/who-is-right/")
    assert browser.get(ANSWER)["Location"] == "/who-is-right/"


def test_form_of_another_screen_cannot_be_changed_on_the_way() -> None:
    asked = Asked("shop", "withdrawal", "refund")
    assert unpack(pack(asked)) == asked
    assert unpack(pack(asked)[:-1]) is None


@pytest.mark.parametrize("place", ["²", "9" * 5000, "-1", "7", "x", ""])
def test_screen_that_was_never_shown_is_not_shown_again(browser: Client, place: str) -> None:
    page = after(browser, begun(browser), change=place)
    assert page.status_code == 200
    assert page.context["asked"].at == 1


OLDER: dict[str, Any] = {
    "without most of it": {"only": ("side", "topic")},
    "side": {"side": "carrier"},
    "kind": {"topic": "gone"},
    "wish": {"remedy": "gone"},
    "wish of another kind": {"remedy": "apology"},
    "place": {"at": 7},
    "place in words": {"at": "first"},
    "field": {"more": 1},
    "heading": {"now": {"group": "gone", "facts": ["buyer_is_consumer"], "ticked": False}},
    "question": {"now": {"group": "purchase", "facts": ["gone"], "ticked": False}},
    "no question": {"now": {"group": "purchase", "facts": [], "ticked": False}},
    "fact": {"steps": [{"group": "purchase", "facts": ["gone"], "ticked": False, "answers": {"gone": True}}]},
    "value": {
        "steps": [{"group": "days", "facts": ["contract_date"], "ticked": False, "answers": {"contract_date": 1}}]
    },
    "answer": {"steps": [{"group": "days", "facts": ["contract_date"], "ticked": False, "answers": {}}]},
    "answers": {"steps": [{"group": "days", "facts": ["contract_date"], "ticked": False, "answers": [1]}]},
}


@pytest.mark.parametrize("older", [*OLDER.values(), [], "x", 1, None], ids=str)
def test_answers_signed_in_an_older_form_lead_back_to_the_start(browser: Client, older: Any) -> None:
    now = signing.loads(begun(browser, side="shop").context["packed"], salt=SALT)
    raw = {**now, **older} if isinstance(older, dict) else older
    if isinstance(older, dict) and "only" in older:
        raw = {name: now[name] for name in older["only"]}
    packed = signing.dumps(raw, salt=SALT, compress=True)
    for act in ({}, {"enough": "1"}, {"back": "1"}, {"change": "0"}):
        assert browser.post(ANSWER, {"asked": packed, **act})["Location"] == "/who-is-right/"
    begins = browser.post("/who-is-right/begin/", {"asked": packed, "message": "Graag mijn geld terug."})
    assert begins["Location"] == "/who-is-right/"


def test_nothing_is_kept(browser: Client, as_owner: Any) -> None:
    to_the_end(browser, begun(browser, side="shop"))
    tables = [row[0] for row in as_owner("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    kept = {t for t in tables if as_owner(f'SELECT count(*) FROM "{t}"')[0][0]}
    assert {
        t for t in kept if t.startswith(("claims", "evidence", "letters", "journal_line", "django_session"))
    } == set()
    assert not browser.cookies.get("sessionid")


def test_browser_alone_may_keep_its_copy(browser: Client) -> None:
    assert begun(browser).headers["Cache-Control"] == "private, max-age=0"


def test_shop_begins_a_case_with_the_answers_as_its_telling() -> None:
    person = a_person("Nora")
    shop = a_shop(owner=person)
    browser = browser_of(person)
    page, _ = to_the_end(browser, begun(browser, "non_delivery", "shop"), buyer_is_consumer="yes", jurisdiction="nl")
    given = {"asked": page.context["packed"], "message": "Mijn pakket is niet aangekomen. Graag mijn geld terug."}
    there = browser.post("/who-is-right/begin/", given, follow=True)
    assert there.status_code == 200
    with inside(shop.pk):
        claim = Claim.objects.get()
        statement = Statement.objects.get(claim=claim, side="shop")
        assert statement.facts["buyer_is_consumer"] is True
        assert None in statement.facts.values()
        assert claim.topic == "non_delivery"


def test_without_an_account_it_waits_and_an_empty_message_is_asked_for(browser: Client) -> None:
    page, _ = to_the_end(browser, begun(browser, "withdrawal", "shop"))
    asked = page.context["packed"]
    assert browser.post("/who-is-right/begin/", {"asked": asked, "message": " "}).status_code == 422
    sent = browser.post("/who-is-right/begin/", {"asked": asked, "message": "Ik wil mijn geld terug."})
    assert sent["Location"] == "/accounts/signup/"


def test_customer_begins_no_case(browser: Client) -> None:
    page, _ = to_the_end(browser, begun(browser))
    sent = browser.post("/who-is-right/begin/", {"asked": page.context["packed"], "message": "Hallo"})
    assert sent["Location"] == "/who-is-right/"


def test_case_asks_what_the_rules_still_need_and_the_answers_are_the_shops_telling() -> None:
    person = a_person("Nora")
    shop = a_shop(owner=person)
    with inside(shop.pk):
        claim = receive(shop, message(), channel=Channel.PASTE, papers=[order()], by=actor_in(shop)).claim
    browser, path = browser_of(person), f"/shop/{shop.slug}/claims/{claim.code}/"
    page = browser.get(path)
    asked = page.context["questions"].screen.facts
    assert "Dit vragen de regels je nog" in page.content.decode()
    assert browser.post(f"{path}tell/", said_unknown(asked)).status_code == 302
    seen = set(asked)
    while not (yes_or_no := [n for n in asked_of(browser, path) if VOCABULARY[n] is bool]):
        now = asked_of(browser, path)
        assert now
        assert not seen & set(now)
        seen |= set(now)
        browser.post(f"{path}tell/", said_unknown(now))
    assert browser.post(f"{path}tell/", {f"ask-{yes_or_no[0]}": "yes"}).status_code == 302
    with inside(shop.pk):
        told = [s.facts for s in Statement.objects.filter(claim=claim, side="shop").order_by("id")]
    assert told[0] == dict.fromkeys(asked)
    assert told[-1] == {yes_or_no[0]: True}


def asked_of(browser: Client, path: str) -> tuple[str, ...]:
    questions = browser.get(path).context["questions"]
    return questions.screen.facts if questions else ()


def said_unknown(names: tuple[str, ...]) -> dict[str, str]:
    boxes = {f"ask-{name}_unknown": "on" for name in names if VOCABULARY[name] not in (bool, str)}
    return {**boxes, **{f"ask-{name}": "unknown" for name in names if VOCABULARY[name] in (bool, str)}}


def test_empty_answer_to_a_case_tells_nothing_and_nonsense_comes_back() -> None:
    person = a_person("Nora")
    shop = a_shop(owner=person)
    with inside(shop.pk):
        claim = receive(shop, message(), channel=Channel.PASTE, papers=[order()], by=actor_in(shop)).claim
    browser, path = browser_of(person), f"/shop/{shop.slug}/claims/{claim.code}/tell/"
    assert browser.post(path, {"text": ""}).status_code == 422
    name = browser.get(path.removesuffix("tell/")).context["questions"].screen.facts[0]
    assert browser.post(path, {f"ask-{name}": "gisteren of zo"}).status_code == 422
    with inside(shop.pk):
        assert not Statement.objects.filter(claim=claim, side="shop").exists()
