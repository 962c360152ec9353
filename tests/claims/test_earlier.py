"""Stored assessments are asked again later: the same answer, or what differs and what became known since."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.messages import PRAISE, mail, message, order
from tests.people import a_person, a_shop, actor_in, browser_of, customer_of

from wederhoor.claims import actions as claims
from wederhoor.claims.assessing import look
from wederhoor.claims.earlier import earlier_of, kept_of
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Assessment, Claim
from wederhoor.law import versions
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def shop() -> Shop:
    return a_shop()


def filed(shop: Shop) -> Claim:
    return receive(shop, mail(), channel=Channel.MAIL, papers=(order(),), by=actor_in(shop)).claim


def test_asked_again_it_gives_the_same_answer(shop: Shop) -> None:
    with inside(shop.pk):
        claim = filed(shop)
        now = look(claim).assessments
        (row,) = earlier_of(claim, now)
    (answered,) = row.answered
    assert answered.beside.same
    assert [outcome for _, outcome in answered.answers] == [answer.outcome for answer in now[0].answers]
    assert answered.since == ()


def test_what_became_known_since_is_named_at_the_older_one_only(shop: Shop) -> None:
    with inside(shop.pk):
        claim = filed(shop)
        claims.correct(claim, {"delivery_evidence_photo": False}, [], by=customer_of(shop))
        claim.refresh_from_db()
        newest, oldest = earlier_of(claim, look(claim).assessments)
    assert newest.answered[0].since == ()
    assert oldest.answered[0].since == ("delivery_evidence_photo",)
    assert newest.answered[0].beside.same
    assert oldest.answered[0].beside.same


def test_a_rule_that_was_reworded_is_named(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    with inside(shop.pk):
        claim = filed(shop)
        used = list(Assessment.objects.get(claim=claim).result["kept"][0]["rules"])
        before = dict(versions.written())
        monkeypatch.setattr(versions, "written", lambda: {**before, used[0]: "another"})
        (row,) = earlier_of(claim, look(claim).assessments)
    assert row.answered[0].beside.changed == (used[0],)
    assert row.answered[0].beside.turned == ()
    assert not row.answered[0].beside.same


def test_what_was_no_complaint_or_was_kept_in_an_older_form_has_no_answers(shop: Shop) -> None:
    with inside(shop.pk):
        praise = receive(shop, message(PRAISE), channel=Channel.FORM, by=actor_in(shop)).claim
        claim = filed(shop)
        kept_as(claim, {"assessments": []})
        assert [row.answered for row in earlier_of(praise, ())] == [()]
        assert [row.answered for row in earlier_of(claim, look(claim).assessments)] == [()]


def kept_as(claim: Claim, result: dict[str, Any]) -> None:
    for row in Assessment.objects.filter(claim=claim):
        row.result = result
        row.save()


Damage = Callable[[dict[str, Any]], object]
DAMAGED: dict[str, Damage] = {
    "form": lambda kept: kept.update(form=0),
    "topic": lambda kept: kept.update(topic="gone_topic"),
    "no topic": lambda kept: kept.pop("topic"),
    "topic as a list": lambda kept: kept.update(topic=[]),
    "country": lambda kept: kept.update(country="xx"),
    "day": lambda kept: kept.update(on="yesterday"),
    "fact": lambda kept: kept["facts"].append(["gone_fact", True, "shop", "", "cse"]),
    "value": lambda kept: kept["facts"].append(["delivered", "2", "shop", "", "cse"]),
    "short fact": lambda kept: kept["facts"].append(["delivered"]),
    "source": lambda kept: kept["facts"].append(["delivered", True, "nobody", "", "cse"]),
    "remedy": lambda kept: [row.update(remedy="gone_remedy") for row in (kept["demands"][0], kept["answers"][0])],
    "sum": lambda kept: kept["demands"][0].update(amount="much"),
    "outcome": lambda kept: kept["answers"][0].update(outcome="gone_outcome"),
    "no answers": lambda kept: kept.pop("answers"),
    "answers as words": lambda kept: kept.update(answers="none"),
    "an answer fewer": lambda kept: kept["answers"].clear(),
    "no demands": lambda kept: kept.update(demands=None),
    "rules": lambda kept: kept.update(rules=["nl.gone"]),
    "rule of another country": lambda kept: kept["rules"].update({"xx.gone.rule": "1"}),
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_what_is_no_longer_known_is_told_and_not_asked_again(damage: Damage) -> None:
    person = a_person("Nora")
    shop = a_shop(owner=person)
    with inside(shop.pk):
        claim = filed(shop)
        row = Assessment.objects.get(claim=claim)
        damage(row.result["kept"][0])
        row.save()
        (read,) = earlier_of(claim, look(claim).assessments)
    assert read.answered[0].beside is None
    browser = browser_of(person)
    browser.cookies["django_language"] = "nl"
    page = browser.get(f"/shop/{shop.slug}/claims/{claim.code}/assessments/", HTTP_ACCEPT_LANGUAGE="nl")
    assert page.status_code == 200
    assert "kan niet opnieuw worden gesteld" in page.content.decode()
    assert "geven hetzelfde antwoord" not in page.content.decode()


@pytest.mark.parametrize("result", [{}, [], None, {"kept": None}, {"kept": "x"}, {"kept": {"form": 1}}], ids=str)
def test_row_without_what_was_kept_has_no_answers(shop: Shop, result: object) -> None:
    with inside(shop.pk):
        claim = filed(shop)
        stored = Assessment.objects.get(claim=claim)
        stored.result = result
        assert kept_of(stored) == ()


def test_what_was_kept_in_no_form_at_all_is_not_asked_again(shop: Shop) -> None:
    with inside(shop.pk):
        claim = filed(shop)
        kept_as(claim, {"kept": [None, "x", 3]})
        (row,) = earlier_of(claim, ())
    assert [(one.topic, one.answers, one.beside) for one in row.answered] == [("", (), None)] * 3
