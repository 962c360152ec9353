"""A mail is examined after it was kept; what was found stays, and can be checked again without a network."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from tests.claims.sealed import bundled, opened
from tests.connect.signing import MAIL, ed_signer, rsa_signer
from tests.names import NameServer, name_server
from tests.people import a_shop, actor_in

from wederhoor.casework.shapes import Paper
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.connect.mail.vouched import again
from wederhoor.evidence import access, forgetting
from wederhoor.evidence.examining import NotAnswered, examine, examined_in
from wederhoor.evidence.models import DossierItem
from wederhoor.journal.follow import run_followers_once
from wederhoor.journal.models import Line
from wederhoor.journal.proofs import lines_of
from wederhoor.journal.sequencer import run_once
from wederhoor.ledger.verify import verify_bundle
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

KEYS = {one.name: [one.text()] for one in (rsa_signer(), ed_signer())}


@pytest.fixture
def names(database: Any) -> Iterator[NameServer]:
    before = settings.RESOLVERS
    with name_server(KEYS) as server:
        settings.RESOLVERS = (server.address,)
        try:
            yield server
        finally:
            settings.RESOLVERS = before


def a_case(mail: bytes) -> tuple[Shop, Claim]:
    shop = a_shop()
    paper = Paper(mail, "klacht.eml", "message/rfc822")
    with inside(shop.pk):
        return shop, receive(shop, paper, channel=Channel.MAIL, by=actor_in(shop)).claim


def jobs() -> list[dict[str, Any]]:
    """What waits in the queue for mails to be examined."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'evidence.examine_mail' ORDER BY id")
        return [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()]


def examined(mail: bytes) -> tuple[Shop, Claim, dict[str, Any]]:
    shop, claim = a_case(mail)
    run_once(timezone.now())
    run_followers_once()
    [job] = jobs()
    assert examine(job["shop_id"], job["item_id"])
    with inside(shop.pk):
        return shop, claim, dict(examined_in(lines_of(claim.code))["B1"])


def test_mail_is_examined_after_it_was_filed_and_the_key_is_kept_with_who_said_so(names: NameServer) -> None:
    _, _, found = examined(rsa_signer().sign())
    assert found["verdict"] == "aligned"
    [one] = found["signatures"]
    assert one["key"]["texts"] == KEYS[rsa_signer().name]
    assert one["key"]["resolver"] == names.address
    assert datetime.fromisoformat(one["key"]["at"]).tzinfo is not None


def test_filing_asks_nobody(names: NameServer) -> None:
    a_case(rsa_signer().sign())
    assert names.asked == []


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        (b"is stuk", b"is heel", "body_changed"),
        (b"kapot", b"prima", "header_changed"),
        (b"tessa@klant.example", b"baas@bank.example", "header_changed"),
    ],
)
def test_forged_mail_is_flagged(names: NameServer, old: bytes, new: bytes, verdict: str) -> None:
    sent = ed_signer().sign()
    place = sent.rindex(old)
    assert examined(sent[:place] + new + sent[place + len(old) :])[2]["verdict"] == verdict


def test_mail_without_signature_is_written_down_as_that_and_nobody_is_asked(names: NameServer) -> None:
    assert examined(MAIL)[2] == {"format": "dkim/1", "verdict": "unsigned", "sender": "klant.example", "signatures": []}
    assert names.asked == []


def test_key_that_is_replaced_later_changes_nothing_and_the_old_answer_can_be_checked(names: NameServer) -> None:
    sent = rsa_signer().sign()
    shop, claim, found = examined(sent)
    names.table.clear()
    with inside(shop.pk):
        item = DossierItem.objects.get(dossier=claim.dossier, number=1)
    assert not examine(shop.pk, item.pk)
    assert again(sent, found, datetime.now(UTC)).as_json() == found


