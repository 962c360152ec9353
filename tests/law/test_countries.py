"""Countries made from a profile: their cases, their words, and that no one of them gets the outcome of another."""

from __future__ import annotations

import string
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from wederhoor.facts import VOCABULARY, Facts, Outcome, Remedy, Value
from wederhoor.law import countries, texts
from wederhoor.law.cases import cites, own_cases, run, unmet
from wederhoor.law.countries import TOPICS, country_of, topics_in
from wederhoor.law.engine import UnknownTopic, assess, judge_flat
from wederhoor.law.eu.topics import MADE
from wederhoor.law.explain import headline, says, says_clock, says_missing
from wederhoor.law.requested import demands_of
from wederhoor.law.rule import Case, Rule
from wederhoor.law.shapes import Demand, Tellings

FROM_PROFILE = ("be", "de")
OWN = [(country, case) for country in FROM_PROFILE for case in own_cases(country)]
TODAY = date(2026, 10, 12)
S, N = Outcome.SHOP_RIGHT, Outcome.NEEDS_EVIDENCE


def rules_of(country: str) -> dict[str, Rule]:
    return {rule.name: rule for topic in TOPICS[country].values() for rule in topic.rules}


@pytest.mark.parametrize(("country", "case"), OWN, ids=[f"{c}-{case['claim_kind']}-{case['id']}" for c, case in OWN])
def test_case_agrees(country: str, case: dict[str, Any]) -> None:
    row = run([case])["cases"][0]
    missing = [article for article in case["articles"] if not cites(row["articles"], article)]
    assert (row["outcome"], missing, unmet(case)) == (case["outcome"], [], [])
    assert all(
        reason.rule.startswith(f"{country}.") for reason in judge_flat(case["claim_kind"], case["facts"]).reasons
    )


def test_case_ids_are_unique_within_their_topic() -> None:
    named = [(country, case["claim_kind"], case["id"]) for country, case in OWN]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("country", FROM_PROFILE)
def test_every_rule_is_covered_by_a_case(country: str) -> None:
    spoke = {r.rule for c, case in OWN if c == country for r in judge_flat(case["claim_kind"], case["facts"]).reasons}
    assert set(rules_of(country)) - spoke == {f"{country}.gate.law"}  # who asks about another country is not sent here


@pytest.mark.parametrize("country", FROM_PROFILE)
def test_every_sentence_is_said_in_a_case(country: str) -> None:
    said = {
        (reason.rule, reason.sentence)
        for c, case in OWN
        if c == country
        for reason in judge_flat(case["claim_kind"], case["facts"]).reasons
    }
    found = {key for rule, sentence in said for key in texts.keys_of(rule, sentence)}
    silent = {key for key in texts.sentences(country, "nl") if not key.endswith("/title")} - found
    allowed = {
        "conformity.reduction/offered",
        "gate.law/elsewhere",
        "conformity.complaint/lapsed",
        "button.effect/voidable",
    }
    beyond = {"gate.possible/ahead", "gate.possible/order", "gate.papers/differ"}
    other_effect = {"button.effect/not_bound", "button.effect/no_contract"}
    no_duty = {"conformity.complaint/in_time", "conformity.complaint/late_without_harm", "conformity.complaint/late"}
    may = allowed | beyond | other_effect | (no_duty if country == "de" else set())
    assert {key.removeprefix(f"{country}.") for key in silent} <= may


@pytest.mark.parametrize("country", FROM_PROFILE)
def test_every_rule_cites_has_a_title_and_known_needs(country: str) -> None:
    for name, rule in rules_of(country).items():
        assert rule.cites, name
        assert set(rule.needs) <= set(VOCABULARY), name
        for language in texts.LANGUAGES:
            assert texts.title_of(name, language)
            assert all(need in texts.speech("facts", language) for need in rule.needs)


@pytest.mark.parametrize("country", FROM_PROFILE)
def test_the_languages_hold_the_same_sentences_with_the_same_slots(country: str) -> None:
    dutch = {key: slots(text) for key, text in texts.sentences(country, "nl").items()}
    for language in ("en", "de"):
        assert {key: slots(text) for key, text in texts.sentences(country, language).items()} == dutch


