"""One more of something is whole: a claim kind, an adapter or a country that lacks a part is named here."""

from __future__ import annotations

import pytest
from tests.house.walk import TOP

from wederhoor.casework.chain import USUAL
from wederhoor.connect.papers import ADAPTERS
from wederhoor.law.cases import own_cases
from wederhoor.law.countries import TOPICS
from wederhoor.law.texts import LANGUAGES, sentences

TOPICS_OF_ALL = [(country, name) for country, topics in TOPICS.items() for name in topics]
# Adapters of the answers of somebody's service, as against those that look at a kind of file.
SERVICES = [a.name for a in ADAPTERS if not a.read.__module__.endswith((".papers", ".links"))]


@pytest.mark.parametrize(("country", "topic"), TOPICS_OF_ALL)
def test_claim_kind_has_cases_and_something_it_usually_asks(country: str, topic: str) -> None:
    assert topic in USUAL
    assert any(case["claim_kind"] == topic for case in own_cases(country))


@pytest.mark.parametrize("country", TOPICS)
def test_country_speaks_every_language(country: str) -> None:
    keys = [sentences(country, language).keys() for language in LANGUAGES]
    assert keys[0]
    assert all(keys[0] == others for others in keys)


@pytest.mark.parametrize("name", SERVICES)
def test_adapter_of_a_service_has_recordings(name: str) -> None:
    assert any((TOP / "tests" / "recorded" / name).iterdir())
