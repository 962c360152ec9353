"""What a customer may say, send and correct; nothing asks for bank details or identity papers."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wederhoor.facts import Remedy
from wederhoor.language.shapes import Asserted
from wederhoor.web.components.legal import fact_says
from wederhoor.web.components.words import REMEDY
from wederhoor.web.public.forms import PaperField, area

ASKED = (
    Remedy.DELIVERY,
    Remedy.REFUND,
    Remedy.REPLACEMENT,
    Remedy.REPAIR,
    Remedy.PRICE_REDUCTION,
    Remedy.RETURN_COST,
    Remedy.COMPENSATION,
)
TEXT = 6000


class WordsForm(forms.Form):
    """An answer, or why she does not agree."""

    text = forms.CharField(max_length=TEXT, label=_("Your message"), widget=area(5))


class PaperForm(forms.Form):
    """A photo or document of hers."""

    file = PaperField(label=_("A photo or document"))
    title = forms.CharField(required=False, max_length=120, label=_("What it shows"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = True
        self.fields["file"].widget.attrs["accept"] += ",image/*"


class CorrectionForm(forms.Form):
    """How she meant it: what she asks, and the points we read in her message. Only she can change these."""

    asks = forms.MultipleChoiceField(
        required=False,
        choices=[(r.value, REMEDY[r.value]) for r in ASKED],
        label=_("What you ask"),
        widget=forms.CheckboxSelectMultiple,
    )
    amount = forms.CharField(required=False, max_length=20, label=_("Amount, if you name one"))

    def __init__(self, *args: Any, asserted: Iterable[Asserted] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read = {a.name: a.value for a in asserted if isinstance(a.value, bool) and fact_says(a.name)}
        for name, value in self.read.items():
            self.fields[f"fact_{name}"] = forms.ChoiceField(
                required=False,
                choices=(("yes", _("yes")), ("no", _("no"))),
                initial="yes" if value else "no",
                label=fact_says(name)[:1].upper() + fact_says(name)[1:],
                widget=forms.RadioSelect,
            )

    def clean_amount(self) -> str:
        """An amount as people type it: 80,45 or € 80.45."""
        typed = self.cleaned_data["amount"].replace("€", "").replace("\u00a0", "").strip()
        if not typed:
            return ""
        plain = typed.replace(".", "").replace(",", ".") if "," in typed else typed
        try:
            amount = Decimal(plain)
        except InvalidOperation:
            raise forms.ValidationError(_("Write an amount as 80,45.")) from None
        if not 0 <= amount < Decimal(10) ** 9:
            raise forms.ValidationError(_("Write an amount as 80,45."))
        return str(amount.quantize(Decimal("0.01")))

    def facts(self) -> dict[str, bool]:
        """The points she changed."""
        given = {name: self.cleaned_data.get(f"fact_{name}", "") for name in self.read}
        return {n: v == "yes" for n, v in given.items() if v and (v == "yes") is not self.read[n]}

    def demands(self) -> list[dict[str, str | None]]:
        """What she asks now; the amount goes with the money."""
        amount = self.cleaned_data["amount"] or None
        money = {Remedy.REFUND, Remedy.PRICE_REDUCTION, Remedy.COMPENSATION}
        return [
            {"remedy": r, "amount": amount if Remedy(r) in money else None, "words": ""}
            for r in self.cleaned_data["asks"]
        ]


class CodeForm(forms.Form):
    """The code from her mailbox."""

    code = forms.CharField(
        max_length=10,
        label=_("Code from the mail"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class ClaimForm(forms.Form):
    """A complaint, without an account."""

    text = forms.CharField(max_length=TEXT, label=_("What happened?"), widget=area(7, **{"class": "tall"}))
    asks = forms.ChoiceField(
        required=False,
        choices=[("", _("not sure yet")), *((r.value, REMEDY[r.value]) for r in ASKED[:5])],
        label=_("What would you like?"),
    )
    order = forms.CharField(
        required=False, max_length=40, label=_("Order number"), help_text=_("It is in your confirmation mail.")
    )
    name = forms.CharField(max_length=160, label=_("Your name"))
    email = forms.EmailField(
        label=_("Your e-mail address"), help_text=_("The answer goes there. Nothing else is sent to it.")
    )
    file = PaperField(label=_("A photo or document, if you have one"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] += ",image/*"

    def message(self) -> str:
        """What she filled in, as one message in her own words."""
        given = self.cleaned_data
        lines = [given["text"].strip()]
        if given["asks"]:
            lines.append(gettext("I would like this: %(what)s.") % {"what": REMEDY[given["asks"]]})
        if given["order"].strip():
            lines.append(gettext("Order number: %(number)s") % {"number": given["order"].strip()})
        lines.append(given["name"].strip())
        return "\n\n".join(lines)
