"""The demonstration's table of contents: the shop, eight customers and six other messages, each with its papers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

_MEDIA_TYPES: Mapping[str, str] = {
    "eml": "message/rfc822",
    "json": "application/json",
    "txt": "text/plain",
    "html": "text/html",
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
}


@dataclass(frozen=True)
class PaperFile:
    """One paper as it lies in the folder. ``facts`` are what a person read off it that no adapter can (a picture).

    ``sort`` and ``source`` in the words of :class:`wederhoor.casework.shapes.Paper`, and ``return`` for the tracking of
    goods sent back; ``strength`` 0 (not weighed) to 5; ``adverse`` where it speaks against the shop; ``others_data``
    says what of a third person must be made unrecognisable first.
    """

    file: str
    sort: str
    title: str
    source: str
    received: datetime
    shows: str = ""
    does_not_show: str = ""
    strength: int = 0
    adverse: bool = False
    others_data: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def data(self) -> bytes:
        """The bytes as they came."""
        return _folder().joinpath(*self.file.split("/")).read_bytes()

    @property
    def name(self) -> str:
        """The bare file name."""
        return self.file.rsplit("/", 1)[-1]

    @property
    def media_type(self) -> str:
        """By the end of the file name."""
        return _MEDIA_TYPES[self.name.rsplit(".", 1)[-1]]


@dataclass(frozen=True)
class Case:
    """One customer: the message first, then what lies around it. ``shop_tells`` is the shop's own telling."""

    code: str
    title: str
    language: str
    received: datetime
    papers: tuple[PaperFile, ...]
    order: str = ""
    customer: str = ""
    shop_tells: str = ""
    shop_says: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> PaperFile:
        """What the customer, or whoever it was, wrote."""
        return next(paper for paper in self.papers if paper.sort == "message")

    @property
    def around(self) -> tuple[PaperFile, ...]:
        """Every other paper."""
        return tuple(paper for paper in self.papers if paper is not self.message)


@dataclass(frozen=True)
class Member:
    """Someone of the shop: role is owner, agent or reader."""

    name: str
    role: str
    email: str
    does: str = ""


@dataclass(frozen=True)
class Terms:
    """A version of the terms: from when until when it held, when it was captured, and whether that is weak proof."""

    version: str
    file: str
    since: date
    captured: date
    weak: bool
    origin: str
    until: date | None = None
    box: str = ""

    @property
    def text(self) -> str:
        """The words of this version."""
        return _folder().joinpath(*self.file.split("/")).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Shop:
    """The shop of the demonstration; amounts as text in euro."""

    name: str
    legal_name: str
    trade: str
    address: str
    kvk: str
    vat: str
    email: str
    phone: str
    website: str
    withdrawal_url: str
    privacy_url: str
    platform: str
    form: str
    signer: str
    trustmark: str
    trustmark_days: int
    delivery_eur: str
    free_delivery_from_eur: str
    return_label_eur: str
    carriers: tuple[str, ...]
    payments: tuple[str, ...]
    orders_a_year: int
    turnover_eur: int
    complaints_a_year: int
    members: tuple[Member, ...]
    terms: tuple[Terms, ...]


@dataclass(frozen=True)
class History:
    """Closed complaints of the past twelve months, by kind and by how they ended."""

    complaints: int
    median_days_to_answer: int
    minutes_of_work: int
    announced_review: int
    wrote_review: int
    same_depot: int
    kinds: Mapping[str, int]
    ended: Mapping[str, int]


@dataclass(frozen=True)
class Index:
    """Everything; ``today`` is the frozen day of the demonstration."""

    today: date
    shop: Shop
    history: History
    cases: tuple[Case, ...]
    others: tuple[Case, ...]

    def case(self, code: str) -> Case:
        """The customer or other message with ``code``; raises ``KeyError`` for an unknown one."""
        for case in (*self.cases, *self.others):
            if case.code == code:
                return case
        raise KeyError(code)


@cache
def index() -> Index:
    """The table of contents, read once."""
    told = tomllib.loads(_folder().joinpath("index.toml").read_text(encoding="utf-8"))
    return Index(
        today=told["today"],
        shop=_shop(told["shop"]),
        history=History(**told["history"]),
        cases=tuple(_case(row) for row in told["case"]),
        others=tuple(_case(row) for row in told["other"]),
    )


def _folder() -> Traversable:
    return resources.files("wederhoor.demonstration").joinpath("papers")


def _shop(row: Mapping[str, Any]) -> Shop:
    listed = {
        "members": tuple(Member(**member) for member in row["members"]),
        "terms": tuple(Terms(**terms) for terms in row["terms"]),
        "carriers": tuple(row["carriers"]),
        "payments": tuple(row["payments"]),
    }
    return Shop(**{**row, **listed})


def _case(row: Mapping[str, Any]) -> Case:
    plain = {name: value for name, value in row.items() if name != "file"}
    return Case(**plain, papers=tuple(PaperFile(**paper) for paper in row["file"]))