def test_server_that_does_not_answer_is_asked_again_and_at_last_written_down(
    names: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    names.manners[rsa_signer().name] = "refused"
    shop, claim = a_case(rsa_signer().sign())
    with inside(shop.pk):
        item = DossierItem.objects.get(dossier=claim.dossier, number=1)
    with pytest.raises(NotAnswered):
        examine(shop.pk, item.pk, is_last=False)
    with inside(shop.pk):
        assert examined_in(lines_of(claim.code)) == {}
    assert examine(shop.pk, item.pk)
    with inside(shop.pk):
        assert examined_in(lines_of(claim.code))["B1"]["verdict"] == "key_unreachable"


def test_silent_servers_of_all_signatures_together_get_one_time(
    names: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wederhoor.evidence.examining.WITHIN", 0.3)
    sent = MAIL
    for number in range(4):
        signer = replace(ed_signer(), selector=f"slow{number}")
        names.manners[signer.name] = "silent"
        sent = signer.sign(sent)
    shop, claim = a_case(sent)
    with inside(shop.pk):
        item = DossierItem.objects.get(dossier=claim.dossier, number=1)
    assert examine(shop.pk, item.pk)
    assert set(names.asked) == {"slow3._domainkey.klant.example"}
    with inside(shop.pk):
        assert examined_in(lines_of(claim.code))["B1"]["verdict"] == "key_unreachable"


def test_mails_wait_behind_everything_else(names: NameServer) -> None:
    a_case(rsa_signer().sign())
    run_once(timezone.now())
    run_followers_once()
    with connection.cursor() as cursor:
        cursor.execute("SELECT priority FROM procrastinate_jobs WHERE task_name = 'evidence.examine_mail'")
        assert [priority for (priority,) in cursor.fetchall()] == [-10]


def test_two_workers_at_once_write_one_line(names: NameServer) -> None:
    shop, claim = a_case(rsa_signer().sign())
    with inside(shop.pk):
        item = DossierItem.objects.get(dossier=claim.dossier, number=1)
    done: list[bool] = []

    def work() -> None:
        try:
            done.append(examine(shop.pk, item.pk))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, False, True]
    with inside(shop.pk):
        assert Line.objects.filter(subject=claim.code, act="exhibit.examined").count() == 1


def test_what_was_found_goes_to_both_parties_and_into_the_custody(names: NameServer) -> None:
    shop, claim, found = examined(rsa_signer().sign())
    files = opened(bundle := bundled(shop, claim))
    [held] = [act for act in json.loads(files["custody.json"])["acts"] if act["act"] == "exhibit.examined"]
    assert (held["exhibit"], held["side"]) == ("B1", "system")
    assert "klant.example" in held["why"]
    lines = [json.loads(row) for row in files["lines.jsonl"].splitlines()]
    assert [line["payload"]["found"] for line in lines if line["act"] == "exhibit.examined"] == [found]
    assert verify_bundle(bundle)


def test_what_was_found_is_told_to_the_person_and_forgotten_with_the_dossier(names: NameServer) -> None:
    shop, claim, found = examined(rsa_signer().sign())
    into = BytesIO()
    with inside(shop.pk):
        copy = access.Copy(shop, [claim.dossier], "nl", shop.today())
        access.export(copy, into, by=actor_in(shop))
    told = json.loads(ZipFile(into).read("data.json"))["dossiers"][0]["documents"]
    assert told[0]["mail_signatures"] == found
    forgetting.forget(shop, claim.code, why="asked", by=actor_in(shop))
    with inside(shop.pk):
        [line] = Line.objects.filter(subject=claim.code, act="exhibit.examined")
        assert line.payload is None
        assert examined_in(lines_of(claim.code)) == {}


def test_what_is_no_mail_is_not_examined(names: NameServer) -> None:
    shop = a_shop()
    with inside(shop.pk):
        receive(shop, Paper(b"Mijn lamp is stuk.", "", "text/plain"), channel=Channel.PASTE, by=actor_in(shop))
    run_once(timezone.now())
    run_followers_once()
    assert jobs() == []
