"""Reads of the evidence room that more than one caller needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.db import connection
from django.db.models import Q

from wederhoor.door.keyring import Destroyed
from wederhoor.evidence import vault
from wederhoor.evidence.models import Dossier, Erasure, Exhibit, Sealing, TermsVersion, token_hash
from wederhoor.journal.across import across_shops

_UNRECORDED = """
    WITH told AS (
        SELECT subject, count(*) FILTER (WHERE act = 'exhibit.added') AS added,
            count(*) FILTER (WHERE act = 'exhibit.forgotten') AS gone
        FROM journal_line WHERE act IN ('exhibit.added', 'exhibit.forgotten') GROUP BY subject
    ), held AS (
        SELECT dossier_id, count(*) AS items, max(number) AS last FROM evidence_dossieritem GROUP BY dossier_id
    )
    SELECT d.code FROM evidence_dossier d JOIN held h ON h.dossier_id = d.id LEFT JOIN told t ON t.subject = d.code
    WHERE h.items > coalesce(t.added, 0) - coalesce(t.gone, 0) OR d.last_number <> coalesce(t.added, 0)
        OR h.last > d.last_number
    ORDER BY d.code
"""
# What a sealing keeps in the vault, by column.
SEALED_PARTS = ("index", "head", "body", "proof")
Files = Callable[[], Iterable[tuple[str, str]]]
_KEPT: dict[str, Files] = {}


def keeps_files(department: str, files: Files) -> None:
    """Say that rows of a department point at files in the store: pairs of key and SHA-256, of every shop.

    What nobody says is in use is swept after a day. ``files`` is asked while rows of all shops are visible.
    """
    _KEPT[department] = files


def terms_on(shop_id: int, day: date) -> list[Exhibit]:
    """The exhibits of the terms and pages that stood in the shop on ``day``, oldest first."""
    stood = TermsVersion.objects.filter(Q(until=None) | Q(until__gte=day), shop_id=shop_id, since__lte=day)
    return [version.exhibit for version in stood.select_related("exhibit").order_by("since", "id")]


def dossier_of_token(token: str) -> tuple[int, int] | None:
    """``(shop_id, dossier_id)`` behind a customer's link, or ``None``; asked before any shop is set."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT shop_id, dossier_id FROM dossier_of_token(%s)", [token_hash(token)])
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def shop_of_dossier(code: str) -> int | None:
    """The shop a dossier belongs to, for the operator at the command line; pages never ask this."""
    with across_shops("command line: the shop of a case"):
        return Dossier.objects.filter(code=code).values_list("shop_id", flat=True).first()


def plain_of_others(own: Iterable[Exhibit]) -> set[str]:
    """Hashes of files that others need too: before sealing equal bytes were one file, whosever dossier and shop."""
    mine = [exhibit for exhibit in own if not exhibit.key]
    with across_shops("forgetting: files from before sealing that others have too"):
        others = Exhibit.objects.filter(key="", sha256__in={exhibit.sha256 for exhibit in mine})
        return set(others.exclude(pk__in=[exhibit.pk for exhibit in mine]).values_list("sha256", flat=True))


def unrecorded() -> list[str]:
    """Codes of dossiers that hold more documents than lines added, or gave out other numbers; reads every such line.

    What a line says is sealed, so they are counted: each number ever given has its line, and each document forgotten.
    """
    with across_shops("audit: documents that no line added"), connection.cursor() as cursor:
        cursor.execute(_UNRECORDED)
        return [code for (code,) in cursor.fetchall()]


def addresses_in_use() -> Iterator[str]:
    """The address of every file in the store that a row points at, of every shop.

    A file under a destroyed key has no address any more and is not among them: it can be read by nobody. Raises
    :class:`~wederhoor.door.keyring.NoKey` when the key folder is not the one the files were sealed with.
    """
    with across_shops("sweep: what is in use in the store"):
        exhibits = Exhibit.objects.order_by("key").values_list("key", "sha256")
        for key, sha256 in exhibits.iterator(2_000):
            yield from _addressed(key, sha256)
        sealed = Sealing.objects.order_by("dossier__code").values_list("dossier__code", *SEALED_PARTS)
        for key, *parts in sealed.iterator(2_000):
            yield from _addressed(key, *parts)
        for key, certificate in Erasure.objects.values_list("shop__code", "certificate").iterator(2_000):
            yield from _addressed(key, certificate)
        for files in _KEPT.values():
            for key, sha256 in files():
                yield from _addressed(key, sha256)


def _addressed(key: str, *hashes: str) -> Iterator[str]:
    try:
        yield from (vault.address_of(sha256, key) for sha256 in hashes if sha256)
    except Destroyed:
        return
