"""What the shop does today, and where its own money comes back, from the same table as the letter."""

from __future__ import annotations

from collections.abc import Iterator

from wederhoor.casework.clauses import clause_of
from wederhoor.casework.grounds import shown_by
from wederhoor.casework.letter import letter_name, pays
from wederhoor.casework.shapes import Table
from wederhoor.casework.slots import slots_of
from wederhoor.drafting.shapes import Slot
from wederhoor.drafting.today import today
from wederhoor.facts import MessageKind

CARRIERS = {"postnl": "PostNL", "dhl": "DHL", "dpd": "DPD", "gls": "GLS", "ups": "UPS", "bpost": "bpost"}


def today_of(table: Table) -> tuple[str, ...]:
    """Whole sentences for the shop, in the reader's language; that of a letter, or of a message without one."""
    name = letter_name(table)
    slots = {**slots_of(table), **{key: slot for key, slot in _chances(table) if slot.value}}
    if name is None:
        # Nothing is promised to whoever gets no letter.
        slots.pop("answer_by", None)
    return today(name or str(table.reading.kind), language=table.case.reader, slots=slots, on=table.case.on)


def _chances(table: Table) -> Iterator[tuple[str, Slot]]:
    yield "trustmark_due", Slot(table.clock("trustmark_answer"))
    yield "payment_provider_due", Slot(table.clock("payment_dispute_answer"))
    yield "page_contradicts", Slot(_page_contradicts(table))
    if pays(table):
        carrier = str(table.facts.value("carrier") or "")
        yield "carrier", Slot(CARRIERS.get(carrier.lower(), carrier))
        yield "loss_claim_until", Slot(table.clock("carrier_loss_claim"))
        yield "damage_claim_until", Slot(table.clock("carrier_damage_claim"))
        notice = table.facts.get("series_fault_known")
        yield "supplier_exchange", Slot(bool(notice and notice.value), shown_by(notice) if notice else None)


def _page_contradicts(table: Table) -> bool:
    """A page of the shop itself holds a hurdle that no contract can hold against the customer (6:230i BW)."""
    return table.reading.kind is MessageKind.WITHDRAWAL and clause_of("withdrawal", table.exhibits) is not None
