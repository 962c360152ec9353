"""From rows to the pure chain and back: what lies in the dossier is assessed, and outcome and dates are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from wederhoor.casework.chain import decide
from wederhoor.casework.shapes import CaseInput, Exhibit, Message, Paper, Work
from wederhoor.casework.written import assessment_json
from wederhoor.claims.models import Assessment, Claim, Deadline, Statement
from wederhoor.evidence.kinds import Layer
from wederhoor.evidence.models import DossierItem
from wederhoor.evidence.others import masked
from wederhoor.facts import Remedy
from wederhoor.journal.record import record
from wederhoor.law.shapes import Demand
from wederhoor.law.stored import kept
from wederhoor.shops.kinds import Actor

# What a customer waits for; the last day of a chance, such as a carrier's window, is over once it has passed.
OWED = frozenset({"answer", "refund", "trustmark_answer"})


def items_of(claim: Claim) -> list[DossierItem]:
    """What lies in the dossier, by number, with its exhibit: one statement."""
    return list(claim.dossier.items.select_related("exhibit").order_by("number"))


def look(
    claim: Claim,
    items: Sequence[DossierItem] | None = None,
    statements: Iterable[Statement] | None = None,
    *,
    reader: str = "",
) -> Work:
    """The claim as the rules see it today, told in the language of its ``reader`` (the shop's unless named).

    Reads two lists at most, writes nothing.
    """
    items = items_of(claim) if items is None else items
    told = list(claim.statements.all()) if statements is None else list(statements)
    return decide(message_of(claim), [exhibit_of(item) for item in items], case_of(claim, told, reader))


def message_of(claim: Claim) -> Message:
    """The message as it was read, at the shop's own time: the day it was written is a day of that calendar."""
    return Message(
        text=claim.message_text,
        subject=claim.subject,
        sender_name=claim.customer_name,
        sender=claim.customer_email,
        at=claim.message_at.astimezone(ZoneInfo(claim.shop.zone)),
        attachments=tuple(claim.attachments),
    )


def exhibit_of(item: DossierItem) -> Exhibit:
    """An exhibit as the chain takes it: already read, its facts beside it.

    What one side alone may see shows the other nothing: neither an assessment nor a letter is built on it. Of what is
    withheld for other people's sake the rules hear what happened, and nobody's name.
    """
    row = item.exhibit
    is_shared = row.layer == Layer.SHARED
    return Exhibit(
        number=item.label,
        sort=row.sort,
        title=row.title,
        source=row.source,
        on=row.dated,
        facts=(masked(row.facts) if row.others_data else row.facts) if is_shared else {},
        text=row.text if is_shared and not row.others_data else "",
        problem=row.problem,
    )


def case_of(claim: Claim, statements: Iterable[Statement], reader: str = "") -> CaseInput:
    """The rest of what the chain needs: the day, the shop, and what each side says beside its papers."""
    said: dict[str, dict[str, object]] = {"consumer": {}, "shop": {}}
    demands: tuple[Demand, ...] | None = None
    for statement in (s for s in statements if s.layer == Layer.SHARED):
        said.setdefault(statement.side, {}).update(statement.facts)
        if statement.demands:
            demands = tuple(_demand(row) for row in statement.demands)
    return CaseInput(
        message=Paper(b""),
        on=claim.shop.today(),
        consumer_says=said["consumer"],
        shop_says=said["shop"],
        demands=demands,
        language=claim.language,
        reader=reader or claim.shop.language,
        shop=claim.shop.card(),
        reference=claim.code,
    )


def _demand(row: dict[str, str | None]) -> Demand:
    amount = row.get("amount")
    return Demand(Remedy(row["remedy"] or "other"), Decimal(amount) if amount else None, row.get("words") or "")


def assess(claim: Claim, *, by: Actor) -> Work:
    """Assess anew and keep the outcome; acts call it in their own transaction, with the dossier's lock."""
    done = look(claim)
    claim.deadlines.all().delete()
    keep_outcome(claim, done)
    record("claim.assessed", subject=claim.code, actor=by.code, shop_id=claim.shop_id, payload={"topic": claim.topic})
    return done


def keep_outcome(claim: Claim, work: Work, *, fresh: bool = False) -> None:
    """Save the claim with its next date, the outcome in the shop's own layer, and the dates that run.

    ``fresh`` says that the claim is being made: it is inserted, where otherwise only what changed is written.
    """
    gravest = work.assessment
    rows = list(_deadlines(claim, work))
    claim.topic = gravest.topic if gravest else ""
    claim.next_due, claim.next_what = _next(rows, claim.shop.today(), claim.waits_for_shop)
    claim.save(force_insert=fresh, update_fields=None if fresh else ["topic", "next_due", "next_what", "state"])
    Assessment.objects.create(
        shop_id=claim.shop_id,
        claim=claim,
        on=claim.shop.today(),
        outcome=gravest.outcome if gravest else "",
        result={
            "assessments": [assessment_json(a, claim.shop.language) for a in work.assessments],
            "kept": [kept(a) for a in work.assessments],
        },
    )
    Deadline.objects.bulk_create(rows)


def _deadlines(claim: Claim, work: Work) -> Iterator[Deadline]:
    for assessment in work.assessments:
        for clock in assessment.clocks:
            yield Deadline(
                shop_id=claim.shop_id,
                claim=claim,
                what=clock.what,
                who=clock.who,
                due_at=clock.due,
                source=clock.source[:200],
                slots={key: str(value) for key, value in clock.slots.items()},
                verify=clock.verify,
            )


def _next(rows: Iterable[Deadline], today: date, waits: bool) -> tuple[date | None, str]:
    """The shop's earliest date: one ahead, or one that passed while the customer still waits for it."""
    ours = (row for row in rows if row.who == "shop")
    running = ((row.due_at, row.what) for row in ours if row.due_at >= today or (waits and row.what in OWED))
    return min(running, default=(None, ""))
