"""The owner's morning: what waits for us, in order of clock; and a new message by pasting or uploading."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wederhoor.casework.shapes import Paper
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.claims.queries import ONLY, page_of
from wederhoor.connect.contract import Unreadable
from wederhoor.letters.actions import receive
from wederhoor.web.components.shown import SOON_DAYS, reader_language
from wederhoor.web.components.words import CLOCK, KIND, OUTCOME_SHORT, STATE, money, word
from wederhoor.web.shop.forms import NewClaimForm
from wederhoor.web.shop.visits import Visit, in_shop

MOST_EXPORTED = 1000
# What is read, and needs no answer.
NO_COMPLAINT = frozenset({"praise", "supplier", "phishing"})


@dataclass(frozen=True)
class Row:
    """A claim as the list shows it."""

    code: str
    href: str
    title: str
    who: str
    goods: str
    amount: str
    state: str
    outcome: str
    waits: bool
    due: date | None
    what: str
    late: bool
    soon: bool


def is_complaint(claim: Claim) -> bool:
    """Whether somebody waits for an answer at all."""
    return claim.kind not in NO_COMPLAINT


def state_says(claim: Claim) -> str:
    """The state in words; what needs no answer does not wait for one."""
    if claim.waits_for_shop and not is_complaint(claim):
        return _("no complaint")
    return word(STATE, claim.state)


def row_of(claim: Claim, href: str, today: date) -> Row:
    """One line of the list, in words."""
    due = claim.next_due if claim.is_open else None
    outcome = getattr(claim, "outcome", "") or ""
    waits = claim.waits_for_shop and is_complaint(claim)
    return Row(
        code=claim.code,
        href=href,
        title=word(KIND, claim.kind),
        who=claim.customer_name or claim.customer_email or _("unknown sender"),
        goods=claim.goods or claim.subject,
        amount=money(claim.amount),
        state=state_says(claim),
        outcome=word(OUTCOME_SHORT, outcome) if outcome else "",
        waits=waits,
        due=due,
        what=word(CLOCK, claim.next_what) if claim.next_what else "",
        late=bool(due and due < today and waits),
        soon=bool(due and (due - today).days <= SOON_DAYS),
    )


@in_shop
def claims(visit: Visit) -> HttpResponse:
    """The list, searched and paged by keyset; no count over all cases."""
    given = visit.request.GET
    search, only = given.get("q", "")[:100], given.get("only", "open")
    only = only if only in ONLY else "open"
    found = page_of(search=search, after=given.get("after", ""), only=only)
    today = visit.shop.today()
    wanted = [c for c in found.rows if only != "waiting" or is_complaint(c)]
    rows = [row_of(c, visit.url("claim", code=c.code), today) for c in wanted]
    page: dict[str, Any] = {
        "visit": visit,
        "rows": rows,
        "waiting": sum(r.waits for r in rows),
        "first": next((r for r in rows if r.waits and r.due), None),
        "after": found.after,
        "is_first_page": "after" not in given,
        "search": search,
        "only": only,
        "filters": _filters(),
        "today": today,
    }
    return render(visit.request, "shop/claims.html", page)


@in_shop
def export(visit: Visit) -> HttpResponse:
    """The list as a table for a spreadsheet, page by page, up to a thousand rows."""
    only, after, rows = visit.request.GET.get("only", "all"), "", 0
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # a mark, or spreadsheets guess the charset
    answer.headers["Content-Disposition"] = 'attachment; filename="wederhoor.csv"'
    table = csv.writer(answer, delimiter=";")
    table.writerow([_("Reference"), _("By"), _("What"), _("Customer"), _("Item"), _("Amount"), _("State")])
    while rows < MOST_EXPORTED:
        found = page_of(search=visit.request.GET.get("q", "")[:100], after=after, only=only if only in ONLY else "all")
        for claim in found.rows:
            table.writerow([_cell(value) for value in _columns(claim)])
        rows, after = rows + len(found.rows), found.after
        if not after:
            break
    return answer


def _columns(claim: Claim) -> list[object]:
    amount = "" if claim.amount is None else str(claim.amount).replace(".", ",")
    kind, state = word(KIND, claim.kind), state_says(claim)
    return [claim.code, claim.next_due or "", kind, claim.customer_name, claim.goods, amount, state]


def _cell(value: object) -> str:
    """A cell that begins like a formula would be run by a spreadsheet; a mark before it keeps it text."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _filters() -> list[tuple[str, str]]:
    return [
        ("open", _("open")),
        ("waiting", _("waiting for us")),
        ("resting", _("finished")),
        ("all", _("all")),
        ("returns", _("returns & withdrawals")),
    ]


@in_shop
def new(visit: Visit) -> HttpResponse:
    """A message becomes a claim: pasted, or as the file it came in."""
    form = NewClaimForm(visit.request.POST or None, visit.request.FILES or None)
    if visit.request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(visit.request, "shop/new.html", {"visit": visit, "form": form}, status=status)
    message = form.given()
    paper = Paper(message.data, message.name, message.media_type, sort="", source="consumer")
    customer = (form.cleaned_data["name"], form.cleaned_data["email"])
    papers = [given.paper() for given in form.papers()]
    try:
        filed = receive(visit.shop, paper, channel=Channel.PASTE, papers=papers, customer=customer, by=visit.actor)
    except Unreadable as problem:
        form.add_error("message", problem.says(reader_language()))
        return render(visit.request, "shop/new.html", {"visit": visit, "form": form}, status=422)
    if not filed.is_new:
        messages.info(visit.request, _("This mail was here already; this is the page it belongs to."))
    return redirect(visit.url("claim", code=filed.claim.code))