def slots(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_case_can_be_said_whole_in_every_language_to_both() -> None:
    for _, case in OWN:
        assessment = judge_flat(case["claim_kind"], case["facts"], changes=True)
        for language in texts.LANGUAGES:
            told = [says(reason, language) for reason in assessment.reasons]
            told += [headline(answer, language, to) for answer in assessment.answers for to in ("shop", "customer")]
            told += [says_missing(one, language, to) for one in assessment.missing for to in ("shop", "customer")]
            told += [says_clock(clock, language) for clock in assessment.clocks]
            assert all(told)
            assert "{" not in "".join(told)


@dataclass(frozen=True)
class Watched(Facts):
    """Facts that remember which were looked at."""

    read: set[str] = field(default_factory=set)

    def value(self, name: str) -> Value | None:
        self.read.add(name)
        return super().value(name)


def heard() -> Iterator[tuple[Rule, Case, Watched]]:
    for country, case in OWN:
        known = Facts.flat(case["facts"])
        on = known.value("assessed_on")
        assert isinstance(on, date)
        for demand in demands_of(case["claim_kind"], known):
            for rule in TOPICS[country][case["claim_kind"]].rules:
                watched = Watched(known.known)
                yield rule, Case(watched, demand, on), watched


def test_rules_look_at_nothing_they_do_not_name() -> None:
    undeclared: dict[str, set[str]] = {}
    for rule, case, watched in heard():
        rule.test(case)
        if extra := watched.read - set(rule.needs):
            undeclared.setdefault(rule.name, set()).update(extra)
    assert undeclared == {}


# --- what every country keeps to ---------------------------------------------------------------------------------


@pytest.mark.parametrize("country", FROM_PROFILE)
@pytest.mark.parametrize("topic", [*sorted(TOPICS["be"]), "collection_costs"])
def test_every_remedy_is_answered_and_nothing_known_is_never_refused(country: str, topic: str) -> None:
    for remedy in Remedy:
        assessment = assess(topic, [Demand(remedy)], Tellings.established(Facts()), on=TODAY, country=country)
        assert assessment.answers[0].reasons
        if remedy is not Remedy.APOLOGY:
            assert assessment.outcome is not S


@pytest.mark.parametrize("country", FROM_PROFILE)
def test_an_uncertain_article_never_refuses(country: str) -> None:
    for c, case in OWN:
        assessment = judge_flat(case["claim_kind"], case["facts"])
        if c == country and any(reason.verify and not reason.aside for reason in assessment.reasons):
            assert assessment.outcome is not S


def test_what_is_uncertain_is_marked_and_nothing_else() -> None:
    belgian, german = rules_of("be"), rules_of("de")
    assert belgian["be.withdrawal.in_time"].verify
    assert not german["de.withdrawal.in_time"].verify
    assert german["de.withdrawal.information"].verify
    assert not belgian["be.conformity.presumption"].verify
    assert german["de.conformity.second_hand"].verify
    assert not belgian["be.conformity.second_hand"].verify
    assert german["de.digital.presumption"].verify  # no German article of its own has been read


@pytest.mark.parametrize("topic", sorted(TOPICS["nl"]))
@pytest.mark.parametrize("lives", ["BE", "Duitsland", "France", "somewhere"])
def test_who_lives_abroad_never_gets_a_dutch_outcome(topic: str, lives: str) -> None:
    assessment = judge_flat(topic, {"jurisdiction": lives, "assessed_on": "2026-10-12", "contract_date": "2026-09-01"})
    assert assessment.outcome in {N, Outcome.CUSTOMER_RIGHT, Outcome.PARTLY}
    if country_of(lives):
        assert all(reason.rule.startswith(f"{country_of(lives)}.") for reason in assessment.reasons)
    else:
        assert assessment.outcome is N
        assert assessment.reasons[0].sentence == "elsewhere"
    cited = " ".join(article for reason in assessment.reasons for article in reason.articles)
    assert " BW" not in cited.replace("oud BW", "")


@pytest.mark.parametrize("country", FROM_PROFILE)
def test_asked_about_yet_another_country_it_gives_no_outcome(country: str) -> None:
    facts = Facts.flat({"jurisdiction": "Portugal"})
    told = Tellings.established(facts)
    assessment = assess("withdrawal", [Demand(Remedy.REFUND)], told, on=TODAY, country=country)
    assert (assessment.outcome, assessment.reasons[0].rule) == (N, f"{country}.gate.law")


@pytest.mark.parametrize("country", FROM_PROFILE)
def test_a_topic_without_rules_says_so_by_name_and_an_unknown_one_is_refused(country: str) -> None:
    told = Tellings.established(Facts())
    assessment = assess("collection_costs", [Demand(Remedy.REFUND)], told, on=TODAY, country=country)
    assert (assessment.outcome, assessment.reasons[-1].rule) == (N, f"{country}.gate.no_rules")
    assert assessment.missing
    with pytest.raises(UnknownTopic, match="shoe_size"):
        assess("shoe_size", [Demand(Remedy.REFUND)], told, on=TODAY, country=country)


# --- which country a text means ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "nl"), ("  ", "nl"), ("nl", "nl"), ("NL", "nl"), ("NLD", "nl"), ("Nederland", "nl"), ("Pays-Bas", "nl"),
        ("the Netherlands", "nl"), ("Niederlande", "nl"), ("Nederlands recht", "nl"), ("NL-NH", "nl"), ("nl_NL", "nl"),
        ("be", "be"), ("België", "be"), ("belgie", "be"), ("BELGIUM", "be"), ("la Belgique", "be"), ("Belgien", "be"),
        ("Belgian law", "be"), ("BE-VLG", "be"), ("Vlaanderen", "be"),
        ("de", "de"), ("DE", "de"), ("Deutschland", "de"), ("Duitsland", "de"), ("Germany", "de"), ("Allemagne", "de"),
        ("German law", "de"), ("DE-BY", "de"), ("de-BE", "de"), ("Bundesrepublik Deutschland", "de"),
        ("FR", ""), ("Austria", ""), ("nl-BE", ""), ("NL or BE", ""), ("Nederland en Duitsland", ""), ("Curaçao", ""),
        ("outside the EU", ""), ("-", ""), ("het recht", ""),
    ],
)  # fmt: skip
def test_a_text_means_one_country_or_none(text: str, code: str) -> None:
    assert country_of(text) == code


