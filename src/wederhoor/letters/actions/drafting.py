"""Making a draft from the assessment, editing it, and checking it against the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from wederhoor import codes
from wederhoor.casework.letter import letter_case_of, unfilled
from wederhoor.casework.shapes import Work
from wederhoor.claims.assessing import look
from wederhoor.claims.models import Claim
from wederhoor.drafting.shapes import Draft
from wederhoor.flow import require
from wederhoor.journal.record import Entry, record, record_all
from wederhoor.language.checking import check
from wederhoor.language.shapes import Finding, LetterCase
from wederhoor.letters import policy
from wederhoor.letters.actions.steps import locked
from wederhoor.letters.kinds import RECEIPTS
from wederhoor.letters.models import Letter
from wederhoor.shops.kinds import Actor


def lay_ready(claim: Claim, drafts: Sequence[Draft], *, by: Actor) -> list[Letter]:
    """The first letters of a new claim, in two statements."""
    letters = Letter.objects.bulk_create(_letter(claim, made) for made in drafts)
    if letters:
        record_all([_line(letter, claim, by) for letter in letters])
    return letters


def draft(claim: Claim, made: Draft, *, by: Actor) -> Letter:
    """Put a draft on the case. An untouched older one of its sort gives way; an edited one stays beside it."""
    require(policy.may_draft(by))
    older = Letter.objects.filter(claim=claim, state="draft", edited=False)
    same_sort = older.filter(letter__in=RECEIPTS) if made.letter in RECEIPTS else older.exclude(letter__in=RECEIPTS)
    same_sort.delete()
    return lay_ready(claim, [made], by=by)[0]


def _letter(claim: Claim, made: Draft) -> Letter:
    return Letter(
        shop_id=claim.shop_id,
        claim=claim,
        code=codes.new_code(),
        letter=made.letter,
        language=made.language,
        recipient=claim.customer_email,
        subject=made.subject[:200],
        body=made.body,
        citations=[{"words": c.words, "exhibit": c.exhibit} for c in made.citations],
        to_fill=list(made.to_fill),
        given=_given(made),
    )


def _given(made: Draft) -> dict[str, list[str]]:
    values = list(made.slots.values())
    return {
        "days": sorted({f"{value:%Y-%m-%d}" for value in values if isinstance(value, date)}),
        "amounts": sorted({str(value) for value in values if isinstance(value, Decimal)}),
    }


def _line(letter: Letter, claim: Claim, by: Actor) -> Entry:
    payload = {"letter": letter.letter, "language": letter.language}
    return Entry("letter.drafted", subject=claim.code, actor=by.code, shop_id=claim.shop_id, payload=payload)


def edit(letter: Letter, *, subject: str, body: str, final: bool = False, by: Actor) -> list[Finding]:
    """Keep the person's own wording and say what the checker finds in it."""
    require(policy.may_edit(by, locked(letter)))
    letter.edited = letter.edited or body != letter.body
    letter.subject, letter.body = subject[:200].replace("\n", " "), body.replace("\x00", "")
    letter.to_fill = list(unfilled(letter.body))
    letter.citations = [c for c in letter.citations if c["words"] in letter.body]
    letter.closes = final
    letter.save(update_fields=["subject", "body", "to_fill", "citations", "edited", "closes"])
    record("letter.edited", subject=letter.claim.code, actor=by.code, shop_id=letter.shop_id, payload={})
    return check_letter(letter)


def check_letter(letter: Letter, work: Work | None = None) -> list[Finding]:
    """What is wrong with the letter, held against the case it answers."""
    done = work or look(letter.claim)
    case = _with_given(letter_case_of(done.table, letter.letter), letter)
    return check(letter.body, language=letter.language, form=letter.shop.form, case=case)


def _with_given(case: LetterCase, letter: Letter) -> LetterCase:
    """What it was written with still holds, but a day that was promised must not have passed."""
    today = letter.shop.today()
    days = (date.fromisoformat(day) for day in letter.given.get("days", ()))
    amounts = (Decimal(amount) for amount in letter.given.get("amounts", ()))
    return replace(
        case, dates=case.dates.union(day for day in days if day >= today), amounts=case.amounts.union(amounts)
    )
