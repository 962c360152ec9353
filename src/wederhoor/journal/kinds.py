"""Which acts can be journalled, and how a line of each kind forgets; every department declares its own."""

from __future__ import annotations

import re
from enum import StrEnum

_ACT = re.compile(r"[a-z][a-z_-]*\.[a-z][a-z_-]*")


class Forgets(StrEnum):
    """What goes when a person's data are erased: the payload with its salt, or nothing at all."""

    PAYLOAD = "payload"
    NOTHING = "nothing"


class UnknownAct(LookupError):
    """An act that no department declared."""


_DECLARED: dict[str, Forgets] = {}


def declare(act: str, *, forgets: Forgets) -> str:
    """Make ``act`` (``noun.past-participle``) known; a second, different declaration raises ``ValueError``."""
    if not _ACT.fullmatch(act):
        raise ValueError(f"{act!r} is not of the form noun.past-participle")
    if _DECLARED.setdefault(act, forgets) is not forgets:
        raise ValueError(f"{act} was declared before, forgetting {_DECLARED[act]}")
    return act


def forgetting(act: str) -> Forgets:
    """How a line of this kind forgets; raises :class:`UnknownAct`."""
    try:
        return _DECLARED[act]
    except KeyError:
        raise UnknownAct(f"{act} is declared by no department") from None


def acts() -> dict[str, Forgets]:
    """Every declared act, in alphabetical order."""
    return dict(sorted(_DECLARED.items()))


def forgettable() -> frozenset[str]:
    """The acts whose payload can be erased."""
    return frozenset(act for act, forgets in _DECLARED.items() if forgets is Forgets.PAYLOAD)


ERASED = declare("record.erased", forgets=Forgets.NOTHING)
