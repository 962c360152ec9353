"""The case page: what may be asked and why, the timeline, what to do next, the documents, and the acts around them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wederhoor.casework.shapes import Work
from wederhoor.claims import actions
from wederhoor.claims.models import Claim
from wederhoor.claims.queries import CaseView, case_of, claim_by_code
from wederhoor.evidence.actions import make_link
from wederhoor.evidence.forgetting import holds_of
from wederhoor.evidence.models import DossierItem
from wederhoor.facts import VOCABULARY
from wederhoor.law.questions import MOST_ASKED, Screen, next_screen
from wederhoor.law.rule import SHOP
from wederhoor.letters import actions as letters
from wederhoor.letters.kinds import RECEIPTS
from wederhoor.letters.models import Letter
from wederhoor.letters.queries import letters_of
from wederhoor.web.components.carriers import carriers_of
from wederhoor.web.components.exhibits import proves_choices, strength_of
from wederhoor.web.components.expected import shown_checklist
from wederhoor.web.components.explained import alike_shown, steps_shown
from wederhoor.web.components.guided import QuestionsForm
from wederhoor.web.components.legal import fact_says
from wederhoor.web.components.sealed import sealed_files
from wederhoor.web.components.shown import ShownExhibit, reader_language, shown, shown_exhibit, timeline_of
from wederhoor.web.components.words import KIND, STEP, TOPIC, day, word
from wederhoor.web.shop.claims import is_complaint, state_says
from wederhoor.web.shop.conversation import day_of, happened_in, thread_of
from wederhoor.web.shop.forms import AsideForm, NoteForm, TellingForm
from wederhoor.web.shop.gone import gone
from wederhoor.web.shop.on_file import order_of
from wederhoor.web.shop.papers import CallForm, PapersForm
from wederhoor.web.shop.visits import Visit, in_shop

_OPENS = re.compile(r"(Dat|Wat|Wie|Hoe|Of|Welke?|De|Het|Een|That|What|Who|Whether|Which|The|A|An)\b")
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def claim_in(code: str) -> Claim:
    """The claim within sight, else 404."""
    claim = claim_by_code(code)
    if claim is None:
        raise Http404
    return claim


@in_shop
def case(visit: Visit, code: str) -> HttpResponse:
    """The page of one claim, or what is left to say of one that was forgotten."""
    claim = claim_by_code(code)
    return render(visit.request, "shop/case.html", page_of(visit, claim)) if claim else gone(visit, code)


def page_of(visit: Visit, claim: Claim, **forms: Any) -> dict[str, Any]:
    """Everything the case page draws; forms that were refused come back with their faults."""
    view, on_case = case_of(claim, reader_language()), letters_of(claim)
    today = visit.shop.today()
    work, assessment = view.work, view.work.assessment
    face = shown(assessment, today) if assessment else None
    draft = next((x for x in on_case if x.state in ("draft", "failed") and x.letter not in RECEIPTS), None)
    return {
        "visit": visit,
        "claim": claim,
        "kind": word(KIND, claim.kind),
        "state": state_says(claim),
        "is_complaint": is_complaint(claim),
        "work": work,
        "face": face,
        "others": [(word(TOPIC, a.topic), shown(a, today)) for a in work.assessments[1:]],
        "steps_taken": steps_shown(assessment, work.facts),
        "alike": alike_shown(assessment, work.facts),
        "exhibits": exhibits_of(view, visit),
        "carriers": carriers_of(claim, view.items),
        "sealed": sealed_files(claim, lambda code: visit.url("bundle", code=claim.code, sealed=code)),
        "timeline": timeline_of(work, today, happened_in(claim, on_case, view.statements)),
        "draft": draft,
        "receipt": next((x for x in on_case if x.state == "draft" and x.letter in RECEIPTS), None),
        "letters": on_case,
        "may_redraft": visit.may_work and claim.waits_for_shop and _is_new(work, draft),
        "doubt": [x for x in on_case if x.state == "uncertain"],
        "thread": thread_of(claim, view.statements, on_case),
        "steps": [word(STEP, s) for s in work.reading.pressure.steps],
        "own_words": [s for s in view.statements if s.side == "shop" and s.text],
        "notes": list(claim.notes.all()) if visit.may_work else [],
        "order": order_of(visit, claim),
        "expected": shown_checklist(work, to_order=visit.url("order", number=claim.order_number or "-")),
        "holds": holds_of(claim.dossier, today),
        "telling_form": TellingForm(asked=asked_of(work), auto_id="telling_%s"),
        "questions": questions_of(view, today),
        "papers_form": PapersForm(auto_id="paper_%s", proves=_lacking(work)),
        "call_form": CallForm(initial={"on": today}, auto_id="call_%s"),
        "note_form": NoteForm(auto_id="note_%s"),
        "aside_form": AsideForm(auto_id="aside_%s"),
        **forms,
    }


def _lacking(work: Work) -> list[tuple[str, str]]:
    """What a new document can be added for: what this case lacks comes first."""
    return proves_choices(m.fact for m in work.assessment.missing) if work.assessment else proves_choices()


def _is_new(work: Work, draft: Letter | None) -> bool:
    """Whether today's reading asks for another letter than the one that lies there."""
    if work.draft is None:
        return False
    return draft is None or (work.draft.body != draft.body and not draft.edited) or work.draft.letter != draft.letter


