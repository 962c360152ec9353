"""A case from its first message to its rest and back, as both sides live it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from tests.claims.sealed import bundled
from tests.messages import NOT_RECEIVED, PRAISE, mail, message, order
from tests.people import a_shop, actor_in, customer_of

from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions as claims
from wederhoor.claims.actions.filing import Filed
from wederhoor.claims.assessing import look
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Assessment, Claim, Statement
from wederhoor.facts import Outcome, UnknownFact
from wederhoor.flow import Refused
from wederhoor.journal import keys, proofs
from wederhoor.journal.audit import check_ledger
from wederhoor.journal.erasure import erase
from wederhoor.journal.follow import run_followers_once
from wederhoor.journal.models import Line
from wederhoor.journal.sequencer import run_once
from wederhoor.ledger.proof import Proof
from wederhoor.letters import actions as letters
from wederhoor.letters.models import Letter
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def case(database: dict[str, str]) -> tuple[Shop, Claim]:
    shop = a_shop()
    with inside(shop.pk):
        return shop, receive(shop, mail(), order()).claim


def receive(shop: Shop, paper: Paper, *papers: Paper, by: Actor | None = None) -> Filed:
    return letters.receive(shop, paper, channel=Channel.MAIL, papers=papers, by=by or actor_in(shop))


def acts(claim: Claim) -> list[str]:
    return list(Line.objects.filter(subject=claim.code).order_by("id").values_list("act", flat=True))


def answered(shop: Shop, claim: Claim, *, final: bool = False) -> Letter:
    """The shop's answer, sent from its own mailbox."""
    rows = Letter.objects.select_related("shop", "claim__dossier", "claim__shop")
    letter = rows.filter(claim=claim).exclude(letter__endswith="receipt").latest("id")
    if letter.state != "draft":
        letter.pk, letter.code, letter.state, letter.item = None, f"L{letter.code[1:]}", "draft", None
        letter.save(force_insert=True)
    letter.claim = claim
    letter.closes = final
    letter.save()
    return letters.send_oneself(letter, "own", by=actor_in(shop))


