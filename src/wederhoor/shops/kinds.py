"""The roles of people around a shop, and the acts this department writes in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wederhoor.journal.kinds import Forgets, declare


class Role(StrEnum):
    """What someone is in a shop."""

    OWNER = "owner"
    AGENT = "agent"
    READER = "reader"


@dataclass(frozen=True)
class Actor:
    """Who acts: a public code, in which role (owner, agent, reader, consumer, system), for which shop."""

    code: str
    role: str
    shop_id: int
    name: str = ""

    @property
    def side(self) -> str:
        """Whose side the act stands on in the file: consumer, shop, neutral, or the system itself."""
        return self.role if self.role in ("consumer", "neutral", "system") else "shop"


declare("shop.opened", forgets=Forgets.PAYLOAD)
declare("shop.changed", forgets=Forgets.PAYLOAD)
declare("member.added", forgets=Forgets.PAYLOAD)
declare("member.removed", forgets=Forgets.PAYLOAD)
declare("key.made", forgets=Forgets.PAYLOAD)
declare("key.ended", forgets=Forgets.PAYLOAD)
