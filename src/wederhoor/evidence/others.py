"""Other people in a paper: when a carrier's proof of delivery is withheld by itself, and what stays of their names.

A neighbour who took a parcel in is no party. Her name, her door and her signature are not the parties' to have, and a
person of the shop can show them for a reason, which is written down.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wederhoor.evidence.actions import NewExhibit
from wederhoor.evidence.kinds import Sort

CARRIERS = frozenset({"carrier"})
_WORDS: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "photo": "foto van de bezorging: misschien iemands deur of gezicht",
        "signature": "handtekening van wie het pakket aannam",
        "name": "naam van wie het pakket aannam",
    },
    "en": {
        "photo": "photo of the delivery: maybe somebody's door or face",
        "signature": "signature of who took the parcel",
        "name": "name of who took the parcel",
    },
    "de": {
        "photo": "Foto der Zustellung: vielleicht eine fremde Tür oder ein Gesicht",
        "signature": "Unterschrift der Person, die das Paket annahm",
        "name": "Name der Person, die das Paket annahm",
    },
}
# A neighbour who is named, or whose door is: "bij de buren (Jansen)", "bij buurvrouw De Wit", "Nachbar, Nr. 14".
# "Delivered at the neighbour's" alone says of nobody who it is.
_NEIGHBOUR = r"(?:\bburen\b|\bbuur(?:man|vrouw)?\b|[Nn]eighbou?rs?\b|\b[Nn]achbar(?:n|in)?\b)"
_NAMED = re.compile(
    _NEIGHBOUR + r"[^\n.]{0,24}?(?:\b(?:nr|nummer|huisnummer|number|no|Nr|Hausnummer)\b\.?\s*\d|\s\d{1,5}\b|[:(,]\s*\w|"
    r"\s(?:[Mm]w|[Dd]hr|[Mm]evr|[Mm]r|[Mm]rs|[Mm]s|Frau|Herrn?|[Ff]am)\b|\s(?:de |van |den |der )*[A-Z][a-zà-ÿ]+)",
)
# What a receiver may be called by without anybody being named.
_ROLE_NAMES = """
consumer customer household housemate neighbour neighbor neighbours unknown_person unknown recipient receiver
addressee klant ontvanger huisgenoot bewoner geadresseerde buren buur buurman buurvrouw onbekend nachbar nachbarin
empfänger empfängerin bewohner mitbewohner kunde kundin pickup_point afhaalpunt servicepoint locker mailbox
brievenbus briefkasten letterbox safe_place shed schuur garden tuin garage porch portiek reception receptie another
"""
_ROLES = frozenset(_ROLE_NAMES.split())
_NEIGHBOURLY = ("neighbour", "neighbor", "buren", "buur", "nachbar")
ANOTHER = "another"


def held_back(new: NewExhibit, customer: str, language: str) -> NewExhibit:
    """The paper, withheld by itself where it is a carrier's and shows somebody who is not the customer.

    What its giver said about it stays. ``customer`` is her name as far as it is known.
    """
    if new.others_data:
        return new
    what = _shown(new, customer)
    return replace(new, others_data=_WORDS.get(language, _WORDS["en"])[what]) if what else new


def _shown(new: NewExhibit, customer: str) -> str:
    if new.source not in CARRIERS and new.sort is not Sort.TRACKING:
        return ""
    is_picture = new.media_type.startswith("image/") or new.media_type == "application/pdf"
    by = str(new.facts.get("received_by") or "")
    if is_own(by, customer):
        return ""
    if is_picture and new.source in CARRIERS:
        return "signature" if new.facts.get("delivery_evidence_signature") is True else "photo"
    return "name" if (by and role_of(by) != by) or _NAMED.search(new.text) else ""


def is_own(name: str, customer: str) -> bool:
    """Whether a name on a proof of delivery is the customer's own: her family name, and no other first letter."""
    signed, own = _parts(name), _parts(customer)
    if not signed or not own or signed[-1] != own[-1]:
        return False
    return len(signed) == 1 or len(own) == 1 or signed[0][0] == own[0][0]


def _parts(name: str) -> list[str]:
    titles = {"mw", "dhr", "mevr", "mevrouw", "meneer", "mr", "mrs", "ms", "herr", "frau", "fam"}
    return [part for part in re.findall(r"[^\W\d_]+", name.casefold()) if part not in titles]


def role_of(name: str) -> str:
    """Who took the parcel, without a name: a role as it stands, a neighbour as such, anybody else as another."""
    plain = name.strip().casefold()
    if plain in _ROLES:
        return name
    return "neighbour" if any(word in plain for word in _NEIGHBOURLY) else ANOTHER


def masked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a withheld paper shows, without whom: for the rules, and for every letter that rests on it."""
    by = facts.get("received_by")
    return {**facts, **({"received_by": role_of(by)} if isinstance(by, str) and by else {})}
