"""A shop with something in the tables that hold rows of shops; and one with something in every one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from uuid import uuid4

from django.utils import timezone
from PIL import Image
from tests.logs.rows import logged
from tests.messages import mail, order
from tests.pages.shown import DAY, FIRST, a_page, accepted_and_set_aside, told
from tests.people import a_person, a_shop, actor_in, customer_of

from wederhoor.accounts.models import Person
from wederhoor.claims import actions as claims
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.codes import new_code
from wederhoor.evidence.actions import NewExhibit, keep_terms, make_link
from wederhoor.evidence.kinds import Sort
from wederhoor.evidence.models import Dossier, Erasure, Hold, OrderEvent, RetentionChoice, Sealing
from wederhoor.letters.actions import receive
from wederhoor.letters.models import Letter
from wederhoor.logs.models import Intake
from wederhoor.pages.accepting import NewAcceptance
from wederhoor.pages.models import PageVersion
from wederhoor.pages.watching import say_sites
from wederhoor.parcels.actions import NewRecord
from wederhoor.parcels.actions import keep as keep_parcel
from wederhoor.parcels.kinds import Part, Way
from wederhoor.parcels.models import ParcelRecord
from wederhoor.shops.actions import make_key
from wederhoor.shops.context import inside
from wederhoor.shops.kinds import Actor
from wederhoor.shops.models import Shop
from wederhoor.withdrawals.actions import switch, take_in
from wederhoor.withdrawals.said import Said
from wederhoor.withdrawals.spool import Kept

TERMS = b"Algemene voorwaarden: u kunt de koop binnen veertien dagen herroepen."


@dataclass(frozen=True)
class Whole:
    """The shop and what opens it."""

    shop: Shop
    owner: Person
    claim: Claim
    letter: Letter
    token: str
    key: str
    parcel: ParcelRecord
    intake: Intake


def a_whole_shop(name: str = "Lampenhuis") -> Whole:
    """A case with papers, tellings, a note, a letter, a link and a key; and beside it a dossier without a claim."""
    owner = a_person()
    shop = a_shop(name, owner=owner)
    by = actor_in(shop)
    with inside(shop.pk):
        new = NewExhibit(TERMS, "voorwaarden.txt", Sort.TERMS, "shop", media_type="text/plain")
        keep_terms(shop, new, name="Voorwaarden", since=date(2026, 1, 1), by=by)
        message = mail(message_id=f"<{shop.code}@post.example>")
        claim = receive(shop, message, channel=Channel.MAIL, papers=[order()], by=by).claim
        claims.tell(claim, "Wij gaven het pakket mee.", {"delivered": True}, by=by)
        claims.correct(claim, {"delivered": False}, [], by=customer_of(shop))
        claims.note(claim, "Even de bezorger bellen.", by=by)
        letter = Letter.objects.filter(claim=claim).select_related("item").first()
        assert letter is not None
        letter.item = claim.dossier.items.get(number=1)
        letter.save(update_fields=["item"])
        token, key = make_link(claim.dossier, by=by), make_key(shop, "kassa", by=by)
        parcel = a_parcel(shop, by)
        beside = Dossier.objects.create(shop=shop, code=new_code())
        _kept_and_forgotten(beside)
        accepted_and_set_aside(shop)
        intake = logged(shop, by)
    return Whole(shop, owner, claim, letter, token, key, parcel, intake)


def a_shop_in_every_table(name: str = "Lampenhuis") -> Whole:
    """The same, with its sites and the withdrawal function tried out.

    The last page has no version yet and the last acceptance no address: what may be pointed at once only, is free.
    """
    whole = a_whole_shop(name)
    shop, by = whole.shop, actor_in(whole.shop)
    with inside(shop.pk):
        say_sites(shop, ["https://lampenhuis.example"], by=by)
        switch(shop, True, "https://lampenhuis.example/herroepen", by=by)
        a_page(shop, url="https://lampenhuis.example/retour")
        told(shop, NewAcceptance("O-3", FIRST + DAY, PageVersion.objects.get().code, is_ticked=True))
    trial = Said("Tessa Brand", "LH-78", "tessa@post.example", trial=True)
    assert take_in(Kept(uuid4().hex, new_code(), shop.code, shop.pk, timezone.now(), trial)) is not None
    return whole


def a_parcel(shop: Shop, by: Actor) -> ParcelRecord:
    """A box packed for an order nobody complained about, with a picture of what went in."""
    out = BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    new = NewRecord(Way.PACKED, uuid4(), "3SABCD1234567", "LH-77", 1250, pictures=[(Part.CONTENTS, out.getvalue())])
    return keep_parcel(shop, new, by=by).record


def _kept_and_forgotten(beside: Dossier) -> None:
    """An ended hold, a finished erasure, a period the shop chose; a sealed file and an event of another order."""
    shop, now = beside.shop, timezone.now()
    Hold.objects.create(shop=shop, dossier=beside, reason="Rechtszaak.", ended_at=now, made_by="owner")
    said = {"by": "owner", "role": "owner", "why": "asked", "line": 1, "gone_by": now.date()}
    Erasure.objects.create(shop=shop, code=new_code(), erased_at=now, done_at=now, **said)
    RetentionChoice.objects.create(shop=shop, rule="loose", months=24, set_by="owner")
    parts = dict.fromkeys(("index", "head", "body"), "0" * 64)
    Sealing.objects.create(
        shop=shop, dossier=beside, code=new_code(), line=-shop.pk, sealed_at=now, by="owner", side="shop", **parts
    )
    event = {"order_number": "LH-1", "what": "placed", "at": now, "by": "owner", "ref": "een", "line": -shop.pk}
    OrderEvent.objects.create(shop=shop, **event)
