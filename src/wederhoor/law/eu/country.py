"""The profile of a country: what the directives leave to it, and under which articles it has the rest."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any

from wederhoor.law.eu.places import Place
from wederhoor.law.eu.withdrawal import Terms
from wederhoor.law.periods import Calendar

EFFECTS_OF_A_LATE_COMPLAINT = ("none", "agreed", "lapse")
EFFECTS_OF_AN_UNCLEAR_BUTTON = ("not_bound", "no_contract", "voidable")


@dataclass(frozen=True)
class Cite:
    """An article. ``verify`` where it (or what it says) has not been read at the source."""

    text: str
    verify: bool = False

    @classmethod
    def read(cls, written: str) -> Cite:
        """``VI.47 WER?``: a question mark behind it says that it is not certain."""
        return cls(written.removesuffix("?"), written.endswith("?"))


@dataclass(frozen=True)
class Burden:
    """For how many months after delivery a defect is presumed; ``before`` holds for contracts made before ``since``."""

    goods: int
    digital: int
    animal: int
    since: date
    before: int


@dataclass(frozen=True)
class Complaint:
    """Within how many months a customer tells of a defect (0 for no such duty), and what follows when it is later.

    ``none``: nothing. ``agreed``: only what the parties agreed. ``lapse``: the right is gone.
    """

    months: int
    effect: str


@dataclass(frozen=True)
class Button:
    """Words with which a button that orders is clear, words that may be, and what follows when neither stands there."""

    words: tuple[str, ...]
    likely: tuple[str, ...]
    effect: str


@dataclass(frozen=True)
class Country:
    """One country. ``liability_years`` is ``None`` where no fixed period stands in its law.

    ``cites`` gives the articles of a rule (``withdrawal.in_time``), or of all rules of a subject (``withdrawal``).
    """

    place: Place
    zone: str
    calendar: Calendar
    withdrawal: Terms
    function_labels: tuple[str, ...]
    delivery_days: int
    burden: Burden
    liability_years: int | None
    second_hand_months: int | None
    complaint: Complaint
    button: Button
    cites: Mapping[str, tuple[Cite, ...]]

    @property
    def code(self) -> str:
        return self.place.code

    def cited(self, rule: str) -> tuple[Cite, ...]:
        """The national articles of a rule; none where the country has none listed."""
        return self.cites.get(rule) or self.cites.get(rule.split(".")[0], ())


def read(folder: Traversable) -> Country:
    """The profile in ``country.toml`` of ``folder``; raises as :func:`profile` does."""
    return profile(tomllib.loads(folder.joinpath("country.toml").read_text("utf-8")))


def profile(given: Mapping[str, Any]) -> Country:
    """A profile from what its file says; raises ``KeyError`` for what is missing, ``ValueError`` for an odd word."""
    calendar = Calendar(given["holidays"]["country"], given["holidays"].get("region", ""))
    goods, button = given["conformity"], given["button"]
    return Country(
        place=Place.of(given["code"], given["names"], given.get("regions", "")),
        zone=given["zone"],
        calendar=calendar,
        withdrawal=_terms(given["withdrawal"], calendar),
        function_labels=tuple(given["withdrawal"]["function_labels"]),
        delivery_days=given["delivery"]["days"],
        burden=Burden(**goods["burden"]),
        liability_years=goods.get("liability_years"),
        second_hand_months=goods.get("second_hand_months"),
        complaint=Complaint(
            goods["complaint"]["months"], _one_of(goods["complaint"]["effect"], EFFECTS_OF_A_LATE_COMPLAINT)
        ),
        button=Button(
            tuple(button["words"]),
            tuple(button.get("likely", ())),
            _one_of(button["effect"], EFFECTS_OF_AN_UNCLEAR_BUTTON),
        ),
        cites={rule: tuple(Cite.read(one) for one in listed) for rule, listed in given["cites"].items()},
    )


def _terms(given: Mapping[str, Any], calendar: Calendar) -> Terms:
    return Terms(given["days"], given["tail_months"], given.get("function_since"), calendar)


def _one_of(word: str, known: tuple[str, ...]) -> str:
    if word not in known:
        raise ValueError(f"“{word}” is none of {', '.join(known)}.")
    return word
