"""A moment in the life of an order: what the timeline of one order is made of, whoever wrote it down.

Each department answers ``moments_of(shop, order_number)`` with these; the page puts them in their order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Moment:
    """Something that happened to an order.

    ``what`` is a word of :class:`~wederhoor.evidence.kinds.Happening` or of the department's own kinds, and ``title``
    its sentence in the reader's language. ``source`` is the code of who reported it, ``kept_at`` when it was written
    down here: a moment told afterwards proves less than one that was written down while it happened. ``link`` leads to
    its own page, where it has one; ``detail`` are pairs of a label and what was told. ``number`` is the place in the
    log of the line that holds it, where it has one of its own.
    """

    at: datetime
    what: str
    title: str
    source: str = ""
    kept_at: datetime | None = None
    detail: tuple[tuple[str, str], ...] = field(default=())
    link: str = ""
    number: int | None = None

    @property
    def is_late(self) -> bool:
        """Whether it was told more than a day after it happened."""
        return self.kept_at is not None and (self.kept_at - self.at).total_seconds() > 86_400
