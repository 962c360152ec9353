"""What the shop's pages ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from wederhoor.shops.kinds import Role
from wederhoor.shops.models import Shop
from wederhoor.web.public.forms import TEXT, MessageForm, PaperField, area, given_file, given_text
from wederhoor.web.public.table import Given


class NewClaimForm(MessageForm):
    """The customer's message, and what belongs with it."""

    name = forms.CharField(required=False, max_length=160, label=_("Name of the customer"))
    email = forms.EmailField(required=False, label=_("E-mail address of the customer"))
    confirmation_file = PaperField(label=_("The order confirmation as PDF or mail file"))
    tracking = forms.CharField(
        required=False, max_length=TEXT, label=_("The track-and-trace link, or the text of that page"), widget=area(2)
    )

    def papers(self) -> list[Given]:
        given = self.cleaned_data
        found = self.beside()
        if given["confirmation_file"]:
            found.append(given_file(given["confirmation_file"], "confirmation"))
        if given["tracking"].strip():
            found.append(given_text(given["tracking"].strip(), "tracking", "carrier"))
        return found


class TellingForm(forms.Form):
    """What happened, according to the shop; with the questions that decide this case."""

    text = forms.CharField(required=False, max_length=4000, label=_("In your own words"), widget=area(3))

    def __init__(self, *args: Any, asked: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked or {}
        answers = (("yes", _("yes")), ("no", _("no")), ("", _("I don't know")))
        for fact, question in self.asked.items():
            self.fields[f"fact_{fact}"] = forms.ChoiceField(
                required=False, choices=answers, label=question, widget=forms.RadioSelect, initial=""
            )

    def facts(self) -> dict[str, bool]:
        """The questions that were answered, as facts of the shop's telling."""
        given = {fact: self.cleaned_data.get(f"fact_{fact}", "") for fact in self.asked}
        return {fact: value == "yes" for fact, value in given.items() if value}


class NoteForm(forms.Form):
    """A note of the shop to itself."""

    text = forms.CharField(max_length=4000, label=_("Note for ourselves"), widget=area(2))


class AsideForm(forms.Form):
    """Why this is put aside."""

    reason = forms.CharField(max_length=300, label=_("Why is this no complaint?"))


class LetterForm(forms.Form):
    """The letter as the person words it."""

    subject = forms.CharField(max_length=200, label=_("Subject"))
    body = forms.CharField(max_length=20_000, label=_("Letter"), widget=area(22, **{"class": "letter"}))
    final = forms.BooleanField(
        required=False,
        label=_("This is our final answer"),
        help_text=_("After it the case rests; it opens again when new documents come."),
    )


if TYPE_CHECKING:
    DetailsBase = forms.ModelForm[Shop]
else:
    DetailsBase = forms.ModelForm  # generic for the type checker only


class ShopDetailsForm(DetailsBase):
    """Who the shop is, as letters must say it."""

    terms_url = forms.URLField(required=False, assume_scheme="https", label=_("Where your terms are"))
    withdrawal_url = forms.URLField(
        required=False, assume_scheme="https", label=_("Where customers can withdraw from a purchase")
    )
    privacy_url = forms.URLField(required=False, assume_scheme="https", label=_("Where your privacy statement is"))

    class Meta:
        model = Shop
        fields = (
            "name",
            "legal_name",
            "kvk",
            "vat",
            "address",
            "email",
            "phone",
            "signer",
            "form",
            "language",
            "trustmark",
            "trustmark_days",
            "terms_url",
            "withdrawal_url",
            "privacy_url",
            "answer_days",
            "receipts_allowed",
        )
        widgets = {  # noqa: RUF012  Django reads this as a plain attribute
            "language": forms.Select(choices=settings.LANGUAGES),
            "form": forms.RadioSelect,
        }
        labels = {  # noqa: RUF012  Django reads this as a plain attribute
            "name": _("Name of the shop"),
            "legal_name": _("Name in the trade register"),
            "kvk": _("KvK number"),
            "vat": _("VAT number"),
            "address": _("Address"),
            "email": _("E-mail address that letters come from"),
            "phone": _("Telephone"),
            "signer": _("Who signs the letters"),
            "form": _("In letters you write"),
            "language": _("Language of these pages and of what comes out of them"),
            "trustmark": _("Trustmark you are a member of"),
            "trustmark_days": _("Days the trustmark gives you to answer"),
            "answer_days": _("Days in which you answer a complaint"),
            "receipts_allowed": _("Confirmations of receipt may go out by themselves"),
        }
        help_texts = {  # noqa: RUF012  likewise
            "kvk": _("Every letter carries it; the law asks for it."),
            "receipts_allowed": _(
                "Never to praise, suppliers, spam or a summons. Leave this off until you have seen a few."
            ),
        }

    def details(self) -> dict[str, Any]:
        """Only what was changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class ShopStartForm(forms.Form):
    """A shop in a few questions: what a first letter cannot go out without, and little more."""

    name = forms.CharField(max_length=120, label=_("Name of the shop"))
    kvk = forms.CharField(
        max_length=40, label=_("KvK number"), help_text=_("Every letter carries it; the law asks for it.")
    )
    address = forms.CharField(
        max_length=240,
        label=_("Address"),
        help_text=_("Street and number, postcode and place; it stands under every letter."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    form = forms.ChoiceField(
        choices=(("u", _("u (formal)")), ("je", _("je (informal)"))),
        initial="u",
        label=_("In letters you write"),
        widget=forms.RadioSelect,
    )
    trustmark = forms.CharField(
        required=False, max_length=120, label=_("Trustmark you are a member of"), help_text=_("Leave empty if none.")
    )
    terms_url = forms.URLField(required=False, assume_scheme="https", label=_("Where your terms are"))


class MemberForm(forms.Form):
    """Somebody who works here too."""

    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(
        choices=(
            (Role.OWNER.value, _("owner: everything")),
            (Role.AGENT.value, _("agent: works on complaints")),
            (Role.READER.value, _("reader: looks along")),
        ),
        label=_("Role"),
        initial=Role.AGENT.value,
    )


class KeyForm(forms.Form):
    """What a key is for: the only thing by which its owner knows it again."""

    name = forms.CharField(
        max_length=80,
        label=_("What is the key for?"),
        help_text=_("For example: mailbox of customer service. You recognise the key by it later."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
