"""Reads of claims with more than one caller: the list in order of clock, one case with all that lies around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from wederhoor import codes
from wederhoor.casework.shapes import Work
from wederhoor.claims.assessing import items_of, look
from wederhoor.claims.models import Assessment, Claim, Deadline, Statement
from wederhoor.evidence.models import DossierItem

PAGE = 25
FAR = date(9999, 12, 31)
ONLY = {
    "open": ("filed", "contested", "answered"),
    "waiting": ("filed", "contested"),
    "resting": ("rested", "settled", "set_aside"),
    "all": ("filed", "contested", "answered", "rested", "settled", "set_aside"),
    "returns": ("filed", "contested", "answered"),
}
# What is no complaint but a right that is used: a purchase undone, and what comes after it.
RETURNS = ("withdrawal", "cancellation", "return_cost", "refund_not_received", "refund_incomplete", "not_collected")


@dataclass(frozen=True)
class ListPage:
    """One page of the list and where the next begins; no count over all cases."""

    rows: list[Claim]
    after: str


@dataclass(frozen=True)
class CaseView:
    """A case with everything its page draws."""

    claim: Claim
    work: Work
    items: list[DossierItem]
    statements: list[Statement]
    deadlines: list[Deadline]


def page_of(*, search: str = "", after: str = "", only: str = "open") -> ListPage:
    """A page of the shop's claims, the earliest date first. ``after`` is what the page before gave. Inside a shop."""
    rows = _ordered(ONLY.get(only, ONLY["open"]), search)
    if only == "returns":
        rows = rows.filter(kind__in=RETURNS)
    start = _start(after)
    if start is not None:
        day, pk = start
        rows = rows.filter(Q(clock__gt=day) | Q(clock=day, pk__gt=pk))
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return ListPage(found[:PAGE], f"{last.clock:%Y-%m-%d}.{last.pk}" if last is not None else "")


def _ordered(states: Sequence[str], search: str) -> QuerySet[Claim, Any]:
    latest = Assessment.objects.filter(claim=OuterRef("pk")).order_by("-id").values("outcome")[:1]
    rows = Claim.objects.filter(state__in=states).annotate(clock=Coalesce("next_due", FAR), outcome=Subquery(latest))
    if search.strip():
        rows = rows.filter(pk__in=found_by(search))
    return rows.defer("message_text", "attachments").order_by("clock", "pk")


def _start(after: str) -> tuple[date, int] | None:
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)\.(\d{1,18})", after)
    if match is None:
        return None
    try:
        return date.fromisoformat(match.group(1)), int(match.group(2))
    except ValueError:
        return None


def found_by(search: str, most: int = 200) -> list[int]:
    """Claims of the shop that is set whose code, order, name, subject or goods hold every word, newest first."""
    words = " & ".join(f"{word}:*" for word in re.findall(r"[^\W_]+", search.lower())[:8])
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM claims_found(%s, %s)", [words, most])
        return [row[0] for row in cursor.fetchall()]


def claim_by_code(code: str) -> Claim | None:
    """One claim of the shop that is set, with its dossier and shop; ``code`` as typed or in an address."""
    try:
        kept = codes.code_from(code)
    except codes.NotACode:
        return None
    return Claim.objects.select_related("dossier", "shop").filter(code=kept).first()


def claim_of_dossier(dossier_id: int) -> Claim | None:
    return Claim.objects.select_related("dossier", "shop").filter(dossier_id=dossier_id).first()


def case_of(claim: Claim, reader: str = "") -> CaseView:
    """Everything around one claim, in three statements, as it stands today, told in the language of its ``reader``."""
    items, statements = items_of(claim), list(claim.statements.all())
    work = look(claim, items, statements, reader=reader)
    return CaseView(claim, work, items, statements, list(claim.deadlines.all()))
