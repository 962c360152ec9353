"""Which of the three languages a text is in, by its small words; a trained model took a second to load and was no better."""

from __future__ import annotations

import re
from typing import Final

from wederhoor.language.prose import fold

LANGUAGES: Final = ("nl", "en", "de")

_SMALL: Final = {
    "nl": "de het een en ik mijn is niet van dat op te voor met zijn aan die er maar heb heeft was ook nog naar bij uw u jullie "
    "je geen wel dit om dan kan als wil door hij ze zij wij we mij deze al over uit tot moet nu zou hoe graag bestelling "
    "terug geld nooit ontvangen pakket hebben ben werd wordt worden weer zo kunt kunnen beste geachte groet hallo bestel "
    "besteld bestelnummer waar wanneer niks niets mail gekregen kapot stuk goed dag goedemorgen goedemiddag bedankt dank "
    "want dus omdat krijg verzendkosten binnen twee keer alles onze ons mag doe hier daar",
    "en": "the a an and i my is not of that on to for with his at it but have has was also still your you no this if can as want "
    "by he they we me these about out until must now would how please order back money never received parcel been were "
    "get got are do don't dear hello hi thanks thank where when nothing broken from in it's i'm i've what which who just "
    "will there be had did does so or us our any all refund item delivery delivered package ordered arrived arrive return full only must again yes day days money please accept reply send sent item items unopened more",
    "de": "der die das ein eine und ich mein meine ist nicht von dass auf zu fur mit sein an es aber habe hat war auch noch nach "
    "bei ihr ihre ihrer ihnen sie kein keine dies diese um dann kann wenn will durch er wir mir mich uber aus bis muss jetzt wurde "
    "wie bitte bestellung zuruck geld nie erhalten paket haben bin wird werden wieder so konnen liebe lieber hallo guten "
    "tag wo wann nichts kaputt im am zum zur dem den des einen einem einer danke grusse freundlichen mochte sehr geehrte "
    "leider weil bekommen bestellt oder nur schon alles uns ware ware ob sind vom ohne gar",
}
_WORDS: Final = {language: frozenset(fold(w) for w in words.split()) for language, words in _SMALL.items()}
_ENDINGS: Final = {
    "nl": ("lijk", "heid", "tje", "tjes", "sche", "eerd", "aar"),
    "en": ("ing", "tion", "ly", "ed", "ness", "ity", "able", "ment"),
    "de": ("ung", "lich", "keit", "chen", "isch", "iert", "ungen"),
}
_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_HEAD: Final = 6_000


def detect(text: str) -> str:
    """``nl``, ``en`` or ``de``; Dutch when nothing tells, since that is what these shops mostly receive."""
    scores = weigh(text)
    best = max(LANGUAGES, key=lambda language: scores[language])
    return best if scores[best] > 0 else "nl"


def weigh(text: str) -> dict[str, float]:
    """How many small words and endings of each language stand in the first part of ``text``."""
    head = text[:_HEAD]
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for raw in _TOKEN.findall(head):
        word = fold(raw)
        mine = [language for language in LANGUAGES if word in _WORDS[language]]
        for language in mine:
            scores[language] += 1.0 / len(mine)
        if not mine and len(word) > 4:
            for language in LANGUAGES:
                scores[language] += 0.3 * word.endswith(_ENDINGS[language])
            scores["nl"] += 0.3 * ("ij" in word or "oe" in word or "aa" in word)
    scores["de"] += 0.4 * sum(c in "äöüß" for c in head[:1500])
    return scores
