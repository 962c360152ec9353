"""What of the shop's terms and pages goes into the file of an order: one statement, while a claim is filed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from wederhoor.evidence.models import Exhibit
from wederhoor.pages.models import Acceptance
from wederhoor.shops.models import Shop

# What was accepted with the order; of the other pages the version last seen before the moment, else the one added for
# that day; and terms kept by hand, on no page that is watched. What was seen only afterwards shows nothing of then.
_STOOD = """
    WITH accepted AS (
        SELECT v.terms_id, v.page_id FROM pages_acceptance a JOIN pages_pageversion v ON v.id = a.version_id
        WHERE a.shop_id = %(shop)s AND a.order_number = %(order)s AND a.order_number <> ''
    ), stood AS (
        SELECT DISTINCT ON (v.page_id) v.terms_id, v.page_id
        FROM pages_pageversion v JOIN pages_watchedpage p ON p.id = v.page_id
        WHERE v.shop_id = %(shop)s AND p.kind <> 'product' AND (
            (v.origin = 'captured' AND v.seen_from <= %(at)s)
            OR (v.origin = 'added' AND v.since <= %(day)s AND (v.until IS NULL OR v.until >= %(day)s)))
        ORDER BY v.page_id, v.origin = 'captured' DESC, v.seen_from DESC NULLS LAST, v.since DESC, v.id DESC
    ), wanted AS (
        SELECT terms_id FROM accepted
        UNION SELECT terms_id FROM stood WHERE page_id NOT IN (SELECT page_id FROM accepted)
        UNION SELECT t.id FROM evidence_termsversion t
        WHERE t.shop_id = %(shop)s AND t.since <= %(day)s AND (t.until IS NULL OR t.until >= %(day)s)
        AND NOT EXISTS (SELECT FROM pages_pageversion v WHERE t.id IN (v.terms_id, v.picture_id, v.print_id))
        AND NOT EXISTS (SELECT FROM pages_sighting s WHERE s.warc_id = t.id)
    )
    SELECT e.* FROM wanted JOIN evidence_termsversion t ON t.id = wanted.terms_id
    JOIN evidence_exhibit e ON e.id = t.exhibit_id ORDER BY t.since, t.id
"""


def accepted_with(shop: Shop, order_number: str) -> list[Exhibit]:
    """The versions that were accepted by name with an order, as exhibits the shop has, oldest first. One statement."""
    accepted = Acceptance.objects.filter(shop=shop, order_number=order_number).values("version__terms__exhibit")
    return list(Exhibit.objects.filter(pk__in=accepted).order_by("pk")) if order_number else []


def pages_on(shop: Shop, moment: datetime, order_number: str = "") -> list[Exhibit]:
    """Exhibits of what the shop showed at a moment, oldest first; what the order accepted goes before that."""
    day = moment.astimezone(ZoneInfo(shop.zone)).date()
    values = {"shop": shop.pk, "order": order_number, "at": moment, "day": day}
    return list({row.pk: row for row in Exhibit.objects.raw(_STOOD, values)}.values())
