"""People: one account an address, sign-in that is written down, and limits on guessing."""

import re

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from tests.people import a_person, browser_of

from wederhoor.accounts.models import Person
from wederhoor.codes import is_code
from wederhoor.journal.models import Line

pytestmark = pytest.mark.usefixtures("database")
PASSWORD = "een lange zin die niemand raadt"


def acts_of(person: Person) -> list[str]:
    return list(Line.objects.filter(subject=person.code).order_by("id").values_list("act", flat=True))


def test_person_has_a_code_and_an_address_in_small_letters():
    person = Person.objects.create_user(" Anna@Voorbeeld.Example ", name="Anna")
    assert is_code(person.code)
    assert person.email == "anna@voorbeeld.example"
    assert Person.objects.get_by_natural_key("ANNA@voorbeeld.example") == person
    assert not person.has_usable_password()


def test_second_account_on_the_same_address_is_refused():
    Person.objects.create_user("anna@voorbeeld.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create_user("Anna@voorbeeld.example")


def test_capital_in_an_address_is_refused_by_the_database():
    person = a_person()
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(email="Anna@voorbeeld.example")


def test_signing_up_needs_the_code_from_the_mail_and_is_written_down():
    client = Client()
    given = {"email": "Nieuw@winkel.example", "password1": PASSWORD}
    client.post("/accounts/signup/", given)
    person = Person.objects.get()
    assert person.email == "nieuw@winkel.example"
    assert "_auth_user_id" not in client.session
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.outbox[0].body, re.MULTILINE).group(1)
    client.post("/accounts/confirm-email/", {"code": code})
    assert client.session["_auth_user_id"] == str(person.pk)
    assert acts_of(person) == ["person.opened", "person.signed-in"]


def test_signing_in_and_out_is_written_down():
    person = a_person()
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    client.post("/accounts/login/", {"login": person.email.upper(), "password": PASSWORD})
    client.post("/accounts/logout/")
    assert acts_of(person) == ["person.signed-in", "person.signed-out"]


def test_guessing_a_password_is_stopped_for_that_account_only():
    person, other = a_person(), a_person()
    for one in (person, other):
        one.set_password(PASSWORD)
        one.save()
    for _ in range(6):
        last = Client().post("/accounts/login/", {"login": person.email, "password": "mis"})
    assert last.status_code in (200, 429)
    stopped = Client()
    stopped.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert "_auth_user_id" not in stopped.session
    free = Client()
    free.post("/accounts/login/", {"login": other.email, "password": PASSWORD})
    assert free.session["_auth_user_id"] == str(other.pk)


def test_password_changed_is_written_down():
    person = a_person()
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    new = {"oldpassword": PASSWORD, "password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    client.post("/accounts/password/change/", new)
    assert acts_of(person)[-1] == "person.credential-changed"


@pytest.mark.parametrize("page", ["login/", "signup/", "password/reset/", "2fa/", "2fa/totp/activate/", "sessions/"])
def test_page_of_the_account_answers(page):
    person = a_person()
    client = browser_of(person) if page in ("2fa/", "2fa/totp/activate/", "sessions/") else Client()
    answer = client.get(f"/accounts/{page}")
    # Adding a second factor asks first who is there.
    assert answer.status_code in (200, 302)
    if answer.status_code == 302:
        assert "reauthenticate" in answer.headers["Location"]


def test_login_page_offers_a_passkey():
    assert b"passkey" in Client().get("/accounts/login/").content.lower()
