"""Whoever reads a rule's sentence reads short sentences of ordinary words, about language level B1."""

from __future__ import annotations

import re

import pytest

from wederhoor.law import book, texts
from wederhoor.law.countries import TOPICS

MOST_WORDS, USUAL_WORDS = 30, 20
MEAN_WORDS = 14
MOST_SENTENCES = 5
# German writes as one word what the others write as two.
LONG_WORD = {"nl": 16, "en": 14, "de": 20}
FEW = 0.05
_END = re.compile(r"(?<=[.?!])\s+(?=[A-ZÄÖÜ{“„])")
_MONTH = re.compile(r"\b(\d{1,2})\. (?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|\{\w+\}|\d[\d.,]*")


def said(country: str, language: str) -> dict[str, str]:
    """Everything the rules of a country say; a German date has a point that ends no sentence."""
    all_of = texts.sentences(country, language).items()
    return {key: _MONTH.sub(r"\1 ", text) for key, text in all_of if not key.endswith("/title")}


def words(sentence: str) -> list[str]:
    return _WORD.findall(sentence)


CASES = [(country, language) for country in TOPICS for language in texts.LANGUAGES]


@pytest.mark.parametrize(("country", "language"), CASES)
def test_no_sentence_of_a_rule_is_too_long(country: str, language: str) -> None:
    long = {
        key: len(words(one))
        for key, text in said(country, language).items()
        for one in _END.split(text)
        if len(words(one)) > MOST_WORDS
    }
    assert long == {}


@pytest.mark.parametrize(("country", "language"), CASES)
def test_nearly_all_sentences_are_short(country: str, language: str) -> None:
    lengths = [len(words(one)) for text in said(country, language).values() for one in _END.split(text)]
    assert sum(lengths) / len(lengths) <= MEAN_WORDS
    assert sum(length > USUAL_WORDS for length in lengths) <= FEW * len(lengths)


@pytest.mark.parametrize(("country", "language"), CASES)
def test_few_words_are_long(country: str, language: str) -> None:
    all_words = [word for text in said(country, language).values() for word in words(text)]
    long = [word for word in all_words if len(word) > LONG_WORD[language]]
    assert len(long) <= FEW / 5 * len(all_words), sorted(set(long))


@pytest.mark.parametrize(("country", "language"), CASES)
def test_a_rule_says_no_more_than_a_few_sentences_at_once(country: str, language: str) -> None:
    many = [key for key, text in said(country, language).items() if len(_END.split(text)) > MOST_SENTENCES]
    assert many == []


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_cutoffs_are_short_too(language: str) -> None:
    for one in book.cutoffs(language):
        assert max(len(words(sentence)) for sentence in _END.split(one.says)) <= USUAL_WORDS, one.says
