"""What the writer asks, each with the amount named for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from wederhoor.facts import Remedy
from wederhoor.language.marks import Marked, Message
from wederhoor.language.phrases import Hit
from wederhoor.language.prose import Span
from wederhoor.language.shapes import DemandRead

_MONEY: Final = frozenset(
    {
        Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.COMPENSATION, Remedy.RETURN_COST, Remedy.PRICE_REDUCTION,
        Remedy.INTEREST, Remedy.COLLECTION_COSTS,
    }
)  # fmt: skip
# The left one says it more exactly where both were found on the same words.
_CLOSER: Final = (
    (Remedy.RETURN_COST, Remedy.REFUND), (Remedy.RETURN_COST, Remedy.RETURN), (Remedy.PARTIAL_REFUND, Remedy.REFUND),
    (Remedy.COMPENSATION, Remedy.REFUND), (Remedy.REPLACEMENT, Remedy.DELIVERY),
    (Remedy.COLLECTION_COSTS, Remedy.REFUND),
    (Remedy.RETURN_COST, Remedy.PARTIAL_REFUND), (Remedy.REPAIR, Remedy.DELIVERY),
)  # fmt: skip


@dataclass
class _Found:
    remedy: Remedy
    hit: Hit
    amount: Decimal | None = None
    alternative: bool = False
    sort: str = "any"


def read_demands(message: Message) -> tuple[DemandRead, ...]:
    """Every demand once, in the order of the text; a figure goes to the demand it stands with."""
    found: list[_Found] = []
    for marked in message.marked:
        here = _in_sentence(marked)
        _give_amounts(here, marked, message.amounts)
        found.extend(here)
    _whole_price(found, message)
    _that_sum(found, message)
    _own_money(found, message)
    return _once(found)


def _in_sentence(marked: Marked) -> list[_Found]:
    found = []
    for group, hits in marked.asks.items():
        part, name, sort = group.split("/")
        if part != "demands" or sort not in ("any", "formal", "bare"):
            continue
        bars = marked.asks.get(f"demands/{name}/unless", ())
        asked = (h for h in hits if _meant(marked, h) and not _barred(marked, h, bars))
        found += [_Found(Remedy(name), h, None, _second_choice(marked, h), sort) for h in asked]
    return _exact(sorted(found, key=lambda f: f.hit.first))


def _meant(marked: Marked, hit: Hit) -> bool:
    return not marked.is_reported(hit) and (not marked.is_negated(hit) or marked.is_supposed(hit))


def _barred(marked: Marked, hit: Hit, bars: Sequence[Hit]) -> bool:
    """ "If you do not pay back" asks to be paid back, whatever bars "you do not pay back"."""
    if marked.is_supposed(hit) and marked.is_negated(hit):
        return False
    return any(_same_clause(marked, hit, bar) for bar in bars)


def _same_clause(marked: Marked, hit: Hit, bar: Hit) -> bool:
    opens, _ = marked.sentence.clause(hit.first)
    _, closes = marked.sentence.clause(hit.last - 1)
    return bar.first < closes and opens < bar.last


def _second_choice(marked: Marked, hit: Hit) -> bool:
    """ "If you cannot, my money back" is a second choice; "if I do not get my money back, …" is the demand itself."""
    return marked.is_conditional(hit) and not (marked.is_supposed(hit) and marked.is_negated(hit))


def _exact(found: list[_Found]) -> list[_Found]:
    """Of two demands on the same words, the one that says it more exactly."""
    out = []
    for one in found:
        beaten = any((o.remedy, one.remedy) in _CLOSER and _touch(o.hit, one.hit) for o in found)
        if not beaten:
            out.append(one)
    return out


def _touch(one: Hit, other: Hit) -> bool:
    return one.first < other.last and other.first < one.last


def _give_amounts(found: list[_Found], marked: Marked, amounts: Sequence[Span]) -> None:
    money = [f for f in found if f.remedy in _MONEY]
    if not money:
        return
    sentence = marked.sentence
    here = [s for s in amounts if sentence.starts[0] <= s.start < sentence.ends[-1]]
    spare = []
    for span in here:
        inside = next((f for f in money if f.hit.start <= span.start < f.hit.end and f.amount is None), None)
        if inside:
            inside.amount = span.value  # type: ignore[assignment]  # amounts carry a Decimal
        else:
            spare.append(span)
    for span in spare:
        free = [f for f in money if f.amount is None]
        if free and not any(f.hit.start <= span.start < f.hit.end for f in money):
            near = min(free, key=lambda f: _distance(f.hit, span))
            near.amount = span.value  # type: ignore[assignment]  # amounts carry a Decimal


def _own_money(found: list[_Found], message: Message) -> None:
    """ "Pay me € 80" without a word of why: from who withdrew or waits for her money, it is her own money."""
    own = any(f"{kind}/strong" in marked.kinds for marked in message.marked for kind in _MONEY_BACK)
    for one in found:
        if own and one.sort == "bare" and not any(f.remedy is Remedy.REFUND and f.amount for f in found):
            one.remedy = Remedy.REFUND


_MONEY_BACK: Final = ("withdrawal", "refund_not_received", "refund_incomplete", "double_charge", "cancellation")


def _distance(hit: Hit, span: Span) -> int:
    return hit.start - span.end if span.end <= hit.start else max(0, span.start - hit.end)


def _whole_price(found: list[_Found], message: Message) -> None:
    """ "The full price back": then the only amount in the message is the amount."""
    whole = any("demands/refund/whole" in marked.asks for marked in message.marked)
    values = {span.value for span in message.amounts}
    if not whole or len(values) != 1:
        return
    for one in found:
        if one.remedy is Remedy.REFUND and one.amount is None and not any(f.amount for f in found):
            one.amount = next(iter(values))  # type: ignore[assignment]  # amounts carry a Decimal


def _that_sum(found: list[_Found], message: Message) -> None:
    """ "I want that sum back": the sum named last before it."""
    for one in found:
        here = next((m for m in message.marked if m.sentence is one.hit.sentence), None)
        pointed = here is not None and "demands/refund/that" in here.asks
        if one.remedy is Remedy.REFUND and one.amount is None and pointed:
            before = [span.value for span in message.amounts if span.end <= one.hit.start]
            one.amount = before[-1] if before else None  # type: ignore[assignment]  # amounts carry a Decimal


def _once(found: list[_Found]) -> tuple[DemandRead, ...]:
    out: dict[Remedy, DemandRead] = {}
    if any(one.remedy is Remedy.REFUND for one in found):
        # Who withdraws and asks the money back asks one thing.
        found = [one for one in found if one.sort != "formal"]
    for one in found:
        held = out.get(one.remedy)
        if held is None:
            out[one.remedy] = DemandRead(one.remedy, one.amount, one.hit.words, one.alternative)
        elif held.amount is None and one.amount is not None:
            out[one.remedy] = DemandRead(one.remedy, one.amount, one.hit.words, held.alternative and one.alternative)
        elif held.alternative and not one.alternative:
            out[one.remedy] = replace(held, alternative=False)
    if Remedy.REFUND in out:
        out.pop(Remedy.RETURN, None)
    if len(out) > 1:
        out.pop(Remedy.INFORMATION, None)
    if out and all(d.alternative for d in out.values()):
        return tuple(replace(d, alternative=False) for d in out.values())
    return tuple(sorted(out.values(), key=lambda d: d.alternative))
