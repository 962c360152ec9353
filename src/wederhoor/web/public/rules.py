"""The rule book for everybody: topics, the rules of one topic, what is different between two days; and a search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from wederhoor.facts import VOCABULARY
from wederhoor.law import book
from wederhoor.law.countries import TOPICS
from wederhoor.law.requested import demands_of
from wederhoor.web.components.legal import fact_says, language, value_says
from wederhoor.web.components.words import OUTCOME_SHORT, REMEDY, TOPIC, Words, word
from wederhoor.web.public.views import ZONE

MOST_EXAMPLES = 6
MOST_WORDS = 200  # letters of a search
YEAR = timedelta(days=365)
LAW_OF: Mapping[str, Words] = {"nl": _("Dutch law"), "be": _("Belgian law"), "de": _("German law")}


@dataclass(frozen=True)
class ShownExample:
    """One case of a rule: what was asked, what came out, and its facts in plain words; ``why`` in English only."""

    asked: str
    outcome: str
    why: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class ShownRule:
    """A rule with where it stands and the examples a page shows of it."""

    entry: book.Entry
    href: str
    topic: str
    examples: tuple[ShownExample, ...]
    of: int

    @property
    def rechecked(self) -> str:
        return "; ".join(self.entry.recheck)


def topic_says(topic: str) -> str:
    """What a topic is called on a page: its interface word, or its neutral name in plain letters."""
    return word(TOPIC, topic) if topic in TOPIC else book.slug_of(topic).replace("-", " ").capitalize()


def href_of(country: str, topic: str, anchor: str = "") -> str:
    """Where the rules of a topic stand, or one of them."""
    page = reverse("rules_topic", kwargs={"country": country, "topic": book.slug_of(topic)})
    return f"{page}#{anchor}" if anchor else page


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every topic of every country, or the rules in which all words that were typed stand."""
    query = request.GET.get("q", "")[:MOST_WORDS].strip()
    found = [_shown(one, entry) for country in TOPICS for one, entry in book.search(query, language(), country)]
    countries = [(word(LAW_OF, country), list(_topics(country))) for country in TOPICS]
    return render(request, "public/rules.html", {"query": query, "found": found, "countries": countries})


def _topics(country: str) -> Iterator[tuple[str, str, int]]:
    for one in book.chapters(country, language()):
        yield topic_says(one.topic), href_of(country, one.topic), len(one.entries)


@require_GET
def topic(request: HttpRequest, country: str, topic: str) -> HttpResponse:
    """The rules of one topic, in the order in which they are asked."""
    try:
        one = book.chapter(country, topic, language())
    except KeyError:
        raise Http404 from None
    shown = [_here(one, entry) for entry in one.entries]
    runs = [(here, [rule for _, rule in run]) for here, run in groupby(shown, key=lambda pair: pair[0])]
    page = {"name": topic_says(one.topic), "law": word(LAW_OF, country), "rules": shown, "runs": runs}
    return render(request, "public/rules_topic.html", page)


class DaysForm(forms.Form):
    """Two days to set side by side."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # “from” is a word of Python's own and cannot be written as a field of a class.
        for name, label in (("from", _("What held on")), ("to", _("beside what holds on"))):
            # A browser's own field of days takes them in one way alone, whatever the language.
            chosen = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            self.fields[name] = forms.DateField(label=label, widget=chosen)


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """What is different between two days; the last year when none are named."""
    today = timezone.now().astimezone(ZONE).date()
    usual = {"from": today - YEAR, "to": today}
    asked = {"from", "to"} & set(request.GET)
    form = DaysForm(request.GET if asked else None, initial=usual)
    if asked and not form.is_valid():
        return render(request, "public/rules_changes.html", {"form": form, "cutoffs": _cutoffs()}, status=422)
    days = form.cleaned_data if asked else usual
    page = {"form": form, "cutoffs": _cutoffs(), **_different(days["from"], days["to"])}
    return render(request, "public/rules_changes.html", page)


def _different(first: date, second: date) -> dict[str, Any]:
    """What differs under the law of every country; days of European law count once."""
    found = [book.differences(first, second, language(), country) for country in TOPICS]
    return {
        "first": found[0].first,
        "second": found[0].second,
        "begins": [_shown(one, entry) for each in found for one, entry in each.begins],
        "ends": [_shown(one, entry) for each in found for one, entry in each.ends],
        "days": found[0].cutoffs,
    }


def _cutoffs() -> list[tuple[book.Cutoff, date]]:
    """Every day of other law with the day before it, the newest first."""
    return [(one, one.day - timedelta(days=1)) for one in reversed(book.cutoffs(language()))]


# --- what a page shows of a rule ---------------------------------------------------------------------------------


def _shown(one: book.Chapter, entry: book.Entry, *, examples: bool = False) -> ShownRule:
    return ShownRule(
        entry,
        href_of(one.country, one.topic, entry.anchor),
        topic_says(one.topic),
        tuple(_example(example) for example in _telling(entry.examples)) if examples else (),
        len(entry.examples),
    )


def _here(one: book.Chapter, entry: book.Entry) -> tuple[bool, ShownRule]:
    """Whether a rule is told in full on the page of this topic, and the rule as it stands where it is."""
    home, full = book.told(one.country, language())[entry.key]
    here = home.slug == one.slug and full.anchor == entry.anchor
    return here, _shown(one if here else home, full, examples=here)


def _telling(examples: Iterable[book.Example]) -> list[book.Example]:
    """The few that tell most: where the rule had the last word first, and of each outcome one before a second."""
    ordered = sorted(examples, key=lambda one: not one.decides)
    firsts: dict[str, book.Example] = {}
    for one in ordered:
        firsts.setdefault(one.outcome, one)
    return [*firsts.values(), *(one for one in ordered if one not in firsts.values())][:MOST_EXAMPLES]


def _example(example: book.Example) -> ShownExample:
    asked = dict.fromkeys(word(REMEDY, demand.remedy) for demand in demands_of(example.topic, example.facts))
    return ShownExample(
        asked=", ".join(asked),
        outcome=word(OUTCOME_SHORT, example.outcome),
        why=_plain(example.why) if language() == "en" else "",
        facts=tuple(_facts(example)),
    )


def _facts(example: book.Example) -> Iterator[str]:
    """The facts of a case as a reader says them; a file's own code words are English and told there alone."""
    for name, fact in example.facts.known.items():
        said = fact_says(name)
        if said and name != "requested_remedy" and (VOCABULARY[name] is not str or language() == "en"):
            yield f"{said}: {_plain(value_says(name, fact.value))}"


def _plain(words: str) -> str:
    """Words of a file of cases without the sign that joins a code."""
    return words.replace("_", " ")
