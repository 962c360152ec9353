"""The withdrawal function from the shop's side: switch it on, put it in one's pages, try it, see how it is doing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wederhoor.web.components.shown import reader_language
from wederhoor.web.public.withdraw_button import snippet
from wederhoor.web.shop.visits import Visit, in_shop
from wederhoor.withdrawals import actions, desk, policy, words
from wederhoor.withdrawals.models import Withdrawal
from wederhoor.withdrawals.queries import health_of
from wederhoor.withdrawals.said import LANGUAGES


@in_shop
def withdrawal(visit: Visit) -> HttpResponse:
    """Everything about the function on one page; a POST switches it."""
    url = f"{settings.URL}/withdraw/{visit.shop.slug}/"
    if visit.request.method == "POST":
        is_on = visit.request.POST.get("on") == "1"
        actions.switch(visit.shop, is_on, url, by=visit.actor)
        messages.success(visit.request, _("The function is on.") if is_on else _("The function is off."))
        return redirect(visit.url("shop_withdrawal"))
    health = health_of(visit.shop)
    page: dict[str, Any] = {
        "visit": visit,
        "url": url,
        "look": f"{url}?lang={reader_language()}",
        "health": health,
        "may_switch": bool(policy.may_switch(visit.actor)),
        "may_review": bool(policy.may_review(visit.actor)),
        "to_review": [(row, actions.kept_of(row, visit.shop).said) for row in health.to_review],
        "texts": [_texts_in(visit, language, url) for language in LANGUAGES],
        "try": f"{url}?lang={reader_language()}&try={desk.trial_token(visit.shop.code)}",
    }
    return render(visit.request, "shop/withdrawal.html", page)


@in_shop
def review(visit: Visit, code: str) -> HttpResponse:
    """What was set aside counts after all, or was no statement."""
    row = Withdrawal.objects.filter(shop=visit.shop, code=code).first()
    if row is None:
        raise Http404
    if visit.request.method == "POST":
        is_real = visit.request.POST.get("real") == "1"
        actions.review(row, is_real, by=visit.actor)
        messages.success(visit.request, _("It is in the list.") if is_real else _("It was put away as no statement."))
    return redirect(visit.url("shop_withdrawal"))


def _texts_in(visit: Visit, language: str, url: str) -> dict[str, str]:
    """What the shop copies in one language: the snippet, and the texts for its confirmation and its terms."""
    shop = visit.shop
    who = ", ".join(part for part in (shop.legal_name or shop.name, shop.address, shop.email) if part)
    return {
        "language": language,
        "named": {"nl": "Nederlands", "en": "English", "de": "Deutsch"}[language],
        "snippet": snippet(shop.slug, language),
        "confirmation": words.text("for_confirmation", language, url=f"{url}?lang={language}"),
        "terms": words.text("for_terms", language, url=url),
        "form": words.text("model_form", language, shop=who),
    }
