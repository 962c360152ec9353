"""The schedule: which rule a dossier falls under, the day that follows, what is announced, and the nightly round."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.messages import PRAISE, mail, message, order
from tests.people import a_shop, actor_in, customer_of

from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions as claims
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.codes import new_code
from wederhoor.door.keyring import Destroyed
from wederhoor.evidence import forgetting, retention
from wederhoor.evidence.forgetters import Standing
from wederhoor.evidence.models import Dossier, DossierItem, Erasure, Exhibit
from wederhoor.evidence.tasks import forget_due
from wederhoor.flow import Refused
from wederhoor.journal.models import Line
from wederhoor.law.periods import plus_months
from wederhoor.letters.actions import receive
from wederhoor.letters.models import Letter
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")


class Calendar:
    """The shop's calendar, turned forward by a test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, shop: Shop) -> None:
        self.shop, self.day = shop, shop.today()
        monkeypatch.setattr(Shop, "today", lambda _: self.day)

    def turn(self, months: int, days: int = 0) -> date:
        self.day = plus_months(self.day, months) + timedelta(days=days)
        return self.day


@pytest.fixture
def shop() -> Shop:
    return a_shop(frozen_today=None)


@pytest.fixture
def calendar(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return Calendar(monkeypatch, shop)


def a_claim(shop: Shop, number: int = 1, text: str = "", papers: tuple[Paper, ...] = ()) -> Claim:
    with inside(shop.pk):
        given = mail(**({"text": text} if text else {}), message_id=f"<{number}@{shop.code}>")
        return receive(shop, given, channel=Channel.MAIL, papers=[order(), *papers], by=actor_in(shop)).claim


def settled(shop: Shop, number: int = 1, papers: tuple[Paper, ...] = ()) -> Claim:
    claim = a_claim(shop, number, papers=papers)
    with inside(shop.pk):
        claims.settle(claim, "Opgelost.", by=customer_of(shop))
    return claim


def dues(shop: Shop) -> dict[str, retention.Due]:
    with inside(shop.pk):
        return {due.label or due.code: due for due in retention.plan(shop)}


@pytest.mark.parametrize(
    ("standing", "rule"),
    [
        (None, "loose"),
        (Standing(None), "open"),
        (Standing(None, is_disputed=True), "open"),
        (Standing(date(2026, 1, 1), is_complaint=False), "no_complaint"),
        (Standing(date(2026, 1, 1)), "amicable"),
        (Standing(date(2026, 1, 1), is_disputed=True), "disputed"),
    ],
)
def test_dossier_falls_under_one_rule(standing: Standing | None, rule: str) -> None:
    assert retention.rule_for(standing) == rule


def test_every_rule_says_its_source_and_reason_in_three_languages_and_its_bounds_hold_the_usual() -> None:
    for rule in retention.schedule().values():
        assert rule.source
        for language in ("nl", "en", "de"):
            assert rule.texts[language]["title"]
            assert rule.texts[language]["why"].endswith(".")
        assert not rule.acts or rule.least <= rule.usual <= rule.most
    assert retention.schedule()["bookkeeping"].usual == 84
    assert not retention.schedule()["bookkeeping"].acts


def test_state_of_the_claim_gives_the_date(shop: Shop) -> None:
    today = shop.today()
    open_, agreed, put_aside, rested = (a_claim(shop, n) for n in range(4))
    with inside(shop.pk):
        claims.settle(agreed, "Opgelost.", by=customer_of(shop))
        claims.set_aside(put_aside, "Geen klacht.", by=actor_in(shop))
        claims.answer(rested, None, final=True, by=actor_in(shop))
        Claim.objects.filter(pk=rested.pk).update(amount="64.90")
        loose = Dossier.objects.create(shop=shop, code="LOOSE0000001")
    found = dues(shop)
    assert {found[c.code].rule: found[c.code].on for c in (open_, agreed, put_aside, rested)} == {
        "open": None,
        "amicable": plus_months(today, 24),
        "no_complaint": plus_months(today, 6),
        "disputed": plus_months(today, 60),
    }
    assert (found[loose.code].rule, found[loose.code].on) == ("loose", plus_months(today, 24))


def test_contested_claim_is_disputed_until_the_customer_says_it_is_settled(shop: Shop) -> None:
    claim = a_claim(shop)
    with inside(shop.pk):
        Claim.objects.update(amount=None)
        claims.answer(claim, None, by=actor_in(shop))
        claims.contest(claim, "Nee.", by=customer_of(shop))
        claims.rest(claim, by=actor_in(shop))
    assert dues(shop)[claim.code].rule == "disputed"
    with inside(shop.pk):
        claims.reopen(claim, by=actor_in(shop))
        claims.settle(claim, "Toch wel.", by=customer_of(shop))
    assert dues(shop)[claim.code].rule == "amicable"


def test_praise_is_no_complaint_and_goes_early(shop: Shop) -> None:
    claim = a_claim(shop, text=PRAISE)
    with inside(shop.pk):
        claims.set_aside(claim, "Compliment.", by=actor_in(shop))
    assert dues(shop)[claim.code].rule == "no_complaint"


def a_photo(source: str) -> Paper:
    return Paper(b"\xff\xd8\xff foto " + source.encode(), f"{source}.jpg", "image/jpeg", "photo", source)


def test_photos_go_before_their_dossier_and_stay_while_money_is_open(shop: Shop) -> None:
    today = shop.today()
    claim = settled(shop, papers=(a_photo("carrier"), a_photo("consumer")))
    with inside(shop.pk):
        photos = {i.exhibit.source: i.label for i in DossierItem.objects.filter(exhibit__sort="photo")}
    found = dues(shop)
    assert (found[photos["carrier"]].rule, found[photos["consumer"]].rule) == ("delivery_proof", "photos")
    assert found[photos["carrier"]].on == plus_months(today, 6)
    with inside(shop.pk):
        Claim.objects.filter(pk=claim.pk).update(state="rested", amount="10.00")
    assert set(dues(shop)) == {claim.code}


def test_plan_asks_the_same_number_of_questions_however_many_there_are(shop: Shop) -> None:
    counts = []
    for numbers in (range(2), range(2, 12)):
        for number in numbers:
            settled(shop, number)
        with (
            inside(shop.pk),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            retention.plan(shop)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 9


# ------------------------------------------------------------------------------------------------------------ choices


def test_shop_keeps_longer_for_a_reason_or_shorter_within_bounds(shop: Shop) -> None:
    claim, by, today = settled(shop), actor_in(shop), shop.today()
    with inside(shop.pk):
        retention.choose(shop, "amicable", 12, "", by=by)
    assert dues(shop)[claim.code].on == plus_months(today, 12)
    with inside(shop.pk):
        retention.choose(shop, "amicable", 36, "Wij geven drie jaar garantie.", by=by)
        assert retention.rules_of(shop.pk)["amicable"].reason == "Wij geven drie jaar garantie."
    assert dues(shop)[claim.code].on == plus_months(today, 36)


@pytest.mark.parametrize(
    ("rule", "months", "reason", "said"),
    [
        ("amicable", 11, "", "bounds"),
        ("amicable", 85, "Daarom.", "bounds"),
        ("amicable", 25, "  ", "reason"),
        ("disputed", 23, "", "bounds"),
        ("bookkeeping", 12, "", "elsewhere"),
        ("terms", 12, "", "elsewhere"),
    ],
)
def test_period_outside_what_may_be_chosen_is_refused(
    shop: Shop, rule: str, months: int, reason: str, said: str
) -> None:
    with inside(shop.pk), pytest.raises(Refused, match=said):
        retention.choose(shop, rule, months, reason, by=actor_in(shop))


def test_choice_is_the_owners_and_of_one_shop(shop: Shop) -> None:
    other = a_shop("Elders", frozen_today=None)
    with inside(shop.pk), pytest.raises(Refused, match="role"):
        retention.choose(shop, "amicable", 12, "", by=actor_in(shop, "agent"))
    with inside(shop.pk):
        retention.choose(shop, "amicable", 12, "", by=actor_in(shop))
        assert Line.objects.filter(act="retention.chosen").count() == 1
    with inside(other.pk):
        assert retention.rules_of(other.pk)["amicable"].months == 24


# ------------------------------------------------------------------------------------------------------- nightly round


def test_round_announces_thirty_days_ahead_and_then_forgets(shop: Shop, calendar: Calendar) -> None:
    claim = settled(shop)
    assert retention.go_round(shop) == retention.Round()
    due = dues(shop)[claim.code].on
    assert due is not None
    calendar.day = due - timedelta(days=30)
    assert retention.go_round(shop) == retention.Round(announced=1)
    with inside(shop.pk):
        assert Dossier.objects.get(code=claim.code).announced_on == calendar.day
        assert Line.objects.filter(act="dossier.forgetting_announced").count() == 1
    calendar.day = due - timedelta(days=1)
    assert retention.go_round(shop) == retention.Round()
    calendar.day = due
    assert retention.go_round(shop) == retention.Round(forgotten=1)
    assert retention.go_round(shop) == retention.Round()
    with inside(shop.pk):
        gone = Erasure.objects.get()
        assert (gone.why, gone.rule, gone.role, bool(gone.certificate)) == ("due", "amicable", "system", True)


def test_what_is_over_its_date_already_waits_thirty_days_too(shop: Shop, calendar: Calendar) -> None:
    claim = settled(shop)
    calendar.turn(100)
    assert retention.go_round(shop).announced == 1
    goes = dues(shop)[claim.code].goes_on
    assert goes == calendar.day + timedelta(days=30)
    calendar.turn(0, 29)
    assert retention.go_round(shop).forgotten == 0
    calendar.turn(0, 1)
    assert retention.go_round(shop).forgotten == 1


def test_hold_stops_the_round_and_what_reopens_is_announced_anew(shop: Shop, calendar: Calendar) -> None:
    held, reopened = settled(shop, 1), settled(shop, 2)
    calendar.turn(24)
    assert retention.go_round(shop).announced == 2
    with inside(shop.pk):
        forgetting.hold(Dossier.objects.get(code=held.code), "Rechtszaak.", by=actor_in(shop))
        claims.reopen(reopened, by=actor_in(shop))
    calendar.turn(2)
    assert retention.go_round(shop) == retention.Round()
    with inside(shop.pk):
        assert set(Dossier.objects.values_list("announced_on", flat=True)) == {None}
        assert Claim.objects.count() == 2


def test_one_that_fails_stops_no_other_and_is_tried_again(
    shop: Shop, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [settled(shop, number).code for number in range(3)]
    calendar.turn(24)
    retention.go_round(shop)
    calendar.turn(2)
    real = forgetting.erase

    def erase(**given: object) -> int:
        if given["subject"] == codes[1]:
            raise ZeroDivisionError
        return real(**given)  # type: ignore[arg-type]  # what the act gave

    with monkeypatch.context() as patch:
        patch.setattr(forgetting, "erase", erase)
        assert retention.go_round(shop) == retention.Round(forgotten=2, failed=1)
    with inside(shop.pk):
        assert Claim.objects.get().code == codes[1]
        assert Claim.objects.get().message_text
    assert retention.go_round(shop) == retention.Round(forgotten=1)


def test_round_finishes_what_a_crash_left(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = settled(shop)

    def crash(_: object) -> str:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("wederhoor.evidence.certificates.kept_for", crash)
        with pytest.raises(ZeroDivisionError):
            forgetting.forget(shop, claim.code, why="asked", by=actor_in(shop))
        assert retention.go_round(shop) == retention.Round(failed=1)
    assert retention.go_round(shop) == retention.Round(finished=1)
    assert forgetting.unfinished(shop.pk) == []


def test_photos_go_in_the_round_and_the_dossier_stays_whole_without_them(shop: Shop, calendar: Calendar) -> None:
    from wederhoor.claims.casefile import pdf_for
    from wederhoor.evidence import vault

    claim = settled(shop, papers=(a_photo("consumer"),))
    with inside(shop.pk):
        photo = Exhibit.objects.get(sort="photo")
        where, label = vault.address_of(photo.sha256, photo.key), photo.items.get().label
    calendar.turn(6)
    retention.go_round(shop)
    calendar.turn(2)
    assert retention.go_round(shop) == retention.Round(documents=1)
    assert not vault.store().has(where)
    with inside(shop.pk):
        assert not Exhibit.objects.filter(pk=photo.pk).exists()
        line = Line.objects.get(act="exhibit.forgotten")
        assert line.payload is not None
        assert (line.payload["exhibit"], line.payload["rule"]) == (label, "photos")
        assert pdf_for(Claim.objects.select_related("dossier", "shop").get(pk=claim.pk))
        [item] = claims.lay(claim, message("Nog iets."), by=actor_in(shop))
        assert item.label > label, "a number is never given twice"


def test_dossier_that_came_back_with_a_backup_is_forgotten_again(shop: Shop) -> None:
    from wederhoor.journal.ring import ring

    claim = settled(shop)
    ring().destroy(claim.code, claim.filed_at)
    assert retention.go_round(shop) == retention.Round(forgotten=1)
    with inside(shop.pk):
        assert Erasure.objects.get().why == "restored"
        assert not Claim.objects.exists()


def test_photo_that_was_laid_again_before_the_erasure_was_finished_is_not_taken_away(
    shop: Shop, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wederhoor.evidence import vault

    claim = settled(shop, papers=(a_photo("consumer"),))
    with inside(shop.pk):
        item = DossierItem.objects.select_related("exhibit").get(exhibit__sort="photo")
        sha256, key = item.exhibit.sha256, item.exhibit.key

    def stop(_: Erasure) -> Erasure:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(forgetting, "finish", stop)
        with pytest.raises(ZeroDivisionError):
            forgetting.forget_document(shop, item.pk, rule="photos", by=retention.system_of(shop))
    with inside(shop.pk):
        claims.lay(claim, a_photo("consumer"), by=actor_in(shop))
        assert Exhibit.objects.filter(sha256=sha256, key=key).exists()
    assert retention.go_round(shop).finished == 1
    assert vault.kept(sha256, key)


@pytest.mark.parametrize("what", ["hold", "letter"])
def test_what_came_back_with_a_backup_is_forgotten_whatever_stood_in_the_backup(shop: Shop, what: str) -> None:
    from wederhoor.journal.ring import ring

    claim = settled(shop)
    with inside(shop.pk):
        if what == "hold":
            forgetting.hold(claim.dossier, "Er loopt een zaak.", by=actor_in(shop))
        else:
            Letter.objects.create(shop=shop, claim=claim, code=new_code(), letter="x", language="nl", state="sending")
    ring().destroy(claim.code, claim.filed_at)
    assert retention.go_round(shop) == retention.Round(forgotten=1)
    with inside(shop.pk):
        assert not Claim.objects.exists()


def test_key_that_came_back_with_an_older_key_folder_is_destroyed_again(shop: Shop) -> None:
    from wederhoor.journal.ring import ring

    claim = settled(shop)
    file = next(path for path in ring().folder.rglob("*.key") if path.stem == claim.code)
    before = file.read_bytes()
    forgetting.forget(shop, claim.code, why="asked", by=actor_in(shop))
    file.write_bytes(before)
    assert ring().of(claim.code) == before
    assert retention.go_round(shop) == retention.Round(finished=1)
    with pytest.raises(Destroyed):
        ring().of(claim.code)
    assert retention.go_round(shop) == retention.Round()


def test_shop_of_which_the_round_fails_keeps_no_other_from_its_own(
    monkeypatch: pytest.MonkeyPatch, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    other, went = a_shop("Elders", frozen_today=None), []

    def round_of(one: Shop) -> None:
        if one.pk == shop.pk:
            raise ZeroDivisionError
        went.append(one.pk)

    monkeypatch.setattr("wederhoor.evidence.tasks.go_round", round_of)
    forget_due(0)
    assert went == [other.pk]
    assert shop.code in caplog.text


def test_demonstration_is_left_alone_and_the_task_does_every_other_shop(
    monkeypatch: pytest.MonkeyPatch, shop: Shop
) -> None:
    shown = a_shop("Proef", frozen_today=date(2099, 1, 1))
    settled(shop)
    settled(shown)
    monkeypatch.setattr(Shop, "today", lambda _: date(2099, 1, 1))
    assert retention.go_round(shown) == retention.Round()
    forget_due(0)
    monkeypatch.setattr(Shop, "today", lambda _: date(2099, 3, 1))
    forget_due(0)
    for one, left in ((shop, 0), (shown, 1)):
        with inside(one.pk):
            assert Claim.objects.count() == left
