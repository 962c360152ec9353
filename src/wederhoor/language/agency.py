"""For whom an agency writes, and under which reference: the names a shop needs to answer a collection letter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_NAME: Final = (
    r"(?P<name>(?:(?i:de heer|mevrouw|mevr\.?|mw\.?|dhr\.?|mr\.?|mrs\.?|ms\.?|herr|herrn|frau) )?"
    r"[A-ZÀ-Ý][\w.'’-]{0,30}(?: (?:(?:van|de|der|den|het|ten|ter|von|zu)\b|[A-ZÀ-Ý])[\w.'’-]{0,30}){0,4})"
)
_CLIENT: Final = re.compile(
    r"\b(?i:namens|in opdracht van|voor|on behalf of|acting for|represent(?:ing)?|im auftrag|namens)\b"
    r"(?i: (?:onze|mijn|our|my|unserer?s?|meiner?s?))?"
    r"(?i: (?:cli[eë]nte?|cliënte?|opdrachtgev(?:er|eefster)|client|mandant(?:in|en)?|kund(?:e|in|en)))?[,:]? " + _NAME
)
_REFERENCE: Final = re.compile(
    r"\b(?:dossier(?:nummer|nr)?|ons kenmerk|zaaknummer|our ref(?:erence)?|file(?: number| no)?|case(?: number| no)?|"
    r"aktenzeichen|unser zeichen)\b[ .:#]{0,4}(?P<code>(?=[\w/.-]*\d)[\w/.-]{3,24}\w)",
    re.IGNORECASE,
)
_MATTER: Final = re.compile(r"\b(?i:inzake|in de zaak|in re|regarding|re:|in sachen)[: ]+" + _NAME)


def agency(text: str) -> Mapping[str, str]:
    """``client_name`` and ``their_reference`` as the letter names them; what it does not name is left out."""
    client = _CLIENT.search(text) or _MATTER.search(text)
    reference = _REFERENCE.search(text)
    return {
        **({"client_name": client["name"].rstrip(".,")} if client else {}),
        **({"their_reference": reference["code"]} if reference else {}),
    }
