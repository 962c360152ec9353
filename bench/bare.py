"""The peer of ``acts.py``: a Django view with no middleware and no rules that puts in the rows of one act."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import datetime

from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone

SHOP = int(os.environ["BENCH_SHOP"])
LINE = (
    "INSERT INTO bench_line (act, at, actor, shop_id, subject, payload, commitment) "
    "VALUES ('event.reported', %s, 'key', %s, 'K7QF-82MN-R', %s, %s) RETURNING id"
)
EVENT = (
    "INSERT INTO bench_event (shop_id, order_number, what, at, reported_at, by, ref, line) "
    "VALUES (%s, %s, %s, %s, %s, 'key', %s, %s) RETURNING id"
)


def act(request: HttpRequest) -> JsonResponse:
    """The same two rows in one transaction, inside one shop."""
    said = json.loads(request.body)
    now, at = timezone.now(), datetime.fromisoformat(said["at"])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('wederhoor.shop', %s, true)", [str(SHOP)])
        cursor.execute(LINE, [now, SHOP, request.body, hashlib.sha256(request.body).digest()])
        line = cursor.fetchone()[0]
        cursor.execute(EVENT, [SHOP, said["order"], said["what"], at, now, said["ref"], line])
        cursor.fetchone()
    answer = JsonResponse({"new": 1, "known": 0}, status=201)
    answer.headers["Content-Length"] = str(len(answer.content))
    return answer


urlpatterns = [path("api/v1/events", act), path("", act)]
application = get_wsgi_application()
