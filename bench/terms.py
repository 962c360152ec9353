"""Which terms bound this order? Every answer of 5,000 orders over 50 versions checked, with its time and statements.

python bench/terms.py [--orders 5000]
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

VERSIONS = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=5_000)
    orders = parser.parse_args().orders
    from tests.conftest import _set_up_django

    _set_up_django()
    from tests.servers import server, usual

    started = server(usual())
    try:
        with started.copy() as link:
            _measure(link, orders)
    finally:
        started.end()


def _measure(link: dict[str, str], orders: int) -> None:
    from django.db import connection, connections
    from django.test.utils import CaptureQueriesContext

    connections["default"].settings_dict.update(link)
    from tests.pages.shown import DAY, FIRST, a_page, html, seen, told
    from tests.people import a_shop

    from wederhoor.evidence.actions import bytes_of
    from wederhoor.pages import queries, warc
    from wederhoor.pages.accepting import NewAcceptance
    from wederhoor.pages.models import Acceptance
    from wederhoor.shops.context import inside

    chance, shop = random.Random(1), a_shop(frozen_today=None)
    with inside(shop.pk):
        page = a_page(shop)
        at, spans = FIRST - 400 * DAY, []
        for number in range(VERSIONS):
            first = at + timedelta(hours=12)
            version, at = seen(page, f"Versie {number}.", first), first + 5 * DAY
            seen(page, f"Versie {number}.", at, "b")
            spans.append((version, first, at))
        truth = {}
        rows = []
        for number in range(orders):
            version, first, last = spans[chance.randrange(VERSIONS)]
            truth[f"O-{number}"] = version.pk
            moment = first + (last - first) * chance.random()
            rows.append(NewAcceptance(f"O-{number}", moment, version.code, is_ticked=True, was_preticked=False))
        began = time.perf_counter()
        for start in range(0, orders, 1_000):
            told(shop, *rows[start : start + 1_000])
        kept = time.perf_counter() - began
    took, right, most = [], 0, 0
    with inside(shop.pk):
        for order, wanted in truth.items():
            began = time.perf_counter()
            binding = queries.terms_of(shop, order)
            took.append(time.perf_counter() - began)
            right += binding is not None and binding.version.pk == wanted
        bare = []
        for order in truth:
            began = time.perf_counter()
            Acceptance.objects.select_related("version__page").filter(shop=shop, order_number=order).first()
            bare.append(time.perf_counter() - began)
        for order in list(truth)[:20]:
            with CaptureQueriesContext(connection) as asked:
                queries.terms_of(shop, order)
            most = max(most, len(asked))
        same = 0
        for number, (version, *_) in enumerate(spans):
            exhibit = version.terms.exhibit
            data = bytes_of(exhibit)
            is_same = hashlib.sha256(data).hexdigest() == exhibit.sha256
            same += is_same and warc.read(data).body == html(f"Versie {number}.")
    took.sort()
    print(f"acceptances kept   {orders / kept:8.0f} a second, in calls of a thousand")
    print(f"answers right      {right} of {orders}, over {VERSIONS} versions (limit: every one)")
    print(f"archives the same  {same} of {VERSIONS}, by their hash and to the byte (limit: every one)")
    middle, late = statistics.median(took) * 1e3, took[int(len(took) * 0.95)] * 1e3
    print(f"an answer          {middle:.1f} ms median, {late:.1f} ms p95")
    print(
        f"peer               {statistics.median(bare) * 1e3:.1f} ms median: only the row of the acceptance, by Django"
    )
    print(f"statements         {most} at most (limit 5)")


if __name__ == "__main__":
    main()
