"""The shapes that go in and out."""

from __future__ import annotations

import binascii
from base64 import b64decode
from datetime import date, datetime
from typing import Any, Self

from ninja import Schema
from pydantic import Field, field_validator, model_validator

from wederhoor.casework.shapes import Paper

LARGEST = 35_000_000  # characters of base64: 25 MB of bytes, as the mail door takes


class PaperIn(Schema):
    """A paper: ``text``, or bytes in ``base64``. Sorts: confirmation, order, tracking, payment, terms, page, photo."""

    text: str = Field("", max_length=200_000)
    base64: str = Field("", max_length=LARGEST)
    name: str = Field("", max_length=200)
    media_type: str = Field("", max_length=120)
    sort: str = Field("", max_length=20)
    source: str = Field("shop", max_length=20)

    @field_validator("base64")
    @classmethod
    def _is_base64(cls, given: str) -> str:
        try:
            b64decode(given, validate=True)
        except binascii.Error as problem:
            raise ValueError("base64 does not decode") from problem
        return given

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not self.text and not self.base64:
            raise ValueError("a paper has text or base64")
        return self

    def paper(self, sort: str = "") -> Paper:
        data = b64decode(self.base64) if self.base64 else self.text.encode()
        media_type = self.media_type or ("" if self.base64 else "text/plain")
        return Paper(data, self.name, media_type, sort or self.sort, self.source)


class ClaimIn(Schema):
    """A customer's message with what lies beside it."""

    message: PaperIn
    papers: list[PaperIn] = Field(default_factory=list, max_length=40)
    customer_name: str = Field("", max_length=160)
    customer_email: str = Field("", max_length=254)


class ClaimOut(Schema):
    """How a claim stands."""

    code: str
    state: str
    kind: str
    topic: str
    order_number: str
    filed_at: datetime
    next_due: date | None
    next_what: str
    outcome: str | None = None


class WorkOut(ClaimOut):
    """A claim with its assessment in the shape of ``wederhoor assess --json``."""

    work: dict[str, Any]


class PageOut(Schema):
    """A page of claims; ``after`` asks for the next and is empty on the last."""

    claims: list[ClaimOut]
    after: str


class PapersIn(Schema):
    """Papers to lay in the file."""

    papers: list[PaperIn] = Field(min_length=1, max_length=40)


class PapersOut(Schema):
    """The numbers the papers got."""

    numbers: list[str]


class SealIn(Schema):
    """Why a case file is sealed; it stands in the file, so both parties read it."""

    why: str = Field("", max_length=400)


class SealedOut(Schema):
    """A sealed case file: how many time-stamp authorities and witnesses outside state a moment in it so far."""

    code: str
    sealed_at: datetime
    why: str
    size: int
    times: int
    witnesses: int
