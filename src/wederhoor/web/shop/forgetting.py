"""What goes when and why, keeping a case from going, and forgetting one on request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from wederhoor import codes
from wederhoor.claims.models import Claim
from wederhoor.dossier.certificate import counted, words
from wederhoor.evidence import forgetting, policy, retention
from wederhoor.evidence.forgetters import forgetters
from wederhoor.evidence.models import Dossier, Erasure, Hold
from wederhoor.flow import No, require
from wederhoor.journal.models import Line
from wederhoor.shops.context import inside
from wederhoor.shops.queries import sight_of
from wederhoor.web.components.refusals import sentence_of
from wederhoor.web.components.shown import reader_language
from wederhoor.web.components.words import Words
from wederhoor.web.public.forms import area
from wederhoor.web.shop.case import claim_in
from wederhoor.web.shop.visits import Visit, in_shop, visit_of

MOST_A_MONTH, MOST_GONE = 25, 25
WHY: tuple[tuple[str, Words], ...] = (
    ("asked", gettext_lazy("the customer asked for it")),
    ("mistaken", gettext_lazy("it was made by mistake")),
    ("not_needed", gettext_lazy("we no longer need it")),
)
REFUSALS: tuple[tuple[str, Words], ...] = (
    ("legal_claim", gettext_lazy("we need it for a legal claim that runs or may still come (article 17(3)(e) GDPR)")),
    ("legal_duty", gettext_lazy("a law obliges us to keep it (article 17(3)(b) GDPR)")),
    ("not_theirs", gettext_lazy("it is not about the person who asks")),
)


class PeriodForm(forms.Form):
    """How many months, and why where that is longer than usual."""

    months = forms.IntegerField(label=gettext_lazy("Months"), min_value=0, max_value=1200)
    reason = forms.CharField(
        required=False, max_length=400, label=gettext_lazy("Why longer than usual"), widget=area(2)
    )


class HoldForm(forms.Form):
    """Why nothing of this case may go, and until when if that is known."""

    reason = forms.CharField(max_length=2000, label=gettext_lazy("Why it must stay"), widget=area(2))
    until = forms.DateField(
        required=False,
        label=gettext_lazy("Until (may be left empty)"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ForgetForm(forms.Form):
    """Why it goes, and its reference typed by hand: this cannot be undone."""

    why = forms.ChoiceField(choices=WHY, label=gettext_lazy("Why"), widget=forms.RadioSelect, initial="asked")
    code = forms.CharField(
        label=gettext_lazy("Type the reference of this case"),
        help_text=gettext_lazy("So that nothing goes by accident. After this nobody can bring it back, not even we."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, wanted: str = "", **given: Any) -> None:
        self.wanted = wanted
        super().__init__(*args, **given)

    def clean_code(self) -> str:
        try:
            typed = codes.code_from(self.cleaned_data["code"])
        except codes.NotACode:
            typed = ""
        if typed != self.wanted:
            raise forms.ValidationError(_("This is not the reference of this case."))
        return typed


class RefusalForm(forms.Form):
    """Why a request to erase is refused, in words for the person who asked."""

    why = forms.ChoiceField(choices=REFUSALS, label=gettext_lazy("Why not"), widget=forms.RadioSelect)
    reason = forms.CharField(
        max_length=2000, label=gettext_lazy("In your own words, as you tell the customer"), widget=area(3)
    )


# ----------------------------------------------------------------------------------------------------------- preview


@dataclass(frozen=True)
class Going:
    """A dossier or a document on the page of what goes when."""

    on: date
    title: str
    code: str
    label: str
    rule: str
    why: str
    source: str
    href: str


@dataclass(frozen=True)
class Month:
    """What goes in one month: the first few, and how many more."""

    first: date
    rows: Sequence[Going]
    more: int


@in_shop
def preview(visit: Visit) -> HttpResponse:
    """What goes when, in this shop: what comes near first, then by month; and what is held."""
    today, rules = visit.shop.today(), retention.rules_of(visit.shop.pk)
    dues = retention.plan(visit.shop)
    going = sorted((due for due in dues if due.on and not due.held), key=lambda due: due.goes_after(today) or date.max)
    near = [due for due in going if (due.goes_after(today) or date.max) <= today + retention.AHEAD]
    later = going[len(near) :]
    context = {
        "visit": visit,
        "near": _month(visit, today, near, rules) if near else None,
        "months": list(_months(visit, later, rules)),
        "held": [_going(visit, due, rules) for due in dues if due.held and due.item_id is None],
        "open": sum(1 for due in dues if due.rule == retention.OPEN),
        "nothing": not dues,
        "rules": [_shown(rule) for rule in rules.values() if rule.name != retention.OPEN],
        "gone": Erasure.objects.filter(what="dossier").order_by("-id")[:MOST_GONE],
        "may_change": bool(policy.may_choose_periods(visit.actor)),
        "is_demonstration": visit.shop.is_demonstration,
    }
    return render(visit.request, "shop/forgetting.html", context)


def _months(visit: Visit, dues: Sequence[retention.Due], rules: dict[str, retention.Rule]) -> Iterator[Month]:
    for first, found in groupby(dues, key=lambda due: (due.goes_on or date.max).replace(day=1)):
        yield _month(visit, first, list(found), rules)


def _month(visit: Visit, first: date, dues: Sequence[retention.Due], rules: dict[str, retention.Rule]) -> Month:
    rows = [_going(visit, due, rules) for due in dues[:MOST_A_MONTH]]
    return Month(first, rows, max(0, len(dues) - MOST_A_MONTH))


def _going(visit: Visit, due: retention.Due, rules: dict[str, retention.Rule]) -> Going:
    rule, language = rules[due.rule], reader_language()
    href = visit.url("claim", code=due.code) if due.title else ""
    title, why = rule.says("title", language), rule.says("why", language)
    on = due.goes_after(visit.shop.today()) or date.max
    return Going(on, due.title, due.code, due.label, title, why, rule.source, href)


def _shown(rule: retention.Rule) -> dict[str, Any]:
    language = reader_language()
    return {"rule": rule, "title": rule.says("title", language), "why": rule.says("why", language)}


@in_shop
def period(visit: Visit, rule: str) -> HttpResponse:
    """How long this shop keeps what falls under one rule."""
    found = retention.rules_of(visit.shop.pk).get(rule)
    if found is None or not found.acts:
        raise Http404
    form = PeriodForm(visit.request.POST or None, initial={"months": found.months, "reason": found.reason})
    if visit.request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        permit = retention.may_choose(found, given["months"], given["reason"])
        if not isinstance(permit, No):
            retention.choose(visit.shop, rule, given["months"], given["reason"], by=visit.actor)
            messages.success(visit.request, _("Kept. What this brings nearer is shown thirty days before it goes."))
            return redirect(visit.url("forgetting"))
        require(policy.may_choose_periods(visit.actor))
        form.add_error("reason" if "reason" in permit.reason else "months", sentence_of(permit.reason))
    may = bool(policy.may_choose_periods(visit.actor))
    page = {"visit": visit, "form": form, "may_change": may, **_shown(found)}
    return render(visit.request, "shop/period.html", page, status=422 if form.errors else 200)


# -------------------------------------------------------------------------------------------------------- one dossier


@login_required
@never_cache
def forget(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """First what goes, what stays and why; a POST forgets, in transactions of its own, so outside the page's."""
    if request.method != "POST":
        return _before(request, slug=slug, code=code)
    person: Any = request.user
    sight = sight_of(slug, person.pk)
    if sight is None:
        raise Http404
    with inside(sight.shop_id):
        visit = visit_of(request, sight)
        claim = claim_in(code)
        require(forgetting.may_forget(claim.dossier, visit.shop.today(), by=visit.actor))
        form = ForgetForm(request.POST, wanted=claim.code)
        if not form.is_valid():
            return _drawn(visit, claim, form=form)
    forgetting.forget(visit.shop, claim.code, why=form.cleaned_data["why"], by=visit.actor)
    return redirect(visit.url("claim", code=claim.code))


