"""What a carrier's words mean: the kind of scan they tell of, and the kind of proof they claim to have."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wederhoor.connect.figures import carrier_of

ANNOUNCED, HANDED_OVER, ON_THE_WAY, ATTEMPTED, AT_PICKUP = (
    "announced",
    "handed_over",
    "on_the_way",
    "attempted",
    "at_pickup",
)
COLLECTED, NEIGHBOUR, DELIVERED, RETURNED, LOST, DAMAGED = (
    "collected",
    "neighbour",
    "delivered",
    "returned",
    "lost",
    "damaged",
)

# In order: the first that fits is what the words say, so the narrow ones stand above the wide ones.
_KINDS: tuple[tuple[str, str], ...] = (
    (
        RETURNED,
        r"retour (?:naar |aan )?(?:de )?afzender|teruggestuurd|terug naar afzender|retour gezonden|"
        r"return(?:ed|ing)? to (?:the )?(?:sender|shipper)"
        r"|zurück an (?:den )?absender|rücksendung|retour afzender",
    ),
    (LOST, r"vermist|zoekgeraakt|verloren|\blost\b|missing"),
    (DAMAGED, r"beschadigd|damaged|beschädigt"),
    (
        ANNOUNCED,
        r"voorgemeld|aangemeld|wordt verwacht|nog niet in (?:het )?sorteer|label (?:is )?(?:aangemaakt|"
        r"created)|elektronisch|electronic"
        r"|announced|angekündigt|pre-?transit|informatie ontvangen|information received|vooraankondiging",
    ),
    (
        COLLECTED,
        r"(?<!niet )afgehaald|opgehaald (?:bij|op|door)(?! (?:de |het )?(?:afzender|dhl|postnl|webwinkel|"
        r"winkel))|collected (?:at|from|by)|picked up (?:at|by|from) (?:a |the )?(?:recipient|receiver|"
        r"customer|service)|abgeholt",
    ),
    (
        AT_PICKUP,
        r"(?:ligt|klaar|beschikbaar).{0,60}(?:punt|kantoor|locker|automaat|winkel|afhalen)|"
        r"ready for (?:collection|pick-?up)|zur abholung"
        r"|bezorgd (?:bij|op) (?:een |het )?(?:postnl-punt|pakketpunt|servicepoint|parcelshop|afhaalpunt)",
    ),
    (NEIGHBOUR, r"\bburen\b|\bbuur(?:man|vrouw)?\b|neighbou?r|nachbar"),
    (
        ATTEMPTED,
        r"niet (?:thuis|bezorgd|gelukt|mogelijk)|mislukt|poging|nobody (?:was )?home|not home|attempt|"
        r"could not be delivered|undeliver|failure"
        r"|nicht (?:zugestellt|angetroffen)|tweede keer",
    ),
    (
        ON_THE_WAY,
        r"wordt (?:vandaag |morgen |straks )?(?:bezorgd|geleverd)|is onderweg|onderweg|out for delivery|"
        r"on (?:its|the) way|in transit|wird (?:heute )?zugestellt"
        r"|zustellfahrzeug|bezorger|courier|\broute\b|sorter(?:en|ing|ed|centrum)?|gesorteerd|"
        r"sortierzentrum|depot|arrived|vertrokken|departed|\btransit\b",
    ),
    (
        DELIVERED,
        r"\bbezorgd\b|\bafgeleverd\b|\bgeleverd\b|delivered|zugestellt|ausgeliefert|overhandigd aan|"
        r"handed (?:over )?to (?:the )?(?:recipient|receiver)|in (?:de )?brievenbus",
    ),
    (
        HANDED_OVER,
        r"bij postnl|in ontvangst genomen|ontvangen (?:door|bij)|opgehaald|overgedragen aan|aangenomen|"
        r"picked up|received by|accepted|handed (?:over )?to (?:the )?(?:carrier|dhl|postnl)"
        r"|dhl heeft|abgegeben|eingeliefert|übernommen|collectie",
    ),
)
_KIND_PATTERNS = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in _KINDS)

_PROOFS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("photo", re.compile(r"\bfoto|\bphoto|picture of (?:the )?delivery|zustellfoto", re.I)),
    (
        "gps",
        re.compile(
            r"\bgps\b|geolocati|geo-?locat|coördina|coordinate|locatie van de (?:scan|bezorging)|"
            r"standort der zustellung",
            re.I,
        ),
    ),
    (
        "signature",
        re.compile(r"handtekening|getekend|ondertekend|\bsigned\b|signature|unterschrift|unterschrieben", re.I),
    ),
    (
        "code",
        re.compile(
            r"bezorgcode|eenmalige code|afhaalcode|pincode|(?:delivery|one-?time|handover|pickup) (?:code|pin)|"
            r"\botp\b|zustellcode|einmalcode"
            r"|code (?:is )?(?:ingevoerd|gecontroleerd|akkoord|juist|entered|verified|correct|geprüft)",
            re.I,
        ),
    ),
    (
        "id",
        re.compile(
            r"legitimatie|identiteits?(?:bewijs|kaart|controle)|\bid[- ]?(?:check|controle|kaart)|"
            r"ausweis|identity (?:check|document)",
            re.I,
        ),
    ),
)
_ABSENT = re.compile(
    r"\b(?:geen|zonder|no|not|niet|kein\w*|ohne|without|vereist|gevraagd|required|requested|verstuurd|gestuurd|"
    r"verzonden|sent|gesendet|nodig|niet beschikbaar)\b",
    re.I,
)
_CODE_SENT = re.compile(
    r"code.{0,80}\b(?:sms|telefoon|mobiel|phone|mobile|handy|telefonnummer|06[-\s*]?\*?)|(?:sms|telefoon|"
    r"phone).{0,60}code",
    re.I | re.S,
)
_RECEIVED = re.compile(
    r"(?:ontvangen door|getekend door|received by|signed (?:for )?by|handed to|overhandigd aan|aangenomen door|"
    r"empfangen von|unterschrieben von)\s*:?\s*"
    r"(?P<name>[^\n.;,()]{2,60})",
    re.I,
)


def kind_of(words: str) -> str:
    """The kind of event ``words`` tell of; empty when they say none that is known."""
    return next((kind for kind, pattern in _KIND_PATTERNS if pattern.search(words[:500])), "")


def proof_in(sentences: Iterable[str]) -> frozenset[str]:
    """The kinds of proof claimed; one that is only asked for, sent, or said to be absent is not counted."""
    found: set[str] = set()
    for words in sentences:
        for part in re.split(r"[\n.;,]|\s[-–]\s", words[:1000]):
            if not _ABSENT.search(part):
                found.update(kind for kind, pattern in _PROOFS if pattern.search(part))
    return frozenset(found)


def code_was_sent(sentences: Iterable[str]) -> bool:
    """Whether the carrier says that a code went to the receiver's phone."""
    return any(_CODE_SENT.search(words[:1000]) for words in sentences)


def receiver_in(sentences: Iterable[str]) -> str:
    """Who took the parcel in, as the carrier names him; empty when it does not."""
    for words in sentences:
        match = _RECEIVED.search(words[:1000])
        if match and not carrier_of(match["name"]):
            return match["name"].strip()
    return ""
