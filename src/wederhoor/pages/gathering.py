"""What is on file of acceptances, as a paper for the case file of an order; the versions themselves are the shop's."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Sort
from wederhoor.pages.models import Acceptance
from wederhoor.pages.receipts import says
from wederhoor.shops.models import Shop


def papers_of(shop: Shop, order_number: str) -> list[NewExhibit]:
    """All that was told of what a customer accepted with this order, as one exhibit; the same rows, the same bytes."""
    rows = Acceptance.objects.filter(shop=shop, order_number=order_number).select_related("version__page")
    told = list(rows.order_by("at", "id"))
    if not told:
        return []
    language = shop.language
    return [
        NewExhibit(
            json.dumps(
                {"order": order_number, "acceptances": [_said(row) for row in told]}, ensure_ascii=False, indent=1
            ).encode(),
            "aanvaarding.json",
            Sort.LOG,
            "shop",
            title=says("title", language, order=order_number),
            media_type="application/json",
            dated=told[0].at.astimezone(ZoneInfo(shop.zone)).date(),
            text="\n".join(_line(row, shop) for row in told),
            shows=says("shows", language),
            does_not_show=says("leaves_open", language),
            strength=4 if len({row.teller for row in told}) > 1 else 3,
        )
    ]


def _said(row: Acceptance) -> dict[str, object]:
    return {
        "told_by": row.teller,
        "at": row.at.isoformat(),
        "kept_at": row.kept_at.isoformat(),
        "page": row.version.page.name,
        "version": row.version.code,
        "version_sha256": row.version.terms.exhibit.sha256,
        "page_sha256": row.version.body_sha256,
        "box": row.words.get("box", ""),
        "box_stood_ticked_before": row.was_preticked,
        "box_ticked": row.is_ticked,
        "button": row.words.get("button", ""),
        "page_sha256_in_the_browser": row.body_sha256,
        "network": row.words.get("network", ""),
    }


def _line(row: Acceptance, shop: Shop) -> str:
    at = row.at.astimezone(ZoneInfo(shop.zone))
    teller = says(f"by_{row.teller}", shop.language)
    said = says("line", shop.language, at=f"{at:%d-%m-%Y %H:%M:%S}", teller=teller, page=row.version.page.name)
    box, button = row.words.get("box", ""), row.words.get("button", "")
    return " ".join([f"{said} ({row.version.code}).", *(f"“{words}”." for words in (box, button) if words)])
