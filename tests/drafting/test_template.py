"""The grammar of the text files, and that every file in the house follows it."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from tests.drafting.slots import NAMES, VOICES

from wederhoor.drafting.letters.index import labels_of, text_of
from wederhoor.drafting.template import BadText, read, sections


def test_condition_holds_until_the_next_one_in_the_block() -> None:
    text = read("subject: S\n\nEen.\n? a !b\nTwee.\n?\nDrie.\n\nVier.", {})
    assert [(line.text, line.needs, line.lacks) for block in text.blocks for line in block] == [
        ("Een.", (), ()),
        ("Twee.", ("a",), ("b",)),
        ("Drie.", (), ()),
        ("Vier.", (), ()),
    ]


def test_sections_are_included_where_named_also_within_each_other() -> None:
    frame = sections("== in\nBinnen {x!}.\n\n== out\n@in\n\nBuiten.\n")
    text = read("subject: S\nmarks: yes\n\n@out", frame)
    assert [block[0].text for block in text.blocks] == ["Binnen {x!}.", "Buiten."]
    assert text.marks
    assert text.slots == {"x"}


@pytest.mark.parametrize("source", ["Beste klant\n\nHoi.", "subject: S\n\n@nowhere"])
def test_file_that_breaks_the_grammar_is_refused(source: str) -> None:
    with pytest.raises(BadText):
        read(source, {})


def test_section_named_twice_is_refused() -> None:
    with pytest.raises(BadText, match="twice"):
        sections("== a\nX.\n\n== a\nY.\n")


@pytest.mark.parametrize(("language", "form"), VOICES)
@pytest.mark.parametrize("name", NAMES)
def test_every_slot_a_letter_prints_has_a_label(name: str, language: str, form: str) -> None:
    labels = labels_of(language)
    printed = {
        slot for block in text_of(name, language, form).blocks for line in block for slot, how in line.places if how
    }
    assert printed <= labels.keys()


@pytest.mark.parametrize(("language", "form"), VOICES)
@pytest.mark.parametrize("name", NAMES)
def test_facts_stand_one_sentence_to_a_line(name: str, language: str, form: str) -> None:
    """A citation names its whole line, so no sentence without that exhibit may stand beside it."""
    for block in text_of(name, language, form).blocks:
        for line in block:
            if any(how in ("!", "[]") for _, how in line.places):
                assert not re.search(r"[.?!] [A-ZÄÖÜ]", re.sub(r"[“„].*[”“]", "", line.text)), line.text


def test_three_label_files_name_the_same_slots() -> None:
    assert labels_of("nl").keys() == labels_of("en").keys() == labels_of("de").keys()


def test_every_letter_file_belongs_to_a_letter_on_the_list() -> None:
    files = [f.name for f in resources.files("wederhoor.drafting.letters").iterdir() if f.name.endswith(".txt")]
    assert {name.split(".")[0] for name in files} - {"frame", "labels"} == set(NAMES)
