"""The acts this department journals, and its vocabulary."""

from __future__ import annotations

from enum import StrEnum

from wederhoor.journal.kinds import Forgets, declare


class State(StrEnum):
    """What became of a statement: a claim, waiting for a look, a shop's own trial, or a look found it no statement."""

    TAKEN = "taken"
    REVIEW = "review"
    TRIAL = "trial"
    DROPPED = "dropped"


class Door(StrEnum):
    """Where the two steps were taken: on the page we serve, or on the shop's own."""

    PAGE = "page"
    API = "api"


for _act in (
    "withdrawal.switched",
    "withdrawal.received",
    "withdrawal.added",
    "withdrawal.reviewed",
):
    declare(_act, forgets=Forgets.PAYLOAD)
