"""The kinds of people the tests know, and how to make one."""

from __future__ import annotations

from itertools import count

from django.test import Client

from wederhoor.accounts.models import Person

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
