"""A dossier that is forgotten is gone everywhere, all else stands, and a crash leaves it whole or to be finished."""

from __future__ import annotations

import subprocess
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from tests.claims.sealed import bundled
from tests.messages import mail, order
from tests.people import a_shop, actor_in
from tests.shops.whole import Whole, a_whole_shop

from wederhoor.claims import actions as claims
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.door.keyring import Destroyed
from wederhoor.evidence import certificates, forgetters, forgetting, vault
from wederhoor.evidence.models import Dossier, Erasure, Exhibit, Hold
from wederhoor.flow import Refused
from wederhoor.journal import proofs
from wederhoor.journal.audit import check_ledger
from wederhoor.journal.models import Line
from wederhoor.journal.ring import ring
from wederhoor.journal.sequencer import run_once
from wederhoor.letters.actions import receive
from wederhoor.letters.models import Letter
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def whole(database: dict[str, str]) -> Whole:
    return a_whole_shop()


def owner_of(shop: Shop) -> Actor:
    return actor_in(shop, "owner")


def files() -> set[Path]:
    return {path for path in Path(str(settings.STORE)).rglob("*") if path.is_file()}


def forgotten(whole: Whole) -> Erasure:
    return forgetting.forget(whole.shop, whole.claim.code, why="asked", by=owner_of(whole.shop))


def test_forgotten_dossier_leaves_no_row_no_file_and_no_key(whole: Whole) -> None:
    with inside(whole.shop.pk):
        own = forgetters.own_exhibits(whole.claim.dossier)
        exhibits = [(e.sha256, e.key) for e in own]
        lying = forgetters.addresses(exhibits)
        others = list(Exhibit.objects.exclude(pk__in=[e.pk for e in own]))  # terms and pages, which many cases share
    gone = forgotten(whole)
    with inside(whole.shop.pk):
        assert not Claim.objects.exists()
        assert not Letter.objects.exists()
        assert list(Exhibit.objects.all()) == others
        assert Dossier.objects.count() == 1, "the dossier beside it stays"
        assert others
        assert all(vault.kept(one.sha256, one.key) for one in others)
        lines = Line.objects.filter(subject=whole.claim.code)
        assert {line.act for line in lines if line.payload is not None} == {"record.erased", "dossier.erased"}
    assert lying
    assert not any(vault.store().has(one) for one in lying)
    with pytest.raises(Destroyed):
        ring().of(whole.claim.code)
    assert (gone.remains, gone.role, gone.why) == ({}, "owner", "asked")
    assert gone.done_at is not None
    assert gone.counts["claims.Claim"] == 1
    assert gone.counts["evidence.Exhibit"] == len(exhibits)
    run_once(timezone.now())
    check_ledger()


def test_line_that_says_so_is_proven_and_names_nobody(whole: Whole) -> None:
    gone = forgotten(whole)
    run_once(timezone.now())
    with inside(whole.shop.pk):
        line = Line.objects.get(pk=gone.line)
        assert proofs.tlog_proof(line)
        assert line.payload is not None
        assert line.payload["gone_by"] == (gone.erased_at + timedelta(days=15)).date().isoformat()
        assert "tessa" not in str(line.payload).lower()


def test_certificate_says_what_went_and_by_when_and_names_nobody(whole: Whole) -> None:
    import pypdfium2

    gone = forgotten(whole)
    with inside(whole.shop.pk):
        paper = certificates.certificate(gone)
    document = pypdfium2.PdfDocument(paper)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert whole.claim.code in text
    assert f"{gone.gone_by.day} " in text
    assert "eigenaar van de winkel" in text
    for word in ("Tessa", "tessa@", "LH-2041", "Tafellamp", "Pakket niet gekomen"):
        assert word not in text
    assert b"/ByteRange" in paper, "it bears the seal"
    assert b"pdfaid:part" in paper