@in_shop
def _before(visit: Visit, code: str) -> HttpResponse:
    return _drawn(visit, claim_in(code))


def _drawn(visit: Visit, claim: Claim, **forms_given: Any) -> HttpResponse:
    dossier, today = claim.dossier, visit.shop.today()
    due, rules = retention.due_of(dossier), retention.rules_of(visit.shop.pk)
    permit = forgetting.may_forget(dossier, today, by=visit.actor)
    language = reader_language()
    refused = [line.payload for line in Line.objects.filter(subject=dossier.code, act="dossier.erasure_refused")]
    page = {
        "visit": visit,
        "claim": claim,
        "due": due,
        **(_shown(rules[due.rule]) if due else {}),
        "counts": counted(_counts(dossier), language),
        "stays": words(language)["stays_lines"],
        "holds": forgetting.holds_of(dossier, today),
        "why_not": sentence_of(permit.reason) if isinstance(permit, No) else "",
        "may_hold": bool(policy.may_hold(visit.actor)),
        "refused": [(dict(REFUSALS).get(said["why"], ""), said["reason"]) for said in refused if said],
        "gone_by": forgetting.backups_gone_by(timezone.now()),
        "form": ForgetForm(wanted=claim.code, auto_id="forget_%s"),
        "hold_form": HoldForm(auto_id="hold_%s"),
        "refusal_form": RefusalForm(auto_id="refuse_%s"),
        **forms_given,
    }
    bad = any(form.errors for form in forms_given.values())
    return render(visit.request, "shop/forget.html", page, status=422 if bad else 200)