# --- one more country is one folder and one line -----------------------------------------------------------------

PROFILE = """
code = "lu"
names = ["LUX", "Luxemburg", "Luxembourg"]
zone = "Europe/Luxembourg"
[holidays]
country = "LU"
[withdrawal]
days = 14
tail_months = 12
function_since = 2026-06-19
function_labels = ["Se rétracter"]
[delivery]
days = 30
[conformity]
liability_years = 2
second_hand_months = 12
burden = { goods = 12, digital = 12, animal = 6, since = 2022-01-01, before = 6 }
complaint = { months = 0, effect = "none" }
[button]
words = ["commande payante"]
effect = "no_contract"
[cites]
withdrawal = ["L. 222-9"]
delivery = ["L. 213-1"]
conformity = ["L. 212-1"]
damage = ["L. 212-2"]
warranty = ["L. 212-3"]
wrong_item = ["L. 212-4"]
partial = ["L. 212-5"]
digital = ["L. 212-6"]
button = ["L. 222-8"]
"""
OTHER_FIGURES = (
    ("[delivery]\ndays = 30", "[delivery]\ndays = 20"),
    ("goods = 12", "goods = 18"),
    ("liability_years = 2\nsecond_hand_months = 12\n", ""),
    ('months = 0, effect = "none"', 'months = 2, effect = "lapse"'),
    ("no_contract", "voidable"),
    ("days = 14", "days = 30"),
    ("tail_months = 12", "tail_months = 3"),
    ("function_since = 2026-06-19\n", ""),
)


