"""The sealed case file on the pages: recorded once, the same bytes for both, and to be opened with a code only."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.claims.sealed import a_case, opened
from tests.people import a_person, actor_in, browser_of, customer_of

from wederhoor.casework.shapes import Paper
from wederhoor.claims.actions import lay
from wederhoor.claims.models import Claim
from wederhoor.evidence.actions import make_code, make_link
from wederhoor.evidence.models import ConsumerLink, Sealing
from wederhoor.journal.models import Line
from wederhoor.ledger.verify import verify_bundle
from wederhoor.shops.actions import add_member
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Role
from wederhoor.web.components.sealed import sealed_files

pytestmark = pytest.mark.usefixtures("database")


class Both:
    """A case, somebody of the shop at its page, and the customer at hers."""

    def __init__(self) -> None:
        self.shop, self.claim = a_case()
        person = a_person("Medewerker")
        with inside(self.shop.pk):
            add_member(self.shop, person.pk, Role.AGENT, by=actor_in(self.shop))
            self.token = make_link(self.claim.dossier, by=actor_in(self.shop))
        self.worker, self.customer = browser_of(person), browser_of()
        self.page, self.hers = f"/shop/{self.shop.slug}/claims/{self.claim.code}/", f"/c/{self.token}/"

    def seal(self, why: str = "") -> str:
        return self.worker.post(f"{self.page}seal/", {"why": why}, follow=True).content.decode()

    def confirm(self) -> None:
        with inside(self.shop.pk):
            link = ConsumerLink.objects.select_related("dossier").get()
            code = make_code(link, by=customer_of(self.shop))
        self.customer.post(f"{self.hers}code/", {"code": code})

    def seals(self) -> int:
        with inside(self.shop.pk):
            return Line.objects.filter(subject=self.claim.code, act="casefile.sealed").count()


@pytest.fixture
def both(database: dict[str, str]) -> Both:
    return Both()


def links(browser: Client, page: str) -> list[str]:
    return re.findall(r'href="([^"]+/sealed/[^"]+\.zip)"', browser.get(page).content.decode())


def test_both_parties_download_the_same_bytes(both: Both) -> None:
    both.seal()
    both.confirm()
    [own], [hers] = links(both.worker, both.page), links(both.customer, both.hers)
    first, second = both.worker.get(own), both.customer.get(hers)
    assert first.getvalue() == second.getvalue()
    assert first["Content-Disposition"] == second["Content-Disposition"]
    assert first["Content-Disposition"].endswith('.zip"')
    assert second["Referrer-Policy"] == "no-referrer"


def test_file_that_is_downloaded_is_intact_and_as_long_as_it_said(both: Both) -> None:
    both.seal()
    answer = both.worker.get(links(both.worker, both.page)[0])
    data = answer.getvalue()
    assert (answer["Content-Type"], int(answer["Content-Length"])) == ("application/zip", len(data))
    assert answer.streaming
    assert verify_bundle(data)["intact"]
    assert both.seals() == 1


def test_page_says_when_and_why_in_words_of_people(both: Both) -> None:
    page = both.seal("Voor de geschillencommissie")
    assert re.search(r"Vastgelegd op 12 okt, \d\d\.\d\d u\.", page)
    assert "Voor de geschillencommissie" in page
    assert "Echtheid controleren" in page
    assert "Niemand van buiten heeft het tijdstip al bevestigd" in page
    assert not re.search(r"checkpoint|custody|witness|hash|getuige|ledger", page, re.I)


def test_page_of_a_case_nobody_sealed_offers_nothing_to_download(both: Both) -> None:
    assert links(both.worker, both.page) == []
    assert "Vastleggen en downloaden" in both.worker.get(both.page).content.decode()


def test_every_time_it_was_sealed_stands_there_the_last_first(both: Both) -> None:
    both.seal("zqeerst")
    page = both.seal("zqdaarna")
    assert page.index("zqdaarna") < page.index("zqeerst")
    assert len(links(both.worker, both.page)) == 2


def test_confirmed_moment_is_not_called_unconfirmed(both: Both) -> None:
    both.seal()
    with inside(both.shop.pk):
        Sealing.objects.update(times=1)
    assert "Niemand van buiten" not in both.worker.get(both.page).content.decode()


def test_customer_without_the_code_gets_no_file_and_no_link(both: Both) -> None:
    both.seal()
    assert links(both.customer, both.hers) == []
    with inside(both.shop.pk):
        code = Sealing.objects.get().code
    assert both.customer.get(f"{both.hers}sealed/{code}.zip").status_code == 409
    assert both.customer.post(f"{both.hers}seal/").status_code == 409
    assert both.seals() == 1


def test_customer_has_the_file_sealed_when_nobody_did_and_once_only(both: Both) -> None:
    both.confirm()
    assert both.customer.post(f"{both.hers}seal/").status_code == 302
    both.customer.post(f"{both.hers}seal/")
    assert both.seals() == 1
    [own], [hers] = links(both.worker, both.page), links(both.customer, both.hers)
    assert both.worker.get(own).getvalue() == both.customer.get(hers).getvalue()


def test_sealed_file_of_another_case_is_not_there(both: Both) -> None:
    both.seal()
    other = Both()
    other.seal()
    [elsewhere] = links(other.worker, other.page)
    code = elsewhere.rsplit("/", 1)[1]
    both.confirm()
    assert both.worker.get(f"{both.page}sealed/{code}").status_code == 404
    assert both.customer.get(f"{both.hers}sealed/{code}").status_code == 404
    assert both.worker.get(f"{both.page}sealed/%00.zip").status_code == 404


def test_paper_that_came_after_is_in_no_file_sealed_before(both: Both) -> None:
    both.seal()
    with inside(both.shop.pk):
        lay(both.claim, Paper(b"Een later papier, zqlater.", "later.txt", "text/plain", "page"), by=actor_in(both.shop))
    [link] = links(both.worker, both.page)
    assert b"zqlater" not in both.worker.get(link).getvalue()
    both.seal()
    last = both.worker.get(links(both.worker, both.page)[0]).getvalue()
    assert any(b"zqlater" in data for data in opened(last).values())


def test_queries_of_the_list_do_not_grow_with_it(both: Both) -> None:
    counts = []
    for _ in range(2):
        both.seal()
        with inside(both.shop.pk):
            claim = Claim.objects.select_related("shop", "dossier").get(pk=both.claim.pk)
            with CaptureQueriesContext(connection) as seen:
                sealed_files(claim, str)
        counts.append(len(seen))
    assert counts == [2, 2]
