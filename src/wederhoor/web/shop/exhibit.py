"""The page of one document: what it shows, where it comes from, who has it, and what can be done with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wederhoor.casework.guard import quarantine_says
from wederhoor.casework.read import is_mail
from wederhoor.casework.shapes import Paper
from wederhoor.claims.models import Claim
from wederhoor.connect.contract import Unreadable
from wederhoor.connect.mail import parse, text_of
from wederhoor.connect.mail.vouched import sentences
from wederhoor.door.store import Missing, Unreachable
from wederhoor.dossier.cleaned import hidden_in
from wederhoor.dossier.preview import NoPreview, Preview, preview_of
from wederhoor.evidence import actions as evidence
from wederhoor.evidence import handling, policy
from wederhoor.evidence.examining import examined_in
from wederhoor.evidence.models import DossierItem, Exhibit
from wederhoor.flow import require
from wederhoor.journal.models import Line
from wederhoor.journal.proofs import lines_of
from wederhoor.ledger.sealed import NotOpened
from wederhoor.web.components import exhibits as said
from wederhoor.web.components.legal import fact_says, value_says
from wederhoor.web.components.shown import reader_language
from wederhoor.web.components.words import FROM, SORT, word
from wederhoor.web.shop.case import claim_in
from wederhoor.web.shop.conversation import moment_of
from wederhoor.web.shop.files import item_in
from wederhoor.web.shop.papers import CopyForm, DescribeForm, LiftForm
from wederhoor.web.shop.visits import Visit, in_shop

LARGEST_LOOKED_AT = 40_000_000
TEXT_SHOWN = 8_000
WIDE = 1_000
DESCRIBED = ("shows", "does_not_show", "others_data")

Done = tuple[str, str]
Act = Callable[[Visit, DossierItem, Mapping[str, Any]], Done]


@dataclass(frozen=True)
class Looked:
    """What there is to see of the bytes: pages as pictures, or words; and what travels along unseen."""

    pages: range = range(0)
    more_pages: int = 0
    text: str = ""
    hidden: tuple[str, ...] = ()
    fault: str = ""


@in_shop
def about(visit: Visit, code: str, number: str) -> HttpResponse:
    """Everything about one document. Opening it is written down, for the auditor."""
    claim = claim_in(code)
    return _drawn(visit, claim, item_in(claim, number))


def _drawn(visit: Visit, claim: Claim, item: DossierItem, status: int = 200, **forms: Any) -> HttpResponse:
    require(policy.may_read(visit.actor, item.exhibit))
    handling.read(item, handling.How.SHOWN, by=visit.actor)
    row = item.exhibit
    lines = list(lines_of(claim.code))
    looked = _looked(row)
    checked = _check(row, item.label, lines) if "check" in visit.request.GET else None
    page = {
        "visit": visit,
        "claim": claim,
        "item": item,
        "row": row,
        "sort": word(SORT, row.sort),
        "from_": word(FROM, row.source),
        "added": said.recorded_says(moment_of(claim, row.added_at)),
        "added_by": word(said.SIDES, row.added_side),
        "strength": said.strength_of(row),
        "shows": [(name, value_says(fact, value)) for fact, value in row.facts.items() if (name := fact_says(fact))],
        "shared": said.shared_with(row),
        "history": said.history_of(lines, item.label, partial(moment_of, claim)),
        "hash": [row.sha256[at : at + 8] for at in range(0, 64, 8)],
        "looked": looked,
        "hidden": said.left_out_says(looked.hidden),
        "held": quarantine_says(row.quarantine, reader_language()) or row.problem if row.quarantine else "",
        "checked": checked,
        "vouched": _vouched(lines, item.label),
        "original": _original(claim, row),
        "left_out": said.left_out_says(said.payload_of(lines, "exhibit.transformed", item.label).get("left_out", ())),
        "may_describe": bool(policy.may_describe(visit.actor, row)) and visit.may_work,
        "may_copy": bool(policy.may_copy(visit.actor, row)) and bool(looked.pages),
        "may_lift": bool(policy.may_lift(visit.actor, row)),
        "describe_form": DescribeForm(initial=_described(row), auto_id="describe_%s"),
        "copy_form": CopyForm(auto_id="copy_%s"),
        "lift_form": LiftForm(auto_id="lift_%s"),
        **forms,
    }
    return render(visit.request, "shop/exhibit.html", page, status=status)


def _vouched(lines: list[Line], number: str) -> list[str]:
    """What the signatures of a mail are worth, in sentences; none for what is no mail, or waits to be looked at."""
    found = examined_in(lines).get(number)
    return [sentence.says(reader_language()) for sentence in sentences(found)] if found else []


def _described(row: Exhibit) -> dict[str, str]:
    return {"shows": row.shows, "does_not_show": row.does_not_show, "others_data": row.others_data}


def _original(claim: Claim, row: Exhibit) -> DossierItem | None:
    if row.derived_from_id is None:
        return None
    found: DossierItem | None = claim.dossier.items.filter(exhibit_id=row.derived_from_id).first()
    return found


def _looked(row: Exhibit) -> Looked:
    """The bytes are opened only when nothing was found in them, and never without a limit."""
    if row.quarantine or row.size > LARGEST_LOOKED_AT:
        return Looked()
    try:
        data = evidence.bytes_of(row)
    except (Missing, NotOpened, LookupError, Unreachable):
        return Looked(fault=_("The bytes of this document cannot be read now. Tell whoever runs this installation."))
    try:
        pages = preview_of(data, pages=1, wide=200)[0].pages
    except NoPreview:
        return Looked(text=_text(row, data))
    shown = min(pages, 3)
    return Looked(range(1, shown + 1), pages - shown, row.text[:TEXT_SHOWN], hidden_in(data))


def _text(row: Exhibit, data: bytes) -> str:
    """Mail and pages as words alone: no link, picture or script of theirs reaches the browser."""
    if row.text:
        return str(row.text)[:TEXT_SHOWN]
    try:
        if is_mail(Paper(data, row.name, row.media_type)):
            return parse(data).text[:TEXT_SHOWN]
    except Unreadable:
        return ""
    if row.media_type.startswith("text/"):
        return text_of(data[: TEXT_SHOWN * 20].decode("utf-8", "replace"))[:TEXT_SHOWN]
    return ""


def _check(row: Exhibit, number: str, lines: list[Line]) -> bool:
    """Whether the bytes are the ones that were put on record: counted anew, against the row and the journal's line."""
    counted = hashlib.sha256()
    try:
        for piece in evidence.stream(row):
            counted.update(piece)
    except (Missing, NotOpened, LookupError, Unreachable):
        return False
    kept = said.payload_of(lines, "exhibit.added", number).get("sha256", row.sha256)
    return {counted.hexdigest(), kept} == {row.sha256}


