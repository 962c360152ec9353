"""“Hoe sta ik ervoor?”: a few questions to customer or shop, then what may be asked, why, and a letter or a case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST

from wederhoor.drafting import claimant
from wederhoor.drafting.shapes import Draft
from wederhoor.facts import Outcome
from wederhoor.law.questions import MOST_SCREENS, kinds_for, remedies_of
from wederhoor.law.rule import CUSTOMER, SHOP
from wederhoor.law.shapes import Answer, Assessment
from wederhoor.web.components.guided import QuestionsForm, heading_says, kind_says, kinds_say, told_says
from wederhoor.web.components.legal import fact_says, language, reason_says
from wederhoor.web.components.shown import Shown, ShownClock, shown, shown_letter
from wederhoor.web.components.words import REMEDY, word
from wederhoor.web.public.forms import TEXT, area
from wederhoor.web.public.guided_state import Asked, pack, unpack
from wederhoor.web.public.keeping import wait_for_shop
from wederhoor.web.public.table import Given, Table
from wederhoor.web.public.views import ZONE

SIDES = (CUSTOMER, SHOP)
FEW_ARTICLES = 3
# What decides here is advice to the customer, no rule to put to a shop; and who is summoned needs help, no letter.
NO_RULE = frozenset({"no_answer"})
NO_LETTER = frozenset({"summons"})
OWN_PROMISES = frozenset({"answer"})
# What is asked about the customer himself is no paper of the shop.
ABOUT_HIMSELF = frozenset({"demand_exceeds_entitlement"})
_YES_OR_NO = re.compile(r"(?:of|whether|ob) ", re.I)
_OF_A_CUSTOMER = re.compile(r"klant|customer|kund", re.I)
# A browser may show its own copy of a screen when one goes back; nobody in between keeps any.
own_copy = cache_control(private=True, max_age=0)


class RemedyForm(forms.Form):
    """What is wanted, where a kind leaves a choice."""

    remedy = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, topic: str, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remedy"].label = (
            _("What would you like?") if side == CUSTOMER else _("What does the customer ask?")
        )
        self.fields["remedy"].choices = [(str(r), word(REMEDY, r)) for r in remedies_of(topic)]  # type: ignore[attr-defined]  # a ChoiceField


class BeginForm(forms.Form):
    """A case begins with what the customer wrote."""

    message = forms.CharField(
        max_length=TEXT,
        label=gettext_lazy("The customer's message"),
        help_text=gettext_lazy("Paste the mail, or write down what the customer asked, in the customer's own words."),
        widget=area(5),
    )


def today() -> date:
    """The day the question is asked, where the shops are."""
    return timezone.now().astimezone(ZONE).date()


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Which side, and what it is about, in plain words."""
    side = request.GET.get("side", "")
    chosen = side if side in SIDES else CUSTOMER
    kinds = [
        (kinds_say(head), [(topic, kind_says(topic, chosen)) for topic in topics])
        for head, topics in kinds_for(chosen).items()
    ]
    return render(request, "public/guided.html", {"side": chosen, "kinds": kinds})


@own_copy
def answer(request: HttpRequest) -> HttpResponse:
    """The next screen, an earlier one again, or the outcome."""
    given = request.POST
    if "kind" in given:
        return _begun(request, given.get("side", ""), given["kind"])
    asked = unpack(given.get("asked", ""))
    if asked is None:
        return redirect("guided")
    at = _wanted(given, asked)
    if at is not None:
        return _screen(request, asked.showing(at)) if at >= 0 else _kinds_again(asked.side)
    if "enough" in given or asked.now is None:
        return _outcome(request, asked)
    return _taken(request, asked)


def _begun(request: HttpRequest, side: str, topic: str) -> HttpResponse:
    if side not in SIDES or not any(topic in topics for topics in kinds_for(side).values()):
        return redirect("guided")
    asked = Asked(side, topic, str(remedies_of(topic)[0])).onward({}, today())
    return _screen(request, asked) if asked.now else _outcome(request, asked)


def _wanted(given: Any, asked: Asked) -> int | None:
    """The earlier screen that was asked for: -1 for the kinds, ``None`` for none."""
    if "back" in given:
        return min(asked.at, len(asked.steps)) - 1
    places = {str(at): at for at in range(len(asked.steps))}
    return places.get(given.get("change", ""))


def _kinds_again(side: str) -> HttpResponse:
    answer = redirect("guided")
    answer["Location"] += f"?side={side}"
    return answer


