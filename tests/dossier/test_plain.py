"""What of a stranger's text may stand in print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.dossier.cmap import FONTS, coverage

from wederhoor.dossier.plain import LONGEST_RUN, is_drawable, line, paragraphs, plain, short


def test_coverage_is_that_of_the_fonts():
    assert (FONTS / "coverage.txt").read_text("ascii") == coverage(), "write it anew: python -m tests.dossier.cmap"


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("gewoon é ï €", "gewoon é ï €"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\u202eabc\u200f\ufeff", "abc"),
        ("e\u0301" + "\u0301" * 50, "é\u0301\u0301\u0301"),
        ("ｆｕｌｌ", "full"),
        ("👍🏽", "👍"),
        ("日本", "[U+65E5 U+672C]"),
        ("日" * 50, "[U+65E5 U+65E5 U+65E5 U+65E5 U+65E5 U+65E5 …]"),
        ("\ud800\x00\x1b[0m", "[0m"),
        ("a\u0651", "a"),
    ],
)
def test_text_is_made_fit_for_print(given_, kept):
    assert plain(given_) == kept


def test_long_words_may_break_and_keep_every_letter():
    address = "https://voorbeeld.example/" + "pad/" * 40 + "x" * 200
    broken = plain(address)
    assert broken.replace("\u200b", "") == address
    assert max(map(len, broken.split("\u200b"))) <= LONGEST_RUN + 4


def test_one_line_is_cut_with_an_ellipsis():
    assert line("een  twee\n drie") == "een twee drie"
    assert line("woord " * 100, limit=20) == "woord woord woord w…"


def test_paragraphs_part_at_empty_lines_and_say_when_cut():
    assert paragraphs("a\nb\n\n\nc\n", limit=100, lines=10) == ([["a", "b"], ["c"]], False)
    assert paragraphs("a\nb\nc", limit=100, lines=2) == ([["a", "b"]], True)
    assert paragraphs("abc", limit=2, lines=5) == ([["ab"]], True)
    assert paragraphs("", limit=2, lines=5) == ([], False)


def test_short_keeps_letters_no_font_has():
    assert short("日本\u202e\x00 x\ny") == "日本 x y"


@given(st.text(alphabet=st.characters(), max_size=200))
def test_whatever_comes_in_can_be_drawn(text):
    assert all(character in "\n\u200b" or is_drawable(character) for character in plain(text))
