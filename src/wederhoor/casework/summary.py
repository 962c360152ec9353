"""The message in a few neutral sentences: for the shop, and for the customer as it was understood."""

from __future__ import annotations

from wederhoor.casework.grounds import of_an_agency
from wederhoor.casework.shapes import Table
from wederhoor.drafting import summaries
from wederhoor.facts import MessageKind


def summary_of(table: Table, language: str) -> str:
    """For the shop: who writes what, what is asked, which step is announced; never how it is pressed."""
    return summaries.summary(
        table.reading.kind,
        costs_of_shop=table.reading.kind is MessageKind.COLLECTION_LETTER and not of_an_agency(table),
        language=language,
        customer=table.message.sender_name or table.reading.sender_name,
        goods=_goods(table),
        demands=_asked(table),
        steps=table.reading.pressure.steps,
    )


def understood_of(table: Table, language: str) -> tuple[str, ...]:
    """For the customer: how the message was understood, to be corrected by her alone."""
    return summaries.understood(
        table.reading.kind, language=language, form=table.case.shop.form, goods=_goods(table), demands=_asked(table)
    )


def _goods(table: Table) -> str:
    return str(table.facts.value("goods_description") or "")


def _asked(table: Table) -> list[summaries.Asked]:
    if table.case.demands is not None:
        return [(demand.remedy, demand.amount) for demand in table.case.demands]
    return [(demand.remedy, demand.amount) for demand in table.reading.demands]
