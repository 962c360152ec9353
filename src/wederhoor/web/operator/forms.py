"""What the operator's desk asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wederhoor.shops.models import Shop
from wederhoor.web.public.forms import PaperField


class MailInForm(forms.Form):
    """A mail that came in, for one shop."""

    shop = forms.ModelChoiceField(queryset=Shop.objects.order_by("name"), label=_("For which shop"))
    file = PaperField(label=_("The mail as a file (.eml)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = True
