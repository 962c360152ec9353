"""The facts a writer states, in the shared vocabulary, each with the words that state it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from wederhoor.facts import MessageKind, Remedy, Value
from wederhoor.language.claimed import has_signal, read_claimed
from wederhoor.language.kinds import COMPLAINTS
from wederhoor.language.marks import Message
from wederhoor.language.orders import find_ibans
from wederhoor.language.shapes import AmountRead, Asserted, DateRead, DemandRead, KindRead

K = MessageKind

_BESIDES: Final = frozenset({K.COLLECTION_LETTER, K.SUMMONS, K.OTHER, K.QUESTION, K.PRAISE, K.SERVICE, K.CHARGEBACK})
_IMAGE: Final = (".jpg", ".jpeg", ".png", ".heic", ".webp", ".gif", ".mp4", ".mov", ".avif")
_FAULT: Final = frozenset(
    {K.DAMAGED, K.DEFECTIVE, K.NOT_AS_DESCRIBED, K.WARRANTY, K.WRONG_ITEM, K.MISSING_ITEM, K.EMPTY_PARCEL}
)
_RECEIVED: Final = frozenset(
    {K.DAMAGED, K.DEFECTIVE, K.NOT_AS_DESCRIBED, K.WITHDRAWAL, K.MISSING_ITEM, K.WRONG_ITEM, K.EMPTY_PARCEL}
)
_FROM_DATES: Final = {
    "received": ("received_date", "delivered_date"),
    "delivered": ("delivered_date", "received_date"),
    "discovered": ("discovered_date",),
    "defect": ("defect_appeared_date",),
    "return_dispatched": ("return_dispatched_date",),
    "return_received": ("goods_returned_received_date",),
}
# "You wrote that made to measure is excluded" states that it was made to measure, where nothing denies it.
_ALSO_REPORTED: Final = ("goods_custom_made_individual",)
_NOT_SUPPOSED: Final = ("consumer_message_acknowledges_use",)
_PLAIN: Final = (
    "box_opened",
    "photos_available",
    "consumer_unboxing_photos",
    "goods_custom_made_individual",
    "signature_disputed",
    "parcel_not_collected",
    "consumer_message_acknowledges_use",
)


def read_asserted(
    message: Message,
    kinds: Sequence[KindRead],
    demands: Sequence[DemandRead],
    days: Sequence[DateRead],
    amounts: Sequence[AmountRead],
    attachments: Sequence[str] = (),
) -> tuple[Asserted, ...]:
    """What the writer states; of two statements of the same fact the first stands."""
    if kinds[0].kind not in COMPLAINTS | _BESIDES:
        return ()
    found: dict[str, Asserted] = {}
    for one in _all(message, kinds, demands, days, attachments):
        found.setdefault(one.name, one)
    if "consumer_denies_receipt" in found:
        for name in ("received_date", "delivered_date", "box_opened", "consumer_message_acknowledges_use"):
            found.pop(name, None)
    if "withdrawal_statement_date" in found:
        # Trying out what she sends back is no later denial of receipt.
        found.pop("consumer_message_acknowledges_use", None)
    letter, goods = found.get("reminder_received_date"), found.get("received_date")
    if letter and goods and letter.value == goods.value:
        # What came that day is the letter.
        for name in ("received_date", "delivered_date"):
            found.pop(name, None)
    if "signature_disputed" in found:
        found.pop("handover_signed", None)
    return tuple(found.values())


def _all(
    message: Message,
    kinds: Sequence[KindRead],
    demands: Sequence[DemandRead],
    days: Sequence[DateRead],
    attachments: Sequence[str],
) -> Iterator[Asserted]:
    yield from _receipt(message, kinds)
    yield from _from_phrases(message)
    yield from _from_dates(days, kinds)
    yield from _notice(message, kinds, days)
    yield from _withdrawal(message, kinds, demands, days)
    yield from _from_demands(message, kinds, demands)
    yield from read_claimed(message, kinds)
    for serial in message.serials:
        yield Asserted("serial_number", str(serial.value), str(serial.value))
    images = [name for name in attachments if name.lower().endswith(_IMAGE)]
    if images:
        yield Asserted("photos_available", True, images[0])


def _first(message: Message, fact: str) -> str:
    """The words that state ``fact``, or nothing."""
    for marked in message.marked:
        if f"facts/{fact}/unless" in marked.asks:
            continue
        for hit in marked.asks.get(f"facts/{fact}/any", ()):
            if fact in _NOT_SUPPOSED and (marked.sentence.question or marked.is_conditional(hit)):
                continue
            if not marked.is_reported(hit) or fact in _ALSO_REPORTED:
                return hit.words
    return ""


def _receipt(message: Message, kinds: Sequence[KindRead]) -> Iterator[Asserted]:
    told = {k.kind for k in kinds}
    if told & {K.NOT_RECEIVED, K.LATE, K.LEFT_ELSEWHERE} and not told & _RECEIVED:
        words = _first(message, "consumer_denies_receipt")
        if words or kinds[0].kind is K.NOT_RECEIVED:
            yield Asserted("consumer_denies_receipt", True, words or " … ".join(kinds[0].words))
    if words := _first(message, "photo_differs"):
        yield Asserted("photo_matches_address", False, words)
    words = _first(message, "signature_given")
    if words and not _first(message, "signature_disputed"):
        yield Asserted("signature_disputed", False, words)


def _from_phrases(message: Message) -> Iterator[Asserted]:
    for name in _PLAIN:
        if words := _first(message, name):
            yield Asserted(name, True, words)


def _from_dates(days: Sequence[DateRead], kinds: Sequence[KindRead]) -> Iterator[Asserted]:
    faulty = any(k.kind in _FAULT for k in kinds)
    if kinds[0].kind is K.SUMMONS:
        return  # what came that day is the summons
    for day in days:
        for name in _FROM_DATES.get(day.what, ()) if faulty or day.what != "defect" else ():
            yield Asserted(name, day.on, day.words)


def _notice(message: Message, kinds: Sequence[KindRead], days: Sequence[DateRead]) -> Iterator[Asserted]:
    """The day of the message is the day of the notice, and at the latest the day of the discovery."""
    fault = next((k for k in kinds if k.kind in _FAULT), None)
    if message.on is None or fault is None:
        return
    yield Asserted("notified_date", message.on, " … ".join(fault.words))
    if kinds[0].kind in (K.DAMAGED, K.DEFECTIVE, K.NOT_AS_DESCRIBED):
        yield Asserted("defect_type", fault.words[0].lower(), " … ".join(fault.words))
    received = next((d for d in days if d.what in ("received", "delivered")), None)
    if fault.kind is not K.DEFECTIVE and received and not any(d.what == "discovered" for d in days):
        yield Asserted("discovered_date", received.on, received.words)


def _withdrawal(
    message: Message, kinds: Sequence[KindRead], demands: Sequence[DemandRead], days: Sequence[DateRead]
) -> Iterator[Asserted]:
    day: date | None
    earlier = next((d for d in days if d.what == "withdrawn"), None)
    words = _wants_out(kinds, demands)
    if earlier:
        day, words = earlier.on, earlier.words
    else:
        day = message.on if words else None
    if day is None:
        return
    if kinds[0].kind is K.SUBSCRIPTION and not has_signal(message, "withdraws"):
        # Who gives notice ends what runs; only who names the right to withdraw undoes it from the start.
        yield Asserted("cancellation_date", day, words)
        return
    yield Asserted("withdrawal_statement_date", day, words)
    if button := _first(message, "button_used"):
        yield Asserted("withdrawal_statement_channel", "function", button)
    elif phone := _first(message, "phone_used"):
        yield Asserted("withdrawal_statement_channel", "other", phone)
    elif not earlier:
        yield Asserted("withdrawal_statement_channel", "email", words)


def _wants_out(kinds: Sequence[KindRead], demands: Sequence[DemandRead]) -> str:
    """The words from which it is clear that the writer wants to be out of the contract: form is free (6:230o lid 3 BW).

    Money back as the second choice ("send it again, else my money") is no such wish yet.
    """
    for kind in kinds:
        if kind.kind in (K.WITHDRAWAL, K.CANCELLATION) and kind.confidence >= 0.6:
            return " … ".join(kind.words[:2])
    first = next((d for d in demands if d.remedy is not Remedy.INFORMATION and not d.alternative), None)
    if kinds[0].kind is K.SUBSCRIPTION:
        return next((d.words for d in demands if d.remedy is Remedy.CANCELLATION and not d.alternative), "")
    # Money asked for what went wrong rests on that; only who names no failing of the shop's may simply want out.
    simply_out = kinds[0].kind in (K.OTHER, K.QUESTION, K.SERVICE)
    if first and (first.remedy is Remedy.CANCELLATION or (first.remedy is Remedy.REFUND and simply_out)):
        others = {Remedy.DELIVERY, Remedy.REPLACEMENT, Remedy.REPAIR} & {d.remedy for d in demands}
        return "" if others or kinds[0].kind in _NO_PURCHASE else first.words
    return ""


_NO_PURCHASE: Final = frozenset({K.NOT_ORDERED, K.DOUBLE_CHARGE, K.PRICE_DISPUTE, K.NOT_COLLECTED})


def _from_demands(message: Message, kinds: Sequence[KindRead], demands: Sequence[DemandRead]) -> Iterator[Asserted]:
    asked = [d for d in demands if d.remedy is not Remedy.INFORMATION]
    if asked:
        value: Value = str(asked[0].remedy)
        yield Asserted("requested_remedy", value, asked[0].words)
    for demand in demands:
        name = _AMOUNT_OF.get((kinds[0].kind is K.COLLECTION_LETTER, demand.remedy))
        if name and demand.amount is not None:
            yield Asserted(name, demand.amount, demand.words)


_AMOUNT_OF: Final = {
    (False, Remedy.RETURN_COST): "return_cost_paid_eur",
    (True, Remedy.REFUND): "principal_eur",
    (True, Remedy.COLLECTION_COSTS): "costs_claimed_eur",
}


def changes_account(message: Message) -> bool:
    """Whether another bank account is named: a thing to confirm by telephone, never by return of mail."""
    return bool(_first(message, "personal_account_change")) or bool(find_ibans(message.text))
