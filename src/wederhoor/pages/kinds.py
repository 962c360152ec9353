"""The acts this department journals, and its vocabulary."""

from __future__ import annotations

from enum import StrEnum

from wederhoor.journal.kinds import Forgets, declare


class Kind(StrEnum):
    """What a page of the shop is for."""

    TERMS = "terms"
    INFORMATION = "information"
    PRODUCT = "product"
    CHECKOUT = "checkout"


class Origin(StrEnum):
    """How a version came here: fetched while it stood there, or brought in afterwards."""

    CAPTURED = "captured"
    ADDED = "added"


class Teller(StrEnum):
    """Who says that a version was accepted: the customer's browser, or the shop's own system."""

    BROWSER = "browser"
    SHOP = "shop"


class Sure(StrEnum):
    """How it is known which version bound an order, the surest first."""

    ACCEPTED = "accepted"
    STOOD = "stood"
    BEFORE = "before"
    AFTER = "after"
    ADDED = "added"


class Doubt(StrEnum):
    """What an answer leaves open, although it is the best there is."""

    DIFFERENT = "different"  # browser and shop name different versions
    GAP = "gap"  # at the moment of acceptance nobody had looked for a while, and afterwards another version stood there
    PRETICKED = "preticked"  # the box stood ticked before the customer came
    TOLD_LATE = "told_late"  # the acceptance was reported more than a day afterwards
    NO_TICK = "no_tick"  # nobody recorded that the box was ticked


class Why(StrEnum):
    """Why an acceptance was set aside and attached to nothing."""

    UNKNOWN = "unknown"
    NOT_YET = "not_yet"
    NO_LONGER = "no_longer"
    ADDED = "added"
    NO_TERMS = "no_terms"
    DIFFERS = "differs"


class Missed(StrEnum):
    """Why a page could not be kept at a moment."""

    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    STATUS = "status"
    SORT = "sort"
    EMPTY = "empty"


for _act in ("watched", "unwatched", "captured", "seen", "missed", "pictured", "added"):
    declare(f"page.{_act}", forgets=Forgets.NOTHING)
declare("page.sites_changed", forgets=Forgets.NOTHING)
declare("acceptance.kept", forgets=Forgets.PAYLOAD)
declare("acceptance.addressed", forgets=Forgets.PAYLOAD)
declare("acceptance.set_aside", forgets=Forgets.PAYLOAD)
declare("acceptance.settled", forgets=Forgets.PAYLOAD)