def test_bundle_that_was_handed_out_still_verifies(whole: Whole, tmp_path: Path) -> None:
    data = bundled(whole.shop, whole.claim)
    (tmp_path / "dossier.zip").write_bytes(data)
    forgotten(whole)
    done = subprocess.run(
        [".venv/bin/wederhoor", "verify", str(tmp_path / "dossier.zip")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("role", ["agent", "reader", "consumer"])
def test_nobody_but_the_owner_and_the_schedule_may(whole: Whole, role: str) -> None:
    with pytest.raises(Refused, match=r"evidence\.forget\.role"):
        forgetting.forget(whole.shop, whole.claim.code, why="asked", by=actor_in(whole.shop, role))
    with inside(whole.shop.pk):
        assert Claim.objects.exists()


def test_hold_refuses_until_it_is_ended_or_its_day_has_passed(whole: Whole) -> None:
    by, today = owner_of(whole.shop), whole.shop.today()
    with inside(whole.shop.pk):
        dossier = Dossier.objects.get(code=whole.claim.code)
        held = forgetting.hold(dossier, "De advocaat vraagt erom.", by=by)
        forgetting.hold(dossier, "Tot de zitting.", until=today, by=by)
    with pytest.raises(Refused, match=r"evidence\.forget\.held"):
        forgotten(whole)
    with inside(whole.shop.pk):
        forgetting.end_hold(Hold.objects.get(pk=held.pk), by=by)
        assert [one.reason for one in forgetting.holds_of(dossier, today)] == ["Tot de zitting."]
        assert forgetting.holds_of(dossier, today + timedelta(days=1)) == []
        assert {"dossier.held", "dossier.hold_ended"} <= set(Line.objects.values_list("act", flat=True))
        Hold.objects.update(until=today - timedelta(days=1))
    forgotten(whole)
    with inside(whole.shop.pk):
        assert not Hold.objects.filter(made_by=by.code).exists()


def test_hold_and_refusal_want_a_reason_in_words(whole: Whole) -> None:
    by = owner_of(whole.shop)
    with inside(whole.shop.pk):
        dossier = Dossier.objects.get(code=whole.claim.code)
        with pytest.raises(Refused, match="reason"):
            forgetting.hold(dossier, "  ", by=by)
        with pytest.raises(Refused, match="reason"):
            forgetting.refuse(dossier, "legal_claim", "", by=by)
        with pytest.raises(Refused, match="reason"):
            forgetting.refuse(dossier, "because", "Daarom.", by=by)
        with pytest.raises(Refused, match="role"):
            forgetting.hold(dossier, "Nee.", by=actor_in(whole.shop, "agent"))
        forgetting.refuse(dossier, "legal_claim", "Je vraagt nog geld van ons.", by=by)
        assert Line.objects.get(act="dossier.erasure_refused").payload == {
            "why": "legal_claim",
            "reason": "Je vraagt nog geld van ons.",
        }


@pytest.mark.parametrize("state", ["sending", "uncertain"])
def test_letter_on_its_way_is_waited_for(whole: Whole, state: str) -> None:
    with inside(whole.shop.pk):
        Letter.objects.filter(pk=whole.letter.pk).update(state=state)
    with pytest.raises(Refused, match=r"letters\.forget\.moving"):
        forgotten(whole)


def test_copies_in_the_kept_post_go_too_and_others_stay(whole: Whole) -> None:
    folder = Path(settings.POST_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{whole.letter.code}.eml").write_bytes(b"To: tessa@post.example\r\n\r\nbrief")
    (folder / "account-1.eml").write_bytes(b"To: Tessa <Tessa@post.example>\r\n\r\ncode")
    (folder / "account-2.eml").write_bytes(b"To: ander@post.example\r\n\r\ncode")
    forgotten(whole)
    assert {path.name for path in folder.glob("*.eml")} & {
        f"{whole.letter.code}.eml",
        "account-1.eml",
        "account-2.eml",
    } == {"account-2.eml"}


def broken(*_: Any, **__: Any) -> Any:
    raise ZeroDivisionError


def whole_or_unfinished(whole: Whole) -> str:
    """Either nothing happened, or an erasure stands there that can be finished; anything else fails."""
    with inside(whole.shop.pk):
        gone = forgetting.erasure_of(whole.claim.code)
        claim = Claim.objects.filter(code=whole.claim.code).first()
        if gone is None:
            assert claim is not None
            assert claim.message_text
            assert all(vault.kept(e.sha256, e.key) for e in Exhibit.objects.all())
            return "untouched"
        assert claim is None
        return "unfinished" if gone.done_at is None else "done"


@pytest.mark.parametrize(
    ("where", "left"),
    [
        ("wederhoor.evidence.forgetting.erase", "untouched"),
        ("wederhoor.evidence.forgetting.record", "untouched"),
        ("wederhoor.evidence.forgetting.backups_gone_by", "untouched"),
        ("wederhoor.door.keyring.KeyRing.destroy", "unfinished"),
        ("wederhoor.evidence.vault.store", "unfinished"),
        ("wederhoor.evidence.certificates.certificate_of", "unfinished"),
        ("wederhoor.evidence.vault.keep", "unfinished"),
    ],
)
def test_failure_at_any_step_leaves_it_whole_or_to_be_finished(
    whole: Whole, monkeypatch: pytest.MonkeyPatch, where: str, left: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(where, broken)
        with pytest.raises(ZeroDivisionError):
            forgotten(whole)
    assert whole_or_unfinished(whole) == left
    assert forgotten(whole).done_at is not None
    assert whole_or_unfinished(whole) == "done"
    assert [gone for gone in forgetting.unfinished(whole.shop.pk)] == []


def test_two_at_once_forget_it_once(whole: Whole) -> None:
    ready, got = threading.Barrier(3), []

    def run() -> None:
        try:
            ready.wait(20)
            got.append(forgotten(whole).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(got) == 3
    assert len(set(got)) == 1
    with inside(whole.shop.pk):
        assert Line.objects.filter(act="dossier.erased").count() == 1


def test_nothing_can_be_laid_in_it_while_it_is_forgotten(whole: Whole, monkeypatch: pytest.MonkeyPatch) -> None:
    with inside(whole.shop.pk):
        known = Claim.objects.select_related("dossier", "shop").get()
    with monkeypatch.context() as patch:
        patch.setattr("wederhoor.door.keyring.KeyRing.destroy", broken)  # the key is there still
        with pytest.raises(ZeroDivisionError):
            forgotten(whole)
    with pytest.raises(Dossier.DoesNotExist), inside(whole.shop.pk):
        claims.lay(known, order(), by=actor_in(whole.shop))


def test_other_shop_is_not_touched_and_cannot_forget(whole: Whole) -> None:
    other = a_shop("Elders")
    with pytest.raises(Dossier.DoesNotExist):
        forgetting.forget(other, whole.claim.code, why="asked", by=owner_of(other))
    with inside(whole.shop.pk):
        assert Claim.objects.exists()


def test_paper_that_two_dossiers_share_stays_until_the_last(whole: Whole) -> None:
    with inside(whole.shop.pk):
        claim = receive(
            whole.shop,
            mail(message_id="<twee@post.example>"),
            channel=Channel.MAIL,
            papers=[order()],
            by=actor_in(whole.shop),
        ).claim
        before = {e.pk for e in Exhibit.objects.filter(items__dossier=claim.dossier)}
    forgotten(whole)
    with inside(whole.shop.pk):
        assert {e.pk for e in Exhibit.objects.filter(items__dossier=claim.dossier)} == before
        for exhibit in Exhibit.objects.all():
            assert vault.kept(exhibit.sha256, exhibit.key)


@pytest.mark.parametrize("what", ["dossier", "document"])
def test_file_from_before_sealing_that_another_shop_has_too_stays(whole: Whole, what: str) -> None:
    other = a_shop("Elders")
    with inside(other.pk):
        theirs = receive(other, mail(), channel=Channel.MAIL, papers=[order()], by=actor_in(other)).claim
    for shop, claim in ((whole.shop, whole.claim), (other, theirs)):
        with inside(shop.pk):
            row = claim.dossier.items.get(exhibit__sort="order").exhibit
            data = vault.kept(row.sha256, row.key)
            vault.store().put(row.sha256, [data])
            Exhibit.objects.filter(pk=row.pk).update(key="")
    with inside(whole.shop.pk):
        item = whole.claim.dossier.items.get(exhibit__sha256=row.sha256)
    if what == "dossier":
        forgotten(whole)
    else:
        forgetting.forget_document(whole.shop, item.pk, rule="photos", by=owner_of(whole.shop))
    assert vault.kept(row.sha256, "") == data
    forgetting.forget(other, theirs.code, why="asked", by=owner_of(other))
    assert not vault.store().has(row.sha256), "nobody has it any more"


def test_what_a_follower_stumbled_over_is_forgotten_too(whole: Whole) -> None:
    from wederhoor.journal.across import across_shops
    from wederhoor.journal.models import ParkedLine

    run_once(timezone.now())
    with across_shops("a test parks a line"):
        number = Line.objects.filter(subject=whole.claim.code).values_list("number", flat=True)[0]
        ParkedLine.objects.create(follower="f", number=number, traceback="Tessa Brand", next_at=timezone.now())
    forgotten(whole)
    with across_shops("a test looks at it"):
        assert ParkedLine.objects.get().traceback == ""
