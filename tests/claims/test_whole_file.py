"""A case file is whole and balanced: what speaks against either side is never left out, and what lacks is told exactly.

Cases are drawn from a seed. Three hundred of them: ``WEDERHOOR_LONG=1 pytest tests/claims/test_whole_file.py``.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from tests.casework.test_guard import pdf_with_a_script
from tests.dossier.test_cleaned import photo
from tests.messages import NOT_RECEIVED, WITHDRAWAL, message, order
from tests.people import a_shop, actor_in

from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions as claims
from wederhoor.claims.assessing import look
from wederhoor.claims.casefile import draw
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.facts import VOCABULARY, json_of
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside
from wederhoor.web.components.shown import shown

pytestmark = pytest.mark.usefixtures("database")

HEAD = "Van: Tessa Brand <tessa@post.example>\nOnderwerp: {subject}\n\nHallo,\n\n{words}\n\nTessa Brand\n"
MESSAGES = (
    NOT_RECEIVED,
    WITHDRAWAL,
    *(
        HEAD.format(subject=subject, words=f"{words} (bestelling LH-2041)")
        for subject, words in (
            ("Kapot", "De lamp is na drie weken kapot. Ik wil een nieuwe of mijn geld terug."),
            ("Beschadigd", "De lamp kwam gebarsten aan op 5 oktober. Graag mijn geld terug."),
            ("Dubbel betaald", "Er is twee keer € 64,90 afgeschreven. Graag € 64,90 terug."),
            ("Verkeerd artikel", "Ik kreeg een blauwe lamp in plaats van een gele. Graag de goede lamp."),
        )
    ),
)


@dataclass(frozen=True)
class Planted:
    """A paper, and whom it speaks against."""

    paper: Paper
    against: str


def planted(dice: random.Random, number: int) -> Planted:
    """One paper from a pile in which most speak against one of the two, some cannot be read, some are withheld."""
    mark = f"nr {number}".encode()
    own = (
        b"From: magazijn@shop.example\nTo: winkel@shop.example\nSubject: LH-2041\n\nDit pakket staat hier nog. " + mark
    )
    hers = b"From: tessa@post.example\nTo: winkel@shop.example\nSubject: LH-2041\n\nDe lamp brandt mooi, dank. " + mark
    pile = (
        Planted(Paper(own, "magazijn.eml", "message/rfc822", "correspondence", "shop"), "shop"),
        Planted(
            Paper(b"Belnotitie: wij zeiden toe terug te betalen. " + mark, "bel.txt", "text/plain", "call"), "shop"
        ),
        Planted(Paper(b"Log: bevestiging niet verzonden. " + mark, "log.txt", "text/plain", "log"), "shop"),
        Planted(Paper(hers, "dank.eml", "message/rfc822", "correspondence", "consumer"), "consumer"),
        Planted(Paper(b"Gewogen bij inpakken: 2,9 kg. " + mark, "gewicht.txt", "text/plain", "measure"), "consumer"),
        Planted(Paper(photo() + mark, "deur.jpg", "image/jpeg", "photo", others_data="gezicht van een buur"), "shop"),
        Planted(Paper(pdf_with_a_script() + mark, "factuur.pdf", "application/pdf"), "shop"),
        Planted(Paper(b"PK\x03\x04" + mark, "foto.zip", "application/zip"), "nobody"),
        Planted(Paper(bytes(range(256)) + mark, "raar.bin", "application/octet-stream"), "nobody"),
    )
    return dice.choice(pile)


def drawn_cases(seed: int, count: int) -> Iterator[tuple[Claim, list[Planted], list[bytes]]]:
    dice, shop = random.Random(seed), a_shop()
    by = actor_in(shop)
    for _ in range(count):
        with inside(shop.pk):
            text = dice.choice(MESSAGES)
            first = [order()] if dice.random() < 0.7 else []
            claim = receive(shop, message(text), channel=Channel.PASTE, papers=first, by=by).claim
            pile = [planted(dice, n) for n in range(dice.randint(1, 6))]
            claims.lay(claim, *(one.paper for one in pile), by=by)
            yield claim, pile, [message(text).data, *(paper.data for paper in first), *(p.paper.data for p in pile)]


def check(seed: int, count: int) -> None:
    against = 0
    for claim, pile, given in drawn_cases(seed, count):
        _is_whole(claim, given)
        _tells_exactly_what_lacks(claim)
        against += sum(one.against == "shop" for one in pile)
    assert against > count / 2  # most of the pile speaks against whoever draws the file


def _is_whole(claim: Claim, given: list[bytes]) -> None:
    case = draw(claim).case
    hashes = [exhibit.sha256 for exhibit in case.exhibits]
    assert [exhibit.number for exhibit in case.exhibits] == [f"B{n}" for n in range(1, len(hashes) + 1)]
    assert set(hashes) >= {hashlib.sha256(data).hexdigest() for data in given}
    for exhibit in case.exhibits:
        assert exhibit.withheld == ("gezicht van een buur" if exhibit.name == "deur.jpg" else "")


def _tells_exactly_what_lacks(claim: Claim) -> None:
    """Nothing that lies there is asked for, everything that is asked for is on the page, and once shown it is not."""
    work = look(claim)
    assert work.assessment is not None
    asked = [missing.fact for missing in work.assessment.missing]
    assert len(asked) == len(set(asked))
    assert [fact for fact in asked if work.facts.value(fact) is not None] == []
    listed = shown(work.assessment, claim.shop.today()).missing
    assert [missing.fact for missing in listed] == asked
    assert all(missing.says for missing in listed)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_file_of_twenty_drawn_cases_is_whole_and_tells_exactly_what_lacks(seed):
    check(seed, 20)


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("WEDERHOOR_LONG"), reason="the long form: run with WEDERHOOR_LONG=1")
def test_file_of_three_hundred_drawn_cases_is_whole_and_tells_exactly_what_lacks():
    check(2026, 300)


def a_value(fact: str) -> object:
    """Something a paper could show of this fact."""
    kind = VOCABULARY[fact]
    known = {bool: True, date: date(2026, 9, 25), int: 1}
    return json_of(known[kind]) if kind in known else None


@pytest.mark.parametrize("text", MESSAGES)
def test_what_lacks_is_asked_for_no_longer_once_a_paper_shows_it(database, text):
    shop = a_shop()
    by = actor_in(shop)
    with inside(shop.pk):
        claim = receive(shop, message(text), channel=Channel.PASTE, papers=[order()], by=by).claim
        for _ in range(12):
            assessment = look(claim).assessment
            assert assessment is not None
            fact = next((m.fact for m in assessment.missing if a_value(m.fact) is not None), None)
            if fact is None:
                break
            claims.lay(
                claim, Paper(fact.encode(), f"{fact}.txt", "text/plain", "note", facts={fact: a_value(fact)}), by=by
            )
            after = look(claim).assessment
            assert after is not None
            assert fact not in [m.fact for m in after.missing]
