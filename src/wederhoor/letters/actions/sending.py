"""A letter goes out once: ``sending`` is durable first, ``offered_at`` before the server hears of it, then its answer.

What a crash means: before ``offered_at`` nothing went, the letter is offered again. After it, and without an answer,
nobody can know: the letter is *uncertain*, and a person decides. It is never offered again by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from procrastinate.contrib.django import app as queue

from wederhoor.claims import actions as claims
from wederhoor.claims import policy as claim_policy
from wederhoor.door.mail import NotSent, Sent, Uncertain
from wederhoor.evidence import actions as evidence
from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Sort
from wederhoor.evidence.models import DossierItem
from wederhoor.flow import require
from wederhoor.letters import policy
from wederhoor.letters.actions.drafting import check_letter
from wederhoor.letters.actions.steps import locked, take, write
from wederhoor.letters.kinds import RECEIPTS
from wederhoor.letters.message import bytes_of, message_id
from wederhoor.letters.models import Letter
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor

MAIL = "message/rfc822"
# Longer than any server is waited for: an offer older than this has lost its process.
UNDER_WAY = timedelta(minutes=5)

_REPLY = re.compile(r"2\d\d ")  # RFC 5321, 4.2
_ACCEPTED = {
    "nl": "De mailserver nam deze brief op {at} aan om te bezorgen, met de woorden: {said}",
    "en": "The mail server took this letter for delivery on {at}, in these words: {said}",
    "de": "Der Mailserver nahm diesen Brief am {at} zur Zustellung an, mit den Worten: {said}",
}
_NOT_READ = {
    "nl": "Dat de brief in het postvak is aangekomen of is gelezen.",
    "en": "That the letter reached the mailbox, or was read.",
    "de": "Dass der Brief im Postfach ankam oder gelesen wurde.",
}

Carrier = Callable[[Letter, bytes], Sent]
"""Takes the bytes to the outside; raises :class:`NotSent` or :class:`Uncertain`."""


def send(letter: Letter, *, at: datetime | None = None, by: Actor) -> Letter:
    """Release a letter. From here it is ``sending``; the work process offers it, now or at ``at``."""
    require(policy.may_take(by, "send", locked(letter)))
    letter.way = "smtp"
    require(policy.may_go(letter, () if policy.is_plain_receipt(letter) else check_letter(letter)))
    take(letter, "send", by)
    letter.message_id = message_id(letter)
    letter.send_at, letter.offered_at, letter.response = at, None, ""
    letter.save()
    write("letter.sending", letter, by, letter=letter.letter, message_id=letter.message_id)
    if at is None:
        # In the same transaction: the job stands exactly when the letter is released.
        queue.configure_task("letters.deliver", queue="mail").defer(shop_id=letter.shop_id, letter_id=letter.pk)
    return letter


def send_oneself(letter: Letter, way: str, *, by: Actor) -> Letter:
    """The shop sent it from its own mailbox or by post: kept as it stands, which shows less than a filed copy."""
    require(policy.may_take(by, "send_oneself", locked(letter)))
    letter.way = way
    require(policy.may_go(letter, check_letter(letter)))
    take(letter, "send_oneself", by)
    letter.sent_at = timezone.now()
    letter.item = _filed(letter, letter.body.encode(), "brief.txt", "text/plain; charset=utf-8", by)
    letter.save()
    _answered(letter, by)
    write("letter.sent", letter, by, way=way, exhibit=letter.item.label)
    return letter


def drop(letter: Letter, *, by: Actor) -> None:
    """Throw a draft away; what was sent stays."""
    take(locked(letter), "drop", by)
    letter.save(update_fields=["state"])
    write("letter.dropped", letter, by)


def decide(letter: Letter, went: bool, reason: str, *, by: Actor) -> Letter:
    """A person looked it up and says whether an uncertain letter went out."""
    take(locked(letter), "decide_sent" if went else "decide_unsent", by)
    if went:
        letter.sent_at = letter.offered_at
        letter.item = _filed(letter, bytes_of(letter, letter.offered_at or timezone.now()), "brief.eml", MAIL, by)
        _answered(letter, by)
    letter.save()
    write("letter.decided", letter, by, went=went, reason=reason)
    return letter


def deliver(shop_id: int, letter_id: int, carry: Carrier) -> str:
    """Offer one released letter, in three transactions of its own; returns its state after it. Never inside another."""
    offered = _offer(shop_id, letter_id)
    if offered is None:
        return "passed"
    letter, data = offered
    try:
        sent = carry(letter, data)
    except NotSent as refused:
        return _conclude(letter, "refuse", str(refused))
    except Uncertain as broken:
        return _conclude(letter, "lose_sight", str(broken))
    return _conclude(letter, "take", sent.response, data)


def _offer(shop_id: int, letter_id: int) -> tuple[Letter, bytes] | None:
    """Mark it offered before anything leaves. An older mark without an answer means: lost sight of, never again."""
    with inside(shop_id):
        letter = locked(Letter.objects.select_related("shop", "claim__dossier").get(pk=letter_id))
        if letter.state != "sending" or _is_under_way(letter):
            return None
        if letter.offered_at is not None:
            _lost(letter)
            return None
        letter.offered_at = timezone.now()
        letter.tries += 1
        try:
            data = bytes_of(letter, letter.offered_at)
        except ValueError as broken:
            _refused(letter, str(broken))
            return None
        letter.save(update_fields=["offered_at", "tries"])
        return letter, data


def _is_under_way(letter: Letter) -> bool:
    return letter.offered_at is not None and timezone.now() - letter.offered_at < UNDER_WAY


def _lost(letter: Letter) -> None:
    by = system(letter)
    take(letter, "lose_sight", by)
    letter.save(update_fields=["state"])
    write("letter.uncertain", letter, by, message_id=letter.message_id)


def _refused(letter: Letter, why: str) -> None:
    """It cannot be made into a mail: certain that nothing went, and it must hold up no other."""
    by = system(letter)
    take(letter, "refuse", by)
    letter.response = why[:400]
    letter.save(update_fields=["state", "offered_at", "tries", "response"])
    write("letter.failed", letter, by, response=letter.response, exhibit=None)


def _again(letter: Letter, response: str, by: Actor) -> str:
    """Nothing went, and it must: it stays released and is offered again, after a minute at first, at last each hour."""
    letter.offered_at, letter.response = None, response[:400]
    letter.send_at = timezone.now() + min(timedelta(minutes=2 ** min(letter.tries - 1, 6)), timedelta(hours=1))
    letter.save(update_fields=["offered_at", "send_at", "response"])
    write("letter.failed", letter, by, response=letter.response, exhibit=None, again_at=letter.send_at.isoformat())
    return letter.state


def _conclude(letter: Letter, step: str, response: str, data: bytes | None = None) -> str:
    by = system(letter)
    with inside(letter.shop_id):
        if locked(letter).state != "sending":
            # It took so long that the letter counts as lost sight of: a person decides, with the answer at hand.
            Letter.objects.filter(pk=letter.pk).update(response=response[:400])
            return letter.state
        if step == "refuse" and policy.may_try_again(letter, response):
            return _again(letter, response, by)
        take(letter, step, by)
        letter.response = response[:400]
        if data is not None:
            letter.sent_at = timezone.now()
            letter.item = _filed(letter, data, "brief.eml", MAIL, by, accepted=letter.response)
            _answered(letter, by)
        letter.save()
        act = {"take": "letter.sent", "refuse": "letter.failed", "lose_sight": "letter.uncertain"}[step]
        write(act, letter, by, response=letter.response, exhibit=letter.item.label if letter.item else None)
    return letter.state


def _answered(letter: Letter, by: Actor) -> None:
    """A receipt confirms and answers nothing; any other letter is the shop's answer.

    A letter that went is a fact. Where the customer settled the case while it was on its way, the case stays settled.
    """
    if letter.letter in RECEIPTS or not letter.claim.topic:
        return
    who = by if by.role != "system" else Actor("system", "agent", letter.shop_id)
    if claim_policy.may_take(who, "answer", letter.claim):
        claims.answer(letter.claim, letter.item, final=letter.closes, by=who)


def _filed(letter: Letter, data: bytes, name: str, media_type: str, by: Actor, *, accepted: str = "") -> DossierItem:
    """The letter as an exhibit; ``accepted`` is what the mail server answered when it took it."""
    is_proof = bool(_REPLY.match(accepted))  # a letter that was kept as a file has no server's word
    language = letter.shop.language if letter.shop.language in _ACCEPTED else "en"
    at = timezone.localtime(letter.sent_at, ZoneInfo(letter.shop.zone)) if letter.sent_at else None
    new = NewExhibit(
        data=data,
        name=name,
        sort=Sort.LETTER,
        source="shop",
        title=letter.subject,
        media_type=media_type,
        dated=letter.shop.today(),
        text=letter.body,
        shows=_ACCEPTED[language].format(at=f"{at:%d-%m-%Y %H:%M}", said=accepted) if is_proof and at else "",
        does_not_show=_NOT_READ[language] if is_proof else "",
    )
    return evidence.add(letter.claim.dossier, new, by=Actor(by.code, "agent", letter.shop_id))[0]


def system(letter: Letter) -> Actor:
    """The program itself, acting for the shop."""
    return Actor("system", "system", letter.shop_id)


def due_now(limit: int = 50) -> list[tuple[int, int]]:
    """Released letters whose moment has come: ``(shop_id, letter_id)``; asked across shops by the work process."""
    now = timezone.now()
    rows = Letter.objects.filter(state="sending").exclude(send_at__gt=now).exclude(offered_at__gt=now - UNDER_WAY)
    rows = rows.order_by("id")
    return list(rows.values_list("shop_id", "pk")[:limit])
