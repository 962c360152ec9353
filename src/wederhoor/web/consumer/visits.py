"""A customer's visit: a token opens one file, inside that shop's transaction; a mailed code opens more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache

from wederhoor.claims.models import Claim
from wederhoor.claims.queries import claim_of_dossier
from wederhoor.evidence.models import ConsumerLink, token_hash
from wederhoor.evidence.queries import dossier_of_token
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.web.context import Demonstration

P = ParamSpec("P")
Answer = TypeVar("Answer", bound=HttpResponseBase)
SEEN = "wederhoor_confirmed"


@dataclass(frozen=True)
class Visit:
    """A customer at the page of one file."""

    request: HttpRequest
    claim: Claim
    link: ConsumerLink
    token: str

    @property
    def actor(self) -> Actor:
        return Actor("consumer", "consumer", self.claim.shop_id, self.claim.customer_name)

    @property
    def confirmed(self) -> bool:
        """Whether the code from her own mailbox was given in this browser."""
        return self.link.pk in self.request.session.get(SEEN, [])

    def confirm(self) -> None:
        self.request.session[SEEN] = [*self.request.session.get(SEEN, []), self.link.pk][-20:]

    @property
    def language(self) -> str:
        """Hers, unless she chose another."""
        chosen = self.request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return chosen if chosen in dict(settings.LANGUAGES) else self.claim.language

    def url(self, name: str, **parts: str) -> str:
        return reverse(name, kwargs={"token": self.token, **parts})


def with_link(
    page: Callable[Concatenate[Visit, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """The page behind a customer's link, in her language unless she chose another; an unknown link is a 404."""

    @wraps(page)
    def wrapped(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with inside(_shop_of(token)):
            visit = _visit(request, token)
            with translation.override(visit.language):
                answer = page(visit, *args, **kwargs)
        return private(answer)

    return never_cache(wrapped)


def visit_of(request: HttpRequest, token: str) -> Visit:
    """The visit behind a link for what needs transactions of its own; an unknown link is a 404."""
    with inside(_shop_of(token)):
        return _visit(request, token)


def private(answer: Answer) -> Answer:
    """The answer with an order to the browser: the address itself is the key, and goes to no other site."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _shop_of(token: str) -> int:
    found = dossier_of_token(token)
    if found is None:
        raise Http404
    return found[0]


def _visit(request: HttpRequest, token: str) -> Visit:
    link = ConsumerLink.objects.filter(token_hash=token_hash(token), ended_at=None).first()
    claim = claim_of_dossier(link.dossier_id) if link else None
    if claim is None or link is None:
        raise Http404
    request.demonstration = Demonstration.of(claim.shop)  # type: ignore[attr-defined]  # for web.context
    return Visit(request, claim, link, token)
