"""Who gets which page: every address against every kind of person; an address missing here fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.logs.rows import logged
from tests.messages import message, order
from tests.pages.shown import accepted_and_set_aside
from tests.people import a_person, a_shop, actor_in, an_operator, browser_of
from tests.shops.whole import a_parcel

from wederhoor.claims.actions import seal
from wederhoor.claims.kinds import Channel
from wederhoor.evidence.actions import make_link
from wederhoor.evidence.forgetting import hold
from wederhoor.letters.actions import receive
from wederhoor.letters.models import Letter
from wederhoor.logs.models import PaymentDoor
from wederhoor.shops.actions import add_member, make_key
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Role

# For each address: what stranger, outsider (signed in, other shop), reader, agent, owner and operator get by GET.
# "in" = to the sign-in page.
SHOP = ("in", 404, 200, 200, 200, 404)
FORM = ("in", 404, 200, 200, 200, 404)
POSTED = ("in", 404, 302, 302, 302, 404)
ALL = (200,) * 6
ACCOUNT = ("in", 200, 200, 200, 200, 200)
MATRIX: dict[str, tuple[object, ...]] = {
    "front": ALL,
    "reading": (302,) * 6,
    "reading_more": (302,) * 6,
    "reading_example": (405,) * 6,
    "reading_keep": (405,) * 6,
    "guided": ALL,
    "guided_answer": (302,) * 6,
    "guided_begin": (405,) * 6,
    "sign_in": ALL,
    "rules": ALL,
    "rules_changes": ALL,
    "rules_topic": ALL,
    "rulings": ALL,
    "set_language": (302,) * 6,
    "withdraw_script": ALL,
    "withdraw": (404,) * 6,  # this shop does not offer it
    "withdraw_receipt": (404,) * 6,
    "withdraw_receipt_text": (404,) * 6,
    "demonstration_shop": ALL,
    "demonstration_terms": (404,) * 6,  # this shop shows none
    "consumer_form": ALL,
    "consumer": ALL,
    "consumer_choose": (302,) * 6,
    "consumer_agree": (302,) * 6,
    "consumer_answer": (422,) * 6,
    "consumer_disagree": (422,) * 6,
    "consumer_paper": (422,) * 6,
    "consumer_correct": (422,) * 6,
    "consumer_withdraw": (302,) * 6,
    "consumer_code": (302,) * 6,
    "consumer_document": (409,) * 6,
    "consumer_seal": (302,) * 6,
    "consumer_bundle": (409,) * 6,
    "shops": ("in", 302, 302, 302, 302, 200),
    "shop_start": ACCOUNT,
    "claims": SHOP,
    "claim_new": FORM,
    "claims_csv": SHOP,
    "advice": SHOP,
    "orders": SHOP,
    "order": SHOP,
    "shop_details": SHOP,
    "shop_withdrawal": SHOP,
    "shop_withdrawal_review": ("in", 404, 404, 404, 404, 404),  # nothing was set aside
    "members": SHOP,
    "member_remove": POSTED,
    "keys": SHOP,
    "key_end": POSTED,
    "forgetting": SHOP,
    "retention_rule": FORM,
    "pages": SHOP,
    "page_sites": POSTED,
    "page_order": SHOP,
    "page_settle": POSTED,
    "page": SHOP,
    "page_look": POSTED,
    "page_end": POSTED,
    "page_old": POSTED,
    "page_version": SHOP,
    "page_file": ("in", 404, 404, 404, 404, 404),  # nobody drew it
    "accept_script": ALL,
    "terms_accepted": ALL,
    "terms_archive": ALL,
    "access": SHOP,
    "access_copy": POSTED,
    "claim_forget": SHOP,
    "claim_forget_refuse": SHOP,
    "claim_hold": SHOP,
    "claim_hold_end": POSTED,
    "certificate": ("in", 404, 404, 404, 404, 404),
    "packing": SHOP,
    "packing_returns": SHOP,
    "packing_worker": SHOP,
    "packing_records": SHOP,
    "logs": SHOP,
    "logs_piece": POSTED,
    "logs_look": POSTED,
    "logs_take": POSTED,
    "logs_intake": SHOP,
    "logs_search": SHOP,
    "logs_exhibit": POSTED,
    "logs_forget": POSTED,
    "logs_choices": SHOP,
    "logs_door": POSTED,
    "logs_door_end": POSTED,
    "parcels": SHOP,
    "parcels_csv": SHOP,
    "parcel": SHOP,
    "parcel_picture": SHOP,
    "parcel_proof": SHOP,
    "parcel_correct": POSTED,
    "claim": SHOP,
    "claim_tell": ("in", 404, 422, 422, 422, 404),
    "claim_papers": ("in", 404, 422, 422, 422, 404),
    "claim_gather": POSTED,
    "claim_note": ("in", 404, 422, 422, 422, 404),
    "claim_aside": ("in", 404, 422, 422, 422, 404),
    "claim_link": POSTED,
    "claim_draft": POSTED,
    "claim_rest": POSTED,
    "claim_reopen": POSTED,
    "exhibit": SHOP,
    "exhibit_about": SHOP,
    "exhibit_page": ("in", 404, 404, 404, 404, 404),  # B1 is pasted text, of which there is no picture
    "exhibit_describe": POSTED,
    "exhibit_copy": POSTED,
    "exhibit_lift": POSTED,
    "claim_carrier": POSTED,
    "claim_call": ("in", 404, 422, 422, 422, 404),
    "claim_earlier": SHOP,
    "case_pdf": SHOP,
    "own_print": SHOP,
    "claim_seal": ("in", 405, 405, 405, 405, 405),
    "bundle": SHOP,
    "letter": SHOP,
    "letter_send": POSTED,
    "letter_sent": POSTED,
    "letter_drop": POSTED,
    "letter_decide": POSTED,
    "operator": ("in", 404, 404, 404, 404, 200),
    "operator_readings": ("in", 404, 404, 404, 404, 200),
    "operator_post": ("in", 404, 404, 404, 404, 200),
    "operator_letter": ("in", 404, 404, 404, 404, 404),
}
# What changes something, and that a reader of the shop may not do (409), nor an outsider see (404).
READER_REFUSED = {
    "keys": {"name": "kassa"},
    "key_end": {},
    "retention_rule": {"months": 24},
    "access_copy": {},
    "pages": {"name": "Retour", "kind": "information", "url": ""},
    "page_sites": {"sites": "https://lampenhuis.example"},
    "page_settle": {},
    "page_look": {},
    "page_end": {},
    "page_old": {},
    "claim_forget": {"why": "asked", "code": "0000"},
    "claim_forget_refuse": {"why": "legal_claim", "reason": "Er loopt een procedure."},
    "claim_hold": {"reason": "Er loopt een procedure."},
    "claim_hold_end": {},
    "logs_piece": {},
    "logs_look": {},
    "logs_take": {},
    "logs_exhibit": {},
    "logs_forget": {"order": "LH-1"},
    "logs_choices": {"address_days": 60, "card_days": 0},
    "logs_door": {"provider": "mollie"},
    "logs_door_end": {},
    "parcel_correct": {"order": "LH-1"},
    "claim_tell": {"text": "Zo ging het."},
    "claim_papers": {"text": "Nog een papier."},
    "claim_gather": {},
    "claim_note": {"text": "Let op."},
    "claim_call": {"who": "Tessa", "caller": "shop", "on": "2026-10-12", "said": "Ze belt terug."},
    "exhibit_describe": {"shows": "De lamp."},
    "exhibit_copy": {"reason": "Zonder plaats."},
    "exhibit_lift": {"reason": "Mag.", "sure": "on"},
    "claim_carrier": {"mark": "0000"},
    "claim_aside": {"reason": "Geen klacht."},
    "claim_link": {},
    "claim_draft": {},
    "claim_seal": {},
    "letter_send": {},
    "letter_sent": {},
    "letter_drop": {},
    "letter": {"subject": "Antwoord", "body": "Beste klant,"},
}


@dataclass
class Scene:
    """A shop with a case, and a browser for each kind of person."""

    people: list[Client]
    parts: dict[str, Any]

    def address(self, name: str) -> str:
        wanted = {key: self.parts.get(name if key == "key" else key, self.parts[key]) for key in _keys(name)}
        return reverse(name, kwargs=wanted)


def patterns(found: list[Any] | None = None) -> dict[str, URLPattern]:
    """Every named address of the pages; allauth's own are its own tests' business."""
    named: dict[str, URLPattern] = {}
    for pattern in found if found is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) not in ("accounts/", "api/"):
                named |= patterns(pattern.url_patterns)
        elif pattern.name:
            named[pattern.name] = pattern
    return named


def _keys(name: str) -> list[str]:
    return [
        key
        for key in get_resolver().reverse_dict.getlist(name)[0][0][0][1]
        if key != "name" or name == "operator_letter"
    ]


@pytest.fixture
def scene(database: dict[str, str]) -> Scene:
    owner, agent, reader = a_person("Eigenaar"), a_person("Medewerker"), a_person("Meelezer")
    shop = a_shop(owner=owner)
    outsider = a_person("Buiten")
    a_shop("Elders", owner=outsider)
    by = actor_in(shop)
    with inside(shop.pk):
        for person, role in ((agent, Role.AGENT), (reader, Role.READER)):
            add_member(shop, person.pk, role, by=by)
        claim = receive(shop, message(), channel=Channel.PASTE, papers=[order()], by=by).claim
        token = make_link(claim.dossier, by=by)
        letter = Letter.objects.filter(claim=claim).exclude(letter__endswith="receipt").get()
        member = shop.memberships.get(person=reader)
        make_key(shop, "kassa", by=by)
        kept = shop.keys.get()
        parcel = a_parcel(shop, by)
        picture = parcel.pictures.get().pk
        intake = logged(shop, by)
        opened = PaymentDoor.objects.get().pk
        shown, aside = accepted_and_set_aside(shop)
        held = hold(claim.dossier, "Er loopt een procedure.", by=by)
    parts = {
        "slug": shop.slug,
        "country": "nl",
        "topic": "withdrawal",
        "code": claim.code,
        "letter": letter.code,
        "parcel": parcel.code,
        "picture": picture,
        "intake": intake.code,
        "door": opened,
        "number": "B1",
        "page": 1,
        "token": token,
        "member": member.pk,
        "rule": "amicable",
        "hold": held.pk,
        "watched": shown.version.page.code,
        "version": shown.version.number,
        "what": "picture",
        "aside": aside.pk,
        "receipt": shown.token,
        "key": "money",
        "key_end": kept.pk,
        "name": "onbekend",
        "sealed": seal(shop.pk, claim.code, by=by).code,
    }
    people = [browser_of(), *(browser_of(p) for p in (outsider, reader, agent, owner)), browser_of(an_operator())]
    return Scene(people, parts)


def test_every_address_stands_in_the_matrix() -> None:
    assert set(patterns()) == set(MATRIX)


def outcome(answer: Any) -> object:
    at_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")
    return "in" if at_sign_in else answer.status_code


def test_everyone_gets_what_the_matrix_says(scene: Scene) -> None:
    found = {name: tuple(outcome(browser.get(scene.address(name))) for browser in scene.people) for name in MATRIX}
    assert found == MATRIX


@pytest.mark.parametrize("name", sorted(READER_REFUSED))
def test_reader_and_outsider_change_nothing(scene: Scene, name: str) -> None:
    stranger, outsider, reader, *_rest = scene.people
    address = scene.address(name)
    given = [outcome(b.post(address, READER_REFUSED[name])) for b in (stranger, outsider, reader)]
    assert given == ["in", 404, 409]


@pytest.mark.parametrize("name", ["claim", "letter", "exhibit", "consumer"])
def test_code_that_was_guessed_opens_nothing(scene: Scene, name: str) -> None:
    scene.parts |= {"code": "0000-0000-0", "letter": "0000-0000-0", "token": "A" * 22}
    assert scene.people[4].get(scene.address(name)).status_code == 404