def asked_of(work: Work) -> dict[str, str]:
    """What the shop could answer with yes or no and nobody has shown yet."""
    assessment = work.assessment
    if assessment is None:
        return {}
    facts = [*(m.fact for m in assessment.missing if m.who == "shop"), *assessment.disputed]
    return {f: _capital(fact_says(f)) for f in dict.fromkeys(facts) if VOCABULARY.get(f) is bool and fact_says(f)}


def questions_of(view: CaseView, today: date, given: Any = None) -> QuestionsForm | None:
    """A few more questions the rules have for the shop, on what it told and what its documents show."""
    assessment = view.work.assessment
    if assessment is None:
        return None
    demands = [answer.demand for answer in assessment.answers]
    told = view.work.tellings.shop
    unknown = {name for s in view.statements if s.side == "shop" for name, raw in s.facts.items() if raw is None}
    screen = next_screen(assessment.topic, demands, told, frozenset(unknown), SHOP, today, country=assessment.country)
    already = asked_of(view.work)
    names = tuple(name for name in screen.facts if name not in already)[:MOST_ASKED] if screen else ()
    if screen is None or not names:
        return None
    return QuestionsForm(given, screen=Screen(screen.group, names), side=SHOP, prefix="ask")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def exhibits_of(view: CaseView, visit: Visit) -> list[ShownExhibit]:
    """The documents with what the dossier says about them."""
    read = {exhibit.number: exhibit for exhibit in view.work.exhibits}
    return [_described(read[item.label], item, view.claim, visit) for item in view.items if item.label in read]


def _flowing(words: str) -> str:
    """What was written as a sentence of its own, to go on after a colon; a name keeps its capital."""
    return words[:1].lower() + words[1:] if _OPENS.match(words) else words


def _described(read: Any, item: DossierItem, claim: Claim, visit: Visit) -> ShownExhibit:
    row = item.exhibit
    here = {"code": claim.code, "number": item.label}
    picture = "" if row.quarantine or row.media_type not in PICTURES else visit.url("exhibit_page", **here, page=1)
    recorded = _("recorded on %(moment)s") % {"moment": day(day_of(claim, row.added_at), "j M Y")}
    made = shown_exhibit(read, href=visit.url("exhibit_about", **here), picture=picture, recorded=recorded)
    weight = strength_of(row)
    return replace(
        made,
        strength=weight.grade,
        strength_says=_("Shows: %(what)s") % {"what": _flowing(row.shows)} if row.shows else weight.says,
        not_proven=_("Does not show: %(what)s") % {"what": _flowing(row.does_not_show)}
        if row.does_not_show
        else weight.leaves_open,
    )


