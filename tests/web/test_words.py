"""Words on the pages: amounts and dates per language, a word for every code, a sentence for every refusal."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

import wederhoor
from wederhoor.claims.flow import FLOW as CLAIM
from wederhoor.evidence.kinds import Sort
from wederhoor.facts import AnnouncedStep, MessageKind, Outcome, Remedy
from wederhoor.law.countries import TOPICS
from wederhoor.letters.kinds import FLOW as LETTER
from wederhoor.web.components.refusals import sentence_of
from wederhoor.web.components.words import CLOCK, KIND, OUTCOME_SHORT, REMEDY, SORT, STATE, STEP, TOPIC, day, money
from wederhoor.web.consumer.choices import choices_for

SOURCE = Path(wederhoor.__file__).parent


@pytest.mark.parametrize(
    ("language", "written"), [("nl", "€\u00a01.133,95"), ("en", "€1,133.95"), ("de", "1.133,95\u00a0€")]
)
def test_amount_is_written_as_the_language_does(language: str, written: str) -> None:
    with translation.override(language):
        assert money(Decimal("1133.95")) == written


@pytest.mark.parametrize(("language", "written"), [("nl", "ma 12 okt"), ("en", "Mon 12 Oct"), ("de", "Mo 12 Okt.")])
def test_date_is_short_and_has_its_weekday(language: str, written: str) -> None:
    with translation.override(language):
        assert day(date(2026, 10, 12)).rstrip(".") == written.rstrip(".")


def test_every_code_has_its_word() -> None:
    assert {str(k) for k in MessageKind} <= set(KIND)
    assert {str(r) for r in Remedy} <= set(REMEDY)
    assert {str(s) for s in AnnouncedStep} <= set(STEP)
    assert {str(o) for o in Outcome} <= set(OUTCOME_SHORT)
    assert {str(s) for s in Sort} <= set(SORT)
    assert set(CLAIM.states) - {"draft"} <= set(STATE)


def test_every_topic_of_the_law_has_its_word() -> None:
    assert {topic for country in TOPICS.values() for topic in country} <= set(TOPIC)


def test_every_clock_of_the_law_has_its_word() -> None:
    speech = (SOURCE / "law" / "speech.nl.txt").read_text()
    assert set(re.findall(r"^clock/(\w+) =", speech, re.M)) - {"unsure"} <= set(CLOCK)


def reasons() -> set[str]:
    """Every reason a policy or act gives for a no."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        found |= set(re.findall(r'(?:No|Refused)\(\s*"([a-z_.]+)"', path.read_text()))
    return found


@pytest.mark.parametrize("reason", sorted(reasons()))
def test_every_refusal_has_a_sentence(reason: str) -> None:
    said = sentence_of(reason)
    assert said != reason
    assert said.endswith(".")


def test_refused_step_says_the_state_in_words() -> None:
    with translation.override("nl"):
        assert sentence_of("claim.answer.state.settled") == "Dit kan nu niet; de stand is: opgelost."
    assert sentence_of(f"{LETTER.name}.send.state.sent") != "letter.send.state.sent"


@pytest.mark.parametrize("kind", [str(k) for k in MessageKind])
def test_every_kind_gives_the_customer_a_first_button(kind: str) -> None:
    assert choices_for(kind)
