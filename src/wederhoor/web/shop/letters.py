"""The letter: looked at with its findings and marks, worded, and sent: by the program or from one's own mailbox."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from wederhoor.claims import actions as claims
from wederhoor.drafting.shapes import Citation, Draft
from wederhoor.letters import actions, policy
from wederhoor.letters.kinds import RECEIPTS
from wederhoor.letters.models import Letter
from wederhoor.letters.queries import letter_by_code
from wederhoor.web.components.refusals import sentence_of
from wederhoor.web.components.shown import shown_letter
from wederhoor.web.public.forms import given_file
from wederhoor.web.shop.conversation import moment_of
from wederhoor.web.shop.forms import LetterForm
from wederhoor.web.shop.papers import PapersForm
from wederhoor.web.shop.visits import Visit, in_shop

LATE_HOUR, EARLY_HOUR = 21, 7
MORNING = time(9, 0)


def letter_in(code: str, letter: str) -> Letter:
    """The letter within sight, else 404."""
    found = letter_by_code(letter)
    if found is None or found.claim.code != code:
        raise Http404
    return found


@in_shop
def letter(visit: Visit, code: str, letter: str) -> HttpResponse:
    """The letter with its findings; a POST keeps the person's own wording and looks again."""
    found = letter_in(code, letter)
    form = LetterForm(
        visit.request.POST or None, initial={"subject": found.subject, "body": found.body, "final": found.closes}
    )
    if visit.request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.edit(found, subject=given["subject"], body=given["body"], final=given["final"], by=visit.actor)
        messages.success(visit.request, _("Kept, and looked at again."))
        return redirect(visit.url("letter", code=code, letter=letter))
    return render(visit.request, "shop/letter.html", _page(visit, found, form))


def _page(visit: Visit, letter: Letter, form: LetterForm) -> dict[str, Any]:
    findings = actions.check_letter(letter) if letter.state in ("draft", "failed") else []
    now = timezone.now().astimezone(ZoneInfo(visit.shop.zone))
    permit = policy.may_go(letter, findings)
    return {
        "visit": visit,
        "claim": letter.claim,
        "row": letter,
        "sent_at": letter.sent_at and moment_of(letter.claim, letter.sent_at),
        "letter": shown_letter(draft_of(letter), findings, letter.recipient, actions.copy_address(letter)),
        "findings": findings,
        "form": form,
        "editable": letter.state in ("draft", "failed") and visit.may_work,
        "why_not": "" if permit else sentence_of(getattr(permit, "reason", "")),
        "may_be_final": letter.letter not in RECEIPTS,
        "late": now.hour >= LATE_HOUR or now.hour < EARLY_HOUR,
        "morning": next_morning(now),
    }


def draft_of(letter: Letter) -> Draft:
    """The kept letter in the shape pages draw."""
    citations = tuple(Citation(c["words"], c["exhibit"]) for c in letter.citations)
    return Draft(letter.letter, letter.language, letter.subject, letter.body, citations, tuple(letter.to_fill))


def next_morning(now: datetime) -> datetime:
    """Nine o'clock, today or tomorrow, whichever still comes."""
    morning = now.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    return morning if now < morning else morning + timedelta(days=1)


@in_shop
def send(visit: Visit, code: str, letter: str) -> HttpResponse:
    """Send now, or tomorrow morning."""
    found = letter_in(code, letter)
    if visit.request.method == "POST":
        later = visit.request.POST.get("when") == "morning"
        at = next_morning(timezone.now().astimezone(ZoneInfo(visit.shop.zone))) if later else None
        actions.send(found, at=at, by=visit.actor)
        messages.success(visit.request, _("It goes out tomorrow at 9:00.") if later else _("It is on its way."))
    return redirect(visit.url("claim", code=code))


@in_shop
def sent_oneself(visit: Visit, code: str, letter: str) -> HttpResponse:
    """Sent from one's own mailbox or by post; with the sent copy it is stronger proof."""
    found = letter_in(code, letter)
    if visit.request.method == "POST":
        upload = visit.request.FILES.get("copy")
        if upload is not None and "file" in PapersForm({"text": "-"}, {"file": upload}).errors:
            messages.error(visit.request, _("This file is larger than 12 MB and was not read."))
            return redirect(visit.url("letter", code=code, letter=letter))
        way = "post" if visit.request.POST.get("way") == "post" else "own"
        if upload is not None:
            # First the copy, then the answer: a paper that comes after a last answer would open the case again.
            claims.lay(found.claim, given_file(upload, "letter").paper(), by=visit.actor)
        actions.send_oneself(found, way, by=visit.actor)
        messages.success(visit.request, _("Noted as sent, and kept in the file."))
    return redirect(visit.url("claim", code=code))


@in_shop
def drop(visit: Visit, code: str, letter: str) -> HttpResponse:
    """Throw a draft away."""
    if visit.request.method == "POST":
        actions.drop(letter_in(code, letter), by=visit.actor)
        messages.success(visit.request, _("The draft is gone; what was sent stays."))
    return redirect(visit.url("claim", code=code))


@in_shop
def decide(visit: Visit, code: str, letter: str) -> HttpResponse:
    """A person looked up whether a letter in doubt went out."""
    if visit.request.method == "POST":
        went = visit.request.POST.get("went") == "yes"
        actions.decide(letter_in(code, letter), went, visit.request.POST.get("reason", "")[:300], by=visit.actor)
    return redirect(visit.url("claim", code=code))
