"""What is done with an exhibit once it lies there: it is read, a clean copy is made, what was withheld is shown."""

from __future__ import annotations

from enum import StrEnum

from wederhoor.dossier.cleaned import NoCopy, cleaned
from wederhoor.evidence import policy
from wederhoor.evidence.actions import NewExhibit, add, bytes_of
from wederhoor.evidence.kinds import Layer, Sort
from wederhoor.evidence.models import DossierItem
from wederhoor.flow import Refused, require
from wederhoor.journal.record import record
from wederhoor.shops.kinds import Actor

CLEAN = "clean"
LONGEST = 400
_CLEANED = {"nl": "schone kopie", "en": "clean copy", "de": "saubere Kopie"}


class How(StrEnum):
    """In which way somebody read an exhibit."""

    SHOWN = "shown"
    DOWNLOADED = "downloaded"


def read(item: DossierItem, how: How, *, by: Actor) -> None:
    """Somebody opened it. When is for the auditor alone: these lines go into no case file and on no party's page."""
    payload = {"exhibit": item.label, "how": how.value, "side": by.side, "role": by.role}
    record("exhibit.read", subject=item.dossier.code, actor=by.code, shop_id=item.shop_id, payload=payload)


def make_clean_copy(item: DossierItem, reason: str, *, by: Actor) -> DossierItem:
    """A copy without place, device and the like becomes an exhibit of its own, beside the one it was made of.

    Other people's data that are to be seen stay to be seen, so a withheld exhibit has a withheld copy.
    """
    exhibit, reason = item.exhibit, reason.strip()[:LONGEST]
    require(policy.may_copy(by, exhibit))
    if not reason:
        raise Refused("evidence.copy.reason")
    try:
        made = cleaned(bytes_of(exhibit), exhibit.media_type)
    except NoCopy as no:
        raise Refused(f"evidence.copy.{no.reason}") from None
    words = _CLEANED.get(item.shop.language, _CLEANED["en"])
    new = NewExhibit(
        data=made.data,
        name=f"{exhibit.name.rsplit('.', 1)[0]}-{words.replace(' ', '-')}{made.ending}",
        sort=Sort(exhibit.sort),
        source=exhibit.source,
        title=f"{exhibit.title[:170]} ({words})",
        media_type=made.media_type,
        layer=Layer(exhibit.layer),
        dated=exhibit.dated,
        shows=exhibit.shows,
        does_not_show=exhibit.does_not_show,
        strength=exhibit.strength,
        others_data=exhibit.others_data,
        proves=exhibit.proves,
        reason=reason,
        derived_from=exhibit,
        derived_how=CLEAN,
    )
    [copy] = add(item.dossier, new, by=by)
    payload = {
        "exhibit": copy.label,
        "of": item.label,
        "how": CLEAN,
        "left_out": list(made.left_out),
        "why": reason,
        "sha256": copy.exhibit.sha256,
        "side": by.side,
    }
    record("exhibit.transformed", subject=item.dossier.code, actor=by.code, shop_id=item.shop_id, payload=payload)
    return copy


def lift(item: DossierItem, reason: str, *, by: Actor) -> None:
    """What was withheld for other people's sake is shown from now on; what it was stays in the journal, with why."""
    exhibit, reason = item.exhibit, reason.strip()[:LONGEST]
    require(policy.may_lift(by, exhibit))
    if not reason:
        raise Refused("evidence.lift.reason")
    held, exhibit.others_data = exhibit.others_data, ""
    exhibit.save(update_fields=["others_data"])
    payload = {"exhibit": item.label, "why": reason, "was": held, "side": by.side}
    record("exhibit.lifted", subject=item.dossier.code, actor=by.code, shop_id=item.shop_id, payload=payload)
