"""What the words on an order button say. Only the words on the button count, not those around it."""

from __future__ import annotations

import re
from enum import StrEnum


class Button(StrEnum):
    """What a button says about paying."""

    DUTY = "duty"
    PERHAPS = "perhaps"
    ORDER = "order"
    NOTHING = "nothing"
    UNKNOWN = "unknown"


_DUTY = (
    "betalingsverplichting", "betaalverplichting", "betaalplicht", "betalingsplicht", "verplichting tot betal",
    "verplicht tot betal", "zahlungspflicht", "kostenpflichtig", "obligation to pay", "obligation de paiement",
    "payment obligation",
)  # fmt: skip
_PERHAPS = ("betaal", "betalen", "afrekenen", "kopen", "koop", "kauf", "bezahl", "zahlen", "buy", "pay", "purchase")
_ORDER = ("bestel", "order", "bestätig")
_WORD = re.compile(r"[^\w]+")


def read(text: str) -> Button:
    """Which of the five the words are; ``text`` in lower case, underscores and spaces alike."""
    said = _WORD.sub(" ", text.replace("_", " ")).strip()
    if not said:
        return Button.UNKNOWN
    for words, button in ((_DUTY, Button.DUTY), (_PERHAPS, Button.PERHAPS), (_ORDER, Button.ORDER)):
        if any(re.search(rf"\b{word}", said) for word in words):
            return button
    return Button.NOTHING
