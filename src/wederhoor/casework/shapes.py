"""What lies on the table when a message is worked on, and what comes off it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from wederhoor.connect.contract import Mail
from wederhoor.drafting.shapes import Draft, ShopCard
from wederhoor.facts import Facts, Remedy
from wederhoor.language.shapes import Finding, Reading
from wederhoor.law.shapes import Answer, Assessment, Demand, Tellings


@dataclass(frozen=True)
class Paper:
    """One paper as it came, unread. ``sort`` is what the giver says it is, or empty to let it be recognised.

    Sorts: message, confirmation, order, tracking, payment, terms, page, correspondence, photo, receipt, notice, note,
    measure, log, call. ``source`` is who gave it: consumer, shop, carrier, platform, supplier, trustmark. ``on`` is its
    day where the giver knows it better than the paper; ``proves`` the fact it is laid in for, ``reason`` why.
    """

    data: bytes
    name: str = ""
    media_type: str = ""
    sort: str = ""
    source: str = "shop"
    title: str = ""
    received: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    shows: str = ""
    does_not_show: str = ""
    strength: int = 0
    others_data: str = ""
    on: date | None = None
    proves: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Exhibit:
    """One paper after reading: its number (B1), what it shows, and one sentence when it could not be read.

    ``quarantine`` names what was found in its bytes that kept it from being opened at all.
    """

    number: str
    sort: str
    title: str
    source: str
    on: date | None = None
    adapter: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    problem: str = ""
    notes: tuple[str, ...] = ()
    quarantine: str = ""


@dataclass(frozen=True)
class Message:
    """The customer's message as it stands on paper."""

    text: str
    subject: str = ""
    sender_name: str = ""
    sender: str = ""
    at: datetime | None = None
    quoted: str = ""
    attachments: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseInput:
    """Everything the chain needs. ``facts`` stand for all; ``shop_says`` and ``consumer_says`` for one side each."""

    message: Paper
    on: date
    papers: tuple[Paper, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    consumer_says: Mapping[str, Any] = field(default_factory=dict)
    shop_says: Mapping[str, Any] = field(default_factory=dict)
    shop_telling: str = ""
    demands: tuple[Demand, ...] | None = None
    topic: str = ""
    language: str = ""
    reader: str = "nl"
    reference: str = ""
    zone: str = "Europe/Amsterdam"
    shop: ShopCard = field(default_factory=ShopCard)


@dataclass(frozen=True)
class Table:
    """What the slots are taken from."""

    message: Message
    reading: Reading
    exhibits: Sequence[Exhibit]
    tellings: Tellings
    assessment: Assessment | None
    case: CaseInput

    @property
    def facts(self) -> Facts:
        return self.tellings.exhibits

    def clock(self, what: str) -> date | None:
        clocks = self.assessment.clocks if self.assessment else ()
        return next((c.due for c in clocks if c.what == what), None)

    def answer(self, *remedies: Remedy) -> Answer | None:
        answers = self.assessment.answers if self.assessment else ()
        return next((a for a in answers if a.demand.remedy in remedies), None)


@dataclass(frozen=True)
class Work:
    """What came off the table. ``sentence`` says in one sentence why there is no assessment, when there is none."""

    table: Table
    assessments: tuple[Assessment, ...]
    draft: Draft | None
    findings: tuple[Finding, ...] = ()
    summary: str = ""
    understood: tuple[str, ...] = ()
    today: tuple[str, ...] = ()
    recourse: tuple[Draft, ...] = ()
    sentence: str = ""
    mail: Mail | None = None

    @property
    def assessment(self) -> Assessment | None:
        """The gravest, or ``None`` when the message is no complaint."""
        return self.assessments[0] if self.assessments else None

    @property
    def message(self) -> Message:
        return self.table.message

    @property
    def reading(self) -> Reading:
        return self.table.reading

    @property
    def exhibits(self) -> Sequence[Exhibit]:
        return self.table.exhibits

    @property
    def tellings(self) -> Tellings:
        return self.table.tellings

    @property
    def facts(self) -> Facts:
        """What exhibits and undisputed facts show."""
        return self.table.facts
