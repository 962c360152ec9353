"""The withdrawal function as a page: two steps and a receipt, without account, reason, cookie or database.

Every word between the two steps travels with the page itself, signed; the confirmation is on disk before the receipt
is shown. Whoever leaves something out or mistypes it is not sent back: it is received, and asked for afterwards.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from wederhoor.withdrawals import desk, words
from wederhoor.withdrawals.cards import Card, card_at
from wederhoor.withdrawals.desk import Crowd, Filled
from wederhoor.withdrawals.said import LANGUAGES, Said
from wederhoor.withdrawals.spool import Kept

LARGEST = 64 * 1024
TRAP = "colour2"  # no person sees it, and no browser fills it in
_CROWD = Crowd()


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Step 1, step 2, and the confirmation, which leads to its receipt."""
    card, language = card_at(slug), _language(request, None)
    if card is None:
        return _page("off.html", language, None, status=404)
    if request.method != "POST":
        language = _language(request, card)
        said = Said.of({"contract": request.GET.get("order", "")}, language, trial=_is_trial(request.GET, card))
        return _first(card, said)
    if _is_too_large(request):
        return _first(card, Said(language=_language(request, card)), "large", status=413)
    if "carried" in request.POST:
        return _second_answered(request, card)
    return _second(request, card)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """The receipt, for as long as it is kept here; what is missing can be added to it."""
    card = card_at(slug)
    kept = desk.receipt_at(token, card) if card else None
    if card is None or kept is None:
        return _page("gone.html", _language(request, card), card, status=404)
    if request.method == "POST" and not _is_too_large(request):
        said = Said.of(request.POST, kept.said.language, trial=kept.said.trial)
        if any(said.fields().values()):
            desk.add(card, kept, said, timezone.now(), _network(request))
        return _see_other(f"{request.path}?added")
    return _page("receipt.html", kept.said.language, card, **_shown(card, kept, token), added="added" in request.GET)


@never_cache
@require_safe
def receipt_text(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """The same receipt as a file to keep."""
    card = card_at(slug)
    kept = desk.receipt_at(token, card) if card else None
    if card is None or kept is None:
        return _page("gone.html", _language(request, card), card, status=404)
    # With a mark, or some programs on a telephone guess the charset.
    answer = HttpResponse("\ufeff" + words.receipt(card, kept), content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{kept.code}.txt"'
    return answer


def _first(card: Card, said: Said, problem: str = "", status: int = 200) -> HttpResponse:
    trial = desk.trial_token(card.code) if said.trial else ""
    stamp = desk.stamp_shown(card, timezone.now())
    more: dict[str, Any] = {"stamp": stamp, "try": trial, "problem": problem, "trap": TRAP}
    more["languages"] = [(language, words.text("itself", language)) for language in LANGUAGES]
    return _page("first.html", said.language, card, status=status, said=said, **more)


def _second(request: HttpRequest, card: Card) -> HttpResponse:
    given = request.POST
    said = Said.of(given.dict(), _language(request, card), trial=_is_trial(given, card))
    filled = desk.new_filled(card, said, desk.shown_at(given.get("stamp", ""), card), timezone.now())
    carried = desk.carry(filled)
    trap = {"trap": given.get(TRAP, ""), "trap_name": TRAP}
    shown: dict[str, Any] = {"statement": words.statement(card, said), "carried": carried, **trap}
    return _page("second.html", said.language, card, said=said, **shown)


def _second_answered(request: HttpRequest, card: Card) -> HttpResponse:
    filled = desk.carried(request.POST["carried"], card)
    if filled is None:
        return _first(card, Said(language=_language(request, card)), "again", status=422)
    if "change" in request.POST:
        return _first(card, filled.said)
    return _confirmed(request, card, filled)


def _confirmed(request: HttpRequest, card: Card, filled: Filled) -> HttpResponse:
    """The moment is that of this request's arrival; the receipt is shown once the statement is on disk."""
    now = timezone.now()
    try:
        kept = desk.receive(card, filled, now, network=_network(request), suspect=_suspect(request))
    except OSError:
        text = words.statement(card, filled.said)
        return _page("failed.html", filled.said.language, card, status=503, statement=text)
    return _see_other(reverse("withdraw_receipt", kwargs={"slug": card.slug, "token": desk.receipt_token(kept)}))


def _see_other(to: str) -> HttpResponse:
    """A reload of what follows sends nothing again (RFC 9110, 15.4.4)."""
    answer = redirect(to)
    answer.status_code = 303
    return answer


def _shown(card: Card, kept: Kept, token: str) -> dict[str, Any]:
    told = "page_mail_later" if kept.suspect else "page_mail"  # the mail waits for a person
    email = words.text(told, kept.said.language, email=kept.said.address) if kept.said.address else ""
    return {
        "kept": kept,
        "said": kept.said,
        "moment": words.moment(card, kept.at, kept.said.language),
        "text": words.receipt(card, kept),
        "mail": email,
        "missing": kept.said.missing,
        "ask": words.ask(kept.said) if kept.said.missing else "",
        "file": reverse("withdraw_receipt_text", kwargs={"slug": card.slug, "token": token}),
    }


def _page(name: str, language: str, card: Card | None, status: int = 200, **more: Any) -> HttpResponse:
    nobody = card or Card(0, "", "", "", "", "", "", "", "", language, "Europe/Amsterdam", "")
    texts = words.page(language, nobody)
    texts["failed_says"] = texts["failed_says"].replace("{email}", nobody.email or nobody.name)
    steps = {name: texts["step"].replace("{n}", n) for name, n in (("step_one", "1"), ("step_two", "2"))}
    with translation.override(language):
        said = {**steps, "t": texts, "card": card, "language": language, **more}
        return HttpResponse(render_to_string(f"withdraw/{name}", said), status=status)


def _language(request: HttpRequest, card: Card | None) -> str:
    """The page's own choice, else what the browser asks for, else the shop's; no cookie is read or left."""
    wanted = request.GET.get("lang", "")
    if not wanted and request.method == "POST" and not _is_too_large(request):
        wanted = request.POST.get("lang", "")
    if wanted in LANGUAGES:
        return wanted
    if request.headers.get("Accept-Language"):
        return _asked_for(request.headers["Accept-Language"]) or (card.language if card else "nl")
    return card.language if card else "nl"


def _asked_for(header: str) -> str:
    """The first of our languages in ``Accept-Language``, by its weights."""
    from django.utils.translation.trans_real import parse_accept_lang_header

    asked = (language.split("-")[0] for language, _ in parse_accept_lang_header(header[:200].lower()))
    return next((language for language in asked if language in LANGUAGES), "")


def _is_trial(given: Any, card: Card) -> bool:
    return desk.is_trial(given.get("try", ""), card) if given.get("try") else False


def _is_too_large(request: HttpRequest) -> bool:
    """Looked at before a byte of it is read."""
    said = request.headers.get("Content-Length", "")
    return said.isdecimal() and int(said) > LARGEST


def _address(request: HttpRequest) -> str:
    """Where the request came from, as the last proxy we trust saw it."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    named = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    if proxies and len(named) >= proxies:
        return named[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def _network(request: HttpRequest) -> str:
    return desk.network_of(_address(request))


def _suspect(request: HttpRequest) -> str:
    """Why a person looks at it first; nobody is refused."""
    if request.POST.get(TRAP):
        return "trap"
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return "foreign"  # another site's page sends it in the name of whoever visits that
    address = _address(request)
    return "many" if desk.is_somebody(address) and _CROWD.is_many(address, timezone.now()) else ""
