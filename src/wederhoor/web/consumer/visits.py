"""A customer's visit: a token opens one file, inside that shop's transaction; a mailed code opens more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
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

    def url(self, name: str, **parts: str) -> str:
        return reverse(name, kwargs={"token": self.token, **parts})


def with_link(
    page: Callable[Concatenate[Visit, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """The page behind a customer's link, in her language unless she chose another; an unknown link is a 404."""

    @wraps(page)
    def wrapped(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        found = dossier_of_token(token)
        if found is None:
            raise Http404
        shop_id, dossier_id = found
        with inside(shop_id):
            claim = claim_of_dossier(dossier_id)
            link = ConsumerLink.objects.filter(token_hash=token_hash(token), ended_at=None).first()
            if claim is None or link is None:
                raise Http404
            request.demonstration = Demonstration.of(claim.shop)  # type: ignore[attr-defined]  # for web.context
            with translation.override(_language(request, claim)):
                answer = page(Visit(request, claim, link, token), *args, **kwargs)
        answer.headers["Referrer-Policy"] = "no-referrer"  # the address itself is the key
        return answer

    return never_cache(wrapped)


def _language(request: HttpRequest, claim: Claim) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else claim.language