def _act(visit: Visit, claim: Claim) -> HttpResponse:
    return redirect(visit.url("claim", code=claim.code))


def _again(visit: Visit, claim: Claim, **forms: Any) -> HttpResponse:
    return render(visit.request, "shop/case.html", page_of(visit, claim, **forms), status=422)


@in_shop
def tell(visit: Visit, code: str) -> HttpResponse:
    """The shop's own telling: words, and the questions that decide this case."""
    claim = claim_in(code)
    view, given = case_of(claim), visit.request.POST or None
    form = TellingForm(given, asked=asked_of(view.work), auto_id="telling_%s")
    questions = questions_of(view, visit.shop.today(), given)
    if not form.is_valid() or not (questions is None or questions.is_valid()):
        return _again(visit, claim, telling_form=form, questions=questions)
    facts = {**form.facts(), **(questions.given() if questions else {})}
    if not form.cleaned_data["text"].strip() and not facts:
        return _again(visit, claim, telling_form=form)
    actions.tell(claim, form.cleaned_data["text"].strip(), facts, by=visit.actor)
    messages.success(visit.request, _("Your telling stands beside the customer's; the reading was made anew."))
    return _act(visit, claim)


@in_shop
def papers(visit: Visit, code: str) -> HttpResponse:
    """One more document in the file."""
    claim = claim_in(code)
    form = PapersForm(visit.request.POST or None, visit.request.FILES or None, auto_id="paper_%s")
    if not form.is_valid():
        return _again(visit, claim, papers_form=form)
    items = actions.lay(claim, form.paper(), by=visit.actor)
    # Whether a paper belongs here is seen with the case, so the sentence comes from the reading, not from the row.
    numbers = {item.label for item in items}
    problem = next((e.problem for e in case_of(claim).work.exhibits if e.number in numbers and e.problem), "")
    said = _("Kept as %(number)s; the reading was made anew.") % {"number": items[0].label}
    (messages.warning if problem else messages.success)(visit.request, f"{said} {problem}".strip())
    return _act(visit, claim)


@in_shop
def call(visit: Visit, code: str) -> HttpResponse:
    """A note of a call becomes a document."""
    claim, form = claim_in(code), CallForm(visit.request.POST or None, auto_id="call_%s")
    if not form.is_valid():
        return _again(visit, claim, call_form=form)
    items = actions.lay(claim, form.paper(visit.actor.name or visit.shop.name), by=visit.actor)
    said = _("Kept as %(number)s. Confirm the call by mail today: then the other side can say whether it went so.")
    messages.success(visit.request, said % {"number": items[0].label})
    return _act(visit, claim)


@in_shop
def note(visit: Visit, code: str) -> HttpResponse:
    """A note that never leaves the shop."""
    claim, form = claim_in(code), NoteForm(visit.request.POST or None, auto_id="note_%s")
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
    claim, form = claim_in(code), AsideForm(visit.request.POST or None, auto_id="aside_%s")
    if not form.is_valid():
        return _again(visit, claim, aside_form=form)
    actions.set_aside(claim, form.cleaned_data["reason"], by=visit.actor)
    messages.success(visit.request, _("Put aside. You find it under “finished” and can open it again."))
    return _act(visit, claim)


@in_shop
def redraft(visit: Visit, code: str) -> HttpResponse:
    """A letter for today, from the reading as it is now; one that was worded by hand stays beside it."""
    claim = claim_in(code)
    made = case_of(claim).work.draft if visit.request.method == "POST" else None
    if made is None:
        return _act(visit, claim)
    letter = letters.draft(claim, made, by=visit.actor)
    return redirect(visit.url("letter", code=code, letter=letter.code))


@in_shop
def step(visit: Visit, code: str, name: str) -> HttpResponse:
    """Let the case rest, or open it again."""
    claim = claim_in(code)
    if visit.request.method != "POST":
        return _act(visit, claim)
    {"rest": actions.rest, "reopen": actions.reopen}[name](claim, by=visit.actor)
    return _act(visit, claim)
