"""What a carrier said at the time stays, byte for byte, whatever it says later; asked of a real server."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from tests.claims.sealed import bytes_of, opened, sealed
from tests.messages import message
from tests.people import a_shop, actor_in
from warcio.archiveiterator import ArchiveIterator

from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions as claims
from wederhoor.claims.actions import carriers as acts
from wederhoor.claims.carriers import asked_in, links_of, mark_of
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.door import http
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.models import DossierItem, Exhibit
from wederhoor.flow import Refused
from wederhoor.journal.proofs import lines_of
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

LINK = "https://jouw.postnl.nl/track-and-trace/3SLAMP123456789-NL-1234AB"
PAGE = b"""<!doctype html><html lang=nl><title>Track &amp; Trace</title><body><h1>PostNL Track &amp; Trace</h1>
<p>Barcode: 3SLAMP123456789</p><p>Status van je zending</p>
<ul><li>9 oktober 2026 14:03 Pakket is bezorgd</li><li>9 oktober 2026 08:10 Pakket is onderweg</li></ul></body>"""


class Carrier:
    """A carrier's server: what it answers now, and what it was asked."""

    def __init__(self) -> None:
        self.status, self.body, self.kind = 200, PAGE, "text/html; charset=utf-8"
        self.asked: list[str] = []
        self.address = ""

    def fetch(self, url: str, **how: Any) -> http.Answer:
        """The program's own door, at this server instead of the carrier's."""
        parts = urlsplit(url)
        return http.fetch(f"{self.address}{parts.path}", may_be_inside=True, **how)


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    told = Carrier()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            self.send_response(told.status)
            self.send_header("Content-Type", told.kind)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        def log_message(self, *_: object) -> None:
            """Tests say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        told.address = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield told
        server.shutdown()


@pytest.fixture
def case(database: dict[str, str]) -> tuple[Shop, Claim, str]:
    shop = a_shop(frozen_today=None)
    paper = Paper(f"Verzonden met PostNL: {LINK}".encode(), "verzending.txt", "text/plain", "correspondence")
    with inside(shop.pk):
        claim = receive(shop, message(), channel=Channel.PASTE, papers=[paper], by=actor_in(shop)).claim
        [link] = links_of(claim, claim.dossier.items.select_related("exhibit"))
    # A shop whose calendar stands still is the demonstration's, and asks nobody.
    return shop, claim, mark_of(link)


def ask(case: tuple[Shop, Claim, str], carrier: Carrier) -> list[str]:
    shop, claim, mark = case
    with inside(shop.pk):
        claims.ask_carrier(claim, mark, by=actor_in(shop))
    return claims.keep_carrier(shop.pk, claim.pk, mark, carrier.fetch)


def row(case: tuple[Shop, Claim, str], label: str) -> Exhibit:
    with inside(case[0].pk):
        items = DossierItem.objects.select_related("exhibit")
        return items.get(dossier=case[1].dossier, number=int(label[1:])).exhibit


def data(case: tuple[Shop, Claim, str], label: str) -> bytes:
    return evidence.bytes_of(row(case, label))


def response(raw: bytes) -> tuple[str, bytes]:
    record = next(iter(ArchiveIterator(io.BytesIO(raw), check_digests="raise")))
    return record.http_headers.get_statuscode(), record.raw_stream.read()


def test_answer_is_kept_whole_and_another_program_reads_it(case: Any, carrier: Carrier) -> None:
    raw, page = ask(case, carrier)
    assert response(data(case, raw)) == ("200", PAGE)
    assert data(case, page) == PAGE
    assert (row(case, raw).sort, row(case, raw).source) == ("tracking", "carrier")
    assert row(case, page).derived_from_id == row(case, raw).pk


def test_later_answers_leave_what_was_kept_as_it_was(
    case: Any, carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "AGAIN_AFTER", acts.AGAIN_AFTER * 0)
    first = ask(case, carrier)
    before = {label: (data(case, label), row(case, label).sha256) for label in first}
    carrier.status, carrier.body = 404, b"Niet gevonden"
    [gone] = ask(case, carrier)
    carrier.status, carrier.body = 200, PAGE.replace(b"bezorgd", b"retour afzender")
    changed = ask(case, carrier)
    assert {label: (data(case, label), row(case, label).sha256) for label in first} == before
    assert response(data(case, gone)) == ("404", b"Niet gevonden")
    assert b"retour afzender" in data(case, changed[0])
    shop, claim, _ = case
    with inside(shop.pk):
        assert [one.status for one in asked_in(lines_of(claim.code))] == [200, 404, 200]
    files = opened(bytes_of(sealed(shop, claim)))
    added = [act["exhibit"] for act in json.loads(files["custody.json"])["acts"] if act["act"] == "exhibit.added"]
    assert {*first, gone, *changed} <= set(added)
    assert [body for body in files.values() if body == before[first[0]][0]]


def test_no_answer_leaves_a_line_and_no_exhibit(case: Any, carrier: Carrier) -> None:
    shop, claim, mark = case
    with inside(shop.pk):
        claims.ask_carrier(claim, mark, by=actor_in(shop))
        before = claim.dossier.items.count()

    def nobody(url: str, **how: Any) -> http.Answer:
        return http.fetch("http://127.0.0.1:9/", may_be_inside=True, **how)

    assert claims.keep_carrier(shop.pk, claim.pk, mark, nobody) == []
    with inside(shop.pk):
        [asked] = asked_in(lines_of(claim.code))
        assert (asked.why, claim.dossier.items.count()) == ("unreachable", before)


def test_inner_address_is_not_asked(case: Any, carrier: Carrier) -> None:
    shop, claim, mark = case
    with inside(shop.pk):
        claims.ask_carrier(claim, mark, by=actor_in(shop))
    claims.keep_carrier(shop.pk, claim.pk, mark, lambda url, **how: http.fetch(carrier.address, **how))
    with inside(shop.pk):
        assert asked_in(lines_of(claim.code))[0].why == "refused"
    assert carrier.asked == []


def test_job_that_runs_twice_keeps_one_answer(case: Any, carrier: Carrier) -> None:
    assert ask(case, carrier)
    shop, claim, mark = case
    assert claims.keep_carrier(shop.pk, claim.pk, mark, carrier.fetch) == []
    assert len(carrier.asked) == 1


@pytest.mark.parametrize("body", [b"\x00\xff" * 500, b"<html>" * 20_000, b"[" * 90_000])
def test_answer_that_cannot_be_read_is_kept_all_the_same(case: Any, carrier: Carrier, body: bytes) -> None:
    carrier.body = body
    carrier.kind = "application/json" if body.startswith(b"[") else "text/html"
    assert response(data(case, ask(case, carrier)[0])) == ("200", body)


def test_page_that_names_the_neighbour_is_withheld_until_somebody_lifts_it(case: Any, carrier: Carrier) -> None:
    carrier.body = PAGE.replace(b"Pakket is bezorgd", b"Pakket is bezorgd bij de buren op nummer 12")
    labels = ask(case, carrier)
    assert len(labels) == 2
    assert all(row(case, label).others_data for label in labels)


def test_asking_again_at_once_or_in_a_demonstration_or_as_a_reader_is_refused(case: Any, carrier: Carrier) -> None:
    ask(case, carrier)
    shop, claim, mark = case
    with inside(shop.pk), pytest.raises(Refused, match=r"claims\.carrier\.soon"):
        claims.ask_carrier(claim, mark, by=actor_in(shop))
    with inside(shop.pk), pytest.raises(Refused, match=r"claims\.carrier\.unknown"):
        claims.ask_carrier(claim, "0000", by=actor_in(shop))
    with inside(shop.pk), pytest.raises(Refused, match=r"claims\.carrier\.role"):
        claims.ask_carrier(claim, mark, by=actor_in(shop, "reader"))


def test_queue_holds_nothing_of_the_link(case: Any, carrier: Carrier) -> None:
    shop, claim, mark = case
    with inside(shop.pk):
        claims.ask_carrier(claim, mark, by=actor_in(shop))
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs WHERE task_name = 'claims.keep_carrier'")
        [(args,)] = cursor.fetchall()
    assert "1234AB" not in args
    assert "3SLAMP" not in args
