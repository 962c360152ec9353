"""The shape of a record as it comes in, from the table's page or a shop's own system; everything in it has a limit."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from wederhoor.parcels.actions import HEAVIEST, LONGEST_NUMBER, LONGEST_TEXT, MOST_NUMBERS
from wederhoor.parcels.kinds import Way

# Without control signs, of which the database keeps some not at all.
_PLAIN = r"^[^\x00-\x1f\x7f]*$"
Number = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NUMBER, pattern=_PLAIN)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TEXT)]


class RecordIn(BaseModel):
    """What was recorded of one box. ``ref`` is your own name for it: the same one twice is kept once."""

    model_config = ConfigDict(extra="ignore")

    ref: UUID
    way: Way = Way.PACKED
    tracking: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=_PLAIN)] = ""
    order: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40, pattern=_PLAIN)] = ""
    grams: int | None = Field(None, gt=0, le=HEAVIEST)
    serials: list[Number] = Field(default_factory=list, max_length=MOST_NUMBERS)
    products: list[Number] = Field(default_factory=list, max_length=MOST_NUMBERS)
    contents: Words = ""
    condition: Words = ""
    complete: bool | None = None
    at: AwareDatetime | None = None
    corrects: UUID | None = None
    void: bool = False
