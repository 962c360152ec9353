"""The case page: what may be asked and why, the timeline, what to do next, the documents, and the acts around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wederhoor.casework.shapes import Work
from wederhoor.claims import actions
from wederhoor.claims.models import Claim, Statement
from wederhoor.claims.queries import CaseView, case_of, claim_by_code
from wederhoor.evidence.actions import make_link
from wederhoor.evidence.models import DossierItem
from wederhoor.facts import VOCABULARY
from wederhoor.letters.kinds import RECEIPTS
from wederhoor.letters.models import Letter
from wederhoor.letters.queries import letters_of
from wederhoor.web.components.legal import fact_says
from wederhoor.web.components.shown import ShownExhibit, shown, shown_exhibit, timeline_of
from wederhoor.web.components.timeline import Event
from wederhoor.web.components.words import KIND, STATE, STEP, TOPIC, day, word
from wederhoor.web.shop.forms import AsideForm, NoteForm, PapersForm, TellingForm
from wederhoor.web.shop.visits import Visit, in_shop

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True)
class Said:
    """One turn in the conversation: who, when, what."""

    at: datetime
    side: str
    who: str
    words: str
    label: str = ""


def claim_in(code: str) -> Claim:
    """The claim within sight, else 404."""
    claim = claim_by_code(code)
    if claim is None:
        raise Http404
    return claim


@in_shop
def case(visit: Visit, code: str) -> HttpResponse:
    """The page of one claim."""
    return render(visit.request, "shop/case.html", page_of(visit, claim_in(code)))


def page_of(visit: Visit, claim: Claim, **forms: Any) -> dict[str, Any]:
    """Everything the case page draws; forms that were refused come back with their faults."""
    view, letters = case_of(claim), letters_of(claim)
    today = visit.shop.today()
    work, assessment = view.work, view.work.assessment
    face = shown(assessment, today) if assessment else None
    return {
        "visit": visit,
        "claim": claim,
        "kind": word(KIND, claim.kind),
        "state": word(STATE, claim.state),
        "work": work,
        "face": face,
        "others": [(word(TOPIC, a.topic), shown(a, today)) for a in work.assessments[1:]],
        "exhibits": exhibits_of(view, visit),
        "timeline": timeline_of(work, today, happened_in(letters, view.statements)),
        "draft": next((x for x in letters if x.state in ("draft", "failed") and x.letter not in RECEIPTS), None),
        "receipt": next((x for x in letters if x.state == "draft" and x.letter in RECEIPTS), None),
        "letters": letters,
        "doubt": [x for x in letters if x.state == "uncertain"],
        "thread": thread_of(claim, view.statements, letters),
        "steps": [word(STEP, s) for s in work.reading.pressure.steps],
        "own_words": [s for s in view.statements if s.side == "shop" and s.text],
        "notes": list(claim.notes.all()) if visit.may_work else [],
        "telling_form": TellingForm(asked=asked_of(work)),
        "papers_form": PapersForm(),
        "note_form": NoteForm(),
        "aside_form": AsideForm(),
        **forms,
    }


def asked_of(work: Work) -> dict[str, str]:
    """What the shop could answer with yes or no and nobody has shown yet."""
    assessment = work.assessment
    if assessment is None:
        return {}
    facts = [*(m.fact for m in assessment.missing if m.who == "shop"), *assessment.disputed]
    return {f: _capital(fact_says(f)) for f in dict.fromkeys(facts) if VOCABULARY.get(f) is bool and fact_says(f)}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def exhibits_of(view: CaseView, visit: Visit) -> list[ShownExhibit]:
    """The documents with what the dossier says about them."""
    read = {exhibit.number: exhibit for exhibit in view.work.exhibits}
    return [_described(read[item.label], item, view.claim, visit) for item in view.items if item.label in read]


def _described(read: Any, item: DossierItem, claim: Claim, visit: Visit) -> ShownExhibit:
    row = item.exhibit
    href = visit.url("exhibit", code=claim.code, number=item.label)
    recorded = _("recorded on %(moment)s") % {"moment": day(row.added_at.date(), "j M Y")}
    made = shown_exhibit(read, href=href, picture=href if row.media_type in PICTURES else "", recorded=recorded)
    return replace(
        made,
        strength=row.strength or made.strength,
        strength_says=row.shows or made.strength_says,
        not_proven=row.does_not_show or made.not_proven,
    )


def happened_in(letters: Sequence[Letter], statements: Sequence[Statement]) -> list[Event]:
    """What came after the message: letters that went out, and what the customer said since."""
    said = {"contest": _("customer disagrees"), "reply": _("customer answers"), "withdrawal": _("customer withdraws")}
    sent = [
        (x.sent_at, Event(x.sent_at.date(), _("letter sent"), "shop", x.item.label if x.item else ""))
        for x in letters
        if x.sent_at
    ]
    since = [(s.made_at, Event(s.made_at.date(), said[s.sort], "consumer")) for s in statements if s.sort in said]
    return [event for _at, event in sorted(sent + since, key=lambda turn: turn[0])]


def thread_of(claim: Claim, statements: Sequence[Statement], letters: Sequence[Letter]) -> list[Said]:
    """The conversation in order of time."""
    customer, shop = claim.customer_name or _("The customer"), claim.shop.name
    turns = [Said(claim.message_at, "consumer", customer, claim.message_text, "B1")]
    for statement in statements:
        if statement.text and statement.sort != "telling":
            who = customer if statement.side == "consumer" else shop
            turns.append(Said(statement.made_at, statement.side, who, statement.text))
    turns += [Said(x.sent_at, "shop", shop, x.body, x.item.label if x.item else "") for x in letters if x.sent_at]
    return sorted(turns, key=lambda t: t.at)


def _act(visit: Visit, claim: Claim) -> HttpResponse:
    return redirect(visit.url("claim", code=claim.code))


def _again(visit: Visit, claim: Claim, **forms: Any) -> HttpResponse:
    return render(visit.request, "shop/case.html", page_of(visit, claim, **forms), status=422)


@in_shop
def tell(visit: Visit, code: str) -> HttpResponse:
    """The shop's own telling: words, and the questions that decide this case."""
    claim = claim_in(code)
    form = TellingForm(visit.request.POST or None, asked=asked_of(case_of(claim).work))
    if not form.is_valid() or not (form.cleaned_data["text"].strip() or form.facts()):
        return _again(visit, claim, telling_form=form)
    actions.tell(claim, form.cleaned_data["text"].strip(), form.facts(), by=visit.actor)
    messages.success(visit.request, _("Your telling stands beside the customer's; the reading was made anew."))
    return _act(visit, claim)


