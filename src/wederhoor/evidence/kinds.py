"""Sorts of exhibits, layers of a file, sides of a dossier, and the acts this department journals."""

from __future__ import annotations

from enum import StrEnum

from wederhoor.journal.kinds import Forgets, declare


class Sort(StrEnum):
    """What an exhibit is."""

    MESSAGE = "message"
    ATTACHMENT = "attachment"
    CONFIRMATION = "confirmation"
    ORDER = "order"
    TRACKING = "tracking"
    PAYMENT = "payment"
    TERMS = "terms"
    PAGE = "page"
    CORRESPONDENCE = "correspondence"
    PHOTO = "photo"
    RECEIPT = "receipt"
    NOTICE = "notice"
    STATEMENT = "statement"
    LETTER = "letter"
    NOTE = "note"
    MEASURE = "measure"
    LOG = "log"
    CALL = "call"


class Layer(StrEnum):
    """Who may ever see a row: the shop alone, both parties alike, or the neutral alone."""

    OWN = "own"
    SHARED = "shared"
    NEUTRAL = "neutral"


class Side(StrEnum):
    """A party of a dossier."""

    CONSUMER = "consumer"
    SHOP = "shop"
    NEUTRAL = "neutral"


class Happening(StrEnum):
    """What can happen to an order, in the words of the systems that report it."""

    PLACED = "placed"
    CONFIRMED = "confirmed"
    PAID = "paid"
    PACKED = "packed"
    HANDED_OVER = "handed_over"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    COLLECTED = "collected"
    RETURNED = "returned"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    MAIL_SENT = "mail_sent"
    MAIL_DELIVERED = "mail_delivered"
    MAIL_BOUNCED = "mail_bounced"
    LOGGED_IN = "logged_in"
    CHANGED = "changed"
    NOTED = "noted"


declare("dossier.opened", forgets=Forgets.PAYLOAD)
declare("exhibit.added", forgets=Forgets.PAYLOAD)
declare("exhibit.described", forgets=Forgets.PAYLOAD)
declare("terms.kept", forgets=Forgets.NOTHING)
declare("link.made", forgets=Forgets.PAYLOAD)
declare("link.code_made", forgets=Forgets.PAYLOAD)
declare("link.code_refused", forgets=Forgets.PAYLOAD)
declare("link.confirmed", forgets=Forgets.PAYLOAD)
declare("casefile.sealed", forgets=Forgets.PAYLOAD)
declare("exhibit.read", forgets=Forgets.PAYLOAD)
declare("exhibit.transformed", forgets=Forgets.PAYLOAD)
declare("exhibit.lifted", forgets=Forgets.PAYLOAD)
declare("exhibit.examined", forgets=Forgets.PAYLOAD)
declare("vault.swept", forgets=Forgets.NOTHING)
declare("event.reported", forgets=Forgets.PAYLOAD)
declare("exhibit.forgotten", forgets=Forgets.PAYLOAD)
declare("dossier.held", forgets=Forgets.PAYLOAD)
declare("dossier.hold_ended", forgets=Forgets.PAYLOAD)
declare("dossier.forgetting_announced", forgets=Forgets.PAYLOAD)
declare("dossier.erasure_refused", forgets=Forgets.PAYLOAD)
declare("dossier.erased", forgets=Forgets.NOTHING)
declare("retention.chosen", forgets=Forgets.PAYLOAD)
declare("access.exported", forgets=Forgets.PAYLOAD)