def _counts(dossier: Dossier) -> dict[str, int]:
    """How many rows of each table would go."""
    return {table: n for forgetter in forgetters() for table, n in forgetter.counted(dossier).items()}


@in_shop
def refuse(visit: Visit, code: str) -> HttpResponse:
    """A request to erase is refused, with the reason as it is told to who asked."""
    claim, form = claim_in(code), RefusalForm(visit.request.POST or None, auto_id="refuse_%s")
    if not form.is_valid():
        return _drawn(visit, claim, refusal_form=form)
    given = form.cleaned_data
    forgetting.refuse(claim.dossier, given["why"], given["reason"], by=visit.actor)
    messages.success(visit.request, _("The refusal is on record. Tell the customer, with the reason, within a month."))
    return redirect(visit.url("claim_forget", code=claim.code))


@in_shop
def hold(visit: Visit, code: str) -> HttpResponse:
    """From now on nothing of this case goes."""
    claim, form = claim_in(code), HoldForm(visit.request.POST or None, auto_id="hold_%s")
    if not form.is_valid():
        return _drawn(visit, claim, hold_form=form)
    given = form.cleaned_data
    forgetting.hold(claim.dossier, given["reason"], until=given["until"], by=visit.actor)
    messages.success(visit.request, _("Nothing of this case goes until you say so."))
    return redirect(visit.url("claim_forget", code=claim.code))


@in_shop
def end_hold(visit: Visit, code: str, hold: int) -> HttpResponse:
    """It need not be kept any longer; ending it twice changes nothing."""
    claim = claim_in(code)
    found = Hold.objects.select_related("dossier").filter(pk=hold, dossier=claim.dossier).first()
    if found is None:
        raise Http404
    if visit.request.method == "POST":
        require(policy.may_hold(visit.actor))
    if visit.request.method == "POST" and found.ended_at is None:
        forgetting.end_hold(found, by=visit.actor)
        messages.success(visit.request, _("The schedule counts again. Before anything goes, you see it here."))
    return redirect(visit.url("claim_forget", code=claim.code))
