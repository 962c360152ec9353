"""What this department forgets of a dossier, how its claims stand for the schedule, and what it tells who asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from wederhoor.claims.gathering import is_settled
from wederhoor.claims.models import Assessment, Claim, Deadline, Note, Statement
from wederhoor.evidence import orders
from wederhoor.evidence.forgetters import Counts, Forgetter, Sought, Standing, register
from wederhoor.evidence.models import Dossier, OrderEvent
from wederhoor.journal.models import Line
from wederhoor.shops.models import Shop

CLOSING = ("claim.settled", "claim.rested", "claim.set_aside")
# Kinds that are about money or a court from the first word.
SHARP = frozenset({"chargeback", "collection_letter", "summons"})


def _claim(dossier: Dossier) -> Claim | None:
    return Claim.objects.filter(dossier=dossier).first()


def _order(dossier: Dossier) -> str:
    """The order that goes with this dossier; none when another claim is about it, or nobody said that it is theirs.

    Anybody can write somebody else's order number: nothing of it goes with their file, nor is told to them.
    """
    claim = _claim(dossier)
    if claim is None or not claim.order_number or not is_settled(claim):
        return ""
    same = Claim.objects.filter(order_number=claim.order_number).exclude(pk=claim.pk)
    others = same.select_related("dossier", "message__exhibit")
    return "" if any(is_settled(other) for other in others) else claim.order_number


def _events(dossier: Dossier) -> Any:
    """What systems of the shop reported about the order."""
    order = _order(dossier)
    return OrderEvent.objects.filter(order_number=order) if order else OrderEvent.objects.none()


def _lines(dossier: Dossier) -> Sequence[int]:
    return [*_events(dossier).values_list("line", flat=True), *orders.lines_of(_order(dossier))]


def _forget(dossier: Dossier) -> Counts:
    beside = orders.forget(_order(dossier))
    _, reported = _events(dossier).delete()
    _, rows = Claim.objects.filter(dossier=dossier).delete()
    return {**beside, **reported, **rows}


def _standing(shop_id: int) -> Mapping[int, Standing]:
    """Every claim of the shop in three statements. A day of closing is a day of the shop's calendar."""
    zone = ZoneInfo(Shop.objects.values_list("zone", flat=True).get(pk=shop_id))
    closing = Line.objects.filter(shop_id=shop_id, act__in=CLOSING).order_by().values("subject")
    closed = dict(closing.annotate(last=Max("at")).values_list("subject", "last"))
    disputed = set(Statement.objects.filter(shop_id=shop_id, sort="contest").values_list("claim_id", flat=True))
    rows = Claim.objects.filter(shop_id=shop_id).values_list(
        "pk", "dossier_id", "code", "state", "kind", "topic", "amount", "customer_name", "subject", "filed_at"
    )
    return {
        dossier: Standing(
            closed_on=None if state in OPEN else closed.get(code, filed).astimezone(zone).date(),
            is_complaint=bool(topic) and state != "set_aside",
            is_disputed=state != "settled" and (pk in disputed or amount is not None or kind in SHARP),
            title=" · ".join(filter(None, (name, subject))),
        )
        for pk, dossier, code, state, kind, topic, amount, name, subject, filed in rows
    }


OPEN = ("filed", "contested", "answered")


def _found(sought: Sought) -> set[int]:
    wanted = Q()
    if sought.email:
        wanted |= Q(customer_email__iexact=sought.email)
    if sought.name:
        wanted |= Q(customer_name__icontains=sought.name)
    if sought.order:
        wanted |= Q(order_number__iexact=sought.order)
    return set(Claim.objects.filter(wanted).values_list("dossier_id", flat=True)) if wanted else set()


def _told(dossier: Dossier) -> Mapping[str, Any]:
    """The claim with everything said and derived in it; notes of the shop apart, since they may be left out."""
    claim = _claim(dossier)
    if claim is None:
        return {}
    return {
        "complaint": {
            "reference": claim.code,
            "state": claim.state,
            "came_in_by": claim.channel,
            "kind": claim.kind,
            "topic": claim.topic,
            "language": claim.language,
            "subject": claim.subject,
            "name": claim.customer_name,
            "email": claim.customer_email,
            "order_number": claim.order_number,
            "goods": claim.goods,
            "amount": None if claim.amount is None else str(claim.amount),
            "written_at": claim.message_at.isoformat(),
            "message": claim.message_text,
            "attachments": list(claim.attachments),
        },
        "statements": [_statement(row) for row in claim.statements.all()],
        "assessments": [_assessment(row) for row in claim.assessments.all()],
        "deadlines": [
            {"what": row.what, "who": row.who, "on": row.due_at.isoformat(), "source": row.source}
            for row in claim.deadlines.all()
        ],
        "notes": [{"at": row.made_at.isoformat(), "text": row.text} for row in claim.notes.order_by("id")],
        "order_events": [
            {"what": what, "at": at.isoformat()}
            for what, at in _events(dossier).order_by("at").values_list("what", "at")
        ],
        **orders.told(_order(dossier)),
    }


def _statement(row: Statement) -> dict[str, Any]:
    said = {"side": row.side, "sort": row.sort, "at": row.made_at.isoformat(), "text": row.text}
    return {**said, "facts": row.facts, "demands": row.demands}


def _assessment(row: Assessment) -> dict[str, Any]:
    return {"at": row.made_at.isoformat(), "on": row.on.isoformat(), "outcome": row.outcome, "result": row.result}


def _counted(dossier: Dossier) -> Counts:
    claim = _claim(dossier)
    if claim is None:
        return {}
    rows = {
        "claims.Claim": 1,
        "claims.Statement": claim.statements.count(),
        "claims.Assessment": claim.assessments.count(),
        "claims.Note": claim.notes.count(),
    }
    return {**rows, "evidence.OrderEvent": _events(dossier).count(), **orders.counted(_order(dossier))}


register(
    Forgetter(
        "claims",
        (Claim, Statement, Assessment, Note, Deadline, OrderEvent),
        _forget,
        lines=_lines,
        standing=_standing,
        found=_found,
        told=_told,
        counted=_counted,
    )
)
