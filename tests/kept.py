"""Looks into an installation that was killed: is everything there that it acknowledged, once, whole, and nothing half?

Run by itself on the folder in ``WEDERHOOR_DATA``: what was sent as JSON in, what is wrong as a list of sentences out.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tests.reporters import MOMENT, event

from wederhoor.cli.django import django

SHOWN = 20


def wrong(sent: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each thing lost, doubled, halved or without its line; nothing when all is well."""
    from wederhoor.claims.models import Claim
    from wederhoor.evidence.actions import bytes_of
    from wederhoor.evidence.models import Exhibit
    from wederhoor.journal.audit import check_ledger
    from wederhoor.shops.context import inside
    from wederhoor.shops.models import Shop

    with inside(Shop.objects.get().pk):
        known = set(Claim.objects.values_list("code", flat=True))
        yield from (f"claim {code} is lost" for code in sent["claims"] if code not in known)
        for exhibit in Exhibit.objects.all():
            bytes_of(exhibit)
        kept = yield from _events_without_their_line()
    yield from _miscounted(kept, sent["answered"], sent["unanswered"])
    check_ledger()


def _events_without_their_line() -> Iterator[str]:
    """How often each event is kept; says which event or line stands without the other, or says something else."""
    from wederhoor.evidence.models import OrderEvent
    from wederhoor.journal.models import Line

    kept: Counter[str] = Counter()
    lines: dict[int, str] = {}
    for line in Line.objects.filter(act="event.reported").iterator():
        said = line.payload or {}
        ref = str(said.get("ref"))
        lines[line.pk] = ref
        if said != _as_written(ref):
            yield f"line {line.pk} does not say its event: {said}"
    for row in OrderEvent.objects.iterator():
        kept[row.ref] += 1
        if lines.pop(row.line, None) != row.ref:
            yield f"event {row.ref} has no line of its own"
        told = _as_written(row.ref)
        if (row.order_number, row.what, row.at.isoformat()) != (told["order"], told["what"], told["at"]):
            yield f"event {row.ref} does not say what was sent"
    yield from (f"line {line} of {ref} has no event" for line, ref in lines.items())
    return kept


def _as_written(ref: str) -> dict[str, Any]:
    name, _, place = ref.rpartition("-")
    return {**event(name, int(place) if place.isdecimal() else 0), "at": MOMENT}


def _miscounted(kept: Counter[str], answered: Mapping[str, int], unanswered: Mapping[str, int]) -> Iterator[str]:
    """What was acknowledged is there exactly once; what was not is there once or not at all, a batch as a whole."""
    for name, many in (answered | unanswered).items():
        times = [kept.pop(f"{name}-{place}", 0) for place in range(many)]
        if times != [1] * many and (name in answered or times != [0] * many):
            yield f"of the {many} events of {name} {sum(map(bool, times))} are kept, {max(times)} times at most"
    yield from (f"event {ref} was never sent" for ref in kept)


if __name__ == "__main__":
    with django():
        print(json.dumps(list(wrong(json.load(sys.stdin)))[:SHOWN]))
