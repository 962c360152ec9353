"""The shop's pages: what they show, what they cost in statements, and the whole way from a message to an answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from tests.messages import NOT_RECEIVED, PRAISE, message, order
from tests.people import a_person, a_shop, actor_in, browser_of

from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.letters.actions import receive
from wederhoor.letters.models import Letter
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")
# Counted apart: signing in, the shop's context, the transaction itself.
NOT_OWN = (
    "set_config",
    "SAVEPOINT",
    "BEGIN",
    "COMMIT",
    "django_session",
    "accounts_person",
    "membership_of",
    "shops_shop",
)


@pytest.fixture
def shop() -> Shop:
    return a_shop()


@pytest.fixture
def owner(shop: Shop) -> Client:
    with inside(shop.pk):
        person = shop.memberships.select_related("person").get().person
    return browser_of(person)


@pytest.fixture
def claim(shop: Shop) -> Claim:
    return filed(shop)


def filed(shop: Shop, text: str = NOT_RECEIVED) -> Claim:
    with inside(shop.pk):
        return receive(shop, message(text), channel=Channel.PASTE, papers=[order()], by=actor_in(shop)).claim


def address(claim: Claim, rest: str = "") -> str:
    return f"/shop/{claim.shop.slug}/claims/{claim.code}/{rest}"


def letter_of(claim: Claim) -> Letter:
    with inside(claim.shop_id):
        return Letter.objects.filter(claim=claim).exclude(letter__endswith="receipt").exclude(state="dropped").first()


def own(captured: CaptureQueriesContext) -> list[str]:
    head = [(q["sql"], q["sql"].split(" WHERE ")[0][:4000]) for q in captured]
    return [sql for sql, start in head if not any(f'FROM "{word}' in start or word in sql[:60] for word in NOT_OWN)]


def test_list_takes_at_most_six_statements_however_many_rows(shop: Shop, owner: Client) -> None:
    counts = []
    for _ in range(2):
        filed(shop)
        with CaptureQueriesContext(connection) as captured:
            assert owner.get(f"/shop/{shop.slug}/claims/").status_code == 200
        counts.append(len(own(captured)))
    assert counts[0] == counts[1] <= 6


def test_case_page_takes_at_most_twelve_statements(claim: Claim, owner: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert owner.get(address(claim)).status_code == 200
    assert len(own(captured)) <= 12, "\n".join(sql[:120] for sql in own(captured))


def test_list_shows_what_waits_in_order_of_date_and_finds_by_words(shop: Shop, owner: Client) -> None:
    claim, praise = filed(shop), filed(shop, PRAISE)
    page = owner.get(f"/shop/{shop.slug}/claims/")
    assert [row.code for row in page.context["rows"]] == [claim.code, praise.code]
    assert page.context["waiting"] == 1
    found = owner.get(f"/shop/{shop.slug}/claims/", {"q": "tessa brand"}).context["rows"]
    assert claim.code in [row.code for row in found]


def test_empty_list_teaches(shop: Shop, owner: Client) -> None:
    assert "plak de mail dan hier" in owner.get(f"/shop/{shop.slug}/claims/").content.decode()


def test_list_goes_on_by_keyset(shop: Shop, owner: Client) -> None:
    codes = {filed(shop).code for _ in range(27)}
    first = owner.get(f"/shop/{shop.slug}/claims/")
    second = owner.get(f"/shop/{shop.slug}/claims/", {"after": first.context["after"]})
    seen = [row.code for page in (first, second) for row in page.context["rows"]]
    assert len(seen) == 27
    assert set(seen) == codes


def test_case_page_shows_outcome_documents_timeline_and_draft(claim: Claim, owner: Client) -> None:
    page = owner.get(address(claim))
    text = page.content.decode()
    assert page.context["face"].answers[0].says in text
    assert [e.number for e in page.context["exhibits"]] == ["B1", "B2"]
    assert "<svg viewBox" in text
    assert page.context["draft"].code in text
    assert "Demonstratie, vandaag is ma 12 okt 2026" in text


def test_message_that_is_pasted_becomes_a_claim_with_its_page(shop: Shop, owner: Client) -> None:
    answer = owner.post(f"/shop/{shop.slug}/claims/new/", {"message": NOT_RECEIVED}, follow=True)
    assert answer.status_code == 200
    assert answer.context["claim"].customer_name == "Tessa Brand"


def test_unreadable_message_keeps_the_form_and_says_so(shop: Shop, owner: Client) -> None:
    given = {"file": SimpleUploadedFile("a.zip", b"PK\x03\x04" + b"\x00" * 50)}
    answer = owner.post(f"/shop/{shop.slug}/claims/new/", given)
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode()


def test_telling_of_the_shop_stands_beside_the_customers(claim: Claim, owner: Client) -> None:
    page = owner.post(address(claim, "tell/"), {"text": "De bezorger heeft een handtekening."}, follow=True)
    assert "De bezorger heeft een handtekening." in page.content.decode()


def test_paper_is_kept_and_numbered(claim: Claim, owner: Client) -> None:
    given = {"file": SimpleUploadedFile("scan.txt", b"Bezorgd 24 september"), "sort": "photo", "source": "shop"}
    page = owner.post(address(claim, "papers/"), given, follow=True)
    assert "B3" in [e.number for e in page.context["exhibits"]]


def test_note_stays_on_the_shops_own_page(claim: Claim, owner: Client) -> None:
    page = owner.post(address(claim, "note/"), {"text": "Bel de bezorger even."}, follow=True)
    assert "Bel de bezorger even." in page.content.decode()


def test_letter_is_worded_checked_and_sent_by_hand(claim: Claim, owner: Client) -> None:
    letter = letter_of(claim)
    at = address(claim, f"letters/{letter.code}/")
    assert owner.get(at).context["letter"].mailto.startswith("mailto:tessa@post.example?")
    kept = owner.post(at, {"subject": "Uw pakket", "body": letter.body + "\n\nP.S. Dank."}, follow=True)
    assert "P.S. Dank." in kept.content.decode()
    owner.post(at + "sent/", {"way": "own"})
    with inside(claim.shop_id):
        letter.refresh_from_db()
        claim.refresh_from_db()
    assert (letter.state, claim.state) == ("sent", "answered")


def test_rude_letter_stays_where_it_is_and_says_why(claim: Claim, owner: Client) -> None:
    at = address(claim, f"letters/{letter_of(claim).code}/")
    page = owner.post(at, {"subject": "Nee", "body": "U bent een oplichter en een fraudeur!"}, follow=True)
    assert page.context["findings"]
    assert page.context["why_not"]
    refused = owner.post(at + "send/")
    assert refused.status_code == 409
    assert "staat naast de brief" in refused.content.decode() or page.context["why_not"] in refused.content.decode()


def test_what_is_no_complaint_is_put_aside_and_opens_again(shop: Shop, owner: Client) -> None:
    claim = filed(shop, PRAISE)
    owner.post(address(claim, "aside/"), {"reason": "Een compliment"})
    assert owner.get(f"/shop/{shop.slug}/claims/").context["rows"] == []
    page = owner.post(address(claim, "reopen/"), follow=True)
    assert page.context["claim"].state == "filed"


def test_html_a_stranger_sent_is_downloaded_never_shown(claim: Claim, owner: Client) -> None:
    evil = SimpleUploadedFile("pagina.html", b"<html><script>alert(1)</script></html>", "text/html")
    owner.post(address(claim, "papers/"), {"file": evil, "sort": "terms", "source": "shop"})
    answer = owner.get(address(claim, "documents/B3/"))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_case_file_comes_as_pdf_and_as_bundle(claim: Claim, owner: Client) -> None:
    assert owner.get(address(claim, "file.pdf")).content.startswith(b"%PDF")
    owner.post(address(claim, "seal/"))
    [sealed] = owner.get(address(claim)).context["sealed"]
    assert owner.get(sealed.href).getvalue().startswith(b"PK")


def test_shop_begins_with_a_few_questions() -> None:
    browser = browser_of(a_person())
    given = {
        "name": "Stoffen & Zo",
        "kvk": "87654321",
        "address": "Dijk 1, Haven",
        "form": "je",
        "trustmark": "",
        "terms_url": "",
    }
    page = browser.post("/shop/begin/", given, follow=True)
    assert page.redirect_chain[-1][0] == "/shop/stoffen-zo/claims/"


def test_owner_changes_the_shop_and_gives_access(shop: Shop, owner: Client) -> None:
    other = a_person("Collega")
    page: Any = owner.get(f"/shop/{shop.slug}/details/")
    given = {**{k: v for k, v in page.context["form"].initial.items() if v not in (None, False)}, "signer": "Nora"}
    assert owner.post(f"/shop/{shop.slug}/details/", given).status_code == 302
    owner.post(f"/shop/{shop.slug}/members/", {"email": other.email, "role": "agent"})
    assert browser_of(other).get(f"/shop/{shop.slug}/claims/").status_code == 200


def test_list_is_taken_along_as_a_table_without_formulas(shop: Shop, owner: Client) -> None:
    claim = filed(shop)
    with inside(shop.pk):
        Claim.objects.filter(pk=claim.pk).update(customer_name="=HYPERLINK(1)")
    text = owner.get(f"/shop/{shop.slug}/claims.csv").content.decode("utf-8-sig")
    assert claim.code in text
    assert ";'=HYPERLINK(1);" in text


def test_new_draft_is_made_when_something_new_is_known(claim: Claim, owner: Client) -> None:
    before = letter_of(claim)
    assert not owner.get(address(claim)).context["may_redraft"]
    given = {"text": "Handtekening voor ontvangst: T. Brand, 24 september 2026", "sort": "photo", "source": "shop"}
    owner.post(address(claim, "papers/"), given)
    owner.post(address(claim, f"letters/{before.code}/drop/"))
    assert owner.get(address(claim)).context["may_redraft"]
    page = owner.post(address(claim, "draft/"), follow=True)
    assert page.context["row"].state == "draft"


def test_what_is_no_complaint_waits_for_no_answer_anywhere(shop: Shop, owner: Client) -> None:
    claim = filed(shop, PRAISE)
    page = owner.get(address(claim)).content.decode()
    table = owner.get(f"/shop/{shop.slug}/claims.csv").content.decode("utf-8-sig")
    assert "geen klacht" in page
    assert "wacht op antwoord" not in page + table
    assert "Wat is er volgens jou gebeurd?" not in page
    assert owner.get(f"/shop/{shop.slug}/claims/", {"only": "waiting"}).context["rows"] == []


def test_paper_of_another_order_says_so_at_its_own_number(claim: Claim, owner: Client) -> None:
    other = order(id=9999, number="LH-9999")
    given = {"file": SimpleUploadedFile("order.json", other.data), "sort": "", "source": "shop"}
    page = owner.post(address(claim, "papers/"), given, follow=True)
    said = {exhibit.number: exhibit.problem for exhibit in page.context["exhibits"]}
    assert said["B3"]
    assert not said["B1"]
    assert page.content.decode().count(escape(said["B3"])) == 2  # at the paper, and in what is said after laying it


def test_empty_list_of_finished_cases_says_what_will_stand_there(shop: Shop, owner: Client) -> None:
    assert "Nog niets afgerond" in owner.get(f"/shop/{shop.slug}/claims/", {"only": "resting"}).content.decode()
