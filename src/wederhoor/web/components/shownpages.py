"""The words for what a shop showed: kinds of pages, how sure an answer is, what it leaves open, why a look failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from wederhoor.pages import queries
from wederhoor.pages.kinds import Doubt, Kind, Missed, Sure, Why
from wederhoor.pages.models import Acceptance, Sighting, WatchedPage
from wederhoor.shops.models import Shop
from wederhoor.web.components.words import Words

KINDS: Mapping[str, Words] = {
    Kind.TERMS: _("General terms"),
    Kind.INFORMATION: _("Information (privacy, delivery, returns)"),
    Kind.PRODUCT: _("Product page"),
    Kind.CHECKOUT: _("Checkout"),
}
_SURE: Mapping[str, Words] = {
    Sure.ACCEPTED: _("The customer accepted this version by name."),
    Sure.STOOD: _("This version stood there: it was seen before that moment and again after it."),
    Sure.BEFORE: _("This version was seen before that moment. Nobody looked right after it."),
    Sure.AFTER: _("This version was seen only after that moment. What stood there before is not known."),
    Sure.ADDED: _("You added this version afterwards. It shows no more than that you say so."),
}
_GRADE = {Sure.ACCEPTED: 3, Sure.STOOD: 3, Sure.BEFORE: 2, Sure.AFTER: 1, Sure.ADDED: 1}
_DOUBTS: Mapping[str, Words] = {
    Doubt.DIFFERENT: _("The customer’s browser and your own system name different versions."),
    Doubt.GAP: _("The next time somebody looked, other words stood there. It changed somewhere in between."),
    Doubt.PRETICKED: _("The box stood ticked before the customer came; that is no consent."),
    Doubt.TOLD_LATE: _("It was only told more than a day later."),
    Doubt.NO_TICK: _("Nobody recorded that the customer ticked the box herself."),
}
_WEAKENING = frozenset({Doubt.DIFFERENT, Doubt.PRETICKED, Doubt.GAP})
_WHY: Mapping[str, Words] = {
    Why.UNKNOWN: _("No version of this name is known here."),
    Why.NOT_YET: _("That version was not seen yet at that moment."),
    Why.NO_LONGER: _("Another version stood there by then."),
    Why.ADDED: _("That version was only added afterwards."),
    Why.NO_TERMS: _("That page is no page of terms."),
    Why.DIFFERS: _("Another version was told before for the same order."),
}
_MISSED: Mapping[str, Words] = {
    Missed.REFUSED: _("This address is not on the public internet, so it was not asked."),
    Missed.UNREACHABLE: _("The page could not be reached."),
    Missed.STATUS: _("The page answered with a fault."),
    Missed.SORT: _("What came is no page, text or PDF that can be read."),
    Missed.EMPTY: _("The page came without any words: it may only be filled in by scripts."),
}


def kind(name: str) -> Words:
    return KINDS[name]


def why(name: str) -> Words:
    return _WHY[name]


def missed(name: str) -> Words:
    return _MISSED.get(name, "")


def problem(page: WatchedPage) -> tuple[Words, str] | None:
    """Why the last look brought nothing, with what the door said; ``None`` when it did."""
    return (_MISSED[page.problem], page.told) if page.problem else None


def snippet(shop: Shop) -> str:
    """The line a shop puts in its checkout."""
    return f'<script src="{settings.URL}/s/accept.js" data-shop="{shop.code}" defer></script>'


@dataclass(frozen=True)
class Answer:
    """Which version bound an order, for showing."""

    binding: queries.Binding
    kind: Words
    says: Words
    grade: int
    doubts: tuple[Words, ...]
    looks: tuple[Sighting | None, Sighting | None]

    @classmethod
    def of(cls, binding: queries.Binding) -> Answer:
        doubts = tuple(_DOUBTS[doubt] for doubt in binding.doubts)
        is_weak = binding.sure is Sure.ACCEPTED and not _WEAKENING.isdisjoint(binding.doubts)
        grade = _GRADE[binding.sure] - (1 if is_weak else 0)
        looks = queries.looks_around(binding.version, binding.moment)
        return cls(binding, kind(binding.page.kind), _SURE[binding.sure], grade, doubts, looks)

    @property
    def acceptances(self) -> tuple[Acceptance, ...]:
        return self.binding.acceptances
