"""What this department has for a file: the payment timeline of an order, as payment providers told it."""

from __future__ import annotations

import json

from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Sort
from wederhoor.logs.kinds import Kind
from wederhoor.logs.laying import STRENGTH, exhibit_of
from wederhoor.logs.models import PaymentMoment
from wederhoor.logs.queries import notices_of, payments_found
from wederhoor.logs.words import says
from wederhoor.shops.models import Shop


def papers_of(shop: Shop, order_number: str) -> list[NewExhibit]:
    """Exhibits of what was paid, refunded and disputed for an order; inside the shop."""
    if not order_number.strip():
        return []
    papers = []
    if told := notices_of(shop, order_number):
        papers.append(_reported(told, shop.language))
    found = payments_found(shop, order_number)
    if found.sought:
        papers.append(exhibit_of(found, shop.language))
    return papers


def _reported(told: list[PaymentMoment], language: str) -> NewExhibit:
    lines = [says("title_payments", language), "", says("not_payments", language), ""]
    for one in told:
        said = one.said
        amount = " ".join(filter(None, (said.get("amount"), said.get("currency"))))
        words = (says(said.get("kind", "other"), language), amount, said.get("method"), said.get("reference"))
        checked = says(f"checked_{one.notice.checked}", language)
        signed = f"{says('signature', language)}: {checked}"
        lines.append(f"{one.at:%Y-%m-%d %H:%M:%S} UTC  {'  '.join(filter(None, words))}  {signed}")
    lines += ["", says("machine", language)]
    lines += [json.dumps({**one.said, "report": one.notice.sha256}, ensure_ascii=False, sort_keys=True) for one in told]
    text = "\n".join(lines) + "\n"
    return NewExhibit(
        data=text.encode(),
        name=f"{Kind.PAYMENTS}-{told[0].notice.provider}.txt",
        sort=Sort.PAYMENT,
        source="payment",
        title=says("title_payments", language),
        media_type="text/plain",
        dated=told[0].at.date(),
        text=text,
        shows=says("shows_payments", language),
        does_not_show=says("not_payments", language),
        strength=STRENGTH,
    )
