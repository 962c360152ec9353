"""Which steps the writer announces, and how they are tied to what he asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from wederhoor.facts import AnnouncedStep, Grade, MessageKind, Remedy
from wederhoor.language.kinds import COMPLAINTS
from wederhoor.language.marks import Marked, Message
from wederhoor.language.shapes import DemandRead, KindRead, Pressure

_MONEY: Final = frozenset({Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.COMPENSATION, Remedy.PRICE_REDUCTION})
_PUBLIC: Final = frozenset({AnnouncedStep.REVIEW, AnnouncedStep.SOCIAL_MEDIA, AnnouncedStep.PRESS})


def read_pressure(message: Message, kinds: Sequence[KindRead], demands: Sequence[DemandRead]) -> Pressure:
    """A lawful step is a warning, whatever its tone; more only where something is asked beyond the claim itself."""
    lead = kinds[0].kind
    if lead is MessageKind.PHISHING:
        return Pressure(Grade.SCAM, (), kinds[0].words)
    if lead in (MessageKind.SUPPLIER, MessageKind.PRAISE, MessageKind.SUMMONS, MessageKind.CHARGEBACK):
        return Pressure()
    steps = _steps(message)
    cues = {name: cue for name in ("silence", "accounts", "beyond") if (cue := _cue(message, name))}
    grade = _grade(lead, steps, cues, demands)
    if grade is Grade.NONE:
        return Pressure()
    words = [*steps.values(), *(w for w in cues.values() if grade is not Grade.WARNING)]
    return Pressure(grade, tuple(steps), tuple(dict.fromkeys(words)))


def _grade(
    lead: MessageKind, steps: dict[AnnouncedStep, str], cues: dict[str, str], demands: Sequence[DemandRead]
) -> Grade:
    if not steps and "silence" not in cues and "accounts" not in cues:
        return Grade.NONE
    money = any(d.remedy in _MONEY for d in demands)
    # Who names no fault of the shop's and no wish to be out of the contract asks money on no ground at all.
    groundless = money and lead not in COMPLAINTS and lead is not MessageKind.SERVICE
    lowers = lead is MessageKind.PRICE_DISPUTE and any(d.remedy is Remedy.PRICE_REDUCTION for d in demands)
    beyond = "beyond" in cues or groundless or lowers
    threatens = bool(_PUBLIC & steps.keys()) or "silence" in cues
    if "accounts" in cues and (money or beyond) and threatens:
        return Grade.EXTORTION
    if "silence" in cues and beyond:
        return Grade.EXTORTION
    if beyond and (_PUBLIC & steps.keys() or AnnouncedStep.POLICE in steps):
        return Grade.PRESSURE
    return Grade.WARNING if steps else Grade.NONE


def _steps(message: Message) -> dict[AnnouncedStep, str]:
    steps: dict[AnnouncedStep, str] = {}
    for marked in message.marked:
        for group, hits in marked.asks.items():
            part, name, sort = group.split("/")
            if part != "steps" or sort != "any" or f"steps/{name}/unless" in marked.asks:
                continue
            hit = next((h for h in hits if not marked.is_reported(h) and not _refrains(marked, h.first)), None)
            if hit:
                steps.setdefault(AnnouncedStep(name), hit.words)
    return steps


def _refrains(marked: Marked, at: int) -> bool:
    """ "I will not write a review": only right before, since "if I do not get it, …" is no denial of the step."""
    opens, _ = marked.sentence.clause(at)
    near = marked.sentence.words[max(opens, at - 3) : at]
    return any(word in marked.lexicon.flags["negators"] for word in near)


def _cue(message: Message, name: str) -> str:
    for marked in message.marked:
        if hits := marked.asks.get(f"pressure/{name}/any"):
            return hits[0].words
    return ""
