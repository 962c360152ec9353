"""“Keep this”: what lies on a visitor's table waits in the session until there is a shop, and is its first case."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions as claims
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop
from wederhoor.web.public.six import order_paper
from wederhoor.web.public.table import Table, pack, unpack

WAITS = "wederhoor_table"


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """She says so: the table waits with her session, and she makes an account or goes on to her shop."""
    table = unpack(request.POST.get("table", ""))
    return redirect("front") if table is None else wait_for_shop(request, table)


def wait_for_shop(request: HttpRequest, table: Table) -> HttpResponse:
    """The table waits with her session, and she goes on to her shop, or makes an account first."""
    request.session[WAITS] = pack(table)
    return redirect("shops" if request.user.is_authenticated else "account_signup")


def waits(request: HttpRequest) -> bool:
    """Whether something is waiting to become a case."""
    return WAITS in request.session


def file_what_waits(request: HttpRequest, shop: Shop, by: Actor) -> Claim | None:
    """What was pasted at the front door, as a case of this shop; ``None`` when nothing waits any more."""
    table = unpack(request.session.pop(WAITS, ""))
    if table is None:
        return None
    with inside(shop.pk):
        papers = [given.paper() for given in table.papers]
        papers += _order(table, shop.today())
        filed = receive(shop, table.message.paper(), channel=Channel.PASTE, papers=papers, by=by)
        if (table.telling or table.says) and filed.is_new:
            claims.tell(filed.claim, table.telling, table.says, by=by)
    return filed.claim


def _order(table: Table, today: date) -> list[Paper]:
    return [order_paper(table.order, today)] if table.order else []