@in_shop
def page(visit: Visit, code: str, number: str, page: int) -> HttpResponse:
    """One page of a document as a picture, made here: nothing of the file itself reaches the browser."""
    item = item_in(claim_in(code), number)
    require(policy.may_read(visit.actor, item.exhibit))
    picture = _picture(item.exhibit, page)
    handling.read(item, handling.How.SHOWN, by=visit.actor)
    answer = HttpResponse(picture.data, content_type=picture.media_type)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _picture(row: Exhibit, page: int) -> Preview:
    if row.quarantine or row.size > LARGEST_LOOKED_AT or not 1 <= page <= 3:
        raise Http404
    try:
        return preview_of(evidence.bytes_of(row), pages=page, wide=WIDE)[page - 1]
    except (NoPreview, IndexError, Missing, NotOpened, LookupError, Unreachable):
        raise Http404 from None


def _act(name: str, form_class: type[Form]) -> Callable[[Act], Callable[..., HttpResponse]]:
    """What a form of the document's page does: drawn again with its faults, or done, and back to the page.

    The act gives the number of the document to go back to, and the words to say there.
    """

    def decorate(act: Act) -> Callable[..., HttpResponse]:
        @in_shop
        @wraps(act)
        def answer(visit: Visit, code: str, number: str) -> HttpResponse:
            if visit.request.method != "POST":
                return redirect(visit.url("exhibit_about", code=code, number=number))
            claim, form = claim_in(code), form_class(visit.request.POST, auto_id=f"{name}_%s")
            item = item_in(claim, number)
            if not form.is_valid():
                return _drawn(visit, claim, item, 422, **{f"{name}_form": form})
            label, words = act(visit, item, form.cleaned_data)
            messages.success(visit.request, words)
            return redirect(visit.url("exhibit_about", code=code, number=label))

        return answer

    return decorate


@_act("describe", DescribeForm)
def describe(visit: Visit, item: DossierItem, given: Mapping[str, Any]) -> Done:
    """What it shows and does not show, in the shop's own words."""
    evidence.describe(item, **{name: given[name] for name in DESCRIBED}, facts={}, by=visit.actor)
    return item.label, _("Kept. What stood here before stays on record.")


@_act("copy", CopyForm)
def clean_copy(visit: Visit, item: DossierItem, given: Mapping[str, Any]) -> Done:
    """A copy without place, device and the like."""
    copy = handling.make_clean_copy(item, given["reason"], by=visit.actor)
    return copy.label, _("Made: this is %(number)s.") % {"number": copy.label}


@_act("lift", LiftForm)
def lift(visit: Visit, item: DossierItem, given: Mapping[str, Any]) -> Done:
    """The owner decides that other people's data in it may be seen."""
    handling.lift(item, given["reason"], by=visit.actor)
    return item.label, _("From now on the customer sees it, and it goes into the case file.")
