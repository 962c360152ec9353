"""The long explanation: the steps of an assessment in order, each with the facts it used and whose word they are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from wederhoor.facts import Fact, Facts, Source
from wederhoor.law import explain, texts
from wederhoor.law.countries import TOPICS
from wederhoor.law.rule import Rule
from wederhoor.law.shapes import Answer, Assessment, Reason

# What is asked stands with the answer; what a file calls it in one word is no fact for a reader.
_NOT_SHOWN = frozenset({"requested_remedy", "message_text"})
_CODE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")


@dataclass(frozen=True)
class UsedFact:
    """A fact a step looked at: in plain words what it is, what it says, and whose word or which exhibit that is."""

    name: str
    label: str
    value: str
    whose: str


@dataclass(frozen=True)
class Step:
    """One step. ``unsure``: the law itself is to be verified; ``aside``: told, and decides nothing.

    ``decides`` marks the steps that had the last word on a demand; ``unknown`` says, of those, what was looked for and
    nobody has said. ``recheck`` as in :class:`wederhoor.law.shapes.Reason`.
    """

    rule: str
    title: str
    says: str
    facts: tuple[UsedFact, ...]
    unknown: tuple[str, ...]
    articles: tuple[str, ...]
    recheck: tuple[str, ...]
    unsure: bool
    aside: bool
    decides: bool


def steps_of(assessment: Assessment, facts: Facts, language: str) -> tuple[Step, ...]:
    """Every step of ``assessment`` once, in the order in which it was taken, told in ``language``.

    ``facts`` are those the assessment was made on. Of what its rule can look at, a step names what was known and has
    not been named by a step before it.
    """
    rules = {rule.name: rule for rule in TOPICS[assessment.country][assessment.topic].rules}
    last = {_key(answer) for answer in assessment.answers}
    told: set[str] = set()
    steps = []
    for reason in assessment.reasons:
        rule, decides = rules.get(reason.rule), (reason.rule, reason.sentence) in last
        used = tuple(_used(rule, facts, language, told))
        told |= {fact.name for fact in used}
        unknown = tuple(_unknown(rule, facts, language)) if decides else ()
        steps.append(_step(reason, used, unknown, language, decides=decides))
    return tuple(steps)


def _key(answer: Answer) -> tuple[str, str]:
    """What settled an answer: its last reason, told words and set-aside terms left out, wherever they stand."""
    settling = [r for r in answer.reasons if not (r.aside or r.rule.endswith(".clause"))] or list(answer.reasons)
    return settling[-1].rule, settling[-1].sentence


def _step(
    reason: Reason, used: tuple[UsedFact, ...], unknown: tuple[str, ...], language: str, *, decides: bool
) -> Step:
    return Step(
        rule=reason.rule,
        title=_title(reason.rule, language),
        says=explain.says(reason, language),
        facts=used,
        unknown=unknown,
        articles=reason.articles,
        recheck=reason.recheck,
        unsure=reason.verify,
        aside=reason.aside,
        decides=decides,
    )


def _title(rule: str, language: str) -> str:
    try:
        return texts.title_of(rule, language)
    except KeyError:
        return ""


def _used(rule: Rule | None, facts: Facts, language: str, told: Collection[str]) -> Iterator[UsedFact]:
    """The known facts this rule looks at; a rule that is no topic's own (facts that cannot be) names none."""
    labels = texts.speech("facts", language)
    for name in dict.fromkeys(rule.needs if rule else ()):
        fact = facts.known.get(name)
        if fact is not None and name in labels and name not in {*_NOT_SHOWN, *told} and not _is_code(fact):
            said = explain.value_says(name, fact.value, language)
            yield UsedFact(name, labels[name], said, _whose(fact, language))


def _unknown(rule: Rule | None, facts: Facts, language: str) -> Iterator[str]:
    labels = texts.speech("facts", language)
    names = (name for name in dict.fromkeys(rule.needs if rule else ()) if name not in facts and name in labels)
    return (labels[name] for name in names if name not in _NOT_SHOWN)


def _is_code(fact: Fact) -> bool:
    return isinstance(fact.value, str) and _CODE.fullmatch(fact.value) is not None


def _whose(fact: Fact, language: str) -> str:
    """Whose word it is; with an exhibit behind it, the exhibit, and the customer's own message is her word."""
    key = Source.EXHIBIT if fact.exhibit and fact.source is not Source.CONSUMER else fact.source
    said = texts.speech("speech", language)[f"whose/{key}"].format(exhibit=fact.exhibit or "")
    return f"{said} ({fact.exhibit})" if fact.exhibit and fact.source is Source.CONSUMER else said
