"""The kinds of people the tests know, and how to make one."""

from __future__ import annotations

from datetime import date
from itertools import count

from django.test import Client

from wederhoor.accounts.models import Person
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

_numbers = count(1)


def a_person(name: str = "", *, operator: bool = False, **fields: object) -> Person:
    """Someone with an account and a verified address; no password, tests sign in by :func:`browser_of`."""
    from allauth.account.models import EmailAddress

    number = next(_numbers)
    person = Person.objects.create_user(
        f"person{number}@example.test", name=name or f"Persoon {number}", is_operator=operator, **fields
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def an_operator() -> Person:
    """Who runs the installation."""
    return a_person("Beheerder", operator=True)


def browser_of(person: Person | None = None) -> Client:
    """A browser in which ``person`` is signed in; without one, of someone nobody knows."""
    client = Client()
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def a_shop(name: str = "Lampenhuis", *, owner: Person | None = None, **details: object) -> Shop:
    """A shop with an owner; its calendar stands still on Monday 12 October 2026 unless told otherwise."""
    from wederhoor.shops.actions import open_shop

    number = next(_numbers)
    said = {
        "legal_name": f"{name} V.O.F.",
        "kvk": "12345678",
        "address": "Kade 1, 1234 AB Haven",
        "email": f"winkel{number}@shop{number}.example",
        "frozen_today": date(2026, 10, 12),
        **details,
    }
    person = owner or a_person()
    return open_shop(f"{name} {number}", by_person=person.pk, by_code=person.code, **said)


def actor_in(shop: Shop, role: str = "owner") -> Actor:
    """Somebody who acts in this shop in this role."""
    return Actor(f"{role}-code", role, shop.pk, role.title())


def customer_of(shop: Shop) -> Actor:
    """The customer of a case in this shop."""
    return Actor("consumer", "consumer", shop.pk, "Klant")
