"""Links that sign in once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.people import a_person

from wederhoor.accounts.models import SignInLink
from wederhoor.accounts.signin import VALID_FOR, address_of, issue, redeem
from wederhoor.journal.models import Line

pytestmark = pytest.mark.usefixtures("database")


def test_link_lets_in_once():
    person = a_person()
    token = issue(person)
    assert redeem(token) == person
    assert redeem(token) is None


def test_link_that_was_changed_lets_nobody_in():
    token = issue(a_person())
    assert redeem(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert redeem("iets:anders") is None
    assert redeem("") is None


def test_link_too_old_lets_nobody_in():
    token = issue(a_person())
    assert redeem(token, at=timezone.now() + VALID_FOR + timedelta(seconds=1)) is None


def test_link_of_someone_who_left_lets_nobody_in():
    person = a_person()
    token = issue(person)
    person.is_active = False
    person.save()
    assert redeem(token) is None


def test_link_is_not_kept_itself():
    token = issue(a_person())
    link = SignInLink.objects.get()
    assert token not in address_of("x")
    assert bytes(link.secret_hash).hex() not in token
    assert len(link.secret_hash) == 32


def test_link_issued_and_used_stand_in_the_journal():
    person = a_person()
    redeem(issue(person))
    acts = list(Line.objects.filter(subject=person.code).order_by("id").values_list("act", flat=True))
    assert acts == ["person.signin-issued", "person.signin-used"]
