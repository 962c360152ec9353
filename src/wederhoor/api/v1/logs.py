"""Lines of logs from a shop's own servers, in batches: taken in like a file, and kept for good before this answers."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import BaseModel, Field, StringConstraints

from wederhoor.api.v1.keys import KeyAtTheDoor, entered
from wederhoor.logs.intake import take_in
from wederhoor.logs.sources import Source
from wederhoor.shops.models import Shop

router = Router(tags=["logs"], auth=KeyAtTheDoor())

MOST_LINES = 20_000
Line = Annotated[str, StringConstraints(max_length=16_384)]


class LinesIn(BaseModel):
    """Lines as the server wrote them; ``origin`` names the server, so that the same lines of two are both kept."""

    lines: list[Line] = Field(min_length=1, max_length=MOST_LINES)
    origin: str = Field("", max_length=60, pattern=r"^[A-Za-z0-9._-]*$")


class TakenOut(Schema):
    """What became of them: kept, known already, or set aside because they fit nothing."""

    intake: str
    rows: int
    known: int
    aside: int
    reasons: dict[str, int]


@router.post("", response={201: TakenOut, 200: TakenOut}, summary="Hand over lines of a log")
def add_lines(request: HttpRequest, given: LinesIn) -> Status[dict[str, object]]:
    """Durable when this answers: 201 when they are new, 200 when this very batch was here before."""
    with entered(request) as sight:
        shop, by = Shop.objects.get(pk=sight.shop_id), sight.actor("key")
    data = "".join(line.replace("\n", " ") + "\n" for line in given.lines).encode("utf-8", "replace")
    intake, is_new = take_in(shop, Source.of(data, "API", given.origin), by=by)
    said = {name: getattr(intake, name) for name in ("rows", "known", "aside", "reasons")}
    return Status(201 if is_new else 200, {"intake": intake.code, **said})
