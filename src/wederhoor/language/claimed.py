"""Sums, counts, days and plain points a writer states in a claim of one kind, each with the words that state it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from wederhoor.facts import VOCABULARY, MessageKind, Value
from wederhoor.language.days import DayRead
from wederhoor.language.marks import Marked, Message
from wederhoor.language.phrases import Hit
from wederhoor.language.shapes import Asserted, KindRead

K = MessageKind

# What a customer says of costs the shop asks of her; a letter for another is about what the shop owes.
_OWING: Final = ("consumer_in_default", "reminder_received_date", "reminder_sent", "reminder_fee_charged")
_YEAR: Final = frozenset(["jaar", "jaren", "year", "years", "year's", "jahr", "jahre", "jahren"])
_REPAIR: Final = ("shop_refused_repair", "commercial_guarantee_months", "claimant_is_gift_recipient")
_RETURNED: Final = ("proof_of_return_dispatch", "refund_promised", "refund_paid_eur")
_PLACE: Final = ("neighbour_designated_by_consumer", "neighbour_denies")
# What is read in a message of which kind: elsewhere the same words mean something else.
_STATED_IN: Final[Mapping[MessageKind, tuple[str, ...]]] = {
    K.PRICE_DISPUTE: (
        "listed_price_eur", "normal_price_eur", "order_paid", "sale_context", "buyer_knew_price_error",
    ),
    K.SUBSCRIPTION: (
        "subscription_renewed_silently", "subscription_trial", "cancel_only_other_way", "cancel_only_fixed_moment",
    ),
    K.DOUBLE_CHARGE: ("payments_captured", "orders_placed"),
    K.NOT_ORDERED: ("payment_demanded", "police_report"),
    K.SUMMONS: ("hearing_date", "summons_against_customer"),
    K.COLLECTION_LETTER: ("costs_claimed_eur", "principal_eur"),
    K.CHARGEBACK: ("payment_dispute_due_date",),
    K.REFUND_NOT_RECEIVED: _RETURNED,
    K.REFUND_INCOMPLETE: _RETURNED,
    K.WARRANTY: _REPAIR,
    K.DEFECTIVE: _REPAIR,
    K.DAMAGED: ("claimant_is_gift_recipient",),
    K.LATE: ("agreed_delivery_date", "delivery_date_essential", "essential_date_told_before_contract"),
    K.LEFT_ELSEWHERE: _PLACE,
    K.MISSING_ITEM: ("ordered_quantity", "delivered_quantity"),
    K.SERVICE: ("customer_reminder_date",),
    K.CANCELLATION: ("buyer_is_minor",),
}  # fmt: skip
# "You say that it can only be ended by telephone" states what the shop holds, and that is the point.
_ALSO_REPORTED: Final = frozenset(
    {
        "cancel_only_other_way", "cancel_only_fixed_moment", "shop_refused_repair", "refund_paid_eur",
        "agreed_delivery_date", "listed_price_eur", "normal_price_eur",
    }
)  # fmt: skip


def read_claimed(message: Message, kinds: Iterable[KindRead]) -> Iterator[Asserted]:
    """The facts that a claim of ``kinds`` turns on, as far as the writer states them."""
    told = [k.kind for k in kinds]
    names = dict.fromkeys(name for kind in told for name in _STATED_IN.get(kind, ()))
    for stated in _each(message, names):
        yield stated
        if stated.name == "buyer_is_minor":
            yield from _each(message, ("parents_consented",))
    if K.COLLECTION_LETTER in told and not has_signal(message, "for_another"):
        yield from _each(message, _OWING)
    if K.NOT_ORDERED in told and (hit := _hit(message, "orders_placed", "none")) is not None:
        yield Asserted("orders_placed", 0, hit.words)
    if K.SERVICE in told and (closed := signal(message, "account_closed")) is not None:
        yield Asserted("account_blocked", True, closed.words)
        yield from _each(message, _BLOCKED)


_BLOCKED: Final = ("block_reason_told", "block_follows_use_of_rights")


def _each(message: Message, names: Iterable[str]) -> Iterator[Asserted]:
    return (stated for name in names if (stated := _stated(message, name)) is not None)


def has_signal(message: Message, name: str) -> bool:
    """Whether the lexicon's signal ``name`` stands anywhere in the message."""
    return signal(message, name) is not None


def signal(message: Message, name: str) -> Hit | None:
    """Where the lexicon's signal ``name`` stands first."""
    return next((hit for marked in message.marked for hit in marked.kinds.get(f"signals/{name}", ())), None)


def _stated(message: Message, name: str) -> Asserted | None:
    if VOCABULARY[name] is bool:
        return _yes_or_no(message, name)
    for sort in ("first", "last"):
        for marked, hit in _hits(message, name, sort):
            value = _value(message, marked, hit, name, last=sort == "last")
            if value is not None:
                return Asserted(name, value, hit.words)
    return None


def _yes_or_no(message: Message, name: str) -> Asserted | None:
    """What is denied outright goes before what the same words would state."""
    denied = _hit(message, name, "never")
    if denied is not None:
        return Asserted(name, False, denied.words)
    for marked, hit in _hits(message, name, "any"):
        if not marked.is_negated(hit, after=False):
            return Asserted(name, True, hit.words)
    return None


def _hit(message: Message, name: str, sort: str) -> Hit | None:
    return next((hit for _, hit in _hits(message, name, sort)), None)


def _hits(message: Message, name: str, sort: str) -> Iterator[tuple[Marked, Hit]]:
    """Where it is stated: not where it is only supposed, nor where the writer tells what the shop says."""
    for marked in message.marked:
        if f"facts/{name}/unless" in marked.asks:
            continue
        for hit in marked.asks.get(f"facts/{name}/{sort}", ()):
            if not marked.is_supposed(hit) and (name in _ALSO_REPORTED or not marked.is_reported(hit)):
                yield marked, hit


def _value(message: Message, marked: Marked, hit: Hit, name: str, last: bool) -> Value | None:
    """The first or the last figure or day among the words of the hit, as the kind of fact ``name`` is."""
    kind = VOCABULARY[name]
    if kind is int:
        found = _count(marked, hit, last)
        in_years = bool(_YEAR & set(marked.sentence.words[hit.first : hit.last]))
        return found * 12 if found is not None and name.endswith("_months") and in_years else found
    spans = message.amounts if kind is Decimal else message.days
    inside = [s.value for s in spans if hit.start <= s.start < hit.end]
    value = (inside[-1] if last else inside[0]) if inside else None
    if isinstance(value, DayRead):
        return value.on if value.exact else None
    return value if isinstance(value, date | Decimal) else None


def _count(marked: Marked, hit: Hit, last: bool) -> int | None:
    numbers = marked.lexicon.numbers
    words = marked.sentence.words[hit.first : hit.last]
    found = [int(w) if w.isdigit() else numbers[w] for w in words if w.isdigit() or w in numbers]
    return (found[-1] if last else found[0]) if found else None
