"""A message in one to three calm sentences: for the shop what is asked, for the customer how it was understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from wederhoor.drafting.phrases import summary_words
from wederhoor.drafting.wording import LANGUAGES, euro
from wederhoor.facts import AnnouncedStep, MessageKind, Remedy

Asked = tuple[Remedy, Decimal | None]


def summary(
    kind: MessageKind,
    *,
    language: str,
    customer: str = "",
    goods: str = "",
    demands: Sequence[Asked] = (),
    steps: Sequence[AnnouncedStep] = (),
    costs_of_shop: bool = False,
) -> str:
    """For the shop: who writes what, what is asked, which steps are announced; neutral, at most three sentences.

    ``costs_of_shop``: the costs of collecting that the message is about are those the shop itself asks.
    """
    words = summary_words(_spoken(language))
    what = words["costs_of_shop"] if costs_of_shop else words["shop"][kind]
    what = what.format(customer=customer.strip() or words["customer"], goods=_goods(goods))
    return " ".join((what, *_asked(words, "asks", demands, language), *_steps(words, steps)))


def understood(
    kind: MessageKind, *, language: str, form: str = "u", goods: str = "", demands: Sequence[Asked] = ()
) -> tuple[str, ...]:
    """For the customer: how the message was understood, in one or two sentences; steps announced are not repeated."""
    words = summary_words(_spoken(language))
    voice = "je" if form == "je" and "je" in words else "you"
    what = words[voice].get(kind, words[voice]["other"]).format(goods=_goods(goods))
    return (what, *_asked(words, f"{voice}_ask", demands, language))


def _asked(words: Mapping[str, Any], key: str, demands: Sequence[Asked], language: str) -> Iterable[str]:
    if not demands:
        return ()
    named = list(dict.fromkeys(_ask(words, remedy, amount, _spoken(language)) for remedy, amount in demands))
    return (words[key].format(asked=_listed(named, words["and"])),)


def _ask(words: Mapping[str, Any], remedy: Remedy, amount: Decimal | None, language: str) -> str:
    if amount is None or remedy not in words["amount"]:
        return str(words["ask"][remedy])
    return str(words["amount"][remedy].format(amount=euro(amount, language)))


def _steps(words: Mapping[str, Any], steps: Sequence[AnnouncedStep]) -> Iterable[str]:
    if not steps:
        return ()
    named = [words["step_names"][step] for step in dict.fromkeys(steps)]
    return (words["step" if len(named) == 1 else "steps"].format(steps=_listed(named, words["and"])),)


def _listed(items: Sequence[str], last: str) -> str:
    return last.join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else items[0]


def _goods(goods: str) -> str:
    named = " ".join(goods.split())
    return f" ({named})" if named else ""


def _spoken(language: str) -> str:
    return language if language in LANGUAGES else "en"
