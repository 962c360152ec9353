"""The profile of a country: read whole or refused, and what it decides."""

from __future__ import annotations

import copy
import tomllib
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest

from wederhoor.facts import Facts, Outcome, Remedy
from wederhoor.law.engine import assess
from wederhoor.law.eu import withdrawal as eu
from wederhoor.law.eu.build import rule
from wederhoor.law.eu.country import Cite, profile
from wederhoor.law.eu.places import NETHERLANDS, Place, plain
from wederhoor.law.eu.withdrawal import Terms
from wederhoor.law.periods import DUTCH, Calendar
from wederhoor.law.rule import Case
from wederhoor.law.shapes import Demand, Tellings

GERMAN: dict[str, Any] = tomllib.loads(files("wederhoor.law.countries.de").joinpath("country.toml").read_text("utf-8"))


def changed(*path: str, to: Any) -> dict[str, Any]:
    """The German profile with one thing changed."""
    given = copy.deepcopy(GERMAN)
    *way, last = path
    there = given
    for name in way:
        there = there[name]
    there[last] = to
    return given


def test_a_profile_is_read_whole() -> None:
    country = profile(GERMAN)
    assert (country.code, country.zone, country.calendar) == ("de", "Europe/Berlin", Calendar("DE"))
    assert country.withdrawal == Terms(14, 12, date(2026, 6, 19), Calendar("DE"))
    assert country.function_labels == ("Vertrag widerrufen", "Widerruf bestätigen")
    assert (country.burden.goods, country.burden.animal, country.burden.since) == (12, 6, date(2022, 1, 1))
    assert (country.liability_years, country.second_hand_months, country.delivery_days) == (2, 12, 30)


@pytest.mark.parametrize(
    "path",
    [("code",), ("names",), ("holidays",), ("withdrawal", "days"), ("conformity", "burden"), ("button", "words")],
)
def test_a_profile_that_lacks_something_is_refused_with_its_name(path: tuple[str, ...]) -> None:
    given = copy.deepcopy(GERMAN)
    *way, last = path
    there = given
    for name in way:
        there = there[name]
    del there[last]
    with pytest.raises(KeyError, match=last):
        profile(given)


@pytest.mark.parametrize(("path"), [("button", "effect"), ("conformity", "complaint", "effect")])
def test_an_odd_word_is_refused(path: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="perhaps"):
        profile(changed(*path, to="perhaps"))


def test_an_article_with_a_question_mark_is_uncertain() -> None:
    assert Cite.read("VI.47 WER?") == Cite("VI.47 WER", verify=True)
    assert Cite.read("§ 355 BGB") == Cite("§ 355 BGB", verify=False)


def test_articles_of_a_rule_go_before_those_of_its_subject() -> None:
    country = profile(changed("cites", to={"withdrawal": ["A", "B?"], "withdrawal.in_time": ["C"]}))
    assert [cite.text for cite in country.cited("withdrawal.in_time")] == ["C"]
    assert [cite.text for cite in country.cited("withdrawal.refund")] == ["A", "B"]
    assert country.cited("delivery.term") == ()


def test_a_rule_is_uncertain_with_one_uncertain_article_or_none() -> None:
    country = profile(changed("cites", to={"one": ["A", "B?"], "two": ["C"]}))

    def made(name: str, **more: bool) -> bool:
        return rule(country, name, ("X", "A"), ("delivered", "delivered"), lambda _case: None, **more).verify

    assert (made("one.rule"), made("two.rule"), made("three.rule")) == (True, False, True)
    assert (made("three.rule", everywhere=True), made("two.rule", verify=True)) == (False, True)
    whole = rule(country, "one.rule", ("X", "A"), ("delivered", "delivered"), lambda _case: None)
    assert (whole.name, whole.cites, whole.needs) == ("de.one.rule", ("X", "A", "B"), ("delivered",))


def test_days_of_rest_are_those_of_the_country_and_the_land() -> None:
    facts = Facts.flat({"received_date": "2026-05-21", "contract_date": "2026-05-20", "withdrawal_info_given": True})

    def ends(calendar: Calendar) -> date | None:
        case = Case(facts, Demand(Remedy.REFUND), date(2026, 6, 10))
        return eu.period_of(case, Terms(calendar=calendar)).end

    assert ends(DUTCH) == ends(Calendar("DE")) == date(2026, 6, 4)
    assert ends(Calendar("DE", "BY")) == date(2026, 6, 5)  # Corpus Christi


def test_a_land_in_the_profile_is_kept() -> None:
    assert profile(changed("holidays", to={"country": "DE", "region": "BY"})).calendar == Calendar("DE", "BY")


def test_without_a_function_in_the_law_none_is_missing() -> None:
    facts = Facts.flat({"contract_date": "2026-09-01", "withdrawal_info_given": True})
    case = Case(facts, Demand(Remedy.REFUND), date(2026, 10, 1))
    assert eu.info_of(case) is eu.Info.UNKNOWN
    assert eu.info_of(case, Terms(function_since=None)) is eu.Info.GIVEN


@pytest.mark.parametrize(
    ("asked", "outcome", "sentence"),
    [(30, Outcome.CUSTOMER_RIGHT, "offered"), (31, Outcome.PARTLY, "first_repair")],
)
def test_a_lower_price_the_shop_offers_itself_may_be_had(asked: int, outcome: Outcome, sentence: str) -> None:
    facts = Facts.flat(
        {
            "contract_date": "2026-09-01",
            "received_date": "2026-09-04",
            "defect_appeared_date": "2026-09-20",
            "price_reduction_offered_eur": 30,
        }
    )
    demand = Demand(Remedy.PRICE_REDUCTION, Decimal(asked))
    told = Tellings.established(facts)
    found = assess("non_conformity", [demand], told, on=date(2026, 10, 12), country="de")
    assert (found.outcome, found.reasons[-1].sentence) == (outcome, sentence)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("The Netherlands", "netherlands"),
        ("België", "belgie"),
        ("de-BE", "de be"),
        ("de", "de"),
        ("het recht", "het recht"),
    ],
)
def test_a_name_is_compared_without_what_says_nothing(text: str, bare: str) -> None:
    assert plain(text) == bare


def test_a_region_counts_only_behind_its_own_country() -> None:
    place = Place.of("de", ["Deutschland"], "by")
    assert place.named("DE-BY")
    assert not place.named("NL-BY")
    assert not place.named("DE-XX")
    assert not NETHERLANDS.named("nl-BE")
