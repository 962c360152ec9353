"""The work as JSON, in the shapes of the command line: stable keys that scripts rely on."""

from __future__ import annotations

from typing import Any

from wederhoor.casework import expected
from wederhoor.casework.shapes import Work
from wederhoor.facts import json_of
from wederhoor.law.explain import headline, says, says_clock, says_contradiction, says_missing
from wederhoor.law.shapes import Answer, Assessment, Missing


def work_json(work: Work, language: str) -> dict[str, Any]:
    """``assess --json``: reading, facts, assessment (the gravest), assessments, draft; the caller adds ``files``."""
    assessments = [assessment_json(a, language) for a in work.assessments]
    return {
        "reading": work.reading.as_json(),
        "summary": work.summary,
        "facts": work.facts.as_json(),
        "assessment": assessments[0] if assessments else None,
        "assessments": assessments,
        "sentence": work.sentence,
        "expected": expected.as_json(expected.of_work(work), language),
        "today": list(work.today),
        "draft": _draft_json(work),
        "exhibits": [
            {"number": e.number, "sort": e.sort, "title": e.title, "source": e.source, "problem": e.problem}
            for e in work.exhibits
        ],
    }


def _draft_json(work: Work) -> dict[str, Any] | None:
    if work.draft is None:
        return None
    return {**work.draft.as_json(), "findings": [f.as_json() for f in work.findings]}


def assessment_json(assessment: Assessment, language: str) -> dict[str, Any]:
    """One assessment with its sentences in ``language``."""
    return {
        "topic": assessment.topic,
        "country": assessment.country,
        "outcome": str(assessment.outcome),
        "verify": assessment.verify,
        "demands": [_answer_json(a, language) for a in assessment.answers],
        "tellings": {who: str(outcome) for who, outcome in assessment.tellings.items()},
        "reasons": [
            {"rule": r.rule, "says": says(r, language), "articles": list(r.articles), "verify": r.verify}
            for r in assessment.reasons
        ],
        "missing": [_missing_json(m, language) for m in assessment.missing],
        "would_change": [
            {"fact": c.fact, "to": json_of(c.to), "outcome": str(c.outcome)} for c in assessment.would_change
        ],
        "clocks": [
            {
                "what": c.what,
                "who": c.who,
                "due": c.due.isoformat(),
                "source": c.source,
                "verify": c.verify,
                "says": says_clock(c, language),
            }
            for c in assessment.clocks
        ],
        "disputed": list(assessment.disputed),
        "contradictions": [
            {
                "fact": c.fact,
                "told": [{"value": json_of(value), "exhibit": exhibit} for value, exhibit in c.told],
                "decides": c.decides,
                "says": says_contradiction(c, language),
            }
            for c in assessment.contradictions
        ],
    }


def _answer_json(answer: Answer, language: str) -> dict[str, Any]:
    """``amount`` is what was asked, or what the law makes of it where no figure was named; ``entitled`` what is due."""
    asked = answer.demand.amount
    return {
        "remedy": str(answer.demand.remedy),
        "amount": json_of(asked if asked is not None else answer.amount),
        "outcome": str(answer.outcome),
        "entitled": json_of(answer.amount),
        "until": json_of(answer.until) if answer.until else answer.event,
        "then": str(answer.then) if answer.then else None,
        "says": headline(answer, language, "shop"),
    }


def _missing_json(missing: Missing, language: str) -> dict[str, Any]:
    return {
        "fact": missing.fact,
        "who": missing.who,
        "by": json_of(missing.by),
        "at_whose_risk": missing.at_whose_risk,
        "then": str(missing.then),
        "says": says_missing(missing, language),
    }