@contextmanager
def one_more(profile: str, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[str]:
    """A made-up country: a folder with a profile and one sentence of its own, and its name in the list."""
    folder.mkdir()
    (folder / "country.toml").write_text(profile, "utf-8")
    (folder / "__init__.py").write_text(Path(str(countries.__file__)).parent.joinpath("be/__init__.py").read_text())
    for language in texts.LANGUAGES:
        (folder / f"{language}.txt").write_text("lu.button.words/unclear = Pas clair.\n", "utf-8")
    patch.setattr(countries, "__path__", [*countries.__path__, str(folder.parent)])
    for code, topics in topics_in((*countries.NAMES, "lu")).items():
        patch.setitem(TOPICS, code, topics)  # type: ignore[arg-type]
    _forget()
    yield "lu"
    sys.modules.pop("wederhoor.law.countries.lu", None)
    patch.undo()
    _forget()


def _forget() -> None:
    texts.sentences.cache_clear()
    country_of.cache_clear()


@pytest.fixture
def fourth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with one_more(PROFILE, tmp_path / "lu", monkeypatch) as code:
        yield code


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    changed = PROFILE
    for here, there in OTHER_FIGURES:
        assert here in changed
        changed = changed.replace(here, there)
    with one_more(changed, tmp_path / "lu", monkeypatch) as code:
        yield code


def test_a_fourth_country_is_one_folder_and_one_line(fourth: str) -> None:
    assert country_of("Luxembourg") == fourth
    assert (set(TOPICS[fourth]), len(TOPICS[fourth])) == (set(TOPICS["be"]), len(MADE))
    shared = list(own_cases(fourth))
    assert len(shared) > 200
    for case in shared:
        expected = {key: value for key, value in case.items() if key != "due"}
        assert (run([case])["cases"][0]["outcome"], unmet(expected)) == (case["outcome"], []), case["id"]
    assert judge_flat("collection_costs", {"jurisdiction": "LU", "assessed_on": "2026-10-12"}).outcome is N


ORDER: dict[str, Any] = {
    "jurisdiction": "lu",
    "contract_date": "2026-09-01",
    "assessed_on": "2026-10-12",
    "price_eur": 100,
}


def test_delivery_has_the_days_of_the_country(other: str) -> None:
    last = judge_flat("late_delivery", {**ORDER, "delivered": False, "assessed_on": "2026-09-21"})
    late = judge_flat("late_delivery", {**ORDER, "delivered": False, "assessed_on": "2026-09-22"})
    assert (last.outcome, late.outcome) == (S, Outcome.CUSTOMER_RIGHT)


def test_a_defect_is_presumed_as_long_as_the_country_says_and_told_as_soon(other: str) -> None:
    defect = {**ORDER, "contract_date": "2025-01-01", "received_date": "2025-01-05"}
    told = {"notified_date": "2026-07-07"}
    within = judge_flat("non_conformity", {**defect, **told, "defect_appeared_date": "2026-07-05"})
    after = judge_flat("non_conformity", {**defect, **told, "defect_appeared_date": "2026-07-06"})
    assert (within.outcome, after.outcome) == (Outcome.CUSTOMER_RIGHT, N)
    in_time = judge_flat("non_conformity", {**defect, **told, "defect_appeared_date": "2026-05-07"})
    lapsed = judge_flat("non_conformity", {**defect, **told, "defect_appeared_date": "2026-05-06"})
    assert (in_time.outcome, lapsed.outcome, lapsed.reasons[-1].sentence) == (Outcome.CUSTOMER_RIGHT, S, "lapsed")


def test_without_a_liability_period_nothing_is_over(other: str) -> None:
    old = {"contract_date": "2020-01-01", "received_date": "2020-01-05", "defect_appeared_date": "2026-09-30"}
    facts = {**ORDER, **old, "goods_second_hand": True, "defect_accepted_by_shop": True, "notified_date": "2026-10-01"}
    assert judge_flat("non_conformity", facts).outcome is Outcome.CUSTOMER_RIGHT


def test_the_period_to_withdraw_is_that_of_the_country(other: str) -> None:
    bought = {**ORDER, "received_date": "2026-09-04", "withdrawal_info_given": True, "shop_offers_collection": True}
    assert judge_flat("withdrawal", {**bought, "withdrawal_statement_date": "2026-10-05"}).outcome is not S
    assert judge_flat("withdrawal", {**bought, "withdrawal_statement_date": "2026-10-06"}).outcome is S
    not_told = {**bought, "contract_date": "2026-05-01", "received_date": "2026-05-05", "withdrawal_info_given": False}
    on_the_last = judge_flat("withdrawal", {**not_told, "withdrawal_statement_date": "2026-09-04"})
    after_it = judge_flat("withdrawal", {**not_told, "withdrawal_statement_date": "2026-09-05"})
    assert (on_the_last.outcome, after_it.outcome) == (Outcome.CUSTOMER_RIGHT, S)


def test_a_sentence_of_the_country_goes_before_the_shared_one(other: str) -> None:
    button = judge_flat("order_button", {**ORDER, "order_button_text": "Commander"})
    assert (button.outcome, button.reasons[-1].sentence) == (Outcome.CUSTOMER_RIGHT, "voidable")
    assert [says(r, "nl") for r in button.reasons if r.sentence == "unclear"] == ["Pas clair."]
    assert says(button.reasons[-1], "de").startswith("Der Kunde darf")
    refused = judge_flat("order_button", {**ORDER, "order_button_text": "Commande payante"})
    assert (refused.outcome, refused.verify) == (S, False)
    assert "L. 222-8" in refused.reasons[-1].articles
