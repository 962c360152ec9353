"""A small shop to try things in: a product, a checkout and a confirmation, with what a real shop puts in its pages.

Only where the demonstration was loaded. Nothing is sold: an order is a number on a page.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from wederhoor.pages.queries import body_of, version_now
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop
from wederhoor.web.components.shown import reader_language
from wederhoor.web.context import Demonstration
from wederhoor.web.public.withdraw_button import snippet
from wederhoor.withdrawals.cards import card_at

NUMBER = "KK26-"


@csrf_exempt  # a page of a shop knows nothing of our cookies, and ordering here changes nothing
@never_cache
def shop_page(request: HttpRequest) -> HttpResponse:
    """The product with its checkout; sent, the confirmation of the order."""
    shop = Shop.objects.exclude(frozen_today=None).order_by("pk").first()
    if shop is None:
        raise Http404
    request.demonstration = Demonstration.of(shop)  # type: ignore[attr-defined]  # read by web.context
    given = request.POST.get("order", "")
    order = given if request.method == "POST" and _is_ours(given) else f"{NUMBER}{secrets.randbelow(9000) + 1000}"
    is_ordered = request.method == "POST"
    button = snippet(shop.slug, reader_language(), order if is_ordered else "") if card_at(shop.slug) else ""
    page = {
        "shop": shop,
        "order": order,
        "button": button,
        "ordered": is_ordered,
    }
    return render(request, "demoshop/shop.html", page)


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The terms the checkout links to, byte for byte as they were seen."""
    shop = Shop.objects.exclude(frozen_today=None).order_by("pk").first()
    if shop is None:
        raise Http404
    with inside(shop.pk):
        url = f"{settings.URL}{request.path}"
        version = version_now(shop, url)
        if version is None or version.page.url != url:
            raise Http404
        body, sort = body_of(version)
    return HttpResponse(body, content_type=sort)


def _is_ours(given: str) -> bool:
    return given.startswith(NUMBER) and given.removeprefix(NUMBER).isdecimal() and len(given) == len(NUMBER) + 4
