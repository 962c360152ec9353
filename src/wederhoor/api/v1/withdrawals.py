"""Withdrawals from the shop's own two steps: passed on, on disk before this answers, receipt included."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import BaseModel, Field, StringConstraints

from wederhoor.api.v1.keys import KeyAtTheDoor, entered
from wederhoor.shops.models import Shop
from wederhoor.withdrawals import desk, words
from wederhoor.withdrawals.cards import card_of
from wederhoor.withdrawals.said import Said

router = Router(tags=["withdrawals"], auth=KeyAtTheDoor())
# Long enough for whatever a customer types; it is cut, not refused.
Text = Annotated[str, StringConstraints(max_length=10_000)]
Name = Annotated[str, StringConstraints(max_length=200)]


class WithdrawalIn(BaseModel):
    """What the customer confirmed. Every field may be empty: a withdrawal is received all the same.

    ``contract`` is the order number or a description, ``ref`` your own name for this confirmation: the same one twice
    is one statement. The header ``Idempotency-Key`` does the same.
    """

    name: Text = ""
    contract: Text = ""
    email: Text = ""
    goods: Text = ""
    language: str = Field("nl", max_length=20)
    ref: Name = ""


class WithdrawalOut(Schema):
    """The receipt, to be shown to the customer at once. ``missing`` names what is still asked for."""

    code: str
    received_at: datetime
    receipt: str
    missing: list[str]


@router.post("", response={201: WithdrawalOut, 200: WithdrawalOut}, summary="Pass on a confirmed withdrawal")
def pass_on(request: HttpRequest, given: WithdrawalIn) -> Status[dict[str, Any]]:
    """Kept for good before this answers: 201 when it is new, 200 with the first receipt when it was known."""
    now = timezone.now()
    with entered(request) as sight:
        card = card_of(Shop.objects.get(pk=sight.shop_id))
    named = request.headers.get("Idempotency-Key", "")[:200] or given.ref or secrets.token_urlsafe(18)
    said = Said.of(given.model_dump(), given.language[:2].lower())
    kept, is_new = desk.pass_on(card, said, named, now)
    answer = {"code": kept.code, "received_at": kept.at, "receipt": words.receipt(card, kept)}
    return Status(201 if is_new else 200, {**answer, "missing": list(kept.said.missing)})
