"""What one document is, in words: where it comes from, what it should show and does not, who has it, what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wederhoor.casework.custody import SEALED, Act, Held, custody_of
from wederhoor.evidence.kinds import Layer
from wederhoor.evidence.models import Exhibit
from wederhoor.journal.models import Line
from wederhoor.web.components import strength
from wederhoor.web.components.legal import fact_says
from wederhoor.web.components.words import Words, day, word

SHARED_WORDS: Mapping[str, Words] = {
    Layer.OWN: gettext_lazy("Only with you. The customer does not see it and it goes into no case file."),
    Layer.NEUTRAL: gettext_lazy("Only with the neutral. Neither side sees it."),
    Layer.SHARED: gettext_lazy(
        "Both sides: the customer sees it on the page of this case, and it goes into the case file."
    ),
}
STEPS: Mapping[str, Words] = {
    "exhibit.added": gettext_lazy("added"),
    "exhibit.described": gettext_lazy("described"),
    "exhibit.transformed": gettext_lazy("made as a clean copy"),
    "exhibit.lifted": gettext_lazy("no longer withheld"),
    "exhibit.examined": gettext_lazy("signature of the mail server looked at"),
    "exhibit.exported": gettext_lazy("handed over"),
    SEALED: gettext_lazy("went along in a sealed case file"),
}
SIDES: Mapping[str, Words] = {
    "shop": gettext_lazy("the shop"),
    "consumer": gettext_lazy("the customer"),
    "system": gettext_lazy("the program"),
    "neutral": gettext_lazy("the neutral"),
}
LEFT_OUT: Mapping[str, Words] = {
    "place": gettext_lazy("the place where it was taken"),
    "device": gettext_lazy("the device or program"),
    "moment": gettext_lazy("the moment it was made"),
    "author": gettext_lazy("the maker"),
    "more": gettext_lazy("other data behind the picture"),
}
GRADES: Mapping[int, Words] = {1: gettext_lazy("Weak."), 2: gettext_lazy("Fairly strong."), 3: gettext_lazy("Strong.")}
MOST_STEPS = 30


@dataclass(frozen=True)
class Step:
    """One thing that was done with it."""

    at: datetime
    what: str
    who: str
    why: str


@dataclass(frozen=True)
class Strength:
    """How much it carries for the fact it is there for, and what it leaves open."""

    fact: str
    grade: int
    says: str
    leaves_open: str


def strength_of(row: Exhibit) -> Strength:
    """The shop's own words where it wrote any; else what a document of this sort usually carries."""
    proves = row.proves or strength.proves_by_itself(row.sort, row.facts)
    weight = strength.CLOSED if row.quarantine else strength.for_fact(row.sort, row.facts, proves)
    grade = min(3, row.strength) or weight.grade
    says = weight.says if grade == weight.grade else GRADES[grade]  # what is drawn and what is said agree
    return Strength(fact_says(proves), grade, str(says), row.does_not_show or str(weight.not_proven))


def shared_with(row: Exhibit) -> str:
    """Who has it or can see it."""
    if row.others_data and row.layer == Layer.SHARED:
        said = _("Withheld from the customer and from the case file, because other people's data are in it: %(what)s.")
        return said % {"what": row.others_data.rstrip(".")}
    return word(SHARED_WORDS, row.layer)


def proves_choices(first: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Facts a document can be added for: what this case still lacks first, then what documents usually show."""
    usual = (name for names in strength.PROVES.values() for name in names)
    found = dict.fromkeys((*first, *usual))
    return [(name, _capital(said)) for name in found if (said := fact_says(name))]


def history_of(lines: Sequence[Line], number: str, moment: Callable[[datetime], datetime]) -> list[Step]:
    """What was done with the document that bears this number, by time; who merely looked stands nowhere here.

    ``moment`` gives the time as the shop's calendar and clock have it.
    """
    acts = [Act(line.number, line.act, line.at, line.actor, line.payload) for line in lines]
    return [_step(held, moment) for held in custody_of(acts, {number})][-MOST_STEPS:]


def _step(held: Held, moment: Callable[[datetime], datetime]) -> Step:
    return Step(moment(held.at), word(STEPS, held.act), word(SIDES, held.side), _why(held))


def _why(held: Held) -> str:
    """Why it was done; what a look at a mail's signature gave stands on the page itself, in the reader's language."""
    return "" if held.act == "exhibit.examined" else held.why


def recorded_says(at: datetime) -> str:
    """The moment it was put on record, as a shop owner reads it: Vastgelegd op 12 okt 2026, 14.03 u."""
    return _("Recorded on %(day)s, %(time)s") % {
        "day": day(at.date(), "j M Y"),
        "time": _("%(h)s:%(m)s") % {"h": f"{at:%H}", "m": f"{at:%M}"},
    }


def left_out_says(words: Iterable[str]) -> str:
    """What a clean copy leaves behind, as one enumeration."""
    return ", ".join(word(LEFT_OUT, name) for name in words)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def payload_of(lines: Sequence[Line], act: str, number: str) -> Mapping[str, Any]:
    """What the latest line of this act says about this document; empty when there is none, or it was forgotten."""
    found = [said for line in lines if line.act == act and (said := line.payload or {}).get("exhibit") == number]
    return found[-1] if found else {}
