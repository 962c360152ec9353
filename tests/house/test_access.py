"""Who may come where and do what: every address of the program, every kind of person, by looking and by acting.

An address that is not in the table fails. What nobody in the table may do must also leave no trace in the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from tests.api.caller import Program
from tests.people import a_person, a_shop, actor_in, an_operator, browser_of
from tests.shops.whole import a_whole_shop

from wederhoor.accounts.models import Person
from wederhoor.claims.actions import seal
from wederhoor.claims.models import Claim
from wederhoor.evidence.forgetting import hold
from wederhoor.evidence.models import Hold
from wederhoor.journal.across import across_shops
from wederhoor.journal.models import Line
from wederhoor.letters.models import Letter
from wederhoor.logs.models import PaymentDoor
from wederhoor.pages.models import Acceptance, SetAside, WatchedPage
from wederhoor.shops.actions import add_member
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Role
from wederhoor.shops.models import ApiKey

PEOPLE = ("anonymous", "stranger", "reader", "agent", "owner", "operator", "key", "other key")
TEXT = {"text": "Nog iets."}


@dataclass(frozen=True)
class Row:
    """Who an address is for; what it answers them by GET and by POST of ``body``; whom it refuses by POST (409)."""

    family: str
    get: int = 200
    post: int = 302
    body: Any = None
    refuses: tuple[str, ...] = ()
    also: Mapping[str, int] = field(default_factory=dict)


def everyone(get: int = 200, post: int = 405, **body: Any) -> Row:
    return Row("everyone", get, post, body)


def link(get: int = 302, post: int = 302, **body: Any) -> Row:
    return Row("link", get, post, body)


def seen(get: int = 200, post: int = 200) -> Row:
    """A page of the shop that changes nothing, whoever looks and however."""
    return Row("shop", get, post)


def act(get: int = 302, **body: Any) -> Row:
    """What the people of a shop do, and a reader may not."""
    return Row("shop", get, 302, body, ("reader",))


def owned(get: int = 200, post: int = 302, **body: Any) -> Row:
    """What the owner does alone."""
    return Row("shop", get, post, body, ("reader", "agent"))


SHOP, CASE, LETTER = "shop/<slug:slug>/", "shop/<slug:slug>/claims/<str:code>/", "letters/<str:letter>/"
C = "c/<str:token>/"
API = "api/v1/"
TABLE: dict[str, Row] = {
    "": everyone(),
    "reading/": everyone(302, 422),
    "reading/more/": everyone(302, 302),
    "reading/keep/": everyone(405, 302),
    "reading/example/": everyone(405, 200),
    "who-is-right/": everyone(),
    "who-is-right/answer/": everyone(302, 302),
    "who-is-right/begin/": everyone(405, 302),
    "sign-in/<str:token>/": everyone(200, 410),
    "rules/": everyone(),
    "rules/changes/": everyone(),
    "rules/<slug:country>/<slug:topic>/": everyone(),
    "rulings/": everyone(),
    "s/accept.js": everyone(),
    "terms/<str:receipt>/": everyone(),
    "terms/<str:receipt>/archive/": everyone(),
    "language/": everyone(302, 302, language="en"),
    "withdraw/button.js": everyone(),
    "withdraw/<slug:slug>/": everyone(
        404, 404
    ),  # this shop does not offer it; tests/web/test_withdraw.py has one that does
    "withdraw/<slug:slug>/receipt/<str:token>/": everyone(404, 404),
    "withdraw/<slug:slug>/receipt/<str:token>/receipt.txt": everyone(404, 405),
    "demonstration/shop/": everyone(200, 200),
    "demonstration/shop/terms/": everyone(404, 405),  # this shop shows none
    "s/<slug:slug>/claim/": everyone(200, 422, text=""),
    C: link(200, 200),
    f"{C}choose/<slug:key>/": link(),
    f"{C}agree/": link(),
    f"{C}answer/": link(422, **TEXT),
    f"{C}disagree/": link(422, 409, **TEXT),
    f"{C}paper/": link(422, 422),
    f"{C}correct/": link(422, 302, asks=["refund"]),
    f"{C}withdraw/": link(),
    f"{C}code/": link(302, 409, code="123456"),
    f"{C}documents/<str:number>/": link(409, 409),
    f"{C}seal/": link(302, 409),
    f"{C}sealed/<str:sealed>.zip": link(409, 409),
    "shop/": Row("account", 302, 302, also={"operator": 200}),
    "shop/begin/": Row("account", 200, 422, {"name": ""}),
    f"{SHOP}claims/": seen(),
    f"{SHOP}claims.csv": seen(),
    f"{SHOP}claims/new/": act(200, message="Mijn pakket is niet aangekomen, graag mijn geld terug."),
    f"{SHOP}advice/": seen(),
    f"{SHOP}orders/": seen(),
    f"{SHOP}orders/<path:number>/": seen(),
    f"{SHOP}details/": owned(name="Lampenhuis", form="u", language="nl", trustmark_days=7, answer_days=5),
    f"{SHOP}withdrawal/": owned(on="1"),
    f"{SHOP}withdrawal/<str:code>/": seen(404, 404),  # nothing was set aside
    f"{SHOP}members/": owned(email="nieuw@example.test", role="agent"),
    f"{SHOP}members/<int:member>/remove/": owned(302),
    f"{SHOP}keys/": Row("shop", 200, 200, {"name": "kassa"}, ("reader", "agent")),
    f"{SHOP}keys/<int:key>/end/": owned(302),
    f"{SHOP}forgetting/": seen(),
    f"{SHOP}forgetting/<slug:rule>/": owned(months=24),
    f"{SHOP}pages/": Row("shop", 200, 302, {"name": "Retour", "kind": "information", "url": ""}, ("reader",)),
    f"{SHOP}pages/sites/": act(sites="https://lampenhuis.example"),
    f"{SHOP}pages/order/": seen(),
    f"{SHOP}pages/aside/<int:aside>/seen/": act(),
    f"{SHOP}pages/<str:watched>/": seen(),
    f"{SHOP}pages/<str:watched>/look/": act(),
    f"{SHOP}pages/<str:watched>/end/": act(),
    f"{SHOP}pages/<str:watched>/older/": Row("shop", 302, 422, {}, ("reader",)),
    f"{SHOP}pages/<str:watched>/<int:version>/": seen(),
    f"{SHOP}pages/<str:watched>/<int:version>/<slug:what>/": seen(404, 404),  # nobody drew it
    f"{SHOP}access/": seen(),
    f"{SHOP}access/copy/": Row("shop", 302, 409),
    f"{SHOP}packing/": seen(),
    f"{SHOP}packing/returns/": seen(),
    f"{SHOP}packing/worker.js": seen(),
    f"{SHOP}packing/records/": Row("shop", 200, 422),  # what a form sends is no envelope
    f"{SHOP}logs/": seen(),
    f"{SHOP}logs/piece/": Row("shop", 302, 409),
    f"{SHOP}logs/look/": Row("shop", 302, 422, {}, ("reader",)),
    f"{SHOP}logs/take/": Row("shop", 302, 409),
    f"{SHOP}logs/<str:intake>/": seen(),
    f"{SHOP}logs/search/": seen(),
    f"{SHOP}logs/search/document/": Row("shop", 302, 302, {}, ("reader",)),
    f"{SHOP}logs/search/forget/": owned(302),
    f"{SHOP}logs/choices/": owned(address_days=60, card_days=0),
    f"{SHOP}logs/choices/door/": Row("shop", 302, 200, {"provider": "mollie"}, ("reader", "agent")),
    f"{SHOP}logs/choices/door/<int:door>/end/": owned(302),
    f"{SHOP}parcels/": seen(),
    f"{SHOP}parcels.csv": seen(),
    f"{SHOP}parcels/<str:parcel>/": seen(),
    f"{SHOP}parcels/<str:parcel>/pictures/<int:picture>/": seen(),
    f"{SHOP}parcels/<str:parcel>/proof/": seen(),
    f"{SHOP}parcels/<str:parcel>/correct/": act(order="LH-1"),
    CASE: seen(),
    f"{CASE}carrier/": Row("shop", 302, 409),  # no paper of this case names a link
    f"{CASE}tell/": act(422, **TEXT),
    f"{CASE}papers/": act(422, **TEXT),
    f"{CASE}gather/": act(),
    f"{CASE}note/": act(422, **TEXT),
    f"{CASE}link/": Row("shop", 302, 200, None, ("reader",)),
    f"{CASE}draft/": act(),
    f"{CASE}aside/": act(422, reason="Geen klacht."),
    f"{CASE}rest/": act(),
    f"{CASE}reopen/": act(),
    f"{CASE}documents/<str:number>/": seen(),
    f"{CASE}documents/<str:number>/about/": seen(),
    f"{CASE}documents/<str:number>/pages/<int:page>/": seen(404, 404),  # B1 is text, of which there is no picture
    f"{CASE}documents/<str:number>/describe/": act(shows="De lamp."),
    f"{CASE}documents/<str:number>/copy/": Row("shop", 302, 409, {"reason": "Zonder plaats."}),  # of text there is none
    f"{CASE}documents/<str:number>/show/": Row("shop", 302, 409, {"reason": "Mag.", "sure": "on"}),  # no need
    f"{CASE}calls/": act(422, who="Tessa", caller="shop", on="2026-10-12", said="Ze belt terug."),
    f"{CASE}assessments/": seen(),
    f"{CASE}file.pdf": seen(),
    f"{CASE}own.pdf": seen(),
    f"{CASE}seal/": Row("shop", 405, 302, {}, ("reader",)),
    f"{CASE}sealed/<str:sealed>.zip": seen(),
    f"{CASE}forget/": Row("shop", 200, 422, {"why": "asked", "code": "0000"}, ("reader", "agent")),
    f"{CASE}forget/refuse/": owned(why="legal_claim", reason="Er loopt een procedure."),
    f"{CASE}hold/": owned(reason="Er loopt een procedure."),
    f"{CASE}hold/<int:hold>/end/": owned(302),
    f"{CASE}certificate.pdf": seen(404, 404),
    CASE + LETTER: act(200, subject="Antwoord", body="Beste klant,"),
    f"{CASE}{LETTER}send/": act(),
    f"{CASE}{LETTER}sent/": act(),
    f"{CASE}{LETTER}drop/": act(),
    f"{CASE}{LETTER}decide/": act(went="yes"),
    "operator/": Row("operator", 200, 200),
    "operator/readings/": Row("operator", 200, 200),
    "operator/post/": Row("operator", 200, 422, {"shop": ""}),
    "operator/post/<str:name>/": Row("operator", 404, 404),
    f"{API}claims": Row("program", 200, 422),
    f"{API}claims/{{code}}": Row("program", 200, 405),
    f"{API}claims/{{code}}/papers": Row("program", 405, 422),
    f"{API}claims/{{code}}/bundle": Row("program", 200, 201),
    f"{API}acceptances": Row("program", 405, 422),
    f"{API}acceptances/batch": Row("program", 405, 422),
    f"{API}acceptances/changed": Row("program", 405, 202),
    f"{API}acceptances/<shop>/version": everyone(404, 405),
    f"{API}acceptances/<shop>/browser": everyone(405, 404),
    f"{API}events": Row("program", 422, 422),
    f"{API}events/batch": Row("program", 405, 422),
    f"{API}logs": Row("program", 405, 422),
    f"{API}payments/<provider>/<token>": everyone(405, 404),
    f"{API}parcels": Row("program", 422, 422),
    f"{API}withdrawals": Row("program", 405, 201),  # nothing that is missing refuses one
    f"{API}openapi.json": everyone(200, 200),
}
# Signing in and out, second factors and passkeys are allauth's, all under one folder; its own tests try them.
ALLAUTH = "accounts/"
NAMELESS = {f"{API}": "the root of the API, which only names it"}


def addresses(resolver: Any = None, before: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route.replace("<code>", "{code}").replace("<str:code>}", "{code}")


def test_every_address_stands_in_the_table() -> None:
    found = {a for a in addresses() if not a.startswith(ALLAUTH)} - set(NAMELESS)
    assert found == set(TABLE)


class Scene:
    """A shop with a case, another beside it, and a browser for each kind of person."""

    def __init__(self) -> None:
        whole = a_whole_shop()
        self.shop, self.token = whole.shop, whole.token
        Person.objects.create_user("nieuw@example.test", name="Nieuw")
        stranger = a_person("Buiten")
        other = a_shop("Elders", owner=stranger)
        self.people = {"anonymous": browser_of(), "stranger": browser_of(stranger), "owner": browser_of(whole.owner)}
        by = actor_in(whole.shop)
        with inside(whole.shop.pk):
            for role in (Role.AGENT, Role.READER):
                person = a_person(role.title())
                member = add_member(whole.shop, person.pk, role, by=by)
                self.people[role.value] = browser_of(person)
            letter = Letter.objects.filter(claim=whole.claim).exclude(letter__endswith="receipt").get()
            Letter.objects.update(item=None)
            kept = ApiKey.objects.get()
            shown, aside = Acceptance.objects.select_related("version__page").get(), SetAside.objects.get()
            picture = str(whole.parcel.pictures.get().pk)
            opened = PaymentDoor.objects.get()
            held = hold(whole.claim.dossier, "Er loopt een procedure.", by=by)
        sealing = seal(whole.shop.pk, whole.claim.code, by=by)
        self.people["operator"] = browser_of(an_operator())
        self.people["key"] = Program(key=whole.key).client
        self.people["other key"] = Program(other).client
        self.parts = {
            "<slug:slug>": whole.shop.slug,
            "<slug:country>": "nl",
            "<slug:topic>": "withdrawal",
            "<str:code>": whole.claim.code,
            "{code}": whole.claim.code,
            "<str:letter>": letter.code,
            "<str:parcel>": whole.parcel.code,
            "<int:picture>": picture,
            "<str:number>": "B1",
            "<path:number>": "LH-2041",
            "<int:page>": "1",
            "<str:token>": whole.token,
            "<int:member>": str(member.pk),
            "<slug:key>": "money",
            "<int:key>": str(kept.pk),
            "<str:name>": "onbekend",
            "<str:sealed>": sealing.code,
            "<slug:rule>": "amicable",
            "<int:hold>": str(held.pk),
            "<str:watched>": shown.version.page.code,
            "<int:version>": str(shown.version.number),
            "<slug:what>": "picture",
            "<int:aside>": str(aside.pk),
            "<str:receipt>": shown.token,
            "<str:intake>": whole.intake.code,
            "<int:door>": str(opened.pk),
            "<provider>": "stripe",
            "<token>": "onbekend",
            "<shop>": "0000-0000-0",
        }

    def ready(self, address: str) -> None:
        """The state in which what this address does can be done."""
        with inside(self.shop.pk):
            claim = "answered" if address.endswith("rest/") else "rested" if address.endswith("reopen/") else "filed"
            Claim.objects.update(state=claim)
            Letter.objects.update(state="uncertain" if address.endswith("decide/") else "draft")
            WatchedPage.objects.update(ended_at=None)
            SetAside.objects.update(settled_at=None)
            Hold.objects.update(ended_at=None if "<int:hold>" in address else timezone.now())

    def path(self, address: str, **other: str) -> str:
        for place, value in {**self.parts, **other}.items():
            address = address.replace(place, value)
        return f"/{address}"


@pytest.fixture
def scene(database: dict[str, str]) -> Scene:
    return Scene()


def outcome(answer: Any) -> object:
    at_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")
    return "in" if at_sign_in else answer.status_code


KEYLESS = ("anonymous", "key", "other key")  # no session: a program's key opens no page
REFUSALS = ("in", 401, 404, 405, 409, 422)


def expected(address: str, who: str, *, by_post: bool) -> object:
    row = TABLE[address]
    usual = row.post if by_post else row.get
    if row.family in ("everyone", "link") or (usual == 405 and (row.family == "program" or who not in KEYLESS)):
        return row.also.get(who, usual)
    if row.family == "program":
        elsewhere = 404 if "{code}" in address and usual in (200, 201) else usual
        return {"key": usual, "other key": elsewhere}.get(who, 401)
    if who in KEYLESS:
        return "in"
    return row.also.get(who, usual) if row.family == "account" else _of_shop_or_desk(row, who, usual, by_post=by_post)


def _of_shop_or_desk(row: Row, who: str, usual: int, *, by_post: bool) -> int:
    if row.family == "operator":
        return usual if who == "operator" else 404
    if who in ("stranger", "operator"):
        return 404
    return 409 if by_post and who in row.refuses else usual


def trace() -> int:
    with across_shops("a test looks whether anything happened"):
        return Line.objects.count() + ApiKey.objects.count()


def _look(browser: Client, path: str, row: Row) -> Any:
    return browser.get(path)


def _act(browser: Client, path: str, row: Row) -> Any:
    if row.family == "program":
        return browser.post(path, "{}", content_type="application/json")
    return browser.post(path, row.body or {})


# A program fetches the bundle by GET, and fetching it seals it.
SEALS = {f"{API}claims/{{code}}/bundle"}


# Opening a document is written down, for the auditor.
READS = {f"{CASE}documents/<str:number>/", f"{CASE}documents/<str:number>/about/"}


@pytest.mark.parametrize("address", TABLE)
def test_everyone_gets_what_the_table_says_and_who_is_refused_leaves_no_trace(scene: Scene, address: str) -> None:
    row, found, wanted = TABLE[address], {}, {}
    for who in PEOPLE:
        for method, do in (("GET", _look), ("POST", _act)):
            scene.ready(address)
            before = trace()
            answer = outcome(do(scene.people[who], scene.path(address), row))
            found[who, method] = answer
            wanted[who, method] = expected(address, who, by_post=method == "POST")
            if method == "GET" or answer in REFUSALS:
                left = address in SEALS or (address in READS and answer == 200)
                assert trace() == before or left, f"{method} by {who} was refused and something happened"
    assert found == wanted


@pytest.mark.parametrize("address", [a for a in TABLE if TABLE[a].family == "link"])
def test_link_that_was_guessed_or_ended_opens_nothing(scene: Scene, address: str) -> None:
    row, browser = TABLE[address], scene.people["anonymous"]
    for token in ("A" * 22, scene.token[:-1], scene.token.swapcase(), "%00", "🙂"):
        path = scene.path(address, **{"<str:token>": token})
        assert browser.get(path).status_code == 404
        assert _act(browser, path, row).status_code == 404


def test_link_opens_one_file_and_no_other(scene: Scene) -> None:
    other = a_whole_shop("Zuid")
    page = scene.people["anonymous"].get(f"/c/{other.token}/").content.decode()
    assert other.shop.name in page
    assert scene.shop.name not in page


def test_code_of_another_shops_case_is_not_found_in_ones_own(scene: Scene) -> None:
    other = a_whole_shop("Zuid")
    browser = browser_of(other.owner)
    for address in (a for a in TABLE if a.startswith(CASE)):
        path = scene.path(address, **{"<slug:slug>": other.shop.slug})
        assert browser.get(path).status_code in (302, 404, 405), path  # what only acts sends one back, unlooked
        assert _act(browser, path, TABLE[address]).status_code in (404, 405), path


def test_letter_of_another_case_is_not_found_under_this_one(scene: Scene) -> None:
    other = a_whole_shop("Zuid")
    path = scene.path(CASE + LETTER, **{"<str:letter>": other.letter.code})
    assert scene.people["owner"].get(path).status_code == 404


def test_pages_of_the_account_ask_who_you_are(scene: Scene) -> None:
    for address in (a for a in addresses() if a.startswith(ALLAUTH) and "<" not in a and "(" not in a):
        assert scene.people["anonymous"].get(f"/{address}").status_code < 500, address
        assert scene.people["key"].get(f"/{address}").status_code < 500, address
