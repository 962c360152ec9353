"""The acts this department journals, and its vocabulary."""

from __future__ import annotations

from enum import StrEnum

from wederhoor.journal.kinds import Forgets, declare


class Kind(StrEnum):
    """What the lines of a part are about."""

    WEB = "web"
    PAYMENTS = "payments"


# Why a line was set aside.
ASIDE = ("long", "shape", "moment", "ahead")

declare("log.taken_in", forgets=Forgets.NOTHING)
declare("log.minimised", forgets=Forgets.NOTHING)
declare("log.forgotten", forgets=Forgets.NOTHING)
declare("log.laid", forgets=Forgets.PAYLOAD)
declare("log.settings_changed", forgets=Forgets.PAYLOAD)
declare("payment-door.made", forgets=Forgets.PAYLOAD)
declare("payment-door.ended", forgets=Forgets.PAYLOAD)
declare("payment.reported", forgets=Forgets.PAYLOAD)
