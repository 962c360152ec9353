"""What the front door asks: the mail, then whatever else there is."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wederhoor.web.public.table import UPLOADED, Given

TEXT = 100_000
ALLOWED = ".eml,.pdf,.txt,.html,.htm,.json,message/rfc822,application/pdf,text/plain,text/html"


def given_file(upload: Any, sort: str, source: str = "shop") -> Given:
    """An uploaded file as it came; its size was looked at before a byte was read."""
    return Given(upload.read(), (upload.name or "")[:120], upload.content_type or "", sort, source)


def given_text(text: str, sort: str, source: str = "shop") -> Given:
    """Pasted text as a paper."""
    return Given(text.encode(), "", "text/plain", sort, source)


class PaperField(forms.FileField):
    """A file that is refused by its size before it is read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.FileInput(attrs={"accept": ALLOWED}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        if data and data.size > UPLOADED:
            raise forms.ValidationError(
                _("This file is larger than 12 MB and was not read. Paste the text, or save a smaller PDF.")
            )
        return super().clean(data, initial)


def area(rows: int, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": TEXT, **attrs})


class MessageForm(forms.Form):
    """One field: the mail you got."""

    message = forms.CharField(
        required=False,
        max_length=TEXT,
        label=_("Paste the mail you got"),
        widget=area(7, **{"class": "tall", "autocomplete": "off", "spellcheck": "false"}),
    )
    file = PaperField(label=_("Or choose the mail as a file (.eml or PDF)"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("message", "").strip() and not given.get("file") and "file" not in self.errors:
            self.add_error("message", _("There is nothing here yet. Paste the text of the mail in this field."))
        return given

    def given(self) -> Given:
        upload = self.cleaned_data["file"]
        if upload and not self.cleaned_data["message"].strip():
            return given_file(upload, "message", "consumer")
        return given_text(self.cleaned_data["message"], "message", "consumer")

    def beside(self) -> list[Given]:
        """A file that came with pasted words: a paper of the customer's, since the words are the message then."""
        upload = self.cleaned_data["file"]
        return [given_file(upload, "", "consumer")] if upload and self.cleaned_data["message"].strip() else []


class MoreForm(forms.Form):
    """Whatever else there is; nothing is required."""

    confirmation_file = PaperField(label=_("The order confirmation as PDF or mail file"))
    confirmation = forms.CharField(
        required=False, max_length=TEXT, label=_("Or paste the text of the confirmation"), widget=area(3)
    )
    what = forms.CharField(required=False, max_length=200, label=_("What was ordered"))
    amount = forms.CharField(required=False, max_length=60, label=_("Amount"))
    ordered = forms.DateField(required=False, label=_("Ordered on"), widget=forms.DateInput(attrs={"type": "date"}))
    carrier = forms.CharField(required=False, max_length=40, label=_("Sent with"))
    code = forms.CharField(required=False, max_length=60, label=_("Code of the parcel"))
    paid = forms.CharField(required=False, max_length=40, label=_("Paid with"))
    tracking = forms.CharField(
        required=False,
        max_length=TEXT,
        label=_("The track-and-trace link, or the text of that page"),
        widget=area(2, **{"inputmode": "url"}),
    )
    tracking_file = PaperField(
        label=_("Or the saved page"),
        help_text=_("Save the carrier's page as PDF today: in three months it is gone."),
    )
    earlier = forms.CharField(
        required=False,
        max_length=TEXT,
        label=_("Earlier mails with this customer"),
        help_text=_("Paste them one below the other, the oldest first."),
        widget=area(3),
    )
    earlier_file = PaperField(label=_("Or a mail file"))
    telling = forms.CharField(
        required=False, max_length=4000, label=_("What happened, according to you?"), widget=area(3)
    )

    def order(self) -> dict[str, str]:
        """The six fields that were filled in."""
        given = self.cleaned_data
        names = ("what", "amount", "carrier", "code", "paid")
        order = {name: given[name].strip() for name in names if given[name].strip()}
        if given["ordered"]:
            order["ordered"] = given["ordered"].isoformat()
        return order

    def papers(self) -> list[Given]:
        """The papers that were pasted or chosen."""
        given = self.cleaned_data
        found = []
        for name, sort in (("confirmation", "confirmation"), ("tracking", "tracking"), ("earlier", "correspondence")):
            source = "consumer" if sort == "correspondence" else "shop"
            if given[f"{name}_file"]:
                found.append(given_file(given[f"{name}_file"], sort, source))
            if given[name].strip():
                found.append(given_text(given[name].strip(), sort, source))
        return found


class ShopForm(forms.Form):
    """Who the letter is from; a letter must carry name, address and register number."""

    card = forms.CharField(
        required=False,
        max_length=600,
        label=_("The lines under your mails: name of the shop, address, KvK number, e-mail"),
        widget=area(4, autocomplete="organization"),
    )
    signer = forms.CharField(required=False, max_length=120, label=_("Your name"))
    form = forms.ChoiceField(
        required=False,
        label=_("In the letter you write"),
        choices=(("u", _("u (formal)")), ("je", _("je (informal)"))),
        widget=forms.RadioSelect,
    )

    def said(self) -> dict[str, str]:
        """What was filled in, the lines taken apart."""
        given = self.cleaned_data
        found = {name: given[name].strip() for name in ("card", "signer", "form") if given[name].strip()}
        return {**found, **read_card(given["card"])}


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_REGISTER = re.compile(r"\b\d{8}\b")
_POSTCODE = re.compile(r"\b\d{4}\s?[A-Z]{2}\b|\b\d{5}\b")
_STREET = re.compile(r"\D{3,}\s\d+")


def read_card(lines: str) -> dict[str, str]:
    """Name, address, register number and e-mail address from the lines people put under their mails."""
    parts = [part.strip(" ·|,") for line in lines.splitlines() for part in re.split(r"\s[·|]\s", line)]
    parts = [part for part in parts if part]
    email, register = _EMAIL.search(lines), _REGISTER.search(lines)
    places = [p for p in parts if _POSTCODE.search(p) or (_STREET.fullmatch(p) and not _REGISTER.search(p))]
    others = [p for p in parts if p not in places and not _EMAIL.search(p) and not _REGISTER.search(p)]
    found = {
        "name": others[0] if others else "",
        "address": ", ".join(places),
        "kvk": register.group() if register else "",
        "email": email.group() if email else "",
    }
    return {name: value for name, value in found.items() if value}
