"""What is on a screen is in all three languages, and what is read at run time is what stands in the files."""

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from tests.house.walk import SOURCE, shown

CATALOGUES = sorted((SOURCE / "locale").glob("*/LC_MESSAGES/*.po"))


def entries(catalogue: Catalog) -> set[str]:
    """Every text with its context and all its plural forms; the header, which names a day, left out."""
    return {repr((message.context, message.id, message.string)) for message in catalogue if message.id}


@pytest.mark.parametrize("path", CATALOGUES, ids=shown)
def test_compiled_catalogue_equals_its_source(path: Path):
    with path.open("rb") as file:
        source = read_po(file)
    fresh = io.BytesIO()
    write_mo(fresh, source)
    fresh.seek(0)
    with path.with_suffix(".mo").open("rb") as file:
        assert entries(read_mo(file)) == entries(read_mo(fresh))


@pytest.mark.parametrize("path", CATALOGUES, ids=shown)
def test_catalogue_leaves_nothing_untranslated(path: Path):
    with path.open("rb") as file:
        catalogue = read_po(file)
    missing = [m.id for m in catalogue if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)]
    assert missing == []
    assert [m.id for m in catalogue if m.id and m.fuzzy] == []
