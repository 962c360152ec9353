"""Stored assessments are asked again later: the same answer, or what differs and what became known since."""

from __future__ import annotations

import pytest
from tests.messages import PRAISE, mail, message, order
from tests.people import a_shop, actor_in, customer_of

from wederhoor.claims import actions as claims
from wederhoor.claims.assessing import look
from wederhoor.claims.earlier import earlier_of
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
        Assessment.objects.filter(claim=claim).update(result={"assessments": []})
        assert [row.answered for row in earlier_of(praise, ())] == [()]
        assert [row.answered for row in earlier_of(claim, look(claim).assessments)] == [()]
