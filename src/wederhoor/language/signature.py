"""Who signed a message: the name under or beside its closing words, or a lone name on its last line."""

from __future__ import annotations

import re
from typing import Final

from wederhoor.language.detect import is_small_word

_CLOSING_WORD: Final = (
    r"(?:(?:met |mit |with )?(?:vriendelijke|hartelijke|beste|warme|kind|best|warm|friendly|freundlichen|freundliche|"
    r"viele|liebe|schöne|herzliche|besten) (?:groet(?:en|jes)?|regards|wishes|grüßen?|gruss|gruß)|groet(?:en|jes)?|"
    r"grtz?|gr|mvg|m\.v\.g|vr\.? ?gr|vg|lg|mfg|hg|vlg|hoogachtend|hochachtungsvoll|kind regards|regards|best|cheers|"
    r"(?:many )?thanks(?: in advance| so much)?|thank you|thx|sincerely|yours(?: sincerely| faithfully)?|grüße|gruß|"
    r"danke(?: im voraus)?|(?:alvast |heel erg |bij voorbaat )?(?:bedankt|dank)(?: alvast| je wel| u wel)?|bvd|xx?x?|"
    r"warmly|kr|rgds|ciao|dankbaar)"
)
_CLOSING: Final = re.compile(rf"^{_CLOSING_WORD}[ .,!:)\-]*$", re.IGNORECASE)
_BESIDE: Final = re.compile(
    rf"^{_CLOSING_WORD}[.,!:]*,? (?:van |from |von |vom )?(?P<name>\S.{{0,60}})$", re.IGNORECASE
)
_NAME: Final = re.compile(r"^[^\W\d_][\w.'’\-]*(?: [\w.'’\-()&]+){0,5}$")
_PARTICLES: Final = frozenset(
    {
        "de", "van", "der", "den", "ten", "ter", "het", "'t", "von", "vom", "zu", "la", "le", "di", "da", "del", "el",
        "te", "und", "en", "and", "&", "v.d", "v.d.", "vd",
    }
)  # fmt: skip
_NO_NAME: Final = re.compile(
    r"\b(?:verzonden|verstuurd|sent|gesendet|iphone|ipad|samsung|outlook|android|order|bestel\w*|lamp\w*|antwoord|reactie|"
    r"graag|snel|groet\w*|dank\w*|bedankt|regards|alvast|geld|kapot|pakket\w*|asap|spoed|urgent|reply|help|pakje|kleur|"
    r"maat|retour|klacht|foto\w*|bijlage\w*|attachment\w*|anhang|adres|telefoon|tel)\b",
    re.IGNORECASE,
)
_LINES_LOOKED_AT: Final = 8


def signed_by(own: str) -> str:
    """The writer's name, or nothing where no line is clearly one."""
    raw = [line.strip() for line in own.splitlines()]
    lines = [(line.strip(" ,-–"), at) for at, line in enumerate(raw) if line.strip(" ,-–")]
    for place in range(len(lines) - 1, max(-1, len(lines) - 1 - _LINES_LOOKED_AT), -1):
        line = lines[place][0]
        if _CLOSING.match(line):
            below = lines[place + 1][0] if place + 1 < len(lines) else ""
            return below if is_name(below) else ""
        beside = _BESIDE.match(line)
        if beside and place and is_name(beside["name"]):
            return beside["name"].strip(" .,")
    return _alone(lines, raw)


def _alone(lines: list[tuple[str, int]], raw: list[str]) -> str:
    """A last line that is a name and stands apart from the sentence before it."""
    if len(lines) < 2:
        return ""
    last, at = lines[-1]
    before = raw[at - 1]
    apart = not before or before[-1] in ".!?)" or bool(_CLOSING.match(before.strip(" ,")))
    written = all(w[:1].isupper() or w in _PARTICLES for w in last.split())
    return last if apart and written and len(last.split()) <= 5 and is_name(last) else ""


def is_name(line: str) -> bool:
    """Whether a line can be a person's or a firm's name: no figures, no small words, no closing words, no goods."""
    if not _NAME.match(line) or _NO_NAME.search(line) or _CLOSING.match(line):
        return False
    words = [w for w in line.split() if w.lower() not in _PARTICLES]
    return bool(words) and not any(is_small_word(w) for w in words if w[:1].islower() or len(words) == 1)