def test_case_goes_to_and_fro_and_comes_to_rest_and_back(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    agent, customer = actor_in(shop), customer_of(shop)
    with inside(shop.pk):
        claims.tell(claim, "De bezorger heeft een foto.", {"delivery_evidence_photo": True}, by=agent)
        claims.correct(claim, {"delivered": False}, [{"remedy": "delivery", "amount": None, "words": ""}], by=customer)
        claims.reply(claim, "Liever alsnog de lamp.", {}, by=customer)
        assert claim.state == "filed"
        answered(shop, claim)
        assert claim.state == "answered"
        claims.contest(claim, "Dit klopt niet.", by=customer)
        assert claim.state == "contested"
        answered(shop, claim, final=True)
        assert (claim.state, claim.final_answer_at is not None) == ("rested", True)
        claims.lay(claim, replace(order(), name="foto-order.json"), by=customer)
        assert claim.state == "filed"
        claims.settle(claim, "Het is opgelost.", by=customer)
        assert claim.state == "settled"
        claims.reply(claim, "Toch nog een vraag.", {}, by=customer)
        assert Claim.objects.get(pk=claim.pk).state == "filed"
        assert acts(claim).count("claim.reopened") == 2


def test_both_versions_of_the_customers_words_stay_and_hers_counts(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    with inside(shop.pk):
        before = look(claim)
        claims.correct(claim, {"order_number": "LH-2042"}, [], by=customer_of(shop))
        after = look(claim)
        assert before.tellings.consumer.value("order_number") == "LH-2041"
        assert after.tellings.consumer.value("order_number") == "LH-2042"
        assert "LH-2041" in claim.message_text
        assert claim.statements.get().sort == "correction"


@pytest.mark.parametrize("role", ["owner", "agent", "reader", "system"])
def test_nobody_but_the_customer_changes_her_words(case: tuple[Shop, Claim], role: str) -> None:
    shop, claim = case
    by = actor_in(shop, role)
    acts_of_hers: list[Callable[[], Any]] = [
        lambda: claims.correct(claim, {"delivered": True}, [], by=by),
        lambda: claims.reply(claim, "Wij begrijpen het zo.", {}, by=by),
        lambda: claims.contest(claim, "Nee.", by=by),
        lambda: claims.settle(claim, "Klaar.", by=by),
        lambda: claims.withdraw(claim, "Ik herroep.", by=by),
    ]
    for act in acts_of_hers:
        with inside(shop.pk), pytest.raises(Refused):
            act()
    with inside(shop.pk):
        assert not Statement.objects.exists()


def test_customer_cannot_speak_or_act_for_the_shop(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    customer = customer_of(shop)
    for act in (
        lambda: claims.answer(claim, None, by=customer),
        lambda: claims.rest(claim, by=customer),
        lambda: claims.set_aside(claim, "niets", by=customer),
        lambda: claims.note(claim, "eigen", by=customer),
    ):
        with inside(shop.pk), pytest.raises(Refused):
            act()
    with inside(shop.pk):
        claims.tell(claim, "Zo ging het.", {"delivered": False}, by=customer)
        assert look(claim).tellings.shop.value("delivered") is False  # undisputed, and still not the shop's telling
        assert claim.statements.get().side == "consumer"


@pytest.mark.parametrize("state", ["rested", "settled", "set_aside"])
def test_new_word_or_paper_of_the_customer_opens_a_case_at_rest(case: tuple[Shop, Claim], state: str) -> None:
    shop, claim = case
    customer = customer_of(shop)
    for act in (
        lambda: claims.reply(claim, "Nog iets.", {}, by=customer),
        lambda: claims.correct(claim, {"delivered": False}, [], by=customer),
        lambda: claims.lay(claim, replace(order(), name="o.json"), by=customer),
    ):
        with inside(shop.pk):
            Claim.objects.filter(pk=claim.pk).update(state=state)
            act()
            assert Claim.objects.get(pk=claim.pk).state == "filed"


def test_every_change_is_assessed_at_once_and_the_earlier_outcomes_stay(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    with inside(shop.pk):
        first = Assessment.objects.get()
        claims.tell(claim, "", {"delivered": True, "delivery_evidence_photo": True}, by=actor_in(shop))
        assert Assessment.objects.count() == 2
        assert Assessment.objects.get(pk=first.pk).result == first.result


@pytest.mark.parametrize("facts", [{"nonsense": True}, {"delivered": "ja"}, {"price_eur": "veel"}])
def test_fact_nobody_can_read_is_refused_and_the_case_can_still_be_looked_at(
    case: tuple[Shop, Claim], facts: dict[str, Any]
) -> None:
    from wederhoor.evidence.actions import describe

    shop, claim = case
    for act in (
        lambda: claims.tell(claim, "Zo.", facts, by=actor_in(shop)),
        lambda: describe(claim.dossier.items.get(number=2), shows="", does_not_show="", facts=facts, by=actor_in(shop)),
    ):
        with pytest.raises(UnknownFact), inside(shop.pk):
            act()
    with inside(shop.pk):
        assert look(claim).assessment is not None


def test_days_of_a_message_are_days_of_the_shops_calendar() -> None:
    """Half past midnight in Amsterdam is the day before in the mailer's own time, and stays the tenth ever after."""
    shop = a_shop()
    text = mail().data.replace(b"Fri, 09 Oct 2026 08:30:00 +0200", b"Fri, 09 Oct 2026 22:30:00 +0000")
    with inside(shop.pk):
        filed = receive(shop, replace(mail(), data=text))
        again = look(Claim.objects.select_related("dossier", "shop").get(pk=filed.claim.pk))
        assert filed.work.message.at is not None
        assert again.message.at is not None
        assert filed.work.message.at.date() == again.message.at.date() == date(2026, 10, 10)


def test_praise_put_aside_stays_findable_and_rests_without_a_date() -> None:
    shop = a_shop()
    with inside(shop.pk):
        claim = receive(shop, message(PRAISE)).claim
        claims.set_aside(claim, "Een compliment.", by=actor_in(shop))
        claim.refresh_from_db()
        assert (claim.state, claim.next_due) == ("set_aside", None)


def test_erased_case_keeps_its_proofs_and_tells_nothing(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    with inside(shop.pk):
        claims.tell(claim, "De bezorger belde aan bij Tessa.", {}, by=actor_in(shop))
    run_once(timezone.now())
    with inside(shop.pk):
        before = {line.pk: Proof.parse(proofs.tlog_proof(line)) for line in proofs.lines_of(claim.code)}
        erased = erase(subject=claim.code, by="operator", reason="verzoek", shop_id=shop.pk)
        assert erased == len(before)
        for line in proofs.lines_of(claim.code):
            if line.pk in before:
                assert line.is_forgotten
                assert before[line.pk].verify(bytes(line.commitment), keys.log_key())
    run_once(timezone.now())
    assert check_ledger().forgotten == erased
    bundled(shop, claim)


def test_two_deliveries_of_one_mail_at_the_same_moment_make_one_claim() -> None:
    shop = a_shop()
    ready, found = threading.Barrier(2), []

    def deliver() -> None:
        try:
            ready.wait(10)
            with inside(shop.pk):
                found.append(receive(shop, mail(), order()))
        finally:
            connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(filed.is_new for filed in found) == [False, True]
    assert found[0].claim.code == found[1].claim.code
    with inside(shop.pk):
        assert Claim.objects.count() == 1
        assert acts(found[0].claim).count("claim.filed") == 1


def test_other_mail_under_the_same_message_id_is_a_claim_of_its_own() -> None:
    shop = a_shop()
    other = mail(NOT_RECEIVED.replace("tafellamp", "vloerlamp").replace("LH-2041", "LH-9"))
    with inside(shop.pk):
        first, second, again = receive(shop, mail()), receive(shop, other), receive(shop, other)
        assert (first.is_new, second.is_new, again.is_new) == (True, True, False)
        assert first.claim.code != second.claim.code == again.claim.code
        assert Claim.objects.count() == 2


def test_follower_that_reads_a_line_again_sends_no_second_receipt() -> None:
    from wederhoor.letters.followers import send_receipt

    shop = a_shop(receipts_allowed=True)
    with inside(shop.pk):
        claim = receive(shop, mail()).claim
    run_once(timezone.now())
    run_followers_once()
    with inside(shop.pk):
        line = Line.objects.get(subject=claim.code, act="claim.filed")
    for _ in range(2):
        send_receipt(line)
    with inside(shop.pk):
        assert acts(claim).count("letter.sending") == 1


def test_receipt_with_a_gap_waits_for_a_person_and_parks_nothing() -> None:
    from wederhoor.journal.follow import parked

    shop = a_shop(receipts_allowed=True)
    with inside(shop.pk):
        claim = receive(shop, mail()).claim
        Letter.objects.filter(claim=claim).update(to_fill=["het bedrag"])
    run_once(timezone.now())
    run_followers_once()
    assert parked() == []
    with inside(shop.pk):
        assert set(Letter.objects.values_list("state", flat=True)) == {"draft"}


def test_letter_on_its_way_while_the_customer_settles_is_kept_as_sent(case: tuple[Shop, Claim]) -> None:
    from wederhoor.door.mail import Sent

    shop, claim = case
    with inside(shop.pk):
        rows = Letter.objects.select_related("shop", "claim__dossier", "claim__shop")
        letter = rows.exclude(letter__endswith="receipt").get(claim=claim)
        letters.send(letter, by=actor_in(shop))

    def carry(letter: Letter, data: bytes) -> Sent:
        with inside(shop.pk):
            claims.settle(Claim.objects.get(pk=claim.pk), "Al opgelost.", by=customer_of(shop))
        return Sent("250 taken")

    assert letters.deliver(shop.pk, letter.pk, carry) == "sent"
    with inside(shop.pk):
        assert Claim.objects.get(pk=claim.pk).state == "settled"
        assert Letter.objects.get(pk=letter.pk).item is not None


def test_outcome_per_demand_stands_in_the_shops_own_layer_only(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    with inside(shop.pk):
        kept = Assessment.objects.get()
        assert kept.layer == "own"
        assert kept.outcome in set(Outcome)
        for line in Line.objects.filter(subject=claim.code):
            assert kept.outcome not in str(line.payload)


def test_receipt_of_a_complaint_names_the_day_of_the_answer_and_goes_where_the_shop_allowed_it() -> None:
    shop = a_shop(receipts_allowed=True, answer_days=5)
    with inside(shop.pk):
        claim = receive(shop, mail(), order()).claim
    run_once(timezone.now())
    run_followers_once()
    with inside(shop.pk):
        receipt = Letter.objects.get(claim=claim, letter="complaint_receipt")
        assert receipt.state == "sending"
        assert "17 oktober 2026" in receipt.body


def test_letter_may_go_out_days_after_it_was_drafted_until_what_it_promised_has_passed(
    case: tuple[Shop, Claim],
) -> None:
    shop, claim = case
    for today, may_go in ((date(2026, 10, 14), True), (date(2026, 10, 20), False)):
        Shop.objects.filter(pk=shop.pk).update(frozen_today=today)
        with inside(shop.pk):
            rows = Letter.objects.select_related("shop", "claim__dossier", "claim__shop")
            letter = rows.get(claim=claim, letter="complaint_receipt")
            assert "17 oktober 2026" in letter.body
            assert (letters.check_letter(letter) == []) is may_go


def test_letter_that_was_released_is_not_changed_by_somebody_who_looked_before(case: tuple[Shop, Claim]) -> None:
    shop, claim = case
    rows = Letter.objects.select_related("shop", "claim__dossier", "claim__shop").filter(claim=claim)
    with inside(shop.pk):
        mine, theirs = (rows.exclude(letter__endswith="receipt").get() for _ in range(2))
        letters.send(mine, by=actor_in(shop))
        for act in (
            lambda: letters.edit(theirs, subject="x", body="Iets heel anders.", by=actor_in(shop)),
            lambda: letters.drop(theirs, by=actor_in(shop)),
            lambda: letters.send(theirs, by=actor_in(shop)),
        ):
            with pytest.raises(Refused):
                act()
        assert Letter.objects.get(pk=mine.pk).body == mine.body
        assert acts(claim).count("letter.sending") == 1
