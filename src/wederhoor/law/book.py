"""The rule book: every rule of every topic in plain words, and what is different between two days."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from wederhoor.facts import Facts, Outcome
from wederhoor.law import texts
from wederhoor.law.cases import own_cases
from wederhoor.law.countries import TOPICS
from wederhoor.law.engine import judge_flat
from wederhoor.law.explain import says_figure
from wederhoor.law.interest import RATES
from wederhoor.law.rule import ALWAYS, Rule, Topic

# Names of topics that a person should not read over a purchase of their own; what the book calls them instead.
_NEUTRAL: Mapping[str, str] = {
    "return_fraud": "returned-item",
    "review_threat": "announced-review",
    "identity_dispute": "who-ordered",
    "b2b": "business-buyer",
}
Key = tuple[str, date | None, date | None]
_SLOT = re.compile(r"\{\w+\}")


@dataclass(frozen=True)
class Example:
    """A case beside the rules that this rule speaks in; ``decides`` says that it had the last word there.

    ``why`` is English, as the files of cases are; ``facts`` are the case's own, without those common to its file.
    """

    topic: str
    name: str
    outcome: Outcome
    why: str
    facts: Facts
    decides: bool


@dataclass(frozen=True)
class Entry:
    """One rule as the book prints it, in one language.

    ``since`` is ``None`` for a rule that has always held here, ``until`` (exclusive) for one that still does; both
    count the day of the contract, or with ``procedural`` the day of the question. ``facts`` are plain words.
    """

    name: str
    anchor: str
    title: str
    cites: tuple[str, ...]
    since: date | None
    until: date | None
    procedural: bool
    verify: bool
    heuristic: bool
    aside: bool
    recheck: tuple[str, ...]
    facts: tuple[str, ...]
    sentences: tuple[str, ...]
    examples: tuple[Example, ...]

    @property
    def key(self) -> Key:
        """What tells it from others: a rule that is worded by day has its name twice."""
        return self.name, self.since, self.until


@dataclass(frozen=True)
class Chapter:
    """The rules of one topic in one country, in the order in which they are asked."""

    country: str
    topic: str
    slug: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Cutoff:
    """A day from which other law counts. ``bears``: ``contract`` (made from that day) or ``event``."""

    day: date
    bears: str
    source: str
    says: str
    verify: bool


@dataclass(frozen=True)
class Differences:
    """What is different on the later of two days: rules that begin or end in between, and days of other law."""

    first: date
    second: date
    begins: tuple[tuple[Chapter, Entry], ...]
    ends: tuple[tuple[Chapter, Entry], ...]
    cutoffs: tuple[Cutoff, ...]


def slug_of(topic: str) -> str:
    """What a topic is called in an address: neutral, whatever the topic is called in the code."""
    return _NEUTRAL.get(topic, topic.replace("_", "-"))


@lru_cache(maxsize=16)
def chapters(country: str, language: str) -> tuple[Chapter, ...]:
    """The whole book of ``country``; raises ``KeyError`` for a country or language that is not there."""
    topics = TOPICS[country].values()
    spoken = _spoken(country)
    return tuple(_chapter(country, topic, language, spoken) for topic in topics)


def chapter(country: str, slug: str, language: str) -> Chapter:
    """One topic of the book; raises ``KeyError`` when there is none of that name."""
    for one in chapters(country, language):
        if one.slug == slug:
            return one
    raise KeyError(f"{country}/{slug}")


def search(words: str, language: str, country: str = "nl") -> tuple[tuple[Chapter, Entry], ...]:
    """Rules in which every one of ``words`` stands: in title, sentences, facts, articles or the name of the topic.

    A rule that several topics ask stands there once, under its home.
    """
    wanted = words.casefold().split()
    if not wanted:
        return ()
    everything = told(country, language).values()
    return tuple((c, e) for c, e in everything if _holds(f"{c.slug} {_text(e)}", wanted))


def _holds(text: str, wanted: Iterable[str]) -> bool:
    low = text.casefold()
    return all(word in low for word in wanted)


def _text(entry: Entry) -> str:
    return " ".join((entry.title, *entry.sentences, *entry.facts, *entry.cites))


@lru_cache(maxsize=16)
def told(country: str, language: str) -> Mapping[Key, tuple[Chapter, Entry]]:
    """Where each rule is told in full: in the topic with most cases of it, the first of those that have as many.

    Raises what :func:`chapters` raises.
    """
    found: dict[Key, tuple[Chapter, Entry]] = {}
    for one in chapters(country, language):
        for entry in one.entries:
            if entry.key not in found or len(found[entry.key][1].examples) < len(entry.examples):
                found[entry.key] = (one, entry)
    return found


def differences(first: date, second: date, language: str, country: str = "nl") -> Differences:
    """What holds on ``second`` and not on ``first``, and the other way about; days given backwards are turned."""
    first, second = sorted((first, second))
    all_rules = tuple(told(country, language).values())
    return Differences(
        first,
        second,
        begins=tuple(one for one in all_rules if _holds_on(one[1], second) and not _holds_on(one[1], first)),
        ends=tuple(one for one in all_rules if _holds_on(one[1], first) and not _holds_on(one[1], second)),
        cutoffs=tuple(one for one in cutoffs(language) if first < one.day <= second),
    )


def _holds_on(entry: Entry, day: date) -> bool:
    return (entry.since is None or entry.since <= day) and (entry.until is None or day < entry.until)


@lru_cache(maxsize=8)
def cutoffs(language: str) -> tuple[Cutoff, ...]:
    """Every day from which other law counts, the first one first; rates of statutory interest are among them."""
    rows = tomllib.loads(files("wederhoor.law").joinpath("cutoffs.toml").read_text("utf-8"))["cutoff"]
    listed = [Cutoff(r["day"], r["bears"], r["source"], r[language], r.get("verify", False)) for r in rows]
    rates = [
        Cutoff(rate.since, "event", "6:119 BW, 6:120 BW", _rate_says(rate.percent, language), rate.verify)
        for rate in RATES
    ]
    return tuple(sorted((*listed, *rates), key=lambda one: one.day))


def _rate_says(percent: Any, language: str) -> str:
    return texts.speech("speech", language)["book/interest"].format(percent=says_figure(percent, language))


# --- how a rule is put into words --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Spoken:
    """What the cases of a country show of a rule: in which it speaks, and which sentences it says there."""

    examples: Mapping[tuple[str, str], tuple[Example, ...]]
    sentences: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=8)
def _spoken(country: str) -> _Spoken:
    examples: dict[tuple[str, str], list[Example]] = {}
    sentences: dict[str, dict[str, None]] = {}
    for case in own_cases(country):
        topic, assessment = case["claim_kind"], judge_flat(case["claim_kind"], case["facts"])
        last = {answer.reasons[-1].rule for answer in assessment.answers}
        for rule in dict.fromkeys(reason.rule for reason in assessment.reasons):
            made = _example(case, topic, assessment.outcome, decides=rule in last)
            examples.setdefault((topic, rule), []).append(made)
        for reason in assessment.reasons:
            sentences.setdefault(reason.rule, {})[reason.sentence] = None
    return _Spoken({k: tuple(v) for k, v in examples.items()}, {k: tuple(v) for k, v in sentences.items()})


def _example(case: Mapping[str, Any], topic: str, outcome: Outcome, *, decides: bool) -> Example:
    own = {name: value for name, value in case.get("own", case["facts"]).items() if name != "assessed_on"}
    return Example(topic, case["id"], outcome, case.get("why", ""), Facts.flat(own), decides)


def _chapter(country: str, topic: Topic, language: str, spoken: _Spoken) -> Chapter:
    before: Counter[str] = Counter()
    entries = []
    for rule in topic.rules:
        before[rule.name] += 1
        entries.append(_entry(rule, topic.name, language, spoken, before[rule.name]))
    return Chapter(country, topic.name, slug_of(topic.name), tuple(entries))


def _entry(rule: Rule, topic: str, language: str, spoken: _Spoken, time: int) -> Entry:
    """``time`` counts how often this name has stood in the topic: a rule can be asked twice, or be worded by day."""
    labels = texts.speech("facts", language)
    return Entry(
        name=rule.name,
        anchor=anchor_of(rule.name) + (f"-{time}" if time > 1 else ""),
        title=title_of(rule.name, language),
        cites=rule.cites,
        since=None if rule.since == ALWAYS else rule.since,
        until=rule.until,
        procedural=rule.procedural,
        verify=rule.verify,
        heuristic=rule.heuristic,
        aside=rule.aside,
        recheck=rule.recheck,
        facts=tuple(labels[name] for name in rule.needs if name in labels),
        sentences=_sentences(rule.name, spoken.sentences.get(rule.name, ()), language),
        examples=spoken.examples.get((topic, rule.name), ()),
    )


def anchor_of(rule: str) -> str:
    """The place of a rule on its page: its name without the country, a topic in it by its neutral name."""
    return "-".join(slug_of(part) for part in rule.split(".")[1:])


def title_of(rule: str, language: str) -> str:
    """What a rule is about; the last word of its name, in plain letters, until its topic gives it a title."""
    try:
        return texts.title_of(rule, language)
    except KeyError:
        return slug_of(rule.rsplit(".", 1)[-1]).replace("-", " ").capitalize()


def _sentences(rule: str, spoken: Iterable[str], language: str) -> tuple[str, ...]:
    """Everything the rule can say: its own sentences, and those of several rules that it says in a case.

    A rule with neither says what all rules of its topic, or all of its name, can say.
    """
    standing = _standing(rule.split(".", 1)[0], language)
    own, *shared = (standing.get(key.split("/", 1)[0], ()) for key in texts.keys_of(rule, ""))
    said = (name for name in spoken if any(name in names for names in (own, *shared)))
    names = [*own, *said] or [name for one in shared for name in one]
    return tuple(dict.fromkeys(_said(rule, name, language) for name in names))


@lru_cache(maxsize=16)
def _standing(country: str, language: str) -> Mapping[str, tuple[str, ...]]:
    """The names of sentences by where they stand: under a rule, a topic, or a name in any topic; titles left out."""
    found: dict[str, list[str]] = {}
    for key in texts.sentences(country, language):
        place, name = key.split("/", 1)
        if name != "title":
            found.setdefault(place, []).append(name)
    return {place: tuple(names) for place, names in found.items()}


def _said(rule: str, name: str, language: str) -> str:
    """A sentence as the book prints it: an ellipsis where a day or a sum of the case will stand."""
    return _SLOT.sub("…", texts.sentence_of(rule, name, language))
