"""What a confirmation tells the buyer about withdrawing: that she may, how, who pays the return, or that it cannot."""

from __future__ import annotations

import re
from typing import Any

_CAN = re.compile(
    r"(?:veertien|14)[- ]?(?:kalender)?dagen.{0,160}(?:herroep|bedenktijd|ontbind|terugsturen|retour)|"
    r"(?:herroep|bedenktijd).{0,160}(?:veertien|14)[- ]?(?:kalender)?dagen|"
    r"(?:fourteen|14)[- ]days?.{0,160}(?:withdraw|cancel)|(?:withdraw|cancel).{0,160}(?:fourteen|14)[- ]days?|"
    r"(?:vierzehn|14)\s?tage.{0,160}widerruf|widerruf.{0,160}(?:vierzehn|14)\s?tage",
    re.I | re.S,
)
_FUNCTION = re.compile(
    r"herroepingsfunctie|herroepingsknop|[“\"']?koop hier herroepen|contract hier herroepen|knop.{0,60}herroep|"
    r"herroep.{0,60}knop|"
    r"withdrawal (?:function|button)|withdraw from (?:the )?contract here|widerrufs(?:button|funktion)|"
    r"vertrag (?:hier )?widerrufen",
    re.I | re.S,
)
_RETURN_COST = re.compile(
    r"(?:kosten|verzendkosten).{0,80}(?:terugsturen|retour\w*|terugzend\w*).{0,120}(?:jouw|uw|eigen|"
    r"je eigen) ?rekening|retourkosten.{0,60}(?:rekening|betaal|klant|€)|"
    r"(?:terugsturen|retour(?:neren)?|terugzenden).{0,80}(?:betaal\w* (?:je|u)|eigen rekening|op (?:eigen|uw|"
    r"je) kosten|kost (?:u|je)|€\s?\d)|"
    r"(?:cost|pay).{0,60}return.{0,60}(?:you|your|customer)|return (?:shipping )?(?:is )?(?:at your|"
    r"on your) (?:own )?(?:cost|expense|account)|you (?:bear|pay).{0,40}return|"
    r"kosten der rücksendung|rücksendekosten",
    re.I | re.S,
)
_CANNOT = re.compile(
    r"op maat.{0,140}(?:niet|geen).{0,40}(?:herroep|bedenktijd|retour)|(?:niet|geen).{0,60}(?:herroep\w*|"
    r"bedenktijd).{0,120}op maat|"
    r"kunt (?:u )?deze koop niet herroepen|kun je deze koop niet herroepen|uitgezonderd van (?:het )?herroep|"
    r"made to (?:measure|order).{0,140}(?:cannot|can't|no (?:right)?).{0,40}(?:withdraw|cancel|return)|"
    r"(?:nach maß|maßanfertigung).{0,140}(?:kein|nicht|ausgeschlossen).{0,40}widerruf|widerruf.{0,40}ausgeschlossen",
    re.I | re.S,
)


def information_in(text: str) -> dict[str, Any]:
    """Facts of the vocabulary a confirmation shows by what it says; what it does not say is left unknown."""
    found: dict[str, Any] = {}
    sentences = re.split(r"\n\s*\n", text)
    told = [re.sub(r"\s+", " ", sentence)[:4000] for sentence in sentences[:400]]
    for name, pattern in (
        ("withdrawal_info_given", _CAN),
        ("withdrawal_function_info_given", _FUNCTION),
        ("return_cost_info_given", _RETURN_COST),
        ("exception_info_given", _CANNOT),
    ):
        if any(pattern.search(sentence) for sentence in told):
            found[name] = True
    return found
