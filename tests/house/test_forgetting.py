"""What hangs on a dossier goes with it: every table that points at one is somebody's to forget, or the build breaks."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.utils import timezone
from tests.people import actor_in
from tests.shops.whole import a_whole_shop

from wederhoor.claims.models import Claim
from wederhoor.evidence import forgetting
from wederhoor.evidence.forgetters import forgetters
from wederhoor.evidence.models import Dossier, Erasure, Exhibit, OrderEvent, TermsVersion
from wederhoor.evidence.sealing import SealedText
from wederhoor.journal.across import across_shops
from wederhoor.pages.models import Acceptance, PageVersion, SetAside
from wederhoor.parcels.models import ParcelRecord
from wederhoor.shops.context import inside

OURS = ("journal", "accounts", "shops", "evidence", "pages", "parcels", "logs", "claims", "letters", "withdrawals")
# Tables that are about a dossier without a reference to it: by its code, its order or the exhibit they hold.
BY_NAME = {Acceptance, SetAside, Exhibit, OrderEvent, ParcelRecord}
# What stays in columns of text of a table that knows a dossier by its code, and why that says nothing of anybody.
STAYS = {
    "evidence.Erasure.code": "the reference of the dossier, which names it and opens nothing",
    "evidence.Erasure.what": "a word of ours",
    "evidence.Erasure.by": "the code of somebody of the shop",
    "evidence.Erasure.role": "a word of ours",
    "evidence.Erasure.why": "a word of ours",
    "evidence.Erasure.rule": "the name of a rule of the schedule",
    "evidence.Erasure.counts": "numbers by name of a table",
    "evidence.Erasure.remains": "keyed hashes and names made of codes, until they are cleared",
    "evidence.Erasure.certificate": "the hash of a paper that names nobody",
    "journal.Line.act": "a word of ours",
    "journal.Line.actor": "the code of somebody of the shop, or a role",
    "journal.Line.subject": "the reference of the dossier",
    "journal.Line.payload_bytes": "taken away, but of kinds that forget nothing, which hold nobody's data",
    "journal.Line.salt": "likewise",
    "journal.Line.commitment": "a hash over a text and 32 random bytes that are both gone",
}
TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField, SealedText)


def ours() -> list[type[models.Model]]:
    return [model for app in OURS for model in apps.get_app_config(app).get_models()]


def hanging() -> set[type[models.Model]]:
    """Every table that points at a dossier, at one that does, or is named above."""
    found: set[type[models.Model]] = {Dossier, *BY_NAME}
    while True:
        more = (
            {model for model in ours() if any(target in found for target in _targets(model))} - found - {TermsVersion}
        )
        if not more:
            return found
        found |= more


def _targets(model: type[models.Model]) -> list[Any]:
    return [f.related_model for f in model._meta.get_fields() if isinstance(f, models.ForeignKey) and f.concrete]


def test_table_that_hangs_on_a_dossier_is_forgotten_by_its_department() -> None:
    removed = {table for forgetter in forgetters() for table in forgetter.tables}
    assert {m._meta.label for m in hanging()} == {m._meta.label for m in removed}


def test_column_that_stays_says_why_it_tells_nothing_of_anybody() -> None:
    kept = (apps.get_model("journal.Line"), Erasure)
    columns = {f"{m._meta.label}.{f.name}" for m in kept for f in m._meta.get_fields() if isinstance(f, TEXTS)}
    assert columns == set(STAYS)


def test_department_forgets_its_own_tables_and_the_highest_first() -> None:
    order = [forgetter.department for forgetter in forgetters()]
    assert order == sorted(order, key=OURS.index, reverse=True)
    for forgetter in forgetters():
        labels = {table._meta.app_label for table in forgetter.tables} - {"evidence"}
        assert labels <= {forgetter.department}


@pytest.mark.parametrize("seed", ["Xqzv-Merkwoord"])
def test_word_laid_in_every_column_is_found_in_none_afterwards(database: dict[str, str], seed: str) -> None:
    whole = a_whole_shop()
    planted = _plant(whole.claim.code, seed)
    assert len(planted) > 20, planted
    _told_with(whole.claim, seed)
    assert _found(seed)
    forgetting.forget(whole.shop, whole.claim.code, why="asked", by=actor_in(whole.shop))
    assert _found(seed) == []


def _plant(code: str, seed: str) -> list[str]:
    """The word in every readable text column of every row that hangs on the dossier, as far as its table allows."""
    planted = []
    with across_shops("a test lays a word in every column"):
        for model in hanging() - {OrderEvent, Acceptance, SetAside}:
            for column in model._meta.get_fields():
                if _takes_words(column):
                    kept = {column.name: [seed] if isinstance(column, models.JSONField) else seed}
                    rows = _of(model, code)
                    planted += [f"{model.__name__}.{column.name}"] if rows.update(**kept) else []
    return planted


def _told_with(claim: Claim, seed: str) -> None:
    """An acceptance stands as it was told, so the word comes in with it: one kept and one set aside, of this order."""
    with inside(claim.shop_id):
        version = PageVersion.objects.get(origin="captured")
        order, now = Claim.objects.get(pk=claim.pk).order_number, timezone.now()
        said = {"shop_id": claim.shop_id, "order_number": order, "ref": seed, "at": now, "key": "a.key", "line": -9}
        words = {"box": seed, "button": seed}
        Acceptance.objects.create(version=version, teller="shop", body_sha256=seed, token=seed, words=words, **said)
        SetAside.objects.create(teller="shop", why="unknown", said=words, **said)


def _of(model: type[models.Model], code: str) -> Any:
    rows = model._default_manager.exclude(**({"sort": "terms"} if model is Exhibit else {}))
    has_dossier = any(field.name == "dossier" for field in model._meta.get_fields())
    return rows.filter(dossier__code=code) if has_dossier else rows


FIXED = {"code", "state", "side", "sort", "layer", "key", "sha256", "language", "channel", "kind", "what", "index"}


def _takes_words(column: Any) -> bool:
    is_text = isinstance(column, models.CharField | models.TextField | models.JSONField)
    return (
        is_text and not isinstance(column, SealedText) and column.name not in FIXED and (column.max_length or 99) > 13
    )


def _found(word: str) -> list[str]:
    """Every table with a row that holds the word."""
    found = []
    with across_shops("a test looks for a word everywhere"), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner IS NOT NULL")
        for (table,) in cursor.fetchall():
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [table])
            if not cursor.fetchone()[0]:
                continue
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found
