"""The door at which payment providers report; its address is the key, and it answers only after the bytes are kept."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema, Status
from ninja.errors import HttpError

from wederhoor.connect.contract import Unreadable
from wederhoor.connect.payments.notices import LARGEST
from wederhoor.flow import Refused
from wederhoor.logs.doors import report, shop_behind
from wederhoor.logs.models import PaymentDoor
from wederhoor.shops.context import inside

router = Router(tags=["payments"], auth=None)

NO_DOOR = "There is no door here; nothing was kept: look the address up in the shop's settings."
LARGE = "The report is larger than 256 kB; nothing was kept."
UNSIGNED = "The signature does not hold; nothing was kept: see whether the secret is the same on both sides."
UNKNOWN = "This is not a report of this provider; nothing was kept."


class ReportedOut(Schema):
    """Whether this report was new."""

    new: bool


@router.post("/{provider}/{token}", response={200: ReportedOut}, summary="A payment provider reports", auth=None)
def reported(request: HttpRequest, provider: str, token: str) -> Status[dict[str, bool]]:
    """Kept for good before this answers; the same report twice is one."""
    found = shop_behind(provider, token) if len(token) <= 64 else None
    if found is None:
        raise HttpError(404, NO_DOOR)
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:12]) > LARGEST:
        raise HttpError(413, LARGE)
    raw, headers = request.body, {name.lower(): value for name, value in request.headers.items()}
    shop_id, door_id = found
    try:
        with inside(shop_id):
            door = PaymentDoor.objects.select_related("shop").get(pk=door_id)
            made = report(door, raw, headers)
    except Refused as no:
        raise HttpError(401 if no.reason.endswith("signature") else 413, _said(no.reason)) from None
    except Unreadable:
        raise HttpError(422, UNKNOWN) from None
    return Status(200, {"new": made.is_new})


def _said(reason: str) -> str:
    return UNSIGNED if reason.endswith("signature") else LARGE
