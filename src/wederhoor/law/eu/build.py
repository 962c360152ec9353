"""Makes a rule of a country from what the directives share: its name, its articles, and how sure those are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from wederhoor.facts import Remedy
from wederhoor.law.eu.country import Country
from wederhoor.law.rule import ALWAYS, Case, Finding, Rule, Test, only

CRD = "Richtlijn 2011/83/EU"
SGD = "Richtlijn (EU) 2019/771"
DCD = "Richtlijn (EU) 2019/770"
CRD_SINCE = date(2014, 6, 13)

CountryTest = Callable[[Country, Case], Finding | None]


def of_country(test: CountryTest, country: Country, *remedies: Remedy) -> Test:
    """A test that looks at the profile too, for this one country; with ``remedies`` it bears on these demands alone."""

    def asked(case: Case) -> Finding | None:
        return test(country, case)

    return only(*remedies)(asked) if remedies else asked


def rule(
    country: Country,
    name: str,
    european: tuple[str, ...],
    needs: tuple[str, ...],
    test: Test,
    *,
    since: date = ALWAYS,
    until: date | None = None,
    procedural: bool = False,
    heuristic: bool = False,
    aside: bool = False,
    verify: bool = False,
    everywhere: bool = False,
) -> Rule:
    """The rule ``name`` (``withdrawal.in_time``) of ``country``, under the article of the directive and its own.

    It is uncertain (``verify``) where one of its national articles is, and where the country has none listed: then
    how the directive stands in its law has not been read. ``everywhere`` says that none is needed.
    """
    own = country.cited(name)
    unsure = verify or any(cite.verify for cite in own) or not (own or everywhere)
    return Rule(
        name=f"{country.code}.{name}",
        cites=tuple(dict.fromkeys((*european, *(cite.text for cite in own)))),
        needs=tuple(dict.fromkeys(needs)),
        test=test,
        since=since,
        until=until,
        procedural=procedural,
        verify=unsure,
        heuristic=heuristic,
        aside=aside,
    )


def article(directive: str, number: str) -> str:
    """``Richtlijn 2011/83/EU art. 9 lid 1``."""
    return f"{directive} art. {number}"
