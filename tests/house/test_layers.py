"""What is the shop's own leaves the house in nothing: a word is laid in every own field and looked for outside."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pypdfium2
import pytest
from django.apps import apps
from django.db import connection, models
from django.utils import timezone
from tests.claims.sealed import bundled
from tests.messages import NOT_RECEIVED, mail, order
from tests.people import a_shop, actor_in, browser_of, customer_of

from wederhoor.claims.assessing import look
from wederhoor.claims.casefile import pdf_for
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.door.mail import Sent
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Layer, Sort
from wederhoor.evidence.models import ConsumerLink, Exhibit
from wederhoor.evidence.sealing import SealedJSON, SealedText
from wederhoor.journal.across import across_shops
from wederhoor.journal.follow import run_followers_once
from wederhoor.journal.models import Line
from wederhoor.journal.sequencer import run_once
from wederhoor.letters import actions as letters
from wederhoor.letters.models import Letter
from wederhoor.shops import rowsecurity
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

# Fields of rows with a layer that hold no words of anybody: codes of the vocabulary, hashes, who did it.
NO_WORDS = {
    "layer",
    "key",
    "side",
    "sort",
    "source",
    "sha256",
    "code",
    "who",
    "what",
    "made_by",
    "added_by",
    "added_side",
}
# What a letter keeps for the shop alone: everything of a draft, and of one that went its fate on the way.
OF_A_DRAFT = ("subject", "body", "override", "response", "message_id")
OF_A_SENT_LETTER = ("override", "response")
JSON_OF = {
    "Exhibit.facts": lambda word: {"goods_description": word, "shop_defence": word},
    "Statement.facts": lambda word: {"shop_defence": word},
    "Statement.demands": lambda word: [{"remedy": "refund", "amount": None, "words": word}],
    "Assessment.result": lambda word: {"assessments": [{"says": word, "reasons": [{"says": word}]}]},
    "Deadline.slots": lambda word: {"name": word},
}


@dataclass
class Planted:
    """A case whose every own field holds a word of its own; ``words`` says where each was laid."""

    shop: Shop
    claim: Claim
    token: str
    words: dict[str, str] = field(default_factory=dict)

    def word(self, where: str) -> str:
        word = f"zq{len(self.words):02d}kwx"
        self.words[word] = where
        return word

    def in_(self, text: str) -> set[str]:
        return {where for word, where in self.words.items() if word in text}


WORDY = (models.CharField, models.TextField, models.JSONField, SealedText)


def layered() -> Iterator[type[models.Model]]:
    """Every model whose rows carry a layer."""
    for model in apps.get_models():
        if model.__module__.startswith("wederhoor.") and any(f.name == "layer" for f in model._meta.fields):
            yield model


def wordy(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    for one in model._meta.fields:
        if isinstance(one, WORDY) and one.name not in NO_WORDS:
            yield one


def plant(planted: Planted, row: models.Model) -> None:
    """A word in every field of this row that can hold one, and the row in the shop's own layer."""
    for one in wordy(type(row)):
        where = f"{type(row).__name__}.{one.name}"
        word = planted.word(where)
        setattr(row, one.name, JSON_OF[where](word) if isinstance(one, models.JSONField | SealedJSON) else word)
    row.layer = Layer.OWN.value  # type: ignore[attr-defined]  # every model that comes here has one
    row.save()


def rows_of(planted: Planted) -> list[models.Model]:
    """One row of each kind that can lie in the own layer, new beside what the case has."""
    claim, shop = planted.claim, planted.shop
    data = planted.word("the bytes of an exhibit").encode()
    new = NewExhibit(data, "eigen.txt", Sort.PAGE, "shop", layer=Layer.OWN, media_type="text/plain")
    item = evidence.add(claim.dossier, new, by=actor_in(shop))[0]
    made: dict[str, dict[str, Any]] = {
        "Statement": {"side": "shop"},
        "Assessment": {"on": shop.today(), "outcome": ""},
        "Note": {},
        "Deadline": {"what": "answer", "who": "shop", "due_at": date(2026, 10, 20)},
    }
    by_name = {model.__name__: model for model in layered()}
    assert set(by_name) == {"Exhibit", *made}, "a new model carries a layer: lay words in it here"
    return [item.exhibit, *(by_name[name](shop=shop, claim=claim, **known) for name, known in made.items())]


@pytest.fixture
def planted(database: dict[str, str]) -> Planted:
    shop = a_shop(receipts_allowed=True)
    by = actor_in(shop)
    with inside(shop.pk):
        claim = letters.receive(shop, mail(), channel=Channel.MAIL, papers=[order()], by=by).claim
        token = evidence.make_link(claim.dossier, by=by)
    run_once(timezone.now())
    run_followers_once()
    found = Planted(shop, claim, token)
    with inside(shop.pk):
        for row in rows_of(found):
            plant(found, row)
        for letter in Letter.objects.filter(state="draft"):
            for name in OF_A_DRAFT:
                setattr(letter, name, found.word(f"the {name} of a draft"))
            letter.save()
    return found


def sent(planted: Planted) -> bytes:
    """A new draft of the case as it stands, sent; the bytes as the server got them."""
    taken: list[bytes] = []

    def takes(letter: Letter, data: bytes) -> Sent:
        taken.append(data)
        return Sent("250")

    with inside(planted.shop.pk):
        claim = Claim.objects.select_related("dossier", "shop").get(pk=planted.claim.pk)
        made = look(claim).draft
        assert made is not None
        letter = letters.draft(claim, made, by=actor_in(planted.shop))
        letters.send(letter, by=actor_in(planted.shop))
    assert letters.deliver(planted.shop.pk, letter.pk, takes) == "sent"
    with inside(planted.shop.pk):
        words = {name: planted.word(f"the {name} of a letter that went") for name in OF_A_SENT_LETTER}
        for name, word in words.items():
            setattr(letter, name, word)
        letter.save(update_fields=list(words))
    return taken[0]


