"""Withdrawals from the shop's own two steps: passed on, on disk before this answers, receipt included."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import BaseModel, BeforeValidator

from wederhoor.api.v1.keys import KeyAtTheDoor, entered
from wederhoor.shops.models import Shop
from wederhoor.withdrawals import desk, words
from wederhoor.withdrawals.cards import card_of
from wederhoor.withdrawals.said import Said

router = Router(tags=["withdrawals"], auth=KeyAtTheDoor())


def _text(given: Any) -> Any:
    """What a program sends for a field: nothing, a number or words. No form of it refuses a withdrawal."""
    if given is None:
        return ""
    return str(given)[:LONGEST] if isinstance(given, (str, int, float)) else given


LONGEST = 10_000  # longer than whatever a customer types; the rest is cut
Text = Annotated[str, BeforeValidator(_text)]


class WithdrawalIn(BaseModel):
    """What the customer confirmed. Every field may be empty: a withdrawal is received all the same.

    ``contract`` is the order number or a description, ``ref`` your own name for this confirmation: the same words
    under the same name are one statement, other words are another one. The header ``Idempotency-Key`` does the same.
    """

    name: Text = ""
    contract: Text = ""
    email: Text = ""
    goods: Text = ""
    language: Text = "nl"
    ref: Text = ""


class WithdrawalOut(Schema):
    """The receipt, to be shown to the customer at once. ``missing`` names what is still asked for."""

    code: str
    received_at: datetime
    receipt: str
    missing: list[str]


@router.post("", response={201: WithdrawalOut, 200: WithdrawalOut}, summary="Pass on a confirmed withdrawal")
def pass_on(request: HttpRequest, given: WithdrawalIn) -> Status[dict[str, Any]]:
    """Kept for good before this answers: 201 when it is new, 200 with the first receipt when it was known.

    503 says that nothing was received and that the same call must be made again.
    """
    now = timezone.now()
    with entered(request) as sight:
        card = card_of(Shop.objects.get(pk=sight.shop_id))
    named = request.headers.get("Idempotency-Key", "")[:200] or given.ref or secrets.token_urlsafe(18)
    said = Said.of(given.model_dump(), given.language[:2].lower())
    try:
        kept, is_new = desk.pass_on(card, said, named, now)
    except OSError as full:
        raise HttpError(503, "Nothing was received: it could not be kept. Send the same again in a minute.") from full
    answer = {"code": kept.code, "received_at": kept.at, "receipt": words.receipt(card, kept)}
    return Status(201 if is_new else 200, {**answer, "missing": list(kept.said.missing)})
