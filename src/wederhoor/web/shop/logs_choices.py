"""How long addresses in the logs stay whole, and the addresses at which payment providers report."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wederhoor.connect.logs.addresses import ADDRESS_DAYS, CARD_DAYS_MOST
from wederhoor.flow import No, Refused, require
from wederhoor.logs import policy
from wederhoor.logs.doors import end_door, make_door
from wederhoor.logs.minimising import choice_of, choose
from wederhoor.logs.models import PaymentDoor
from wederhoor.web.components.refusals import sentence_of
from wederhoor.web.public.forms import area
from wederhoor.web.shop.visits import Visit, in_shop

PROVIDERS = (("mollie", "Mollie"), ("stripe", "Stripe"), ("paypal", "PayPal"), ("adyen", "Adyen"))


class KeepingForm(forms.Form):
    """Days that addresses stay whole, and the balancing test for payments by card."""

    address_days = forms.IntegerField(
        label=gettext_lazy("Days that full internet addresses stay"), min_value=0, max_value=ADDRESS_DAYS
    )
    card_days = forms.IntegerField(
        label=gettext_lazy("Days with orders paid by card"),
        help_text=gettext_lazy("0: no longer than the others. Card schemes look back up to a year in a dispute."),
        min_value=0,
        max_value=CARD_DAYS_MOST,
    )
    test = forms.CharField(
        required=False,
        max_length=4000,
        label=gettext_lazy("Why your interest weighs more (balancing test)"),
        help_text=gettext_lazy("Needed when they stay longer: what you need it for, why less will not do, for whom."),
        widget=area(5),
    )


class DoorForm(forms.Form):
    """A payment provider that is to report here."""

    provider = forms.ChoiceField(label=gettext_lazy("Payment provider"), choices=PROVIDERS)
    secret = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("Secret of its signature"),
        help_text=gettext_lazy("Stripe and Adyen sign what they report; with their secret others cannot report here."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@in_shop
def choices(visit: Visit) -> HttpResponse:
    """What the owner chooses; a POST keeps it."""
    choice = choice_of(visit.shop)
    first = {"address_days": choice.address_days, "card_days": choice.card_days, "test": choice.test}
    form = KeepingForm(visit.request.POST or None, initial=first)
    if visit.request.method == "POST":
        require(policy.may_choose(visit.actor))
        if form.is_valid():
            given = form.cleaned_data
            permit = policy.may_keep_addresses(given["address_days"], given["card_days"], given["test"])
            if not isinstance(permit, No):
                choose(visit.shop, given["address_days"], given["card_days"], given["test"], by=visit.actor)
                messages.success(visit.request, _("Kept. Addresses are cut short every night."))
                return redirect(visit.url("logs_choices"))
            form.add_error("test" if permit.reason.endswith("test") else "card_days", sentence_of(permit.reason))
    return _drawn(visit, form=form)


def _drawn(visit: Visit, *, form: KeepingForm, door_form: DoorForm | None = None, made: str = "") -> HttpResponse:
    may = bool(policy.may_choose(visit.actor))
    page = {
        "visit": visit,
        "form": form,
        "choice": choice_of(visit.shop),
        "door_form": door_form or DoorForm(auto_id="door_%s"),
        "doors": PaymentDoor.objects.filter(shop=visit.shop).order_by("ended_at", "-made_at") if may else (),
        "made": made,
        "may_change": may,
    }
    bad = form.errors or (door_form is not None and door_form.errors)
    return render(visit.request, "shop/logs_choices.html", page, status=422 if bad else 200)


@in_shop
def door(visit: Visit) -> HttpResponse:
    """Open an address for a provider; it is shown on the answer itself, as nothing keeps it to show it later."""
    if visit.request.method != "POST":
        return redirect(visit.url("logs_choices"))
    require(policy.may_choose(visit.actor))
    choice = choice_of(visit.shop)
    kept = {"address_days": choice.address_days, "card_days": choice.card_days, "test": choice.test}
    form = DoorForm(visit.request.POST, auto_id="door_%s")
    if not form.is_valid():
        return _drawn(visit, form=KeepingForm(initial=kept), door_form=form)
    given = form.cleaned_data
    try:
        token = make_door(visit.shop, given["provider"], given["secret"], by=visit.actor)
    except Refused as no:
        form.add_error("secret" if no.reason.endswith("secret") else None, sentence_of(no.reason))
        return _drawn(visit, form=KeepingForm(initial=kept), door_form=form)
    made = f"{settings.URL}/api/v1/payments/{given['provider']}/{token}"
    return _drawn(visit, form=KeepingForm(initial=kept), made=made)


@in_shop
def door_end(visit: Visit, door: int) -> HttpResponse:
    """From now on nothing is taken in at that address."""
    found = PaymentDoor.objects.filter(shop=visit.shop, pk=door).select_related("shop").first()
    if found is None:
        raise Http404
    if visit.request.method == "POST":
        end_door(found, by=visit.actor)
        messages.success(visit.request, _("Closed. Nothing is taken in there any more."))
    return redirect(visit.url("logs_choices"))
