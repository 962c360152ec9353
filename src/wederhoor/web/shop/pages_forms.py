"""The forms of what the shop shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wederhoor.pages.kinds import Kind
from wederhoor.web.components.shownpages import KINDS


class PageForm(forms.Form):
    """A page to look at."""

    url = forms.URLField(required=False, max_length=500, label=_("Web address"), assume_scheme="https")
    name = forms.CharField(max_length=80, label=_("What you call it"))
    kind = forms.ChoiceField(choices=[(kind.value, KINDS[kind]) for kind in Kind], label=_("What it is"))


class SitesForm(forms.Form):
    """The shop's own web addresses."""

    sites = forms.CharField(
        required=False,
        max_length=2_000,
        label=_("The web addresses of your shop"),
        help_text=_("One on each line. Only from these may a browser tell what was accepted."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )


class OldForm(forms.Form):
    """A version from before: a file, or the address of an archived page."""

    file = forms.FileField(
        required=False,
        label=_("The file"),
        help_text=_("A PDF, a text, a saved page, or a WARC file of a web archive."),
    )
    address = forms.URLField(
        required=False,
        max_length=1_000,
        assume_scheme="https",
        label=_("Or the address of the page in a web archive"),
        help_text=_("It is fetched now. Of when it was, the archive’s own word is kept beside it."),
    )
    since = forms.DateField(
        required=False,
        label=_("From which day, as you remember"),
        help_text=_("With an archived page this may stay empty: then it is the day the archive names."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(required=False, label=_("Until which day"), widget=forms.DateInput(attrs={"type": "date"}))
    origin = forms.CharField(
        required=False,
        max_length=200,
        label=_("Where it comes from"),
        help_text=_("For instance the attachment of a confirmation mail."),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two is needed; with a file also the day."""
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("file")) == bool(given.get("address")) and not self.errors:
            self.add_error("file", _("Give a file, or the address of an archived page."))
        if given.get("file") and not given.get("since") and "since" not in self.errors:
            self.add_error("since", _("Say from which day it stood there, as you remember."))
        return given


class OrderForm(forms.Form):
    """An order, or a day."""

    order = forms.CharField(required=False, max_length=40, label=_("Order number"))
    day = forms.DateField(
        required=False, label=_("Or a day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("order") and not given.get("day"):
            self.add_error("order", _("Give an order number or a day."))
        return given
