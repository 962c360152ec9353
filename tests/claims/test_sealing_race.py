"""What is laid in a file while it is being sealed goes along with its line, or waits: never one without the other."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from tests.claims.sealed import a_case, bytes_of, opened, sealed
from tests.people import actor_in

from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions as claims
from wederhoor.claims.actions import sealing as acts
from wederhoor.claims.bundles import sealings_of
from wederhoor.claims.models import Claim
from wederhoor.evidence.models import Dossier, DossierItem, Exhibit
from wederhoor.flow import Refused
from wederhoor.ledger.verify import verify_bundle
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

pytestmark = pytest.mark.usefixtures("database")


def on_another_connection(work: Callable[[], object]) -> None:
    """Do this in a thread of its own, which is a connection of its own, and wait until it is committed."""
    faults: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert not faults, faults


def lay(shop: Shop, claim: Claim, name: str) -> None:
    with inside(shop.pk):
        claims.lay(claim, Paper(name.encode(), f"{name}.txt", "text/plain", "page"), by=actor_in(shop))


def between(monkeypatch: pytest.MonkeyPatch, shop: Shop, claim: Claim, times: int) -> list[str]:
    """Another connection lays a paper after the lines got their numbers and before the case is drawn, so many times."""
    laid: list[str] = []
    drawing = acts._laid

    def after_somebody_laid(code: str, language: str) -> Any:
        if len(laid) < times:
            laid.append(f"stuk-{len(laid)}")
            on_another_connection(lambda: lay(shop, claim, laid[-1]))
        return drawing(code, language)

    monkeypatch.setattr(acts, "_laid", after_somebody_laid)
    return laid


@pytest.mark.parametrize("times", [1, 3])
def test_exhibit_laid_between_numbering_and_drawing_goes_along_with_its_line(
    monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    shop, claim = a_case()
    laid = between(monkeypatch, shop, claim, times)
    bundle = bytes_of(sealed(shop, claim))
    files = opened(bundle)
    lines = [json.loads(row) for row in files["lines.jsonl"].splitlines()]
    added = {line["payload"]["exhibit"]: line for line in lines if line["act"] == "exhibit.added"}
    numbers = {act["exhibit"] for act in json.loads(files["custody.json"])["acts"] if act["act"] == "exhibit.added"}
    with inside(shop.pk):
        labels = {item.label for item in DossierItem.objects.filter(dossier=claim.dossier)}
    assert set(added) == numbers == labels
    assert len(laid) == times
    assert all(any(name in entry for entry in files) for name in laid)
    assert verify_bundle(bundle)


def test_file_in_which_papers_are_laid_without_end_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    shop, claim = a_case()
    laid = between(monkeypatch, shop, claim, 1_000)
    with pytest.raises(Refused, match=r"claims\.seal\.busy"):
        sealed(shop, claim)
    assert len(laid) == acts.ROUNDS
    with inside(shop.pk):
        assert not sealings_of(claim).exists()


def test_exhibit_that_no_line_added_is_refused(database: dict[str, str]) -> None:
    shop, claim = a_case()
    with inside(shop.pk):
        row = Exhibit.objects.filter(key=claim.code).order_by("pk").first()
        assert row is not None
        number = claim.dossier.items.order_by("-number").first().number + 1
        row.pk, row.code = None, "XXXX-XXXX-X"
        row._state.adding = True
        row.save()
        DossierItem.objects.create(shop=shop, dossier=claim.dossier, exhibit=row, number=number)
        Dossier.objects.filter(pk=claim.dossier_id).update(last_number=number)
    with pytest.raises(Refused, match=r"claims\.seal\.unrecorded"):
        sealed(shop, claim)
    with inside(shop.pk):
        assert not sealings_of(claim).exists()
