"""Who runs the installation: an existing person becomes operator, or is one no longer."""

from __future__ import annotations

from django.db import transaction

from wederhoor.accounts import kinds
from wederhoor.accounts.models import Person
from wederhoor.journal.record import record


def make_operator(person: Person, *, by: str) -> bool:
    """From now on ``person`` runs the installation; ``False`` when that was so already, and then nothing is written."""
    return _mark(person, kinds.OPERATOR_MADE, by, is_operator=True)


def end_operator(person: Person, *, by: str) -> bool:
    """From now on ``person`` is nobody special here; ``False`` when that was so already."""
    return _mark(person, kinds.OPERATOR_ENDED, by, is_operator=False)


def _mark(person: Person, act: str, by: str, *, is_operator: bool) -> bool:
    with transaction.atomic():
        changed = Person.objects.filter(pk=person.pk, is_operator=not is_operator).update(is_operator=is_operator)
        if changed:
            record(act, subject=person.code, actor=by, payload={})
    person.is_operator = is_operator
    return bool(changed)