def text_of_pdf(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def entries(bundle: bytes) -> Iterator[tuple[str, str]]:
    """Every file of the bundle as text, a print as the text one reads in it; names of files too."""
    archive = zipfile.ZipFile(io.BytesIO(bundle))
    for name in archive.namelist():
        data = archive.read(name)
        yield name, text_of_pdf(data) if data.startswith(b"%PDF") else data.decode("utf-8", "replace")
        yield f"the name of {name}", name


def test_every_kind_of_own_row_was_planted(planted: Planted) -> None:
    assert len(planted.words) > 20
    with inside(planted.shop.pk):
        shop_sees = json.dumps([list(model.objects.values().filter(layer="own")) for model in layered()], default=str)
    assert {w for w in planted.words.values() if "." in w} <= planted.in_(shop_sees)


def test_nothing_own_leaves_by_mail(planted: Planted) -> None:
    assert planted.in_(sent(planted).decode()) == set()


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_nothing_own_stands_in_the_shared_print(planted: Planted, language: str) -> None:
    sent(planted)
    with inside(planted.shop.pk):
        claim = Claim.objects.select_related("dossier", "shop").get(pk=planted.claim.pk)
        assert planted.in_(text_of_pdf(pdf_for(claim, language=language))) == set()


def test_nothing_own_stands_in_any_file_of_the_bundle(planted: Planted) -> None:
    sent(planted)
    bundle = bundled(planted.shop, planted.claim)
    assert {name: planted.in_(text) for name, text in entries(bundle) if planted.in_(text)} == {}


def test_nothing_own_stands_on_the_customers_page_or_behind_it(planted: Planted) -> None:
    sent(planted)
    browser = browser_of()
    address = f"/c/{planted.token}/"
    before = browser.get(address).content.decode()
    with inside(planted.shop.pk):
        link = ConsumerLink.objects.select_related("dossier").get()
        code = evidence.make_code(link, by=customer_of(planted.shop))
        own = Exhibit.objects.get(layer=Layer.OWN.value).items.get().label
    after = browser.post(f"{address}code/", {"code": code}, follow=True).content.decode()
    assert "document" in after
    assert planted.in_(before + after) == set()
    assert browser.get(f"{address}documents/{own}/").status_code == 404


def test_nothing_own_counts_in_what_is_worked_out_for_both(planted: Planted) -> None:
    """An exhibit the other side cannot see shows her nothing: no fact, no letter and no summary is built on it."""
    with inside(planted.shop.pk):
        claim = Claim.objects.select_related("dossier", "shop").get(pk=planted.claim.pk)
        work = look(claim)
    said = [work.draft.body if work.draft else "", *work.understood, json.dumps(work.facts.as_json())]
    assert planted.in_("\n".join(said)) == set()


def test_own_print_holds_the_notes_and_says_on_every_page_that_it_is_not_shared(planted: Planted) -> None:
    with inside(planted.shop.pk):
        claim = Claim.objects.select_related("dossier", "shop").get(pk=planted.claim.pk)
        own, shared = pdf_for(claim, own=True), pdf_for(claim)
        headline = look(claim).assessment
    assert headline is not None
    assert "Note.text" in planted.in_(text_of_pdf(own))
    pages = [page.get_textpage().get_text_range().lower() for page in pypdfium2.PdfDocument(own)]
    marks = ("alleen voor", "niet gedeeld", "eigen")
    assert all(any(mark in page for mark in marks) for page in pages), pages[0][:300]
    assert len(text_of_pdf(own)) > len(text_of_pdf(shared))


# How hard somebody presses, as a grade or as a name for it, is weighed when a person looks and kept nowhere.
WEIGHED = re.compile(
    r"extort|afpers|chantage|\bpressure\b|\bthreat|bedreig|dreiging|\bscam\b|oplicht|erpress|\"grade\"|fraud", re.I
)
PRESSING = f"{NOT_RECEIVED}\nBetaal mij € 500 extra of ik plaats een slechte recensie en bel de krant.\n"


def test_grade_of_pressure_is_kept_nowhere(database: dict[str, str]) -> None:
    shop = a_shop(receipts_allowed=True)
    with inside(shop.pk):
        claim, work, _ = letters.receive(
            shop, mail(PRESSING), channel=Channel.MAIL, papers=[order()], by=actor_in(shop)
        )
        assert work.reading.pressure.steps
        assert str(work.reading.pressure.grade) in ("pressure", "extortion")
    run_once(timezone.now())
    run_followers_once()
    bundle = bundled(shop, claim)
    stored = {table: "\n".join(_as_text(table)) for table in _tables()}
    stored["journal payloads"] = "\n".join(_payloads())
    stored |= {name: text for name, text in entries(bundle)}
    assert {name: WEIGHED.findall(text) for name, text in stored.items() if WEIGHED.search(text)} == {}


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return rowsecurity.tenant_tables(cursor)


def _as_text(table: str) -> list[str]:
    with across_shops("a test reads everything that is kept"), connection.cursor() as cursor:
        cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
        return [row for (row,) in cursor.fetchall()]


def _payloads() -> list[str]:
    with across_shops("a test reads every line"):
        return [json.dumps(line.payload) for line in Line.objects.all()]
