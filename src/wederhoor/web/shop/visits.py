"""A visit to a shop's pages: signed in, within sight (else 404), and everything inside the shop's one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop
from wederhoor.shops.queries import Sight, sight_of
from wederhoor.web.context import Demonstration

P = ParamSpec("P")


@dataclass(frozen=True)
class Visit:
    """Who is here, in which shop."""

    request: HttpRequest
    shop: Shop
    actor: Actor

    @property
    def may_work(self) -> bool:
        """A reader looks and changes nothing."""
        return self.actor.role in ("owner", "agent")

    @property
    def form(self) -> str:
        return self.shop.form

    def url(self, name: str, **parts: Any) -> str:
        return reverse(name, kwargs={"slug": self.shop.slug, **parts})


def visit_of(request: HttpRequest, sight: Sight) -> Visit:
    """The visit of who is signed in, inside the shop's transaction; the page's head then says which shop it is."""
    person: Any = request.user
    shop = Shop.objects.get(pk=sight.shop_id)
    request.shop_here = shop  # type: ignore[attr-defined]  # read by web.context for the page's head
    request.demonstration = Demonstration.of(shop)  # type: ignore[attr-defined]  # likewise
    return Visit(request, shop, sight.actor(person.code, str(person)))


def in_shop(
    page: Callable[Concatenate[Visit, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """The page inside the shop's transaction, its answer rendered there as well."""

    @wraps(page)
    def wrapped(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person: Any = request.user
        sight = sight_of(slug, person.pk)
        if sight is None:
            raise Http404
        with inside(sight.shop_id):
            return page(visit_of(request, sight), *args, **kwargs)

    return login_required(never_cache(wrapped))
