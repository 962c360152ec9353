"""The customer's page: how she was understood, what is on file, our answer, and what she can do now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.mail import send_mail
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from wederhoor.accounts.post import AccountPost
from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions
from wederhoor.claims.models import Claim
from wederhoor.claims.queries import CaseView, case_of
from wederhoor.evidence import handling, policy
from wederhoor.evidence.actions import confirm_code, make_code
from wederhoor.evidence.kinds import Layer
from wederhoor.flow import Permit, require
from wederhoor.letters import actions as letter_actions
from wederhoor.letters.queries import letters_of
from wederhoor.web.components.sealed import sealed_files
from wederhoor.web.components.words import KIND, SORT, day, word
from wederhoor.web.consumer.choices import Choice, choices_for
from wederhoor.web.consumer.forms import CodeForm, CorrectionForm, PaperForm, WordsForm
from wederhoor.web.consumer.visits import Visit, with_link
from wederhoor.web.consumer.withdrawal import may_withdraw
from wederhoor.web.public.forms import given_file
from wederhoor.web.shop.conversation import thread_of
from wederhoor.web.shop.files import file_answer, item_in


@with_link
def page(visit: Visit) -> HttpResponse:
    """Her page."""
    return _drawn(visit)


def _drawn(visit: Visit, status: int = 200, **forms: Any) -> HttpResponse:
    claim = visit.claim
    view, letters = case_of(claim), [x for x in letters_of(claim) if x.sent_at]
    context = {
        "visit": visit,
        "claim": claim,
        "shop": claim.shop,
        "subject": subject_of(claim),
        "understood": view.work.understood,
        "answer": next(iter(letters), None),
        "thread": thread_of(claim, view.statements, letters),
        "documents": documents_of(view, visit),
        "sealed": sealed_files(claim, lambda code: visit.url("consumer_bundle", sealed=code)),
        "choices": choices_for(claim.kind) if claim.is_open else (),
        "may_withdraw": may_withdraw(view.work, claim.shop.today()),
        "withdrawn": _withdrawn(view),
        "words_form": WordsForm(auto_id="words_%s"),
        "no_form": WordsForm(auto_id="no_%s"),
        "paper_form": PaperForm(),
        "code_form": CodeForm(),
        "correction_form": _correction(view),
        **forms,
    }
    return render(visit.request, "consumer/page.html", context, status=status)


def _withdrawn(view: CaseView) -> str:
    """The moment she used the button, as her receipt gives it; empty when she did not."""
    statement = next((s for s in view.statements if s.sort == "withdrawal"), None)
    if statement is None:
        return ""
    return f"{_day_of(view.claim, statement.made_at)}, {timezone.localtime(statement.made_at):%H:%M}"


def _day_of(claim: Claim, moment: datetime) -> str:
    on = claim.shop.today() if claim.shop.is_demonstration else timezone.localtime(moment).date()
    return day(on, "j F Y")


def _correction(view: CaseView, data: Any = None) -> CorrectionForm:
    reading, case = view.work.reading, view.statements
    asked = next((s.demands for s in reversed(case) if s.demands), None)
    remedies = [d["remedy"] for d in asked] if asked is not None else [str(d.remedy) for d in reading.demands]
    amount = next((d.amount for d in reading.demands if d.amount is not None), None)
    initial = {"asks": remedies, "amount": "" if amount is None else str(amount).replace(".", ",")}
    return CorrectionForm(data, initial=initial, asserted=reading.asserted)


def subject_of(claim: Claim) -> str:
    """No noun for it: her parcel, her lamp, her order, by its day."""
    on = day(claim.message_at.date(), "j F")
    if claim.goods:
        return _("Your %(goods)s") % {"goods": claim.goods}
    return claim.subject or _("Your message of %(day)s: %(kind)s") % {"day": on, "kind": word(KIND, claim.kind).lower()}


def documents_of(view: CaseView, visit: Visit) -> list[dict[str, Any]]:
    """The shared documents; what needs a code, or shows someone else, says so instead of opening."""
    found = []
    for item in view.items:
        row = item.exhibit
        if row.layer != Layer.SHARED:
            continue
        permit: Permit = policy.may_read(visit.actor, row, confirmed=visit.confirmed)
        found.append(
            {
                "number": item.label,
                "title": word(SORT, row.sort) if row.others_data else row.title,
                "sort": word(SORT, row.sort),
                "on": row.dated,
                "side": row.source if row.source in ("consumer", "shop") else "",
                "href": visit.url("consumer_document", number=item.label) if permit else "",
                "others": bool(row.others_data),
                "held": row.problem if row.quarantine else "",
            }
        )
    return found


def _back(visit: Visit, said: str) -> HttpResponse:
    messages.success(visit.request, said)
    return redirect(visit.url("consumer"))


@with_link
def choose(visit: Visit, key: str) -> HttpResponse:
    """One of the buttons of her kind."""
    choice = next((c for c in choices_for(visit.claim.kind) if c.key == key), None)
    if choice is None or visit.request.method != "POST":
        return redirect(visit.url("consumer"))
    _chosen(visit, choice)
    return _back(visit, _("Thank you, that is noted. The shop sees it at once."))


def _chosen(visit: Visit, choice: Choice) -> None:
    if choice.settles:
        actions.settle(visit.claim, f"{choice.act}.", by=visit.actor)
        return
    demands = [{"remedy": choice.remedy, "amount": None, "words": str(choice.act)}]
    actions.correct(visit.claim, {}, demands, by=visit.actor)
    actions.reply(visit.claim, f"{choice.act}.", {}, by=visit.actor)


@with_link
def agree(visit: Visit) -> HttpResponse:
    """The answer settles it for her; no right is given up by a click."""
    if visit.request.method == "POST":
        actions.settle(visit.claim, _("Agreed, this settles it."), by=visit.actor)
        return _back(visit, _("Thank you. This is finished; you can always come back."))
    return redirect(visit.url("consumer"))


@with_link
def answer(visit: Visit) -> HttpResponse:
    """An answer in her own words."""
    form = WordsForm(visit.request.POST or None, auto_id="words_%s")
    if not form.is_valid():
        return _drawn(visit, 422, words_form=form)
    actions.reply(visit.claim, form.cleaned_data["text"], {}, by=visit.actor)
    return _back(visit, _("Your message is in. The shop sees it at once."))


@with_link
def disagree(visit: Visit) -> HttpResponse:
    """She does not agree, and says why."""
    form = WordsForm(visit.request.POST or None, auto_id="no_%s")
    if not form.is_valid():
        return _drawn(visit, 422, no_form=form)
    actions.contest(visit.claim, form.cleaned_data["text"], by=visit.actor)
    return _back(visit, _("Noted: you do not agree. The shop looks at it again."))


@with_link
def paper(visit: Visit) -> HttpResponse:
    """A photo or document of hers."""
    form = PaperForm(visit.request.POST or None, visit.request.FILES or None)
    if not form.is_valid():
        return _drawn(visit, 422, paper_form=form)
    given = given_file(form.cleaned_data["file"], "", "consumer").paper()
    made = Paper(given.data, given.name, given.media_type, source="consumer", title=form.cleaned_data["title"])
    items = actions.lay(visit.claim, made, by=visit.actor)
    return _back(visit, _("Kept as %(number)s. The shop sees it at once.") % {"number": items[0].label})


@with_link
def correct(visit: Visit) -> HttpResponse:
    """How she meant it; both versions stay."""
    form = _correction(case_of(visit.claim), visit.request.POST or None)
    if not form.is_valid():
        return _drawn(visit, 422, correction_form=form)
    actions.correct(visit.claim, form.facts(), form.demands(), by=visit.actor)
    return _back(visit, _("Thank you. Your version counts from now on; the first stays beside it."))


@with_link
def withdraw(visit: Visit) -> HttpResponse:
    """She withdraws from the purchase: one confirmation, and the receipt with date and time at once."""
    if visit.request.method != "POST":
        return redirect(visit.url("consumer"))
    now = timezone.now()
    words = _("I withdraw from the purchase of %(what)s.") % {
        "what": visit.claim.goods or visit.claim.order_number or "…"
    }
    letter_actions.withdraw(visit.claim, words, by=visit.actor)
    said = _(
        "Received on %(day)s at %(time)s: you withdraw from the purchase. Print or keep this page; it is your receipt."
    )
    return _back(visit, said % {"day": _day_of(visit.claim, now), "time": f"{timezone.localtime(now):%H:%M}"})


@with_link
def document(visit: Visit, number: str) -> HttpResponse:
    """One document, after the code."""
    item = item_in(visit.claim, number)
    if item.exhibit.layer != Layer.SHARED:
        raise Http404
    require(policy.may_read(visit.actor, item.exhibit, confirmed=visit.confirmed))
    handling.read(item, handling.How.DOWNLOADED, by=visit.actor)
    return file_answer(item.exhibit)


@with_link
def code(visit: Visit) -> HttpResponse:
    """Ask for the code, or give it."""
    if visit.request.method != "POST":
        return redirect(visit.url("consumer"))
    if "code" not in visit.request.POST:
        _send_code(visit)
        return _back(visit, _("We sent a code to the address you wrote from. It works for half an hour."))
    form = CodeForm(visit.request.POST)
    if not form.is_valid():
        return _drawn(visit, 422, code_form=form)
    if not confirm_code(visit.link, form.cleaned_data["code"], by=visit.actor):
        form.add_error("code", _("This code is not right. Look at the newest mail, or ask for a new code."))
        return _drawn(visit, 422, code_form=form)
    visit.confirm()
    return _back(visit, _("Thank you. You can open all documents now."))


def _send_code(visit: Visit) -> None:
    if not visit.claim.customer_email:
        raise Http404
    shop = visit.claim.shop
    body = _(
        "Your code for the page of %(shop)s is %(code)s. It works for half an hour.\n\n"
        "Did you not ask for it? Then you need not do anything.\n"
        "We never ask for your bank account, PIN or identity papers by a link."
    )
    code = make_code(visit.link, by=visit.actor)
    subject = _("Your code: %(code)s") % {"code": code}
    # A demonstration mails nobody, not even a code.
    post = AccountPost(keep=True) if shop.is_demonstration else None
    send_mail(subject, body % {"shop": shop.name, "code": code}, None, [visit.claim.customer_email], connection=post)
