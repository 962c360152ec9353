"""A shop with pages that were looked at, and what was accepted there; without a network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.people import actor_in

from wederhoor.pages import watching
from wederhoor.pages.accepting import NewAcceptance, Outcome, accept
from wederhoor.pages.capturing import SOFTWARE
from wederhoor.pages.kinds import Kind, Teller
from wederhoor.pages.models import Acceptance, PageVersion, SetAside, WatchedPage
from wederhoor.pages.warc import Served, written
from wederhoor.pages.words import words_of
from wederhoor.shops.models import Shop

FIRST = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HTML = (("content-type", "text/html; charset=utf-8"),)


def html(says: str, token: str = "a") -> bytes:
    """A page whose words are ``says``, with a token of its form that is another one each time."""
    return (
        f"<!doctype html><title>Voorwaarden</title><nav>Menu {token}</nav><main><h1>Algemene voorwaarden</h1>"
        f"<p>{says}</p><form><input type=hidden name=csrf value={token}></form></main><script>var t='{token}'</script>"
    ).encode()


def served(body: bytes, at: datetime, url: str = "https://lampenhuis.example/voorwaarden") -> Served:
    return Served(url, url, at, 200, HTML, body)


def a_page(shop: Shop, kind: Kind = Kind.TERMS, url: str = "https://lampenhuis.example/voorwaarden") -> WatchedPage:
    return watching.watch(shop, kind, "Algemene voorwaarden", url, by=actor_in(shop))


def seen(page: WatchedPage, says: str, at: datetime, token: str = "a") -> PageVersion:
    """Somebody looked, and this is what stood there."""
    what = served(html(says, token), at, page.url)
    words = words_of(what.body, what.content_type)
    look = watching.keep_look(page, what, words, written(what, software=SOFTWARE), by=actor_in(page.shop, "system"))
    assert look.sighting.version is not None
    return look.sighting.version


def told(shop: Shop, *given: NewAcceptance, teller: Teller = Teller.SHOP) -> list[Outcome]:
    by = actor_in(shop, "agent" if teller is Teller.SHOP else "consumer")
    return accept(shop.pk, shop.code, given, teller, by=by)


def accepted_and_set_aside(shop: Shop) -> tuple[Acceptance, SetAside]:
    """A page with a version, one acceptance of it, and one that fits no version."""
    version = seen(a_page(shop), "Veertien dagen.", FIRST)
    for order, code in (("O-1", version.code), ("O-2", "0000-0000-0")):
        told(shop, NewAcceptance(order, FIRST + DAY, code, box="Ik ga akkoord", is_ticked=True, address="192.0.2.7"))
    return Acceptance.objects.select_related("version__page").get(), SetAside.objects.get()
