"""What a shop fills in about a document: a new one, a note of a call, what it shows, a clean copy, and showing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from wederhoor.casework.shapes import Paper
from wederhoor.facts import VOCABULARY
from wederhoor.web.public.forms import TEXT, PaperField, area, given_file, given_text

SORTS = (
    ("", _("let it be recognised")),
    ("confirmation", _("order confirmation")),
    ("tracking", _("track and trace")),
    ("correspondence", _("earlier mail")),
    ("payment", _("payment")),
    ("terms", _("terms or a page of the site")),
    ("photo", _("photo")),
    ("measure", _("serial number or weight")),
    ("log", _("extract from a system (log)")),
)
SOURCES = (
    ("shop", _("us")),
    ("consumer", _("the customer")),
    ("carrier", _("the carrier")),
    ("supplier", _("a supplier")),
    ("trustmark", _("a trustmark")),
)


class PapersForm(forms.Form):
    """One more document, as a file or pasted."""

    file = PaperField(label=_("A file (PDF, mail, photo, saved page)"))
    text = forms.CharField(required=False, max_length=TEXT, label=_("Or pasted text or a link"), widget=area(3))
    sort = forms.ChoiceField(required=False, choices=SORTS, label=_("What it is"))
    source = forms.ChoiceField(required=False, choices=SOURCES, label=_("Who it comes from"), initial="shop")
    proves = forms.CharField(
        required=False,
        max_length=60,
        label=_("What it should show"),
        help_text=_("Leave this as it is, and we take what such a document usually shows."),
        widget=forms.Select,
    )
    on = forms.DateField(
        required=False,
        label=_("From which day"),
        help_text=_("Leave empty when the day stands in the document."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    reason = forms.CharField(
        required=False,
        max_length=400,
        label=_("Why you add it"),
        help_text=_("For example: the customer asked for it."),
    )
    MORE = ("proves", "on", "reason")

    def __init__(self, *args: Any, proves: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] += ",image/*"
        chosen: Any = self.fields["proves"].widget
        chosen.choices = [("", _("what such a document usually shows")), *proves]

    def first(self) -> list[forms.BoundField]:
        """What everybody fills in."""
        return [field for field in self if field.name not in self.MORE]

    def more(self) -> list[forms.BoundField]:
        """What can be left alone."""
        return [field for field in self if field.name in self.MORE]

    def clean_proves(self) -> str:
        fact: str = self.cleaned_data["proves"]
        if fact and fact not in VOCABULARY:
            raise forms.ValidationError(_("Choose one from the list."))
        return fact

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("file") and not given.get("text", "").strip() and "file" not in self.errors:
            self.add_error("text", _("There is nothing here yet. Choose a file, or paste something."))
        return given

    def paper(self) -> Paper:
        found = self.cleaned_data
        sort, source = found["sort"], found["source"] or "shop"
        upload = found["file"]
        given = given_file(upload, sort, source) if upload else given_text(found["text"], sort, source)
        return replace(given.paper(), proves=found["proves"], on=found["on"], reason=found["reason"])


class CallForm(forms.Form):
    """A note of a call: written down at once it is worth most."""

    who = forms.CharField(max_length=120, label=_("Who you spoke with"))
    caller = forms.ChoiceField(
        choices=(("consumer", _("the other side called us")), ("shop", _("we called"))),
        initial="consumer",
        label=_("Who called"),
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=_("On which day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    at = forms.TimeField(
        required=False, label=_("At what time"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    said = forms.CharField(
        max_length=4000,
        label=_("What was said"),
        help_text=_("As literally as you remember: what the other side said, and what you said."),
        widget=area(5),
    )

    def paper(self, written_by: str) -> Paper:
        """The note as a document, in the words of the shop's own language."""
        given = self.cleaned_data
        when = date_format(given["on"], "j F Y") + (f", {given['at']:%H:%M}" if given["at"] else "")
        called = dict(self.fields["caller"].choices)[given["caller"]]  # type: ignore[attr-defined]  # a ChoiceField
        # Each text by itself: what stands inside an f-string is not gathered for translation.
        about = (
            (_("Who you spoke with"), given["who"]),
            (_("Who called"), called),
            (_("When"), when),
            (_("Written down by"), written_by),
        )
        told = (f"{name}: {value}" for name, value in about)
        lines = (_("Phone note"), "", *told, "", given["said"].strip())
        title = _("Phone note: %(who)s") % {"who": given["who"]}
        data = "\n".join(map(str, lines)).encode()
        return Paper(data, "telefoonnotitie.txt", "text/plain", sort="call", title=title, on=given["on"])


class DescribeForm(forms.Form):
    """What a document shows, in the shop's own words."""

    shows = forms.CharField(required=False, max_length=400, label=_("What it shows"), widget=area(2))
    does_not_show = forms.CharField(required=False, max_length=400, label=_("What it does not show"), widget=area(2))
    others_data = forms.CharField(
        required=False,
        max_length=200,
        label=_("Other people's data in it"),
        help_text=_(
            "For example: the name of a neighbour. Then the customer does not see this document until you say so."
        ),
    )


class CopyForm(forms.Form):
    """Why a clean copy is made."""

    reason = forms.CharField(
        max_length=400,
        label=_("Why you make it"),
        help_text=_("For example: the place where we took the picture is nobody's business."),
    )


class LiftForm(forms.Form):
    """Why what was withheld may be seen, and that whoever decides knows what it means."""

    reason = forms.CharField(
        max_length=400,
        label=_("Why it may be seen"),
        help_text=_("For example: the neighbour said that it is all right."),
    )
    sure = forms.BooleanField(label=_("I know that the customer sees this document from now on"))
