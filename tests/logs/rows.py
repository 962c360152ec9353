"""A row in every table of the logs, made without any file; for tests that look at tables and pages alone."""

from __future__ import annotations

from django.utils import timezone
from tests.logs.lines import FIRST

from wederhoor.codes import new_code
from wederhoor.journal.ring import ring
from wederhoor.ledger.sealed import seal
from wederhoor.logs.doors import make_door, report
from wederhoor.logs.models import Intake, LogChoice, Part, PaymentDoor, key_of
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

NOTICE = b'{"type": "charge.succeeded", "created": 1791192600, "data": {"object": {"id": "ch_1", "amount": 8900, '
NOTICE += b'"currency": "eur", "status": "succeeded", "metadata": {"order_id": "LH-2041"}}}}'


def logged(shop: Shop, by: Actor) -> Intake:
    """One intake with a part, what the shop chose, and a door with what came in there. Inside the shop."""
    intake = Intake.objects.create(
        shop=shop,
        code=new_code(),
        kind="web",
        name="access.log",
        format="combined",
        sha256="a" * 64,
        size=10,
        plain_sha256="b" * 64,
        plain_size=10,
        lines=1,
        rows=1,
        first_at=FIRST,
        last_at=FIRST,
        taken_by=by.code,
        manifest="c" * 64,
    )
    key = key_of(shop.code, timezone.now())
    none = seal(b"", key, ring().make(key))
    part = {"shop": shop, "intake": intake, "kind": "web", "day": FIRST.date(), "key": key, "address": "d" * 64}
    Part.objects.create(**part, sha256="e" * 64, size=1, rows=1, first_at=FIRST, last_at=FIRST, few=none, many=none)
    LogChoice.objects.create(shop=shop)
    make_door(shop, "stripe", by=by)
    report(PaymentDoor.objects.select_related("shop").get(shop=shop), NOTICE, {})
    return intake
