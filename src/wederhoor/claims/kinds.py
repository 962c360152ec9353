"""The acts this department journals, and the words for where a message came in."""

from __future__ import annotations

from enum import StrEnum

from wederhoor.journal.kinds import Forgets, declare


class Channel(StrEnum):
    """The door a message came through."""

    PASTE = "paste"
    MAIL = "mail"
    FORM = "form"
    API = "api"
    FUNCTION = "function"


for _act in (
    "claim.filed",
    "claim.assessed",
    "claim.answered",
    "claim.contested",
    "claim.settled",
    "claim.rested",
    "claim.reopened",
    "claim.set_aside",
    "statement.made",
    "statement.corrected",
    "claim.withdrawal_declared",
    "claim.gathered",
    "carrier.asked",
    "carrier.kept",
    "carrier.unanswered",
):
    declare(_act, forgets=Forgets.PAYLOAD)
