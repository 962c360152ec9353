"""What a customer accepted with an order, as her browser or the shop's own system tells it: kept once and for good.

What fits no version is set aside as it was told, with the reason, and attached to nothing.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from wederhoor.evidence.plain import storable
from wederhoor.flow import Refused, require
from wederhoor.journal.many import execute, record_under
from wederhoor.journal.record import Entry, record
from wederhoor.ledger.entry import canonical
from wederhoor.pages import policy
from wederhoor.pages.kinds import Origin, Teller, Why
from wederhoor.pages.models import Acceptance, AcceptedFrom, PageVersion, SetAside, Sighting
from wederhoor.shops.kinds import Actor

AHEAD = timedelta(minutes=5)
MOST_AT_ONCE = 1_000
MOST_ASIDE = 1_000  # told by browsers and not looked at yet; beyond that somebody is playing
LONGEST_BOX, LONGEST_BUTTON = 400, 80
_REASON = {
    "pages.accept.unknown": Why.UNKNOWN,
    "pages.accept.not_yet": Why.NOT_YET,
    "pages.accept.no_longer": Why.NO_LONGER,
    "pages.accept.added": Why.ADDED,
    "pages.accept.no_terms": Why.NO_TERMS,
}


@dataclass(frozen=True)
class NewAcceptance:
    """One acceptance as it is told. The version is named by its code, or by the SHA-256 of the page that was shown.

    ``ref`` is the teller's own name for it: the same order and ref twice is one. ``address`` is where the customer's
    request came from; ``was_preticked`` how the box stood before she came, ``is_ticked`` how she left it.
    """

    order: str
    at: datetime
    version: str = ""
    body_sha256: str = ""
    ref: str = ""
    box: str = ""
    button: str = ""
    was_preticked: bool | None = None
    is_ticked: bool | None = None
    address: str = ""

    def said(self, teller: Teller) -> dict[str, Any]:
        """What of it goes on record; the address only as the network it is of."""
        return dict(
            storable(
                {
                    "order": self.order[:40],
                    "version": self.version[:12],
                    "body_sha256": self.body_sha256[:64],
                    "box": " ".join(self.box.split())[:LONGEST_BOX],
                    "button": " ".join(self.button.split())[:LONGEST_BUTTON],
                    "was_preticked": self.was_preticked,
                    "is_ticked": self.is_ticked,
                    "network": network_of(self.address),
                    "teller": teller.value,
                    "at": self.at.isoformat(),
                }
            )
        )


class Outcome(NamedTuple):
    """What became of one: kept now, known before, or set aside and why."""

    how: str
    acceptance: Acceptance | None = None
    why: Why | None = None


@dataclass(frozen=True)
class _Known:
    """What the database says about all that was told in one call."""

    by_code: dict[str, PageVersion]
    by_body: dict[str, list[PageVersion]]
    starts: dict[int, list[datetime]]
    before: dict[tuple[str, str], Acceptance]


def accept(shop_id: int, shop_code: str, given: Sequence[NewAcceptance], teller: Teller, *, by: Actor) -> list[Outcome]:
    """Keep acceptances, in the transaction one is in; what became of each, in the order given.

    Raises :class:`~wederhoor.flow.Refused` for a moment more than five minutes ahead of our clock, for more than a
    thousand at once, and when browsers told a thousand that nobody looked at yet.
    """
    require(policy.may_report(by))
    now = timezone.now()
    if len(given) > MOST_AT_ONCE:
        raise Refused("pages.accept.many")
    if any(one.at > now + AHEAD for one in given):
        raise Refused("pages.accept.ahead")
    _one_at_a_time(shop_id)
    told = [(one, ref_of(one, teller)) for one in given]
    known = _known(shop_id, told)
    outcomes, new, aside = _judged(shop_id, shop_code, told, known, teller, now)
    _keep(shop_id, shop_code, new, by, now)
    if aside:
        _set_aside(shop_id, shop_code, aside, teller, by, now)
    return outcomes


def settle(row: SetAside, *, by: Actor) -> None:
    """Somebody looked at it; it stays on record and leaves the list."""
    require(policy.may_watch(by))
    row.settled_at = timezone.now()
    SetAside.objects.filter(pk=row.pk).update(settled_at=row.settled_at)
    payload = {"order": row.order_number, "ref": row.ref, "why": row.why}
    record("acceptance.settled", subject=row.key, actor=by.code, shop_id=row.shop_id, payload=payload)


def network_of(address: str) -> str:
    """The network an address is of: /24 of version 4, /48 of version 6 (also where 6 carries 4); empty for none."""
    try:
        ip = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False))


def key_of(shop_code: str, month: datetime) -> str:
    """The key of acceptances that came in during a month."""
    return f"{shop_code}.accepted.{month:%Y-%m}"


def address_key_of(shop_code: str, month: datetime) -> str:
    """The key of full addresses that came in during a month; destroyed long before the other."""
    return f"{shop_code}.addresses.{month:%Y-%m}"


def ref_of(one: NewAcceptance, teller: Teller) -> str:
    """The teller's name for it, apart for each teller; without one, what it says but for the moment."""
    if one.ref:
        return f"{teller.value}:{storable(one.ref)}"[:80]
    said = {k: v for k, v in one.said(teller).items() if k not in ("at", "network")}
    return f"{teller.value}:{hashlib.sha256(canonical(said)).hexdigest()}"[:80]


