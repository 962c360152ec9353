"""Loads the demonstration into an empty installation, by the same acts a shop uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.html import escape

from wederhoor.accounts.models import Person
from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions as claims
from wederhoor.claims.assessing import look
from wederhoor.claims.kinds import Channel
from wederhoor.demonstration.index import Case, Index, Terms, index
from wederhoor.demonstration.papers_on_table import paper_of
from wederhoor.demonstration.parcels import lay_out
from wederhoor.evidence import actions as evidence
from wederhoor.letters.actions import draft, receive
from wederhoor.pages import adding, watching
from wederhoor.pages.capturing import SOFTWARE
from wederhoor.pages.kinds import Kind
from wederhoor.pages.warc import Served, written
from wederhoor.pages.words import words_of
from wederhoor.shops.actions import add_member, open_shop
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor, Role
from wederhoor.shops.models import Shop
from wederhoor.withdrawals.actions import switch

# Some of the days on which the last version was looked at.
SEEN_ON = (date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))
TERMS_PAGE = """<!doctype html>
<html lang="nl"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Algemene voorwaarden - {name}</title>
<main><h1>Algemene voorwaarden van {name}</h1><pre>{words}</pre></main></html>
"""


def load() -> Shop:
    """The shop, its people, its terms, and every message with what lies around it. Only for an empty installation."""
    told = index()
    with transaction.atomic():
        people = {member.role: _person(member.email, member.name) for member in told.shop.members}
        shop = _shop(told, people["owner"])
        owner = Actor(people["owner"].code, "owner", shop.pk, people["owner"].name)
        with inside(shop.pk):
            for role in (Role.AGENT, Role.READER):
                add_member(shop, people[role.value].pk, role, by=owner)
            for terms in told.shop.terms:
                _keep_terms(shop, terms, owner)
            for case in (*told.cases, *told.others):
                _receive(shop, case, owner)
            lay_out(shop, owner)
            switch(shop, True, shop.withdrawal_url, by=owner)
            _show_terms(shop, told.shop.terms, owner)
    return shop


def people() -> list[tuple[Person, str]]:
    """The people of the demonstration with their roles, the owner first; empty when it was not loaded."""
    return list(_known())


def _known() -> Iterator[tuple[Person, str]]:
    for member in index().shop.members:
        person = Person.objects.filter(email=member.email).first()
        if person is not None:
            yield person, member.role


def _person(email: str, name: str) -> Person:
    person = Person.objects.create_user(email, name=name)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def _shop(told: Index, owner: Person) -> Shop:
    said = told.shop
    return open_shop(
        said.name,
        by_person=owner.pk,
        by_code=owner.code,
        legal_name=said.legal_name,
        kvk=said.kvk,
        vat=said.vat,
        address=said.address,
        email=said.email,
        phone=said.phone,
        signer=said.signer,
        form=said.form,
        trustmark=said.trustmark,
        trustmark_days=said.trustmark_days,
        withdrawal_url=said.withdrawal_url,
        privacy_url=said.privacy_url,
        frozen_today=told.today,
    )


def _keep_terms(shop: Shop, terms: Terms, owner: Actor) -> None:
    paper = Paper(
        terms.text.encode(),
        name=f"voorwaarden-{terms.version}.txt",
        media_type="text/plain",
        sort="terms",
        title=f"Algemene voorwaarden {terms.version}",
        shows=terms.origin,
        strength=1 if terms.weak else 4,
    )
    new, _ = claims.new_exhibit(paper, shop)
    evidence.keep_terms(shop, new, name=terms.version, since=terms.since, until=terms.until, by=owner)


def _show_terms(shop: Shop, terms: Sequence[Terms], owner: Actor) -> None:
    """The terms as the demonstration's own checkout links to them: the last version as it was seen on days of the
    story, those before it added afterwards. Nobody goes and looks at this machine."""
    url, (*old, last) = f"{settings.URL}/demonstration/shop/terms/", terms
    body = TERMS_PAGE.format(name=escape(shop.name), words=escape(last.text)).encode()
    page = watching.watch(shop, Kind.TERMS, "Algemene voorwaarden", url, by=owner)
    by = Actor("system", "system", shop.pk)
    for day in (last.since, *(day for day in SEEN_ON if day > last.since), shop.today()):
        at = datetime.combine(day, time(4, 12), ZoneInfo(shop.zone))
        served = Served(url, url, at, 200, (("content-type", "text/html; charset=utf-8"),), body)
        watching.keep_look(page, served, words_of(body, served.content_type), written(served, software=SOFTWARE), by=by)
    for one in old:
        name = f"voorwaarden-{one.version}.txt"
        adding.add(page, adding.Old(one.text.encode(), name, "text/plain", one.since, one.until, one.origin), by=owner)
    page.refresh_from_db()
    page.next_at = None
    page.save(update_fields=["next_at"])


def _receive(shop: Shop, case: Case, owner: Actor) -> None:
    around = [paper_of(file) for file in case.around]
    claim, _, _ = receive(shop, paper_of(case.message), channel=Channel.MAIL, papers=around, by=owner)
    if case.shop_tells or case.shop_says:
        claims.tell(claim, case.shop_tells, case.shop_says, by=owner)
        made = look(claim).draft
        if made is not None:
            draft(claim, made, by=owner)
