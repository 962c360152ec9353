"""Ways a parcel goes, what a picture shows, and the acts this department journals."""

from __future__ import annotations

from enum import StrEnum

from wederhoor.journal.kinds import Forgets, declare


class Way(StrEnum):
    """Whether a box was closed here or opened here."""

    PACKED = "packed"
    RETURNED = "returned"


class Part(StrEnum):
    """What a picture made at the table shows."""

    LABEL = "label"
    CONTENTS = "contents"
    SCALE = "scale"
    SERIAL = "serial"
    CLOSED = "closed"


class Clock(StrEnum):
    """How the clock of the device stood when a record came in."""

    RIGHT = ""
    AHEAD = "ahead"
    BEHIND = "behind"
    NONE = "none"


declare("parcel.packed", forgets=Forgets.PAYLOAD)
declare("parcel.returned", forgets=Forgets.PAYLOAD)
declare("parcel.corrected", forgets=Forgets.PAYLOAD)