def _one_at_a_time(shop_id: int) -> None:
    """Acceptances of one shop queue here, so that the same one told twice at once is kept once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('pages.accept'), %s)", [shop_id % 2**31])


def _known(shop_id: int, told: Sequence[tuple[NewAcceptance, str]]) -> _Known:
    codes = {one.version for one, _ in told if one.version}
    bodies = {one.body_sha256 for one, _ in told if one.body_sha256 and not one.version}
    rows = list(PageVersion.objects.filter(shop_id=shop_id, code__in=codes).select_related("page")) if codes else []
    seen: dict[str, list[PageVersion]] = {}
    if bodies:
        looks = Sighting.objects.filter(shop_id=shop_id, body_sha256__in=bodies).exclude(version=None)
        for look in looks.select_related("version__page").order_by("version_id").distinct("version_id", "body_sha256"):
            if look.version is not None:
                seen.setdefault(look.body_sha256, []).append(look.version)
    pages = {version.page_id for version in [*rows, *(v for found in seen.values() for v in found)]}
    starts: dict[int, list[datetime]] = {}
    spans = PageVersion.objects.filter(page__in=pages, origin=Origin.CAPTURED.value).order_by("seen_from")
    for page, start in spans.values_list("page_id", "seen_from"):
        if start is not None:
            starts.setdefault(page, []).append(start)
    orders, refs = {one.order for one, _ in told}, {ref for _, ref in told}
    before = Acceptance.objects.filter(shop_id=shop_id, order_number__in=orders, ref__in=refs).select_related("version")
    return _Known({v.code: v for v in rows}, seen, starts, {(a.order_number, a.ref): a for a in before})


_Fit = tuple[Acceptance, NewAcceptance, dict[str, Any]]
_Unfit = tuple[NewAcceptance, str, Why, dict[str, Any]]


def _judged(
    shop_id: int,
    shop_code: str,
    told: Sequence[tuple[NewAcceptance, str]],
    known: _Known,
    teller: Teller,
    now: datetime,
) -> tuple[list[Outcome], list[_Fit], list[_Unfit]]:
    outcomes: list[Outcome] = []
    new: list[_Fit] = []
    aside: list[_Unfit] = []
    for one, ref in told:
        said = one.said(teller)
        version = _named(one, known)
        permit = policy.may_attach(version, one.at, _later(version, known))
        why = None if permit else _REASON[str(getattr(permit, "reason", ""))]
        before = known.before.get((one.order, ref))
        if why is None and before is not None and version is not None and before.version_id != version.pk:
            why = Why.DIFFERS
        if why is not None or version is None:
            why = why or Why.UNKNOWN
            aside.append((one, ref, why, said))
            outcomes.append(Outcome("aside", why=why))
        elif before is not None:
            outcomes.append(Outcome("known", before))
        else:
            row = _row(shop_id, shop_code, version, one, ref, said, now)
            known.before[one.order, ref] = row
            new.append((row, one, said))
            outcomes.append(Outcome("kept", row))
    return outcomes, new, aside


def _named(one: NewAcceptance, known: _Known) -> PageVersion | None:
    if one.version:
        return known.by_code.get(one.version)
    fits = [v for v in known.by_body.get(one.body_sha256, ()) if v.seen_from is not None and v.seen_from <= one.at]
    return max(fits, key=lambda v: (v.seen_from, v.pk), default=None)


def _later(version: PageVersion | None, known: _Known) -> datetime | None:
    """When the version after this one was first seen on its page."""
    if version is None or version.seen_from is None:
        return None
    return next((start for start in known.starts.get(version.page_id, ()) if start > version.seen_from), None)


def _row(
    shop_id: int,
    shop_code: str,
    version: PageVersion,
    one: NewAcceptance,
    ref: str,
    said: dict[str, Any],
    now: datetime,
) -> Acceptance:
    return Acceptance(
        shop_id=shop_id,
        version=version,
        order_number=said["order"],
        ref=ref,
        teller=said["teller"],
        at=one.at,
        kept_at=now,
        was_preticked=one.was_preticked,
        is_ticked=one.is_ticked,
        body_sha256=said["body_sha256"],
        words={"box": said["box"], "button": said["button"], "network": said["network"]},
        token=secrets.token_urlsafe(12),
        key=key_of(shop_code, now),
    )


def _keep(shop_id: int, shop_code: str, new: Sequence[_Fit], by: Actor, now: datetime) -> None:
    if not new:
        return
    lines = _lines(2 * len(new))
    entries: dict[int, Entry] = {}
    for row, _, said in new:
        row.line = lines.pop()
        shown = {"version": row.version.code, "version_body_sha256": row.version.body_sha256, "ref": row.ref}
        entries[row.line] = Entry("acceptance.kept", shop_code, by.code, {**said, **shown}, shop_id, now, row.key)
    kept = Acceptance.objects.bulk_create(row for row, _, _ in new)
    addresses = []
    key = address_key_of(shop_code, now)
    for row, (_, one, said) in zip(kept, new, strict=True):
        if said["network"]:
            line, payload = (
                lines.pop(),
                {"order": row.order_number, "ref": row.ref, "address": one.address.strip()[:60]},
            )
            where = {"address": payload["address"], "kept_at": now, "key": key, "line": line}
            addresses.append(AcceptedFrom(shop_id=shop_id, acceptance=row, **where))
            entries[line] = Entry("acceptance.addressed", shop_code, by.code, payload, shop_id, now, key)
    AcceptedFrom.objects.bulk_create(addresses)
    record_under(entries)


def _set_aside(shop_id: int, shop_code: str, aside: Sequence[_Unfit], teller: Teller, by: Actor, now: datetime) -> None:
    standing = SetAside.objects.filter(shop_id=shop_id, settled_at=None, teller=Teller.BROWSER.value)
    if teller is Teller.BROWSER and standing.count() >= MOST_ASIDE:
        raise Refused("pages.accept.full")
    keys = {(one.order[:40], ref, why.value) for one, ref, why, _ in aside}
    rows = SetAside.objects.filter(shop_id=shop_id, order_number__in={key[0] for key in keys})
    known = set(rows.values_list("order_number", "ref", "why"))
    fresh = {(said["order"], ref, why.value): (one, said) for one, ref, why, said in aside}
    new = {key: value for key, value in fresh.items() if key not in known}
    if not new:
        return
    lines, key = _lines(len(new)), key_of(shop_code, now)
    entries, made = {}, []
    for (order, ref, why), (one, said) in new.items():
        line = lines.pop()
        told = {"order_number": order, "ref": ref, "why": why, "teller": teller.value, "at": one.at, "said": said}
        made.append(SetAside(shop_id=shop_id, kept_at=now, key=key, line=line, **told))
        payload = {**said, "ref": ref, "why": why}
        entries[line] = Entry("acceptance.set_aside", shop_code, by.code, payload, shop_id, now, key)
    SetAside.objects.bulk_create(made)
    record_under(entries)


def _lines(number: int) -> list[int]:
    """Places of lines to come, the last first."""
    places = execute("SELECT nextval('journal_line_id_seq') FROM generate_series(1, %s::integer)", [number])
    return sorted((place for (place,) in places), reverse=True)
