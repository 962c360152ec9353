"""The customer's page: her words are hers, documents want a code, withdrawing is one confirmation."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.messages import NOT_RECEIVED, message, order
from tests.people import a_shop, actor_in

from wederhoor.claims import actions
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.evidence.actions import make_link
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def shop() -> Shop:
    return a_shop(trustmark="Keurmerk Baken")


@pytest.fixture
def claim(shop: Shop) -> Claim:
    with inside(shop.pk):
        return receive(shop, message(), channel=Channel.PASTE, papers=[order()], by=actor_in(shop)).claim


@pytest.fixture
def page(claim: Claim) -> str:
    with inside(claim.shop_id):
        return f"/c/{make_link(claim.dossier, by=actor_in(claim.shop))}/"


@pytest.fixture
def her() -> Client:
    return Client(HTTP_ACCEPT_LANGUAGE="nl")


def state_of(claim: Claim) -> str:
    with inside(claim.shop_id):
        claim.refresh_from_db()
    return claim.state


def answered(claim: Claim) -> None:
    with inside(claim.shop_id):
        actions.answer(claim, None, by=actor_in(claim.shop))


def test_page_is_titled_by_its_subject_and_says_whose_it_is(her: Client, page: str, shop: Shop) -> None:
    text = her.get(page).content.decode()
    assert f"Deze pagina is van {shop.name}".replace("&", "&amp;") in text
    assert "Zo hebben we uw bericht begrepen. Klopt dit?" in text
    assert "Wij vragen nooit om uw rekeningnummer" in text
    assert "Keurmerk Baken" in text
    assert not re.search(r"\b(zaak|dossier|betwisten)\b", text, re.I)


def test_page_shows_nothing_of_the_shops_own_reading(her: Client, page: str, claim: Claim) -> None:
    with inside(claim.shop_id):
        actions.note(claim, "Eigenwoord7781 nooit tonen", by=actor_in(claim.shop))
        for assessment in claim.assessments.all():
            assessment.result = {"assessments": [{"says": "Inschatting9120"}]}
            assessment.save()
    text = her.get(page).content.decode()
    assert "Eigenwoord7781" not in text
    assert "Inschatting9120" not in text
    assert "De klant mag" not in text


def test_documents_open_with_the_code_from_her_mailbox(her: Client, page: str) -> None:
    assert her.get(page + "documents/B1/").status_code == 409
    her.post(page + "code/", {})
    assert mail.outbox == [], "a demonstration mails nobody"
    kept = max(Path(settings.POST_FOLDER).glob("account-*.eml"), key=lambda file: file.stat().st_mtime_ns)
    code = re.findall(r"\b\d{6}\b", message_from_bytes(kept.read_bytes(), policy=policy.default)["Subject"])[0]
    wrong = her.post(page + "code/", {"code": "000000" if code != "000000" else "111111"})
    assert wrong.status_code == 422
    assert her.post(page + "code/", {"code": code}).status_code == 302
    assert her.get(page + "documents/B1/").status_code == 200
    assert Client().get(page + "documents/B1/").status_code == 409


def test_first_buttons_are_those_of_the_kind(her: Client, page: str) -> None:
    text = her.get(page).content.decode()
    first = [text.index(words) for words in ("Het pakket is er toch", "Stuur het opnieuw", "Ik wil mijn geld terug")]
    assert first == sorted(first)
    assert first[-1] < text.index("Antwoord schrijven")


@pytest.mark.parametrize(("key", "state"), [("there", "settled"), ("again", "filed"), ("money", "filed")])
def test_button_does_what_it_says(her: Client, page: str, claim: Claim, key: str, state: str) -> None:
    assert her.post(f"{page}choose/{key}/").status_code == 302
    assert state_of(claim) == state


def test_settling_gives_up_nothing(her: Client, page: str, claim: Claim) -> None:
    her.post(page + "choose/there/")
    her.post(page + "answer/", {"text": "Het is toch een leeg pakket."})
    assert state_of(claim) == "filed"


def test_withdrawing_is_one_confirmation_with_its_moment_at_once(her: Client, page: str, claim: Claim) -> None:
    if "Koop hier herroepen" in her.get(page).content.decode():
        text = her.post(page + "withdraw/", follow=True).content.decode()
        assert re.search(r"Ontvangen op 12 oktober 2026 om \d\d:\d\d uur", text)
        assert "Koop hier herroepen" not in text
    with inside(claim.shop_id):
        claim.refresh_from_db()
    assert claim.kind in ("withdrawal", "not_received")


def test_she_corrects_how_she_was_understood_and_both_stay(her: Client, page: str, claim: Claim) -> None:
    answer = her.post(page + "correct/", {"asks": ["delivery"], "amount": ""})
    assert answer.status_code == 302
    with inside(claim.shop_id):
        corrections = list(claim.statements.filter(sort="correction").values_list("demands", flat=True))
        claim.refresh_from_db()
    assert [d["remedy"] for d in corrections[0]] == ["delivery"]
    assert "geld terug" in claim.message_text


def test_amount_that_is_none_keeps_her_form(her: Client, page: str) -> None:
    answer = her.post(page + "correct/", {"asks": ["refund"], "amount": "veel"})
    assert answer.status_code == 422
    assert "Schrijf een bedrag als 80,45." in answer.content.decode()


def test_disagreeing_after_an_answer_comes_back_to_the_shop(her: Client, page: str, claim: Claim) -> None:
    answered(claim)
    assert her.post(page + "disagree/", {"text": "Ik wil mijn geld."}).status_code == 302
    assert state_of(claim) == "contested"


def test_disagreeing_before_an_answer_says_why_not(her: Client, page: str) -> None:
    answer = her.post(page + "disagree/", {"text": "Nee."})
    assert answer.status_code == 409
    assert "Dit kan nu niet" in answer.content.decode()


def test_her_photo_is_kept(her: Client, page: str) -> None:
    photo = SimpleUploadedFile("foto.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40, "image/png")
    assert "Bewaard als B3" in her.post(page + "paper/", {"file": photo}, follow=True).content.decode()


def test_form_of_the_shop_becomes_a_claim_with_a_page_of_its_own(her: Client, shop: Shop) -> None:
    given = {
        "text": NOT_RECEIVED,
        "asks": "refund",
        "order": "LH-2041",
        "name": "Tessa Brand",
        "email": "t@post.example",
    }
    answer: Any = her.post(f"/s/{shop.slug}/claim/", given, follow=True)
    assert answer.redirect_chain[0][0].startswith("/c/")
    assert answer.context["claim"].customer_email == "t@post.example"
    assert answer.context["claim"].channel == "form"


def test_page_speaks_the_language_she_wrote_in(her: Client, shop: Shop) -> None:
    english = "Hello, my parcel for order LH-2041 has still not arrived. I would like a refund please. Tessa Brand"
    with inside(shop.pk):
        paper = message(f"Subject: Parcel\n\n{english}")
        claim = receive(shop, paper, channel=Channel.PASTE, by=actor_in(shop)).claim
        token = make_link(claim.dossier, by=actor_in(shop))
    assert '<html lang="en">' in her.get(f"/c/{token}/").content.decode()


def test_address_of_the_page_is_not_passed_on(her: Client, page: str) -> None:
    assert her.get(page).headers["Referrer-Policy"] == "no-referrer"
