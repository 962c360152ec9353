"""Taking one person out of the logs: lines with an order or address, the visits these were in, and payment reports.

Parts are written anew without the lines; the visits go first, so that after a crash what leads to them is still there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from wederhoor.door.keyring import NoKey
from wederhoor.door.store import Missing
from wederhoor.flow import require
from wederhoor.journal.erasure import erase
from wederhoor.journal.record import record
from wederhoor.ledger.sealed import NotOpened
from wederhoor.logs import policy
from wederhoor.logs.engine import engine
from wederhoor.logs.kinds import Kind
from wederhoor.logs.models import Part, PaymentMoment, PaymentNotice
from wederhoor.logs.reading import quoted
from wederhoor.logs.rewriting import drop, put, rewritten
from wederhoor.logs.search import MOST_PARTS, Wanted, asked_for, candidates, held
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop

if TYPE_CHECKING:
    import duckdb

Asked = dict[str, tuple[str, ...]]


def forget_lines(shop: Shop, wanted: Wanted, *, by: Actor) -> int:
    """Take out every line with somebody's order or e-mail address, the visits those were in, and payment reports.

    In transactions of its own; how many lines and reports. Exhibits stay with their dossier, forgotten by itself.
    """
    require(policy.may_forget(by))
    gone = 0
    for kind in Kind:
        with inside(shop.pk):
            asked = {n: v for n, v in asked_for(shop, wanted, kind).items() if n in ("ord", "mail") and all(v)}
        gone += _forgotten(shop, kind, asked, by)
    return gone + _reports_forgotten(shop, asked, by)


def forget_mails(shop: Shop, mails: list[str], *, by: Actor) -> int:
    """The same by keyed hashes of e-mail addresses, for a dossier that is forgotten."""
    require(policy.may_forget(by))
    asked: Asked = {"mail": tuple(mails)}
    return sum(_forgotten(shop, kind, asked, by) for kind in Kind) + _reports_forgotten(shop, asked, by)


def _forgotten(shop: Shop, kind: Kind, asked: Asked, by: Actor) -> int:
    """Round after round, since a round looks at so many parts at most."""
    gone = 0
    while asked and all(asked.values()):
        parts = _parts(shop, kind, asked)
        if kind is Kind.WEB and "session" not in asked and (visits := _visits(parts, asked)):
            gone += _forgotten(shop, kind, {"session": tuple(sorted(visits))}, by)
            parts = _parts(shop, kind, asked)
        found = sum(_without(shop, part, asked, by) for part in parts)
        gone += found
        if not found or len(parts) <= MOST_PARTS:
            break
    return gone


def _parts(shop: Shop, kind: Kind, asked: Asked) -> list[Part]:
    with inside(shop.pk):
        return candidates(shop, Wanted(), kind, asked)


def _where(names: Iterable[str]) -> str:
    return " OR ".join(f"{name} IN (SELECT unnest(${name}))" for name in names)


def _visits(parts: list[Part], asked: Asked) -> set[str]:
    """The visits lines were part of: they may go on in other parts, such as those of the day after."""
    found: set[str] = set()
    with engine() as link:
        for part in parts:
            try:
                with held(part) as file:
                    rows = link.execute(
                        f"SELECT DISTINCT session FROM read_parquet({quoted(file.path)}) "
                        f"WHERE session <> '' AND ({_where(asked)})",
                        {name: list(values) for name, values in asked.items()},
                    )
                    found |= {row[0] for row in rows.fetchall()}
            except (NoKey, Missing, NotOpened):
                continue  # nobody can read it any more, or it is being written anew and looked at again below
    return found


def _without(shop: Shop, part: Part, asked: Asked, by: Actor) -> int:
    """How many lines went; a part that somebody else wrote anew meanwhile is looked at again."""
    while True:
        gone = _taken_out(shop, part, asked, by)
        if gone is not None:
            return gone
        with inside(shop.pk):
            rows = Part.objects.select_related("intake").filter(pk=part.pk).exclude(address=part.address)
            again = rows.first()
        if again is None:
            return 0
        part = again


def _taken_out(shop: Shop, part: Part, asked: Asked, by: Actor) -> int | None:
    gone = 0

    def leave_out(link: duckdb.DuckDBPyConnection) -> None:
        nonlocal gone
        given = {name: list(values) for name, values in asked.items()}
        row = link.execute(f"DELETE FROM fit WHERE {_where(asked)}", given).fetchone()
        gone = int(row[0]) if row else 0

    try:
        made = rewritten(shop, part, leave_out)
    except (NoKey, Missing, NotOpened):
        return None
    if not gone:
        drop(shop, [made.address] if made else [])
        return 0
    said = {"intake": part.intake.code, "before": part.sha256, "after": made.sha256 if made else "", "lines": gone}

    def line() -> None:
        record("log.forgotten", subject=part.intake.code, actor=by.code, shop_id=shop.pk, payload=said)

    return gone if put(shop, part, made, line) else None


# ------------------------------------------------------------------------------------------------------------ reports


def _reports_forgotten(shop: Shop, asked: Asked, by: Actor) -> int:
    """What payment providers reported about an order or an address: rows, bytes and the text of their lines."""
    with inside(shop.pk):
        found = reported_about(shop, asked.get("ord", ()), asked.get("mail", ()))
        notices = PaymentNotice.objects.filter(shop=shop, pk__in={one.notice_id for one in found})
        lines = [line for line in notices.values_list("line", flat=True) if line]
        if not found:
            return 0
        PaymentMoment.objects.filter(shop=shop, pk__in=[one.pk for one in found]).delete()
        # A report of several payments keeps the moments of the others; its bytes name them all.
        notices.filter(moments=None).delete()
        for notice in notices.select_related("shop"):
            notice.raw = ""
            notice.save(update_fields=["raw"])
        said = {"reports": len(lines)}
        record("log.forgotten", subject=shop.code, actor=by.code, shop_id=shop.pk, payload=said)
        erase(subject=f"{shop.code}/reports", by=by.code, reason="person", shop_id=shop.pk, beside=lines)
    return len(lines)


def reported_about(shop: Shop, orders: Iterable[str], mails: Iterable[str]) -> list[PaymentMoment]:
    """Moments of payments of these orders or keyed addresses, and those that bear the same reference. In the shop."""
    rows = PaymentMoment.objects.filter(shop=shop).select_related("notice__shop")
    one_of = Q(order_number__in=[one for one in orders if one]) | Q(mail__in=[one for one in mails if one])
    mine = list(rows.filter(one_of))
    same = {one.reference for one in mine} - {""}
    return [*mine, *rows.filter(reference__in=same).exclude(pk__in=[one.pk for one in mine])]
