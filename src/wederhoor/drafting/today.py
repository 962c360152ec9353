"""What the shop does today: a short list for the letter that fits, the dates that run, and its own money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wederhoor.drafting.fill import Filling
from wederhoor.drafting.phrases import today_sections
from wederhoor.drafting.shapes import Slot
from wederhoor.drafting.wording import LANGUAGES, day_of

# The last day of each of these is a chance: once it has passed it is not offered any more.
CHANCES = ("loss_claim_until", "damage_claim_until")


def today(what: str, *, language: str, slots: Mapping[str, Slot], on: date) -> tuple[str, ...]:
    """The list for the letter ``what``, or for a message without one: summons, praise, supplier, phishing, question.

    ``slots`` are those of the letter, and besides: ``trustmark_due``, ``payment_provider_due``, ``page_contradicts``,
    ``carrier``, ``loss_claim_until``, ``damage_claim_until``, ``supplier_exchange``. A name without a list gives only
    the dates and the money.
    """
    spoken = language if language in LANGUAGES else "en"
    lists = today_sections(spoken)
    open_still = {name: slot for name, slot in slots.items() if name not in CHANCES or not _past(slot, on)}
    filling = Filling(open_still, spoken, {}, on)
    blocks = (*lists.get(what, ()), *lists["dates"], *lists["own_money"])
    return tuple(
        filling.sentence(line).removeprefix("- ") for block in blocks for line in block if filling.prints(line)
    )


def _past(slot: Slot, on: date) -> bool:
    day = day_of(slot.value)
    return day is not None and day < on
