"""What tests of sealed case files share: a case, the bundle's bytes, and what is in them."""

from __future__ import annotations

import io
import zipfile

from tests.messages import mail, order
from tests.people import a_shop, actor_in

from wederhoor.casework.shapes import Paper
from wederhoor.claims import actions as claims
from wederhoor.claims.bundles import bundle_stream
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.evidence.models import Sealing
from wederhoor.letters.actions import receive
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

HALLWAY = Paper(
    b"Foto van de gang bij de buren", "gang.txt", "text/plain", "page", "carrier", others_data="gang van de buren"
)


def a_case() -> tuple[Shop, Claim]:
    """A shop with a case: a message, an order, a paper that shows somebody else, a telling and a note."""
    shop = a_shop()
    by = actor_in(shop)
    with inside(shop.pk):
        claim = receive(shop, mail(), channel=Channel.MAIL, papers=[order(), HALLWAY], by=by).claim
        claims.tell(claim, "De bezorger heeft aangebeld.", {"delivered": True}, by=by)
        claims.note(claim, "Kostprijs van de lamp is 22 euro.", by=by)
    return shop, claim


def sealed(shop: Shop, claim: Claim, **more: str) -> Sealing:
    """The case sealed by its owner."""
    return claims.seal(shop.pk, claim.code, by=actor_in(shop), **more)


def bytes_of(sealing: Sealing) -> bytes:
    """The bundle as it is downloaded."""
    size, pieces = bundle_stream(sealing.shop_id, sealing)
    data = b"".join(pieces)
    assert len(data) == size
    return data


def bundled(shop: Shop, claim: Claim, **more: str) -> bytes:
    """The case sealed now, and its bundle."""
    return bytes_of(sealed(shop, claim, **more))


def opened(bundle: bytes) -> dict[str, bytes]:
    """The bundle's files by name."""
    archive = zipfile.ZipFile(io.BytesIO(bundle))
    return {name: archive.read(name) for name in archive.namelist()}