@in_shop
def papers(visit: Visit, code: str) -> HttpResponse:
    """One more document in the file."""
    claim = claim_in(code)
    form = PapersForm(visit.request.POST or None, visit.request.FILES or None)
    if not form.is_valid():
        return _again(visit, claim, papers_form=form)
    items = actions.lay(claim, form.given().paper(), by=visit.actor)
    problem = items[0].exhibit.problem if items else ""
    said = _("Kept as %(number)s; the reading was made anew.") % {"number": items[0].label}
    (messages.warning if problem else messages.success)(visit.request, f"{said} {problem}".strip())
    return _act(visit, claim)


@in_shop
def note(visit: Visit, code: str) -> HttpResponse:
    """A note that never leaves the shop."""
    claim, form = claim_in(code), NoteForm(visit.request.POST or None)
    if not form.is_valid():
        return _again(visit, claim, note_form=form)
    actions.note(claim, form.cleaned_data["text"], by=visit.actor)
    return _act(visit, claim)


@in_shop
def link(visit: Visit, code: str) -> HttpResponse:
    """A link to the customer's page, shown this once: only its hash is kept."""
    claim = claim_in(code)
    if visit.request.method != "POST":
        return _act(visit, claim)
    page = reverse("consumer", kwargs={"token": make_link(claim.dossier, by=visit.actor)})
    made = page_of(visit, claim, customer_link=visit.request.build_absolute_uri(page))
    return render(visit.request, "shop/case.html", made)


@in_shop
def aside(visit: Visit, code: str) -> HttpResponse:
    """Put aside what is no complaint."""
    claim, form = claim_in(code), AsideForm(visit.request.POST or None)
    if not form.is_valid():
        return _again(visit, claim, aside_form=form)
    actions.set_aside(claim, form.cleaned_data["reason"], by=visit.actor)
    messages.success(visit.request, _("Put aside. You find it under “finished” and can open it again."))
    return _act(visit, claim)


@in_shop
def step(visit: Visit, code: str, name: str) -> HttpResponse:
    """Let the case rest, or open it again."""
    claim = claim_in(code)
    if visit.request.method != "POST":
        return _act(visit, claim)
    {"rest": actions.rest, "reopen": actions.reopen}[name](claim, by=visit.actor)
    return _act(visit, claim)
