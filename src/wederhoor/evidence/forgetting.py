"""Forgetting a dossier, and what keeps it from being forgotten: a hold, or a request that was refused with a reason.

A dossier is forgotten in this order, and a crash between any two steps leaves it untouched or to be finished:

1. one transaction: every row of it goes, the text of its journal lines goes, ``dossier.erased`` is written down, and an
   :class:`~wederhoor.evidence.models.Erasure` says what still lies outside. Crash before its commit: untouched.
2. its key is destroyed. Crash before: the rows are gone, the files are still sealed under a key that is there.
   From here no copy of file, message or line can be read, in no backup of database or store.
3. the files are taken away. Crash before or during: they lie there, and nobody can read them.
4. the certificate is made, and kept under the shop's key. Crash before: there is none yet.
5. one transaction: the certificate's hash is kept, the list of what lies outside is emptied. Crash before: a second
   certificate is made; the first is swept as a file that no row points at.

:func:`finish` does 2 to 5 and may be called again at any time; the daily task does so for whatever has no 5 yet.
Nothing can be laid in the dossier meanwhile: its row is gone at 1, and whatever was laid before 1 had its lock.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from wederhoor.evidence import certificates, policy
from wederhoor.evidence.forgetters import addresses, forgetters, sealed_files
from wederhoor.evidence.models import Dossier, DossierItem, Erasure, Exhibit, Hold, Sealing
from wederhoor.evidence.plain import storable
from wederhoor.evidence.queries import plain_of_others
from wederhoor.flow import Permit, Refused, Yes, require
from wederhoor.journal.erasure import erase
from wederhoor.journal.record import record
from wederhoor.journal.ring import ring
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

REASONS = ("asked", "mistaken", "not_needed", "due", "restored")
REFUSALS = ("legal_claim", "legal_duty", "not_theirs")
LONGEST = 2_000
DOSSIER = "dossier"  # beside what a document leaves behind: where it lay


# ------------------------------------------------------------------------------------------------------------- holds


def holds_of(dossier: Dossier, today: date) -> list[Hold]:
    """The holds that stand on ``today``, the newest first."""
    standing = dossier.holds.filter(ended_at=None)
    return [hold for hold in standing if hold.until is None or hold.until >= today]


def hold(dossier: Dossier, reason: str, *, until: date | None = None, by: Actor) -> Hold:
    """From now on nothing of this dossier is forgotten, until the hold is ended or its day has passed."""
    require(policy.may_hold(by))
    _locked(dossier.code)
    if not reason.strip():
        raise Refused("evidence.hold.reason")
    said = str(storable(reason)).strip()[:LONGEST]
    made = Hold.objects.create(shop_id=dossier.shop_id, dossier=dossier, reason=said, until=until, made_by=by.code)
    Dossier.objects.filter(pk=dossier.pk).update(announced_on=None)
    _write("dossier.held", dossier, by, reason=made.reason, until=until)
    return made


def end_hold(hold: Hold, *, by: Actor) -> None:
    """The hold stands no longer; its dossier is announced anew before anything of it is forgotten."""
    require(policy.may_hold(by))
    dossier = _locked(hold.dossier.code)
    hold.ended_at = timezone.now()
    hold.save(update_fields=["ended_at"])
    _write("dossier.hold_ended", dossier, by)


def refuse(dossier: Dossier, why: str, reason: str, *, by: Actor) -> None:
    """A request to erase is refused, for one of ``REFUSALS`` and in words the person can contest (AVG 12 lid 4)."""
    require(policy.may_hold(by))
    if why not in REFUSALS or not reason.strip():
        raise Refused("evidence.refuse.reason")
    _write("dossier.erasure_refused", dossier, by, why=why, reason=str(storable(reason)).strip()[:LONGEST])


def _write(act: str, dossier: Dossier, by: Actor, /, **payload: object) -> None:
    record(act, subject=dossier.code, actor=by.code, shop_id=dossier.shop_id, payload=payload)


def _locked(code: str) -> Dossier:
    return Dossier.objects.select_for_update().get(code=code)


# -------------------------------------------------------------------------------------------------------- forgetting


def may_forget(dossier: Dossier, today: date, *, by: Actor) -> Permit:
    """Whether this dossier may be forgotten now, by this person; the reason of the first that says no."""
    asked = (policy.may_forget(by, holds_of(dossier, today)), *(f.may(dossier) for f in forgetters()))
    return next((permit for permit in asked if not permit), Yes())


def erasure_of(code: str) -> Erasure | None:
    """What stays known of a dossier that was forgotten, in the shop that is set."""
    return Erasure.objects.filter(code=code, what="dossier").first()


def forget(shop: Shop, code: str, *, why: str, rule: str = "", by: Actor) -> Erasure:
    """Forget a dossier, in transactions of its own, so not inside one; called again it finishes what was begun.

    Raises :class:`~wederhoor.flow.Refused` with the reason, and ``Dossier.DoesNotExist`` for a code nobody knows.
    """
    with inside(shop.pk):
        gone = erasure_of(code) or _rows_gone(shop, code, why, rule, by)
    return finish(gone)


def _rows_gone(shop: Shop, code: str, why: str, rule: str, by: Actor) -> Erasure:
    try:
        dossier = _locked(code)
    except Dossier.DoesNotExist:
        # Somebody else forgot it while we waited for its lock.
        if (other := erasure_of(code)) is not None:
            return other
        raise
    if why not in REASONS:
        raise Refused("evidence.forget.reason")
    # What came back with a backup was forgotten before; no hold or letter that came back with it can undo that.
    came_back = why == "restored" and ring().destroyed_at(code) is not None
    require(policy.may_forget(by, ()) if came_back else may_forget(dossier, shop.today(), by=by))
    remains = {f.department: found for f in forgetters() if (found := f.remains(dossier))}
    beside = [line for f in forgetters() for line in f.lines(dossier)]
    counts: dict[str, int] = {}
    for forgetter in forgetters():
        counts |= {table: counts.get(table, 0) + n for table, n in forgetter.forget(dossier).items()}
    counts["journal.Line"] = erase(subject=code, by=by.code, reason=why, shop_id=shop.pk, beside=beside)
    return _written_down(shop, "dossier", code, why, rule, counts, remains, by)


def _written_down(
    shop: Shop,
    what: str,
    code: str,
    why: str,
    rule: str,
    counts: dict[str, int],
    remains: dict[str, list[str]],
    by: Actor,
) -> Erasure:
    now = timezone.now()
    gone_by = backups_gone_by(now)
    said = {"what": what, "why": why, "rule": rule, "role": by.role, "counts": counts, "gone_by": gone_by}
    line = record("dossier.erased", subject=code, actor=by.code, shop_id=shop.pk, payload=said, at=now)
    return Erasure.objects.create(
        shop=shop,
        code=code,
        what=what,
        line=line.pk,
        erased_at=now,
        by=by.code,
        role=by.role,
        why=why,
        rule=rule,
        counts=counts,
        remains=remains,
        gone_by=gone_by,
    )


def backups_gone_by(now: datetime) -> date:
    """The day on which the last write-ahead log and backup that may hold searchable columns is thrown away."""
    return (now + timedelta(days=int(settings.BACKUP_DAYS) + 1)).date()


def finish(gone: Erasure) -> Erasure:
    """Steps 2 to 5; what was done already is found done. Not inside a transaction."""
    if gone.what == "dossier":
        ring().destroy(gone.code, gone.erased_at)
    if gone.done_at is not None:
        return gone
    with inside(gone.shop_id):
        again = _laid_again(gone)
        for forgetter in forgetters():
            forgetter.clear([one for one in gone.remains.get(forgetter.department, []) if one not in again])
    certificate = certificates.kept_for(gone) if gone.what == "dossier" else ""
    with inside(gone.shop_id):
        Erasure.objects.filter(pk=gone.pk, done_at=None).update(
            certificate=certificate, remains={}, done_at=timezone.now()
        )
        gone.refresh_from_db()
    return gone


def _laid_again(gone: Erasure) -> set[str]:
    """Addresses of a document's bytes that came to be somebody's again since; with the lock under which they do."""
    codes = gone.remains.get(DOSSIER, [])
    standing = Dossier.objects.select_for_update().filter(code__in=codes).values_list("code", flat=True)
    rows = Exhibit.objects.filter(key__in=list(standing))
    return set(addresses(rows.values_list("sha256", "key")))


def unfinished(shop_id: int) -> list[Erasure]:
    """Erasures of the shop that were begun and have no last step yet."""
    with inside(shop_id):
        return list(Erasure.objects.filter(done_at=None).order_by("id"))


def undone(shop_id: int) -> list[Erasure]:
    """Erasures whose key is there again, or no longer marked as destroyed: the key folder is an older one."""
    with inside(shop_id):
        done = list(Erasure.objects.filter(what="dossier").exclude(done_at=None).order_by("id"))
    return [gone for gone in done if ring().destroyed_at(gone.code) is None]


# --------------------------------------------------------------------------------------------------- single documents


def forget_document(shop: Shop, item_id: int, *, rule: str, by: Actor) -> Erasure | None:
    """Forget one document of a dossier whose own period is over; ``None`` when it is gone already.

    Its number is never given again. Case files that were sealed with it can be made anew without it, so they go too:
    they hold a picture of it. In transactions of its own.
    """
    with inside(shop.pk):
        item = DossierItem.objects.select_related("exhibit", "dossier").filter(pk=item_id).first()
        if item is None:
            return None
        dossier = _locked(item.dossier.code)
        require(policy.may_forget(by, holds_of(dossier, shop.today())))
        gone = _document_gone(shop, dossier, item, rule, by)
    return finish(gone)


def _document_gone(shop: Shop, dossier: Dossier, item: DossierItem, rule: str, by: Actor) -> Erasure:
    exhibit, sealed = item.exhibit, sealed_files(dossier)
    same = Exhibit.objects.filter(key=exhibit.key, sha256=exhibit.sha256).exclude(pk=exhibit.pk).exists()
    same = same or exhibit.sha256 in plain_of_others([exhibit])
    remains = addresses([*([] if same else [(exhibit.sha256, exhibit.key)]), *sealed])
    _, files = Sealing.objects.filter(dossier=dossier).delete()
    item.delete()
    _, papers = exhibit.delete()
    _write("exhibit.forgotten", dossier, by, exhibit=item.label, sort=exhibit.sort, rule=rule, layer=exhibit.layer)
    lies = {"evidence": remains, DOSSIER: [dossier.code]}
    return _written_down(shop, "document", exhibit.code, "due", rule, {**files, **papers}, lies, by)