def _taken(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The fields of the screen that was shown; faults come back beside them."""
    form, wish = _forms(asked, request.POST)
    if not form.is_valid() or (wish is not None and not wish.is_valid()):
        return _screen(request, asked, form, wish, status=422)
    remedy = wish.cleaned_data["remedy"] if wish is not None else ""
    later = asked.answered(form.answers(), today(), remedy)
    return _screen(request, later) if later.now else _outcome(request, later)


def _forms(asked: Asked, given: Any = None) -> tuple[QuestionsForm, RemedyForm | None]:
    screen = asked.now
    if screen is None:
        raise LookupError("No screen is shown.")
    form = QuestionsForm(given, screen=screen, side=asked.side, answers=asked.answers)
    asks_wish = asked.at == 0 and len(remedies_of(asked.topic)) > 1
    wish = RemedyForm(given, topic=asked.topic, side=asked.side, initial={"remedy": asked.remedy})
    return form, wish if asks_wish else None


def _screen(
    request: HttpRequest,
    asked: Asked,
    form: QuestionsForm | None = None,
    wish: RemedyForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    if form is None:
        form, wish = _forms(asked)
    page = {
        **_told(asked),
        "form": form,
        "wish": wish,
        "heading": heading_says(form.screen.group),
        "number": asked.at + 1,
        "most": MOST_SCREENS,
        "so_far": _so_far(asked),
    }
    return render(request, "public/guided_ask.html", page, status=status)


def _so_far(asked: Asked) -> Any:
    """What may be asked on the answers until now; nothing before the first."""
    if not asked.steps:
        return None
    return shown(asked.assessed(today(), changes=False), today(), to=asked.side).answers


def _told(asked: Asked) -> dict[str, Any]:
    """What every page of these shows: the kind, and what was answered."""
    steps = [
        (at, heading_says(step.group), told_says(step.screen, step.answers, asked.side))
        for at, step in enumerate(asked.steps)
    ]
    return {
        "asked": asked,
        "packed": pack(asked),
        "kind": kind_says(asked.topic, asked.side),
        "wanted": word(REMEDY, asked.remedy),
        "told": steps,
    }


def _outcome(request: HttpRequest, asked: Asked, begin: BeginForm | None = None, *, status: int = 200) -> HttpResponse:
    assessment = asked.assessed(today())
    page = {
        **_told(asked),
        "face": face_of(assessment, asked.side),
        "assumed_private": "buyer_is_consumer" not in asked.said,
        "today": today(),
    }
    if asked.side == CUSTOMER and asked.topic not in NO_LETTER:
        page["letter"] = shown_letter(letter_of(asked, assessment))
    if asked.side == SHOP:
        page["begin"] = begin or BeginForm()
    return render(request, "public/guided_outcome.html", page, status=status)


def face_of(assessment: Assessment, side: str) -> Shown:
    """The assessment in words. Dates the shop must keep speak to the shop; a customer reads them as the shop's."""
    face = shown(_bound(assessment, side), today(), to=side)
    if side == SHOP:
        return face
    return replace(face, clocks=tuple(c if c.who != SHOP else _of_the_shop(c) for c in face.clocks))


def _bound(assessment: Assessment, side: str) -> Assessment:
    """Without the dates a shop sets itself, where a customer reads: no shop he knows has promised those."""
    clocks = tuple(clock for clock in assessment.clocks if side == SHOP or clock.what not in OWN_PROMISES)
    return replace(assessment, clocks=clocks)


def _of_the_shop(clock: ShownClock) -> ShownClock:
    short = _("The shop: %(what)s") % {"what": clock.short[:1].lower() + clock.short[1:]}
    return replace(clock, short=short, label="", late=False, soon=False)


def letter_of(asked: Asked, assessment: Assessment) -> Draft:
    """The customer's letter to the shop, from what was answered."""
    first = assessment.answers[0]
    reason = next(r for r in reversed(first.reasons) if not r.aside)
    how = _how(first)
    about = claimant.ToShop(
        topic=asked.topic,
        remedy=asked.remedy,
        how=how,
        rule=reason_says(reason) if how == claimant.ASKS and not reason.verify and asked.topic not in NO_RULE else "",
        articles=[a for a in reason.articles if a[:1].isdigit()][:FEW_ARTICLES],
        amount=first.amount if first.outcome in (Outcome.CUSTOMER_RIGHT, Outcome.PARTLY) else None,
        ordered=_day(asked, "contract_date"),
        until=first.until,
        to_learn=list(_papers(m.fact for m in assessment.missing if m.who == SHOP)),
        to_bring=[
            # What is a question to himself he answers; nobody encloses it.
            words
            for words in _papers(m.fact for m in assessment.missing if m.who != SHOP)
            if not _YES_OR_NO.match(words)
        ],
    )
    return claimant.write_to_shop(about, language=language(), on=today())


def _how(first: Answer) -> str:
    if first.outcome in (Outcome.CUSTOMER_RIGHT, Outcome.PARTLY):
        return claimant.ASKS
    if first.outcome is Outcome.NEEDS_EVIDENCE:
        return claimant.WONDERS
    return claimant.WAITS if first.until or first.event else claimant.HOPES


def _papers(facts: Iterable[str]) -> Iterator[str]:
    """Words for facts that read well in a letter of the customer himself: papers, not "whether the customer …"."""
    asked = (fact_says(fact) for fact in facts if fact not in ABOUT_HIMSELF)
    return (words for words in asked if words and not _OF_A_CUSTOMER.search(words))


def _day(asked: Asked, name: str) -> date | None:
    found = asked.facts.value(name)
    return found if isinstance(found, date) else None


@require_POST
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """A shop makes a case of it: the customer's message, and what was answered as the shop's own telling."""
    asked = unpack(request.POST.get("asked", ""))
    if asked is None or asked.side != SHOP:
        return redirect("guided")
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _outcome(request, asked, form, status=422)
    message = Given(form.cleaned_data["message"].encode(), "", "text/plain", "message", "consumer")
    return wait_for_shop(request, Table(message, says={**asked.said, **dict.fromkeys(asked.unknown)}))
