"""What a case file holds: the shared layer, which both parties may have, and apart from it the shop's own part.

The layers are types. Whatever derives from :class:`Shared` may leave the house; whatever derives from :class:`Own` may
not, and no shared type has a field that could hold one. Times are aware and already in the zone they are to be read in;
dates are local.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Side(StrEnum):
    """Whose word, paper or turn it is."""

    CONSUMER = "consumer"
    SHOP = "shop"
    CARRIER = "carrier"
    NEUTRAL = "neutral"

    @classmethod
    def of(cls, source: str) -> Side:
        """The side a paper's giver stands on; platforms, suppliers, trustmarks and payment providers are neutral."""
        return cls(source) if source in set(cls) else cls.NEUTRAL


class MomentKind(StrEnum):
    """What a line of the timeline is: something that happened, something still to come, or a stretch of silence."""

    PAST = "past"
    FUTURE = "future"
    GAP = "gap"


class Shared:
    """Layer 2: the same for both parties, and the only thing that is handed over."""


class Own:
    """Layer 1: one side's own thinking. Never in a bundle, never in a shared print."""


@dataclass(frozen=True)
class Party(Shared):
    """Who a side is. ``details`` are the lines under the name: address, register number, e-mail."""

    side: Side
    name: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Moment(Shared):
    """One line of the timeline. A gap runs from ``on`` to ``until``; its ``what`` names the silence."""

    on: date
    what: str
    by: Side = Side.NEUTRAL
    at: str = ""
    exhibits: tuple[str, ...] = ()
    kind: MomentKind = MomentKind.PAST
    until: date | None = None


@dataclass(frozen=True)
class Sentence(Shared):
    """One sentence of a telling, with the exhibits it leans on (``B3``); none means that so far it is only said."""

    text: str
    exhibits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Telling(Shared):
    """What one side says happened. ``remark`` is what the other side noted beside it."""

    side: Side
    sentences: tuple[Sentence, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Statement(Shared):
    """A message or letter as it was sent: by whom, to whom, when, its words, and the exhibit it became."""

    sender: Side
    receiver: Side
    at: datetime | date
    text: str
    subject: str = ""
    exhibit: str = ""


@dataclass(frozen=True)
class Exhibit(Shared):
    """One numbered paper.

    ``size`` in bytes, ``sha256`` in hex. ``strength`` 0 to 5, ``None`` when nobody weighed it. ``name`` is the file
    name as it came (only its ending is trusted). ``text`` is what can be read in it, for the appendix. ``withheld``
    is why it is not shown here (other people's data); its bytes are then left out of the bundle, its hash is not.
    """

    number: str
    title: str
    sort: str
    source: str
    added_by: Side
    added_at: datetime | None
    sha256: str
    size: int
    media_type: str = ""
    name: str = ""
    shows: str = ""
    does_not_show: str = ""
    strength: int | None = None
    text: str = ""
    withheld: str = ""


@dataclass(frozen=True)
class Custody(Shared):
    """One step in the keeping of a paper (ISO/IEC 27037, 6.1): what was done, when, by which side, as what, and why.

    ``what`` is a word of the table ``custody_of`` in the labels (added, described, transformed, withheld, lifted,
    quarantined, exported, erased) or a few words of its own. ``exhibit`` is empty for what was done with the whole
    file. ``role`` says as what somebody acted (of the table ``roles``, or free) and never who. ``sha256`` (hex)
    is the hash after this step, where it made other bytes.
    """

    exhibit: str
    what: str
    at: datetime
    by: Side
    role: str = ""
    why: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Clock(Shared):
    """A date both parties may know: what must be done, by whom, by when, and where that stands."""

    what: str
    who: Side
    due: date
    source: str = ""
    uncertain: bool = False


@dataclass(frozen=True)
class CaseFile(Shared):
    """The shared layer of one case. ``language`` is nl, en or de; ``banner`` stands on every page, if any."""

    reference: str
    title: str
    language: str
    opened: date
    made_at: datetime
    parties: tuple[Party, ...] = ()
    installation: str = ""
    banner: str = ""
    subject: str = ""
    summary: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()
    tellings: tuple[Telling, ...] = ()
    statements: tuple[Statement, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    clocks: tuple[Clock, ...] = ()
    custody: tuple[Custody, ...] = ()

    def exhibit(self, number: str) -> Exhibit:
        """The exhibit with this number; raises ``KeyError`` when there is none."""
        for exhibit in self.exhibits:
            if exhibit.number == number:
                return exhibit
        raise KeyError(number)


@dataclass(frozen=True)
class OwnReason(Own):
    """Why: a sentence with the articles it rests on; ``uncertain`` when the law on this point is not settled."""

    text: str
    articles: tuple[str, ...] = ()
    uncertain: bool = False


@dataclass(frozen=True)
class OwnDemand(Own):
    """One thing the customer asks, and what the shop's reading says about it."""

    asked: str
    reading: str
    reasons: tuple[OwnReason, ...] = ()


@dataclass(frozen=True)
class OwnPart(Own):
    """The shop's own reading of the case. Only the shop's own print carries it, marked on every page."""

    headline: str
    demands: tuple[OwnDemand, ...] = ()
    reasons: tuple[OwnReason, ...] = ()
    missing: tuple[str, ...] = ()
    would_change: tuple[str, ...] = ()
    today: tuple[str, ...] = ()
    recourse: tuple[str, ...] = ()
    clocks: tuple[Clock, ...] = ()
    notes: tuple[str, ...] = ()


class SharedPdf(bytes):
    """A print of the shared layer only: the sole kind of PDF a bundle takes."""

    layer = Shared


class OwnPdf(bytes):
    """A print with the shop's own part in it: for the shop, never for a bundle or a customer."""

    layer = Own
