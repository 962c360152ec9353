"""Columns and files that nobody can read from a dump of the database or a copy of the store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.people import a_shop, actor_in

from wederhoor.door.keyring import Destroyed, NoKey
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Side, Sort
from wederhoor.evidence.models import Dossier, Exhibit
from wederhoor.evidence.vault import store
from wederhoor.journal.models import Line
from wederhoor.journal.ring import ring
from wederhoor.shops.context import inside

pytestmark = pytest.mark.usefixtures("database")

WORDS = "Mijn lamp knippert zodra het regent"


@pytest.fixture
def dossier(database: dict[str, str]) -> Dossier:
    shop = a_shop()
    paper = NewExhibit(WORDS.encode(), "brief.txt", Sort.MESSAGE, "consumer", text=WORDS, facts={"order_number": "LH1"})
    with inside(shop.pk):
        opened, _ = evidence.open_dossier(shop, [(Side.SHOP, shop.name, "")], [paper, paper], by=actor_in(shop))
    return opened


def test_bytes_in_the_store_are_sealed_and_one_file_within_a_dossier(dossier: Dossier) -> None:
    with inside(dossier.shop_id):
        one, two = Exhibit.objects.order_by("id")
        assert evidence.bytes_of(one) == evidence.bytes_of(two) == WORDS.encode()
    folder = Path(str(settings.STORE))
    assert [path for path in folder.rglob("*") if path.is_file() and WORDS.encode() in path.read_bytes()] == []
    assert not store().has(one.sha256), "where it lies says which file it is"


def test_columns_hold_no_word_that_can_be_read(dossier: Dossier, as_owner: Callable[[str], list[Any]]) -> None:
    for table in ("evidence_exhibit", "journal_line"):
        for (row,) in as_owner(f"SELECT row_to_json(t)::text FROM {table} t"):
            assert WORDS not in row
            assert WORDS.encode().hex() not in row
    with inside(dossier.shop_id):
        row = Exhibit.objects.first()
        assert row is not None
        assert (row.text, row.facts) == (WORDS, {"order_number": "LH1"})
        assert Exhibit.objects.values_list("text", "facts")[0] == (WORDS, {"order_number": "LH1"})


def test_query_that_compares_a_sealed_column_is_refused(dossier: Dossier) -> None:
    with inside(dossier.shop_id), pytest.raises(TypeError, match="sealed"):
        Exhibit.objects.filter(text=WORDS).first()
    with inside(dossier.shop_id), pytest.raises(TypeError, match="sealed"):
        Exhibit.objects.update(text=WORDS)


def test_destroyed_key_leaves_empty_columns_and_no_bytes(dossier: Dossier) -> None:
    with inside(dossier.shop_id):
        ring().destroy(dossier.code, dossier.opened_at)
        row = Exhibit.objects.order_by("id").first()
        assert row is not None
        assert (row.text, row.facts) == ("", {})
        with pytest.raises(Destroyed):
            evidence.bytes_of(row)
        assert [line.payload for line in Line.objects.filter(subject=dossier.code)] == [None] * 3


def test_key_folder_of_another_installation_is_no_erasure(dossier: Dossier, tmp_path: Path, settings: Any) -> None:
    settings.KEYS = tmp_path
    with inside(dossier.shop_id), pytest.raises(NoKey):
        Exhibit.objects.first()


def test_text_from_before_sealing_is_read_as_it_stands(dossier: Dossier, as_owner: Callable[[str], list[Any]]) -> None:
    as_owner("UPDATE evidence_exhibit SET text = convert_to('oude tekst', 'UTF8'), facts = convert_to('{}', 'UTF8')")
    with inside(dossier.shop_id):
        row = Exhibit.objects.first()
        assert row is not None
        assert (row.text, row.facts) == ("oude tekst", {})
        row.save()
    assert as_owner("SELECT count(*) FROM evidence_exhibit WHERE text = convert_to('oude tekst', 'UTF8')") == [(1,)]
