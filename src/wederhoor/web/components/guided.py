"""Questions as fields: one a fact, in the reader's words, with why it is asked; and what was answered, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wederhoor.connect.figures import amount_of
from wederhoor.facts import VOCABULARY, json_of
from wederhoor.law.questions import Screen, values_of
from wederhoor.law.texts import speech
from wederhoor.web.components.legal import language, value_says

UNKNOWN, YES, NO = "unknown", "yes", "no"
DONT_KNOW = _("I don't know")
SHORT_SUM = 14
Raw = str | int | bool | None


def ask_says(name: str, side: str) -> str:
    """The question about a fact, to this side."""
    return speech("questions", language())[f"ask/{name}/{side}"]


def why_says(name: str) -> str:
    """Why it is asked."""
    return speech("questions", language())[f"why/{name}"]


def heading_says(group: str) -> str:
    """What a few questions together are about."""
    return speech("questions", language())[f"group/{group}"]


def kind_says(topic: str, side: str) -> str:
    """A kind of complaint in plain words, as this side would say it."""
    return speech("questions", language())[f"kind/{topic}/{side}"]


def kinds_say(head: str) -> str:
    """What a few kinds together are about."""
    return speech("questions", language())[f"kinds/{head}"]


def choice_says(name: str, value: str) -> str:
    """One of the answers to choose from; what nobody can choose is said as it stands."""
    return speech("questions", language()).get(f"ask/{name}/is/{value}", value)


def answer_says(name: str, raw: Raw) -> str:
    """What was answered, in words."""
    if raw is None:
        return str(DONT_KNOW)
    return choice_says(name, str(raw)) if VOCABULARY[name] is str else value_says(name, raw)


def tick_says(name: str, side: str) -> str:
    """A fact as a line one can tick."""
    return speech("questions", language()).get(f"ask/{name}/tick", ask_says(name, side))


def told_says(screen: Screen, answers: Mapping[str, Raw], side: str) -> list[tuple[str, str]]:
    """What was answered on one screen, as question and answer; of a ticked list what holds, or that nothing does."""
    if not screen.ticked:
        return [(ask_says(name, side), answer_says(name, raw)) for name, raw in answers.items()]
    held = [(tick_says(name, side), value_says(name, True)) for name, raw in answers.items() if raw is True]
    nothing = str(DONT_KNOW) if None in answers.values() else value_says(next(iter(answers)), False)
    return held or [(heading_says(screen.group), nothing)]


class SumField(forms.CharField):
    """A sum or a measure as people write it: 49,95 or € 1.250,00."""

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        if not said:
            return None
        figure = amount_of(said)
        if figure is None or figure < 0:
            raise forms.ValidationError(_("Write an amount in figures, for example 49,95."))
        return figure


class MeasureField(forms.DecimalField):
    """A weight as people write it: 6,4."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value).strip().replace(",", ".") if value else value)


class DayField(forms.DateField):
    """A day that has been or may come, within reason."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not 2000 <= day.year <= 2100:
            raise forms.ValidationError(_("Look at the year of this date."))
        return day


class _Choice(forms.ChoiceField):
    """One of a few answers; ``is_short`` where they fit on one line of a phone."""

    def __init__(self, *, is_short: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_short = is_short


class QuestionsForm(forms.Form):
    """One screen. Every question may be left open or answered with "I don't know"; both mean the same."""

    def __init__(
        self, *args: Any, screen: Screen, side: str, answers: Mapping[str, Raw] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.screen, self.side, self.before = screen, side, answers or {}
        if screen.ticked:
            self._ticked()
            return
        for name in screen.facts:
            self.fields[name] = self._field(name)
            if not isinstance(self.fields[name], forms.ChoiceField):
                self.fields[f"{name}_{UNKNOWN}"] = _unknown_box(name in self.before and self.before[name] is None)

    def _field(self, name: str) -> forms.Field:
        kind = VOCABULARY[name]
        told: dict[str, Any] = {"required": False, "label": ask_says(name, self.side), "help_text": why_says(name)}
        told["initial"] = self._initial(name)
        if kind in (bool, str):
            return _Choice(choices=_choices(name), widget=forms.RadioSelect, is_short=kind is bool, **told)
        if kind is date:
            return DayField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **told)
        if kind is int:
            return forms.IntegerField(min_value=0, max_value=100_000, **told)
        told["widget"] = forms.TextInput(attrs={"inputmode": "decimal", "maxlength": SHORT_SUM})
        return SumField(**told) if name.endswith("_eur") else MeasureField(min_value=0, max_digits=9, **told)

    def _initial(self, name: str) -> Any:
        if name not in self.before:
            return None
        raw = self.before[name]
        if VOCABULARY[name] in (bool, str):
            return {"None": UNKNOWN, "True": YES, "False": NO}.get(str(raw), raw)
        return value_says(name, raw).replace("€", "").strip() if VOCABULARY[name] is Decimal and raw else raw

    def _ticked(self) -> None:
        ticks = [(name, tick_says(name, self.side)) for name in self.screen.facts]
        known = [name for name in self.screen.facts if name in self.before]
        self.fields["ticked"] = forms.MultipleChoiceField(
            required=False,
            choices=ticks,
            widget=forms.CheckboxSelectMultiple,
            label=_("Tick what applies"),
            help_text=_("Does nothing apply? Then simply go on."),
            initial=[name for name in known if self.before[name] is True],
        )
        unknown = bool(known) and all(self.before[name] is None for name in known)
        self.fields[f"ticked_{UNKNOWN}"] = _unknown_box(unknown)

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        """Each question, with the box for "I don't know" where that is not among its choices."""
        names = ["ticked"] if self.screen.ticked else self.screen.facts
        return [(self[n], self[box] if (box := f"{n}_{UNKNOWN}") in self.fields else None) for n in names]

    def answers(self) -> dict[str, Raw]:
        """Each fact of the screen with what was answered, as JSON keeps it; ``None`` for not known."""
        if self.screen.ticked:
            return self._ticks()
        return {name: self._answer(name) for name in self.screen.facts}

    def given(self) -> dict[str, Raw]:
        """What was really answered: what was left open is not among it, "I don't know" is."""
        return {name: raw for name, raw in self.answers().items() if raw is not None or self._said_unknown(name)}

    def _said_unknown(self, name: str) -> bool:
        box = self.cleaned_data.get(f"{name}_{UNKNOWN}", False)
        return bool(box) or self.cleaned_data.get(name) == UNKNOWN

    def _ticks(self) -> dict[str, Raw]:
        ticked = self.cleaned_data["ticked"]
        if not ticked and self.cleaned_data[f"ticked_{UNKNOWN}"]:
            return dict.fromkeys(self.screen.facts)
        return {name: name in ticked for name in self.screen.facts}

    def _answer(self, name: str) -> Raw:
        given = self.cleaned_data[name]
        if given in (None, "", UNKNOWN):
            return None
        if VOCABULARY[name] is bool:
            return bool(given == YES)
        answer: Raw = json_of(given)
        return answer


def _choices(name: str) -> list[tuple[str, Any]]:
    known: list[tuple[str, Any]] = [(value, choice_says(name, value)) for value in values_of(name)]
    return [*(known or [(YES, _("Yes")), (NO, _("No"))]), (UNKNOWN, DONT_KNOW)]


def _unknown_box(is_ticked: bool) -> forms.Field:
    return forms.BooleanField(required=False, label=DONT_KNOW, initial=is_ticked)
