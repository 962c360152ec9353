"""The operator's desk: is everything in order, which shops there are, and the mail that was kept instead of sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from wederhoor.casework.shapes import Paper
from wederhoor.claims.kinds import Channel
from wederhoor.connect.contract import Unreadable
from wederhoor.journal.across import across_shops
from wederhoor.journal.cosigning import Alarm, alarms
from wederhoor.journal.follow import parked
from wederhoor.journal.models import Checkpoint
from wederhoor.journal.rolling import findings, is_stalled
from wederhoor.journal.stamps import standings
from wederhoor.letters.actions import file_copy, receive
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop
from wederhoor.web.components.shown import reader_language
from wederhoor.web.operator.forms import MailInForm

P = ParamSpec("P")
MOST = 100
SHOWN_BYTES = 400_000


def for_operator(
    page: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Only for who runs the installation; to anyone else the page does not exist."""

    @wraps(page)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person: Any = request.user
        if not person.is_operator:
            raise Http404
        return page(request, *args, **kwargs)

    return login_required(never_cache(wrapped))


@dataclass(frozen=True)
class Kept:
    """A mail that was kept as a file."""

    name: str
    subject: str
    to: str
    at: datetime


@for_operator
def desk(request: HttpRequest) -> HttpResponse:
    """What must hold, what waits, and the shops."""
    with across_shops("operator: looks at the installation"):
        page = {
            "faults": run_checks(),
            "parked": parked(),
            "refusals": _refusals(),
            "contradictions": findings(),
            "is_stalled": is_stalled(timezone.now()),
            "checkpoint": Checkpoint.objects.order_by("-size").first(),
            "authorities": standings(),
            "shops": list(Shop.objects.order_by("name")[:MOST]),
            "installation": settings.INSTALLATION,
            "mail_goes": bool(settings.MAIL_URL),
        }
        return render(request, "operator/desk.html", page)


def _refusals() -> list[Alarm]:
    """Witnesses that refused the record. What is wrong with the policy stands among the faults already."""
    try:
        return alarms()
    except ImproperlyConfigured:
        return []


@for_operator
def post(request: HttpRequest) -> HttpResponse:
    """Mail kept as files; and a mail that came in can be dropped here."""
    form = MailInForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _received(request, form)
        except Unreadable as problem:
            form.add_error("file", problem.says(reader_language()))
    return render(request, "operator/post.html", {"kept": _kept(), "form": form}, status=422 if form.errors else 200)


def _received(request: HttpRequest, form: MailInForm) -> HttpResponse:
    shop, upload = form.cleaned_data["shop"], form.cleaned_data["file"]
    paper = Paper(upload.read(), upload.name or "", "message/rfc822", source="consumer")
    with inside(shop.pk):
        copied = file_copy(shop, paper, by=Actor("operator", "agent", shop.pk))
        if copied is not None:
            messages.success(request, _("A copy of a letter: filed with %(code)s.") % {"code": copied.claim.code})
            return redirect("operator_post")
        filed = receive(shop, paper, channel=Channel.MAIL, by=Actor("operator", "system", shop.pk))
    said = _("Filed as %(code)s.") if filed.is_new else _("This mail was here already: %(code)s.")
    messages.success(request, said % {"code": filed.claim.code})
    return redirect("operator_post")


def _kept() -> list[Kept]:
    folder = Path(settings.POST_FOLDER)
    if not folder.is_dir():
        return []
    files = sorted(folder.glob("*.eml"), key=lambda f: f.stat().st_mtime, reverse=True)[:MOST]
    return [_seen(file) for file in files]


def _seen(file: Path) -> Kept:
    with file.open("rb") as opened:
        mail = message_from_bytes(opened.read(16_384), policy=policy.default)
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return Kept(file.stem, str(mail.get("Subject", "")), str(mail.get("To", "")), at)


@for_operator
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One kept mail, as text."""
    file = Path(settings.POST_FOLDER) / f"{name}.eml"
    if Path(name).name != name or not file.is_file():
        raise Http404
    mail = message_from_bytes(file.read_bytes()[:SHOWN_BYTES], policy=policy.default)
    body = mail.get_body(("plain",))
    text = str(body.get_content()) if body is not None else ""
    return render(request, "operator/letter.html", {"mail": mail, "text": text, "name": name})
