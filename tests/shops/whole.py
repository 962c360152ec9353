"""A shop with something in every table that holds rows of shops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.messages import mail, order
from tests.people import a_person, a_shop, actor_in, customer_of

from wederhoor.accounts.models import Person
from wederhoor.claims import actions as claims
from wederhoor.claims.kinds import Channel
from wederhoor.claims.models import Claim
from wederhoor.codes import new_code
from wederhoor.evidence.actions import NewExhibit, keep_terms, make_link
from wederhoor.evidence.kinds import Sort
from wederhoor.evidence.models import Dossier
from wederhoor.letters.actions import receive
from wederhoor.letters.models import Letter
from wederhoor.shops.actions import make_key
from wederhoor.shops.context import inside
from wederhoor.shops.models import Shop

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
        Dossier.objects.create(shop=shop, code=new_code())
    return Whole(shop, owner, claim, letter, token, key)
